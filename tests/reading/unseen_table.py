"""The table of the project's own unseen texts: what was judged rightly, found, missed.

A text is followed by `====` and lines: `set dev|held|last`; `ok RELATION[|RELATION] WORDS[|WORDS]`
for a true statement; `open REASON RELATION WORDS` for one that no text can decide;
`plant OLD NEW` for a misprint put into a copy. Words: the first place in the text counts.
Run it: `python tests/reading/unseen_table.py [--show] [dev|held|last]`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from yipan.reading.check import Report, check
from yipan.reading.model import Claim

FOLDER = Path(__file__).parent / "unseen"


@dataclass(frozen=True, slots=True)
class Expected:
    """A statement of a text with the verdict it deserves."""

    verdict: str
    reason: str
    relations: frozenset[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unseen:
    """A text, its statements and its misprints."""

    name: str
    group: str
    raw: str
    statements: tuple[Expected, ...]
    plants: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Row:
    """What came out for one text."""

    text: Unseen
    right: int = 0
    found_hard: int = 0
    found_soft: int = 0
    false_hard: int = 0
    false_soft: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Right answers and flagged misprints among all that were expected."""
        asked = len(self.text.statements) + len(self.text.plants)
        return (self.right + self.found_hard + self.found_soft) / asked


def load(path: Path) -> Unseen:
    """Read a text with its expectations."""
    raw, _, tail = path.read_text("utf-8").partition("====\n")
    group, statements, plants = "", [], []
    for line in filter(None, tail.split("\n")):
        kind, _, rest = line.partition(" ")
        if kind == "set":
            group = rest
        elif kind == "plant":
            old, new = rest.split(" ")
            assert old in raw, (path.name, old)
            plants.append((old, new))
        else:
            reason, rest = rest.split(" ", 1) if kind == "open" else ("", rest)
            relations, words = rest.split(" ", 1)
            assert all(w in raw for w in words.split("|")), (path.name, words)
            verdict = "unverifiable" if kind == "open" else "consistent"
            told = Expected(
                verdict, reason, frozenset(relations.split("|")), tuple(words.split("|"))
            )
            statements.append(told)
    return Unseen(path.stem, group, raw, tuple(statements), tuple(plants))


def texts(group: str = "") -> list[Unseen]:
    """All texts, or those of one set."""
    held = [load(path) for path in sorted(FOLDER.glob("*.txt"))]
    return [t for t in held if group in {"", t.group}]


def measure(text: Unseen) -> Row:
    """Judge a text and each copy with a misprint."""
    row = Row(text)
    report = check(text.raw)
    for told in text.statements:
        if any(_fits(c, told, text.raw) for c in report.claims):
            row.right += 1
        else:
            row.missed.append(f"{told.verdict} {'|'.join(told.relations)} {told.words[0]}")
    for claim in report.claims:
        row.false_hard += claim.severity == "hard"
        row.false_soft += claim.severity == "soft"
        if claim.severity:
            row.missed.append(f"FALSE {claim.severity} {claim.relation} {claim.formula}")
    for old, new in text.plants:
        place = text.raw.index(old)
        worst = _worst(check(text.raw.replace(old, new, 1)), place, place + len(new))
        row.found_hard += worst == "hard"
        row.found_soft += worst == "soft"
        if not worst:
            row.missed.append(f"plant {old} -> {new}".replace("\t", " "))
    return row


def _fits(claim: Claim, told: Expected, raw: str) -> bool:
    if claim.relation not in told.relations or claim.verdict != told.verdict:
        return False
    if told.reason and claim.reason != told.reason:
        return False
    places = [(raw.index(w), raw.index(w) + len(w)) for w in told.words]
    return any(claim.span[0] < end and start < claim.span[1] for start, end in places)


def _worst(report: Report, start: int, end: int) -> str:
    """The severity of the gravest finding that rests on what stands at that place."""
    spans = {q.id: (q.start, q.end) for q in report.quantities}
    found = [
        str(c.severity)
        for c in report.claims
        if c.severity
        and any(a < end and start < b for a, b in [c.span, *(spans[i] for i in c.operands)])
    ]
    return min(found, default="")


def table(rows: list[Row]) -> Iterator[str]:
    """The lines of the table, with a line of totals for each set."""
    heads = ("right", "misprints", "of them hard", "false hard", "false soft")
    yield " ".join([f"{'text':24}", *(f"{h:>12}" for h in heads)])
    for group in dict.fromkeys(r.text.group for r in rows):
        held = [r for r in rows if r.text.group == group]
        for row in held:
            yield _line(row.text.name, [row])
        yield _line(f"= {group}", held)


def _line(name: str, rows: list[Row]) -> str:
    asked = sum(len(r.text.statements) for r in rows)
    plants = sum(len(r.text.plants) for r in rows)
    right, hard = sum(r.right for r in rows), sum(r.found_hard for r in rows)
    found = hard + sum(r.found_soft for r in rows)
    false = [sum(r.false_hard for r in rows), sum(r.false_soft for r in rows)]
    cells = (f"{right}/{asked}", f"{found}/{plants}", hard, *false)
    return " ".join([f"{name:24}", *(f"{c:>12}" for c in cells)])


def main() -> None:
    """Print the table; `--show` adds what was missed."""
    group = next((a for a in sys.argv[1:] if not a.startswith("-")), "")
    rows = [measure(t) for t in texts(group)]
    print("\n".join(table(rows)))
    if "--show" in sys.argv:
        for row in rows:
            print(*(f"{row.text.name}: {m}" for m in row.missed), sep="\n")


if __name__ == "__main__":
    main()
