"""Parts of a whole or of another place: 占…57.4%, 相当于北京的29.6%, 不足三分之一, the rest of a share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Formula, Quantity, Trace
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.constructions import Found
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.reckoning.statements import Statements, quantity_of
from yipan.reading.relations.remainders import rest_behind
from yipan.reading.text.lexer import Token
from yipan.reading.text.names import Place
from yipan.reading.text.sentences import Sentence, last_of


class Parts(Statements):
    """Finds and judges shares, ratios of two places, fractions and complements."""

    def of(self, sentence: Sentence, done: set[str]) -> Iterator[Claim]:
        """The claims of one sentence, without the numbers that are judged already."""
        yield from self._shares(sentence, done)
        yield from self._fractions(sentence)
        yield from self._complements(sentence)

    def ratio(self, found: Found, claimed: Quantity) -> Claim | None:
        subject, other = found.token("subject"), found.token("other")
        if subject is None or other is None:
            return None
        pair = self.pair(found.sentence, claimed, subject.value.name, other.value.name)
        if pair is None:
            return self.make.open(
                "ratio",
                found.sentence,
                claimed,
                pattern=found.construction.name,
                note="缺少两方数值",
            )
        return self.make.compare(
            "ratio",
            found.sentence,
            claimed,
            formulas.percent(pair[0].id, pair[1].id),
            pattern=found.construction.name,
        )

    def pair(
        self, sentence: Sentence, claimed: Quantity, subject: str, other: str
    ) -> tuple[Quantity, Quantity] | None:
        """The latest figure of the subject before the claim, and the other place's beside it."""
        before = [
            q
            for q in sentence.quantities
            if q.start < claimed.start
            and q.party == subject
            and q.role == "level"
            and q.name
            and q.dimension not in {"percent", "years", "time"}
        ]
        name = before[-1].name if before else ""
        period = before[-1].period if before else claimed.period
        if before:
            near = [
                q
                for q in sentence.quantities
                if q.party == other and q.name == name and q.period == period
            ]
            if near:
                return before[-1], near[-1]
        for word in dict.fromkeys(n for n in (name, *self._names_before(sentence, claimed)) if n):
            ours = self.evidence.find(word, subject, period, before[-1] if before else None)
            theirs = self.evidence.find(word, other, period, ours[0] if ours else None)
            if ours and theirs:
                return self.own(ours), self.own(theirs)
        return None

    def _names_before(self, sentence: Sentence, claimed: Quantity) -> list[str]:
        position = sentence.at[claimed.id]
        slugs = [t.value.slug for t in sentence.tokens[:position] if t.kind == "I"]
        return list(reversed(slugs))

    def _shares(self, sentence: Sentence, done: set[str]) -> Iterator[Claim]:
        for quantity in sentence.quantities:
            if quantity.role != "share" or quantity.id in done or quantity.dimension != "percent":
                continue
            position = sentence.at[quantity.id]
            spot, other = _share_of_place(sentence, position)
            if other is not None:
                pair = self.pair(
                    sentence, quantity, _subject(sentence, spot) or quantity.party or "", other.name
                )
                if pair is not None:
                    yield self.make.compare(
                        "ratio",
                        sentence,
                        quantity,
                        formulas.percent(pair[0].id, pair[1].id),
                        pattern="part of another place",
                    )
                    continue
            yield from self._share(sentence, position, quantity)

    def _share(self, sentence: Sentence, position: int, quantity: Quantity) -> Iterator[Claim]:
        if "合计" in sentence.clause_before(position):
            return  # the part is a sum
        part = _part(sentence, position, quantity)
        if part is None and quantity.indicator:
            base = quantity.indicator.removesuffix("_share_national")
            held = self.evidence.find(base, quantity.party or "", quantity.period)
            part = self.own(held) if held else None
        if part is None:
            named = next(
                (t.value.slug for t in reversed(sentence.tokens[:position]) if t.kind == "I"), ""
            )
            held = self.evidence.find(named, quantity.party or "", quantity.period) if named else []
            part = self.own(held) if held and "占" in sentence.text else None
        if part is None or _is_whole(sentence, position, part):
            if "占" in sentence.block.text[sentence.start : sentence.tokens[position].start]:
                yield self.make.open(
                    "share", sentence, quantity, note="缺少部分与总体数值", pattern="share"
                )
            return
        whole = self._whole(sentence, position, quantity, part)
        moved = whole is not None and (
            set("FZ") & set(_clause_kinds(sentence, position)) or told_as_base(sentence, position)
        )
        if whole is not None and moved and not self._meets(quantity, part, whole):
            whole = None  # 由7.45%升至8.05%: shares of other times than the figures near them
        if whole is not None:
            yield self.make.compare(
                "share",
                sentence,
                quantity,
                formulas.percent(part.id, whole.id),
                pattern="share of a printed whole",
            )
            return
        implied: Formula = ("/", ("*", part.id, "100"), quantity.id)
        yield self.make.open("share", sentence, quantity, implied=implied, pattern="share")

    def _meets(self, quantity: Quantity, part: Quantity, whole: Quantity) -> bool:
        formula = formulas.percent(part.id, whole.id)
        return formulas.evaluate(formula, self.evidence.quantities).meets(quantity.absolute)

    def _whole(
        self, sentence: Sentence, position: int, quantity: Quantity, part: Quantity
    ) -> Quantity | None:
        """The printed whole: of 占X的, of 占全省的, or of the total before 其中."""
        spot = position - 1
        while spot >= 0 and not (
            sentence.kinds[spot] == "S" and sentence.words(sentence.tokens[spot]).startswith("占")
        ):
            spot -= 1
        between = sentence.tokens[spot + 1 : position] if spot >= 0 else []
        named = next((t.value.slug for t in between if t.kind == "I"), None)
        place = next((name for t in between if (name := _place_name(t))), None)
        if spot < 0 or any(t.kind == "w" for t in between[:1]):
            return self._total(
                sentence,
                quantity,
                part,
                sentence.words(between[0]) if between and spot >= 0 else "",
            )
        if named is not None or place is not None:
            held = self.evidence.find(
                named or part.name, place or part.party or "", part.period, part
            )
            held = [q for q in held if q.id != part.id and q.document == part.document]
            whole = next((q for q in held if not q.absolute.below(part.absolute)), None)
            return self._of_another_time(quantity, part, whole) if whole is not None else None
        return self._total(sentence, quantity, part, "")

    def _of_another_time(self, quantity: Quantity, part: Quantity, whole: Quantity) -> Quantity:
        """去年 of a report from January: a whole of the same name and place that fits goes first."""
        if self._meets(quantity, part, whole):
            return whole
        held = self.evidence.series.get((whole.name, whole.party or ""), [])
        same = [q for q in held if q.document == part.document and same_measure(q, part)]
        same = [q for q in same if q.qualifier in {"rounded", "exact"}]
        return next((q for q in same if self._meets(quantity, part, q)), whole)

    def _total(
        self, sentence: Sentence, quantity: Quantity, part: Quantity, words: str
    ) -> Quantity | None:
        """货运量2.86亿吨,其中公路货运量2.31亿吨,占80.8%."""
        mark = sentence.kinds.rfind("O", 0, sentence.at.get(part.id, 0))
        if mark < 0:
            return None
        totals = [
            q
            for q in sentence.quantities
            if sentence.at[q.id] < mark and q.role == "level" and same_measure(q, part)
        ]
        if not totals:
            return None
        told = re.sub(r"(?:全部|全市|全省|总|的|比重|达|为|其)+", "", words)
        fits = not told or (totals[-1].indicator_zh or "").endswith(told[-2:])
        return totals[-1] if fits else None

    def _fractions(self, sentence: Sentence) -> Iterator[Claim]:
        """河北…不足北京的三分之一."""
        for position, kind in enumerate(sentence.kinds):
            if kind != "q" or position < 2:
                continue
            quantity = quantity_of(sentence.tokens[position])
            before = sentence.kinds[:position]
            other = sentence.tokens[position - 1]
            if quantity is None or other.kind != "L" or before[-2] not in "BXE":
                continue
            subject = next(
                (t.value.name for t in reversed(sentence.tokens[: position - 1]) if t.kind == "L"),
                quantity.party,
            )
            pair = self.pair(
                sentence, quantity, subject or "", other.value.name
            ) or self._abbreviated(sentence, position, subject or "", other.value.name)
            if pair is None:
                yield self.make.open(
                    "ratio",
                    sentence,
                    quantity,
                    note="缺少两方数值",
                    pattern="fraction of another place",
                )
                continue
            test = {"B": "at_least", "X": "at_most", "E": "meets"}[before[-2]]
            formula: Formula = ("/", pair[0].id, pair[1].id)
            # 不足 x: the ratio is at most x, so x is at least the ratio.
            claim = self.make.compare(
                "ratio", sentence, quantity, formula, test=test, pattern="fraction of another place"
            )
            claim.trace = Trace(test, quantity.id, formula)
            yield claim

    def _abbreviated(
        self, sentence: Sentence, position: int, subject: str, other: str
    ) -> tuple[Quantity, Quantity] | None:
        """An indicator mentioned by the first words of its name, the full name standing before."""
        words = sentence.block.text[sentence.start : sentence.tokens[position].start]
        period = sentence.quantities[0].period if sentence.quantities else None
        for token in reversed([t for t in sentence.tokens[:position] if t.kind == "I"]):
            name = sentence.words(token)
            later = words[token.end - sentence.start :]
            if len(name) > 4 and name[:4] in later and period is not None:
                ours = self.evidence.find(token.value.slug, subject, period)
                theirs = self.evidence.find(token.value.slug, other, period)
                if ours and theirs:
                    return self.own(ours), self.own(theirs)
        return None

    def _complements(self, sentence: Sentence) -> Iterator[Claim]:
        """有90%流向…以外: the rest of a share printed in the same paragraph."""
        if "l" not in sentence.kinds:
            return
        for quantity in sentence.quantities:
            if quantity.dimension != "percent" or quantity.role not in {"level", "share"}:
                continue
            position = sentence.at[quantity.id]
            if "l" not in sentence.kinds[position : position + 6]:
                continue
            direct = rest_behind(sentence, quantity)
            if isinstance(direct, Quantity) and direct.dimension == "percent" and quantity.step < 1:
                yield from self._exact_rest(sentence, quantity, direct)
                continue
            for rest in self._paragraph(sentence):
                spread = Interval(quantity.mid * Fraction(19, 20), quantity.mid * Fraction(21, 20))
                close = abs(100 - rest.mid - quantity.mid) <= 2
                close = close and spread.meets(Interval.exact(100) - rest.interval)
                if rest.id != quantity.id and rest.dimension == "percent" and close:
                    yield self._complement(sentence, quantity, rest)
                    break

    def _exact_rest(self, sentence: Sentence, share: Quantity, rest: Quantity) -> Iterator[Claim]:
        """比例为64.5%,其余35.5%…: one share and its rest make 100; of several shares nothing is said."""
        first = last_of(sentence.kinds, "s", sentence.at[share.id]) + 1
        before = sentence.kinds[first : sentence.at[share.id]]
        if "P" in before or "R" in before or rest.step >= 1:
            return
        formula: Formula = ("-", "100", rest.id)
        claim = self.make.compare(
            "complement", sentence, share, formula, severity="soft", pattern="a share and its rest",
            extra=(share.id,),
        )  # fmt: skip
        mends = one_number_mends(claim, self.reading, self.evidence)
        if claim.verdict == "consistent" or mends:
            yield claim

    def _complement(self, sentence: Sentence, quantity: Quantity, rest: Quantity) -> Claim:
        formula: Formula = ("-", "100", rest.id)
        result = formulas.evaluate(formula, self.evidence.quantities)
        spread = Interval(quantity.mid * Fraction(19, 20), quantity.mid * Fraction(21, 20))
        shown = f"{formulas.show(formula, self.evidence.quantities)} = {formulas.brief(result)}; 文中约 {quantity.text}"
        return self.make.plain(
            "complement", sentence, (quantity.start, quantity.end), "consistent", "AGREES", shown, operands=(rest.id, quantity.id),
            trace=Trace("near", quantity.id, formula), claimed=spread, recomputed=result, pattern="the rest of a share",
        )  # fmt: skip

    def _paragraph(self, sentence: Sentence) -> list[Quantity]:
        return [q for s in self.reading.beside(sentence) for q in s.quantities]


