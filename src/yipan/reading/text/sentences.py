"""Sentences: tokens between full stops, with the kinds as a string for the constructions."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from yipan.reading.model import Quantity
from yipan.reading.text.lexer import Token
from yipan.reading.text.source import Block

NUMERIC_KINDS = frozenset("QPpMNquyd")

LONGEST = 300
# Sentences that rules ask about in turn.
_FEW = 64


@dataclass(slots=True, eq=False)
class Sentence:
    """A sentence of a block; offsets are those of the block's cleaned text."""

    block: Block
    start: int
    end: int
    tokens: list[Token]
    index: int
    document: int
    kinds: str = ""
    quantities: list[Quantity] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)
    tabular: bool = False
    _raw: tuple[int, int] | None = field(default=None, init=False, repr=False)

    @property
    def text(self) -> str:
        """The cleaned words."""
        return self.block.text[self.start : self.end]

    def words(self, token: Token) -> str:
        """The words of a token."""
        return self.block.text[token.start : token.end]

    def clause_before(self, position: int) -> str:
        """The words before a token in its clause, numbers among them."""
        start = last_of(self.kinds, "cs", position) + 1
        return self.block.text[self.tokens[start].start : self.tokens[position].start]

    def raw_span(self, token: Token) -> tuple[int, int]:
        """The raw span of a token."""
        return self.block.span(token.start, token.end)

    @property
    def raw(self) -> tuple[int, int]:
        """The raw span of the sentence."""
        if self._raw is None:
            filled = self.end > self.start
            span = self.block.span(self.start, self.end) if filled else None
            self._raw = span or (self.block.raw(self.start),) * 2
        return self._raw


def cut(
    block: Block, tokens: list[Token], document: int, first_index: int, tabular: bool = False
) -> list[Sentence]:
    """The sentences of a block: split at 。！？ (not at ；)."""
    found: list[Sentence] = []
    held: list[Token] = []

    def close() -> None:
        if held:
            sentence = Sentence(
                block,
                held[0].start,
                held[-1].end,
                list(held),
                first_index + len(found),
                document,
                tabular=tabular,
            )
            sentence.kinds = "".join(t.kind for t in held)
            found.append(sentence)
            held.clear()

    for token in tokens:
        held.append(token)
        ends = token.kind == "s" and block.text[token.start] in "。！？"
        # A sentence without an end (a pasted list, a broken file) is cut, so that work stays linear.
        if ends or (len(held) > LONGEST and token.kind in "csw") or len(held) > 2 * LONGEST:
            close()
    close()
    return found


def last_of(kinds: str, marks: str, stop: int) -> int:
    """The last place before `stop` where one of the marks stands; −1 where none does."""
    return _marked(kinds, marks).rfind("|", 0, stop)


@lru_cache(maxsize=_FEW)
def _marked(kinds: str, marks: str) -> str:
    """The kinds of a sentence with one sign for all of the marks."""
    return kinds.translate(_signs(marks))


@lru_cache(maxsize=_FEW)
def _signs(marks: str) -> dict[int, str]:
    return dict.fromkeys(map(ord, marks), "|")
