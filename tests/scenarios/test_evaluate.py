"""Evaluation of policies: known answers, the reference curve, and what is refused."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import shared

from yipan.core.errors import Coded
from yipan.scenarios.differences import difference_gap, event_gap
from yipan.scenarios.evaluate import Evaluation, evaluate, summary
from yipan.scenarios.plan import read_plan
from yipan.scenarios.robustness import warnings
from yipan.scenarios.synthetic import fit
from yipan.scenarios.table import YearTable, read_table

PLAN = """
plan: example
treated: [T]
donors: [A, B, C, D, E]
outcome: {indicator: y, transform: level}
treatment_period: "2011"
windows: [["2000", "2015"]]
estimators: [synthetic-control, difference-in-differences, event-study]
demean: [false, true]
pretrend: [false, true]
placebo: {space: true, time: true}
leave_one_out: true
near_optimal: 0.25
"""


def _table() -> YearTable:
    """Five made-up donors; T = 0.6 A + 0.4 B, and 2, 2.5, 3, 3.5, 4 above it from 2011 on."""
    years = range(2000, 2016)
    shapes = {
        "A": lambda t: 10 + 3 * t + (t % 3),
        "B": lambda t: 40 - t + (t % 4),
        "C": lambda t: 20 + (t * t) % 7,
        "D": lambda t: 5 + 2 * ((t + 1) % 5),
        "E": lambda t: 30 + t + (t % 2) * 3,
    }
    values = {("y", p, y): Fraction(f(y - 2000)) for p, f in shapes.items() for y in years}
    for y in years:
        lift = Fraction(y - 2011, 2) + 2 if y >= 2011 else 0
        mixed = Fraction(6, 10) * values["y", "A", y] + Fraction(4, 10) * values["y", "B", y]
        values["y", "T", y] = mixed + lift
    return YearTable(values)


def _run(tmp_path: Path, plan: str, table: YearTable) -> Evaluation:
    path = tmp_path / "plan.yaml"
    path.write_text(plan, encoding="utf-8")
    return evaluate(read_plan(path), lambda _: table)


def test_a_known_mixture_is_found(tmp_path: Path) -> None:
    """The weights, the gap of 4 in the last year, its mean of 3 and p = 1/6 with five donors."""
    found = _run(tmp_path, PLAN, _table()).specifications[0]
    assert found.choice.estimator == "synthetic-control"
    assert found.weights == pytest.approx({"A": 0.6, "B": 0.4}, abs=1e-6)
    assert found.pre_rmspe == pytest.approx(0, abs=1e-9)
    assert found.gap_last == pytest.approx(4, abs=1e-6)
    assert found.gap_mean == pytest.approx(3, abs=1e-6)
    assert found.placebo_p == pytest.approx(1 / 6)
    assert found.near_optimal is None


def test_the_grid_multiplies_only_what_an_estimator_uses(tmp_path: Path) -> None:
    """Demeaning belongs to synthetic control, the pre-trend to difference in differences."""
    found = _run(tmp_path, PLAN, _table())
    ids = [s.choice.id for s in found.specifications]
    assert len(ids) == len(set(ids)) == 5
    assert summary(found.specifications)["specifications"] == 5


def test_differences_by_hand() -> None:
    """T 1,2,5 against donors 1,2,3 and 3,4,5: before the step the gap is 0, after it 2."""
    treated = np.array([1.0, 2.0, 5.0])
    donors = np.array([[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]])
    gap = difference_gap(treated, donors, 2, pretrend=False)
    assert gap.tolist() == [0.0, 0.0, 2.0]
    assert event_gap(treated, donors, 2).tolist() == [0.0, 0.0, 2.0]


def test_a_linear_pretrend_is_removed() -> None:
    """A difference that grew by 1 a year before goes on growing by 1: the effect is nothing."""
    treated = np.arange(0.0, 12.0, 2.0)
    donors = np.array([np.arange(6.0), np.arange(6.0) + 1])
    gap = difference_gap(treated, donors, 4, pretrend=True)
    assert gap == pytest.approx(np.zeros(6), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 8), st.integers(3, 12))
def test_weights_lie_on_the_simplex_and_no_direction_improves(
    seed: int, donors: int, before: int
) -> None:
    """Optimality: moving weight towards any donor does not lower the squared error."""
    rng = np.random.default_rng(seed)
    treated = rng.normal(size=before + 2)
    panel = rng.normal(size=(donors, before + 2))
    control = fit(treated, panel, before)
    assert control.weights.min() >= 0
    assert control.weights.sum() == pytest.approx(1)
    error = control.gap[:before]
    for index in range(donors):
        direction = -panel[index, :before] + control.weights @ panel[:, :before]
        assert error @ direction >= -1e-6


WRONG = [
    ("donors: [A, B, C, D, E]", "donors: [A, T]", "treated itself"),
    ("donors: [A, B, C, D, E]", "donors: [A]", "at least two"),
    ('"2000", "2015"', '"2011", "2015"', "no period before"),
    ("estimators: [synth", "estimators: [magic, synth", "must be of"),
    ("leave_one_out: true", "leave_one_in: true", "no key"),
    ("indicator: y", "indicator: z", "no indicator z"),
    ('"2000", "2015"', '"1999", "2015"', "of T in 1999 is missing"),
    ('"2011"\nwindows', '"soon"\nwindows', "not a year"),
]


@pytest.mark.parametrize(("good", "bad", "words"), WRONG)
def test_what_cannot_be_evaluated_is_named(tmp_path: Path, good: str, bad: str, words: str) -> None:
    """One line that names the key, the party or the cell."""
    assert good in PLAN
    with pytest.raises(Coded, match=words):
        _run(tmp_path, PLAN.replace(good, bad), _table())


def test_reference_curve_of_the_real_panel(tmp_path: Path) -> None:
    """Pre-fit, last gap, near-optimal range and placebo p of twelve published-data fits."""
    source = shared("data/cn_province/gdp_vintages_31.csv")
    folder = "golden/replications/jjj2014-policy-specification-curve"
    reference = list(csv.DictReader(shared(f"{folder}/specification_curve.csv").open()))
    data = tmp_path / "long.csv"
    with data.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["party", "period", "indicator", "value", "vintage"])
        for row in csv.DictReader(source.open()):
            key = (row["province"], row["year"], "gdp", row["gdp_100m_yuan"], row["vintage"][:2])
            writer.writerow(key)
    checked = 0
    for vintage, first, last in (("V1", 1993, 2017), ("V2", 2000, 2023), ("V3", 2006, 2024)):
        plan = f"""
