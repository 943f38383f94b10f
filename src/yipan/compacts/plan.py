"""A compact as one columnar plan: many cases at once, period after period, exact.

Input: `cases` (column `case` and a column per constant) and `periods` (`case`, `year` and a column
per indicator, moving amounts in smallest units, optionally `attested_by`). Output: `moves`,
`undetermined` and `stopped`. What the plan cannot say raises `NotColumnarError`; the per-case
evaluator is the reference, and gives the reason of any single case on demand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from yipan.compacts.amounts import tie_order
from yipan.compacts.arithmetic import compare
from yipan.compacts.checking import check, expressions_of
from yipan.compacts.columnar import (
    NULL_NUMBER,
    Column,
    NotColumnarError,
    Writer,
    literal,
    quoted,
    remainder_parts,
    whole_units,
)
from yipan.compacts.document import (
    Cap,
    Clause,
    Compact,
    Gate,
    Indicator,
    Let,
    ParamValue,
    Pay,
    Share,
    Unit,
)
from yipan.compacts.expressions import (
    COMPARISONS,
    Expression,
    FactWord,
    Literal,
    Name,
    Operation,
    RecordWord,
    walk,
)
from yipan.compacts.units import PURE
from yipan.compacts.values import Quantity

MOST_PERIODS = 40


@dataclass(frozen=True, slots=True)
class SettlementPlan:
    """SQL statements in order; `result` names the tables they leave behind."""

    statements: tuple[str, ...]
    result: tuple[str, ...] = ("moves", "undetermined", "stopped", "duplicates")


@dataclass(slots=True)
class _Step:
    """What is known while one period is written: columns of lets, records and amounts."""

    period: int | None
    lets: dict[str, Column] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Emitted:
    """A move that the last table holds as a column of whole units."""

    clause: str
    period: int
    giver: str
    receiver: str
    units: str


def plan_settlement(compact: Compact, periods: int, *, integer: str = "BIGINT") -> SettlementPlan:
    """The plan for cases that run over at most `periods` years."""
    check(compact)
    if compact.case != "each" or compact.clock != "year" or periods > MOST_PERIODS:
        raise NotColumnarError("case: each, clock year and at most 40 periods")
    return _Planner(compact, periods, integer).plan()


class _Planner:
    """Writes one plan: a chain of projections, one for each clause of each period."""

    def __init__(self, compact: Compact, periods: int, integer: str) -> None:
        self.compact = compact
        self.periods = periods
        self.integer = integer
        self.layers: list[str] = []
        self.once = _Step(None)
        self.step = self.once
        self.counter = 0
        self.alive = "TRUE"
        self.blurred = "FALSE"
        self.records: dict[tuple[str, str], str] = {}
        self.moves: list[_Emitted] = []
        self.holes: list[tuple[str, int | None, str]] = []
        self.stops: list[tuple[str, int | None, str]] = []
        self.writer = Writer(integer, self._name, self._series, self._fact, self._record)
        if any(i.flow or i.parts or i.gross or i.less for i in self._used()):
            self._plain_only()

    def plan(self) -> SettlementPlan:
        for clause in (c for c in self.compact.clauses if c.once):
            self._clause(clause)
        entry = self.alive
        for period in range(1, self.periods + 1):
            self.step = _Step(period, dict(self.once.lets))
            self.alive = self._layer(f"({entry}) AND {period} <= n_periods")
            self.blurred = "FALSE"
            for clause in (c for c in self.compact.clauses if not c.once):
                self._clause(clause)
        chain = ["l0 AS (SELECT * FROM wide)"]
        chain += [
            f"l{i} AS (SELECT *, {sql} FROM l{i - 1})" for i, sql in enumerate(self.layers, 1)
        ]
        last = f"l{len(self.layers)}"
        kept = ", ".join(["case_key", "first_year", "twice", *self._kept()])
        settled = f"CREATE TEMP TABLE settled AS WITH {', '.join(chain)} SELECT {kept} FROM {last}"
        return SettlementPlan((self._wide(), settled, *self._results()))

    def _kept(self) -> list[str]:
        """Columns that results read."""
        parties = [p for m in self.moves for p in (m.giver, m.receiver) if p.startswith('"c ')]
        found = [*parties, *(m.units for m in self.moves)]
        found += [column for _, _, column in (*self.holes, *self.stops)]
        return list(dict.fromkeys(found))

    # ---- input -----------------------------------------------------------------------------

    def _used(self) -> list[Indicator]:
        """Indicators that clauses read, in the order of the document."""
        names = set(self.compact.clock_of) | set(filter(None, [self.compact.clock_first]))
        for clause in self.compact.clauses:
            for expression in expressions_of(clause):
                for word in walk(expression):
                    if isinstance(word, Name):
                        names.add(word.name)
                    elif isinstance(word, FactWord):
                        names |= {word.indicator, *filter(None, [word.of])}
        names |= {r.fact for r in self.compact.roles.values() if r.fact}
        return [i for i in self.compact.indicators.values() if i.name in names]

    def _plain_only(self) -> None:
        """Amounts come direct here; parts, gross amounts and refunds are summed on import."""
        if any(i.flow for i in self._used()):
            raise NotColumnarError("flow")

    def _yearly(self) -> list[Indicator]:
        return [i for i in self._used() if not i.constant]

    def _series_words(self) -> list[FactWord]:
        found: dict[str, FactWord] = {}
        for clause in self.compact.clauses:
            for expression in expressions_of(clause):
                for word in walk(expression):
                    if isinstance(word, FactWord) and word.years is not None:
                        found.setdefault(repr(word), word)
        return list(found.values())

    def _wide(self) -> str:
        """One row per case: constants, the indicators of each period, series, and n_periods."""
        # Years of a case as bits; a case that spans more than 63 years does not occur.
        seen = "BIT_COUNT(BIT_OR(CAST(1 AS BIGINT) << CAST(year % 63 AS INTEGER)))"
        cells = [
            "MAX(year) FILTER (WHERE dated) - MIN(first_year) + 1 AS n_periods",
            "MIN(first_year) AS first_year",
            f"COUNT(*) - {seen} AS twice",
        ]
        for indicator in self._yearly():
            for period in range(1, self.periods + 1):
                inside = f"year = first_year + {period - 1}"
                name = self._cell(indicator.name, period)
                cells.append(f"MAX({quoted(indicator.name)}) FILTER (WHERE {inside}) AS {name}")
        for word in self._series_words():
            assert word.years is not None
            for offset in range(word.years[0], word.years[1] + 1):
                inside = f"year = {quoted(f'of {word.of}')} + {offset}"
                name = self._offset(word, offset)
                cells.append(f"MAX({quoted(word.indicator)}) FILTER (WHERE {inside}) AS {name}")
        grouped = f"SELECT case_key, {', '.join(cells)} FROM ({self._joined()}) GROUP BY case_key"
        constants = [i for i in self._used() if i.constant]
        kept = ", ".join(f"c.{quoted(i.name)} AS {self._constant(i.name)}" for i in constants)
        kept = f", {kept}" if kept else ""
        return (
            f"CREATE TEMP TABLE wide AS SELECT w.*{kept} FROM ({grouped}) w "
            f'JOIN cases c ON c."case" = w.case_key'
        )

    def _joined(self) -> str:
        """Rows of periods with what their case fixes; values that are attested."""
        first = self.compact.clock_first
        start = f"c.{quoted(first)}" if first else "f.first_year"
        columns = ['p."case" AS case_key', "p.year AS year", f"{start} AS first_year"]
        starts = dict.fromkeys(word.of or "" for word in self._series_words())
        columns += [f"c.{quoted(name)} AS {quoted(f'of {name}')}" for name in starts]
        given = [i.name for i in self._yearly() if i.name in self.compact.clock_of]
        dated = " OR ".join(f"p.{quoted(name)} IS NOT NULL" for name in given) or "TRUE"
        columns.append(f"({dated}) AS dated")
        columns += [f"{self._attested(i)} AS {quoted(i.name)}" for i in self._yearly()]
        source = f'{self._periods()} p JOIN {self._cases()} c ON p."case" = c."case"'
        if first is None:
            earliest = '(SELECT "case", MIN(year) AS first_year FROM periods GROUP BY "case") f'
            source += f' JOIN {earliest} ON f."case" = p."case"'
        return f"SELECT {', '.join(columns)} FROM {source}"

    def _attesting(self) -> list[str]:
        return sorted({role for i in self._yearly() for role in i.attest})

    def _periods(self) -> str:
        if not self._attesting():
            return "periods"
        return "(SELECT *, ';' || attested_by || ';' AS held FROM periods)"

    def _cases(self) -> str:
        """Cases with how an attestation by each role looks: itself or one that contains it."""
        marks = []
        for role in self._attesting():
            party = self._role_column(role, "cases")
            first = f"SPLIT_PART({party}, '/', 1)"
            ways = (first, party, f"{first} || '/' || SPLIT_PART({party}, '/', 2)")
            for place, way in enumerate(ways):
                marks.append(f"';' || {way} || ';' AS {quoted(f'sign {role} {place}')}")
        return f"(SELECT *, {', '.join(marks)} FROM cases)" if marks else "cases"

    def _attested(self, indicator: Indicator) -> str:
        """The value of a row; NULL where one of its attestors is absent."""
        value = f"p.{quoted(indicator.name)}"
        if not indicator.attest:
            return value
        signed = " AND ".join(f"({self._signed(role)})" for role in indicator.attest)
        return f"CASE WHEN {signed} THEN {value} END"

    def _signed(self, role: str) -> str:
        """Whether the party or one that contains it attests; paths of up to three segments."""
        marks = [f"c.{quoted(f'sign {role} {place}')}" for place in range(3)]
        found = [f"CONTAINS(p.held, {mark})" for mark in marks]
        return f"CASE WHEN {found[0]} THEN TRUE WHEN {found[1]} THEN TRUE ELSE {found[2]} END"

    def _cell(self, name: str, period: int) -> str:
        return quoted(f"v {name} {period}")

    def _offset(self, word: FactWord, offset: int) -> str:
        return quoted(f"s {word.indicator} {word.of} {offset}")

    def _constant(self, name: str) -> str:
        return quoted(f"c {name}")

    # ---- words -----------------------------------------------------------------------------

    def _value(self, indicator: Indicator, sql: str) -> Column:
        if indicator.kind in {"truth", "text", "party", "level"}:
            if indicator.kind == "level":
                raise NotColumnarError("level")
            return Column(sql, "truth" if indicator.kind == "truth" else "text")
        if indicator.kind == "year":
            return Column(sql)
        unit = self._unit(indicator.dimension)
        if unit is not None:
            sql = f"CAST({sql} AS {self.integer})"
            return self._scaled(sql, unit.smallest_factor, indicator.dimension)
        # Other numbers are decimals of six places in the base unit.
        whole = f"CAST({sql} * 1000000 AS {self.integer})"
        return Column(whole, "number", 10**6, indicator.dimension)

    def _scaled(self, sql: str, factor: Fraction, dimension: str) -> Column:
        above = sql if factor.numerator == 1 else f"({sql} * {factor.numerator})"
        return Column(above, "number", factor.denominator, dimension)

    def _unit(self, dimension: str) -> Unit | None:
        return next((u for u in self.compact.units.values() if u.dimension == dimension), None)

    def _name(self, name: str) -> Column:
        if name in self.step.lets:
            return self.step.lets[name]
        if name in self.compact.params:
            return self._param(self.compact.params[name].values)
        if name == "year":
            if self.step.period is None:
                return NULL_NUMBER
            return self.writer.constant(Fraction(self.step.period), PURE)
        if name in self.compact.indicators:
            return self._fact(FactWord(name))
        return Column(self._role_column(name), "text")

    def _param(self, values: tuple[ParamValue, ...]) -> Column:
        if len(values) == 1 and self.step.period is None:
            return self.writer.write(values[0].value)
        if self.step.period is None:
            return NULL_NUMBER
        parts = []
        columns = [self.writer.write(v.value) for v in values]
        dens = {(c.den, c.dimension, c.kind) for c in columns}
        if len(dens) != 1:
            columns = self.writer._common(columns)
        at = f"(first_year + {self.step.period - 1})"
        for value, column in zip(values, columns, strict=True):
            # The last day of a year lies inside when its year does, but for a term that ends early.
            tests = []
            if value.start is not None:
                tests.append(f"{at} >= {value.start.year}")
            if value.end is not None:
                early = (value.end.month, value.end.day) != (12, 31)
                tests.append(f"{at} {'<' if early else '<='} {value.end.year}")
            parts.append(f"WHEN {' AND '.join(tests) or 'TRUE'} THEN {column.sql}")
        first = columns[0]
        return Column(f"CASE {' '.join(parts)} END", first.kind, first.den, first.dimension)

    def _fact(self, word: FactWord) -> Column:
        indicator = self.compact.indicators[word.indicator]
        if word.party is not None or indicator.party is not None or word.over is not None:
            raise NotColumnarError("fact of another party")
        if indicator.constant:
            column = self._value(indicator, self._constant(indicator.name))
        else:
            period = (self.step.period or 0) - (word.back or 0)
            if word.years is not None or period < 1 or self.step.period is None:
                if self.step.period is None or word.years is not None:
                    return NULL_NUMBER
                raise NotColumnarError("back before the first period")
            column = self._value(indicator, self._cell(indicator.name, period))
        if word.otherwise is None:
            return column
        raise NotColumnarError("else")

    def _series(self, word: FactWord) -> list[Column]:
        if word.years is None:
            raise NotColumnarError("over")
        indicator = self.compact.indicators[word.indicator]
        return [
            self._value(indicator, self._offset(word, offset))
            for offset in range(word.years[0], word.years[1] + 1)
        ]

    def _record(self, word: RecordWord) -> Column:
        return self._recorded(word.clauses, word.giver, word.receiver, word.within, word.during)

    def _recorded(
        self,
        clauses: tuple[str, ...],
        giver: str | None,
        receiver: str | None,
        within: str,
        during: str,
    ) -> Column:
        """The sum of the columns of earlier moves; NULL when one of them is undetermined."""
        if within != "case" or during == "year":
            raise NotColumnarError("record within all cases")
        unit = self._moving(clauses)
        total = ["CAST(0 AS " + self.integer + ")"]
        for move in self.moves:
            here = during != "period" or move.period == self.step.period
            if move.clause not in clauses or not here:
                continue
            tests = [f"{a} = {b}" for a, b in self._matches(move, giver, receiver)]
            moved = move.units
            if tests:
                moved = (
                    f"CASE WHEN {' AND '.join(tests)} OR {moved} IS NULL THEN {moved} ELSE 0 END"
                )
            total.append(f"({moved})")
        return self._scaled(f"({' + '.join(total)})", unit.smallest_factor, unit.dimension)

    def _matches(
        self, move: _Emitted, giver: str | None, receiver: str | None
    ) -> Iterator[tuple[str, str]]:
        for role, column in ((giver, move.giver), (receiver, move.receiver)):
            if role is not None:
                wanted = self._party(role)
                if wanted != column:
                    yield column, wanted

    def _moving(self, clauses: tuple[str, ...]) -> Unit:
        units = list(self.compact.units.values())
        if len(units) != 1:
            raise NotColumnarError("record over several units")
        return units[0]

    def _party(self, role: str) -> str:
        return self._role_column(role) if role in self.compact.roles else literal(role)

    def _role_column(self, role: str, table: str | None = None) -> str:
        found = self.compact.roles[role]
        if found.party is not None:
            return literal(found.party)
        if found.fact is not None:
            return f"{table}.{quoted(found.fact)}" if table else self._constant(found.fact)
        return f'{table}."case"' if table else "case_key"

    # ---- clauses ---------------------------------------------------------------------------

    def _layer(self, sql: str) -> str:
        """A further column of the chain; its name."""
        self.counter += 1
        name = f"x{self.counter}"
        self.layers.append(f"({sql}) AS {name}")
        return name

    def _clause(self, clause: Clause) -> None:
        active = self.alive
        settled = None if clause.when is None else decided(clause.when, self.step.period)
        if settled is False:
            return
        if clause.when is not None and settled is None:
            when = self._layer(self.writer.write(clause.when).sql)
            open_when = f"({self.alive}) AND {when} IS NULL"
            active = f"({self.alive}) AND {when}"
            self._hole(clause, open_when)
        else:
            open_when = "FALSE"
        if isinstance(clause.kind, Gate):
            self._gate(clause, clause.kind, active, open_when)
        elif isinstance(clause.kind, Let):
            empty = [self._let(name, value, active) for name, value in clause.kind.values]
            if empty:
                self._hole(clause, f"({active}) AND ({' OR '.join(empty)})")
        elif isinstance(clause.kind, Pay):
            self._pay(clause, clause.kind, active, open_when)
        else:
            self._share(clause, clause.kind, active, open_when)

    def _gate(self, clause: Clause, gate: Gate, active: str, open_when: str) -> None:
        passed = self._layer(self.writer.write(gate.condition).sql)
        self.stops.append(
            (clause.id, self.step.period, self._layer(f"({active}) AND NOT {passed}"))
        )
        self._hole(clause, f"({active}) AND {passed} IS NULL")
        unsure = f"({open_when}) OR (({active}) AND {passed} IS NULL)"
        self.blurred = self._layer(f"COALESCE(({self.blurred}) OR {unsure}, FALSE)")
        stays = f"({self.alive}) AND NOT ({open_when})"
        skipped = f"NOT ({active})" if active != self.alive else "FALSE"
        go = f"COALESCE({stays} AND (({skipped}) OR ({passed})), FALSE)"
        self.alive = self._layer(go)

    def _let(self, name: str, expression: Expression, active: str) -> str:
        """Gives a value a name; the condition under which it is undetermined."""
        if name in self.step.lets and name not in self.once.lets:
            raise NotColumnarError(f"{name} is given twice")
        column = self.writer.write(expression)
        below = self._layer(column.below) if column.below else None
        sql = self._layer(f"CASE WHEN {active} THEN {column.sql} END")
        held = Column(sql, column.kind, column.den, column.dimension, below)
        self.step.lets[name] = held
        return f"{sql} IS NULL" + (f" OR {below} IS NULL" if below else "")

    def _units_of(self, kind: Pay | Share, active: str) -> tuple[str, Unit]:
        amount = self.writer.write(kind.amount)
        if amount.sql == "NULL":
            unit = next(iter(self.compact.units.values()))
            return self._layer(f"CAST(NULL AS {self.integer})"), unit
        unit = self._unit(amount.dimension) or self._moving(())
        mode = kind.rounding or self.compact.rounding
        sql = whole_units(amount, unit.smallest_factor, mode, self.integer)
        return self._layer(f"CASE WHEN {active} THEN {sql} END"), unit

    def _pay(self, clause: Clause, pay: Pay, active: str, open_when: str) -> None:
        units, unit = self._units_of(pay, active)
        giver, receiver = self._role_column(pay.giver), self._role_column(pay.receiver)
        if pay.cap is not None:
            mode = pay.rounding or self.compact.rounding
            room = self._room(pay.cap, pay.receiver, unit, mode)
            units = self._cut(units, room)
        self._move(clause, giver, receiver, units, active, open_when)

    def _share(self, clause: Clause, share: Share, active: str, open_when: str) -> None:
        units, unit = self._units_of(share, active)
        names = [name for name, _ in share.weights]
        weights = [_constant_weight(e) for _, e in share.weights]
        order = tie_order(names, self.compact.ties)
        if len(names) == 1:
            parts = [units]
        else:
            parts = [self._layer(sql) for sql in remainder_parts(units, weights, order)]
        if share.cap is not None:
            of, rest = names.index(share.cap.of or ""), names.index(share.cap.rest or "")
            taker = names[of] if share.one_pays else share.one
            room = self._room(share.cap, taker, unit, share.rounding or "down")
            cut = self._cut(parts[of], room)
            parts[rest] = self._layer(f"{parts[rest]} + ({parts[of]} - {cut})")
            parts = [f"CASE WHEN {cut} IS NULL THEN NULL ELSE {part} END" for part in parts]
            parts[of] = cut
        for name, part in zip(names, parts, strict=True):
            giver, receiver = (share.one, name) if share.one_pays else (name, share.one)
            self._move(
                clause,
                self._role_column(giver),
                self._role_column(receiver),
                part,
                active,
                open_when,
                hole=name == names[0],
            )

    def _room(self, cap: Cap, receiver: str, unit: Unit, mode: str | None) -> str:
        """What may still be had, in whole units; below zero counts as nothing."""
        limit = self.writer.write(cap.limit)
        record = self._recorded(cap.over, None, receiver, cap.within, cap.during)
        left = self.writer._alike("sub", [limit, record])
        den = left.den * unit.smallest_factor.numerator
        scale = unit.smallest_factor.denominator
        above = f"({left.sql}) * {scale}" if den % scale else f"({left.sql})"
        den = den if den % scale else den // scale
        if den == 1:
            return self._layer(above)
        floor = f"(({above}) // {den} - CASE WHEN ({above}) % {den} < 0 THEN 1 ELSE 0 END)"
        if mode is None:
            whole = f"CASE WHEN ({above}) < 0 THEN 0 WHEN ({above}) % {den} = 0 THEN {floor} END"
            return self._layer(whole)
        return self._layer(floor)

    def _cut(self, units: str, room: str) -> str:
        return self._layer(
            f"CASE WHEN {units} IS NULL OR {room} IS NULL THEN NULL "
            f"ELSE GREATEST(LEAST({units}, {room}), 0) END"
        )

    def _move(
        self,
        clause: Clause,
        giver: str,
        receiver: str,
        units: str,
        active: str,
        open_when: str,
        *,
        hole: bool = True,
    ) -> None:
        """The units moved in this period: 0 where the clause does not apply, NULL where open."""
        empty = f"{units} IS NULL OR {giver} IS NULL OR {receiver} IS NULL"
        if hole:
            self._hole(clause, f"({active}) AND ({empty})")
        moved = (
            f"CASE WHEN ({self.blurred}) OR ({open_when}) OR (({active}) AND ({empty})) THEN NULL "
            f"WHEN ({active}) AND {giver} <> {receiver} THEN {units} ELSE 0 END"
        )
        name = self._layer(moved)
        assert self.step.period is not None, clause.id
        self.moves.append(_Emitted(clause.id, self.step.period, giver, receiver, name))

    def _hole(self, clause: Clause, condition: str) -> None:
        self.holes.append((clause.id, self.step.period, self._layer(condition)))

    # ---- output ----------------------------------------------------------------------------

    def _results(self) -> Iterator[str]:
        moves = [
            f'SELECT case_key AS "case", first_year + {m.period - 1} AS year, '
            f"{literal(m.clause)} AS clause, {m.giver} AS giver, {m.receiver} AS receiver, "
            f"{m.units} AS units FROM settled WHERE {m.units} > 0"
            for m in self.moves
        ]
        empty = "SELECT case_key AS \"case\", 0 AS year, '' AS clause"
        nothing = f"{empty}, '' AS giver, '' AS receiver, 0 AS units FROM settled WHERE FALSE"
        twice = 'SELECT case_key AS "case" FROM settled WHERE twice > 0'
        yield f"CREATE TEMP VIEW duplicates AS {twice}"
        yield f"CREATE TEMP VIEW moves AS {' UNION ALL '.join(moves) or nothing}"
        for name, items in (("undetermined", self.holes), ("stopped", self.stops)):
            parts = [
                f'SELECT case_key AS "case", {_year(period)} AS year, {literal(clause)} AS clause '
                f"FROM settled WHERE {column}"
                for clause, period, column in items
            ]
            body = " UNION ALL ".join(parts) or f"{empty} FROM settled WHERE FALSE"
            yield f"CREATE TEMP VIEW {name} AS {body}"


def decided(condition: Expression, year: int | None) -> bool | None:
    """Whether a condition on the number of the year alone holds; None where it needs facts."""
    if not isinstance(condition, Operation):
        return None
    if condition.word in {"all", "any"}:
        parts = [decided(operand, year) for operand in condition.operands]
        decisive = condition.word == "any"
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive
    numbers = [_number(operand, year) for operand in condition.operands]
    if condition.word not in COMPARISONS or any(n is None for n in numbers):
        return None
    return compare(condition.word, [Quantity(n) for n in numbers if n is not None]).holds


def _number(expression: Expression, year: int | None) -> Fraction | None:
    if isinstance(expression, Name) and expression.name == "year" and year is not None:
        return Fraction(year)
    if isinstance(expression, Literal) and isinstance(expression.value, Quantity):
        return expression.value.amount if expression.value.dimension == PURE else None
    return None


def _year(period: int | None) -> str:
    return f"first_year + {period - 1}" if period is not None else "NULL"


def _constant_weight(expression: Expression) -> Fraction:
    if isinstance(expression, Literal) and isinstance(expression.value, Quantity):
        return expression.value.amount
    raise NotColumnarError("weights that are facts")
