"""Places of a line among the lines of its table: the highest, the last, third, all of them in order.

The field is the one that the clause names. A clause that names none is right where one field or the
growth of one fits, and no alarm where none does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Formula, Quantity, Trace
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker, moves, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import near_of
from yipan.reading.reckoning.table_lines import Line
from yipan.reading.search.table_fields import (
    Field,
    Words,
    at_one_time,
    between_times,
    certain_of,
    fields,
    rates_told,
)
from yipan.reading.search.table_names import Group, Row, Tables, tables_of
from yipan.reading.text.numbers import chinese_number
from yipan.reading.text.sentences import Sentence

PATTERN = "place among the lines of a table"
_PLACE = re.compile(
    r"(?P<top>最[高大多快强长]|居首位?|[居列排]第?一位?|首位|领跑|夺冠)|(?P<end>最[低小少慢弱短]|垫底|末位|居末)"
    r"|(?:居|列|排名?|位[居列]|名列)(?:全[省市国区])?第(?P<n>[二三四五六七八九十]|[2-9])位?"
)
_IS = re.compile(r"(?:的(?:[\u4e00-\u9fff]{1,4})?)?(?:是|为|当属)?\Z")
_IN_TURN = re.compile(r"依次(?:是|为)?")
_UPWARDS = re.compile(r"[由从](?:低到高|小到大|少到多|慢到快)")
_GREW = re.compile(r"增[长速幅量]|涨|快|慢|[升降]幅|改善")
_RATIO = re.compile(r"率|占比|比重|份额|[人户亩]均|平均|单产|每|密度|强度|均价|单价|浓度")
_MARKS = re.compile(r"[，。；,;]")
_FEWEST_LINES = 3
_DECIDED = frozenset({"consistent", "inconsistent"})


def table_ranks(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Claims about places that no other rule has decided."""
    tables = tables_of(near_of(figures))
    if not tables.matrices:
        return
    make = Maker(figures.reading, evidence)
    taken = [c.span for c in told if c.verdict in _DECIDED and c.relation in _ORDERS]
    for sentence in figures.reading.sentences:
        if sentence.tabular:
            continue
        groups = tables.groups(sentence)
        for match in _PLACE.finditer(sentence.text) if groups else ():
            span = _span(sentence, match.start(), match.end())
            if not any(a < span[1] and span[0] < b for a, b in taken):
                yield from _placed(make, tables, sentence, match, span)
        for match in _IN_TURN.finditer(sentence.text) if groups else ():
            yield from _in_turn(make, sentence, groups, match)


_ORDERS = frozenset({"extremum", "rank_order"})


