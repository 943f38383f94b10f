"""One ledger from a board's own rows and the feeds it has received.

Its state follows from the own ledger and the set of entries that count, taken in order of publisher
and number: whoever received them in whatever order holds the same bytes. Parts are linked, not
copied; the folder can be deleted and is made again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from yipan.facts import Ledger
from yipan.facts.disk import swap_in, writing
from yipan.facts.manifest import FILE, HISTORY, ImportReceipt, Manifest
from yipan.facts.parts import FOLDER, remove_orphans
from yipan.sharing.entry import Entry
from yipan.sharing.store import Store


def merged(
    own: Ledger, store: Store, chains: Mapping[str, Sequence[Entry]], folder: Path
) -> Ledger:
    """The ledger in `folder`, brought up to date; the own one when no entry counts."""
    entries = [entry for code in sorted(chains) for entry in chains[code]]
    if not entries:
        return own
    wanted = _state(own.manifest, entries)
    if (folder / FILE).exists() and (folder / FILE).read_bytes() == wanted.bytes():
        return Ledger.open(folder)
    for name in (FOLDER, HISTORY):
        (folder / name).mkdir(parents=True, exist_ok=True)
    with writing(folder):
        for part in own.manifest.parts:
            _link(own.path / FOLDER / part.file, folder / FOLDER / part.file)
        for entry in entries:
            for part in entry.parts:
                _link(store.part(entry.publisher, part), folder / FOLDER / part.file)
        swap_in(folder / FILE, wanted.bytes())
        remove_orphans(folder, [wanted.parts])
    return Ledger.open(folder)


def _state(own: Manifest, entries: Sequence[Entry]) -> Manifest:
    state = own
    for entry in entries:
        number = len(state.imports) + 1
        receipt = ImportReceipt(
            number, f"feed {entry.publisher} {entry.sequence}", entry.digest, "", entry.rows, 0
        )
        parts = tuple(replace(part, imported=number) for part in entry.parts)
        state = state.with_import(receipt, parts)
    return state


def _link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where links are not to be had."""
    if target.exists() and os.path.samefile(source, target):
        return
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    try:
        os.link(source, fresh)
    except OSError:
        shutil.copyfile(source, fresh)
    os.replace(fresh, target)
