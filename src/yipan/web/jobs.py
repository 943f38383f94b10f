"""Long work in a process of its own: progress as events, an end that can be asked for.

A job holds its input and result in memory; the oldest finished ones are forgotten.
"""

from __future__ import annotations

import multiprocessing
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from yipan.core.errors import UnknownName, YipanError
from yipan.core.words import Words
from yipan.web.errors import Busy

MOST_KEPT = 50
MOST_RUNNING = 2
LONGEST = 600.0
Work = Callable[..., Any]


@dataclass(slots=True)
class Job:
    """One piece of work. `state`: running, done, failed or cancelled."""

    id: str
    kind: str
    state: str = "running"
    stage: str = ""
    share: float = 0.0
    result: Any = None
    error: dict[str, Any] | None = None
    begun: float = field(default_factory=time.monotonic)
    changed: threading.Condition = field(default_factory=threading.Condition)
    process: Any = None

    def told(self) -> dict[str, Any]:
        """What a program sees of it, without the result."""
        return {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "stage": self.stage,
            "share": self.share,
            "seconds": round(time.monotonic() - self.begun, 1),
            "error": self.error,
        }


class Jobs:
    """The jobs of this server."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._guard = threading.Lock()
        self._context = multiprocessing.get_context("spawn")

    def start(self, kind: str, work: Work, *asked: Any) -> Job:
        """Begin `work(report, *asked)` in a process; refuses when too many are running."""
        with self._guard:
            if sum(job.state == "running" for job in self._jobs.values()) >= MOST_RUNNING:
                raise Busy(
                    Words("正在做的事太多", "too many jobs are running"),
                    hint=Words("请稍后再试或取消一项", "wait, or cancel one"),
                )
            job = Job(secrets.token_urlsafe(12), kind)
            self._jobs[job.id] = job
            for old in [i for i, j in self._jobs.items() if j.state != "running"][:-MOST_KEPT]:
                del self._jobs[old]
        here, there = self._context.Pipe(duplex=False)
        job.process = self._context.Process(target=_run, args=(there, work, asked), daemon=True)
        try:
            job.process.start()
        except OSError:
            here.close()
            _finish(job, "failed", _line("FAILED", "不能启动进程", "no process could be started"))
            return job
        finally:
            there.close()
        threading.Thread(target=_follow, args=(job, here), daemon=True).start()
        return job

    def get(self, name: str) -> Job:
        """The job of that id."""
        job = self._jobs.get(name)
        if job is None:
            raise UnknownName("job", name, ())
        return job

    def cancel(self, name: str) -> Job:
        """End a job; one that has ended stays as it is."""
        job = self.get(name)
        with job.changed:
            if job.state == "running":
                job.state = "cancelled"
                job.process.terminate()
                job.changed.notify_all()
        return job

    def events(self, job: Job) -> Iterator[dict[str, Any]]:
        """What is told of a job whenever it changes, at least each 5 seconds, until it ends."""
        last: tuple[object, ...] = ()
        while True:
            with job.changed:
                now = (job.state, job.stage, job.share)
                if now == last and job.state == "running":
                    job.changed.wait(5)
                last = (job.state, job.stage, job.share)
                told = job.told()
            yield told
            if told["state"] != "running":
                return


def _run(pipe: Connection, work: Work, asked: tuple[Any, ...]) -> None:
    """In the process: the work, its progress and its end as messages."""

    def report(stage: str, share: float) -> None:
        pipe.send(("stage", stage, share))

    try:
        pipe.send(("done", work(report, *asked), 1.0))
    except YipanError as error:
        from yipan.web.errors import error_fields

        pipe.send(("failed", error_fields(error), 0.0))
    except MemoryError:
        line = {"code": "TOO_LARGE", "zh": "内存不足", "en": "not enough memory", "where": None}
        pipe.send(("failed", line, 0.0))


def _follow(job: Job, pipe: Connection) -> None:
    """In the server: messages become the job's state; a job that takes too long is ended."""
    end = job.begun + LONGEST
    try:
        while job.state == "running":
            if time.monotonic() > end:
                job.process.terminate()
                _finish(job, "failed", _line("TOO_LONG", "用时过长,已停止", "took too long"))
            elif pipe.poll(0.5):
                kind, body, share = pipe.recv()
                with job.changed:
                    if kind == "stage" and job.state == "running":
                        job.stage, job.share = body, share
                        job.changed.notify_all()
                if kind != "stage":
                    _finish(job, kind, body)
    except (EOFError, OSError):
        _finish(job, "failed", _line("FAILED", "程序出错", "the program failed"))
    finally:
        pipe.close()
        job.process.join(5)


def _finish(job: Job, state: str, body: Any) -> None:
    with job.changed:
        if job.state == "running":
            job.state, job.share = state, 1.0
            if state == "done":
                job.result = body
            else:
                job.error = body
        job.changed.notify_all()


def _line(code: str, zh: str, en: str) -> dict[str, Any]:
    return {"code": code, "zh": zh, "en": en, "where": None}