plan: curve
treated: [京津冀, 北京, 天津, 河北]
groups: {{京津冀: [北京, 天津, 河北]}}
outcome: {{indicator: gdp, transform: log-share}}
treatment_period: "2014"
windows: [["{first}", "{last}"]]
demean: [true]
near_optimal: 0.25
"""
        found = _run(tmp_path, plan, read_table(data, vintage))
        for s in found.specifications:
            row = next(
                r
                for r in reference
                if (r["vintage"], r["treated"], r["year_first"])
                == (vintage, s.choice.treated, str(first))
                and r["estimator"].startswith("synthetic")
            )
            assert s.pre_rmspe == pytest.approx(float(row["pre_rmspe"]), abs=0.001)
            assert s.gap_last == pytest.approx(float(row["gap_last_year"]), abs=0.02)
            assert s.placebo_p == pytest.approx(float(row["placebo_p"]), abs=0.001)
            assert s.near_optimal is not None
            low, high = (row[f"range_{k}_25pct_worse_fit"] for k in ("low", "high"))
            assert s.near_optimal == pytest.approx((float(low), float(high)), abs=0.05)
            checked += 1
    assert checked == 12


def test_the_basque_country_by_its_path(tmp_path: Path) -> None:
    """Convex fit of 1960 to 1969: Madrid 0.44, Balearic Islands 0.37, Rioja 0.19, error 0.064."""
    source = shared("golden/replications/scm-basque/input.csv")
    data = tmp_path / "long.csv"
    with data.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["party", "period", "indicator", "value"])
        for row in csv.DictReader(source.open()):
            writer.writerow((row["regionname"], int(float(row["year"])), "gdpcap", row["gdpcap"]))
    plan = """
