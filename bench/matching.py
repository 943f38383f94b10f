"""Matching at scale: stable placement, the capacitated optimum, retrieval.

Peers: `matching` (hospital-resident), networkx (minimum cost flow), bm25s. They get the same
inputs; the script checks that the results agree before it writes a ratio.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import scipy.optimize  # noqa: F401  (its import is no part of a solve)

from bench._peers import ask
from bench.results import Row, seconds
from yipan.matching.library import Library, LibraryOffer, words_of
from yipan.matching.model import Alternative, Model, Objective
from yipan.matching.optimum import best
from yipan.matching.stable import blocking, propose

WORDS = """
氢能 燃料 电池 质子 交换膜 密封 工艺 储运 机器人 减速器 精密
加工 重组 蛋白 原液 放大 芯片 光刻 传感 算法 检测 视觉 工业
母机 数控 系统 主轴 电机 驱动 控制 网络 安全 密码 平台 数据
治理 云 计算 边缘 节能 环保 脱硫 废水 处理 土壤 修复 监测
遥感 卫星 无人机 材料 复合 碳纤维 高温 合金 涂层 催化 分离 膜
医药
"""


def run(size: str) -> list[Row]:
    """All rows of the area."""
    full = size == "full"
    return [
        *_stable(5_000 if full else 2_000, 250 if full else 100, full=False),
        *(_stable(100_000, 5_000, full=True) if full else []),
        *_optimum(500 if full else 100, 50 if full else 10, full=False),
        *(_optimum(5_000, 500, full=True) if full else []),
        *_retrieval(1_000_000 if full else 20_000, full=full),
    ]


def market(proposers: int, places: int) -> tuple[Any, Any, Any]:
    """Preference lists of 50, strict orders of the places, about one place per proposer."""
    random = np.random.default_rng(1)
    depth = min(50, places)
    wants = (
        np.argsort(random.random((proposers, places), dtype=np.float32), axis=1)[:, :depth]
        if (proposers * places <= 30_000_000)
        else _sample(random, proposers, places, depth)
    )
    keys = random.random((proposers, depth))
    flat = wants.ravel()
    order = np.lexsort((keys.ravel(), flat))
    first = np.searchsorted(flat[order], np.arange(places))
    standing = np.empty(flat.size, dtype=np.int64)
    standing[order] = np.arange(flat.size) - first[flat[order]]
    capacity = np.full(places, max(1, proposers // places))
    return wants, standing.reshape(wants.shape), capacity


def _sample(random: Any, proposers: int, places: int, depth: int) -> Any:
    rows = [random.choice(places, depth, replace=False) for _ in range(proposers)]
    return np.array(rows)


MATCHING = """
import json, sys, time
import numpy as np
from matching.games import HospitalResident
sys.setrecursionlimit(10**6)
names = ("wants", "standing", "capacity")
wants, standing, capacity = (np.load(f"{sys.argv[1]}/{n}.npy") for n in names)
residents = {f"r{i}": [f"h{p}" for p in row] for i, row in enumerate(wants.tolist())}
held = {}
for i, row in enumerate(wants.tolist()):
    for k, p in enumerate(row):
        held.setdefault(f"h{p}", []).append((int(standing[i, k]), f"r{i}"))
