"""Convergence and dynamics: sigma, beta, log t, clubs, trends, breaks, spatial panels."""

from __future__ import annotations

import math
import re

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import convergence as kernel
from yipan.gauge import inequality
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask, place_of
from yipan.gauge.families.inequality import rows_of
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Outcome, Row, row, warned

FAMILY = "convergence"
POSITIVE = Domain(zero="refused", negative="refused", constant="null where undefined")
LEFT_OUT = Setting("r", "0.3", "number", "share of first periods left out (0.3 T<=50, 0.2 T>=100)")
HAC = Setting(
    "hac",
    "qs-fixed",
    "qs-fixed|qs-auto|newey-west|none",
    "kernel: qs-fixed of the residuals as Phillips & Sul, qs-auto and newey-west of the moments",
)


def time_of(periods: tuple[str, ...]) -> Floats:
    """Periods as numbers: years where each begins with one, else 0, 1, 2, ..."""
    if len(set(map(len, periods))) == 1 and all(re.fullmatch(r"\d{4}", p) for p in periods):
        return np.array([float(p) for p in periods])
    return np.arange(len(periods), dtype=np.float64)


def need(count: int, least: int, zh: str, en: str) -> None:
    """Refuse when there are fewer than `least` of something."""
    if count < least:
        raise BadInput(
            Words(
                f"至少需要 {least} 个{zh}, 有 {count} 个",
                f"needs {least} {en} at least, there are {count}",
            )
        )


@measure(
    "sigma",
    "σ 收敛",
    "Sigma convergence",
    FAMILY,
    answers=("各方离散程度是否缩小", "whether dispersion among parties shrinks"),
    formula="cv of levels and sd of logs by period; trend: slope per period and its t",
    reference="Barro & Sala-i-Martin (1992) J. Political Economy 100:223-251",
    settings=(Setting("sd", "population", "population|sample", "divisor of the sd: n or n-1"),),
    items=("cv", "sd-log", "cv-trend", "cv-trend-t", "sd-log-trend", "sd-log-trend-t"),
    domain=POSITIVE,
    mergeable=True,
    cuts="indicator",
)
def sigma(ask: Ask) -> Outcome:
    cube, sd = ask.cube(), ask.text("sd")
    cube.refuse_not_positive()
    sample = sd == "sample"
    cv = inequality.variation(cube.values, sample=sample)
    logs = np.log(cube.values).std(axis=0, ddof=int(sample))
    rows = [*rows_of(cube, "cv", cv), *rows_of(cube, "sd-log", logs)]
    time = time_of(cube.names("period"))
    if len(time) >= 3:
        for name, series in (("cv", cv), ("sd-log", logs)):
            for k, indicator in enumerate(cube.names("indicator")):
                line = kernel.ols(series[:, k], time[:, None])
                keys = {"indicator": indicator}
                rows += [
                    row(f"{name}-trend", keys, line.coefficients[1]),
                    row(f"{name}-trend-t", keys, line.t[1], "exact-fit"),
                ]
    return Outcome(tuple(rows), variant=sd)


@measure(
    "beta",
    "β 收敛",
    "Beta convergence",
    FAMILY,
    answers=("落后者是否增长更快", "whether those behind grow faster"),
    formula="ln(x_T/x_0)/T = a + b ln x_0 (+ controls at the start); λ = -ln(1+bT)/T; ln 2/λ",
    reference="Barro & Sala-i-Martin (1992) J. Political Economy 100:223-251",
    settings=(
        Setting("start", "", "text", "first period (default the first)"),
        Setting("end", "", "text", "last period (default the last)"),
        Setting("controls", "", "list", "indicators held constant: conditional convergence"),
    ),
    items=("intercept", "slope", "slope-std-error", "slope-t", "speed", "half-life", "control"),
    domain=POSITIVE,
    cuts=lambda text: "whole" if text("controls") else "indicator",
)
def beta(ask: Ask) -> Outcome:
    cube = ask.cube()
    periods, names = cube.names("period"), cube.names("indicator")
    controls = ask.names("controls", names)
    ends = [
        _period_index(ask, key, periods, default) for key, default in (("start", 0), ("end", -1))
    ]
    years = float(time_of(periods)[ends[1]] - time_of(periods)[ends[0]])
    if years <= 0:
        raise BadInput(Words("起止时期相同或颠倒", "the end is not after the start"))
    need(len(cube.names("party")), 3 + len(controls), "方", "parties")
    held = cube.values[:, ends[0], [names.index(c) for c in controls]]
    measured = np.zeros(cube.values.shape, dtype=bool)
    measured[:, ends, :] = True
    measured[:, :, [names.index(c) for c in controls]] = False
    cube.refuse(measured & (cube.values <= 0), Words("须为正数才能取对数", "must be positive"))
    rows: list[Row] = []
    for k, name in enumerate(names):
        if name in controls:
            continue
        start, end = cube.values[:, ends[0], k], cube.values[:, ends[1], k]
        line = kernel.ols(np.log(end / start) / years, np.column_stack([np.log(start), held]))
        slope = float(line.coefficients[1])
        rate, half = kernel.speed(slope, years)
        keys = {"indicator": name}
        rows += [
            row("intercept", keys, line.coefficients[0]),
            row("slope", keys, slope),
            row("slope-std-error", keys, line.errors[1], "exact-fit"),
            row("slope-t", keys, line.t[1], "exact-fit"),
            row("speed", keys, rate, "1+bT<=0"),
            row("half-life", keys, half, "1+bT<=0" if math.isnan(rate) else "no-convergence"),
        ]
        rows += [
            row("control", {**keys, "control": c}, line.coefficients[2 + i])
            for i, c in enumerate(controls)
        ]
    if len(cube.names("party")) < 10:
        ask.warnings.append(warned("small-sample", f"{len(cube.names('party'))} parties"))
    return Outcome(tuple(rows), variant="conditional" if controls else "absolute")


