"""Links: text against table, mentions of one thing, documents against each other, parts and wholes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from yipan.core.interval import Interval
from yipan.reading import formulas
from yipan.reading.evidence import Evidence, Maker, same_measure, when
from yipan.reading.model import Claim, Formula, Quantity, Trace
from yipan.reading.names import identities
from yipan.reading.reader import Reading
from yipan.reading.sentences import Sentence

_BATCH = re.compile(r"首批|第[一二三四五六]批")
_TOTAL = re.compile(r"将有|共有|合计|总共|共将|共")
_SERIES = re.compile(r"(?P<series>[QN](?:w?[ac][wL]?[QN])+)[cwGL]{0,3}(?P<word>r)(?P<total>[QN])")
_HEAD = re.compile(r"[\u4e00-\u9fff]{2,8}")


class Links:
    """Finds and judges the links of one reading."""

    def __init__(self, reading: Reading, evidence: Evidence) -> None:
        self.reading = reading
        self.evidence = evidence
        self.make = Maker(reading, evidence)
        self.sentence_of = {q.id: s for s in reading.sentences for q in s.quantities}

    def claims(self) -> Iterator[Claim]:
        """All links inside the document."""
        yield from self._tables_and_mentions()
        yield from self._sums()
        yield from self._listed()
        yield from self._partitions()
        yield from self._parts()
        yield from self._batches()
        yield from self._same_words()
        yield from self._products()

    # ------------------------------------------------------------------ one thing, several places

    def _tables_and_mentions(self) -> Iterator[Claim]:
        index = self.reading.document.index
        for quantity in self.reading.document.quantities:
            if (
                quantity.table is not None
                or quantity.role not in {"level", "share"}
                or not quantity.indicator
            ):
                continue
            if quantity.period.start is None:
                continue
            own = [
                q
                for q in self.evidence.find(
                    quantity.indicator, quantity.party or "", quantity.period, quantity
                )
                if q.document == index and q.id != quantity.id
            ]
            cell = next((q for q in own if q.table is not None), None)
            if cell is not None:
                yield self._match("text_table_match", quantity, cell, self._sure(quantity))
            earlier = next(
                (
                    q
                    for q in own
                    if q.table is None and q.start < quantity.start and self._apart(q, quantity)
                ),
                None,
            )
            if earlier is not None and self._sure(earlier):
                yield self._match(
                    "intra_doc_match",
                    quantity,
                    earlier,
                    self._sure(quantity) and self._certain(earlier),
                )

    def _match(self, relation: str, quantity: Quantity, other: Quantity, sure: bool) -> Claim:
        claim = self.make.compare(
            relation, self.sentence_of.get(quantity.id), quantity, other.id, severity="hard" if sure else "soft", pattern="same indicator, place and period", extra=(quantity.id,),
        )  # fmt: skip
        nameless = (
            quantity.party is None
            and other.party is None
            and {*quantity.inherited} <= {"party", "period"}
        )
        if claim.verdict == "inconsistent" and not (sure or nameless or self._certain(quantity)):
            claim.verdict, claim.severity, claim.reason = "unverifiable", None, "AMBIGUOUS"
        if claim.reason == "TOO_COARSE":
            claim.verdict, claim.reason = "consistent", "AGREES"
        return claim

    def _sure(self, quantity: Quantity) -> bool:
        """Indicator printed with the number, and the period known from the text."""
        return "indicator" not in quantity.inherited and "party" not in quantity.inherited

    def _certain(self, quantity: Quantity) -> bool:
        return not quantity.inherited

    def _apart(self, a: Quantity, b: Quantity) -> bool:
        return a.sentence != b.sentence

    # ------------------------------------------------------------------ sums

    def _paragraphs(self) -> Iterator[list[Sentence]]:
        held: dict[int, list[Sentence]] = defaultdict(list)
        for sentence in self.reading.sentences:
            held[id(sentence.block)].append(sentence)
        yield from held.values()

    def _sums(self) -> Iterator[Claim]:
        """A group's figure against those of its members in the same paragraph."""
        for sentences in self._paragraphs():
            figures = [
                q for s in sentences for q in s.quantities if q.role == "level" and q.indicator
            ]
            for whole in figures:
                known = self.evidence.indicator(whole.indicator)
                members = self.evidence.members(whole.party)
                if known is None or not known.additive or len(members) < 2:
                    continue
                parts = [self._member(figures, whole, m) for m in members]
                found = [p for p in parts if p is not None]
                if len(found) == len(members):
                    formula = formulas.add([p.id for p in found])
                    yield self.make.compare(
                        "sum_components",
                        self.sentence_of[whole.id],
                        whole,
                        formula,
                        pattern="group and its members",
                        extra=(whole.id,),
                    )
            yield from self._increments(sentences, figures)

    def _listed(self) -> Iterator[Claim]:
        """…分别为A、B和C,合计D: a series and its total in one sentence."""
        for sentence in self.reading.sentences:
            for match in _SERIES.finditer(sentence.kinds):
                word = sentence.words(sentence.tokens[match.start("word")])
                total = sentence.tokens[match.start("total")].quantity
                spots = [n for n in range(*match.span("series")) if sentence.kinds[n] in "QN"]
                parts = [sentence.tokens[n].quantity for n in spots]
                if word not in {"合计", "共计", "总计"} or not isinstance(total, Quantity):
                    continue
                if not all(
                    isinstance(p, Quantity) and same_measure(p, total) and p.role == "level"
                    for p in parts
                ):
                    continue
                aligned = sentence.kinds[max(0, match.start() - 1) : match.start()] == "A"
                formula = formulas.add([p.id for p in parts])
                yield self.make.compare(
                    "sum_components",
                    sentence,
                    total,
                    formula,
                    severity="hard" if aligned else "soft",
                    pattern="series and its total",
                    extra=(total.id,),
                )

    def _member(self, figures: Sequence[Quantity], whole: Quantity, name: str) -> Quantity | None:
        return next(
            (q for q in figures if q.party == name and q.indicator == whole.indicator and when(q.period) == when(whole.period) and same_measure(q, whole)),
            None,
        )  # fmt: skip

    def _increments(
        self, sentences: Sequence[Sentence], figures: Sequence[Quantity]
    ) -> Iterator[Claim]:
        """The increase of a group against the sum of its members' increases."""
        for (slug, party, first, last, down), changes in list(self.evidence.changes.items()):
            members = self.evidence.members(str(party))
            for change in changes:
                sentence = self.sentence_of.get(change.id)
                if sentence is None or sentence not in sentences or not members:
                    continue
                pairs: list[Formula] = []
                for member in members:
                    mine = [q for q in figures if q.party == member and q.indicator == slug]
                    a = next((q for q in mine if when(q.period) == first), None)
                    b = next((q for q in mine if when(q.period) == last), None)
                    if a is None or b is None:
                        break
                    pairs.append(("-", a.id, b.id) if down else ("-", b.id, a.id))
                if len(pairs) == len(members):
                    yield self.make.compare(
                        "sum_components",
                        sentence,
                        change,
                        formulas.add(pairs),
                        pattern="group's change and its members'",
                        extra=(change.id,),
                    )

    def _partitions(self) -> Iterator[Claim]:
        """A whole against parts that make it up by definition."""
        for rule in identities():
            if rule.rule != "partition":
                continue
            for sentences in self._paragraphs():
                figures = [q for s in sentences for q in s.quantities if q.role == "level"]
                for whole in (q for q in figures if q.indicator == rule.whole):
                    parts = [
                        next(
                            (
                                q
                                for q in figures
                                if q.indicator == t
                                and q.party == whole.party
                                and when(q.period) == when(whole.period)
                                and same_measure(q, whole)
                            ),
                            None,
                        )
                        for t in rule.terms
                    ]
                    if all(p is not None for p in parts):
                        formula = formulas.add([p.id for p in parts if p is not None])
                        yield self.make.compare(
                            "sum_components",
                            self.sentence_of[whole.id],
                            whole,
                            formula,
                            pattern="whole and its parts",
                            extra=(whole.id,),
                        )

    # ------------------------------------------------------------------ parts of a whole

    def _parts(self) -> Iterator[Claim]:
        for quantity in self.reading.document.quantities:
            known = self.evidence.indicator(quantity.indicator)
            if (
                quantity.table is not None
                or known is None
                or not known.part_of
                or quantity.role != "level"
            ):
                continue
            held = self.evidence.find(known.part_of, quantity.party or "", quantity.period, None)
            whole = next(
                (q for q in held if q.document == quantity.document and _comparable(q, quantity)),
                None,
            )
            if whole is None or not (self._sure(quantity) or self._sure(whole)):
                continue
            severity = "hard" if self._sure(quantity) and self._sure(whole) else "soft"
            yield self.make.compare(
                "subset_bound", self.sentence_of.get(quantity.id), quantity, whole.id, test="at_most", severity=severity,
                pattern="a part is at most its whole", extra=(quantity.id,), left=quantity.id,
            )  # fmt: skip

    def _batches(self) -> Iterator[Claim]:
        """首批四所, 第二批五所, 将有15所: batches are at most the total; a batch keeps its number."""
        seen: dict[tuple[str, str], Quantity] = {}
        for sentences in self._paragraphs():
            batches: dict[str, Quantity] = {}
            for sentence in sentences:
                for quantity in sentence.quantities:
                    if quantity.qualifier != "exact" or not quantity.unit or quantity.scale != 1:
                        continue
                    lead = self._lead(sentence, quantity)
                    batch = _BATCH.findall(lead)
                    if batch:
                        word = "首批" if batch[-1] == "第一批" else batch[-1]
                        earlier = seen.setdefault((word, quantity.unit), quantity)
                        if earlier is not quantity:
                            yield self._batch_again(sentence, quantity, earlier)
                        batches.setdefault(word, quantity)
                    elif (
                        _TOTAL.search(lead)
                        and len(batches) > 1
                        and all(b.unit == quantity.unit for b in batches.values())
                    ):
                        formula = formulas.add([b.id for b in batches.values()])
                        yield self.make.compare(
                            "subset_bound",
                            sentence,
                            quantity,
                            formula,
                            test="at_least",
                            severity="soft",
                            pattern="batches and their total",
                            extra=(quantity.id,),
                        )

    def _batch_again(self, sentence: Sentence, quantity: Quantity, earlier: Quantity) -> Claim:
        return self.make.compare(
            "intra_doc_match",
            sentence,
            quantity,
            earlier.id,
            severity="soft",
            pattern="the same batch",
            extra=(quantity.id,),
        )

    def _lead(self, sentence: Sentence, quantity: Quantity) -> str:
        """The words of the sentence up to the number, from the last number on."""
        position = sentence.at[quantity.id]
        start = sentence.start
        for token in sentence.tokens[:position]:
            if token.kind in "QPN":
                start = token.end
        return sentence.block.text[start : sentence.tokens[position].start]

    # ------------------------------------------------------------------ the same words again

    def _same_words(self) -> Iterator[Claim]:
        """四大重点任务 … 四大重点任务; 五大路径 … 路径方面 … 五个方面; a range printed twice."""
        counts: list[tuple[Quantity, Sentence, str]] = []
        for sentence in self.reading.sentences:
            for quantity in sentence.quantities:
                if (
                    quantity.unit == "大"
                    or quantity.unit.endswith("方面")
                    or quantity.qualifier == "range"
                ):
                    token = sentence.tokens[sentence.at[quantity.id]]
                    after = _HEAD.match(sentence.block.text, token.end, sentence.end)
                    counts.append((quantity, sentence, after[0] if after else ""))
        for order, (quantity, sentence, head) in enumerate(counts):
            for earlier, other, other_head in counts[:order]:
                if (
                    earlier.sentence == quantity.sentence
                    or earlier.mid != quantity.mid
                    or earlier.interval != quantity.interval
                ):
                    continue
                if self._same_head(quantity, head, earlier, other, other_head, sentence):
                    yield self.make.compare(
                        "intra_doc_match",
                        sentence,
                        quantity,
                        earlier.id,
                        severity="soft",
                        pattern="the same words",
                        extra=(quantity.id,),
                    )
                    break

    def _same_head(
        self,
        a: Quantity,
        head: str,
        b: Quantity,
        other: Sentence,
        other_head: str,
        sentence: Sentence,
    ) -> bool:
        if a.qualifier == "range":
            return (
                b.qualifier == "range"
                and a.unit == b.unit
                and _shared(sentence.text, other.text) >= 3
            )
        if a.qualifier != b.qualifier or len(head) < 2:
            return False
        if b.unit == "大":
            return head[:4] == other_head[:4]
        return head[:2] in other.text

    # ------------------------------------------------------------------ identities

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
                self.sentence_of.get(quantity.id),
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
                "implied_identity", self.sentence_of.get(quantity.id), near[0], implied, left=("*", near[0].id, slack), severity="soft",
                pattern="total = per head × residents", span=(quantity.start, quantity.end), extra=(near[0].id, quantity.id),
            )  # fmt: skip
            claim.start, claim.end = (
                (self.sentence_of[quantity.id].raw)
                if quantity.id in self.sentence_of
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
            sentence = self.sentence_of[last.id]
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


def _comparable(a: Quantity, b: Quantity) -> bool:
    loose = {"things", "establishments", "number"}
    return (
        same_measure(a, b)
        or (a.dimension in loose and b.dimension in loose)
        or a.dimension.startswith("other")
        or "" in {a.unit, b.unit}
    )


def _shared(a: str, b: str) -> int:
    """The length of the longest common run of Chinese characters (up to 4)."""
    for size in (4, 3):
        runs = {a[i : i + size] for i in range(len(a) - size + 1)}
        if any(b[i : i + size] in runs for i in range(len(b) - size + 1)):
            return size
    return 0


# ---------------------------------------------------------------------- across documents


def across(readings: Sequence[Reading], evidence: Evidence) -> None:
    """Matches and plausibility between documents; each pair is reported once, in the first."""
    makers = {r.document.index: (Links(r, evidence), r) for r in readings}
    for (_, _, _), held in sorted(evidence.levels.items(), key=lambda item: str(item[0])):
        first_of: dict[int, Quantity] = {}
        for quantity in sorted(held, key=lambda q: (q.table is not None, q.start)):
            if quantity.indicator and quantity.period.start:
                first_of.setdefault(quantity.document, quantity)
        indexes = sorted(first_of)
        if len(indexes) < 2:
            continue
        first = first_of[indexes[0]]
        for other in indexes[1:]:
            _cross(makers, first, first_of[other])
    _cross_changes(makers, evidence)
    _plausible(makers, evidence)


def _cross(makers: dict[int, tuple[Links, Reading]], first: Quantity, other: Quantity) -> None:
    if not same_measure(first, other) or (first.table is not None and other.table is not None):
        return
    links, reading = makers[first.document]
    claim = links.make.compare(
        "cross_doc_match", links.sentence_of.get(first.id), first, other.id, severity="soft", basis="set", pattern="same indicator, place and period", extra=(first.id,),
    )  # fmt: skip
    if claim.reason == "TOO_COARSE":
        claim.verdict, claim.reason = "consistent", "AGREES"
    reading.document.claims.append(claim)


def _cross_changes(makers: dict[int, tuple[Links, Reading]], evidence: Evidence) -> None:
    for changes in evidence.changes.values():
        first_of: dict[int, Quantity] = {}
        for quantity in changes:
            first_of.setdefault(quantity.document, quantity)
        indexes = sorted(first_of)
        for other in indexes[1:]:
            _cross(makers, first_of[indexes[0]], first_of[other])


def _plausible(makers: dict[int, tuple[Links, Reading]], evidence: Evidence) -> None:
    """Neighbouring years from two documents: direction and growth within the usual limits."""
    limits = {
        i.whole: (Fraction(i.low), Fraction(i.high)) for i in identities() if i.rule == "growth"
    }
    for (name, _), held in sorted(evidence.series.items()):
        if name not in limits:
            continue
        dated = sorted(
            (q for q in held if q.period.year and q.period.start and q.table is None),
            key=lambda q: (q.period.year or 0, q.document),
        )
        for position, quantity in enumerate(dated):
            later = [
                q
                for q in dated[position + 1 :]
                if (q.period.year or 0) > (quantity.period.year or 0)
            ]
            if not later or any(
                q.document == quantity.document and q.period.year == later[0].period.year
                for q in later
            ):
                continue
            _jump(makers, evidence, quantity, later[0], *limits[name])


def _jump(
    makers: dict[int, tuple[Links, Reading]],
    evidence: Evidence,
    first: Quantity,
    last: Quantity,
    low: Fraction,
    high: Fraction,
) -> None:
    if first.document == last.document or not same_measure(first, last):
        return
    links, reading = makers[first.document]
    years = (last.period.year or 0) - (first.period.year or 0)
    sentence = links.sentence_of.get(first.id)
    formula = formulas.mean_growth(first.id, last.id, years)
    result = formulas.evaluate(formula, evidence.quantities)
    good = Interval(low, high).meets(result)
    if good:
        direction = (
            1
            if result.lo is not None and result.lo > 0
            else -1
            if result.hi is not None and result.hi < 0
            else 0
        )
        if direction > 0:
            claim = links.make.ordered(
                "direction",
                sentence,
                (first.start, first.end),
                [first, last],
                direction,
                severity="soft",
                basis="set",
                pattern="years from two documents",
            )
            reading.document.claims.append(claim)
        return
    shown = f"{formulas.show(formula, evidence.quantities)} = 年均 {formulas.brief(result)}%; 通常在 {low}% 到 {high}% 之间"
    reading.document.claims.append(
        links.make.plain(
            "plausibility",
            sentence,
            (first.start, first.end),
            "inconsistent",
            "IMPLAUSIBLE",
            shown,
            severity="soft",
            operands=(first.id, last.id),
            trace=Trace("meets", ("range", str(low), str(high)), formula),
            recomputed=result,
            pattern="jump between two documents",
            basis="set",
        )
    )


def against_known(reading: Reading, evidence: Evidence, known: Sequence[Any]) -> None:
    """Figures of the text against those of a board."""
    by_key: dict[tuple[str, str, str, str], list[Any]] = defaultdict(list)
    for fact in known:
        by_key[(fact.indicator, fact.party, fact.start, fact.end)].append(fact)
    links = Links(reading, evidence)
    for quantity in reading.document.quantities:
        start, end = when(quantity.period)
        if (
            not quantity.indicator
            or quantity.role not in {"level", "share"}
            or start is None
            or end is None
        ):
            continue
        held = by_key.get((quantity.indicator, quantity.party or "", str(start), str(end)), [])
        same = [f for f in held if f.base_unit == quantity.base_unit]
        if not same:
            continue
        best = next((f for f in same if f.interval.meets(quantity.absolute)), same[0])
        lo, hi = best.interval.lo, best.interval.hi
        formula: Formula = ("range", "" if lo is None else str(lo), "" if hi is None else str(hi))
        claim = links.make.compare(
            "cross_doc_match", links.sentence_of.get(quantity.id), quantity, formula, severity="soft", basis="board", pattern=best.source, extra=(quantity.id,),
        )  # fmt: skip
        claim.formula = f"{best.source}: {best.printed}; 文中为 {quantity.text}"
        reading.document.claims.append(claim)
