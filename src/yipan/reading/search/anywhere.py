"""Numbers that nothing near explains: looked for among all figures around them and in the tables.

The words before a number tell how it is reckoned; which figures it is reckoned from they often leave
to the reader. Here every pair of figures around the number, sums of neighbours and lines of tables
among them, is tried. A pair that comes out is told, one that does not never; and it is told only
where it is no accident: how densely the results of other pairs lie around the number says how many
would meet it by chance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.bases import LONGEST, other_prices
from yipan.reading.reckoning.evidence import Evidence, Maker, coarse, measure_of
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import Place, place_of, telling_digits
from yipan.reading.reckoning.tellings import tellings_of
from yipan.reading.search.agreeing import FAR
from yipan.reading.search.derived import clause_words, per_size
from yipan.reading.search.end_words import span_of
from yipan.reading.search.terms_around import BESIDE, NAMED, Around, Pool, Pools, Term

_ARITHMETIC = frozenset({
    "growth_rate", "difference", "ratio", "share", "multiple", "sum_components", "share_change_pp",
    "rate_gap_pp", "cagr", "contribution_share", "contribution_pp", "index_rate", "weighted_mean",
})  # fmt: skip
# Answers that leave a statement open for its meaning, not for want of a number.
_MEANT = frozenset({"PRICE_BASIS", "PERIOD_MISMATCH", "DEFINITION", "TORN", "TRUNCATED"})
_PLAIN = frozenset({"rounded", "exact"})
# Half the stretch, in logarithms, in which the density of other results is counted.
_AROUND = 0.3
# No printed number that is tried is wider than this part of its size.
_WIDEST = 0.02
_PERCENT = ("percent", "")
_PURE = frozenset({"number", "multiple"})
_CHANGES = frozenset({"growth", "mean", "index"})
_NO_AMOUNT = frozenset({"percentage_point", "number", "years"})
# How many agreements by accident may be expected where words tell how a number is reckoned, and where
# none do.
_CHANCE, _CHANCE_UNTOLD = 0.05, 0.02
_MOST_HITS = 6
_FEW = 10
_TAIL = 3
_MOST_YEARS = 20
_MOST_GROWN = 50  # in logarithms: beyond it no figure grows


@dataclass(frozen=True, slots=True)
class Asked:
    """How a number may be reckoned, from how far, and what chance may be left."""

    relation: str
    kernel: str
    down: bool
    reach: int
    chance: float


@dataclass(frozen=True, slots=True)
class Aim:
    """What two terms must give: a quotient, or for `less` a difference; its width is of its kind."""

    kind: str
    size: float
    width: float
    factor: int = 1
    years: int = 0

    @property
    def less(self) -> bool:
        """Whether one term is taken from the other."""
        return self.kind in {"less", "points"}


@dataclass(frozen=True, slots=True)
class Hit:
    """Two terms that give the number, and how many would do so by accident."""

    last: Term
    base: Term
    chance: float

    @property
    def far(self) -> int:
        """How far the farther of the two stands."""
        return max(self.last.far, self.base.far)

    def holds(self, identity: str) -> bool:
        """Whether the number itself is among the two."""
        return identity in _ids(self.last.formula) or identity in _ids(self.base.formula)


def anywhere(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Claims about undecided numbers that come out of figures around them."""
    make, around = Maker(figures.reading, evidence), Around(figures)
    told = list(told)
    closed = {c.span for c in told if _closes(c)}
    used = {i for c in told if c.verdict == "consistent" for i in c.operands}
    for sentence in figures.reading.sentences:
        for quantity in () if sentence.tabular else sentence.quantities:
            if (quantity.start, quantity.end) in closed or quantity.qualifier not in _PLAIN:
                continue
            place = place_of(sentence, quantity)
            listed = sentence.kinds[max(0, place.position - 1) : place.position] == "Z"
            if not listed and telling_digits(quantity):
                found = (
                    _judge(make, around, place, asked)
                    for asked in _asked(place, quantity.id in used)
                )
                claim = next((c for c in found if c is not None), None)
                if claim is not None:
                    yield claim


