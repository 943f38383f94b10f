"""Real files: workbooks written here, encodings, and what a hostile or careless world sends."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from importing_names import INDICATORS, PARTIES

from yipan.core.errors import YipanError
from yipan.facts.importing.files import read_grids
from yipan.facts.importing.names import Names
from yipan.facts.importing.outcome import Origin, SheetOutcome
from yipan.facts.importing.sheets import SheetReader


def understood(path: Path) -> list[SheetOutcome]:
    reader = SheetReader(Names(PARTIES, INDICATORS), Origin("S"))
    return [reader.read(grid) for grid in read_grids(path)]


def workbook(path: Path, fill) -> Path:
    book = xlsxwriter.Workbook(str(path))
    fill(book)
    book.close()
    return path


def values(outcome: SheetOutcome) -> list[tuple[str, str, str, str, str, str]]:
    return [(f.indicator, f.party, f.period, f.value, f.unit, f.step) for f in outcome.facts()]


def test_number_formats_give_the_printed_precision(tmp_path: Path) -> None:
    """1234.5 shown as 0.00 is printed 1234.50; a percent format prints a percent."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("2014")
        sheet.write_row(0, 0, ["地区", "GDP(亿元)", "城镇化率(%)", "死亡率(‰)"])
        sheet.write(1, 0, "北京")
        sheet.write(1, 1, 1234.5, book.add_format({"num_format": "#,##0.00"}))
        sheet.write(1, 2, 0.8635, book.add_format({"num_format": "0.0%"}))
        sheet.write(1, 3, 4.9200)

    (outcome,) = understood(workbook(tmp_path / "a.xlsx", fill))
    assert values(outcome) == [
        ("gdp", "BJ", "2014", "1234.50", "亿元", "0.01"),
        ("urban_rate", "BJ", "2014", "86.4", "%", "0.1"),
        ("death", "BJ", "2014", "4.92", "‰", "0.01"),
    ]


def test_headings_as_dates_and_as_numbers_with_a_suffix(tmp_path: Path) -> None:
    """A date shown as yyyy is a year; 2014 shown as 0"年" is one too."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("GDP(亿元)")
        sheet.write(0, 0, "地区")
        sheet.write_datetime(0, 1, date(2013, 1, 1), book.add_format({"num_format": "yyyy"}))
        sheet.write(0, 2, 2014, book.add_format({"num_format": '0"年"'}))
        sheet.write_datetime(
            0, 3, date(2015, 3, 1), book.add_format({"num_format": 'yyyy"年"m"月"'})
        )
        sheet.write_row(1, 0, ["北京", 1.5, 2.5, 3.5])

    (outcome,) = understood(workbook(tmp_path / "a.xlsx", fill))
    assert [f.period for f in outcome.facts()] == ["2013", "2014", "2015-03"]


def test_merged_headings_and_indents_of_the_spreadsheet(tmp_path: Path) -> None:
    """Merges spread over their columns; an alignment indent makes a part of the row above."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("河北")
        sheet.merge_range(0, 0, 0, 3, "主要指标 单位:亿元")
        sheet.merge_range(1, 0, 2, 0, "指标")
        sheet.merge_range(1, 1, 1, 2, "2014年")
        sheet.write(1, 3, "2015年")
        sheet.write_row(2, 1, ["一季度", "上半年", "一季度"])
        sheet.write_row(3, 0, ["地区生产总值", 10.5, 20.5, 30.5])
        sheet.write(4, 0, "第一产业", book.add_format({"indent": 1}))
        sheet.write_row(4, 1, [1.5, 2.5, 3.5])
        sheet.write_row(5, 0, ["固定资产投资", 1.5, 2.5, 3.5])
        sheet.write(6, 0, "第一产业", book.add_format({"indent": 1}))
        sheet.write_row(6, 1, [1.5, 2.5, 3.5])

    (outcome,) = understood(workbook(tmp_path / "a.xlsx", fill))
    found = [(f.indicator, f.period, f.value) for f in outcome.facts()]
    assert found[:3] == [
        ("gdp", "2014-Q1", "10.5"),
        ("gdp", "2014-H1", "20.5"),
        ("gdp", "2015-Q1", "30.5"),
    ]
    assert [f[0] for f in found] == ["gdp"] * 3 + ["va1"] * 3 + ["invest"] * 3
    assert [r.code for r in outcome.rejects] == ["unclear_heading"] * 3


