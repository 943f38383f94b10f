"""Measures on a panel larger than memory: the same body on one ordered cut after the other.

What a measure declares (`Measure.cuts`) says how its panel may be cut: `column` (each period and
indicator by itself), `period`, `party`, `indicator`, `columns` (only the columns in small are
asked for) or `whole`. A panel that fits into memory is one cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from yipan.core.errors import Coded
from yipan.core.primitives import LongPanel
from yipan.core.words import Words
from yipan.gauge.ask import Ask
from yipan.gauge.outcomes import computed, result_of
from yipan.gauge.registry import Measure
from yipan.gauge.result import Outcome, Result
from yipan.gauge.slab import Whole, plan, size_of, slab

# Rows that a result may hold; beyond them a result is read cut by cut.
MOST_ROWS = 1_000_000
HELD = ("indicator", "party", "period", "sector")


def _needs_whole(found: Measure, panel: LongPanel) -> Coded:
    return Coded(
        "NEEDS_WHOLE",
        Words(
            f"{found.id} 在此设置下需要全部 {size_of(panel):,} 格同在内存, 只容 "
            f"{panel.most_cells:,} 格",
            f"{found.id} so set needs all {size_of(panel):,} cells in memory at once, which allows "
            f"{panel.most_cells:,}",
        ),
        hint=Words(
            "设 YIPAN_MEMORY=8GB 之类, 或用 party、period、indicator 缩小",
            "set YIPAN_MEMORY=8GB or so, or restrict party, period or indicator",
        ),
    )


def outcomes(
    found: Measure,
    panel: LongPanel,
    sheets: Mapping[str, Mapping[str, Sequence[str]]],
    settings: Mapping[str, str],
) -> Iterator[Outcome]:
    """The outcome of each cut, in the order of the labels."""
    asked = Ask(found, None, sheets, settings)
    chosen = {axis: names for axis in HELD if axis != "sector" and (names := asked.items(axis))}
    view = panel.only(chosen)
    view = view.without_weight() if asked.text("weight") == "none" else view
    if size_of(view) <= view.most_cells:
        yield computed(Ask(found, slab(view, {}), sheets, settings))
        return
    whole, cuts = Whole(view), found.cuts_of(asked.text)
    if cuts == "whole" or asked.text("missing") != "refuse":
        raise _needs_whole(found, view)
    if cuts == "columns":
        yield computed(Ask(found, None, sheets, settings, whole=whole))
        return
    for part in plan(view, cuts):
        yield computed(Ask(found, slab(view, part), sheets, settings, whole=whole))


def measured_in_cuts(
    found: Measure,
    panel: LongPanel,
    sheets: Mapping[str, Mapping[str, Sequence[str]]],
    settings: Mapping[str, str],
) -> Result:
    """The result over all cuts; refused where it would have too many rows to hold."""
    asked = Ask(found, None, sheets, settings)
    parameters, held, rows = asked.typed(), [], 0
    for outcome in outcomes(found, panel, sheets, settings):
        rows += len(outcome.values) + len(outcome.parts)
        if rows > MOST_ROWS:
            raise Coded(
                "TOO_MANY_ROWS",
                Words(f"结果超过 {MOST_ROWS:,} 行", f"the result has more than {MOST_ROWS:,} rows"),
                hint=Words(
                    "用 period、party 分次取, 或在 Python 中用 yipan.gauge.cuts.outcomes 逐块读取",
                    "ask for some periods or parties, or read cut by cut: "
                    "yipan.gauge.cuts.outcomes in Python",
                ),
            )
        held.append(outcome)
    return result_of(asked, parameters, held)
