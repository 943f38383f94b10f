"""The characters with which a match of a regular expression can begin.

A row of the lexer is tried only where one of them stands. The standard library's own parser reads
the pattern; where it cannot tell, the answer is None: any character.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

_WIDEST = 30_000
_EMPTY = frozenset({"ASSERT", "ASSERT_NOT", "AT"})
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})


def first_characters(pattern: str) -> frozenset[str] | None:
    """All characters that can begin a match; None when any can, or when a match can be empty."""
    try:
        parsed = import_module("re._parser").parse(pattern)
    except (ImportError, AttributeError):  # another interpreter, without that module
        return None
    found, empty = _sequence(parsed)
    return None if found is None or empty else frozenset(found)


def _sequence(parts: Iterable[tuple[Any, Any]]) -> tuple[set[str] | None, bool]:
    """(first characters, whether all parts can be empty)."""
    held: set[str] = set()
    for operation, argument in parts:
        found, empty = _part(str(operation), argument)
        if found is None:
            return None, False
        held |= found
        if not empty:
            return held, False
    return held, True


def _part(operation: str, argument: Any) -> tuple[set[str] | None, bool]:
    if operation == "LITERAL":
        return {chr(argument)}, False
    if operation == "IN":
        return _class(argument), False
    if operation == "BRANCH":
        return _branches(argument[1])
    if operation == "SUBPATTERN":
        return _sequence(argument[-1])
    if operation in _REPEATS:
        found, empty = _sequence(argument[2])
        return found, empty or argument[0] == 0
    return (set(), True) if operation in _EMPTY else (None, False)


def _class(items: Iterable[tuple[Any, Any]]) -> set[str] | None:
    held: set[str] = set()
    for operation, argument in items:
        if str(operation) == "LITERAL":
            held.add(chr(argument))
        elif str(operation) == "RANGE" and argument[1] - argument[0] < _WIDEST:
            held.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return None
    return held


def _branches(branches: Iterable[Iterable[tuple[Any, Any]]]) -> tuple[set[str] | None, bool]:
    held: set[str] = set()
    some_empty = False
    for branch in branches:
        found, empty = _sequence(branch)
        if found is None:
            return None, False
        held |= found
        some_empty = some_empty or empty
    return held, some_empty
