"""A compact as one columnar plan: many cases at once, period after period, exact.

Input: `cases` (column `case` and a column per constant) and `periods` (`case`, `year` and a column
per indicator, moving amounts in smallest units, optionally `attested_by`). Output: `moves`,
`undetermined` and `stopped`. What the plan cannot say raises `NotColumnarError`; the per-case
evaluator is the reference, and gives the reason of any single case on demand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from yipan.compacts.columns.columnar import (
    DUCKDB,
    Column,
    Dialect,
    NotColumnarError,
    remainder_parts,
    whole_units,
)
from yipan.compacts.columns.plan_chain import Chain
from yipan.compacts.columns.plan_input import PlanInput
from yipan.compacts.columns.plan_logic import (
    FALSE,
    TRUE,
    both,
    decided,
    either,
    empty,
    fixed,
    known,
    negated,
    where,
)
from yipan.compacts.columns.plan_results import Open, Outcome
from yipan.compacts.columns.plan_words import Emitted, PlanWords
from yipan.compacts.document.checking import check
from yipan.compacts.document.document import Cap, Clause, Compact, Gate, Let, Pay, Share, Unit
from yipan.compacts.words.amounts import tie_order
from yipan.compacts.words.expressions import Expression, Literal
from yipan.compacts.words.values import Quantity
from yipan.facts.plans import Step

MOST_YEARS = 60
MOST_PERIODS = 40


@dataclass(frozen=True, slots=True)
class SettlementPlan:
    """Queries in order; `result` names the tables they leave behind."""

    steps: tuple[Step, ...]
    result: tuple[str, ...] = ("moves", "undetermined", "stopped", "duplicates")


def plan_settlement(
    compact: Compact,
    years: range,
    periods: int | None = None,
    *,
    dialect: Dialect = DUCKDB,
    starts: Mapping[str, range] | None = None,
    lookup: bool = True,
    signatures: Sequence[str] = (),
    frames: Mapping[str, int] | None = None,
) -> SettlementPlan:
    """The plan for facts of these calendar years, and cases of at most so many periods.

    `starts`: years that constants name, where known. The others: see `PlanInput`.
    """
    check(compact)
    most = len(years) if periods is None else periods
    if compact.case != "each" or compact.clock != "year":
        raise NotColumnarError("case: each, clock: year")
    if most > MOST_PERIODS or len(years) > MOST_YEARS:
        raise NotColumnarError(f"{max(most, len(years))} years")
    given = PlanInput(compact, years, dialect, starts or {}, lookup, signatures, frames or {})
    return _Planner(compact, given, most, dialect).plan()


@dataclass(frozen=True, slots=True)
class _When:
    """Where a clause applies, and where its condition is undetermined."""

    active: str
    unsure: str


class _Planner:
    """Writes one plan: a chain of projections, one for each clause of each period."""

    def __init__(self, compact: Compact, given: PlanInput, periods: int, dialect: Dialect) -> None:
        self.compact = compact
        self.periods = periods
        self.dialect = dialect
        self.input = given
        self.chain = Chain()
        self.words = PlanWords(compact, self.input, dialect.integer, self.chain)
        self.alive = TRUE
        self.blurred = FALSE
        self.outcome = Outcome(self.words.moves)
        if any(i.flow for i in self.input.used()):
            raise NotColumnarError("flow")

    def plan(self) -> SettlementPlan:
        for clause in (c for c in self.compact.clauses if c.once):
            self._clause(clause)
        entry, once = self.alive, dict(self.words.lets)
        if self.compact.clock_first:
            unknown = self._hold(both(entry, "first_year IS NULL"))
            self.outcome.holes.append(Open("clock", None, unknown))
        for period in range(1, self.periods + 1):
            self.words.period, self.words.lets = period, dict(once)
            self.alive = self._hold(both(entry, f"dated_last - first_year >= {period - 1}"))
            self.blurred = FALSE
            for clause in (c for c in self.compact.clauses if not c.once):
                self._clause(clause)
        years = len(self.input.years)
        results = self.outcome.steps(self.chain, self.input.columns(), years, self.dialect)
        return SettlementPlan((*self.input.steps(), *results))

    # ---- clauses ---------------------------------------------------------------------------

    def _hold(self, sql: str) -> str:
        return sql if sql in {TRUE, FALSE} else self.chain.hold(sql)

    def _write(self, expression: Expression) -> Column:
        return self.words.writer().write(expression)

    def _clause(self, clause: Clause) -> None:
        when = self._when(clause)
        if when is None:
            return
        if isinstance(clause.kind, Gate):
            self._gate(clause, clause.kind, when)
        elif isinstance(clause.kind, Let):
            lets = [self._let(clause, name, value, when) for name, value in clause.kind.values]
            self._hole(clause, both(when.active, either(*lets)))
        elif isinstance(clause.kind, Pay):
            self._pay(clause, clause.kind, when)
        else:
            self._share(clause, clause.kind, when)

    def _when(self, clause: Clause) -> _When | None:
        """None where it is known when the plan is written that the clause does not apply."""
        holds = True if clause.when is None else decided(clause.when, self.words.period)
        if holds is False:
            return None
        if holds is True:
            return _When(self.alive, FALSE)
        assert clause.when is not None
        condition = self._hold(self._write(clause.when).sql)
        unsure = both(self.alive, empty(condition))
        self._hole(clause, unsure)
        return _When(both(self.alive, condition), unsure)

    def _gate(self, clause: Clause, gate: Gate, when: _When) -> None:
        passed = self._hold(self._write(gate.condition).sql)
        stopped = self._hold(both(when.active, negated(passed)))
        self.outcome.stops.append(Open(clause.id, self.words.period, stopped))
        open_here = both(when.active, empty(passed))
        self._hole(clause, open_here)
        self.blurred = self._hold(known(either(self.blurred, when.unsure, open_here)))
        skipped = FALSE if clause.when is None else negated(when.active)
        go = both(self.alive, negated(when.unsure), either(skipped, passed))
        self.alive = self._hold(known(go))

    def _let(self, clause: Clause, name: str, expression: Expression, when: _When) -> str:
        """Gives a value a name; the condition under which it is undetermined."""
        if name in self.words.lets and (self.words.period is None or clause.when is not None):
            raise NotColumnarError(f"{name} is given twice")
        if name in self.compact.params and clause.when is not None:
            raise NotColumnarError(f"{name} is a parameter, too")
        column = self._write(expression)
        below = self._hold(column.below) if column.below else None
        found = self._hold(column.sql)
        sql = self._hold(where(when.active, found))
        held = Column(sql, column.kind, column.den, column.dimension, below)
        self.words.lets[name] = held
        return either(empty(found), empty(below) if below else FALSE)

    def _units_of(self, kind: Pay | Share, active: str) -> tuple[str, Unit]:
        amount = self._write(kind.amount)
        if amount.sql == "NULL":
            unit = next(iter(self.compact.units.values()))
            return self._hold(f"CAST(NULL AS {self.dialect.integer})"), unit
        unit = self.words.unit(amount.dimension) or self.words.only_unit()
        mode = kind.rounding or self.compact.rounding
        integer = self.dialect.integer
        can, sql = whole_units(amount, unit.smallest_factor, mode, integer, self._hold)
        return self._hold(where(both(active, can), sql)), unit

    def _pay(self, clause: Clause, pay: Pay, when: _When) -> None:
        units, unit = self._units_of(pay, when.active)
        giver, receiver = self.input.role(pay.giver), self.input.role(pay.receiver)
        if pay.cap is not None:
            mode = pay.rounding or self.compact.rounding
            room = self._room(pay.cap, pay.receiver, unit, mode)
            units = self._cut(units, room)
        nameless = self._hold(empty(giver, receiver))
        self._moves(clause, [(giver, receiver, units)], empty(units), nameless, when)

    def _share(self, clause: Clause, share: Share, when: _When) -> None:
        units, unit = self._units_of(share, when.active)
        names = [name for name, _ in share.weights]
        weights = [_constant_weight(e) for _, e in share.weights]
        if min(weights) < 0 or sum(weights) == 0:
            raise NotColumnarError("weights below zero")
        order = tie_order(names, self.compact.ties)
        parts = [units]
        if len(names) > 1:
            parts = remainder_parts(units, weights, order, self._hold)
        if share.cap is not None:
            of, rest = names.index(share.cap.of or ""), names.index(share.cap.rest or "")
            taker = names[of] if share.one_pays else share.one
            room = self._room(share.cap, taker, unit, share.rounding or "down")
            cut = self._cut(parts[of], room)
            parts[rest] = self._hold(f"{parts[rest]} + ({parts[of]} - {cut})")
            parts = [where(negated(empty(cut)), part) for part in parts]
            parts[of] = units = cut
        one = self.input.role(share.one)
        roles = [self.input.role(name) for name in names]
        ends = [(one, role) if share.one_pays else (role, one) for role in roles]
        moves = [(*pair, part) for pair, part in zip(ends, parts, strict=True)]
        self._moves(clause, moves, empty(units), self._hold(empty(one, *roles)), when)

    def _room(self, cap: Cap, receiver: str, unit: Unit, mode: str | None) -> str:
        """What may still be had, in whole units; below zero counts as nothing."""
        limit = self._write(cap.limit)
        record = self.words.recorded(cap.over, None, receiver, cap.within, cap.during)
        left = self.words.writer().alike("sub", [limit, record])
        exact = 1 / (left.den * unit.smallest_factor)
        above = f"({left.sql}) * {exact.numerator}" if exact.numerator != 1 else left.sql
        above, below = self._hold(above), exact.denominator
        if below == 1:
            return above
        floor = f"({above} // {below} - CASE WHEN {above} % {below} < 0 THEN 1 ELSE 0 END)"
        if mode is None:
            whole = f"CASE WHEN {above} < 0 THEN 0 WHEN {above} % {below} = 0 THEN {floor} END"
            return self._hold(whole)
        return self._hold(floor)

    def _cut(self, units: str, room: str) -> str:
        over = f"{units} > {room}"
        cut = f"WHEN {over} AND {room} > 0 THEN {room} WHEN {over} THEN 0"
        return self._hold(f"CASE WHEN {units} <= {room} THEN {units} {cut} END")

    def _moves(
        self,
        clause: Clause,
        parts: list[tuple[str, str, str]],
        unknown: str,
        nameless: str,
        when: _When,
    ) -> None:
        """Units moved in this period: 0 where the clause does not apply, NULL where open.

        `nameless`: a role of the clause stands for nobody that is known.
        """
        assert self.words.period is not None, clause.id
        open_here = self._hold(both(when.active, either(unknown, nameless)))
        self._hole(clause, open_here)
        nothing = self._hold(either(self.blurred, when.unsure, open_here))
        for giver, receiver, units in parts:
            if giver == receiver:
                continue
            always = fixed(giver) and fixed(receiver)
            apart = TRUE if always else f"{giver} <> {receiver}"
            given = self._hold(both(when.active, self._hold(both(negated(nameless), apart))))
            empty_here = "" if nothing == FALSE else f"WHEN {nothing} THEN NULL"
            moved = f"CASE WHEN {given} THEN {units} {empty_here} ELSE 0 END"
            name = self._hold(moved)
            never = self.chain.texts.get(units, units).startswith("CAST(NULL AS")
            move = Emitted(clause.id, self.words.period, giver, receiver, name, never)
            self.words.moves.append(move)

    def _hole(self, clause: Clause, condition: str) -> None:
        if condition != FALSE:
            opened = Open(clause.id, self.words.period, self._hold(condition))
            self.outcome.holes.append(opened)


def _constant_weight(expression: Expression) -> Fraction:
    if isinstance(expression, Literal) and isinstance(expression.value, Quantity):
        return expression.value.amount
    raise NotColumnarError("weights that are facts")
