"""Sources: the documents and tables in which figures were printed, and when."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from yipan.core.errors import BadPeriod, Where
from yipan.core.words import Words


@dataclass(frozen=True, slots=True)
class PublishedOn:
    """A publication date as far as it is known: "2025-01-20", "2025-01", "2025" or ""."""

    text: str

    @property
    def known_to(self) -> str:
        """The precision: day, month, year, or unknown."""
        return {0: "unknown", 4: "year", 7: "month", 10: "day"}[len(self.text)]

    @property
    def latest(self) -> date | None:
        """The last day it can mean: what is surely public from that day on."""
        match self.known_to:
            case "day":
                return date.fromisoformat(self.text)
            case "month":
                number, which = int(self.text[:4]), int(self.text[5:])
                return date(number, which, calendar.monthrange(number, which)[1])
            case "year":
                return date(int(self.text), 12, 31)
            case _:
                return None


def read_published_on(text: str, *, where: Where | str = "") -> PublishedOn:
    """A publication date; refuses what is no date."""
    found = PublishedOn(text.strip())
    try:
        _ = found.latest
    except (ValueError, KeyError):
        raise BadPeriod(
            Words(f"“{text}”不是发布日期", f"{text!r} is not a publication date"),
            hint=Words(
                "可写 2025-01-20、2025-01、2025 或留空",
                "write 2025-01-20, 2025-01, 2025 or leave it empty",
            ),
            where=where,
        ) from None
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """A document. `priority` orders sources where the board's rule asks for it (1 first).

    `vintage` groups sources of one revision state (a census revision), so that figures of two
    vintages are never mixed unseen. `speaks_for`: the parties whose official voice it is.
    """

    code: str
    title: str
    published_on: PublishedOn
    authors: str = ""
    publisher: str = ""
    priority: int = 100
    vintage: str = ""
    speaks_for: tuple[str, ...] = ()
    note: str = ""
