"""Comparisons in words whose two sides are told elsewhere: 略高于北京, 却低于江苏、浙江和广东, 快于.

The sides are looked for among figures with the same name, measure and time in the sentence and the
two before it, then in the columns of the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yipan.reading.model import Claim, Formula, Quantity, Trace
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker, measure_of, moves
from yipan.reading.reckoning.figures import Figures
from yipan.reading.relations.ranks import ADVERBS, RANK, subject_place
from yipan.reading.search.columns import Column, Columns
from yipan.reading.search.labels import Label, labels_of
from yipan.reading.text.lexer import Token
from yipan.reading.text.names import Place
from yipan.reading.text.numbers import chinese_number
from yipan.reading.text.sentences import Sentence

PATTERN = "compared in words"
_DOWN = re.compile("低|少|未|小于|慢")
_CLAUSE = re.compile(r"[，。；：（(]")
_END = re.compile(r"[，。；：！？）)（(]|$")
_GENERIC = re.compile(
    r"(?:的|增速|增幅|涨幅|降幅|增长|平均|水平|规模|总量|经济|总额|数量|占比|比重|份额|强度|速度|程度|多年|同期|首次|一直|始终|连续|更|并|于|当年|[0-9]{4}年|分别|同比|虽然|虽|尽管|但|却|而|也|其)+"
)
_ADVERBS = re.compile(rf"\A(?:{ADVERBS.pattern})+|(?:{ADVERBS.pattern})+\Z")
_HINT = re.compile("超|[高低大小多少快慢优]于|未达|相对较|领先|更[快高低慢大小]")
_MORE = re.compile(r"(?:则|也|都|均|却)?(?P<words>更[快高低慢大小])(?=[，。；])")
_MEASURE = re.compile(r"增[速幅量]|[涨降]幅|比重|占比|水平|收入|强度|总量|规模|人均|率")
_DIGIT = re.compile("[0-9一二三四五六七八九]成?")
_TOGETHER = re.compile("之和|总和|合计|加总")
_GROUP = re.compile("([两二三四五六七八九十])(?:省市?|市|地|区|县|州|省区市?|个)")
_GREW = re.compile("增[速幅量长]|[涨降升跌]幅|[快慢]于")
_CHANGES = frozenset({"rate", "points", "difference", "mean_rate"})
_SHORT, _REACH, _VERB = 2, 2, 6


@dataclass(slots=True)
class Sides:
    """The two sides of a comparison that was found."""

    own: list[Quantity]
    others: list[Quantity]
    certain: bool
    together: bool = False


def compared(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Comparisons that no other rule has decided."""
    make = Maker(figures.reading, evidence)
    columns = Columns(figures.reading, evidence)
    orders = [c for c in told if c.relation == "rank_order"]
    seen = {c.span for c in orders}
    done = {c.span for c in orders if c.verdict == "consistent"}
    for sentence in figures.reading.sentences:
        if sentence.tabular or not (sentence.quantities or figures.reading.cells):
            continue
        if not _HINT.search(sentence.block.text, sentence.start, sentence.end):
            continue
        text = sentence.block.text
        near = columns.near(sentence.raw[0])
        for match in RANK.finditer(text, sentence.start, sentence.end):
            span = sentence.block.span(*match.span())
            inside = any(
                t.start <= match.start() < t.end and t.kind in "QPNMpqnT" for t in sentence.tokens
            )
            if inside or span in done or match[0] in {"超", "相对"}:
                continue
            claim = _of(make, figures, near, sentence, match)
            if claim is not None:
                yield claim
            elif span not in seen and _measured(sentence, match):
                yield _open(make, sentence, span)
        for match in _MORE.finditer(text, sentence.start, sentence.end):
            if _MEASURE.search(_CLAUSE.split(text[sentence.start : match.start()])[-1]):
                yield _open(make, sentence, sentence.block.span(*match.span("words")))


def _measured(sentence: Sentence, match: re.Match[str]) -> bool:
    """增长5.2%，高于全国平均水平: what is compared is a measure, and no number is told behind it."""
    text = sentence.block.text
    stop = _END.search(text, match.end(), sentence.end)
    behind = text[match.end() : stop.start() if stop else sentence.end]
    if _DIGIT.search(behind) or match[0] in {"超过", "超", "相对较多"}:
        return False
    clause = _CLAUSE.split(text[sentence.start : match.start()])[-1]
    held = [t for t in sentence.tokens if t.end <= match.start()]
    number = bool(held) and held[-1].kind == "c" and len(held) > 1 and held[-2].kind in "QPN"
    return len(_GENERIC.sub("", behind)) >= _SHORT and (number or bool(_MEASURE.search(clause)))


