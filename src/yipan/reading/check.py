"""`check`: read texts as one set, find what they state, judge it."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from yipan.core.indicators import Indicator, IndicatorTable
from yipan.core.interval import Interval
from yipan.reading.faces.contract import summary, to_json
from yipan.reading.model import Claim, Document, Quantity
from yipan.reading.slots.reader import read
from yipan.reading.slots.readings import Reading, Vocabulary
from yipan.reading.text.names import Places, places, with_general
from yipan.reading.text.source import Block


@dataclass(frozen=True, slots=True)
class Text:
    """A text to check: its name, its raw words and, where a reader has made them, its blocks."""

    file: str
    raw: str
    blocks: list[Block] | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A figure from outside the texts (a board): its interval in the base unit, and its words."""

    indicator: str
    party: str
    start: str
    end: str
    interval: Interval
    base_unit: str
    printed: str
    source: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a set of texts."""

    documents: list[Document]

    @property
    def claims(self) -> list[Claim]:
        """All claims in order."""
        return [c for d in self.documents for c in d.claims]

    @property
    def quantities(self) -> list[Quantity]:
        """All quantities in order."""
        return [q for d in self.documents for q in d.quantities]

    @property
    def hard(self) -> list[Claim]:
        """The hard inconsistencies."""
        return [c for c in self.claims if c.severity == "hard"]

    def summary(self) -> dict[str, int]:
        """Counts."""
        return summary(self.documents)

    def to_json(self) -> str:
        """The JSON contract."""
        return to_json(self.documents)

    def __repr__(self) -> str:
        s = self.summary()
        return (
            f"<Report: {s['quantities']} quantities, {s['claims']} claims, {s['inconsistent_hard']} hard, "
            f"{s['inconsistent_soft']} soft, {s['unverifiable']} unverifiable>"
        )

    def page(self, lang: str = "zh") -> str:
        """The text with marked spans as one HTML page, as `--html` writes it."""
        from yipan.reading.faces.html_report import page

        return page(self, lang)

    def _repr_html_(self) -> str:
        from yipan.reading.faces.html_report import table

        return table(self)


@lru_cache(maxsize=1)
def general_vocabulary() -> Vocabulary:
    """The built-in words."""
    return Vocabulary(with_general([]), places())


def vocabulary(own: Iterable[Indicator], own_places: Places | None = None) -> Vocabulary:
    """The built-in words behind a user's own."""
    table: IndicatorTable = with_general(own)
    return Vocabulary(table, own_places or places())


def check_texts(
    texts: Sequence[Text],
    *,
    words: Vocabulary | None = None,
    separate: bool = False,
    known: Sequence[Known] = (),
) -> Report:
    """Check texts as one set; `separate`: each as if it stood alone."""
    from yipan.reading.judge import judge  # its many rules take as long to load as all the rest

    used = words or general_vocabulary()
    with _collector_paused():
        readings = [read(t.raw, t.file, n, used, t.blocks) for n, t in enumerate(texts)]
        groups: list[list[Reading]] = [[r] for r in readings] if separate else [readings]
        for group in groups:
            judge(group, used, known)
        for reading in readings:
            _finish(reading.document)
    return Report([r.document for r in readings])


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No search for cycles meanwhile: none are made, and each search walks every token (a fifth of the time)."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def check(text: str, *, file: str = "text", **options: Any) -> Report:
    """Check one text."""
    return check_texts([Text(file, text)], **options)


def _finish(document: Document) -> None:
    document.quantities.extend(document.ranks)
    document.quantities.sort(key=lambda q: (q.start, q.end, len(q.id), q.id))
    document.claims.sort(key=lambda c: (c.start, c.span, c.relation, c.operands))
    for number, claim in enumerate(document.claims, 1):
        claim.id = f"d{document.index}c{number}"
