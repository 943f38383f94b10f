"""Desks: what is sent is worked on in memory, shown with its reason, and cannot inject anything."""

from __future__ import annotations

import io
import re
from zipfile import ZipFile

import pytest

pytest.importorskip("fastapi")

WRONG = "2023年,北京、天津、河北分别为4.28万亿元、1.67万亿元和4.34万亿元,合计10.44万亿元。"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"
MIYUN = (
    "party,indicator,period,value,unit,to_party\n冀,应得补偿,2018,35000,万元,\n"
    "京,预拨,2018,20000,万元,冀\n"
)
TAX = """party,indicator,period,value,unit,to_party,case,source,attested_by
E,迁出地,,京,,,,,京;冀
E,迁入地,,冀,,,,,京;冀
E,政府主导,,是,,,,,京;冀
E,符合布局,,是,,,,,京;冀
E,迁移年度,,2016,,,,,京;冀
E,达产年度,,2017,,,,,京;冀
""" + "".join(
    f"E,三税.地方,{year},{amount},万元,,,,京;冀\n"
    for year, amount in [(y, 2000) for y in (2013, 2014, 2015)]
    + [(2017 + i, 6000) for i in range(4)]
)


def test_a_pasted_text_is_marked(visitor):
    """The false sum is marked hard, its card shows the sum."""
    page = visitor.post("/jingjinji/check", data={"text": WRONG}).text
    assert '<mark class="hard"' in page
    assert "10.275" in page


def test_an_uploaded_word_file_comes_back_with_comments(visitor):
    """The user's own file, commented; nothing is written on this machine."""
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph(WRONG)
    out = io.BytesIO()
    document.save(out)
    sent = {"file": ("稿.docx", out.getvalue(), "application/octet-stream")}
    page = visitor.post("/jingjinji/check", files=sent, data={"against": "1"})
    assert '<mark class="hard"' in page.text
    back = visitor.post("/jingjinji/check", files=sent, data={"form": "docx"})
    assert back.content[:2] == b"PK"
    with ZipFile(io.BytesIO(back.content)) as book:
        assert any("comments" in name for name in book.namelist())


def test_sent_text_and_names_cannot_inject(visitor):
    """Markup, template marks and quotes in text, file name and facts are text."""
    answers = [
        visitor.post("/jingjinji/check", data={"text": f"{EVIL} 占比为150%,{WRONG}"}),
        visitor.post(
            "/jingjinji/check", files={"file": (f"{EVIL}.txt", WRONG.encode(), "text/plain")}
        ),
        visitor.post("/jingjinji/settle", data={"compact": "eco-miyun-1", "facts": EVIL + "\n1"}),
        visitor.post("/jingjinji/settle", data={"compact": EVIL, "facts": MIYUN}),
        visitor.get("/jingjinji/conflicts", params={"class": EVIL}),
        visitor.get("/jingjinji/findings", params={"domain": EVIL}),
        visitor.get(f"/jingjinji/indicator/{EVIL.replace('/', '')}"),
    ]
    for answer in answers:
        assert answer.status_code in (200, 400, 404), answer.text[-300:]
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert ">49<" not in answer.text


def test_bad_uploads_are_one_line(visitor):
    """Binary, empty and packed rubbish: 400, no traceback."""
    for name, body in (
        ("a.docx", b"PK\x03\x04rubbish"), ("a.pdf", b"%PDF-1.4 rubbish"),
        ("a.txt", b"\xff\x00\x01"), ("a.xlsx", b"PK"), ("a.txt", b""),
    ):  # fmt: skip
        answer = visitor.post("/jingjinji/check", files={"file": (name, body, "x/y")})
        assert answer.status_code == 400, (name, answer.text[-300:])
        assert "Traceback" not in answer.text


def test_moves_are_shown_with_clause_and_reason(visitor):
    """密云: 3.5 亿元 earned less 2 亿元 prepaid; what is held balances."""
    page = visitor.post("/jingjinji/settle", data={"compact": "eco-miyun-1", "facts": MIYUN}).text
    assert "15000 万元" in page
    assert "应得补偿" in page
    nets = re.findall(r'<td class="r">(-?\d+)</td><td class="r">(-?\d+)</td>', page)
    assert sum(int(net) for net, _ in nets) == 0


def test_the_settlement_sheet_is_an_excel_file(visitor):
    """The same settlement as a workbook, made in memory."""
    sheet = visitor.post(
        "/jingjinji/settle", data={"compact": "eco-miyun-1", "facts": MIYUN, "form": "xlsx"}
    )
    assert sheet.content[:2] == b"PK"
    assert "attachment" in sheet.headers["content-disposition"]


def test_compacts_are_compared(visitor):
    """By hand: 京 gets 3000 + 3000 under 五五 and 4 × 2400 under 四四二: 3600 more, from 2019."""
    sent = {"compact": ["tax-92", "tax-442"], "facts": TAX}
    page = visitor.post("/jingjinji/settle", data=sent).text
    assert "tax-442 − tax-92" in page
    row = page[page.index('<th scope="row">京</th>') :]
    assert '<td class="r">6000</td><td class="r">9600</td><td class="r">3600</td>' in row
    assert "2019" in page


def test_the_comparison_is_a_figure_with_every_download(visitor):
    """京 holds 6000 under 五五 and 9600 under 四四二 by 2020; English names parties and units."""
    sent = {"compact": ["tax-92", "tax-442"], "facts": TAX}
    page = visitor.post("/jingjinji/settle?lang=en", data=sent).text
    start = re.search(r'data-figure="([^"?]+)\.vega', page)[1]
    assert start.startswith("/jingjinji/figure/compare/~")
    for suffix, begins in (("svg", "<svg"), ("csv", "\ufeffindicator"), ("json", "{")):
        assert visitor.get(f"{start}.{suffix}?lang=en").text.startswith(begins)
    assert visitor.get(f"{start}.png").content.startswith(b"\x89PNG")
    assert "万元" not in page[page.index("<h2>Compared") :].split("<pre>")[0]
    assert "Hebei → Beijing" in page
    assert "greater than" in page or "minus" in page or "share" in page
    rows = visitor.get(f"{start}.csv?lang=en").text
    assert "Beijing,tax-92,2020,6000,10 thousand yuan" in rows
    assert "Beijing,tax-442,2020,9600,10 thousand yuan" in rows
    assert visitor.get("/jingjinji/figure/compare/~0123.svg").status_code == 404


def test_a_compact_page_quotes_words_and_gives_a_table_to_fill_in(visitor):
    """Clauses with their words; the desk offers the table of facts the compact reads."""
    page = visitor.get("/jingjinji/compact/eco-miyun-1").text
    assert "次年按考核结果清算" in page
    assert page.count("eco-miyun-1@2018") == 0
    desk = visitor.get("/jingjinji/settle?compact=eco-miyun-1").text
    assert "应得补偿" in desk
    for row in re.findall(
        r'href="(/jingjinji/compact/[^"?]+)"', visitor.get("/jingjinji/compacts").text
    ):
        assert visitor.get(row).status_code == 200, row


def test_a_form_from_another_site_is_refused(visitor):
    """Origin and Sec-Fetch-Site are looked at."""
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"},
                    {"sec-fetch-site": "cross-site"}):  # fmt: skip
        sent = visitor.post("/jingjinji/check", data={"text": WRONG}, headers=headers)
        assert sent.status_code == 403
