"""Draws, synthetic control and input-output at the sizes asked. Peers: pysyncon, pymrio."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import scipy.optimize  # noqa: F401  (its import is no part of a fit)

import yipan
from bench._peers import ask
from bench.results import Row, seconds
from yipan.scenarios.baseline import Series
from yipan.scenarios.draws import Sample, deviations, pool, quantiles, stream
from yipan.scenarios.leontief import coefficients, extracted_loss, inverse, ras
from yipan.scenarios.synthetic import fit
from yipan.scenarios.table import read_table

DRAWS = 10_000


def run(size: str) -> list[Row]:
    """All rows of the area."""
    full = size == "full"
    return [
        _draws(3, 15, 0.1 if full else None),
        _draws(31, 20, 0.5 if full else None),
        *_control(full=full),
        *_leontief(31 if full else 6, 42 if full else 10, full=full),
    ]


def _row(name: str, size: str, ours: float, limit: float | None, **peer: Any) -> Row:
    aim = f"≤ {limit:g} s" if limit else ""
    return Row(name, size, ours, "s", aim=aim, met=ours <= limit if limit else None, **peer)


def _draws(parties: int, years: int, limit: float | None) -> Row:
    """Numbers, paths with common shocks and an uncertain trend, levels and seven quantiles."""
    past = 24
    history = np.random.default_rng(0).normal(0.05, 0.03, (parties, past)).cumsum(axis=1)
    names = tuple(map(str, range(parties)))
    found = pool(Series("y", names, history, True, None, ("drift",) * parties))

    def work() -> object:
        sample = Sample(
            DRAWS,
            {
                "baseline": stream(1, "baseline").integers(0, past - 1, size=(years, DRAWS)),
                "trend": stream(1, "trend").integers(0, past - 1, size=(past - 1, DRAWS)),
            },
        )
        paths = deviations(found, sample, years, past - 1)
        return quantiles(np.exp(paths, out=paths))

    size = f"{parties} parties × {years} years × {DRAWS:,} draws"
    return _row("draws and their fan", size, seconds(work, times=5), limit)


PYSYNCON = """
import json, sys, time
import numpy as np, pandas as pd
from pysyncon import Dataprep, Synth
data = np.load(sys.argv[1])
y, before = data["y"], int(data["before"])
cells = [(i, t) for i in range(len(y)) for t in range(y.shape[1])]
rows = [{"unit": f"u{i}", "time": t, "y": y[i, t]} for i, t in cells]
prep = Dataprep(
    foo=pd.DataFrame(rows), predictors=["y"], predictors_op="mean",
    time_predictors_prior=range(before), dependent="y", unit_variable="unit", time_variable="time",
    treatment_identifier="u0", controls_identifier=[f"u{i}" for i in range(1, len(y))],
    time_optimize_ssr=range(before), special_predictors=[("y", [t], "mean") for t in range(before)],
)
out = {}
for name in ("same", "search"):
    synth = Synth()
    options = {"custom_V": np.ones(before + 1)} if name == "same" else {}
    started = time.perf_counter()
    synth.fit(dataprep=prep, **options)
    out[name] = time.perf_counter() - started
    w = synth.W
    gap = y[0, :before] - w @ y[1:, :before]
    out[name + "_error"] = float(np.sqrt((gap ** 2).mean()))
    if name == sys.argv[2]:
        break