def _closes(claim: Claim) -> bool:
    """Whether nothing is left to look for."""
    if claim.verdict == "unverifiable":
        return claim.reason in _MEANT
    return claim.relation in _ARITHMETIC


def _judge(make: Maker, around: Around, place: Place, asked: Asked) -> Claim | None:
    """The nearest two terms that give the number exactly, where that is no accident."""
    known, own = make.evidence.quantities, place.quantity.id
    aims = list(_aims(make, place, asked, around))
    for far in range(asked.reach + 1 if aims else 0):
        within = around.within(place.sentence, far)
        for aim in aims:
            hits = _hits(place.quantity, within, aim)
            hits = [
                h
                for h in hits
                if h.far == far
                and not h.holds(own)
                and h.chance <= min(asked.chance, _CHANCE if far <= BESIDE else _CHANCE_UNTOLD)
            ]
            for hit in sorted(hits, key=_least)[:_MOST_HITS]:
                formula = _formula(aim, hit)
                result = formulas.comes_out(formula, place.quantity.absolute, known)
                if result is not None and not coarse(result, place.quantity):
                    return make.compare(
                        asked.relation, place.sentence, place.quantity, formula,
                        pattern="figures around" + FAR, severity="soft",
                    )  # fmt: skip
    return None


def _asked(place: Place, told: bool) -> Iterator[Asked]:
    """What the words ask for; where no row of the table has them, what a number can be.

    `told`: the number is reckoned with already, and so is no result itself.
    """
    rows = list(tellings_of(place))
    for row in rows:
        yield Asked(row.relation, row.kernel, row.down, NAMED, _CHANCE)
    number = place.quantity
    if number.dimension == "percent":
        if number.role != "mean_rate" and not any(row.kernel in _CHANGES for row in rows):
            yield Asked("share", "share", False, NAMED, _CHANCE)
    elif number.unit == "倍":
        yield Asked("multiple", "times", False, NAMED, _CHANCE)
    elif number.dimension not in _NO_AMOUNT and not told and number.mid >= _FEW:
        yield Asked("difference", "difference", False, BESIDE, _CHANCE_UNTOLD)


def _least(hit: Hit) -> float:
    return hit.chance


def _ids(formula: Formula) -> Sequence[Formula]:
    return (formula,) if isinstance(formula, str) else formula[1:]


def _aims(make: Maker, place: Place, row: Asked, around: Around) -> Iterator[Aim]:
    """What is asked of two terms."""
    number = place.quantity
    value, step = float(number.mid), float(number.step or number.mid / 1000)
    sign = -1 if row.down else 1
    match row.kernel:
        case "share" | "ratio_of" | "contribution_share":
            yield Aim("percent", value / 100, step / value)
        case "quotient" if number.dimension == "percent":
            yield Aim("percent", value / 100, step / value)
        case "quotient" if number.dimension != "number" and step / value < _WIDEST:
            factor = per_size(clause_words(place))
            yield Aim("per", value * float(number.scale) / factor, step / value, factor)
        case "quotient" | "times" | "ratio_string" if number.dimension in _PURE:
            yield Aim("times", value, step / value)
        case "growth" if number.unit == "倍":
            yield Aim("grown", 1 + value, step / (1 + value))
        case "growth" | "mean" if value * sign > -100 and not other_prices(make.evidence, place):
            rate = 1 + sign * value / 100
            for years in _years(place, around) if row.kernel == "mean" else (1,):
                if years * abs(log(rate)) > _MOST_GROWN:
                    continue
                yield Aim(
                    "falls" if row.down else "rises",
                    rate**years,
                    years * step / 100 / rate,
                    years=years,
                )
        case "difference":
            scale = float(number.scale)
            yield Aim("less", value * scale, step * scale)
        case "points":
            yield Aim("points", value, step)


def _years(place: Place, around: Around) -> list[int]:
    """The years that a mean is told over, else those between the figures around it."""
    told = [n for n in span_of(place) if 1 < n <= LONGEST]
    terms = around.of(place.sentence) if not told else []
    dated = {t.like.period.year for t in terms if t.like.period.year}
    return told or sorted({b - a for a in dated for b in dated if 1 < b - a <= _MOST_YEARS})


