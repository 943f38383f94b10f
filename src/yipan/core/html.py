"""Tables for notebooks: escaped, and cut where they are long."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

ROWS_SHOWN = 200


def html_table(header: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> str:
    """An escaped HTML table; long ones are cut with a line that says how many are left out."""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in rows[:ROWS_SHOWN]
    )
    left = len(rows) - ROWS_SHOWN
    more = f'<tr><td colspan="{len(header)}">… {left}</td></tr>' if left > 0 else ""
    top = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{top}<thead><tr>{head}</tr></thead><tbody>{body}{more}</tbody></table>"
