"""The identities of `accounting.py` over draws: arrays in the place of exact numbers.

A test holds the two together: with every source at its central value both give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from yipan.scenarios.accounting import into
from yipan.scenarios.draws import Pool, Sample, deviations, years_in_common
from yipan.scenarios.identities import PER_HEAD, Identity, factors_of, parties_of
from yipan.scenarios.levers import SPLIT, Lever

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from yipan.scenarios.baseline import Baseline
    from yipan.scenarios.document import Response, Scenario

    Floats = NDArray[np.float64]
    Key = tuple[str, str, int]

FLOOR = 1e-300  # a driver at or below zero has no ratio


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """Levels with the levers in place, and quantities of the accounting block, per draw."""

    levels: dict[Key, Floats]
    quantities: dict[Key, Floats]
    base: Levels
    sample: Sample
    scenario: Scenario

    def value(self, indicator: str, party: str, year: int) -> Floats | None:
        """A quantity of the accounting block, else the level of an indicator."""
        found = self.quantities.get((indicator, party, year))
        return self.level(indicator, party, year) if found is None else found

    def level(self, indicator: str, party: str, year: int) -> Floats | None:
        """The level with the levers in place; None for what the baseline does not hold."""
        found = self.levels.get((indicator, party, year))
        return self.base.level(indicator, party, year) if found is None else found

    def response(self, response: Response, year: int) -> Floats | None:
        """outcome × (driver with levers / driver without)^elasticity, `lag` years later."""
        start = self.level(response.outcome, response.party, year)
        driven = year - response.lag
        if start is None or driven <= self.scenario.base:
            return start
        ratio = self.driver_ratio(response, driven)
        drawn = self.sample.numbers.get(f"elasticity:{response.id}")
        elasticity = float(response.central) if drawn is None else drawn
        return np.asarray(start * ratio**elasticity)

    def driver_ratio(self, response: Response, year: int) -> Floats:
        """The driver with the levers in place over the driver without, in every draw."""
        lever = next(x for x in self.scenario.levers if x.id == response.lever)
        if lever.kind == "contracts" and lever.reference is not None:
            sold = self.base.level(lever.indicator, lever.origin, year)
            below = None if sold is None else float(lever.reference) * sold
            above = self.quantities.get(("contracts-received", response.party, year))
        else:
            below = self.base.level(lever.indicator, response.party, year)
            above = self.levels.get((lever.indicator, response.party, year))
        if below is None or above is None:
            return np.ones(1)
        return np.asarray(np.maximum(above, FLOOR) / np.maximum(below, FLOOR))


@dataclass(slots=True, eq=False)
class Levels:
    """Levels of the baseline per draw; each series is made when first asked for."""

    baseline: Baseline
    pools: Sequence[Pool]
    sample: Sample
    scenario: Scenario
    paths: dict[str, Floats] = field(default_factory=dict)

    def level(self, indicator: str, party: str, year: int) -> Floats | None:
        """Point forecast with the draw's deviation; None for what the baseline does not hold."""
        point = self.baseline.values.get((indicator, party, year))
        if point is None:
            return None
        series = next(s for s in self.baseline.series if s.indicator == indicator)
        step = year - self.scenario.base - 1
        if step < 0:
            return np.full(1, float(point))
        moved = self._path(indicator)[series.parties.index(party), step]
        return np.asarray(float(point) * np.exp(moved) if series.logs else float(point) + moved)

    def _path(self, indicator: str) -> Floats:
        if indicator not in self.paths:
            found = next(p for p in self.pools if p.indicator == indicator)
            years = years_in_common(self.pools)
            self.paths[indicator] = deviations(found, self.sample, self.scenario.horizon, years)
        return self.paths[indicator]


def evaluate(
    scenario: Scenario, baseline: Baseline, pools: Sequence[Pool], sample: Sample
) -> Outcomes:
    """All levers at once over the draws of a sample."""
    base = Levels(baseline, pools, sample, scenario)
    found = Outcomes({}, {}, base, sample, scenario)
    for lever in scenario.levers:
        _KINDS[lever.kind](lever, found)
    for identity in scenario.identities:
        _identity(identity, found, baseline)
    return found


def _identity(identity: Identity, found: Outcomes, baseline: Baseline) -> None:
    """Per head over the mean residents of two years, or the sum of the parts, in every draw."""
    factors = [float(f) for f in factors_of(identity, found.scenario)]
    for party in parties_of(identity, found.scenario, baseline.values):
        for year in found.scenario.years:
            levels = [found.level(part, party, year) for part in identity.parts]
            before = found.level(identity.parts[1], party, year - 1)
            known = [level for level in (*levels, before) if level is not None]
            if len(known) <= len(levels):
                continue
            if identity.kind == PER_HEAD:
                value = known[0] / ((known[1] + known[2]) / 2) * factors[0]
            else:
                parts = [f * x for f, x in zip(factors, known[:-1], strict=True)]
                value = np.asarray(sum(parts[1:], parts[0]))
            found.quantities[identity.id, party, year] = np.atleast_1d(value)


