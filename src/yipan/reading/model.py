"""What reading produces: quantities, claims with their traces, documents."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from yipan.core.interval import Interval
from yipan.core.period import UNDATED, Period

# A formula: a quantity's id, a printed constant, or (operator, operand, …). The replayer reads it.
Formula = str | tuple["Formula", ...]


@dataclass(slots=True, eq=False)
class Quantity:
    """A printed number. Offsets are code points of the raw text, end-exclusive.

    `interval`, `mid` and `step` are in `unit`; `scale` turns them into `base_unit`. `party` is a
    name, `places` the codes behind it. `role` says what the number is to its indicator: level,
    rate, difference, share, multiple, mean_rate, points.
    """

    id: str
    document: int
    start: int
    end: int
    text: str
    mid: Fraction
    step: Fraction
    interval: Interval
    qualifier: str
    unit: str
    base_unit: str
    scale: Fraction
    dimension: str
    indicator: str | None = None
    indicator_zh: str | None = None
    party: str | None = None
    period: Period = UNDATED
    inherited: tuple[str, ...] = ()
    role: str = "level"
    table: int | None = None
    sentence: int = -1
    # What `absolute` gave, and for which interval: slots may still round a number anew.
    _base: Interval | None = field(default=None, init=False, repr=False)
    _of: Interval | None = field(default=None, init=False, repr=False)

    @property
    def absolute(self) -> Interval:
        """The interval in the base unit."""
        if self.scale == 1:
            return self.interval
        if self._base is None or self._of is not self.interval:
            self._base, self._of = self.interval * self.scale, self.interval
        return self._base

    @property
    def name(self) -> str:
        """The slug, else the words that stand for the indicator."""
        return self.indicator or self.indicator_zh or ""


@dataclass(frozen=True, slots=True)
class Repair:
    """A single number that would make a statement true. `text` replaces raw[start:end]."""

    start: int
    end: int
    text: str
    restores: int = 1


@dataclass(frozen=True, slots=True)
class Trace:
    """What a checker needs to repeat a verdict without reading the text itself.

    `test` names the comparison, `left` and `right` are formulas, `series` a list of formulas that
    must be ordered, `items` raw spans that are counted or looked up (document, start, end).
    """

    test: str
    left: Formula = ""
    right: Formula = ""
    series: tuple[Formula, ...] = ()
    items: tuple[tuple[int, int, int], ...] = ()


@dataclass(slots=True, eq=False)
class Claim:
    """A statement that derives something from figures, and what became of it."""

    relation: str
    document: int
    start: int
    end: int
    span: tuple[int, int]
    operands: tuple[str, ...]
    verdict: str
    severity: str | None
    reason: str
    # The words of the calculation, or what writes them when they are asked for.
    told: str | Callable[[], str]
    trace: Trace
    claimed: Interval | None = None
    recomputed: Interval | None = None
    implied: Interval | None = None
    repairs: tuple[Repair, ...] = ()
    pattern: str = ""
    basis: str = "document"
    id: str = ""

    @property
    def formula(self) -> str:
        """The calculation with the numbers in it, for people."""
        return self.told if isinstance(self.told, str) else self.told()

    @formula.setter
    def formula(self, words: str) -> None:
        self.told = words


@dataclass(slots=True)
class Unread:
    """Words that looked like a statement and were not understood."""

    start: int
    end: int
    text: str
    why: str


@dataclass(slots=True)
class Document:
    """A text as read: its file name, raw text, quantities and claims."""

    file: str
    raw: str
    index: int
    quantities: list[Quantity] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    # Ranks (居全国第1位): figures of the text that no rule reckons with.
    ranks: list[Quantity] = field(default_factory=list)
    anchor: int | None = None
    notes: list[str] = field(default_factory=list)
    _breaks: list[int] | None = field(default=None, init=False, repr=False, compare=False)

    def line_at(self, offset: int) -> int:
        """The number of the line that holds an offset of the raw text, from 1."""
        if self._breaks is None:
            self._breaks = [n for n, char in enumerate(self.raw) if char == "\n"]
        return bisect_left(self._breaks, offset) + 1
