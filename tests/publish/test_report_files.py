"""Word, Excel and PDF files of the report: real structure, safe texts, the same bytes each time."""

import io
import re
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from own_board import FILES, write

import yipan
from yipan.core.errors import MissingExtra
from yipan.publish.figures import fonts
from yipan.publish.report.build import build
from yipan.publish.report.document import Report
from yipan.publish.report.writers import content
from yipan.reading.check import check_texts
from yipan.reading.readers import read_file

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
KINDS = ("docx", "xlsx", "pdf")


@pytest.fixture(scope="module")
def shores(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report of the small board in Chinese."""
    return build(yipan.open(write(tmp_path_factory.mktemp("shores"))), "zh")


def parts(data: bytes) -> dict[str, str]:
    """The members of an Office package as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}


@pytest.mark.parametrize("kind", KINDS)
def test_same_bytes_each_time(shores: Report, kind: str) -> None:
    """Dates inside come from the as-of day, not from the clock."""
    assert content(shores, kind) == content(shores, kind)


def test_word_has_headings_contents_captions_footnotes(shores: Report) -> None:
    """Heading styles, a contents field with entries, SEQ captions, a real footnotes part."""
    made = parts(content(shores, "docx"))
    body = made["word/document.xml"]
    assert body.count('w:val="Heading1"') == 2
    assert 'TOC \\o "1-3"' in body
    links = re.findall(r'<w:hyperlink w:anchor="(_Toc\d+)"', body)
    assert links == re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(_Toc\d+)"', body)
    settings = made["word/settings.xml"]
    assert settings.index("<w:updateFields") < settings.index("<w:footnotePr")
    assert len(re.findall(r"SEQ 图 ", body)) == 3
    assert len(re.findall(r"SEQ 表 ", body)) == 1
    notes = ElementTree.fromstring(made["word/footnotes.xml"])
    texts = ["".join(t.text or "" for t in n.iter(f"{W}t")) for n in notes][2:]
    assert texts[0] == " A: Almanac of the shores. Office, 2023."
    assert texts[-1] == " B: Harbour book. Harbour, 2024."
    references = re.findall(r'<w:footnoteReference w:id="(\d+)"', body)
    assert references == [str(n) for n in range(1, len(texts) + 1)]
    assert "footnotes.xml" in made["word/_rels/document.xml.rels"]
    assert "footnotes+xml" in made["[Content_Types].xml"]


def test_word_sets_east_asian_fonts_and_language(shores: Report) -> None:
    """Styles name a Chinese font and zh-CN; no theme font wins over them."""
    styles = parts(content(shores, "docx"))["word/styles.xml"]
    normal = re.search(r'w:styleId="Normal".*?</w:style>', styles, re.DOTALL)
    assert normal is not None
    assert 'w:eastAsia="宋体"' in normal[0]
    assert "eastAsiaTheme" not in normal[0]
    assert 'w:eastAsia="zh-CN"' in styles


def test_word_tables_are_tables(shores: Report) -> None:
    """Cells hold text; the head repeats on each page; figures have a text beside them."""
    body = parts(content(shores, "docx"))["word/document.xml"]
    assert body.count("<w:tbl>") == 1
    assert body.count("<w:tblHeader/>") == 1
    assert len(re.findall(r"<pic:pic\b", body)) == 3
    assert len(re.findall(r'descr="[^"]*截至2024-06-01', body)) == 3


def test_the_checker_finds_nothing_in_our_own_word_file(tmp_path: Path) -> None:
    """The built-in board's report as .docx: 0 hard and 0 soft inconsistencies."""
    path = tmp_path / "report.docx"
    path.write_bytes(content(build(yipan.open("jingjinji"), "zh"), "docx"))
    found = check_texts([read_file(path)])
    assert [c for c in found.claims if c.severity in ("hard", "soft")] == []
    assert found.summary()["consistent"] >= 50


def test_without_a_chinese_font_word_shows_the_data(
    shores: Report, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No boxes: the line with the package to install and the figure's table instead."""
    monkeypatch.setattr(fonts, "font_folders", lambda: [tmp_path])
    body = parts(content(shores, "docx"))["word/document.xml"]
    assert "fonts-noto-cjk" in body
    assert body.count("<w:tbl>") == 4
    assert "<pic:pic" not in body


def test_excel_holds_numbers_formulas_and_annexes(shores: Report) -> None:
    """Printed digits as numbers, the change as a formula over its ends, data with ids."""
    from python_calamine import CalamineWorkbook

    data = content(shores, "xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["说明", "表1", "数据", "指标定义", "来源", "修订"]
    table = book.get_sheet_by_name("表1").to_python()
    head, first = table[2], table[3]
    assert head[-1] == "变化"
    assert first[:4] == ["总产出", "两岸", "亿元", 2020.0]
    assert (first[4], first[6]) == (15.0, 18.0)
    assert first[7] == pytest.approx(0.2, abs=1e-12)
    sheet = parts(data)["xl/worksheets/sheet2.xml"]
    assert "<f>(G4-E4)/E4</f>" in sheet
    rows = book.get_sheet_by_name("数据").to_python()
    assert len(rows) == 1 + 8
    assert all(re.fullmatch("[0-9a-f]{16}", str(row[-1])) for row in rows[1:])


FORMULA = "=cmd|' /C calc'!A0"


def test_names_never_become_formulas_fields_or_markup(tmp_path: Path) -> None:
    """Hostile names of parties and sources are text in every format."""
    folder = write(
        tmp_path,
        parties_csv=FILES["parties.csv"].replace("北岸", f'"{FORMULA}"'),
        sources_csv=FILES["sources.csv"].replace("Almanac", '#eval("1") $x$ <w:p/> @ref \x0b'),
    )
    report = build(yipan.open(folder), "zh")
    sheets = parts(content(report, "xlsx"))
    formulas = re.findall(r"<f>(.*?)</f>", "".join(sheets.values()))
    assert formulas
    assert all(re.fullmatch(r"\(G\d+-E\d+\)/E\d+|G\d+-E\d+", f) for f in formulas)
    assert f"'{FORMULA}" in sheets["xl/sharedStrings.xml"].replace("&apos;", "'")
    word = parts(content(report, "docx"))
    for name in ("word/document.xml", "word/footnotes.xml"):
        ElementTree.fromstring(word[name])
    assert "&lt;w:p/&gt;" in word["word/footnotes.xml"]
    assert content(report, "pdf").startswith(b"%PDF")


def test_the_pdf_says_what_the_report_says(shores: Report) -> None:
    """Its text layer has the sentence with the sum."""
    import pypdf

    read = pypdf.PdfReader(io.BytesIO(content(shores, "pdf")))
    text = "".join(page.extract_text() for page in read.pages).replace("\n", "").replace(" ", "")
    assert "增长20.0%" in text
    assert read.metadata is not None
    assert read.metadata.title == "两岸年度报告"


@pytest.mark.parametrize(
    ("kind", "module"), [("docx", "docx"), ("xlsx", "xlsxwriter"), ("pdf", "typst")]
)
def test_without_the_extra_one_clear_line(
    shores: Report, kind: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The install line, not a traceback."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra, match="office"):
        content(shores, kind)
