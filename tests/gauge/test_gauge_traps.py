"""Every trap of the field that well-known programs fall into, and the test that guards it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from shared_data import shared

import yipan.gauge as g
from yipan.gauge.table import read_table

HERE = Path(__file__).parent
# The trap, and the tests (module: name) that fail where a program falls into it.
TRAPS = {
    "lost coefficient: equal systems have coupling 1, not 0.5 or 0.25": (
        "test_gauge_systems: test_equal_systems_give_exactly_one",
    ),
    "a system at zero has coupling 0, not 2 and not NaN": (
        "test_gauge_systems: test_a_system_at_zero_has_no_coupling",
    ),
    "entropy of a panel: m is the number of rows, not of periods": (
        "test_gauge_indices: test_entropy_constant_of_a_panel_is_the_number_of_rows",
    ),
    "entropy at zero takes the limit, no small number is added": (
        "test_gauge_indices: test_entropy_takes_the_limit_at_zero",
    ),
    "one constant column does not spoil the weights of the others": (
        "test_gauge_indices: test_constant_column_has_weight_zero_and_the_others_are_as_if_absent",
    ),
    "per-period against panel normalisation": (
        "test_gauge_indices: test_scope_decides_whether_common_growth_is_seen",
    ),
    "the direction is turned before rescaling": (
        "test_gauge_indices: test_direction_is_turned_before_rescaling",
    ),
    "rank reversal": (
        "test_gauge_indices: test_rank_reversal_and_goalposts",
        "test_gauge_uncertainty: test_rank_reversal_is_found",
    ),
    "geometric floor": ("test_gauge_indices: test_geometric_floor_decides_ranks",),
    "failed variants are counted and named": (
        "test_gauge_uncertainty: test_failed_variants_are_counted_and_named",
    ),
    "Theil weights: T by income, L by population; L is not T": (
        "test_gauge_inequality: test_theil_t_is_not_theil_l",
        "test_gauge_inequality: test_theil_weights_within_by_income_and_l_by_population",
    ),
    "zeros: T by the limit, L refuses": (
        "test_gauge_inequality: test_theil_l_refuses_zero_and_theil_t_takes_the_limit",
    ),
    "Dagum orders each pair by mean, not by name": (
        "test_gauge_inequality: test_dagum_equals_the_double_sums_and_orders_pairs_by_mean",
    ),
    "Gini with n or n-1": ("test_gauge_inequality: test_gini_forms",),
    "Williamson about the weighted mean": (
        "test_gauge_inequality: test_williamson_is_about_the_weighted_mean",
    ),
    "half-life over the whole period": (
        "test_gauge_regions: test_half_life_is_over_the_whole_period",
    ),
    "sigma: sd of logs and CV of levels, both": (
        "test_gauge_regions: test_sigma_gives_both_measures",
    ),
    "log t: start and kernel are parameters, the kernel moves t": (
        "test_gauge_regions: test_log_t_start_and_kernel_are_parameters",
        "test_gauge_traps: test_log_t_by_both_kernels_of_the_reference_program",
    ),
    "Krugman variants are named": (
        "test_gauge_regions: test_location_quotient_and_krugman_variants",
    ),
    "similarity says how many sectors": (
        "test_gauge_regions: test_similarity_says_how_many_sectors",
    ),
    "Ellison-Glaeser may be negative": (
        "test_gauge_regions: test_ellison_glaeser_may_be_negative",
    ),
    "shift-share with a zero base": ("test_gauge_regions: test_shift_share_zero_base_is_an_entry",),
    "LMDI zeros by their limits": ("test_gauge_regions: test_lmdi_zero_takes_the_whole_change",),
    "Tapio near zero growth is undefined": ("test_gauge_regions: test_tapio_states",),
    "synergy sign: two falling systems are no synergy": (
        "test_gauge_systems: test_synergy_sign",
        "test_gauge_systems: test_synergy_against_first_or_previous_differ",
    ),
    "obstacle at the ideal point is null": (
        "test_gauge_systems: test_obstacle_at_the_ideal_point_is_null",
    ),
    "infeasible super-efficiency is flagged": (
        "test_gauge_systems: test_infeasible_super_efficiency_is_null",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_has_its_test(trap: str) -> None:
    """The test exists and asserts something."""
    for place in TRAPS[trap]:
        module, _, name = place.partition(": ")
        tree = ast.parse((HERE / f"{module}.py").read_text())
        (found,) = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name]
        checks = [n for n in ast.walk(found) if isinstance(n, ast.Assert | ast.With)]
        assert checks, place


@pytest.mark.parametrize(("hac", "t"), [("qs-fixed", -185.6), ("qs-auto", -161.9)])
def test_log_t_by_both_kernels_of_the_reference_program(hac: str, t: float) -> None:
    """ConvergenceClubs 2.2.5 prints -185.6 (FQSB) and -161.9 (AQSB) on one set of numbers."""
    case = shared("golden/measures/cases/log-t-three-clubs")
    found = g.log_t(read_table(case / "input.csv"), r=1 / 3, hac=hac)
    assert found.value("t", indicator="x") == pytest.approx(t, abs=0.05)
    assert found.parameters["hac"] == hac


def test_log_t_of_residuals_by_hand() -> None:
    """qs-fixed is b / sqrt(V (X'X)⁻¹), V = Σu²/(n-1) where residuals alternate evenly."""
    import numpy as np

    from yipan.gauge.convergence import robust_error

    x, u = np.log(np.arange(5.0, 13.0)), np.array([1, 0, -1, 0, 1, 0, -1, 0.0])
    # The first autocovariance is zero: the bandwidth is 0 and only the variance is left.
    error, width = robust_error(x, u, "qs-fixed")
    design = np.column_stack([np.ones(8), x])
    expected = np.sqrt(np.linalg.inv(design.T @ design)[1, 1] * 4 / 7)
    assert (error, width) == (pytest.approx(expected), 0.0)
