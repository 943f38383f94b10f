"""The report as PDF, set by typst: contents with pages, captions, notes; figures stay drawings.

The document goes to typst as data; no text of it is read as markup.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from yipan.core.errors import MissingExtra
from yipan.core.text import chinese_punctuation
from yipan.core.words import Words
from yipan.publish.figures.fonts import chinese_font, holds_chinese
from yipan.publish.figures.render import MissingFont, to_svg
from yipan.publish.report.annex import Notes
from yipan.publish.report.document import Block, Drawn, Paragraph, Report, SourceList, Table
from yipan.publish.report.docx import column_shares

# A figure of so many pixels fills the width of the text.
FULL_WIDTH = 680
_WIDTH = re.compile(r'<svg[^>]*? width="(\d+)')
TEMPLATE = Path(__file__).parents[1] / "templates" / "report.typ"


def pdf(report: Report) -> bytes:
    """The bytes of the .pdf file."""
    try:
        import typst
    except ImportError as error:
        raise MissingExtra("typst", "office") from error
    with TemporaryDirectory() as name:
        folder = Path(name)
        tree = _tree(report, folder)
        text = json.dumps(tree, ensure_ascii=False)
        font = chinese_font()
        if holds_chinese(text) and font is None:
            raise MissingFont
        (folder / "report.json").write_text(text, encoding="utf-8")
        (folder / "report.typ").write_bytes(TEMPLATE.read_bytes())
        moment = int(datetime.combine(report.as_of, time(), UTC).timestamp())
        made: bytes = typst.compile(
            str(folder / "report.typ"),
            root=str(folder),
            font_paths=[str(font.parent)] if font else [],
            timestamp=max(moment, 0),
        )
    return made


def _tree(report: Report, folder: Path) -> dict[str, Any]:
    """The document as plain data; figures are files beside it."""
    notes = Notes(report)
    words = {key: chinese_punctuation(text.pick(report.lang)) for key, text in WORDS.items()}
    return {
        "lang": report.lang,
        "title": report.title,
        "subtitle": report.subtitle,
        "imprint": list(report.imprint),
        "words": words,
        "date": report.as_of.isoformat(),
        "items": [
            item
            for level, section in report.walk()
            for item in (
                {"show": "heading", "level": level, "text": section.title},
                *(_item(report, block, folder, notes) for block in section.blocks),
            )
        ],
    }


def _item(report: Report, block: Block, folder: Path, notes: Notes) -> dict[str, Any]:
    lang = report.lang
    sources = [report.sources[code] for code in block.sources if code in report.sources]
    codes = ", ".join(source.code for source in sources)
    if isinstance(block, Paragraph):
        note = notes.text(block.sources) if sources else ""
        return {"show": block.kind, "text": block.text, "note": note}
    if isinstance(block, Table):
        return {
            "show": "table",
            "title": block.title,
            "heads": [head.text for head in block.heads],
            "right": [head.numeric for head in block.heads],
            "shares": [round(share * 1000) for share in column_shares(block)],
            "rows": [[cell.text for cell in row] for row in block.rows],
            "sources": codes,
            "note": block.note,
        }
    if isinstance(block, SourceList):
        rows = [f"[{s.number}] {s.citation} {s.code}" for s in report.sources.values()]
        return {"show": "sources", "rows": rows}
    return _figure(block, folder, lang)


def _figure(block: Drawn, folder: Path, lang: str) -> dict[str, Any]:
    figure = block.figure
    path = folder / f"{figure.id}.svg"
    svg = to_svg(figure.spec(lang, titled=False))
    path.write_text(svg, encoding="utf-8")
    wide = _WIDTH.search(svg)
    share = min(100, round(int(wide[1]) * 100 / FULL_WIDTH)) if wide else 100
    title, note = figure.headline(lang), figure.caption(lang)
    return {"show": "figure", "file": path.name, "title": title, "note": note, "width": share}


WORDS = {
    "contents": Words("目录", "Contents"),
    "figure": Words("图", "Figure"),
    "table": Words("表", "Table"),
    "sources": Words("来源:", "Sources: "),
}
