"""Fields of a document: known keys, few words, dates; what is wrong is noted with its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from yipan.compacts.document.reading_words import Problems
from yipan.compacts.words.spans import parse_day
from yipan.core.errors import near_misses


@dataclass(frozen=True, slots=True)
class Fields:
    """Reads fields and notes what is wrong with them."""

    problems: Problems

    def known_keys(self, node: dict[str, Any], keys: list[str], at: str) -> None:
        """Every key is one of these."""
        for key in node:
            if key not in keys:
                near = near_misses(key, keys)
                self.problems.add(
                    "UNKNOWN_WORD",
                    f"{at}.{key}".strip("."),
                    f"没有“{key}”这一项" + (f";是否指 {'、'.join(near)}?" if near else ""),
                    f"there is no key {key!r}"
                    + (f"; did you mean {', '.join(near)}?" if near else ""),
                    node,
                )

    def choice(self, node: dict[str, Any], key: str, allowed: tuple[str, ...], default: str) -> str:
        """One of a few words, or the default."""
        given = node.get(key)
        if given is None or given in allowed:
            return default if given is None else str(given)
        self.problems.add(
            "UNKNOWN_WORD",
            key,
            f"{key} 只能是 {'、'.join(allowed)},不是“{given}”",
            f"{key} is one of {', '.join(allowed)}, not {given!r}",
            node,
        )
        return default

    def day(self, node: dict[str, Any], key: str, at: str) -> date | None:
        """A date, or None where none is given."""
        given = node.get(key)
        if given is None:
            return None
        day = parse_day(str(given))
        if day is None:
            self.problems.add(
                "BAD_PERIOD", f"{at}.{key}", f"“{given}”不是日期", f"{given!r} is no date", node
            )
        return day


def text_of(value: object) -> str | None:
    """A scalar as text; None where nothing is given."""
    return None if value is None else str(value)
