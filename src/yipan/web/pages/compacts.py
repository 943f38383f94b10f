"""Compacts: the list, and one with its clauses, the words they encode and what it leaves open."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yipan.board.bindings.pasted import pasted_compact
from yipan.compacts.document.linting import MATTER_WORDS, lint_compact
from yipan.compacts.settling.facts_table import COLUMNS
from yipan.core.english import unit_name
from yipan.core.errors import YipanError
from yipan.core.words import Words
from yipan.web.address import Address
from yipan.web.answers import compact_called, library
from yipan.web.drafts import is_draft
from yipan.web.pages.page import Elsewhere, Page, Sent, told
from yipan.web.shelf import View

if TYPE_CHECKING:
    from yipan.compacts.document.document import Compact

STATES: dict[str, Words] = {
    "present": Words("有", "present"),
    "vague": Words("含糊", "vague"),
    "missing": Words("缺", "missing"),
}
MARKS: dict[str, Words] = {
    "public text": Words("公开文本", "public text"),
    "unverified": Words("未核实", "unverified"),
    "inferred": Words("推定", "inferred"),
    "hypothetical": Words("假设", "hypothetical"),
}


@dataclass(frozen=True, slots=True)
class CompactRow:
    """A compact of the list, in its newest version."""

    id: str
    name: str
    number: str
    version: str
    term: str
    mark: str
    judges: bool


@dataclass(frozen=True, slots=True)
class Compacts:
    """Context of the list of compacts."""

    rows: tuple[CompactRow, ...] = told("every compact that can be settled or judged by")
    text: str = told("the visitor's own document, in the field")
    said: str = told("what is wrong with it, with its line; empty for nothing")


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause: what it does, the words it encodes, its mark and note."""

    id: str
    kind: str
    words: str
    mark: str
    note: str


@dataclass(frozen=True, slots=True)
class CompactPage:
    """Context of one compact."""

    compact: CompactRow = told("name, number, version, term and mark")
    address: str = told("the id that links use; of a visitor's own compact its key")
    own: bool = told("whether it is a visitor's own, kept in memory")
    text: str = told("its document, to be changed and tried")
    versions: tuple[str, ...] = told("all versions")
    sources: tuple[str, ...] = told("where the text stands")
    matters: tuple[tuple[str, str, str], ...] = told("each of the seven matters: state and words")
    clauses: tuple[ShownClause, ...] = told("clauses in their order")
    needs: tuple[tuple[str, str, str, str], ...] = told("facts it reads: name, unit, period, party")
    opens: tuple[tuple[str, str], ...] = told("what the text leaves undetermined: place and words")
    findings: tuple[tuple[str, str, str], ...] = told("severity, place and words of each lint line")


def row_of(compact: Compact, lang: str) -> CompactRow:
    """A compact on one line."""
    term = f"{compact.start or ''}–{compact.end or ''}".strip("–")
    mark = MARKS.get(compact.mark or "", Words(compact.mark or "", compact.mark or ""))
    return CompactRow(
        compact.id,
        compact.name,
        compact.number or "",
        compact.version,
        term,
        mark.pick(lang),
        compact.judge is not None or bool(compact.tables),
    )


def compacts_of(view: View) -> list[Compact]:
    """The newest version of each compact."""
    known = library(view)
    return view.once.get("compacts", lambda: [known.versions(name)[-1] for name in known.ids])


def build_list(view: View, address: Address) -> Compacts:
    """Every compact."""
    return _listed(view, address.lang, "", "")


def _listed(view: View, lang: str, text: str, said: str) -> Compacts:
    return Compacts(tuple(row_of(compact, lang) for compact in compacts_of(view)), text, said)


def take(view: View, address: Address, sent: Sent) -> Compacts | Elsewhere:
    """A visitor's own compact: its page where it can be read, else what is wrong with it."""
    text = sent.one("text")
    try:
        text, file = sent.text("text", "compact.yaml")
        pasted_compact(text, file)
    except YipanError as error:
        return _listed(view, address.lang, text, error.line(address.lang))
    return Elsewhere(address.to("compact", view.drafts.keep("compact", text, file)))


def build_one(view: View, address: Address) -> CompactPage:
    """One compact in its newest version, or the one addressed as id@version."""
    lang = address.lang
    name = address.parts["compact"]
    compact = compact_called(view, name).versions[-1]
    lint = lint_compact(compact)
    return CompactPage(
        compact=row_of(compact, lang),
        address=name if is_draft(name) else compact.id,
        own=is_draft(name),
        text=view.drafts.get("compact", name)[0] if is_draft(name) else library(view).text(compact),
        versions=tuple(c.version for c in library(view).versions(compact.id)),
        sources=tuple(
            " · ".join(str(s[k]) for k in ("title", "date", "url") if s.get(k))
            for s in compact.sources
        ),
        matters=tuple(
            (
                MATTER_WORDS[matter] if lang == "zh" else matter,
                STATES[state["state"]].pick(lang),
                state["words"] or "",
            )
            for matter, state in lint["matters"].items()
        ),
        clauses=tuple(
            ShownClause(
                c.id,
                type(c.kind).__name__.lower(),
                c.words,
                MARKS[c.mark].pick(lang) if c.mark in MARKS else "",
                c.note or "",
            )
            for c in compact.clauses
        ),
        needs=tuple(
            (i.name, unit_name(i.unit, lang), "" if i.constant else i.period, i.party or "")
            for i in compact.indicators.values()
        ),
        opens=tuple((item.at or "", item.what) for item in compact.opens),
        findings=tuple(
            (f["severity"], f["at"], " ".join([f["zh" if lang == "zh" else "en"], *f["words"]]))
            for f in lint["findings"]
        ),
    )


def template_csv(compact: Compact) -> str:
    """A table of facts to fill in: one row for each indicator that the compact reads."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    year = str(compact.start.year) if compact.start else ""
    case = "" if compact.case in ("one", "") else "1"
    for indicator in compact.indicators.values():
        values = {
            "indicator": indicator.name,
            "party": indicator.party or "",
            "period": "" if indicator.constant else year,
            "unit": indicator.unit,
            "case": case,
        }
        writer.writerow([values.get(name, "") for name in COLUMNS])
    return out.getvalue()


LIST = Page(
    "compacts",
    "compacts",
    Words("约", "Compacts"),
    "Every agreement that is encoded as data.",
    Compacts,
    build_list,
    take,
)
ONE = Page(
    "compact",
    "compact/{compact}",
    Words("一份约", "A compact"),
    "One agreement: clauses with the words they encode, facts it needs, what it leaves open.",
    CompactPage,
    build_one,
)
