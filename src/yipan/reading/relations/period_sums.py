"""Times that make up a time: halves and quarters of a year, January to August and September."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.figures import core, label
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.reckoning.statements import Statements

_MOST = 12
_MOST_PARTS = 4
_DAY = timedelta(days=1)
_NO_FLOW = ("末", "余额", "人口", "率", "人均", "平均", "指数", "均价", "单价")


class PeriodSums(Statements):
    """Judges the figure of a time against those of the times that it is made of."""

    def claims(self) -> Iterator[Claim]:
        """One claim for each figure whose parts are printed."""
        held: dict[tuple[str, str, str], list[Quantity]] = defaultdict(list)
        for quantity in self.reading.document.quantities:
            name = self._name(quantity)
            if name:
                held[(name, quantity.party or "", quantity.dimension)].append(quantity)
        for figures in held.values():
            if 2 < len(figures) <= _MOST:
                yield from self._tiled(figures)

    def _name(self, quantity: Quantity) -> str:
        """What a flow is called, without the area; nothing for what is no flow of a known time."""
        period = quantity.period
        if quantity.role != "level" or period.start is None or period.end is None:
            return ""
        if quantity.dimension in {"percent", "number", "time", "years"} or period.is_instant:
            return ""
        known = self.evidence.indicator(quantity.indicator)
        if known is not None and (not known.additive or known.kind == "stock"):
            return ""
        sentence = self.evidence.sentence_of.get(quantity.id)
        words = quantity.indicator_zh or ""
        if sentence is not None:
            words = label(sentence, sentence.at[quantity.id])[0] or words
        if any(word in words for word in _NO_FLOW):
            return ""
        return quantity.indicator or core(quantity.indicator_zh or words)

    def _tiled(self, figures: list[Quantity]) -> Iterator[Claim]:
        for whole in figures:
            start, end = whole.period.start, whole.period.end
            inner = [q for q in figures if q is not whole and same_measure(q, whole)]
            for count in range(2, _MOST_PARTS + 1):
                for parts in combinations(inner, count):
                    if start is not None and end is not None and _tiles(parts, start, end):
                        yield from self._judge(whole, list(parts))
                        break

    def _judge(self, whole: Quantity, parts: list[Quantity]) -> Iterator[Claim]:
        claim = self.make.compare(
            "sum_components", self.evidence.sentence_of.get(whole.id), whole,
            formulas.add([q.id for q in parts]), pattern="times that make up a time",
            severity="soft", extra=(whole.id,),
        )  # fmt: skip
        if claim.verdict == "consistent" or one_number_mends(claim, self.reading, self.evidence):
            yield claim


def _tiles(parts: tuple[Quantity, ...], start: date, end: date) -> bool:
    """Whether the times of the parts follow each other from start to end."""
    ordered = sorted(parts, key=lambda q: q.period.start or date.max)
    for part in ordered:
        if part.period.start != start or part.period.end is None:
            return False
        start = part.period.end + _DAY
    return start == end + _DAY
