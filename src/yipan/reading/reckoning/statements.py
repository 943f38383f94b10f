"""One kind of statements: it finds them in a reading and judges them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yipan.reading.model import Quantity
from yipan.reading.reckoning.evidence import Evidence, Maker
from yipan.reading.slots.readings import Reading
from yipan.reading.text.lexer import Token
from yipan.reading.text.sentences import Sentence


class Statements:
    """Finds and judges one kind of statements of one reading."""

    def __init__(self, reading: Reading, evidence: Evidence) -> None:
        self.reading = reading
        self.evidence = evidence
        self.make = Maker(reading, evidence)

    def own(self, held: Sequence[Quantity]) -> Quantity:
        """The figure of this document where it has one, else the first."""
        return next((q for q in held if q.document == self.reading.document.index), held[0])

    def paragraphs(self) -> Iterator[list[Sentence]]:
        """The sentences of each paragraph."""
        return self.reading.blocks()


def quantity_of(token: Token | None) -> Quantity | None:
    """The quantity of a token, once its slots are filled."""
    return token.quantity if token is not None and isinstance(token.quantity, Quantity) else None


def named(quantity: Quantity) -> bool:
    """Whether indicator and place are printed with the number."""
    return not {"indicator", "party"} & {*quantity.inherited}
