"""Wholes and their parts by name: groups and members, partitions, parts that cannot exceed the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.evidence import same_measure, when
from yipan.reading.reckoning.statements import Statements, named
from yipan.reading.text.names import identities
from yipan.reading.text.sentences import Sentence

# A printed difference with its key (indicator, place, first, last, falling) and its sentence.
Change = tuple[tuple[Any, ...], Quantity, Sentence]


# 突破1万亿元，达到1.05万亿元: a mark that is passed is no part.
_MARKS = frozenset({"at_least", "below"})


class Wholes(Statements):
    """Finds and judges sums and bounds between named figures."""

    def claims(self) -> Iterator[Claim]:
        """All of them."""
        changes = self._changes()
        for sentences in self.reading.blocks():
            held = changes.get(id(sentences[0].block), [])
            first, last = sentences[0].index, sentences[-1].index
            near = [change for change in held if first <= change[2].index <= last]
            yield from self._sums(sentences, near)
        yield from self._partitions()
        yield from self._parts()

    def _changes(self) -> dict[int, list[Change]]:
        """The printed differences of each block of this reading, with their keys."""
        found: dict[int, list[Change]] = defaultdict(list)
        for key, changes in self.evidence.changes.items():
            for change in changes:
                sentence = self.evidence.sentence_of.get(change.id)
                if sentence is not None:
                    found[id(sentence.block)].append((key, change, sentence))
        return found

    def _sums(self, sentences: Sequence[Sentence], changes: list[Change]) -> Iterator[Claim]:
        """A group's figure against those of its members in the same paragraph."""
        figures = [q for s in sentences for q in s.quantities if q.role == "level" and q.indicator]
        for whole in figures:
            known = self.evidence.indicator(whole.indicator)
            members = self.evidence.members(whole.party)
            if known is None or not known.additive or len(members) < 2:
                continue
            parts = [self._member(figures, whole, m) or self._cell(whole, m) for m in members]
            found = [p for p in parts if p is not None]
            if len(found) == len(members):
                yield self._total(whole, found, "group and its members")
        yield from self._increments(changes, figures)

    def _cell(self, whole: Quantity, name: str) -> Quantity | None:
        """The figure of a member in the tables of the document."""
        key = (whole.name, name, when(whole.period))
        cells = self.evidence.cells.get(key, ()) if whole.period.start is not None else ()
        own = (q for q in cells if q.document == whole.document and same_measure(q, whole))
        return next(own, None)

    def _member(self, figures: Sequence[Quantity], whole: Quantity, name: str) -> Quantity | None:
        return next(
            (q for q in figures if q.party == name and q.indicator == whole.indicator and q.qualifier not in _MARKS and when(q.period) == when(whole.period) and same_measure(q, whole)),
            None,
        )  # fmt: skip

    def _increments(
        self, changes: Sequence[Change], figures: Sequence[Quantity]
    ) -> Iterator[Claim]:
        """The increase of a group against the sum of its members' increases."""
        for (slug, party, first, last, down), change, sentence in changes:
            members = self.evidence.members(str(party))
            pairs: list[Formula] = []
            for member in members:
                mine = [q for q in figures if q.party == member and q.indicator == slug]
                a = next((q for q in mine if when(q.period) == first), None)
                b = next((q for q in mine if when(q.period) == last), None)
                if a is None or b is None:
                    break
                pairs.append(("-", a.id, b.id) if down else ("-", b.id, a.id))
            if members and len(pairs) == len(members):
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
            for sentences in self.paragraphs():
                figures = [q for s in sentences for q in s.quantities if q.role == "level"]
                for whole in (q for q in figures if q.indicator == rule.whole):
                    if self._is_base(whole):
                        continue
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
                    known = [p for p in parts if p is not None]
                    if len(known) == len(parts):
                        yield self._total(whole, known, "whole and its parts")

    def _total(self, whole: Quantity, parts: Sequence[Quantity], pattern: str) -> Claim:
        """A whole against the sum of its parts."""
        return self.make.compare(
            "sum_components", self.evidence.sentence_of[whole.id], whole,
            formulas.add([p.id for p in parts]), pattern=pattern, extra=(whole.id,),
        )  # fmt: skip

    def _is_base(self, quantity: Quantity) -> bool:
        sentence = self.evidence.sentence_of.get(quantity.id)
        return sentence is not None and told_as_base(sentence, sentence.at[quantity.id])

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
            if whole is None or not (named(quantity) or named(whole)):
                continue
            severity = "hard" if named(quantity) and named(whole) else "soft"
            yield self.make.compare(
                "subset_bound", self.evidence.sentence_of.get(quantity.id), quantity, whole.id, test="at_most", severity=severity,
                pattern="a part is at most its whole", extra=(quantity.id,), left=quantity.id,
            )  # fmt: skip


def _comparable(a: Quantity, b: Quantity) -> bool:
    loose = {"things", "establishments", "number"}
    return (
        same_measure(a, b)
        or (a.dimension in loose and b.dimension in loose)
        or a.dimension.startswith("other")
        or "" in {a.unit, b.unit}
    )
