"""Compares a result with an expected fragment, as the golden cases write them.

An object: every key is there and agrees. A list: every element agrees with a different one.
`#name`: how many; `!name`: none agrees; `name@`: exactly these in this order; null: absent or null;
text beginning with ~: contained; numbers and numeric texts: equal as exact rationals.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any


def disagreements(expected: Any, found: Any, at: str = "result") -> list[str]:
    """Where `found` does not hold `expected`; empty when it does."""
    if isinstance(expected, dict):
        return _object(expected, found, at)
    if isinstance(expected, list):
        return _members(expected, found, at)
    return [] if _same(expected, found) else [f"{at}: expected {expected!r}, found {found!r}"]


def _object(expected: dict[str, Any], found: Any, at: str) -> list[str]:
    if not isinstance(found, dict):
        return [f"{at}: expected an object, found {found!r}"]
    wrong: list[str] = []
    for key, value in expected.items():
        if key.startswith("#"):
            count = len(found.get(key[1:]) or ())
            wrong += [] if count == value else [f"{at}.{key}: expected {value}, found {count}"]
        elif key.startswith("!"):
            hits = [f for f in found.get(key[1:]) or () if not disagreements(value, f)]
            wrong += [f"{at}.{key}: {hit!r}" for hit in hits]
        elif key.endswith("@"):
            items = found.get(key[:-1]) or []
            exact = len(items) == len(value)
            exact = exact and not any(
                disagreements(v, f) for v, f in zip(value, items, strict=True)
            )
            wrong += [] if exact else [f"{at}.{key}: expected {value!r}, found {items!r}"]
        else:
            wrong += disagreements(value, found.get(key), f"{at}.{key}")
    return wrong


def _members(expected: list[Any], found: Any, at: str) -> list[str]:
    items = list(found or [])
    taken: dict[int, int] = {}

    def place(index: int, seen: set[int]) -> bool:
        for position, item in enumerate(items):
            if position in seen or disagreements(expected[index], item):
                continue
            seen.add(position)
            if position not in taken or place(taken[position], seen):
                taken[position] = index
                return True
        return False

    return [f"{at}: nothing like {e!r}" for i, e in enumerate(expected) if not place(i, set())]


def _same(expected: Any, found: Any) -> bool:
    if expected is None or isinstance(expected, bool):
        return found is expected
    if isinstance(expected, str) and expected.startswith("~"):
        text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
        return expected[1:] in text
    left, right = _number(expected), _number(found)
    if left is not None and right is not None:
        return left == right
    return bool(expected == found)


def _number(value: Any) -> Fraction | None:
    try:
        return Fraction(str(value)) if not isinstance(value, bool | None) else None
    except (ValueError, ZeroDivisionError):
        return None
