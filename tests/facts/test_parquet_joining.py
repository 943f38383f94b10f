"""Parquet files joined end to end: every reader finds all rows, in order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from yipan.facts.parquet_joining import OtherColumnsError, join_parquet


def rows_of(begin: int, end: int) -> pa.Table:
    """Texts of two kinds, wide numbers, truths, lists, and a value that is missing."""
    numbers = range(begin, end)
    return pa.table(
        {
            "key": pa.array([f"E{n}" for n in numbers], pa.string()),
            "kind": pa.array(["京" if n % 3 else "冀" for n in numbers], pa.string()),
            "units": pa.array([None if n % 7 == 0 else n * 10**12 for n in numbers], pa.int64()),
            "fine": pa.array([n % 2 == 0 for n in numbers], pa.bool_()),
            "parts": pa.array([[n, -n] for n in numbers], pa.list_(pa.int64())),
        }
    )


CUTS = [(0, 300), (300, 300), (300, 301), (301, 900), *((n, n + 10) for n in range(900, 1100, 10))]
ALL = 1100


def by_arrow(folder: Path) -> list[Path]:
    """Pieces with more row groups than a short list has, and indexes of pages."""
    found = []
    for begin, end in CUTS:
        path = folder / f"a{begin}-{end}.parquet"
        table = rows_of(begin, end)
        pq.write_table(table, path, row_group_size=50, write_page_index=True, data_page_size=64)
        found.append(path)
    return found


def by_duckdb(folder: Path) -> list[Path]:
    """Pieces as the engine writes them, with a dictionary and what it keeps of its values."""
    found = []
    for begin, end in CUTS:
        path = folder / f"d{begin}-{end}.parquet"
        engine = duckdb.connect()
        engine.register("given", rows_of(begin, end))
        engine.execute(f"COPY (FROM given) TO '{path}' (ROW_GROUP_SIZE 2048)")
        found.append(path)
    return found


@pytest.mark.parametrize("pieces", [by_arrow, by_duckdb])
def test_all_rows_are_there_in_order(tmp_path: Path, pieces: Callable[[Path], list[Path]]) -> None:
    """Read whole, by group, with a filter that skips groups, and by another reader."""
    out = tmp_path / "joined.parquet"
    files = pieces(tmp_path)
    assert join_parquet(files, out) == ALL
    whole = rows_of(0, ALL)
    file = pq.ParquetFile(out)
    assert file.read().to_pylist() == whole.to_pylist()
    groups = [file.read_row_group(place).num_rows for place in range(file.num_row_groups)]
    assert sum(groups) == ALL
    assert len(groups) > 15
    one = duckdb.execute(f"SELECT units FROM '{out}' WHERE \"key\" = 'E899'").fetchall()
    assert one == [(899 * 10**12,)]
    listed = duckdb.execute(f"SELECT \"key\", kind, parts[2] FROM '{out}'").fetchall()
    assert listed == [(f"E{n}", "京" if n % 3 else "冀", -n) for n in range(ALL)]


def test_one_file_alone_stays_as_it_is(tmp_path: Path) -> None:
    """Nothing is moved."""
    (file, *_) = by_duckdb(tmp_path)
    out = tmp_path / "joined.parquet"
    assert join_parquet([file], out) == 300
    assert out.read_bytes() == file.read_bytes()


def test_files_of_other_columns_are_not_joined(tmp_path: Path) -> None:
    """Neither are files that are no Parquet, nor none at all."""
    (file, *_) = by_duckdb(tmp_path)
    other, text = tmp_path / "other.parquet", tmp_path / "text.parquet"
    pq.write_table(pa.table({"key": [1]}), other)
    text.write_bytes(b"key,units\nE1,5\n")
    with pytest.raises(OtherColumnsError):
        join_parquet([file, other], tmp_path / "joined.parquet")
    for pieces in ([file, text], []):
        with pytest.raises(ValueError, match=r"no Parquet|nothing to join"):
            join_parquet(pieces, tmp_path / "joined.parquet")
