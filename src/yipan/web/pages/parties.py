"""Parties: the tree, and one party with all its indicators."""

from __future__ import annotations

from dataclasses import dataclass

from yipan.core.english import unit_name
from yipan.core.parties import Party
from yipan.core.words import Words
from yipan.facts.record import Fact
from yipan.publish.overview import Section
from yipan.web.address import Address
from yipan.web.cite import Citation, citation
from yipan.web.figures import figure_called
from yipan.web.numbers import Trend, chosen_of, headline, is_large, parties_of, section, trends
from yipan.web.pages.figure import ShownFigure, shown_figure
from yipan.web.pages.page import Page, told
from yipan.web.shelf import View

PARTY_KINDS: dict[str, Words] = {
    "state": Words("国家", "state"),
    "province": Words("省级", "province"),
    "city": Words("市", "city"),
    "county": Words("县区", "county"),
    "area": Words("地区", "area"),
    "park": Words("园区", "park"),
    "enterprise": Words("企业", "enterprise"),
    "fund": Words("基金", "fund"),
    "section": Words("断面", "section"),
    "organ": Words("机关", "organ"),
    "group": Words("组合", "group"),
}
MOST_PARTIES = 500


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party of the list; `depth` in the containment tree."""

    code: str
    name: str
    other_name: str
    kind: str
    depth: int


@dataclass(frozen=True, slots=True)
class Parties:
    """Context of the list of parties."""

    rows: tuple[PartyRow, ...] = told("the containment tree, at most 500 rows")
    total: int = told("how many parties the board has")


@dataclass(frozen=True, slots=True)
class PartyLine:
    """An indicator of a party."""

    slug: str
    name: str
    unit: str
    trend: Trend


@dataclass(frozen=True, slots=True)
class PartyPage:
    """Context of one party."""

    code: str = told("the party's code")
    name: str = told("its name")
    facts: tuple[tuple[str, str], ...] = told("kind, aliases, validity and note")
    above: tuple[PartyRow, ...] = told("parties that contain it, nearest first")
    below: tuple[PartyRow, ...] = told("parties inside it, or a group's members")
    figure: ShownFigure | None = told("its headline indicators over time")
    groups: tuple[tuple[str, tuple[PartyLine, ...]], ...] = told("its indicators by domain")
    pairs: tuple[tuple[str, str, str, str], ...] = told(
        "flows to others: what, with whom, value, id"
    )
    cite: Citation = told("how to cite the page")


def build_list(view: View, address: Address) -> Parties:
    """The containment tree."""
    rows: list[PartyRow] = []
    known = {party.code for party in view.board.parties}
    children: dict[str, list[Party]] = {}
    for party in view.board.parties:
        children.setdefault(party.parent if party.parent in known else "", []).append(party)
    seen: set[str] = set()

    def walk(code: str, depth: int) -> None:
        for party in children.get(code, ()):
            if party.code not in seen and len(rows) < MOST_PARTIES:
                seen.add(party.code)
                rows.append(_row(party, address.lang, depth))
                walk(party.code, depth + 1)

    walk("", 0)
    return Parties(tuple(rows), len(view.board.parties))


def _row(party: Party, lang: str, depth: int = 0) -> PartyRow:
    other = party.name_en if lang == "zh" else party.name_zh
    kind = PARTY_KINDS[party.kind.value].pick(lang)
    return PartyRow(party.code, party.name(lang), other, kind, depth)


def build_one(view: View, address: Address) -> PartyPage:
    """One party."""
    board, lang = view.board, address.lang
    party = board.parties.find(address.parts["party"])
    lines = view.once.get(("party", party.code, lang), lambda: _lines(view, party, lang))
    drawn = figure_called(view, "party", party.code)
    below = (
        board.parties.members(party.code) if party.members else board.parties.children(party.code)
    )
    return PartyPage(
        code=party.code,
        name=party.name(lang),
        facts=_about(party, lang),
        above=tuple(_row(p, lang) for p in board.parties.ancestors(party.code)),
        below=tuple(_row(p, lang) for p in below[:MOST_PARTIES]),
        figure=shown_figure(drawn, "party", party.code, lang) if drawn.table.rows else None,
        groups=lines,
        pairs=_pairs(view, party, lang),
        cite=citation(view, address, title=party.name(lang)),
    )


def _about(party: Party, lang: str) -> tuple[tuple[str, str], ...]:
    other = party.name_en if lang == "zh" else party.name_zh
    days = f"{party.valid_from or ''} … {party.valid_to or ''}".strip(" …")
    pairs = (
        (Words("类别", "Kind"), PARTY_KINDS[party.kind.value].pick(lang)),
        (Words("外文名", "Chinese name"), other),
        (Words("又名", "Also called"), "、".join(party.aliases)),
        (Words("有效", "Valid"), days),
        (Words("代码", "Code"), party.code),
        (Words("备注", "Note"), party.note),
    )
    return tuple((words.pick(lang), text) for words, text in pairs if text)


def _lines(view: View, party: Party, lang: str) -> tuple[tuple[str, tuple[PartyLine, ...]], ...]:
    groups: dict[str, list[PartyLine]] = {}
    for slug in _slugs(view, party):
        indicator = view.board.indicators.get(slug)
        if indicator is None:
            continue
        peers = [party] if is_large(view) else parties_of(view, indicator)
        found = section(view, indicator, peers)
        own = [line for line in found.lines if line.party.code == party.code]
        if not own:
            continue
        shown = trends(view, Section(indicator, found.unit, found.lines), lang)
        trend = next(t for t in shown if t.code == party.code)
        line = PartyLine(slug, indicator.name(lang), unit_name(indicator.unit, lang), trend)
        groups.setdefault(indicator.domain, []).append(line)
    return tuple((domain, tuple(rows)) for domain, rows in groups.items())


def _slugs(view: View, party: Party) -> list[str]:
    """Headline indicators first, then by the board's order."""
    _, first = headline(view)
    if is_large(view):
        return [indicator.slug for indicator in first]
    asked = view.board.select(party=party.code, as_of=view.as_of)
    have = {fact.indicator for fact in view.board.ledger.facts(asked)}
    order = [i.slug for i in (*first, *view.board.indicators)]
    return [slug for slug in dict.fromkeys(order) if slug in have]


def _pairs(view: View, party: Party, lang: str) -> tuple[tuple[str, str, str, str], ...]:
    from yipan.publish.wording import figure

    if is_large(view):
        return ()
    slugs = {f.indicator for f in _flow_facts(view)}
    found = []
    for slug in sorted(slugs):
        for item in chosen_of(view, slug):
            fact = item.fact
            if fact.counterparty and party.code in (fact.party, fact.counterparty):
                pair = view.board.pair_name(fact.party, fact.counterparty, lang)
                name = f"{view.board.indicator_name(slug, lang)} {fact.period}"
                found.append((name, pair, figure(fact, lang), fact.id))
    return tuple(found)


def _flow_facts(view: View) -> list[Fact]:
    return view.once.get(
        "pairs",
        lambda: [f for f in view.board.ledger.facts(view.board.select()) if f.counterparty],
    )


LIST = Page(
    "parties",
    "parties",
    Words("方", "Parties"),
    "Every party of the board as a tree.",
    Parties,
    build_list,
)
ONE = Page(
    "party",
    "party/{party}",
    Words("一方", "A party"),
    "One party: its indicators with trend and rank, who contains it and whom it contains.",
    PartyPage,
    build_one,
)
