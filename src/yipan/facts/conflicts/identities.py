"""Figures against an identity of the board: products, structures, growth; totals that fall."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import prod

from yipan.core.identities import Identity, IdentityKind
from yipan.core.interval import Interval, decimal_text, total
from yipan.core.words import Words
from yipan.facts.conflicts.amounts import ValueOf, amount, decimals, figure
from yipan.facts.conflicts.index import (
    Index,
    beside,
    comparable,
    either,
    in_unit_of,
    sources,
)
from yipan.facts.conflicts.model import Conflict, ConflictClass, Severity
from yipan.facts.conflicts.parts import related, sum_text
from yipan.facts.record import Fact


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
    yield related(
        ConflictClass.PARTS,
        Severity.HARD if len(sources(facts)) == 1 else Severity.SOFT,
        f"structure:{identity.id}",
        facts,
        first[0],
        f"{sum_text(first, first[0])} {sign} 100%",
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
    yield related(
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
    yield related(
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
    return related(
        ConflictClass.IDENTITY,
        Severity.HARD if len(sources(facts)) == 1 else Severity.SOFT,
        "running-total",
        facts,
        early,
        f"{figure(early)} ({early.period_end}) > {ends}",
        Words("累计数不会减少", "a running total cannot fall"),
        sides,
    )


IDENTITIES: dict[IdentityKind, Callable[[Index, Identity], Iterator[Conflict]]] = {
    IdentityKind.PRODUCT: broken_product,
    IdentityKind.STRUCTURE: broken_structure,
    IdentityKind.GROWTH: broken_growth,
}
