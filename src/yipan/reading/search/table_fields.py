"""Which cells of a line a sentence means: the field by the words of its header, the time by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from yipan.reading.model import Quantity
from yipan.reading.reckoning.evidence import same_measure, when
from yipan.reading.reckoning.near import Place
from yipan.reading.reckoning.table_lines import Line, Matrix

_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_TIME = re.compile(
    r"(?:19|20)\d\d年?(?:[一二三四]季度|上半年|\d{1,2}(?:[-—–~至]\d{1,2})?月)?|\d{1,2}(?:[-—–~至]\d{1,2})?月"
    r"|上年同期|去年同期|上年|去年|[本上基]期|[本今]年|期初|年初|[年月期]?[末底]|累计|[|/\s]"
    r"|金额|实绩|实际数?|完成数|数值|数额"
)
_DERIVED = re.compile(
    r"增[减长速幅量加]|同比|环比|变化|变动|±|占比|比重|份额|构成|排[名位序]|位次|完成率|进度|贡献"
)
_NO_LEVEL = frozenset({"percent", "percentage_point"})
_EARLIER_WORDS = re.compile(
    r"同比|比上年|较上年|比去年|较去年|上年|去年|环比|比上[月季]|较上[月季]"
)

_LONG_AGO = re.compile(r"[0-9两二三四五六七八九十]年前|此前|当初|基期|起初|期初|年初")

_BASE_HEAD = re.compile(r"上年|去年|上期|同期|基期|期初|年初")
_GENERAL = frozenset("量数额值率人年总均比的元")

Stamp = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Field:
    """Columns across a line that hold one thing at one or more times, the earliest first."""

    core: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What stands before a number: its clause, its sentence, the sentence before; its times."""

    clause: str
    sentence: str
    before: str
    times: tuple[Stamp, ...]
    bases: tuple[Stamp, ...]
    # The times of the clause alone.
    own: tuple[Stamp, ...] = ()


def words_before(place: Place, previous: str) -> Words:
    """The words that say which field and which time is meant."""
    sentence = place.sentence
    text, tokens = sentence.block.text, sentence.tokens
    stop = tokens[place.position].start
    start = tokens[place.clause].start if place.clause < len(tokens) else stop
    clause = text[start:stop]
    times: list[Stamp] = []
    bases: list[Stamp] = []
    own: list[Stamp] = []
    for token in tokens[: place.position]:
        if token.kind == "T" and isinstance(token.value, tuple):
            base = token.value[1] == "base"
            own += [when(token.value[0])] if token.start >= start else []
            # 比上年 of an earlier clause is no base where this one has its own: 同比.
            if not base or token.start >= start or not _EARLIER_WORDS.search(clause):
                (bases if base else times).append(when(token.value[0]))
    return Words(
        clause, text[sentence.start : stop], previous, tuple(times), tuple(bases), tuple(own)
    )


def fields(
    line: Line, matrix: Matrix, words: Words, fits: Callable[[Quantity], bool]
) -> list[Field]:
    """The fields of a line that fit, the one that the words name first."""
    held: dict[str, list[int]] = {}
    last: tuple[str, Quantity] | None = None
    for n, cell in enumerate(line.cells):
        head = matrix.across[n]
        if cell is None or cell.dimension in _NO_LEVEL or _DERIVED.search(head) or not fits(cell):
            continue
        if Line(head, ()).is_total:
            continue
        core = _core(head)
        if not core and last is not None and same_measure(last[1], cell):
            core = last[0]  # 上年同期 beside 浓度
        last = (core, cell) if core else last
        held.setdefault(core, []).append(n)
    if len(held) > 1 and across_is_time(matrix):
        held = {"": [n for places in held.values() for n in places]}
    made = [
        Field(core, tuple(sorted(places, key=lambda n: _stamp(line, matrix, n))))
        for core, places in held.items()
    ]
    return sorted(made, key=lambda f: -told(f, made, words))


def _is_of_another(
    field: Field, others: Sequence[Field], text: str, length: int, spot: int
) -> bool:
    """生数 in 招生数 does not name 毕业生数."""
    run = text[spot : spot + length]
    return any(
        f is not field and run in f.core and _common(f.core, text)[0] > length for f in others
    )


@lru_cache(maxsize=4096)
def _core(head: str) -> str:
    return _TIME.sub("", _BRACKET.sub("", head)).strip(" -—:：")


