"""Totals and the runs of parts near them, found by trying: what comes out, and what one digit spoils.

A run is the levels of one measure that follow a total, or that stand before a word of adding up.
A run that comes out is told as consistent. One that does not is a doubt only where the words bind
it to the total and one digit, or two exchanged, in one of its numbers would make it come out.
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from yipan.reading.model import Claim
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figure, Figures, label
from yipan.reading.reckoning.near import Near, clause_text, is_base, near_of
from yipan.reading.reckoning.repairs import neighbours
from yipan.reading.relations.additive import NO_PART, NOT_ADDITIVE, complete_splits
from yipan.reading.relations.remainders import rest_behind
from yipan.reading.search.around_runs import added, around
from yipan.reading.search.run_words import (
    BILLION,
    Run,
    apart,
    aside,
    binding,
    by_source,
    is_taken,
    left_open,
    makes_up,
    overfull,
    parallel,
    told_whole,
    total_words,
)
from yipan.reading.search.sum_words import told as told_by
from yipan.reading.text.sentences import Sentence

PATTERN = "a total and the parts near it"
_FEWEST_PARTS, _MOST_PARTS = 2, 12
_MOST_FIGURES = 40
_MOST_STARTS = 12
_BACK = 6
_HEADS = 2
_BESIDE = (0, 1)
_SHARES = frozenset({"share", "level"})
_SHARE_OF = re.compile(r"占|比重|份额")
_PER_HEAD = re.compile(r"人均[^，。；]{0,10}(?:收入|支出|消费)")
_BOUND, _TOLD, _CERTAIN = 1, 2, 3
# By the digits of the largest number: how much must bind a run that does not come out.
_ENOUGH = {2: 6, 3: 5, 4: 4}
_ENOUGH_OF_MANY = 3
_FARTHER = 1
_TINY = 1e-9
_MOST_SPLIT = 4
_FEW_DIGITS = 3
# A digit changed by k shifts a number by k times its place, an exchange of neighbours by 9k.
_STEPS = tuple(sorted((*range(1, 11), *(0.9 * k for k in range(2, 10)))))
_PLAIN = frozenset({"rounded", "exact"})
# Four bare digits that a sentence of another language says when by: 8.5% in 2024.
# 平均每个投资5.4亿元 is no part, nor is (2010=100).
_EACH = re.compile(r"=$|平均|[人户]均|均价|单价|每[\u4e00-\u9fff]{1,4}$")
_COMPARED = re.compile(r"[与同比较]")
_YEAR = re.compile(r"(?:19|20)\d\d")


def part_runs(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Claims about totals that no rule has explained; a total may be split in more ways than one."""
    make, near = Maker(figures.reading, evidence), near_of(figures)
    sums = [c for c in told if c.relation == "sum_components" and c.verdict != "unverifiable"]
    wholes = {str(c.trace.left): {*c.operands} for c in sums}
    good = [c for c in sums if c.verdict == "consistent"]
    used = {i for c in good for i in c.operands if i != c.trace.left}
    doubts: list[tuple[int, int, int, Run]] = []
    for run in _near_runs(make, near):
        if _PER_HEAD.search(clause_text(run.whole)) and not by_source(run):
            continue
        if run.listed:
            continue
        if not run.comes_out:
            bound = binding(run)
            rank = _rank(run, bound)
            if rank and not left_open(run) and not _leaves_rest(run):
                doubts.append((-rank, -bound, -len(run.parts), run))
        elif not used.issuperset(run.ids) and (
            run.digits > _ENOUGH_OF_MANY or binding(run) > _FARTHER
        ):
            yield _claim(make, run, wholes, "soft")
            used.update(run.ids)
    raw = make.reading.document.raw
    for rank, _, _, run in sorted(doubts, key=lambda d: d[:3]):
        if used.isdisjoint(run.ids) and (-rank == _CERTAIN or _slips(run, raw)):
            yield _claim(make, run, wholes, "soft" if -rank == _BOUND else "hard")
            used.update(run.ids)


