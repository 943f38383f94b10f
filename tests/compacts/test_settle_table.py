"""`yipan settle-table`: Parquet to Parquet; duplicates and foreign terms are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from yipan.cli.main import yipan
from yipan.core.errors import Coded

CASE = {"case": "E", "迁出地": "京", "迁入地": "冀", "政府主导": True, "符合布局": True}


def settle(
    folder: Path, compact: str, start: int, years: list[int], cents: int = 3 * 10**9
) -> list[dict[str, Any]]:
    """Moves of one enterprise with 3000 万元 in each of the years."""
    case = {**CASE, "迁移年度": start - 1, "达产年度": start}
    pq.write_table(pa.Table.from_pylist([case]), folder / "c.parquet")
    rows = [
        {"case": "E", "year": year, "三税.地方": cents, "attested_by": "京;冀"} for year in years
    ]
    pq.write_table(pa.Table.from_pylist(rows), folder / "p.parquet")
    out = folder / "m.parquet"
    files = ["--cases", str(folder / "c.parquet"), "--periods", str(folder / "p.parquet")]
    arguments = ["settle-table", compact, *files, "--out", str(out)]
    CliRunner().invoke(yipan, arguments, standalone_mode=False, catch_exceptions=False)
    found: list[dict[str, Any]] = pq.read_table(out).to_pylist()
    return found


def test_half_of_each_year_until_the_limit(tmp_path: Path) -> None:
    """Three years of 3000 before: the limit is 9000; 1500 a year for five years, then nothing."""
    years = [2013, 2014, 2015, *range(2017, 2024)]
    moves = settle(tmp_path, "tax-92", 2017, years)
    assert [(m["year"], m["clause"], m["units"]) for m in moves] == [
        (year, "1.3.1" if year < 2020 else "1.3.2", 15 * 10**8) for year in range(2017, 2022)
    ]


def test_two_rows_for_one_enterprise_year_are_refused(tmp_path: Path) -> None:
    """DUPLICATE names the case; nothing is written."""
    with pytest.raises(Coded) as caught:
        settle(tmp_path, "tax-92", 2017, [2013, 2014, 2015, 2017, 2017])
    assert caught.value.line("zh").startswith("DUPLICATE p.parquet")
    assert not (tmp_path / "m.parquet").exists()


def test_a_year_outside_the_term_is_refused_unless_the_version_is_given(tmp_path: Path) -> None:
    """Production in 2014 lies before 2015-06-03."""
    years = [2010, 2011, 2012, 2014]
    with pytest.raises(Coded) as caught:
        settle(tmp_path, "tax-92", 2014, years)
    assert caught.value.line("zh").startswith("BAD_PERIOD")
    assert len(settle(tmp_path, "tax-92@2015-06-03", 2014, years)) == 1


def test_a_compact_without_columnar_form_says_so(tmp_path: Path) -> None:
    """新安江 is one case; the line points to `yipan settle`."""
    with pytest.raises(Coded) as caught:
        settle(tmp_path, "eco-xinanjiang-1", 2017, [2017])
    assert "yipan settle" in caught.value.line("zh")


def test_amounts_beyond_64_bits_are_settled_with_wider_integers(tmp_path: Path) -> None:
    """Three years of 4 × 10^18 分 sum to more than 2^63: exact all the same."""
    moves = settle(tmp_path, "tax-92", 2017, [2013, 2014, 2015, 2017], 4 * 10**18)
    assert [int(m["units"]) for m in moves] == [2 * 10**18]


def test_a_missing_column_is_one_line(tmp_path: Path) -> None:
    """A periods table without attested_by: BAD_TABLE names the column."""
    settle(tmp_path, "tax-92", 2017, [2013, 2014, 2015, 2017])
    table = pq.read_table(tmp_path / "p.parquet").drop(["attested_by"])
    pq.write_table(table, tmp_path / "p.parquet")
    files = ["--cases", str(tmp_path / "c.parquet"), "--periods", str(tmp_path / "p.parquet")]
    arguments = ["settle-table", "tax-92", *files, "--out", str(tmp_path / "m.parquet")]
    with pytest.raises(Coded) as caught:
        CliRunner().invoke(yipan, arguments, standalone_mode=False, catch_exceptions=False)
    assert caught.value.code == "BAD_TABLE"
    assert "attested_by" in caught.value.line("zh")


def rows_of_case(**changed: Any) -> dict[str, Any]:
    return {**CASE, "迁移年度": 2016, "达产年度": 2017, **changed}


def settled(
    folder: Path, cases: list[dict[str, Any]], periods: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Moves under tax-92 of cases and periods as given."""
    pq.write_table(pa.Table.from_pylist(cases), folder / "c.parquet")
    pq.write_table(pa.Table.from_pylist(periods), folder / "p.parquet")
    files = ["--cases", str(folder / "c.parquet"), "--periods", str(folder / "p.parquet")]
    arguments = ["settle-table", "tax-92", *files, "--out", str(folder / "m.parquet")]
    CliRunner().invoke(yipan, arguments, standalone_mode=False, catch_exceptions=False)
    found: list[dict[str, Any]] = pq.read_table(folder / "m.parquet").to_pylist()
    return found


