"""Work beside the main thread: its result, its errors, and its end when it is interrupted."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from typing import NoReturn

import pytest

from yipan.facts.beside import beside


def never() -> NoReturn:
    raise AssertionError("nothing was to be stopped")


@pytest.fixture
def interrupting() -> Iterator[int]:
    """A signal that acts as Ctrl-C does."""
    before = signal.signal(signal.SIGUSR1, signal.default_int_handler)
    yield signal.SIGUSR1
    signal.signal(signal.SIGUSR1, before)


def test_the_main_thread_waits_and_another_works_itself() -> None:
    assert beside(threading.get_ident, never) != threading.get_ident()
    seen: list[bool] = []
    thread = threading.Thread(
        target=lambda: seen.append(beside(threading.get_ident, never) == threading.get_ident())
    )
    thread.start()
    thread.join()
    assert seen == [True]


def test_an_error_of_the_work_is_raised_and_the_next_work_is_done() -> None:
    def fails() -> NoReturn:
        raise ValueError("why")

    with pytest.raises(ValueError, match="why"):
        beside(fails, never)
    assert beside(lambda: 7, never) == 7


def test_an_interrupt_asks_until_the_work_has_ended(interrupting: int) -> None:
    """Requests to stop can be lost, as when a query has not begun; the user can be impatient."""
    end = threading.Event()
    asked: list[int] = []
    log: list[str] = []
    main = threading.get_ident()

    def work() -> None:
        signal.pthread_kill(main, interrupting)
        log.append("ended" if end.wait(30) else "never asked")

    def stop() -> None:
        asked.append(1)
        if len(asked) == 2:
            raise KeyboardInterrupt
        if len(asked) == 4:
            end.set()

    with pytest.raises(KeyboardInterrupt):
        beside(work, stop)
    assert log == ["ended"]
    assert beside(lambda: 7, never) == 7
