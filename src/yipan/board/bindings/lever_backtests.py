"""Back-tests of a lever on a board's or a table's series, and their fields for JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from yipan.board.bindings.backtests import (
    FEWEST,
    bad_setting,
    origin_index,
    settings_of,
    whole_number,
)
from yipan.board.bindings.series import board_tables
from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.scenarios import limits
from yipan.scenarios.backtest import DEFAULT_FIRST, HORIZONS, Protocol
from yipan.scenarios.document import FORMS
from yipan.scenarios.gates import Gates, judge
from yipan.scenarios.lever_test import FrozenTest, lever_test
from yipan.scenarios.table import YearTable, read_table

if TYPE_CHECKING:
    from yipan.board.ask import Day

KEYS = ("lag", "form", "sign", "elasticity", "horizons", "first-origin", "last-origin", "vintage")
LONGEST_LAG = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed of a lever: the outcome follows it after `lag` years, up or down.

    `elasticity` is stated, or None: what the panel gives.
    """

    outcome: str
    driver: str
    lag: int
    form: str
    positive: bool
    elasticity: float | None


@dataclass(frozen=True, slots=True)
class LeverTested:
    """The gates of a claim on a panel, and the test with each origin frozen."""

    claim: Claim
    parties: tuple[str, ...]
    years: tuple[int, int]
    gates: Gates
    frozen: FrozenTest
    warnings: tuple[Words, ...]


def lever_backtest_document(
    outcome: str, driver: str, settings: Sequence[str], board: str, as_of: Day = None
) -> LeverTested:
    """Test a lever on two indicators of a board."""
    from yipan.board import open_board

    given = settings_of(settings, KEYS)
    opened = open_board(board)
    slugs = [opened.indicators.find(name).slug for name in (outcome, driver)]
    table = board_tables(opened, as_of, slugs)(given.get("vintage", ""))
    return lever_backtest(_claim(slugs[0], slugs[1], given), given, table)


def lever_backtest_file(
    outcome: str, driver: str, settings: Sequence[str], path: Path
) -> LeverTested:
    """Test a lever on two indicators of a long table."""
    given = settings_of(settings, KEYS)
    table = read_table(path, given.get("vintage", ""))
    return lever_backtest(_claim(outcome, driver, given), given, table)


def lever_backtest(claim: Claim, given: Mapping[str, str], table: YearTable) -> LeverTested:
    """The gates, and every origin frozen; parties with few years in common are left out."""
    parties, years, left_out = _span(claim, table)
    span = range(years[0], years[1] + 1)
    grids = [table.grid(name, parties, span) for name in (claim.outcome, claim.driver)]
    for name, grid in zip((claim.outcome, claim.driver), grids, strict=True):
        if grid.min() <= 0:
            raise BadInput(
                Words(f"{name} 有非正值,不能取对数", f"{name} has values ≤ 0: no log"),
                hint=Words("请换指标", "choose another indicator"),
            )
    gates = judge(grids[0], grids[1], lag=claim.lag, form=claim.form, positive=claim.positive)
    frozen = lever_test(
        np.log(grids[0]),
        np.log(grids[1]),
        _protocol(given, years),
        lag=claim.lag,
        form=claim.form,
        stated=claim.elasticity,
    )
    return LeverTested(claim, tuple(parties), years, gates, frozen, left_out)


def _claim(outcome: str, driver: str, given: Mapping[str, str]) -> Claim:
    if outcome == driver:
        raise bad_setting("lever", "≠ " + outcome)
    lag = given.get("lag", "1")
    if not (lag.isascii() and lag.isdigit()) or int(lag) > LONGEST_LAG:
        raise bad_setting("lag", f"0, …, {LONGEST_LAG}")
    form, sign = given.get("form", "growth"), given.get("sign", "up")
    if form not in FORMS:
        raise bad_setting("form", ", ".join(FORMS))
    if sign not in {"up", "down"}:
        raise bad_setting("sign", "up, down")
    return Claim(outcome, driver, int(lag), form, sign == "up", _number(given.get("elasticity")))


