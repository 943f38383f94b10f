"""A data folder and a region of offices for each test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from offices import keys_of, office

from yipan.sharing import PrivateKey

pytest.importorskip("cryptography")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("YIPAN_HOME", str(home))
    return home


@pytest.fixture
def keys() -> dict[str, PrivateKey]:
    """Keys of the north, the south and an institute that speaks for nobody."""
    return keys_of("north", "south", "institute")


@pytest.fixture
def board(tmp_path: Path, keys: dict[str, PrivateKey]) -> Callable[[str], Path]:
    """Makes a board by the name of its office."""
    return lambda name: office(tmp_path / name, keys)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The shared folder."""
    folder = tmp_path / "shared-folder"
    folder.mkdir()
    return folder
