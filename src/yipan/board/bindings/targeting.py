"""Goals of a board, and goals that somebody assumes, against the baseline of the board's series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yipan.board.bindings.problems import document_folder, documents, find_document
from yipan.board.bindings.scenarios import number
from yipan.board.bindings.series import year_table
from yipan.board.bindings.simulating import board_vintages
from yipan.core.fields import exact_or_scientific
from yipan.core.indicators import Better
from yipan.core.words import Words
from yipan.scenarios import limits
from yipan.scenarios.inverse import Span
from yipan.scenarios.table import YearTable
from yipan.scenarios.targets import ASSUMED, Aimed, Goal, aim, read_goals

if TYPE_CHECKING:
    from yipan.board.ask import Day
    from yipan.board.board import Board

TABLE = "goals"


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """Printed goals first, then assumed ones; `documents` are the files of the latter."""

    aimed: tuple[Aimed, ...]
    documents: tuple[Path, ...]


def aim_board(
    board: str, names: Sequence[str] = (), as_of: Day = None, *, draws: int = 10_000, seed: int = 1
) -> Targets:
    """The board's goals and those of its targets documents; or only the documents named."""
    from yipan.board import open_board

    opened = open_board(board)
    if names:
        paths = [find_document(name, board, "targets") for name in names]
        goals: list[Goal] = []
    else:
        paths = [
            document_folder(board, "targets") / f"{n}.yaml" for n in documents(board, "targets")
        ]
        goals = printed_goals(opened)
    for path in paths:
        goals += [_on_board(opened, goal) for goal in read_goals(path)]
    slugs = list(dict.fromkeys(g.indicator for g in goals if g.indicator))
    table = _with_groups(opened, year_table(opened, "", as_of, slugs), goals)
    states = [_with_groups(opened, t, goals) for t in board_vintages(opened, as_of, slugs)]
    return Targets(tuple(aim(goals, table, states, draws=draws, seed=seed)), tuple(paths))


def printed_goals(board: Board) -> list[Goal]:
    """The rows of the board's table of goals; each names what its text leaves open."""
    if TABLE not in board.tables:
        return []
    return [_printed(board, row) for row in board.table(TABLE)]


def _printed(board: Board, row: dict[str, str]) -> Goal:
    indicator = board.indicators.get(row["indicator"]) if row["indicator"] else None
    bound = _value(row["value"])
    year = int(row["by"]) if row["by"].isdigit() else None
    missing = []
    if indicator is None:
        missing.append(Words("文件未指明指标", "the text names no indicator"))
    if bound is None and not row["value"]:
        missing.append(Words("文件未写数值", "the text gives no value"))
    elif bound is None:
        missing.append(Words("文件写的是区间", "the text gives a range"))
    if year is None:
        missing.append(Words("文件未写期限", "the text gives no date"))
    up = indicator is None or indicator.better is not Better.DOWN
    qualifier = row["qualifier"]
    return Goal(
        id=row["code"],
        name=Words(row["name_zh"], row["name_en"]),
        party=board.party_name(row["party"]),
        indicator=indicator.slug if indicator else row["indicator"],
        year=year,
        bound=bound,
        at_least=qualifier == "at_least" or (up and qualifier != "below"),
        unit=row["unit"] or (indicator.unit if indicator else ""),
        source=" ".join(filter(None, (row["source"], row["locator"]))),
        missing=tuple(missing),
    )


def _value(text: str) -> Fraction | None:
    return exact_or_scientific(text)


def _on_board(board: Board, goal: Goal) -> Goal:
    """An assumed goal with the board's own names and unit."""
    indicator = board.indicators.find(goal.indicator)
    party = board.party_name(board.parties.find(goal.party).code)
    return replace(goal, indicator=indicator.slug, party=party, unit=indicator.unit)


def _with_groups(board: Board, table: YearTable, goals: Sequence[Goal]) -> YearTable:
    """Sums over the members of a group, for goals of groups whose indicator adds up."""
    values = dict(table.values)
    for goal in goals:
        indicator = board.indicators.get(goal.indicator)
        if indicator is None or not indicator.additive:
            continue
        code = board.parties.find(goal.party).code
        members = [board.party_name(p.code) for p in board.parties.members(code)]
        if members == [goal.party]:
            continue
        for year in table.years(goal.indicator):
            parts = [table.values.get((goal.indicator, m, year)) for m in members]
            known = [part for part in parts if part is not None]
            if len(known) == len(members):
                values[goal.indicator, goal.party, year] = sum(known, Fraction(0))
    return YearTable(values, table.name)


def targets_json(found: Targets, lang: str) -> dict[str, Any]:
    """Goals as rows; what is not known is null with its reasons."""
    return {
        "goals": [_row(aimed, lang) for aimed in found.aimed],
        "warnings": [],
        "limits": limits_of(found, lang),
    }


def limits_of(found: Targets, lang: str) -> list[str]:
    """What may not be concluded."""
    wanted = [limits.NO_SHARPER, limits.NO_LEVER, limits.NO_CAUSE, limits.NOT_BELOW]
    if any(a.goal.mark == ASSUMED for a in found.aimed):
        wanted.append(limits.ASSUMED_GOAL)
    return limits.texts(lang, *wanted)


def _row(aimed: Aimed, lang: str) -> dict[str, Any]:
    goal, base = aimed.goal, aimed.baseline
    return {
        "id": goal.id,
        "name": goal.name.pick(lang),
        "party": goal.party,
        "indicator": goal.indicator or None,
        "period": None if goal.year is None else str(goal.year),
        "bound": None if goal.bound is None else number(goal.bound),
        "at_least": goal.at_least,
        "unit": goal.unit,
        "mark": goal.mark,
        "source": goal.source,
        "status": aimed.status,
        "reasons": [words.pick(lang) for words in aimed.reasons],
        "last": None if aimed.last is None else str(aimed.last),
        "value": None if aimed.value is None else number(aimed.value),
        "required_rate": aimed.required_rate,
        "required_step": aimed.required_step,
        "past_rate": aimed.past_rate,
        "baseline": base
        and {
            "value": number(base.value),
            "method": base.method,
            "others": base.others,
            "relative": base.tested.relative if base.tested else None,
            "origins": base.tested.origins if base.tested else None,
        },
        "probability": aimed.chance,
        "extra_rate": _span(aimed.extra_rate),
        "amount": _span(aimed.amount),
    }


def _span(span: Span | None) -> dict[str, float] | None:
    return None if span is None else {"low": span.low, "median": span.median, "high": span.high}
