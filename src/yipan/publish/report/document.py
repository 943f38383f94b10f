"""A report as one document: sections, paragraphs, tables and figures, whatever file it becomes.

Every number in a sentence is a run with the id of its reason; `reasons` holds the trees. Writers
(HTML, DOCX, XLSX, PDF, text) only lay out what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yipan.core.reasons import Reason
from yipan.publish.figures.model import Figure


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a sentence; one that states a number has a reason."""

    text: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences and the codes of the sources that they rest on. `kind`: body, item or note."""

    runs: tuple[Run, ...]
    sources: tuple[str, ...] = ()
    kind: str = "body"

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Ids of the reasons, each once, in order."""
        return tuple(dict.fromkeys(run.reason for run in self.runs if run.reason))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: printed text, the exact number and the id of its reason."""

    text: str
    number: Fraction | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; `numeric` columns stand to the right."""

    text: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A numbered table. `changes`: (column, first, last): a change that a sheet can compute."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    sources: tuple[str, ...] = ()
    changes: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A numbered figure."""

    figure: Figure
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceList:
    """Where the list of all sources stands."""

    sources: tuple[str, ...] = ()


Block = Paragraph | Table | Drawn | SourceList


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it."""

    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    def walk(self, level: int = 1) -> Iterator[tuple[int, Section]]:
        """This section and all below it with their levels."""
        yield level, self
        for section in self.sections:
            yield from section.walk(level + 1)


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as the annex lists it."""

    code: str
    number: int
    citation: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole document in one language. `sources`: code → its entry, in order of first use."""

    title: str
    subtitle: str
    lang: str
    board: str
    as_of: date
    imprint: tuple[str, ...]
    sections: tuple[Section, ...]
    sources: Mapping[str, Cited]
    reasons: Mapping[str, tuple[Reason, ...]]
    data: tuple[tuple[str, ...], ...] = ()
    revisions: tuple[tuple[str, ...], ...] = ()
    definitions: tuple[tuple[str, ...], ...] = ()

    def walk(self) -> Iterator[tuple[int, Section]]:
        """All sections with their levels."""
        for section in self.sections:
            yield from section.walk()

    def blocks(self) -> Iterator[Block]:
        """All blocks in order."""
        for _, section in self.walk():
            yield from section.blocks
