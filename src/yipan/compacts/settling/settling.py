"""Settling: cases, periods, versions and clauses in their order; the output is moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from yipan.compacts.document.checking import check
from yipan.compacts.document.document import Clause, Compact, Gate, Let, Pay, Share, Unit
from yipan.compacts.settling.evaluate import evaluate, holds
from yipan.compacts.settling.facts_table import Fact, FactTable, Row, build_table
from yipan.compacts.settling.lookup import Lookup
from yipan.compacts.settling.moving import Part, pay_parts, share_parts
from yipan.compacts.settling.record import Move, Undetermined
from yipan.compacts.settling.scope import Scope, role_party
from yipan.compacts.settling.sentence import sentence
from yipan.compacts.settling.settlement import Named, Settlement, Stopped
from yipan.compacts.words.amounts import round_units
from yipan.compacts.words.spans import Span, containing, each, year_span
from yipan.compacts.words.values import (
    Known,
    Node,
    Quantity,
    Result,
    Unknown,
    missing,
    opened,
    united,
)
from yipan.core.errors import Coded
from yipan.core.words import Words


@dataclass(slots=True)
class _Case:
    """A case while it is settled: its periods, and per version what `once` clauses gave."""

    key: str | None
    spans: list[Span]
    first_year: int | None
    once: dict[str, dict[str, Result]] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)


def settle(
    versions: Sequence[Compact], rows: Sequence[Row], *, as_of: date | None = None, forced: bool
) -> Settlement:
    """Settle facts under a compact; `forced` uses its only version for every period."""
    return _Run(versions, rows, as_of, forced).run()


class _Run:
    """One settlement being made."""

    def __init__(
        self, versions: Sequence[Compact], rows: Sequence[Row], as_of: date | None, forced: bool
    ) -> None:
        for compact in versions:
            check(compact)
        self.versions = list(versions)
        self.forced = forced
        self.as_of = as_of
        by_version = {compact.version: compact for compact in versions}
        self.out = Settlement(versions[0].id, by_version)
        self.lookups: dict[str, Lookup] = {}
        self.named: Counter[str] = Counter()
        for compact in versions:
            table = build_table(rows, compact, as_of)
            self.out.tables[compact.version] = table
            self.lookups[compact.version] = _lookup(compact, table)

    def run(self) -> Settlement:
        main = self.versions[-1]
        if main.clock is None:
            raise Coded(
                "BAD_TABLE",
                Words(
                    f"{main.id} 没有 clock,不能结算", f"{main.id} has no clock, it does not settle"
                ),
                hint=Words("请用 yipan judge", "use yipan judge"),
                file=main.file,
            )
        cases = [self._open(key, main) for key in self._keys(main)]
        timeline = sorted({span for case in cases for span in case.spans})
        for span in timeline:
            for case in cases:
                if span in case.spans:
                    self._period(case, span)
        self.out.versions = sorted(
            set(self.out.versions), key=lambda v: (self.out.compacts[v].start or date.min, v)
        )
        return self.out

    def _keys(self, main: Compact) -> list[str | None]:
        if main.case == "one":
            return [None]
        found: set[str] = set()
        for table in self.out.tables.values():
            found |= set(table.cases)
        return [*sorted(found)]

    def _chosen(self, span: Span) -> Compact | None:
        """The version in force on the last day; the latest start where several fit."""
        if self.forced:
            return self.versions[-1]
        fitting = [c for c in self.versions if c.in_force(span.end)]
        return max(fitting, key=lambda c: c.start or date.min, default=None)

    def _open(self, key: str | None, main: Compact) -> _Case:
        """The periods of a case; its `once` clauses are evaluated."""
        spans, first, hole = self._spans(key, main)
        case = _Case(key, spans, first)
        found = [chosen for span in spans if (chosen := self._chosen(span)) is not None]
        for compact in {c.version: c for c in found or [main]}.values():
            self._once(case, compact)
        if hole is not None and main.version not in case.closed:
            self.out.book.leave_open(Undetermined(key, None, "clock", hole, main.version))
        return case

    def _spans(
        self, key: str | None, main: Compact
    ) -> tuple[list[Span], int | None, Unknown | None]:
        assert main.clock is not None
        lookup = self.lookups[main.version]
        first: int | None = None
        if main.clock_first:
            start = lookup.constant(main.indicators[main.clock_first], key, None)
            if isinstance(start, Unknown):
                return [], None, start
            assert isinstance(start.value, Quantity)
            day = start.value.day
            if day is not None and (day.month, day.day) != (1, 1):
                return [], None, opened("part_year")
            first = int(start.value.amount)
        seen = [
            containing(fact.span.end, main.clock)
            for name in _closure(main, main.clock_of)
            for fact in lookup.table.find(name, key, main.indicators[name].party)
            if fact.span is not None and fact.span.inside(containing(fact.span.end, main.clock))
        ]
        if self.as_of is not None:
            seen = [span for span in seen if span.end <= self.as_of]
        if not seen:
            return [], first, None
        start_span = min(seen)
        if first is not None:
            start_span = containing(year_span(first).start, main.clock)
        spans = list(each(main.clock, start_span, max(seen)))
        return spans, first, None

    def _scope(self, case: _Case, compact: Compact, span: Span | None) -> Scope:
        year = None
        if span is not None and case.first_year is not None:
            year = span.end.year - case.first_year + 1
        elif span is not None:
            year = case.spans.index(span) + 1
        return Scope(
            compact=compact,
            lookup=self.lookups[compact.version],
            book=self.out.book,
            case=case.key,
            span=span,
            year=year,
            lets=dict(case.once.get(compact.version, {})),
        )

    def _once(self, case: _Case, compact: Compact) -> None:
        scope = self._scope(case, compact, None)
        if not self._clauses([c for c in compact.clauses if c.once], scope):
            case.closed.add(compact.version)
        case.once[compact.version] = scope.lets
        self.out.versions.append(compact.version)

    def _period(self, case: _Case, span: Span) -> None:
        compact = self._chosen(span)
        if compact is None:
            if set(case.once) - case.closed:
                hole = Undetermined(case.key, span, "in_force", opened("not_in_force"))
                self.out.book.leave_open(hole)
            return
        if compact.version in case.closed:
            return
        scope = self._scope(case, compact, span)
        self._flows(scope)
        self._clauses([c for c in compact.clauses if not c.once], scope)

    def _clauses(self, clauses: Sequence[Clause], scope: Scope) -> bool:
        """Evaluate clauses in the order of the file; False when a gate stopped them."""
        for index, clause in enumerate(clauses):
            scope.clause = clause.id
            when: Node | None = None
            if clause.when is not None:
                condition = evaluate(clause.when, scope)
                if isinstance(condition, Unknown):
                    self._hole(clause, scope, condition)
                    if isinstance(clause.kind, Gate):
                        self._bar(clauses[index + 1 :], scope, condition)
                        return False
                    if isinstance(clause.kind, Let):
                        scope.lets.update({name: condition for name, _ in clause.kind.values})
                    continue
                if not holds(condition, scope):
                    continue
                when = condition.node
            if isinstance(clause.kind, Gate):
                if not self._gate(clause, clause.kind, scope, clauses[index + 1 :]):
                    return False
            else:
                self._clause(clause, scope, when)
        return True

    def _gate(self, clause: Clause, gate: Gate, scope: Scope, later: Sequence[Clause]) -> bool:
        result = evaluate(gate.condition, scope)
        if isinstance(result, Unknown):
            self._hole(clause, scope, result)
            self._bar(later, scope, result)
            return False
        if holds(result, scope):
            return True
        version = scope.compact.version
        node = {**result.node, "clause": clause.id}
        self.out.stopped.append(
            Stopped(scope.case, scope.span, clause.id, clause.words, node, version)
        )
        return False

    def _clause(self, clause: Clause, scope: Scope, when: Node | None) -> None:
        if isinstance(clause.kind, Let):
            self._let(clause, clause.kind, scope)
        elif isinstance(clause.kind, Pay):
            paid = pay_parts(clause.kind, clause, scope)
            if isinstance(paid, Unknown):
                self._hole(clause, scope, paid)
            else:
                self._write(clause, clause.kind.status, paid[0], paid[1], scope, when)
        elif isinstance(clause.kind, Share):
            period = scope.span.code if scope.span else None
            shared = share_parts(clause.kind, clause, scope, period)
            if isinstance(shared, Unknown):
                self._hole(clause, scope, shared)
            else:
                self.out.splits.append(shared[2])
                self._write(clause, clause.kind.status, shared[0], shared[1], scope, when)

    def _let(self, clause: Clause, let: Let, scope: Scope) -> None:
        unknown: list[Unknown] = []
        for name, expression in let.values:
            result = evaluate(expression, scope)
            if isinstance(result, Known):
                result = Known(result.value, {**result.node, "clause": clause.id})
                self.out.values.append(
                    Named(
                        scope.case,
                        scope.span,
                        clause.id,
                        name,
                        result.value,
                        result.node,
                        scope.compact.version,
                    )
                )
            else:
                unknown.append(result)
            scope.lets[name] = result
        if unknown:
            self._hole(clause, scope, united(unknown))

    def _write(
        self,
        clause: Clause,
        status: str,
        parts: Iterable[Part],
        unit: Unit,
        scope: Scope,
        when: Node | None,
    ) -> None:
        """Moves that move something to someone else."""
        for part in parts:
            if part.units > 0 and part.giver != part.receiver:
                self._add(clause.id, clause.words, status, part, unit, scope, when, scope.span)

    def _add(
        self,
        clause: str,
        words: str,
        status: str,
        part: Part,
        unit: Unit,
        scope: Scope,
        when: Node | None,
        period: Span | None,
    ) -> None:
        where = [scope.compact.id]
        where += [scope.case] if scope.case is not None else []
        where += [period.code if period else "", clause, f"{part.giver}>{part.receiver}"]
        name = "/".join(where)
        self.named[name] += 1
        same = self.named[name] - 1
        amount = part.units * unit.smallest_factor
        move = Move(
            id=f"{name}#{same + 1}" if same else name,
            case=scope.case,
            giver=part.giver,
            receiver=part.receiver,
            dimension=unit.dimension,
            unit=unit.smallest,
            units=part.units,
            amount=amount,
            human_unit=unit.show,
            human=amount / unit.show_factor,
            period=period,
            at=scope.span,
            clause=clause,
            words=words,
            status=status,
            because=part.because,
            when=when,
            version=scope.compact.version,
        )
        self.out.book.add(replace(move, zh=sentence(move, scope.year)))

    def _flows(self, scope: Scope) -> None:
        """Moves already made or due, as facts tell them, before the clauses of the period."""
        assert scope.span is not None
        for indicator in scope.compact.indicators.values():
            if not indicator.flow:
                continue
            facts = scope.lookup.table.find(indicator.name, scope.case, indicator.party)
            for fact in sorted(facts, key=lambda f: (f.span or year_span(1), f.party, f.to_party)):
                if fact.span is not None and fact.span.inside(scope.span):
                    self._flow(indicator.clause or indicator.name, indicator.flow, fact, scope)

    def _flow(self, clause: str, status: str, fact: Fact, scope: Scope) -> None:
        indicator = scope.compact.indicators[fact.indicator]
        leaf = scope.lookup.leaf(indicator, fact, scope.case)
        result: Unknown | Part = opened("negative")
        unit = next(u for u in scope.compact.units.values() if u.dimension == indicator.dimension)
        if isinstance(leaf, Unknown):
            result = leaf
        elif isinstance(leaf.value, Quantity) and leaf.value.amount >= 0:
            exact = leaf.value.amount / unit.smallest_factor
            units = round_units(exact, scope.compact.rounding)
            node = {**leaf.node, "clause": clause}
            if units is None:
                result = opened("rounding")
            else:
                result = Part(fact.party, fact.to_party, units, node)
        if isinstance(result, Unknown):
            version = scope.compact.version
            hole = Undetermined(scope.case, scope.span, clause, result, version)
            self.out.book.leave_open(hole)
        elif result.units > 0 and result.giver != result.receiver:
            declared = scope.compact.clause(clause)
            words = declared.words if declared else f"{fact.indicator}(据)"
            self._add(clause, words, status, result, unit, scope, None, fact.span)

    def _hole(self, clause: Clause, scope: Scope, cause: Unknown) -> None:
        version = scope.compact.version
        hole = Undetermined(scope.case, scope.span, clause.id, cause, version)
        self.out.book.leave_open(hole, moving=isinstance(clause.kind, Pay | Share))

    def _bar(self, clauses: Sequence[Clause], scope: Scope, cause: Unknown) -> None:
        for clause in clauses:
            if isinstance(clause.kind, Pay | Share):
                self.out.book.bar(Undetermined(scope.case, scope.span, clause.id, cause))


def _lookup(compact: Compact, table: FactTable) -> Lookup:
    lookup = Lookup(compact, table, lambda _role, _case: missing())
    lookup.role_party = lambda role, case: role_party(compact, lookup, role, case)
    return lookup


def lookup_for(compact: Compact, table: FactTable) -> Lookup:
    """A reader of indicators that knows the roles of the compact."""
    return _lookup(compact, table)


def _closure(compact: Compact, names: Iterable[str]) -> list[str]:
    """Indicators and all they are built from."""
    found: list[str] = []
    todo = list(names)
    while todo:
        name = todo.pop(0)
        if name in found or name not in compact.indicators:
            continue
        found.append(name)
        indicator = compact.indicators[name]
        todo += [*indicator.parts, *([indicator.gross] if indicator.gross else [])]
    return found
