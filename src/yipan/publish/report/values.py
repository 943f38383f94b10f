"""A board's values by year, each with its reason; groups are summed from one vintage.

A group's value is the sum of its members where the indicator adds up and one source gives every
member for that year: printed totals may stem from another vintage than the parts beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.board.why import chosen_reason
from yipan.core.canonical import canonical_json, digest
from yipan.core.interval import decimal_text
from yipan.core.period import PeriodKind
from yipan.core.printed import Qualifier, spoken
from yipan.core.reasons import Reason
from yipan.core.units import find_unit
from yipan.core.words import Words
from yipan.facts.resolve import resolve
from yipan.facts.selection import Selection

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.facts import Chosen, Fact

LEVELS = frozenset({"annual", "stock", "share", "ratio", "rank", ""})
MEASURED = frozenset({Qualifier.ROUNDED.value, Qualifier.EXACT.value})
PAIR = "→"


@dataclass(frozen=True, slots=True)
class Value:
    """One value: digits as printed in `unit`, exact `number` in that unit, and what it rests on."""

    indicator: str
    party: str
    year: int
    text: str
    unit: str
    qualifier: str
    number: Fraction
    reason: str
    sources: tuple[str, ...]
    status: str = ""

    @property
    def measured(self) -> bool:
        """Whether it is a value rather than a bound or a rough figure."""
        return self.qualifier in MEASURED

    def said(self, lang: str, *, bare: bool = False) -> str:
        """With qualifier and, unless `bare`, unit, as a sentence has it."""
        return spoken(self.text, self.qualifier, "" if bare else self.unit, lang)

    def in_unit(self, unit: str) -> Fraction:
        """The exact number in another unit of the dimension."""
        mine, wanted = find_unit(self.unit), find_unit(unit)
        if mine is None or wanted is None or mine == wanted:
            return self.number
        return self.number * mine.factor_to(wanted)


@dataclass(slots=True)
class Values:
    """Every chosen figure of a board as of a day; `reasons` grows with what is used."""

    board: Board
    as_of: date | None
    lang: str
    reasons: dict[str, tuple[Reason, ...]] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)
    _facts: dict[str, Fact] = field(default_factory=dict)
    _chosen: dict[str, list[Chosen]] = field(default_factory=lambda: defaultdict(list))
    _yearly: dict[tuple[str, str], dict[int, Chosen]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        asked = Selection(as_of=self.as_of)
        rows = self.board.ledger.facts(asked)
        self._facts = {fact.id: fact for fact in rows}
        for item in resolve(rows, self.board.rule, as_of=self.as_of):
            fact = item.fact
            self._chosen[fact.indicator].append(item)
            year = fact.parsed_period.year
            if year is None or not _plain(item):
                continue
            party = PAIR.join(end for end in (fact.party, fact.counterparty) if end)
            years = self._yearly.setdefault((fact.indicator, party), {})
            held = years.get(year)
            if held is None or _plainness(item) < _plainness(held):
                years[year] = item

    def indicators(self) -> list[str]:
        """Slugs of indicators that have any figure."""
        return sorted(self._chosen)

    def fact(self, name: str) -> Fact:
        """The row of that id."""
        found = self._facts.get(name)
        return found if found is not None else self.board.fact(name)

    def chosen(self, indicator: str) -> list[Chosen]:
        """Every chosen figure of an indicator, of any period."""
        return self._chosen.get(indicator, [])

    def parties(self, indicator: str) -> list[str]:
        """Parties and pairs with yearly values."""
        return [party for slug, party in self._yearly if slug == indicator]

    def series(self, indicator: str, party: str) -> dict[int, Value]:
        """Values by year, in order of time."""
        own = self._yearly.get((indicator, party), {})
        found = {year: self.value(item) for year, item in own.items()}
        found |= self._sums(indicator, party)
        return {year: found[year] for year in sorted(found)}

    def value(self, item: Chosen) -> Value:
        """A chosen figure as a value; its reason is kept."""
        fact = item.fact
        self._keep(item.printed.id, lambda: chosen_reason(self.board, item, self.lang))
        self.used.setdefault(fact.source)
        return Value(
            fact.indicator,
            PAIR.join(end for end in (fact.party, fact.counterparty) if end),
            fact.parsed_period.year or 0,
            fact.value,
            fact.unit,
            fact.qualifier,
            fact.printed.value,
            item.printed.id,
            (item.printed.source,),
            fact.status,
        )

    def derived(self, reason: Reason) -> str:
        """Keeps the reason of a computed value; the same tree has the same id."""
        name = "r" + digest(canonical_json(reason.as_dict()))[:12]
        self.reasons.setdefault(name, (reason,))
        return name

    def reason(self, value: Value) -> Reason:
        """The tree behind a value."""
        return self.reasons[value.reason][0]

    def _keep(self, name: str, make: Callable[[], Reason]) -> None:
        if name not in self.reasons:
            self.reasons[name] = (make(),)

    def _sums(self, indicator: str, party: str) -> dict[int, Value]:
        found = self.board.indicators.get(indicator)
        group = self.board.parties.get(party)
        if found is None or group is None or not found.additive or len(group.members) < 2:
            return {}
        parts = [self._yearly.get((indicator, m), {}) for m in group.members]
        years = set(parts[0]).intersection(*map(set, parts[1:]))
        return {
            year: total for year in years if (total := self._sum(party, [p[year] for p in parts]))
        }

    def _sum(self, party: str, items: list[Chosen]) -> Value | None:
        """The members' values added; None unless all are measured, of one source and one unit."""
        facts = [item.fact for item in items]
        alike = {(f.source, f.unit, f.price_basis) for f in facts}
        if len(alike) > 1 or any(f.qualifier not in MEASURED for f in facts):
            return None
        values = [self.value(item) for item in items]
        number = sum((v.number for v in values), Fraction(0))
        places = max(len(v.text.partition(".")[2]) for v in values)
        name = self.board.party_name(party, self.lang)
        what = self.board.indicator_name(facts[0].indicator, self.lang)
        together = Words("各方之和", "sum of its members").pick(self.lang)
        label = f"{name} {values[0].year} {what} ({together})"
        because = tuple(self.reason(v) for v in values)
        reason = self.derived(Reason("sum", label, number, facts[0].unit, "", because))
        text = decimal_text(number, places)
        sources = tuple(dict.fromkeys(s for v in values for s in v.sources))
        status = next((v.status for v in values if v.status), "")
        exact = all(v.qualifier == Qualifier.EXACT for v in values)
        qualifier = Qualifier.EXACT.value if exact else Qualifier.ROUNDED.value
        return Value(
            facts[0].indicator, party, values[0].year, text, facts[0].unit, qualifier, number,
            reason, sources, status,
        )  # fmt: skip


def _plain(item: Chosen) -> bool:
    fact = item.fact
    kinds = {PeriodKind.YEAR, PeriodKind.INSTANT}
    period = fact.parsed_period
    whole = period.kind in kinds and period.code in (str(period.year), f"{period.year}-12-31")
    return fact.frequency in LEVELS and whole and not fact.definition


def _plainness(item: Chosen) -> tuple[bool, str]:
    """A constant-price figure gives way to the plain one."""
    return item.fact.price_basis.startswith("constant"), item.fact.id


def citations(values: Iterable[Value]) -> tuple[str, ...]:
    """Codes of the sources behind values, each once."""
    return tuple(dict.fromkeys(code for value in values for code in value.sources))


def percent(value: Fraction, places: int = 1) -> str:
    """A share as percent without sign: 1/8 is 12.5."""
    return decimal_text(abs(value) * 100, places)
