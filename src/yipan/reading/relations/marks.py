"""Marks that a level passes: 突破800亿元, 迈上3000亿元台阶, 翻番."""

from __future__ import annotations

import re
from fractions import Fraction

from yipan.core.printed import NEARLY
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.constructions import Found
from yipan.reading.reckoning.evidence import Maker, same_measure
from yipan.reading.reckoning.statements import Statements
from yipan.reading.text.sentences import Sentence

# Between a level and the mark it passes: nothing that names another thing.
_CROSSES = re.compile(
    r"，?(?:首次|再次|成功|历史性地?|一举|顺利|率先|已经?|双双|均|也|并|跨过|跨越|跨上|跨入|迈过|迈上|迈入|跃上|站上|登上|了)*"
)
# 超过30家媒体到场: what is counted is told behind the number, and is another thing.
_ENDS = re.compile(
    r"(?:了|的)?(?:大关|台阶|关口|门槛|规模|水平|左右|以[上内下])*(?:[，。；、)！\n]|$|的?[\u4e00-\u9fff]{0,6}(?:目标|任务|要求))"
)
# 翻番 is rounded: ×1.95 is called so, ×1.9 is not.
_NEARLY_DOUBLED = Fraction(39, 40)
_ALMOST = re.compile(
    r"(?:接近|将近|近乎|几乎|差不多|近)(?:实现)?了?(?:翻[^，。；]{0,4})?[一两二三]?番?\Z"
)
_LEAD = 10


def doubling(
    make: Maker,
    sentence: Sentence,
    claimed: Quantity,
    ends: tuple[Quantity, Quantity],
    pattern: str,
) -> Claim:
    """翻番 between (base, last): from ×1.95 up to ×4, 接近翻番 from ×1.8 up to ×2."""
    base, last = ends
    full = Fraction(2 ** int(claimed.mid))
    if _nearly(sentence, claimed):
        left: Formula = ("range", str(full * (1 - NEARLY)), str(full))
        return make.compare(
            "multiple", sentence, claimed, ("/", last.id, base.id), left=left, pattern=pattern,
            extra=(claimed.id,),
        )  # fmt: skip
    more = formulas.evaluate(("/", last.id, base.id), make.evidence.quantities)
    above = more.lo is not None and more.lo > 2 * full  # it would be called the next doubling
    return make.compare(
        "multiple", sentence, claimed, ("/", last.id, base.id),
        left=("range", str(full * _NEARLY_DOUBLED), str(2 * full)),
        severity="soft" if above else "hard", pattern=pattern, extra=(claimed.id,),
    )  # fmt: skip


def _nearly(sentence: Sentence, claimed: Quantity) -> bool:
    """接近翻一番, 翻了将近两番."""
    end = sentence.tokens[sentence.at[claimed.id]].end
    words = sentence.block.text[max(sentence.start, end - _LEAD) : end]
    return claimed.qualifier == "nearly" or bool(_ALMOST.search(words))


class Marks(Statements):
    """Judges thresholds and doublings that a construction has found."""

    def doubled(
        self, found: Found, claimed: Quantity, base: Quantity | None, last: Quantity | None
    ) -> Claim | None:
        """翻番 is from ×1.95 up to ×4, 翻两番 twice that, 接近翻番 from ×1.8 up to ×2."""
        if base is None or last is None or not same_measure(base, last):
            return None
        return doubling(self.make, found.sentence, claimed, (base, last), found.construction.name)

    def passed(self, found: Found, claimed: Quantity, last: Quantity | None) -> Claim | None:
        crossed = "x" in found.sentence.kinds[: found.roles["claimed"]][-2:]
        bound_words = crossed or claimed.qualifier in {"at_least", "nearly", "below"}
        if last is None or not same_measure(claimed, last) or not bound_words:
            return None
        first, second = sorted((last, claimed), key=lambda q: q.start)
        tokens, at = found.sentence.tokens, found.sentence.at
        between = found.sentence.block.text[tokens[at[first.id]].end : tokens[at[second.id]].start]
        behind = found.sentence.block.text[tokens[at[second.id]].end :][:_LEAD]
        if first is last and not (_CROSSES.fullmatch(between) and _ENDS.match(behind)):
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
