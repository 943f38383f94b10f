"""Damage: files of a ledger whose bytes are not those that were written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from yipan.core.canonical import file_digest
from yipan.core.errors import LedgerDamaged
from yipan.core.words import Words
from yipan.facts.manifest import ImportReceipt, Manifest, Part
from yipan.facts.parts import FOLDER

# (file, size, time of change) -> its hash; a file is read again only when it changed.
_hashes: dict[tuple[str, int, int], str] = {}


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged part, what is wrong with it and the import that wrote it."""

    part: Part
    what: Words
    receipt: ImportReceipt | None

    def error(self, folder: Path) -> LedgerDamaged:
        """As the one line that a user sees."""
        source = self.receipt.source if self.receipt else ""
        came = Words(f"(来自 {source})", f" (from {source})") if source else Words("", "")
        return LedgerDamaged(
            Words(self.what.zh + came.zh, self.what.en + came.en),
            hint=Words(f"请运行 yipan repair {folder}", f"run: yipan repair {folder}"),
            where=str(folder / FOLDER / self.part.file),
        )


def damage_of(folder: Path, manifest: Manifest, parts: Iterable[Part]) -> list[Damage]:
    """The damaged ones among `parts`."""
    receipts = {receipt.number: receipt for receipt in manifest.imports}
    return [
        Damage(part, what, receipts.get(part.imported))
        for part in parts
        if (what := _wrong(folder / FOLDER / part.file, part))
    ]


def part_digest(path: Path) -> str:
    """SHA-256 of a part's bytes."""
    state = path.stat()
    key = (str(path), state.st_size, state.st_mtime_ns)
    if key not in _hashes:
        _hashes[key] = file_digest(path)
    return _hashes[key]


def forget() -> None:
    """Read every file again, changed or not."""
    _hashes.clear()


def _wrong(path: Path, part: Part) -> Words | None:
    try:
        size = path.stat().st_size
        intact = size == part.size and part_digest(path) == part.sha256
    except FileNotFoundError:
        return Words("账本分卷不见了", "a part of the ledger is missing")
    except OSError as error:
        return Words(f"账本分卷无法读取: {error}", f"a part of the ledger cannot be read: {error}")
    if intact:
        return None
    return Words("账本分卷与其哈希不符", "a part of the ledger does not match its hash")
