"""Tests of boards never touch the user's own data folder."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("YIPAN_HOME", str(home))
    return home