def _number(lever: Lever, name: str, sample: Sample) -> Floats | float:
    drawn = sample.numbers.get(f"{lever.id}.{name}")
    if drawn is not None:
        return np.asarray(drawn)
    return float(lever.numbers.get(name, 1))


def _add(found: dict[Key, Floats], key: Key, change: Floats | float) -> None:
    held = found.get(key)
    found[key] = np.atleast_1d(change) if held is None else held + change


def _change(found: Outcomes, key: Key, change: Floats | float) -> None:
    """The level moves by `change`; it starts from the baseline."""
    if key not in found.levels:
        start = found.base.level(*key)
        if start is None:
            return
        found.levels[key] = start
    found.levels[key] = found.levels[key] + change


def _relocation(lever: Lever, found: Outcomes) -> None:
    part = _number(lever, "path", found.sample)
    kept = _number(lever, "retention", found.sample)
    rate = _number(lever, "tax_rate", found.sample)
    scale = float(into(lever, found.scenario))
    for year in found.scenario.years:
        moved = float(lever.at(year)) * part
        for party, change in ((lever.origin, -moved), (lever.destination, kept * moved)):
            _add(found.quantities, (f"{lever.indicator}-change", party, year), change)
            _change(found, (lever.indicator, party, year), change * scale)
        names = (lever.origin, lever.destination, "fund")
        for name, share, role in zip(names, lever.split, SPLIT, strict=True):
            if role != "fund" or share:
                _add(found.quantities, ("tax", name, year), float(share) * rate * moved)


def _contracts(lever: Lever, found: Outcomes) -> None:
    part = _number(lever, "path", found.sample)
    for year in found.scenario.years:
        sold = found.base.level(lever.indicator, lever.origin, year)
        if sold is not None:
            key = ("contracts-received", lever.destination, year)
            _add(found.quantities, key, float(lever.at(year)) * part * sold)


def _services(lever: Lever, found: Outcomes) -> None:
    part, cost = _number(lever, "path", found.sample), _number(lever, "unit_cost", found.sample)
    worn = _number(lever, "depreciation", found.sample)
    target = _number(lever, "target", found.sample)
    stock = found.base.level(lever.indicator, lever.origin, found.scenario.base)
    if stock is None:
        return
    for year in found.scenario.years:
        stock = np.asarray((1 - worn) * stock + float(lever.at(year - 1)) * part / cost)
        gap = np.maximum(0.0, target - stock)
        for name, value in (("stock", stock), ("gap", gap), ("cost-to-close", gap * cost)):
            _add(found.quantities, (name, lever.origin, year), value)


def _compensation(lever: Lever, found: Outcomes) -> None:
    rate = _number(lever, "price", found.sample) * _number(lever, "share", found.sample)
    part = _number(lever, "path", found.sample)
    for year in found.scenario.years:
        paid = rate * float(lever.at(year)) * part
        _add(found.quantities, ("transfer", lever.origin, year), -paid)
        _add(found.quantities, ("transfer", lever.destination, year), paid)


def _carbon(lever: Lever, found: Outcomes) -> None:
    part = _number(lever, "path", found.sample)
    for year in found.scenario.years:
        total: Floats | float = 1.0
        for name in lever.factors:
            level = found.base.level(name, lever.origin, year)
            if level is None:
                return
            total = total * level * _compound(lever.factor_paths.get(name, {}), part, year)
        _add(found.quantities, ("emissions", lever.origin, year), total)


def _growth(lever: Lever, found: Outcomes) -> None:
    """Levels of one indicator share their baseline; the quantity is that of the first lever."""
    same = (x for x in found.scenario.levers if (x.kind, x.origin) == (lever.kind, lever.origin))
    first = next(same)
    part = _number(lever, "path", found.sample)
    for year in found.scenario.years:
        start = found.base.level(lever.indicator, lever.origin, year)
        if start is None:
            return
        level = start * _compound(lever.path, part, year)
        if first.indicator == lever.indicator:
            added = level if first.id == lever.id else level - start
            _add(found.quantities, ("level", lever.origin, year), added)
        _change(found, (lever.indicator, lever.origin, year), level - start)


def _compound(path: Mapping[int, Fraction], part: Floats | float, year: int) -> Floats | float:
    factor: Floats | float = 1.0
    for when, rate in path.items():
        if when <= year:
            factor = factor * (1 + float(rate) * part)
    return factor


_KINDS: dict[str, Callable[[Lever, Outcomes], None]] = {
    "relocation": _relocation,
    "contracts": _contracts,
    "services": _services,
    "compensation": _compensation,
    "carbon": _carbon,
    "growth": _growth,
}
