"""What the commands about facts share: the opened board, receipts and facts as JSON."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import yipan
from yipan.core.canonical import Receipt
from yipan.core.errors import BadInput
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board


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
