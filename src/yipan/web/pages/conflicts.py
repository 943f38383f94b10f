"""Where the sources disagree: all conflicts by class, each with its sum and repairs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yipan.core.english import unit_after, unit_apart
from yipan.core.words import Words
from yipan.facts.conflicts.model import Severity
from yipan.facts.conflicts.repair import repairs
from yipan.publish.why import about, cite, rounded, sum_of
from yipan.publish.wording import CLASSES, SEVERITIES, figure
from yipan.web.address import Address
from yipan.web.numbers import searched
from yipan.web.pages.page import Page, told
from yipan.web.shelf import View

if TYPE_CHECKING:
    from yipan.facts.conflicts.model import Conflict

PAGE_SIZE = 60


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A printed figure of a conflict: what it is about, as printed, where, its id."""

    about: str
    text: str
    cite: str
    source: str
    id: str


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A conflict as it is read."""

    id: str
    kind: str
    severity: str
    severity_name: str
    about: str
    sum: str
    why: str
    expected: str
    printed: str
    figures: tuple[ShownFigure, ...]
    repairs: tuple[str, ...]
    settled: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Context of the page of conflicts."""

    kinds: tuple[tuple[str, str, int], ...] = told("class, its name and how many it has")
    kind: str = told("the class that is shown; empty: all")
    rows: tuple[ShownConflict, ...] = told("the conflicts, hard ones first")
    found: int = told("how many there are in all")
    explained: int = told("how many more a vintage or definition explains")
    notes: bool = told("whether explained ones are shown, too")
    left_out: str = told("what was not searched on a large board")
    next: int = told("place of the next page; 0 at the end")


def shown_conflict(
    view: View, conflict: Conflict, lang: str, *, fixes: bool = True
) -> ShownConflict:
    """A conflict with its figures and what would restore it."""
    board = view.board
    known = searched(view).conflicts if fixes else []
    return ShownConflict(
        id=conflict.id,
        kind=CLASSES[conflict.kind].pick(lang),
        severity=conflict.severity.value,
        severity_name=SEVERITIES[conflict.severity].pick(lang),
        about=about(board, conflict.thing, lang),
        sum=sum_of(conflict, lang),
        why=conflict.why.pick(lang),
        expected=f"{rounded(conflict.expected)}{unit_apart(conflict.unit, lang)}".strip(),
        printed=f"{rounded(conflict.printed)}{unit_apart(conflict.unit, lang)}".strip(),
        figures=tuple(
            ShownFigure(
                about(board, fact, lang),
                figure(fact, lang),
                cite(board, fact, lang),
                fact.source,
                fact.id,
            )
            for fact in conflict.facts
        ),
        repairs=tuple(
            Words(" 且 ", " and ")
            .pick(lang)
            .join(
                f"{about(board, c.facts[0], lang)} {c.facts[0].value} → {c.to}"
                for c in repair.changes
            )
            for repair in (repairs(conflict, known, most=3) if fixes else ())
        ),
        settled=tuple(
            f"{row.expects} → {row.value}{unit_after(row.unit, lang)}: {row.reason}"
            for row in conflict.settled_by
        ),
    )


def build(view: View, address: Address) -> Conflicts:
    """Conflicts, filtered by class, indicator or party."""
    lang = address.lang
    asked = address.one("indicator")
    result = searched(view, view.board.indicators.find(asked).slug if asked else "")
    touching = [c for c in result.conflicts if _touches(view, c, address)]
    notes = address.one("notes") == "1"
    explained = sum(c.severity is Severity.NOTE for c in touching)
    kept = [c for c in touching if notes or c.severity is not Severity.NOTE]
    counted = Counter(c.kind for c in kept)
    kind = address.one("class")
    if kind:
        kept = [c for c in kept if c.kind.value == kind]
    start = int(address.one("start", "0")) if address.one("start", "0").isdecimal() else 0
    page = kept[start : start + PAGE_SIZE]
    return Conflicts(
        kinds=tuple((k.value, CLASSES[k].pick(lang), n) for k, n in counted.most_common()),
        kind=kind,
        rows=tuple(shown_conflict(view, c, lang) for c in page),
        found=len(kept),
        explained=explained,
        notes=notes,
        left_out=result.told.pick(lang) if result.told else "",
        next=start + PAGE_SIZE if start + PAGE_SIZE < len(kept) else 0,
    )


def _touches(view: View, conflict: Conflict, address: Address) -> bool:
    board = view.board
    indicator, party = address.one("indicator"), address.one("party")
    slug = board.indicators.find(indicator).slug if indicator else ""
    code = board.parties.find(party).code if party else ""
    return any(
        slug in ("", f.indicator) and code in ("", f.party, f.counterparty) for f in conflict.facts
    )


PAGE = Page(
    "conflicts",
    "conflicts",
    Words("来源之间的不一致", "Where the sources disagree"),
    "All disagreements between printed figures; filtered by class, indicator and party.",
    Conflicts,
    build,
)
