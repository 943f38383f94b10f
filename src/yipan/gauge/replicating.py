"""Which variant of a measure gives printed numbers: tries all, and says what each would have given.

Printed numbers are compared cell by cell. A cell agrees when it differs by at most the tolerance:
by default half a unit of the last printed digit of its column, widened for the nearest variants by
what the rounding of the inputs moves it (the largest of `DRAWS` corners of their half units).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from yipan.core.errors import BadInput, YipanError
from yipan.core.words import Words
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Sheet
from yipan.gauge.measuring import gauge
from yipan.gauge.registry import FILTERS, Measure, find_measure
from yipan.gauge.result import Result
from yipan.gauge.table import Table

PARTY_NAMES = ("party", "region", "city", "province", "place", "地区", "城市", "省份", "区域")
PERIOD_NAMES = ("period", "year", "年份", "时期", "年")
TAG_NAMES = ("group", "subgroup", "sector", "weight")
# Symbols in print and the items or parts that they stand for.
SYMBOLS = {
    "G": "gini",
    "Gw": "within",
    "Gnb": "net-between",
    "Gt": "transvariation",
    "T": "T",
    "C": "C",
    "D": "D",
    "theil": "theil-t",
    "L": "theil-l",
    "LQ": "lq",
    "I": "moran-i",
}
NUMBERS = {"k": ("2", "3", "4"), "epsilon": ("0.5", "0.25", "0.75")}
FIXED = {"uncertainty", "grades", "lag", "precision", *(s.key for s in FILTERS)}
LIMIT = 2_000
DRAWS, NEAREST = 64, 4


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed cell: keys, item or part, the value and one unit of its last digit."""

    keys: Mapping[str, str]
    item: str
    value: float
    unit: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """A variant and how it compares; `worst` are the cells that disagree most."""

    settings: Mapping[str, str]
    agree: int
    cells: int
    largest: float
    worst: tuple[tuple[Printed, float], ...]
    refused: str = ""

    @property
    def reproduces(self) -> bool:
        """Every printed cell agrees."""
        return self.cells > 0 and self.agree == self.cells


def long_of(columns: Sheet) -> tuple[Table, Floats]:
    """A wide sheet (party, period, one column an indicator) or a long one as a table.

    With it half a unit of the last printed digit of each value.
    """
    from yipan.gauge.table import table_of

    keys = {name: _key_of(name) for name in columns if _key_of(name)}
    values = [name for name in columns if name not in keys]
    if "value" in columns:
        fields: dict[str, list[str]] = {new: list(columns[old]) for old, new in keys.items()}
        fields["value"] = list(columns["value"])
        if "indicator" in columns:
            fields["indicator"] = list(columns["indicator"])
    else:
        count = len(next(iter(columns.values())))
        fields = {new: list(columns[old]) * len(values) for old, new in keys.items()}
        fields["value"] = [cell for name in values for cell in columns[name]]
        fields["indicator"] = [name for name in values for _ in range(count)]
    count = len(fields["value"])
    for key, filler in (("party", "all"), ("period", "all"), ("indicator", "value")):
        fields.setdefault(key, [filler] * count)
    units = {
        name: _unit(
            [c for c, n in zip(fields["value"], fields["indicator"], strict=True) if n == name]
        )
        for name in set(fields["indicator"])
    }
    return table_of(fields), np.array([units[name] / 2 for name in fields["indicator"]])


def _unit(cells: Sequence[str]) -> float:
    """One unit of the last digit printed in a column; trailing zeros are often lost."""
    return float(10.0 ** -max((len(cell.strip().partition(".")[2]) for cell in cells), default=0))


def _key_of(name: str) -> str:
    if name in PARTY_NAMES:
        return "party"
    if name in PERIOD_NAMES:
        return "period"
    return name if name in TAG_NAMES else ""


def printed_of(columns: Sheet, found: Measure, symbols: Mapping[str, str]) -> list[Printed]:
    """The printed cells of the columns that the measure can give; the others are left out."""
    known = {*found.items, *found.parts}
    keys = {name: _key_of(name) for name in columns if _key_of(name)}
    wanted = {}
    for name in columns:
        item = symbols.get(name, name if name in known else SYMBOLS.get(name, ""))
        if name not in keys and item in known:
            wanted[name] = item
    if not wanted:
        raise BadInput(
            Words(
                f"没有可比的列; {found.id} 给出 {', '.join(sorted(known))}",
                f"no column to compare; {found.id} gives {', '.join(sorted(known))}",
            ),
            hint=Words("用 --as 列=项 指明", "say which with --as COLUMN=ITEM"),
        )
    out = []
    units = {name: _unit(columns[name]) for name in wanted}
    for i in range(len(next(iter(columns.values())))):
        at = {keys[name]: columns[name][i] for name in keys}
        for name, item in wanted.items():
            text = columns[name][i].strip()
            if text:
                out.append(Printed(at, item, float(text), units[name]))
    return out


def candidates(
    found: Measure, given: Mapping[str, str], weights: Sequence[str]
) -> Iterable[dict[str, str]]:
    """Every combination of the choices not given, with numbers and weights worth trying."""
    axes: dict[str, tuple[str, ...]] = {}
    for setting in found.settings:
        if setting.key in given or setting.key in FIXED:
            continue
        plain = tuple(c for c in setting.choices if ":" not in c)
        if plain:
            axes[setting.key] = plain
        elif setting.key in NUMBERS:
            axes[setting.key] = NUMBERS[setting.key]
        elif setting.key == "weights" and len(weights) > 1:
            axes[setting.key] = tuple(weights)
    seen = set()
    for values in product(*axes.values()):
        chosen = dict(zip(axes, values, strict=True))
        if "variant" in chosen and chosen.get("k") and chosen["variant"] != "power":
            chosen.pop("k")
        key = tuple(sorted(chosen.items()))
        if key not in seen:
            seen.add(key)
            yield {**given, **chosen}