@lru_cache(maxsize=4096)
def _is_time(head: str) -> bool:
    return not _core(head)


def across_is_time(matrix: Matrix) -> bool:
    """Whether every head across names a time and nothing else."""
    return all(_is_time(head) for head in matrix.across)


def _stamp(line: Line, matrix: Matrix, n: int) -> tuple[date, bool]:
    cell = line.cells[n]
    end = when(cell.period)[1] if cell is not None else None
    return end or date.min, not _BASE_HEAD.search(matrix.across[n])


def told(field: Field, others: Sequence[Field], words: Words) -> int:
    """How well the words name a field: in the clause above all, then in the sentence."""
    core = field.core
    for weight, text in ((300, words.clause), (200, words.sentence), (100, words.before)):
        length, spot = _common(core, text)
        if length > 1 and not _is_of_another(field, others, text, length, spot):
            whole = 6 * length // len(core)
            return weight + 10 * length + whole + min(3, 4 * spot // (len(text) + 1))
        own = [
            c
            for c in core
            if c not in _GENERAL and not any(c in f.core for f in others if f is not field)
        ]
        if weight > 200 and any(c in text for c in own):
            return 300  # 箱量 of 集装箱
    return 0


def _common(core: str, text: str) -> tuple[int, int]:
    """The longest run of a header's words that a text has, and where it last stands."""
    for size in range(min(len(core), 8), 1, -1):
        spots = [text.rfind(core[i : i + size]) for i in range(len(core) - size + 1)]
        if max(spots) >= 0:
            return size, max(spots)
    return 0, -1


def sure_of(held: Sequence[Field], words: Words) -> bool:
    """Whether the words leave no other field."""
    if len(held) < 2:
        return True
    first, second = told(held[0], held, words), told(held[1], held, words)
    return first >= 100 and first - second > 1


def rates_told(line: Line, matrix: Matrix, words: Words) -> list[int]:
    """The columns of printed rates, the one that the words name first."""
    held = [n for n, q in enumerate(line.cells) if q is not None and q.dimension == "percent"]
    text = words.sentence + words.before
    return sorted(held, key=lambda n: -_common(_BRACKET.sub("", matrix.across[n]), text)[0])


def certain_of(held: Sequence[Field], words: Words) -> bool:
    """Whether there is one field alone, or the clause itself names it and no other."""
    if len(held) < 2:
        return True
    first, second = told(held[0], held, words), told(held[1], held, words)
    return first > 300 > second


def at_one_time(line: Line, field: Field, words: Words) -> Iterator[int]:
    """The column of the time that is named last, else the latest; then the others."""
    if len(field.places) > 1:
        stamps = {n: when(q.period) for n in field.places if (q := line.cells[n]) is not None}
        named = [n for t in words.times[::-1] for n, s in stamps.items() if s == t]
        named += [n for t in words.bases[::-1] for n, s in stamps.items() if s == t]
        turn = 1 if _LONG_AGO.search(words.clause) else -1
        yield from dict.fromkeys([*named, *field.places[::turn]])
    else:
        yield from field.places


def between_times(line: Line, field: Field, words: Words) -> Iterator[tuple[int, int]]:
    """(earlier, later) columns: those named, the year before for 同比, else the first and last."""
    places = field.places
    if len(places) < 2:
        return
    stamps = {n: when(q.period) for n in places if (q := line.cells[n]) is not None}
    lasts = [n for t in words.times[::-1] for n, s in stamps.items() if s == t]
    bases = [n for t in words.bases[::-1] for n, s in stamps.items() if s == t]
    found: list[tuple[int, int]] = []
    if bases:
        last = next((n for n in lasts if n != bases[0]), places[-1])
        found.append((bases[0], last))
    elif _EARLIER_WORDS.search(words.clause) or len(places) == 2:
        last = next((n for n in lasts if n != places[0]), places[-1])
        found.append((places[max(0, places.index(last) - 1)], last))
    elif len(set(lasts)) > 1:
        found.append((lasts[1] if lasts[1] != lasts[0] else lasts[-1], lasts[0]))
    found.append((places[0], places[-1]))
    if lasts:
        found.append((lasts[0], places[-1]))
        found.append((places[0], lasts[0]))
    order = {n: k for k, n in enumerate(places)}
    yield from dict.fromkeys((a, b) for a, b in found if a != b and order[a] < order[b])
