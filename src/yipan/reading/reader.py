"""A document from raw text to quantities with slots: blocks, tokens, tables, frames."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby

from yipan.core.errors import BadInput
from yipan.core.indicators import Indicator, IndicatorTable
from yipan.core.interval import Interval
from yipan.core.period import UNDATED, Period, PeriodKind, year_end
from yipan.core.printed import last_digit_step
from yipan.core.words import Words
from yipan.reading import frames, tables
from yipan.reading.lexer import Lexer, Token
from yipan.reading.model import Document, Quantity
from yipan.reading.names import NameScanner, Place, Places
from yipan.reading.numbers import unit_parts
from yipan.reading.sentences import Sentence, cut
from yipan.reading.setting import Setting
from yipan.reading.source import Block, Zone, blocks, clean
from yipan.reading.tables import Cell, Grid
from yipan.reading.times import Clock, anchor_year, resolve
from yipan.reading.unit_words import counts_whole

_READ = frozenset({Zone.PARAGRAPH, Zone.HEADING, Zone.CAPTION, Zone.NOTE})
_PROSE_CELL = 13
# Characters from which the default place is taken; what comes later is read block by block.
_AHEAD = 400_000
# Kinds that a judge of trends, gaps, ranks, codes or references starts from.
_JUDGED = frozenset("tgfXBxnO")


# Sentences of the longest paragraph that is read as one.
_LONGEST = 60

# Numbers that one text may hold; a communiqué of 3 million characters has fewer.
MOST_NUMBERS = 300_000
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")

# Shared by all sentences without a number.
_NONE: list[Quantity] = []
_NOTHING: list[Token] = []
_NOWHERE: dict[str, int] = {}


@dataclass(slots=True)
class Caption:
    """图2 or 表3 with its words."""

    kind: str
    number: str
    text: str
    start: int
    end: int
    indicators: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """A document with everything the judges look at."""

    document: Document
    sentences: list[Sentence] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    cells: dict[int, list[Quantity]] = field(default_factory=dict)
    captions: list[Caption] = field(default_factory=list)
    setting: Setting | None = None
    rows: list[tuple[int, Cell, list[Sentence]]] = field(default_factory=list)

    def beside(self, sentence: Sentence) -> list[Sentence]:
        """The sentences of the same block, itself among them."""
        low, high = max(0, sentence.index - _LONGEST), sentence.index + _LONGEST
        return [s for s in self.sentences[low:high] if s.block is sentence.block]

    def blocks(self) -> Iterator[list[Sentence]]:
        """The sentences of each block in order; of an endless block a piece at a time."""
        for _, held in groupby(self.sentences, key=lambda s: id(s.block)):
            piece: list[Sentence] = []
            size = 0
            for sentence in held:
                piece.append(sentence)
                size += len(sentence.quantities) + 1
                if size > 4 * _LONGEST:
                    yield piece
                    piece, size = [], 0
            if piece:
                yield piece


class Vocabulary:
    """Places and indicators, ready to be looked for in text."""

    def __init__(self, indicators: IndicatorTable, places: Places) -> None:
        self.indicators = indicators
        self.places = places
        self.aliases: dict[str, Indicator] = {}
        names: list[tuple[str, Place | Indicator]] = []
        for indicator in indicators:
            for name in (indicator.name_zh, *indicator.aliases):
                folded = name.replace("（", "(").replace("）", ")")
                self.aliases.setdefault(folded, indicator)
                names.append((folded, indicator))
        names.extend(places.names)
        self.lexer = Lexer(NameScanner(names))


def read(
    raw: str, file: str, index: int, vocabulary: Vocabulary, given: list[Block] | None = None
) -> Reading:
    """Read one text. `given`: blocks that a reader of another format has made."""
    document = Document(file, raw, index)
    reading = Reading(document)
    found = given if given is not None else blocks(raw)
    if len(raw) > MOST_NUMBERS:
        _only_text(file, sum(_numerals(raw, b) for b in found))
    ahead = _lexed_ahead(found, vocabulary)
    document.anchor = anchor_year(raw, [b.text for b in found if b.zone is Zone.HEADING][:3])
    reading.setting = _setting(ahead, vocabulary, document.anchor or 2000)
    framer = frames.Framer(reading.setting, index, f"d{index}")
    unit_line = ""
    for block, tokens in _lexed(found, ahead, vocabulary):
        if block.zone is Zone.CAPTION:
            reading.captions.append(_caption(block, tokens))
        if block.zone is Zone.TABLE:
            _table(reading, framer, block, vocabulary, unit_line)
            unit_line = ""
            _only_text(file, framer.count)
            continue
        line = tables.UNIT_LINE.search(block.text) if len(block.text) < 40 else None
        unit_line = line[1] if line else unit_line if block.zone is Zone.CAPTION else ""
        if block.zone is Zone.CAPTION or line:
            continue
        _take(reading, framer, cut(block, tokens, index, len(reading.sentences)))
    _only_text(file, framer.count)
    for quantity in document.quantities:
        if not quantity.text:
            quantity.text = raw[quantity.start : quantity.end]
    return reading


def _numerals(raw: str, block: Block) -> int:
    """How many numerals a block holds, about."""
    words = sum(1 for _ in _DIGITS.finditer(block.text))
    if block.zone is not Zone.TABLE:
        return words
    return sum(1 for start, end in block.lines for _ in _DIGITS.finditer(raw, start, end))


def _only_text(file: str, numbers: int) -> None:
    """Refuse a dump of data, so that memory and time stay bounded."""
    if numbers > MOST_NUMBERS:
        raise BadInput(
            Words(
                f"有 {numbers} 个数,超过 {MOST_NUMBERS} 个: 这是数据,不是文章",
                f"{numbers} numbers, more than {MOST_NUMBERS}: this is data, not a report",
            ),
            hint=Words(
                "数据用 yipan import,文章请分成几份",
                "use yipan import for data, split a report",
            ),
            where=file,
        )


def _lexed_ahead(found: list[Block], vocabulary: Vocabulary) -> deque[tuple[Block, list[Token]]]:
    """The first blocks with their tokens: what the default place of the document is taken from."""
    ahead: deque[tuple[Block, list[Token]]] = deque()
    size = 0
    for block in found:
        if size > _AHEAD:
            break
        ahead.append((block, _tokens(block, vocabulary)))
        size += len(block.text)
    return ahead


def _lexed(
    found: list[Block], ahead: deque[tuple[Block, list[Token]]], vocabulary: Vocabulary
) -> Iterator[tuple[Block, list[Token]]]:
    """All blocks with their tokens, none of which is held longer than its turn."""
    known = len(ahead)
    while ahead:
        yield ahead.popleft()
    for order in range(known, len(found)):
        yield found[order], _tokens(found[order], vocabulary)


def _tokens(block: Block, vocabulary: Vocabulary) -> list[Token]:
    return vocabulary.lexer.tokens(block.text) if block.zone in _READ else []


def _take(reading: Reading, framer: frames.Framer, sentences: list[Sentence]) -> None:
    """Fill the slots of a block's sentences and keep them, unless none of them says anything."""
    for sentence in sentences:
        framer.sentence(sentence)
        reading.document.quantities.extend(sentence.quantities)
        if not sentence.quantities and not _JUDGED & set(sentence.kinds):
            # Nothing to judge: only names and times are looked back at.
            sentence.tokens = [t for t in sentence.tokens if t.kind in "LGIT"] or _NOTHING
            sentence.kinds = "".join(t.kind for t in sentence.tokens)
            sentence.quantities, sentence.at = _NONE, _NOWHERE
    if any(sentence.tokens for sentence in sentences):
        reading.sentences.extend(sentences)


