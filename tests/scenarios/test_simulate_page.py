"""docs/simulate.md prints what the program says; YIPAN_WRITE=1 writes its outputs anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from played_page import replayed

PAGE = Path(__file__).parents[2] / "docs" / "simulate.md"


def test_the_page_prints_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the page is run, every output compared."""
    monkeypatch.setenv("YIPAN_LANG", "en")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    printed, standing = replayed(PAGE, tmp_path)
    assert printed == standing
