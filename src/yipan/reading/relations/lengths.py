"""Statements about how long: 连续六年, 2021年以来…连续三年, 十年来."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Claim, Quantity, Trace
from yipan.reading.reckoning.statements import Statements
from yipan.reading.relations.told_series import told_series
from yipan.reading.text.sentences import Sentence
from yipan.reading.text.source import Block

# A year in which something was begun.
FOUNDED = re.compile(
    r"((?:19|20)[0-9]{2})\s{0,2}年(?:(?!20[0-9]{2}年)[^。；]){0,40}?(?:战略|上升为|启动|成立|实施|印发|提出|设立|通过|获批|批复|批准|挂牌|作出[^。；]{0,6}部署|首次)"
)


_PLANS = {"十": 2001, "十一": 2006, "十二": 2011, "十三": 2016, "十四": 2021, "十五": 2026}
_TURNS = {
    "开局": 1, "起步": 1, "首": 1, "第一": 1, "第二": 2, "第三": 3, "中期": 3, "第四": 4, "第五": 5,
    "收官": 5, "最后一": 5, "末": 5,
}  # fmt: skip
_PLAN = r"[“\"]?(?P<{0}>十[一二三四五]?)五[”\"]?(?:规划|时期|计划)?的?"
_TURN = r"(?P<{0}>开局|起步|首|第一|第二|第三|中期|第四|第五|收官|最后一|末)(?:之)?年"
_ANCHOR = re.compile(
    rf"(?P<y1>20[0-9]{{2}})年?(?:是|为|,|，|作为)?(?:我[国省市区]|全[国省市区])?(?:实施|的)?{_PLAN.format('p1')}{_TURN.format('t1')}"
    rf"|(?P<now>今年)(?:是|为|,|，)?(?:我[国省市区县]|全[国省市区县])?(?:实施|的)?{_PLAN.format('p3')}{_TURN.format('t3')}"
    rf"|{_PLAN.format('p2')}{_TURN.format('t2')}[(（]?(?:的|是)?(?P<y2>20[0-9]{{2}})年?"
)

_MOVES = re.compile(
    r"(?:保持|实现|呈现?)?(?:稳定|持续|正|快速)?(?:增长|增加|上升|提高|提升|增产|回升|上涨|扩大|攀升|走高|递增|(?P<down>下降|减少|回落|降低|下滑|减产|缩小|收窄|走低|递减|下跌))"
)


class Lengths(Statements):
    """Finds and judges numbers of years."""

    def claims(self) -> Iterator[Claim]:
        """All of them."""
        for sentence in self.reading.sentences:
            yield from self._runs(sentence)
        yield from self._since()
        yield from self._anchors()

    def _runs(self, sentence: Sentence) -> Iterator[Claim]:
        """连续六年…, 2021年以来…连续三年."""
        for quantity in sentence.quantities:
            position = sentence.at[quantity.id]
            if sentence.kinds[position] != "u":
                continue
            since = next(
                (
                    t.value[0]
                    for t in sentence.tokens[:position]
                    if t.kind == "T" and isinstance(t.value, tuple) and t.value[0].kind == "since"
                ),
                None,
            )
            if since is not None and since.start is not None:
                yield self._length(sentence, quantity, since.start.year)
                continue
            words = sentence.block.text[
                sentence.tokens[position].end : sentence.tokens[position].end + 12
            ]
            told = told_series(sentence, sentence.tokens[position].start)
            moved = _MOVES.match(words)
            if told and moved:
                steps = told[-(min(int(quantity.mid), len(told) - 1) + 1) :]
                yield self.make.ordered(
                    "trend_run", sentence, (quantity.start, quantity.end), steps,
                    -1 if moved["down"] else 1, pattern="run over a printed series",
                )  # fmt: skip
                continue
            if re.search(r"增|减|降|升|下|上", words):
                yield self.make.open(
                    "trend_run",
                    sentence,
                    quantity,
                    "FIGURE_ONLY",
                    pattern="run of years",
                    note="逐年数值不在文中",
                    operands=(quantity.id,),
                )

    def _length(self, sentence: Sentence, quantity: Quantity, first: int) -> Claim:
        """From the first year to the last year the paragraph names."""
        named = [
            t.value[0].year
            for s in self.reading.beside(sentence)
            if s.index <= sentence.index
            for t in s.tokens
            if t.kind == "T"
            and isinstance(t.value, tuple)
            and t.value[0].kind != "since"
            and t.value[0].year
        ]
        last = max([y for y in named if y >= first], default=self.reading.document.anchor or first)
        length = last - first + 1
        good = length == quantity.mid
        verdict = "consistent" if good else "unverifiable"
        return self.make.plain(
            "period_length", sentence, (quantity.start, quantity.end), verdict, "AGREES" if good else "AMBIGUOUS", f"{last} − {first} + 1 = {length}; 文中为 {quantity.text}",
            operands=(quantity.id,), trace=Trace("meets" if good else "none", quantity.id, ("+", ("-", str(last), str(first)), "1")), claimed=quantity.interval, pattern="years since",
        )  # fmt: skip

    def _since(self) -> Iterator[Claim]:
        """十年来: the document names a start that many years before it."""
        raw = self.reading.document.raw
        starts = sorted({int(y) for y in FOUNDED.findall(raw[:400_000])})
        anchor = self.reading.document.anchor
        for sentence in self.reading.sentences:
            for quantity in sentence.quantities:
                position = sentence.at[quantity.id]
                if (
                    quantity.unit != "年"
                    or quantity.qualifier != "exact"
                    or sentence.kinds[position] == "u"
                    or anchor is None
                ):
                    continue
                end = sentence.tokens[position].end
                if not sentence.block.text[end : end + 2].startswith(("来", "以来")):
                    continue
                fits = [y for y in starts if 0 <= anchor - y - quantity.mid <= 1]
                verdict = "consistent" if fits else "unverifiable"
                shown = f"{anchor} − {fits[0]} ≈ {quantity.text}" if fits else "没有起始年份"
                yield self.make.plain(
                    "period_length",
                    sentence,
                    (quantity.start, quantity.end),
                    verdict,
                    "AGREES" if fits else "NO_EVIDENCE",
                    shown,
                    operands=(quantity.id,),
                    trace=Trace(
                        "years_back",
                        quantity.id,
                        str(anchor),
                        series=(str(fits[0]),) if fits else (),
                    ),
                    pattern="years back",
                )

    def _anchors(self) -> Iterator[Claim]:
        """2021年是“十四五”开局之年: the calendar decides."""
        for block, sentences in self._blocks():
            for match in _ANCHOR.finditer(block.text):
                way = "1" if match["y1"] else "2" if match["y2"] else "3"
                first, turn = _PLANS.get(match[f"p{way}"]), _TURNS[match[f"t{way}"]]
                sentence = next((s for s in sentences if s.start <= match.start() < s.end), None)
                if first is None or sentence is None:
                    continue
                year = int(match[f"y{way}"]) if way != "3" else self.reading.document.anchor
                right = first + turn - 1
                if year is None or (way == "3" and year != right):
                    continue  # 今年 leans on a dateline that may have been guessed
                good = year == right
                yield self.make.plain(
                    "period_anchor", sentence, block.span(*match.span("now" if way == "3" else f"y{way}")),
                    "consistent" if good else "inconsistent", "AGREES" if good else "DIFFERS",
                    f"{first} + {turn} − 1 = {right}; 文中为 {year}", severity="hard",
                    trace=Trace("meets", str(year), ("-", ("+", str(first), str(turn)), "1")),
                    pattern="year of a five-year plan",
                )  # fmt: skip

    def _blocks(self) -> Iterator[tuple[Block, list[Sentence]]]:
        """The blocks that speak of a plan, with their sentences."""
        for sentences in self.paragraphs():
            if "五" in sentences[0].block.text and "年" in sentences[0].block.text:
                yield sentences[0].block, sentences
