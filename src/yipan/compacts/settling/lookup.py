"""The value of an indicator for a period: direct, from gross amounts, from parts, less refunds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from yipan.compacts.document.document import Compact, Indicator, Param, ParamValue
from yipan.compacts.settling.facts_table import Fact, FactTable
from yipan.compacts.words.expressions import LevelLiteral, Literal, TextLiteral
from yipan.compacts.words.parties import contains
from yipan.compacts.words.spans import Span, uncovered
from yipan.compacts.words.values import (
    Known,
    Level,
    Node,
    Quantity,
    Result,
    TextValue,
    Unknown,
    conflicting,
    known,
    missing,
    opened,
    united,
)
from yipan.core.interval import rational_text

RoleParty = Callable[[str, str | None], "str | Unknown"]


def address(indicator: str, party: str, span: Span | None) -> str:
    """`indicator/party/period`."""
    return f"{indicator}/{party}/{span.code if span else ''}"


@dataclass(slots=True)
class Lookup:
    """Reads indicators of one compact from one table of facts."""

    compact: Compact
    table: FactTable
    role_party: RoleParty

    def constant(self, indicator: Indicator, case: str | None, party: str | None) -> Result:
        """The one value of an indicator without period."""
        whose = party or indicator.party
        facts = self.table.find(indicator.name, case, whose)
        if not facts:
            return missing(address(indicator.name, whose or case or "", None))
        if len(facts) > 1:
            texts = " | ".join(sorted(f"{f.party} {' '.join(f.given).strip()}" for f in facts))
            return conflicting(f"{address(indicator.name, whose or case or '', None)}: {texts}")
        return self._leaf(indicator, facts[0], case, whose)

    def value(
        self, indicator: Indicator, case: str | None, party: str | None, span: Span
    ) -> Result:
        """The value for a period."""
        base = self._before_less(indicator, case, party, span)
        if not indicator.less or isinstance(base, Unknown):
            return base
        taken: list[Known] = []
        unknown: list[Unknown] = []
        for name in indicator.less:
            for fact in self._inside(self.compact.indicators[name], case, party, span):
                leaf = self._leaf(self.compact.indicators[name], fact, case, party)
                (taken if isinstance(leaf, Known) else unknown).append(leaf)  # type: ignore[arg-type]
        if unknown:
            return united(unknown)
        if not taken:
            return base
        total = _amount(base) - sum((_amount(k) for k in taken), Fraction(0))
        refunds = taken[0] if len(taken) == 1 else _sum(taken, indicator.dimension)
        return known(Quantity(total, indicator.dimension), op="sub", of=[base.node, refunds.node])

    def has_any(
        self, indicator: Indicator, case: str | None, party: str | None, span: Span
    ) -> bool:
        """Whether a fact of it, or of anything it is built from, lies in the period."""
        if self._inside(indicator, case, party, span):
            return True
        names = [*indicator.parts, *([indicator.gross] if indicator.gross else [])]
        return any(self.has_any(self.compact.indicators[name], case, party, span) for name in names)

    def param(self, param: Param, span: Span | None) -> Result:
        """The constant that holds on the last day of the period."""
        for entry in param.values:
            if span is None and len(param.values) == 1:
                return _param_value(param.name, entry)
            if span is not None and entry.on(span.end):
                return _param_value(param.name, entry)
        return missing(address(param.name, "", span))

    def _before_less(
        self, indicator: Indicator, case: str | None, party: str | None, span: Span
    ) -> Result:
        facts = self._inside(indicator, case, party, span)
        whole = [f for f in facts if f.span == span]
        if indicator.combine == "none":
            facts = whole
        parts = self._parts(indicator, case, party, span) if indicator.parts else None
        if facts:
            direct = self._direct(indicator, facts, case, party, span)
            both = isinstance(direct, Known) and isinstance(parts, Known)
            if both and direct.value != parts.value:  # type: ignore[union-attr]
                return conflicting(self._differ(indicator, case, party, span, direct, parts))
            return direct
        if indicator.gross:
            gross = self._gross(indicator, case, party, span)
            if gross is not None:
                return gross
        if parts is not None:
            return parts
        return missing(self._address(indicator, case, party, span))

    def _differ(
        self,
        indicator: Indicator,
        case: str | None,
        party: str | None,
        span: Span,
        direct: Result,
        parts: Result | None,
    ) -> str:
        assert isinstance(direct, Known)
        assert isinstance(parts, Known)
        texts = f"{direct.node['value']} | {parts.node['value']} {indicator.dimension}"
        return f"{self._address(indicator, case, party, span)}: {texts}"

    def _direct(
        self,
        indicator: Indicator,
        facts: list[Fact],
        case: str | None,
        party: str | None,
        span: Span,
    ) -> Result:
        leaves = [self._leaf(indicator, fact, case, party) for fact in facts]
        return self._together(indicator, facts, leaves, case, party, span)

    def _together(
        self,
        indicator: Indicator,
        facts: list[Fact],
        leaves: list[Result],
        case: str | None,
        party: str | None,
        span: Span,
    ) -> Result:
        """Pieces cover the period without gap or overlap; `combine` puts them together."""
        spans = [f.span for f in facts if f.span is not None]
        unknown = [leaf for leaf in leaves if isinstance(leaf, Unknown)]
        for left, right in pairwise(facts):
            if left.span and right.span and left.span.overlaps(right.span):
                texts = f"{left.span.code} {left.given[0]} | {right.span.code} {right.given[0]}"
                where = self._address(indicator, case, party, span)
                unknown.append(conflicting(f"{where}: {texts}"))
        gaps = uncovered(span, spans)
        unknown += [missing(self._address(indicator, case, party, gap)) for gap in gaps]
        if unknown:
            return united(unknown)
        items = [leaf for leaf in leaves if isinstance(leaf, Known)]
        if len(items) == 1:
            return items[0]
        total = _sum(items, indicator.dimension)
        if indicator.combine == "sum":
            return total
        mean = _amount(total) / len(items)
        nodes = [item.node for item in items]
        return known(Quantity(mean, indicator.dimension), op="mean", of=nodes)

    def _gross(
        self, indicator: Indicator, case: str | None, party: str | None, span: Span
    ) -> Result | None:
        """Gross amounts, each times the rate of its period; None when there are none."""
        assert indicator.gross is not None
        gross = self.compact.indicators[indicator.gross]
        facts = self._inside(gross, case, party, span)
        if not facts:
            return None
        leaves = [self._rated(gross, indicator, fact, case, party) for fact in facts]
        return self._together(
            gross if gross.combine != "none" else indicator, facts, leaves, case, party, span
        )

    def _rated(
        self, gross: Indicator, local: Indicator, fact: Fact, case: str | None, party: str | None
    ) -> Result:
        leaf = self._leaf(gross, fact, case, party)
        param = self.compact.params[local.rate or ""]
        assert fact.span is not None
        entries = [e for e in param.values if e.covers(fact.span)]
        if not entries:
            crossing = any(e.on(fact.span.start) or e.on(fact.span.end) for e in param.values)
            if not crossing:
                return missing(address(param.name, "", fact.span))
            return missing(self._address(gross, case, party, fact.span) + "#split")
        rate = _param_value(param.name, entries[0])
        if isinstance(leaf, Unknown) or isinstance(rate, Unknown):
            return united(u for u in (leaf, rate) if isinstance(u, Unknown))
        amount = _amount(leaf) * _amount(rate)
        return known(Quantity(amount, gross.dimension), op="mul", of=[leaf.node, rate.node])

    def _parts(
        self, indicator: Indicator, case: str | None, party: str | None, span: Span
    ) -> Result | None:
        """The sum of the parts, each over its valid piece; None when none is given."""
        if not any(
            self.has_any(self.compact.indicators[name], case, party, span)
            for name in indicator.parts
        ):
            return None
        results: list[Result] = []
        for name in indicator.parts:
            part = self.compact.indicators[name]
            piece = _valid_piece(part, span)
            if piece is not None:
                results.append(self.value(part, case, party, piece))
        unknown = [r for r in results if isinstance(r, Unknown)]
        if unknown:
            return united(unknown)
        return _sum([r for r in results if isinstance(r, Known)], indicator.dimension)

    def _inside(
        self, indicator: Indicator, case: str | None, party: str | None, span: Span
    ) -> list[Fact]:
        facts = self.table.find(indicator.name, case, party or indicator.party)
        found = [f for f in facts if f.span is not None and f.span.inside(span)]
        return sorted(found, key=lambda f: (f.span or span, f.party, f.to_party))

    def leaf(self, indicator: Indicator, fact: Fact, case: str | None) -> Result:
        """One fact with its conflicts, detection limit and attestors judged."""
        return self._leaf(indicator, fact, case, fact.party)

    def _leaf(
        self, indicator: Indicator, fact: Fact, case: str | None, party: str | None
    ) -> Result:
        where = self._address(indicator, case, party, fact.span)
        if fact.conflict:
            return conflicting(f"{where}: {' | '.join(fact.conflict)}")
        if fact.value is None:
            return opened("non_detect")
        unknown: list[Unknown] = []
        for role in indicator.attest:
            whom = self.role_party(role, case)
            if isinstance(whom, Unknown):
                unknown.append(whom)
            elif not any(contains(attestor, whom) for attestor in fact.attested):
                unknown.append(missing(f"{where}#attest:{whom}"))
        if unknown:
            return united(unknown)
        given = {"value": fact.given[0], "unit": fact.given[1]}
        attested = sorted(fact.attested)
        return known(
            fact.value, fact=where, given=given, source=fact.source or None, attested_by=attested
        )

    def _address(
        self, indicator: Indicator, case: str | None, party: str | None, span: Span | None
    ) -> str:
        return address(indicator.name, party or indicator.party or case or "", span)


def _valid_piece(part: Indicator, span: Span) -> Span | None:
    until: date | None = part.valid_until
    if until is None or span.end <= until:
        return span
    return Span(span.start, until) if span.start <= until else None


def _param_value(name: str, entry: ParamValue) -> Result:
    fields: Node = {"param": name, "mark": entry.mark}
    if isinstance(entry.value, Literal):
        return known(entry.value.value, **fields)
    if isinstance(entry.value, TextLiteral):
        return known(TextValue(entry.value.text), **fields)
    assert isinstance(entry.value, LevelLiteral)
    return known(Level(entry.value.text), **fields)


def _amount(item: Known) -> Fraction:
    assert isinstance(item.value, Quantity), rational_text(Fraction(0))
    return item.value.amount


def _sum(items: list[Known], dimension: str) -> Known:
    total = sum((_amount(item) for item in items), Fraction(0))
    return known(Quantity(total, dimension), op="sum", of=[item.node for item in items])
