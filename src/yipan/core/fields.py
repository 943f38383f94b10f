"""Reading typed fields out of a strict YAML document or a table, with the line in every error.

A list of records may stand in the document itself or in a CSV or Excel file that it names; cells
hold lists joined by `;`. Keys that nobody reads are refused, so that a misspelt key cannot be lost.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from yipan.core.errors import BadUnit, Coded, near_misses
from yipan.core.packages import refuse_wide_sheets
from yipan.core.strict_yaml import Mapping, Sequence, Text, line_of, read_yaml
from yipan.core.text import fold_width
from yipan.core.units import Unit, parse_unit
from yipan.core.words import Words

_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:/(\d+))?")
_QUANTITY = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(\D.*)?")
_SCIENTIFIC = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,3}))?", re.ASCII)
_TRUTHS = {"是": True, "否": False, "true": True, "false": False, "yes": True, "no": False}
TABLES = (".csv", ".xlsx", ".xls", ".ods")
MAX_DIGITS = 40
MAX_EXPONENT = 60


def exact(text: str) -> Fraction | None:
    """The number that `text` writes (`3`, `0.85`, `2/3`, `50%`), or None."""
    bare = fold_width(text)
    percent = bare.endswith("%")
    match = _NUMBER.fullmatch(bare.removesuffix("%").rstrip())
    if match is None or len(bare) > MAX_DIGITS or (match[2] and int(match[2]) == 0):
        return None
    value = Fraction(match[1]) / int(match[2] or 1)
    return value / 100 if percent else value


def exact_or_scientific(text: str) -> Fraction | None:
    """As `exact`, and numbers as programs write them: `1.5e-05`, `.5`; none beyond 10^60.

    An exponent without a bound would be computed for minutes.
    """
    match = _SCIENTIFIC.fullmatch(text.strip())
    if match is None or len(text) > MAX_DIGITS or abs(int(match[1] or 0)) > MAX_EXPONENT:
        return exact(text)
    value = Fraction(text.strip())
    return value if abs(value) <= 10**MAX_EXPONENT else None


class Section:
    """A mapping of a document, with its file and the path that leads to it."""

    def __init__(self, tree: Mapping, file: str, path: str = "", folder: Path | None = None):
        self.tree, self.file, self.path, self.folder = tree, file, path, folder
        self._read: set[str] = set()

    def bad(
        self, code: str, zh: str, en: str, *, key: str = "", hint: Words | str = "", row: int = 0
    ) -> Coded:
        """An error at this place."""
        line = row or self.tree.lines.get(key) or line_of(self.tree) or None
        field = ".".join(part for part in (self.path, key) if part)
        return Coded(code, Words(zh, en), hint=hint, file=self.file, row=line, field=field)

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        self._read.add(key)
        return self.tree.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without `default` it must be there."""
        self._read.add(key)
        value = self.tree.get(key)
        if value is None:
            if default is None:
                raise self.bad("BAD_VALUE", f"缺少“{key}”", f"{key!r} is missing", key=key)
            return default
        if not isinstance(value, Text):
            raise self.bad("BAD_VALUE", f"“{key}”应是文字", f"{key!r} must be a text", key=key)
        return str(value).strip()

    def one_of(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """A text that must be one of `known`."""
        value = self.text(key, default)
        choices = list(known)
        if value not in choices:
            near = near_misses(value, choices) or choices
            raise self.bad(
                "UNKNOWN_WORD",
                f"不认识“{value}”",
                f"{value!r} is not known",
                key=key,
                hint=Words(f"可用: {'、'.join(near)}", f"use one of: {', '.join(near)}"),
            )
        return value

    def number(
        self, key: str, default: Fraction | int | None = None, *, least: Fraction | int | None = 0
    ) -> Fraction:
        """An exact number, by default not below zero."""
        if default is not None and not self.has(key):
            return Fraction(default)
        return self._number(self.text(key), key, least)

    def whole(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """A whole number."""
        value = self.number(key, default, least=least)
        if value.denominator != 1:
            raise self.bad(
                "BAD_VALUE", f"“{key}”应是整数", f"{key!r} must be a whole number", key=key
            )
        return int(value)

    def truth(self, key: str, default: bool = False) -> bool:
        """是 or 否."""
        if not self.has(key):
            return default
        return _TRUTHS[self.one_of(key, _TRUTHS)]

    def day(self, key: str) -> date | None:
        """A date 2025-06-30, or None."""
        value = self.text(key, "")
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.bad(
                "BAD_VALUE",
                f"“{value}”不是日期",
                f"{value!r} is not a date",
                key=key,
                hint=Words("请写作 2025-06-30", "write it as 2025-06-30"),
            ) from None

    def quantity(self, key: str, unit: str = "") -> tuple[Fraction, Unit | None]:
        """A number with a unit (`12 公顷`), or a bare number in `unit`; not below zero."""
        text = self.text(key)
        match = _QUANTITY.fullmatch(fold_width(text))
        if match is None:
            raise self._no_number(text, key)
        value = self._number(match[1], key, 0)
        name = match[2] or unit
        try:
            return value, parse_unit(name) if name else None
        except BadUnit as error:
            raise self.bad("UNIT_MISMATCH", str(error.fact), str(error.fact), key=key) from error

    def texts(self, key: str) -> list[str]:
        """A list of texts; in a table cell joined by `;`. Absent is empty."""
        self._read.add(key)
        value = self.tree.get(key)
        if value is None:
            return []
        if isinstance(value, Text):
            return [part.strip() for part in re.split("[;;]", value) if part.strip()]
        if not isinstance(value, Sequence) or not all(isinstance(v, Text) for v in value):
            raise self.bad(
                "BAD_VALUE", f"“{key}”应是文字列表", f"{key!r} must be a list of texts", key=key
            )
        return [str(part).strip() for part in value]

    def section(self, key: str) -> Section | None:
        """A mapping inside, or None."""
        self._read.add(key)
        value = self.tree.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self.bad("BAD_VALUE", f"“{key}”应是映射", f"{key!r} must be a mapping", key=key)
        path = ".".join(part for part in (self.path, key) if part)
        return Section(value, self.file, path, self.folder)

    def names(self) -> list[str]:
        """All keys; counts as reading them."""
        self._read.update(self.tree)
        return list(self.tree)

    def records(self, key: str) -> list[Section]:
        """A list of mappings, or the rows of the CSV or Excel file that the key names."""
        self._read.add(key)
        value = self.tree.get(key)
        if value is None:
            return []
        if isinstance(value, Text) and value.lower().endswith(TABLES):
            return read_rows((self.folder or Path()) / str(value))
        if not isinstance(value, Sequence):
            raise self.bad("BAD_VALUE", f"“{key}”应是列表", f"{key!r} must be a list", key=key)
        found = []
        for index, item in enumerate(value):
            path = ".".join(part for part in (self.path, f"{key}[{index + 1}]") if part)
            if not isinstance(item, Mapping):
                raise Coded(
                    "BAD_VALUE",
                    Words("这一项应是映射", "this item must be a mapping"),
                    file=self.file,
                    row=line_of(item, line_of(value)),
                    field=path,
                )
            found.append(Section(item, self.file, path, self.folder))
        return found

    def finish(self) -> None:
        """Refuses keys that were never asked for."""
        for key in self.tree:
            if key not in self._read and self.tree[key] is not None:
                near = near_misses(key, sorted(self._read))
                raise self.bad(
                    "UNKNOWN_WORD",
                    f"不认识“{key}”",
                    f"{key!r} is not known here",
                    key=key,
                    hint=Words(f"是否指 {'、'.join(near)}?", f"did you mean {', '.join(near)}?")
                    if near
                    else "",
                )

    def _number(self, text: str, key: str, least: Fraction | int | None) -> Fraction:
        value = exact(text)
        if value is None:
            raise self._no_number(text, key)
        if least is not None and value < least:
            raise self.bad(
                "OUT_OF_RANGE",
                f"{text} 小于 {least}",
                f"{text} is below {least}",
                key=key,
                hint=Words("请改正", "correct it"),
            )
        return value

    def _no_number(self, text: str, key: str) -> Coded:
        return self.bad(
            "BAD_VALUE",
            f"“{text}”不是数",
            f"{text!r} is not a number",
            key=key,
            hint=Words("请写作 3、0.85 或 2/3", "write 3, 0.85 or 2/3"),
        )


def read_document(path: Path) -> Section:
    """The document in a file; its top must be a mapping."""
    tree = read_yaml(path)
    if not isinstance(tree, Mapping):
        raise Coded(
            "BAD_TABLE",
            Words("文件应是“键: 值”", "the document must be a mapping of keys"),
            file=path.name,
        )
    return Section(tree, path.name, "", path.parent)


def unique(sections: Iterable[Section], key: str = "id") -> Iterator[tuple[str, Section]]:
    """Each record with its key; a key given twice is `DUPLICATE`."""
    seen: dict[str, str] = {}
    for section in sections:
        name = section.text(key)
        folded = fold_width(name).casefold()
        if not name:
            raise section.bad("BAD_VALUE", f"“{key}”为空", f"{key!r} is empty", key=key)
        if folded in seen:
            raise section.bad(
                "DUPLICATE",
                f"“{name}”重复",
                f"{name!r} is given twice",
                key=key,
                hint=Words("请只保留一个", "keep one of them"),
            )
        seen[folded] = name
        yield name, section


def read_rows(path: Path) -> list[Section]:
    """The rows of a CSV or Excel file as sections; the first row names the columns."""
    rows = _excel(path) if path.suffix.lower() in TABLES[1:] else _csv(path)
    header = [fold_width(cell) for cell in next(rows, [])]
    if not any(header):
        raise Coded("BAD_TABLE", Words("表是空的", "the table is empty"), file=path.name)
    if len(set(header)) < len(header):
        raise Coded(
            "DUPLICATE", Words("列名重复", "a column is given twice"), file=path.name, row=1
        )
    found = []
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            raise Coded(
                "BAD_TABLE",
                Words("这一行的列数多于表头", "this row has more cells than the header"),
                hint=Words("含逗号的文字请加引号", "quote texts that contain commas"),
                file=path.name,
                row=number,
            )
        found.append(Section(_row(header, cells, number), path.name, "", path.parent))
    return found


def _row(header: list[str], cells: list[str], number: int) -> Mapping:
    row = Mapping(number)
    for name, cell in zip(header, cells, strict=False):
        row[name] = Text(cell.strip(), number) if cell.strip() else None
        row.lines[name] = number
    return row


def _csv(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            yield from csv.reader(handle)
    except OSError as error:
        raise _unreadable(path) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise Coded(
            "BAD_TABLE",
            Words("不是 UTF-8 的 CSV", "not a CSV in UTF-8"),
            hint=Words("请另存为 UTF-8 的 CSV", "save it as CSV in UTF-8"),
            file=path.name,
        ) from error


def _excel(path: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    if not path.exists():
        raise _unreadable(path)
    try:
        refuse_wide_sheets(path)
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except CalamineError as error:
        raise Coded(
            "BAD_TABLE", Words("不是 Excel 文件", "not an Excel file"), file=path.name
        ) from error
    for row in rows:
        yield [_cell(value) for value in row]


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _unreadable(path: Path) -> Coded:
    return Coded(
        "BAD_TABLE",
        Words("文件不能读取", "the file cannot be read"),
        hint=Words("请检查路径", "check the path"),
        file=path.name,
    )
