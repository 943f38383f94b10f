"""What the commands about facts share: the opened board, receipts and facts as JSON."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import yipan
from yipan.core.canonical import Receipt
from yipan.core.errors import BadInput
from yipan.core.interval import Interval, rational_text
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.facts.conflicts import Conflict
    from yipan.facts.record import Fact


def receipt(board: Board) -> Receipt:
    """The program's version and the hash of the ledger that was read."""
    return Receipt(yipan.__version__, facts=board.ledger.digest)


def read_as_of(text: str | None) -> date | None:
    """The day of --as-of; refuses what is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(
            Words(f"“{text}”不是日期", f"{text!r} is not a day"),
            hint=Words("请写作 2016-01-01", "write it as 2016-01-01"),
            where="--as-of",
        ) from None


def fact_json(fact: Fact) -> dict[str, object]:
    """The columns that hold something, the id, and what the numeral can stand for."""
    from yipan.facts.record import column_names

    columns = {name: getattr(fact, name) for name in column_names()}
    filled = {name: str(value) for name, value in columns.items() if value not in ("", None)}
    return {"id": fact.id, **filled, "interval": interval_json(fact.printed.interval)}


def interval_json(interval: Interval) -> list[str | None]:
    """Both ends as exact text; null is an open end."""
    return [None if end is None else rational_text(end) for end in (interval.lo, interval.hi)]


def conflict_json(conflict: Conflict, lang: str) -> dict[str, object]:
    """A conflict as a row."""
    thing = conflict.thing
    return {
        "id": conflict.id,
        "class": conflict.kind.value,
        "severity": conflict.severity.value,
        "rule": conflict.rule,
        "indicator": thing.indicator,
        "party": thing.party,
        "counterparty": thing.counterparty,
        "period": thing.period,
        "sum": conflict.sum,
        "why": conflict.why.pick(lang),
        "expected": interval_json(conflict.expected),
        "printed": interval_json(conflict.printed),
        "unit": conflict.unit,
        "settled_by": [row.id for row in conflict.settled_by],
        "facts": [fact_json(fact) for fact in conflict.facts],
    }