def _setting(
    lexed: Iterable[tuple[Block, list[Token]]], vocabulary: Vocabulary, anchor: int
) -> Setting:
    """The default place: the one most often named, titles counting tenfold."""
    seen: Counter[str] = Counter()
    for block, tokens in lexed:
        weight = 10 if block.zone is Zone.HEADING or block.paragraph < 2 else 1
        for token in tokens:
            if token.kind == "L":
                seen[token.value.code] += weight
    by_code = vocabulary.places.by_code
    ranked = [by_code[code] for code, _ in seen.most_common()]
    best = [p for p in ranked if p.level != "state"][:1]
    own = best[0] if best else None
    province = next((p for p in ranked if p.level == "province"), None)
    city = (
        own
        if own and own.level in {"city", "area"}
        else next((p for p in ranked if p.level == "city"), None)
    )
    if own and own.level == "province" and own.name in {"北京", "天津", "上海", "重庆"}:
        city = own
    return Setting(vocabulary.places, best, province, city, Clock(anchor), vocabulary.aliases)


def _caption(block: Block, tokens: list[Token]) -> Caption:
    head = block.text.lstrip("续附 ")
    digits = "".join(c for c in head[1:6].split(" ")[0] if c.isdigit())
    number = ""
    for char in head[1:].lstrip():
        if not char.isdigit():
            break
        number += char
    start, end = block.span(0, len(block.text))
    slugs = tuple(t.value.slug for t in tokens if t.kind == "I")
    return Caption(head[0], number or digits, block.text, start, end, slugs)


# ---------------------------------------------------------------------- tables


@dataclass(slots=True)
class _Label:
    place: Place | None = None
    indicator: Indicator | None = None
    period: Period | None = None
    unit: str = ""
    name: str = ""


def _table(
    reading: Reading, framer: frames.Framer, block: Block, vocabulary: Vocabulary, unit_line: str
) -> None:
    raw = reading.document.raw
    made = tables.grid(raw, block)
    if made is None:
        return
    made.number = len(reading.grids)
    made.unit = unit_line
    caption = (
        reading.captions[-1]
        if reading.captions and reading.captions[-1].end <= made.span[0]
        else None
    )
    if caption and made.span[0] - caption.end < 200 and caption.kind != "图":
        made.caption, made.caption_number = caption.text, caption.number
        made.caption_span = (caption.start, caption.end)
    add_grid(reading, framer, made, vocabulary)


