"""Trends of all members of a group: 与2014年、2019年相比，四市进出口总额均持续增长."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Claim
from yipan.reading.reckoning.evidence import Evidence, Maker
from yipan.reading.reckoning.figures import Figures
from yipan.reading.search.columns import Columns
from yipan.reading.text.numbers import chinese_number
from yipan.reading.text.sentences import Sentence

PATTERN = "trend of each member of a group"
_WORDS = re.compile(
    r"[均都](?:呈现?出?|保持|实现)?(?P<words>(?:持续|连年|逐年|不断|稳步|逐步|总体|整体|明显)?(?:(?P<up>增长|增加|提高|提升|上升|扩大|增强)|(?P<down>下降|减少|降低|回落|缩小)))"
)
_GROUP = re.compile(r"(?P<n>[两二三四五六七八九十])(?:省市?|市|地|区|县|州|省区市?)")
_NUMBER = re.compile(r"[0-9了至到为]")
_FEWEST = 2


def group_trends(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """A claim for each member whose series stands in a table."""
    columns = Columns(figures.reading, evidence)
    if not columns.all:
        return
    make = Maker(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        if sentence.tabular:
            continue
        text = sentence.block.text
        for match in _WORDS.finditer(text, sentence.start, sentence.end):
            if not _NUMBER.match(text, match.end()):
                yield from _of(make, columns.near(sentence.raw[0]), sentence, match)


def _of(make: Maker, columns: Columns, sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    words = sentence.block.text[sentence.start : match.start()]
    groups = list(_GROUP.finditer(words))
    every = columns.named(words, None, [])
    if not groups or len(every) != 1:
        return
    held = [
        c for c in columns.all if c.name == every[0].name and c.table == every[0].table and c.year
    ]
    told = [
        t.value[0].year
        for t in sentence.tokens
        if t.kind == "T" and t.end <= match.start() and isinstance(t.value, tuple)
    ]
    years = [y for y in told if y]
    if len(set(years)) > 1:
        held = [c for c in held if c.year and min(years) <= c.year]
    held.sort(key=lambda c: c.year or 0)
    members = held[-1].members if held else {}
    if len(held) < _FEWEST or len(members) != chinese_number(groups[-1]["n"]):
        return
    span = sentence.block.span(*match.span("words"))
    relation = "trend_monotone" if len(held) > _FEWEST else "direction"
    for place in members:
        series = [c.figures[place] for c in held if place in c.figures]
        if len(series) == len(held):
            yield make.ordered(
                relation, sentence, span, series, 1 if match["up"] else -1, pattern=PATTERN,
            )  # fmt: skip
