"""The user's own Word file with a comment at each flagged statement; nothing else is changed."""

from __future__ import annotations

import copy
from io import BytesIO
from typing import Any

from yipan.core.errors import BadInput, MissingExtra
from yipan.core.words import Words
from yipan.reading.check import Report
from yipan.reading.model import Claim, Document
from yipan.reading.readers import cell_text, package_part, paragraph_text
from yipan.reading.report import RELATIONS, explain

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AUTHOR = "Yipan 一盘"


def commented(name: str, data: bytes, report: Report, lang: str = "zh") -> bytes:
    """The file's bytes with comments; only hard and soft findings are commented."""
    try:
        import docx
    except ImportError:
        raise MissingExtra("python-docx", "office") from None
    package_part(name, data, "word/document.xml")
    document = report.documents[0]
    opened = docx.Document(BytesIO(data))
    places = _places(opened.element.body)
    for claim in (c for c in document.claims if c.severity):
        _comment(opened, places, claim, document, lang)
    out = BytesIO()
    opened.save(out)
    return out.getvalue()


def _places(body: Any) -> list[tuple[int, int, Any]]:
    """(start, end, paragraph) in the offsets that `readers.docx_text` gives."""
    found: list[tuple[int, int, Any]] = []
    size = 0
    for element in body:
        if element.tag == f"{_W}p":
            length = len(paragraph_text(element))
            found.append((size, size + length, element))
            size += length + 2
        elif element.tag == f"{_W}tbl":
            size = _table_places(element, size, found)
    return found


def _table_places(table: Any, size: int, found: list[tuple[int, int, Any]]) -> int:
    for row in table.iter(f"{_W}tr"):
        for order, cell in enumerate(row.findall(f"{_W}tc")):
            size += 1 if order else 0
            start = size
            for paragraph in cell.iter(f"{_W}p"):
                length = len(paragraph_text(paragraph))
                found.append((start, start + length, paragraph))
                start += length + 1
            size += len(cell_text(cell))
        size += 1
    return size + 1


def _comment(
    opened: Any, places: list[tuple[int, int, Any]], claim: Claim, document: Document, lang: str
) -> None:
    held = next(((s, e, p) for s, e, p in places if s <= claim.span[0] < e), None)
    if held is None:
        raise BadInput(Words("批注找不到位置", "a comment has no place"), where=document.file)
    start, end, paragraph = held
    runs = _runs(paragraph, claim.span[0] - start, min(claim.span[1], end) - start)
    if not runs:
        return
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    parent = Paragraph(paragraph, opened)
    marks = [Run(runs[0], parent), Run(runs[-1], parent)]
    name = RELATIONS[claim.relation].pick(lang) if claim.relation in RELATIONS else claim.relation
    kind = {"hard": Words("不一致", "Inconsistent"), "soft": Words("存疑", "Doubtful")}[
        claim.severity or "soft"
    ].pick(lang)
    text = "\n".join([f"{kind}: {name}", *explain(claim, document, lang)])
    opened.add_comment(marks, text=text, author=AUTHOR, initials="YP")


def _runs(paragraph: Any, start: int, end: int) -> list[Any]:
    """The runs that hold exactly [start, end) of the paragraph's words; runs are cut at the ends."""
    _cut(paragraph, start)
    _cut(paragraph, end)
    found: list[Any] = []
    size = 0
    for run in paragraph.iter(f"{_W}r"):
        length = len(paragraph_text(run))
        if length and start <= size and size + length <= end:
            found.append(run)
        size += length
    return found


def _cut(paragraph: Any, offset: int) -> None:
    """Split the run that holds `offset` inside it, formatting kept."""
    size = 0
    for run in list(paragraph.iter(f"{_W}r")):
        length = len(paragraph_text(run))
        if size < offset < size + length:
            second = copy.deepcopy(run)
            _keep(run, 0, offset - size)
            _keep(second, offset - size, length)
            run.addnext(second)
            return
        size += length


def _keep(run: Any, start: int, end: int) -> None:
    """Keep only the words [start, end) of a run."""
    size = 0
    for node in list(run):
        if node.tag == f"{_W}t":
            words = node.text or ""
            node.text = words[max(0, start - size) : max(0, end - size)]
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            size += len(words)
        elif node.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
            if not start <= size < end:
                run.remove(node)
            size += 1
