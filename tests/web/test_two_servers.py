"""Two servers and imports on one board at once: no lost write, no damage, each sees all of it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench.load import HEADER, free_port, wait_for, write_board
from yipan.board import Board
from yipan.facts import Ledger
from yipan.facts.disk import writing
from yipan.facts.tidy import import_tidy
from yipan.web.access import Role, TokenFile, verify
from yipan.web.shelf import LOOK_EVERY

YIPAN = [sys.executable, "-m", "yipan"]
EACH = 5
DAY = date(2025, 3, 1)


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[list[int], str]]:
    """The ports of two `yipan serve` processes on the same board, and an editor's token."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))
    folder = write_board(tmp_path / "load")
    _, token = TokenFile(tmp_path / "home" / "access" / "tokens.json").make("Li", Role.EDITOR)
    ports = [free_port(), free_port()]
    with ExitStack() as stack:
        for port in ports:
            words = ["serve", "--tokens", "--port", str(port), "--board", str(folder)]
            server = subprocess.Popen(
                [*YIPAN, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            stack.callback(server.wait, 30)
            stack.callback(server.terminate)
        for port in ports:
            wait_for(port)
        yield ports, token


def ask(port: int, token: str, method: str, path: str, body: object = None) -> tuple[int, Any]:
    """Status and JSON of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    data = json.dumps(body).encode() if body else None
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    connection.request(method, path, data, headers)
    answer = connection.getresponse()
    found = json.loads(answer.read())
    connection.close()
    return answer.status, found


def row(who: int, number: int) -> str:
    return f"output,N,{period(who, number)},{number},万元,YB,annual\n"


def period(who: int, number: int) -> str:
    return f"200{who}-01-{number + 1:02}"


def test_two_servers_and_imports_lose_nothing(
    servers: tuple[list[int], str], tmp_path: Path
) -> None:
    """Each server takes five writes while an import runs; then both answer with every row.

    The audit log that they share is one chain, a line for each write.
    """
    (ports, token), facts = servers, "/api/v1/load/facts"

    def send(job: tuple[int, int]) -> int:
        who, number = job
        return ask(ports[who], token, "POST", facts, {"csv": HEADER + row(who, number)})[0]

    def imported(who: int) -> int:
        table = tmp_path / f"{who}.csv"
        table.write_text(HEADER + "".join(row(who, n) for n in range(EACH)), encoding="utf-8")
        words = ["import", str(table), "--board", str(tmp_path / "load")]
        return subprocess.run([*YIPAN, *words], capture_output=True, check=False).returncode

    with ThreadPoolExecutor(6) as pool:
        sent = pool.map(send, [(who, n) for n in range(EACH) for who in (0, 1)])
        run = pool.submit(imported, 2)
        assert set(sent) == {200}
        assert run.result() == 0
    time.sleep(LOOK_EVERY + 0.1)  # a server looks that often at what others wrote
    wanted = {period(who, n) for who in range(3) for n in range(EACH)} | {"1900"}
    for port in ports:
        _, found = ask(port, token, "GET", f"{facts}?indicator=output")
        things = found["result"]["things"]
        assert {thing["period"] for thing in things} == wanted
    ledger = Ledger.open(tmp_path / "load" / "ledger")
    assert len(ledger) == 3 * EACH + 1
    assert not ledger.damage()
    log = verify(tmp_path / "home" / "access" / "audit.jsonl")
    assert (log.lines, log.broken_at) == (2 * EACH, None)


def test_who_must_wait_too_long_is_told_who_is_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 and one line; a reader is not held up; nothing was taken."""
    from starlette.testclient import TestClient

    from yipan.web.app import create_app

    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))
    monkeypatch.setitem(import_tidy.__kwdefaults__, "wait", 0.2)
    client = TestClient(create_app([str(write_board(tmp_path / "load"))]), "http://localhost")
    facts = "/api/v1/load/facts"
    assert client.get(f"{facts}?indicator=output").status_code == 200
    with writing(tmp_path / "load" / "ledger"):
        busy = client.post(facts, json={"csv": HEADER + row(5, 1)})
        assert busy.status_code == 503
        assert f"process {os.getpid()}" in busy.json()["error"]["en"]
        read = client.get(f"{facts}?indicator=output&period=1900").json()["result"]["things"]
        assert len(read) == 1
    assert client.post(facts, json={"csv": HEADER + row(5, 1)}).json()["result"]["added"] == 1


def test_what_is_written_while_a_server_opens_the_board_is_seen_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write between reading the ledger and looking at its time stamp was missed for good."""
    from yipan.web import shelf

    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))
    folder = write_board(tmp_path / "load")
    (tmp_path / "r.csv").write_text(HEADER + row(5, 1), encoding="utf-8")
    opened = shelf.Shelf([str(folder)])
    real, written = shelf._stamp, list[int]()

    def stamp(board: Board) -> str:
        if not written:
            written.append(len(board.ledger))
            import_tidy(Ledger.open(board.ledger.path), [tmp_path / "r.csv"], learned_on=DAY)
        return real(board)

    monkeypatch.setattr(shelf, "_stamp", stamp)
    opened.view("load")
    opened.look_again("load")
    assert written == [1]
    assert len(opened.view("load").board.ledger) == 2