def test_formula_errors_and_formulas_without_a_value_are_rejected(tmp_path: Path) -> None:
    """#DIV/0! and a formula that was never calculated are not blanks."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("GDP(亿元)")
        sheet.write_row(0, 0, ["地区", 2014, 2015, 2016])
        sheet.write(1, 0, "北京")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 2, "=1+1", None, "")
        sheet.write_formula(1, 3, "=1+1.5", None, 2.5)

    (outcome,) = understood(workbook(tmp_path / "a.xlsx", fill))
    assert [(r.cell, r.code) for r in outcome.rejects] == [
        ("B2", "formula_error"),
        ("C2", "not_calculated"),
    ]
    assert outcome.rejects[0].text == "#DIV/0!"
    assert [f.value for f in outcome.facts()] == ["2.5"]


def test_superscripts_inside_a_cell_are_footnotes(tmp_path: Path) -> None:
    """地区生产总值¹ typed with a raised 1 is still 地区生产总值."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("2014")
        raised = book.add_format({"font_script": 1})
        sheet.write(0, 0, "地区")
        sheet.write_rich_string(0, 1, "地区生产总值(亿元)", raised, "1)")
        sheet.write_row(1, 0, ["北京", 5.5])

    (outcome,) = understood(workbook(tmp_path / "a.xlsx", fill))
    assert values(outcome) == [("gdp", "BJ", "2014", "5.5", "亿元", "0.1")]


def test_old_excel_is_read(tmp_path: Path) -> None:
    """.xls: values, merged regions, number formats, indents and formula errors."""
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook()
    sheet = book.add_sheet("GDP")
    sheet.write_merge(0, 0, 0, 2, "地区生产总值(亿元)")
    for column, value in enumerate(["地区", 2014, 2015]):
        sheet.write(1, column, value)
    two = xlwt.easyxf(num_format_str="#,##0.00")
    sheet.write(2, 0, "北京")
    sheet.write(2, 1, 1234.5, two)
    sheet.write(2, 2, 2.25)
    part = xlwt.easyxf("alignment: indent 1")
    sheet.write(3, 0, "石家庄", part)
    sheet.write(5, 0, "天津")
    sheet.write(5, 1, 3, two)
    sheet.write(5, 2, 4, two)
    sheet.row(5).set_cell_error(3, "#DIV/0!")
    sheet.write(1, 3, 2016)
    book.save(str(tmp_path / "a.xls"))
    (outcome,) = understood(tmp_path / "a.xls")
    assert [(f.value, f.step) for f in outcome.facts()] == [
        ("1234.50", "0.01"),
        ("2.25", "0.01"),
        ("3.00", "0.01"),
        ("4.00", "0.01"),
    ]
    assert [(r.cell, r.code, r.text) for r in outcome.rejects] == [
        ("D6", "formula_error", "#DIV/0!")
    ]
    (grid,) = read_grids(tmp_path / "a.xls")
    assert grid.look is not None
    assert grid.look.indent(3, 0) == 1


