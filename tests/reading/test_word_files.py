"""Word files as people make them: what is read, and where the comments stand."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest

from yipan.core.errors import BadInput
from yipan.reading.check import Report, check_texts
from yipan.reading.readers import docx_text
from yipan.reading.text.source import Zone

docx = pytest.importorskip("docx")

from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: E402
from docx.opc.packuri import PackURI  # noqa: E402
from docx.opc.part import Part  # noqa: E402
from docx.oxml import parse_xml  # noqa: E402

from yipan.reading.faces.word import commented  # noqa: E402

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WRONG = "用电量由2014年的665亿千瓦时增加到2023年的1044亿千瓦时,增加397亿千瓦时。"
GROWTH = "全市企业由100家增加到120家,增长30%。"
RUN = "<w:r><w:t>%s</w:t></w:r>"
LINK = f'<w:hyperlink {NS} w:anchor="x">{RUN % "增长"}{RUN % "30%"}</w:hyperlink>'
DELETED = f"<w:del {NS}><w:r><w:delText>增长20%</w:delText></w:r></w:del>"
INSERTED = f"<w:p><w:ins>{RUN % WRONG}</w:ins></w:p>"
CONTROL = f"<w:sdt {NS}><w:sdtContent>{INSERTED}</w:sdtContent></w:sdt>"
SHAPE = (
    "<w:pict><v:textbox><w:txbxContent>"
    f"<w:p>{RUN % GROWTH}</w:p></w:txbxContent></v:textbox></w:pict>"
)
BOX = (
    f'<w:r {NS} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent>'
    f'<mc:Choice Requires="wps">{SHAPE}</mc:Choice><mc:Fallback>{SHAPE}</mc:Fallback>'
    "</mc:AlternateContent></w:r>"
)
FOOTNOTES = (
    f'<w:footnotes {NS}><w:footnote w:id="7"><w:p>{RUN % GROWTH}</w:p></w:footnote></w:footnotes>'
)
FOOTNOTE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def saved(made: Any) -> bytes:
    """The bytes of a document."""
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def looked_at(data: bytes) -> tuple[Report, Any, list[str]]:
    """The report, the commented file opened again, and the words under each comment."""
    report = check_texts([docx_text("x.docx", data)])
    back = commented("x.docx", data, report)
    assert back == commented("x.docx", data, report)
    assert docx_text("x.docx", back).raw == report.documents[0].raw
    opened = docx.Document(BytesIO(back))
    assert len(list(opened.comments)) == sum(bool(c.severity) for c in report.claims)
    return report, opened, under(opened)


def under(opened: Any) -> list[str]:
    """The words between the marks of each comment, in the order of the comments."""
    found: dict[str, list[str]] = {}
    open_now: list[str] = []
    for node in opened.element.body.iter():
        if node.tag == f"{W}commentRangeStart":
            open_now.append(node.get(f"{W}id"))
            found[open_now[-1]] = []
        elif node.tag == f"{W}commentRangeEnd":
            open_now.remove(node.get(f"{W}id"))
        elif node.tag in {f"{W}t", f"{W}footnoteReference"}:
            for one in open_now:
                found[one].append(node.text or "*")
    assert not open_now
    return ["".join(found[key]) for key in sorted(found, key=int)]


def formats(data: bytes) -> list[tuple[str, str]]:
    """Each character with the formatting of its run."""
    body = docx.Document(BytesIO(data)).element.body
    return [
        (char, ElementTree.tostring(run.rPr).decode() if run.rPr is not None else "")
        for run in body.iter(f"{W}r")
        for char in run.text
        if run.find(f"{W}commentReference") is None
    ]


def test_a_claim_across_runs_and_the_formatting_of_each() -> None:
    """The comment spans the runs exactly; no character changes its format."""
    made = docx.Document()
    paragraph = made.add_paragraph(WRONG[: WRONG.index("397") - 1])
    paragraph.add_run("加3").bold = True
    paragraph.add_run("97亿").italic = True
    paragraph.add_run("千瓦时。之后不变。").underline = True
    data = saved(made)
    report, _, words = looked_at(data)
    assert words == ["397亿千瓦时"]
    assert formats(commented("x.docx", data, report)) == formats(data)


def test_links_insertions_deletions_and_content_controls() -> None:
    """What a reader sees is read, deleted words are not; a comment may stand inside a link."""
    made = docx.Document()
    paragraph = made.add_paragraph("全市企业由100家增加到120家,")
    paragraph._p.append(parse_xml(DELETED))
    paragraph._p.append(parse_xml(LINK))
    made.element.body.insert(0, parse_xml(CONTROL))
    _, _, words = looked_at(saved(made))
    assert words == ["397亿千瓦时", "30%"]


def test_a_text_box_is_read_once() -> None:
    """The words of a box follow its paragraph; the copy for old programs is passed over."""
    made = docx.Document()
    paragraph = made.add_paragraph("正文。")
    paragraph._p.append(parse_xml(BOX))
    report, _, words = looked_at(saved(made))
    assert report.documents[0].raw.count(GROWTH) == 1
    assert words == ["30%"]


def test_a_footnote_is_read_and_its_comment_stands_at_the_reference() -> None:
    """Word allows no comment inside a note."""
    made = docx.Document()
    paragraph = made.add_paragraph("正文")
    paragraph._p.append(parse_xml(f'<w:r {NS}><w:footnoteReference w:id="7"/></w:r>'))
    name = PackURI("/word/footnotes.xml")
    part = Part(name, FOOTNOTE_TYPE, FOOTNOTES.encode(), made.part.package)
    made.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    report, _, words = looked_at(saved(made))
    assert report.documents[0].raw.rstrip().endswith(GROWTH)
    assert words == ["*"]


def test_tables_with_merged_heads_and_boxes_of_one_column() -> None:
    """A head over two columns keeps the columns; a framed paragraph is a paragraph."""
    made = docx.Document()
    table = made.add_table(rows=3, cols=3)
    table.cell(0, 1).merge(table.cell(0, 2)).text = "湖南常住人口（万人）"
    for column, words in enumerate(("年份", "2022年", "2023年")):
        table.cell(1, column).text = words
    for column, words in enumerate(("合计", "6604", "6568")):
        table.cell(2, column).text = words
    made.add_paragraph("2023年湖南常住人口6586万人。")
    made.add_table(rows=1, cols=1).cell(0, 0).text = GROWTH
    data = saved(made)
    blocks = docx_text("x.docx", data).blocks or []
    assert [b.zone for b in blocks] == [Zone.TABLE, Zone.PARAGRAPH, Zone.PARAGRAPH]
    _, _, words = looked_at(data)
    assert words == ["6586万人", "30%"]


def test_a_comment_in_a_cell() -> None:
    """A sentence in a table is read and commented where it stands."""
    made = docx.Document()
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "说明"
    table.cell(0, 1).text = GROWTH
    _, _, words = looked_at(saved(made))
    assert words == ["30%"]


def test_the_comments_of_others_stay() -> None:
    """A file that has comments keeps them, with their dates."""
    made = docx.Document()
    paragraph = made.add_paragraph(WRONG)
    made.add_comment(paragraph.runs, text="请核", author="主编")
    data = saved(made)
    back = commented("x.docx", data, check_texts([docx_text("x.docx", data)]))
    held = list(docx.Document(BytesIO(back)).comments)
    assert [c.author for c in held] == ["主编", "Yipan 一盘"]
    assert held[0].timestamp is not None


def test_a_file_that_changed_is_refused() -> None:
    """Comments never stand at the words of another text."""
    first, second = docx.Document(), docx.Document()
    first.add_paragraph(WRONG)
    second.add_paragraph("另一篇。" + WRONG)
    report = check_texts([docx_text("x.docx", saved(first))])
    with pytest.raises(BadInput):
        commented("x.docx", saved(second), report)
