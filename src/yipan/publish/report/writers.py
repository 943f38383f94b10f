"""One report, five kinds of file. Each writer lays out the same document."""

from __future__ import annotations

from collections.abc import Callable

from yipan.publish.report.document import Report


def content(report: Report, kind: str) -> bytes:
    """The bytes of the report as html, docx, xlsx, pdf or txt; the same input, the same bytes."""
    return WRITERS[kind](report)


def _html(report: Report) -> bytes:
    from yipan.publish.report.html import html

    return html(report).encode()


def _text(report: Report) -> bytes:
    from yipan.publish.report.text import text

    return text(report).encode()


def _docx(report: Report) -> bytes:
    from yipan.publish.report.docx import docx

    return docx(report)


def _xlsx(report: Report) -> bytes:
    from yipan.publish.report.xlsx import xlsx

    return xlsx(report)


def _pdf(report: Report) -> bytes:
    from yipan.publish.report.pdf import pdf

    return pdf(report)


WRITERS: dict[str, Callable[[Report], bytes]] = {
    "html": _html,
    "docx": _docx,
    "xlsx": _xlsx,
    "pdf": _pdf,
    "txt": _text,
}
