"""Matches inside a scenario: who is placed where becomes a relocation of value added.

A lever of kind `placement` names a match problem, the value that goes with each function, and the
party to which each place belongs. What finds no place moves nothing, and the output says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.matching.answer import Match
from yipan.matching.codes import NOT_APPLIED
from yipan.scenarios.keys import Keys
from yipan.scenarios.levers import Lever, read_lever

Solve = Callable[[str], Match]


@dataclass(frozen=True, slots=True)
class Placed:
    """A placement as written: `pattern` is the relocation of one function, without its path."""

    id: str
    problem: str
    pattern: Lever
    values: dict[str, dict[int, Fraction]]
    parties: dict[str, str]


def read_placement(keys: Keys, parties: tuple[str, ...], years: range) -> Placed:
    """A lever of kind `placement`."""
    values_node, places = keys.below("values"), keys.below("places")
    values = {who: values_node.by_year(who) for who in values_node.node}
    for who, path in values.items():
        for year in path:
            if year not in years:
                raise values_node.bad(who, Words(f"{year} 不在情景期内", f"{year} is outside"))
    pattern = read_lever(keys, parties, years)
    where = {place: places.choice(place, parties) for place in places.node}
    return Placed(pattern.id, keys.text("problem"), pattern, values, where)


def expand(placed: Placed, solve: Solve) -> tuple[list[Lever], list[Words]]:
    """A relocation for each function that leaves its origin, and what is left where it is."""
    found = solve(placed.problem)
    levers = []
    for who, where in found.where().items():
        party = placed.parties.get(where)
        path = placed.values.get(who)
        if party is None or path is None:
            what = where if party is None else who
            raise Coded(
                "MISSING",
                Words(f"{placed.id}:没有给出 {what}", f"{placed.id}: {what} is not given"),
                hint=Words("请在 places 或 values 中补上", "add it to places or values"),
            )
        if party != placed.pattern.origin:
            name = f"{placed.id}/{who}"
            one = replace(placed.pattern, kind="relocation", id=name, destination=party, path=path)
            levers.append(one)
    said = [
        Words(
            f"{placed.id}:{refusal.who} 未能安置({_why(refusal.reasons)}),不移动",
            f"{placed.id}: {refusal.who} finds no place ({_why(refusal.reasons)}) and stays",
        )
        for refusal in found.unplaced
    ]
    return levers, said


def _why(reasons: Mapping[str, str]) -> str:
    """What kept it from the places that it asked for."""
    return ", ".join(f"{place} {why}" for place, why in reasons.items() if why != NOT_APPLIED)
