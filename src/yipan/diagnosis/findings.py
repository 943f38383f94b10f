"""Findings: what is good, what is not, since when, and whether other readings agree.

Severity is computed by one rule (`severity`): a gap scores by its size and by its direction; a
finding that most other vintages and definitions contradict is contested, whatever its score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import log

from yipan.core.interval import Interval
from yipan.diagnosis.breaks import Bend, find_bend
from yipan.diagnosis.evidence import Figure, Figures, Series, measure
from yipan.diagnosis.questions import Question, Reading

CHOSEN = ""  # the vintage label of what the board's rule chose
BEND_AT = 0.1
LARGE, MIDDLING = Fraction(1, 2), Fraction(1, 4)
AGREEMENT = Fraction(2, 3)
FEWEST_TO_RANK = 2
IMPROVING, WORSENING, FLAT, UNDECIDED = "improving", "worsening", "flat", "undecided"


@dataclass(frozen=True, slots=True)
class Rank:
    """The place among `of` parties in a year; 1 is the best."""

    place: int
    of: int
    year: int


@dataclass(frozen=True, slots=True)
class Variant:
    """The same question in another vintage or by another definition."""

    vintage: str
    measure: str
    first: tuple[int, Fraction]
    last: tuple[int, Fraction]
    direction: str


@dataclass(frozen=True, slots=True)
class Mixture:
    """Printed endpoints that fit two different vintages, and what each vintage gives by itself."""

    source: str
    first: tuple[int, Fraction, tuple[str, ...]]
    last: tuple[int, Fraction, tuple[str, ...]]
    by_vintage: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What an indicator holds a party back by in an index, in %, with its interval."""

    indicator: str
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Obstacles:
    """The largest obstacles of a party in the last period of an index, with their variants."""

    index: str
    party: str
    period: str
    variants: int
    largest: tuple[Obstacle, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnosed strength or gap with the figures that show it.

    `vanishes_at`: with a parity, the value of the first party at which the gap is gone; where the
    measure worsens without one, the measure it would need in the last year.
    """

    question: Question
    first: tuple[int, Figure]
    last: tuple[int, Figure]
    direction: str
    bend: Bend | None
    rank: Rank | None
    variants: tuple[Variant, ...]
    mixture: Mixture | None
    vanishes_at: Fraction | None
    severity: str
    facts: tuple[str, ...]
    obstacles: Obstacles | None = None

    @property
    def agreeing(self) -> int:
        """Variants that point the same way."""
        return sum(v.direction == self.direction for v in self.variants)

    @property
    def contradictions(self) -> tuple[Variant, ...]:
        """Variants that point the other way."""
        opposite = {IMPROVING: WORSENING, WORSENING: IMPROVING}.get(self.direction, "")
        return tuple(v for v in self.variants if v.direction == opposite)


def diagnose(
    question: Question, evidence: Mapping[str, Figures], by_source: Mapping[str, Figures]
) -> Finding | None:
    """The finding of a question; None where fewer than two years can be measured.

    `evidence`: figures by vintage label; `CHOSEN` holds what the board's rule chose. `by_source`:
    figures as each source printed them.
    """
    series = _series(question, question.reading, evidence[CHOSEN])
    printed = _printed(question, evidence[CHOSEN])
    shown = printed or series
    if len(shown) < 2:
        return None
    first, last = min(shown), max(shown)
    direction = compare(shown[first], shown[last], question.reading.better)
    variants = tuple(_variants(question, evidence))
    years = sorted(shown)
    return Finding(
        question=question,
        first=(first, shown[first]),
        last=(last, shown[last]),
        direction=direction,
        bend=find_bend(years, _for_trend([float(shown[y].value) for y in years])),
        rank=_rank(question, evidence[CHOSEN]),
        variants=variants,
        mixture=_mixture(question, by_source, evidence),
        vanishes_at=_vanishes(question, evidence[CHOSEN], shown, direction),
        severity=severity(question, shown[last], direction, variants),
        facts=tuple(dict.fromkeys((*shown[first].facts, *shown[last].facts))),
    )


def compare(first: Figure, last: Figure, better: str) -> str:
    """The direction between two figures: undecided while what they can stand for meets."""
    if first.interval.meets(last.interval):
        return FLAT if first.value == last.value else UNDECIDED
    rising = first.interval.below(last.interval)
    return IMPROVING if rising == (better == "up") else WORSENING


def severity(
    question: Question, last: Figure, direction: str, variants: tuple[Variant, ...]
) -> str:
    """high, medium, low or contested.

    Size: a gap to parity above one half scores 2, above one quarter 1. Direction: worsening scores
    2, flat or undecided 1, improving 0. Three points and more are high, two medium. When fewer than
    two thirds of the variants share the direction the finding is contested.
    """
    agreeing = sum(v.direction == direction for v in variants)
    if variants and Fraction(agreeing, len(variants)) < AGREEMENT:
        return "contested"
    points = {WORSENING: 2, IMPROVING: 0}.get(direction, 1)
    gap = _gap(question, last.value)
    if gap is not None:
        points += 2 if gap > LARGE else 1 if gap > MIDDLING else 0
    return "high" if points >= 3 else "medium" if points == 2 else "low"


def _gap(question: Question, value: Fraction) -> Fraction | None:
    """The relative distance to parity."""
    if not question.parity:
        return None
    return abs(question.parity - value) / max(abs(value), Fraction(question.parity))


def _series(question: Question, reading: Reading, figures: Figures) -> Series:
    return measure(figures, reading.measure, question.indicator, question.of, question.to)


def _printed(question: Question, figures: Figures) -> Series:
    if not question.printed:
        return {}
    return measure(figures, "level", question.printed, question.of, "")


def _variants(question: Question, evidence: Mapping[str, Figures]) -> list[Variant]:
    found = []
    for vintage, figures in evidence.items():
        for reading in (question.reading, *question.also):
            if vintage == CHOSEN and reading is question.reading and not question.printed:
                continue
            variant = _variant(question, reading, vintage, figures)
            if variant is not None:
                found.append(variant)
    return found


def _variant(
    question: Question, reading: Reading, vintage: str, figures: Figures
) -> Variant | None:
    series = _series(question, reading, figures)
    if len(series) < 2:
        return None
    first, last = min(series), max(series)
    direction = compare(series[first], series[last], reading.better)
    ends = ((first, series[first].value), (last, series[last].value))
    return Variant(vintage, reading.measure, ends[0], ends[1], direction)


def _rank(question: Question, figures: Figures) -> Rank | None:
    """The first party's place by level, in the last year in which two others have a figure."""
    for year in reversed(figures.years(question.indicator) if question.among else []):
        own = figures.get(question.indicator, question.of[0], year)
        others = [figures.get(question.indicator, party, year) for party in question.among]
        known = [other.value for other in others if other is not None]
        if own is not None and len(known) >= FEWEST_TO_RANK:
            up = question.reading.better == "up"
            ahead = sum(value > own.value if up else value < own.value for value in known)
            return Rank(ahead + 1, len(known) + 1, year)
    return None


def _vanishes(
    question: Question, figures: Figures, shown: Series, direction: str
) -> Fraction | None:
    """What the finding needs to be gone: parity with the other party, or no worsening."""
    first, last = min(shown), max(shown)
    if question.parity is None or not question.to:
        return shown[first].value if direction == WORSENING else None
    other = figures.get(question.indicator, question.to, last)
    return None if other is None else other.value * question.parity / 100


def _for_trend(values: list[float]) -> list[float]:
    """Logarithms where all values are positive: a steady rate is a straight line."""
    return [log(value) for value in values] if min(values) > 0 else values


def _mixture(
    question: Question, by_source: Mapping[str, Figures], evidence: Mapping[str, Figures]
) -> Mixture | None:
    """Whether one source prints endpoints that fit different vintages only."""
    by_vintage = {v: _series(question, question.reading, f) for v, f in evidence.items() if v}
    alone = tuple(
        variant
        for vintage in by_vintage
        if (variant := _variant(question, question.reading, vintage, evidence[vintage]))
    )
    for source, figures in by_source.items():
        printed = _printed(question, figures)
        if len(printed) < 2:
            continue
        first, last = min(printed), max(printed)
        old, new = (_fitting(printed[y].interval, y, by_vintage) for y in (first, last))
        if old and new and not set(old) & set(new):
            ends = ((first, printed[first].value, old), (last, printed[last].value, new))
            return Mixture(source, *ends, alone)
    return None


def _fitting(interval: Interval, year: int, by_vintage: Mapping[str, Series]) -> tuple[str, ...]:
    return tuple(
        vintage
        for vintage, series in by_vintage.items()
        if year in series and series[year].interval.meets(interval)
    )
