"""Statements of order: one figure above or below others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Claim, Quantity, Trace
from yipan.reading.reckoning.evidence import moves, same_measure
from yipan.reading.reckoning.subjects import Subjects
from yipan.reading.text.names import Place
from yipan.reading.text.sentences import Sentence, last_of

RANK = re.compile(
    r"远?超(?:过)?了?|(?:均要?|均|都)?(?:显著|明显|大幅|远|略)?(?:高于|低于|大于|小于|多于|少于|快于|慢于|优于|领先于?)|未达到|相对较[少多低高]|未达"
)
ADVERBS = re.compile(
    r"显著|明显|大幅|远远|略微|反而|仍然|已经|也|均|都|又|仍|还|则|而|反|略|远|要|是|的|总体|全部|其"
)
_GREW = re.compile("增[速幅量长]|[涨降升跌]幅|[快慢]于")
_NOUN = 3


class Ranks(Subjects):
    """Finds and judges comparisons in words."""

    def claims(self) -> Iterator[Claim]:
        """All of them in order."""
        for sentence in self.reading.sentences:
            yield from self._ranks(sentence)

    def _ranks(self, sentence: Sentence) -> Iterator[Claim]:
        text = sentence.block.text
        for match in RANK.finditer(text, sentence.start, sentence.end):
            if any(
                t.start <= match.start() < t.end and t.kind in "QPNMpqnT" for t in sentence.tokens
            ):
                continue
            span = sentence.block.span(*match.span())
            claim = self._rank(sentence, match, span)
            if claim is not None:
                yield claim

    def _rank(
        self, sentence: Sentence, match: re.Match[str], span: tuple[int, int]
    ) -> Claim | None:
        word = match[0]
        up = not re.search(r"低|少|未|小于|慢|较少", word)
        spot = next(
            (n for n, t in enumerate(sentence.tokens) if t.end > match.start()),
            len(sentence.tokens),
        )
        after = sentence.kinds[spot : spot + 6]
        subject = self._rank_subject(sentence, spot)
        others = self._rank_others(sentence, spot, match.end())
        if subject is not None and subject.table is not None and _of_growth(sentence, match):
            subject = None  # 降幅大于云浮: the cells tell levels
        if subject is not None:
            same = [o for o in others if same_measure(o, subject)]
            others = [o for o in same if not _added(sentence, o, subject)]
        if subject is not None and others:
            known = self.evidence.quantities
            good = all(moves(o.id, subject.id, 1 if up else -1, known) for o in others)
            sign = " > " if up else " < "
            shown = f"{subject.text}{sign}" + "、".join(o.text for o in others)
            return self.make.plain(
                "rank_order", sentence, span, "consistent" if good else "inconsistent", "AGREES" if good else "AGAINST", shown, severity="soft",
                operands=(subject.id, *(o.id for o in others)), trace=Trace("above" if up else "under", subject.id, series=tuple(o.id for o in others)), pattern="rank",
            )  # fmt: skip
        if re.search("[pPQ]", after[:3]) or word in {"超", "超过"}:
            return None
        compared = any(t.kind == "L" for t in sentence.tokens[spot : spot + 4]) and any(
            t.kind == "L" for t in sentence.tokens[:spot]
        )
        if compared:
            return self.make.plain(
                "rank_order",
                sentence,
                span,
                "unverifiable",
                "NO_EVIDENCE",
                "没有两方的数值",
                pattern="rank",
            )
        return None

    def _rank_subject(self, sentence: Sentence, spot: int) -> Quantity | None:
        """The number just before the word, else the subject's figure in a table."""
        before = sentence.kinds[:spot]
        held = re.search(r"[QPN][cw]?[cw]?\Z", before)
        if held:
            found = sentence.tokens[held.start()].quantity
            return found if isinstance(found, Quantity) else None
        if _of_something_else(sentence, spot):
            return None
        return self._table_value(
            sentence,
            spot,
            subject_place(sentence, spot),
        )

    def _rank_others(self, sentence: Sentence, spot: int, offset: int) -> list[Quantity]:
        """The figures behind the word: in brackets, or of the places named, up to the comma."""
        others: list[Quantity] = []
        tokens = sentence.tokens[spot:]
        if (
            sentence.block.text[offset - 3 : offset - 1] in {"对较", "相对"}
            or "相对较" in sentence.block.text[offset - 4 : offset]
        ):
            subject = next(
                (t.value.name for t in reversed(sentence.tokens[:spot]) if t.kind == "L"), ""
            )
            rest = [
                p
                for p in self._places(
                    sentence,
                    sentence.tokens[spot].start if spot < len(sentence.tokens) else sentence.end,
                )
                if p.name != subject
            ]
            found = [self._table_value(sentence, spot, p) for p in rest]
            return [q for q in found if q is not None]
        for order, token in enumerate(tokens):
            if token.kind in "cs" and order:
                break
            if (
                token.kind in "QPN"
                and isinstance(token.quantity, Quantity)
                and token.start >= offset
            ):
                others.append(token.quantity)
            elif (
                token.kind == "L"
                and "o" not in "".join(t.kind for t in tokens[order + 1 : order + 2])
                and token.start >= offset
            ):
                value = self._table_value(sentence, spot, token.value)
                if value is not None:
                    others.append(value)
        return others

    def _table_value(self, sentence: Sentence, spot: int, place: Place | None) -> Quantity | None:
        """A place's figure in the tables for the indicator last named, at the year in force."""
        tokens = [t for t in sentence.tokens[:spot] if t.kind == "I"]
        if place is None or not tokens:
            return None
        slug = tokens[-1].value.slug
        year = next(
            (
                t.value[0].year
                for t in reversed(sentence.tokens[:spot])
                if t.kind == "T" and isinstance(t.value, tuple)
            ),
            None,
        )
        columns = [
            c
            for (i, _), cs in sorted(self.evidence.by_table.items())
            if i == self.reading.document.index
            for (n, p), c in cs.items()
            if n == slug and p == place.name
        ]
        if not columns:
            return self._printed_value(slug, place, year)
        if year is None:
            return columns[0][-1]
        return next((q for q in columns[0] if q.period.year == year), None)

    def _printed_value(self, slug: str, place: Place, year: int | None) -> Quantity | None:
        """The same from the text: the figure printed last for that year, or last at all."""
        held = [
            q
            for q in self.evidence.series.get((slug, place.name), [])
            if q.document == self.reading.document.index
        ]
        return next((q for q in reversed(held) if year is None or q.period.year == year), None)