def _leaves_rest(run: Run) -> bool:
    """分别承接78个、91个和38个，其余落在…: fewer than the total, and the words say so."""
    last = run.parts[-1]
    return not run.exceeds and run.behind and rest_behind(last.sentence, last.quantity) is True


def _rank(run: Run, bound: int) -> int:
    """What a run that does not come out is: nothing, a doubt or an error if it slips, an error."""
    if run.listed or _is_compared(run.whole) or _leaves_out(run):
        return 0
    if makes_up(run) or overfull(run):
        return _CERTAIN
    if bound >= _enough(run):
        return _TOLD if told_whole(run) else _BOUND
    return 0


def _leaves_out(run: Run) -> bool:
    """九市11.02万亿元,香港、澳门分别约合2.71万亿元和0.33万亿元: a round part stands among the others."""
    held = {id(f.sentence): f.sentence for f in run.parts}.values()
    first, last = run.parts[0].quantity, run.parts[-1].quantity
    return any(
        first.start < q.start < last.start and q.qualifier not in _PLAIN
        and q.role == "level" and same_measure(q, first)
        for sentence in held for q in sentence.quantities
    )  # fmt: skip


def _is_compared(whole: Figure) -> bool:
    """与2021年的5.00万亿元相比: what is compared with is not what the next parts make up."""
    text, token = whole.sentence.block.text, whole.sentence.tokens[whole.position]
    behind = text.startswith(("相比", "相较"), token.end)
    return behind or bool(_COMPARED.match(clause_text(whole)))


def _enough(run: Run) -> int:
    enough = _ENOUGH.get(run.digits, _ENOUGH_OF_MANY) + (0 if run.together else _FARTHER)
    # Of two digits almost any gap is one digit's: 63个, 其中26个、1个.
    if run.digits < _FEW_DIGITS and run.behind and not run.exceeds and not run.close:
        enough += 1
    return enough


def _near_runs(make: Maker, near: Near) -> Iterator[Run]:
    """Runs that come out or that one digit may spoil, with totals of the paragraph or before it."""
    before: list[list[Figure]] = []
    opening: list[list[Figure]] = []
    for held in _paragraphs(near, _shares):
        parts = [f for f in held if _can_be_part(f)]
        for whole in held:
            if _SHARE_OF.search(clause_text(whole)) and whole.quantity.qualifier in _PLAIN:
                after = [f for f in parts if f.quantity.start > whole.quantity.start]
                yield from _forward(whole, [f for f in after if not _of_its_own(f)])
    for held in _paragraphs(near, near.amounts):
        parts = [f for f in held if _can_be_part(f)]
        for whole in _heads([*opening, *before]) if len(parts) > 1 else ():
            if _can_be_whole(make, whole):
                yield from _forward(whole, parts)
        for whole in held:
            if _can_be_whole(make, whole):
                after = [f for f in parts if f.quantity.start > whole.quantity.start]
                ahead = [f for f in parts if f.quantity.start < whole.quantity.start]
                yield from _forward(whole, after, ahead)
                yield from _backward(whole, ahead)
                yield from around(whole, ahead, after)
                yield from added(whole, ahead, [*parts, *_heads(before)])
        before = [*before, held][-_BACK:]
        opening = opening if len(opening) == _HEADS else [*opening, held]


def _heads(paragraphs: Sequence[Sequence[Figure]]) -> list[Figure]:
    """The first and the last amounts of paragraphs, the nearest first."""
    found = {
        f.quantity.id: f for held in paragraphs for f in (*held[: _HEADS + 1], *held[-_HEADS:])
    }
    return sorted(found.values(), key=lambda f: -f.quantity.start)


def _shares(sentence: Sentence) -> list[Figure]:
    """The shares of a sentence: 三市占70.5%，其中甲市48.2%、乙市14.9%、丙市7.4%."""
    if sentence.kinds.count("P") < _FEWEST_PARTS + 1:
        return []
    return [
        Figure(q, sentence, sentence.at[q.id], *label(sentence, sentence.at[q.id]), "")
        for q in sentence.quantities
        if q.dimension == "percent" and q.role in _SHARES
    ]


