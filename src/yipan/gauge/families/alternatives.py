"""Other figures that could stand where the given ones do: vintages, and what rounding has taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask, sheet_numbers
from yipan.gauge.registry import Setting
from yipan.gauge.table import Dense
from yipan.gauge.uncertainty import SHIFTS

TABLE = "vintages"
METHOD = "envelope over declared alternatives"
# A value of more decimals was computed, not printed.
MOST_DECIMALS = 6
PRECISION = Setting(
    "precision",
    "auto",
    "text",
    "half a unit of the last printed digit: auto (by the most decimals of the indicator, up to "
    "six), a number for all, or name:number,name:number; 0: none",
)


def vintages_of(ask: Ask, cube: Dense) -> dict[str, Floats]:
    """Other vintages of the data: the table `vintages`, cells it lacks as in the input."""
    sheet = ask.sheet_or_none(TABLE, "vintage", "party", "period", "indicator", "value")
    if sheet is None:
        return {}
    places = [{name: i for i, name in enumerate(names)} for names in cube.labels]
    out: dict[str, Floats] = {}
    columns = (sheet[name] for name in ("vintage", "party", "period", "indicator"))
    for vintage, *cell, value in zip(*columns, sheet_numbers(sheet, "value"), strict=True):
        array = out.setdefault(vintage, cube.values.copy())
        if all(name in place for name, place in zip(cell, places, strict=True)):
            array[tuple(place[name] for name, place in zip(cell, places, strict=True))] = value
    return {name: out[name] for name in sorted(out)}


def half_units_of(ask: Ask, cube: Dense) -> Floats:
    """Half a unit of the last printed digit by indicator; 0 where values are not rounded."""
    text, names = ask.text("precision"), cube.names("indicator")
    if text == "auto":
        return np.array([printed_half_unit(cube.values[:, :, k]) for k in range(len(names))])
    if ":" in text:
        given = ask.mapping("precision")
        for name in given:
            if name not in names:
                raise UnknownName("indicator", name, names)
        return np.array([given.get(name, 0.0) for name in names])
    half = ask.number("precision") if text else 0.0
    if half < 0:
        raise BadInput(Words("precision 不能为负", "precision is not negative"))
    return np.full(len(names), half)


def printed_half_unit(values: Floats) -> float:
    """Half a unit of the most decimals of the values; 0 where they have more than print would."""
    most = 0
    for value in values.reshape(-1):
        text = repr(float(value))
        if "e" in text or "n" in text:
            return 0.0
        decimals = len(text.partition(".")[2].rstrip("0"))
        if decimals > MOST_DECIMALS:
            return 0.0
        most = max(most, decimals)
    return 0.5 * 10.0**-most


def versions_of(ask: Ask, cube: Dense) -> Iterator[tuple[str, Floats]]:
    """The data, each other vintage, and seeded draws of what rounding has taken."""
    yield "", cube.values
    for name, values in vintages_of(ask, cube).items():
        yield f"vintage={name}", values
    half = half_units_of(ask, cube)
    if half.any():
        generator = np.random.Generator(np.random.PCG64(0))
        for i in range(1, SHIFTS + 1):
            shift = generator.uniform(-1, 1, cube.values.shape) * half
            yield f"precision={i}", cube.values + shift


def envelope(
    item: str,
    axes: Sequence[str],
    labels: Sequence[Sequence[str]],
    found: Mapping[str, Floats],
    reason: str,
) -> dict[str, Any]:
    """The interval of an item over named variants: smallest and largest value of each cell.

    A variant without a value for some cell counts as failed there and is named with the reason.
    """
    stack = np.stack(list(found.values()))
    known = np.isfinite(stack)
    failed = [
        {"variant": name, "reason": reason}
        for name, good in zip(found, known, strict=True)
        if not good.all() and known[0].all()
    ]
    rows = []
    for at in np.argwhere(known.any(axis=0)):
        index = tuple(int(i) for i in at)
        own = np.array([values[index] for values in found.values()])
        own = own[np.isfinite(own)]
        keys = {axis: names[i] for axis, names, i in zip(axes, labels, index, strict=True)}
        rows.append({"item": item, **keys, "low": float(own.min()), "high": float(own.max())})
    return {"level": 1.0, "method": METHOD, "variants": len(found), "failed": failed, "rows": rows}
