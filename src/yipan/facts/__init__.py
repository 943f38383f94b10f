"""The ledger: import, vintages, conflicts, resolve, panel. The one door to the engine."""

from __future__ import annotations

from yipan.facts.ledger import Ledger
from yipan.facts.record import Fact, RowKind
from yipan.facts.selection import Selection
from yipan.facts.staging import Appended

__all__ = ["Appended", "Fact", "Ledger", "RowKind", "Selection"]
