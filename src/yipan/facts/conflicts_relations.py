"""Conflicts between figures of different things: parts, identities, bounds and plausible growth.

Each finder yields a `Conflict` whose `sides` recompute both intervals from its figures. Where a
figure is printed several times, the relation holds if any printing satisfies it: what two printings
disagree about is reported once, as a conflict of that thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import prod

from yipan.core.identities import Identity, IdentityKind
from yipan.core.indicators import Indicator, IndicatorKind
from yipan.core.interval import Interval, total
from yipan.core.units import find_unit
from yipan.core.words import Words
from yipan.facts.conflicts import Conflict, ConflictClass, Context, Severity, Sides
from yipan.facts.conflicts_amounts import ValueOf, amount, decimal_text, decimals, figure
from yipan.facts.conflicts_growth import growth_relations
from yipan.facts.conflicts_index import (
    Index,
    Series,
    beside,
    comparable,
    distinct,
    either,
    in_unit_of,
    sources,
)
from yipan.facts.record import Fact


def relations(facts: Sequence[Fact], context: Context) -> Iterator[Conflict]:
    """All conflicts that need more than one thing."""
    index = Index(facts, context)
    for series, periods in index.series.items():
        indicator = context.indicators.get(series.indicator)
        if indicator is None:
            continue
        for group in periods.values():
            yield from outside_bounds(group, indicator)
            if indicator.additive:
                yield from wrong_parts(index, series, group, context)
            if indicator.part_of:
                yield from above_whole(index, series, group, indicator)
    for identity in context.identities.identities:
        yield from _IDENTITIES[identity.kind](index, identity)
    yield from falling_totals(facts)
    yield from growth_relations(index, context)


def outside_bounds(group: Sequence[Fact], indicator: Indicator) -> Iterator[Conflict]:
    """A value that the indicator cannot have."""
    if indicator.low is None and indicator.high is None:
        return
    allowed = Interval(indicator.low, indicator.high)
    unit = find_unit(indicator.unit)
    for facts in distinct(group):
        value = amount(facts[0])
        if unit is None or unit.dimension != value.dimension:
            continue
        limits = allowed * (unit.factor / value.factor)
        if not limits.meets(value.interval / value.factor):
            yield _conflict(
                ConflictClass.BOUNDS,
                Severity.HARD,
                "bounds",
                facts,
                facts[0],
                f"{figure(facts[0])} ∉ {allowed}{indicator.unit}",
                Words(f"{indicator.name('zh')}只能在 {allowed}", f"only {allowed} is possible"),
                _against(facts[0], limits),
            )


def _against(fact: Fact, limits: Interval) -> Sides:
    factor = amount(fact).factor
    return lambda value_of: (limits, value_of(fact).interval / factor)


def above_whole(
    index: Index, series: Series, group: Sequence[Fact], indicator: Indicator
) -> Iterator[Conflict]:
    """A subset larger than that of which it is a part."""
    whole = index.at(series, indicator.part_of, group[0].period)
    whole = [f for f in whole if f.frequency == group[0].frequency]
    if not whole or not comparable([*whole, *group]) or not either(whole).below(either(group)):
        return

    def sides(value_of: ValueOf) -> tuple[Interval, Interval]:
        limit = Interval(None, either(whole, value_of).hi)
        return in_unit_of(group[0], limit), in_unit_of(group[0], either(group, value_of))

    facts = [*group, *whole]
    yield _conflict(
        ConflictClass.BOUNDS,
        Severity.HARD if len(sources(facts)) == 1 else Severity.SOFT,
        "subset",
        facts,
        group[0],
        f"{figure(group[0])} > {figure(whole[0])}",
        Words(
            f"部分大于整体 ({indicator.part_of})", f"a part exceeds its whole {whole[0].indicator}"
        ),
        sides,
    )


def wrong_parts(
    index: Index, series: Series, group: Sequence[Fact], context: Context
) -> Iterator[Conflict]:
    """The parts of a party do not make the printed whole, or more than it where some are missing.

    Parts and whole are compared inside one source where it prints both; else across sources.
    """
    for codes, complete in _part_sets(series.party, context):
        parts = [_siblings(index, series, code, group[0]) for code in codes]
        found = [facts for facts in parts if facts]
        whole_known = complete and len(found) == len(codes)
        indicator = context.indicators.get(series.indicator)
        if len(found) < 2 or not (whole_known or (indicator and _non_negative(indicator))):
            continue
        for wholes, chosen in _by_source(group, found):
            conflict = _parts_conflict(wholes, chosen, whole_known)
            if conflict:
                yield conflict


def _part_sets(code: str, context: Context) -> Iterator[tuple[list[str], bool]]:
    """Codes of the parts of a party, and whether they are all of it."""
    party = context.parties.get(code)
    if party is None:
        return
    if party.members:
        yield [member.code for member in context.parties.members(code)], True
        return
    declared = {p.kind for p in context.identities.partitions if p.whole == code}
    children = context.parties.children(code)
    for kind in dict.fromkeys(str(child.kind) for child in children):
        yield [c.code for c in children if c.kind == kind], kind in declared


def _siblings(index: Index, series: Series, code: str, like: Fact) -> list[Fact]:
    """The same indicator of another party, in the same meaning, period and frequency."""
    other = Series(
        series.indicator, code, series.counterparty, series.definition, series.price_basis
    )
    found = index.series.get(other, {}).get(like.period, ())
    return [f for f in found if f.frequency == like.frequency]


def _by_source(
    group: Sequence[Fact], parts: Sequence[Sequence[Fact]]
) -> Iterator[tuple[list[Fact], list[list[Fact]]]]:
    """Wholes with the parts to lay beside them: of the same source, else of any."""
    for own, *chosen in beside(group, *parts):
        values = distinct(group)
        for wholes in distinct(own):
            same = next(facts for facts in values if wholes[0] in facts)
            yield same, chosen


def _parts_conflict(
    wholes: Sequence[Fact], parts: Sequence[Sequence[Fact]], complete: bool
) -> Conflict | None:
    whole = wholes[0]
    if not comparable([whole, *(fact for facts in parts for fact in facts)]):
        return None

    def sides(value_of: ValueOf) -> tuple[Interval, Interval]:
        added = total([either(facts, value_of) for facts in parts])
        if not complete:
            added = Interval(added.lo, None)
        return in_unit_of(whole, added), in_unit_of(whole, either([whole], value_of))

    expected, printed = sides(amount)
    if expected.meets(printed):
        return None
    facts = [*wholes, *(fact for alternatives in parts for fact in alternatives)]
    middle = _sum_text([alternatives[0] for alternatives in parts], whole)
    if any(len(distinct(alternatives)) > 1 for alternatives in parts):
        middle = f"Σ = {_ends_text(expected, decimals(whole))}"
    one_source = bool(set.intersection(sources(wholes), *[sources(p) for p in parts]))
    return _conflict(
        ConflictClass.PARTS if complete else ConflictClass.BOUNDS,
        Severity.HARD if one_source else Severity.SOFT,
        "parts" if complete else "parts-exceed",
        facts,
        whole,
        f"{middle} {'≠' if complete else '>'} {figure(whole)}",
        Words("分项之和与总数不合", "the parts do not add up to the printed whole"),
        sides,
    )


def _sum_text(parts: Sequence[Fact], whole: Fact) -> str:
    """4.28 + 1.67 + 4.34 = 10.29, in the whole's unit; each part as printed where it can be."""
    unit = amount(whole).factor
    values = [fact.printed.value * amount(fact).factor / unit for fact in parts]
    places = max(decimals(whole), *(decimals(fact) for fact in parts if fact.unit == whole.unit), 0)
    shown = [
        fact.value if fact.unit == whole.unit else decimal_text(value, places)
        for fact, value in zip(parts, values, strict=True)
    ]
    if len(shown) > 6:
        shown = [*shown[:3], "…", *shown[-2:]]
    return f"{' + '.join(shown)} = {decimal_text(sum(values, Fraction(0)), places)}"