def fitted_weights(table: Table, printed: Sequence[Printed]) -> list[str]:
    """Equal weights, and those that least squares finds from a printed weighted mean T."""
    cube = table.dense("party", "period", "indicator")
    parties, periods, names = cube.labels
    cells = [p for p in printed if p.item == "T"]
    out = [""]
    if len(cells) < len(names):
        return out
    rows = np.array(
        [
            cube.values[
                parties.index(p.keys.get("party", "all")),
                periods.index(p.keys.get("period", "all")),
            ]
            for p in cells
        ]
    )
    found = np.linalg.lstsq(rows, np.array([p.value for p in cells]), rcond=None)[0].clip(0)
    share = found / found.sum()
    out += [_weights_text(names, np.round(share, digits)) for digits in (1, 2, 3)]
    return list(dict.fromkeys(out))


def _weights_text(names: Sequence[str], weights: Floats) -> str:
    return ",".join(f"{n}:{float(w):g}" for n, w in zip(names, weights, strict=True))


def search(
    measure: str,
    table: Table,
    printed: Sequence[Printed],
    *,
    given: Mapping[str, str] | None = None,
    tables: Mapping[str, Sheet] | None = None,
    tolerance: float | None = None,
    half_units: Floats | None = None,
) -> list[Attempt]:
    """Every variant tried, the best first: most cells that agree, then the smallest difference."""
    found = find_measure(measure)
    keys = {s.key for s in found.settings}
    weights = fitted_weights(table, printed) if "weights" in keys and table.has("indicator") else []
    quiet = {"uncertainty": "none"} if "uncertainty" in keys else {}
    attempts = []
    for number, settings in enumerate(candidates(found, given or {}, weights)):
        if number >= LIMIT:
            raise BadInput(
                Words(f"变体超过 {LIMIT} 个", f"more than {LIMIT} variants"),
                hint=Words("用 --set 固定一些", "fix some with --set"),
            )
        try:
            result = gauge(measure, table, tables=tables, settings={**settings, **quiet})
        except YipanError as error:
            attempts.append(Attempt(settings, 0, len(printed), np.inf, (), error.line("zh")))
            continue
        attempts.append(compare(settings, result, printed, tolerance))
    ranked = sorted(attempts, key=_order)
    if tolerance is None and half_units is not None:
        near = [a for a in ranked[:NEAREST] if not a.refused and not a.reproduces]
        for attempt in near:
            settings = {**attempt.settings, **quiet}
            widened = _with_rounding(measure, table, tables, settings, printed, half_units)
            ranked[ranked.index(attempt)] = replace(widened, settings=attempt.settings)
    return sorted(ranked, key=_order)


def _order(attempt: Attempt) -> tuple[int, float, list[tuple[str, str]]]:
    return -attempt.agree, attempt.largest, sorted(attempt.settings.items())


def _with_rounding(
    measure: str,
    table: Table,
    tables: Mapping[str, Sheet] | None,
    settings: Mapping[str, str],
    printed: Sequence[Printed],
    half_units: Floats,
) -> Attempt:
    """The comparison with each cell's limit widened by the rounding of the inputs."""
    base = _index(gauge(measure, table, tables=tables, settings=settings))
    generator = np.random.Generator(np.random.PCG64(0))
    widest = np.zeros(len(printed))
    for _ in range(DRAWS):
        corner = table.numbers["value"] + half_units * generator.choice([-1.0, 1.0], len(table))
        moved = replace(table, numbers={**table.numbers, "value": corner})
        try:
            index = _index(gauge(measure, moved, tables=tables, settings=settings))
        except YipanError:
            continue
        for i, cell in enumerate(printed):
            here, there = _lookup(base, cell), _lookup(index, cell)
            if here is not None and there is not None:
                widest[i] = max(widest[i], abs(there - here))
    result = gauge(measure, table, tables=tables, settings=settings)
    return compare(settings, result, printed, None, widest)


def compare(
    settings: Mapping[str, str],
    result: Result,
    printed: Sequence[Printed],
    tolerance: float | None,
    slack: Floats | None = None,
) -> Attempt:
    """How many printed cells a result agrees with; `slack` widens each cell's limit."""
    index = _index(result)
    gaps, agree = [], 0
    for i, cell in enumerate(printed):
        value = _lookup(index, cell)
        gap = np.inf if value is None else abs(value - cell.value)
        limit = cell.unit / 2 if tolerance is None else tolerance
        limit = (limit + (0.0 if slack is None else float(slack[i]))) * (1 + 1e-9)
        agree += gap <= limit
        gaps.append((cell, float(gap), gap > limit))
    worst = sorted((g for g in gaps if g[2]), key=lambda g: -g[1])[:5]
    largest = max((g[1] for g in gaps), default=np.inf)
    return Attempt(settings, int(agree), len(printed), largest, tuple((c, g) for c, g, _ in worst))


def _index(result: Result) -> dict[tuple[str, str, str], float]:
    """Numbers by item, party and period."""
    return {
        (row.name, row.keys.get("party", ""), row.keys.get("period", "")): float(row.value)
        for row in (*result.values, *result.parts)
        if isinstance(row.value, int | float)
    }


def _lookup(index: Mapping[tuple[str, str, str], float], cell: Printed) -> float | None:
    party, period = cell.keys.get("party", ""), cell.keys.get("period", "")
    for at in ((party, period), (party, "all"), ("all", period), ("", period), (party, "")):
        if (value := index.get((cell.item, *at))) is not None:
            return value
    return None
