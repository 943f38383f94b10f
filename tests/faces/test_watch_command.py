"""`yipan watch`: what changed since the last look, told once, to a file, by mail and by webhook."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from terminal import Run

COLUMNS = "indicator,party,period,value,unit,source,frequency\n"
WATCH = """\
ranks: [output]
measures:
  - {measure: gini, indicator: output}
documents: [note.txt]
compacts:
  - {compact: tax-92, facts: facts.csv}
"""
VOUCHER = "party,indicator,period,value,unit,to_party,case,source,attested_by\n"


@pytest.fixture
def arrive(islands: Path, run: Run):  # type: ignore[no-untyped-def]
    """Bring rows into the board."""

    def arrive_(*rows: str) -> None:
        file = islands.parent / "news.csv"
        file.write_text(COLUMNS + "\n".join(rows) + "\n", encoding="utf-8")
        assert run("import", str(file)).code == 0

    return arrive_


def told(run: Run, *words: str) -> list[tuple[str, str, str]]:
    """(what, kind, id) of each change."""
    ran = run("watch", "--json", *words)
    changes = ran.result["changes"]
    assert ran.code == (1 if changes else 0)
    return [(c["what"], c["kind"], c["id"]) for c in changes]


def test_the_first_look_tells_nothing_and_the_second_neither(run: Run) -> None:
    """Only what changes is news."""
    first = run("watch", "--json").result
    assert first["first_look"]
    assert told(run) == []
    assert run("watch", "--json").result["first_look"] is False


def test_a_new_disagreement_is_told_once_and_its_end_too(run: Run, arrive) -> None:  # type: ignore[no-untyped-def]
    """A source that prints a second value; then that figure is withdrawn."""
    run("watch")
    arrive("output,N,2023,999,million EUR,PR,annual")
    ((what, kind, conflict),) = told(run)
    assert (what, kind) == ("appeared", "conflict")
    assert told(run) == []
    assert run("why", conflict).code == 0
    facts = run("facts", "output", "--party", "N", "--period", "2023", "--json").result
    new = next(f for t in facts["things"] for f in t["facts"] if f["value"] == "999")
    assert run("withdraw", new["id"], "--reason", "typing error").code == 0
    assert told(run) == [("gone", "conflict", conflict)]


def test_ranks_change_when_the_order_does(run: Run, arrive) -> None:  # type: ignore[no-untyped-def]
    """North led in 2022 with 420 against 260; in 2023 it has 430, South 500."""
    run("watch")
    arrive("output,S,2023,500,million EUR,PR,annual", "output,U,2023,930,million EUR,PR,annual")
    changes = {(c["id"], c["before"], c["now"]) for c in run("watch", "--json").result["changes"]}
    assert ("output N", "第 1/2 (2022)", "第 2/2 (2023)") in changes
    assert ("output S", "第 2/2 (2022)", "第 1/2 (2023)") in changes


def test_the_plan_adds_measures_documents_and_clauses(islands: Path, run: Run) -> None:
    """A document that begins to be wrong and a compact whose clause begins to fire are news."""
    (islands / "watch.yaml").write_text(WATCH, encoding="utf-8")
    (islands / "note.txt").write_text("2022年,北岛三次产业结构为10.0∶40.0∶50.0。", encoding="utf-8")
    unused, used = _vouchers()
    (islands / "facts.csv").write_text(VOUCHER + unused, encoding="utf-8")
    run("watch")
    (islands / "note.txt").write_text("2022年,北岛三次产业结构为10.0∶40.0∶60.0。", encoding="utf-8")
    (islands / "facts.csv").write_text(VOUCHER + used, encoding="utf-8")
    kinds = {(what, kind) for what, kind, _ in told(run)}
    assert kinds == {("changed", "document"), ("appeared", "clause")}


def test_the_digest_goes_to_a_file_and_a_mail_message(islands: Path, run: Run, arrive) -> None:  # type: ignore[no-untyped-def]
    """The message is one that any mail program reads; the text is the digest."""
    run("watch")
    arrive("output,N,2023,999,million EUR,PR,annual")
    out = islands.parent / "digest.eml"
    ran = run("watch", "--out", str(out), "--mail", "office@example.org", "--lang", "en")
    message = message_from_bytes(out.read_bytes(), policy=policy.default)
    assert message["To"] == "office@example.org"
    assert message["Subject"] == "The Islands: 1 change"
    assert message.get_content().strip() == ran.out.strip()


def test_a_webhook_gets_the_changes_and_is_told_again_when_it_fails(run: Run, arrive) -> None:  # type: ignore[no-untyped-def]
    """A look is kept only when everybody was told."""
    bodies: list[dict[str, object]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _receiver(bodies))
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        run("watch")
        arrive("output,N,2023,999,million EUR,PR,annual")
        failed = run("watch", "--webhook", "http://127.0.0.1:9/", "--lang", "en")
        assert failed.code == 2
        assert "not taken" in failed.err
        assert run("watch", "--webhook", address).code == 1
        assert run("watch", "--webhook", address).code == 0
    finally:
        server.shutdown()
        server.server_close()
    assert [body["board"] for body in bodies] == ["islands"]


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ("ranks: [outptu]\n", "output"),
        ("documents: [../secret.txt]\n", "not inside"),
        ("documents: [missing.txt]\n", "no file"),
        ("measures: [{measure: ginni, indicator: output}]\n", "gini"),
        ("rank: [output]\n", "rank"),
        ("measures: 3\n", "measures"),
    ],
)
def test_a_wrong_plan_is_one_line(islands: Path, run: Run, plan: str, words: str) -> None:
    """What is misspelt or out of reach is named."""
    (islands / "watch.yaml").write_text(plan, encoding="utf-8")
    ran = run("watch", "--lang", "en")
    assert ran.code == 2
    assert words in ran.err
    assert len(ran.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--mail", "a@b.c"),
        ("--name", "../x"),
        ("--as-of", "2020-01-01"),
        ("--webhook", "file:///x"),
    ],
)
def test_options_that_do_not_fit_are_refused(run: Run, arrive, words: tuple[str, str]) -> None:  # type: ignore[no-untyped-def]
    """One line, exit code 2."""
    run("watch")
    arrive("output,N,2023,999,million EUR,PR,annual")
    assert run("watch", *words).code == 2


def test_it_goes_on_looking_until_it_is_stopped(islands: Path, run: Run, arrive) -> None:  # type: ignore[no-untyped-def]
    """Facts that arrive while it runs are told; Ctrl-C ends it."""
    run("watch")
    command = [sys.executable, "-m", "yipan", "watch", "--every", "0.2", "--lang", "en"]
    process = subprocess.Popen(
        [*command, "--board", str(islands)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout is not None
    assert "nothing changed" in process.stdout.readline()
    arrive("output,N,2023,999,million EUR,PR,annual")
    lines = [process.stdout.readline() for _ in range(3)]
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)
    assert "1 change" in lines[0]
    assert "999" in lines[2]


def _vouchers() -> tuple[str, str]:
    """Facts that move nothing and facts that do, from the cases of the compacts' library."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "compacts"))
    from library_cases import CASES

    mine = [c for c in CASES if c.compact == "tax-92"]
    return next(c.rows for c in mine if not c.moves), next(c.rows for c in mine if c.moves)


def _receiver(bodies: list[dict[str, object]]) -> type[BaseHTTPRequestHandler]:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            bodies.append(json.loads(self.rfile.read(length)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return

    return Receiver
