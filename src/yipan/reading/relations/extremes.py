"""The place of one in a list: 其中上海最高, 接待量最多的是云州市, 西港居第二位, 北县垫底."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning.figures import clause_start
from yipan.reading.reckoning.statements import Statements
from yipan.reading.text.numbers import chinese_number
from yipan.reading.text.sentences import Sentence

_PLACE = re.compile(
    r"(?:增速|增幅|涨幅|降幅|增长|总量|规模)?(?P<first>最(?:高|大|多|快|好)|(?:排名?|位列|居|列|位居|名列)?(?:首位|榜首|首|第一(?:位|名)?(?![年季批次产期轮阶类种]))|领跑|领先)"
    r"|(?P<last>最(?:低|小|少|慢)|垫底|(?:排在?|居|列)?(?:末位|最后|倒数第一))"
    r"|(?:排名?|位列|居|列|位居|名列|排在?)第(?P<rank>[二三四五六七八九十]|[2-9])(?:位|名)?"
)
_HINT = re.compile("最|首|第|榜|末|垫底|领")
_WIDER = re.compile(r"全[国省市县区球]|世界|历史|同期|近年|以来|[0-9]年")
_LIST_NAME = re.compile(r"([\u4e00-\u9fffA-Za-z]{2,12})$")
_VERB_END = re.compile(
    r"(?:(?:同比|环比|比上年|较上年|分别|依次|则|也|的|了|约|近)*(?:增长|增加|下降|减少|上升|上涨|提高|达到?|为|是|有|完成|实现|占比?|占))+$"
)
_COUNT = re.compile(
    r"([两二三四五六七八九十]|[2-9])(?:个?(?:大|市|县|区|省|港|地|家|镇|州|城|园区|产业|城市|季度))"
)
_PLAIN_WORDS = re.compile(
    r"经济|发展|增速|增幅|涨幅|降幅|占比|增长|总量|规模|数量|水平|其中|而|则|以|的|又|也|稳|居|位|列|在|中|为|是|[两三四五六七八九十](?:个|省|市|县|区|地|港|州)|之"
)
_REACH = 3
_MOST = 24
_FEWEST = 3
_SHORT = 2
_BETWEEN = frozenset("acwLnUDIYeoGSETs")


@dataclass(frozen=True, slots=True)
class Rank:
    """What the words say: the first, the last or the n-th; `offset`: where they begin."""

    span: tuple[int, int]
    offset: int
    rank: int
    low: bool


class Extremes(Statements):
    """Finds and judges the places of members in lists that the paragraph prints."""

    def claims(self) -> Iterator[Claim]:
        """One claim for each place whose list is printed."""
        back: list[Sentence] = []
        for sentence in self.reading.sentences:
            back = [*back[1 - _REACH :], sentence] if back else [sentence]
            if back[0].block is not sentence.block:
                back = [s for s in back if s.block is sentence.block]
            for rank in _ranks(sentence) if _HINT.search(sentence.text) else ():
                claim = self._of(sentence, rank, back)
                if claim is not None:
                    yield claim

    def _of(self, sentence: Sentence, rank: Rank, back: list[Sentence]) -> Claim | None:
        before, behind = _clauses(sentence, rank)
        if _WIDER.search(before):
            return None
        for here in reversed(back):
            stop = rank.offset if here is sentence else None
            for run in _lists(here, stop):
                own = _named(run, before, behind)
                if own is not None:
                    claim = self._claim(sentence, rank, own, run, here)
                    apart = here is not sentence and _of_another(run, own, before, here)
                    return None if apart else claim
        return None

    def _claim(
        self,
        sentence: Sentence,
        rank: Rank,
        own: Quantity,
        run: list[tuple[str, Quantity]],
        here: Sentence,
    ) -> Claim | None:
        """The member between the one that must stand before it and the one behind it."""
        others = sorted((q for _, q in run if q is not own), key=_size, reverse=not rank.low)
        ahead = others[rank.rank - 2] if rank.rank > 1 else None
        behind = others[rank.rank - 1] if rank.rank <= len(others) else None
        if rank.rank > len(run):
            return None
        whole = _told_count(here) == len(run)
        if ahead is not None and not whole and _beyond(own, ahead, rank.low):
            return None  # the list may leave out one that stands before it
        series = [q for q in (ahead, own, behind) if q is not None]
        return self.make.ordered(
            "extremum" if rank.rank == 1 else "rank_order", sentence, rank.span, series,
            1 if rank.low else -1, severity="soft", pattern="place in a list",
        )  # fmt: skip


def _of_another(
    run: list[tuple[str, Quantity]], own: Quantity, before: str, here: Sentence
) -> bool:
    """湖南支出规模居首 behind a list of 自给率: the clause names another thing than the list."""
    name = next(n for n, q in run if q is own)
    rest = _PLAIN_WORDS.sub("", before.replace(name, ""))
    first = here.tokens[here.at[run[0][1].id]].start
    lead = re.split("[，。；：]", here.block.text[here.start : first])[-1]
    return len(rest) >= _SHORT and not any(rest[i : i + 2] in lead for i in range(len(rest) - 1))


def _size(quantity: Quantity) -> Fraction:
    return quantity.mid * quantity.scale


def _beyond(own: Quantity, other: Quantity, low: bool) -> bool:
    return _size(own) < _size(other) if low else _size(own) > _size(other)


def _ranks(sentence: Sentence) -> Iterator[Rank]:
    text = sentence.block.text
    for match in _PLACE.finditer(text, sentence.start, sentence.end):
        rank = 1
        if match["rank"]:
            told = match["rank"]
            rank = int(told) if told.isdigit() else int(chinese_number(told) or 0)
        yield Rank(sentence.block.span(*match.span()), match.start(), rank, bool(match["last"]))


def _clauses(sentence: Sentence, rank: Rank) -> tuple[str, str]:
    """The words of the clause before the rank, and those behind: 增长最快的是丙市."""
    text = sentence.block.text
    before = re.split("[，。；：、()]", text[sentence.start : rank.offset])[-1]
    behind = re.match(
        r"[\u4e00-\u9fff]{0,2}?的?(?:是|为)([\u4e00-\u9fff]{2,8})",
        text[_end(sentence, rank) : sentence.end],
    )
    return before, behind[1] if behind else ""


def _end(sentence: Sentence, rank: Rank) -> int:
    match = _PLACE.match(sentence.block.text, rank.offset)
    return match.end() if match else rank.offset


def _lists(sentence: Sentence, stop: int | None) -> Iterator[list[tuple[str, Quantity]]]:
    """The lists of a sentence before an offset: three members or more, each with a name of its own."""
    run: list[tuple[str, Quantity]] = []
    last = 0
    for quantity in sentence.quantities[:_MOST]:
        position = sentence.at[quantity.id]
        if stop is not None and sentence.tokens[position].start >= stop:
            break
        gap = sentence.kinds[last + 1 : position]
        like = run[-1][1] if run else quantity
        same = (like.role, like.dimension, like.unit) == (quantity.role, quantity.dimension, quantity.unit)  # fmt: skip
        same = same and ("D" in gap) == ("D" in sentence.kinds[: sentence.at[like.id]])
        if run and (not same or set(gap) - _BETWEEN):
            yield from _whole(run, sentence)
            run = []
        run.append((_name(sentence, position, quantity), quantity))
        last = position
    yield from _whole(run, sentence)


def _whole(
    run: list[tuple[str, Quantity]], sentence: Sentence
) -> Iterator[list[tuple[str, Quantity]]]:
    """A run with names; three shares of 三次产业 are named by their order."""
    while len(run) > _FEWEST and not run[0][0]:
        run = run[1:]  # 在46个平台中: what they are members of
    if len(run) < _FEWEST:
        return
    if len(run) == _FEWEST and not any(n for n, _ in run[1:]):
        lead = sentence.block.text[
            sentence.start : sentence.tokens[sentence.at[run[0][1].id]].start
        ]
        if re.search("三(?:大|次)?产业", lead):
            yield [(f"第{n}产业", q) for n, (_, q) in zip("一二三", run, strict=True)]
        return
    names = [n for n, _ in run]
    if all(names) and len(set(names)) == len(names):
        yield run


def _named(run: list[tuple[str, Quantity]], before: str, behind: str) -> Quantity | None:
    """The one member that the clause names."""
    for words in (behind, before):
        if len(words) < _SHORT:
            continue
        own = [q for n, q in run if n in words]
        own = own or [q for n, q in run if _stem(words) and n.startswith(_stem(words))]
        if len(own) == 1:
            return own[0]
    return None


def _stem(words: str) -> str:
    """其中丙市增速: the name alone."""
    stem = re.sub(
        r"^(?:其中|而|则|以)|(?:的|增速|增幅|占比|增长|总量|规模|仍|又|也|稳)+$", "", words
    )
    return stem if len(stem) >= _SHORT else ""


def _name(sentence: Sentence, position: int, quantity: Quantity) -> str:
    """The place of a number, or the words directly before it without their verb."""
    beside = sentence.kinds[max(0, position - 1) : position] == "w"
    if not beside and quantity.party and "party" not in quantity.inherited:
        return quantity.party
    start = clause_start(sentence, position)
    words = sentence.block.text[sentence.tokens[start].start : sentence.tokens[position].start]
    found = _LIST_NAME.search(_VERB_END.sub("", words.rstrip("为达是有")))
    return found[1] if found else ""


def _told_count(sentence: Sentence) -> int:
    """四市中…: how many members the words say there are."""
    match = _COUNT.search(sentence.text)
    if match is None:
        return 0
    return int(match[1]) if match[1].isdigit() else int(chinese_number(match[1]) or 0)
