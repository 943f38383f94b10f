"""Trends over a line of a table that the words name: 教育、医疗两个领域的变异系数逐期下降.

A line is named by its own name, by that name with words inside it (兴宁电站断面总磷 is 兴宁电站总磷),
or with others by the beginning that they have in common (庙咀里两项指标). Cells that the sentence
leaves out by a year are left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import near_of
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.search.run_words import counted
from yipan.reading.search.table_pool import Named, named_lines
from yipan.reading.text.sentences import Sentence
from yipan.reading.text.spans import Spans

PATTERN = "trend over a line of a table"
_UP = "增长|增强|增加|增多|提高|提升|上升|上涨|走强|扩大|加快|攀升|走高|升高|回升|递增|改善"
_DOWN = "下降|减少|降低|缩小|回落|下滑|下跌|收窄|放缓|走低|走弱|递减|缩短"
_TREND = re.compile(
    rf"(?:持续|连年|逐年|逐期|逐轮|不断|稳步|逐季|逐月|节节|一路|连续[一二三四五六七八九十2-9]个?[年期季月])(?:地|的)?"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))"
)
_TURN = re.compile(r"先(?P<first>[升增涨高扬降减跌抑低])后(?P<second>[升增涨高扬降减跌抑低])")
_PEAK = re.compile(r"最高[点值]|最低[点值]|峰值|谷底|最[高低大小]的?一[年期]")
_RISES = frozenset("升增涨高扬")
_SINCE = re.compile(r"((?:19|20)[0-9]{2})年?(?:以来|起|以后|之后|后)")
_RANGE = re.compile(r"((?:19|20)[0-9]{2})年?(?:[-—–至到~～]{1,2})((?:19|20)[0-9]{2})年?")
_MARKS = re.compile(r"[，。；！？]")
_PLAIN = frozenset({"rounded", "exact"})
_FEWEST, _SHORTEST, _SHORT = 3, 2, 2
_BEHIND = r"(?=\Z|[^\u4e00-\u9fff]|[和与及的两三四五六七八九十各均都则也先在]|领域|方面|行业|产业|分项|指标|差距|水平)"
_KINDS = frozenset({"trend_monotone", "trend_run", "extremum", "trend_endpoint"})


def table_trends(figures: Figures, evidence: Evidence, claims: list[Claim]) -> None:
    """Judge what no series in words has decided, one claim for each line."""
    near = near_of(figures)
    lines = [n for n in named_lines(near).named if _series(n)] if figures.reading.grids else []
    if not lines:
        return
    make = Maker(figures.reading, evidence)
    told = [c for c in claims if c.relation in _KINDS]
    decided = Spans(c.span for c in told if c.verdict != "unverifiable")
    judged: list[Claim] = []
    spans: list[tuple[int, int]] = []
    for sentence in figures.reading.sentences:
        own: list[Claim] = []
        for match in () if sentence.tabular else _matches(sentence):
            span = sentence.block.span(*match.span())
            found = [] if decided.touch(span) else list(_judged(make, sentence, match, span, lines))
            if found:
                own = [*(c for c in own if not _is_open(c, Spans([span]))), *found]
                spans.append(span)
        judged += own
    here = Spans(spans)
    claims[:] = [*(c for c in claims if not _is_open(c, here)), *judged]


def _matches(sentence: Sentence) -> Iterator[re.Match[str]]:
    text = sentence.block.text
    for pattern in (_TREND, _TURN, _PEAK):
        yield from pattern.finditer(text, sentence.start, sentence.end)


def _is_open(claim: Claim, spans: Spans) -> bool:
    """Whether a claim leaves the same words open."""
    open_ = claim.relation in _KINDS and claim.verdict == "unverifiable"
    return open_ and spans.touch(claim.span)


def _judged(
    make: Maker,
    sentence: Sentence,
    match: re.Match[str],
    span: tuple[int, int],
    lines: Sequence[Named],
) -> Iterator[Claim]:
    words = sentence.block.text[sentence.start : match.start()]
    for named in _named(lines, words):
        cells = _within(_series(named), words)
        if len(cells) < _FEWEST:
            continue
        if match.re is _TREND:
            direction = 1 if match["up"] else -1
            claim = make.ordered(
                "trend_monotone", sentence, span, cells, direction, severity="soft", pattern=PATTERN
            )
            if claim.verdict == "consistent" or one_number_mends(
                claim, make.reading, make.evidence
            ):
                yield claim
        elif match.re is _TURN:
            yield from _turned(make, sentence, match, span, cells)
        else:
            yield from _peak(make, sentence, match, span, cells)


def _turned(
    make: Maker, sentence: Sentence, match: re.Match[str], span: tuple[int, int], cells: list[Quantity]
) -> Iterator[Claim]:  # fmt: skip
    """Up to the turning point one way and from there the other: told only where it comes out."""
    rises = match["first"] in _RISES
    if rises == (match["second"] in _RISES):
        return
    sizes = [q.mid for q in cells]
    turn = sizes.index(max(sizes) if rises else min(sizes))
    if not 0 < turn < len(cells) - 1:
        return
    parts = (cells[: turn + 1], 1 if rises else -1), (cells[turn:], -1 if rises else 1)
    made = [
        make.ordered("trend_monotone", sentence, span, held, way, severity="soft", pattern=PATTERN)
        for held, way in parts
    ]
    if all(c.verdict == "consistent" for c in made):
        yield made[0]


def _peak(
    make: Maker, sentence: Sentence, match: re.Match[str], span: tuple[int, int], cells: list[Quantity]
) -> Iterator[Claim]:  # fmt: skip
    """2018年达到最高值0.371: the number beside the words is that of the line; told where it is."""
    highest = "高" in match[0] or "峰" in match[0] or "大" in match[0]
    sizes = [q.mid for q in cells]
    best = max(sizes) if highest else min(sizes)
    if sizes.count(best) > 1:
        return
    top = cells[sizes.index(best)]
    beside = [
        q
        for q in sentence.quantities
        if sentence.tokens[sentence.at[q.id]].start >= match.end() - 1
        and (q.dimension == top.dimension or not q.unit)
    ]
    if beside and beside[0].mid == best:
        others = [q for q in cells if q is not top]
        second = max(others, key=lambda q: q.mid) if highest else min(others, key=lambda q: q.mid)
        yield make.ordered(
            "extremum", sentence, span, [second, top], 1 if highest else -1, severity="soft", pattern=PATTERN
        )  # fmt: skip


def _series(named: Named) -> list[Quantity]:
    """The cells of a line by their years, where they are of one measure and of several years."""
    held = [q for q in named.line.cells if q is not None and q.period.year is not None]
    years = {q.period.year for q in held}
    plain = all(q.qualifier in _PLAIN and same_measure(q, held[0]) for q in held)
    if len(years) < _FEWEST or len(years) < len(held) or not plain:
        return []
    return sorted(held, key=lambda q: q.period.year or 0)


def _within(cells: list[Quantity], words: str) -> list[Quantity]:
    """The cells of the years that the words tell."""
    since, span = _SINCE.search(words), _RANGE.search(words)
    if span:
        first, last = int(span[1]), int(span[2])
        return [q for q in cells if first <= (q.period.year or 0) <= last]
    return [q for q in cells if not since or (q.period.year or 0) >= int(since[1])]


def _named(lines: Sequence[Named], words: str) -> list[Named]:
    """The lines of one table that the clause before the words names, else those of the sentence."""
    clauses = _MARKS.split(words)
    for text in (clauses[-1], words):
        held = [n for n in lines if _stands(n.name, text)]
        held = [n for n in held if not any(n.name in o.name and o is not n for o in held)]
        held = held or [n for n in lines if _inside(n.name, text)] or _together(lines, text)
        if held:
            return [n for n in held if n.matrix is held[0].matrix]
    return []


def _stands(name: str, text: str) -> bool:
    """Whether a name stands in the words; a short one alone, not as 教育 in 义务教育学位."""
    if len(name) > _SHORT:
        return name in text
    return bool(
        re.search(rf"(?:\A|[^\u4e00-\u9fff]|[和与及在是的]){re.escape(name)}{_BEHIND}", text)
    )


def _inside(name: str, text: str) -> bool:
    """兴宁电站断面总磷: the name in two pieces, in order."""
    return any(
        name[:cut] in text and name[cut:] in text.partition(name[:cut])[2]
        for cut in range(_SHORTEST, len(name) - 1)
    )


def _together(lines: Sequence[Named], text: str) -> list[Named]:
    """庙咀里断面两项指标: as many lines as are counted begin with a name in the text."""
    numbers = counted(text)
    for length in range(6, 1, -1):
        groups: dict[str, list[Named]] = {}
        for named in lines:
            if len(named.name) > length and named.name[:length] in text:
                groups.setdefault(named.name[:length], []).append(named)
        for held in groups.values():
            if len(held) in numbers:
                return held
    return []
