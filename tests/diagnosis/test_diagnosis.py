"""Findings from figures: direction within precision, vintages, definitions, bends and severity."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner

import yipan
from yipan.board.bindings.findings import obstacles_of
from yipan.board.bindings.indices import Wanted, index_source, systems_of
from yipan.cli.diagnose import diagnose as command
from yipan.core.errors import Coded
from yipan.core.printed import read_printed
from yipan.core.strict_yaml import parse_yaml
from yipan.diagnosis.breaks import find_bend
from yipan.diagnosis.evidence import Figure, Figures
from yipan.diagnosis.findings import (
    CHOSEN,
    IMPROVING,
    UNDECIDED,
    WORSENING,
    Finding,
    diagnose,
)
from yipan.diagnosis.questions import read_questions
from yipan.diagnosis.wording import number, sentences
from yipan.gauge.index_system import build, unit_values

QUESTION = """
findings:
  - id: gap
    frame: problem
    name: {zh: 差距, en: gap}
    indicator: pay
    measure: ratio
    of: Low
    to: High
    better: up
    parity: 100
    also: [{measure: difference, better: down}]
"""


def _figures(rows: dict[tuple[str, int], str], indicator: str = "pay") -> Figures:
    found = {}
    for (party, year), text in rows.items():
        printed = read_printed(text)
        found[indicator, party, year] = Figure(printed.value, printed.interval, (f"{party}{year}",))
    return Figures(found)


def _ask(text: str, evidence: dict[str, Figures], by_source: dict[str, Figures]) -> Finding:
    [question] = read_questions(parse_yaml(text), "findings.yaml")
    found = diagnose(question, evidence, by_source)
    assert found is not None
    return found


NARROWS = {("Low", 2014): "46", ("High", 2014): "100", ("Low", 2023): "97", ("High", 2023): "200"}


def test_a_gap_that_narrows_as_a_ratio_and_widens_in_yuan_is_contested() -> None:
    """46 % → 48.5 % improves; 54 → 103 worsens: the finding says both and is contested."""
    found = _ask(QUESTION, {CHOSEN: _figures(NARROWS)}, {})
    assert found.direction == IMPROVING
    assert [v.direction for v in found.contradictions] == [WORSENING]
    assert found.severity == "contested"
    text = " ".join(sentences(found, "yuan", str, "en"))
    assert "54 yuan (2014) → 103 yuan (2023)" in text
    assert found.vanishes_at == 200


def test_a_change_within_the_printed_precision_is_not_told() -> None:
    """6.6 → 6.6 of rounded figures, or 6.60 → 6.6, says nothing about a direction."""
    rows = {("Low", 2014): "6.60", ("Low", 2015): "6.6"}
    text = QUESTION.replace("ratio", "level").replace("    also", "    # also")
    text = text.replace("    to: High\n", "")
    assert _ask(text, {CHOSEN: _figures(rows)}, {}).direction in {UNDECIDED, "flat"}
    rows = {("Low", 2014): "6.6", ("Low", 2015): "6.64"}
    assert _ask(text, {CHOSEN: _figures(rows)}, {}).direction == UNDECIDED


@pytest.mark.parametrize(
    ("last", "severity"),
    [
        ("20", "high"),  # worsening 2, a gap of 80 % 2
        ("45", "medium"),  # improving 0, a gap of 55 % 2
        ("50", "low"),  # improving 0, a gap of 50 % 1
        ("90", "low"),  # improving 0, a gap of 10 % 0
    ],
)
def test_severity_follows_the_stated_rule(last: str, severity: str) -> None:
    """Points by size of the gap and by direction, worked by hand."""
    rows = {("Low", 2014): "30", ("High", 2014): "100", ("Low", 2020): last, ("High", 2020): "100"}
    text = QUESTION.replace("    also", "    # also")
    assert _ask(text, {CHOSEN: _figures(rows)}, {}).severity == severity


MIXED = """
findings:
  - {id: share, frame: problem, name: {zh: 比重, en: share}, indicator: gdp, measure: ratio,
     of: Part, to: Whole, better: up, printed: share}
