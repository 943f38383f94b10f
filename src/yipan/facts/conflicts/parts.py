"""Figures against what contains them: bounds, a subset and its whole, the parts of a party.

Where a figure is printed several times, the relation holds if any printing satisfies it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from yipan.core.indicators import Indicator, IndicatorKind
from yipan.core.interval import Interval, decimal_text, total
from yipan.core.units import find_unit
from yipan.core.words import Words
from yipan.facts.conflicts.amounts import ValueOf, amount, decimals, figure
from yipan.facts.conflicts.index import (
    Index,
    Series,
    beside,
    comparable,
    distinct,
    either,
    in_unit_of,
    sources,
)
from yipan.facts.conflicts.model import Conflict, ConflictClass, Context, Severity, Sides
from yipan.facts.record import Fact


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
            yield related(
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
    yield related(
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
    middle = sum_text([alternatives[0] for alternatives in parts], whole)
    if any(len(distinct(alternatives)) > 1 for alternatives in parts):
        middle = f"Σ = {_ends_text(expected, decimals(whole))}"
    one_source = bool(set.intersection(sources(wholes), *[sources(p) for p in parts]))
    return related(
        ConflictClass.PARTS if complete else ConflictClass.BOUNDS,
        Severity.HARD if one_source else Severity.SOFT,
        "parts" if complete else "parts-exceed",
        facts,
        whole,
        f"{middle} {'≠' if complete else '>'} {figure(whole)}",
        Words("分项之和与总数不合", "the parts do not add up to the printed whole"),
        sides,
    )


def sum_text(parts: Sequence[Fact], whole: Fact) -> str:
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


def related(
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
