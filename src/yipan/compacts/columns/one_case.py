"""One case out of millions: its rows of tables as facts, so that the evaluator can tell why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from yipan.compacts.document.document import Compact, Indicator
from yipan.compacts.settling.fact_values import Row
from yipan.compacts.words.units import PURE
from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.facts.plans import Ran, running


def case_facts(compact: Compact, cases: Path, periods: Path, case: str) -> list[Row]:
    """The facts of one case of `settle_tables`; constants count as attested by every role."""
    with running((), {"cases": cases, "periods": periods}) as done:
        fixed = _rows_of(done, "cases", case)
        yearly = _rows_of(done, "periods", case)
    if not fixed and not yearly:
        raise _unknown(case, cases)
    constants = fixed[0] if fixed else {}
    signed = ";".join(_attestors(compact, constants))
    found: list[Row] = []
    for cells in fixed:
        for indicator in compact.indicators.values():
            if indicator.constant:
                found += _fact(compact, indicator, case, "", cells, signed, cases.name)
    for cells in sorted(yearly, key=lambda c: c["year"]):
        signed = str(cells.get("attested_by") or "")
        for indicator in compact.indicators.values():
            if not indicator.constant:
                year = str(cells["year"])
                found += _fact(compact, indicator, case, year, cells, signed, periods.name)
    return found


def case_of_move(compact: Compact, name: str) -> str:
    """The case in `compact/case/year/clause/giver>receiver`; parties and cases may hold slashes."""
    clauses = "|".join(re.escape(clause.id) for clause in compact.clauses)
    found = re.fullmatch(rf"[^/]+/(.+?)/[0-9]{{4}}/(?:{clauses})/.+>.+", name)
    if found is None:
        raise Coded(
            "UNKNOWN_NAME",
            Words(f"“{name}”不是流的编号", f"{name!r} is no id of a move"),
            hint=Words(
                f"写 {compact.id}/事项/年/条款/付方>收方",
                f"write {compact.id}/case/year/clause/giver>receiver",
            ),
        )
    return found[1]


def registration(path: Path, case: str) -> list[Row]:
    """The row of one registration, as `judge` reads it."""
    with running((), {"registrations": path}) as done:
        rows = _rows_of(done, "registrations", case)
    if not rows:
        raise _unknown(case, path)
    return [
        Row(1, path.name, {name: _text(value) for name, value in cells.items()}) for cells in rows
    ]


def _rows_of(done: Ran, table: str, case: str) -> list[dict[str, Any]]:
    names = [row[0] for row in done.rows(f"DESCRIBE {table}")]
    key = case.replace("'", "''")
    rows = done.rows(f"SELECT * FROM {table} WHERE CAST(\"case\" AS VARCHAR) = '{key}'")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _attestors(compact: Compact, constants: Mapping[str, Any]) -> list[str]:
    roles = dict.fromkeys(r for i in compact.indicators.values() for r in i.attest)
    parties = []
    for name in roles:
        role = compact.roles[name]
        party = role.party or (constants.get(role.fact) if role.fact else None)
        parties += [str(party)] if party else []
    return parties


def _fact(
    compact: Compact,
    indicator: Indicator,
    case: str,
    period: str,
    cells: Mapping[str, Any],
    signed: str,
    file: str,
) -> list[Row]:
    value = cells.get(indicator.name)
    if value is None:
        return []
    unit = ""
    if indicator.kind == "number":
        moving = {u.dimension: u.smallest for u in compact.units.values()}
        base = "" if indicator.dimension == PURE else indicator.dimension
        unit = moving.get(indicator.dimension, base)
    fields = {
        "party": case,
        "indicator": indicator.name,
        "period": period,
        "value": _text(value),
        "unit": unit,
        "source": file,
        "attested_by": signed,
    }
    return [Row(1, file, fields)]


def _text(value: object) -> str:
    """A cell of a table as it would be typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def _unknown(case: str, path: Path) -> Coded:
    return Coded(
        "UNKNOWN_NAME",
        Words(f"表中没有事项“{case}”", f"the table has no case {case!r}"),
        hint=Words("请核对 case 一列", "check the column `case`"),
        file=path.name,
    )