def year(at: int, cents: Any = 3 * 10**9, case: str | None = "E", signed: str = "京;冀") -> Any:
    return {"case": case, "year": at, "三税.地方": cents, "attested_by": signed}


def test_rows_of_one_case_may_be_attested_differently(tmp_path: Path) -> None:
    """2018 is signed by 京 alone: the cap of later years depends on it, so nothing more moves."""
    years = [2013, 2014, 2015, 2017, 2018, 2019]
    periods = [year(y, signed="京" if y == 2018 else "京;冀") for y in years]
    moves = settled(tmp_path, [rows_of_case()], periods)
    assert [m["year"] for m in moves] == [2017]


@pytest.mark.parametrize("kind", [pa.uint32(), pa.uint64(), pa.int64(), pa.decimal128(20, 0)])
def test_amounts_may_be_whole_numbers_of_any_type(tmp_path: Path, kind: pa.DataType) -> None:
    """From 1 分 to 4,294,967,295 分, the widest that 32 bits hold; half of each year moves."""
    cents = {2013: 2**32 - 1, 2014: 2 * 10**9, 2015: 2 * 10**9, 2017: 1, 2018: 2**32 - 1}
    settled(tmp_path, [rows_of_case()], [year(y, sum_) for y, sum_ in cents.items()])
    table = pq.read_table(tmp_path / "p.parquet")
    place = table.schema.get_field_index("三税.地方")
    table = table.set_column(place, "三税.地方", table.column(place).cast(kind))
    pq.write_table(table, tmp_path / "p.parquet")
    files = ["--cases", str(tmp_path / "c.parquet"), "--periods", str(tmp_path / "p.parquet")]
    arguments = ["settle-table", "tax-92", *files, "--out", str(tmp_path / "m.parquet")]
    CliRunner().invoke(yipan, arguments, standalone_mode=False, catch_exceptions=False)
    moves = pq.read_table(tmp_path / "m.parquet").to_pylist()
    assert [(m["year"], m["units"]) for m in moves] == [(2018, 2**31 - 1)]


def test_signatures_may_be_more_than_there_are_bits(tmp_path: Path) -> None:
    """70 counties sign for themselves: 京;冀/县1 and so on; 冀/县0 does not sign for 冀/县1."""
    homes = {f"E{i}": f"冀/县{i}" for i in range(70)}
    cases = [rows_of_case(case=case, 迁入地=home) for case, home in homes.items()]
    periods = [
        year(y, case=case, signed=f"京;{home if case != 'E1' else '冀/县0'}")
        for case, home in homes.items()
        for y in (2013, 2014, 2015, 2017)
    ]
    moves = settled(tmp_path, cases, periods)
    assert [m["case"] for m in moves] == sorted(homes.keys() - {"E1"})


def test_two_rows_for_a_year_that_no_clause_reads_are_refused(tmp_path: Path) -> None:
    """2016 lies between the years before the move and the first year; a year may not be empty."""
    periods = [year(y) for y in (2013, 2014, 2015, 2016, 2017)]
    assert len(settled(tmp_path, [rows_of_case()], periods)) == 1
    for more in (year(2016, signed="京"), year(None)):
        with pytest.raises(Coded) as caught:
            settled(tmp_path, [rows_of_case()], [*periods, more])
        assert caught.value.code == "DUPLICATE"


def test_a_county_is_attested_by_every_party_that_contains_it(tmp_path: Path) -> None:
    """冀/唐山/曹妃甸/甲区: 冀, 冀/唐山, 冀/唐山/曹妃甸 or itself; not 冀/廊坊."""
    whole = "冀/唐山/曹妃甸/甲区"
    for signed, count in (
        *((s, 1) for s in ("冀", "冀/唐山", "冀/唐山/曹妃甸", whole)),
        ("冀/廊坊", 0),
    ):
        periods = [year(y, signed=f"京;{signed}") for y in (2013, 2014, 2015, 2017)]
        assert len(settled(tmp_path, [rows_of_case(迁入地=whole)], periods)) == count, signed