def _share_of_place(sentence: Sentence, position: int) -> tuple[int, Place | None]:
    """The 占 before the number and the place it names, where no indicator follows that place."""
    for spot in range(position - 1, -1, -1):
        token = sentence.tokens[spot]
        if (
            token.kind == "S"
            and sentence.words(token).startswith("占")
            and sentence.words(token) == "占"
        ):
            after = sentence.kinds[spot + 1 : spot + 3]
            place = sentence.tokens[spot + 1].value if after[:1] == "L" else None
            inner = isinstance(place, Place) and place.level != "state" and after[1:2] != "I"
            return spot, place if inner else None
    return -1, None


def _place_name(token: Token) -> str | None:
    """The place of a token: 全国, 全省 once it is known which."""
    if token.kind == "L":
        name: str = token.value.name
        return name
    if token.kind == "G" and isinstance(token.value, list) and len(token.value) == 1:
        group: str = token.value[0].name
        return group
    return None


def _is_whole(sentence: Sentence, position: int, part: Quantity) -> bool:
    """占全国增量(1765亿斤)的34.1%: the bracket in the clause of the share holds its whole."""
    spot = sentence.at.get(part.id, -1)
    if not 0 < spot < position or sentence.kinds[spot - 1] != "o":
        return False
    between = sentence.clause_before(position)
    start = sentence.tokens[position].start - len(between)
    return "占" in sentence.block.text[start : sentence.tokens[spot].start]


def _clause_kinds(sentence: Sentence, position: int) -> str:
    start = last_of(sentence.kinds, "cs", position) + 1
    return sentence.kinds[start:position]


def _subject(sentence: Sentence, spot: int) -> str | None:
    return next((t.value.name for t in reversed(sentence.tokens[:spot]) if t.kind == "L"), None)


def _part(sentence: Sentence, position: int, quantity: Quantity) -> Quantity | None:
    """The level before ,占…的57.4%."""
    clause = last_of(sentence.kinds, "cs", position)
    if clause < 0 or sentence.kinds[clause + 1 : clause + 2] not in {"S", "I"}:
        return None
    if sentence.kinds[clause + 1] == "I" and not sentence.words(
        sentence.tokens[clause + 1]
    ).startswith("占"):
        return None
    before = [
        q
        for q in sentence.quantities
        if q.end <= quantity.start
        and q.role == "level"
        and q.dimension != "percent"
        and q.dimension != "percentage_point"
    ]
    return before[-1] if before else None