def _of_its_own(part: Figure) -> bool:
    """占全市的48.2%: a share of another whole."""
    words = clause_text(part)
    return "占" in words and not words.endswith("占")


def _paragraphs(near: Near, of: Callable[[Sentence], list[Figure]]) -> Iterator[list[Figure]]:
    """The figures of each paragraph in order, of a long one in pieces."""
    block: object = None
    held: list[Figure] = []
    for sentence in near.figures.reading.sentences:
        if sentence.tabular:
            continue
        if sentence.block is not block or len(held) > _MOST_FIGURES:
            if held:
                yield held
            block, held = sentence.block, []
        held = held + of(sentence)[:_MOST_FIGURES]
    if held:
        yield held


def _can_be_whole(make: Maker, whole: Figure) -> bool:
    quantity = whole.quantity
    if sum(c.isdigit() for c in quantity.text) < 2 or quantity.qualifier not in _PLAIN:
        return False
    if _YEAR.fullmatch(quantity.text.strip()):
        return False
    if _PER_HEAD.search(clause_text(whole)):
        return True  # its sources add up; which runs those are `_near_runs` looks at
    known = make.evidence.indicator(quantity.indicator)
    return (known is None or known.additive) and not NOT_ADDITIVE.search(clause_text(whole))


def _can_be_part(part: Figure) -> bool:
    quantity = part.quantity
    if quantity.qualifier not in _PLAIN or not any(c in "0123456789" for c in quantity.text):
        return False
    words = clause_text(part)
    return not is_base(part) and not NO_PART.search(words) and not _EACH.search(words)


def _forward(whole: Figure, held: Sequence[Figure], ahead: Sequence[Figure] = ()) -> Iterator[Run]:
    """Runs behind a total: from the next level on, or from the head of a segment or a sentence."""
    after = [f for f in held if same_measure(f.quantity, whole.quantity)]
    if len(after) < _FEWEST_PARTS:
        return
    listed = _in_list(whole, after, ahead)
    outer = [f for f in after if not aside(f)]
    for parts in (after, outer) if len(outer) < len(after) else (after,):
        for first in range(min(len(parts) - 1, _MOST_STARTS)):
            far = parts[first].sentence.block is not whole.sentence.block
            head = first == 0 or apart(parts[first - 1], parts[first])
            if head or (not far and first == 1):
                yield from _lengths(whole, parts[first:][:_MOST_PARTS], listed)


def _in_list(whole: Figure, after: Sequence[Figure], ahead: Sequence[Figure]) -> bool:
    """东湖192万人次、西山67万人次、南湾164万人次: a level between others of one list is no total."""
    before = [f for f in ahead[-_HEADS:] if f is not whole]
    row = [*before[-1:], whole, after[0]]
    if len(row) > 2 and same_measure(row[0].quantity, whole.quantity) and parallel(row):
        return True
    if len(before) == _HEADS and all(same_measure(f.quantity, whole.quantity) for f in before):
        opened = aside(
            after[0]
        )  # 湖北5.37,湖南4.87,江西3.21: the last of a list, but 江西18个,其中A、B
        if parallel([*before, whole]) and not opened:
            return not told_by("adds", "total", total_words(whole))
    row = [whole, *after[:2]]  # 其中湖北18个、湖南8个、江西10个
    return parallel(row) and told_by("opens", "before", clause_text(whole)) > 1


def _lengths(whole: Figure, parts: Sequence[Figure], listed: bool) -> Iterator[Run]:
    stated, width = _worth(whole)
    total, step = _worth(parts[0])
    width += step
    for count in range(2, len(parts) + 1):
        part = parts[count - 1]
        value, step = _worth(part)
        total, width = total + value, width + step
        ends = count == len(parts) or apart(part, parts[count])
        beside = ends and parts[0].sentence.index - whole.sentence.index in _BESIDE
        if beside or _near_enough(stated, total, width):
            yield Run(whole, tuple(parts[:count]), True, ends, listed)


