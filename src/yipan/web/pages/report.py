"""The report of the board, to be downloaded."""

from __future__ import annotations

from dataclasses import dataclass

from yipan.core.words import Words
from yipan.publish.report.writers import WRITERS
from yipan.web.address import Address
from yipan.web.pages.page import Page, told
from yipan.web.shelf import View

FORMS: dict[str, Words] = {
    "html": Words("一个网页文件,可离线看、可打印", "one page, offline, prints well"),
    "docx": Words("Word,可改", "Word, to be edited"),
    "xlsx": Words("Excel,数据、定义、修订", "Excel: data, definitions, revisions"),
    "pdf": Words("PDF,可印", "PDF, to be printed"),
    "txt": Words("纯文本", "plain text"),
}


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Context of the page of downloads."""

    files: tuple[tuple[str, str, str], ...] = told("file, form, what it is good for")


def build(view: View, address: Address) -> ReportPage:
    """A file for each form."""
    name = f"{view.board.name}-report.{address.lang}"
    return ReportPage(
        tuple(
            (
                f"{name}.{form}",
                form.upper(),
                FORMS[form].pick(address.lang) if form in FORMS else "",
            )
            for form in WRITERS
        )
    )


PAGE = Page(
    "report",
    "report",
    Words("报告", "Report"),
    "The annual report of the board in every form.",
    ReportPage,
    build,
)
