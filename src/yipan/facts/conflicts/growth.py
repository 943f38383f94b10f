"""Changes that cannot be: implied growth against what a board declares plausible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import prod

from yipan.core.identities import Identity, IdentityKind, Plausible
from yipan.core.interval import Interval, decimal_text
from yipan.core.units import parse_unit
from yipan.core.words import Words
from yipan.facts.conflicts.amounts import PERCENT, ValueOf, amount, figure
from yipan.facts.conflicts.index import (
    Index,
    comparable,
    distinct,
    either,
    in_unit_of,
    of_source,
    sources,
)
from yipan.facts.conflicts.model import Conflict, ConflictClass, Context, Severity
from yipan.facts.record import Fact

ONE = Interval.exact(1)
POINTS = "个百分点"
# A year with the figures of the whole, then of each factor.
_Set = tuple[int, list[list[Fact]]]


def growth_relations(index: Index, context: Context) -> Iterator[Conflict]:
    """Changes between neighbouring years, and totals that grow apart from their factors."""
    for bounds in context.identities.plausible:
        for _, periods in index.of(bounds.indicator):
            years = index.years(periods)
            for (year, before), (later, after) in pairwise(years):
                for start, end in _across(before, after):
                    yield from _changes(bounds, start, end, later - year, context)
            if not bounds.inside:
                continue
            for source in sorted({code for _, facts in years for code in sources(facts)}):
                own = [(year, facts) for year, all_ in years if (facts := of_source(all_, source))]
                for (year, before), (later, after) in pairwise(own):
                    yield from _changes(bounds, before, after, later - year, context)
    limits = {p.indicator: p for p in context.identities.plausible if p.relative and not p.inside}
    for identity in context.identities.identities:
        if identity.kind is IdentityKind.PRODUCT:
            yield from _grown_apart(index, identity, limits, context)


def _across(
    before: Sequence[Fact], after: Sequence[Fact]
) -> Iterator[tuple[list[Fact], list[Fact]]]:
    """Both years where no source prints them both: a source's own series comes before a mixture."""
    if not sources(before) & sources(after):
        yield list(before), list(after)


def _changes(
    bounds: Plausible,
    before: Sequence[Fact],
    after: Sequence[Fact],
    years: int,
    context: Context,
) -> Iterator[Conflict]:
    """One conflict where no printing of either year is plausible, else one for each pair."""
    together = list(_implausible(bounds, before, after, years, context))
    yield from together
    if not together:
        for one, two in product(distinct(before), distinct(after)):
            yield from _implausible(bounds, one, two, years, context)


def _implausible(
    bounds: Plausible,
    before: Sequence[Fact],
    after: Sequence[Fact],
    years: int,
    context: Context,
) -> Iterator[Conflict]:
    first, last = before[0], after[0]
    if not comparable([first, last]):
        return
    limits = _limits(bounds, years, context)

    def sides(value_of: ValueOf) -> tuple[Interval, Interval]:
        start = either(before, value_of)
        allowed = start * limits if bounds.relative else start + limits
        return in_unit_of(last, allowed), in_unit_of(last, either(after, value_of))

    expected, printed = sides(amount)
    if expected.meets(printed):
        return
    facts = [*before, *after]
    yield Conflict(
        kind=ConflictClass.GROWTH,
        severity=Severity.SOFT,
        rule=f"plausible:{bounds.indicator}{':inside' if bounds.inside else ''}",
        facts=tuple(facts),
        sum=_change_text(bounds, first, last, years),
        expected=expected,
        printed=printed,
        unit=last.unit,
        why=_change_words(bounds, years, sources(before) == sources(after)),
        sides=sides,
    )


def _limits(bounds: Plausible, years: int, context: Context) -> Interval:
    low, high = bounds.change.lo, bounds.change.hi
    assert low is not None
    assert high is not None
    if bounds.relative:
        return Interval((1 + low) ** years, (1 + high) ** years)
    indicator = context.indicators.get(bounds.indicator)
    unit = parse_unit(indicator.unit if indicator else "")
    factor = Fraction(1, 100) if unit.dimension == PERCENT else Fraction(1)
    return Interval(low, high) * (unit.factor * factor * years)


def _change_text(bounds: Plausible, first: Fact, last: Fact, years: int) -> str:
    start, end = either([first]), either([last])
    shown = f"{figure(first)} ({first.period}) → {figure(last)} ({last.period})"
    if not bounds.relative:
        change = in_unit_of(last, end) - in_unit_of(last, start)
        unit = POINTS if amount(last).dimension == PERCENT else last.unit
        return f"{shown}: {_signed(change.middle, 1)}{unit}"
    ratio = end / start
    nearest = ratio.lo if _above(ratio, bounds, years) else ratio.hi
    if nearest is None:
        return shown
    return f"{shown}: {_signed(yearly_rate(nearest, years) * 100, 1)}%/a"


def _above(ratio: Interval, bounds: Plausible, years: int) -> bool:
    high = bounds.change.hi
    return high is not None and ratio.lo is not None and ratio.lo > (1 + high) ** years


