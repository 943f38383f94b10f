"""Figures of a board as pages show them: each with its year, its reason and its conflicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.board.bindings.findings import findings
from yipan.board.bindings.searching import LARGE, Searched, search_conflicts
from yipan.core.errors import UnknownName
from yipan.core.indicators import Better, Indicator
from yipan.core.interval import decimal_text
from yipan.core.parties import Party, PartyKind
from yipan.core.printed import said
from yipan.core.words import Words
from yipan.facts.conflicts.find import find_conflicts
from yipan.facts.conflicts.model import Severity
from yipan.facts.selection import Selection
from yipan.publish.overview import (
    Line,
    Point,
    Section,
    headline_indicators,
    headline_parties,
    section_of,
)
from yipan.publish.spark import points
from yipan.publish.wording import signed_percent

if TYPE_CHECKING:
    from yipan.diagnosis.findings import Finding
    from yipan.facts import Chosen
    from yipan.facts.record import Fact
    from yipan.web.shelf import View

DOUBTFUL = frozenset({"provisional", "estimate", "illustrative"})
SPARK = (120, 28)
FEW = 4
# A ledger of so many rows is read in one question.
READ_WHOLE = 20_000


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: as printed, its year, the ids of its fact and of a conflict, and if provisional."""

    text: str
    year: int
    reason: str
    doubt: str = ""
    provisional: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """A party's line: newest figure, change since the first, rank among its like, a spark line.

    `runs`: neighbouring years as SVG points. `verdict`: good, bad or empty.
    """

    party: str
    code: str
    latest: Number
    first: Number
    change: str
    verdict: str
    rank: tuple[int, int] | None
    runs: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]


def is_large(view: View) -> bool:
    """Whether the ledger holds too many rows to be read whole for a page."""
    return len(view.board.ledger) > LARGE


def headline(view: View) -> tuple[list[Party], list[Indicator]]:
    """What stands first: named by the board, else what it has most of."""

    def make() -> tuple[list[Party], list[Indicator]]:
        board = view.board
        named = bool(board.headline_parties and board.headline_indicators)
        if is_large(view) and not named:
            return list(board.parties)[:FEW], list(board.indicators)[: 2 * FEW]
        figures: list[Fact] = [] if named else board.ledger.facts(board.select(as_of=view.as_of))
        return headline_parties(board, figures), headline_indicators(board, figures)

    return view.once.get("headline", make)


def chosen_of(view: View, slug: str, parties: Sequence[str] = ()) -> list[Chosen]:
    """What the rule chose for an indicator; on a large board for the parties named."""
    wanted = tuple(parties) if is_large(view) else ()
    if len(view.board.ledger) <= READ_WHOLE:
        return view.once.get("chosen", lambda: _by_indicator(view)).get(slug, [])

    def make() -> list[Chosen]:
        return view.board.chosen(slug, party=wanted, as_of=view.as_of)

    return view.once.get(("chosen", slug, wanted), make)


def _by_indicator(view: View) -> dict[str, list[Chosen]]:
    """Every choice of a small board in one question."""
    found: dict[str, list[Chosen]] = {}
    for item in view.board.chosen(as_of=view.as_of):
        found.setdefault(item.fact.indicator, []).append(item)
    return found


def section(view: View, indicator: Indicator, parties: Sequence[Party]) -> Section:
    """The yearly lines of an indicator for those parties."""
    codes = tuple(party.code for party in parties)
    return view.once.get(
        ("section", indicator.slug, codes),
        lambda: section_of(indicator, parties, chosen_of(view, indicator.slug, codes)),
    )


def parties_of(view: View, indicator: Indicator) -> list[Party]:
    """Parties that have the indicator: the headline's first, then in the board's order."""
    first, _ = headline(view)
    if is_large(view):
        return first
    have = {c.fact.party for c in chosen_of(view, indicator.slug) if not c.fact.counterparty}
    rest = [p for p in view.board.parties if p.code in have and p not in first]
    return [p for p in first if p.code in have] + rest


def searched(view: View, indicator: str = "") -> Searched:
    """The conflicts of the board; on a large one those of an indicator, else of the headline."""
    board = view.board
    if not is_large(view):
        return view.once.get("conflicts", lambda: search_conflicts(board, as_of=view.as_of))
    if indicator:
        asked = (board, indicator, view.as_of)
        return view.once.get(("conflicts", indicator), lambda: search_conflicts(*asked))
    return view.once.get("conflicts", lambda: _of_headline(view))


