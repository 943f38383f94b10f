"""What stands behind a value, in words: what it is about, where it is printed, what it breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yipan.board.feeds import voice
from yipan.core.english import unit_name, with_english_units
from yipan.core.interval import Interval, decimal_text
from yipan.core.words import Words
from yipan.facts.conflicts.model import Conflict
from yipan.facts.record import Fact
from yipan.publish.wording import figure, published

if TYPE_CHECKING:
    from yipan.board import Board


def cite(board: Board, fact: Fact, lang: str) -> str:
    """Source, locator and date of publication: D0《…》 一/9, 2025-01."""
    source = board.sources.get(fact.source)
    title = source.title if source else ""
    if title and not title.startswith("《"):
        title = f"《{title}》"
    return f"{voice(board, fact, lang)}{title} {fact.locator}, {published(fact, lang)}"


def about(board: Board, fact: Fact, lang: str) -> str:
    """Party, indicator and period of a fact in words."""
    extras = ", ".join(e for e in (fact.definition, fact.price_basis) if e)
    name = board.pair_name(fact.party, fact.counterparty, lang)
    indicator = board.indicator_name(fact.indicator, lang)
    return f"{name} {indicator}{f' ({extras})' if extras else ''} {fact.period}".strip()


def conflict_lines(board: Board, conflict: Conflict, lang: str) -> list[str]:
    """The sum, both intervals and each printed figure with source and locator."""
    expected, printed = (words.pick(lang) for words in _side_names(conflict))
    figures = [
        f"  {about(board, fact, lang)} = {figure(fact, lang)}  ← {cite(board, fact, lang)}"
        f"  [{fact.id}]"
        for fact in conflict.facts
    ]
    both = (
        f"{expected} {rounded(conflict.expected)}; {printed} {rounded(conflict.printed)} "
        f"{unit_name(conflict.unit, lang)}"
    )
    return [sum_of(conflict, lang), both.rstrip(), conflict.why.pick(lang), *figures]


def sum_of(conflict: Conflict, lang: str) -> str:
    """The arithmetic that does not come out, its units in the language."""
    return conflict.sum if lang == "zh" else with_english_units(conflict.sum)


def _side_names(conflict: Conflict) -> tuple[Words, Words]:
    """What `expected` and `printed` are in this kind of conflict."""
    if conflict.rule.startswith("same-thing"):
        return Words("其一可指", "one can stand for"), Words("另一可指", "the other for")
    if conflict.rule.startswith(("plausible", "growth-apart", "bounds")):
        return Words("允许范围", "what is possible"), Words("所印数字给出", "the print gives")
    return Words("由其余数字可得", "follows from the others"), Words(
        "所印数字可指", "the print can stand for"
    )


def rounded(interval: Interval, places: int = 4) -> str:
    """An interval for reading; the exact one is in the JSON."""
    ends = [
        infinite if end is None else _trimmed(decimal_text(end, places))
        for end, infinite in ((interval.lo, "-∞"), (interval.hi, "∞"))
    ]
    return ends[0] if ends[0] == ends[1] else f"[{ends[0]}, {ends[1]}]"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
