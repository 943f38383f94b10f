"""The reason behind a fact: the figures about one thing, the one that counts first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yipan.board.feeds import voice
from yipan.core.printed import said
from yipan.core.reasons import Reason
from yipan.core.words import Words
from yipan.facts import Chosen, Fact, RowKind, Selection, Standing, resolve

if TYPE_CHECKING:
    from yipan.board.board import Board


def reason(board: Board, fact: Fact, lang: str = "zh") -> Reason:
    """What the board takes for the thing that `fact` is about, and what it was chosen from."""
    asked = Selection(
        indicators=(fact.indicator,),
        parties=(fact.party,),
        periods=(fact.period,),
        frequencies=(fact.frequency,),
        definitions=(fact.definition,),
    )
    found = [
        c
        for c in resolve(board.ledger.facts(asked), board.rule)
        if (c.fact.counterparty, c.fact.price_basis) == (fact.counterparty, fact.price_basis)
    ]
    return chosen_reason(board, found[0], lang) if found else leaf(board, fact, lang)


def chosen_reason(board: Board, chosen: Chosen, lang: str = "zh") -> Reason:
    """The choice as a tree: the chosen figure first, then the others."""
    fact = chosen.fact
    label = " ".join(
        (
            board.pair_name(fact.party, fact.counterparty, lang),
            fact.period,
            board.indicator_name(fact.indicator, lang),
        )
    )
    because = [_standing(board, s, lang) for s in (chosen.standing, *chosen.others)]
    rule = f"{label} ({chosen.rule}: {chosen.why.pick(lang)})"
    return Reason("choose", rule, because[0].value, fact.unit, "", tuple(because))


def leaf(board: Board, fact: Fact, lang: str = "zh") -> Reason:
    """A printed figure with its source and locator, or a correction with its reason."""
    label = said(fact.value, fact.qualifier, fact.unit, lang)
    if fact.row == RowKind.FIGURE:
        source = board.sources.get(fact.source)
        said_by = voice(board, fact, lang)
        title = f"{said_by} {source.title}" if source else said_by
        unknown = Words("发布日期不详", "publication unknown").pick(lang)
        parts = [title, fact.locator, fact.published_on or unknown]
    else:
        rows = {
            RowKind.CORRECTION: Words(f"更正 {fact.expects} → ", f"corrects {fact.expects} to "),
            RowKind.WITHDRAWAL: Words("撤回 ", "withdraws "),
        }
        label = f"{rows[RowKind(fact.row)].pick(lang)}{label}"
        learned = Words(f"录入 {fact.learned_on}", f"learned {fact.learned_on}").pick(lang)
        parts = [fact.reason, learned]
    cite = ", ".join(part for part in parts if part)
    return Reason("fact", f"{label} [{fact.id}]", fact.printed.value, fact.unit, cite)


def _standing(board: Board, standing: Standing, lang: str) -> Reason:
    """A figure; where it is corrected the correction first, then the figure as printed."""
    printed = leaf(board, standing.figure, lang)
    if standing.withdrawn_by is not None:
        gone = leaf(board, standing.withdrawn_by, lang)
        label = f"{gone.label}: {gone.cite}"
        return Reason("choose", label, printed.value, printed.unit, "", (printed,))
    if standing.counts is standing.figure:
        return printed
    corrected = leaf(board, standing.counts, lang)
    label = Words("更正后取", "as corrected").pick(lang)
    return Reason("choose", label, corrected.value, corrected.unit, "", (corrected, printed))