"""


def test_printed_ends_of_two_vintages_are_found() -> None:
    """10.4 % fits the old series only, 8.3 % the new one only; each vintage is shown alone."""
    old = {("Part", 2014): "66473.1", ("Whole", 2014): "636463"}
    new = {
        ("Part", 2014): "58775.5",
        ("Whole", 2014): "643563.1",
        ("Part", 2023): "104442",
        ("Whole", 2023): "1260582",
    }
    printed = _figures({("Part", 2014): "10.4", ("Part", 2023): "8.3"}, "share")
    evidence = {CHOSEN: printed, "old": _figures(old, "gdp"), "new": _figures(new, "gdp")}
    found = _ask(MIXED, evidence, {"paper": printed})
    assert found.mixture is not None
    assert found.mixture.first[2] == ("old",)
    assert found.mixture.last[2] == ("new",)
    [alone] = found.mixture.by_vintage
    assert (number(alone.first[1]), number(alone.last[1])) == ("9.13", "8.29")


def test_printed_ends_of_one_vintage_are_no_mixture() -> None:
    """What one vintage explains is left alone."""
    new = {
        ("Part", 2014): "9.1",
        ("Whole", 2014): "100",
        ("Part", 2023): "8.3",
        ("Whole", 2023): "100",
    }
    printed = _figures({("Part", 2014): "9.1", ("Part", 2023): "8.3"}, "share")
    evidence = {CHOSEN: printed, "new": _figures(new, "gdp")}
    assert _ask(MIXED, evidence, {"paper": printed}).mixture is None


def test_groups_are_sums_of_their_members() -> None:
    """A group of an additive indicator adds up; a missing member leaves the year out."""
    base = _figures({("A", 2014): "1", ("B", 2014): "2", ("A", 2015): "5"})
    figures = Figures(base.figures, {"G": ("A", "B")}, frozenset({"pay"}), True)
    whole = figures.get("pay", "G", 2014)
    assert whole is not None
    assert whole.value == 3
    assert figures.get("pay", "G", 2015) is None


def test_a_bend_is_dated_and_a_straight_line_has_none() -> None:
    """Slope 1 until 2010, then 3: the bend is 2010 and beyond doubt; noise on a line is not."""
    years = list(range(2000, 2021))
    bent = [min(y, 2010) - 2000 + 3 * max(0, y - 2010) + 0.01 * (y % 2) for y in years]
    found = find_bend(years, bent)
    assert found is not None
    assert found.year == 2010
    assert found.p <= 0.01
    assert found.after == pytest.approx(3, abs=0.02)
    wobble = [y + 0.3 * ((y * 7) % 5 - 2) for y in years]
    straight = find_bend(years, wobble)
    assert straight is not None
    assert straight.p > 0.1
    assert find_bend(years[:7], bent[:7]) is None


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ("measure: ratio", "measure: ration", "must be one of"),
        ("frame: problem", "frame: trouble", "must be one of"),
        ("parity: 100", "parety: 100", "no key parety"),
        ("    indicator: pay\n", "", "key indicator is missing"),
    ],
)
def test_wrong_questions_are_named(good: str, bad: str, words: str) -> None:
    """One line with the file and the row."""
    assert good in QUESTION
    with pytest.raises(Coded, match=words) as caught:
        read_questions(parse_yaml(QUESTION.replace(good, bad)), "findings.yaml")
    assert "findings.yaml:" in str(caught.value)


def test_numbers_are_short_and_exact_where_they_can_be() -> None:
    """A short decimal stays, a ratio gets two decimals."""
    assert number(Fraction("200278")) == "200278"
    assert number(Fraction(1, 3)) == "0.3333"
    assert number(Fraction(200, 3)) == "66.67"


def test_the_built_in_board_finds_the_mixed_share() -> None:
    """The share printed as 10.4 % then 8.3 % mixes vintages; one vintage gives 9.13 to 8.29 %."""
    answer = CliRunner().invoke(command, ["--json", "--lang", "en"], catch_exceptions=False)
    findings = {f["id"]: f for f in json.loads(answer.output)["result"]["findings"]}
    share = findings["national-share"]
    assert share["mixes_vintages"]
    assert any("9.13% (2014) → 8.29% (2023)" in text for text in share["text"])
    per_head = findings["gap-per-head-tianjin"]
    assert per_head["severity"] == "contested"
    assert findings["rd-hebei"]["rank"] == {"place": 5, "of": 5, "year": 2019}


def test_what_worsens_would_have_to_be_as_it_was() -> None:
    """Without a parity, a worsening vanishes at the first value; an improvement says nothing."""
    text = QUESTION.replace("ratio", "level").replace("    also", "    # also")
    text = text.replace("    to: High\n", "").replace("    parity: 100\n", "")
    for last, expected in (("3", Fraction(5)), ("9", None)):
        rows = {("Low", 2014): "5", ("Low", 2020): last}
        found = _ask(text, {CHOSEN: _figures(rows)}, {})
        assert found.vanishes_at == expected
        told = [t for t in sentences(found, "yuan", str, "en") if "would vanish" in t]
        assert len(told) == (expected is not None)
        assert "no other vintage or definition" in " ".join(sentences(found, "yuan", str, "en"))


def test_problems_name_their_main_obstacles_with_an_interval() -> None:
    """Largest first, inside their interval, of the party the problem is about; both languages."""
    answer = CliRunner().invoke(command, ["--json"], catch_exceptions=False)
    findings = json.loads(answer.output)["result"]["findings"]
    held = {f["id"]: f["obstacles"] for f in findings}
    assert held["air"] is None
    found = held["gap-per-head"]
    assert (found["index"], found["party"]) == ("jjj-coordination", "130000")
    shares = [o["share"] for o in found["largest"]]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) == 3
    assert all(o["low"] <= o["share"] <= o["high"] for o in found["largest"])
    for lang, words in (("zh", "主要障碍"), ("en", "Main obstacles of Hebei")):
        shown = CliRunner().invoke(command, ["--lang", lang], catch_exceptions=False).output
        assert words in shown


def test_the_obstacles_are_those_of_the_index_by_hand() -> None:
    """Hebei 2022, R&D intensity 2.00 on goalposts 0..8: w (1 - z) over the sum of all (table 4)."""
    board = yipan.open("jingjinji")
    source = index_source(board, systems_of(board)["jjj-coordination"], Wanted(periods=["2022"]))
    built = build(systems_of(board)["jjj-coordination"], source.cube)
    z, weights = unit_values(built)
    hebei = source.cube.names("party").index("130000")
    lacking = {c: weights[c] * (1 - z[hebei, 0, k]) for k, c in enumerate(built.columns)}
    assert z[hebei, 0, built.columns.index("rd_intensity")] == pytest.approx(2 / 8)
    assert weights["rd_intensity"] == pytest.approx(1 / 3 / 4)
    largest = max(lacking, key=lambda c: lacking[c])
    found = obstacles_of(board, "jjj-coordination", None)["130000"].largest[0]
    assert found.indicator == largest
    assert found.share == pytest.approx(100 * lacking[largest] / sum(lacking.values()))


def test_an_early_day_has_findings_without_obstacles() -> None:
    """In June 2016 the index had no figures; the findings that can be made are made."""
    answer = CliRunner().invoke(
        command, ["--as-of", "2016-06-01", "--json"], catch_exceptions=False
    )
    findings = json.loads(answer.output)["result"]["findings"]
    assert findings
    assert all(finding["obstacles"] is None for finding in findings)
