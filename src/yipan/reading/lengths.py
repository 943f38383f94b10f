"""Statements about how long: 连续六年, 2021年以来…连续三年, 十年来."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Claim, Quantity, Trace
from yipan.reading.sentences import Sentence
from yipan.reading.statements import Statements

_FOUNDED = re.compile(
    r"((?:19|20)[0-9]{2})年[^。；]{0,40}?(?:战略|上升为|启动|成立|实施|印发|提出|设立|通过|获批|挂牌)"
)


class Lengths(Statements):
    """Finds and judges numbers of years."""

    def claims(self) -> Iterator[Claim]:
        """All of them."""
        for sentence in self.reading.sentences:
            yield from self._runs(sentence)
        yield from self._since()

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
        starts = sorted({int(y) for y in _FOUNDED.findall(raw[:400_000])})
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
