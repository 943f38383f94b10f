"""Amounts under the names by which a text speaks of them, and how well a phrase names one.

A name stands before its number (血液制品收入33.91亿元), behind it (2183.2万常住人口), before the bracket
that it stands in (全国行业总量（13400吨）) or in a list of as many names (越南、巴西分别为2903.6亿元、418.5亿元).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.figures import Figure, clause_start, core, label, tidy
from yipan.reading.reckoning.near import Near, Place, clause_text
from yipan.reading.reckoning.settling import synonyms
from yipan.reading.text.sentences import Sentence

_AREA = re.compile(
    r"^(?:全[国省市县区州校域行球]|[两三四五六七八九十]+[省市地县区州]|[本该我][省市县区国校行]|世界|公司|集团)+(?:市)?(?:的)?"
)
# What is measured of a thing: 数字经济核心产业增加值 is called 核心产业, 粮食总产量 总产.
_MEASURE = re.compile(
    r"(?:增加值|总产值|产值|营业收入|收入|销售额|产量|人口|投资|支出|余额|金额|总值|进出口|面积|人数|总量|总额|总数|[量额数值])$"
)
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
_YEARLY = re.compile(r"^(?:年度|全年|当年|本年|同期|全部|总体|同年|其)+")
_MEAN = re.compile(r"平均|[人户亩站网日月笔件]均|每(?!年)")
_MOST_TERMS = 40
_BACK = 6
_LONGEST = 60
_FEWEST = 2
# How firmly words bind an amount; a long part of a name binds more than a short one.
EXACT, LONG, CLOSE, TOLD_BEFORE, LOOSE = 6, 5, 4, 3, 2
_LONG_MATCH = 4
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
    found = [listed, _MEASURE.sub("", listed)]
    if not listed:
        found += [_before_bracket(figure), words, core(words), _behind(figure)]
        found += [_place_named(figure), _with_topic(figure, words)]
    if figure.sentence.kinds[max(0, figure.position - 1) : figure.position] == "Z":
        found.append(_base_words(figure))
    names = dict.fromkeys(n for n in map(tidy, found) if len(n) >= _FEWEST)
    return Term(figure, tuple(names), _is_mean(figure))


def _with_topic(figure: Figure, words: str) -> str:
    """规上工业企业286家，实现产值612.5亿元: a bare measure is that of the thing told before it."""
    if not words or len(words) > _BARE or not _MEASURE.fullmatch(words):
        return ""
    sentence, start = figure.sentence, clause_start(figure.sentence, figure.position)
    text = sentence.block.text[sentence.start : sentence.tokens[start].start].rstrip("，")
    topic = re.split(r"[，。；：:、()]", text)[-1]
    topic = re.split(r"[0-9]", topic)[0]
    return tidy(topic) + words if tidy(topic) else ""


def _base_words(figure: Figure) -> str:
    """浆站由79家增至85家: the second number is of what the first is."""
    sentence = figure.sentence
    spot = max(sentence.kinds.rfind(kind, 0, figure.position) for kind in "QN")
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


def bare_name(words: str) -> str:
    """Words without an area or a year before them: 全部发电量, 全省发电量 are 发电量."""
    return _YEARLY.sub("", _other_words(_AREA.sub("", words) or words))


def fit(phrase: str, term: Term) -> int:
    """How firmly a phrase names a term: as its name, as a part or a short form of it, in most characters."""
    phrase = tidy(phrase)
    if len(phrase) < _FEWEST:
        return 0
    bare = bare_name(phrase)
    best = 0
    for name in term.names:
        if name in {phrase, bare} or core(name) == core(bare):
            return EXACT
        best = max(best, _closeness(bare, _other_words(_AREA.sub("", name) or name)))
        if name in phrase:
            best = max(best, TOLD_BEFORE)
    return best


def _closeness(phrase: str, name: str) -> int:
    if min(len(name), len(phrase)) < _FEWEST or _set_apart(phrase, name):
        return 0
    best = 0
    for a, b in zip(_forms(phrase), _forms(name), strict=True):
        short, long = sorted((a, b), key=len)
        if len(short) < _FEWEST:
            continue
        ends = long.startswith(short) or long.endswith(short)
        if ends or (short[0] == long[0] and is_short_form(short, long)):
            best = max(best, LONG if len(short) >= _LONG_MATCH else CLOSE)
        if sorted(a) == sorted(b):
            best = max(best, LONG)  # 大豆进口, 进口大豆
        pairs = {x + y for x, y in pairwise(a)}
        common = pairs & {x + y for x, y in pairwise(b)}
        if len(pairs) > 1 and 2 * len(common) >= len(pairs):
            best = max(best, LOOSE)
    return best


def _set_apart(phrase: str, name: str) -> bool:
    """进出口 is no short form of 出口, 产值 none of 增加值."""
    return any(
        (a in phrase and a not in name and b in name)
        or (a in name and a not in phrase and b in phrase)
        for a, b, _ in synonyms()
    )


@lru_cache(maxsize=1)
def same_words() -> tuple[tuple[str, str], ...]:
    """Words for one thing that share no characters: 外贸 and 进出口."""
    text = files("yipan.reading").joinpath("data", "same_words.csv").read_text("utf-8")
    return tuple((r["word"], r["other"]) for r in csv.DictReader(text.splitlines()))


def _other_words(words: str) -> str:
    for word, other in same_words():
        if word in words and other not in words:
            return words.replace(word, other)
    return words


def _forms(words: str) -> tuple[str, ...]:
    """A name as it is, without its last measure word, without all that is measured of it, without 总."""
    parts = words.removeprefix("总") if len(words) > _FEWEST else words
    return words, words.rstrip("量额数值"), _MEASURE.sub("", words) or words, parts


def is_short_form(short: str, long: str) -> bool:
    """营收 for 营业收入, 总产 for 总产量: its characters in their order."""
    rest = iter(long)
    return all(char in rest for char in short)


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
