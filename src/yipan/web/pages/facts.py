"""Facts and reasons: the tree behind a figure or a conflict, and the sources."""

from __future__ import annotations

from dataclasses import dataclass

from yipan.board.bindings.searching import conflict_called, is_conflict_id
from yipan.board.why import reason
from yipan.core.english import unit_after, unit_apart
from yipan.core.errors import UnknownName
from yipan.core.interval import rational_text
from yipan.core.reasons import Reason
from yipan.core.words import Words
from yipan.facts.record import Fact
from yipan.facts.selection import Selection
from yipan.publish.why import about, rounded
from yipan.publish.wording import figure, published
from yipan.web.address import Address
from yipan.web.cite import Citation, citation
from yipan.web.numbers import counted, fact_called, searched
from yipan.web.pages.conflicts import ShownConflict, shown_conflict
from yipan.web.pages.page import Page, told
from yipan.web.shelf import View

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a reason as it is read."""

    label: str
    value: str
    cite: str
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class WhyPage:
    """Context of a reason."""

    id: str = told("the id that was asked for")
    about: str = told("party, indicator and period in words")
    text: str = told("the figure as printed; empty for a conflict")
    tree: Node | None = told("the reason down to printed figures")
    interval: str = told("what the numeral can stand for")
    columns: tuple[tuple[str, str, str], ...] = told("column, its value and a link's page")
    conflicts: tuple[ShownConflict, ...] = told("conflicts that it takes part in")
    cite: Citation | None = told("how to cite the figure")
    indicator: str = told("slug of the indicator, for the way back")
    party: str = told("code of the party, for the way back")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source of the list."""

    code: str
    title: str
    authors: str
    publisher: str
    published: str
    vintage: str
    figures: int


@dataclass(frozen=True, slots=True)
class Sources:
    """Context of the list of sources."""

    rows: tuple[SourceRow, ...] = told("every source with how many figures come from it")


@dataclass(frozen=True, slots=True)
class FactRow:
    """A printed figure of a source."""

    id: str
    about: str
    text: str
    locator: str
    published: str
    note: str


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Context of one source."""

    source: SourceRow = told("title, authors, date, vintage")
    note: str = told("what a reader of the source must know")
    rows: tuple[FactRow, ...] = told("its figures, at most 500")
    cite: Citation = told("how to cite the source")


def build_why(view: View, address: Address) -> WhyPage:
    """The reason behind a figure or a conflict."""
    name, lang = address.parts["id"], address.lang
    if is_conflict_id(name):
        return _why_conflict(view, name, lang)
    hint = (address.one("i"), address.one("p"), address.one("t"))
    fact = fact_called(view, name, hint)
    tree = reason(view.board, fact, lang)
    touching = [c for c in searched(view).conflicts if any(f.id == fact.id for f in c.facts)]
    return WhyPage(
        id=fact.id,
        about=about(view.board, fact, lang),
        text=figure(fact, lang),
        tree=_node(tree, lang),
        interval=f"{rounded(fact.printed.interval, 6)}{unit_apart(fact.unit, lang)}".strip(),
        columns=_columns(view, fact, lang),
        conflicts=tuple(shown_conflict(view, c, lang) for c in touching),
        cite=citation(view, address, title=f"{about(view.board, fact, lang)} {figure(fact, lang)}"),
        indicator=fact.indicator,
        party=fact.party,
    )


def _why_conflict(view: View, name: str, lang: str) -> WhyPage:
    conflict, _ = conflict_called(view.board, name, view.as_of)
    return WhyPage(
        id=conflict.id,
        about=about(view.board, conflict.thing, lang),
        text="",
        tree=None,
        interval="",
        columns=(),
        conflicts=(shown_conflict(view, conflict, lang),),
        cite=None,
        indicator=conflict.thing.indicator,
        party=conflict.thing.party,
    )


def _node(tree: Reason, lang: str) -> Node:
    value = "" if tree.value is None else rational_text(tree.value) + unit_after(tree.unit, lang)
    return Node(tree.label, value, tree.cite, tuple(_node(child, lang) for child in tree.because))


def _columns(view: View, fact: Fact, lang: str) -> tuple[tuple[str, str, str], ...]:
    board = view.board
    pairs = (
        (Words("指标", "Indicator"), board.indicator_name(fact.indicator, lang), "indicator"),
        (Words("方", "Party"), board.pair_name(fact.party, fact.counterparty, lang), "party"),
        (Words("时期", "Period"), fact.period, ""),
        (Words("频率", "Frequency"), fact.frequency, ""),
        (Words("口径", "Definition"), fact.definition, ""),
        (Words("价格基准", "Price basis"), fact.price_basis, ""),
        (Words("来源", "Source"), fact.source, "source"),
        (Words("位置", "Where"), fact.locator, ""),
        (Words("公布", "Published"), published(fact, lang), ""),
        (Words("录入", "Learned"), str(fact.learned_on or ""), ""),
        (Words("状态", "Status"), fact.status, ""),
        (Words("备注", "Note"), fact.note, ""),
    )
    return tuple((words.pick(lang), value, page) for words, value, page in pairs if value)


def source_row(view: View, code: str) -> SourceRow:
    """A source with its number of figures."""
    source = view.board.sources.get(code)
    if source is None:
        raise UnknownName("source", code, view.board.sources)
    return SourceRow(
        code,
        source.title,
        source.authors,
        source.publisher,
        source.published_on.text,
        source.vintage,
        counted(view)[code],
    )


def build_sources(view: View, _address: Address) -> Sources:
    """Every source of the board."""
    return Sources(tuple(source_row(view, code) for code in sorted(view.board.sources)))


def build_source(view: View, address: Address) -> SourcePage:
    """One source and its figures."""
    code, lang = address.parts["source"], address.lang
    row = source_row(view, code)
    facts = view.board.ledger.facts(Selection(sources=(code,), as_of=view.as_of))
    own = [f for f in facts if f.source == code][:MOST_ROWS]
    source = view.board.sources[code]
    return SourcePage(
        source=row,
        note=source.note,
        rows=tuple(
            FactRow(
                f.id, about(view.board, f, lang), figure(f, lang), f.locator, f.published_on, f.note
            )
            for f in own
        ),
        cite=citation(view, address, source=source),
    )


WHY = Page(
    "why",
    "why/{id}",
    Words("缘由", "Why"),
    "The reason behind a figure or a conflict, down to the printed source.",
    WhyPage,
    build_why,
)
SOURCES = Page(
    "sources",
    "sources",
    Words("来源", "Sources"),
    "Every source of the board.",
    Sources,
    build_sources,
)
SOURCE = Page(
    "source",
    "source/{source}",
    Words("一个来源", "A source"),
    "One source with its figures and how to cite it.",
    SourcePage,
    build_source,
)
