"""The reference back-test of eight public panels: every row and every method we share with it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from shared_data import shared

from yipan.scenarios.backtest import Backtest, Protocol, backtest

Values = dict[tuple[str, int], float]
OURS = {
    "RW": "random-walk",
    "RW+drift(all)": "drift",
    "RW+drift(last5)": "drift-5",
    "pooled drift (EB)": "pooled-drift",
    "damped Holt (pooled params)": "damped",
}
GDP = "cn_province/gdp_vintages_31.csv"
BUDGET = "cn_province/science_tech_budget_long_2000_2023.csv"
# name in the table -> file, first and last year, longest horizon
PANELS = {
    "log GDP V2 2000-2023": (GDP, 2000, 2023, 5),
    "log GDP V1 1993-2017": (GDP, 1993, 2017, 5),
    "log GDP V3 2006-2024": (GDP, 2006, 2024, 5),
    "log real GDP 296 cities 2000-2023": ("cn_city/city296_panel_2000_2023.csv", 2000, 2023, 5),
    "R&D intensity % (bulletins 2011-2023)": (BUDGET, 2011, 2023, 3),
    "log patents granted 2010-2023": (BUDGET, 2010, 2023, 3),
    "log tech contracts absorbed 2012-2023": (BUDGET, 2012, 2023, 3),
    "log fiscal expenditure 2010-2023": (BUDGET, 2010, 2023, 3),
}
# Published apart from the table: the median of drift, pooled drift and damped trend, relative to
# drift at horizon 1, 3 and the last.
COMBINED = {
    "log GDP V2 2000-2023": (0.89, 0.79, 0.80),
    "log GDP V1 1993-2017": (1.04, 1.28, 1.36),
    "log GDP V3 2006-2024": (0.76, 0.64, 0.61),
    "R&D intensity % (bulletins 2011-2023)": (1.09, 1.13, 1.13),
    "log patents granted 2010-2023": (1.02, 1.09, 1.09),
}
CODES = {
    "R&D": "v4_ztr_qd_RD",
    "patents": "v4_cg_zlsq2_hj",
    "contracts": "v4_cg_jssr_je",
    "fiscal": "v6_cz_yszc_hj",
}
LAST_DIGIT = 0.0051  # of errors printed with two decimals


@pytest.mark.parametrize("name", PANELS)
def test_every_error_of_the_table(name: str) -> None:
    """Mean absolute errors (× 100) of five methods at three horizons, to the last printed digit."""
    found = _tested(name, tuple(OURS.values()))
    rows = [row for row in _table() if row["series"] == name and row["model"] in OURS]
    assert {row["model"] for row in rows} == set(OURS)
    longest = PANELS[name][3]
    for row in rows:
        assert int(row["units"]) == len(found.parties)
        method = OURS[row["model"]]
        assert int(row["origins"]) == len(found.errors[method][longest])
        for horizon, column in ((1, "h1"), (3, "h3"), (longest, "hmax")):
            errors = np.concatenate(list(found.errors[method][horizon].values()))
            printed = float(row[f"mae_{column}_x100"])
            assert 100 * errors.mean() == pytest.approx(printed, abs=LAST_DIGIT), (method, column)


@pytest.mark.parametrize("name", COMBINED)
def test_the_combined_forecast(name: str) -> None:
    """Relative to drift, to the last printed digit."""
    found = _tested(name, ("drift", "combined"))
    for horizon, printed in zip((1, 3, PANELS[name][3]), COMBINED[name], strict=True):
        assert found.mean_relative("combined", horizon) == pytest.approx(printed, abs=LAST_DIGIT)


def _table() -> list[dict[str, str]]:
    with shared("data/results/backtest_results_naive_models.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _tested(name: str, methods: tuple[str, ...]) -> Backtest:
    """Origins have max(7, T // 3) to T - 1 - the longest horizon years behind them."""
    file, first, last, longest = PANELS[name]
    years = range(first, last + 1)
    values = dict(_values(name, shared(f"data/{file}")))
    parties = sorted({p for p, _ in values if all(values.get((p, t), 0) > 0 for t in years)})
    panel = np.array([[values[p, t] for t in years] for p in parties])
    y = np.log(panel) if name.startswith("log") else panel
    span = max(7, len(years) // 3) - 1, len(years) - 2 - longest
    horizons = tuple(dict.fromkeys((1, 3, longest)))
    return backtest(parties, y, y, Protocol(methods, horizons, *span))


def _values(name: str, path: Path) -> Iterator[tuple[tuple[str, int], float]]:
    code = next((code for word, code in CODES.items() if word in name), "")
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if "cities" in name:
                place, text = row["province"] + row["city"], row["gdp_real2000_100m"]
            elif code:
                place, text = row["province"], row["value"] if row["code"] == code else ""
            else:
                vintage = row["vintage"].split("_")[0]
                place, text = row["province"], row["gdp_100m_yuan"] if vintage in name else ""
            if text and place != "全国":
                yield (place, int(row["year"])), float(text)