def _period_index(ask: Ask, key: str, periods: tuple[str, ...], default: int) -> int:
    name = ask.text(key)
    return place_of(name, periods, "period") if name else default % len(periods)


@measure(
    "half-life",
    "半衰期",
    "Speed and half-life",
    FAMILY,
    answers=("差距减半要多少年", "how many years until half the gap is closed"),
    formula="λ = -ln(1+bT)/T, half-life = ln 2/λ; null where 1+bT <= 0",
    reference="Barro & Sala-i-Martin (1992)",
    columns=(),
    settings=(
        Setting("slope", "", "number", "slope b of annualised growth on the log level"),
        Setting("years", "", "number", "length T of the growth period"),
    ),
    items=("speed", "half-life"),
)
def half_life(ask: Ask) -> Outcome:
    ask.required("slope")
    ask.required("years")
    if (years := ask.number("years")) <= 0:
        raise BadInput(Words("years 须为正", "years must be positive"))
    rate, half = kernel.speed(ask.number("slope"), years)
    reason = "1+bT<=0" if math.isnan(rate) else "no-convergence"
    return Outcome((row("speed", {}, rate, "1+bT<=0"), row("half-life", {}, half, reason)))


@measure(
    "log-t",
    "log t 检验",
    "Log t test",
    FAMILY,
    answers=("所有方是否收敛到一处", "whether all parties converge to one path"),
    formula="ln(H_1/H_t) - 2 ln ln t = a + b ln t, H_t = mean (x/mean - 1)²; reject t < -1.65",
    reference="Phillips & Sul (2007) Econometrica 75:1771-1855",
    settings=(
        LEFT_OUT,
        Setting(
            "first",
            "exclusive",
            "exclusive|inclusive",
            "start after the first [rT] periods, or at t = [rT]",
        ),
        HAC,
    ),
    items=("H", "a", "b", "std-error", "t", "observations", "bandwidth"),
    domain=POSITIVE,
    order=True,
    cuts="indicator",
)
def log_t(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_not_positive()
    need(len(cube.names("period")), 5, "时期", "periods")
    rows: list[Row] = []
    inclusive = ask.text("first") == "inclusive"
    for k, name in enumerate(cube.names("indicator")):
        found = kernel.log_t(
            cube.values[:, :, k], ask.number("r"), inclusive=inclusive, hac=ask.text("hac")
        )
        keys = {"indicator": name}
        rows += [
            row("H", {**keys, "period": p}, found.h[t]) for t, p in enumerate(cube.names("period"))
        ]
        numbers = {
            "a": found.a,
            "b": found.b,
            "std-error": found.error,
            "t": found.t,
            "observations": found.observations,
            "bandwidth": found.bandwidth,
        }
        rows += [row(item, keys, value, "no-dispersion") for item, value in numbers.items()]
    return Outcome(tuple(rows), variant=f"{ask.text('first')}, {ask.text('hac')}")


@measure(
    "clubs",
    "收敛俱乐部",
    "Convergence clubs",
    FAMILY,
    answers=("哪些方走到一起", "which parties converge together"),
    formula="core group by log t in the order of the last period, sieve t > c, repeat on the rest",
    reference="Phillips & Sul (2007, 2009) J. Applied Econometrics 24:1153-1185",
    settings=(
        LEFT_OUT,
        HAC,
        Setting("sieve", "0", "number", "critical value c of the sieve"),
        Setting("merge", "false", "false|true", "merge adjacent clubs that converge"),
    ),
    items=("club",),
    domain=POSITIVE,
    order=True,
    cuts="indicator",
)
def clubs(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_not_positive()
    need(len(cube.names("period")), 5, "时期", "periods")
    rows = []
    for k, name in enumerate(cube.names("indicator")):
        found = kernel.clubs(
            cube.values[:, :, k],
            ask.number("r"),
            ask.text("hac"),
            sieve=ask.number("sieve"),
            merge=ask.flag("merge"),
        )
        for p, party in enumerate(cube.names("party")):
            club = int(found[p]) or None
            rows.append(row("club", {"party": party, "indicator": name}, club, "divergent"))
    return Outcome(tuple(rows), variant="merged" if ask.flag("merge") else "unmerged")
