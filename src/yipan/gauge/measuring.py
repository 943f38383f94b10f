"""The way in: a measure by name, its data in any form and its settings, to a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.gauge.ask import Ask, Sheet
from yipan.gauge.cuts import measured_in_cuts
from yipan.gauge.outcomes import computed, result_of
from yipan.gauge.registry import Measure, find_measure
from yipan.gauge.result import Result
from yipan.gauge.slab import Slab
from yipan.gauge.table import Table, table_of


def gauge(
    name: str,
    data: Any = None,
    *,
    tables: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Result:
    """Compute the measure `name` on a long table, frame, records or panel."""
    found = find_measure(name)
    texts = {key.replace("_", "-"): _as_text(value) for key, value in (settings or {}).items()}
    for key in texts:
        found.setting(key)
    for table_name in tables or {}:
        if table_name not in found.tables:
            raise UnknownName("table", table_name, found.tables)
    sheets = {key: _sheet(value) for key, value in (tables or {}).items()}
    if found.needs_input and hasattr(data, "most_cells"):
        return measured_in_cuts(found, data, sheets, texts)
    table = table_of(data) if data is not None and found.needs_input else None
    if table is not None:
        _refuse_unknown_columns(found, table)
    ask = Ask(found, table, sheets, texts)
    return result_of(ask, ask.typed(), [computed(ask)])


def _refuse_unknown_columns(found: Measure, table: Table | Slab) -> None:
    for column in found.columns:
        if not table.has(column):
            raise BadInput(
                Words(f"{found.id} 需要列 {column}", f"{found.id} needs the column {column}"),
                where=table.source,
            )


def _sheet(value: Any) -> Sheet:
    if isinstance(value, Table):
        columns = {name: list(column) for name, column in value.text.items()}
        return columns | {name: [repr(float(c)) for c in v] for name, v in value.numbers.items()}
    if isinstance(value, Mapping):
        return {str(name): [str(c) for c in column] for name, column in value.items()}
    if hasattr(value, "columns"):
        return {str(name): [str(c) for c in value[name]] for name in value.columns}
    records = [dict(record) for record in value]
    names = list(dict.fromkeys(name for record in records for name in record))
    return {name: [str(record.get(name, "")) for record in records] for name in names}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return ",".join(f"{name}:{number}" for name, number in value.items())
    if isinstance(value, list | tuple):
        return ",".join(str(item) for item in value)
    return str(value)
