"""Identities: GDP = per head × residents, quotients of two printed figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Formula, Quantity, Trace
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import when
from yipan.reading.reckoning.statements import Statements
from yipan.reading.text.names import identities
from yipan.reading.text.sentences import Sentence


class Identities(Statements):
    """Judges figures that are bound to each other by definition."""

    def claims(self) -> Iterator[Claim]:
        """All of them."""
        yield from self._products()

    def _products(self) -> Iterator[Claim]:
        """GDP = per head × residents, as levels of one year or as growth between two."""
        for rule in identities():
            if rule.rule in {"ratio", "share"}:
                yield from self._quotients(rule.rule, rule.whole, *rule.terms)
            if rule.rule == "product":
                yield from self._product_levels(
                    rule.whole,
                    rule.terms[0],
                    rule.terms[1],
                    Fraction(rule.low),
                    Fraction(rule.high),
                )
                yield from self._product_growth(rule.whole, rule.terms[0])

    def _quotients(self, relation: str, whole: str, above: str, below: str) -> Iterator[Claim]:
        """A ratio or share that the document prints beside both of its terms."""
        index = self.reading.document.index
        for quantity in self.reading.document.quantities:
            if (
                quantity.indicator != whole
                or quantity.table is not None
                or quantity.role not in {"level", "structure", "share"}
            ):
                continue
            if quantity.role == "structure" and quantity.mid == 1:
                continue  # the 1 of a:1
            pair = [
                next(
                    (
                        q
                        for q in self.evidence.find(t, quantity.party or "", quantity.period)
                        if q.document == index and q.table is None
                    ),
                    None,
                )
                for t in (above, below)
            ]
            if pair[0] is None or pair[1] is None:
                continue
            formula = (
                formulas.percent(pair[0].id, pair[1].id)
                if relation == "share"
                else ("/", pair[0].id, pair[1].id)
            )
            yield self.make.compare(
                relation,
                self.evidence.sentence_of.get(quantity.id),
                quantity,
                formula,
                severity="hard"
                if relation == "ratio" and self._beside(quantity, *pair)
                else "soft",
                pattern="quotient of two printed figures",
                extra=(quantity.id,),
            )

    def _beside(self, *held: Quantity | None) -> bool:
        """Whether all stand in one sentence, each with its name."""
        named = [q for q in held if q is not None and "indicator" not in q.inherited]
        return len(named) == len(held) and len({q.sentence for q in named}) == 1

    def _product_levels(
        self, whole: str, head: str, people: str, low: Fraction, high: Fraction
    ) -> Iterator[Claim]:
        index = self.reading.document.index
        for quantity in self.reading.document.quantities:
            if (
                quantity.indicator != whole
                or quantity.role != "level"
                or quantity.table is not None
            ):
                continue
            heads = [
                q
                for q in self.evidence.find(head, quantity.party or "", quantity.period)
                if q.document == index
            ]
            near = [
                q
                for q in self.evidence.series.get((people, quantity.party or ""), [])
                if q.document == index
                and q.role == "level"
                and abs((q.period.year or 0) - (quantity.period.year or 9999)) <= 1
            ]
            if not heads or not near:
                continue
            near.sort(key=lambda q: abs((q.period.year or 0) - (quantity.period.year or 0)))
            implied: Formula = ("/", quantity.id, heads[0].id)
            slack: Formula = ("range", str(1 + low / 100), str(1 + high / 100))
            claim = self.make.compare(
                "implied_identity", self.evidence.sentence_of.get(quantity.id), near[0], implied, left=("*", near[0].id, slack), severity="soft",
                pattern="total = per head × residents", span=(quantity.start, quantity.end), extra=(near[0].id, quantity.id),
            )  # fmt: skip
            claim.start, claim.end = (
                (self.evidence.sentence_of[quantity.id].raw)
                if quantity.id in self.evidence.sentence_of
                else (claim.start, claim.end)
            )
            yield claim

    def _product_growth(self, whole: str, head: str) -> Iterator[Claim]:
        """Totals ×1.06 beside per head ×1.64 would need a third of the residents gone."""
        index = self.reading.document.index
        by_party: dict[str, list[Quantity]] = defaultdict(list)
        for quantity in self.reading.document.quantities:
            if quantity.indicator == whole and quantity.role == "level" and quantity.table is None:
                by_party[quantity.party or ""].append(quantity)
        for party, held in by_party.items():
            ends = sorted(
                {when(q.period): q for q in held if q.period.year}.values(),
                key=lambda q: q.period.year or 0,
            )
            if len(ends) < 2:
                continue
            first, last = ends[0], ends[-1]
            heads = [
                next(
                    (q for q in self.evidence.find(head, party, e.period) if q.document == index),
                    None,
                )
                for e in (first, last)
            ]
            if heads[0] is None or heads[1] is None:
                continue
            years = max(1, (last.period.year or 0) - (first.period.year or 0))
            limit = Fraction(min(years, 10), 100)
            formula: Formula = ("/", ("/", last.id, first.id), ("/", heads[1].id, heads[0].id))
            result = formulas.evaluate(formula, self.evidence.quantities)
            allowed = Interval(1 - limit, 1 + limit * Fraction(3, 2))
            good = allowed.meets(result)
            sentence = self.evidence.sentence_of[last.id]
            span = _verb_before(sentence, last)
            shown = f"{formulas.show(formula, self.evidence.quantities)} = {formulas.brief(result)}: 常住人口的变动倍数; 合理范围 {formulas.brief(allowed)}"
            yield self.make.plain(
                "implied_identity", sentence, span, "consistent" if good else "inconsistent", "AGREES" if good else "IMPLAUSIBLE", shown, severity="soft",
                operands=(last.id, first.id, heads[1].id, heads[0].id),
                trace=Trace("meets", ("range", str(allowed.lo), str(allowed.hi)), formula), recomputed=result, pattern="total and per head over time",
            )  # fmt: skip


def _verb_before(sentence: Sentence, quantity: Quantity) -> tuple[int, int]:
    position = sentence.at[quantity.id]
    for spot in range(position - 1, max(-1, position - 4), -1):
        if sentence.kinds[spot] == "Z":
            return sentence.raw_span(sentence.tokens[spot])
    return quantity.start, quantity.end
