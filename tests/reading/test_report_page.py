"""The page that `--html` writes: what it holds, what it cannot do, where its marks stand."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape

import pytest

from yipan.reading.check import Text, check, check_texts
from yipan.reading.faces.html_marks import KINDS, marked
from yipan.reading.readers import html_text

WRONG = "用电量由2014年的665亿千瓦时增加到2023年的1044亿千瓦时,增加397亿千瓦时。"
HARM = '</script><script>alert(1)</script><img src=x onerror=alert(2)><mark onclick="x">"&\'\r\n'


def words_of(markup: str) -> str:
    """The text that a browser shows."""
    return unescape(re.sub(r"<[^<>]*>", "", markup))


def test_the_marked_text_is_the_text() -> None:
    """Nothing is lost or added, whatever stands in it."""
    raw = f"{HARM}{WRONG}{HARM}{WRONG}"
    assert words_of(marked(check(raw).documents[0])) == raw


def test_nothing_of_the_text_becomes_markup() -> None:
    """Injected tags are words; a policy with the hashes of what is ours forbids the rest."""
    page = check(HARM + WRONG, file=HARM).page()
    assert len(re.findall("<script", page)) == 1
    assert "<img" not in page
    assert "onclick" not in re.sub(r"<article.*?</article>|<h2>.*?</h2>", "", page, flags=re.DOTALL)
    policy = unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        held = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[1]  # type: ignore[index]
        digest = base64.b64encode(hashlib.sha256(held.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_a_card_names_the_numbers_that_it_rests_on() -> None:
    """Each operand of a flag is an element of the text, so that a click can show it."""
    report = check(WRONG)
    (claim,) = report.hard
    page = report.page()
    assert f'id="{claim.id}"' in page
    for identity in claim.operands:
        quantity = next(q for q in report.quantities if q.id == identity)
        assert f'<span class="number" id="{identity}">{quantity.text}</span>' in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_severity_is_told_by_a_sign_and_a_word(lang: str) -> None:
    """Colour alone says nothing."""
    page = check(WRONG).page(lang)
    for kind, (sign, label) in KINDS.items():
        key = re.search(rf'<button type="button" class="key {kind}".*?</button>', page)
        assert key is not None
        assert sign in key[0]
        assert label.pick(lang) in key[0]


def test_markup_is_shown_as_its_words() -> None:
    """Of an HTML file the page shows what a reader of it sees, marks at the same words."""
    body = f"<p>{WRONG.replace('397', '<b>397</b>')}</p><p>A&amp;B</p>"
    raw = f"<html><head><style>p{{}}</style></head><body>{body}</body>"
    page = check_texts([html_text("x.html", raw)]).page()
    article = re.search(r"<article.*?</article>", page, re.DOTALL)[0]  # type: ignore[index]
    assert "&lt;b&gt;" not in article
    assert "A&amp;B" in article
    mark = re.search(r'<mark class="hard".*?</mark>', article)
    assert mark is not None
    assert words_of(mark[0]) == "397亿千瓦时"


def test_several_documents_have_a_list_to_jump_to() -> None:
    """One link for each, with the number of its flags."""
    page = check_texts([Text("a.txt", WRONG), Text("b.txt", "平安无事。")]).page()
    assert 'href="#document-0"' in page
    assert 'id="document-1"' in page
    assert "没有可核对的表述" in page


def test_a_notebook_shows_a_table() -> None:
    """What is not consistent, worst first, escaped, under the summary."""
    shown = check(HARM + WRONG)._repr_html_()
    assert shown.startswith("<table><caption>")
    assert shown.index("✕ 不一致") > 0
    assert "1044亿千瓦时 − 665亿千瓦时" in shown
    assert "<script" not in shown
