"""A document from raw text to quantities with slots: blocks, tokens, tables, frames."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from sys import intern

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.reading.model import Document
from yipan.reading.slots import frames
from yipan.reading.slots.cells import read_table
from yipan.reading.slots.readings import Caption, Reading, Vocabulary, take
from yipan.reading.text import tables
from yipan.reading.text.lexer import Token
from yipan.reading.text.sentences import cut
from yipan.reading.text.setting import Setting
from yipan.reading.text.source import Block, Zone, blocks
from yipan.reading.text.times import Clock, anchor_year

_READ = frozenset({Zone.PARAGRAPH, Zone.HEADING, Zone.CAPTION, Zone.NOTE})
# Characters from which the default place is taken; what comes later is read block by block.
_AHEAD = 400_000
# Numbers that one text may hold; a communiqué of 3 million characters has fewer.
MOST_NUMBERS = 300_000
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")


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
            read_table(reading, framer, block, vocabulary, unit_line)
            unit_line = ""
            _only_text(file, framer.count)
            continue
        line = tables.UNIT_LINE.search(block.text) if len(block.text) < 40 else None
        unit_line = line[1] + line[2] if line else unit_line if block.zone is Zone.CAPTION else ""
        if block.zone is Zone.CAPTION or line:
            continue
        take(reading, framer, cut(block, tokens, index, len(reading.sentences)))
    _only_text(file, framer.count)
    for quantity in (*document.quantities, *document.ranks):
        if not quantity.text:
            quantity.text = raw[quantity.start : quantity.end]
        if quantity.indicator_zh:  # a long report tells few things by name, and each often
            quantity.indicator_zh = intern(quantity.indicator_zh)
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
