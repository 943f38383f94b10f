"""Amounts under the names by which a text speaks of them, and how well a phrase names one.

A name stands before its number (血液制品收入33.91亿元), behind it (2183.2万常住人口), before the bracket
that it stands in (全国行业总量（13400吨）) or in a list of as many names (越南、巴西分别为2903.6亿元、418.5亿元).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.figures import Figure, clause_start, core, label, tidy
from yipan.reading.reckoning.near import Near, Place, clause_text
from yipan.reading.search.phrases import FEWEST, MEASURE, bare_name, firmness
from yipan.reading.text.sentences import Sentence, last_of

_MARKED = re.compile(
    r"^(?:【[^】]*】|[（(][^）)]*[）)]|[一二三四五六七八九十]是|[^:：]{1,8}[:：])+"
)
_LAST_PIECE = re.compile(
    r".*(?:占到?|相当于|仅?为|是|达到?|超过|不足|不到|[，。；：:、])(?=[^，。；]*[^，。；约近])"
)
_BEHIND = re.compile(r"(?:[\u4e00-\u9fff]{2,10}?)(?=[中里内的占有为是]|[，。；：、(]|(?<!实)现|$)")
_LIST = re.compile(r"、|以及|[和与及](?=[^、，]{1,16}\Z)")
_ITEM = re.compile(r"[\u4e00-\u9fffA-Za-z“”—]{1,16}")
_HEAD = re.compile(r".*(?:依次是|分别是|包括|其中|[0-9]年|[，:：对向由从看是为])")
_TAIL = re.compile(
    r"(?:[两三四五六七八九十]大?(?:板块|[国省市县区地项类家])[^、]{0,4})?(?:分别|依次)[^、]{0,14}\Z"
)
_LIST_OF_AMOUNTS = re.compile(r"[QN](?:a[QN])+")
_CLASSIFIERS = frozenset("个家类项种")
_COUNTS_OF_PLACES = frozenset("省市县区国")
_MEAN = re.compile(r"平均|[人户亩站网日月笔件]均|每(?!年)")
_MOST_TERMS = 40
_LONGEST = 60
_BARE = 4


@dataclass(frozen=True, slots=True)
class Term:
    """An amount with its names."""

    figure: Figure
    names: tuple[str, ...]
    mean: bool = False


def terms_near(near: Near, place: Place) -> list[Term]:
    """The amounts of the sentence, nearest first, then of those before it and of the headline."""
    own = terms_of(near, place.sentence)
    held = sorted(own, key=lambda t: abs(t.figure.position - place.position))
    for sentence in near.earlier(place.sentence):
        held += terms_of(near, sentence)[::-1]
    return [t for t in held if t.figure.position != place.position or t.figure.sentence is not place.sentence][:_MOST_TERMS]  # fmt: skip


def terms_of(near: Near, sentence: Sentence) -> list[Term]:
    """The amounts of a sentence with their names."""
    held: list[Term] | None = near.terms.get(sentence.index)
    if held is None:
        listed = dict(_listed(sentence))
        told = [f for f in near.amounts(sentence) if _in_digits(f)]
        held = [_term(f, listed.get(f.position, "")) for f in told]
        near.terms[sentence.index] = held
    return held


def _in_digits(figure: Figure) -> bool:
    """四大 is a count of a list, 30市 one of places."""
    quantity = figure.quantity
    return any(c in "0123456789" for c in quantity.text) and quantity.unit not in _COUNTS_OF_PLACES


def _is_mean(figure: Figure) -> bool:
    return "/" in figure.quantity.base_unit or bool(_MEAN.search(clause_text(figure)))


def _term(figure: Figure, listed: str) -> Term:
    words = _MARKED.sub("", figure.words)
    found = [listed, MEASURE.sub("", listed)]
    if not listed:
        found += [_before_bracket(figure), words, core(words), _behind(figure)]
        found += [_place_named(figure), _with_topic(figure, words)]
    if figure.sentence.kinds[max(0, figure.position - 1) : figure.position] == "Z":
        found.append(_base_words(figure))
    names = dict.fromkeys(n for n in map(tidy, found) if len(n) >= FEWEST)
    return Term(figure, tuple(names), _is_mean(figure))


def _with_topic(figure: Figure, words: str) -> str:
    """规上工业企业286家，实现产值612.5亿元: a bare measure is that of the thing told before it."""
    if not words or len(words) > _BARE or not MEASURE.fullmatch(words):
        return ""
    sentence, start = figure.sentence, clause_start(figure.sentence, figure.position)
    text = sentence.block.text[sentence.start : sentence.tokens[start].start].rstrip("，")
    topic = re.split(r"[，。；：:、()]", text)[-1]
    topic = re.split(r"[0-9]", topic)[0]
    return tidy(topic) + words if tidy(topic) else ""


def _base_words(figure: Figure) -> str:
    """浆站由79家增至85家: the second number is of what the first is."""
    sentence = figure.sentence
    spot = last_of(sentence.kinds, "QN", figure.position)
    return label(sentence, spot)[0] if spot >= 0 else ""


def _place_named(figure: Figure) -> str:
    """The place in the clause of an amount: 合肥103家."""
    sentence = figure.sentence
    start = clause_start(sentence, figure.position)
    spots = [n for n in range(start, figure.position) if sentence.kinds[n] == "L"]
    return sentence.words(sentence.tokens[spots[-1]]) if spots else ""


def _before_bracket(figure: Figure) -> str:
    sentence, position = figure.sentence, figure.position
    opened = sentence.kinds.rfind("o", 0, position)
    if opened <= 0 or "e" in sentence.kinds[opened:position]:
        return ""
    stop = sentence.tokens[opened].start
    words = sentence.block.text[max(sentence.start, stop - _LONGEST) : stop]
    words = re.split(r"[，。；：:、)]", words)[-1]
    return _LAST_PIECE.sub("", words)


def _behind(figure: Figure) -> str:
    """2183.2万常住人口, 27个行业."""
    sentence, position = figure.sentence, figure.position
    following = sentence.kinds[position + 1 : position + 2]
    if following not in {"w", "I"} and not (
        following in {"r", "U", "D"} and figure.quantity.unit[:1] in _CLASSIFIERS
    ):
        return ""
    start = sentence.tokens[position].end
    match = _BEHIND.match(sentence.block.text, start, min(sentence.end, start + _LONGEST))
    return match[0] if match else ""


def _listed(sentence: Sentence) -> Iterator[tuple[int, str]]:
    """(token, name) of amounts that follow a list of as many names."""
    for match in _LIST_OF_AMOUNTS.finditer(sentence.kinds):
        count = len(match[0]) // 2 + 1
        stop = sentence.tokens[match.start()].start
        words = sentence.block.text[max(sentence.start, stop - 2 * _LONGEST) : stop]
        items = _names(words, count)
        for order, name in enumerate(items):
            yield match.start() + 2 * order, name


def _names(words: str, count: int) -> list[str]:
    """The last list of that many names in the words: 烟台、威海和日照分别为."""
    piece = re.split(r"[。；]", words)[-1]
    for clause in piece.split("，")[::-1]:
        items = [i for i in _LIST.split(_TAIL.sub("", clause)) if i]
        if len(items) == count:
            items[0] = _HEAD.sub("", items[0])
            return items if all(_ITEM.fullmatch(i) for i in items) else []
    return []


def terms_called(near: Near, phrase: str, place: int) -> list[Term]:
    """The amounts of the whole text whose words end as a phrase, of many those around a place."""
    thing = bare_name(phrase)
    held = near.figures.like(core(thing), None, place)
    held = held or near.figures.ending(thing, place)
    return [t for f in held for t in terms_of(near, f.sentence) if t.figure is f]


def fit(phrase: str, term: Term) -> int:
    """How firmly a phrase names a term."""
    return firmness(phrase, term.names)


def named(phrase: str, terms: Sequence[Term]) -> list[tuple[Term, int]]:
    """The terms that a phrase names, the best first."""
    held = [(t, size) for t in terms if (size := fit(phrase, t))]
    return sorted(held, key=lambda h: -h[1])


def comparable(a: Figure, b: Figure) -> bool:
    """Whether two amounts are of one measure, or one of them is told without its unit."""
    one, two = a.quantity, b.quantity
    if same_measure(one, two) or (one.unit[:1] == two.unit[:1] and one.unit[:1] in _CLASSIFIERS):
        return True
    bare = [q for q in (one, two) if not q.base_unit and q.scale > 1]
    return len(bare) == 1 and "number" in {one.dimension, two.dimension}
