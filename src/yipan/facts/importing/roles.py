"""What each column of a table is for: labels, units, figures, or not used; and its heading."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yipan.core.text import fold_width
from yipan.facts.importing.grid import Grid, column_letters
from yipan.facts.importing.meaning import NOTHING, Meaning
from yipan.facts.importing.names import Names
from yipan.facts.importing.rules import SheetRules
from yipan.facts.importing.tables import Kind, Kinds, Table

SAMPLE = 400


class Role(StrEnum):
    """The use of a column."""

    LABEL = "label"
    PARTY = "party"
    COUNTERPARTY = "counterparty"
    INDICATOR = "indicator"
    PERIOD = "period"
    UNIT = "unit"
    MULTIPLIER = "multiplier"
    STATUS = "status"
    DEFINITION = "definition"
    PRICE_BASIS = "price_basis"
    FREQUENCY = "frequency"
    NOTE = "note"
    CODE = "code"
    DATA = "data"
    UNUSED = "unused"
    LEFT_OUT = "left_out"
    EMPTY = "empty"


ROLE_HELP: dict[Role, str] = {
    Role.LABEL: "names of parties, indicators or periods",
    Role.PARTY: "parties; of an ordered pair the giver",
    Role.COUNTERPARTY: "the receiving party of an ordered pair",
    Role.INDICATOR: "indicators",
    Role.PERIOD: "periods",
    Role.UNIT: "the unit of the row's figures",
    Role.MULTIPLIER: "the power of ten by which they are multiplied (SDMX UNIT_MULT)",
    Role.STATUS: "the state of the row's figures: p, e, r or a word",
    Role.DEFINITION: "what sets them apart from the indicator's plain meaning",
    Role.PRICE_BASIS: "current, constant or constant:2015",
    Role.FREQUENCY: "annual, yoy, ytd …",
    Role.NOTE: "remarks; counted, not kept",
    Role.CODE: "codes; used as parties where no column names them",
    Role.DATA: "figures",
    Role.UNUSED: "nothing that is used; where it tells rows apart, they are refused",
    Role.LEFT_OUT: "nothing that is wanted",
    Role.EMPTY: "nothing",
}
LABELS = {Role.LABEL, Role.PARTY, Role.COUNTERPARTY, Role.INDICATOR, Role.PERIOD}
QUALIFIERS = {
    Role.UNIT,
    Role.MULTIPLIER,
    Role.STATUS,
    Role.DEFINITION,
    Role.PRICE_BASIS,
    Role.FREQUENCY,
}

_WORDS: tuple[tuple[Role, str], ...] = (
    (Role.UNIT, r"(?:计量)?单位|units?|unit_measure|单位名"),
    (Role.MULTIPLIER, r"unit_mult|unit multiplier"),
    (Role.STATUS, r"obs_status|status|数据状态|状态|观测状态"),
    (
        Role.CODE,
        r"(?:.*[_ ])?(?:code|id|no|fips)|.*(?:代码|编码|序号|编号)|序|ucode|v\d+_code|.*no",
    ),
    (
        Role.PERIOD,
        r"年份|年度|年|时间|时期|日期|月份|季度|period|year|time|date|time[_ ]period|ref_period",
    ),
    (
        Role.COUNTERPARTY,
        r"counterpart(?:y|_area)|流入地|目的地|对方|partner|to|destination|输入地|吸纳地",
    ),
    (
        Role.PARTY,
        r"地\s*区|省份?|省市|市|城市|区县|县|区域|行政区划?|地名|省.*[区市].*|各?地区名称|party|place|"
        r"region|province|state|city|country|area|geo|ref_area|county|name|uname|regionname|location"
        r"|流出地|来源地|from|origin|输出地",
    ),
    (
        Role.INDICATOR,
        r"(?:[一二三四]级)?指\s*标(?:名称)?|项\s*目|类别|item|items|indicator|indicators|variable|series|item_cn|measure",
    ),
    (
        Role.NOTE,
        r"备注|注释?|说明|来源|来源.*|数据来源|notes?|source.*|comments?|remarks?|decimals",
    ),
)
_PATTERNS = [(role, re.compile(rf"(?:{words})\Z", re.IGNORECASE)) for role, words in _WORDS]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its role, its headings from top to bottom and what they say."""

    number: int
    role: Role
    heading: str
    path: tuple[Meaning, ...]


