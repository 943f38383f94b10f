"""Chains and reach at scale. Peers: networkx (minimum cut), access (two-step catchment), spopt."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import scipy.optimize  # noqa: F401  (its import is no part of a solve)

from bench._peers import ask
from bench.results import Row, seconds
from yipan.links.building import build
from yipan.links.chain import report
from yipan.links.chain_model import Chain, Stage, Supplier
from yipan.links.reach import Band, Place, Reach, access_arrays


def run(size: str) -> list[Row]:
    """All rows of the area."""
    full = size == "full"
    return [
        *_chain(10_000 if full else 500, full=full),
        *_access(2_850 if full else 200, 10_000 if full else 300, full=full),
        *_sites(200 if full else 40, 60 if full else 15),
    ]


FLOW = """
import json, sys, time
import networkx as nx
stages = json.load(open(sys.argv[1]))
started = time.perf_counter()
g = nx.DiGraph()
g.add_edge("s", ("in", 0), capacity=stages["demand"])
for i, cap in enumerate(stages["capacity"]):
    g.add_edge(("in", i), ("out", i), capacity=cap)
    if i + 1 < len(stages["capacity"]):
        g.add_edge(("out", i), ("in", i + 1), capacity=10**9)
g.add_edge(("out", len(stages["capacity"]) - 1), "t", capacity=10**9)
value = nx.maximum_flow_value(g, "s", "t")
print(json.dumps({"seconds": time.perf_counter() - started, "value": value}))
"""


def _chain(count: int, *, full: bool) -> list[Row]:
    import json

    random = np.random.default_rng(5)
    one = Fraction(1)
    stages = [Stage("s0")] + [Stage(f"s{i}", {f"s{i - 1}": one}) for i in range(1, count)]
    amounts = random.integers(100, 10_000, (count, 3))
    suppliers = tuple(
        Supplier(f"x{i}.{k}", f"s{i}", ("冀", f"市{(i + k) % 11}"), Fraction(int(amounts[i, k])))
        for i in range(count)
        for k in range(3)
    )
    chain = Chain("p", "", Fraction(20_000), f"s{count - 1}", tuple(stages), suppliers)
    kept: dict[str, Any] = {}
    ours = seconds(lambda: kept.update(found=report(chain)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chain.json"
        table = {"demand": 20_000, "capacity": amounts.sum(axis=1).tolist()}
        path.write_text(json.dumps(table))
        peer = ask(("networkx",), FLOW, str(path))
    assert peer is None or kept["found"].throughput == peer["value"]
    return [
        Row(
            "chain: throughput, gaps, order of repair, leaders",
            f"{count:,} stages, {3 * count:,} suppliers",
            ours,
            "s",
            peer["seconds"] if peer else None,
            "networkx maximum flow, throughput only",
            "≤ 5 s" if full else "",
            ours <= 5 if full else None,
        )
    ]


ACCESS = """
import json, sys, time
import numpy as np, pandas as pd
from access import Access
data = np.load(sys.argv[1])
times, population, capacity = data["times"], data["population"], data["capacity"]
i, j = np.nonzero(times <= 200)
cost = pd.DataFrame({"origin": i, "dest": j, "cost": times[i, j]})
demand = pd.DataFrame({"id": np.arange(len(population)), "pop": population})
supply = pd.DataFrame({"id": np.arange(len(capacity)), "beds": capacity})
started = time.perf_counter()
a = Access(demand_df=demand, demand_index="id", demand_value="pop", supply_df=supply,
           supply_index="id", supply_value="beds", cost_df=cost, cost_origin="origin",
           cost_dest="dest", cost_name="cost", neighbor_cost_df=cost,
           neighbor_cost_origin="origin", neighbor_cost_dest="dest", neighbor_cost_name="cost")
a.two_stage_fca(name="f", max_cost=60, cost="cost", supply_values=["beds"])
took = time.perf_counter() - started
found = a.access_df["f_beds"].reindex(range(len(population))).fillna(0)
print(json.dumps({"seconds": took, "first": found.head(20).tolist()}))
"""


def _access(places: int, facilities: int, *, full: bool) -> list[Row]:
    random = np.random.default_rng(6)
    at, to = random.random((places, 2)) * 400, random.random((facilities, 2)) * 400
    times = np.hypot(at[:, None, 0] - to[None, :, 0], at[:, None, 1] - to[None, :, 1])
    population = random.integers(1000, 900_000, places).astype(float)
    capacity = random.integers(10, 900, facilities).astype(float)
    kept: dict[str, Any] = {}
    bands = [(60.0, 1.0)]
    ours = seconds(
        lambda: kept.update(found=access_arrays(times, population, capacity, bands)), times=3
    )
    access = kept["found"][0]
    used = (times <= 60).any(axis=0)
    assert np.isclose((access * population).sum(), capacity[used].sum(), rtol=1e-12)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reach.npz"
        np.savez(path, times=times, population=population, capacity=capacity)
        peer = ask(("access",), ACCESS, str(path))
    if peer:
        assert np.allclose(peer["first"], access[:20], rtol=1e-9)
    return [
        Row(
            "two-step floating catchment",
            f"{places:,} × {facilities:,}",
            ours,
            "s",
            peer["seconds"] if peer else None,
            "access",
            "≤ 5 s" if full else "",
            ours <= 5 if full else None,
        )
    ]


SPOPT = """
import json, sys, time
import numpy as np, pulp
from spopt.locate import PMedian
data = np.load(sys.argv[1])
started = time.perf_counter()
sites = int(sys.argv[2])
model = PMedian.from_cost_matrix(data["times"], data["population"], p_facilities=sites)
model = model.solve(pulp.PULP_CBC_CMD(msg=False))
took = time.perf_counter() - started
print(json.dumps({"seconds": took, "value": pulp.value(model.problem.objective)}))
"""


def _sites(places: int, candidates: int) -> list[Row]:
    random = np.random.default_rng(7)
    at, to = random.random((places, 2)) * 300, random.random((candidates, 2)) * 300
    times = np.rint(np.hypot(at[:, None, 0] - to[None, :, 0], at[:, None, 1] - to[None, :, 1])) + 1
    population = random.integers(1, 900, places)
    names = [f"C{j}" for j in range(candidates)]
    table = {
        (f"A{i}", name): Fraction(int(times[i, j]))
        for i in range(places)
        for j, name in enumerate(names)
    }
    lived = tuple(Place(f"A{i}", Fraction(int(n))) for i, n in enumerate(population))
    problem = Reach(lived, (), table, (Band(Fraction(60), Fraction(1)),))
    kept: dict[str, Any] = {}
    ours = seconds(
        lambda: kept.update(found=build(problem, names, 5, "median", table, Fraction(60)))
    )
    assert kept["found"].proven
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sites.npz"
        np.savez(path, times=times, population=population)
        peer = ask(("spopt", "pulp"), SPOPT, str(path), "5")
    assert peer is None or abs(float(kept["found"].value) - peer["value"]) < 1e-6
    return [
        Row(
            "p-median, 5 sites, proven",
            f"{places:,} × {candidates:,}",
            ours,
            "s",
            peer["seconds"] if peer else None,
            "spopt with CBC",
        )
    ]
