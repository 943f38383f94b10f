"""The built-in board holds every printed figure, with its source, and tells vintages apart."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from shared_data import shared

import yipan
from yipan.board import Board
from yipan.core.errors import UnknownName
from yipan.core.period import classify
from yipan.core.sources import read_published_on


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIPAN_HOME", str(tmp_path_factory.mktemp("home")))
        opened = yipan.open()
        assert len(opened.ledger) > 600
    return opened


def test_every_observation_stands_as_printed(board: Board) -> None:
    """460 figures: value, unit, step, qualifier, period, frequency and locator are unchanged."""
    path = shared("facts/observations.csv")
    by_id = {fact.id: fact for fact in board.ledger.facts()}
    with path.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 460
    for row in rows:
        fact = by_id[board.keys[row["id"]]]
        asked = [row[n] for n in ("value", "unit", "qualifier", "frequency", "document", "locator")]
        held = (fact.value, fact.unit, fact.qualifier, fact.frequency, fact.source, fact.locator)
        assert list(held) == asked, row["id"]
        assert Fraction(fact.step) == Fraction(row["step"]), row["id"]
        assert fact.indicator == row["indicator"]
        days = (row["period_start"] or None, row["period_end"] or None)
        start, end = (day and type(fact.learned_on).fromisoformat(day) for day in days)
        assert fact.period == classify(start, end).code, row["id"]
        assert row["place"].split("→")[0] in names(board, fact.party), row["id"]


def names(board: Board, code: str) -> set[str]:
    party = board.parties.get(code)
    assert party
    return {party.name_zh, party.name_en, *party.aliases}


def test_each_document_is_whole(board: Board) -> None:
    """Figures as counted in the documents: 300, 18, 56, 8 and 78, together 460."""
    found = Counter(f.source for f in board.ledger.facts() if f.row == "figure")
    counts = [found[document] for document in ("D0", "D1", "D2", "D3", "D4")]
    assert (counts, sum(counts)) == ([300, 18, 56, 8, 78], 460)


def test_gdp_of_hebei_2014_has_its_vintages(board: Board) -> None:
    """29 421.15, 25 208.9 and 25 644.1 of the statistics bureau beside the 2.94 of D0."""
    facts = board.facts("gdp", party="河北", period="2014")
    assert {f.value for f in facts} == {"29421.15", "25208.9", "25644.1", "2.94"}
    (chosen,) = facts.chosen
    assert (chosen.fact.value, chosen.fact.source) == ("25644.1", "NBS-GDP-5")
    early = board.chosen("gdp", party="冀", period="2014", as_of="2016-01-01")
    assert [c.fact.value for c in early] == ["29421.15"]


def test_a_certain_misprint_shows_with_its_correction(board: Board) -> None:
    """4.28 stays visible; with 4.38 and 4.39 the parts of 2023 make 10.44."""
    parts = {
        code: next(
            f for f in board.facts("gdp", party=code, period="2023") if f.row == "correction"
        )
        for code in ("110000", "130000")
    }
    assert {f.expects for f in parts.values()} == {"4.28", "4.34"}
    total = sum(Fraction(f.value) for f in parts.values()) + Fraction("1.67")
    assert total == Fraction("10.44")
    printed = {f.value for f in board.facts("gdp", party="北京", period="2023")}
    assert {"4.28", "4.38"} <= printed


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("京", "110000"),
        ("北京市", "110000"),
        ("Beijing", "110000"),
        ("中央", "CN"),
        ("三地", "JJJ"),
        ("雄安", "XIONGAN"),
        ("石家庄市", "130100"),
    ],
)
def test_parties_answer_to_their_names(board: Board, name: str, code: str) -> None:
    assert board.parties.find(name).code == code


def test_xiongan_begins_with_its_foundation(board: Board) -> None:
    xiongan = board.parties.find("雄安新区")
    assert str(xiongan.valid_from) == "2017-04-01"
    assert len(board.parties.members("JJJ13")) == 13


def test_ordered_pairs_are_asked_for_with_an_arrow(board: Board) -> None:
    found = board.facts("北京输出津冀技术合同数", party="北京→津冀")
    assert [(f.period, f.value) for f in found] == [("2013", "3176"), ("2023", "6758")]


def test_a_wrong_name_is_answered_with_near_ones(board: Board) -> None:
    with pytest.raises(UnknownName, match="人均地区生产总值"):
        board.facts("人均地区总值")
    with pytest.raises(UnknownName, match="jingjinji"):
        yipan.open("jinjinji")


def test_headline_panel_of_the_three(board: Board) -> None:
    """Shares of services in Beijing in 2020: 83.8 % (D4)."""
    panel = board.panel("tertiary_share", parties="三地", periods="2020")
    assert panel.parties == ("110000", "120000", "130000")
    assert panel.exact("110000", "2020", "tertiary_share") == Fraction("83.8")
    assert [m.party for m in panel.missing()] == ["120000"]


def test_flows_and_year_ends_share_a_column(board: Board) -> None:
    """Beijing 2022: 45 222.4 of GDP in the year, 2 184 of residents at its end."""
    panel = board.panel(["gdp", "常住人口"], parties="北京", periods=["2022"])
    assert panel.periods == ("2022",)
    assert panel.exact("110000", "2022", "gdp") == Fraction("45222.4")
    assert panel.exact("110000", "2022", "resident_population") == 2184


@pytest.mark.parametrize("name", ["timeline", "goals", "platforms", "chains", "inventories"])
def test_every_row_of_the_registries_cites_its_source(board: Board, name: str) -> None:
    rows = board.table(name)
    assert rows
    for row in rows:
        assert row["source"] in board.sources, row
        assert board.parties.get(row["party"]), row
        assert row["locator"], row


def test_registries_add_up_to_their_names(board: Board) -> None:
    """46 = 15 + 20 + 8 + 3; six chains, five clusters, five corridors; 753 = 427 + 238 + 88."""
    platforms = board.table("platforms")
    parts = [int(p["count"]) for p in platforms if p["part_of"] == "special"]
    assert (sorted(parts), sum(parts)) == ([3, 8, 15, 20], 46)
    kinds = Counter(row["kind"] for row in board.table("chains"))
    assert kinds == {"chain": 6, "cluster": 5, "corridor": 5}
    laboratories = {
        row["party"]: int(row["value"])
        for row in board.table("inventories")
        if row["name_zh"] == "科技创新券互认实验室"
    }
    assert laboratories.pop("JJJ") == sum(laboratories.values()) == 753


def test_inventories_point_at_facts_of_the_board(board: Board) -> None:
    for row in board.table("inventories"):
        assert bool(row["fact"]) != bool(row["value"]), row
        assert not row["fact"] or row["fact"] in board.keys, row


def test_time_line_is_dated_and_in_order(board: Board) -> None:
    days = [row["date"] for row in board.table("timeline")]
    assert days == sorted(days)
    assert all(read_published_on(day).latest for day in days)


# Files in which such a name is part of a format that has to be read without any board.
NAMED_BY_FORMAT = {
    "compacts/words/parties.py": "aliases that the compact format fixes",
    "reading/slots/reader.py": "cities that rank as provinces, for texts read without a board",
}


def test_no_code_knows_a_region_by_name(board: Board) -> None:
    """Names of parties are data: no constant in src/ outside boards/ holds one.

    Docstrings and comments may give examples.
    """
    root = Path(yipan.__file__).parent
    known = {n for p in board.parties for n in (p.name_zh, p.name_en) if len(n) > 2}
    known |= {"北京", "天津", "河北", "雄安", "京津冀", "Mexico", "Xinjiang"}
    known -= {"China"}
    pattern = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))
    found = {
        f"{path.relative_to(root).as_posix()}: {constant}"
        for path in sorted(root.rglob("*.py"))
        if path.relative_to(root).as_posix() not in NAMED_BY_FORMAT
        for constant in constants(ast.parse(path.read_text(encoding="utf-8")))
        if pattern.search(constant.replace("天津大学学报", ""))  # a journal that is cited
    }
    assert found == set()


def constants(tree: ast.AST) -> Iterator[str]:
    """Every text in a module that is no docstring."""
    bare = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value
