"""Gauge 量: every measure of the field on tables, frames and arrays.

`yipan.gauge.theil_t(table)`, `yipan.gauge.gini(frame, form="n-1")`, `yipan.gauge.index(...)`: each
measure of the registry is a function of this module by its id, with `_` for `-`. Settings are
keyword arguments, second tables go into `tables={"neighbours": ...}`. `theil` is `theil_t`.
`catalogue()` is the registry by id.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yipan.gauge.result import Result

__all__ = ["catalogue", "gauge"]


def __getattr__(name: str) -> Any:
    if name == "gauge":
        from yipan.gauge.measuring import gauge

        return gauge
    if name == "catalogue":
        from yipan.gauge.registry import measures

        return measures
    if name.startswith("_") or (Path(__file__).parent / f"{name}.py").exists():
        raise AttributeError(name)  # a submodule: the import system goes on to load it
    return _function(name)


def _function(name: str) -> Callable[..., Result]:
    from yipan.core.errors import UnknownName
    from yipan.gauge.registry import find_measure

    try:
        found = find_measure({"theil": "theil-t"}.get(name, name))
    except UnknownName as error:
        raise AttributeError(error.line("en")) from error

    def compute(data: Any = None, *, tables: Any = None, **settings: Any) -> Result:
        from yipan.gauge.measuring import gauge

        return gauge(found.id, data, tables=tables, settings=settings)

    compute.__name__ = name
    compute.__doc__ = f"{found.name.zh} {found.name.en}: {found.answers.en}. {found.formula('')}"
    return compute
