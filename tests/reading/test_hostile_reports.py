"""Files that want to do harm, or are none: refused on one line, or read in linear time."""

from __future__ import annotations

import json
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipan.core.errors import BadInput
from yipan.reading.check import Text, check, check_texts
from yipan.reading.readers import docx_text, html_text, read_file
from yipan.reading.reckoning.formulas import evaluate, mean_growth
from yipan.reading.replay import replay
from yipan.reading.slots.reader import MOST_NUMBERS

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = f'<w:document xmlns:w="{W}"><w:body>%s</w:body></w:document>'
SAID = "<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
MARKUP = [
    "<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<sub>", "</sub>", "<sup>",
    "<!--", "-->", "<script>", "</script>", "&nbsp;", "&#53;", "<", ">", "2023年", "5.2%", "增长",
    "由3亿元增至5亿元", "，", "。", "<h1>", "<caption>", "表1", "\n", "北京",
]  # fmt: skip
GROWTH = "产量由100万吨增加到120万吨,增长30%。"


def package(body: bytes | str, part: str = "word/document.xml") -> bytes:
    """A Word package with one part."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(part, body)
    return held.getvalue()


def refused(read: object, *arguments: object) -> str:
    """The one line with which it is refused."""
    with pytest.raises(BadInput) as caught:
        read(*arguments)  # type: ignore[operator]
    line = caught.value.line("zh")
    assert "\n" not in line
    return line


def entities(encoding: str) -> bytes:
    """Entities in entities."""
    text = f'<?xml version="1.0" encoding="{encoding}"?><!--{"x" * 5000}-->'
    text += '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + BODY % (SAID % "&b;")
    return text.encode(encoding)


def misplaced(data: bytes) -> bytes:
    """The package with its directory said to lie further behind than it does."""
    end = data.rfind(b"PK\x05\x06")
    return data[: end + 16] + (len(data) + 4000).to_bytes(4, "little") + data[end + 20 :]


@pytest.mark.parametrize(
    "data",
    [
        package(entities("utf-8")),
        package(entities("utf-16")),
        package(BODY % "<w:p><w:r>"),
        package(b"\xff\xfe not markup"),
        package("x", part="other.xml"),
        package(f'<w:document xmlns:w="{W}"/>'),
        package(BODY % (SAID % GROWTH))[:-40],
        misplaced(package(BODY % (SAID % GROWTH))),
        b"",
    ],
    ids=[
        "entities",
        "in UTF-16",
        "torn",
        "binary",
        "no body part",
        "empty",
        "cut",
        "a directory before the start of the file",
        "nothing",
    ],
)
def test_a_word_file_that_is_none(data: bytes) -> None:
    """Entities in any encoding, damaged markup, no text: one line."""
    assert refused(docx_text, "x.docx", data).startswith("x.docx: ")


def test_markup_as_deep_as_it_likes() -> None:
    """Half a million nested tags are no recursion."""
    deep = "<w:r>" * 100_000 + f"<w:t>{GROWTH}</w:t>" + "</w:r>" * 100_000
    assert check_texts([docx_text("x", package(BODY % f"<w:p>{deep}</w:p>"))]).hard
    page = "<div>" * 100_000 + f"<p>{GROWTH}</p>" + "</div>" * 100_000
    assert check_texts([html_text("x", page)]).hard


@pytest.mark.parametrize(
    "piece", ["<", "<p ", "<!--", "<script>", "<table><tr><td>", "&#", "&amp", "a", "a-"]
)
def test_broken_markup_takes_no_time(piece: str) -> None:
    """Tags that never end, letters without a break."""
    started = time.process_time()
    check_texts([html_text("x", piece * (300_000 // len(piece)))])
    assert time.process_time() - started < 15


@pytest.mark.parametrize("dump", ["1,", "1 \t2\n", "7\n", "|1|2|3|\n"])
def test_data_is_no_report(dump: str) -> None:
    """More numbers than any report holds: refused soon, with what to use instead."""
    started = time.process_time()
    line = refused(check, dump * (MOST_NUMBERS + 1))
    assert "yipan import" in line
    assert time.process_time() - started < 15


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """Also one that is called like a file."""
    for name in ("a.txt", "a.docx", "a.pdf"):
        (tmp_path / name).mkdir()
        assert str(tmp_path / name) in refused(read_file, tmp_path / name)


def test_digits_of_other_scripts_are_no_numbers() -> None:
    """Wide digits are digits; Arabic, Devanagari and mathematical ones, superscripts are words."""
    assert [q.text for q in check("增长５.２%").quantities] == ["５.２%"]
    for text in ("增长٥.٢%", "增长६%", "增长𝟓𝟔%", "面积3km²的Ⅳ区", "①增长"):
        assert all(c.verdict != "inconsistent" for c in check(text).claims)


@pytest.mark.parametrize("mark", ["\u202e", "\u200f", "\u200b", "\u2066", "\ufeff", "\u00ad"])
def test_invisible_marks_change_nothing(mark: str) -> None:
    """A mark of direction inside a number or a word does not hide an error, and spans hold it."""
    text = GROWTH.replace("120", f"1{mark}20").replace("增长", f"增{mark}长")
    (claim,) = check(text).hard
    assert text[claim.span[0] : claim.span[1]] == "30%"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(MARKUP), max_size=40).map("".join))
def test_any_markup_is_read(raw: str) -> None:
    """No crash; every quantity stands where it says."""
    report = check_texts([html_text("x", raw)])
    for quantity in report.quantities:
        assert 0 <= quantity.start <= quantity.end <= len(raw)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_as_word_or_text(data: bytes) -> None:
    """A report, or one line."""
    for read in (lambda: docx_text("x", package(data)), lambda: docx_text("x", data)):
        try:
            found: Text = read()
        except BadInput as refusal:
            assert "\n" not in refusal.line("zh")  # noqa: PT017
        else:
            check_texts([found])


def test_two_open_numbers_are_in_no_order() -> None:
    """超2600家 and 超2600家 can be in either order: no alarm, and the verdict replays."""
    text = "北京高新技术企业超过2600家，高于天津的超过2600家。"
    report = check(text)
    assert not [c for c in report.claims if c.relation == "rank_order" and c.severity]
    assert replay(json.loads(report.to_json()), [text]) == []


def test_a_root_of_a_high_degree_takes_no_time() -> None:
    """98.7 / 45.6 = 2.1645; its 539th root is 1.0014336, as a float tells."""
    started = time.process_time()
    rate = evaluate(mean_growth("45.6", "98.7", 539), {})
    evaluate(mean_growth("45.6", "98.7", 1754), {})
    assert time.process_time() - started < 1
    assert rate.lo is not None
    assert abs(float(rate.lo) - ((98.7 / 45.6) ** (1 / 539) - 1) * 100) < 1e-6


FORMS = (
    "2023年北京、天津地区生产总值分别为{0}亿元、1.67万亿元,合计{0}万亿元。",
    "三次产业结构为{0}:40.0:50.0。从{0}%提高到{0}%,提高{0}个百分点。",
    "{0}年至{0}年年均增长{0}%,占比{0}%,是{0}的{0}倍,居第{0}位,{0}分之{0},{0}pct。",
    "地区\t2020年\t2021年\n北京\t{0}\t2\n合计\t{0}\t3\n",
    "<table><tr><th>地区<th>2020年<tr><td>北京<td>{0}<tr><td>合计<td>{0}</table>",
)


@pytest.mark.parametrize("number", ["9" * 60_000, "0." + "1" * 60_000, "九" * 900, "9" * 199])
def test_digits_without_an_end_are_no_number(number: str) -> None:
    """Python itself refuses to read them, and searching must not begin anew at each digit."""
    started = time.process_time()
    for form in FORMS:
        text = form.format(number)
        for read in (Text("x", text), html_text("x", text)):
            check_texts([read]).to_json()
    assert time.process_time() - started < 10
