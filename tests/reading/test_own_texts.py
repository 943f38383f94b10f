"""Our own texts: no alarm on true words, every verdict replays, planted misprints are found.

The texts are written for this test and true by hand calculation. A misprint is planted in every
number that a consistent arithmetic statement or match claims: one digit changed (the last by two,
the first by one) or two neighbouring digits exchanged. It is found when more claims are flagged.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import pytest

from yipan.core.interval import Interval
from yipan.reading.check import Report, check
from yipan.reading.model import Claim
from yipan.reading.replay import replay

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))
CHECKED = frozenset(
    [
        "growth_rate",
        "cagr",
        "difference",
        "ratio",
        "share",
        "multiple",
        "sum_components",
        "structure_sum",
        "share_change_pp",
        "rate_gap_pp",
        "text_table_match",
        "intra_doc_match",
    ]
)


@lru_cache(maxsize=64)
def read(path: Path) -> tuple[str, Report]:
    """A text and what is found in it."""
    raw = path.read_text("utf-8")
    return raw, check(raw)


@dataclass(frozen=True)
class Planted:
    """A misprint: the claimed number of a statement, before and after."""

    path: Path
    start: int
    before: str
    after: str


def planted(path: Path) -> list[Planted]:
    """Misprints in the numbers that consistent statements claim."""
    raw, report = read(path)
    found: dict[tuple[int, str], Planted] = {}
    for claim in report.claims:
        if claim.verdict != "consistent" or claim.relation not in CHECKED:
            continue
        start, end = claim.span
        words = raw[start:end]
        digits = [i for i, c in enumerate(words) if c in "0123456789"]
        if len(digits) < 2:
            continue
        for after in misprints(words, digits):
            if not within_rounding(claim, words, after):
                found[(start, after)] = Planted(path, start, words, after)
    return list(found.values())


def within_rounding(claim: Claim, before: str, after: str) -> bool:
    """Whether the other numbers leave room for the misprint: then nothing can see it."""
    if claim.claimed is None or claim.recomputed is None:
        return False
    old, new = (re.search(r"[0-9][0-9,.]*", words) for words in (before, after))
    if old is None or new is None:
        return False
    shift = Fraction(new[0].replace(",", "")) - Fraction(old[0].replace(",", ""))
    return (claim.claimed + Interval.exact(shift)).meets(claim.recomputed)


def misprints(words: str, digits: list[int]) -> list[str]:
    """The first digit changed, the last changed by two, the first unequal neighbours exchanged."""
    first, last = digits[0], digits[-1]
    made = [
        words[:first] + str(int(words[first]) % 9 + 1) + words[first + 1 :],
        words[:last] + str((int(words[last]) + 2) % 10) + words[last + 1 :],
    ]
    for a in digits:
        follows = words[a + 1 : a + 2]
        if follows.isdigit() and follows != words[a] and not (a == first and follows == "0"):
            made.append(words[:a] + follows + words[a] + words[a + 2 :])
            break
    return made


def flags(report: Report) -> int:
    """Hard and soft findings."""
    return sum(c.severity is not None for c in report.claims)


@pytest.mark.parametrize("path", TEXTS, ids=[p.stem for p in TEXTS])
def test_no_alarm_on_true_words_and_all_replay(path: Path) -> None:
    """The texts are true: a flag is a false alarm."""
    raw, report = read(path)
    assert [(c.relation, c.formula) for c in report.claims if c.severity] == []
    assert replay(json.loads(report.to_json()), [raw]) == []


def test_planted_misprints_are_found() -> None:
    """At least nine in ten of those that the other numbers leave no room for."""
    cases = [p for path in TEXTS for p in planted(path)]
    missed = []
    for case in cases:
        raw, before = read(case.path)
        changed = raw[: case.start] + case.after + raw[case.start + len(case.before) :]
        if flags(check(changed)) <= flags(before):
            missed.append(f"{case.path.stem}: {case.before} -> {case.after}")
    print(f"planted {len(cases)}, found {len(cases) - len(missed)}, missed {missed}")
    assert len(cases) > 100
    assert len(missed) <= len(cases) // 10


def test_offsets_and_ids() -> None:
    """Each text is its slice, each id is used once, each operand is known."""
    for path in TEXTS:
        raw, report = read(path)
        ids = [q.id for q in report.quantities]
        assert len(ids) == len(set(ids))
        assert all(q.text == raw[q.start : q.end] for q in report.quantities)
        assert all(set(c.operands) <= set(ids) for c in report.claims)


def test_same_bytes_twice() -> None:
    """Deterministic: the JSON of two runs is the same."""
    raw = TEXTS[0].read_text("utf-8")
    assert check(raw).to_json() == check(raw).to_json()
