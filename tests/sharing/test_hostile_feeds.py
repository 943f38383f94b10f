"""Feeds that lie, break or go back: each is named, nothing of it is taken, the rest stays."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from offices import codes, figure, ledger_bytes, office, put, send, take, values

import yipan
from yipan.core.canonical import file_digest
from yipan.facts import Ledger, withdraw
from yipan.facts.manifest import Part
from yipan.sharing import PrivateKey, read_entry, sign_entry
from yipan.sharing.store import Store

Make = Callable[[str], Path]
BASE = ("YB", "N", "100")


@pytest.fixture
def fed(board: Make, root: Path) -> Path:
    """A shared folder with two entries of the north."""
    north = board("north")
    for year, value in ((2021, "110"), (2022, "120")):
        put(north, "N", year, value)
        send(north, root, "north")
    return root


def entry_files(root: Path, publisher: str = "north") -> list[Path]:
    return sorted((root / publisher / "entries").iterdir())


def signed_again(root: Path, key: PrivateKey, number: int, board: str = "delta") -> None:
    """An entry as `key` would have signed it, in the place of the old one."""
    old = entry_files(root)[number]
    entry = read_entry(old.read_bytes())
    before = read_entry(entry_files(root)[number - 1].read_bytes()) if number else None
    old.unlink()
    fresh = sign_entry(
        key,
        board=board,
        publisher="north",
        after=before,
        parts=entry.parts,
        sources=entry.sources,
    )
    old.with_name(fresh.name).write_bytes(fresh.bytes())


def test_a_changed_byte_is_found(fed: Path, board: Make) -> None:
    """A number of rows raised by one: the name no longer fits the digest."""
    file = entry_files(fed)[1]
    file.write_bytes(file.read_bytes().replace(b'"rows":1', b'"rows":2'))
    found = take(board("observer"), fed)
    assert codes(found, "north") == ["MISPLACED"]
    assert found["north"].added == 1


def test_a_torn_entry_is_found(fed: Path, board: Make) -> None:
    """Half a file is no entry; the one before it is taken."""
    file = entry_files(fed)[1]
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    observer = board("observer")
    assert codes(take(observer, fed), "north") == ["BAD_ENTRY"]
    assert values(observer) == [BASE, ("north:YB", "N", "110")]


def test_somebody_elses_signature_is_refused(
    fed: Path, board: Make, keys: dict[str, PrivateKey]
) -> None:
    """The south signs an entry in the name of the north, with its own key or naming the north's."""
    signed_again(fed, keys["south"], 1)
    observer = board("observer")
    assert codes(take(observer, fed), "north") == ["BAD_SIGNATURE"]
    file = entry_files(fed)[1]
    entry = read_entry(file.read_bytes())
    file.unlink()
    forged = replace(entry, key=keys["north"].public)
    file.with_name(forged.name).write_bytes(forged.bytes())
    assert codes(take(observer, fed), "north") == ["BAD_SIGNATURE"]
    assert values(observer) == [BASE, ("north:YB", "N", "110")]


def test_an_entry_of_another_board_is_refused(
    fed: Path, board: Make, keys: dict[str, PrivateKey]
) -> None:
    """Replay across boards: rightly signed, meant for another."""
    signed_again(fed, keys["north"], 0, board="elsewhere")
    found = take(board("observer"), fed)
    assert codes(found, "north")[0] == "MISPLACED"


def test_an_entry_in_another_publishers_folder_is_refused(fed: Path, board: Make) -> None:
    """Replay under another name."""
    shutil.copytree(fed / "north", fed / "south")
    found = take(board("observer"), fed)
    assert set(codes(found, "south")) == {"MISPLACED"}
    assert found["north"].added == 2


def test_a_renumbered_entry_is_refused(fed: Path, board: Make) -> None:
    """The name carries the number and the digest; neither can be changed alone."""
    file = entry_files(fed)[1]
    file.rename(file.with_name(file.name.replace("00000002", "00000003")))
    assert codes(take(board("observer"), fed), "north") == ["MISPLACED"]


def test_entries_in_any_order_count_when_the_chain_is_whole(fed: Path, board: Make) -> None:
    """The second entry arrives first: held, named as a gap; with the first both count."""
    first = entry_files(fed)[0]
    hidden = first.rename(fed / first.name)
    observer = board("observer")
    assert codes(take(observer, fed), "north") == ["GAP"]
    assert values(observer) == [BASE]
    hidden.rename(first)
    assert codes(take(observer, fed), "north") == []
    straight = board("straight")
    take(straight, fed)
    assert ledger_bytes(observer) == ledger_bytes(straight)


@pytest.mark.parametrize("damage", ["torn", "missing", "longer"])
def test_a_damaged_part_keeps_its_entry_out(fed: Path, board: Make, damage: str) -> None:
    """The entry is taken as soon as the part is whole again."""
    entry = read_entry(entry_files(fed)[0].read_bytes())
    part = fed / "north" / "parts" / entry.parts[0].file
    whole = part.read_bytes()
    if damage == "missing":
        part.unlink()
    else:
        part.write_bytes(whole[:-7] if damage == "torn" else whole + b"x" * 4_000_000)
    observer = board("observer")
    assert codes(take(observer, fed), "north") == ["BAD_PART", "GAP"]
    assert values(observer) == [BASE]
    part.write_bytes(whole)
    assert codes(take(observer, fed), "north") == []
    assert len(values(observer)) == 3


