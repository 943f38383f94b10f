"""What the facts of a board settle under one of its compacts, and which facts it lacks.

A figure counts where the board's indicator has the name of the compact's (or an alias), the unit
converts and the numeral is a value rather than a bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from yipan.board.bindings.compacts import Settled, settle_compact
from yipan.compacts.document.document import Compact
from yipan.compacts.document.document import Indicator as Wanted
from yipan.compacts.document.library import Addressed
from yipan.compacts.settling.facts_table import Row
from yipan.core.errors import Coded
from yipan.core.printed import Qualifier
from yipan.core.units import find_unit
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board.board import Board
    from yipan.facts.resolve import Chosen

DOUBTFUL = frozenset({"provisional", "estimate", "illustrative"})
MEASURED = frozenset({Qualifier.ROUNDED.value, Qualifier.EXACT.value})


@dataclass(frozen=True, slots=True)
class FromBoard:
    """`settled` is None where the board has no fact for it; `refused`: why its facts do not serve.

    `absent` names the facts that the compact reads and the board does not have; `doubtful`: some
    figure is provisional, estimated or illustrative.
    """

    settled: Settled | None
    absent: tuple[str, ...]
    refused: Words | str = ""
    doubtful: bool = False


def settle_from_board(
    board: Board,
    versions: Sequence[Compact],
    chosen: Callable[[str], Iterable[Chosen]],
    as_of: date | None = None,
) -> FromBoard:
    """Every move that the board's chosen figures (`chosen` of an indicator's slug) determine."""
    wanted = {name: want for c in versions for name, want in c.indicators.items()}
    rows: list[Row] = []
    absent, doubtful = [], False
    inside = {
        part for w in wanted.values() for part in (*w.parts, *w.less, w.gross, w.rate) if part
    }
    for name, want in wanted.items():
        items = _serving(board, want, chosen)
        found = [_row(board, want, item, len(rows) + i) for i, item in enumerate(items, 1)]
        rows += found
        doubtful |= any(item.fact.status in DOUBTFUL for item in items)
        if not found and name not in inside and not want.optional:
            absent.append(name)
    if not rows:
        return FromBoard(None, tuple(absent))
    addressed = Addressed(versions[0].id, tuple(versions), forced=False)
    try:
        settled = settle_compact(addressed, rows, as_of)
        return FromBoard(settled, tuple(absent), "", doubtful)
    except Coded as error:
        return FromBoard(None, tuple(absent), error.fact)


def _serving(board: Board, want: Wanted, chosen: Callable[[str], Iterable[Chosen]]) -> list[Chosen]:
    """The board's figures that stand for what the compact reads."""
    indicator = board.indicators.names.get(want.name)
    unit = find_unit(want.unit)
    if indicator is None or unit is None or want.kind != "number":
        return []
    return [
        item
        for item in chosen(indicator.slug)
        if item.fact.qualifier in MEASURED
        and (own := find_unit(item.fact.unit)) is not None
        and own.converts_to(unit)
    ]


def _row(board: Board, want: Wanted, item: Chosen, number: int) -> Row:
    fact = item.fact
    cells = {
        "party": board.party_name(fact.party, "zh"),
        "to_party": board.party_name(fact.counterparty, "zh") if fact.counterparty else "",
        "indicator": want.name,
        "period": "" if want.constant else fact.period,
        "value": fact.value,
        "unit": fact.unit,
        "source": item.printed.source,
    }
    return Row(number, board.name, cells)
