"""A panel several times larger than the memory it is given is worked through cut by cut."""

from __future__ import annotations

import tracemalloc

import duckdb
import numpy as np
import pytest

import yipan.gauge as g
from yipan.facts.panel_engine import DuckPanel
from yipan.gauge.engine import pipelines
from yipan.gauge.slab import size_of

SHAPE = (2_000, 16, 40)
MEMORY = "60MB"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> str:
    """1.28 million values, a file a period; the pattern of their names."""
    folder = tmp_path_factory.mktemp("large")
    parties, periods, indicators = SHAPE
    for t in range(periods):
        duckdb.execute(
            f"""COPY (SELECT 'P' || lpad(p::VARCHAR, 5, '0') AS party, '{2000 + t}' AS period,
              'k' || lpad(k::VARCHAR, 2, '0') AS indicator,
              1 + (hash(p, k, {t}) % 1000003) / 1000.0 AS value
              FROM range({parties}) a(p), range({indicators}) b(k))
            TO '{folder}/{t:02}.parquet' (FORMAT parquet)"""
        )
    return f"{folder}/*.parquet"


def traced(work: object) -> tuple[object, int]:
    """The answer and the largest memory of arrays on the way."""
    tracemalloc.start()
    try:
        return work(), tracemalloc.get_traced_memory()[1]  # type: ignore[operator]
    finally:
        tracemalloc.stop()


def test_the_pipeline_is_the_same_in_a_fraction_of_the_memory(files: str):
    """Bounds and entropy by grouped sums, scores period by period: the numbers of one cut."""
    groups = [list(range(k, SHAPE[2], 5)) for k in range(5)]
    large, small = DuckPanel(files, memory="2GB"), DuckPanel(files, memory=MEMORY)
    assert size_of(small) > 4 * small.most_cells
    ((_, whole),) = pipelines(large, groups)

    def work() -> list[np.ndarray]:
        return [np.r_[r.theil, r.index.sum(axis=0)] for _, r in pipelines(small, groups)]

    found, peak = traced(work)
    assert peak < int(MEMORY[:-2]) * 10**6 / 2
    assert len(found) > 4
    theil = np.concatenate([f[: len(f) // 2] for f in found])
    index = np.concatenate([f[len(f) // 2 :] for f in found])
    assert theil == pytest.approx(whole.theil, rel=1e-9)
    assert index == pytest.approx(whole.index.sum(axis=0), rel=1e-9)


@pytest.mark.parametrize("name", ["theil-t", "gini", "hhi"])
def test_a_measure_is_the_same_in_a_fraction_of_the_memory(files: str, name: str):
    """What needs an order runs on ordered cuts; the values are those of the whole."""
    small = DuckPanel(files, memory=MEMORY)
    result, peak = traced(lambda: g.gauge(name, small))
    assert peak < int(MEMORY[:-2]) * 10**6 / 2
    whole = g.gauge(name, DuckPanel(files, memory="2GB"))
    assert set(map(str, result.values)) == set(map(str, whole.values))  # type: ignore[attr-defined]
