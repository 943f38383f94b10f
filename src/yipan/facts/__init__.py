"""The ledger: import, vintages, conflicts, resolve, panel. The one door to the engine."""
