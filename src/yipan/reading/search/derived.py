"""Kernels for quotients with a name, ratios a:b, index numbers and contributions to growth."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.figures import Figure
from yipan.reading.reckoning.near import Candidate, Near, Place, clause_text, is_base
from yipan.reading.reckoning.tellings import Telling
from yipan.reading.search.part_changes import part_of_change

_POOL = 10
_FAR = 30
_PER = re.compile(r"每(百|千|万|亿)")
_PER_SIZE = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_INDEX_BASE = re.compile(r"(?:=|为)100(?![0-9.])")
_BRACKET = re.compile(r"[(][^()]*[)]")
_PER_ONE = re.compile(
    r"([户人亩家宗笔件辆艘台项])均|(客)单价|(亩)产|平均?每[一个]?([\u4e00-\u9fff])(?!百|千|万|亿)"
)
_BOTH = re.compile(r"[二两]者(?:之|的)?比[例值]?(?:为|是|达)?\Z")
_PAIR = 2
_FINE = 3
_COUNTED = {"客": "人"}
_GROWS = re.compile(r"生产总值|GDP|经济|增加值")
_LISTED = re.compile(r"[NQPp](?:a[NQPp])*")


@dataclass(frozen=True, slots=True)
class Quotient:
    """A row of the table: a name, the words of what is above and below, what it is multiplied by.

    `less` names what is taken from above, where the quotient is of a rest: 毛利率.
    """

    name: re.Pattern[str]
    above: re.Pattern[str]
    less: re.Pattern[str] | None
    below: re.Pattern[str]
    factor: str


@lru_cache(maxsize=1)
def quotient_rows() -> tuple[Quotient, ...]:
    """The named quotients."""
    text = files("yipan.reading").joinpath("data", "quotients.csv").read_text("utf-8")
    return tuple(
        Quotient(
            re.compile(f"(?:{r['name']})"),
            re.compile(r["above"]),
            re.compile(r["less"]) if r["less"] else None,
            re.compile(r["below"]),
            r["factor"],
        )
        for r in csv.DictReader(text.splitlines())
    )


def quotient(near: Near, place: Place, _: Telling) -> Iterator[Candidate]:
    """资产负债率56.0%, 人均消费529元, 每万人口…19.7件: what stands above over what stands below."""
    words = clause_words(place)
    pool = _pool(near, place)
    yield from _named(words, pool, place.quantity)
    yield from _named_apart(near, words, place)
    yield from _per_one(near, place, words)
    yield from _of_both(near, place, words)
    factor = per_size(words)
    percent = place.quantity.dimension == "percent"
    here = [f for f in pool if f.sentence is place.sentence]
    fits = [
        (a, b)
        for a in here
        for b in here
        if a is not b and _can_divide(a.quantity, b.quantity, place.quantity)
    ]
    alone = len(fits) == 1 and not _of_mean_population(fits[0][1])
    alone = alone and (not percent or _both_before(fits[0], place))
    for a in pool:
        for b in pool:
            if a is b or not _can_divide(a.quantity, b.quantity, place.quantity):
                continue
            if percent and place.sentence not in {a.sentence, b.sentence} and not _precise(a, b):
                continue
            ratio: Formula = ("/", a.quantity.id, b.quantity.id)
            scale = 100 if percent else factor
            formula: Formula = ("*", ratio, str(scale)) if scale != 1 else ratio
            yield Candidate(formula, False, alone and (a, b) == fits[0])


def _both_before(pair: tuple[Figure, Figure], place: Place) -> bool:
    """机会成本93.6亿元,到位35.8亿元,覆盖率仅38.2%: both stand in the segment before the rate."""
    inside = all(place.first <= f.position < place.position for f in pair)
    return inside and not any(is_base(f) for f in pair)


def _precise(a: Figure, b: Figure) -> bool:
    """Whether figures of other sentences are printed so finely that they agree with little."""
    return all(sum(c.isdigit() for c in f.quantity.text) >= _FINE for f in (a, b))


def _of_mean_population(below: Figure) -> bool:
    """人均GDP is told of the mean population of the year, not of that at its end."""
    return below.quantity.dimension == "persons" and "人口" in clause_text(below)


def per_size(words: str) -> int:
    """How many the quotient is told of: 每万人 is of ten thousand."""
    found = _PER.search(words)
    return _PER_SIZE[found[1]] if found else 1


def _named(words: str, pool: list[Figure], claimed: Quantity) -> Iterator[Candidate]:
    """Certain where the name is in the table, and each of its terms stands near it once."""
    for row in quotient_rows():
        if row.less is not None or not row.name.search(words):
            continue
        above = [f for f in pool if row.above.search(clause_text(f))]
        below = [f for f in pool if row.below.search(clause_text(f)) and f not in above[:1]]
        if len(above) == 1 and len(below) == 1 and above[0].sentence is below[0].sentence:
            ratio: Formula = ("/", above[0].quantity.id, below[0].quantity.id)
            plain = row.factor == "1" or (claimed.dimension == "percent" and row.factor != "100")
            yield Candidate(ratio if plain else ("*", ratio, row.factor), True)
            return


def _named_apart(near: Near, words: str, place: Place) -> Iterator[Candidate]:
    """The terms of a named quotient in other sentences before it: told where they come out."""
    row = next((r for r in quotient_rows() if r.name.search(words)), None)
    if row is None or row.less is not None:
        return
    first = max(0, place.sentence.index - _FAR)
    sentences = near.figures.reading.sentences[first : place.sentence.index + 1]
    held = [f for s in sentences for f in near.amounts(s) if f.quantity.id != place.quantity.id]
    above = [f for f in held if row.above.search(clause_text(f))][-_POOL:]
    below = [f for f in held if row.below.search(clause_text(f))][-_POOL:]
    for a in above:
        for b in below:
            if a is not b:
                ratio: Formula = ("/", a.quantity.id, b.quantity.id)
                yield Candidate(ratio if row.factor == "1" else ("*", ratio, row.factor))


def _of_both(near: Near, place: Place, words: str) -> Iterator[Candidate]:
    """一年前是39833元和13131元，二者之比3.03: the two figures told last."""
    held = near.before(place)[:2]
    if not _BOTH.search(words) or len(held) < _PAIR or not place.inside(held[1].position):
        return
    b, a = (f.quantity for f in held)
    if same_measure(a, b):
        larger, smaller = (a, b) if a.mid * a.scale >= b.mid * b.scale else (b, a)
        yield Candidate(("/", larger.id, smaller.id), True)


def per_one(words: str) -> str | None:
    """The unit below a value that the words tell to be for each: 户均 is per 户, 客单价 per 人."""
    match = _PER_ONE.search(words)
    if match is None:
        return None
    unit = next(u for u in match.groups() if u)
    return _COUNTED.get(unit, unit)


def _per_one(near: Near, place: Place, words: str) -> Iterator[Candidate]:
    """户均77.4万元, 平均每艘7.58万吨: what stands last in that unit over the one number of 户 or 艘."""
    unit = per_one(words)
    if unit is None:
        return
    here = [f for f in near.before(place) if place.inside(f.position)]
    below = [f for f in here if f.quantity.base_unit.startswith(unit)]
    if len(below) != 1:
        return
    above = [f for f in here if f is not below[0] and not is_base(f)]
    above = [f for f in above if _can_divide(f.quantity, below[0].quantity, place.quantity)]
    if above:
        ratio: Formula = ("/", above[0].quantity.id, below[0].quantity.id)
        alone = len(above) == 1 and not _of_mean_population(below[0])
        yield Candidate(ratio, False, alone)


def _pool(near: Near, place: Place) -> list[Figure]:
    """Amounts around the number: of the sentence, then of those before it."""
    held = [*near.before(place), *near.behind(place)]
    for sentence in near.earlier(place.sentence):
        held += near.amounts(sentence)[:4]
    own = place.quantity.id
    return [f for f in held if f.quantity.id != own][:_POOL]


def _can_divide(a: Quantity, b: Quantity, claimed: Quantity) -> bool:
    if claimed.dimension in {"percent", "number"}:
        smaller = a.mid * a.scale <= b.mid * b.scale
        return same_measure(a, b) and (smaller or claimed.dimension == "number")
    return a.dimension != b.dimension and a.base_unit in {
        claimed.base_unit,
        claimed.base_unit.split("/")[0],
    }


def ratio_string(near: Near, place: Place, _: Telling) -> Iterator[Candidate]:
    """医护比为1:1.15, 收入比为2.00:1: the part that is not 1 is one figure over another."""
    if place.quantity.mid == 1:
        return
    pool = _pool(near, place)
    yield from _named(clause_words(place), pool, place.quantity)
    for a in pool:
        for b in pool:
            if a is not b and same_measure(a.quantity, b.quantity):
                yield Candidate(("/", a.quantity.id, b.quantity.id))


def index(_: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """指数为100.4(上年=100),上涨0.4%: the index less 100."""
    sentence = place.sentence
    text = sentence.block.text
    head = sentence.tokens[place.first].start
    words = text[head : sentence.tokens[place.position].start]
    if "指数" not in words or "环比" in words:
        return
    held = [
        q
        for q in sentence.quantities
        if q.dimension == "number" and place.first <= sentence.at[q.id] < place.position
    ]
    held = [q for q in held if 40 <= q.mid <= 400 and not (q.mid == 100 and q.step == 1)]
    based = bool(_INDEX_BASE.search(sentence.text))
    for order, q in enumerate(reversed(held[-2:])):
        end = sentence.tokens[sentence.at[q.id]].start
        if "指数" in text[head:end]:
            formula: Formula = ("-", "100", q.id) if row.down else ("-", q.id, "100")
            between = text[end : sentence.tokens[place.position].start]
            yield Candidate(formula, based and order == 0 and "；" not in between, True)


def contribution_share(near: Near, place: Place, _: Telling) -> Iterator[Candidate]:
    """拉动2.0个百分点,贡献率为35.7%: points over the growth of the whole."""
    growth = _growth_of_whole(near, place)
    if len(listed(place)) > 1:
        return
    held = [
        q
        for q in place.sentence.quantities
        if q.dimension == "percentage_point" and place.inside(place.sentence.at[q.id])
    ]
    for points in held[-2:]:
        for rate in growth:
            yield Candidate(
                formulas.percent(points.id, rate.id), len(held) == 1 and len(growth) == 1
            )
    yield from part_of_change(near, place)


def contribution_points(near: Near, place: Place, _: Telling) -> Iterator[Candidate]:
    """贡献率分别为A、B和C,分别拉动a、b和c个百分点: each share of the growth of the whole."""
    growth = _growth_of_whole(near, place)
    own = listed(place)
    shares = _shares_listed(place, len(own))
    for rate in growth:
        if shares and place.quantity in own:
            share = shares[own.index(place.quantity)]
            formula: Formula = ("*", rate.id, ("/", share.id, "100"))
            yield Candidate(formula, len(growth) == 1 and len(own) > 1, True)


def listed(place: Place) -> list[Quantity]:
    """The list that a number stands in."""
    sentence = place.sentence
    begin = max(place.clause, place.position - 24)
    for match in _LISTED.finditer(sentence.kinds, begin):
        if match.start() <= place.position < match.end():
            spots = range(match.start(), match.end(), 2)
            held = (sentence.tokens[n].quantity for n in spots)
            return [q for q in held if isinstance(q, Quantity)]
    return [place.quantity]


def _shares_listed(place: Place, count: int) -> list[Quantity]:
    """The list of as many percentages before, told to be contributions."""
    sentence = place.sentence
    for match in reversed(list(re.finditer(r"P(?:aP)*", sentence.kinds[: place.clause]))):
        held = [sentence.tokens[n].quantity for n in range(match.start(), match.end(), 2)]
        lead = sentence.block.text[sentence.start : sentence.tokens[match.start()].start]
        if len(held) == count and "贡献率" in lead:
            return held
    return []


def _growth_of_whole(near: Near, place: Place) -> list[Quantity]:
    """Growth rates of the economy in the sentence or before it in the paragraph, each value once."""
    found: dict[object, Quantity] = {}
    for sentence in (place.sentence, *near.earlier(place.sentence)):
        for q in sentence.quantities[:_POOL]:
            early = sentence is not place.sentence or sentence.at[q.id] < place.position
            whole = _GROWS.search(q.indicator_zh or "") and not re.search(
                "工业|产业|服务业|建筑", q.indicator_zh or ""
            )
            if q.role == "rate" and q.dimension == "percent" and early and whole:
                found.setdefault(q.absolute, q)
    return list(found.values()) or near.headline()


def clause_words(place: Place) -> str:
    """The words of the clause up to the number, without brackets."""
    sentence = place.sentence
    start = sentence.tokens[place.clause].start
    text = sentence.block.text[start : sentence.tokens[place.position].start]
    return _BRACKET.sub("", text)
