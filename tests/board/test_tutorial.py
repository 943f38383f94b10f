"""The tutorials are run as they stand: their files are written, their commands print what they say.

YIPAN_WRITE=1 writes the outputs into the pages anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from played_page import replayed

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"tutorial-your-own-region.md": "en", "tutorial-your-own-region.zh.md": "zh"}


@pytest.mark.parametrize(("page", "lang"), PAGES.items())
def test_the_tutorial_prints_what_it_says(
    page: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file block is written, every command run, every output compared."""
    monkeypatch.setenv("YIPAN_LANG", lang)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    printed, standing = replayed(DOCS / page, tmp_path)
    assert printed == standing


@pytest.mark.parametrize("page", PAGES)
def test_the_tutorial_has_every_step(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for command in ("new", "lint-board", "import", "facts", "conflicts"):
        assert f"$ yipan {command} " in text
