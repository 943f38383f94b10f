"""Quotients with a name and values per unit whose terms stand apart: 拨备覆盖率, 户均贷款, 亩产.

The terms of a named quotient are those of its row in `data/quotients.csv`; of 户均 or 平均每站 the
number of 户 or 站 and the last amount in the unit of the value. Where the nearest sentence that
holds a term holds it once, and one digit would make the quotient come out, it is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from yipan.core.units import find_unit
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.evidence import Evidence, Maker
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import (
    Near,
    Place,
    clause_text,
    is_base,
    near_of,
    place_of,
    telling_digits,
)
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.search.derived import Quotient, quotient_rows
from yipan.reading.search.phrases import CLOSE, LOOSE
from yipan.reading.search.run_words import aside
from yipan.reading.search.terms import Term, comparable, fit, terms_of
from yipan.reading.text.sentences import Sentence

PATTERN = "a quotient of what its words name"
_CHANGE = re.compile(
    r"(?:[增减升降涨跌](?!长面)|增长(?!面)|增加|提高|提升|下降|减少|同比|[高低快慢多少]于?)[^，。；]{0,3}\Z"
)
_PER_ONE = re.compile(
    r"(?P<a>[户人生亩站网校店村企宗笔件辆艘台项车船床])均(?P<b>[^，。；（(]{0,12})|(?P<c>客)单价|(?P<d>亩)产|(?P<g>居民|职工|学生|农民|村民)平均(?P<h>[^，。；（(]{0,6})"
    r"|平?均?每(?:[一个]|家|座)?(?P<e>[\u4e00-\u9fff]{1,3}?)(?:平均|可|约)?(?P<f>(?:拥有|采|投资|票款|获得|产|贷款|对应|消费|使用|实现|装|讲授|需|交付|配备)[^，。；（(]{0,10})?(?:为|达|约|近)*\Z"
)
_SIZE = re.compile(r"每(?P<size>百|千|万|亿)(?P<unit>[\u4e00-\u9fff]{1,2})")
_SIZES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_COUNTED = {
    "乘次": ("人次",),
    "居民": ("人",),
    "职工": ("人",),
    "学生": ("人",),
    "农民": ("人",),
    "村民": ("人",),
    "生": ("人",),
    "客": ("人", "客"),
    "网": ("网点", "网"),
    "人": ("人",),
    "车": ("辆", "车"),
    "船": ("艘",),
    "企": ("家",),
}
_OTHER = ("元", "%", "吨", "亩", "公里")
# A mean population of a year and that of its end differ by less.
_MEAN_POPULATION = Fraction(15, 1000)
_MOVED_ON = re.compile(r"[wUDT]*Z")
_HEADS = frozenset({"居民", "人口", "常住人口", "村民"})
_FEWEST_TIMES = 2
_PURE = frozenset({"percent", "number", "years", "time"})
_PLAIN = frozenset({"rounded", "exact"})
_BACK = 30
_MOST = 6


@dataclass(frozen=True, slots=True)
class Pair:
    """What is above and what is below, by what the quotient is multiplied, and what may be otherwise.

    `less` is taken from what is above. Values per head are told of mean populations: `loose` is the
    part by which they may differ from those of the printed ones.
    """

    above: Sequence[Term]
    below: Sequence[Term]
    factor: str = "1"
    less: Sequence[Term] = ()
    loose: Fraction = Fraction(0)


def named_quotients(figures: Figures, evidence: Evidence, told: Sequence[Claim]) -> Iterator[Claim]:
    """Claims about quotients that no other rule has decided."""
    make, near = Maker(figures.reading, evidence), near_of(figures)
    decided = {c.span for c in told if c.verdict != "unverifiable"}
    for sentence in figures.reading.sentences:
        if sentence.tabular:
            continue
        for quantity in sentence.quantities:
            if (quantity.start, quantity.end) in decided or not telling_digits(quantity):
                continue
            place = place_of(sentence, quantity)
            if _is_change(place) or quantity.qualifier not in _PLAIN or _is_former(place):
                continue
            pair = _by_name(near, place) or _by_unit(near, place)
            if pair is not None:
                yield from _judged(make, place, pair)


def _is_change(place: Place) -> bool:
    """同比增长7.8%, but not 缩小到1.96."""
    return bool(_CHANGE.search(place.lead)) and not place.lead.endswith(("到", "至", "为"))


def _is_former(place: Place) -> bool:
    """由2.0%上升到2.7%, 上年为2.61元: of terms of another time."""
    sentence, position = place.sentence, place.position
    return bool(_MOVED_ON.match(sentence.kinds, position + 1)) or told_as_base(sentence, position)


def _judged(make: Maker, place: Place, pair: Pair) -> Iterator[Claim]:
    claims = [
        _compared(make, place, pair, a, b)
        for a in pair.above[:_MOST]
        for b in pair.below[:_MOST]
        if a.figure is not b.figure or pair.less
    ]
    right = [c for c in claims if c.verdict == "consistent"]
    if right:
        yield right[0]
    wrong = [c for c in claims if c.verdict == "inconsistent"]
    if len(claims) == len(wrong) == 1 and one_number_mends(wrong[0], make.reading, make.evidence):
        yield wrong[0]


def _compared(make: Maker, place: Place, pair: Pair, above: Term, below: Term) -> Claim:
    quantity = place.quantity
    top = _measured(above.figure.quantity, quantity)
    if pair.less:
        top = ("-", top, pair.less[0].figure.quantity.id)
    ratio: Formula = ("/", top, below.figure.quantity.id)
    formula: Formula = ratio if pair.factor == "1" else ("*", ratio, pair.factor)
    percent = quantity.dimension == "percent"
    return make.compare(
        "share" if percent else "ratio", place.sentence, quantity, formula,
        pattern=PATTERN, severity="soft", left=_left(quantity, pair.loose),
    )  # fmt: skip


def _left(quantity: Quantity, loose: Fraction) -> Formula | None:
    """The value rounded to its last digit, or what it may be beside it."""
    exact = not quantity.step and quantity.qualifier == "exact"
    half = max(
        quantity.scale / 2 if exact else Fraction(0), abs(quantity.mid) * quantity.scale * loose
    )
    return ("+", quantity.id, ("range", str(-half), str(half))) if half else None


def _measured(above: Quantity, like: Quantity) -> Formula:
    """An amount in the unit of the value: 万吨 over 万亩 is told in 公斤."""
    one, other = find_unit(above.base_unit), find_unit(like.base_unit.split("/")[0])
    if (
        one is None
        or other is None
        or one.dimension != other.dimension
        or one.factor == other.factor
    ):
        return above.id
    return ("*", above.id, str(one.factor_to(other)))


# ------------------------------------------------------------------ named in the table


def _by_name(near: Near, place: Place) -> Pair | None:
    words = _words(place)
    row = next((r for r in quotient_rows() if r.name.search(words)), None)
    if row is None or place.quantity.dimension not in _PURE:
        return None
    above = _nearest(near, place, lambda t: bool(row.above.search(_text(t))))
    below = _nearest(near, place, lambda t: _is_below(t, row, above))
    below = [t for t in below if any(comparable(t.figure, a.figure) for a in above)]
    less = row.less
    taken = _nearest(near, place, lambda t: bool(less.search(_text(t)))) if less else []
    if not above or not below or (less and len(taken) != 1):
        return None
    plain = row.factor == "1" or (place.quantity.dimension == "percent" and row.factor != "100")
    return Pair(above, below, "1" if plain else row.factor, taken)


def _is_below(term: Term, row: Quotient, above: Sequence[Term]) -> bool:
    """What is named below; of 不良贷款 and 各项贷款 not the one that is above."""
    if not row.below.search(_text(term)):
        return False
    return row.less is not None or all(term.figure is not t.figure for t in above)


def _words(place: Place) -> str:
    """The words right before the number, over a bracket."""
    sentence = place.sentence
    start = sentence.tokens[place.clause].start
    text = sentence.block.text[start : sentence.tokens[place.position].start]
    return re.sub(r"[(][^()]*[)]", "", text)


def _text(term: Term) -> str:
    return clause_text(term.figure) + "|" + "|".join(term.names)


# ------------------------------------------------------------------ per unit


def _by_unit(near: Near, place: Place) -> Pair | None:
    words = _words(place)
    if place.quantity.dimension in {"percent", "percentage_point", "multiple", "years"}:
        return None
    size = _SIZE.search(words)
    one = _PER_ONE.search(words)
    if size is None and one is None:
        return None
    unit, told = _unit_of(size, one, words)
    below: list[Term] = []
    if unit in _HEADS:
        below = _nearest(
            near, place, lambda t: _counts(t.figure.quantity, unit) and "人口" in _text(t)
        )
    below = below or _nearest(near, place, lambda t: _counts(t.figure.quantity, unit))
    below = below or _nearest(
        near,
        place,
        lambda t: (
            size is None
            and (
                any(unit[0] in n for n in t.names) and not t.figure.quantity.unit.startswith(_OTHER)
            )
        ),
    )
    above = _spread(near, place, told)
    if not above or not below:
        return None
    factor = str(_SIZES[size["size"]]) if size else "1"
    heads = below[0].figure.quantity.dimension == "persons" and "人口" in _text(below[0])
    return Pair(above, below, factor, loose=_MEAN_POPULATION if heads else Fraction(0))


def _spread(near: Near, place: Place, told: str) -> list[Term]:
    """What the value is a part of: by its name where there is one, else what stands nearest."""
    if not told:
        return _nearest(near, place, lambda t: _can_be_above(t, place))
    close = _nearest(near, place, lambda t: _can_be_above(t, place) and fit(told, t) >= CLOSE)
    return close or _nearest(
        near, place, lambda t: _can_be_above(t, place) and fit(told, t) >= LOOSE
    )


def _unit_of(size: re.Match[str] | None, one: re.Match[str] | None, words: str) -> tuple[str, str]:
    """(the unit that is counted, the words that name what is spread over it)."""
    if size is not None:
        return size["unit"], words[size.end() :]
    assert one is not None
    unit = next(one[k] for k in "acdeg" if one[k])
    return unit, (one["b"] or one["f"] or one["h"] or "")


def _counts(quantity: Quantity, unit: str) -> bool:
    """Whether an amount counts what a value is told for: 196.4万户 for 户均, 58个网点 for 网均."""
    wanted = _COUNTED.get(unit, (unit,))
    return quantity.base_unit.startswith(tuple(wanted)) or (
        unit in {"人", "人口", "常住人口"} and quantity.dimension == "persons"
    )


def _can_be_above(term: Term, place: Place) -> bool:
    """An amount in the unit of the value, and of many of them."""
    above, value = term.figure.quantity, place.quantity
    if term.mean or above.mid * above.scale < _FEWEST_TIMES * value.mid * value.scale:
        return False
    one, other = find_unit(above.base_unit), find_unit(value.base_unit.split("/")[0])
    if one is None or other is None:
        return above.base_unit.endswith(value.base_unit) and value.base_unit != ""
    return one.dimension == other.dimension


# ------------------------------------------------------------------ where the terms stand


def _nearest(near: Near, place: Place, fits: Callable[[Term], bool]) -> list[Term]:
    """The terms that fit in the nearest sentence that holds one, each value once."""
    for sentence in _around(near, place.sentence):
        held = [
            t
            for t in terms_of(near, sentence)
            if not is_base(t.figure) and t.figure.quantity is not place.quantity and fits(t)
        ]
        if sentence is place.sentence:
            held = _in_nearest_segment(place, held)
        held = [t for t in held if not aside(t.figure)] or held
        if held:
            return list({t.figure.quantity.absolute: t for t in held}.values())
    return []


def _in_nearest_segment(place: Place, held: list[Term]) -> list[Term]:
    """Those of the number's own segment, else of the last segment before it that holds one."""
    inner = [t for t in held if place.inside(t.figure.position)]
    ahead = [t for t in held if t.figure.position < place.position]
    if inner or not ahead:
        return inner or held
    kinds = place.sentence.kinds
    last = max(kinds.rfind("s", 0, t.figure.position) for t in ahead)
    return [t for t in ahead if t.figure.position > last]


def _around(near: Near, sentence: Sentence) -> Iterator[Sentence]:
    """The sentence and those before it, of whatever paragraph."""
    sentences = near.figures.reading.sentences
    yield sentence
    for index in range(sentence.index - 1, max(-1, sentence.index - 1 - _BACK), -1):
        if not sentences[index].tabular:
            yield sentences[index]