def _added(sentence: Sentence, other: Quantity, subject: Quantity) -> bool:
    """超过国家标准(35)14.3%: the number behind the bracket is by how much."""
    position = sentence.at.get(other.id, 0)
    behind = sentence.kinds[max(0, position - 1) : position] == "e"
    return behind and subject.role == "rate"


def _of_growth(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the clause compares growth."""
    lead = re.split("[，；。：]", sentence.block.text[sentence.start : match.end()])[-1]
    return bool(_GREW.search(lead))


def _of_something_else(sentence: Sentence, spot: int) -> bool:
    """佛山产出效率高于深圳: the clause names a thing that is no indicator known."""
    start = last_of(sentence.kinds, "csoe", spot) + 1
    if "I" in sentence.kinds[start:spot]:
        return False
    held = (sentence.words(t) for t in sentence.tokens[start:spot] if t.kind == "w")
    return len(ADVERBS.sub("", "".join(held))) >= _NOUN


def subject_place(sentence: Sentence, spot: int) -> Place | None:
    """The last place before a word that is no object of a comparison."""
    for position in range(spot - 1, -1, -1):
        token = sentence.tokens[position]
        if token.kind == "L" and sentence.kinds[max(0, position - 1) : position] not in tuple(
            "BXEKSo"
        ):
            found: Place = token.value
            return found
    return None