def _number(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        raise bad_setting("elasticity", "0.2, …") from None
    if not abs(value) <= 10:
        raise bad_setting("elasticity", "-10 … 10")
    return value


def _protocol(given: Mapping[str, str], years: tuple[int, int]) -> Protocol:
    texts = [h for h in given.get("horizons", "").split(",") if h]
    first = origin_index("first-origin", given, years)
    return Protocol(
        horizons=tuple(whole_number("horizons", h) for h in texts) or HORIZONS,
        first=DEFAULT_FIRST if first is None else first,
        last=origin_index("last-origin", given, years),
    )


def _span(claim: Claim, table: YearTable) -> tuple[list[str], tuple[int, int], tuple[Words, ...]]:
    """Parties that have both series for long enough, the years they share, who is left out."""
    names = (claim.outcome, claim.driver)
    for name in names:
        table.require(name)
    both = [p for p in table.parties(names[0]) if p in set(table.parties(names[1]))]
    runs = {party: _shared_years(table, names, party) for party in both}
    kept = [p for p in both if len(runs[p]) >= FEWEST]
    if not kept:
        longest = max((len(run) for run in runs.values()), default=0)
        raise BadInput(
            Words(
                f"{names[0]} 与 {names[1]} 共同的连续年份最多 {longest} 年,至少需要 {FEWEST} 年",
                f"{names[0]} and {names[1]} share at most {longest} years in a row; "
                f"{FEWEST} are needed",
            )
        )
    first, last = max(runs[p][0] for p in kept), min(runs[p][-1] for p in kept)
    if last - first + 1 < FEWEST:
        raise BadInput(
            Words(
                f"各方共同的年份只有 {max(0, last - first + 1)} 年,至少需要 {FEWEST} 年",
                f"the parties share {max(0, last - first + 1)} years; {FEWEST} are needed",
            )
        )
    out = [p for p in both if p not in kept]
    said = Words(
        f"{'、'.join(out)} 的共同年份不足 {FEWEST} 年,不计入",
        f"{', '.join(out)} left out: fewer than {FEWEST} years of both",
    )
    return kept, (first, last), (said,) if out else ()


def _shared_years(table: YearTable, names: tuple[str, str], party: str) -> range:
    """The last unbroken run of years that has both."""
    years = {y for y in table.years(names[0]) if all((n, party, y) in table.values for n in names)}
    if not years:
        return range(0)
    first = last = max(years)
    while first - 1 in years:
        first -= 1
    return range(first, last + 1)


def lever_backtest_json(tested: LeverTested, lang: str) -> dict[str, Any]:
    """A back-test of a lever in named fields."""
    claim, gates = tested.claim, tested.gates
    return {
        "outcome": claim.outcome,
        "driver": claim.driver,
        "lag": claim.lag,
        "form": claim.form,
        "sign": "up" if claim.positive else "down",
        "elasticity": claim.elasticity,
        "label": "estimated" if gates.passed else "assumed",
        "parties": list(tested.parties),
        "years": [str(year) for year in tested.years],
        "gates": {
            "sign": gates.sign_passed,
            "lead": gates.lead_passed,
            "out_of_sample": gates.gain_passed,
            "reason": None if gates.reason is None else gates.reason.pick(lang),
        },
        "evidence": {
            "estimate": gates.estimate,
            "error": gates.error,
            "lead": gates.lead,
            "lead_error": gates.lead_error,
            "gain": gates.gain,
        },
        "frozen": [
            {
                "horizon": s.horizon,
                "origins": s.origins,
                "without": s.without,
                "with": s.with_lever,
                "gain": s.gain,
            }
            for s in tested.frozen.scores
        ],
        "elasticities": {
            str(tested.years[0] + index): value
            for index, value in tested.frozen.elasticities.items()
        },
        "warnings": [words.pick(lang) for words in tested.warnings],
        "limits": limits_of(tested, lang),
    }


def limits_of(tested: LeverTested, lang: str) -> list[str]:
    """What such a test may not be used for."""
    label = limits.ESTIMATED if tested.gates.passed else limits.ASSUMED
    return limits.texts(lang, limits.NO_CAUSE, label, limits.FEW_ORIGINS, limits.NOT_BELOW)
