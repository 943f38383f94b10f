"""Statements of arithmetic that one construction reads: growth, differences, multiples, points, structures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Any

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.bases import (
    NOMINAL,
    OTHER_BASIS,
    base_period,
    is_real,
    noted_behind,
    other_base,
    years_between,
)
from yipan.reading.reckoning.constructions import Found, find_all
from yipan.reading.reckoning.evidence import same_measure, when
from yipan.reading.reckoning.settling import TARGET
from yipan.reading.reckoning.statements import Statements, quantity_of
from yipan.reading.relations.marks import Marks
from yipan.reading.relations.parts import Parts
from yipan.reading.relations.remainders import rest_behind
from yipan.reading.text.lexer import Token
from yipan.reading.text.names import Place
from yipan.reading.text.sentences import Sentence, last_of

_CHANGE_RELATION = {
    "P": "growth_rate",
    "Q": "difference",
    "N": "difference",
    "M": "multiple",
    "p": "share_change_pp",
}
_AMOUNTS = frozenset({"difference", "share_change_pp"})
_EACH_YEAR = re.compile(r"(?:年均|年平均|平均每年|每年平均|每年)[^，。；0-9]{0,6}\Z")
_NEAR = 16


class Arithmetic(Statements):
    """Finds and judges the arithmetic of one reading."""

    def claims(self) -> Iterator[Claim]:
        """All arithmetic claims in order."""
        parts = Parts(self.reading, self.evidence)
        self.marks = Marks(self.reading, self.evidence)
        for sentence in self.reading.sentences:
            if sentence.block.zone == "heading" and not sentence.quantities:
                continue
            done: set[str] = set()
            for found in find_all(sentence):
                claim = self._construction(found, parts)
                if claim is not None:
                    done.add(_claimed_id(found))
                    yield claim
            yield from parts.of(sentence, done)

    def _construction(self, found: Found, parts: Parts) -> Claim | None:
        relation = found.construction.relation
        claimed = quantity_of(found.token("claimed"))
        if relation == "structure_sum":
            return self._structure(found)
        if claimed is None:
            return None
        base, last = quantity_of(found.token("base")), quantity_of(found.token("last"))
        down = (token := found.token("direction")) is not None and token.kind == "D"
        if relation == "ratio":
            return parts.ratio(found, claimed)
        if relation == "times":
            return self._times(found, claimed, last)
        if relation == "rate_of_change":
            return self._rate_of_change(found, claimed, last, down)
        if relation == "threshold":
            return self.marks.passed(found, claimed, last)
        if relation == "doubling":
            return self.marks.doubled(found, claimed, base, last)
        if relation == "rate_gap_pp":
            return self._gap(found, claimed, last)
        if relation == "change":
            relation = _CHANGE_RELATION[found.sentence.kinds[found.roles["claimed"]]]
        base, last = (self._no_mark(found.sentence, q) for q in (base, last))
        if relation in _AMOUNTS and _EACH_YEAR.search(_before(found)[-_NEAR:]):
            return None  # a change per year is reckoned elsewhere
        if base is not None and last is not None and not other_base(found, base, last):
            return self._between(found, relation, claimed, base, last, down)
        return self._from_level(found, relation, claimed, last, down)

    def _no_mark(self, sentence: Sentence, level: Quantity | None) -> Quantity | None:
        """1027.4亿元,突破1000亿元,增加…: the level beside the mark."""
        if level is None or level.qualifier not in {"at_least", "below"}:
            return level
        held = [q for q in sentence.quantities if q.start < level.start and q.role == "level"]
        before = held[-1] if held else None
        fits = before is not None and same_measure(before, level)
        plain = fits and before is not None and before.qualifier in {"rounded", "exact"}
        return before if plain else level

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
        name = found.construction.name
        claim = self.make.compare(relation, found.sentence, claimed, formula, pattern=name)
        rate = relation in {"growth_rate", "cagr"} and claim.verdict == "inconsistent"
        if rate and (self._real(last, claimed) or OTHER_BASIS.search(_before(found))):
            return self.make.open(
                relation, found.sentence, claimed, "PRICE_BASIS", pattern=name,
                operands=(last.id, base.id), note="实际增速不能由现价水平重算",
            )  # fmt: skip
        return claim

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
            return formulas.fall(base.id, last.id) if down else formulas.growth(base.id, last.id)
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
            clause = _before(found).rpartition("，")[2]
            reason = "PRICE_BASIS" if OTHER_BASIS.search(clause) else self._why(claimed)
            return self.make.open(
                relation, sentence, claimed, reason, pattern=name, note="缺少两端数值"
            )
        base = self._base(found, last)
        if base is not None:
            other = OTHER_BASIS.search(_before(found).rpartition("，")[2])
            if relation == "growth_rate" and (other or self._real(last, claimed)):
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
        sentence = self.evidence.sentence_of.get(claimed.id)
        if sentence is not None and noted_behind(sentence, sentence.at[claimed.id]):
            return True
        if sentence is not None and NOMINAL.search(lead_of(sentence, sentence.at[claimed.id])):
            return False
        return is_real(self.evidence, words, last.indicator)

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
        begin = found.sentence.tokens[found.sentence.at.get(last.id, 0)].end
        aim = TARGET.search(_before(found), max(0, begin - found.sentence.start))
        if period is None or not last.name or aim:
            return None
        party = last.party or ""
        held = [q for q in self.evidence.find(last.name, party, period, last) if q.id != last.id]
        if (
            "indicator" in last.inherited
        ):  # a name taken over from another sentence finds no base there
            held = [q for q in held if q.sentence == last.sentence]
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
        return self._rates.get((place.name, last.indicator_zh, last.role, last.period))

    @cached_property
    def _rates(self) -> dict[tuple[Any, ...], Quantity]:
        """The first quantity of each place, words, role and period."""
        held: dict[tuple[Any, ...], Quantity] = {}
        for quantity in self.reading.document.quantities:
            if quantity.indicator_zh:
                key = (quantity.party, quantity.indicator_zh, quantity.role, quantity.period)
                held.setdefault(key, quantity)
        return held

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
        formula: Formula = ("/", last.id, self.own(held).id)
        return self.make.compare(
            "multiple", found.sentence, claimed, formula, pattern=found.construction.name
        )

    def _rate_of_change(
        self, found: Found, claimed: Quantity, last: Quantity | None, down: bool
    ) -> Claim | None:
        """余额5623.8亿元,增加486.5亿元,增长9.5%: the rate follows from level and change."""
        change = quantity_of(found.token("change"))
        if (
            last is None
            or change is None
            or not same_measure(last, change)
            or not _belongs(found.sentence, last, claimed)
        ):
            return None
        if self._real(last, claimed) or OTHER_BASIS.search(_before(found)):
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
        rest = rest_behind(found.sentence, parts[-1])
        parts = [*parts, rest] if isinstance(rest, Quantity) else parts
        formula = formulas.add([p.id for p in parts])
        result = formulas.evaluate(formula, self.evidence.quantities)
        known = self.evidence.quantities
        shown = f"{formulas.show(formula, known)} = {formulas.brief(result)}; 应为 100"
        good, name = result.holds(100), found.construction.name
        if rest is True and result.below(Interval.exact(100)):
            return None
        return self.make.shares(found.sentence, parts, formula, good, shown, name)


def _before(found: Found) -> str:
    """The words of the sentence up to the claimed number."""
    end = found.sentence.tokens[found.roles["claimed"]].start
    return found.sentence.block.text[found.sentence.start : end]


def lead_of(sentence: Sentence, position: int) -> str:
    """The words before a number, back to the number before it."""
    start = last_of(sentence.kinds, "QPNMps", position) + 1
    return sentence.block.text[sentence.tokens[start].start : sentence.tokens[position].start]


def structure_parts(sentence: Sentence, token: Token) -> list[Quantity]:
    """The quantities of a structure string, which stand at its parts."""
    start, end = sentence.raw_span(token)
    return [q for q in sentence.quantities if start <= q.start and q.end <= end]


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


def _claimed_id(found: Found) -> str:
    quantity = quantity_of(found.token("claimed"))
    return quantity.id if quantity else ""
