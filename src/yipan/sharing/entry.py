"""One entry of a feed: parts that are added, the sources they cite, the parent, the signature.

The bytes are canonical JSON: a changed byte changes the digest, and a digest is what is signed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from yipan.core.canonical import canonical_json, digest
from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.facts.manifest import Part
from yipan.sharing.keys import KEY, PrivateKey, verifies

FORMAT = "yipan-feed-1"
NAME = re.compile(r"(\d{8})-([0-9a-f]{16})\.json")
PUBLISHER = re.compile(r"[a-z][a-z0-9_-]{0,39}")
LARGEST = 16 * 1024 * 1024  # bytes of an entry; a part takes about 300
SEPARATOR = ":"  # stands between a publisher and the code of a source of its own

_PART_FILE = re.compile(r"[0-9a-f]{32}\.parquet")


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A source that the rows of an entry cite; `code` begins with the publisher."""

    code: str
    title: str
    published_on: str = ""
    publisher: str = ""
    vintage: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a publisher adds at one time. `parent`: digest of the entry before, empty for the first.

    `board` names the board that the entry is meant for.
    """

    board: str
    publisher: str
    key: str
    sequence: int
    parent: str
    parts: tuple[Part, ...]
    sources: tuple[FeedSource, ...]
    signature: str = ""

    @property
    def rows(self) -> int:
        """Rows of all parts."""
        return sum(part.rows for part in self.parts)

    @property
    def digest(self) -> str:
        """SHA-256 of the body's canonical bytes."""
        return digest(canonical_json(self._body()))

    @property
    def name(self) -> str:
        """The file's name: two entries of one sequence number stand side by side."""
        return f"{self.sequence:08}-{self.digest[:16]}.json"

    def bytes(self) -> bytes:
        """The file's content."""
        return canonical_json({**self._body(), "signature": self.signature}) + b"\n"

    def _body(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "board": self.board,
            "publisher": self.publisher,
            "key": self.key,
            "sequence": self.sequence,
            "parent": self.parent,
            "parts": [asdict(part) for part in self.parts],
            "sources": [asdict(source) for source in self.sources],
        }


def sign_entry(
    key: PrivateKey,
    *,
    board: str,
    publisher: str,
    after: Entry | None,
    parts: tuple[Part, ...],
    sources: tuple[FeedSource, ...],
) -> Entry:
    """The signed entry that follows `after`."""
    body = Entry(
        board=board,
        publisher=publisher,
        key=key.public,
        sequence=after.sequence + 1 if after else 1,
        parent=after.digest if after else "",
        parts=parts,
        sources=tuple(sorted(sources, key=lambda source: source.code)),
    )
    return Entry(**{**_shallow(body), "signature": key.sign(_message(body.digest))})


def read_entry(data: bytes, *, where: str = "") -> Entry:
    """The entry in a file's bytes; refuses what is not exactly what an entry writes."""
    try:
        found = _build(json.loads(data))
        exact = found.bytes() == data
    except (ValueError, KeyError, TypeError, RecursionError):
        exact = False
    if not exact:
        raise BadInput(
            Words("不是完整的发布记录", "this is no whole entry of a feed"),
            hint=Words("请发布者重新发布", "ask its publisher to publish it again"),
            where=where,
        )
    return found


def signed_by(entry: Entry, public: str) -> bool:
    """Whether the entry carries a valid signature of that key, and names it."""
    return entry.key == public and verifies(public, entry.signature, _message(entry.digest))


def _message(entry_digest: str) -> bytes:
    return f"{FORMAT}\n{entry_digest}".encode()


def _shallow(entry: Entry) -> dict[str, Any]:
    return {field.name: getattr(entry, field.name) for field in fields(Entry)}


def _build(body: Mapping[str, Any]) -> Entry:
    if body["format"] != FORMAT or not KEY.fullmatch(body["key"]):
        raise ValueError("format")
    if not PUBLISHER.fullmatch(body["publisher"]) or not 1 <= body["sequence"] <= 99_999_999:
        raise ValueError("publisher or sequence")
    parts = tuple(_part(item) for item in body["parts"])
    sources = tuple(FeedSource(**item) for item in body["sources"])
    texts = (body["board"], body["parent"], body["signature"])
    for text in (*texts, *(value for source in sources for value in asdict(source).values())):
        if not isinstance(text, str):
            raise TypeError("text")
    named = {*(field.name for field in fields(Entry)), "format"}
    if set(body) != named or type(body["sequence"]) is not int:
        raise ValueError("fields")
    prefix = body["publisher"] + SEPARATOR
    if not all(source.code.startswith(prefix) for source in sources):
        raise ValueError("a source of somebody else")
    return Entry(**{**{k: v for k, v in body.items() if k != "format"}, "parts": parts,
                    "sources": sources})  # fmt: skip


def _part(item: Mapping[str, Any]) -> Part:
    part = Part(**{**item, "sources": tuple(item["sources"])})
    numbers = (part.size, part.rows, part.imported)
    if not _PART_FILE.fullmatch(part.file) or part.file != f"{part.sha256[:32]}.parquet":
        raise ValueError("name of a part")
    if len(part.sha256) != 64 or any(type(n) is not int or n < 0 for n in numbers):
        raise ValueError("a part")
    return part
