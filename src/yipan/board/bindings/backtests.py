"""Back-tests of a board's or a table's series, and their fields as the JSON contract has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from yipan.board.bindings.series import Tables, as_published, board_tables
from yipan.core.errors import BadInput, near_misses
from yipan.core.words import Words
from yipan.scenarios import limits
from yipan.scenarios.backtest import DEFAULT_FIRST, FEWEST_YEARS, HORIZONS, Backtest, Protocol
from yipan.scenarios.backtest import backtest as run
from yipan.scenarios.forecast import METHODS
from yipan.scenarios.realtime import AsOf
from yipan.scenarios.realtime import seen as known_then
from yipan.scenarios.table import YearTable, read_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yipan.board.ask import Day

    Floats = NDArray[np.float64]

FEWEST = DEFAULT_FIRST + 2  # years that one origin and its first horizon take
KEYS = (
    "first-origin",
    "last-origin",
    "horizons",
    "methods",
    "transform",
    "vintage",
    "scored-on",
    "real-time",
)


@dataclass(frozen=True, slots=True)
class Tested:
    """A back-test with its indicator, transform and first and last year."""

    indicator: str
    transform: str
    years: tuple[int, int]
    found: Backtest
    warnings: tuple[Words, ...] = ()
    real_time: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where series come from: tables by vintage, and as of a day where publication is dated."""

    of_vintage: Tables
    as_of: AsOf | None = None


def backtest_document(
    indicator: str, given: Mapping[str, str], board: str, as_of: Day = None
) -> Tested:
    """Rolling origins of an indicator of a board."""
    from yipan.board import open_board

    opened = open_board(board)
    slug = opened.indicators.find(indicator).slug
    tables = board_tables(opened, as_of, [slug])
    source = Source(tables, as_published(opened, [slug]))
    return backtest_series(slug, given, source)


def backtest_file(indicator: str, given: Mapping[str, str], path: Path) -> Tested:
    """Rolling origins of an indicator of a long table."""
    return backtest_series(indicator, given, Source(lambda vintage: read_table(path, vintage)))


def backtest_series(indicator: str, given: Mapping[str, str], source: Source) -> Tested:
    """Rolling origins over the parties and years that both vintages cover.

    In real time without two vintages, each origin sees what had been published when its own
    period came out.
    """
    transform = given.get("transform", "log")
    if transform not in {"log", "level"}:
        raise bad_setting("transform", "log, level")
    real_time = given.get("real-time", "false") == "true"
    if given.get("real-time", "true") not in {"true", "false"}:
        raise bad_setting("real-time", "true, false")
    known = source.of_vintage(given.get("vintage", ""))
    final = source.of_vintage(given["scored-on"]) if "scored-on" in given else known
    if real_time and final is known and source.as_of is None:
        raise BadInput(
            Words("实时回测需要两个版本", "a back-test in real time needs two vintages"),
            hint=Words("请用 --set vintage=… --set scored-on=…", "set vintage=… and scored-on=…"),
        )
    parties, years, left_out = _span(indicator, known, final)
    fitted = _grid(indicator, known, parties, years, transform)
    scored = _grid(indicator, final, parties, years, transform)
    seen = None
    if real_time and final is known and source.as_of is not None:
        seen = known_then(indicator, source.as_of, parties, years, logs=transform == "log")
        left_out += _unseen(seen, years)
    found = run(parties, fitted, scored, _protocol(given, years), seen)
    return Tested(indicator, transform, years, found, left_out, real_time)


def _grid(
    indicator: str, table: YearTable, parties: list[str], years: tuple[int, int], transform: str
) -> Floats:
    found = table.grid(indicator, parties, range(years[0], years[1] + 1))
    if transform == "level":
        return found
    if found.min() <= 0:
        raise BadInput(
            Words(f"{indicator} 有非正值,不能取对数", f"{indicator} has values ≤ 0: no log"),
            hint=Words("请用 --set transform=level", "use --set transform=level"),
        )
    return np.asarray(np.log(found))


def _unseen(seen: Mapping[int, Floats], years: tuple[int, int]) -> tuple[Words, ...]:
    missing = [
        str(year)
        for year in range(years[0] + DEFAULT_FIRST, years[1])
        if year - years[0] not in seen
    ]
    if not missing:
        return ()
    return (
        Words(
            f"{'、'.join(missing)} 年为起点时没有已公布的完整序列,不计入",
            f"origins {', '.join(missing)} are left out: no whole series was public by then",
        ),
    )


