"""The ledger: import, vintages, conflicts, resolve, panel. The one door to the engine."""

from __future__ import annotations

from yipan.facts.amend import correct, withdraw
from yipan.facts.amendments import Correction, Standing
from yipan.facts.history import Edition, History
from yipan.facts.ledger import Ledger
from yipan.facts.panel import Missing, Panel
from yipan.facts.record import Fact, RowKind, make_fact
from yipan.facts.resolve import (
    FIRST_PUBLISHED,
    LATEST,
    Chosen,
    ManualChoice,
    Preference,
    ResolveRule,
    resolve,
)
from yipan.facts.selection import Selection
from yipan.facts.staging import Appended

__all__ = [
    "FIRST_PUBLISHED",
    "LATEST",
    "Appended",
    "Chosen",
    "Correction",
    "Edition",
    "Fact",
    "History",
    "Ledger",
    "ManualChoice",
    "Missing",
    "Panel",
    "Preference",
    "ResolveRule",
    "RowKind",
    "Selection",
    "Standing",
    "correct",
    "make_fact",
    "resolve",
    "withdraw",
]
