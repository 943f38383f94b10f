"""What a benchmark row holds, and how rows are shown and kept."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

SIZES = ("small", "full", "large")


@dataclass(frozen=True)
class Row:
    """One measurement. `ratio`: ours over the peer's; None where a peer was not run.

    `aim` is the bound in words, `met` whether it holds; None without an aim or at another size.
    """

    name: str
    size: str
    ours: float
    unit: str
    peer: float | None = None
    peer_name: str = ""
    aim: str = ""
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's."""
        return self.ours / self.peer if self.peer else None


def seconds(work: Callable[[], object], *, times: int = 1) -> float:
    """The median duration."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return statistics.median(found)


def write_json(path: Path, rows: list[Row]) -> None:
    """The rows as the list of `bench/out/AREA.json`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    items = [{**asdict(row), "ratio": row.ratio} for row in rows]
    path.write_text(json.dumps(items, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def show(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    head = "| what | size | ours | peer | ratio | aim | met |"
    return "\n".join([head, "| --- | --- | ---: | ---: | ---: | --- | --- |", *map(_line, rows)])


def publish(page: Path, area: str, rows: list[Row]) -> None:
    """Replace the table of an area in the page, or add it."""
    text = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
    section = f"## {area}\n\n{_machine()}\n\n{show(rows)}\n"
    old = re.compile(rf"^## {re.escape(area)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if old.search(text):
        text = old.sub(lambda _: section + "\n", text)
    else:
        text = text.rstrip() + "\n\n" + section
    page.write_text(text.rstrip() + "\n", encoding="utf-8")


def _line(row: Row) -> str:
    peer = "" if row.peer is None else f"{_number(row.peer)} {row.unit} ({row.peer_name})"
    if row.peer is None and row.peer_name:
        peer = f"{row.peer_name}: not run"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    met = {None: "", True: "yes", False: "**no**"}[row.met]
    return (
        f"| {row.name} | {row.size} | {_number(row.ours)} {row.unit} | {peer} | {ratio} "
        f"| {row.aim} | {met} |"
    )


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("duckdb", "numpy", "polars")
    )
    return (
        f"{os.cpu_count()} processors, {memory:.0f} GiB of memory, "
        f"Python {platform.python_version()}, {versions}; load average over a quarter of an hour "
        f"{os.getloadavg()[2]:.1f}."
    )
