"""What this board has received: verified entries and their parts, one folder a publisher.

STORE/PUBLISHER/entries/NAME.json
STORE/PUBLISHER/parts/HASH.parquet

An entry is put in place after its parts: what a killed run leaves is a part that no entry names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from yipan.core.canonical import file_digest
from yipan.facts.disk import move_in, swap_in
from yipan.facts.manifest import Part
from yipan.sharing.entry import NAME, Entry, read_entry
from yipan.sharing.places import ENTRIES, PARTS


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of received feeds."""

    root: Path

    def publishers(self) -> list[str]:
        """Who has entries here, in order of code."""
        return sorted(path.parent.name for path in self.root.glob(f"*/{ENTRIES}"))

    def names(self, publisher: str) -> list[str]:
        """Names of the entries, in order."""
        folder = self.root / publisher / ENTRIES
        if not folder.is_dir():
            return []
        return sorted(p.name for p in folder.iterdir() if NAME.fullmatch(p.name))

    def entries(self, publisher: str) -> list[Entry]:
        """The entries, in order of name."""
        folder = self.root / publisher / ENTRIES
        return [
            read_entry((folder / name).read_bytes(), where=str(folder / name))
            for name in self.names(publisher)
        ]

    def part(self, publisher: str, part: Part) -> Path:
        """Where a part is, or would be."""
        return self.root / publisher / PARTS / part.file

    def files(self, publisher: str, entries: Iterable[Entry]) -> list[Path]:
        """The parts of some entries."""
        return [self.part(publisher, part) for entry in entries for part in entry.parts]

    def sound(self, publisher: str, part: Part, *, verify: bool = False) -> bool:
        """Whether a part is here with its size, and with its hash when that is asked."""
        file = self.part(publisher, part)
        if not file.exists() or file.stat().st_size != part.size:
            return False
        return not verify or file_digest(file) == part.sha256

    def take_part(self, publisher: str, fresh: Path, part: Part) -> None:
        """Put a verified part in place."""
        target = self.part(publisher, part)
        target.parent.mkdir(parents=True, exist_ok=True)
        move_in(fresh, target)

    def take_entry(self, entry: Entry) -> None:
        """Put a verified entry in place; its parts are there."""
        folder = self.root / entry.publisher / ENTRIES
        folder.mkdir(parents=True, exist_ok=True)
        swap_in(folder / entry.name, entry.bytes())
