"""Statements of arithmetic: growth, differences, multiples, shares, ratios, points, structures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from yipan.core.interval import Interval
from yipan.core.period import Period, classify, year
from yipan.reading import formulas
from yipan.reading.constructions import Found, find_all
from yipan.reading.evidence import Evidence, Maker, same_measure, when
from yipan.reading.lexer import Token
from yipan.reading.model import Claim, Formula, Quantity, Trace
from yipan.reading.names import Place
from yipan.reading.reader import Reading
from yipan.reading.sentences import Sentence

# Rates of these are printed at constant prices beside levels at current ones.
_REAL_WORDS = ("增加值", "生产总值", "GDP", "经济总量")
# Words that say that a rate is not that of the printed amounts.
OTHER_BASIS = re.compile(r"可比|同口径|不变价|剔除|扣除|实际增|还原|自然口径")
_CHANGE_RELATION = {
    "P": "growth_rate",
    "Q": "difference",
    "N": "difference",
    "M": "multiple",
    "p": "share_change_pp",
}


class Arithmetic:
    """Finds and judges the arithmetic of one reading."""

    def __init__(self, reading: Reading, evidence: Evidence) -> None:
        self.reading = reading
        self.evidence = evidence
        self.make = Maker(reading, evidence)

    def claims(self) -> Iterator[Claim]:
        """All arithmetic claims in order."""
        for sentence in self.reading.sentences:
            if sentence.block.zone == "heading" and not sentence.quantities:
                continue
            done: set[str] = set()
            for found in find_all(sentence):
                claim = self._construction(found)
                if claim is not None:
                    done.add(_claimed_id(found))
                    yield claim
            yield from self._shares(sentence, done)
            yield from self._fractions(sentence)
            yield from self._complements(sentence)

    # ------------------------------------------------------------------ constructions

    def _construction(self, found: Found) -> Claim | None:
        relation = found.construction.relation
        claimed = _quantity(found.token("claimed"))
        if relation == "structure_sum":
            return self._structure(found)
        if claimed is None:
            return None
        base, last = _quantity(found.token("base")), _quantity(found.token("last"))
        down = (token := found.token("direction")) is not None and token.kind == "D"
        if relation == "ratio":
            return self._ratio(found, claimed)
        if relation == "times":
            return self._times(found, claimed, last)
        if relation == "rate_of_change":
            return self._rate_of_change(found, claimed, last, down)
        if relation == "threshold":
            return self._threshold(found, claimed, last)
        if relation == "rate_gap_pp":
            return self._gap(found, claimed, last)
        if relation == "change":
            relation = _CHANGE_RELATION[found.sentence.kinds[found.roles["claimed"]]]
        if base is not None and last is not None:
            return self._between(found, relation, claimed, base, last, down)
        return self._from_level(found, relation, claimed, last, down)

    def _between(
        self,
        found: Found,
        relation: str,
        claimed: Quantity,
        base: Quantity,
        last: Quantity,
        down: bool,
    ) -> Claim | None:
        """Both ends stand in the sentence."""
        if not same_measure(base, last):
            return None
        formula = self._formula(relation, base, last, down, claimed)
        if formula is None:
            return None
        if relation == "difference" and last.indicator and last.party:
            key = (last.indicator, last.party, when(base.period), when(last.period), down)
            self.evidence.changes.setdefault(key, []).append(claimed)
        return self.make.compare(
            relation, found.sentence, claimed, formula, pattern=found.construction.name
        )

    def _formula(
        self, relation: str, base: Quantity, last: Quantity, down: bool, claimed: Quantity
    ) -> Formula | None:
        first, second = (last, base) if down else (base, last)
        if relation == "growth_rate":
            if (
                base.dimension == "percent"
                and claimed.dimension == "percent"
                and not down
                and base.role == "share"
            ):
                return None
            return (
                ("*", ("-", "1", ("/", last.id, base.id)), "100")
                if down
                else formulas.growth(base.id, last.id)
            )
        if relation == "multiple":
            return None if down or claimed.unit == "番" else ("-", ("/", last.id, base.id), "1")
        if relation in {"difference", "share_change_pp"}:
            if relation == "difference" and not same_measure(claimed, last):
                return None
            return ("-", second.id, first.id)
        if relation == "cagr":
            n = years_between(base.period, last.period)
            return formulas.mean_growth(base.id, last.id, n) if n else None
        return None

    def _from_level(
        self, found: Found, relation: str, claimed: Quantity, last: Quantity | None, down: bool
    ) -> Claim | None:
        """Only the later value is printed; the earlier one is looked for, else implied."""
        sentence, name = found.sentence, found.construction.name
        if last is not None and not _belongs(sentence, last, claimed):
            last = None
        later = _later_level(sentence, last) if last is not None else None
        if later is not None and last is not None:
            return self._between(found, relation, claimed, last, later, down)
        if relation == "cagr":
            return self.make.open(
                "cagr", sentence, claimed, pattern=name, note="缺少起点或终点数值"
            )
        if relation == "difference" and (last is None or not same_measure(claimed, last)):
            return None
        if relation == "share_change_pp" and last is not None and last.dimension != "percent":
            last = None
        if last is None:
            if relation not in {"growth_rate", "multiple", "share_change_pp"}:
                return None
            return self.make.open(
                relation, sentence, claimed, self._why(claimed), pattern=name, note="缺少两端数值"
            )
        base = self._base(found, last)
        if base is not None:
            if relation == "growth_rate" and self._real(last, claimed):
                return self.make.open(
                    relation,
                    sentence,
                    claimed,
                    "PRICE_BASIS",
                    pattern=name,
                    operands=(last.id, base.id),
                    note="实际增速不能由现价水平重算",
                )
            formula = self._formula(relation, base, last, down, claimed)
            if formula is not None:
                return self.make.compare(
                    relation, sentence, claimed, formula, pattern=name, severity="soft"
                )
        implied = self._implied(relation, claimed, last, down)
        if implied is None:
            return None
        return self.make.open(
            relation, sentence, claimed, self._why(last), implied=implied, pattern=name
        )

    def _why(self, quantity: Quantity) -> str:
        return "PRICE_BASIS" if self._real(quantity, quantity) else "NO_EVIDENCE"

    def _real(self, last: Quantity, claimed: Quantity) -> bool:
        words = (last.indicator_zh or "") + (claimed.indicator_zh or "")
        known = self.evidence.indicator(last.indicator)
        return any(w in words for w in _REAL_WORDS) or bool(
            known and known.price_basis == "constant"
        )

    def _implied(
        self, relation: str, claimed: Quantity, last: Quantity, down: bool
    ) -> Formula | None:
        if relation == "growth_rate":
            rate: Formula = ("/", claimed.id, "100")
            return ("/", last.id, ("-", "1", rate) if down else ("+", "1", rate))
        if relation == "multiple":
            return None if down else ("/", last.id, ("+", "1", claimed.id))
        return ("+" if down else "-", last.id, claimed.id)

    def _base(self, found: Found, last: Quantity) -> Quantity | None:
        """The figure of the base period, where the set of texts prints it."""
        period = base_period(found, last)
        if period is None or not last.name:
            return None
        party = last.party or ""
        held = [q for q in self.evidence.find(last.name, party, period, last) if q.id != last.id]
        own = [q for q in held if q.document == self.reading.document.index]
        return next(iter(own or held), None)

    def _gap(self, found: Found, claimed: Quantity, last: Quantity | None) -> Claim | None:
        """增长19.0%,高于全国3.0个百分点."""
        if last is None:
            return None
        down = (token := found.token("direction")) is not None and token.kind == "B"
        other = self._compared_rate(found, last)
        if other is not None:
            formula: Formula = ("-", other.id, last.id) if down else ("-", last.id, other.id)
            return self.make.compare(
                "rate_gap_pp", found.sentence, claimed, formula, pattern=found.construction.name
            )
        implied: Formula = ("+" if down else "-", last.id, claimed.id)
        return self.make.open(
            "rate_gap_pp", found.sentence, claimed, implied=implied, pattern=found.construction.name
        )

    def _compared_rate(self, found: Found, last: Quantity) -> Quantity | None:
        sentence = found.sentence
        start, end = sentence.at[last.id], found.roles["claimed"]
        place = next((t.value for t in sentence.tokens[start:end] if t.kind == "L"), None)
        if not isinstance(place, Place):
            return None
        for quantity in self.reading.document.quantities:
            same = quantity.party == place.name and quantity.indicator_zh == last.indicator_zh
            if (
                same
                and quantity.role == last.role
                and quantity.period == last.period
                and quantity.indicator_zh
            ):
                return quantity
        return None

    def _times(self, found: Found, claimed: Quantity, last: Quantity | None) -> Claim | None:
        """4.55亿件,是2012年的13倍."""
        token = found.sentence.tokens[found.roles["claimed"] - 1]
        if last is None or not isinstance(token.value, tuple) or claimed.unit != "倍":
            return None
        held = [
            q
            for q in self.evidence.find(last.name, last.party or "", token.value[0], last)
            if q.id != last.id
        ]
        if not held:
            return None
        formula: Formula = ("/", last.id, self._own(held).id)
        return self.make.compare(
            "multiple", found.sentence, claimed, formula, pattern=found.construction.name
        )

    def _rate_of_change(
        self, found: Found, claimed: Quantity, last: Quantity | None, down: bool
    ) -> Claim | None:
        """余额5623.8亿元,增加486.5亿元,增长9.5%: the rate follows from level and change."""
        change = _quantity(found.token("change"))
        if (
            last is None
            or change is None
            or not same_measure(last, change)
            or not _belongs(found.sentence, last, claimed)
        ):
            return None
        end = found.sentence.tokens[found.roles["claimed"]].start
        text = found.sentence.block.text[found.sentence.start : end]
        if self._real(last, claimed) or OTHER_BASIS.search(text):
            return self.make.open(
                "growth_rate", found.sentence, claimed, "PRICE_BASIS", pattern=found.construction.name,
                operands=(last.id, change.id), note="增速与增量的口径不同",
            )  # fmt: skip
        base: Formula = ("+" if down else "-", last.id, change.id)
        formula = formulas.percent(change.id, base)
        return self.make.compare(
            "growth_rate",
            found.sentence,
            claimed,
            formula,
            pattern=found.construction.name,
            severity="soft",
        )

    def _threshold(self, found: Found, claimed: Quantity, last: Quantity | None) -> Claim | None:
        if (
            last is None
            or not same_measure(claimed, last)
            or claimed.qualifier not in {"at_least", "nearly", "below"}
        ):
            return None
        test = "at_most" if claimed.qualifier == "at_least" else "at_least"
        bound: Formula = str(claimed.mid * claimed.scale)
        claim = self.make.compare(
            "threshold",
            found.sentence,
            claimed,
            last.id,
            left=bound,
            test=test,
            pattern=found.construction.name,
        )
        claim.claimed = claimed.interval
        return claim

    def _structure(self, found: Found) -> Claim | None:
        """a:b:c adds up to 100, within the rounding of its parts."""
        token = found.token("claimed")
        parts = structure_parts(found.sentence, token) if token else []
        if len(parts) < 3:
            return None
        total = sum((p.mid for p in parts), Fraction(0))
        named = {"industry_structure"} & {
            t.value.slug for t in found.sentence.tokens if t.kind == "I"
        }
        if not named and not Fraction(90) <= total <= Fraction(110):
            return None
        formula = formulas.add([p.id for p in parts])
        result = formulas.evaluate(formula, self.evidence.quantities)
        good = result.holds(100)
        span = (parts[0].start, parts[-1].end)
        shown = f"{formulas.show(formula, self.evidence.quantities)} = {formulas.brief(result)}; 应为 100"
        return self.make.plain(
            "structure_sum", found.sentence, span, "consistent" if good else "inconsistent", "AGREES" if good else "DIFFERS",
            shown, severity="hard", operands=[p.id for p in parts], trace=Trace("meets", "100", formula),
            claimed=Interval.exact(100), recomputed=result, pattern=found.construction.name,
        )  # fmt: skip

    # ------------------------------------------------------------------ ratios and shares

    def _ratio(self, found: Found, claimed: Quantity) -> Claim | None:
        subject, other = found.token("subject"), found.token("other")
        if subject is None or other is None:
            return None
        pair = self._pair(found.sentence, claimed, subject.value.name, other.value.name)
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

    def _pair(
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
                return self._own(ours), self._own(theirs)
        return None

    def _own(self, held: list[Quantity]) -> Quantity:
        return next((q for q in held if q.document == self.reading.document.index), held[0])

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
                pair = self._pair(
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
        part = _part(sentence, position, quantity)
        if part is None and quantity.indicator:
            base = quantity.indicator.removesuffix("_share_national")
            held = self.evidence.find(base, quantity.party or "", quantity.period)
            part = self._own(held) if held else None
        if part is None:
            named = next(
                (t.value.slug for t in reversed(sentence.tokens[:position]) if t.kind == "I"), ""
            )
            held = self.evidence.find(named, quantity.party or "", quantity.period) if named else []
            part = self._own(held) if held and "占" in sentence.text else None
        if part is None:
            if "占" in sentence.block.text[sentence.start : sentence.tokens[position].start]:
                yield self.make.open(
                    "share", sentence, quantity, note="缺少部分与总体数值", pattern="share"
                )
            return
        whole = self._whole(sentence, position, quantity, part)
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
            return next((q for q in held if not q.absolute.below(part.absolute)), None)
        return self._total(sentence, quantity, part, "")

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
            quantity = _quantity(sentence.tokens[position])
            before = sentence.kinds[:position]
            other = sentence.tokens[position - 1]
            if quantity is None or other.kind != "L" or before[-2] not in "BXE":
                continue
            subject = next(
                (t.value.name for t in reversed(sentence.tokens[: position - 1]) if t.kind == "L"),
                quantity.party,
            )
            pair = self._pair(
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
                    return self._own(ours), self._own(theirs)
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
            for rest in self._paragraph(sentence):
                close = abs(100 - rest.mid - quantity.mid) <= 2
                if rest.id != quantity.id and rest.dimension == "percent" and close:
                    yield self._complement(sentence, quantity, rest)
                    break

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
        return [
            q for s in self.reading.sentences if s.block is sentence.block for q in s.quantities
        ]


def structure_parts(sentence: Sentence, token: Token) -> list[Quantity]:
    """The quantities of a structure string, which stand at its parts."""
    start, end = sentence.raw_span(token)
    return [q for q in sentence.quantities if start <= q.start and q.end <= end]


def years_between(first: Period, last: Period) -> int:
    """The difference of years between two periods; 0 when unknown."""
    if first.year is None or last.year is None:
        return 0
    return max(0, last.year - first.year)


def base_period(found: Found, last: Quantity) -> Period | None:
    """What 较2014年, 比上年 or 同比 compare with."""
    sentence = found.sentence
    begin, end = sentence.at.get(last.id, 0), found.roles["claimed"]
    for token in sentence.tokens[begin:end]:
        if token.kind == "T" and isinstance(token.value, tuple) and token.value[1] == "base":
            period: Period = token.value[0]
            return _same_part(period, last.period)
    own = last.period
    if own.start is None or own.end is None:
        return None
    if own.start == own.end and own.start.month == 12:
        return year(own.start.year - 1)
    try:
        return classify(
            own.start.replace(year=own.start.year - 1), own.end.replace(year=own.end.year - 1)
        )
    except ValueError:
        return None


def _same_part(base: Period, own: Period) -> Period:
    """较上年 behind a part of a year means the same part of that year."""
    part = (
        own.start
        and own.end
        and own.start.year == own.end.year
        and not (own.start.month == 1 and own.end.month == 12)
    )
    if (
        not part
        or base.kind != "year"
        or own.start == own.end
        or base.year is None
        or own.start is None
        or own.end is None
    ):
        return base
    try:
        return classify(own.start.replace(year=base.year), own.end.replace(year=base.year))
    except ValueError:
        return base


def _belongs(sentence: Sentence, last: Quantity, claimed: Quantity) -> bool:
    """Whether the change can be that of the level: 其中 or another place between them says no."""
    between = sentence.kinds[sentence.at[last.id] + 1 : sentence.at[claimed.id]]
    if "O" in between or "u" in between or last.role not in {"level", "share", "rate", "ratio"}:
        return False
    return not (last.role == "rate" and claimed.dimension == "percent")


def _later_level(sentence: Sentence, last: Quantity) -> Quantity | None:
    """18652件,2022年为17236件,同比增长: the level of the year after stands before."""
    for other in sentence.quantities:
        if other.start >= last.start or other.role != "level" or other.party != last.party:
            continue
        after = (other.period.year or 0) - (last.period.year or 0) == 1
        if after and same_measure(other, last) and other.period.days == last.period.days:
            return other
    return None


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


def _subject(sentence: Sentence, spot: int) -> str | None:
    return next((t.value.name for t in reversed(sentence.tokens[:spot]) if t.kind == "L"), None)


def _part(sentence: Sentence, position: int, quantity: Quantity) -> Quantity | None:
    """The level before ,占…的57.4%."""
    clause = max(sentence.kinds.rfind(mark, 0, position) for mark in "cs")
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


def _quantity(token: Token | None) -> Quantity | None:
    return token.quantity if token is not None and isinstance(token.quantity, Quantity) else None


def _claimed_id(found: Found) -> str:
    quantity = _quantity(found.token("claimed"))
    return quantity.id if quantity else ""
