"""Places in a column that the figure itself tells: 浙江占比达90.3%，居首位; 河北为86.0%，在七省市中列第三位.

The figure before the words stands once in the line of its place: that is the column. Where none is
printed, the clause names the header: 湖南支出规模居三省之首.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from yipan.reading.model import Claim, Formula, Quantity, Trace
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker, moves, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.relations.ranks import subject_place
from yipan.reading.search.columns import Column, Columns
from yipan.reading.search.table_ranks import PATTERN as AMONG_LINES
from yipan.reading.text.numbers import whole_number
from yipan.reading.text.sentences import Sentence

PATTERN = "place in a column of a table"
_PLACE = re.compile(
    r"(?P<top>最[高大多]|(?:位?居|列|排名?|名列)(?:[^，。；0-9]{0,6}之首|首位?|榜首|第一位?)|首位|(?P<end>最[低小少]|垫底|末位|居末))"
    r"|(?:居|列|排名?|位[居列]|名列|排在?)第(?P<n>[二三四五六七八九十]|[2-9])位?"
)
_HINT = re.compile("最|首|第|末|垫底")
_WIDER = re.compile(r"全[国球]|世界|历史|同期|近年|以来|全[省市]|西部|东部|中部|同类|沿线")
_COUNT = re.compile(
    r"(?P<n>[两二三四五六七八九十]|1?[0-9])(?:个)?(?:省区市|省市区?|省区|省|市|地区?|区|县|州|城|家|国)"
)
_LISTED = re.compile(r"表\s?[0-9一二三四五六七八九十]{1,2}\s?(?:中|所列|内|各|的)")
_CORE = re.compile(r"(?:规模|总量|总额|水平|情况|占比|数量|的|也|又|则|均|仍|稳|分别|为|在|中)+")
_GREW = re.compile("增[幅速长量]|涨幅|[升降]幅|提高|下降|变化")
_AMONG = re.compile(
    r"在?(?:表[0-9]+所列(?:地区|省市)?|[两二三四五六七八九十]+(?:省区市|省市区?|省区|省|市|地|区|县|州))中?"
)
_CLAUSE = re.compile("[，。；：]")
_PLACES = frozenset({"省", "市", "县", "区", "州", "国", "个", "省市", "家", "地"})
_LEVELS = frozenset({"level", "share", "ratio"})
_FEWEST, _NEAR, _SHORT = 3, 60, 2
_ORDERS = frozenset({"extremum", "rank_order"})


def column_ranks(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Places of figures among those of their column."""
    columns = Columns(figures.reading, evidence)
    if not columns.all:
        return
    make = Maker(figures.reading, evidence)
    done = [
        c.span
        for c in told
        if c.relation in _ORDERS and c.verdict == "consistent" and c.pattern != AMONG_LINES
    ]
    for sentence in figures.reading.sentences:
        if sentence.tabular or not _HINT.search(sentence.text):
            continue
        near = columns.near(sentence.raw[0])
        for match in _PLACE.finditer(sentence.block.text, sentence.start, sentence.end):
            span = sentence.block.span(*match.span())
            if not any(a < span[1] and span[0] < b for a, b in done):
                claim = _of(make, near, sentence, match)
                if claim is not None:
                    yield claim


def _of(make: Maker, columns: Columns, sentence: Sentence, match: re.Match[str]) -> Claim | None:
    text = sentence.block.text
    clause = _CLAUSE.split(text[sentence.start : match.start()])[-1] + match[0]
    if _WIDER.search(clause):
        return None
    printed = _printed(sentence, match.start())
    if _GREW.search(clause):
        return None if printed is None else _most_grown(make, columns, sentence, match, printed)
    own = _CORE.sub("", _AMONG.sub("", clause[: -len(match[0])]))
    own = own.replace(printed.party or " ", "") if printed is not None else own
    if printed is not None and (len(own) < _SHORT or printed.text in clause):
        held = columns.of_value(printed.party or "", printed)
        party = printed.party or ""
    else:
        party, held = _named(columns, sentence, match, clause)
    held = [c for c in held if len(c.members) >= _FEWEST and party in c.members]
    if len(held) != 1:
        return None
    count = _COUNT.search(clause)
    size = whole_number(count["n"]) if count else 0
    if size and size != len(held[0].members):
        return None
    sure = bool(size) or bool(_LISTED.search(clause))
    return _ranked(make, sentence, match, held[0], party, sure)


