"""How many years lie between: 由2013年底…增加到2024年底…，11年间; 相隔近七年; “十四五”的五年间; 已满七年."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from yipan.core.period import Period
from yipan.reading.model import Claim, Formula, Quantity, Trace
from yipan.reading.reckoning.evidence import Evidence, Maker
from yipan.reading.reckoning.figures import Figures
from yipan.reading.relations.lengths import FOUNDED
from yipan.reading.text.sentences import Sentence

PATTERN = "years between two times"
_PLAN = re.compile(r"[“\"]?十[一二三四五]?五[”\"]?(?:规划|时期|期间|末|时期末)?的?(?:这|整整)?\Z")
_APART = re.compile(r"(?:相隔|间隔|时隔|相距|历时|前后跨越)了?(?:约|近|整整)?\Z")
_ELAPSED = re.compile(r"(?:已满|满|走过了?|已走过了?|整整|已历|历经|已经?实施|已有)(?:约|近)?\Z")
_WITHIN = re.compile(r"间|里|来(?!自|临)|内")
_PLAN_YEARS = 5
_MOST = 40
_DAYS = Fraction(1461, 4)


def year_spans(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Numbers of years whose two ends are told."""
    make = Maker(figures.reading, evidence)
    starts: list[int] | None = None
    for sentence in figures.reading.sentences:
        if "y" not in sentence.kinds:
            continue
        for quantity in sentence.quantities:
            position = sentence.at[quantity.id]
            if sentence.kinds[position] != "y" or quantity.unit != "年" or quantity.mid > _MOST:
                continue
            before = sentence.block.text[sentence.start : sentence.tokens[position].start][-16:]
            behind = sentence.block.text[sentence.tokens[position].end : sentence.end][:2]
            claim = _of(make, figures, sentence, quantity, before, behind)
            if claim is None and _ELAPSED.search(before):
                starts = _starts(figures) if starts is None else starts
                claim = _elapsed(make, sentence, quantity, starts)
            if claim is not None:
                yield claim


def _of(
    make: Maker, figures: Figures, sentence: Sentence, quantity: Quantity, before: str, behind: str
) -> Claim | None:
    if _PLAN.search(before) and quantity.mid == _PLAN_YEARS:
        return _told(
            make, sentence, quantity, str(_PLAN_YEARS), f"五年规划 = {_PLAN_YEARS} 年", True
        )
    if _APART.search(before):
        return _apart(make, figures, sentence, quantity)
    if _WITHIN.match(behind) and quantity.qualifier == "exact":
        return _within(make, sentence, quantity)
    return None


def _told(
    make: Maker, sentence: Sentence, quantity: Quantity, right: Formula, shown: str, good: bool,
    left: Formula | None = None,
) -> Claim:  # fmt: skip
    return make.plain(
        "period_length", sentence, (quantity.start, quantity.end),
        "consistent" if good else "inconsistent", "AGREES" if good else "DIFFERS",
        f"{shown}; 文中为 {quantity.text}", severity="soft", operands=(quantity.id,),
        trace=Trace("meets", left or quantity.id, right), claimed=quantity.interval, pattern=PATTERN,
    )  # fmt: skip


def _times(sentence: Sentence, stop: int) -> list[Period]:
    """The times that a sentence names before an offset."""
    held = (t for t in sentence.tokens if t.kind == "T" and t.end <= stop)
    found = [t.value[0] for t in held if isinstance(t.value, tuple)]
    return [p for p in found if p.start is not None and p.end is not None]


def _within(make: Maker, sentence: Sentence, quantity: Quantity) -> Claim | None:
    """From a year to another, or over 2014—2020年: one year more where whole years are meant."""
    times = _times(sentence, sentence.tokens[sentence.at[quantity.id]].start)
    years = list(dict.fromkeys((p.start.year, p.end.year) for p in times if p.start and p.end))
    if not years or len(years) > 2 or any(p.kind == "since" for p in times):
        return None
    first, last = years[0][0], years[-1][1]
    if first >= last:
        return None
    whole = not all(p.is_instant for p in times)
    left: Formula = str(quantity.mid)
    right: Formula = ("range", str(last - first), str(last - first + whole))
    good = last - first <= quantity.mid <= last - first + whole
    bound = len(years) == 1 or re.search("F.*Z", sentence.kinds[: sentence.at[quantity.id]])
    if not good and not bound:
        return None  # 与2021年相比, behind another year: which two are meant is not told
    return _told(make, sentence, quantity, right, f"{last} − {first} = {last - first}", good, left)


def _apart(make: Maker, figures: Figures, sentence: Sentence, quantity: Quantity) -> Claim | None:
    """The two dates named last, in this sentence or the one before."""
    times = _times(sentence, sentence.tokens[sentence.at[quantity.id]].start)
    before = figures.previous(sentence)
    if len(times) < 2 and before is not None:
        times = [*_times(before, before.end), *times]
    if len(times) < 2:
        return None
    first, last = times[-2], times[-1]
    if first.start is None or last.start is None or first.start >= last.start:
        return None
    years = Fraction((last.start - first.start).days) / _DAYS
    slack = Fraction(1) if first.days and first.days > 31 else Fraction(1, 6)
    low, high = (years - slack).limit_denominator(1000), (years + slack).limit_denominator(1000)
    if quantity.qualifier == "exact":
        low, high = low - Fraction(1, 2), high + Fraction(1, 2)
    stated = quantity.interval
    good = not (stated.hi is not None and stated.hi < low) and not (
        stated.lo is not None and stated.lo > high
    )
    shown = f"{first.start:%Y-%m} → {last.start:%Y-%m}: {float(years):.1f} 年"
    return _told(make, sentence, quantity, ("range", str(low), str(high)), shown, good)


def _starts(figures: Figures) -> list[int]:
    """The years in which something was begun, as far as the text tells."""
    return sorted({int(y) for y in FOUNDED.findall(figures.reading.document.raw[:400_000])})


def _elapsed(
    make: Maker, sentence: Sentence, quantity: Quantity, starts: list[int]
) -> Claim | None:
    """到2021年底，已满七年: from a year in which something was begun."""
    times = _times(sentence, sentence.tokens[sentence.at[quantity.id]].start)
    end = times[-1].end.year if times and times[-1].end else make.reading.document.anchor
    if end is None:
        return None
    fits = [y for y in starts if 0 <= end - y - quantity.mid <= 1]
    shown = f"{end} − {fits[0]} ≈ {quantity.text}" if fits else "没有起始年份"
    return make.plain(
        "period_length", sentence, (quantity.start, quantity.end),
        "consistent" if fits else "unverifiable", "AGREES" if fits else "NO_EVIDENCE", shown,
        operands=(quantity.id,), pattern="years since a start",
        trace=Trace("years_back", quantity.id, str(end), series=(str(fits[0]),) if fits else ()),
    )  # fmt: skip
