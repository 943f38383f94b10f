"""Figures of scenarios: the specification curve with its words, and three blocks in a picture."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from yipan.board.bindings.simulating import evaluate_document, simulate_document
from yipan.cli.figure_file import write_figure
from yipan.cli.simulate import simulate
from yipan.core.errors import YipanError
from yipan.core.words import Words, pick
from yipan.publish.scenario_figures import blocks_figure, curve_figure
from yipan.scenarios.evaluate import Evaluation, evaluate
from yipan.scenarios.plan import read_plan
from yipan.scenarios.robustness import groups, warnings
from yipan.scenarios.table import YearTable


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return evaluate_document("2014-strategy", "jingjinji").evaluation


def test_the_curve_is_in_order_and_names_every_choice(found: Evaluation) -> None:
    """One dot a specification from the smallest gap to the largest; choices that vary below."""
    figure = curve_figure(found)
    spec = figure.spec("zh")
    dots = spec["vconcat"][0]["layer"][2]["data"]["values"]
    values = [row["value"] for row in dots]
    assert values == sorted(values)
    assert len(values) == len(found.specifications) == len(figure.table.rows)
    below = spec["vconcat"][1]
    names = below["encoding"]["y"]["scale"]["domain"]
    assert "对象  京津冀" in names
    assert not any(name.startswith("版本") for name in names)  # one vintage: it does not vary
    ticks = below["data"]["values"]
    assert {row["choice"] for row in ticks} == set(names)
    filled = sum(row["marked"] for row in dots)
    low = [s for s in found.specifications if s.placebo_p is not None and s.placebo_p < 0.05]
    assert filled == len(low)


def test_the_curve_can_be_drawn(found: Evaluation, tmp_path: Path) -> None:
    """SVG and the specification; another ending is refused in one line."""
    figure = curve_figure(found)
    for name in ("c.svg", "c.json"):
        write_figure(figure, str(tmp_path / name), "zh")
        assert (tmp_path / name).stat().st_size > 5000
    assert "vconcat" in json.loads((tmp_path / "c.json").read_text("utf-8"))
    with pytest.raises(YipanError, match="no figure has that ending"):
        write_figure(figure, "c.gif", "zh")


def test_words_count_what_speaks_against_an_effect(found: Evaluation) -> None:
    """Both signs, too small to see, placebos in time, donors that turn the sign."""
    told = [words.en for words in warnings(found)]
    assert any("both signs" in text for text in told)
    small = sum(
        s.detectable is not None and abs(s.gap_last) < s.detectable for s in found.specifications
    )
    assert any(f"In {small} of 80 specifications" in text for text in told)
    held = groups(found)
    assert sum(g.count for g in held) == 80
    assert held[0].treated == "京津冀"


def test_a_clear_effect_gets_no_such_words(tmp_path: Path) -> None:
    """A treated unit that leaves its donors by 50 in every choice: no count is raised."""
    values = {}
    for i in range(20):
        for year in range(2000, 2016):
            wave = (year * (i + 3)) % 7 + i
            values["y", f"d{i}", year] = Fraction(wave)
    for year in range(2000, 2016):
        mix = sum(values["y", f"d{i}", year] for i in range(20)) / 20
        values["y", "T", year] = mix + (50 if year >= 2010 else Fraction(year % 3, 10))
    plan = tmp_path / "p.yaml"
    plan.write_text(
        "plan: clear\ntreated: [T]\ndonors: all-others\noutcome: {indicator: y}\n"
        'treatment_period: "2010"\nwindows: [["2000", "2015"]]\nleave_one_out: true\n'
        "estimators: [synthetic-control, difference-in-differences]\n",
        "utf-8",
    )
    clear = evaluate(read_plan(plan), lambda _: YearTable(values))
    assert all(s.gap_last > 45 for s in clear.specifications)
    assert warnings(clear) == ()


def test_three_blocks_in_one_picture(tmp_path: Path) -> None:
    """Accounting as text, the fan of the outcome, the tornado; the table names the block."""
    file = tmp_path / "b.json"
    run = CliRunner()
    run.invoke(simulate, ["more-tech-to-hebei", "--figure", str(file)], catch_exceptions=False)
    spec = json.loads(file.read_text("utf-8"))
    titles = [panel["title"]["text"] for panel in spec["vconcat"]]
    assert [title[0] for title in titles] == ["一", "二", "三"]
    exact, fan, tornado = spec["vconcat"]
    assert exact["data"]["values"][0]["text"] == "1336.12 亿元"
    assert len(fan["layer"]) == 5  # three bands, observed, median
    widths = [row["high"] - row["low"] for row in tornado["data"]["values"]]
    assert widths == sorted(widths, reverse=True)
    plain = tmp_path / "b.svg"
    run.invoke(simulate, ["luanhe-compensation", "--figure", str(plain)], catch_exceptions=False)
    assert "核算" in plain.read_text("utf-8")


def test_the_table_of_blocks_has_every_value() -> None:
    """Rows of all three blocks, each with the name of its block."""
    found = simulate_document("relocate-to-caofeidian", "jingjinji").simulation
    figure = blocks_figure(found, lambda name, _: Words(name, name), lambda name: Words(name, name))
    blocks = [cells[0].text for cells in figure.table.rows]
    assert len(set(blocks)) == 3
    assert len(figure.table.rows) == len(figure.reasons)
    funds = [c for c in figure.table.rows if "基金" in pick(c[1].text, "zh")]
    assert funds[0][3].number == Fraction("0.9")