def test_a_part_damaged_after_receipt_is_fetched_again(fed: Path, board: Make) -> None:
    """A shorter one at the next sync; one of the same size with --verify."""
    observer = board("observer")
    take(observer, fed)
    store = Store(observer / "feeds")
    (part,) = store.entries("north")[0].parts
    file = store.part("north", part)
    whole = file.read_bytes()
    for bad in (whole[:-1], b"\0" * len(whole)):
        file.unlink()
        file.write_bytes(bad)
        take(observer, fed, verify=True)
        assert file.read_bytes() == whole


def test_two_histories_are_shown_and_neither_counts(
    tmp_path: Path, board: Make, keys: dict[str, PrivateKey]
) -> None:
    """One key on two machines: the common beginning counts; a person may name the right one."""
    roots = [tmp_path / "a", tmp_path / "b"]
    north = board("north")
    put(north, "N", 2021, "110")
    twin_root = tmp_path / "common"
    twin_root.mkdir()
    send(north, twin_root, "north")
    twin = tmp_path / "twin"
    shutil.copytree(north, twin)
    for folder, root, value in ((north, roots[0], "120"), (twin, roots[1], "121")):
        shutil.copytree(twin_root, root)
        put(folder, "N", 2022, value)
        send(folder, root, "north")
    seen = []
    for name, order in (("one", roots), ("other", roots[::-1])):
        observer = board(name)
        for root in order:
            found = take(observer, root)
        assert "FORK" in codes(found, "north")
        assert values(observer) == [BASE, ("north:YB", "N", "110")]
        seen.append(ledger_bytes(observer))
    assert seen[0] == seen[1]
    right = read_entry(entry_files(roots[1])[1].read_bytes()).digest
    office(observer, keys, accepts=right[:12])
    assert "FORK" not in codes(take(observer, roots[0]), "north")
    assert ("north:YB", "N", "121") in values(observer)


def test_publishing_from_a_second_machine_is_refused_until_it_has_synced(
    fed: Path, tmp_path: Path, keys: dict[str, PrivateKey]
) -> None:
    """Else the feed would fork."""
    from yipan.core.errors import BadInput

    second = office(tmp_path / "second", keys)
    put(second, "N", 2023, "130")
    with pytest.raises(BadInput, match="run yipan sync first"):
        send(second, fed, "north")


def test_a_feed_that_went_back_loses_nothing_here(fed: Path, board: Make) -> None:
    """The shared folder was restored from an old copy."""
    observer = board("observer")
    take(observer, fed)
    before = ledger_bytes(observer)
    entry_files(fed)[1].unlink()
    assert codes(take(observer, fed), "north") == ["WENT_BACK"]
    assert ledger_bytes(observer) == before


def test_a_publisher_cannot_speak_under_anothers_name_or_amend_its_rows(
    fed: Path, board: Make, tmp_path: Path, keys: dict[str, PrivateKey]
) -> None:
    """Rows that cite the north's sources, or withdraw its figures, are not admissible."""
    observer = board("observer")
    take(observer, fed)
    theirs = next(f for f in yipan.open(observer).ledger.facts() if f.value == "110")
    undo = withdraw(theirs, reason="because", learned_on=theirs.learned_on)
    for number, row in enumerate(
        [
            replace(figure("N", 2023, "1"), source="north:YB"),
            replace(undo, source="south:YB"),
        ]
    ):
        shared = tmp_path / f"shared{number}"
        shutil.copytree(fed, shared)
        _forge(shared, keys["south"], [row])
        assert codes(take(observer, shared), "south") == ["BAD_ROWS"]
    assert len(values(observer)) == 3


def test_a_part_that_is_no_table_is_refused(
    fed: Path, board: Make, keys: dict[str, PrivateKey]
) -> None:
    """Rightly signed rubbish is still rubbish."""
    rubbish = fed / "rubbish"
    rubbish.write_bytes(b"PAR1" + b"\0" * 100 + b"PAR1")
    _sign(fed, keys["south"], rubbish, rows=1)
    assert codes(take(board("observer"), fed), "south") == ["BAD_ROWS"]


@pytest.mark.parametrize(
    "change",
    [
        {"parts": [{"file": "../../../etc/passwd"}]},
        {"sequence": "1"},
        {"sequence": True},
        {"publisher": "../north"},
        {"extra": 1},
        {"sources": [{"code": "north:X", "title": ["x"]}]},
        {"parts": "abc"},
    ],
)
def test_what_is_no_entry_is_refused(fed: Path, change: dict[str, object]) -> None:
    """Wrong shapes and paths never become an entry."""
    from yipan.core.errors import BadInput

    body = {**json.loads(entry_files(fed)[0].read_bytes()), **change}
    with pytest.raises(BadInput):
        read_entry(json.dumps(body).encode())


def test_deeply_nested_json_is_refused() -> None:
    """No recursion error reaches the user."""
    from yipan.core.errors import BadInput

    with pytest.raises(BadInput):
        read_entry(b"[" * 200_000)


def _forge(root: Path, key: PrivateKey, rows: list[object]) -> None:
    """A first entry of the south with rows of the forger's choice."""
    ledger = Ledger.create(root / "forged")
    ledger.append(rows)  # type: ignore[arg-type]
    (part,) = ledger.manifest.parts
    _sign(root, key, ledger.path / "parts" / part.file, rows=part.rows)


def _sign(root: Path, key: PrivateKey, file: Path, *, rows: int) -> None:
    sha256 = file_digest(file)
    part = Part(f"{sha256[:32]}.parquet", sha256, file.stat().st_size, rows, 1)
    entry = sign_entry(key, board="delta", publisher="south", after=None, parts=(part,), sources=())
    for name in ("entries", "parts"):
        (root / "south" / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(file, root / "south" / "parts" / part.file)
    (root / "south" / "entries" / entry.name).write_bytes(entry.bytes())
