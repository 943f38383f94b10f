"""Tables as they are pasted: tab, pipe or space-aligned rows into cells with their headers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from yipan.core.printed import MOST_DIGITS
from yipan.reading.text.source import Block

_TAGS = re.compile(r"<[^<>]*>|\s+")
_NAME_AND_NUMBER = re.compile(
    r"(?P<a>[^\d\s].*?[\u4e00-\u9fff)）A-Za-z])[ \u3000](?P<n>[-−–]?[0-9][0-9,]*(?:\.[0-9]+)?)%?\Z"
)
_RULE = re.compile(r"[\s|:+=-]*\Z")
_NUMBER = re.compile(
    r"\s*[-−–]?\s*(?P<n>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)\s*(?P<u>%|‰)?\s*\Z"
)
_YEAR_LIKE = re.compile(r"\s*(?:19|20)[0-9]{2}\s*年?\s*\Z")
_SPACES = re.compile(r" {2,}|\u3000+")
_SPACE = re.compile(" ")
_MOST_LABELS = 5
UNIT_IN_BRACKETS = re.compile(r"[((]\s*(?:单位\s*[::]\s*)?([^()()]{1,12})[))]")
UNIT_LINE = re.compile(
    r"单位\s*[::]\s*([^\s()()、，,;；]{1,12})((?:[、，,;；\s]\s*[^\s()()、，,;；]{1,12})*)"
)


@dataclass(slots=True, eq=False)
class Cell:
    """One cell: its text and raw span."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Grid:
    """A table: header rows (filled to the right) and body rows."""

    header: list[list[Cell]]
    body: list[list[Cell]]
    caption: str = ""
    caption_number: str = ""
    unit: str = ""
    # Whether the line of units names % beside another.
    rates: bool = False
    # The units of a table that has several, and those which its caption gives to named things.
    units: tuple[str, ...] = ()
    unit_of: dict[str, str] = field(default_factory=dict)
    # Whether rows are named by places: 四市合计 among them is of no single one.
    of_places: bool = False
    number: int = 0
    labels: int = 1
    span: tuple[int, int] = (0, 0)
    caption_span: tuple[int, int] = (0, 0)
    words: list[str] = field(default_factory=list)


def split_row(raw: str, start: int, end: int) -> list[Cell]:
    """The cells of one line."""
    line = raw[start:end]
    if "\t" in line:
        return _cut(line, start, "\t")
    if line.count("|") > 2:
        inner_start = line.index("|") + 1 if line.lstrip().startswith("|") else 0
        inner_end = len(line.rstrip()) - (1 if line.rstrip().endswith("|") else 0)
        return _cut(line[inner_start:inner_end], start + inner_start, "|")
    cells: list[Cell] = []
    last = len(line) - len(line.lstrip())
    gaps = _SPACES if _SPACES.search(line.strip()) else _SPACE
    for gap in gaps.finditer(line.rstrip(), last):
        cells.append(_cell(line[last : gap.start()], start + last))
        last = gap.end()
    if line[last:].strip():
        cells.append(_cell(line[last:], start + last))
    return cells


def _cut(line: str, start: int, mark: str) -> list[Cell]:
    cells: list[Cell] = []
    for part in line.split(mark):
        cells.append(_cell(part, start))
        start += len(part) + 1
    return cells


def _cell(part: str, start: int) -> Cell:
    bare = part.strip()
    lead = len(part) - len(part.lstrip())
    return Cell(bare, start + lead, start + lead + len(bare))


def _tagged(raw: str, start: int, end: int) -> Cell:
    """A cell of marked-up text: its words without tags; a plain number keeps its exact place."""
    words = raw[start:end]
    if "<" not in words:
        return Cell(words.strip(), start, end)
    bare = _TAGS.sub("", words).strip()
    at = words.find(bare)
    return Cell(bare, start + at, start + at + len(bare)) if at >= 0 else Cell(bare, start, end)


def numeric(text: str) -> re.Match[str] | None:
    """A cell that holds one number and nothing else."""
    return _NUMBER.match(text) if len(text) <= MOST_DIGITS else None


def grid(raw: str, block: Block) -> Grid | None:
    """The table of a block; None when it has no body."""
    if block.cells is not None:
        return make_grid([[_tagged(raw, a, b) for a, b in row] for row in block.cells])
    rows = [split_row(raw, a, b) for a, b in block.lines if not _RULE.match(raw[a:b])]
    width = max((len(row) for row in rows), default=0)
    return make_grid([_parted(row) if len(row) < width else row for row in rows])


def _parted(row: list[Cell]) -> list[Cell]:
    """A row with too few cells: 租赁业 2038 is a name and its number, set apart by one space."""
    parts: list[Cell] = []
    for cell in row:
        gap = _NAME_AND_NUMBER.match(cell.text)
        if gap is None:
            parts.append(cell)
            continue
        first, second = gap.start("n"), gap.end("a")
        parts.append(Cell(cell.text[:second], cell.start, cell.start + second))
        parts.append(Cell(cell.text[first:], cell.start + first, cell.end))
    return parts


def make_grid(rows: list[list[Cell]]) -> Grid | None:
    """Header and body from rows of cells."""
    rows = [r for r in rows if any(c.text for c in r)]
    if not rows:
        return None
    first = next((n for n, row in enumerate(rows) if _is_body(row)), 0)
    width = max(len(r) for r in rows)
    header = [
        _filled(row, width, rows[first] if first < len(rows) else row) for row in rows[:first]
    ]
    body = rows[first:]
    span = (rows[0][0].start, rows[-1][-1].end)
    return Grid(header, body, span=span, labels=_label_columns(body))


def _is_body(row: list[Cell]) -> bool:
    numbers = [c for c in row[1:] if numeric(c.text) and not _YEAR_LIKE.match(c.text)]
    filled = [c for c in row[1:] if c.text]
    return bool(filled) and len(numbers) * 2 >= len(filled) and bool(numbers)


def _label_columns(body: list[list[Cell]]) -> int:
    """How many leading columns are labels."""
    if not body:
        return 1
    for column in range(1, min(_MOST_LABELS, len(body[0]))):
        texts = [r[column].text for r in body if column < len(r)]
        if any(numeric(t) and not _YEAR_LIKE.match(t) for t in texts):
            return column
    return 1


def _filled(row: list[Cell], width: int, sample: list[Cell]) -> list[Cell]:
    """A header row as wide as the body: short rows are shifted right, empty cells filled."""
    cells = list(row)
    if len(cells) == len(sample) - 1 and cells and cells[0].text:
        cells = [Cell("", cells[0].start, cells[0].start), *cells]
    filled: list[Cell] = []
    for cell in cells:
        filled.append(cell if cell.text or not filled or len(filled) == 1 else filled[-1])
    while len(filled) < width:
        filled.append(filled[-1] if len(filled) > 1 else Cell("", cells[0].start, cells[0].start))
    return filled
