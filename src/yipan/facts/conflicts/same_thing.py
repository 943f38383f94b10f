"""Conflicts between figures of one thing: contradictions, vintages, sources and definitions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from yipan.core.interval import Interval
from yipan.core.words import Words
from yipan.facts.conflicts.amounts import Amount, ValueOf, amount, figure
from yipan.facts.conflicts.model import Conflict, ConflictClass, Context, Severity
from yipan.facts.record import Fact


def same_thing(facts: Sequence[Fact], context: Context) -> Iterator[Conflict]:
    """Pairs of different values for one thing, and for things that differ in definition only."""
    loose = defaultdict(list)
    for fact in facts:
        key = (fact.indicator, fact.party, fact.counterparty, fact.period, fact.frequency)
        loose[key].append(fact)
    for group in loose.values():
        if len(group) > 1:
            yield from _pairs(group, context)


# What a figure prints, and in which meaning.
_Value = tuple[Amount, tuple[str, str]]


def _pairs(group: Sequence[Fact], context: Context) -> Iterator[Conflict]:
    values: dict[_Value, list[Fact]] = defaultdict(list)
    for fact in group:
        values[(amount(fact), _meaning(fact, context))].append(fact)
    vintages = _vintages(values, context)
    for (first, left), (second, right) in combinations(values.items(), 2):
        if not first[0].comparable(second[0]) or first[0].interval.meets(second[0].interval):
            continue
        sides = (
            (vintages[value], bool(_declared(facts, context)))
            for value, facts in ((first, left), (second, right))
        )
        told = _revision(*sides) if first[1] == second[1] else None
        yield _pair(*(told or _classify(left, right, first[1] == second[1])), left, right)


def _pair(
    kind: ConflictClass,
    severity: Severity,
    why: Words,
    left: Sequence[Fact],
    right: Sequence[Fact],
) -> Conflict:
    one, two = left[0], right[0]
    factor = amount(one).factor

    def sides(value_of: ValueOf) -> tuple[Interval, Interval]:
        return value_of(one).interval / factor, value_of(two).interval / factor

    expected, printed = sides(amount)
    return Conflict(
        kind=kind,
        severity=severity,
        rule=f"same-thing:{kind}",
        facts=(one, two, *left[1:], *right[1:]),
        sum=f"{figure(one)} ≠ {figure(two)}",
        expected=expected,
        printed=printed,
        unit=one.unit,
        why=why,
        sides=sides,
    )


def _vintages(
    values: Mapping[_Value, Sequence[Fact]], context: Context
) -> dict[_Value, frozenset[str]]:
    """The vintages that each value belongs to: those of its sources, else those it agrees with.

    A document without a vintage of its own that quotes a first release is of that vintage.
    """
    declared = {value: _declared(facts, context) for value, facts in values.items()}
    return {
        value: own
        or frozenset().union(
            *(
                other
                for (amount_, meaning), other in declared.items()
                if meaning == value[1] and amount_.interval.meets(value[0].interval)
            )
        )
        for value, own in declared.items()
    }


def _declared(facts: Sequence[Fact], context: Context) -> frozenset[str]:
    known = (context.sources.get(fact.source) for fact in facts)
    return frozenset(source.vintage for source in known if source and source.vintage)


def _revision(
    left: tuple[frozenset[str], bool], right: tuple[frozenset[str], bool]
) -> tuple[ConflictClass, Severity, Words] | None:
    """Two values of different vintages explain themselves; each with whether it is declared."""
    if not left[0] or not right[0] or left[0] & right[0]:
        return None
    zh, en = [], []
    for vintages, declared in (left, right):
        names = "、".join(sorted(vintages))
        zh.append(names if declared else f"合于{names}")
        en.append(names if declared else f"agrees with {names}")
    why = Words(f"版本不同: {' / '.join(zh)}", f"different vintages: {' / '.join(en)}")
    return ConflictClass.VINTAGE, Severity.NOTE, why


def _meaning(fact: Fact, context: Context) -> tuple[str, str]:
    indicator = context.indicators.get(fact.indicator)
    basis = fact.price_basis or (indicator.price_basis if indicator else "")
    return fact.definition, basis


def _classify(
    left: Sequence[Fact], right: Sequence[Fact], same_meaning: bool
) -> tuple[ConflictClass, Severity, Words]:
    if not same_meaning:
        return (
            ConflictClass.DEFINITION,
            Severity.NOTE,
            Words("口径或价格基准不同", "different definition or price basis"),
        )
    shared = sorted({f.source for f in left} & {f.source for f in right})
    if shared:
        codes = ", ".join(shared)
        why = Words(f"{codes} 对同一事项给出两个数值", f"{codes} prints two values for one thing")
        return ConflictClass.CONTRADICTION, Severity.HARD, why
    told = _edition(left[0], right[0])
    if told:
        return ConflictClass.VINTAGE, Severity.SOFT, told
    why = Words(
        "两个来源不一,且无版本之别", "two sources differ; no difference of vintage is known"
    )
    return ConflictClass.SOURCES, Severity.SOFT, why


def _edition(one: Fact, two: Fact) -> Words | None:
    """What is known to differ: status or date of publication."""
    if one.status != two.status:
        states = f"{one.status or '—'} / {two.status or '—'}"
        return Words(f"状态不同: {states}", f"status {states}")
    if one.published_on and two.published_on and one.published_on != two.published_on:
        dates = f"{one.published_on} / {two.published_on}"
        return Words(
            f"公布时间不同 ({dates}),是否修订数据原文未说明",
            f"published {dates}; the sources do not say whether one is a revision",
        )
    return None
