"""Signed feeds: what one office publishes, the others hold, whatever the order of syncing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import permutations
from pathlib import Path
from threading import Thread

import pytest
from offices import codes, figure, keys_of, ledger_bytes, office, put, send, take, values

import yipan
from yipan.board.feeds import is_third_party, sent_folder
from yipan.core.errors import BadInput
from yipan.facts import correct, withdraw
from yipan.sharing import PrivateKey

Make = Callable[[str], Path]


def test_what_one_office_publishes_another_holds(board: Make, root: Path) -> None:
    """The row comes with its source under the publisher's name; the own files stay as they were."""
    north, south = board("north"), board("south")
    put(north, "N", 2021, "110")
    assert send(north, root, "north").entry is not None
    found = take(south, root)
    assert (found["north"].added, found["north"].rows) == (1, 1)
    assert codes(found, "south") == ["NO_FEED"]
    assert values(south) == [("YB", "N", "100"), ("north:YB", "N", "110")]
    assert yipan.open(south).sources["north:YB"].title == "Yearbook"


def test_publishing_and_syncing_again_add_nothing(board: Make, root: Path) -> None:
    """Idempotent: no second entry, no second row, the same bytes."""
    north, south = board("north"), board("south")
    put(north, "N", 2021, "110")
    send(north, root, "north")
    assert send(north, root, "north").entry is None
    take(south, root)
    before = ledger_bytes(south)
    assert take(south, root)["north"].added == 0
    assert ledger_bytes(south) == before


def test_any_order_of_syncing_gives_the_same_bytes(
    board: Make, tmp_path: Path, keys: dict[str, PrivateKey]
) -> None:
    """Four states of the shared folder, in eight of the 24 orders: one ledger, byte for byte."""
    north, south = board("north"), board("south")
    stages: list[Path] = []
    root = tmp_path / "growing"
    root.mkdir()
    for step, (who, folder, party) in enumerate(
        [
            ("north", north, "N"),
            ("south", south, "S"),
            ("north", north, "N1"),
            ("south", south, "S"),
        ]
    ):
        put(folder, party, 2021 + step, str(200 + step))
        send(folder, root, who)
        stages.append(tmp_path / f"stage{step}")
        shutil.copytree(root, stages[-1])
    seen = set()
    for number, order in enumerate(list(permutations(stages))[::3]):
        observer = office(tmp_path / f"observer{number}", keys)
        for stage in order:
            take(observer, stage)
            yipan.open(observer).ledger.facts()
        seen.add(tuple(sorted(ledger_bytes(observer).items())))
    assert len(seen) == 1


def test_a_publisher_holds_its_own_rows_once(board: Make, root: Path) -> None:
    """Its own feed is not added to its own rows."""
    north = board("north")
    put(north, "N", 2021, "110")
    send(north, root, "north")
    take(north, root)
    assert values(north) == [("YB", "N", "100"), ("YB", "N", "110")]


def test_rows_about_others_stay_here_unless_asked_and_are_marked(board: Make, root: Path) -> None:
    """The north speaks for N and what lies in it; what it says of S is third-party."""
    north, south = board("north"), board("south")
    for party in ("N1", "S"):
        put(north, party, 2021, "7")
    assert send(north, root, "north").outgoing.figures == 1
    send(north, root, "north", third_party=True)
    take(south, root)
    opened = yipan.open(south)
    told = {f.party: is_third_party(opened, f) for f in opened.ledger.facts() if ":" in f.source}
    assert told == {"N1": False, "S": True}
    about_south = next(f for f in opened.facts("output", party="South"))
    assert "north:YB(第三方)" in str(opened.why(about_south.id))