def read_columns(
    grid: Grid, kinds: list[Kinds], table: Table, names: Names, rules: SheetRules
) -> list[Column]:
    """The columns of a table, left to right."""
    headings = heading_paths(grid, kinds, table)
    tallies = _tally(kinds, table)
    found: list[Column] = []
    for column in range(table.left, table.right):
        texts = headings[column - table.left]
        heading = texts[-1] if texts else ""
        rule = rules.column(column_letters(column), texts)
        path = tuple(names.label(t) for t in texts)
        if rule is not None:
            role = Role(rule.role) if rule.role else Role.DATA
            path = (*path, rule.meaning) if rule.meaning else path
            if rule.meaning and rule.meaning.indicator:
                path = (rule.meaning,)
        else:
            role = _role(grid, table, column, texts, path, tallies[column - table.left], names)
        found.append(Column(column, role, heading, path))
    return _settle(found, grid, table, names)


def heading_paths(grid: Grid, kinds: list[Kinds], table: Table) -> list[list[str]]:
    """For each column its headings from top to bottom, group headings spread over their columns."""
    rows = [_heading_row(grid, row, table) for row in table.headings]
    first = _first_figures(kinds, table)
    for index, row in enumerate(rows[:-1]):
        below = rows[index + 1]
        last = ""
        for at, text in enumerate(row):
            if text:
                last = text if at + table.left >= first else ""
            elif last and any(r[at] for r in rows[index + 1 :]) and _opens(below, at):
                row[at] = last
    paths = []
    for at in range(table.right - table.left):
        texts = [row[at] for row in rows if row[at].strip()]
        paths.append([t for i, t in enumerate(texts) if i == 0 or t != texts[i - 1]])
    return paths


def _opens(below: list[str], at: int) -> bool:
    return bool(below[at].strip()) or at > 0


def _heading_row(grid: Grid, row: int, table: Table) -> list[str]:
    """The texts of a heading row, merged regions written into each of their columns."""
    texts = [shown_text(grid, row, c) for c in range(table.left, table.right)]
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and (top == row or top in table.headings):
            for c in range(max(left, table.left), min(right + 1, table.right)):
                if row == top or bottom > top:
                    texts[c - table.left] = shown_text(grid, top, left)
    return texts


