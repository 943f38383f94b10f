"""Statements that count: lists against their number, codes against their gloss, references."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Quantity, Trace
from yipan.reading.reckoning.evidence import Evidence, Maker
from yipan.reading.relations.listing import Items, before_count, behind_count, only_one, split_list
from yipan.reading.slots.readings import Caption, Reading
from yipan.reading.text.numbers import chinese_number
from yipan.reading.text.sentences import Sentence

_CN = "一二三四五六七八九十两"
_CODE = re.compile(r"“(?P<code>[0-9]+(?:\+[0-9]+)+|[0-9]+(?:\+[0-9]+)*\+[A-Z]|[0-9]{2,6}[A-Z]?)”")
_QUOTED = re.compile(rf"“(?P<n>[{_CN}])(?:个|大|条|项|类)(?P<head>[\u4e00-\u9fff]{{2,4}})”")
_GLOSS = re.compile(
    r"[((](?P<gloss>[^()()]{6,160})[))]|，?(?:即|是指|指的是|包括)[:，]?(?P<words>[^。；“”]{6,160})"
)
_NAMED = re.compile(rf"“(?P<n>[{_CN}])[^“”{_CN}]”(?:是|即)?指(?P<list>[^。；“”]{{4,160}}?)等")
_FIGURE = re.compile(r"(?P<kind>[图表])\s?(?P<number>[0-9]+|[一二三四五六七八九十]+)")


class Counting:
    """Finds and judges the counts of one reading."""

    def __init__(self, reading: Reading, evidence: Evidence) -> None:
        self.reading = reading
        self.evidence = evidence
        self.make = Maker(reading, evidence)

    def claims(self) -> Iterator[Claim]:
        """All claims of counting in order."""
        for sentence in self.reading.sentences:
            text = sentence.text
            for quantity in sentence.quantities:
                yield from self._list(sentence, quantity)
            if "“" in text:
                yield from self._codes(sentence)
                yield from self._named(sentence)
                yield from self._quoted(sentence)
            if "f" in sentence.kinds:
                yield from self._references(sentence)

    # ------------------------------------------------------------------ lists

    def _list(self, sentence: Sentence, quantity: Quantity) -> Iterator[Claim]:
        counted = (
            quantity.qualifier == "exact" and quantity.mid.denominator == 1 and quantity.scale == 1
        )
        if (
            not counted
            or not 1 <= quantity.mid <= 30
            or sentence.kinds[sentence.at[quantity.id]] not in "Q"
        ):
            return
        token = sentence.tokens[sentence.at[quantity.id]]
        block = sentence.block.text
        items = (
            before_count(block, sentence.start, token.start, int(quantity.mid))
            or only_one(block, token.end, sentence.end, int(quantity.mid))
            or behind_count(block, token.end, len(block), int(quantity.mid))
        )
        if items is None:
            return
        stated, found = int(quantity.mid), len(items.spans)
        if found < stated - items.whole and (found < 3 or found < stated - 1):
            return  # 氢能、生物医药等6条: examples, not the whole list
        listed = block[max(0, token.start - 1) : token.start] == "等"
        severity = "hard" if items.whole or (listed and found >= stated) else "soft"
        yield self._count(
            sentence,
            (quantity.start, quantity.end),
            stated,
            items,
            "list_count",
            [quantity.id],
            severity,
        )

    def _count(
        self,
        sentence: Sentence,
        span: tuple[int, int],
        stated: int,
        items: Items,
        relation: str,
        operands: list[str],
        severity: str = "hard",
    ) -> Claim:
        found = len(items.spans)
        raw = [sentence.block.span(a, b) for a, b in items.spans]
        names = "、".join(sentence.block.text[a:b] for a, b in items.spans)
        good = found == stated
        return self.make.plain(
            relation, sentence, span, "consistent" if good else "inconsistent", "AGREES" if good else "DIFFERS",
            f"{names}: 共 {found} 项; 文中为 {stated}", severity=severity, operands=operands,
            trace=Trace("count", str(stated), str(found), items=tuple((sentence.document, a, b) for a, b in raw)),
            claimed=Interval.exact(stated), recomputed=Interval.exact(found), pattern="list and its count",
        )  # fmt: skip

    # ------------------------------------------------------------------ codes

    def _codes(self, sentence: Sentence) -> Iterator[Claim]:
        text = sentence.block.text
        for code in _CODE.finditer(text, sentence.start, sentence.end):
            start, end = code.span()
            span = sentence.block.span(start, end)
            noun = re.compile(r"[\u4e00-\u9fff]{0,8}").match(text, end)
            gloss = _GLOSS.match(text, noun.end() if noun else end)
            digits = [
                int(d)
                for d in (
                    re.findall("[0-9]+", code["code"])
                    if "+" in code["code"]
                    else re.findall("[0-9]", code["code"])
                )
            ]
            if gloss is not None:
                yield from self._gloss(sentence, span, digits, gloss)
            elif "+" in code["code"]:
                items = before_count(text, sentence.start, start, sum(digits), bare=True)
                if items is not None and len(items.spans) == sum(digits):
                    yield self._count(sentence, span, sum(digits), items, "list_count", [])

    def _gloss(
        self, sentence: Sentence, span: tuple[int, int], digits: list[int], gloss: re.Match[str]
    ) -> Iterator[Claim]:
        """“2+4+46”(两个…,四大…,46个…): the digits against the numbers of the gloss, in order."""
        group = "gloss" if gloss["gloss"] else "words"
        offset = gloss.start(group)
        numerals = list(
            re.finditer(
                rf"[0-9]+|[{_CN}](?=[个大类项条家带区链群横纵核轴廊心极圈城园环翼点中产省市县])",
                gloss[group],
            )
        )
        values = [int(n[0]) if n[0].isdigit() else int(chinese_number(n[0]) or 0) for n in numerals]
        if len(values) < len(digits):
            return
        good = values[: len(digits)] == digits or values == digits
        shown = f"{'、'.join(map(str, digits))} 对 {'、'.join(map(str, values))}"
        items = tuple(
            (sentence.document, *sentence.block.span(offset + n.start(), offset + n.end()))
            for n in numerals
        )
        yield self.make.plain(
            "composition_match", sentence, span, "consistent" if good else "inconsistent", "AGREES" if good else "DIFFERS", shown,
            severity="soft", operands=[q.id for q in sentence.quantities if any(a <= q.start < b for _, a, b in items)],
            trace=Trace("digits", "+".join(map(str, digits)), "+".join(map(str, values[: len(digits)])), items=items),
            pattern="code and its gloss",
        )  # fmt: skip

    def _named(self, sentence: Sentence) -> Iterator[Claim]:
        """“五群”是指A、B、C、D、E等."""
        text = sentence.block.text
        for match in _NAMED.finditer(text, sentence.start, sentence.end):
            stated = chinese_number(match["n"])
            items = split_list(text, match.start("list"), match.end("list"))
            if stated is None or len(items) < 2:
                continue
            start = match.start()
            span = sentence.block.span(start, text.index("”", start) + 1)
            yield self._count(sentence, span, int(stated), Items(items), "list_count", [])

    def _quoted(self, sentence: Sentence) -> Iterator[Claim]:
        """“四个中心” … A中心、B中心、C中心、D中心: the list that a quoted name counts."""
        text = sentence.block.text
        for name in _QUOTED.finditer(text, sentence.start, sentence.end):
            stated = int(chinese_number(name["n"]) or 0)
            head = name["head"]
            later = re.compile(
                rf"(?:[^、，。；“”]{{1,10}}{head}、)+[^、，。；“”]{{1,10}}{head}"
            ).search(text, name.end())
            if stated < 2 or later is None:
                continue
            items = Items(split_list(text, *later.span()))
            other = next(
                (s for s in self.reading.beside(sentence) if s.start <= later.start() < s.end),
                sentence,
            )
            yield self._count(
                other, other.block.span(*later.span()), stated, items, "list_count", [], "soft"
            )

    # ------------------------------------------------------------------ references

    def _references(self, sentence: Sentence) -> Iterator[Claim]:
        for token in sentence.tokens:
            if token.kind != "f":
                continue
            words = sentence.words(token)
            for figure in _FIGURE.finditer(words):
                yield self._reference(
                    sentence,
                    figure["kind"],
                    figure["number"],
                    sentence.block.span(
                        token.start + (1 if words[0] == "(" else 0), token.start + figure.end()
                    ),
                )

    def _reference(
        self, sentence: Sentence, kind: str, number: str, span: tuple[int, int]
    ) -> Claim:
        wanted = number if number.isdigit() else str(chinese_number(number) or number)
        caption = next(
            (c for c in self.reading.captions if c.kind == kind and c.number == wanted), None
        )
        if caption is None:
            has_any = any(c.kind == kind for c in self.reading.captions)
            verdict = "inconsistent" if has_any else "unverifiable"
            return self.make.plain(
                "reference_match", sentence, span, verdict, "NO_CAPTION" if has_any else "NO_EVIDENCE", f"文中没有{kind}{number}",
                severity="soft", pattern="reference", trace=Trace("caption", f"{kind}{wanted}"),
            )  # fmt: skip
        fits = self._speaks_of(sentence, caption)
        return self.make.plain(
            "reference_match", sentence, span, "consistent" if fits else "inconsistent", "AGREES" if fits else "OTHER_SUBJECT",
            f"{kind}{number}: {caption.text}", severity="soft", pattern="reference",
            trace=Trace("caption" if fits else "other_subject", f"{kind}{wanted}", items=((sentence.document, caption.start, caption.end),)),
        )  # fmt: skip

    def _speaks_of(self, sentence: Sentence, caption: Caption) -> bool:
        """Whether the caption is about what the sentence or the one before it is about."""
        near = [
            s
            for s in self.reading.beside(sentence)
            if sentence.index - 2 <= s.index <= sentence.index
        ]
        own = {t.value.slug for s in near for t in s.tokens if t.kind == "I"}
        if not caption.indicators or not own:
            return True
        if own & set(caption.indicators):
            return True
        return not self._all_known(own, caption)

    def _all_known(self, own: set[str], caption: Caption) -> bool:
        """A caption may print other words for the same thing: judge only between known flows."""
        kinds = [self.evidence.indicator(s) for s in (*own, *caption.indicators)]
        return all(k is not None for k in kinds)
