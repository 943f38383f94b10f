"""Dividends: 以总股本18.31亿股为基数，每10股派2元，共计派发3.662亿元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from yipan.core.interval import rational_text
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import coarse
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.reckoning.statements import Statements
from yipan.reading.text.sentences import Sentence

_PER_SHARE = re.compile(r"每(?P<count>[0-9]+|十)?股[^，。；0-9]{0,16}\Z")
_TOTAL = re.compile(r"(?:合计|总计|共计|共|总额)[^，。；0-9]{0,14}\Z")
_MONEY = "money"
_LOOK_BACK = 24


class Payouts(Statements):
    """Judges what is paid out in all against the shares and what each of them is paid."""

    def claims(self) -> Iterator[Claim]:
        """One claim for each total behind a payment per share."""
        for sentence in self.reading.sentences:
            if not sentence.tabular and "股" in sentence.text:
                yield from self._of(sentence)

    def _of(self, sentence: Sentence) -> Iterator[Claim]:
        shares = [q for q in sentence.quantities if _behind(sentence, q).startswith("股")]
        shares = [q for q in shares if not _before(sentence, q).endswith("每")]
        money = [q for q in sentence.quantities if q.dimension.startswith(_MONEY)]
        for rate, total in pairwise(money):
            each = _PER_SHARE.search(_before(sentence, rate))
            if each is None or not shares or not _TOTAL.search(_before(sentence, total)):
                continue
            count = "10" if each["count"] == "十" else each["count"] or "1"
            claim = self._paid(sentence, shares, rate, total, count)
            if claim is not None:
                yield claim

    def _paid(
        self,
        sentence: Sentence,
        shares: list[Quantity],
        rate: Quantity,
        total: Quantity,
        count: str,
    ) -> Claim | None:
        """The claim of the shares that come out, else of those told last before the rate."""
        known = self.evidence.quantities
        paid = rational_text(rate.mid * rate.scale)  # what is resolved is exact
        ways: list[Formula] = [("/", ("*", q.id, paid), count) for q in reversed(shares)]
        results = [formulas.evaluate(way, known) for way in ways]
        fits = (w for w, r in zip(ways, results, strict=True) if r.meets(total.absolute))
        formula = next(fits, ways[0])
        if coarse(formulas.evaluate(formula, known), total):
            return None
        claim = self.make.compare(
            "ratio", sentence, total, formula, severity="soft", pattern="payment per share",
            extra=(rate.id,),
        )  # fmt: skip
        if one_number_mends(claim, self.reading, self.evidence) and claim.severity:
            claim.severity = "hard" if len(shares) == 1 else "soft"
        return claim


def _before(sentence: Sentence, quantity: Quantity) -> str:
    stop = sentence.tokens[sentence.at[quantity.id]].start
    return sentence.block.text[max(sentence.start, stop - _LOOK_BACK) : stop]


def _behind(sentence: Sentence, quantity: Quantity) -> str:
    stop = sentence.tokens[sentence.at[quantity.id]].end
    return sentence.block.text[stop : stop + 1]
