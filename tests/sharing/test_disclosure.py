"""Tables of micro-data: what is left out, and that nobody can compute it back."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipan.cli.main import main
from yipan.core.errors import BadInput
from yipan.sharing.disclosure import TOTAL, Protected, Record, Rule, protect

pytest.importorskip("scipy")


def counted(grid: list[list[int]]) -> list[Record]:
    """Records that make up a table of counts; rows a, b, …, columns x, y, …"""
    return [
        Record((chr(97 + r), chr(120 + c)), f"{r}{c}{n}", Fraction(1))
        for r, row in enumerate(grid)
        for c, count in enumerate(row)
        for n in range(count)
    ]


def possible(found: Protected, key: tuple[str, str], most: int = 12) -> set[int]:
    """Every value that a cell left out can have, found by trying all whole numbers up to `most`.

    Only for tables whose cells left out are few; totals that are printed must hold.
    """
    rows, columns = found.labels
    inner = [k for k in found.left_out if TOTAL not in k]
    values: set[int] = set()
    for guess in product(range(most), repeat=len(inner)):
        tried = dict(zip(inner, guess, strict=True))

        def cell(k: tuple[str, str], tried: dict = tried) -> int:
            return tried.get(k, int(found.cells[k].value))

        sums = {(r, TOTAL): sum(cell((r, c)) for c in columns) for r in rows}
        sums |= {(TOTAL, c): sum(cell((r, c)) for r in rows) for c in columns}
        sums[TOTAL, TOTAL] = sum(sums[r, TOTAL] for r in rows)
        if all(k in found.left_out or found.cells[k].value == v for k, v in sums.items()):
            values.add(tried.get(key, sums.get(key, -1)))
    return values


def test_one_unsafe_cell_takes_three_others_with_it() -> None:
    """By hand: 2 alone could be had from its row (9 − 4 − 3) and its column; a rectangle hides it.

    The cheapest rectangle with the cell (a, x) is the one through b and y: 4 + 5 + 3 = 12 against
    (a, z) (b, x) (b, z): 3 + 5 + 9, and those through c. With 2 + d, 4 − d, 5 − d and 3 + d all
    totals hold; none is below zero for d from −2 to 4.
    """
    found = protect(counted([[2, 4, 3], [5, 3, 9], [8, 7, 6]]), 2, Rule(), counts=True)
    assert found.unsafe == {("a", "x")}
    assert found.beside == {("a", "y"), ("b", "x"), ("b", "y")}
    assert possible(found, ("a", "x")) == {0, 1, 2, 3, 4, 5, 6}


def test_a_table_without_unsafe_cells_is_printed_whole() -> None:
    """Nothing is left out where nothing has to be; empty cells are printed as zero."""
    found = protect(counted([[3, 0], [4, 5]]), 2, Rule(), counts=True)
    assert found.left_out == frozenset()


def test_dominance_makes_a_cell_unsafe() -> None:
    """Three firms, one with 90 of 100: its rivals would know it within 10 percent."""
    values = {"big": 90, "b": 6, "c": 4}
    records = [Record(("steel",), firm, Fraction(v)) for firm, v in values.items()]
    records += [Record(("food",), f"f{n}", Fraction(20)) for n in range(5)]
    records += [Record(("paper",), f"p{n}", Fraction(30)) for n in range(5)]
    found = protect(records, 1, Rule(), counts=False)
    assert found.unsafe == {("steel",)}
    assert found.beside == {("food",)}
    assert found.bounds["steel",].low == pytest.approx(0, abs=1e-6)
    assert found.bounds["steel",].high == pytest.approx(200)


def test_one_firm_with_many_records_is_one_contributor() -> None:
    """Five records of one firm are one contributor."""
    records = [Record(("a",), "same", Fraction(10)) for _ in range(5)]
    records += [Record(("b",), f"{n}", Fraction(10)) for n in range(9)]
    records += [Record(("c",), f"{n}", Fraction(10)) for n in range(9)]
    assert ("a",) in protect(records, 1, Rule(), counts=False).unsafe


def test_a_single_category_takes_the_total_with_it() -> None:
    """One label only: the total is the cell, so both go."""
    records = [Record(("a",), str(n), Fraction(1)) for n in range(2)]
    assert protect(records, 1, Rule(), counts=True).left_out == {("a",), (TOTAL,)}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=3))
def test_nobody_can_compute_an_unsafe_cell_back(grid: list[list[int]]) -> None:
    """Every unsafe cell of a random table has, by trying, at least two possible values."""
    try:
        found = protect(counted(grid), 2, Rule(), counts=True)
    except BadInput:
        return  # a table that cannot be protected is refused
    assert {k for k, c in found.cells.items() if 0 < c.contributors < 3} == found.unsafe
    inner = [k for k in found.left_out if TOTAL not in k]
    if len(inner) > 5:
        return  # too many to try
    for key in found.unsafe:
        values = possible(found, key)
        assert int(found.cells[key].value) in values
        assert len(values) >= 2


def test_the_command_prints_and_writes_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of firms; × stands for what is left out; names cannot run as formulas."""
    rows = ["firm,region,industry,turnover"]
    for region in ("East", "=2+3"):
        for industry, count in (("steel", 2), ("food", 6), ("paper", 7)):
            rows += [f"{region[:1]}{industry}{n},{region},{industry},1{n}.5" for n in range(count)]
    file, out = tmp_path / "firms.csv", tmp_path / "table.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    options = ["--by", "region", "--by", "industry", "--value", "turnover", "--who", "firm"]

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["yipan", "suppress", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        printed = capsys.readouterr()
        return int(stop.value.code or 0), printed.out, printed.err

    code, printed, _ = run(str(file), *options, "--out", str(out), "--lang", "en")
    assert code == 0
    assert "×" in printed
    assert "'=2+3" in out.read_text("utf-8-sig")
    code, printed, _ = run(str(file), *options, "--json")
    cells = json.loads(printed)["result"]["cells"]
    assert {c["left_out"] for c in cells} >= {"unsafe", "beside", None}
    assert all(c["value"] is None for c in cells if c["left_out"])
    for wrong in (["--by", "regoin"], ["--by", "region", "--value", "industry"], []):
        code, _, error = run(str(file), *wrong, "--lang", "en")
        assert code == 2
        assert len(error.strip().splitlines()) <= 4
