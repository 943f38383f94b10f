"""Opening tidy files: tables whose columns are the ledger's, in CSV or Parquet.

A tidy file has at least `REQUIRED`; every other column of the ledger may be left out. A CSV is
UTF-8 (with or without a byte-order mark) or GB18030, separated by commas, semicolons or tabs.
"""

from __future__ import annotations

import codecs
import csv
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.errors import BadInput, Where, near_misses
from yipan.core.words import Words
from yipan.facts.engine import connect, identifier, rows, text
from yipan.facts.parts import files_sql
from yipan.facts.record import column_names

if TYPE_CHECKING:
    from yipan.facts.engine import Connection

REQUIRED = ("indicator", "party", "period", "value", "unit", "source")
_CHUNK = 1 << 24
APOSTROPHE = "'"
_SHIELD = r"^'('*[=+\-@\t\r])"


@dataclass(frozen=True, slots=True)
class Table:
    """A tidy file as a Parquet file with the columns it has. `first_row`: the number of its first
    row of data as a person counts (a CSV's header is row 1)."""

    file: Path
    parquet: Path
    columns: tuple[str, ...]
    first_row: int


def is_tidy(path: Path) -> bool:
    """Whether a file's header has every required column."""
    try:
        if path.suffix.lower() == ".parquet":
            with closing(connect(Path(tempfile.gettempdir()))) as connection:
                names = _parquet_columns(connection, path)
        else:
            names = _header(path, encoding_of(path))[0]
    except (OSError, UnicodeError, BadInput, csv.Error):
        return False
    return set(REQUIRED) <= set(names)


def open_table(connection: Connection, path: Path, scratch: Path, number: int) -> Table:
    """The file ready to be read by row groups; refuses columns that the ledger does not have."""
    if not path.is_file():
        raise BadInput(Words("没有此文件", "there is no such file"), where=Where(str(path)))
    if path.suffix.lower() == ".parquet":
        names = _parquet_columns(connection, path)
        _check_columns(path, names)
        return Table(path, path, tuple(names), 1)
    encoding = encoding_of(path)
    names, separator = _header(path, encoding)
    _check_columns(path, names)
    readable = path if encoding == "utf-8-sig" else _transcoded(path, encoding, scratch, number)
    parquet = scratch / f"tidy-{number}.parquet"
    _copy_csv(connection, readable, path, parquet, names, separator)
    return Table(path, parquet, tuple(names), 2)


def encoding_of(path: Path) -> str:
    """utf-8-sig or gb18030; refuses bytes that are neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as handle:
                while chunk := handle.read(_CHUNK):
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise BadInput(
        Words("编码既非 UTF-8 也非 GB18030", "neither UTF-8 nor GB18030 text"),
        where=Where(str(path)),
    )


def _header(path: Path, encoding: str) -> tuple[list[str], str]:
    with path.open(encoding=encoding, newline="") as handle:
        line = handle.readline()
    separator = max(",;\t", key=line.count)
    names = next(csv.reader([line], delimiter=separator), [])
    return [name.strip() for name in names], separator


def _parquet_columns(connection: Connection, path: Path) -> list[str]:
    import duckdb

    try:
        return [r[0] for r in rows(connection, f"DESCRIBE SELECT * FROM {files_sql([path])}")]
    except duckdb.Error as error:
        raise BadInput(
            Words("不是 Parquet 文件", "not a Parquet file"),
            hint=_first_line(error),
            where=Where(str(path)),
        ) from None


def _check_columns(path: Path, names: list[str]) -> None:
    known = column_names()
    for name in names:
        if name not in known:
            near = ", ".join(near_misses(name, known)) or "docs/ledger.md"
            raise BadInput(
                Words(f"账本没有名为“{name}”的列", f"the ledger has no column {name!r}"),
                hint=Words(f"参见 {near}", f"see {near}"),
                where=Where(str(path)),
            )
    lacking = [name for name in REQUIRED if name not in names]
    twice = sorted({name for name in names if names.count(name) > 1})
    if lacking or twice:
        listed = ", ".join(lacking or twice)
        fact = (
            Words(f"缺少列 {listed}", f"columns {listed} are missing")
            if lacking
            else Words(f"列 {listed} 重复", f"columns {listed} stand twice")
        )
        raise BadInput(fact, where=Where(str(path)))


def _transcoded(path: Path, encoding: str, scratch: Path, number: int) -> Path:
    target = scratch / f"tidy-{number}.csv"
    with (
        path.open(encoding=encoding, newline="") as source,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        while chunk := source.read(_CHUNK):
            out.write(chunk)
    return target


def _copy_csv(
    connection: Connection, file: Path, shown: Path, parquet: Path, names: list[str], separator: str
) -> None:
    """A CSV as Parquet, every field as text, rows in their order."""
    import duckdb

    columns = ", ".join(f"{text(name)}: 'VARCHAR'" for name in names)
    picked = ", ".join(f"{_unshielded(identifier(n))} AS {identifier(n)}" for n in names)
    source = (
        f"read_csv({text(str(file))}, header=true, delim={text(separator)}, quote='\"', "
        f"escape='\"', nullstr='', auto_detect=false, strict_mode=true, "
        f"columns={{{columns}}})"
    )
    try:
        connection.execute(
            f"COPY (SELECT {picked} FROM {source}) TO {text(str(parquet))} "
            "(FORMAT parquet, COMPRESSION lz4_raw)"
        )
    except duckdb.Error as error:
        raise BadInput(
            Words("CSV 结构有误", "the CSV is malformed"),
            hint=_first_line(error),
            where=Where(str(shown)),
        ) from None


def _unshielded(name: str) -> str:
    """The text of a field without the apostrophe that keeps a spreadsheet from running it; as
    `core.text.unshield_formula`."""
    bare = f"regexp_replace({name}, {text(_SHIELD)}, '\\1')"
    shielded = f"starts_with({name}, {text(APOSTROPHE)})"
    return f"CASE WHEN {shielded} THEN {bare} ELSE coalesce({name}, '') END"


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
