"""The text of a Word file with the place of every paragraph in it: what is read is what is commented.

Paragraphs and tables in order, through content controls and tracked insertions; text boxes behind
their paragraph; foot- and endnotes at the end. Deleted words and the second copy of a drawing for
old programs are passed over. Works on elements of the standard library and of lxml alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yipan.reading.text.source import Zone

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{W}txbxContent"
# What is no text of the paragraph that holds it.
_ASIDE = frozenset({f"{W}pPr", f"{W}rPr", _FALLBACK, _BOX, f"{W}del", f"{W}moveFrom"})
_BREAKS = {f"{W}tab": " ", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-"}
_DEEPEST_BOX = 3
# Inside a run they are spaces; between cells and lines they mean something.
_PLAIN = str.maketrans("\t\n\r", "   ")


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph's words in the text. `reference`: the run in the body that leads to a note."""

    start: int
    end: int
    paragraph: Any
    reference: Any = None


@dataclass(slots=True)
class Layout:
    """The text of a file, its lines with their zones, the places of its paragraphs in order."""

    parts: list[str] = field(default_factory=list)
    size: int = 0
    lines: list[tuple[int, int, Zone | None]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All words."""
        return "".join(self.parts)

    def add(self, words: str) -> None:
        """Words that belong to no paragraph: breaks between lines and cells."""
        self.parts.append(words)
        self.size += len(words)

    def paragraph(self, element: Any, reference: Any = None) -> None:
        """The words of a paragraph."""
        words = paragraph_text(element)
        if words:
            end = self.size + len(words)
            self.places.append(Place(self.size, end, element, reference))
        self.add(words)


def lay_out(body: Any, notes: dict[str, Any]) -> Layout:
    """The text of a body; `notes`: the roots of `footnote` and `endnote`, where there are any."""
    made = Layout()
    _blocks(made, body, 0)
    for kind, root in notes.items():
        references = {
            node.get(f"{W}id"): run
            for run in body.iter(f"{W}r")
            for node in run
            if node.tag == f"{W}{kind}Reference"
        }
        for note in root.iter(f"{W}{kind}"):
            reference = references.get(note.get(f"{W}id"))
            if reference is not None:
                for element in _within(note, frozenset({f"{W}p"})):
                    _line(made, element, Zone.NOTE, reference)
    return made


def paragraph_text(element: Any) -> str:
    """The words of a paragraph or a run; tabs and breaks count one character each."""
    return "".join(words for _, words in _pieces(element))


def runs(paragraph: Any) -> list[tuple[Any, str]]:
    """The runs of a paragraph that hold words of it, in order."""
    return [
        (run, words)
        for run in _within(paragraph, frozenset({f"{W}r"}), _ASIDE)
        if (words := paragraph_text(run))
    ]


def _pieces(element: Any) -> Iterator[tuple[Any, str]]:
    wanted = frozenset({f"{W}t", *_BREAKS})
    for node in _within(element, wanted, _ASIDE):
        words = (node.text or "").translate(_PLAIN) if node.tag == f"{W}t" else _BREAKS[node.tag]
        yield node, words


def _within(
    element: Any, wanted: frozenset[str], passed: frozenset[str] = frozenset({_FALLBACK})
) -> Iterator[Any]:
    """The wanted elements inside, outermost first, in order, not through those passed over."""
    waiting = list(reversed(list(element)))
    while waiting:
        node = waiting.pop()
        if node.tag in wanted:
            yield node
        elif node.tag not in passed:
            waiting.extend(reversed(list(node)))


def _blocks(made: Layout, holder: Any, depth: int) -> None:
    for element in _within(holder, frozenset({f"{W}p", f"{W}tbl"})):
        if element.tag == f"{W}tbl":
            _table(made, element)
            continue
        _line(made, element, Zone.HEADING if _is_heading(element) else None)
        if depth < _DEEPEST_BOX:
            for box in _within(element, frozenset({_BOX})):
                _blocks(made, box, depth + 1)


def _line(made: Layout, element: Any, zone: Zone | None, reference: Any = None) -> None:
    start = made.size
    made.paragraph(element, reference)
    made.lines.append((start, made.size, zone if made.size > start else None))
    made.add("\n\n")


def _table(made: Layout, table: Any) -> None:
    """Rows as lines, cells apart by tabs; a box of one column is text with a frame."""
    rows = [list(_within(r, frozenset({f"{W}tc"}))) for r in _within(table, frozenset({f"{W}tr"}))]
    if all(len(row) < 2 for row in rows):
        for cell in (cell for row in rows for cell in row):
            for element in _within(cell, frozenset({f"{W}p"})):
                _line(made, element, None)
        return
    for row in rows:
        start = made.size
        for order, cell in enumerate(row):
            made.add("\t" if order else "")
            for number, element in enumerate(_within(cell, frozenset({f"{W}p"}))):
                made.add(" " if number else "")
                made.paragraph(element)
            made.add("\t" * (_columns(cell) - 1))
        made.lines.append((start, made.size, Zone.TABLE))
        made.add("\n")
    made.add("\n")


def _columns(cell: Any) -> int:
    """How many columns a cell spans, 1 to 60."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    told = (span.get(f"{W}val") or "") if span is not None else ""
    return min(max(int(told), 1), 60) if told.isascii() and told.isdigit() else 1


def _is_heading(element: Any) -> bool:
    style = element.find(f"{W}pPr/{W}pStyle")
    value = ((style.get(f"{W}val") or "") if style is not None else "").lower()
    return value.startswith(("heading", "title", "标题")) or value in {"1", "2", "3", "4", "5", "6"}
