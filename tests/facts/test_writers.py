"""Two imports at once lose nothing, readers never wait, and equal inputs give equal bytes."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from yipan.core.errors import LedgerBusy
from yipan.facts import Fact, Ledger, Selection, bulk, make_fact, numbering
from yipan.facts.resolve import canonical_key

DAY = date(2025, 3, 1)


def figures(source: str, count: int = 12) -> list[Fact]:
    return [
        make_fact(
            indicator=f"i{n % 4}",
            party=f"p{n % 3}",
            period=str(1950 + n % 60),
            value=f"{n}.{n % 10}",
            unit="万元",
            source=source,
            published_on="2025-01" if n % 2 else "",
            note='odd, "note"\n' * (n % 3),
            learned_on=DAY,
        )
        for n in range(count)
    ]


def bytes_of(folder: Path) -> str:
    """One hash over the names and bytes of every file of a ledger."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return whole.hexdigest()


@pytest.mark.parametrize("numbered", [False, True])
def test_threads_and_row_order_do_not_change_a_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, numbered: bool
) -> None:
    """Several ranges, written plain and by numbered columns, by 1 to 4 threads, in batches."""
    monkeypatch.setattr(bulk, "PART_ROWS", 150)
    monkeypatch.setattr(numbering, "NUMBERED_FROM", 10 if numbered else 10**9)
    facts = figures("D0", 600)
    found = set()
    for threads in ("1", "2", "4"):
        monkeypatch.setenv("YIPAN_THREADS", threads)
        monkeypatch.setattr(bulk, "BATCH_PARTS", int(threads))
        random.Random(threads).shuffle(facts)
        ledger = Ledger.create(tmp_path / threads)
        ledger.append(facts + facts[:50])
        ledger.append(figures("D1", 30))
        assert len(ledger.manifest.parts) > 3
        found.add(bytes_of(ledger.path))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("name", "count", "few"), [("plain", 10**9, 0), ("text", 1, 0), ("enumerated", 1, 99)]
)
def test_plain_and_numbered_writing_give_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, count: int, few: int
) -> None:
    """One row for each identity, the first day of learning, in canonical order; plain text."""
    monkeypatch.setattr(numbering, "NUMBERED_FROM", count)
    monkeypatch.setattr(numbering, "FEW_VALUES", few)
    facts = [
        dataclasses.replace(fact, party=f"p{n:02}", period="2001", note="乙甲"[n % 2])
        for n, fact in enumerate(figures("D0", 40) * 2)
    ]
    later = [dataclasses.replace(f, learned_on=DAY + timedelta(9)) for f in facts[:40]]
    earlier = [dataclasses.replace(f, learned_on=DAY - timedelta(9)) for f in facts[20:60]]
    kept = {f.id: f for f in (*later, *facts, *earlier)}
    ledger = Ledger.create(tmp_path / name)
    assert ledger.append(later + facts + earlier).added == 80
    found = ledger.facts()
    assert found == sorted(kept.values(), key=canonical_key)
    assert found == Ledger.open(ledger.path).facts()
    (part,) = ledger.manifest.parts
    schema = f"SELECT DISTINCT typeof(note) FROM read_parquet('{ledger.path}/parts/{part.file}')"
    assert ledger.connection.rows(schema) == [("VARCHAR",)]


def test_a_second_import_waits_and_nothing_is_lost(tmp_path: Path) -> None:
    """Four processes import at once; every row is there afterwards."""
    ledger = Ledger.create(tmp_path / "l")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from test_writers import figures; "
        "from yipan.facts import Ledger; Ledger.open(sys.argv[2]).append(figures(sys.argv[3]))"
    )
    here = str(Path(__file__).parent)
    runs = [
        subprocess.Popen([sys.executable, "-c", code, here, str(ledger.path), f"D{n}"])
        for n in range(4)
    ]
    assert [run.wait(60) for run in runs] == [0] * 4
    assert len(ledger.refresh().facts()) == 48
    assert ledger.manifest.sequence == 4