hospitals = {name: [r for _, r in sorted(rows)] for name, rows in held.items()}
capacities = {f"h{p}": int(c) for p, c in enumerate(capacity.tolist()) if f"h{p}" in hospitals}
started = time.perf_counter()
game = HospitalResident.create_from_dictionaries(residents, hospitals, capacities)
solved = game.solve(optimal="resident")
took = time.perf_counter() - started
pairs = sorted((str(r), str(h)) for h, rs in solved.items() for r in rs)
mixed = sum((int(r[1:]) * 7919 + int(h[1:])) % 1000003 for r, h in pairs)
print(json.dumps({"seconds": took, "pairs": len(pairs), "sum": mixed}))
"""


def _stable(proposers: int, places: int, *, full: bool) -> list[Row]:
    wants, standing, capacity = market(proposers, places)
    kept: dict[str, Any] = {}
    ours = seconds(lambda: kept.update(choice=propose(wants, standing, capacity)))
    choice = kept["choice"]
    assert len(blocking(wants, standing, capacity, choice)) == 0
    peer = None
    if not full:
        folder = Path(tempfile.mkdtemp())
        for name, table in (("wants", wants), ("standing", standing), ("capacity", capacity)):
            np.save(folder / f"{name}.npy", table)
        peer = ask(("matching", "numpy"), MATCHING, str(folder))
        shutil.rmtree(folder)
        rows = np.flatnonzero(choice >= 0)
        mine = [(int(i) * 7919 + int(wants[i, choice[i]])) % 1000003 for i in rows]
        assert peer is None or (peer["pairs"], peer["sum"]) == (len(rows), sum(mine))
    return [
        Row(
            "stable placement, lists of 50",
            f"{proposers:,} × {places:,}",
            ours,
            "s",
            peer["seconds"] if peer else None,
            "matching" + ("; does not reach this size" if full else ""),
            "≤ 10 s" if full else "",
            ours <= 10 if full else None,
        )
    ]


FLOW = """
import json, sys, time
import numpy as np, networkx as nx
value = np.load(sys.argv[1])
count, options = value.shape
capacity = max(1, count // options)
g = nx.DiGraph()
started = time.perf_counter()
g.add_node("s", demand=-count); g.add_node("t", demand=count)
for i in range(count):
    g.add_edge("s", ("i", i), capacity=1, weight=0)
    for p in np.flatnonzero(value[i] >= 0).tolist():
        g.add_edge(("i", i), ("p", p), capacity=1, weight=-int(value[i, p]))
    g.add_edge(("i", i), "t", capacity=1, weight=0)
for p in range(options):
    g.add_edge(("p", p), "t", capacity=capacity, weight=0)
cost, _ = nx.network_simplex(g)
print(json.dumps({"seconds": time.perf_counter() - started, "value": -cost}))
"""


def _optimum(items: int, options: int, *, full: bool) -> list[Row]:
    random = np.random.default_rng(2)
    value = random.integers(0, 1000, (items, options))
    value[random.random((items, options)) > 50 / options] = -1
    rows = [np.flatnonzero(row >= 0).tolist() for row in value]
    alternatives = tuple(
        tuple(Alternative(p, ((p, Fraction(1)),)) for p in open_options) for open_options in rows
    )
    model = Model(alternatives, tuple(Fraction(max(1, items // options)) for _ in range(options)))
    gains = tuple(
        tuple(Fraction(int(value[i, p])) for p in open_options)
        for i, open_options in enumerate(rows)
    )
    kept: dict[str, Any] = {}
    ours = seconds(lambda: kept.update(found=best(model, [Objective("value", gains)])))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "value.npy"
        np.save(path, value)
        peer = ask(("networkx", "numpy"), FLOW, str(path))
    assert peer is None or kept["found"].totals[0] == peer["value"]
    return [
        Row(
            "capacitated optimum, proven, ties in order",
            f"{items:,} × {options:,}",
            ours,
            "s",
            peer["seconds"] if peer else None,
            "networkx network simplex",
            "≤ 10 s" if full else "",
            ours <= 10 if full else None,
        )
    ]


BM25S = """
import json, sys, time
import bm25s
corpus = [line.split() for line in open(sys.argv[1], encoding="utf-8")]
queries = [line.split() for line in open(sys.argv[2], encoding="utf-8")]
started = time.perf_counter()
index = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
index.index(corpus, show_progress=False)
built = time.perf_counter() - started
times, tops = [], []
for query in queries:
    started = time.perf_counter()
    found, scores = index.retrieve([query], k=20, show_progress=False)
    times.append(time.perf_counter() - started)
    tops.append(float(scores[0][0]))
times.sort()
print(json.dumps({"built": built, "p95": times[int(len(times) * 0.95)], "tops": tops}))
"""


def offers(count: int) -> list[LibraryOffer]:
    """Texts of about thirty characters from a field of words, rare ones among them."""
    random = np.random.default_rng(3)
    words = np.array(WORDS.split() + [f"型号{i}" for i in range(5000)])
    weight = 1 / np.arange(1, len(words) + 1)
    picks = random.choice(len(words), (count, 9), p=weight / weight.sum())
    return [
        LibraryOffer(f"O{i:07d}", "".join(words[row]), "", int(i % 9) + 1)
        for i, row in enumerate(picks)
    ]


def _retrieval(count: int, *, full: bool) -> list[Row]:
    known = offers(count)
    random = np.random.default_rng(4)
    words = WORDS.split()
    queries = ["".join(random.choice(words, 4, replace=False)) for _ in range(200)]
    kept: dict[str, Any] = {}
    built = seconds(lambda: kept.update(library=Library(known)))
    library = kept["library"]
    times, tops = [], []
    for query in queries:
        started = time.perf_counter()
        hits = library.search(query)
        times.append(time.perf_counter() - started)
        tops.append(hits[0].score if hits else 0.0)
    p95 = sorted(times)[int(len(times) * 0.95)] * 1000
    started = time.perf_counter()
    tokens = [words_of(o.text) for o in known]
    cutting = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        corpus, asked = Path(folder) / "corpus", Path(folder) / "queries"
        corpus.write_text("\n".join(" ".join(t) for t in tokens), encoding="utf-8")
        asked.write_text("\n".join(" ".join(sorted(set(words_of(q)))) for q in queries), "utf-8")
        peer = ask(("bm25s", "numpy"), BM25S, str(corpus), str(asked))
    if peer:
        # Their lucene variant leaves out the constant factor k1 + 1.
        assert np.allclose(np.array(peer["tops"]) * 2.2, tops, rtol=1e-4)
    size = f"{count:,} offers"
    name = "bm25s"
    return [
        Row(
            "index built, words cut",
            size,
            built,
            "s",
            peer["built"] + cutting if peer else None,
            f"{name} + the same cutting",
            "≤ 180 s" if full else "",
            built <= 180 if full else None,
        ),
        Row(
            "query with reasons, p95",
            size,
            p95,
            "ms",
            peer["p95"] * 1000 if peer else None,
            f"{name}, without cutting and reasons",
            "≤ 50 ms" if full else "",
            p95 <= 50 if full else None,
        ),
    ]
