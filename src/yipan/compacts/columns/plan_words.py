"""What the names of clauses are as columns: lets, parameters, facts, roles and the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce

from yipan.compacts.columns.columnar import NULL_NUMBER, Column, NotColumnarError, Writer, literal
from yipan.compacts.columns.plan_chain import Chain
from yipan.compacts.columns.plan_input import PlanInput, series_offsets
from yipan.compacts.columns.plan_logic import empty, negated, where
from yipan.compacts.document.document import Compact, Indicator, Let, ParamValue, Unit
from yipan.compacts.words.expressions import FactWord, RecordWord
from yipan.compacts.words.units import PURE


@dataclass(frozen=True, slots=True)
class Emitted:
    """A move that the last table holds as a column of whole units."""

    clause: str
    period: int
    giver: str
    receiver: str
    units: str
    never: bool = False  # The text leaves its amount open.


@dataclass(slots=True)
class PlanWords:
    """Resolves names for one plan; `period` is None before the first year."""

    compact: Compact
    inputs: PlanInput
    integer: str
    chain: Chain
    period: int | None = None
    lets: dict[str, Column] = field(default_factory=dict)
    moves: list[Emitted] = field(default_factory=list)

    def writer(self) -> Writer:
        """A writer of expressions that asks here for names."""
        return Writer(self.integer, self.name, self.series, self.fact, self.record)

    def unit(self, dimension: str) -> Unit | None:
        """The unit in which a dimension moves."""
        return next((u for u in self.compact.units.values() if u.dimension == dimension), None)

    def only_unit(self) -> Unit:
        """The unit of a compact that moves one dimension."""
        units = list(self.compact.units.values())
        if len(units) != 1:
            raise NotColumnarError("record over several units")
        return units[0]

    def party(self, role: str) -> str:
        """The column of a role, or the text of a party."""
        return self.inputs.role(role) if role in self.compact.roles else literal(role)

    # ---- names -----------------------------------------------------------------------------

    def name(self, name: str) -> Column:
        """A let, a parameter, `year`, an indicator or a role, in this order."""
        if name in self.lets:
            return self.lets[name]
        if name in self.compact.params:
            return self._param(self.compact.params[name].values)
        if name == "year":
            if self.period is None:
                return NULL_NUMBER
            return self.writer().constant(Fraction(self.period), PURE)
        if name in self.compact.indicators:
            return self.fact(FactWord(name))
        if name in self.compact.roles:
            return Column(self.inputs.role_text(name), "text")
        return NULL_NUMBER  # A let that does not apply in this year.

    def given_names(self) -> set[str]:
        """Names that some clause gives."""
        kinds = [c.kind for c in self.compact.clauses]
        return {name for kind in kinds if isinstance(kind, Let) for name, _ in kind.values}

    def _param(self, values: tuple[ParamValue, ...]) -> Column:
        writer = self.writer()
        if len(values) == 1 and self.period is None:
            return writer.write(values[0].value)
        if self.period is None:
            return NULL_NUMBER
        columns = [writer.write(v.value) for v in values]
        if len({(c.den, c.dimension, c.kind) for c in columns}) != 1:
            columns = writer.common(columns)
        at = f"(first_year + {self.period - 1})"
        parts = []
        for value, column in zip(values, columns, strict=True):
            # The last day of a year lies inside when its year does, but for a term that ends early.
            tests = []
            if value.start is not None:
                tests.append(f"{at} >= {value.start.year}")
            if value.end is not None:
                early = (value.end.month, value.end.day) != (12, 31)
                tests.append(f"{at} {'<' if early else '<='} {value.end.year}")
            if not tests:
                parts.append(f"WHEN TRUE THEN {column.sql}")
                break
            parts.append(f"WHEN {' AND '.join(tests)} THEN {column.sql}")
        first = columns[0]
        sql = columns[0].sql if parts[0].startswith("WHEN TRUE") else f"CASE {' '.join(parts)} END"
        return Column(sql, first.kind, first.den, first.dimension)

    # ---- facts -----------------------------------------------------------------------------

    def fact(self, word: FactWord) -> Column:
        """The value of an indicator of the case in the current year, or a year back."""
        indicator = self.compact.indicators[word.indicator]
        if word.party is not None or indicator.party is not None or word.over is not None:
            raise NotColumnarError("fact of another party")
        if word.otherwise is not None:
            raise NotColumnarError("else")
        if indicator.constant:
            return self._value(indicator, self.inputs.constant(indicator.name))
        if self.period is None or word.years is not None:
            return NULL_NUMBER
        # Below 1: a year before the first, e.g. the same value one year back in year one.
        return self._value(indicator, self.inputs.cell(indicator, self.period - (word.back or 0)))

    def series(self, word: FactWord) -> list[Column]:
        """The members of a series over calendar years."""
        indicator = self.compact.indicators[word.indicator]
        of = word.of or ""
        base = self.compact.indicators.get(of)
        plain = word.party is None and indicator.party is None and not indicator.constant
        if base is None or not base.constant or not plain:
            raise NotColumnarError("years of what is no constant")
        return [
            self._value(indicator, self.inputs.offset(indicator, of, offset))
            for offset in series_offsets(word)
        ]

    def _value(self, indicator: Indicator, sql: str) -> Column:
        if indicator.kind == "level":
            raise NotColumnarError("level")
        if indicator.kind in {"truth", "text", "party"}:
            return Column(sql, "truth" if indicator.kind == "truth" else "text")
        if indicator.kind == "year":
            return Column(sql)
        unit = self.unit(indicator.dimension)
        if unit is not None:
            sql = f"CAST({sql} AS {self.integer})"
            frame = 0 if indicator.constant else self.inputs.frames.get(indicator.name, 0)
            if frame:
                sql = f"({sql} + CAST({frame} AS {self.integer}))"
            return self._scaled(sql, unit.smallest_factor, indicator.dimension)
        # Other numbers are decimals of six places in the base unit.
        whole = f"CAST({sql} * 1000000 AS {self.integer})"
        return Column(whole, "number", 10**6, indicator.dimension)

    def _scaled(self, sql: str, factor: Fraction, dimension: str) -> Column:
        above = sql if factor.numerator == 1 else f"({sql} * {factor.numerator})"
        return Column(above, "number", factor.denominator, dimension)

    # ---- the record ------------------------------------------------------------------------

    def record(self, word: RecordWord) -> Column:
        """What has already moved, as clauses ask for it."""
        return self.recorded(word.clauses, word.giver, word.receiver, word.within, word.during)

    def recorded(
        self,
        clauses: tuple[str, ...],
        giver: str | None,
        receiver: str | None,
        within: str,
        during: str,
    ) -> Column:
        """The sum of the columns of earlier moves; NULL when one of them is undetermined."""
        if within != "case":
            raise NotColumnarError("record within all cases")
        unit = self.only_unit()
        total = []
        for move in self.moves:
            # A period is a year here, so `in: year` and `in: period` are the same.
            if move.clause not in clauses or (during != "all" and move.period != self.period):
                continue
            tests = [f"{a} = {b}" for a, b in self._matches(move, giver, receiver)]
            moved = move.units
            if tests:
                moved = (
                    f"CASE WHEN {' AND '.join(tests)} OR {moved} IS NULL THEN {moved} ELSE 0 END"
                )
            total.append(f"({moved})" if tests else moved)
        parties = [self.party(role) for role in (giver, receiver) if role is not None]
        nothing = f"CAST(0 AS {self.integer})"
        sql = where(negated(empty(*parties)), nothing)
        if total:
            # One sum after the other: the next year adds to that of this one.
            start = [] if sql == nothing else [self.chain.hold(sql)]
            sql = reduce(lambda sums, move: self.chain.hold(f"{sums} + {move}"), [*start, *total])
        return self._scaled(sql, unit.smallest_factor, unit.dimension)

    def _matches(
        self, move: Emitted, giver: str | None, receiver: str | None
    ) -> Iterator[tuple[str, str]]:
        for role, column in ((giver, move.giver), (receiver, move.receiver)):
            if role is not None:
                wanted = self.party(role)
                if wanted != column:
                    yield column, wanted
