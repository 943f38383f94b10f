"""Figures of the scenarios: three blocks of a simulation, the specification curve of a policy."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.core.text import figure as digits
from yipan.core.words import Words, pick
from yipan.publish.figures.blocks import Exact, Swing, blocks
from yipan.publish.figures.curve import Estimate, curve
from yipan.publish.figures.fan import Band
from yipan.publish.figures.model import NONE, Figure, Point
from yipan.scenarios.evaluate import summary
from yipan.scenarios.robustness import decimals

if TYPE_CHECKING:
    from yipan.scenarios.evaluate import Evaluation, Specification
    from yipan.scenarios.simulate import Simulation
    from yipan.scenarios.uncertainty import FanRow

ESTIMATORS = {
    "synthetic-control": Words("合成控制", "synthetic control"),
    "synthetic-control-predictors": Words("合成控制(预测变量)", "synthetic control, predictors"),
    "difference-in-differences": Words("双重差分", "difference in differences"),
    "event-study": Words("事件研究", "event study"),
}
DIMENSIONS = (
    Words("对象", "treated"),
    Words("方法", "estimator"),
    Words("窗口", "window"),
    Words("版本", "vintage"),
    Words("形式", "form"),
)
UNITS = {
    "log-share": Words("份额的百分对数点(约为 %)", "100 log points of the share (about %)"),
    "log": Words("对数", "log"),
    "level": Words("数值", "level"),
}
SIGNIFICANT = 0.05
PARTIES = {"fund": Words("基金", "fund")}


def curve_figure(found: Evaluation) -> Figure:
    """Every specification of an evaluation; filled where the placebo rank is below 5 %."""
    counts = summary(found.specifications)
    digit = decimals(found)
    low, high = (f"{counts[key]:+.{digit}f}" for key in ("gap_last_min", "gap_last_max"))
    total = counts["specifications"]
    return curve(
        "specification-curve",
        Words(f"{found.plan.name}:设定曲线", f"{found.plan.name}: specification curve"),
        Words(
            f"{total} 种设定,末期差距由 {low} 至 {high};没有一个可作结论",
            f"{total} specifications, last gaps from {low} to {high}; none of them is the answer",
        ),
        UNITS[found.plan.outcome.transform],
        DIMENSIONS,
        [_estimate(s, digit) for s in found.specifications],
        Words("实心:安慰剂 p 小于 0.05", "filled: placebo p below 0.05"),
    )


def _estimate(s: Specification, digit: int) -> Estimate:
    ends = s.near_optimal
    choice = s.choice
    return Estimate(
        value=_point(s.gap_last, choice.id, digit),
        low=_point(ends[0], choice.id, digit) if ends else NONE,
        high=_point(ends[1], choice.id, digit) if ends else NONE,
        marked=s.placebo_p is not None and s.placebo_p < SIGNIFICANT,
        choices=(
            choice.treated,
            ESTIMATORS[choice.estimator],
            f"{choice.window[0]}—{choice.window[1]}",
            choice.vintage,
            _form(s),
        ),
    )


def _form(s: Specification) -> Words:
    if s.choice.demean:
        return Words("去均值", "level removed")
    if s.choice.pretrend:
        return Words("去前趋势", "pre-trend removed")
    return Words("原样", "as it is")


def _point(value: float, reason: str, digit: int) -> Point:
    return Point(Fraction(f"{value:.6g}"), f"{value:+.{digit}f}", reason)


def blocks_figure(
    found: Simulation,
    quantity: Callable[[str, str], Words],
    source: Callable[[str], Words],
) -> Figure:
    """The last year's accounting, the fan of the outcome, and its tornado.

    `quantity` (of a quantity and its lever) and `source` give the words for names of the result.
    """
    scenario, drawn = found.scenario, found.uncertainty
    about = drawn.outcome
    last = scenario.years[-1]
    exact = [
        Exact(
            _joined(
                PARTIES.get(e.row.party, e.row.party), quantity(e.row.quantity, e.row.lever), last
            ),
            _value(float(e.row.value), e.row.lever),
            e.row.unit,
        )
        for e in found.accounting
        if e.row.period == last
    ]
    wanted = (about.indicator, about.party) if about else ("", "")
    rows = [r for r in drawn.fan if (r.indicator, r.party) == wanted]
    return blocks(
        "scenario",
        Words(scenario.name, scenario.name),
        Words(
            f"{scenario.base} 年为基期,{scenario.draws} 次抽样,种子 {scenario.seed};"
            "不能说明杠杆导致增长",
            f"base {scenario.base}, {scenario.draws} draws, seed {scenario.seed}; it does not show "
            "that a lever causes growth",
        ),
        _joined(about.party, quantity(about.indicator, ""), None) if about else "",
        exact,
        rows[0].unit if rows else "",
        _observed(found, *wanted),
        [(r.period, _value(r.median)) for r in rows],
        [band for r in rows for band in _bands(r)],
        [Swing(source(s.source), _value(s.low), _value(s.high)) for s in drawn.tornado],
    )


def _joined(party: Words | str, name: Words, year: int | None) -> Words:
    tail = f" {year}" if year else ""
    zh, en = (pick(party, lang) for lang in ("zh", "en"))
    return Words(f"{zh}{tail} {name.zh}", f"{en}{tail} {name.en}")


def _observed(found: Simulation, indicator: str, party: str) -> list[tuple[int, Point]]:
    for series in found.histories:
        if series.indicator == indicator and party in series.parties:
            held = series.history[series.parties.index(party)]
            first = found.scenario.base - len(held) + 1
            values = [math.exp(v) if series.logs else float(v) for v in held]
            return [(first + i, _value(v)) for i, v in enumerate(values)]
    return []


def _bands(row: FanRow) -> list[Band]:
    return [
        Band(row.period, int(level), _value(low), _value(high))
        for level, (low, high) in row.bands.items()
    ]


def _value(value: float, reason: str = "") -> Point:
    return Point(Fraction(f"{value:.9g}"), digits(value), reason)
