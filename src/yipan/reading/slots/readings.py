"""A document while it is read: its sentences, tables and captions, and the words it is read with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from yipan.core.indicators import Indicator, IndicatorTable
from yipan.reading.model import Document, Quantity
from yipan.reading.slots import frames
from yipan.reading.text.lexer import Lexer, Token
from yipan.reading.text.names import NameScanner, Place, Places
from yipan.reading.text.sentences import Sentence
from yipan.reading.text.setting import Setting
from yipan.reading.text.tables import Cell, Grid

# Kinds that a judge of trends, gaps, ranks, codes or references starts from.
_JUDGED = frozenset("tgfXBxnO")
# Sentences of the longest paragraph that is read as one.
_LONGEST = 60

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


def take(reading: Reading, framer: frames.Framer, sentences: list[Sentence]) -> None:
    """Fill the slots of a block's sentences and keep them, unless none of them says anything."""
    for sentence in sentences:
        framer.sentence(sentence)
        reading.document.quantities.extend(sentence.quantities)
        reading.document.ranks.extend(framer.ranks)
        framer.ranks = []
        if not sentence.quantities and not _JUDGED & set(sentence.kinds):
            # Nothing to judge: only names and times are looked back at.
            sentence.tokens = [t for t in sentence.tokens if t.kind in "LGIT"] or _NOTHING
            sentence.kinds = "".join(t.kind for t in sentence.tokens)
            sentence.quantities, sentence.at = _NONE, _NOWHERE
    if any(sentence.tokens for sentence in sentences):
        reading.sentences.extend(sentences)
