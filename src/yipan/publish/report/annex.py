"""The annexes: citations of sources, all figures used, definitions, revisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from yipan.core.english import unit_name
from yipan.core.interval import rational_text
from yipan.core.text import chinese_punctuation
from yipan.core.words import Words
from yipan.publish.report.document import Cited, Report
from yipan.publish.wording import figure

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.publish.report.values import Values


def cited(board: Board, codes: Iterable[str], lang: str) -> dict[str, Cited]:
    """Entries in order of first use."""
    found: dict[str, Cited] = {}
    for code in codes:
        source = board.sources.get(code)
        note = source.note if source else ""
        found[code] = Cited(code, len(found) + 1, citation(board, code, lang), note)
    return found


def citation(board: Board, code: str, lang: str) -> str:
    """Authors. Title. Publisher, date (after GB/T 7714; a type mark is not guessed)."""
    source = board.sources.get(code)
    if source is None:
        return code
    authors = ", ".join(a.strip() for a in source.authors.replace(";", ";").split(";") if a.strip())
    unknown = Words("日期不详", "no date").pick(lang)
    issued = ", ".join(p for p in (source.publisher, source.published_on.text or unknown) if p)
    return ". ".join(part for part in (authors, source.title, issued) if part) + "."


@dataclass(slots=True)
class Notes:
    """Sources of notes: in full the first time, then by the number of that note."""

    report: Report
    _first: dict[str, int] = field(default_factory=dict)
    _count: int = 0

    def text(self, codes: Iterable[str]) -> str:
        """The text of the next note."""
        self._count += 1
        zh = self.report.lang == "zh"
        said = []
        for code in codes:
            source = self.report.sources.get(code)
            if source is None:
                continue
            if code in self._first:
                back = self._first[code]
                said.append(f"{code},见注{back}" if zh else f"{code}, see note {back}")
            else:
                self._first[code] = self._count
                said.append(f"{code}: {source.citation}")
        return chinese_punctuation(";".join(said)) if zh else "; ".join(said)


def data_rows(board: Board, values: Values) -> tuple[tuple[str, ...], ...]:
    """Every chosen figure: indicator, party, period, value, unit, qualifier, status, source, place,
    published, id.
    """
    rows = []
    for slug in values.indicators():
        for item in values.chosen(slug):
            fact = item.fact
            rows.append(
                (
                    board.indicator_name(slug, values.lang),
                    board.pair_name(fact.party, fact.counterparty, values.lang),
                    fact.period,
                    fact.value,
                    unit_name(fact.unit, values.lang),
                    fact.qualifier,
                    fact.status,
                    item.printed.source,
                    item.printed.locator,
                    item.printed.published_on,
                    item.printed.id,
                )
            )
    return tuple(rows)


def definition_rows(board: Board, values: Values) -> tuple[tuple[str, ...], ...]:
    """Indicators in use: slug, name, unit, kind, better, note."""
    known = set(values.indicators())
    return tuple(
        (i.slug, i.name(values.lang), unit_name(i.unit, values.lang), i.kind.value, i.better.value,
         i.note)
        for i in board.indicators
        if i.slug in known
    )  # fmt: skip


def revisions(board: Board, lang: str, as_of: date | None) -> tuple[tuple[str, ...], ...]:
    """Figures that were printed more than once: thing, period, each edition, total revision."""
    rows = []
    for history in board.history():
        if len(history.editions) < 2:
            continue
        fact = history.first.standing.figure
        if as_of is not None and any(
            e.known_from and e.known_from > as_of for e in history.editions
        ):
            continue
        rows.append(
            (
                board.indicator_name(fact.indicator, lang),
                board.pair_name(fact.party, fact.counterparty, lang),
                fact.period,
                figure(fact, lang),
                "; ".join(
                    f"{rational_text(e.value)} ({e.known_from or '?'})" for e in history.editions
                ),
                rational_text(history.revised_by),
                history.unit.symbol,
            )
        )
    return tuple(rows)
