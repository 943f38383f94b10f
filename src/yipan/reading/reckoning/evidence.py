"""What a set of readings offers as evidence: level figures by indicator, place and period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise

from yipan.core.indicators import Indicator
from yipan.core.interval import Interval
from yipan.core.period import Period
from yipan.core.units import find_unit
from yipan.reading.model import Claim, Formula, Quantity, Trace
from yipan.reading.reckoning import formulas
from yipan.reading.slots.readings import Reading, Vocabulary
from yipan.reading.text.sentences import Sentence

Key = tuple[str, str, tuple[date | None, date | None]]

_COARSE_STEPS = 20
_COARSE_PART = 10


def when(period: Period) -> tuple[date | None, date | None]:
    """The days that count in a comparison: a year-end stock is compared with its year."""
    start, end = period.start, period.end
    if start is not None and start == end and start.month == 12 and start.day == 31:
        return date(start.year, 1, 1), end
    return start, end


@dataclass(frozen=True, slots=True)
class SentenceOf:
    """Sentences by the ids of their quantities, without a table of its own; cells have none."""

    quantities: dict[str, Quantity]
    readings: dict[int, Reading]

    def get(self, identity: str) -> Sentence | None:
        """The sentence, or None where the number stands in none."""
        quantity = self.quantities.get(identity)
        if quantity is None or quantity.sentence < 0:
            return None
        return self.readings[quantity.document].sentences[quantity.sentence]

    def __contains__(self, identity: str) -> bool:
        return self.get(identity) is not None

    def __getitem__(self, identity: str) -> Sentence:
        found = self.get(identity)
        if found is None:
            raise KeyError(identity)
        return found


@dataclass(slots=True)
class Evidence:
    """Level figures of a set of readings, and what judging needs to know about them."""

    readings: Sequence[Reading]
    vocabulary: Vocabulary
    quantities: dict[str, Quantity] = field(default_factory=dict)
    levels: dict[Key, list[Quantity]] = field(default_factory=lambda: defaultdict(list))
    cells: dict[Key, list[Quantity]] = field(default_factory=lambda: defaultdict(list))
    series: dict[tuple[str, str], list[Quantity]] = field(default_factory=lambda: defaultdict(list))
    changes: dict[tuple[object, ...], list[Quantity]] = field(default_factory=dict)
    _reading_of: dict[int, Reading] = field(default_factory=dict)
    by_table: dict[tuple[int, int], dict[tuple[str, str], list[Quantity]]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        for reading in self.readings:
            self._reading_of[reading.document.index] = reading
            for quantity in reading.document.quantities:
                self.quantities[quantity.id] = quantity
                self._index(quantity)
            for number, cells in reading.cells.items():
                columns: dict[tuple[str, str], list[Quantity]] = defaultdict(list)
                for cell in cells:
                    if cell.name and cell.period.start:
                        columns[(cell.name, cell.party or "")].append(cell)
                for column in columns.values():
                    column.sort(key=lambda q: when(q.period)[1] or date.min)
                self.by_table[(reading.document.index, number)] = columns

    def _index(self, quantity: Quantity) -> None:
        if quantity.role not in {"level", "share", "structure"} or not quantity.name:
            return
        party = quantity.party or ""
        self.series[(quantity.name, party)].append(quantity)
        if quantity.period.start or quantity.period.end:
            key = (quantity.name, party, when(quantity.period))
            self.levels[key].append(quantity)
            if quantity.table is not None:
                self.cells[key].append(quantity)

    def find(
        self, name: str, party: str, period: Period, like: Quantity | None = None
    ) -> list[Quantity]:
        """Level figures of that indicator, place and period that can be compared with `like`."""
        found = self.levels.get((name, party, when(period)), [])
        if like is None:
            return found
        return [q for q in found if same_measure(q, like)]

    @property
    def sentence_of(self) -> SentenceOf:
        """The sentence of a quantity by its id."""
        return SentenceOf(self.quantities, self._reading_of)

    def indicator(self, slug: str | None) -> Indicator | None:
        """The indicator of a slug."""
        return self.vocabulary.indicators.get(slug) if slug else None

    def members(self, party: str | None) -> list[str]:
        """The names of the members of a group."""
        return self.vocabulary.places.members_of(party or "")


def same_measure(a: Quantity, b: Quantity) -> bool:
    """Whether two figures are in comparable units, neither to be turned into the other first."""
    if a.dimension == b.dimension:
        return a.base_unit == b.base_unit or measure_of(a) == measure_of(b)
    return "" in {a.base_unit, b.base_unit} and {a.dimension, b.dimension} <= {"percent", "number"}


def measure_of(quantity: Quantity) -> tuple[str, str]:
    """What a figure may be added to: its dimension, and its unit, 公斤 and 千克 being one."""
    if quantity.dimension in {"percent", "persons"}:
        return quantity.dimension, ""
    return quantity.dimension, _symbol(quantity.base_unit)


@lru_cache(maxsize=1024)
def _symbol(unit: str) -> str:
    known = find_unit(unit)
    return known.symbol if known is not None else unit


def in_unit_of(value: Interval | None, quantity: Quantity) -> Interval | None:
    """A base-unit interval in the unit of a quantity."""
    if value is None or quantity.scale == 1:
        return value
    return value / quantity.scale


@dataclass(frozen=True, slots=True)
class Sum:
    """A calculation in words, written when it is asked for: most are never read."""

    known: dict[str, Quantity]
    formula: Formula
    value: Interval | None
    claimed: Quantity | None
    sign: str

    def __call__(self) -> str:
        """The sum; beside it what the text prints, or that the value is implied."""
        words = f"{formulas.show(self.formula, self.known)} = {formulas.brief(self.value)}"
        if self.claimed is None:
            return f"{words} (推算值)"
        return f"{words}{self.claimed.unit}; 文中为 {self.sign}{self.claimed.text}"


@dataclass(slots=True)
class Maker:
    """Builds claims of one reading."""

    reading: Reading
    evidence: Evidence

    def place(self, sentence: Sentence) -> tuple[int, int]:
        """The raw span of a statement's sentence."""
        return sentence.raw

    def compare(
        self, relation: str, sentence: Sentence | None, claimed: Quantity, formula: Formula, *,
        pattern: str = "", severity: str = "hard", basis: str = "document", span: tuple[int, int] | None = None,
        extra: Iterable[str] = (), left: Formula | None = None, test: str = "meets",
    ) -> Claim:  # fmt: skip
        """A number against a formula: consistent if the intervals meet."""
        known = self.evidence.quantities
        result = formulas.evaluate(formula, known)
        stated = formulas.evaluate(left, known) if left is not None else claimed.absolute
        used = formulas.operands(formula, known)
        verdict, reason, worst = "consistent", "AGREES", None
        holds = {
            "meets": stated.meets(result),
            "at_least": not stated.below(result),
            "at_most": not result.below(stated),
        }[test]
        if not holds:
            verdict, reason, worst = "inconsistent", "DIFFERS", severity
        elif test == "meets" and coarse(result, claimed):
            verdict, reason = "unverifiable", "TOO_COARSE"
        sign = {"meets": "=", "at_least": "≥", "at_most": "≤"}[test]
        value = in_unit_of(result, claimed)
        told = in_unit_of(stated, claimed) if left is not None else claimed.interval
        text = Sum(known, formula, value, claimed, sign if test != "meets" else "")
        start, end = self._statement(sentence, claimed)
        return Claim(
            relation, self.reading.document.index, start, end, span or (claimed.start, claimed.end),
            tuple(dict.fromkeys([*used, *extra])), verdict, worst, reason, text,
            Trace(test, left if left is not None else claimed.id, formula), told, value,
            pattern=pattern, basis=basis,
        )  # fmt: skip

    def open(
        self, relation: str, sentence: Sentence | None, claimed: Quantity, reason: str = "NO_EVIDENCE", *,
        implied: Formula | None = None, pattern: str = "", operands: Iterable[str] = (),
        span: tuple[int, int] | None = None, note: str = "",
    ) -> Claim:  # fmt: skip
        """A statement that cannot be checked, with the value it implies."""
        known = self.evidence.quantities
        value = formulas.evaluate(implied, known) if implied is not None else None
        used = formulas.operands(implied, known) if implied is not None else []
        carrier = known.get(used[0]) if used else None
        if value is not None and carrier is not None and carrier.dimension not in {"percent"}:
            value = in_unit_of(value, carrier)
        text = note if implied is None else Sum(known, implied, value, None, "")
        start, end = self._statement(sentence, claimed)
        return Claim(
            relation, self.reading.document.index, start, end, span or (claimed.start, claimed.end),
            tuple(dict.fromkeys([*operands, *used])), "unverifiable", None, reason, text,
            Trace("none", claimed.id, implied if implied is not None else ""),
            claimed.interval, None, value, pattern=pattern,
        )  # fmt: skip

    def ordered(
        self, relation: str, sentence: Sentence | None, span: tuple[int, int], series: list[Quantity], direction: int, *,
        severity: str = "hard", pattern: str = "", basis: str = "document", strict: bool = True,
        formulas_: list[Formula] | None = None,
    ) -> Claim:  # fmt: skip
        """A series against a direction: each figure against the one before it."""
        known = self.evidence.quantities
        steps = formulas_ or [q.id for q in series]
        test = "rising" if direction > 0 else "falling"
        broken = [
            (a, b) for a, b in pairwise(steps)
            if not moves(a, b, direction, known)
        ]  # fmt: skip
        verdict = "inconsistent" if broken else "consistent"
        shown = (" < " if direction > 0 else " > ").join(formulas.show(s, known) for s in steps)
        if broken:
            a, b = broken[0]
            shown += f"; 不成立: {formulas.show(a, known)} → {formulas.show(b, known)}"
        start, end = sentence.raw if sentence else span
        used = [i for s in steps for i in formulas.operands(s, known)]
        return Claim(
            relation, self.reading.document.index, min(start, span[0]), max(end, span[1]), span,
            tuple(dict.fromkeys(used)), verdict, severity if broken else None, "AGREES" if not broken else "AGAINST",
            shown, Trace(test, series=tuple(steps)), pattern=pattern, basis=basis,
        )  # fmt: skip

    def plain(
        self, relation: str, sentence: Sentence | None, span: tuple[int, int], verdict: str, reason: str, formula: str, *,
        severity: str | None = None, operands: Iterable[str] = (), trace: Trace | None = None,
        claimed: Interval | None = None, recomputed: Interval | None = None, pattern: str = "", basis: str = "document",
    ) -> Claim:  # fmt: skip
        """Any other claim."""
        start, end = sentence.raw if sentence else span
        return Claim(
            relation, self.reading.document.index, min(start, span[0]), max(end, span[1]), span, tuple(dict.fromkeys(operands)),
            verdict, severity if verdict == "inconsistent" else None, reason, formula, trace or Trace("none"),
            claimed, recomputed, pattern=pattern, basis=basis,
        )  # fmt: skip

    def shares(
        self, sentence: Sentence, parts: Sequence[Quantity], formula: Formula, good: bool, shown: str,
        pattern: str = "shares that make 100",
    ) -> Claim:  # fmt: skip
        """Parts in percent against 100."""
        return self.plain(
            "structure_sum", sentence, (parts[0].start, parts[-1].end), "consistent" if good else "inconsistent",
            "AGREES" if good else "DIFFERS", shown, severity="hard", operands=[p.id for p in parts],
            trace=Trace("meets", "100", formula), claimed=Interval.exact(100),
            recomputed=formulas.evaluate(formula, self.evidence.quantities), pattern=pattern,
        )  # fmt: skip

    def _statement(self, sentence: Sentence | None, claimed: Quantity) -> tuple[int, int]:
        start, end = sentence.raw if sentence else (claimed.start, claimed.end)
        return min(start, claimed.start), max(end, claimed.end)


def coarse(result: Interval, claimed: Quantity) -> bool:
    """Whether the recomputed interval is so wide that a one-digit misprint would pass."""
    width, step = result.width, claimed.step
    if width is None:
        return True
    if not step or width <= _COARSE_STEPS * step * claimed.scale:
        return False
    return width * _COARSE_PART > abs(claimed.mid * claimed.scale)


def moves(a: Formula, b: Formula, direction: int, known: dict[str, Quantity]) -> bool:
    """Whether b lies beyond a in the direction: by the printed strings when both have one step."""
    if isinstance(a, str) and isinstance(b, str):
        first, second = known[a], known[b]
        same = first.step * first.scale == second.step * second.scale
        plain = {first.qualifier, second.qualifier} <= {"rounded", "exact"}
        if same and plain:
            return (second.mid * second.scale - first.mid * first.scale) * direction > 0
    left, right = formulas.evaluate(a, known), formulas.evaluate(b, known)
    return not (right.below(left) if direction > 0 else left.below(right))
