"""Weights that people give: pairwise judgements, best and worst, schemes combined."""

from __future__ import annotations

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import weighing as kernel
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask, sheet_numbers
from yipan.gauge.families.common import (
    weight_rows,
)
from yipan.gauge.families.weighting import FAMILY
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Outcome, row, warned


@measure(
    "ahp",
    "层次分析法",
    "Analytic hierarchy process",
    FAMILY,
    answers=(
        "两两判断给出的权重及其一致性",
        "weights from pairwise judgements, and their consistency",
    ),
    formula="principal eigenvector; CI = (λ-n)/(n-1); CR = CI/RI",
    reference="Saaty (1980) The Analytic Hierarchy Process",
    columns=("indicator", "other", "value"),
    items=("weight", "lambda-max", "ci", "cr"),
    domain=Domain(zero="refused", negative="refused", missing="refused"),
    mergeable=False,
)
def ahp(ask: Ask) -> Outcome:
    pairs = ask.long().dense("indicator", "other")
    names = tuple(sorted({*pairs.names("indicator"), *pairs.names("other")}))
    judged = np.full((len(names), len(names)), np.nan)
    rows = [names.index(n) for n in pairs.names("indicator")]
    columns = [names.index(n) for n in pairs.names("other")]
    judged[np.ix_(rows, columns)] = pairs.values
    full = _reciprocal(names, judged)
    found = kernel.ahp(full)
    if len(names) > len(kernel.RANDOM_INDEX):
        ask.warnings.append(warned("small-sample", "CR needs RI, tabulated to n = 9"))
    if found.cr > 0.1:
        ask.warnings.append(warned("inconsistent", f"CR = {found.cr:.3f}"))
    numbers = {"lambda-max": found.lambda_max, "ci": found.ci, "cr": found.cr}
    values = weight_rows(names, found.weights)
    return Outcome((*values, *(row(n, {}, v, "no-random-index") for n, v in numbers.items())))


def _reciprocal(names: tuple[str, ...], judged: Floats) -> Floats:
    """The full matrix; either triangle may be missing; contradictions and gaps are refused."""
    full = np.eye(len(names))
    for i, a in enumerate(names):
        for j in range(i + 1, len(names)):
            b, there, back = names[j], judged[i, j], judged[j, i]
            if np.isnan(there) and np.isnan(back):
                raise BadInput(Words(f"缺少 {a} 对 {b} 的判断", f"no judgement of {a} against {b}"))
            for value in (there, back):
                if value <= 0:
                    raise BadInput(
                        Words(
                            f"{a} 对 {b} 的判断须为正",
                            f"the judgement of {a} against {b} must be positive",
                        )
                    )
            if not np.isnan(there) and not np.isnan(back) and abs(there * back - 1) > 0.02:
                raise BadInput(
                    Words(
                        f"{a} 与 {b} 的判断不互为倒数",
                        f"the judgements of {a} and {b} are not reciprocal",
                    )
                )
            full[i, j] = there if not np.isnan(there) else 1 / back
            full[j, i] = 1 / full[i, j]
    return full


@measure(
    "bwm",
    "最优最劣法",
    "Best-worst method",
    FAMILY,
    answers=(
        "由最重要与最不重要指标的比较得权重",
        "weights from comparisons with the best and the worst",
    ),
    formula="min ξ: |w_B - a_Bj w_j| <= ξ, |w_j - a_jW w_W| <= ξ, Σ w = 1 (linear form)",
    reference="Rezaei (2016) Omega 64:126-130",
    columns=(),
    settings=(
        Setting("best", "", "map", "best over each indicator, 1-9 (the best itself is 1)"),
        Setting("worst", "", "map", "each indicator over the worst, 1-9 (the worst itself is 1)"),
    ),
    items=("weight", "xi"),
    domain=Domain(zero="refused", negative="refused"),
)
def bwm(ask: Ask) -> Outcome:
    from yipan.gauge.programs import best_worst

    ask.required("best")
    ask.required("worst")
    best, worst = ask.mapping("best"), ask.mapping("worst")
    if set(best) != set(worst):
        raise BadInput(
            Words("best 与 worst 的指标不同", "best and worst name different indicators")
        )
    names = sorted(best)
    if (
        min((*best.values(), *worst.values())) < 1
        or 1 not in best.values()
        or (1 not in worst.values())
    ):
        raise BadInput(Words("判断须在 1-9 之间且含 1", "judgements are 1 to 9 and hold one 1"))
    weights, xi = best_worst([best[n] for n in names], [worst[n] for n in names])
    return Outcome((*weight_rows(names, weights), row("xi", {}, xi)))


@measure(
    "combine-weights",
    "组合赋权",
    "Combined weights",
    FAMILY,
    answers=("主观与客观权重合成一组", "one set of subjective and objective weights"),
    formula={
        "game-theory": "min Σ|Σ α w - w_j|²: W Wᵀ α = diag(W Wᵀ), α normed; w = Σ α w",
        "multiplicative": "w = Π w_k / Σ Π w_k",
        "linear": "w = Σ share_k w_k (equal shares unless given)",
    },
    reference="陈加良 (2003) 福建电脑; 高明 等 (2019)",
    columns=(),
    tables=("schemes",),
    settings=(
        Setting("variant", "game-theory", "game-theory|multiplicative|linear", "how to combine"),
        Setting("shares", "", "map", "share of each scheme for variant=linear"),
    ),
    items=("weight", "share"),
)
def combine_weights(ask: Ask) -> Outcome:
    sheet = ask.sheet("schemes", "scheme", "indicator", "weight")
    schemes = sorted(set(sheet["scheme"]))
    names = sorted(set(sheet["indicator"]))
    table = np.full((len(schemes), len(names)), np.nan)
    for s, n, w in zip(
        sheet["scheme"], sheet["indicator"], sheet_numbers(sheet, "weight"), strict=True
    ):
        table[schemes.index(s), names.index(n)] = w
    for s, n in np.argwhere(~(table >= 0)):
        raise BadInput(
            Words(
                f"方案 {schemes[s]} 缺 {names[n]} 的权重",
                f"scheme {schemes[s]} has no weight >= 0 for {names[n]}",
            )
        )
    table = table / table.sum(axis=1, keepdims=True)
    variant = ask.text("variant")
    if variant == "game-theory":
        weights, share = kernel.game_theory(table)
    elif variant == "multiplicative":
        weights, share = kernel.multiplicative(table), np.full(len(schemes), np.nan)
    else:
        share = ask.weights("shares", schemes)
        weights = share @ table
    rows = weight_rows(names, weights)
    rows += [
        row("share", {"scheme": s}, v, "none-in-a-product")
        for s, v in zip(schemes, share, strict=True)
    ]
    return Outcome(tuple(rows), variant=variant)