TABLE = "地区,2014,2015\n北京,1.50,2.5\n天津,3.5,…\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """UTF-8 with and without mark, GB18030, UTF-16; comma, semicolon, tab and bar."""
    path = tmp_path / "GDP.csv"
    path.write_bytes(("地区生产总值(亿元)\n" + TABLE).replace(",", delimiter).encode(encoding))
    (outcome,) = understood(path)
    assert [f.value for f in outcome.facts()] == ["1.50", "2.5", "3.5"]
    assert outcome.tally.missing == {"…": 1}


def test_decimal_comma_between_semicolons(tmp_path: Path) -> None:
    """As Excel writes CSV in much of Europe."""
    path = tmp_path / "a.csv"
    path.write_text("GDP(亿元)\n地区;2014;2015\n北京;1.234,5;2,25\n", encoding="utf-8")
    (outcome,) = understood(path)
    assert [f.value for f in outcome.facts()] == ["1234.5", "2.25"]


def test_quoted_fields_with_line_breaks(tmp_path: Path) -> None:
    """A field may hold commas and line breaks."""
    path = tmp_path / "a.csv"
    path.write_text('GDP(亿元)\n"地\n区","2014"\n"北京","1,234.5"\n"天津","2"\n', encoding="utf-8")
    (outcome,) = understood(path)
    assert [f.value for f in outcome.facts()] == ["1234.5", "2"]


def _zip(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in names.items():
            package.writestr(name, data)
    return out.getvalue()


def _far_cell() -> bytes:
    """A sheet whose last cell is XFD1048576: 17 thousand million cells if filled in."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("s")
    sheet.write(0, 0, "地区")
    sheet.write(1_048_575, 16_383, 1.5)
    book.close()
    return out.getvalue()


def _good() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("s")
    for row in range(200):
        sheet.write_row(row, 0, [row * 1.5, "text", row])
    book.close()
    return out.getvalue()


HOSTILE = {
    "empty.xlsx": b"",
    "image.xlsx": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "zip-of-nothing.xlsx": _zip({"hello.txt": b"hi"}),
    "no-sheets.xlsx": _zip({"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<x/>"}),
    "bomb.xlsx": _zip({"xl/workbook.xml": b" " * 300_000_000}),
    "cut.xlsx": _good()[:2000],
    "far.xlsx": _far_cell(),
    "binary-workbook.xlsb": _zip({"xl/workbook.bin": b"x", "[Content_Types].xml": b"<x/>"}),
    "garbage.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000,
    "page.xls": b"<html><table><tr><td>1</td></tr></table></html>",
    "binary.csv": b"a,b\n\0\0\0\1\2",
    "latin1.csv": b"caf\xe9,\xff\n1,2\n",
    "unclosed.csv": b'a,b\n"1,2\n',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_one_clear_line(tmp_path: Path, name: str) -> None:
    """Refused with the file's name, without a traceback and without eating the memory."""
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    with pytest.raises(YipanError) as caught:
        understood(path)
    for lang in ("zh", "en"):
        line = caught.value.line(lang)
        assert name in line
        assert "\n" not in line
    assert caught.value.exit_code == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The path stands in the message."""
    with pytest.raises(YipanError, match="no such file"):
        understood(tmp_path / "absent.xlsx")


def test_flipped_bytes_never_crash(tmp_path: Path) -> None:
    """Damage anywhere gives an error of ours or a reading, never something else."""
    good = _good()
    path = tmp_path / "d.xlsx"
    for place in range(0, len(good), max(1, len(good) // 150)):
        path.write_bytes(good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :])
        lines = []
        try:
            understood(path)
        except YipanError as error:
            lines.append(error.line("zh"))
        assert all("d.xlsx" in line for line in lines)


def test_a_chart_sheet_is_empty_not_an_error(tmp_path: Path) -> None:
    """A workbook with a chart sheet is read; the chart has no cells."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("GDP(亿元)")
        sheet.write_row(0, 0, ["地区", 2014])
        sheet.write_row(1, 0, ["北京", 1.5])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='GDP(亿元)'!$B$2"})
        book.add_chartsheet("图").set_chart(chart)

    outcomes = understood(workbook(tmp_path / "a.xlsx", fill))
    assert [o.tally.facts for o in outcomes] == [1, 0]
