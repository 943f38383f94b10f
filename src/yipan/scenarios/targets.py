"""Goals against the baseline: chance, required rate, and what would reach them.

A goal that lacks a value, a date or a series is undetermined, and says what is missing. The
inverse problem is solved in every draw: the extra yearly rate g with level × (1 + g)^n = bound,
and the amount bound - level in the goal's year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.scenarios.baseline import Baseline, BaselineRow, build
from yipan.scenarios.document import LONGEST, Scenario
from yipan.scenarios.draws import draw, pool
from yipan.scenarios.inverse import Span, span
from yipan.scenarios.keys import Keys, read_keys
from yipan.scenarios.revisions import revisions
from yipan.scenarios.sampled import evaluate
from yipan.scenarios.table import YearTable
from yipan.scenarios.uncertainty import clean

PRINTED, ASSUMED = "printed", "assumed"
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal. `missing` says what its text leaves open; then nothing is computed."""

    id: str
    name: Words
    party: str
    indicator: str = ""
    year: int | None = None
    bound: Fraction | None = None
    at_least: bool = True
    unit: str = ""
    mark: str = PRINTED
    source: str = ""
    missing: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Aimed:
    """A goal against the baseline. Rates are per year; `past_rate` over the whole series.

    `chance`, `baseline`, `extra_rate` and `amount` are None where no method could be tested that
    far ahead; `reasons` says why.
    """

    goal: Goal
    status: str
    reasons: tuple[Words, ...] = ()
    first: int | None = None
    last: int | None = None
    value: Fraction | None = None
    required_rate: float | None = None
    required_step: float | None = None
    past_rate: float | None = None
    baseline: BaselineRow | None = None
    chance: float | None = None
    extra_rate: Span | None = None
    amount: Span | None = None


def aim(
    goals: Sequence[Goal],
    table: YearTable,
    vintages: Sequence[YearTable] = (),
    *,
    draws: int = 10_000,
    seed: int = 1,
) -> list[Aimed]:
    """Every goal in the order given."""
    return [_aim(goal, table, vintages, draws, seed) for goal in goals]


def read_goals(path: Path) -> list[Goal]:
    """Goals that somebody assumes: `targets: NAME` and `goals:` in a YAML file."""
    keys = read_keys(path)
    keys.allow("targets", "goals", "note", "sources")
    keys.text("targets")
    goals = [Keys(node, keys.file, f"goals.{n}") for n, node in enumerate(keys.items("goals"), 1)]
    if not goals:
        raise keys.missing("goals")
    return [_goal(one) for one in goals]


def _goal(keys: Keys) -> Goal:
    keys.allow(
        "id",
        "name",
        "name_en",
        "party",
        "indicator",
        "period",
        "at_least",
        "at_most",
        "mark",
        "source",
        "note",
    )
    at_least = "at_least" in keys
    if at_least == ("at_most" in keys):
        fact = Words("at_least 与 at_most 须恰有其一", "give one of at_least and at_most")
        raise keys.bad("at_least", fact)
    name = keys.text("name", keys.text("id"))
    return Goal(
        id=keys.text("id"),
        name=Words(name, keys.text("name_en", name)),
        party=keys.text("party"),
        indicator=keys.text("indicator"),
        year=keys.year(keys.text("period")),
        bound=keys.number("at_least" if at_least else "at_most"),
        at_least=at_least,
        mark=keys.choice("mark", (PRINTED, ASSUMED), ASSUMED),
        source=keys.text("source"),
    )