def _ends_text(interval: Interval, places: int) -> str:
    ends = ("∞" if e is None else decimal_text(e, places + 1) for e in (interval.lo, interval.hi))
    return "…".join(ends)


def broken_structure(index: Index, identity: Identity) -> Iterator[Conflict]:
    """Shares of one whole that do not make 100 %, or exceed it."""
    for series, periods in index.of(identity.parts[0]):
        for period, group in periods.items():
            parts = [index.at(series, slug, period) for slug in identity.parts]
            if not all(parts):
                continue
            parts = [[f for f in facts if f.frequency == group[0].frequency] for facts in parts]
            for chosen in beside(*parts):
                if all(chosen):
                    yield from _structure_conflict(identity, chosen)


def _structure_conflict(identity: Identity, parts: Sequence[Sequence[Fact]]) -> Iterator[Conflict]:
    allowed = Interval(Fraction(100) if identity.complete else None, Fraction(100))

    def sides(value_of: ValueOf) -> tuple[Interval, Interval]:
        return allowed, total([either(facts, value_of) for facts in parts]) * 100

    expected, printed = sides(amount)
    if expected.meets(printed):
        return
    first = [facts[0] for facts in parts]
    sign = "≠" if identity.complete else ">"
    facts = [fact for alternatives in parts for fact in alternatives]
    yield _conflict(
        ConflictClass.PARTS,
        Severity.HARD if len(sources(facts)) == 1 else Severity.SOFT,
        f"structure:{identity.id}",
        facts,
        first[0],
        f"{_sum_text(first, first[0])} {sign} 100%",
        identity.name,
        sides,
        unit="%",
    )