def shown_text(grid: Grid, row: int, column: int) -> str:
    """A cell as the spreadsheet shows it."""
    value = grid.value(row, column)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip("\r\n")
    shown = grid.format(row, column)
    if isinstance(value, date):
        return shown.shown_date(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return shown.shown(value) + shown.suffix
    return str(value)


def _first_figures(kinds: list[Kinds], table: Table) -> int:
    """The first column that holds mostly figures."""
    tallies = _tally(kinds, table)
    for at, tally in enumerate(tallies):
        filled = sum(tally.values())
        if filled and (tally[Kind.NUMBER] + tally[Kind.MARK] + tally[Kind.TROUBLE]) * 2 > filled:
            return table.left + at
    return table.left + 1


def _tally(kinds: list[Kinds], table: Table) -> list[Counter[Kind]]:
    """For each column how many cells of the body are of each kind, blanks left out."""
    rows = table.body if len(table.body) <= SAMPLE else table.body[:: len(table.body) // SAMPLE]
    tallies: list[Counter[Kind]] = [Counter() for _ in range(table.left, table.right)]
    for row in rows:
        for column, kind in enumerate(kinds[row][table.left : table.right]):
            if kind is not Kind.BLANK:
                tallies[column][kind] += 1
    return tallies


def _role(
    grid: Grid,
    table: Table,
    column: int,
    texts: list[str],
    path: tuple[Meaning, ...],
    tally: Counter[Kind],
    names: Names,
) -> Role:
    filled = sum(tally.values())
    word = next((role for text in reversed(texts) if (role := role_of_word(text))), None)
    understood = any(m.indicator or m.period or m.party for m in path)
    if not filled:
        return Role.DATA if understood else Role.EMPTY
    texts_share = tally[Kind.TEXT] / filled
    if understood and word is None and tally[Kind.NUMBER] + tally[Kind.MARK]:
        return Role.DATA
    if word in QUALIFIERS or word is Role.NOTE:
        return word
    if word is Role.CODE and not understood:
        return Role.CODE
    if word is Role.PERIOD and not understood:
        return Role.PERIOD
    if texts_share >= 0.5:
        if word in LABELS:
            return word
        found = _by_content(grid, table, column, names)
        return Role.DATA if understood and found is Role.UNUSED else found
    if word in LABELS and texts_share > 0 and not understood:
        return word
    times = tally[Kind.TIME] / filled
    leading = column == table.left or not texts
    if times > 0.9 and leading and not understood and filled > 1:
        return Role.PERIOD
    return Role.DATA


def role_of_word(text: str) -> Role | None:
    """The role that a heading names: 地区, year, 单位 …"""
    bare = fold_width(text).strip(" :()")
    for role, pattern in _PATTERNS:
        if pattern.match(bare):
            return role
    pieces = [p for p in re.split(r"[\\/| 、]+", bare) if p]
    if len(pieces) > 1:
        roles = [role_of_word(p) for p in pieces]
        return Role.LABEL if all(roles) else None
    return None


def _by_content(grid: Grid, table: Table, column: int, names: Names) -> Role:
    """A column of words: labels when enough of them are understood, else not used."""
    seen = dict.fromkeys(
        v
        for row in table.body[:SAMPLE]
        if isinstance(v := grid.value(row, column), str) and v.strip()
    )
    meanings = [names.label(v) for v in seen]
    units = sum(1 for m in meanings if m.units and not m.indicator and not m.party)
    if units * 2 > len(meanings):
        return Role.UNIT
    named = sum(1 for m in meanings if m.party or m.indicator or m.timed)
    if named * 4 >= len(meanings) or column == table.left:
        return Role.LABEL
    return Role.UNUSED


def _settle(columns: list[Column], grid: Grid, table: Table, names: Names) -> list[Column]:
    """Codes stand in for names where there are none; a label column must be there."""
    labelled = any(c.role in {Role.LABEL, Role.PARTY} for c in columns)
    codes = [c for c in columns if c.role is Role.CODE]
    chosen = None if labelled else next((c for c in codes if _codes(grid, table, c, names)), None)
    settled = []
    for column in columns:
        role = column.role
        if role is Role.CODE:
            role = Role.PARTY if column is chosen else Role.UNUSED
        settled.append(Column(column.number, role, column.heading, column.path))
    return settled


def _codes(grid: Grid, table: Table, column: Column, names: Names) -> bool:
    values = [shown_text(grid, row, column.number) for row in table.body[:SAMPLE]]
    filled = [v for v in values if v.strip()]
    return bool(filled) and sum(1 for v in filled if names.label(v).party) * 2 > len(filled)


def label_text(grid: Grid, row: int, column: int) -> str:
    """A label as shown, with the spreadsheet's own indent written as spaces."""
    text = shown_text(grid, row, column)
    if text.endswith(".0") and text[:-2].isdigit():
        text = text[:-2]
    indent = grid.look.indent(row, column) if grid.look else 0
    return " " * (2 * indent) + text if text.strip() else ""


def path_of(column: Column) -> tuple[Meaning, ...]:
    """The headings of a column of figures; words for “value” say nothing."""
    return column.path or (NOTHING,)
