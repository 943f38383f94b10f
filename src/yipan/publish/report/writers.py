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


WRITERS: dict[str, Callable[[Report], bytes]] = {"html": _html, "txt": _text}