def _most_grown(
    make: Maker, columns: Columns, sentence: Sentence, match: re.Match[str], last: Quantity
) -> Claim | None:
    """由1.81%提高到2.41%，增幅在三省中最大: the rise of each line between the two columns."""
    held = sentence.quantities[: sentence.quantities.index(last)]
    party = last.party or ""
    pairs = [
        (a, b)
        for b in columns.of_value(party, last)
        for a in (columns.of_value(party, held[-1]) if held else ())
        if a.name == b.name and a.year and b.year and a.year < b.year
    ]
    if len(pairs) != 1 or match["n"] or party not in pairs[0][0].members:
        return None
    first, second = (c.members for c in pairs[0])
    sign = "-" if last.dimension == "percent" else "/"
    steps: dict[str, Formula] = {p: (sign, second[p].id, first[p].id) for p in first if p in second}
    if len(steps) < _FEWEST or any(q.mid <= 0 for q in first.values()):
        return None
    known = make.evidence.quantities
    others = sorted(
        (f for p, f in steps.items() if p != party),
        key=lambda f: _middle(f, known),
        reverse=not match["end"],
    )
    series = [steps[party], others[0]]
    good = moves(series[0], series[1], 1 if match["end"] else -1, known)
    return make.plain(
        "extremum", sentence, sentence.block.span(*match.span()),
        "consistent" if good else "inconsistent", "AGREES" if good else "AGAINST",
        (" < " if match["end"] else " > ").join(formulas.show(f, known) for f in series), severity="soft",
        operands=[i for f in series for i in formulas.operands(f, known)], pattern=PATTERN,
        trace=Trace("rising" if match["end"] else "falling", series=tuple(series)),
    )  # fmt: skip


def _middle(value: Formula, known: dict[str, Quantity]) -> Fraction:
    interval = formulas.evaluate(value, known)
    return ((interval.lo or Fraction(0)) + (interval.hi or Fraction(0))) / 2


def _printed(sentence: Sentence, stop: int) -> Quantity | None:
    """The level told last before the words with its own place: of the place that their clause names."""
    text = sentence.block.text
    clause = max(text.rfind(mark, sentence.start, stop) for mark in "，；：") + 1
    named = [
        t.value.name
        for t in sentence.tokens
        if t.kind == "L" and clause <= t.start < stop and t.value.level != "state"
    ]
    for quantity in reversed(sentence.quantities):
        token = sentence.tokens[sentence.at[quantity.id]]
        if token.end > stop or quantity.role not in _LEVELS or quantity.unit in _PLACES:
            continue
        between = text[token.end : stop]
        if len(between) > _NEAR or "；" in between:
            return None
        own = quantity.party and "party" not in quantity.inherited
        if not named or (own and quantity.party == named[-1]):
            return quantity if own else None
    return None


def _named(
    columns: Columns, sentence: Sentence, match: re.Match[str], clause: str
) -> tuple[str, list[Column]]:
    """湖南支出规模居三省之首: the place and the header that the clause names."""
    spot = next(
        (n for n, t in enumerate(sentence.tokens) if t.end > match.start()), len(sentence.tokens)
    )
    place = subject_place(sentence, spot)
    if place is None:
        return "", []
    words = clause[: -len(match[0])]
    core = _CORE.sub(
        "",
        _AMONG.sub(
            "", words[words.rfind(place.name) + len(place.name) :] if place.name in words else words
        ),
    )
    if len(core) < _SHORT:
        return "", []
    year = next(
        (
            t.value[0].year
            for t in reversed(sentence.tokens[:spot])
            if t.kind == "T" and isinstance(t.value, tuple)
        ),
        None,
    )
    held = [c for c in columns.all if core in c.name and place.name in c.figures]
    held = [c for c in held if c.name == core] or held
    last = year or max((c.year or 0 for c in held), default=0)
    return place.name, [c for c in held if (c.year or 0) == last]


def _size(quantity: Quantity) -> Fraction:
    return quantity.mid * quantity.scale


def _ranked(
    make: Maker, sentence: Sentence, match: re.Match[str], column: Column, party: str, sure: bool
) -> Claim | None:
    """The figure between the one that should stand before it and the one behind."""
    own = column.members[party]
    low = bool(match["end"])
    others = sorted(
        (q for p, q in column.members.items() if p != party), key=_size, reverse=not low
    )
    rank = whole_number(match["n"]) if match["n"] else 1
    if rank > len(others) + 1 or not all(same_measure(q, own) for q in others):
        return None
    series = [*others[rank - 2 : rank - 1], own, *others[rank - 1 : rank]]
    known, way = make.evidence.quantities, 1 if low else -1
    good = all(moves(a.id, b.id, way, known) for a, b in pairwise(series))
    return make.plain(
        "rank_order" if match["n"] else "extremum", sentence, sentence.block.span(*match.span()),
        "consistent" if good else "inconsistent", "AGREES" if good else "AGAINST",
        (" < " if low else " > ").join(q.text for q in series), severity="hard" if sure else "soft",
        operands=[q.id for q in series], pattern=PATTERN,
        trace=Trace("rising" if low else "falling", series=tuple(q.id for q in series)),
    )  # fmt: skip
