"""The report as one HTML file: works from disk, prints well, follows the reader's colour scheme.

No script, no font, no request. Figures are inline SVG whose colours the style sheet turns over in
the dark; the reasons of each paragraph and the data of each figure open with <details>.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.text import chinese_punctuation
from yipan.core.words import Words, pick
from yipan.publish.figures.grounds import Grounds
from yipan.publish.report.document import (
    Block,
    Cited,
    Drawn,
    Paragraph,
    Report,
    Section,
    SourceList,
    Table,
)

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = Path(__file__).parents[1] / "templates"


def html(report: Report) -> str:
    """The whole page."""
    numbered = _Numbered(report)
    sections = numbered.sections()
    return _template().render(
        report=report,
        sections=sections,
        words={key: chinese_punctuation(w.pick(report.lang)) for key, w in WORDS.items()},
        dark=numbered.grounds.rules(),
        lang=report.lang,
    )


class Shown(dict[str, object]):
    """A block as the template needs it: its kind beside its fields."""


class _Numbered:
    """Gives sections, tables and figures their numbers."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.figures = self.tables = 0
        self.grounds = Grounds()

    def sections(self) -> list[Shown]:
        return [
            self._section(section, (place,))
            for place, section in enumerate(self.report.sections, 1)
        ]

    def _section(self, section: Section, path: tuple[int, ...]) -> Shown:
        return Shown(
            id="s" + "-".join(map(str, path)),
            title=section.title,
            number=".".join(map(str, path)),
            level=len(path) + 1,
            blocks=[self._block(block) for block in section.blocks],
            sections=[
                self._section(inner, (*path, place))
                for place, inner in enumerate(section.sections, 1)
            ],
        )

    def _block(self, block: Block) -> Shown:
        cites = [self.report.sources[code] for code in block.sources if code in self.report.sources]
        if isinstance(block, Paragraph):
            lines = [line for name in block.reasons for line in reason_lines(self.report, name)]
            return Shown(show=block.kind, runs=block.runs, cites=cites, reasons=lines)
        if isinstance(block, Table):
            self.tables += 1
            return Shown(show="table", table=block, number=self.tables, cites=cites)
        if isinstance(block, SourceList):
            return Shown(show="sources", sources=list(self.report.sources.values()))
        self.figures += 1
        return self._figure(block, cites)

    def _figure(self, block: Drawn, cites: list[Cited]) -> Shown:
        lang = self.report.lang
        figure = block.figure
        table = figure.table
        rows = [
            ([pick(cell.text, lang) for cell in row], reason)
            for row, reason in zip(table.rows, table.reasons, strict=True)
        ]
        return Shown(
            show="figure",
            number=self.figures,
            title=figure.headline(lang),
            note=figure.caption(lang),
            svg=self.grounds.svg(figure, lang),
            heads=[column.head.pick(lang) for column in table.columns],
            rows=rows,
            cites=cites,
        )


def reason_lines(report: Report, name: str) -> list[str]:
    """The trees behind an id as indented lines."""
    return [
        line for reason in report.reasons.get(name, ()) for line in reason.lines(lang=report.lang)
    ]


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


WORDS: Mapping[str, Words] = {
    "contents": Words("目录", "Contents"),
    "figure": Words("图", "Figure "),
    "table": Words("表", "Table "),
    "reasons": Words("缘由", "reasons"),
    "data": Words("数据与缘由", "data and reasons"),
    "reason": Words("编号", "id"),
    "sources": Words("来源", "Sources"),
    "made": Words(
        "由 yipan report 生成;每个数字可用 yipan why 编号 追到所印之处。",
        "Made by yipan report; yipan why ID leads each figure to where it is printed.",
    ),
}
