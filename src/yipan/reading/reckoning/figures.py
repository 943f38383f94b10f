"""Figures with their words: what stands before a number in its clause, and how two labels compare."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yipan.reading.model import Quantity
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.slots.readings import Reading
from yipan.reading.text.sentences import Sentence, last_of

_TRIM = re.compile(
    r"^(?:其中|按|经|初步|核算|目前|截至|累计|已经|已|共|还|将|并|也|又|和|与|及|、|，|：|实现|完成|达到|达|为|是|有|在|了|的|较|于|年度|年末|全年|当年|全国|全省|全市|全县|全区|全校|[0-9]+届)+"
    r"|(?:达到|达|为|是|共有?|有|超过|约|近|的|了|均|实现|由|从|占|共计|合计|总计|累计|已经|已|经|完成|在|：|分别)+$"
)
_MOST_NEAR = 20
TAIL = 3
_AREA = re.compile(
    r"全[国省市县区州校域](?![有体面])|[两三四五六七八九十]+[省市地县区州](?:一市)?(?![场级])|[本该][省市县区]"
)
_LEVEL_AFTER_ALL = re.compile(
    r"(?:最[快慢高低多少](?:只需|仅需|为)?|新增[\u4e00-\u9fff]{2,8}|抵减|减免|减税)\Z"
)
_AREA_HEAD = re.compile(rf"^(?:{_AREA.pattern})+")
_GENERAL = re.compile(r"(?:总人数|总数|总额|总值|总量|总计|人数|数量|总规模|规模|部分|数|额)$")


@dataclass(slots=True, eq=False)
class Figure:
    """A level with its words: `words` name it in its clause, `slug` where an indicator is named.

    What many rules ask of it is found out when first asked.
    """

    quantity: Quantity
    sentence: Sentence
    position: int
    words: str
    slug: str | None
    area: str = ""
    _start: int = field(default=-1, init=False, repr=False)
    _base: bool | None = field(default=None, init=False, repr=False)

    @property
    def core(self) -> str:
        """The words without general endings."""
        return core(self.words)

    @property
    def clause(self) -> str:
        """The words before it in its clause, as they stand."""
        tokens = self.sentence.tokens
        if self._start < 0:
            self._start = tokens[clause_start(self.sentence, self.position)].start
        return self.sentence.block.text[self._start : tokens[self.position].start]

    @property
    def base(self) -> bool:
        """Whether the words around it say that it is what another is compared with."""
        if self._base is None:
            self._base = told_as_base(self.sentence, self.position)
        return self._base


@dataclass(slots=True)
class Figures:
    """The level figures of a reading: by sentence in order, by core and by indicator."""

    reading: Reading
    by_sentence: dict[int, list[Figure]] = field(default_factory=dict)
    by_core: dict[str, list[Figure]] = field(default_factory=lambda: defaultdict(list))
    by_slug: dict[str, list[Figure]] = field(default_factory=lambda: defaultdict(list))

    by_tail: dict[str, list[Figure]] = field(default_factory=lambda: defaultdict(list))
    by_area: dict[str, list[Figure]] = field(default_factory=lambda: defaultdict(list))
    # What `near_of` has made of them, once for all judges.
    near: Any = None
    rates: dict[str, list[Quantity]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for quantity in self.reading.document.quantities:
            if quantity.dimension == "percent" and quantity.name:
                self.rates[quantity.name].append(quantity)
        for sentence in self.reading.sentences:
            made = list(_of(sentence))
            if made:
                self.by_sentence[sentence.index] = made
            for figure in made:
                if figure.words:
                    self.by_core[figure.core].append(figure)
                if len(figure.words) >= TAIL:
                    self.by_tail[figure.words[-TAIL:]].append(figure)
                if figure.area:
                    self.by_area[figure.area].append(figure)
                if figure.slug:
                    self.by_slug[figure.slug].append(figure)

    def like(self, thing: str, slug: str | None, place: int) -> list[Figure]:
        """The figures of these words or this indicator, of many those around a place."""
        held = around(self.by_core.get(thing, []), place) if thing else []
        more = around(self.by_slug.get(slug, []), place) if slug else []
        return held + [f for f in more if f not in held]

    def ending(self, words: str, place: int) -> list[Figure]:
        """The figures whose words end so: 公司实现营业收入 is called 营业收入."""
        if len(words) < TAIL:
            return []
        held = around(self.by_tail.get(words[-TAIL:], []), place)
        return [f for f in held if f.words.endswith(words)]

    def rates_near(self, name: str, place: int) -> list[Quantity]:
        """The rates of this name, of many those around a place."""
        held = self.rates.get(name, [])
        if len(held) <= 2 * _MOST_NEAR:
            return held
        spot = bisect(held, place, key=lambda q: q.start)
        return held[max(0, spot - _MOST_NEAR) : spot + _MOST_NEAR]

    def of(self, sentence: Sentence) -> list[Figure]:
        """The levels of a sentence in order."""
        return self.by_sentence.get(sentence.index, [])

    def previous(self, sentence: Sentence) -> Sentence | None:
        """The sentence before in the same paragraph."""
        if not sentence.index or sentence.index >= len(self.reading.sentences):
            return None
        other = self.reading.sentences[sentence.index - 1]
        same = other.block is sentence.block and other.index == sentence.index - 1
        return other if same else None


def around(held: list[Figure], place: int) -> list[Figure]:
    """The figures next to a place of the text, so that work stays linear."""
    if len(held) <= 2 * _MOST_NEAR:
        return held
    spot = bisect(held, place, key=lambda f: f.quantity.start)
    return held[max(0, spot - _MOST_NEAR) : spot + _MOST_NEAR]


def _of(sentence: Sentence) -> Iterator[Figure]:
    for quantity in sentence.quantities:
        position = sentence.at[quantity.id]
        if quantity.dimension == "percentage_point" or not _is_level(sentence, position, quantity):
            continue
        words, slug = label(sentence, position)
        yield Figure(quantity, sentence, position, words, slug, area(sentence, position))


def _is_level(sentence: Sentence, position: int, quantity: Quantity) -> bool:
    """A level, or what only looks like a change: 最快62分钟, 新增岗位42万个."""
    if quantity.role == "difference":
        end = sentence.tokens[position].start
        return bool(
            _LEVEL_AFTER_ALL.search(sentence.block.text, max(sentence.start, end - 12), end)
        )
    return quantity.role == "level"


def area(sentence: Sentence, position: int) -> str:
    """The last name of a place or a group of places before a number: 全省, 九市, 江苏."""
    spot = sentence.kinds.rfind("L", 0, position)
    named = sentence.words(sentence.tokens[spot]) if spot >= 0 else ""
    first = sentence.tokens[spot].start if spot >= 0 else sentence.start
    groups = _AREA.findall(sentence.block.text[first : sentence.tokens[position].start])
    return groups[-1] if groups else named


def clause_start(sentence: Sentence, position: int) -> int:
    """The first token of what belongs to the number: after a mark, a number or a list sign."""
    start = last_of(sentence.kinds, "csQPNMpRqoe", position) + 1
    while start < position and sentence.kinds[start] == "a":
        start += 1
    return start


def label(sentence: Sentence, position: int) -> tuple[str, str | None]:
    """(the words before a number in its clause, the indicator when they are its name alone)."""
    start = clause_start(sentence, position)
    held = sentence.tokens[start:position]
    words = tidy("".join(sentence.words(t) for t in held if t.kind in "wIanSE"))
    named = [t for t in held if t.kind == "I"]
    alone = named and not tidy("".join(sentence.words(t) for t in held if t.kind in "wnS"))
    return words, named[-1].value.slug if alone else None


def tidy(words: str) -> str:
    """Words without fillers at their ends."""
    last = ""
    while words != last:
        last, words = words, _TRIM.sub("", words.strip(" 、，:："))
    return words


def core(words: str) -> str:
    """Words without an area before and a general ending: 毕业生总数, 全省毕业生人数 are 毕业生."""
    thing = _AREA_HEAD.sub("", _GENERAL.sub("", words))
    return thing or words


def alike(labels: list[str]) -> bool:
    """Whether labels are parallel: different words with a common end (本科生, 硕士生)."""
    told = [w for w in labels if w]
    if len(told) < len(labels) or len(set(told)) < len(told):
        return False
    return len({w[-1] for w in told}) == 1