def _hits(number: Quantity, pools: Pools, aim: Aim) -> list[Hit]:
    """Two terms that come near enough, with the agreements that accident would give."""
    found: list[tuple[Term, Term]] = []
    groups, less = list(_groups(number, pools, aim)), aim.less
    for above, below in groups:
        sizes = above.sizes
        for base in below.terms:
            middle = aim.size + base.size if less else aim.size * base.size
            slack = _slack(aim, base, middle)
            first = bisect_left(sizes, middle - slack)
            if first < len(sizes) and sizes[first] <= middle + slack:
                last = bisect_right(sizes, middle + slack, first)
                found += [(one, base) for one in above.terms[first:last] if _apart(aim, one, base)]
    near = _near(aim, groups) if found else 0
    return [Hit(last, base, near * _width(aim, last, base)) for last, base in found]


def _near(aim: Aim, groups: Iterable[tuple[Pool, Pool]]) -> int:
    """How many two terms come near the number."""
    count = 0
    for above, below in groups:
        for base in below.terms:
            middle = aim.size + base.size if aim.less else aim.size * base.size
            reach = aim.size / 2 if aim.less else middle * _AROUND
            count += bisect_right(above.sizes, middle + reach)
            count -= bisect_left(above.sizes, middle - reach)
    return count


def _slack(aim: Aim, base: Term, middle: float) -> float:
    """How far from the middle a term may lie, its own width among it."""
    if aim.less:
        return aim.width + base.width * base.size + middle * _WIDEST
    return middle * (aim.width + base.width + _WIDEST)


def _width(aim: Aim, last: Term, base: Term) -> float:
    """The part of the stretch around a number that these two terms would meet."""
    if aim.less:
        return (aim.width + last.width * last.size + base.width * base.size) / aim.size
    return (aim.width + last.width + base.width) / (2 * _AROUND)


def _groups(number: Quantity, by: Pools, aim: Aim) -> Iterator[tuple[Pool, Pool]]:
    """Terms that may stand above, and below, by their measure."""
    if aim.less:
        own = _PERCENT if aim.kind == "points" else measure_of(number)
        if own in by:
            yield by[own], by[own]
    elif aim.kind == "per":
        units = {number.base_unit, number.base_unit.split("/")[0]}
        for measure, above in by.items():
            if above.terms[0].like.base_unit in units:
                for other, below in by.items():
                    if other[0] != measure[0] and other != _PERCENT:
                        yield above, below
    else:
        yield from ((held, held) for measure, held in by.items() if measure != _PERCENT)


def _apart(aim: Aim, last: Term, base: Term) -> bool:
    """Whether two terms may stand against each other: not one twice, no later base."""
    if last.formula == base.formula or last.size == base.size:
        return False
    if aim.kind == "points" and not _alike(last.like, base.like):
        return False
    if aim.less:
        return not {*_ids(last.formula)} & {*_ids(base.formula)}
    if aim.kind not in {"rises", "falls", "grown"}:
        return True
    a, b = base.like.period.year, last.like.period.year
    if a is None or b is None:
        return True
    return b - a == aim.years if aim.years > 1 else b >= a


def _alike(a: Quantity, b: Quantity) -> bool:
    """Whether two rates measure one thing as far as their names tell."""
    if a.indicator and b.indicator:
        return a.role == b.role and a.indicator == b.indicator
    return a.role == b.role and (not a.name or not b.name or a.name[-_TAIL:] == b.name[-_TAIL:])


def _formula(aim: Aim, hit: Hit) -> Formula:
    last, base = hit.last.formula, hit.base.formula
    match aim.kind:
        case "percent":
            return formulas.percent(last, base)
        case "less" | "points":
            return ("-", last, base)
        case "grown":
            return ("-", ("/", last, base), "1")
        case "rises":
            return (
                formulas.mean_growth(base, last, aim.years)
                if aim.years > 1
                else formulas.growth(base, last)
            )
        case "falls" if aim.years > 1:
            return ("-", "0", formulas.mean_growth(base, last, aim.years))
        case "falls":
            return formulas.fall(base, last)
    quotient: Formula = ("/", last, base)
    return ("*", quotient, str(aim.factor)) if aim.factor != 1 else quotient