def _span(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    return sentence.block.span(sentence.start + start, sentence.start + end)


def _words(sentence: Sentence, end: int) -> Words:
    text = sentence.text[:end]
    *before, clause = _MARKS.split(text)
    if before and clause.startswith("其中"):  # 江苏、浙江企业资金占比均超过85%,其中浙江最高
        clause = before[-1] + clause
    return Words(clause, text, "", (), ())


def _placed(
    make: Maker,
    tables: Tables,
    sentence: Sentence,
    match: re.Match[str],
    span: tuple[int, int],
) -> Iterator[Claim]:
    row, own = _subject(tables.groups(sentence), sentence, match)
    if row is None:
        return
    peers = [line for line in row.matrix.lines if not line.is_total and not line.is_within]
    if len(peers) < _FEWEST_LINES or row.line not in peers:
        return
    words = _words(sentence, match.end())
    first: Claim | None = None
    for values, certain in _values(row, peers, words):
        claim = _ranked(make, sentence, span, match, values, peers.index(row.line))
        if claim is not None and claim.verdict == "consistent":
            yield claim
            return
        first = first or (claim if certain and own else None)
    if first is not None:
        yield first


def _subject(
    groups: list[Group], sentence: Sentence, match: re.Match[str]
) -> tuple[Row | None, bool]:
    """The line behind 最高的是, else the last of the clause, else of the sentence before it."""
    at = sentence.start + match.start()
    behind = next((g for g in groups if g.start >= sentence.start + match.end()), None)
    if behind is not None and len(behind.rows) == 1:
        between = sentence.text[match.end() : behind.start - sentence.start]
        if between and _IS.match(between):
            return behind.rows[0], True
    before = [g for g in groups if g.end <= at and not g.compared]
    if not before or len(before[-1].rows) != 1:
        return None, False
    clause = _MARKS.split(sentence.text[: match.start()])[-1]
    return before[-1].rows[0], before[-1].start >= at - len(clause)


def _values(row: Row, peers: list[Line], words: Words) -> Iterator[tuple[list[Formula], bool]]:
    """The values of all lines in the field that is meant, and whether the words leave no other."""
    matrix = row.matrix
    held = fields(row.line, matrix, words, _any)
    if _GREW.search(words.clause):
        for n in rates_told(row.line, matrix, words)[:2]:
            yield from _column(peers, n, False)
        for field in held[:2]:
            yield from _growths(peers, field, words)
        return
    ratio = _RATIO.search(words.clause)
    if ratio is not None:
        rates = [n for n in rates_told(row.line, matrix, words) if ratio[0] in matrix.across[n]]
        for n in rates:
            yield from _column(peers, n, len(rates) == 1)
    for order, field in enumerate(held[:2]):
        sure = order == 0 and certain_of(held, words) and len(field.places) == 1
        sure = sure and (ratio is None or ratio[0] in field.core)
        for n in at_one_time(row.line, field, words):
            yield from _column(peers, n, sure)
        if sure:
            return


def _any(_: Quantity) -> bool:
    return True


def _column(peers: list[Line], n: int, certain: bool) -> Iterator[tuple[list[Formula], bool]]:
    cells = [line.cells[n] for line in peers]
    held = [q for q in cells if q is not None]
    if len(held) == len(cells) and all(same_measure(q, held[0]) for q in held):
        yield [q.id for q in held], certain


def _growths(peers: list[Line], field: Field, words: Words) -> Iterator[tuple[list[Formula], bool]]:
    for a, b in list(between_times(peers[0], field, words))[:2]:
        pairs = [(line.cells[a], line.cells[b]) for line in peers]
        found = [formulas.growth(x.id, y.id) for x, y in pairs if x and y and x.mid]
        if len(found) == len(peers):
            yield [*found], False


def _ranked(
    make: Maker,
    sentence: Sentence,
    span: tuple[int, int],
    match: re.Match[str],
    values: list[Formula],
    own: int,
) -> Claim | None:
    """The line between the one that should stand before it and the one behind."""
    known = make.evidence.quantities
    others = sorted((v for n, v in enumerate(values) if n != own), key=lambda v: -_size(v, known))
    count = chinese_number(match["n"]) if match["n"] and not match["n"].isdigit() else match["n"]
    place = len(values) if match["end"] else int(count) if count else 1
    if place > len(values):
        return None
    series = [*others[place - 2 : place - 1], values[own], *others[place - 1 : place]]
    relation = "rank_order" if match["n"] else "extremum"
    return _told(make, sentence, span, relation, series, "falling")


def _size(value: Formula, known: dict[str, Quantity]) -> Fraction:
    interval: Interval = formulas.evaluate(value, known)
    return ((interval.lo or Fraction(0)) + (interval.hi or Fraction(0))) / 2


def _told(
    make: Maker,
    sentence: Sentence,
    span: tuple[int, int],
    relation: str,
    series: list[Formula],
    test: str,
) -> Claim:
    known = make.evidence.quantities
    up = 1 if test == "rising" else -1
    good = all(moves(a, b, up, known) for a, b in pairwise(series))
    sign = " < " if up > 0 else " > "
    used = [i for s in series for i in formulas.operands(s, known)]
    return make.plain(
        relation, sentence, span, "consistent" if good else "inconsistent",
        "AGREES" if good else "AGAINST", sign.join(formulas.show(s, known) for s in series),
        severity="soft", operands=used, trace=Trace(test, series=tuple(series)), pattern=PATTERN,
    )  # fmt: skip


def _in_turn(
    make: Maker, sentence: Sentence, groups: list[Group], match: re.Match[str]
) -> Iterator[Claim]:
    """依次为A、B、C: their values fall, or rise where the words say so."""
    at = sentence.start + match.end()
    group = next((g for g in groups if at <= g.start <= at + 2), None)
    if group is None or len(group.rows) < _FEWEST_LINES:
        return
    words = _words(sentence, match.start())
    lines = [row.line for row in group.rows]
    test = "rising" if _UPWARDS.search(words.sentence) else "falling"
    span = _span(sentence, match.start(), match.end())
    first: Claim | None = None
    for values, certain in _values(group.rows[0], lines, words):
        claim = _told(make, sentence, span, "rank_order", values, test)
        if claim.verdict == "consistent":
            yield claim
            return
        first = first or (claim if certain else None)
    if first is not None:
        yield first
