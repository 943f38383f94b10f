"""Golden cases name fragments of a result; `agrees` is the rule by which a fragment is found."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any


def agrees(expected: Any, found: Any) -> bool:
    """Whether `found` holds the fragment: `#` counts, `!` none, `@` exact order, `~` contains."""
    if expected is None:
        return found is None
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(_key(k, v, found) for k, v in expected.items())
    if isinstance(expected, list):
        return isinstance(found, list) and _distinct(expected, found)
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, str) and expected.startswith("~"):
        text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
        return expected[1:] in text
    return _number(expected) == _number(found)


def _key(key: str, expected: Any, found: dict[str, Any]) -> bool:
    if key.startswith("#"):
        return len(found.get(key[1:]) or ()) == expected
    if key.startswith("!"):
        return not any(agrees(expected, item) for item in found.get(key[1:]) or ())
    if key.endswith("@"):
        listed = found.get(key[:-1]) or []
        return len(listed) == len(expected) and all(map(agrees, expected, listed))
    return agrees(expected, found.get(key))


def _distinct(expected: list[Any], found: list[Any]) -> bool:
    """Each expected element agrees with another element of the result."""
    if not expected:
        return True
    rest = expected[1:]
    return any(
        agrees(expected[0], item) and _distinct(rest, found[:i] + found[i + 1 :])
        for i, item in enumerate(found)
    )


def _number(value: Any) -> Any:
    try:
        return Fraction(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return value
