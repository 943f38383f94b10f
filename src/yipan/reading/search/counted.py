"""Names counted by a word that is no number of its own: 湖北、湖南、江西三省, 三级机制, “五共”, 四位专家."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Trace
from yipan.reading.reckoning.evidence import Evidence, Maker
from yipan.reading.reckoning.figures import Figures
from yipan.reading.relations.listing import split_list
from yipan.reading.text.numbers import chinese_number
from yipan.reading.text.sentences import Sentence

PATTERN = "names and the word that counts them"
_NUMBER = "[两二三四五六七八九十]"
_GROUP = re.compile(
    rf"(?<=[\u4e00-\u9fff)”])(?P<word>(?P<n>{_NUMBER})(?:省区市|省市区?|省份?|省区|市区|市县?|县市?|州市?|区县?|县区|地|国|方面|级|港|镇|乡|盟市))"
    rf"(?![一两二三四五六七八九十]?(?:一市|一省|区[一两二三四]|产|中全会|级|位|届|大|套|甲))"
)
_ITEM = "[^、，。；：（）()“”《》]"
_COMMA = r"，(?=[\u4e00-\u9fff]{2,3}省)"
_LIST = re.compile(
    rf"(?P<list>{_ITEM}{{1,24}}(?:(?:、|{_COMMA}){_ITEM}{{2,16}})*(?:(?:[、和与及]|以及|{_COMMA})[^、，。；：（）()“”《》和与及]{{2,12}}))\Z"
)
_QUOTED = re.compile(
    rf"(?P<list>[\u4e00-\u9fff]{{3,6}}(?:、[\u4e00-\u9fff]{{3,6}}){{1,9}})”?的“(?P<n>{_NUMBER})(?P<head>[\u4e00-\u9fff])”"
)
_GUESTS = re.compile(
    rf"(?:邀请|对话|采访|专访|请到?|访谈)了?(?P<word>(?P<n>{_NUMBER}|[2-9])位)[^，。；]{{0,12}}(?:专家|学者|嘉宾|教授|代表|委员|负责人|研究员|企业家|院士)"
)
_SPEAKER = re.compile(
    r"^[ \t\u3000]*(?P<name>[\u4e00-\u9fff]{2,4})[：:](?=[^\n]{40})", re.MULTILINE
)
_NO_NAME = re.compile(
    r"主持|记者|本报|编者|嘉宾|摘要|关键|注释|来源|单位|附|表|图|问|答|作者|编辑|策划|统筹|提要|导语|背景|链接|时间|地点|原因|目标|任务"
)
_PLAIN_WORDS = frozenset({"方面", "级"})
_VERBAL = re.compile("等|对接|会同|需要|[在将把被]|以往")
# How far off the guests of a page speak.
_BEFORE, _BEHIND = 4_000, 40_000
_LONG, _SHORT = 12, 6
_FAR, _MOST_GUESTS = 60, 9


def counted(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Claims that a list has as many members as it is said to have."""
    make = Maker(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        text = sentence.block.text
        if sentence.tabular or len(text) < _FEWEST:
            continue
        for match in _GROUP.finditer(text, sentence.start, sentence.end):
            claim = _group(make, sentence, match)
            if claim is not None:
                yield claim
        if "的“" in text:
            for match in _QUOTED.finditer(text, sentence.start, sentence.end):
                yield from _named(make, sentence, match)
        for match in _GUESTS.finditer(text, sentence.start, sentence.end):
            yield from _guests(make, sentence, match)


_FEWEST = 8


def _stated(match: re.Match[str]) -> int:
    told = match["n"]
    return int(told) if told.isdigit() else int(chinese_number(told) or 0)


def _group(make: Maker, sentence: Sentence, match: re.Match[str]) -> Claim | None:
    """A、B和C三省: told only where it fits; what stands before the first name may belong to it."""
    text, stated = sentence.block.text, _stated(match)
    held = _LIST.search(text, max(sentence.start, match.start() - _FAR), match.start())
    if held is None:
        return None
    spans = split_list(text, *held.span("list"))
    spans = [s for span in spans for s in _cut(text, span, r"，")]
    if len(spans) != stated:
        spans = spans[:-1] + _cut(text, spans[-1], "和|与|以及|及")
    if len(spans) != stated or not _names(sentence, match, spans):
        return None
    return _claim(make, sentence, sentence.block.span(*match.span("word")), stated, spans, None)


def _names(sentence: Sentence, match: re.Match[str], spans: list[tuple[int, int]]) -> bool:
    """Whether the members are names: short, and before 三地 the last of them is a place."""
    text = sentence.block.text
    if any(b - a > _LONG or _VERBAL.search(text, a, b) for a, b in spans[1:]):
        return False
    if match["word"][1:] in _PLAIN_WORDS:
        return True
    last = next((t for t in sentence.tokens if t.end == match.start() and t.kind == "L"), None)
    if last is not None:
        return not last.value.members
    return spans[-1][1] - spans[-1][0] <= _SHORT


def _cut(text: str, span: tuple[int, int], marks: str) -> list[tuple[int, int]]:
    """A stretch at the first of the marks inside it."""
    spot = re.compile(marks).search(text, span[0] + 2, span[1] - 1)
    return [span] if spot is None else [(span[0], spot.start()), (spot.end(), span[1])]


def _named(make: Maker, sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """产业共兴、生态共治、民生共享”的“三共”: each member has the word that the name counts."""
    text, stated = sentence.block.text, _stated(match)
    spans = split_list(text, *match.span("list"))
    told = [s for s in spans if match["head"] in text[s[0] : s[1]]]
    if told != spans and len(spans) != stated:
        return
    span = sentence.block.span(match.start("n") - 1, match.end())
    yield _claim(make, sentence, span, stated, spans, "soft")


def _guests(make: Maker, sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
    """本期邀请四位专家: those who speak at the head of paragraphs."""
    raw, stated = make.reading.document.raw, _stated(match)
    first: dict[str, tuple[int, int]] = {}
    here = sentence.raw[0]
    for speaker in _SPEAKER.finditer(raw, max(0, here - _BEFORE), here + _BEHIND):
        if not _NO_NAME.search(speaker["name"]):
            first.setdefault(speaker["name"], speaker.span("name"))
    if len(first) == stated and stated <= _MOST_GUESTS:
        span = sentence.block.span(*match.span("word"))
        yield _raw_claim(make, sentence, span, stated, sorted(first.values()), None)


def _claim(
    make: Maker, sentence: Sentence, span: tuple[int, int], stated: int,
    items: list[tuple[int, int]], severity: str | None,
) -> Claim:  # fmt: skip
    raw = [sentence.block.span(a, b) for a, b in items]
    return _raw_claim(make, sentence, span, stated, raw, severity)


def _raw_claim(
    make: Maker, sentence: Sentence, span: tuple[int, int], stated: int,
    items: list[tuple[int, int]], severity: str | None,
) -> Claim:  # fmt: skip
    document, found = make.reading.document, len(items)
    good = found == stated
    names = "、".join(document.raw[a:b].strip() for a, b in items)
    return make.plain(
        "list_count", sentence, span, "consistent" if good else "inconsistent", "AGREES" if good else "DIFFERS",
        f"{names}: 共 {found} 项; 文中为 {stated}", severity=severity,
        trace=Trace("count", str(stated), str(found), items=tuple((document.index, a, b) for a, b in items)),
        claimed=Interval.exact(stated), recomputed=Interval.exact(found), pattern=PATTERN,
    )  # fmt: skip