def _open(make: Maker, sentence: Sentence, span: tuple[int, int]) -> Claim:
    return make.plain(
        "rank_order", sentence, span, "unverifiable", "NO_EVIDENCE", "没有两方的数值", pattern=PATTERN,
    )  # fmt: skip


def _of(
    make: Maker, figures: Figures, columns: Columns, sentence: Sentence, match: re.Match[str]
) -> Claim | None:
    text = sentence.block.text
    stop = _END.search(text, match.end(), sentence.end)
    behind = (match.end(), stop.start() if stop else sentence.end)
    start = max(
        (m.end() for m in _CLAUSE.finditer(text, sentence.start, match.start())),
        default=sentence.start,
    )
    before = (start, match.start())
    sides = _sides(figures, columns, sentence, before, behind)
    if sides is None:
        return None
    up = not _DOWN.search(match[0])
    known = make.evidence.quantities
    mine: list[Formula] = [q.id for q in sides.own]
    theirs: list[Formula] = [q.id for q in sides.others]
    theirs = [formulas.add(theirs)] if sides.together else theirs
    good = all(moves(o, s, 1 if up else -1, known) for o in theirs for s in mine)
    sign = " > " if up else " < "
    names = ["、".join(formulas.show(f, known) for f in held) for held in (mine, theirs)]
    left, series, above = (mine[0], theirs, up) if len(mine) == 1 else (theirs[0], mine, not up)
    used = [q.id for q in (*sides.own, *sides.others)]
    return make.plain(
        "rank_order", sentence, sentence.block.span(*match.span()),
        "consistent" if good else "inconsistent", "AGREES" if good else "AGAINST", sign.join(names),
        severity="hard" if sides.certain else "soft", operands=used,
        trace=Trace("above" if above else "under", left, series=tuple(series)),
        pattern=PATTERN,
    )  # fmt: skip


def _sides(
    figures: Figures,
    columns: Columns,
    sentence: Sentence,
    before: tuple[int, int],
    behind: tuple[int, int],
) -> Sides | None:
    """The figures of both sides."""
    text = sentence.block.text
    held = [t for t in sentence.tokens if behind[0] <= t.start < behind[1]]
    if any(t.kind in "QPNMpR" for t in held):
        return _group_beside_number(columns, sentence, before, held)
    places = [t.value for t in held if t.kind == "L"]
    if _TOGETHER.search(text, *behind):
        return _beside_the_rest(columns, sentence, before[1], text[behind[0] : behind[1]])
    if places:
        return _of_places(figures, columns, sentence, before, places)
    other = _GENERIC.sub("", text[behind[0] : behind[1]])
    own = _bare(text[before[0] : before[1]])
    if len(own) < _SHORT or len(other) < _SHORT:
        return None
    labels = _labels(figures, sentence, before[0])
    mine = [x for x in labels if _called(x, own)]
    theirs = [x for x in labels if _called(x, other)]
    return _matched(mine, [theirs], False)


def _bare(words: str) -> str:
    """Words without what says how much, when and to what degree."""
    return _GENERIC.sub("", _ADVERBS.sub("", words))


def _beside_the_rest(columns: Columns, sentence: Sentence, stop: int, words: str) -> Sides | None:
    """三门峡市进出口总额265.8亿元，超过其余三市之和: all other members of its column."""
    count = _GROUP.search(words)
    if count is None or not words.startswith(("其余", "其他", "另外", "其它")):
        return None
    for label in reversed([x for x in labels_of(sentence) if x.end <= stop]):
        party = label.quantity.party or ""
        held = columns.of_value(party, label.quantity)
        if len(held) == 1 and party in held[0].members:
            others = [q for p, q in held[0].members.items() if p != party]
            fits = len(others) == chinese_number(count[1])
            return Sides([label.quantity], others, True, True) if fits else None
    return None


def _called(label: Label, words: str) -> bool:
    name = label.name
    if len(name) < _SHORT:
        return False
    return name == words or (
        min(len(name), len(words)) > _SHORT and (name.startswith(words) or words.startswith(name))
    )