print(json.dumps(out))
"""


def _control(*, full: bool) -> list[Row]:
    """31 provinces, 2006 to 2024, treatment in 2014, levels removed."""
    panel = Path(yipan.__file__).parent / "boards/jingjinji/plans/gdp-31-provinces.csv"
    table = read_table(panel, "五经普后")
    years = range(2006, 2025)
    values = table.grid("gdp", table.parties("gdp"), years)
    before = 8
    share = 100 * np.log(values / values.sum(axis=0))
    share = share - share[:, :before].mean(axis=1, keepdims=True)
    treated, donors = share[0], share[1:29]
    kept: dict[str, Any] = {}

    def placebos() -> None:
        kept["own"] = fit(treated, donors, before)
        for i in range(len(donors)):
            fit(donors[i], np.delete(donors, i, axis=0), before)

    def curve() -> None:
        for i in range(500):
            fit(donors[i % 28], np.delete(donors, i % 28, axis=0), before)

    placebos()
    with_placebos, many = seconds(placebos, times=5), seconds(curve)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel.npz"
        np.savez(path, y=share[:29], before=before)
        peer = ask(("pysyncon",), PYSYNCON, str(path), "search" if full else "same")
    # The same convex problem (the peer's mean adds a row of zeros): ours fits at least as well.
    if peer:
        assert kept["own"].pre_rmspe <= peer["same_error"] + 1e-6
    size = "28 donors, 8 years before"
    rows = [
        _row(
            "synthetic control and 28 placebos",
            size,
            with_placebos,
            0.1 if full else None,
            peer=peer["same"] if peer else None,
            peer_name="pysyncon, one fit of the same weights, no placebo",
        ),
        _row("specification curve of 500 fits", size, many, 5 if full else None),
    ]
    if peer and "search" in peer:
        rows.append(
            _row(
                "synthetic control, one fit",
                size,
                seconds(lambda: fit(treated, donors, before), times=5),
                None,
                peer=peer["search"],
                peer_name="pysyncon with its search for predictor weights",
            )
        )
    return rows


PYMRIO = """
import json, sys, time
import numpy as np, pandas as pd, pymrio
a = pd.DataFrame(np.load(sys.argv[1])["a"])
started = time.perf_counter()
found = pymrio.calc_L(a)
took = time.perf_counter() - started
print(json.dumps({"seconds": took, "trace": float(np.trace(found.to_numpy()))}))
"""


def _leontief(regions: int, sectors: int, *, full: bool) -> list[Row]:
    """A table of `regions` × `sectors` in which inputs are about half of output."""
    count = regions * sectors
    random = np.random.default_rng(3)
    flows = random.random((count, count)) ** 8
    output = random.uniform(50, 500, count)
    flows *= 0.5 * output / flows.sum(axis=0)
    flows *= np.minimum(1, 0.9 * output / flows.sum(axis=1))[:, None]
    a = coefficients(flows, output)
    final = output - flows.sum(axis=1)
    kept: dict[str, Any] = {}
    ours = seconds(lambda: kept.update(inverse=inverse(a)), times=3)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.npz"
        np.savez(path, a=a)
        peer = ask(("pymrio",), PYMRIO, str(path))
    if peer:
        assert np.isclose(np.trace(kept["inverse"]), peer["trace"], rtol=1e-9)
    parts = [slice(i * sectors, (i + 1) * sectors) for i in range(regions)]
    updates = seconds(
        lambda: kept.update(losses=extracted_loss(kept["inverse"], output, final, parts)), times=3
    )
    solved = seconds(lambda: kept.update(full=_full_solves(a, output, final, parts)))
    assert np.allclose(kept["losses"], kept["full"], rtol=1e-8, atol=1e-8)
    rows, columns = flows.sum(axis=1) * 1.01, flows.sum(axis=0)
    columns = columns * rows.sum() / columns.sum()
    balanced = seconds(lambda: kept.update(ras=ras(flows, rows, columns)), times=3)
    assert np.allclose(kept["ras"].sum(axis=1), rows, rtol=1e-9)
    size = f"{count:,} sectors ({regions} × {sectors})"
    return [
        _row(
            "Leontief inverse",
            size,
            ours,
            1 if full else None,
            peer=peer["seconds"] if peer else None,
            peer_name="pymrio calc_L",
        ),
        _row(
            f"extraction of {regions} regions, the inverse given",
            size,
            updates,
            1 if full else None,
            peer=solved,
            peer_name="full solves by numpy",
        ),
        _row("RAS", size, balanced, None),
    ]


def _full_solves(a: Any, output: Any, final: Any, parts: list[slice]) -> Any:
    """Each region's rows and columns taken out, the rest solved anew."""
    losses = np.empty((len(parts), len(output)))
    for row, part in zip(losses, parts, strict=True):
        rest = np.delete(np.arange(len(output)), np.r_[part])
        row[:] = output
        row[rest] -= np.linalg.solve(np.eye(len(rest)) - a[np.ix_(rest, rest)], final[rest])
    return losses