def _span(
    indicator: str, known: YearTable, final: YearTable
) -> tuple[list[str], tuple[int, int], tuple[Words, ...]]:
    """Parties of both tables, the years that all of them cover, and who is left out.

    A party whose years have gaps, or are too few for an origin, is left out where others are not.
    """
    known.require(indicator)
    final.require(indicator)
    scored = set(final.parties(indicator))
    parties = [p for p in known.parties(indicator) if p in scored]
    runs = {p: [_years(t, indicator, p) for t in (known, final)] for p in parties}
    fit = [p for p in parties if all(_usable(run) for run in runs[p])]
    out = [p for p in parties if p not in fit] if fit else []
    kept = fit or parties
    spans = [run for p in kept for run in runs[p]]
    first, last = max((r[0] for r in spans), default=1), min((r[-1] for r in spans), default=0)
    if last < first:
        raise BadInput(
            Words(f"各方的 {indicator} 没有共同年份", f"the parties share no year of {indicator}")
        )
    said = Words(
        f"{'、'.join(out)} 的年份有缺或不足 {FEWEST} 年,不计入",
        f"{', '.join(out)} left out: years are missing, or fewer than {FEWEST}",
    )
    return kept, (first, last), (said,) if out else ()


def _years(table: YearTable, indicator: str, party: str) -> list[int]:
    return sorted(y for i, p, y in table.values if (i, p) == (indicator, party))


def _usable(years: list[int]) -> bool:
    return len(years) >= FEWEST and years[-1] - years[0] + 1 == len(years)


def _protocol(given: Mapping[str, str], years: tuple[int, int]) -> Protocol:
    methods = tuple(given.get("methods", ",".join(METHODS)).split(","))
    for method in methods:
        if method not in METHODS:
            near = ", ".join(near_misses(method, METHODS) or METHODS)
            raise BadInput(
                Words(f"没有方法 {method}", f"there is no method {method}"),
                hint=Words(f"可用 {near}", f"use {near}"),
            )
    horizons = tuple(whole_number("horizons", h) for h in given.get("horizons", "").split(",") if h)
    first = origin_index("first-origin", given, years)
    return Protocol(
        methods,
        horizons or HORIZONS,
        DEFAULT_FIRST if first is None else first,
        origin_index("last-origin", given, years),
    )


def origin_index(key: str, given: Mapping[str, str], years: tuple[int, int]) -> int | None:
    """The index of a year from which something can be fitted and scored."""
    if key not in given:
        return None
    earliest, latest = years[0] + FEWEST_YEARS - 1, years[1] - 1
    year = whole_number(key, given[key])
    if earliest <= latest and not earliest <= year <= latest:
        raise bad_setting(key, f"{earliest}, …, {latest}")
    return year - years[0]


def settings_of(settings: Sequence[str], keys: Sequence[str] = KEYS) -> dict[str, str]:
    """KEY=VALUE texts; keys that mean nothing are refused."""
    found = {}
    for item in settings:
        key, equals, value = item.partition("=")
        if not equals or key not in keys:
            raise bad_setting(item, ", ".join(f"{k}=…" for k in keys))
        found[key] = value
    return found


def whole_number(key: str, text: str) -> int:
    """The whole number above zero that a setting holds."""
    if not (text.isascii() and text.isdigit()) or int(text) == 0:
        raise bad_setting(key, "1, 2, …")
    return int(text)


def bad_setting(key: str, allowed: str) -> BadInput:
    """The error for a setting that cannot be used."""
    return BadInput(
        Words(f"设置 {key} 无效", f"the setting {key} cannot be used"),
        hint=Words(f"可用 {allowed}", f"use {allowed}"),
    )


def backtest_json(tested: Tested, lang: str) -> dict[str, Any]:
    """A back-test in the contract's fields."""
    rows: list[dict[str, Any]] = []
    for s in tested.found.scores:
        row: dict[str, Any] = {
            "party": s.party,
            "method": s.method,
            "horizon": s.horizon,
            "origins": s.origins,
            "mae": s.mae,
            "relative": s.relative,
            "coverage": s.coverage,
        }
        if s.relative is None:
            row["reason"] = "zero-reference"
        rows.append(row)
    return {
        "indicator": tested.indicator,
        "transform": tested.transform,
        "reference": "drift",
        "real_time": tested.real_time,
        "rows": rows,
        "used": tested.found.used,
        "warnings": [words.pick(lang) for words in tested.warnings],
        "limits": limits.texts(lang, limits.NO_SHARPER, limits.FEW_ORIGINS, limits.NOT_BELOW),
    }
