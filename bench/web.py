"""The workbench under load: first page, every page at 20 requests a second, page weight.

The server is a process of its own that also serves a board made by bench/facts.py (51 million facts
at full size). Requests leave on a fixed beat whether or not earlier ones were answered, so that a
slow answer is not hidden. ETags are not sent: every request is a first visit of a browser.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import date
from pathlib import Path

from bench import facts as generator
from bench.results import Row, seconds

FOLDER = Path(__file__).parent / "out" / "web"
RATE = 20
SECONDS = {"small": 10, "full": 60}
BIG = "big"
OWN = (
    "", "indicators", "indicator/gdp", "indicator/gdp_per_capita", "parties", "party/110000",
    "party/130000", "findings", "finding/growth-total", "conflicts", "revisions", "sources",
    "source/D0", "why/e321709c4ea559d8", "check", "compacts", "compact/tax-92", "settle",
    "measure", "problems", "problem/hydrogen", "scenarios", "scenario/relocate-to-caofeidian",
    "compare", "figure/indicator/gdp.svg", "figure/indicator/gdp.csv", "search.json?q=dqsczz",
)  # fmt: skip
API = ("facts?indicator=gdp&party=110000", "panel", "conflicts", "sources")
LARGE = ("", "indicators", "indicator/indicator_001", "parties", "party/110000", "sources")


def run(size: str) -> list[Row]:
    """First page, beat and weight; with the large board served beside the built-in one."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    try:
        rows = _make_board(size)
        return _measure(size, rows)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


def _make_board(size: str) -> int:
    """A board folder whose ledger holds generated facts; the number of its rows."""
    from yipan.facts import Ledger
    from yipan.facts.tidy import import_tidy

    counties, indicators, csv_rows = generator.SIZES[size]
    shutil.rmtree(generator.SCRATCH, ignore_errors=True)
    generator.SCRATCH.mkdir(parents=True)
    board = FOLDER / BIG
    board.mkdir()
    codes = [str(110000 + c * 7) for c in range(counties)]
    slugs = [f"indicator_{i:03}" for i in range(indicators)]
    units = generator._UNITS
    (board / "board.yaml").write_text(
        f"name: {BIG}\ntitle: {{zh: 大盘, en: Large board}}\nheadline:\n"
        f"  parties: [{', '.join(codes[:4])}]\n  indicators: [{', '.join(slugs[:8])}]\n",
        encoding="utf-8",
    )
    _csv(board / "parties.csv", "code,name_zh,kind", (f"{c},县{c},county" for c in codes))
    lines = (f"{s},指标{s[-3:]},{units[i % 5]},flow" for i, s in enumerate(slugs))
    _csv(board / "indicators.csv", "slug,name_zh,unit,kind", lines)
    kinds = ("REPORT", "YEARBOOK", "REVISION", "CENSUS")
    names = (f"{kind}-{year},{kind} {year}" for kind in kinds for year in range(1995, 2025))
    _csv(board / "sources.csv", "code,title", names)
    try:
        generator._generate(counties, indicators, csv_rows)
        ledger = Ledger.ensure(board / "ledger")
        import_tidy(ledger, [generator.SCRATCH / "facts.parquet"], learned_on=date(2025, 1, 1))
        return len(ledger)
    finally:
        shutil.rmtree(generator.SCRATCH, ignore_errors=True)


def _csv(path: Path, head: str, lines: object) -> None:
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")  # type: ignore[misc]


def _measure(size: str, facts: int) -> list[Row]:
    environment = {**os.environ, "YIPAN_HOME": str(FOLDER / "home")}
    command = [sys.executable, "-m", "bench.web", str(FOLDER / BIG)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        base = server.stdout.readline().strip()
        _get(f"{base}/static/any/mark.svg")
        first = seconds(lambda: _get(f"{base}/jingjinji/"))
        again = seconds(lambda: _get(f"{base}/jingjinji/"), times=9)
        paths = [f"/jingjinji/{p}" for p in OWN] + [f"/api/v1/jingjinji/{p}" for p in API]
        paths += [f"/{BIG}/{p}" for p in LARGE]
        cold = [seconds(lambda path=path: _get(base + path)) for path in paths]  # type: ignore[misc]
        times, failed = _beat(base, paths, SECONDS[size])
        weight = _weight(base)
    finally:
        server.terminate()
        server.wait(10)
    slowest = max(zip(cold, paths, strict=True))
    print(f"web: slowest first visit {slowest[1]} {slowest[0]:.2f} s", file=sys.stderr)
    return _rows(
        f"{facts / 1e6:.3g} M facts beside", (first, again), times, failed, slowest, weight
    )


def _rows(
    many: str,
    page: tuple[float, float],
    times: list[float],
    failed: int,
    slowest: tuple[float, str],
    weight: float,
) -> list[Row]:
    p95 = statistics.quantiles(times, n=20)[-1]
    all_ = f"of {len(times) + failed}"

    def bound(name: str, ours: float, unit: str, most: float, size: str = many) -> Row:
        return Row(name, size, ours, unit, aim=f"≤ {most:g} {unit}", met=ours <= most)

    return [
        bound("first page, the first one after start", page[0], "s", 0.3),
        bound("first page, median", page[1], "s", 0.3),
        bound("any page at 20 requests/s, p95", p95, "s", 0.2),
        Row("any page at 20 requests/s, median", many, statistics.median(times), "s"),
        Row("requests that failed", many, failed, all_, aim="0", met=failed == 0),
        Row("slowest page at its very first visit", many, slowest[0], "s"),
        bound("weight of the first page, figures included", weight, "kB", 300, "built-in"),
    ]


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=120) as answer:
        return bytes(answer.read())


def _beat(base: str, paths: list[str], length: int) -> tuple[list[float], int]:
    """A request every 50 ms over all pages in turn; durations and how many failed."""
    times: list[float] = []
    failed = [0]
    guard = threading.Lock()

    def ask(path: str) -> None:
        begun = time.perf_counter()
        try:
            _get(base + path)
        except OSError:
            with guard:
                failed[0] += 1
            return
        with guard:
            times.append(time.perf_counter() - begun)

    threads = []
    start = time.perf_counter()
    for number in range(length * RATE):
        wait = start + number / RATE - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        thread = threading.Thread(target=ask, args=(paths[number % len(paths)],))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return times, failed[0]


def _weight(base: str) -> float:
    """Bytes of the first page with its styles, scripts and pictures, without the figure library."""
    page = _get(f"{base}/jingjinji/").decode()
    parts = set(
        re.findall(r'(?:src|href)="(/static/[^"]+|/jingjinji/figure/[^"]+\.svg[^"]*)"', page)
    )
    shown = [part.replace("&amp;", "&") for part in parts if "download" not in part]
    return (len(page.encode()) + sum(len(_get(base + part)) for part in shown)) / 1000


def _serve(big: str) -> None:
    """In the process: the workbench on a free port; its address is the first line."""
    import socket

    import uvicorn

    from yipan.web.app import create_app

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(256)
    app = create_app(["jingjinji", big])
    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app.state.warm(base)
    app.state.warm_figures()
    print(base, flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    _serve(sys.argv[1])
