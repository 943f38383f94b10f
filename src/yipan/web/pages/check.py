"""The checker: a text or a document, marked up, with the sum behind each finding."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.reading.check import Report, Text
from yipan.reading.faces.html_report import card, kind_of, labels, marked
from yipan.reading.faces.report import summary_line
from yipan.reading.readers import read_bytes
from yipan.web.address import Address
from yipan.web.answers import check
from yipan.web.pages.page import Download, Page, Sent, told
from yipan.web.shelf import View

LONGEST = 1_500_000
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RANK = {"hard": 0, "soft": 1, "unverifiable": 2, "consistent": 3}


@dataclass(frozen=True, slots=True)
class Checked:
    """A document: its name, the marked text and a card for each claim, worst first."""

    name: str
    text: Markup
    cards: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """Context of the checker."""

    text: str = told("the text in the field")
    against: bool = told("whether the board's facts are consulted, too")
    summary: str = told("what was found, on one line; empty before anything was checked")
    kinds: tuple[tuple[str, str, int], ...] = told("kind of verdict, its name and number")
    documents: tuple[Checked, ...] = told("each document, marked up")
    word: bool = told("whether a commented copy of the Word file can be had")


def build(_view: View, _address: Address) -> Check:
    """An empty desk."""
    return Check("", True, "", (), (), False)


def take(view: View, address: Address, sent: Sent) -> Check | Download:
    """Check what was sent; with `form=docx` the user's own Word file comes back commented."""
    against = sent.one("against") == "1"
    texts = [read_bytes(name, data) for name, data in sent.files]
    pasted = sent.one("text").replace("\r\n", "\n")
    if pasted.strip():
        texts.append(Text("文本" if address.lang == "zh" else "text", pasted))
    if not any(text.raw.strip() for text in texts):
        raise BadInput(
            Words("没有文本", "there is no text"),
            hint=Words("请粘贴或上传", "paste a text or upload a file"),
        )
    if sum(len(t.raw) for t in texts) > LONGEST:
        raise BadInput(
            Words(f"文本超过 {LONGEST} 字", f"the text has more than {LONGEST} characters"),
            hint=Words("请用 yipan check", "use yipan check"),
        )
    report = check(texts, view if against else None)
    word = len(sent.files) == 1 and sent.files[0][0].lower().endswith(".docx")
    if word and sent.one("form") == "docx":
        from yipan.reading.faces.word import commented

        name, data = sent.files[0]
        return Download(commented(name, data, report, address.lang), DOCX, f"checked-{name}")
    return _shown(report, pasted, against, word, address.lang)


def _shown(report: Report, pasted: str, against: bool, word: bool, lang: str) -> Check:
    kinds = [kind_of(claim) for claim in report.claims]
    return Check(
        text=pasted,
        against=against,
        summary=summary_line(report, lang),
        kinds=tuple((kind, name, kinds.count(kind)) for kind, name in labels(lang).items()),
        documents=tuple(
            Checked(
                document.file,
                Markup(marked(document)),
                tuple(
                    Markup(card(claim, document, lang))
                    for claim in sorted(document.claims, key=lambda c: RANK.get(kind_of(c), 3))
                ),
            )
            for document in report.documents
        ),
        word=word,
    )


PAGE = Page(
    "check",
    "check",
    Words("查:文稿中的数字", "Check the numbers of a text"),
    "Paste or upload a text; each statement is marked with its verdict and the sum behind it.",
    Check,
    build,
    take,
)
