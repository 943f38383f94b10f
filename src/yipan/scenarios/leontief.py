"""Input-output arithmetic: Leontief inverse, multipliers, RAS, extraction by low-rank update.

Flows Z (rows sell, columns buy), output x, A = Z / x by columns, L = (I - A)^-1, x = L f with final
demand f = x - Z 1 (Miller and Blair, Input-Output Analysis, chapters 2, 7 and 12).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from yipan.core.errors import Coded
from yipan.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST_ROUNDS = 10_000
CLOSE = 1e-11
DIVERGED = 1e100


def coefficients(flows: Floats, output: Floats) -> Floats:
    """a_ij = z_ij / x_j; a column without output buys nothing."""
    safe = np.where(output > 0, output, 1.0)
    return np.asarray(np.where(output > 0, flows / safe, 0.0))


def inverse(a: Floats) -> Floats:
    """L = (I - A)^-1; refused where a column buys as much as it makes (no finite answer)."""
    if len(a) and float(a.sum(axis=0).max()) >= 1.0 and _radius(a) >= 1.0:
        raise Coded(
            "BAD_TABLE",
            Words(
                "中间投入不小于产出,乘数无穷", "inputs are no less than output: no finite answer"
            ),
            hint=Words("请核对流量与总产出", "check flows and output"),
        )
    return np.asarray(np.linalg.inv(np.eye(len(a)) - a))


def extracted_loss(
    inverse_: Floats, output: Floats, final: Floats, parts: Sequence[slice]
) -> Floats:
    """Output lost, parts × sectors, when a part neither buys from nor sells to anybody.

    With K the part: x̄ = x - L_K f_K - L_K L_KK^-1 (x - L_K f_K)_K, which is (I - A_RR)^-1 f_R on
    the rest R and zero on K; one inverse serves every part.
    """
    losses = np.empty((len(parts), len(output)))
    for row, part in zip(losses, parts, strict=True):
        columns = inverse_[:, part]
        left = output - columns @ final[part]
        left -= columns @ np.linalg.solve(inverse_[part, part], left[part])
        row[:] = output - left
    return losses


def ras(start: Floats, rows: Floats, columns: Floats) -> Floats:
    """The matrix r Z s with given sums, nearest to the start in relative entropy."""
    if abs(float(rows.sum() - columns.sum())) > 1e-6 * max(1.0, float(rows.sum())):
        raise Coded(
            "BAD_TABLE",
            Words("行和与列和的总数不等", "row sums and column sums have different totals"),
        )
    left, right = np.ones(len(rows)), np.ones(len(columns))
    for _ in range(MOST_ROUNDS):
        left = _ratio(rows, start @ right)
        if float(left.max()) > DIVERGED:
            break
        right = _ratio(columns, left @ start)
        gap = np.abs(left * (start @ right) - rows).max()
        if gap <= CLOSE * max(1.0, float(rows.max())):
            return np.asarray(left[:, None] * start * right)
    raise Coded(
        "BAD_TABLE",
        Words("RAS 不收敛:有零格挡住了所要的和", "RAS does not converge: zeros block the sums"),
    )


def _ratio(wanted: Floats, have: Floats) -> Floats:
    return np.asarray(np.where(have > 0, wanted / np.where(have > 0, have, 1.0), 0.0))


def _radius(a: Floats) -> float:
    """The growth of A^k 1, a bound of the spectral radius good enough to tell 1 from below."""
    vector = np.ones(len(a))
    size = 1.0
    for _ in range(200):
        vector = a.T @ vector
        size = float(vector.max())
        if size <= 0:
            return 0.0
        vector /= size
    return size
