"""Reference data that some machines keep beside the checkout; Yipan itself never needs it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared(path: str) -> Path:
    """The file or folder of that name in the shared data; skips the test where it is absent."""
    for folder in _candidates():
        if (folder / "design.md").exists():
            found = folder / path
            if found.exists():
                return found
    pytest.skip(f"shared data {path!r} is not on this machine (YIPAN_SHARED names its folder)")


def _candidates() -> list[Path]:
    named = os.environ.get("YIPAN_SHARED")
    beside = [parent / "shared" for parent in Path(__file__).resolve().parents]
    return [Path(named), *beside] if named else beside