def broken_product(index: Index, identity: Identity) -> Iterator[Conflict]:
    """whole ≠ factor × factor; solved for the factor that stands in, where there is one."""
    fixed = [slug for slug in identity.parts if slug not in identity.nearest]
    for series, periods in index.of(identity.whole):
        for period, group in periods.items():
            at = index.period(group[0])
            near = {
                slug: index.near(series, slug, at, reach)
                for slug, reach in identity.nearest.items()
            }
            for wholes, *own in beside(group, *(index.at(series, s, period) for s in fixed)):
                known = {**near, **dict(zip(fixed, own, strict=True))}
                factors = [known[slug] for slug in identity.parts]
                if wholes and all(factors):
                    yield from _product_conflict(identity, wholes, factors)


def _product_conflict(
    identity: Identity, wholes: Sequence[Fact], factors: Sequence[Sequence[Fact]]
) -> Iterator[Conflict]:
    solved = next((n for n, slug in enumerate(identity.parts) if slug in identity.nearest), 0)
    others = [facts for n, facts in enumerate(factors) if n != solved]
    target = factors[solved][0]
    slack = Interval(1 - identity.tolerance, 1 + identity.tolerance)

    def sides(value_of: ValueOf) -> tuple[Interval, Interval]:
        divisor = prod((either(facts, value_of) for facts in others), start=Interval.exact(1))
        implied = either(wholes, value_of) / divisor
        stated = either(factors[solved], value_of) * slack
        return in_unit_of(target, implied), in_unit_of(target, stated)

    implied, printed = sides(amount)
    if implied.meets(printed):
        return
    facts = [*wholes, *(fact for alternatives in factors for fact in alternatives)]
    shown, off = _implied_text(implied, target)
    left = " ÷ ".join([figure(wholes[0]), *(figure(alternatives[0]) for alternatives in others)])
    one_source = len(sources(facts)) == 1 and not identity.tolerance
    yield _conflict(
        ConflictClass.IDENTITY,
        Severity.HARD if one_source else Severity.SOFT,
        f"product:{identity.id}",
        facts,
        wholes[0],
        f"{left} = {shown}{target.unit} ≠ {figure(target)} ({off})",
        identity.name,
        sides,
        unit=target.unit,
    )


def _implied_text(implied: Interval, target: Fact) -> tuple[str, str]:
    value = target.printed.value
    middle = implied.middle if implied.middle is not None else implied.lo or implied.hi
    if middle is None:
        return "?", "?"
    off = decimal_text((middle / value - 1) * 100, 1) + "%" if value else "—"
    return decimal_text(middle, decimals(target)), off if off.startswith("-") else f"+{off}"


