"""The small board as fixtures."""

from __future__ import annotations

import pytest
from importing_names import INDICATORS, PARTIES

from yipan.facts.importing.names import Names


@pytest.fixture
def names() -> Names:
    """Fresh names; nothing remembered from another test."""
    return Names(PARTIES, INDICATORS)