def _backward(whole: Figure, held: Sequence[Figure]) -> Iterator[Run]:
    """Runs before a word of adding up: A 1.2, B 3.4, 合计 4.6."""
    before = [f for f in held if f is not whole and same_measure(f.quantity, whole.quantity)]
    before = before[-_MOST_PARTS:]
    if not told_by("adds", "total", total_words(whole)) and not _tied_before(whole, before):
        return
    outer = [f for f in before if not aside(f)]
    for parts in (before, outer) if len(outer) < len(before) else (before,):
        yield from _lengths_back(whole, parts)


def _tied_before(whole: Figure, before: Sequence[Figure]) -> bool:
    """A known split and then its whole: 职工医保A，居民医保B，参保C; what a deduction leaves."""
    beside = [f for f in before[-_MOST_SPLIT:] if f.sentence is whole.sentence]
    if beside and is_taken(beside[-1]):
        return True
    return len(beside) > 1 and any(split[-1] is beside[-1] for split in complete_splits(beside))


def _lengths_back(whole: Figure, before: Sequence[Figure]) -> Iterator[Run]:
    stated, width = _worth(whole)
    total = 0.0
    for first in range(len(before) - 1, -1, -1):
        value, step = _worth(before[first])
        total, width = total + value, width + step
        parts = before[first:]
        begins = first == 0 or apart(before[first - 1], before[first])
        beside = begins and parts[0].sentence is whole.sentence
        if len(parts) > 1 and (beside or _near_enough(stated, total, width)):
            yield Run(whole, tuple(parts), False, begins)


@lru_cache(maxsize=256)
def _worth(figure: Figure) -> tuple[float, float]:
    """A level, counted against the others where it is deducted, and its printed step."""
    quantity = figure.quantity
    sign = -1 if is_taken(figure) else 1
    return sign * float(quantity.mid * quantity.scale), float(quantity.step * quantity.scale)


def _near_enough(stated: float, total: float, width: float) -> bool:
    """Whether the sum comes out, or a digit or an exchange of two may part them."""
    gap, slack = abs(stated - total), width / 2 + 1e-9 * abs(stated)
    if gap <= slack:
        return True
    power = 10 ** math.floor(math.log10(gap))
    spot = bisect(_STEPS, gap / power)
    return any(abs(gap - step * power) <= slack for step in _STEPS[max(0, spot - 1) : spot + 1])


def _slips(run: Run, raw: str) -> bool:
    """Whether one digit, or two exchanged, in one number would make the parts the whole."""
    gap, width = run.gap
    for figure, side in ((run.whole, 1), *((p, 1 if is_taken(p) else -1) for p in run.parts)):
        quantity = figure.quantity
        # The value that the number would have to be, give or take the precision of the sum.
        fine = quantity.scale * BILLION
        wanted, slack = quantity.mid - side * gap / fine, width / fine / 2
        low, high = float(wanted - slack) - _TINY, float(wanted + slack) + _TINY
        near = neighbours(quantity, raw, low, high)
        if any(low <= float(value) <= high for _, value in near):
            return True
    return False


def _claim(make: Maker, run: Run, wholes: dict[str, set[str]], severity: str) -> Claim:
    """The total against its parts; if it is told already or far, the last part against the rest."""
    whole, last = run.whole.quantity, run.parts[-1]
    told = run.ids.isdisjoint(wholes.get(whole.id, run.ids))
    again = (told or not run.together) and not is_taken(last)
    figure, formula = (last, run.last_part) if again else (run.whole, run.formula)
    wholes.setdefault(whole.id, run.ids)
    claim = make.compare(
        "sum_components", figure.sentence, figure.quantity, formula,
        severity=severity, pattern=PATTERN, extra=(figure.quantity.id,),
    )  # fmt: skip
    claim.start = min(claim.start, *(p.quantity.start for p in run.parts))
    claim.end = max(claim.end, *(p.quantity.end for p in run.parts))
    return claim
