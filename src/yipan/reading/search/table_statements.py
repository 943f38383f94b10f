"""Statements of the text whose ends are cells of its tables, named by words alone.

The lines named in the sentence, the field that its words name and its times leave few readings. One
that comes out is told; where none does, the first reading is a doubt if one digit, or two exchanged,
would make it come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.bases import NOMINAL, OTHER_BASIS, is_real
from yipan.reading.reckoning.evidence import Evidence, Maker, coarse, same_measure, when
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import Near, Place, near_of, place_of
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.reckoning.settling import TARGET
from yipan.reading.reckoning.table_lines import Line, Matrix
from yipan.reading.search.table_fields import (
    certain_of,
    fields,
    sure_of,
)
from yipan.reading.search.table_forms import Reading, forms, printed_gaps, quotients, surplus
from yipan.reading.search.table_names import Tables, tables_of
from yipan.reading.search.table_subjects import MOVED, Said, counted, said_of

PATTERN = "lines of a table named in the text"
_RECKONED = frozenset({
    "growth_rate", "difference", "ratio", "share", "multiple", "sum_components", "share_change_pp",
    "rate_gap_pp", "cagr", "contribution_share", "text_table_match", "index_rate",
})  # fmt: skip
_PLAIN = frozenset({"rounded", "exact"})
_MEAN = re.compile(r"年均|年平均|复合|平均每年")
_PER = re.compile(r"[人户亩件辆笔宗店床]均|均[价产]|亩产|单[价产]|平均每|每[\u4e00-\u9fff]")
_SHARED = re.compile(r"占|比重|份额|比例")
_GAVE = re.compile(r"贡献")
_SUMMED = re.compile(r"合计|共计|总计|之和|加起来|合起来|累计|共|总")
_SAVED = re.compile(r"结余|盈余|缺口|赤字|顺差|逆差")
_WHOLE = re.compile(r"[全各总]")
_IN_BRACKETS = re.compile(r"o[QPN]ew?\Z")
_NEAR_WORDS = 24
_NUMERAL = re.compile(r"(?<![0-9])[0-9][0-9,]*(?:\.[0-9]+)?(?![0-9年月日])")
_MOST_TRIED = 24
_MOST_DOUBTS = 2
_SURE_DIGITS = 3
_FEWEST_DIGITS = 2


def table_statements(
    figures: Figures, evidence: Evidence, told: Iterable[Claim]
) -> Iterator[Claim]:
    """Claims about numbers that no other rule has decided."""
    near = near_of(figures)
    tables = tables_of(near)
    if not tables.matrices:
        return
    make = Maker(figures.reading, evidence)
    decided = {c.span for c in told if _is_decided(c)}
    doubted = {c.span for c in told if c.verdict == "inconsistent"} - decided
    for sentence in figures.reading.sentences:
        if sentence.tabular:
            continue
        for quantity in sentence.quantities:
            if (quantity.start, quantity.end) in decided or quantity.qualifier not in _PLAIN:
                continue
            claim = _judged(make, near, tables, place_of(sentence, quantity))
            again = claim is not None and claim.span in doubted
            if claim is not None and not (again and claim.verdict == "inconsistent"):
                yield claim


def _is_decided(claim: Claim) -> bool:
    """Whether an answer stands; a doubt gives way to cells that come out."""
    sure = claim.verdict == "consistent" or claim.severity == "hard"
    return sure and claim.relation in _RECKONED


def _judged(make: Maker, near: Near, tables: Tables, place: Place) -> Claim | None:
    if _IN_BRACKETS.search(place.sentence.kinds[: place.position]):
        return None  # 是全国平均水平(2.2%)的2.9倍: the base is printed
    doubts: list[Claim] = []
    certain = 0
    sole: Claim | None = None
    known, stated = make.evidence.quantities, place.quantity.absolute
    for said in said_of(near, tables, place):
        relation, ways = _ways(said, tables)
        if not relation or (relation in {"growth_rate", "cagr"} and _other_basis(make, said)):
            continue
        for way in islice(ways, _MOST_TRIED):
            result = formulas.evaluate(way.formula, known)
            if _digits(place.quantity) >= _FEWEST_DIGITS and result.meets(stated):
                if not coarse(result, place.quantity):
                    return _claim(make, place, relation, way.formula, "hard")
            elif way.rank <= 0 and not (
                _tells_another(place, result) or _is_elsewhere(make, said, way.formula)
            ):
                doubts.append(_claim(make, place, relation, way.formula, "soft"))
                sole = sole or (doubts[-1] if way.rank < 0 and len(doubts) == 1 else None)
                certain += said.near and len(doubts) == 1
    few = _digits(place.quantity) < _SURE_DIGITS
    if (few and not certain) or _digits(place.quantity) < _FEWEST_DIGITS:
        return None
    for claim in doubts[: 1 if few else _MOST_DOUBTS]:
        if claim.verdict == "inconsistent" and one_number_mends(claim, make.reading, make.evidence):
            return claim
    return sole


def _tells_another(place: Place, result: Interval) -> bool:
    """从5.8%降到4.8%: the cells tell the other number, and have no earlier one."""
    own = place.quantity
    return any(
        q is not own and q.dimension == own.dimension and result.meets(q.absolute)
        for q in place.sentence.quantities
    )


def _is_elsewhere(make: Maker, said: Said, formula: Formula) -> bool:
    """Whether the sentence speaks of a plan, of a time that no cell has, or of another level."""
    known = make.evidence.quantities
    cells = [known[i] for i in formulas.operands(formula, known)]
    if TARGET.search(said.words.sentence[-_NEAR_WORDS:]) or not cells:
        return True
    stamps = {when(q.period) for q in cells if q.period.start is not None}
    if stamps and said.words.own and not stamps & {*said.words.own}:
        return True
    place = said.place
    tokens, at = place.sentence.tokens, place.sentence.at
    first = said.about.end if said.about is not None else place.sentence.start
    told = [
        q
        for q in place.sentence.quantities
        if first <= tokens[at[q.id]].start < tokens[place.position].start and q.role == "level" and same_measure(q, cells[0])
        and q.dimension != "percent" and place.inside(at[q.id])
    ]  # fmt: skip
    if not told or first == place.sentence.start:
        return False
    return not any(told[-1].absolute.meets(value) for value in _values(formula, known))


def _values(formula: Formula, known: dict[str, Quantity]) -> Iterator[Interval]:
    """What a formula and each part of it come to."""
    yield formulas.evaluate(formula, known)
    for part in formula[1:] if not isinstance(formula, str) else ():
        if part in known or not isinstance(part, str):
            yield from _values(part, known)


def _digits(quantity: Quantity) -> int:
    return len(re.sub(r"[^0-9]", "", quantity.text or str(quantity.mid)).lstrip("0"))


def _claim(make: Maker, place: Place, relation: str, formula: Formula, severity: str) -> Claim:
    return make.compare(
        relation, place.sentence, place.quantity, formula, severity=severity, pattern=PATTERN,
        left=_rounded(place.quantity, formula),
    )  # fmt: skip


def _rounded(quantity: Quantity, formula: Formula) -> Formula | None:
    """A quotient printed as a whole number is rounded, whatever it counts."""
    whole = isinstance(formula, tuple) and formula[0] in {"/", "*"}
    if quantity.step or quantity.qualifier != "exact" or not whole:
        return None
    half = quantity.scale / 2
    return ("+", quantity.id, ("range", str(-half), str(half)))


def _other_basis(make: Maker, said: Said) -> bool:
    """Whether a rate may be at other prices than the cells."""
    if OTHER_BASIS.search(said.words.clause):
        return True
    if NOMINAL.search(said.words.sentence):
        return False
    cells = [q for g in (said.about,) if g for r in g.rows for q in r.line.cells if q is not None]
    words = "".join((q.indicator_zh or "") for q in cells[:8]) + said.words.clause
    return is_real(make.evidence, words, cells[0].indicator if cells else None)


def _matrices(said: Said, tables: Tables) -> list[Matrix]:
    if said.about is not None:
        return [said.about.rows[0].matrix]
    return tables.before(said.place.sentence.raw[0])


def _lines(said: Said, matrix: Matrix) -> list[Line]:
    """The lines that the number is about; without a name the total, or all where there is none."""
    if said.about is not None:
        return [row.line for row in said.about.rows]
    total = next((line for line in matrix.lines if line.is_total), None)
    return [total] if total is not None else list(matrix.lines)


# ------------------------------------------------------------------ ways


def _ways(said: Said, tables: Tables) -> tuple[str, Iterator[Reading]]:
    """The relation that the words tell, and the ways to reckon it."""
    quantity, words = said.quantity, said.words
    lead = said.place.lead
    found = (r for m in _matrices(said, tables) for r in _of(said, m))
    match quantity.dimension:
        case "percent":
            if _GAVE.search(words.clause):
                return "contribution_share", found
            if _SHARED.search(words.clause):
                return "share", found
            if _MEAN.search(lead):
                return "cagr", found
            if said.other is not None and not MOVED.search(lead):
                return "ratio", found
            return ("growth_rate", found) if MOVED.search(words.clause) else ("", found)
        case "multiple":
            moved = said.other is not None or MOVED.search(words.clause)
            return ("multiple" if moved else "", found)
        case "percentage_point":
            told = said.other is not None or _SHARED.search(words.sentence)
            return ("share_change_pp" if told else ""), found
        case "years" | "time":
            return "", found
        case _:
            return _amounts(said), found


def _amounts(said: Said) -> str:
    clause = said.words.clause
    if said.other is not None or _SAVED.search(clause):
        return "difference"
    if _PER.search(said.words.sentence[-60:]):
        return "ratio"
    if _SUMMED.search(clause):
        return "sum_components"
    if MOVED.search(said.place.lead):
        return "difference"
    alone = said.near and said.about is not None and not _NUMERAL.search(clause)
    return "text_table_match" if alone else ""


def _of(said: Said, matrix: Matrix) -> Iterator[Reading]:
    """All ways over one table, the field that the words name first."""
    lines = _lines(said, matrix)
    if not lines:
        return
    quantity = said.quantity
    amount = quantity.dimension not in {"percent", "multiple", "percentage_point"}
    relation = _ways_of(said)
    fits = (lambda q: same_measure(q, quantity)) if amount and relation != "ratio" else _any
    held = fields(lines[0], matrix, said.words, fits)
    sure = sure_of(held, said.words) and (said.about is not None or _is_called(said, matrix))
    if relation == "ratio" and amount:
        yield from quotients(said, lines, held)
        return
    if relation == "difference" and _SAVED.search(said.words.clause):
        yield from surplus(said, lines, held)
        return
    if relation == "rate_gap":
        yield from printed_gaps(said, lines, matrix)
    for order, field in enumerate(held):
        rank = 0 if order == 0 and sure else 1
        if rank == 0 and said.near and said.other is not None and certain_of(held, said.words):
            rank = -1 if len(field.places) == 1 else 0
        for n, way in enumerate(forms(said, relation, lines, matrix, field)):
            yield Reading(way, rank if n == 0 else 1)


def _any(_: Quantity) -> bool:
    return True


def _ways_of(said: Said) -> str:
    clause, dimension = said.words.clause, said.quantity.dimension
    if dimension == "percent":
        if _GAVE.search(clause):
            return "contribution"
        if _SHARED.search(clause):
            return "share"
        if _MEAN.search(said.place.lead):
            return "mean"
        return "ratio_of" if said.other is not None and not MOVED.search(clause) else "growth"
    if dimension == "percentage_point":
        return "rate_gap" if said.other is not None else "share_gap"
    if dimension == "multiple":
        return "times" if said.other is not None else "growth_times"
    return _amounts(said)


def _is_called(said: Said, matrix: Matrix) -> bool:
    """Whether the clause speaks of the whole: 全部, 总, or as many as there are lines (四市)."""
    count = counted(said.words.clause) or counted(said.words.sentence)
    whole = sum(not line.is_total for line in matrix.lines)
    return count == whole if count else bool(_WHOLE.search(said.words.clause))