def test_a_second_import_is_refused_in_one_line_when_waiting_is_too_long(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "l")
    with ledger.importing() as batch:
        batch.add(figures("D0"))
        with pytest.raises(LedgerBusy, match=rf"process {os.getpid()}") as refused:
            Ledger.open(ledger.path).append(figures("D1"), wait=0.1)
        assert "\n" not in refused.value.line("zh")
    assert len(ledger) == 12
    Ledger.open(ledger.path).append(figures("D1"))


def test_readers_keep_their_state_and_are_never_blocked(tmp_path: Path) -> None:
    """While imports run, each reader sees whole states only, and the state it opened stays."""
    ledger = Ledger.create(tmp_path / "l")
    ledger.append(figures("D0"))
    old = Ledger.open(ledger.path)
    stop = threading.Event()
    seen: set[int] = set()
    wrong: list[object] = []

    def read() -> None:
        while not stop.is_set():
            try:
                found = Ledger.open(ledger.path)
                seen.add(len(found.facts()))
                if len(found.facts()) != len(found):
                    wrong.append(len(found))
            except Exception as error:
                wrong.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for n in range(1, 6):
            Ledger.open(ledger.path).append(figures(f"D{n}"))
    finally:
        stop.set()
        reader.join()
    assert wrong == []
    assert all(count % 12 == 0 for count in seen)
    assert len(old.facts()) == 12
    with ledger.importing() as batch:  # a writer at work does not block a reader
        batch.add(figures("D9"))
        assert len(Ledger.open(ledger.path).facts(Selection(sources=("D5",)))) == 12


def test_an_error_or_an_interrupt_leaves_everything_as_it_was(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "l")
    ledger.append(figures("D0"))
    before = bytes_of(ledger.path)

    def interrupted(problem: type[BaseException]) -> None:
        with ledger.importing() as batch:
            batch.add(figures("D1"))
            raise problem

    for problem in (ValueError, KeyboardInterrupt):
        with pytest.raises(problem):
            interrupted(problem)
    assert bytes_of(ledger.path) == before


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """SIGINT interrupts, also where a run in the background has inherited it as ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_while_parts_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal to the process, not a raised exception."""
    monkeypatch.setattr(bulk, "PART_ROWS", 20)
    ledger = Ledger.create(tmp_path / "l")
    ledger.append(figures("D0"))
    before = bytes_of(ledger.path)

    def interrupt(*_: int) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    def by_progress() -> None:
        with ledger.importing(progress=interrupt) as batch:
            batch.add(figures("D1", 200))

    with pytest.raises(KeyboardInterrupt):
        by_progress()
    assert bytes_of(ledger.path) == before
    assert ledger.append(figures("D1", 200)).added == 200


LONG_QUERIES = """
import os, signal, sys, threading
sys.path.insert(0, sys.argv[1])
from test_writers import bytes_of, figures
from yipan.facts import Ledger

signal.signal(signal.SIGINT, signal.default_int_handler)
ledger = Ledger.create(sys.argv[2])
ledger.append(figures("D0"))
before = bytes_of(ledger.path)

def while_importing():
    with ledger.importing() as batch:
        batch.add(figures("D1"))
        batch.connection.execute(endless)

endless = "SELECT sum(sin(i)) FROM range(100000000000) t(i)"
for ask in (while_importing, lambda: ledger.connection.rows(endless)):
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        ask()
    except KeyboardInterrupt:
        print("interrupted", bytes_of(ledger.path) == before)
print(ledger.append(figures("D1")).added)
"""


def test_ctrl_c_ends_a_query_that_would_run_for_hours(tmp_path: Path) -> None:
    """In a process of its own, which is killed if it does not answer within a minute."""
    arguments = [str(Path(__file__).parent), str(tmp_path / "l")]
    done = subprocess.run(
        [sys.executable, "-c", LONG_QUERIES, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["interrupted", "True", "interrupted", "True", "12"]
    assert done.stderr == ""
