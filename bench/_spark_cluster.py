"""A Spark of one machine in local-cluster mode: a driver with Spark Connect, workers as processes.

`SPARK_HOME` names a Spark 4 (a distribution, or the folder `pyspark` of an environment that has the
whole of pyspark); Java 17 or newer is on the path. No Python of that Spark is used.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOME = "SPARK_HOME"
EXECUTOR = "CoarseGrainedExecutorBackend"
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
PATIENCE = 180.0  # seconds until it answers, on a busy machine
PR_SET_PDEATHSIG = 1  # linux/prctl.h
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def absent() -> str:
    """Why no cluster can be started here; empty where one can."""
    home = os.environ.get(HOME, "")
    if not home:
        return f"{HOME} is not set: name a Spark 4 to run a cluster of workers"
    if not (Path(home) / "bin" / "spark-submit").exists():
        return f"{HOME}={home}: there is no bin/spark-submit"
    if not any((Path(home) / "jars").glob("spark-connect_*.jar")):
        return f"{HOME}={home}: there is no jars/spark-connect_*.jar (Spark 4 has one)"
    if not shutil.which("java"):
        return "there is no java on the path: install Java 17 or newer"
    return ""


@dataclass(frozen=True)
class Cluster:
    """A cluster that runs; `process`: the driver's, `page`: what its web page answers."""

    address: str
    process: int
    page: str
    scratch: Path

    def executors(self) -> list[int]:
        """The processes of the workers' executors that live."""
        return [p for p in _children(self.process) if EXECUTOR in _command(p)]

    def told(self) -> list[dict[str, Any]]:
        """All executors there were, as the driver tells of them; the driver left out."""
        everyone = self._asked("allexecutors")
        return [e for e in everyone if e["id"] != "driver"]

    def working(self) -> list[int]:
        """How many tasks each living executor runs at the moment."""
        return [e["activeTasks"] for e in self.told() if e["isActive"]]

    def attempts(self) -> tuple[int, int]:
        """How many tasks failed or were killed, and how many stages were tried again."""
        stages = self._asked("stages")
        lost = sum(s["numFailedTasks"] + s["numKilledTasks"] for s in stages)
        return lost, sum(s["attemptId"] > 0 for s in stages)

    def processor(self) -> float:
        """Seconds of processor time of the driver and of the executors that live."""
        return sum(_processor(p) for p in (self.process, *self.executors()))

    def memory(self) -> int:
        """Bytes resident in the driver and the executors."""
        return sum(_resident(p) for p in (self.process, *self.executors()))

    def completed(self) -> int:
        """How many tasks all executors have done so far."""
        return sum(e["completedTasks"] for e in self.told())

    def kill_one(self, ended: Callable[[], bool], *, after: int = 0) -> Killed | None:
        """Kill one executor (SIGKILL) once `after` tasks are done in all and every one has work.

        None where what they work for has ended before.
        """
        while not ended():
            working = self.working() if not after or self.completed() >= after else []
            if len(working) > 1 and min(working) > 0:
                victim = self.executors()[0]
                os.kill(victim, signal.SIGKILL)
                return Killed(victim, sum(working), len(working))
            time.sleep(0.02)
        return None

    def _asked(self, what: str) -> Any:
        with urllib.request.urlopen(f"{self.page}/{what}", timeout=30) as answer:
            return json.load(answer)


@dataclass(frozen=True)
class Killed:
    """The process that was killed, and the tasks and executors that ran at that moment."""

    process: int
    tasks: int
    executors: int


@contextmanager
def cluster(
    workers: int = 2, cores: int = 1, megabytes: int = 1024, driver: int = 1024
) -> Iterator[Cluster]:
    """Start a cluster and wait until all its executors are there; everything ends with it."""
    missing = absent()
    if missing:
        raise SystemExit(missing)
    scratch = Path(tempfile.mkdtemp(prefix="yipan-cluster-"))
    port, page = _free_port(), _free_port()
    command = [
        str(Path(os.environ[HOME]) / "bin" / "spark-submit"),
        *("--master", f"local-cluster[{workers},{cores},{megabytes}]"),
        *("--driver-memory", f"{driver}m", "--class", SERVER),
        *_settings(
            {
                "spark.executor.memory": f"{megabytes}m",
                "spark.connect.grpc.binding.address": "127.0.0.1",
                "spark.connect.grpc.binding.port": port,
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.ui.port": page,
                "spark.sql.warehouse.dir": scratch / "warehouse",
                "spark.sql.shuffle.partitions": 4 * workers * cores,
            }
        ),
        "spark-internal",
    ]
    folders = {f"SPARK_{n}_DIR{s}": str(scratch) for n, s in (("WORKER", ""), ("LOCAL", "S"))}
    surroundings = {**os.environ, **folders, "SPARK_LOCAL_IP": "127.0.0.1"}
    log = (scratch / "driver.log").open("wb")
    process = subprocess.Popen(
        command,
        cwd=scratch,
        env=surroundings,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=_end_with_parent,
    )
    try:
        found = Cluster(f"sc://127.0.0.1:{port}", process.pid, _page(page, process, log), scratch)
        _wait(lambda: len(found.executors()) >= workers <= len(found.told()), process, log)
        _wait(lambda: _listens(port), process, log)
        yield found
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        log.close()
        shutil.rmtree(scratch, ignore_errors=True)


def _end_with_parent() -> None:
    """In the child: it is killed when this process is; its executors then end themselves."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _settings(given: dict[str, object]) -> list[str]:
    return [part for name, value in given.items() for part in ("--conf", f"{name}={value}")]


def _page(port: int, process: subprocess.Popen[bytes], log: Any) -> str:
    """The address of the driver's answers about its application."""
    root = f"http://127.0.0.1:{port}/api/v1/applications"
    found: list[str] = []

    def asked() -> bool:
        with urllib.request.urlopen(root, timeout=5) as answer:
            found.extend(item["id"] for item in json.load(answer))
        return bool(found)

    _wait(asked, process, log)
    return f"{root}/{found[0]}"


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Any) -> None:
    """Until it is ready; its last words where it ends or takes too long."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if ready():
                return
        except (OSError, ValueError):  # nobody listens yet, or the page is not up
            pass
        time.sleep(0.3)
    last = Path(log.name).read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
    raise SystemExit("\n".join(["the cluster did not start:", *last]))


def _listens(port: int) -> bool:
    socket.create_connection(("127.0.0.1", port), timeout=2).close()
    return True


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _children(parent: int) -> list[int]:
    return [p for p in _processes() if _fields(p)[1:2] == [str(parent)]]


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _fields(process: int) -> list[str]:
    """The fields of /proc/PID/stat after the name: state, parent, …; none where it has ended."""
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _command(process: int) -> str:
    try:
        return (Path("/proc") / str(process) / "cmdline").read_text()
    except OSError:
        return ""


def _processor(process: int) -> float:
    fields = _fields(process)
    return (int(fields[11]) + int(fields[12])) / TICK if fields else 0.0


def _resident(process: int) -> int:
    fields = _fields(process)
    return int(fields[21]) * PAGE if fields else 0