plan: basque
treated: [Basque Country (Pais Vasco)]
exclude: [Spain (Espana)]
outcome: {indicator: gdpcap}
treatment_period: "1970"
windows: [["1960", "1997"]]
"""
    [found] = _run(tmp_path, plan, read_table(data)).specifications
    assert found.pre_rmspe == pytest.approx(0.064, abs=0.001)
    weights = {"Madrid (Comunidad De)": 0.44, "Baleares (Islas)": 0.37, "Rioja (La)": 0.19}
    for name, weight in weights.items():
        assert found.weights[name] == pytest.approx(weight, abs=0.006), name
    assert len(found.donors) == 16


PREDICTED = """
plan: predicted
treated: [T]
donors: [A, B, C, D]
outcome: {indicator: y}
treatment_period: "2010"
windows: [["2005", "2012"]]
estimators: [synthetic-control-predictors]
predictors:
  - {indicator: p, from: "2006", to: "2008"}
  - {indicator: q, from: "2005", to: "2009", weight: 3}
placebo: {space: true, time: true}
leave_one_out: true
"""


def _predicted() -> YearTable:
    """T's predictors are 0.7 A + 0.3 B; its outcome is that mixture, and 5 above it from 2010."""
    values = {}
    of = {"A": (1, 4, 10), "B": (6, 2, 30), "C": (9, 9, 90), "D": (3, 8, 50)}
    mixed = [
        Fraction(7, 10) * a + Fraction(3, 10) * b for a, b in zip(of["A"], of["B"], strict=True)
    ]
    for name, (p, q, y) in {**of, "T": tuple(mixed)}.items():
        for year in range(2005, 2013):
            jump = 5 if name == "T" and year >= 2010 else 0
            values["p", name, year] = Fraction(p)
            values["q", name, year] = Fraction(q)
            values["y", name, year] = Fraction(y) + jump
    return YearTable(values)


def test_predictors_find_a_known_mixture(tmp_path: Path) -> None:
    """Weights 0.7 and 0.3, a gap of 5; a placebo in time has no predictors."""
    found = _run(tmp_path, PREDICTED, _predicted())
    [only] = found.specifications
    assert only.weights == pytest.approx({"A": 0.7, "B": 0.3}, abs=1e-6)
    assert only.gap_last == pytest.approx(5)
    assert only.placebo_p == pytest.approx(1 / 5)
    assert {p.kind for p in found.placebos} == {"space"}
    assert set(only.left_out) == {"A", "B"}


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ('"2006", to: "2008"', '"2006", to: "2010"', "before the treatment"),
        ("weight: 3", "weight: 0", "above zero"),
        ("treated: [T]", "treated: [T]\ngroups: {T: [A, B]}", "treated itself|does not go with"),
        (
            PREDICTED[PREDICTED.index("predictors:\n") : PREDICTED.index("placebo")],
            "",
            "predictors",
        ),
        ("indicator: q", "indicator: z", "no indicator z"),
    ],
)
def test_bad_predictors(tmp_path: Path, good: str, bad: str, words: str) -> None:
    """One line names the predictor."""
    assert good in PREDICTED
    with pytest.raises(Coded, match=words):
        _run(tmp_path, PREDICTED.replace(good, bad), _predicted())


def test_few_donors_are_said(tmp_path: Path) -> None:
    """Two donors: a rank among three is never below 1/3."""
    found = _run(tmp_path, PLAN.replace("donors: [A, B, C, D, E]", "donors: [A, B]"), _table())
    assert any("with 2 the p cannot fall below 0.33" in words.en for words in warnings(found))