def _change_words(bounds: Plausible, years: int, same_source: bool) -> Words:
    scale = 100 if bounds.relative else 1
    low, high = (
        _signed(Fraction(end or 0) * scale, 1) for end in (bounds.change.lo, bounds.change.hi)
    )
    unit = "%" if bounds.relative else ""
    across_zh, across_en = ("", "") if same_source else ("跨来源,", "across sources, ")
    return Words(
        f"{across_zh}{years}年间变动超出合理范围 (每年 {low}{unit} 至 {high}{unit})",
        f"{across_en}more than is plausible in {years} years ({low}{unit} to {high}{unit} a year)",
    )


def _grown_apart(
    index: Index, identity: Identity, limits: Mapping[str, Plausible], context: Context
) -> Iterator[Conflict]:
    """Growth of the whole ÷ growth of all factors but one = growth of that one."""
    for slug in identity.parts:
        if slug not in limits:
            continue
        others = [part for part in identity.parts if part != slug]
        for series, periods in index.of(identity.whole):
            sets = [
                (year, [wholes, *(index.at(series, other, wholes[0].period) for other in others)])
                for year, wholes in index.years(periods)
            ]
            for known in _runs([(year, found) for year, found in sets if all(found)]):
                yield from _apart_in_run(identity, limits[slug], known, context)


def _runs(sets: Sequence[_Set]) -> Iterator[list[_Set]]:
    """The years in which one source prints whole and factors, a run for each such source.

    Where no source prints both for two years, all sources together are one run.
    """
    runs = []
    for source in sorted({fact.source for _, found in sets for fact in found[0]}):
        own = [(year, [of_source(facts, source) for facts in found]) for year, found in sets]
        run = [(year, found) for year, found in own if all(found)]
        if len(run) > 1:
            runs.append(run)
    yield from runs or [list(sets)]


def _apart_in_run(
    identity: Identity, bounds: Plausible, run: Sequence[_Set], context: Context
) -> Iterator[Conflict]:
    """Neighbouring years first; the whole span where no pair of neighbours is implausible."""
    found = [c for pair in pairwise(run) for c in _apart(identity, bounds, *pair, context)]
    if not found and len(run) > 2:
        found = list(_apart(identity, bounds, run[0], run[-1], context))
    yield from found


def _apart(
    identity: Identity,
    bounds: Plausible,
    before: _Set,
    after: _Set,
    context: Context,
) -> Iterator[Conflict]:
    years = after[0] - before[0]
    low, high = bounds.change.lo, bounds.change.hi
    assert low is not None
    assert high is not None
    allowed = Interval((1 + low) ** years, (1 + high) ** years)

    def growths(value_of: ValueOf) -> list[Interval]:
        pairs = zip(before[1], after[1], strict=True)
        return [either(late, value_of) / either(early, value_of) for early, late in pairs]

    def sides(value_of: ValueOf) -> tuple[Interval, Interval]:
        whole, *factors = growths(value_of)
        return allowed, whole / prod(factors, start=ONE)

    expected, implied = sides(amount)
    if expected.meets(implied):
        return
    facts = [f for sets in (after[1], before[1]) for group in sets for f in group]
    shown = [_times(growth) for growth in growths(amount)]
    change = _signed(((implied.middle or Fraction(1)) - 1) * 100, 0)
    yield Conflict(
        kind=ConflictClass.IDENTITY,
        severity=Severity.SOFT,
        rule=f"growth-apart:{identity.id}:{bounds.indicator}",
        facts=tuple(facts),
        sum=f"{' ÷ '.join(shown)} = {_times(implied)} ({before[0]}→{after[0]}, {change}%)",
        expected=expected,
        printed=implied,
        unit="",
        why=Words(
            f"{_name(bounds, context, 'zh')}{years}年间须变动 {change}%: {identity.name.zh}",
            f"{_name(bounds, context, 'en')} would have changed by {change}% in {years} years: "
            f"{identity.name.en}",
        ),
        sides=sides,
    )


def _name(bounds: Plausible, context: Context, lang: str) -> str:
    indicator = context.indicators.get(bounds.indicator)
    return indicator.name(lang) if indicator else bounds.indicator


def yearly_rate(ratio: Fraction, years: int, digits: int = 4) -> Fraction:
    """The rate r with (1 + r)^years = ratio, to `digits` decimals, by exact bisection."""
    unit = Fraction(1, 10**digits)
    low, high = 0, int(max(ratio, Fraction(1)) / unit) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if (middle * unit) ** years <= ratio:
            low = middle
        else:
            high = middle
    return low * unit - 1


def _times(growth: Interval) -> str:
    middle = growth.middle
    return "×?" if middle is None else f"×{decimal_text(middle, 2)}"


def _signed(value: Fraction | None, places: int) -> str:
    if value is None:
        return "?"
    text = decimal_text(value, places)
    return text if text.startswith("-") else f"+{text}"
