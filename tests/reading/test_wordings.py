"""Short passages of many wordings: true as they stand, each with misprints to be found.

A passage of `wordings/*.txt` starts with a line `# name`, ends at a line `---`; `ok RELATION WORDS`
is a true statement, `plant OLD NEW` a misprint put into a copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from yipan.reading.check import check

FOLDER = Path(__file__).parent / "wordings"
# Shares judged right and flagged below which the rules have become worse.
RIGHT, FLAGGED = 0.8, 0.7


@dataclass
class Passage:
    """A passage with what is expected of it."""

    name: str
    raw: str
    statements: list[tuple[str, str]] = field(default_factory=list)
    plants: list[tuple[str, str]] = field(default_factory=list)


@lru_cache(maxsize=1)
def passages() -> tuple[Passage, ...]:
    """All passages in order."""
    return tuple(p for path in sorted(FOLDER.glob("*.txt")) for p in _read(path))


def _read(path: Path) -> Iterator[Passage]:
    for chunk in path.read_text("utf-8").split("\n---\n"):
        name, *lines = chunk.split("\n")
        kept = [line for line in lines if not line.startswith(("plant ", "ok "))]
        found = Passage(f"{path.stem} {name}", "\n".join(kept).strip("\n") + "\n")
        for line in lines:
            kind, _, rest = line.partition(" ")
            first, _, second = rest.partition(" ")
            if kind == "ok":
                found.statements.append((first, second))
            elif kind == "plant":
                assert first in found.raw, (found.name, first)
                found.plants.append((first, second))
        yield found


def test_true_passages_raise_no_alarm() -> None:
    """Hard or soft, a flag on true words is a false alarm."""
    flagged = [(p.name, c.formula) for p in passages() for c in check(p.raw).claims if c.severity]
    assert flagged == []


def test_statements_are_judged_right() -> None:
    """At least the share that was reached."""
    right = [_right(p.raw, s) for p in passages() for s in p.statements]
    assert sum(right) >= RIGHT * len(right)


def _right(raw: str, statement: tuple[str, str]) -> bool:
    relations, words = statement[0].split("|"), statement[1]
    start = raw.index(words)
    held = (c for c in check(raw).claims if c.relation in relations and c.verdict == "consistent")
    return any(c.span[0] < start + len(words) and start < c.span[1] for c in held)


def test_misprints_are_flagged() -> None:
    """At least the share that was reached."""
    found = [
        any(c.severity for c in check(p.raw.replace(old, new, 1)).claims)
        for p in passages()
        for old, new in p.plants
    ]
    assert sum(found) >= FLAGGED * len(found)
