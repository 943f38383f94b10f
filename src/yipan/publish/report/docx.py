"""The report as a Word document: headings, contents, captions with numbers, footnotes, real tables.

Fonts and languages are set for East-Asian text; tables stay editable; figures are pictures with a
text for readers who do not see them.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

from yipan.core.errors import MissingExtra
from yipan.core.text import chinese_punctuation, display_width
from yipan.core.words import pick
from yipan.publish.figures.render import MissingFont, to_png
from yipan.publish.report.annex import Notes
from yipan.publish.report.document import Drawn, Paragraph, Report, SourceList, Table
from yipan.publish.report.ooxml import (
    Footnotes,
    bookmark,
    clean,
    element,
    field,
    fixed,
    link,
    update_fields,
)

# Common in China and named by every Word; other systems substitute their own.
BODY, HEADING, LATIN = "宋体", "黑体", "Times New Roman"
TEXT_WIDTH_CM = 16.0
# Columns of half a Chinese character that a line of a table holds, and those of a cell's margins.
LINE_COLUMNS, PADDING = 100, 4


def docx(report: Report) -> bytes:
    """The bytes of the .docx file."""
    try:
        import docx as library
    except ImportError as error:
        raise MissingExtra("python-docx", "office") from error
    document = library.Document()
    writer = _Writer(report, document)
    writer.write()
    out = BytesIO()
    document.save(out)
    return fixed(out.getvalue(), report.as_of)


class _Writer:
    def __init__(self, report: Report, document: Any) -> None:
        self.report, self.document = report, document
        self.lang = report.lang
        self.notes = Footnotes()
        self.cites = Notes(report)
        self.counts = {"figure": 0, "table": 0}

    def say(self, zh: str, en: str) -> str:
        """The word in the report's language."""
        return chinese_punctuation(zh) if self.lang == "zh" else en

    def write(self) -> None:
        """The whole document in order."""
        self._properties()
        self._styles()
        self._page()
        self._front()
        headings = list(self._headings())
        self._contents(headings)
        for number, (level, path, section) in enumerate(headings, 1):
            heading = self.document.add_heading(clean(f"{path} {section.title}"), level=level)
            bookmark(heading, f"_Toc{number:05d}", number)
            if level == 1:
                heading.paragraph_format.page_break_before = True
            for block in section.blocks:
                self._block(block)
        self.notes.attach(self.document)

    def _headings(self) -> Any:
        counts = [0, 0, 0]
        for level, section in self.report.walk():
            counts[level - 1] += 1
            counts[level:] = [0] * (3 - level)
            yield level, ".".join(map(str, counts[:level])), section

    def _properties(self) -> None:
        core = self.document.core_properties
        moment = datetime.combine(self.report.as_of, time(), UTC).replace(tzinfo=None)
        core.title, core.subject = clean(self.report.title), clean(self.report.subtitle)
        core.author = core.last_modified_by = "yipan"
        core.comments, core.language = "", "zh-CN" if self.lang == "zh" else "en-GB"
        core.created = core.modified = moment
        core.revision = 1

    def _styles(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Cm, Pt, RGBColor

        styles = self.document.styles
        normal = styles["Normal"]
        _fonts(normal, BODY)
        normal.font.size = Pt(11)
        normal.paragraph_format.line_spacing = 1.5 if self.lang == "zh" else 1.25
        normal.paragraph_format.space_after = Pt(6)
        default = styles.element.find(f".//{_w('rPrDefault')}/{_w('rPr')}")
        for old in default.findall(_w("lang")):
            default.remove(old)
        latin = "en-US" if self.lang == "zh" else "en-GB"
        default.append(element("lang", val=latin, eastAsia="zh-CN", bidi="ar-SA"))
        for level, size in ((1, 18), (2, 14), (3, 12)):
            style = styles[f"Heading {level}"]
            _fonts(style, HEADING)
            style.font.size, style.font.bold = Pt(size), True
            style.font.color.rgb = RGBColor(0x1B, 0x27, 0x33)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14), Pt(6)
            style.paragraph_format.keep_with_next = True
        for name, font in (("Title", HEADING), ("Subtitle", HEADING), ("Caption", HEADING)):
            _fonts(styles[name], font)
            styles[name].font.color.rgb = RGBColor(0x1B, 0x27, 0x33)
        styles["Caption"].font.size, styles["Caption"].font.bold = Pt(9.5), True
        styles["Subtitle"].font.italic = False
        item = styles.add_style("Finding", WD_STYLE_TYPE.PARAGRAPH)
        item.base_style = styles["List Bullet"]
        _fonts(item, BODY)
        for level in (1, 2, 3):
            toc = styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH)
            toc.base_style = normal
            toc.paragraph_format.left_indent = Cm(0.7 * (level - 1))
            toc.paragraph_format.space_after = Pt(2)
            toc.paragraph_format.tab_stops.add_tab_stop(
                Cm(TEXT_WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
        note = styles.add_style("Footnote Text", WD_STYLE_TYPE.PARAGRAPH)
        note.base_style, note.font.size = normal, Pt(9)
        note.paragraph_format.line_spacing, note.paragraph_format.space_after = 1.0, Pt(0)
        mark = styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER)
        mark.font.superscript = True
        small = styles.add_style("Table Note", WD_STYLE_TYPE.PARAGRAPH)
        small.base_style, small.font.size = normal, Pt(9)
        small.paragraph_format.line_spacing = 1.0
        small.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT

    def _page(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm

        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm((21.0 - TEXT_WIDTH_CM) / 2)
        section.top_margin = section.bottom_margin = Cm(2.5)
        section.different_first_page_header_footer = True
        head = section.header.paragraphs[0]
        head.text = clean(self.report.title)
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        field(foot, "PAGE", "1")

    def _front(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        title = self.document.add_paragraph(clean(self.report.title), style="Title")
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.space_before = Pt(160)
        for text, style in (
            (self.report.subtitle, "Subtitle"),
            *((line, "Normal") for line in self.report.imprint),
        ):
            if text:
                line = self.document.add_paragraph(clean(text), style=style)
                line.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _contents(self, headings: list[Any]) -> None:
        """A contents field whose entries are links; Word makes it anew, with pages, on opening.

        No page is written here: only a program that lays the text out knows it.
        """
        head = self.document.add_paragraph(style="Subtitle")
        head.add_run(self.say("目录", "Contents"))
        head.paragraph_format.page_break_before = True
        for place, (level, path, section) in enumerate(headings):
            line = self.document.add_paragraph(style=f"TOC {level}")
            if place == 0:
                line.add_run()._r.append(element("fldChar", fldCharType="begin"))
                line.add_run()._r.append(element("instrText", ' TOC \\o "1-3" \\h \\z \\u '))
                line.add_run()._r.append(element("fldChar", fldCharType="separate"))
            link(line, f"{path} {section.title}", f"_Toc{place + 1:05d}")
            if place == len(headings) - 1:
                line.add_run()._r.append(element("fldChar", fldCharType="end"))
        update_fields(self.document)

    def _block(self, block: Paragraph | Table | Drawn | SourceList) -> None:
        if isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Drawn):
            self._figure(block)
        else:
            for source in self.report.sources.values():
                text = f"[{source.number}] {source.citation} {source.code}"
                self.document.add_paragraph(clean(text))

    def _paragraph(self, block: Paragraph) -> None:
        from docx.shared import Pt

        line = self.document.add_paragraph(style="Finding" if block.kind == "item" else "Normal")
        if self.lang == "zh" and block.kind == "body":
            line.paragraph_format.first_line_indent = Pt(22)
        for run in block.runs:
            line.add_run(clean(run.text))
        if block.sources:
            self.notes.add(line, self.cites.text(block.sources))

    def _caption(self, kind: str, title: str, *, above: bool) -> Any:
        """A caption whose number is a field, so that Word renumbers it."""
        self.counts[kind] += 1
        word = self.say("图", "Figure ") if kind == "figure" else self.say("表", "Table ")
        line = self.document.add_paragraph(style="Caption")
        line.paragraph_format.keep_with_next = above
        line.add_run(word)
        name = self.say("图" if kind == "figure" else "表", kind.title())
        field(line, f"SEQ {name} \\* ARABIC", str(self.counts[kind]))
        line.add_run(clean(f" {title}"))
        return line

    def _table(self, block: Table) -> None:
        self._caption("table", block.title, above=True)
        table = self.document.add_table(rows=1 + len(block.rows), cols=len(block.heads))
        _three_lines(table)
        _widths(table, column_shares(block))
        grid = table._tbl.tr_lst
        numeric = [head.numeric for head in block.heads]
        _fill(grid[0], [head.text for head in block.heads], numeric, bold=True)
        _row_marks(grid[0], head=True)
        for row, cells in zip(grid[1:], block.rows, strict=True):
            _fill(row, [cell.text for cell in cells], numeric)
            _row_marks(row, head=False)
        if block.note:
            self.document.add_paragraph(clean(block.note), style="Table Note")
        if block.sources:
            codes = self.say("、", ", ").join(c for c in block.sources if c in self.report.sources)
            text = self.say(f"来源:{codes}。", f"Sources: {codes}.")
            self.document.add_paragraph(text, style="Table Note")

    def _figure(self, block: Drawn) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm

        figure = block.figure
        title = figure.headline(self.lang)
        try:
            png = to_png(figure.spec(self.lang, titled=False), scale=2)
        except MissingFont as error:
            self.document.add_paragraph(f"〔{error.line(self.lang)}〕", style="Table Note")
            self._data(block)
            return
        line = self.document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.keep_with_next = True
        picture = line.add_run().add_picture(BytesIO(png))
        most = Cm(TEXT_WIDTH_CM)
        natural = picture.width
        # Drawn at twice its size: 96 pixels of the figure are an inch.
        width = min(most, int(natural * 72 / 96 / 2))
        picture.height = int(picture.height * width / natural)
        picture.width = width
        picture._inline.docPr.set("descr", clean(f"{title}. {figure.caption(self.lang)}"))
        self._caption("figure", title, above=True)
        self.document.add_paragraph(clean(figure.caption(self.lang)), style="Table Note")

    def _data(self, block: Drawn) -> None:
        """The data of a figure that cannot be drawn here."""
        from yipan.publish.report.document import Cell, Head

        table = block.figure.table
        heads = tuple(Head(c.head.pick(self.lang), c.numeric) for c in table.columns)
        rows = tuple(tuple(Cell(pick(c.text, self.lang)) for c in row) for row in table.rows)
        self._table(Table(block.figure.headline(self.lang), heads, rows, "", block.sources))


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _fonts(style: Any, east_asian: str) -> None:
    """Latin and East-Asian fonts; theme fonts would win over them, so they go."""
    style.font.name = LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(_w(name), None)
    for name, font in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", east_asian)):
        fonts.set(_w(name), font)


def column_shares(block: Table) -> list[float]:
    """The part of the width that each column gets.

    Short columns stay whole; what is left goes to the others, more to those with longer texts.
    """
    texts = [[head.text for head in block.heads], *([c.text for c in row] for row in block.rows)]
    longest = [max(display_width(text) for text in column) for column in zip(*texts, strict=True)]
    least = [min(width, 12) + PADDING for width in longest]
    over = [
        max(0, width + PADDING - kept) ** 0.75 for width, kept in zip(longest, least, strict=True)
    ]
    room = max(0.0, LINE_COLUMNS - sum(least))
    share = room / sum(over) if sum(over) else 0.0
    found = [kept + share * more for kept, more in zip(least, over, strict=True)]
    return [width / sum(found) for width in found]


def _widths(table: Any, shares: list[float]) -> None:
    """Fixed widths, so that every program lays the table out alike."""
    table.autofit = False
    whole = TEXT_WIDTH_CM / 2.54 * 1440
    widths = [str(round(whole * share)) for share in shares]
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(_w("w"), width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            properties = cell.get_or_add_tcPr()
            for old in properties.findall(_w("tcW")):
                properties.remove(old)
            properties.insert(0, element("tcW", w=width, type="dxa"))


def _three_lines(table: Any) -> None:
    """Rules above, below and under the head only."""
    borders = element("tblBorders")
    for side, size in (("top", "12"), ("bottom", "12"), ("insideH", "2")):
        colour = "1B2733" if side != "insideH" else "C8D0D8"
        borders.append(element(side, val="single", sz=size, space="0", color=colour))
    table._tbl.tblPr.append(borders)


def _fill(row: Any, texts: list[str], numeric: list[bool], *, bold: bool = False) -> None:
    """Cells written as XML: python-docx's own cells are slow in long tables."""
    for cell, text, right in zip(row.tc_lst, texts, numeric, strict=True):
        paragraph = cell.p_lst[0]
        properties = element("pPr")
        properties.append(element("pStyle", val="TableNote"))
        properties.append(element("spacing", before="20", after="20"))
        if right:
            properties.append(element("jc", val="right"))
        paragraph.append(properties)
        run = element("r")
        if bold:
            marks = element("rPr")
            marks.append(element("b"))
            run.append(marks)
        run.append(element("t", text or " "))
        paragraph.append(run)


def _row_marks(row: Any, *, head: bool) -> None:
    """A row does not break over pages; the head stands on each page."""
    properties = row.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if head:
        properties.append(element("tblHeader"))
