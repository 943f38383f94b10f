"""How well a phrase names a thing: as its name, as a part or a short form of it, in most characters.

What is compared of the words of a name is worked out once while sentences that use it are near.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from yipan.reading.reckoning.figures import core, tidy
from yipan.reading.reckoning.settling import synonyms

_AREA = re.compile(
    r"^(?:全[国省市县区州校域行球]|[两三四五六七八九十]+[省市地县区州]|[本该我][省市县区国校行]|世界|公司|集团)+(?:市)?(?:的)?"
)
# What is measured of a thing: 数字经济核心产业增加值 is called 核心产业, 粮食总产量 总产.
MEASURE = re.compile(
    r"(?:增加值|总产值|产值|营业收入|收入|销售额|产量|人口|投资|支出|余额|金额|总值|进出口|面积|人数|总量|总额|总数|[量额数值])$"
)
_YEARLY = re.compile(r"^(?:年度|全年|当年|本年|同期|全部|总体|同年|其)+")
FEWEST = 2
# How firmly words bind an amount; a long part of a name binds more than a short one.
EXACT, LONG, CLOSE, TOLD_BEFORE, LOOSE = 6, 5, 4, 3, 2
_LONG_MATCH = 4
_KEPT = 256


@dataclass(frozen=True, slots=True)
class Form:
    """Words as they are compared: their characters in order of code, each with the next."""

    words: str
    letters: tuple[str, ...]
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Name:
    """Words that name a thing: without area and year, without general endings, in four forms.

    `ones` and `others` tell by a bit each which words of the near-synonyms they hold.
    """

    words: str
    bare: str
    core: str
    forms: tuple[Form, ...]
    ones: int
    others: int


def firmness(phrase: str, names: tuple[str, ...]) -> int:
    """How firmly a phrase names what carries these names; 0 where it does not."""
    told = _phrase(phrase)
    if len(told.words) < FEWEST:
        return 0
    best = 0
    for name in names:
        held = _name(name)
        if name in {told.words, told.bare} or held.core == told.core:
            return EXACT
        best = max(best, _closeness(told, held))
        if name in told.words:
            best = max(best, TOLD_BEFORE)
    return best


def bare_name(words: str) -> str:
    """Words without an area or a year before them: 全部发电量, 全省发电量 are 发电量."""
    return _YEARLY.sub("", _without_area(words))


def is_short_form(short: str, long: str) -> bool:
    """营收 for 营业收入, 总产 for 总产量: its characters in their order."""
    rest = iter(long)
    return all(char in rest for char in short)


@lru_cache(maxsize=_KEPT)
def _phrase(words: str) -> Name:
    """What a text calls something."""
    words = tidy(words)
    bare = bare_name(words)
    return _made(words, bare, core(bare))


@lru_cache(maxsize=_KEPT)
def _name(words: str) -> Name:
    """What an amount is called."""
    return _made(words, _without_area(words), core(words))


def _made(words: str, bare: str, thing: str) -> Name:
    held = [(a in bare, b in bare) for a, b, _ in synonyms()]
    return Name(
        words,
        bare,
        thing,
        tuple(_form(w) for w in _forms(bare)),
        sum(a << n for n, (a, _) in enumerate(held)),
        sum(b << n for n, (_, b) in enumerate(held)),
    )


def _form(words: str) -> Form:
    return Form(words, tuple(sorted(words)), frozenset(x + y for x, y in pairwise(words)))


def _forms(words: str) -> tuple[str, ...]:
    """A name as it is, without its last measure word, without all that is measured of it, without 总."""
    parts = words.removeprefix("总") if len(words) > FEWEST else words
    return words, words.rstrip("量额数值"), MEASURE.sub("", words) or words, parts


def _without_area(words: str) -> str:
    """全省用电量 is 用电量, and words for one thing are one."""
    return _other_words(_AREA.sub("", words) or words)


def _closeness(phrase: Name, name: Name) -> int:
    if min(len(name.bare), len(phrase.bare)) < FEWEST or _set_apart(phrase, name):
        return 0
    best = 0
    for a, b in zip(phrase.forms, name.forms, strict=True):
        short, long = (b.words, a.words) if len(b.words) < len(a.words) else (a.words, b.words)
        if len(short) < FEWEST:
            continue
        ends = long.startswith(short) or long.endswith(short)
        if ends or (short[0] == long[0] and is_short_form(short, long)):
            best = max(best, LONG if len(short) >= _LONG_MATCH else CLOSE)
        if a.letters == b.letters:
            best = max(best, LONG)  # 大豆进口, 进口大豆
        if best < LOOSE and len(a.pairs) > 1 and 2 * len(a.pairs & b.pairs) >= len(a.pairs):
            best = LOOSE
    return best


def _set_apart(phrase: Name, name: Name) -> bool:
    """进出口 is no short form of 出口, 产值 none of 增加值."""
    here = phrase.ones & ~name.ones & name.others
    return bool(here or name.ones & ~phrase.ones & phrase.others)


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
