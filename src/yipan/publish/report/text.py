"""The report as plain text: headings, paragraphs and tables with tabs."""

from __future__ import annotations

from collections.abc import Iterator

from yipan.core.words import Words
from yipan.publish.report.document import Block, Drawn, Paragraph, Report, SourceList


def text(report: Report) -> str:
    """The whole report."""
    return "\n".join(_lines(report)).rstrip() + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield report.title
    if report.subtitle:
        yield report.subtitle
    yield " · ".join(report.imprint)
    yield ""
    for level, section in report.walk():
        yield f"{'#' * level} {section.title}"
        yield ""
        for block in section.blocks:
            yield from _block(report, block)
            yield ""


def _block(report: Report, block: Block) -> Iterator[str]:
    lang = report.lang
    if isinstance(block, Paragraph):
        cites = "".join(f"[{report.sources[s].code}]" for s in block.sources if s in report.sources)
        words = block.text.rstrip()
        yield f"{words[:-1]}{cites}{words[-1:]}" if words[-1:] in "。." else f"{words}{cites}"
    elif isinstance(block, Drawn):
        word = Words("图", "Figure").pick(lang)
        yield f"{word}: {block.figure.headline(lang)}"
        yield block.figure.caption(lang)
    elif isinstance(block, SourceList):
        for source in report.sources.values():
            yield f"[{source.code}] {source.citation}"
    else:
        yield f"{Words('表', 'Table').pick(lang)}: {block.title}"
        yield "\t".join(head.text for head in block.heads)
        for cells in block.rows:
            yield "\t".join(cell.text for cell in cells)
        if block.note:
            yield block.note
