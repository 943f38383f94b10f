"""Finding compacts: a path, an id, `id@version`, or `id-version` where no compact has that id."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yipan.compacts.document.document import Compact
from yipan.compacts.document.reading_document import read_compact
from yipan.core.canonical import digest
from yipan.core.errors import Coded, near_misses
from yipan.core.words import Words

_ID = re.compile(r"^id:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Addressed:
    """What an address names: versions in order of their start; `forced`: one for every period."""

    address: str
    versions: tuple[Compact, ...]
    forced: bool

    @property
    def id(self) -> str:
        """The id of the compact."""
        return self.versions[0].id

    def on(self, day: date) -> Compact | None:
        """The version in force on a day; the forced one on every day."""
        if self.forced:
            return self.versions[-1]
        fitting = [c for c in self.versions if c.in_force(day)]
        return max(fitting, key=lambda c: c.start or date.min, default=None)


class Library:
    """Compacts in folders; a file is read when one of its versions is asked for."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._files: dict[str, list[Path]] = {}
        for folder in folders:
            for path in sorted(folder.glob("*.yaml")):
                found = _ID.search(path.read_text(encoding="utf-8-sig", errors="replace"))
                if found:
                    self._files.setdefault(found[1], []).append(path)

    @property
    def ids(self) -> list[str]:
        """Every id, sorted."""
        return sorted(self._files)

    def versions(self, name: str) -> tuple[Compact, ...]:
        """All versions of an id, in order of their start."""
        found = [read_compact(path) for path in self._files.get(name, [])]
        return tuple(sorted(found, key=lambda c: (c.start or date.min, c.version)))

    def text(self, compact: Compact) -> str:
        """The file that a compact was read from; empty where it is of no file here."""
        for path in self._files.get(compact.id, []):
            data = path.read_bytes()
            if digest(data) == compact.sha256:
                return data.decode("utf-8-sig")
        return ""

    def _refuse_version(self, address: str) -> None:
        """A version that a known compact does not have."""
        name, at, _ = address.partition("@")
        if not at or name not in self._files:
            return
        known = [f"{name}@{compact.version}" for compact in self.versions(name)]
        raise Coded(
            "UNKNOWN_COMPACT",
            Words(f"约 {name} 没有这一版: {address}", f"{name} has no such version: {address}"),
            hint=Words(f"可用: {'、'.join(known)}", f"known: {', '.join(known)}"),
        )

    def find(self, address: str) -> Addressed:
        """The compact at an address."""
        if address.endswith((".yaml", ".yml")) or "/" in address:
            if not Path(address).is_file():
                raise Coded(
                    "UNKNOWN_COMPACT",
                    Words(f"没有文件 {address}", f"there is no file {address}"),
                    hint=Words("检查路径,或写约的 id", "check the path, or give an id"),
                )
            return Addressed(address, (read_compact(Path(address)),), forced=True)
        if address in self._files:
            versions = self.versions(address)
            return Addressed(address, versions, forced=False)
        found = self._at_version(address)
        if found is not None:
            return Addressed(address, (found,), forced=True)
        self._refuse_version(address)
        near = near_misses(address, self.ids)
        raise Coded(
            "UNKNOWN_COMPACT",
            Words(f"没有名为“{address}”的约", f"no compact is called {address!r}"),
            hint=Words(
                f"是否指 {'、'.join(near)}?" if near else f"可用: {'、'.join(self.ids)}",
                f"did you mean {', '.join(near)}?" if near else f"known: {', '.join(self.ids)}",
            ),
        )

    def _at_version(self, address: str) -> Compact | None:
        for name in self._files:
            for mark in ("@", "-"):
                if address.startswith(name + mark):
                    wanted = address[len(name) + 1 :]
                    for compact in self.versions(name):
                        if compact.version == wanted:
                            return compact
        return None
