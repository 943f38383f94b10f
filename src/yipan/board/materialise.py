"""Bringing the facts of a board's CSV files into its ledger, once and again when they change.

LEDGER/files/taken.json   what was taken: the hash of the files, ids of their facts, keys of rows
LEDGER/files/lock         held while files are taken, so that two starts at once do it once

A row that is no longer in the files is withdrawn, never deleted; a row that comes back is put back
by withdrawing its withdrawal. A process that dies in between leaves a ledger that the next start
completes: the same rows have the same identity. datapackage.json follows the files.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from yipan.board.load import BoardContent, files_digest, load_facts
from yipan.board.package import FILE as PACKAGE_FILE
from yipan.board.package import package_bytes
from yipan.board.places import LEDGER, state_folder
from yipan.core.canonical import canonical_json
from yipan.facts import Fact, Ledger, withdraw
from yipan.facts.disk import swap_in, writing
from yipan.facts.manifest import FILE as MANIFEST

FOLDER = "files"
STATE = "taken.json"
GONE = "盘的文件中已无此行 / no longer in the board's files"
BACK = "盘的文件中又有此行 / again in the board's files"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a ledger has taken from the files. `gone`: withdrawn fact to its withdrawal."""

    digest: str = ""
    edition: int = 0
    ids: tuple[str, ...] = ()
    keys: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)


def materialise(content: BoardContent, *, today: date | None = None) -> tuple[Ledger, Taken]:
    """The ledger of a board, holding every row of its files."""
    folder = state_folder(content.folder) / LEDGER
    state = folder / FOLDER / STATE
    wanted = files_digest(content.folder, content.file)
    taken = _read(state)
    if taken.digest == wanted and (folder / MANIFEST).exists():
        return Ledger.open(folder), taken
    found = load_facts(content, today or date.today())
    keys = {read.row["key"]: read.fact.id for read in found if read.row["key"]}
    facts = [read.fact for read in found]
    state.parent.mkdir(parents=True, exist_ok=True)
    with writing(state.parent):
        ledger = Ledger.ensure(folder)
        taken = _read(state)
        if taken.digest != wanted or not len(ledger):
            taken = _take(ledger, taken, facts, keys, wanted, today or date.today())
            swap_in(state, canonical_json(asdict(taken)) + b"\n")
        _describe(content, folder)
    return ledger, taken


def _describe(content: BoardContent, ledger: Path) -> None:
    """Bring datapackage.json up to date, in a board that keeps its ledger in its own folder."""
    if ledger.parent == content.folder.resolve():
        path, wanted = content.folder / PACKAGE_FILE, package_bytes(content)
        if not path.exists() or path.read_bytes() != wanted:
            swap_in(path, wanted)


def imported_sources(folder: Path) -> set[str]:
    """Sources of the rows that are in a board's ledger; none where there is no ledger yet."""
    ledger = state_folder(folder) / LEDGER
    if not (ledger / MANIFEST).exists():
        return set()
    return {source for part in Ledger.open(ledger).manifest.parts for source in part.sources}


def take_again(ledger: Path) -> None:
    """Forget that the files were taken into a ledger, so that the next start fills what is lost."""
    state = ledger / FOLDER / STATE
    if state.exists():
        swap_in(state, canonical_json(asdict(replace(_read(state), digest=""))) + b"\n")


def _take(
    ledger: Ledger,
    before: Taken,
    facts: list[Fact],
    keys: dict[str, str],
    digest: str,
    today: date,
) -> Taken:
    edition = before.edition + 1
    ids = {fact.id for fact in facts}
    lost = set(before.ids) - ids
    back = ids & before.gone.keys()
    held = {f.id: f for f in ledger.facts()} if lost or back else {}
    note = f"edition {edition}"
    gone = {i: withdraw(held[i], reason=GONE, learned_on=today, note=note) for i in sorted(lost)}
    returned = [
        withdraw(held[before.gone[i]], reason=BACK, learned_on=today, note=note)
        for i in sorted(back)
    ]
    with ledger.importing(source="board", sha256=digest) as staging:
        staging.add([*facts, *gone.values(), *returned])
    still = {i: w for i, w in before.gone.items() if i not in back}
    return Taken(
        digest=digest,
        edition=edition,
        ids=tuple(sorted(ids)),
        keys=dict(sorted(keys.items())),
        gone={**still, **{i: fact.id for i, fact in gone.items()}},
    )


def _read(path: Path) -> Taken:
    """What was taken before; nothing when the file is absent or cannot be read."""
    try:
        body: dict[str, Any] = json.loads(path.read_bytes())
        return Taken(**{**body, "ids": tuple(body["ids"])})
    except (OSError, ValueError, TypeError, KeyError):
        return Taken()
