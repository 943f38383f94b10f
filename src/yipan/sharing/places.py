"""Where feeds are exchanged: a shared folder, or the same folder behind a web address.

LOCATION/PUBLISHER/index.json            names of the entries; convenience, nothing rests on it
LOCATION/PUBLISHER/entries/NAME.json     signed entries
LOCATION/PUBLISHER/parts/HASH.parquet    the parts they name
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from yipan.core.canonical import canonical_json
from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.facts.disk import move_in, swap_in
from yipan.sharing.entry import LARGEST, NAME
from yipan.sharing.web import get

ENTRIES = "entries"
PARTS = "parts"
INDEX = "index.json"


class Location(Protocol):
    """A place that holds feeds, one folder a publisher."""

    def names(self, publisher: str) -> list[str] | None:
        """Names of the entries there, in order; None where the publisher has no feed."""

    def read(self, publisher: str, name: str) -> bytes:
        """The bytes of an entry."""

    def fetch(self, publisher: str, file: str, size: int, into: Path) -> None:
        """Copy a part of `size` bytes to a file."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that all publishers reach."""

    root: Path

    def names(self, publisher: str) -> list[str] | None:
        """Names of the entries there, in order; None where the publisher has no feed."""
        folder = self.root / publisher / ENTRIES
        if not folder.is_dir():
            return None
        return sorted(p.name for p in folder.iterdir() if NAME.fullmatch(p.name))

    def read(self, publisher: str, name: str) -> bytes:
        """The bytes of an entry."""
        with _plain(self.root / publisher / ENTRIES / name).open("rb") as file:
            return _bounded(file, LARGEST, str(self.root / publisher / ENTRIES / name))

    def fetch(self, publisher: str, file: str, size: int, into: Path) -> None:
        """Copy a part of `size` bytes to a file."""
        with _plain(self.root / publisher / PARTS / file).open("rb") as source:
            _copy(source, into, size)

    def put_part(self, publisher: str, file: Path, name: str) -> None:
        """Bring a part there; nothing happens when it is there already with that size."""
        target = self.root / publisher / PARTS / name
        if target.exists() and target.stat().st_size == file.stat().st_size:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{name}.{os.getpid()}.new")
        shutil.copyfile(file, fresh)
        move_in(fresh, target)

    def put_entry(self, publisher: str, name: str, data: bytes) -> None:
        """Bring an entry there; its parts are there by then."""
        folder = self.root / publisher / ENTRIES
        folder.mkdir(parents=True, exist_ok=True)
        swap_in(folder / name, data)
        swap_in(folder.parent / INDEX, canonical_json(self.names(publisher)) + b"\n")


@dataclass(frozen=True, slots=True)
class Web:
    """The same folder behind a web server; read only."""

    address: str

    def names(self, publisher: str) -> list[str] | None:
        """Names of the entries there, in order; None where the publisher has no feed."""
        data = self._get(f"{publisher}/{INDEX}", LARGEST)
        if data is None:
            return None
        try:
            found = json.loads(data)
            return sorted(n for n in found if isinstance(n, str) and NAME.fullmatch(n))
        except (ValueError, TypeError, RecursionError):
            raise BadInput(
                Words("目录文件不可读", "the index cannot be read"),
                where=f"{self.address}/{publisher}/{INDEX}",
            ) from None

    def read(self, publisher: str, name: str) -> bytes:
        """The bytes of an entry."""
        found = self._get(f"{publisher}/{ENTRIES}/{name}", LARGEST)
        if found is None:
            raise FileNotFoundError(name)
        return found

    def fetch(self, publisher: str, file: str, size: int, into: Path) -> None:
        """Copy a part of `size` bytes to a file."""
        with get(f"{self.address}/{publisher}/{PARTS}/{file}") as answer:
            if answer is None:
                raise FileNotFoundError(file)
            _copy(answer, into, size)

    def _get(self, path: str, most: int) -> bytes | None:
        with get(f"{self.address}/{path}") as answer:
            return None if answer is None else _bounded(answer, most, f"{self.address}/{path}")


def location(text: str) -> Folder | Web:
    """A place by its path or http(s) address."""
    if text.startswith(("http://", "https://")):
        return Web(text.rstrip("/"))
    if "://" in text:
        raise BadInput(
            Words(f"不支持的地址 {text}", f"this address is not supported: {text}"),
            hint=Words("可用文件夹或 http(s) 地址", "use a folder or an http(s) address"),
        )
    folder = Path(text).expanduser()
    if not folder.is_dir():
        raise BadInput(
            Words("没有这个文件夹", "there is no such folder"),
            hint=Words("请核对共享文件夹的路径", "check the path of the shared folder"),
            where=text,
        )
    return Folder(folder)


def _plain(path: Path) -> Path:
    """The file; a pipe that somebody put there would be waited for without end."""
    if path.exists() and not path.is_file():
        raise FileNotFoundError(path.name)
    return path


def _bounded(stream: IO[bytes], most: int, where: str) -> bytes:
    data = stream.read(most + 1)
    if len(data) > most:
        raise BadInput(Words(f"超过 {most} 字节", f"it is larger than {most} bytes"), where=where)
    return data


def _copy(stream: IO[bytes], into: Path, size: int) -> None:
    """Copy at most one byte more than `size`: a file that is too long fails its hash."""
    left = size + 1
    with into.open("wb") as target:
        while left > 0 and (chunk := stream.read(min(left, 1 << 20))):
            target.write(chunk)
            left -= len(chunk)
