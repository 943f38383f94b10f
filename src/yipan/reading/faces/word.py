"""The user's own Word file with a comment at each flagged statement; nothing else is changed."""

from __future__ import annotations

import copy
import zipfile
from bisect import bisect_right
from io import BytesIO
from typing import Any

from yipan.core.errors import BadInput, MissingExtra
from yipan.core.words import Words
from yipan.reading.check import Report
from yipan.reading.faces.report import RELATIONS, explain
from yipan.reading.model import Claim, Document
from yipan.reading.readers import package_part, word_notes
from yipan.reading.text.word_text import Place, W, lay_out, runs

AUTHOR = "Yipan 一盘"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_BREAKS = frozenset({f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen"})
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def commented(name: str, data: bytes, report: Report, lang: str = "zh") -> bytes:
    """The file's bytes with comments, the same for the same file; hard and soft findings only."""
    try:
        import docx
    except ImportError:
        raise MissingExtra("python-docx", "office") from None
    package_part(name, data, "word/document.xml")
    document = report.documents[0]
    try:
        opened = docx.Document(BytesIO(data))
    except Exception as error:
        kind = type(error).__name__
        raise BadInput(
            Words(f"Word 文件打不开 ({kind})", f"the Word file cannot be opened ({kind})"),
            hint=Words("请用 Word 另存一次", "save it once more with Word"),
            where=name,
        ) from None
    made = lay_out(opened.element.body, word_notes(name, data))
    if made.text != document.raw:
        raise BadInput(
            Words("文件在核对后变了", "the file changed after it was checked"), where=name
        )
    for claim in (c for c in document.claims if c.severity):
        _comment(opened, made.places, claim, document, lang)
    for comment in opened.comments:
        if comment.author == AUTHOR:
            comment._comment_elm.attrib.pop(f"{W}date", None)
    out = BytesIO()
    opened.save(out)
    return _undated(out.getvalue())


def _undated(data: bytes) -> bytes:
    """The package without the hour of its making, so that the same file gives the same bytes."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            held = zipfile.ZipInfo(part.filename, _EPOCH)
            held.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(held, source.read(part))
    return out.getvalue()


def _comment(opened: Any, places: list[Place], claim: Claim, document: Document, lang: str) -> None:
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    place = places[max(0, bisect_right(places, claim.span[0], key=lambda p: p.start) - 1)]
    held = [place.reference] if place.reference is not None else _runs(place, claim.span)
    parent = Paragraph(place.paragraph, opened)
    name = RELATIONS[claim.relation].pick(lang) if claim.relation in RELATIONS else claim.relation
    kind = {"hard": Words("不一致", "Inconsistent"), "soft": Words("存疑", "Doubtful")}[
        claim.severity or "soft"
    ].pick(lang)
    text = "\n".join([f"{kind}: {name}", *explain(claim, document, lang)])
    marks = [Run(held[0], parent), Run(held[-1], parent)]
    opened.add_comment(marks, text=text, author=AUTHOR, initials="YP")


def _runs(place: Place, span: tuple[int, int]) -> list[Any]:
    """The runs that hold the span, cut at its ends; all of the paragraph where it has no words."""
    start, end = span[0] - place.start, min(span[1], place.end) - place.start
    _cut(place.paragraph, start)
    _cut(place.paragraph, end)
    found: list[Any] = []
    every = runs(place.paragraph)
    size = 0
    for run, words in every:
        if start <= size and size + len(words) <= end:
            found.append(run)
        size += len(words)
    return found or [run for run, _ in every]


def _cut(paragraph: Any, offset: int) -> None:
    """Split the run that holds `offset` inside it, formatting kept."""
    size = 0
    for run, words in runs(paragraph):
        if size < offset < size + len(words):
            second = copy.deepcopy(run)
            _keep(run, 0, offset - size)
            _keep(second, offset - size, len(words))
            run.addnext(second)
            return
        size += len(words)


def _keep(run: Any, start: int, end: int) -> None:
    """Keep only the words [start, end) of a run; what is no word stays with the first part."""
    size = 0
    for node in list(run):
        length = len(node.text or "") if node.tag == f"{W}t" else int(node.tag in _BREAKS)
        if node.tag == f"{W}t":
            node.text = (node.text or "")[max(0, start - size) : max(0, end - size)]
            node.set(_SPACE, "preserve")
        elif node.tag != f"{W}rPr" and (not start <= size < end if length else start > 0):
            run.remove(node)
        size += length
