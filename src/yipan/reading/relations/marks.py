"""Marks that a level passes: 突破800亿元, 迈上3000亿元台阶, 翻番."""

from __future__ import annotations

import re
from fractions import Fraction

from yipan.core.printed import NEARLY
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.constructions import Found
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.statements import Statements

# Between a level and the mark it passes: nothing that names another thing.
_CROSSES = re.compile(
    r"，?(?:首次|再次|成功|历史性地?|一举|顺利|率先|已经?|双双|均|也|并|跨过|跨越|跨上|跨入|迈过|迈上|迈入|跃上|站上|登上|了)*"
)
# 翻番 is rounded: ×1.95 is called so, ×1.9 is not.
_NEARLY_DOUBLED = Fraction(39, 40)
<<<<<<< HEAD
_ALMOST = re.compile(
    r"(?:接近|将近|近乎|几乎|差不多|近)(?:实现)?了?(?:翻[^，。；]{0,4})?[一两二三]?番?\Z"
)
_LEAD = 10
=======
# 接近翻番 is less.
_NOT_QUITE_DOUBLED = Fraction(17, 20)
_NOT_QUITE = re.compile(r"(?:接近|将近|几乎|差不多|近|约|不到|基本)(?:实现)?翻?了?\Z")


def _before(found: Found) -> str:
    """The words before the number."""
    sentence = found.sentence
    stop = sentence.tokens[found.roles["claimed"]].start
    return sentence.block.text[max(sentence.start, stop - 8) : stop]
>>>>>>> ff1397e (Check: one search for the ends of a change; 翻番 is bounded from both sides)


class Marks(Statements):
    """Judges thresholds and doublings that a construction has found."""

    def doubled(
        self, found: Found, claimed: Quantity, base: Quantity | None, last: Quantity | None
    ) -> Claim | None:
<<<<<<< HEAD
        """翻番 is at least ×1.95, 翻两番 twice that, 接近翻番 at least ×1.8 and less than ×2."""
        if base is None or last is None or not same_measure(base, last):
            return None
        full = Fraction(2 ** int(claimed.mid))
        if self._nearly(found, claimed):
            left: Formula = ("range", str(full * (1 - NEARLY)), str(full))
            return self.make.compare(
                "multiple", found.sentence, claimed, ("/", last.id, base.id), left=left,
                pattern=found.construction.name, extra=(claimed.id,),
            )  # fmt: skip
        least = full * _NEARLY_DOUBLED
=======
        """翻番 is at least ×1.95, 翻两番 twice that, and less than the next doubling."""
        if base is None or last is None or not same_measure(base, last):
            return None
        whole = 2 ** int(claimed.mid)
        lowest, highest = whole * _NEARLY_DOUBLED, Fraction(2 * whole)
        if claimed.qualifier == "nearly" or _NOT_QUITE.search(_before(found)):
            lowest, highest = whole * _NOT_QUITE_DOUBLED, Fraction(whole)
        times: Formula = ("/", last.id, base.id)
        more = formulas.evaluate(times, self.evidence.quantities)
        above = more.lo is not None and more.lo > highest
>>>>>>> ff1397e (Check: one search for the ends of a change; 翻番 is bounded from both sides)
        return self.make.compare(
            "multiple", found.sentence, claimed, times, left=("range", str(lowest), str(highest)),
            severity="soft" if above else "hard", pattern=found.construction.name,
            extra=(claimed.id,),
        )  # fmt: skip

    @staticmethod
    def _nearly(found: Found, claimed: Quantity) -> bool:
        """接近翻一番, 翻了将近两番."""
        sentence, position = found.sentence, found.roles["claimed"]
        end = sentence.tokens[position].end
        words = sentence.block.text[max(sentence.start, end - _LEAD) : end]
        return claimed.qualifier == "nearly" or bool(_ALMOST.search(words))

    def passed(self, found: Found, claimed: Quantity, last: Quantity | None) -> Claim | None:
        crossed = "x" in found.sentence.kinds[: found.roles["claimed"]][-2:]
        bound_words = crossed or claimed.qualifier in {"at_least", "nearly", "below"}
        if last is None or not same_measure(claimed, last) or not bound_words:
            return None
        first, second = sorted((last, claimed), key=lambda q: q.start)
        tokens, at = found.sentence.tokens, found.sentence.at
        between = found.sentence.block.text[tokens[at[first.id]].end : tokens[at[second.id]].start]
        if first is last and not _CROSSES.fullmatch(between):
            return None
        test = "at_most" if crossed or claimed.qualifier == "at_least" else "at_least"
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
