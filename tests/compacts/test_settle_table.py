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