def broken_growth(index: Index, identity: Identity) -> Iterator[Conflict]:
    """level ÷ level a year before - 1 differs from the printed rate."""
    rate_slug = identity.parts[0]
    for series, periods in index.of(identity.whole):
        levels = dict(index.years(periods))
        for year, now in levels.items():
            rates = index.rates(series, rate_slug, now[0].period)
            before = levels.get(year - 1)
            if before and rates:
                for operands in beside(now, before, rates):
                    yield from _growth_conflict(identity, *operands)


def _growth_conflict(
    identity: Identity, now: Sequence[Fact], before: Sequence[Fact], rates: Sequence[Fact]
) -> Iterator[Conflict]:
    def sides(value_of: ValueOf) -> tuple[Interval, Interval]:
        grown = (either(now, value_of) / either(before, value_of) - 1) * 100
        return grown, either(rates, value_of) * 100

    grown, printed = sides(amount)
    if grown.meets(printed):
        return
    facts = [*now, *before, *rates]
    middle = grown.middle
    shown = "?" if middle is None else decimal_text(middle, max(decimals(rates[0]), 1))
    yield _conflict(
        ConflictClass.IDENTITY,
        Severity.HARD if len(sources(facts)) == 1 else Severity.SOFT,
        f"growth:{identity.id}",
        facts,
        now[0],
        f"{figure(now[0])} ÷ {figure(before[0])} - 1 = {shown}% ≠ {figure(rates[0])}",
        identity.name,
        sides,
        unit="%",
    )


def falling_totals(facts: Sequence[Fact]) -> Iterator[Conflict]:
    """A total since one day that is smaller at a later day."""
    runs: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        if fact.frequency == "cum" and fact.period_start and fact.period_end:
            key = (
                fact.indicator,
                fact.party,
                fact.counterparty,
                fact.definition,
                fact.period_start,
            )
            runs.setdefault(key, []).append(fact)
    for run in runs.values():
        run.sort(key=lambda f: (str(f.period_end), f.id))
        for early in run:
            later = [
                f
                for f in run
                if str(f.period_end) > str(early.period_end)
                and comparable([early, f])
                and amount(f).interval.below(amount(early).interval)
            ]
            if later:
                yield _falling(early, later)


def _falling(early: Fact, later: Sequence[Fact]) -> Conflict:
    def sides(value_of: ValueOf) -> tuple[Interval, Interval]:
        least = Interval(either([early], value_of).lo, None)
        return in_unit_of(early, least), in_unit_of(early, either(later, value_of))

    facts = [early, *later]
    ends = ", ".join(f"{figure(f)} ({f.period_end})" for f in later)
    return _conflict(
        ConflictClass.IDENTITY,
        Severity.HARD if len(sources(facts)) == 1 else Severity.SOFT,
        "running-total",
        facts,
        early,
        f"{figure(early)} ({early.period_end}) > {ends}",
        Words("累计数不会减少", "a running total cannot fall"),
        sides,
    )


def _conflict(
    kind: ConflictClass,
    severity: Severity,
    rule: str,
    facts: Sequence[Fact],
    measured: Fact,
    text: str,
    why: Words,
    sides: Sides,
    *,
    unit: str | None = None,
) -> Conflict:
    expected, printed = sides(amount)
    shown = measured.unit if unit is None else unit
    return Conflict(kind, severity, rule, tuple(facts), text, expected, printed, shown, why, sides)


def _non_negative(indicator: Indicator) -> bool:
    return indicator.kind is IndicatorKind.COUNT or (
        indicator.low is not None and indicator.low >= 0
    )


_IDENTITIES: dict[IdentityKind, Callable[[Index, Identity], Iterator[Conflict]]] = {
    IdentityKind.PRODUCT: broken_product,
    IdentityKind.STRUCTURE: broken_structure,
    IdentityKind.GROWTH: broken_growth,
}
