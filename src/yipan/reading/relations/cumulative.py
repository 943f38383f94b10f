"""Running totals: 1—8月 is at least 1—7月 of the same thing in the same year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning.figures import area
from yipan.reading.reckoning.statements import Statements

# What can fall from month to month, and what is no flow.
_MAY_FALL = re.compile(
    r"利润|收益|亏损|差额|顺差|逆差|净|结余|余额|存款|贷款|率|指数|均价|平均|人均|库存|末"
)
_MOST = 24


class RunningTotals(Statements):
    """Finds figures from January to some month and judges their order."""

    def claims(self) -> Iterator[Claim]:
        """One claim for each figure that has an earlier one of its year."""
        held: dict[tuple[object, ...], dict[object, Quantity]] = defaultdict(dict)
        for quantity in self.reading.document.quantities:
            if self._runs(quantity):
                start, end = quantity.period.start, quantity.period.end
                key = (quantity.name, quantity.party, start, quantity.base_unit)
                held[key].setdefault(end, quantity)
        for ends in held.values():
            series = [ends[e] for e in sorted(ends, key=str)][:_MOST]
            for first, last in pairwise(series):
                areas = {self._area(first), self._area(last)} - {""}
                claim = self._claim(first, last)
                falls = any(_MAY_FALL.search(q.indicator_zh or "") for q in (first, last))
                if len(areas) < 2 and (claim.verdict == "consistent" or not falls):
                    yield claim

    def _area(self, quantity: Quantity) -> str:
        """全省, 全市: where no place is known, the words still tell them apart."""
        sentence = self.evidence.sentence_of.get(quantity.id)
        return area(sentence, sentence.at[quantity.id]) if sentence else ""

    def _runs(self, quantity: Quantity) -> bool:
        period = quantity.period
        if "indicator" in quantity.inherited:
            return False
        if quantity.table is not None or quantity.role != "level" or not quantity.name:
            return False
        if quantity.dimension in {"percent", "number", "time", "years"} or not period.start:
            return False
        whole = period.start.month == 1 and period.start.day == 1 and period.end is not None
        flow = whole and period.end is not None and period.start.year == period.end.year
        known = self.evidence.indicator(quantity.indicator)
        stock = known is not None and known.kind in {"stock", "ratio", "rate", "index"}
        return flow and not stock and not period.is_instant

    def _claim(self, first: Quantity, last: Quantity) -> Claim:
        sure = not {"indicator", "period"} & {*first.inherited, *last.inherited}
        return self.make.compare(
            "cumulative_monotone", self.evidence.sentence_of.get(last.id), last, first.id,
            test="at_least", severity="hard" if sure else "soft", pattern="running total",
            extra=(last.id,),
        )  # fmt: skip
