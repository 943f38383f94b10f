"""Evaluation of a policy: the specification curve over a declared grid, with placebos.

No headline number: the summary counts signs and spans, nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.scenarios.differences import difference_gap, event_gap
from yipan.scenarios.plan import BY_PREDICTORS, Choice, Plan, choices
from yipan.scenarios.synthetic import fit, fit_by, near_optimal, root_mean_square
from yipan.scenarios.table import YearTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EXACT_FIT = 1e-9
DETECTABLE_AT = 0.9
FEWEST_FOR_DETECTABLE = 10
LEAST_WEIGHT = 1e-6
DIGITS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The series of one choice; `before` counts the periods before treatment.

    `predictors`: units × predictors with the treated first, or nothing.
    """

    years: tuple[int, ...]
    treated: Floats
    donors: tuple[str, ...]
    donor_values: Floats
    before: int
    predictors: Floats


@dataclass(frozen=True, slots=True)
class Specification:
    """One specification's result; gaps are treated - counterfactual, from treatment on."""

    choice: Choice
    donors: tuple[str, ...]
    weights: dict[str, float]
    pre_rmspe: float
    gap: dict[int, float]
    gap_mean: float
    placebo_p: float | None
    near_optimal: tuple[float, float] | None
    detectable: float | None
    left_out: dict[str, float]

    @property
    def gap_last(self) -> float:
        """The gap of the last period."""
        return self.gap[max(self.gap)]


@dataclass(frozen=True, slots=True)
class Placebo:
    """The same estimate where nothing happened: another party, or an earlier year."""

    specification: str
    kind: str
    unit: str
    pre_rmspe: float
    gap_last: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All specifications and placebos of a plan."""

    plan: Plan
    specifications: tuple[Specification, ...]
    placebos: tuple[Placebo, ...]


def evaluate(
    plan: Plan,
    table_of: Callable[[str], YearTable],
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Run the grid. `table_of` gives the table of a vintage ("" when the plan names none)."""
    tables = {vintage: table_of(vintage) for vintage in plan.vintages or ("",)}
    grid = choices(plan)
    specifications: list[Specification] = []
    placebos: list[Placebo] = []
    for done, choice in enumerate(grid):
        found, others = _specify(plan, choice, tables[choice.vintage])
        specifications.append(found)
        placebos += others
        if progress:
            progress(done + 1, len(grid))
    return Evaluation(plan, tuple(specifications), tuple(placebos))


def summary(specifications: tuple[Specification, ...]) -> dict[str, object]:
    """Counts and spans over the curve."""
    last = [s.gap_last for s in specifications]
    known = [s.placebo_p for s in specifications if s.placebo_p is not None]
    return {
        "specifications": len(last),
        "gap_last_min": min(last),
        "gap_last_median": float(np.median(last)),
        "gap_last_max": max(last),
        "positive": sum(value > 0 for value in last),
        "negative": sum(value < 0 for value in last),
        "p_below_0_05": sum(value < 0.05 for value in known),
    }


def sample(plan: Plan, choice: Choice, table: YearTable) -> Sample:
    """Cut the series of a choice from the table, in the plan's form of the outcome."""
    first, last = choice.window
    years = tuple(range(first, last + 1))
    indicator = plan.outcome.indicator
    table.require(indicator)
    members = plan.groups.get(choice.treated, (choice.treated,))
    apart = {*members, *plan.treated, *plan.exclude}
    apart |= {m for unit in plan.treated for m in plan.groups.get(unit, ())}
    donors = plan.donors or tuple(p for p in table.parties(indicator) if p not in apart)
    if len(donors) < 2:
        raise Coded(
            "FEW_DONORS",
            Words("对照组不足两个", "there are fewer than two donors"),
            file=table.name,
            field=choice.treated,
        )
    treated = table.grid(indicator, members, years).sum(axis=0)
    values = table.grid(indicator, donors, years)
    if plan.outcome.transform != "level":
        _refuse_non_positive(table, indicator, (*members, *donors), years)
    if plan.outcome.transform == "log-share":
        total = table.grid(indicator, table.parties(indicator), years).sum(axis=0)
        treated, values = 100 * np.log(treated / total), 100 * np.log(values / total)
    elif plan.outcome.transform == "log":
        treated, values = np.log(treated), np.log(values)
    before = plan.treatment_year - first
    if choice.demean:
        treated = treated - treated[:before].mean()
        values = values - values[:, :before].mean(axis=1, keepdims=True)
    by = choice.estimator == BY_PREDICTORS
    predictors = _predictors(plan, choice.treated, donors, table) if by else np.empty((0, 0))
    return Sample(years, treated, donors, values, before, predictors)


def gap_of(choice: Choice, s: Sample) -> tuple[Floats, Floats]:
    """The gap of an estimator in every period, and its donor weights."""
    if choice.estimator == "synthetic-control":
        control = fit(s.treated, s.donor_values, s.before)
        return control.gap, control.weights
    if choice.estimator == BY_PREDICTORS:
        control = fit_by(s.predictors[0], s.predictors[1:], s.treated, s.donor_values, s.before)
        return control.gap, control.weights
    equal = np.full(len(s.donors), 1 / len(s.donors))
    if choice.estimator == "event-study":
        return event_gap(s.treated, s.donor_values, s.before), equal
    gap = difference_gap(s.treated, s.donor_values, s.before, pretrend=choice.pretrend)
    return gap, equal


