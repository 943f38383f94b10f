"""How a number can be reckoned from the lines and the field that the words name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from yipan.reading.model import Formula
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.table_lines import Line, Matrix
from yipan.reading.relations.table_formulas import factor_between
from yipan.reading.search.table_fields import Field, at_one_time, between_times, rates_told
from yipan.reading.search.table_subjects import Said, counted
from yipan.reading.search.table_wholes import size_of, sum_of, total_of

_FELL = re.compile(r"[降减跌缩]|回落|下滑|萎缩")
_LESS = re.compile(r"[低慢少]于?出?|落后")
_TWO = (("收入", "支出"), ("收", "支"), ("出口", "进口"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to reckon a number from cells; `rank` 0: what the words say first, -1: what alone."""

    formula: Formula
    rank: int = 0


def forms(
    said: Said, relation: str, lines: list[Line], matrix: Matrix, field: Field
) -> Iterator[Formula]:
    """One number after the other from one field of the lines, the first as the words say."""
    words, line = said.words, lines[0]
    if relation in {"mean", "growth_times", "contribution", "rate_gap", "share_gap"} or (
        relation in {"growth", "difference"} and said.other is None
    ):
        for a, b in between_times(line, field, words):
            yield from _moved(said, relation, lines, matrix, a, b)
        return
    if relation == "sum_components" and len(lines) == 1 < len(field.places) == counted(
        words.clause
    ):
        yield formulas.add([q.id for n in field.places if (q := line.cells[n]) is not None])
    for n in at_one_time(line, field, words):
        part = sum_of(lines, n)
        if part is None:
            continue
        if relation == "text_table_match":
            yield part
        elif relation == "sum_components":
            yield from _sums(said, lines, matrix, n, part)
        elif said.other is not None:
            rest = [r.line for r in said.other.rows]
            other = sum_of(rest, n)
            if relation == "difference" and size_of(lines, n) < size_of(rest, n):
                part, other = other, part
            falls = bool(_FELL.search(said.place.lead))
            yield from _compared(relation, part, other, falls)
        elif relation == "share":
            whole = total_of(matrix, n, line)
            if whole is not None and whole != part:
                yield formulas.percent(part, whole)


def _sums(
    said: Said, lines: list[Line], matrix: Matrix, n: int, part: Formula
) -> Iterator[Formula]:
    if len(lines) > 1:
        yield part
    elif lines[0].is_total or said.about is None:
        whole = total_of(matrix, n)
        if whole is not None:
            yield whole


def _compared(
    relation: str, part: Formula | None, other: Formula | None, falls: bool
) -> Iterator[Formula]:
    if part is None or other is None or other == part:
        return
    if relation == "difference":
        yield ("-", part, other)
    elif relation == "growth":
        rate = formulas.growth(other, part)
        yield ("-", "0", rate) if falls else rate
    elif relation == "times":
        yield ("/", part, other)
    else:
        yield formulas.percent(part, other)


def _moved(
    said: Said, relation: str, lines: list[Line], matrix: Matrix, a: int, b: int
) -> Iterator[Formula]:
    """From an earlier column to a later one."""
    base, last = sum_of(lines, a), sum_of(lines, b)
    if base is None or last is None:
        return
    falls = bool(_FELL.search(said.place.lead))
    match relation:
        case "growth":
            rate = formulas.growth(base, last)
            yield ("-", "0", rate) if falls else rate
        case "growth_times":
            yield ("-", ("/", last, base), "1")
            yield ("/", last, base)
        case "mean":
            years = _years(lines[0], a, b)
            if years > 1:
                rate = formulas.mean_growth(base, last, years)
                yield ("-", "0", rate) if falls else rate
        case "contribution":
            c, d = total_of(matrix, a, lines[0]), total_of(matrix, b, lines[0])
            if c is not None and d is not None:
                yield formulas.percent(("-", last, base), ("-", d, c))
        case "rate_gap":
            other = [row.line for row in said.other.rows] if said.other else []
            c, d = sum_of(other, a), sum_of(other, b)
            if c is not None and d is not None and c != base:
                gap: Formula = ("-", formulas.growth(base, last), formulas.growth(c, d))
                yield ("-", "0", gap) if _LESS.search(said.words.clause) else gap
        case "share_gap":
            c, d = total_of(matrix, a, lines[0]), total_of(matrix, b, lines[0])
            if c is not None and d is not None and c != base:
                gap = ("-", formulas.percent(last, d), formulas.percent(base, c))
                yield ("-", "0", gap) if falls else gap
        case _:
            yield ("-", base, last) if falls else ("-", last, base)


def _years(line: Line, a: int, b: int) -> int:
    first, last = line.cells[a], line.cells[b]
    if first is None or last is None or not first.period.year or not last.period.year:
        return 0
    return last.period.year - first.period.year


def quotients(said: Said, lines: list[Line], held: list[Field]) -> Iterator[Reading]:
    """One field of a line over another, in the unit of the number."""
    line, words = lines[0], said.words
    yield from _of_lines(said, held)
    for above in held:
        for below in held:
            if above is below:
                continue
            n = next(at_one_time(line, above, words), None)
            m = next(at_one_time(line, below, words), None)
            a, b = (line.cells[n] if n is not None else None, line.cells[m] if m is not None else None)  # fmt: skip
            if a is None or b is None or not b.mid:
                continue
            factor = factor_between(words.sentence[-40:], said.quantity, a, b)
            if factor is not None:
                whole: Formula = ("/", a.id, b.id)
                yield Reading(whole if factor == 1 else ("*", whole, str(factor)))


def _of_lines(said: Said, held: list[Field]) -> Iterator[Reading]:
    """每亿元研发经费对应的授权量: one line over another at one time."""
    about = said.about.rows[0].matrix if said.about is not None else None
    for above, below in permutations([r for r in said.named if r.matrix is about][-3:], 2):
        for field in held[:2]:
            for n in at_one_time(above.line, field, said.words):
                a, b = above.line.cells[n], below.line.cells[n]
                if a is None or b is None or not b.mid:
                    continue
                factor = factor_between(said.words.sentence[-40:], said.quantity, a, b)
                if factor is not None:
                    whole: Formula = ("/", a.id, b.id)
                    yield Reading(whole if factor == 1 else ("*", whole, str(factor)), 1)


def printed_gaps(said: Said, lines: list[Line], matrix: Matrix) -> Iterator[Reading]:
    """One printed rate of a line less that of another."""
    rest = [row.line for row in said.other.rows] if said.other is not None else []
    if len(lines) != 1 or len(rest) != 1:
        return
    for order, n in enumerate(rates_told(lines[0], matrix, said.words)):
        a, b = lines[0].cells[n], rest[0].cells[n]
        if a is not None and b is not None and b.dimension == "percent":
            high, low = (a, b) if a.mid >= b.mid else (b, a)
            yield Reading(("-", high.id, low.id), min(order, 1))


def surplus(said: Said, lines: list[Line], held: list[Field]) -> Iterator[Reading]:
    """Receipts less spending."""
    for first, second in _TWO:
        a = next((f for f in held if first in f.core), None)
        b = next((f for f in held if second in f.core and f is not a), None)
        if a is None or b is None:
            continue
        n = next(at_one_time(lines[0], a, said.words), None)
        m = next(at_one_time(lines[0], b, said.words), None)
        more = sum_of(lines, n) if n is not None else None
        less = sum_of(lines, m) if m is not None else None
        if more is not None and less is not None:
            yield Reading(("-", more, less))
            yield Reading(("-", less, more), 1)
            return
