"""A figure on a page: where it is drawn from, its words and the table behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yipan.core.words import pick

if TYPE_CHECKING:
    from yipan.publish.figures import Figure


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure by kind and key; `rows` are cells and the id behind them, `value_at` its column."""

    kind: str
    key: str
    title: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], str], ...]
    value_at: int


def shown_figure(figure: Figure, kind: str, key: str, lang: str) -> ShownFigure:
    """A figure in a language."""
    table = figure.table
    keys = [column.key for column in table.columns]
    return ShownFigure(
        kind,
        key,
        figure.title.pick(lang),
        figure.caption(lang),
        tuple(column.head.pick(lang) for column in table.columns),
        tuple(
            (tuple(pick(cell.text, lang) for cell in row), reason)
            for row, reason in zip(table.rows, table.reasons, strict=True)
        ),
        keys.index("value") if "value" in keys else len(keys) - 1,
    )
