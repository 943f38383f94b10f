"""The table of constructions: each a name, a relation, a pattern over token kinds, an example.

A pattern is a regular expression whose atoms are the kinds of `lexer.KINDS`; `role=KIND` gives a
token a role. The rows live in `data/constructions.toml`; adding one is a row and a test.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from yipan.reading.text.lexer import KINDS, Token
from yipan.reading.text.sentences import Sentence

_ATOM = re.compile(r"(?:(?P<role>[a-z_]+)=)?(?P<kind>[A-Z]+)")
_GROUP = re.compile(r"([a-z_]+)=\(")
_MACROS = {
    "VALUE": "[QPN]", "CHANGE": "[UD]", "NOISE": "[wTLIay]", "MIDDLE": "[cwTKYLraHy]", "PUNCT": "[cs]",
    "COUNTED": "[QN]", "CHANGED": "[QNPMp]", "ANY": ".",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Construction:
    """A row of the table, compiled."""

    name: str
    relation: str
    pattern: re.Pattern[str]
    example: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Found:
    """A construction in a sentence: the tokens by role."""

    construction: Construction
    sentence: Sentence
    roles: dict[str, int]

    def token(self, role: str) -> Token | None:
        """The token of a role."""
        position = self.roles.get(role)
        return None if position is None else self.sentence.tokens[position]


def compile_pattern(text: str) -> re.Pattern[str]:
    """The regular expression over kind characters."""

    def atom(match: re.Match[str]) -> str:
        kind = match["kind"]
        # Anything else in capitals is meant as it stands: the characters of the kinds themselves.
        body = _MACROS.get(kind) or KINDS.get(kind) or kind
        return f"(?P<{match['role']}>{body})" if match["role"] else body

    grouped = _GROUP.sub(r"(?P<\1>", text)
    return re.compile(_ATOM.sub(atom, grouped).replace(" ", ""))


@lru_cache(maxsize=1)
def table() -> tuple[Construction, ...]:
    """All constructions in the order in which they are tried."""
    text = files("yipan.reading").joinpath("data", "constructions.toml").read_text("utf-8")
    rows = tomllib.loads(text)["construction"]
    return tuple(
        Construction(
            r["name"],
            r["relation"],
            compile_pattern(r["pattern"]),
            r["example"],
            r.get("wrong", ""),
        )
        for r in rows
    )


def find_all(sentence: Sentence) -> list[Found]:
    """The constructions of a sentence; each claimed number is taken by the first that fits."""
    if not any(kind in sentence.kinds for kind in "QPNMpR"):
        return []
    taken: set[int] = set()
    found: list[Found] = []
    for row in table():
        for match in row.pattern.finditer(sentence.kinds):
            roles = {
                name: match.start(name)
                for name, held in match.groupdict().items()
                if held is not None
            }
            claimed = roles.get("claimed", -1)
            if claimed in taken:
                continue
            taken.add(claimed)
            found.append(Found(row, sentence, roles))
    return found