def add_grid(reading: Reading, framer: frames.Framer, made: Grid, vocabulary: Vocabulary) -> None:
    """Turn the cells of a grid into quantities."""
    reading.grids.append(made)
    labels: dict[str, _Label] = {}

    def label(text: str) -> _Label:
        if text not in labels:
            labels[text] = _label(text, vocabulary, framer.setting.clock)
        return labels[text]

    caption = label(made.caption) if made.caption else _Label()
    cells = reading.cells.setdefault(made.number, [])
    for row in made.body:
        heads = [label(c.text) for c in row[: made.labels] if c.text]
        for column in range(made.labels, len(row)):
            cell = row[column]
            if len(cell.text) >= _PROSE_CELL:
                _prose_cell(reading, framer, cell, row[0], vocabulary)
                continue
            above = [
                label(h[column].text) for h in made.header if column < len(h) and h[column].text
            ]
            quantity = _cell_quantity(reading, framer, made, cell, [*heads, *above], caption)
            if quantity is not None:
                cells.append(quantity)
                reading.document.quantities.append(quantity)


def _label(text: str, vocabulary: Vocabulary, clock: Clock) -> _Label:
    """What a header says: place, indicator, period, unit; the bare words where it is none."""
    folded, _, _ = clean(text, [(0, len(text))])
    found = _Label()
    unit = tables.UNIT_IN_BRACKETS.search(folded)
    if unit and unit_parts("", unit[1])[3] and _is_unit(unit[1]):
        found.unit = unit[1]
        folded = folded[: unit.start()] + folded[unit.end() :]
    bare = folded.strip()
    period = resolve(
        bare if not bare.isdigit() or len(bare) != 4 else bare + "年",
        Clock(clock.anchor, clock.named),
    )
    found.period = period
    for token in vocabulary.lexer.tokens(bare):
        if token.kind == "L" and found.place is None:
            found.place = token.value
        elif token.kind == "I" and found.indicator is None:
            found.indicator = token.value
    found.name = bare if period is None and found.place is None else ""
    return found


def _is_unit(text: str) -> bool:
    from yipan.core.units import find_unit

    return find_unit(text) is not None or text in {"%", "张", "亿元", "万人"}


def _cell_quantity(
    reading: Reading,
    framer: frames.Framer,
    made: Grid,
    cell: Cell,
    labels: list[_Label],
    caption: _Label,
) -> Quantity | None:
    match = tables.numeric(cell.text)
    if match is None:
        return None
    text = match["n"]
    mid = Fraction(text.replace(",", ""))
    unit = match["u"] or next((one.unit for one in reversed(labels) if one.unit), "") or made.unit
    indicator = (
        next((one.indicator for one in reversed(labels) if one.indicator), None)
        or caption.indicator
    )
    if not unit and indicator is not None and made.header:
        unit = ""
    scale, base = split_unit(unit)
    printed, base_unit, factor, dimension = unit_parts(scale, base)
    whole = not scale and "." not in text and counts_whole(dimension) and unit not in {"", "元"}
    step = Fraction(0) if whole else last_digit_step(text.replace(",", ""))
    interval = Interval(mid - step / 2, mid + step / 2)
    place = next((one.place for one in reversed(labels) if one.place), None) or caption.place
    period = next((one.period for one in labels if one.period), None) or caption.period or UNDATED
    framer.count += 1
    start = cell.start + match.start("n")
    end = cell.start + (match.end("u") if match["u"] else match.end("n"))
    name = next((one.name for one in reversed(labels) if one.name), "")
    return Quantity(
        f"{framer.prefix}q{framer.count}", reading.document.index, start, end, cell.text[match.start("n") : end - cell.start],
        mid, step, interval, "exact" if whole else "rounded", printed, base_unit, factor, dimension,
        indicator.slug if indicator else None, name or (indicator.name_zh if indicator else made.caption or None),
        place.name if place else framer.party_name(framer.setting.default), period,
        () if place else ("party",), "level", made.number,
    )  # fmt: skip


def split_unit(unit: str) -> tuple[str, str]:
    """万亿元 into its scale word and its base."""
    from yipan.core.units import SCALES

    for word in sorted(SCALES, key=len, reverse=True):
        if unit.startswith(word) and unit[len(word) :] and word not in {"百", "千"}:
            return word, unit[len(word) :]
    return "", unit


def _prose_cell(
    reading: Reading, framer: frames.Framer, cell: Cell, head: Cell, vocabulary: Vocabulary
) -> None:
    text, starts, raws = clean(reading.document.raw, [(cell.start, cell.end)])
    block = Block(Zone.TABLE, text, starts, raws, paragraph=-2 - len(reading.sentences))
    sentences = cut(
        block,
        vocabulary.lexer.tokens(text),
        reading.document.index,
        len(reading.sentences),
        tabular=True,
    )
    reading.rows.append((len(reading.grids) - 1, head, sentences))
    _take(reading, framer, sentences)


def stock_period(period: Period) -> Period:
    """A stock named by its year stands for the year's last day."""
    if period.kind is PeriodKind.YEAR and period.end:
        return year_end(period.end.year)
    return period