def test_constants_given_twice_are_refused(tmp_path: Path) -> None:
    """Two rows of constants for one case would count its moves twice."""
    periods = [year(y) for y in (2013, 2014, 2015, 2017)]
    for rows in (periods, [year(2017, case="F")]):
        with pytest.raises(Coded) as caught:
            settled(tmp_path, [rows_of_case(), rows_of_case(), rows_of_case(case="F")], rows)
        assert caught.value.code == "DUPLICATE"
        assert "E" in caught.value.line("zh")


def test_a_row_without_a_case_is_refused(tmp_path: Path) -> None:
    """A tax that belongs to nobody is not left out silently."""
    with pytest.raises(Coded) as caught:
        settled(tmp_path, [rows_of_case()], [year(2017), year(2018, case=None)])
    assert caught.value.code == "BAD_TABLE"


def test_fractions_of_a_smallest_unit_are_refused(tmp_path: Path) -> None:
    """0.5 分 in a column of floats: nothing is rounded on the way in."""
    with pytest.raises(Coded) as caught:
        settled(tmp_path, [rows_of_case()], [year(2017, cents=150.5)])
    assert caught.value.line("zh").startswith("BAD_VALUE p.parquet 三税.地方: ")


def test_production_that_started_before_the_first_row_counts_all_its_years(tmp_path: Path) -> None:
    """The first year is 2017, facts begin in 2013 and end in 2021: five years are shared."""
    years = [2013, 2014, 2015, *range(2017, 2022)]
    late = rows_of_case(case="L", 迁移年度=2020, 达产年度=2021)
    moves = settled(tmp_path, [late, rows_of_case()], [year(y) for y in years])
    assert [m["year"] for m in moves] == [2017, 2018, 2019, 2020, 2021]


def test_the_moves_are_the_same_bytes_for_any_order_and_number_of_threads(tmp_path: Path) -> None:
    """Law 6: 3,000 enterprises, rows shuffled, one to three threads."""
    import random

    from yipan.board.bindings.compacts import library
    from yipan.compacts.columns.tables import settle_tables

    dice = random.Random(6)
    cases = [rows_of_case(case=f"E{i}") for i in range(3000)]
    periods = [
        year(y, dice.randrange(2 * 10**9, 4 * 10**9), f"E{i}")
        for i in range(3000)
        for y in (2013, 2014, 2015, 2017, 2018, 2019, 2020)
    ]
    compact, found = library("jingjinji").find("tax-92"), set()
    for threads in (1, 2, 3):
        dice.shuffle(cases)
        dice.shuffle(periods)
        pq.write_table(pa.Table.from_pylist(cases), tmp_path / "c.parquet", row_group_size=500)
        pq.write_table(pa.Table.from_pylist(periods), tmp_path / "p.parquet", row_group_size=2000)
        out = tmp_path / f"m{threads}.parquet"
        done = settle_tables(
            compact, tmp_path / "c.parquet", tmp_path / "p.parquet", out, threads=threads
        )
        found.add(out.read_bytes())
    assert done.moves > 9000
    assert len(found) == 1


def test_many_moves_are_the_same_bytes_and_rows_however_they_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """30,000 enterprises, every seventh of which only the origin attests: 128,571 moves."""
    from yipan.board.bindings.compacts import library
    from yipan.compacts.columns.tables import settle_tables
    from yipan.facts import plans

    names = [f"E{i}" for i in range(30_000)]
    years = (2013, 2014, 2015, *range(2017, 2022))
    rows = [(i, y) for i in range(30_000) for y in years]
    cases = {k: [v] * 30_000 for k, v in rows_of_case().items()} | {"case": names}
    periods = {
        "case": [names[i] for i, _ in rows],
        "year": [y for _, y in rows],
        "三税.地方": [3 * 10**9 + i * 10 + y for i, y in rows],
        "attested_by": ["京;冀" if i % 7 else "京" for i, _ in rows],
    }
    pq.write_table(pa.table(cases), tmp_path / "c.parquet")
    pq.write_table(pa.table(periods), tmp_path / "p.parquet")

    def moves(threads: int) -> Path:
        out = tmp_path / f"m{threads}.parquet"
        files = (tmp_path / "c.parquet", tmp_path / "p.parquet", out)
        done = settle_tables(library("jingjinji").find("tax-92"), *files, threads=threads)
        assert (
            done.moves
            == pq.read_metadata(out).num_rows
            == 5 * len([n for n in range(30_000) if n % 7])
        )
        return out

    whole = pq.read_table(moves(1))
    assert len({moves(threads).read_bytes() for threads in (1, 2, 3)}) == 1
    monkeypatch.setattr(plans, "PIECE", 7_000)
    assert pq.read_table(moves(2)).equals(whole)
    monkeypatch.setattr(plans, "STRETCH", 10**9)
    assert pq.read_table(moves(1)).equals(whole)


