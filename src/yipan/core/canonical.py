"""Canonical bytes and their hashes: same content, same bytes, on every machine.

Floats are refused: a statistic is rounded to its declared digit and written as text first.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

from yipan.core.interval import rational_text


def canonical_json(value: object) -> bytes:
    """Sorted keys, no spaces, UTF-8; exact numbers as text; floats refused."""
    text = json.dumps(
        _plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a run rested on: hashes of facts, compacts and the program's version."""

    version: str
    facts: str = ""
    compacts: str = ""

    def as_dict(self) -> dict[str, str]:
        """Only what is set."""
        fields = {"version": self.version, "facts": self.facts, "compacts": self.compacts}
        return {key: text for key, text in fields.items() if text}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Fraction):
        return rational_text(value)
    if isinstance(value, Decimal):
        return rational_text(Fraction(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form; round it to text first")
