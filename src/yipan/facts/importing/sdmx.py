"""SDMX-CSV 1.0 and 2.0: a long table whose columns say what they are.

The first column is DATAFLOW (1.0) or STRUCTURE (2.0). Labels may stand beside codes ("FR: France").
Dimensions that are not known here stay unused; where they tell rows apart, the rows are refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from yipan.core.errors import BadInput, Where
from yipan.core.period_text import find_period
from yipan.core.text import name_key
from yipan.core.words import Words
from yipan.facts.importing.grid import CellValue, Grid
from yipan.facts.importing.roles import Role
from yipan.facts.importing.rules import ColumnRule, SheetRules

_ROLES: dict[str, Role] = {
    **dict.fromkeys(("obs_value", "observation value"), Role.DATA),
    **dict.fromkeys(("time_period", "time period"), Role.PERIOD),
    **dict.fromkeys(("ref_area", "geo", "reference area", "area", "region"), Role.PARTY),
    **dict.fromkeys(("counterpart_area", "counterpart", "partner"), Role.COUNTERPARTY),
    **dict.fromkeys(("indicator", "measure", "indic", "series", "subject"), Role.INDICATOR),
    **dict.fromkeys(("unit_measure", "unit", "unit of measure"), Role.UNIT),
    **dict.fromkeys(("unit_mult", "powercode"), Role.MULTIPLIER),
    **dict.fromkeys(("obs_status", "obs_flag"), Role.STATUS),
    "definition": Role.DEFINITION,
    "price_basis": Role.PRICE_BASIS,
    "relation": Role.FREQUENCY,
}
_NOTHING = {"_z", "_x", "_t", "_na"}
_DURATION = re.compile(r"(\d{4})-(\d\d)-\d\d(?:T[\d:]+)?/P(\d+)([YMD])\Z", re.ASCII)


def is_sdmx(grid: Grid) -> bool:
    """Whether the header is that of SDMX-CSV."""
    header = [str(v) for v in grid.rows[0]] if grid.rows else []
    first = header[0].strip() if header else ""
    marked = re.fullmatch(r"STRUCTURE(?:\[.\])?|DATAFLOW", first)
    return bool(marked) and any(_name(v) == "obs_value" for v in header)


def sdmx_view(grid: Grid, rules: SheetRules) -> tuple[Grid, SheetRules]:
    """The grid with codes as Yipan reads them, and the roles of its columns.

    A rule of the mapping file goes before what the standard says of a column.
    """
    header = [str(v or "") for v in grid.rows[0]]
    names = [_name(v) for v in header]
    _refuse_deletions(grid, names)
    roles = [_ROLES.get(name, Role.UNUSED) for name in names]
    columns = {
        name_key(heading): ColumnRule(role=role.value)
        for heading, role in zip(header, roles, strict=True)
    }
    rows: list[list[CellValue]] = [
        list(header),
        *([_cell(v, r) for v, r in _paired(row, roles)] for row in grid.rows[1:]),
    ]
    ruled = replace(
        rules,
        columns={**columns, **rules.columns},
        header_rows=rules.header_rows or (1, 1),
        data_rows=rules.data_rows or (2, max(2, len(rows))),
    )
    return replace(grid, rows=rows), ruled


def _paired(row: list[CellValue], roles: Sequence[Role]) -> list[tuple[CellValue, Role]]:
    padded = [*roles, *[Role.UNUSED] * (len(row) - len(roles))]
    return list(zip(row, padded, strict=False))


def _name(heading: object) -> str:
    """The id of a heading "GEO: Geopolitical entity" or "TIME_PERIOD[]"."""
    return str(heading or "").split(":")[0].removesuffix("[]").strip().casefold()


def _refuse_deletions(grid: Grid, names: list[str]) -> None:
    if "action" not in names:
        return
    column = names.index("action")
    for number, row in enumerate(grid.rows[1:], start=2):
        if len(row) > column and str(row[column]).strip() == "D":
            raise BadInput(
                Words(
                    "SDMX 要求删除一行,账本只增不删",
                    "SDMX asks to delete a row; none is",
                ),
                hint=Words("请用 yipan withdraw 撤回", "withdraw it with yipan withdraw"),
                where=Where(file=grid.file, row=number),
            )


def _cell(value: CellValue, role: Role) -> CellValue:
    if not isinstance(value, str) or role in {Role.DATA, Role.UNUSED}:
        return value
    code = re.split(r":\s", value, maxsplit=1)[0].strip()
    if code.casefold() in _NOTHING:
        return ""
    return _period(code) if role is Role.PERIOD else code


def _period(code: str) -> str:
    """2014-S1 is 2014-H1; 2014-01-01/P8M is January to August."""
    span = _DURATION.match(code)
    if span:
        year, month, count, unit = int(span[1]), int(span[2]), int(span[3]), span[4]
        if unit == "Y":
            return f"{year}/{year + count - 1}" if count > 1 else str(year)
        if unit == "M" and month + count - 1 <= 12:
            return f"{year}-{month:02}/{year}-{month + count - 1:02}"
        return code
    half = re.sub(r"-S([12])\Z", r"-H\1", code)
    annual = re.sub(r"(\d{4})-A1\Z", r"\1", half)
    return annual if find_period(annual) else code
