"""Under load: readers and publishers on one workbench; no error, no lost write, no leak.

The server is a process of its own with access control, as an office would run it. Readers open
pages and ask the API in a mixture, each at its own pace; publishers send facts a row at a time.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from bench.results import Row

# size: (minutes, readers, publishers)
SHAPES = {"small": (1.0, 200, 2), "full": (10.0, 200, 2)}
PAUSE = (6.0, 14.0)  # seconds between two requests of a reader
WRITE_EVERY = 2.0
BOARD = {
    "board.yaml": "name: load\ntitle: Load\nlearned_on: 2025-01-01\n"
    "headline: {parties: [North, South], indicators: [output]}\n",
    "parties.csv": "code,name_en,kind\nN,North,province\nS,South,province\n",
    "indicators.csv": "slug,name_en,unit,kind,better\noutput,Output,万元,flow,up\n",
    "sources.csv": "code,title,published_on\nYB,Yearbook,2025-02-01\n",
    "facts/base.csv": "key,indicator,party,period,value,unit,source\na,output,N,1900,1,万元,YB\n",
}
PATHS = (
    "/jingjinji/",
    "/jingjinji/indicator/gdp",
    "/jingjinji/party/130000",
    "/jingjinji/conflicts",
    "/jingjinji/findings",
    "/api/v1/jingjinji/facts?indicator=gdp&party=130000",
    "/api/v1/jingjinji/panel?indicator=gdp",
    "/load/",
    "/api/v1/load/facts?indicator=output",
)
HEADER = "indicator,party,period,value,unit,source,frequency\n"


@dataclass
class Seen:
    """What the clients saw; appended to by many threads."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    written: list[tuple[str, str]] = field(default_factory=list)


def run(size: str) -> list[Row]:
    """Load a workbench; rows about errors, lost writes, answer times and memory."""
    minutes, readers, publishers = SHAPES[size]
    with tempfile.TemporaryDirectory(prefix="yipan-load-") as folder:
        return _run(Path(folder), minutes, readers, publishers)


def _run(folder: Path, minutes: float, readers: int, publishers: int) -> list[Row]:
    os.environ["YIPAN_HOME"] = str(folder / "home")
    write_board(folder / "load")
    reading, writing = _tokens(folder)
    port = free_port()
    server = subprocess.Popen(
        [shutil.which("yipan") or str(Path(sys.executable).with_name("yipan")), "serve",
         "--tokens", "--port", str(port), "--board", "jingjinji", "--board", str(folder / "load")],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port)
        seen, memory = Seen(), [_memory(server.pid)]
        until = time.monotonic() + minutes * 60
        threads = [
            threading.Thread(target=_read, args=(port, reading[n % len(reading)], n, until, seen))
            for n in range(readers)
        ]
        threads += [
            threading.Thread(target=_write, args=(port, writing[n], n, until, seen))
            for n in range(publishers)
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            time.sleep(min(5.0, minutes * 6))
            memory.append(_memory(server.pid))
            done, rest = len(seen.times), max(0, until - time.monotonic())
            print(f"\r{done} answers, {len(seen.errors)} errors, {rest:.0f} s left ", end="",
                  file=sys.stderr)  # fmt: skip
        print(file=sys.stderr)
        lost = _lost(port, reading[0], seen)
    finally:
        server.terminate()
        server.wait(timeout=30)
    for line in seen.errors[:5]:
        print(line, file=sys.stderr)
    return _rows(minutes, readers, publishers, seen, lost, memory)


def write_board(folder: Path) -> Path:
    """The small board that publishers write to."""
    for name, text in BOARD.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _rows(
    minutes: float, readers: int, publishers: int, seen: Seen, lost: int, memory: list[int]
) -> list[Row]:
    who = f"{readers} readers, {publishers} publishers"
    shape = f"{who}, {minutes:g} min"
    parts = [cut * 1000 for cut in statistics.quantiles(seen.times, n=100)]
    p50, p95, p99 = parts[49], parts[94], parts[98]
    warm = memory[len(memory) // 4 :]
    part = len(warm) // 4 + 1
    growth = (statistics.median(warm[-part:]) / statistics.median(warm[:part]) - 1) * 100
    count = len(seen.written)
    return [
        Row("load: requests", shape, len(seen.times), "answers"),
        Row("load: errors", shape, len(seen.errors), "answers", aim="0", met=not seen.errors),
        Row("load: lost writes", f"{count} writes", lost, "rows", aim="0", met=lost == 0),
        Row("load: median answer", shape, p50, "ms"),
        Row("load: 95th percentile", shape, p95, "ms", aim="≤ 200 ms", met=p95 <= 200),
        Row("load: 99th percentile", shape, p99, "ms"),
        Row("load: slowest", shape, max(seen.times) * 1000, "ms"),
        Row("load: memory at the start", shape, memory[0] / 1e6, "MB"),
        Row("load: memory at the end", shape, memory[-1] / 1e6, "MB"),
        Row("load: memory, last quarter over second", shape, growth, "%", aim="≤ 10 %",
            met=growth <= 10),
    ]  # fmt: skip


def _read(port: int, token: str, number: int, until: float, seen: Seen) -> None:
    draw = random.Random(number)
    time.sleep(draw.uniform(0, min(PAUSE[1], max(0.1, until - time.monotonic()) / 2)))
    while time.monotonic() < until:
        _ask(port, "GET", draw.choice(PATHS), token, seen)
        time.sleep(min(draw.uniform(*PAUSE), max(0.0, until - time.monotonic())))


def _write(port: int, token: str, number: int, until: float, seen: Seen) -> None:
    party, day = "NS"[number % 2], date(2001, 1, 1)
    while time.monotonic() < until:
        row = f"output,{party},{day},{day.toordinal()},万元,YB,annual\n"
        body = json.dumps({"csv": HEADER + row}).encode()
        if _ask(port, "POST", "/api/v1/load/facts", token, seen, body):
            seen.written.append((party, day.isoformat()))
        day += timedelta(days=1)
        time.sleep(WRITE_EVERY)


def _ask(
    port: int, method: str, path: str, token: str, seen: Seen, body: bytes | None = None
) -> bytes | None:
    """The answer; an error or any status but 200 is noted."""
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    started = time.perf_counter()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
    except OSError as error:
        seen.errors.append(f"{method} {path}: {error}")
        return None
    seen.times.append(time.perf_counter() - started)
    if answer.status != 200:
        seen.errors.append(f"{method} {path}: {answer.status} {data[:200]!r}")
        return None
    return data


def _lost(port: int, token: str, seen: Seen) -> int:
    """Rows that a publisher was told are there and that are not."""
    data = _ask(port, "GET", "/api/v1/load/facts?indicator=output", token, Seen())
    assert data is not None
    things = json.loads(data)["result"]["things"]
    there = {(thing["party"], thing["period"]) for thing in things}
    return sum((party, day) not in there for party, day in seen.written)


def _tokens(folder: Path) -> tuple[list[str], list[str]]:
    from yipan.web.access import Role, TokenFile

    file = TokenFile(folder / "home" / "access" / "tokens.json")
    reading = [file.make(f"reader {n}", Role.READER)[1] for n in range(20)]
    writing = [file.make(f"publisher {p}", Role.PUBLISHER, (p,))[1] for p in "NS"]
    return reading, writing


def _memory(pid: int) -> int:
    """Resident bytes of a process."""
    fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int) -> None:
    """Until the workbench answers on a port."""
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the workbench did not start")
