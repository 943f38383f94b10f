"""Looking things up by any of their names, in Chinese or English, with near misses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from yipan.core.errors import UnknownName, Where
from yipan.core.text import name_key

T = TypeVar("T")


class NameIndex(Generic[T]):
    """Names to things. One name may stand for one thing only; `clashes` lists those that do not."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._things: dict[str, T] = {}
        self._spelling: dict[str, str] = {}
        self.clashes: list[tuple[str, T, T]] = []

    def add(self, names: Iterable[str], thing: T) -> None:
        """Make `thing` findable under each name; the first holder of a name keeps it."""
        for name in names:
            key = name_key(name)
            if not key:
                continue
            held = self._things.setdefault(key, thing)
            if held is not thing:
                self.clashes.append((name, held, thing))
            else:
                self._spelling.setdefault(key, name)

    def get(self, name: str) -> T | None:
        """The thing of that name, or None."""
        return self._things.get(name_key(name))

    def find(self, name: str, *, where: Where | str = "") -> T:
        """The thing of that name; raises `UnknownName` with near misses."""
        found = self.get(name)
        if found is None:
            raise UnknownName(self._what, name, self._spelling.values(), where=where)
        return found

    @property
    def names(self) -> list[str]:
        """Every spelling, in the order added."""
        return list(self._spelling.values())