def _labels(figures: Figures, sentence: Sentence, stop: int) -> list[Label]:
    """The figures with names before an offset, those of the sentences before too.

    Where growth is compared, those that tell a growth; else those that tell a level.
    """
    end = _END.search(sentence.block.text, stop, sentence.end)
    grew = bool(_GREW.search(sentence.block.text, stop, end.end() if end else sentence.end))
    found = [x for x in labels_of(sentence) if x.end <= stop]
    other = sentence
    for _ in range(_REACH):
        previous = figures.previous(other)
        if previous is None:
            break
        found = [*labels_of(previous), *found]
        other = previous
    return [x for x in found if (x.quantity.role in _CHANGES) is grew]


def _of_places(
    figures: Figures,
    columns: Columns,
    sentence: Sentence,
    before: tuple[int, int],
    places: list[Place],
) -> Sides | None:
    spot = next(
        (n for n, t in enumerate(sentence.tokens) if t.end > before[1]), len(sentence.tokens)
    )
    subject = subject_place(sentence, spot)
    if subject is None or subject.members or any(p.members for p in places) or subject in places:
        return None
    text = sentence.block.text
    rest = _bare(text[before[0] : before[1]].replace(subject.name, ""))
    earlier = rest in text[sentence.start : before[0]]
    labels = _labels(figures, sentence, before[0])
    mine = [x for x in labels if x.quantity.party == subject.name]
    theirs = [[x for x in labels if x.quantity.party == p.name] for p in places]
    found = _matched(mine, theirs, True) if earlier else None
    if found is not None:
        return found
    if _GREW.search(text, before[0], before[1] + _VERB):
        return None  # the columns tell levels
    names = [subject.name, *(p.name for p in places)]
    for label in reversed(mine):
        held = [
            c
            for c in columns.of_value(subject.name, label.quantity)
            if all(n in c.figures for n in names)
        ]
        if len(held) == 1 and (earlier or rest in held[0].name):
            return _in_column(held[0], names)
    words = text[sentence.start : before[1]]
    held = columns.named(words, _year(sentence, before[1]), names)
    told = len(held) == 1 and (earlier or rest in held[0].name)
    return _in_column(held[0], names) if told else None


def _in_column(column: Column, names: list[str]) -> Sides:
    own, *others = (column.figures[n] for n in names)
    return Sides([own], others, True)


def _year(sentence: Sentence, stop: int) -> int | None:
    held = [
        t.value[0].year
        for t in sentence.tokens
        if t.kind == "T" and t.end <= stop and isinstance(t.value, tuple)
    ]
    return next((y for y in reversed(held) if y), None)


def _group_beside_number(
    columns: Columns, sentence: Sentence, before: tuple[int, int], held: list[Token]
) -> Sides | None:
    """三省投入强度均低于全国2.54%的平均水平: all members of the column at that year."""
    numbers = [q for t in held if isinstance(q := t.quantity, Quantity)]
    count = _GROUP.search(sentence.block.text, *before)
    if len(numbers) != 1 or numbers[0].dimension == "percentage_point" or count is None:
        return None
    words = sentence.block.text[before[0] : before[1]]
    found = [
        c for c in columns.named(words, _year(sentence, before[1]), [])
        if len(c.members) == chinese_number(count[1])
    ]  # fmt: skip
    if len(found) != 1:
        return None
    own = list(found[0].members.values())
    if measure_of(own[0]) != measure_of(numbers[0]):
        return None
    return Sides(own, numbers, True)


def _key(label: Label, places: bool) -> tuple[object, ...]:
    """What two figures must share; those of two places also their indicator."""
    q = label.quantity
    name = q.name if places and label.told else ""
    return (measure_of(q), q.role, q.period.start, q.period.end, name)


def _matched(mine: list[Label], theirs: list[list[Label]], places: bool) -> Sides | None:
    """The figures that both sides have of one measure, role and time; none where two kinds fit."""
    if not mine or not all(theirs):
        return None
    fits: dict[tuple[object, ...], tuple[Quantity, list[Quantity]]] = {}
    for key in dict.fromkeys(_key(x, places) for x in mine):
        own = {x.quantity.absolute: x.quantity for x in mine if _key(x, places) == key}
        others = [
            {x.quantity.absolute: x.quantity for x in side if _key(x, places) == key}
            for side in theirs
        ]
        if len(own) == 1 and all(len(o) == 1 for o in others):
            fits[key] = (next(iter(own.values())), [next(iter(o.values())) for o in others])
    if len(fits) != 1:
        return None
    own_figure, other_figures = next(iter(fits.values()))
    here = all(q.sentence == own_figure.sentence for q in other_figures)
    aligned = here and all(
        x.aligned
        for side in (mine, *theirs)
        for x in side
        if x.quantity in (own_figure, *other_figures)
    )
    return Sides([own_figure], other_figures, aligned)