def _of_headline(view: View) -> Searched:
    parties, indicators = headline(view)
    asked = Selection(
        indicators=tuple(i.slug for i in indicators),
        parties=tuple(p.code for p in parties),
        as_of=view.as_of,
    )
    told = Words(
        "此盘很大: 只比对要览的指标与各方", "a large board: only headline figures are compared"
    )
    return Searched(find_conflicts(view.board.ledger.facts(asked), view.board.context), told)


def doubts(view: View) -> dict[str, str]:
    """From the id of a figure to the worst conflict that nothing explains."""

    def make() -> dict[str, str]:
        found = [c for c in searched(view).conflicts if c.severity is not Severity.NOTE]
        return {fact.id: c.id for c in reversed(found) for fact in c.facts}

    return view.once.get("doubts", make)


def found_findings(view: View) -> list[Finding]:
    """The board's findings; none on a board too large to read whole."""
    if is_large(view):
        return []
    return view.once.get("findings", lambda: findings(view.board, as_of=view.as_of))


def number_of(view: View, point: Point, unit: str, lang: str) -> Number:
    """A point as it is shown: the printed numeral where the unit is the printed one."""
    fact = point.chosen.fact
    if fact.unit == unit:
        text = said(fact.value, fact.qualifier, "", lang)
    else:
        text = said(plain(point.value), fact.qualifier, "", lang)
    doubt = doubts(view).get(point.chosen.printed.id, "")
    return Number(text, point.year, fact.id, doubt, fact.status in DOUBTFUL, unit)


def plain(value: Fraction) -> str:
    """An exact value with at most four decimals, trailing zeros left out."""
    text = decimal_text(value, 4)
    return text.rstrip("0").rstrip(".") if "." in text else text


def trends(view: View, found: Section, lang: str) -> list[Trend]:
    """Each line of a section with its rank and spark line."""
    return [_trend(view, found, line, lang) for line in found.lines]


def _trend(view: View, found: Section, line: Line, lang: str) -> Trend:
    unit = found.indicator.unit
    first, last = line.points[0], line.points[-1]
    known = line.change is not None
    own = [point.value for point in line.points]
    runs = points(line.by_year(found.years), min(own), max(own), *SPARK)
    verdict = {Better.UP: "good", Better.DOWN: "bad", Better.NONE: ""}[found.verdict(line)]
    return Trend(
        party=line.party.name(lang),
        code=line.party.code,
        latest=number_of(view, last, unit, lang),
        first=number_of(view, first, unit, lang),
        change=signed_percent(first.value, last.value, unit, lang) if known else "",
        verdict=verdict,
        rank=rank(found, line),
        runs=tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1),
        dots=tuple(runs[-1][-1:]) if runs else (),
    )


def rank(found: Section, line: Line) -> tuple[int, int] | None:
    """The place of a line's newest figure among parties of its kind in the same year; 1 is best."""
    if found.indicator.better is Better.NONE or line.party.kind is PartyKind.GROUP:
        return None
    year, value = line.points[-1].year, line.points[-1].value
    others = [
        point.value
        for other in found.lines
        if other.party.kind is line.party.kind
        for point in other.points
        if point.year == year
    ]
    if len(others) < 2:
        return None
    up = found.indicator.better is Better.UP
    ahead = sum(1 for v in others if (v > value if up else v < value))
    return ahead + 1, len(others)


def fact_called(view: View, name: str, hint: tuple[str, str, str] = ("", "", "")) -> Fact:
    """The fact of that id or key. `hint`: its indicator, party and period, for a large ledger."""
    board = view.board
    wanted = board.fact_id(name)
    if not is_large(view):
        index = view.once.get("by id", lambda: {f.id: f for f in board.ledger.facts()})
        if wanted in index:
            return index[wanted]
        raise UnknownName("fact", name, board.keys)
    slug, party, period = ((word,) if word else () for word in hint)
    asked = Selection(indicators=slug, parties=party, periods=period)
    found = [f for f in board.ledger.find(wanted, asked) if f.id == wanted]
    if not found:
        raise UnknownName("fact", name, board.keys)
    return found[0]


def counted(view: View) -> Counter[str]:
    """How many rows each source has; counted by the parts' own table where the board is large."""

    def make() -> Counter[str]:
        if is_large(view):
            return Counter()
        return Counter(
            f.source for f in view.board.ledger.facts(view.board.select(as_of=view.as_of))
        )

    return view.once.get("counted", make)
