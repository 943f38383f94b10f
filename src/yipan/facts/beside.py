"""Long work beside the main thread, so that Ctrl-C is answered at once.

A signal reaches Python code of the main thread only; an engine that works there for minutes may
never look. So the main thread waits, and stops the work when it is interrupted. Work asked for by
any other thread runs where it is.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from queue import SimpleQueue
from typing import Any, TypeVar

Result = TypeVar("Result")

# Seconds. A signal that comes just before the main thread waits does not wake it; a request to stop
# that comes before the work has begun is lost.
LOOK, AGAIN = 0.2, 0.05


def beside(work: Callable[[], Result], stop: Callable[[], object]) -> Result:
    """The result of `work`; a `KeyboardInterrupt` calls `stop`, waits for the end and goes on."""
    if threading.current_thread() is not threading.main_thread():
        return work()
    future: Future[Result] = Future()
    try:
        _jobs().put((future, work))
        while not future.done():
            wait([future], timeout=LOOK)
        return future.result()
    except KeyboardInterrupt:
        stop_all([future], stop)
        raise


def stop_all(futures: Iterable[Future[Any]], stop: Callable[[], object]) -> None:
    """Ask until every one has ended; further interrupts do not leave work behind."""
    while True:
        try:
            while running := [future for future in futures if not future.done()]:
                stop()
                wait(running, timeout=AGAIN)
            return
        except KeyboardInterrupt:
            continue


_Jobs = SimpleQueue[tuple[Future[Any], Callable[[], Any]]]
# One thread in each process, for the main thread does one thing at a time; none outlives a fork.
_started: dict[int, _Jobs] = {}


def _jobs() -> _Jobs:
    jobs = _started.get(os.getpid())
    if jobs is None:
        jobs = _started[os.getpid()] = SimpleQueue()
        threading.Thread(target=_work, args=(jobs,), name="beside", daemon=True).start()
    return jobs


def _work(jobs: _Jobs) -> None:
    while True:
        _do(*jobs.get())


def _do(future: Future[Any], work: Callable[[], Any]) -> None:
    """In a function of its own, so that nothing of it is held while waiting for the next."""
    try:
        found = work()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(found)