def test_a_value_out_of_range_is_refused(tmp_path: Path) -> None:
    """尾气 below zero where the compact says >=0: no fact, so no settlement."""
    from yipan.compacts.columns.tables import settle_tables
    from yipan.compacts.document.library import Addressed
    from yipan.compacts.document.reading_document import parse_compact

    text = """
yipan: 1
id: small
version: "1"
in_force: {from: null, to: null}
sources: []
units: {元: {smallest: 分, show: 元}}
roles: {甲: {party: 京}, 乙: {party: 冀}}
case: each
clock: {each: year, of: [税]}
ties: [甲, 乙]
indicators: {税: {unit: 万元, period: year, range: "0..5"}}
clauses:
  - {id: "1", words: 试, pay: {from: 甲, to: 乙, amount: 税}}
"""
    addressed = Addressed("small", (parse_compact(text),), True)
    pq.write_table(pa.Table.from_pylist([{"case": "E"}]), tmp_path / "c.parquet")
    for cents, good in ((5_000_000, True), (5_000_001, False), (-1, False)):
        rows = [{"case": "E", "year": 2020, "税": cents, "attested_by": ""}]
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "p.parquet")
        files = [tmp_path / name for name in ("c.parquet", "p.parquet", "m.parquet")]
        if good:
            assert settle_tables(addressed, *files).moves == 1
            continue
        with pytest.raises(Coded) as caught:
            settle_tables(addressed, *files)
        assert caught.value.code == "OUT_OF_RANGE"


@pytest.mark.parametrize(
    ("case", "row", "line"),
    [
        ({"达产年度": "2017-01-01"}, {}, "BAD_VALUE c.parquet 达产年度: 列是 VARCHAR"),
        ({"政府主导": "是"}, {}, "BAD_VALUE c.parquet 政府主导: 列是 VARCHAR"),
        ({"达产年度": 1017}, {}, "BAD_PERIOD p.parquet: 一个事项至多 40 年"),
        ({}, {"year": 2017.0}, "BAD_VALUE p.parquet year: 列是 DOUBLE"),
        ({}, {"三税.地方": "12"}, "BAD_VALUE p.parquet 三税.地方: 列是 VARCHAR"),
    ],
)
def test_a_column_of_another_type_is_one_line(
    tmp_path: Path, case: dict[str, Any], row: dict[str, Any], line: str
) -> None:
    """Code, file and column; no guess what a text might have meant."""
    with pytest.raises(Coded) as caught:
        settled(tmp_path, [rows_of_case(**case)], [{**year(2017), **row}])
    assert caught.value.line("zh").startswith(line)


def test_a_constant_that_is_missing_is_named(tmp_path: Path) -> None:
    """BAD_TABLE lists the columns that the compact needs."""
    case = rows_of_case()
    del case["符合布局"]
    with pytest.raises(Coded) as caught:
        settled(tmp_path, [case], [year(2017)])
    assert caught.value.line("zh").startswith("BAD_TABLE c.parquet: 缺列 符合布局;须有 case、")


@pytest.mark.parametrize("out", ["no/m.parquet", "."])
def test_a_place_that_takes_no_file_is_one_line(tmp_path: Path, out: str) -> None:
    """A folder that is not there, or a folder instead of a file: said as such."""
    settle(tmp_path, "tax-92", 2017, [2013, 2014, 2015, 2017])
    files = ["--cases", str(tmp_path / "c.parquet"), "--periods", str(tmp_path / "p.parquet")]
    arguments = ["settle-table", "tax-92", *files, "--out", str(tmp_path / out)]
    with pytest.raises(Coded) as caught:
        CliRunner().invoke(yipan, arguments, standalone_mode=False, catch_exceptions=False)
    assert "不能写到" in caught.value.line("zh")
