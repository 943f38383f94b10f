"""Whether indicators measure one thing: reliability, correlations, components."""

from __future__ import annotations

import numpy as np

from yipan.gauge import weighing
from yipan.gauge.ask import Ask
from yipan.gauge.families.common import (
    DOWN,
    down_mask,
    warn_constant,
)
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Outcome, Row, row


@measure(
    "cronbach",
    "克朗巴哈系数",
    "Cronbach's alpha",
    "audit",
    answers=("指标是否衡量同一事物", "whether the indicators measure one thing"),
    formula="α = k/(k-1) (1 - Σ var(x_j)/var(Σ x_j)) on the raw columns",
    reference="Cronbach (1951) Psychometrika 16:297-334",
    items=("alpha",),
    mergeable=True,
    cuts="columns",
)
def cronbach(ask: Ask) -> Outcome:
    products = ask.columns().summary.products
    k, whole = len(products), products.sum()
    alpha = k / (k - 1) * (1 - np.trace(products) / whole) if k > 1 and whole else np.nan
    return Outcome((row("alpha", {}, alpha, "one-indicator-or-constant"),))


@measure(
    "correlation-flags",
    "相关性警示",
    "Correlation flags",
    "audit",
    answers=("哪些指标重复或相互矛盾", "which indicators duplicate or contradict each other"),
    formula="Pearson r over all rows; redundant r >= high, contradicting r <= low",
    reference="OECD/JRC (2008) Handbook, step 4",
    settings=(
        DOWN,
        Setting("high", "0.92", "number", "redundant from here"),
        Setting("low", "-0.4", "number", "contradicting from here"),
    ),
    items=("r", "flag"),
    domain=Domain(constant="null, reason constant"),
    mergeable=True,
    cuts="columns",
)
def correlation_flags(ask: Ask) -> Outcome:
    columns = ask.columns()
    names = columns.names
    sign = np.where(down_mask(ask, names), -1.0, 1.0)
    live = np.flatnonzero(~warn_constant(ask))
    r = np.full((len(names), len(names)), np.nan)
    r[np.ix_(live, live)] = columns.summary.turned(np.zeros_like(sign), sign).correlations()
    rows: list[Row] = []
    for i, a in enumerate(names):
        for j in range(i + 1, len(names)):
            keys, value = {"indicator": a, "other": names[j]}, r[i, j]
            flag = "redundant" if value >= ask.number("high") else "fine"
            flag = "contradicting" if value <= ask.number("low") else flag
            rows += [
                row("r", keys, value, "constant"),
                row("flag", keys, None if np.isnan(value) else flag, "constant"),
            ]
    return Outcome(tuple(rows))


@measure(
    "pca-audit",
    "主成分检验",
    "PCA audit",
    "audit",
    answers=("数据有几个维度", "how many dimensions the data have"),
    formula="eigenvalues of the correlation matrix and the share of variance they explain",
    reference="OECD/JRC (2008) Handbook, step 4",
    items=("eigenvalue", "explained", "cumulative"),
    domain=Domain(constant="left out and a warning"),
    mergeable=True,
    cuts="columns",
)
def pca_audit(ask: Ask) -> Outcome:
    warn_constant(ask)
    values, _ = weighing.principal(ask.columns().summary)
    share = values / values.sum()
    rows = []
    for i, value in enumerate(values):
        keys = {"component": str(i + 1)}
        rows += [
            row("eigenvalue", keys, value),
            row("explained", keys, share[i]),
            row("cumulative", keys, share[: i + 1].sum()),
        ]
    return Outcome(tuple(rows))
