"""A compact as a document: what a YAML file says, typed, with the line of each part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from yipan.compacts.words.expressions import Expression
from yipan.compacts.words.spans import Span

MATTERS = ("scope", "target", "duty", "method", "term", "breach", "other")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a document; `at` is a clause id or a key such as `params.k0`."""

    code: str
    at: str
    zh: str
    en: str
    line: int = 0
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest unit of a moving dimension and the one shown to people."""

    dimension: str
    smallest: str
    smallest_factor: Fraction
    show: str
    show_factor: Fraction


@dataclass(frozen=True, slots=True)
class Role:
    """A name used by clauses: a fixed party, one named by a fact, or whom the case is about."""

    name: str
    party: str | None = None
    fact: str | None = None
    case: bool = False


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is read from facts. `factor` turns a bare number of `unit` into the base unit."""

    name: str
    kind: str = "number"
    dimension: str = "1"
    unit: str = ""
    factor: Fraction = Fraction(1)
    period: str = "year"
    combine: str = "none"
    party: str | None = None
    attest: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    gross: str | None = None
    rate: str | None = None
    low: Fraction | None = None
    low_open: bool = False
    high: Fraction | None = None
    valid_until: date | None = None
    flow: str | None = None
    clause: str | None = None
    scale: tuple[str, ...] = ()
    optional: bool = False

    @property
    def constant(self) -> bool:
        """Whether it has no period."""
        return self.period == "constant"


@dataclass(frozen=True, slots=True)
class ParamValue:
    """A constant and when it holds; both days included."""

    value: Expression
    start: date | None = None
    end: date | None = None
    mark: str | None = None
    source: str | None = None

    def covers(self, span: Span) -> bool:
        """Whether it holds for every day of the span."""
        return (self.start is None or self.start <= span.start) and (
            self.end is None or span.end <= self.end
        )

    def on(self, day: date) -> bool:
        """Whether it holds on the day."""
        return self.covers(Span(day, day))


@dataclass(frozen=True, slots=True)
class Param:
    """A named constant, possibly dated."""

    name: str
    values: tuple[ParamValue, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Cap:
    """What a receiver may get in total; `of` and `rest` for shares."""

    limit: Expression
    over: tuple[str, ...]
    within: str = "case"
    during: str = "all"
    of: str | None = None
    rest: str | None = None


@dataclass(frozen=True, slots=True)
class Let:
    """Gives values names."""

    values: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """False stops the case in this period, or in all periods when asked once."""

    condition: Expression


@dataclass(frozen=True, slots=True)
class Pay:
    """One move."""

    giver: str
    receiver: str
    amount: Expression
    cap: Cap | None = None
    rounding: str | None = None
    status: str = "due"


@dataclass(frozen=True, slots=True)
class Share:
    """Splits an amount without loss: one side is a role, the other weighs several."""

    amount: Expression
    one: str
    weights: tuple[tuple[str, Expression], ...]
    one_pays: bool
    cap: Cap | None = None
    rounding: str | None = None
    status: str = "due"


Kind = Let | Gate | Pay | Share


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause with the words it encodes."""

    id: str
    words: str
    kind: Kind
    once: bool = False
    when: Expression | None = None
    mark: str | None = None
    note: str | None = None
    source: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Open:
    """What the text leaves undetermined."""

    id: str
    at: str | None
    words: str | None
    what: str


@dataclass(frozen=True, slots=True)
class ListException:
    """Takes a row away when all its keys hold."""

    stages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a negative list."""

    id: str
    code: str
    zone: str
    measure: str
    words: str
    stages: tuple[str, ...] = ()
    exceptions: tuple[ListException, ...] = ()
    mark: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Judging:
    """How cases are asked: a named verdict or grade, or items over places."""

    verdict: str | None = None
    grade: str | None = None
    places: tuple[str, ...] = ()
    same: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Compact:
    """One version of an agreement."""

    id: str
    version: str
    name: str
    number: str | None
    start: date | None
    end: date | None
    mark: str | None
    sources: tuple[Mapping[str, str | None], ...]
    header: Mapping[str, str | None]
    units: Mapping[str, Unit]
    roles: Mapping[str, Role]
    case: str
    clock: str | None
    clock_of: tuple[str, ...]
    clock_first: str | None
    ties: tuple[str, ...]
    rounding: str | None
    passthrough: tuple[str, ...]
    indicators: Mapping[str, Indicator]
    params: Mapping[str, Param]
    clauses: tuple[Clause, ...]
    opens: tuple[Open, ...]
    clearing: tuple[str, ...] | None
    judge: Judging | None
    tables: Mapping[str, tuple[ListRow, ...]]
    zones: Mapping[str, tuple[str, ...]]
    zone_top: str | None
    complete: bool
    sha256: str = ""
    file: str = ""
    problems: tuple[Problem, ...] = field(default_factory=tuple)

    def clause(self, name: str) -> Clause | None:
        """The clause of that id."""
        return next((c for c in self.clauses if c.id == name), None)

    def in_force(self, day: date) -> bool:
        """Whether the day lies in its term, both ends included."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