def test_corrections_and_withdrawals_travel_and_are_visible(board: Make, root: Path) -> None:
    """An amendment of a published row takes effect there; one of a row of the files stays here."""
    north, south = board("north"), board("south")
    put(north, "N", 2021, "110")
    put(north, "N", 2022, "120")
    send(north, root, "north")
    ledger = yipan.open(north).own_ledger
    first, second = (f for f in ledger.facts() if f.value in {"110", "120"})
    day = date(2025, 4, 1)
    undo = withdraw(second, reason="counted twice", learned_on=day)
    ledger.append([correct(first, "111", reason="misprint", learned_on=day), undo])
    ledger.append([withdraw(undo, reason="it was right", learned_on=day)])
    base = next(f for f in ledger.facts() if f.value == "100")
    ledger.append([withdraw(base, reason="not ours", learned_on=day)])
    done = send(north, root, "north")
    assert (done.outgoing.amendments, done.outgoing.left_out) == (3, 1)
    take(south, root)
    board_there = yipan.open(south)
    counts = {c.fact.period: c.standing.counts.value for c in board_there.chosen("output")}
    assert counts == {"2020": "100", "2021": "111", "2022": "120"}
    assert {f.row for f in board_there.ledger.facts()} == {"figure", "correction", "withdrawal"}


def test_a_feed_is_read_from_a_web_server_as_from_a_folder(board: Make, root: Path) -> None:
    """A plain file server of the shared folder is enough; nothing central is needed."""
    north, south, other = board("north"), board("south"), board("observer")
    put(north, "N", 2021, "110")
    send(north, root, "north")
    handler = partial(_Quiet, directory=str(root))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        found = take(south, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
    assert found["north"].added == 1
    take(other, root)
    assert ledger_bytes(south) == ledger_bytes(other)


def test_an_address_that_does_not_answer_is_one_line(board: Make) -> None:
    """Nobody listens on port 9 of this machine."""
    with pytest.raises(BadInput, match="cannot be read"):
        take(board("south"), "http://127.0.0.1:9")


def test_imports_after_a_sync_go_to_the_own_ledger(board: Make, root: Path) -> None:
    """The joined ledger follows: own rows and received ones."""
    north, south = board("north"), board("south")
    put(north, "N", 2021, "110")
    send(north, root, "north")
    take(south, root)
    put(south, "S", 2021, "90")
    assert values(south) == [("YB", "N", "100"), ("YB", "S", "90"), ("north:YB", "N", "110")]


def test_the_key_of_the_board_must_be_the_publishers(
    tmp_path: Path, keys: dict[str, PrivateKey], root: Path
) -> None:
    """A board that names another key: publishing is refused before anything is written."""
    folder = office(tmp_path / "north", {**keys, "north": keys["south"]})
    put(folder, "N", 2021, "110")
    with pytest.raises(BadInput, match="not that of the board"):
        send(folder, root, "north")
    assert list(root.iterdir()) == []
    assert not sent_folder(folder, "north").exists()


def test_a_publisher_that_speaks_for_nobody_must_say_third_party(board: Make, root: Path) -> None:
    """An institute's figures are third-party everywhere."""
    folder = board("institute")
    folder_rows = figure("S", 2021, "90")
    yipan.open(folder).own_ledger.append([folder_rows])
    with pytest.raises(BadInput, match="speaks for no party"):
        send(folder, root, "institute")
    assert send(folder, root, "institute", third_party=True).entry is not None


def test_a_key_is_never_replaced_and_never_shown() -> None:
    """The file belongs to its owner alone; its secret is in no representation."""
    key = keys_of("west")["west"]
    assert key.seed.hex() not in repr(key)
    with pytest.raises(BadInput, match="already"):
        keys_of("west")


class _Quiet(SimpleHTTPRequestHandler):
    """A file server that prints nothing."""

    def log_message(self, *args: object) -> None:
        return


def test_a_publishers_clock_that_goes_back_changes_no_order(board: Make, root: Path) -> None:
    """Entries are numbered and chained by hash; days in their rows are the publisher's own."""
    north = board("north")
    for year, value, day in ((2021, "110", date(2026, 5, 2)), (2022, "120", date(2020, 1, 1))):
        row = replace(figure("N", year, value), learned_on=day)
        yipan.open(north).own_ledger.append([row])
        send(north, root, "north")
    one, other = board("one"), board("other")
    take(one, root)
    latest = sorted((root / "north" / "entries").iterdir())[-1]
    hidden = latest.rename(root / latest.name)
    take(other, root)
    hidden.rename(latest)
    assert codes(take(other, root), "north") == []
    assert values(one) == values(other)
    assert ledger_bytes(one) == ledger_bytes(other)
