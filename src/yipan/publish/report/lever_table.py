"""What every lever of a board would move in the last year of its scenario, and what is settled.

Only arithmetic stands here: no forecast, no response. A scenario or a compact without its facts is
undetermined, with what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.core.english import unit_name
from yipan.core.errors import Coded
from yipan.core.reasons import Reason
from yipan.core.text import shorten
from yipan.core.words import Words, pick
from yipan.publish.report.document import Cell, Head, Table
from yipan.publish.report.levers import clauses_of, shortened
from yipan.publish.report.plan import BlockPlan
from yipan.publish.report.values import Values
from yipan.publish.scenario_words import QUANTITIES

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.scenarios.accounting import Row, Transfer
    from yipan.scenarios.simulate import Simulation

ILLUSTRATIVE = "示意"
LEVEL = "baseline + change"
NOTE = Words(
    "只作算术:没有预测,也没有反应;标“示意”者,其数额为假设。",
    "Arithmetic alone, without forecast or response; amounts marked illustrative are supposed.",
)
HEADS = (
    Words("情景", "scenario"),
    Words("方", "party"),
    Words("数量", "quantity"),
    Words("年份", "years"),
    Words("数值", "value"),
    Words("单位", "unit"),
    Words("算式或条款", "arithmetic or clause"),
)


def lever_table(board: Board, values: Values, block: BlockPlan) -> Table | None:
    """A row for each quantity that a scenario of the board moves; None without scenarios."""
    lang = values.lang
    rows: list[tuple[Cell, ...]] = []
    for path in sorted((board.path / "scenarios").glob("*.yaml")):
        found = _simulated(board, values, path.stem)
        if isinstance(found, Coded):
            said = pick(found.fact, lang)
            rows.append(_undetermined(path.stem, Words(said, said), lang))
            continue
        rows += _rows(board, values, found)
    if not rows:
        return None
    title = block.title if block.title.zh else Words("各杠杆调动什么", "What the levers would move")
    heads = tuple(Head(h.pick(lang), h.en == "value") for h in HEADS)
    return Table(title.pick(lang), heads, tuple(rows), NOTE.pick(lang))


def _simulated(board: Board, values: Values, name: str) -> Simulation | Coded:
    """The scenario run on the board, or what it lacks."""
    from yipan.board.bindings.simulating import simulate_document

    try:
        return simulate_document(name, str(board.path), values.as_of).simulation
    except Coded as error:
        if error.code != "MISSING":
            raise
        return error


def _rows(board: Board, values: Values, found: Simulation) -> Iterator[tuple[Cell, ...]]:
    scenario, lang = found.scenario, values.lang
    name = f"l-{scenario.name}"
    values.reasons.setdefault(name, clauses_of(found))
    supposed = any(ILLUSTRATIVE in lever.source for lever in scenario.levers)
    mark = Words("(示意)", " (illustrative)").pick(lang) if supposed else ""
    for row in (entry.row for entry in found.accounting):
        if row.period != scenario.years[-1] or row.because == LEVEL or not row.value:
            continue
        if row.quantity != "settled":
            yield (
                Cell(scenario.name),
                Cell(_party(board, row.party, lang)),
                Cell(_quantity(board, found, row, lang)),
                Cell(str(row.period), Fraction(row.period)),
                Cell(shortened(row.value), row.value, name),
                Cell(_unit(row.unit, lang)),
                Cell(shorten(row.because, 44) + mark),
            )
    yield from _settled(board, values, found, mark)
    for agreement in scenario.agreements:
        start = f"{agreement.id}({agreement.compact})未定"
        for words in found.warnings:
            if words.zh.startswith(start):
                lacks = (words.zh.partition("未定:")[2], words.en.partition("undetermined: ")[2])
                told = Words(*(f"{agreement.compact}: {text}" for text in lacks))
                yield _undetermined(scenario.name, told, lang)


def _settled(
    board: Board, values: Values, found: Simulation, mark: str
) -> Iterator[tuple[Cell, ...]]:
    """What an agreement moves between two parties over all years."""
    lang, name = values.lang, f"m-{found.scenario.name}"
    pairs: dict[tuple[str, str, str], list[Transfer]] = {}
    for move in found.moves:
        if move.clause:
            pairs.setdefault((move.origin, move.destination, move.unit), []).append(move)
    trees = []
    for (giver, receiver, unit), moves in pairs.items():
        total = sum((m.quantity for m in moves), Fraction(0))
        ends = "→".join(_party(board, end, lang) for end in (giver, receiver))
        years = sorted({m.period for m in moves})
        when = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
        leaves = tuple(Reason("clause", m.because, m.quantity, unit, m.clause) for m in moves)
        trees.append(Reason("sum", f"{ends} {when}", total, unit, "", leaves))
        clauses = ", ".join(dict.fromkeys(m.clause for m in moves))
        compacts = ", ".join(dict.fromkeys(a.compact for a in found.scenario.agreements))
        yield (
            Cell(found.scenario.name),
            Cell(ends),
            Cell(QUANTITIES["settled"].pick(lang)),
            Cell(when),
            Cell(shortened(total), total, name),
            Cell(_unit(unit, lang)),
            Cell(f"{compacts} {clauses}{mark}"),
        )
    if trees:
        values.reasons[name] = tuple(trees)


def _undetermined(scenario: str, words: Words, lang: str) -> tuple[Cell, ...]:
    said = Words("未定", "undetermined").pick(lang)
    told = words.pick(lang)
    blank = Cell("—")
    return (Cell(scenario), blank, blank, blank, Cell(said), blank, Cell(told))


def _quantity(board: Board, found: Simulation, row: Row, lang: str) -> str:
    """The quantity in words; of a level the indicator that the lever moves."""
    if row.quantity in QUANTITIES and row.quantity != "level":
        return QUANTITIES[row.quantity].pick(lang)
    moved = next((x.indicator for x in found.scenario.levers if x.id == row.lever), "")
    slug = moved if row.quantity == "level" else row.quantity.removesuffix("-change")
    name = board.indicator_name(slug, lang)
    changed = Words(f"{name}变化", f"change of {name}").pick(lang)
    return changed if row.quantity.endswith("-change") else name


def _party(board: Board, name: str, lang: str) -> str:
    """A name on the board; the fund of a split and enterprises are no parties of a board."""
    if name == "fund":
        return Words("基金", "fund").pick(lang)
    found = board.parties.names.get(name)
    return found.name(lang) if found else name


def _unit(unit: str, lang: str) -> str:
    return unit if lang == "zh" else unit_name(unit, lang)
