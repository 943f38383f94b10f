"""`yipan compare` when its documents are scenarios: one block after the other."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from yipan.cli.face import table
from yipan.cli.simulation_text import names_of, party_name
from yipan.core.text import figure
from yipan.core.words import Words
from yipan.publish.scenario_words import quantity_name
from yipan.scenarios.baseline import named
from yipan.scenarios.comparing import unlike

if TYPE_CHECKING:
    from fractions import Fraction

    from yipan.board.bindings.comparing import SideBySide
    from yipan.scenarios.comparing import Compared

BLOCKS = {
    "accounting": Words("一、核算", "1. ACCOUNTING"),
    "baseline": Words("二、预测", "2. FORECAST"),
    "responses": Words("三、假定", "3. ASSUMED"),
    "index": Words("指数", "INDEX"),
    "targets": Words("目标:达到的概率", "TARGETS: chance of meeting them"),
}


def comparison_text(found: SideBySide, limits: list[str], lang: str) -> str:
    """The last period of each quantity that the most scenarios have; `--json` has every one."""
    board = next((s.board for s in found.simulated if s.board), "")
    indicators = [n for s in found.simulated for n in named(s.simulation.scenario)]
    labels = names_of(dict.fromkeys(indicators), board, lang)
    parts = []
    for block, group in groupby(found.rows, key=lambda row: row.block):
        rows = [_row(row, labels, lang) for row in _last(list(group))]
        header = Words("数量 方 年份 单位", "quantity party year unit").pick(lang).split()
        header += [*found.names, *(f"Δ {n}" for n in found.names[1:])]
        right = tuple(range(4, len(header)))
        parts.append(f"{BLOCKS[block].pick(lang)}\n{table(header, rows, right=right, keep=right)}")
    parts += [words.pick(lang) for words in unlike(found.rows)]
    parts.append("\n".join(f"- {text}" for text in limits))
    return "\n\n".join(parts)


def _last(rows: list[Compared]) -> list[Compared]:
    found: dict[tuple[str, str, str], Compared] = {}
    for row in rows:
        key = row.quantity, row.party, row.unit
        if key not in found or _held(row) >= _held(found[key]):
            found[key] = row
    return list(found.values())


def _held(row: Compared) -> int:
    return sum(value is not None for value in row.values)


def _row(row: Compared, labels: dict[str, str], lang: str) -> list[str]:
    name = quantity_name(row.quantity, labels, lang)
    start = [name, party_name(row.party, lang), str(row.period), row.unit]
    return [*start, *map(_shown, row.values), *map(_shown, row.differences[1:])]


def _shown(value: Fraction | None) -> str:
    return "—" if value is None else figure(float(value))
