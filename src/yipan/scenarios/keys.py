"""Reading the keys of a scenario or plan: each wrong key, type or number is named with its line."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from yipan.core.errors import Coded, near_misses
from yipan.core.fields import exact_or_scientific
from yipan.core.strict_yaml import Mapping, Sequence, line_of, read_yaml
from yipan.core.words import Words


class Keys:
    """One mapping of a document. `path` names it in messages, e.g. `levers.plants`."""

    def __init__(self, node: Any, file: str, path: str = "") -> None:
        self.file = file
        self.path = path
        if not isinstance(node, Mapping):
            raise self.wrong(
                "BAD_VALUE",
                Words("此处应为键值对", "a mapping is expected here"),
                row=line_of(node) or None,
            )
        self.node = node

    def allow(self, *names: str) -> None:
        """Refuse keys that are not known."""
        for name in self.node:
            if name not in names:
                near = ", ".join(near_misses(name, names) or sorted(names))
                raise self.wrong(
                    "UNKNOWN_KEY",
                    Words(f"没有键 {name}", f"there is no key {name}"),
                    hint=Words(f"可用 {near}", f"use {near}"),
                    row=self.node.lines[name],
                )

    def __contains__(self, name: str) -> bool:
        return self.node.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        """A text; required unless there is a default."""
        value = self.node.get(name)
        if value is None:
            if default is None:
                raise self.missing(name)
            return default
        if not isinstance(value, str):
            raise self.bad(name, Words("应为文字", "text is expected"))
        return str(value)

    def choice(self, name: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One of a few words."""
        value = self.text(name, default)
        if value not in allowed:
            words = ", ".join(allowed)
            raise self.bad(name, Words(f"应为 {words} 之一", f"must be one of {words}"))
        return value

    def number(self, name: str, default: Fraction | None = None) -> Fraction:
        """An exact number: decimal or fraction."""
        if self.node.get(name) is None:
            if default is None:
                raise self.missing(name)
            return default
        return self.exact(name, self.node[name])

    def exact(self, name: str, value: Any) -> Fraction:
        """The exact number that a scalar holds."""
        found = exact_or_scientific(str(value))
        if found is None:
            raise self.bad(name, Words(f"“{value}”不是数", f"{value!r} is not a number"))
        return found

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number."""
        value = self.number(name, None if default is None else Fraction(default))
        if value.denominator != 1:
            raise self.bad(name, Words("应为整数", "a whole number is expected"))
        return int(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """true or false."""
        value = self.text(name, str(default).lower())
        return self.truth(name, value)

    def truth(self, name: str, value: Any) -> bool:
        """The truth value that a scalar holds."""
        if value not in {"true", "false"}:
            raise self.bad(name, Words("应为 true 或 false", "must be true or false"))
        return bool(value == "true")

    def items(self, name: str) -> list[Any]:
        """A sequence; empty when the key is not there."""
        value = self.node.get(name)
        if value is None:
            return []
        if not isinstance(value, Sequence):
            raise self.bad(name, Words("应为列表", "a list is expected"))
        return list(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        found = self.items(name)
        if not all(isinstance(item, str) for item in found):
            raise self.bad(name, Words("应为文字列表", "a list of texts is expected"))
        return tuple(str(item) for item in found)

    def below(self, name: str) -> Keys:
        """The mapping under a key."""
        if self.node.get(name) is None:
            raise self.missing(name)
        return Keys(self.node[name], self.file, self._join(name))

    def by_year(self, name: str) -> dict[int, Fraction]:
        """{period: number}."""
        if name in self and not isinstance(self.node[name], Mapping):
            raise self.bad(
                name, Words('须按年份给出,如 {"2025": 1}', 'give it by year: {"2025": 1}')
            )
        keys = self.below(name)
        return {keys.year(k): keys.exact(k, keys.node[k]) for k in keys.node}

    def year(self, text: str) -> int:
        """A key or value that is a year."""
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise self.bad(text, Words(f"“{text}”不是年份", f"{text!r} is not a year"))
        return int(text)

    def missing(self, name: str) -> Coded:
        """The error for a key that must be there."""
        return self.wrong(
            "MISSING_KEY",
            Words(f"缺少键 {name}", f"the key {name} is missing"),
            hint=Words("请补上", "add it"),
            row=self.node.line,
        )

    def bad(self, name: str, fact: Words) -> Coded:
        """The error for a value that cannot be used."""
        row = self.node.lines.get(name, self.node.line)
        return self.wrong("BAD_VALUE", fact, field=name, row=row)

    def wrong(
        self,
        code: str,
        fact: Words,
        *,
        hint: Words | str = "",
        field: str = "",
        row: int | None = None,
    ) -> Coded:
        """An error at a key of this mapping."""
        field = self._join(field) if field else self.path
        return Coded(code, fact, hint=hint, file=self.file, row=row, field=field)

    def _join(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def read_keys(path: Path) -> Keys:
    """The mapping that a file holds."""
    return Keys(read_yaml(path), path.name)
