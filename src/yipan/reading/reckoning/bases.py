"""The base of a change: which earlier period, and how far back."""

from __future__ import annotations

import re

from yipan.core.period import Period, classify, year
from yipan.reading.model import Quantity
from yipan.reading.reckoning.constructions import Found
from yipan.reading.reckoning.evidence import Evidence, when
from yipan.reading.reckoning.near import Place, words_of
from yipan.reading.text.sentences import Sentence
from yipan.reading.text.times import same_part

# Rates of these are printed at constant prices beside levels at current ones.
_REAL = re.compile(
    r"(?:(?<!单位)(?<!万元)增加值|生产总值|(?<!单位)(?<!万元)GDP|经济总量)(?!能耗|电耗|水耗|用水|的?比重|二氧化碳)"
)
# Words that say that a rate is not that of the printed amounts.
OTHER_BASIS = re.compile(r"可比|同口径|不变价|剔除|扣除|实际增|还原|自然口径")

# The same in a bracket behind the rate: 增长4.6%(按可比口径).
_BEHIND = re.compile(r"[(][^()]{0,8}(?:可比|同口径|不变价|剔除|扣除|还原|自然口径)")

# Words that say that a rate is that of the printed amounts.
NOMINAL = re.compile(r"名义|现价|当年价")

# Years of the longest series; 2019年至20223年 is a misprint, and its root no use.
LONGEST = 200


def noted_behind(sentence: Sentence, position: int) -> bool:
    """Whether a bracket behind a rate says that it is of another basis."""
    return bool(_BEHIND.match(sentence.block.text, sentence.tokens[position].end))


def is_real(evidence: Evidence, words: str, slug: str | None) -> bool:
    """Whether rates of this indicator are at constant prices."""
    known = evidence.indicator(slug)
    return bool(_REAL.search(words)) or bool(known and known.price_basis == "constant")


def other_prices(evidence: Evidence, place: Place) -> bool:
    """Whether a rate may be of other prices than the levels beside it."""
    words = words_of(place)
    if OTHER_BASIS.search(words) or noted_behind(place.sentence, place.position):
        return True
    if NOMINAL.search(words):
        return False
    names = words + (place.quantity.indicator_zh or "")
    return is_real(evidence, names, place.quantity.indicator)


def years_between(first: Period, last: Period) -> int:
    """The difference of years between two periods; 0 when unknown, or more than any series has."""
    if first.year is None or last.year is None or last.year - first.year > LONGEST:
        return 0
    return max(0, last.year - first.year)


def base_period(found: Found, last: Quantity) -> Period | None:
    """What 较2014年, 比上年 or 同比 compare with."""
    sentence = found.sentence
    begin, end = sentence.at.get(last.id, 0), found.roles["claimed"]
    for token in sentence.tokens[begin:end]:
        if token.kind == "T" and isinstance(token.value, tuple) and token.value[1] == "base":
            period: Period = token.value[0]
            return same_part(period, last.period)
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


def other_base(found: Found, base: Quantity, last: Quantity) -> bool:
    """由2021年的A增至2024年的B,2024年比上年增长…: the change has a base of its own."""
    sentence, claimed = found.sentence, found.roles["claimed"]
    begin = max(sentence.at.get(base.id, 0), sentence.at.get(last.id, 0))
    for token in sentence.tokens[begin:claimed]:
        if token.kind == "T" and isinstance(token.value, tuple) and token.value[1] == "base":
            return when(token.value[0]) != when(base.period)
        if token.kind == "Y" and sentence.words(token) == "同比":
            years = (last.period.year or 0) - (base.period.year or 0)
            return base.period.year is not None and years != 1
    return False
