"""Figures by what they are about, so that a relation finds its operands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from yipan.core.interval import Interval, hull
from yipan.core.period import Period, PeriodKind
from yipan.facts.conflicts.amounts import PERCENT, Amount, ValueOf, amount, plain
from yipan.facts.conflicts.model import Context
from yipan.facts.record import Fact

# Frequencies whose figures are levels of a period, not changes, targets or running totals.
LEVELS = frozenset(
    {"", "annual", "stock", "share", "ratio", "quarterly", "half_yearly", "ytd", "monthly"}
)
RATES = frozenset({"yoy", "annual"})
ByPeriod = dict[str, list[Fact]]


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator of one party (or ordered pair) in one meaning."""

    indicator: str
    party: str
    counterparty: str
    definition: str
    price_basis: str


class Index:
    """Level figures by series and period code, and rates of change beside them."""

    def __init__(self, facts: Sequence[Fact], context: Context) -> None:
        self._context = context
        self._read: dict[str, Period] = {}
        self.series: dict[Series, ByPeriod] = {}
        self._of: dict[str, list[Series]] = defaultdict(list)
        self._at: dict[tuple[str, ...], list[Series]] = defaultdict(list)
        self._rates: dict[tuple[str, ...], ByPeriod] = defaultdict(lambda: defaultdict(list))
        for fact in facts:
            if fact.status != "illustrative":
                self._add(fact)

    def _add(self, fact: Fact) -> None:
        if fact.frequency in RATES:
            place = (fact.indicator, fact.party, fact.counterparty)
            self._rates[place][fact.period].append(fact)
        if fact.frequency not in LEVELS:
            return
        key = self.key(fact)
        if key not in self.series:
            self.series[key] = defaultdict(list)
            self._of[key.indicator].append(key)
            self._at[key.indicator, key.party, key.counterparty, key.definition].append(key)
        self.series[key][fact.period].append(fact)

    def key(self, fact: Fact) -> Series:
        """The series of a fact; an empty price basis is the indicator's."""
        indicator = self._context.indicators.get(fact.indicator)
        basis = fact.price_basis or (indicator.price_basis if indicator else "")
        return Series(fact.indicator, fact.party, fact.counterparty, fact.definition, basis)

    def of(self, indicator: str) -> list[tuple[Series, Mapping[str, list[Fact]]]]:
        """All series of an indicator."""
        return [(key, self.series[key]) for key in self._of.get(indicator, ())]

    def period(self, fact: Fact) -> Period:
        """The period of a fact, read once."""
        found = self._read.get(fact.period)
        if found is None:
            found = self._read[fact.period] = fact.parsed_period
        return found

    def at(self, series: Series, indicator: str, period: str) -> list[Fact]:
        """Figures of another indicator of the same party and definition in that period."""
        return [
            f for by_period in self._beside(series, indicator) for f in by_period.get(period, ())
        ]

    def near(self, series: Series, indicator: str, period: Period, reach: int) -> list[Fact]:
        """Year-end (or annual) figures from the nearest year, at most `reach` years away."""
        found: dict[int, list[Fact]] = defaultdict(list)
        for by_period in self._beside(series, indicator):
            for year, facts in self.years(by_period):
                if period.year:
                    found[abs(year - period.year)] += facts
        distance = min(found, default=reach + 1)
        return found[distance] if distance <= reach else []

    def rates(self, series: Series, indicator: str, period: str) -> list[Fact]:
        """Printed rates of change of the same party in that period."""
        place = (indicator, series.party, series.counterparty)
        return self._rates[place].get(period, []) if place in self._rates else []

    def years(self, periods: Mapping[str, list[Fact]]) -> list[tuple[int, list[Fact]]]:
        """The yearly figures of a series in order of time."""
        found: dict[int, list[Fact]] = defaultdict(list)
        for facts in periods.values():
            period = self.period(facts[0])
            if period.kind in {PeriodKind.YEAR, PeriodKind.INSTANT} and period.year:
                found[period.year] += facts
        return sorted(found.items())

    def _beside(self, series: Series, indicator: str) -> list[ByPeriod]:
        keys = self._at.get((indicator, series.party, series.counterparty, series.definition), ())
        return [self.series[key] for key in keys]


def either(facts: Sequence[Fact], value_of: ValueOf = amount) -> Interval:
    """Everything that any of the figures can stand for; percentages as hundredths."""
    intervals = [plain(value_of(fact)) for fact in facts]
    return hull(intervals[0], *intervals[1:])


def in_unit_of(like: Fact, interval: Interval) -> Interval:
    """From what `either` gives to the printed unit of `like`."""
    known = amount(like)
    hundredths = 100 if known.dimension == PERCENT else 1
    return interval * (Fraction(hundredths) / known.factor)


def comparable(facts: Sequence[Fact]) -> bool:
    """Whether all figures can be laid beside the first."""
    first = amount(facts[0])
    return all(first.comparable(amount(fact)) for fact in facts)


def distinct(facts: Iterable[Fact]) -> list[list[Fact]]:
    """Figures grouped by what they print."""
    groups: dict[Amount, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[amount(fact)].append(fact)
    return list(groups.values())


def sources(facts: Iterable[Fact]) -> set[str]:
    """The codes of all sources."""
    return {fact.source for fact in facts}


def of_source(facts: Iterable[Fact], source: str) -> list[Fact]:
    """The figures that one source prints."""
    return [fact for fact in facts if fact.source == source]


def beside(*operands: Sequence[Fact]) -> Iterator[list[list[Fact]]]:
    """The operands as one source prints them, for each source that prints all; else all together.

    What one source says is checked inside it; only what no source says alone is checked across.
    """
    shared = sorted(set.intersection(*(sources(facts) for facts in operands)))
    if not shared:
        yield [list(facts) for facts in operands]
    for source in shared:
        yield [of_source(facts, source) for facts in operands]
