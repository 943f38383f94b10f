"""What a mapping file says about a sheet, in the form the pipeline asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from yipan.core.text import name_key
from yipan.facts.importing.meaning import NOTHING, Meaning


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """What a column is: its role, and what its heading is to mean."""

    role: str = ""
    meaning: Meaning | None = None


@dataclass(frozen=True, slots=True)
class SheetRules:
    """Rules of one sheet. Rows count from 1 as in the spreadsheet; `columns` by letter or heading.

    `defaults` hold where the sheet says nothing; `forced` hold whatever it says. `board_unit`: a
    figure that prints no unit is in the indicator's own.
    """

    match: str = "*"
    skip: bool = False
    header_rows: tuple[int, int] | None = None
    data_rows: tuple[int, int] | None = None
    columns: Mapping[str, ColumnRule] = field(default_factory=dict)
    left_out_rows: frozenset[int] = frozenset()
    defaults: Meaning = NOTHING
    forced: Meaning = NOTHING
    board_unit: bool = False

    def column(self, letters: str, headings: Sequence[str]) -> ColumnRule | None:
        """The rule of a column, named by its letters, its heading or its headings joined by /."""
        if not self.columns:
            return None
        path = " / ".join(h.strip() for h in headings)
        last = headings[-1] if headings else ""
        for key in (letters, name_key(path), name_key(last)):
            found = self.columns.get(key)
            if found is not None:
                return found
        return None


@dataclass(frozen=True, slots=True)
class Rules:
    """A mapping file: rules of sheets, the first that fits counts, and readings of names."""

    sheets: tuple[SheetRules, ...] = ()
    parties: Mapping[str, str] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    decimal_comma: bool | None = None
    delimiter: str = ""
    fallback: SheetRules = field(default_factory=SheetRules)

    def sheet(self, file: str, sheet: str) -> SheetRules:
        """The rules of a sheet; `match` is a pattern of its name or of FILE/SHEET."""
        for rules in self.sheets:
            if any(fnmatchcase(n, rules.match) for n in (sheet, file, f"{file}/{sheet}")):
                return rules
        return self.fallback

    def leaves_out(self, label: str) -> bool:
        """Whether the mapping leaves out the cells of a label."""
        return bool(self.left_out) and name_key(label) in self.left_out


NO_RULES = Rules()
