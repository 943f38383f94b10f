"""Columns in layers: a long calculation as queries over queries, each with what is read later.

Equal expressions are one column. What is read once is written where it is read, and what is never
read is left out, so that an engine plans and passes on little.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_PLAIN = re.compile(r'\w+|"[^"]+"|-?[0-9]+')
# Texts and quoted names are one token each, so that nothing inside them is taken for a name.
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+""")

# Characters of an expression that is rather worked out twice than passed on.
LIGHT = 40


@dataclass(slots=True)
class Chain:
    """Columns by name, in the order in which they were asked for; each reads earlier ones."""

    texts: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def hold(self, sql: str) -> str:
        """The name of a column with this expression."""
        if _PLAIN.fullmatch(sql):
            return sql
        if sql not in self.names:
            name = self.names[sql] = f"x{len(self.names) + 1}"
            self.texts[name] = sql
        return self.names[sql]

    def query(self, source: str, given: Sequence[str], columns: Sequence[str]) -> str:
        """Columns over a source that has the given ones."""
        held, wanted = self._inlined(columns)
        layers = _layers(held)
        passed, queries, place = [*given], [], source
        for number, layer in enumerate(layers, 1):
            later = [text for other in layers[number:] for text in other.values()]
            read = set(_tokens([*later, *wanted]))
            passed = [name for name in passed if name in read]
            new = [f"{sql} AS {name}" for name, sql in layer.items()]
            queries.append(f"l{number} AS (SELECT {', '.join([*passed, *new])} FROM {place})")
            passed, place = [*passed, *layer], f"l{number}"
        chain = f"WITH {', '.join(queries)} " if queries else ""
        return f"{chain}SELECT {', '.join(wanted)} FROM {place}"

    def _inlined(self, columns: Sequence[str]) -> tuple[dict[str, str], list[str]]:
        """Columns that are read more than once or asked for by name, and the texts asked for."""
        reads = Counter(_tokens(columns))
        for name, sql in reversed(self.texts.items()):
            if reads[name]:
                reads.update(_tokens([sql]))
        held: dict[str, str] = {}
        once: dict[str, str] = {}
        for name, sql in self.texts.items():
            text = _replaced(sql, once)
            if name in columns or reads[name] > (2 if _light(text) else 1):
                held[name] = text
            elif reads[name]:
                once[name] = f"({text})"
        return held, [_replaced(text, once) for text in columns]


def _light(sql: str) -> bool:
    return len(sql) <= LIGHT and "CASE" not in sql and "//" not in sql


def _tokens(texts: Sequence[str]) -> Iterator[str]:
    return (found for text in texts for found in _TOKEN.findall(text))


def _replaced(sql: str, texts: dict[str, str]) -> str:
    return _TOKEN.sub(lambda found: texts.get(found[0], found[0]), sql)


def _layers(held: dict[str, str]) -> list[dict[str, str]]:
    """Each column in the first layer after all that it reads."""
    depth: dict[str, int] = {}
    layers: list[dict[str, str]] = []
    for name, sql in held.items():
        place = depth[name] = 1 + max((depth.get(x, -1) for x in _tokens([sql])), default=-1)
        if place == len(layers):
            layers.append({})
        layers[place][name] = sql
    return layers