def _aim(
    goal: Goal, table: YearTable, vintages: Sequence[YearTable], draws: int, seed: int
) -> Aimed:
    years = sorted(y for i, p, y in table.values if (i, p) == (goal.indicator, goal.party))
    reasons = list(goal.missing)
    if not goal.missing and not years:
        what = Words(
            f"没有 {goal.party} 的 {goal.indicator} 的数据",
            f"there is no {goal.indicator} of {goal.party}",
        )
        reasons.append(what)
    if reasons or goal.bound is None or goal.year is None:
        return Aimed(goal, "undetermined", tuple(reasons))
    last = years[-1]
    value = table.value(goal.indicator, goal.party, last)
    met = value >= goal.bound if goal.at_least else value <= goal.bound
    if goal.year <= last:
        at = table.values.get((goal.indicator, goal.party, goal.year), value)
        met = at >= goal.bound if goal.at_least else at <= goal.bound
        return Aimed(goal, "met" if met else "missed", last=last, value=value)
    first = table.unbroken(goal.indicator, [goal.party], last)
    n = goal.year - last
    plain = Aimed(
        goal,
        "met-so-far" if met else "open",
        first=first,
        last=last,
        value=value,
        required_rate=rate(value, goal.bound, n),
        required_step=clean(float((goal.bound - value) / n)),
        past_rate=rate(table.value(goal.indicator, goal.party, first), value, last - first),
    )
    return _with_baseline(plain, table, vintages, draws, seed)


def rate(start: Fraction, end: Fraction, years: int) -> float | None:
    """(end / start)^(1 / years) - 1; None where there is no such rate."""
    if years < 1 or start <= 0 or end <= 0:
        return None
    return clean(float(end / start) ** (1 / years) - 1)


def _with_baseline(
    aimed: Aimed, table: YearTable, vintages: Sequence[YearTable], draws: int, seed: int
) -> Aimed:
    goal, last = aimed.goal, aimed.last
    assert goal.year is not None
    assert last is not None
    scenario = _scenario(goal, table, last, draws, seed)
    if scenario.horizon > LONGEST:
        reason = Words(
            f"目标在 {scenario.horizon} 年之后,预测至多 {LONGEST} 年",
            f"the goal is {scenario.horizon} years ahead; forecasts reach {LONGEST}",
        )
        return replace(aimed, reasons=(reason,))
    try:
        baseline = build(scenario, table)
    except Coded as error:
        fact = error.fact if isinstance(error.fact, Words) else Words(error.fact, error.fact)
        return replace(aimed, reasons=(fact,))
    if baseline.series[0].test is None:
        return replace(aimed, reasons=baseline.warnings)
    return _drawn(aimed, scenario, baseline, vintages)


def _drawn(
    aimed: Aimed, scenario: Scenario, baseline: Baseline, vintages: Sequence[YearTable]
) -> Aimed:
    goal = aimed.goal
    assert goal.year is not None
    assert goal.bound is not None
    pools = [pool(series, revisions(series, vintages)) for series in baseline.series]
    sample = draw(scenario, pools, scenario.seed, scenario.draws)
    found = evaluate(scenario, baseline, pools, sample)
    level = found.level(goal.indicator, goal.party, goal.year)
    assert level is not None
    bound, n = float(goal.bound), scenario.horizon
    met = level >= bound if goal.at_least else level <= bound
    row = next(r for r in baseline.rows if (r.party, r.period) == (goal.party, goal.year))
    rates = (bound / level) ** (1 / n) - 1 if level.min() > 0 and bound > 0 else None
    return replace(
        aimed,
        baseline=row,
        chance=clean(float(met.mean())),
        extra_rate=None if rates is None else span(rates),
        amount=span(bound - level),
        reasons=baseline.warnings,
    )


def _scenario(goal: Goal, table: YearTable, last: int, draws: int, seed: int) -> Scenario:
    """No levers: the baseline of the goal's indicator for all parties that have it that year."""
    assert goal.year is not None
    parties = [
        p
        for p in table.parties(goal.indicator)
        if (goal.indicator, p, last) in table.values
        and last - table.unbroken(goal.indicator, [p], last) >= FEWEST
    ]
    if goal.party not in parties:
        parties.append(goal.party)
    return Scenario(
        name=goal.id,
        parties=tuple(_alike(goal, table, last, parties)),
        base=last,
        horizon=goal.year - last,
        draws=draws,
        seed=seed,
        data="",
        units={goal.indicator: goal.unit},
        method="auto",
        indicators=(goal.indicator,),
        levers=(),
        responses=(),
        targets=(),
        index=None,
    )


def _alike(goal: Goal, table: YearTable, last: int, parties: list[str]) -> list[str]:
    """Parties whose series reach at least as far back: they do not shorten the goal's own."""
    first = table.unbroken(goal.indicator, [goal.party], last)
    return [p for p in parties if table.unbroken(goal.indicator, [p], last) <= first]
