"""The manifest: which parts make up the ledger, their hashes, and the receipt of each import.

One JSON file of canonical bytes that ends in the hash of the rest, so that a changed byte is found.
It names its parent by hash: the manifests of a ledger form a chain.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from yipan.core.canonical import canonical_json, digest
from yipan.core.errors import LedgerDamaged
from yipan.core.words import Words

FORMAT = "yipan-ledger-1"
FILE = "manifest.json"
HISTORY = "manifests"
KEPT = 16


@dataclass(frozen=True, slots=True)
class Part:
    """One immutable Parquet file. `first` and `last` bound its indicators.

    `sources`: the sources of its rows, empty when there are too many to list.
    """

    file: str
    sha256: str
    size: int
    rows: int
    imported: int
    first: str = ""
    last: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReceipt:
    """What one import took in: the file it came from, the day of learning, how many rows."""

    number: int
    source: str
    sha256: str
    learned_on: str
    added: int
    already_there: int


@dataclass(frozen=True)
class Manifest:
    """A state of the ledger. `digest` is the hash of its canonical bytes."""

    sequence: int = 0
    parent: str = ""
    parts: tuple[Part, ...] = ()
    imports: tuple[ImportReceipt, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of all parts."""
        return sum(part.rows for part in self.parts)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the body's canonical bytes."""
        return digest(self._body)

    @cached_property
    def _body(self) -> bytes:
        body = {
            "format": FORMAT,
            "sequence": self.sequence,
            "parent": self.parent,
            "rows": self.rows,
            "parts": [_fields(part) for part in self.parts],
            "imports": [_fields(receipt) for receipt in self.imports],
        }
        return canonical_json(body)

    def bytes(self) -> bytes:
        """The file's content."""
        return _sealed(self._body, self.digest)

    def with_import(self, receipt: ImportReceipt, parts: tuple[Part, ...]) -> Manifest:
        """The next state."""
        return Manifest(
            self.sequence + 1, self.digest, self.parts + parts, (*self.imports, receipt)
        )

    def states(self) -> list[Manifest]:
        """The state after each import, oldest first, as the receipts tell it."""
        found, state = [], Manifest()
        for receipt in self.imports:
            own = tuple(part for part in self.parts if part.imported == receipt.number)
            state = state.with_import(receipt, own)
            found.append(state)
        return found


def read_manifest(path: Path) -> Manifest:
    """The manifest in a file; raises `LedgerDamaged` unless every byte is as it was written."""
    try:
        data = path.read_bytes()
        body = json.loads(data)
        found = Manifest(
            body["sequence"],
            body["parent"],
            tuple(_build(Part, item) for item in body["parts"]),
            tuple(_build(ImportReceipt, item) for item in body["imports"]),
        )
        intact = body["format"] == FORMAT and _intact(data)
    except FileNotFoundError:
        raise _damaged(path, Words("没有清单文件", "the manifest is missing")) from None
    except (ValueError, KeyError, TypeError):
        intact = False
    if not intact:
        raise _damaged(path, Words("清单与其哈希不符", "the manifest does not match its own hash"))
    return found


def history_file(folder: Path, manifest: Manifest) -> Path:
    """Where the copy of a state is kept."""
    return folder / HISTORY / f"{manifest.sequence:08}-{manifest.digest[:16]}.json"


def history(folder: Path) -> list[tuple[Path, Manifest | None]]:
    """The kept states, newest first; None where a copy is damaged."""
    found: list[tuple[Path, Manifest | None]] = []
    for path in sorted((folder / HISTORY).glob("*.json"), reverse=True):
        try:
            found.append((path, read_manifest(path)))
        except LedgerDamaged:
            found.append((path, None))
    return found


def _sealed(body: bytes, sha256: str) -> bytes:
    """A body that names its own hash, the last of its sorted keys."""
    return b'%s,"sha256":"%s"}\n' % (body[:-1], sha256.encode())


def _intact(data: bytes) -> bool:
    """Whether a file is a body sealed with that body's hash, to the last byte."""
    body = data[: -len(_sealed(b"}", digest(b"")))] + b"}"
    return data == _sealed(body, digest(body))


_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (Part, ImportReceipt)}


def _fields(item: Part | ImportReceipt) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _NAMES[type(item)]}


def _build(kind: type[Any], item: dict[str, Any]) -> Any:
    if item.keys() != set(_NAMES[kind]):
        raise ValueError(f"fields of {kind.__name__}")
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in item.items()})


def _damaged(path: Path, fact: Words) -> LedgerDamaged:
    command = f"yipan repair {path.parent}"
    return LedgerDamaged(fact, hint=Words(f"请运行 {command}", f"run: {command}"), where=str(path))