def _predictors(plan: Plan, treated: str, donors: tuple[str, ...], table: YearTable) -> Floats:
    """Units × predictors, the treated first: means in units of their spread, times √importance."""
    rows = []
    for predictor in plan.predictors:
        span = range(predictor.first, predictor.last + 1)
        means = table.grid(predictor.indicator, (treated, *donors), span).mean(axis=1)
        spread = float(means.std(ddof=1)) or 1.0
        rows.append(means / spread * np.sqrt(predictor.weight))
    return np.array(rows).T


def _specify(plan: Plan, choice: Choice, table: YearTable) -> tuple[Specification, list[Placebo]]:
    s = sample(plan, choice, table)
    gap, weights = gap_of(choice, s)
    pre = root_mean_square(gap[: s.before])
    space = _in_space(choice, s) if plan.placebo_space else []
    is_control = choice.estimator == "synthetic-control"
    nearly = (
        near_optimal(s.treated, s.donor_values, s.before, plan.near_optimal)
        if plan.near_optimal and is_control
        else None
    )
    found = Specification(
        choice=choice,
        donors=s.donors,
        weights={
            d: round(float(w), DIGITS)
            for d, w in zip(s.donors, weights, strict=True)
            if w >= LEAST_WEIGHT
        },
        pre_rmspe=_clean(pre),
        gap={
            y: _clean(float(g))
            for y, g in zip(s.years, gap, strict=True)
            if y >= plan.treatment_year
        },
        gap_mean=_clean(float(gap[s.before :].mean())),
        placebo_p=_rank(gap, [g for _, g in space], s) if space else None,
        near_optimal=nearly and (_clean(nearly[0]), _clean(nearly[1])),
        detectable=_detectable(pre, [g for _, g in space], s.before),
        left_out=_leave_one_out(choice, s, weights) if plan.leave_one_out else {},
    )
    placebos = [_placebo(choice, "space", unit, g, s.before) for unit, g in space]
    if plan.placebo_time:
        placebos += _in_time(choice, s)
    return found, placebos


def _in_space(choice: Choice, s: Sample) -> list[tuple[str, Floats]]:
    """The estimate for each donor against the others; the treated is no donor of a placebo."""
    found = []
    for index, name in enumerate(s.donors):
        rest = _without(s, index)
        own = replace(rest, treated=s.donor_values[index])
        if len(s.predictors):
            own = replace(own, predictors=np.vstack([s.predictors[index + 1], rest.predictors[1:]]))
        found.append((name, gap_of(choice, own)[0]))
    return found


def _without(s: Sample, index: int) -> Sample:
    """The sample without one donor."""
    others = np.delete(s.donor_values, index, axis=0)
    names = (*s.donors[:index], *s.donors[index + 1 :])
    left = np.delete(s.predictors, index + 1, axis=0) if len(s.predictors) else s.predictors
    return replace(s, donors=names, donor_values=others, predictors=left)


def _in_time(choice: Choice, s: Sample) -> list[Placebo]:
    """The estimate with the treatment moved to the middle of the periods before it.

    Predictors would lie after that middle: they have no such placebo.
    """
    middle = s.before // 2
    if middle < 2 or s.before - middle < 1 or choice.estimator == BY_PREDICTORS:
        return []
    early = replace(
        s, treated=s.treated[: s.before], donor_values=s.donor_values[:, : s.before], before=middle
    )
    gap, _ = gap_of(choice, early)
    return [_placebo(choice, "time", str(s.years[middle]), gap, middle)]


def _placebo(choice: Choice, kind: str, unit: str, gap: Floats, before: int) -> Placebo:
    pre = _clean(root_mean_square(gap[:before]))
    return Placebo(choice.id, kind, unit, pre, _clean(float(gap[-1])))


def _ratio(gap: Floats, before: int) -> float:
    """Post over pre RMSPE; infinite where the fit before is exact and the gap after is not."""
    pre, post = root_mean_square(gap[:before]), root_mean_square(gap[before:])
    scale = EXACT_FIT * max(1.0, float(np.abs(gap).max()))
    if pre <= scale:
        return 0.0 if post <= scale else float("inf")
    return post / pre


def _rank(gap: Floats, placebos: list[Floats], s: Sample) -> float:
    own = _ratio(gap, s.before)
    rank = 1 + sum(_ratio(other, s.before) >= own for other in placebos)
    return rank / (len(placebos) + 1)


def _detectable(pre: float, placebos: list[Floats], before: int) -> float | None:
    """The smallest lasting effect whose ratio would exceed nine placebos in ten."""
    if len(placebos) < FEWEST_FOR_DETECTABLE:
        return None
    ratios = [r for r in (_ratio(g, before) for g in placebos) if np.isfinite(r)]
    return _clean(float(np.quantile(ratios, DETECTABLE_AT)) * pre) if ratios else None


def _leave_one_out(choice: Choice, s: Sample, weights: Floats) -> dict[str, float]:
    """The last gap without each donor that carries weight."""
    found = {}
    for index, name in enumerate(s.donors):
        if weights[index] < LEAST_WEIGHT or len(s.donors) < 3:
            continue
        found[name] = _clean(float(gap_of(choice, _without(s, index))[0][-1]))
    return found


def _refuse_non_positive(
    table: YearTable, indicator: str, parties: tuple[str, ...], years: tuple[int, ...]
) -> None:
    for party in parties:
        for year in years:
            if table.value(indicator, party, year) <= 0:
                raise Coded(
                    "BAD_NUMBER",
                    Words(
                        f"{party} {year} 年的 {indicator} 不为正,不能取对数",
                        f"{indicator} of {party} in {year} is not positive: no logarithm",
                    ),
                    file=table.name,
                )


def _clean(value: float) -> float:
    """Rounded at the declared digit, so that the same inputs give the same bytes."""
    return round(value, DIGITS) + 0.0
