"""Functions that leave a core and platforms that take them: the problem, read and gated.

A function has an order of platforms (`wants`), a platform an order of functions (`ranks`, then
`scores`, then the declared `ties`, then the id). Quantities (用地, 就业, 用水, 排放 …) are exact
and carry units; a function's `needs` count against a platform's `limits`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from yipan.core.errors import Coded, near_misses
from yipan.core.fields import Section, unique
from yipan.core.places import Place, lies_in, place_of, place_text
from yipan.core.units import Unit
from yipan.core.words import Words
from yipan.matching.codes import (
    FORBIDDEN,
    NO_CAPACITY,
    NOT_APPLIED,
    NOT_DECIDED,
    TOO_FAR,
    TYPE_REFUSED,
)

Names = dict[str, None]  # an ordered set


@dataclass(frozen=True, slots=True)
class Function:
    """What leaves: `needs` in the reference unit of each resource, `distances` in kilometres.

    `stage` and `tags` are what a list with exceptions asks about.
    """

    id: str
    wants: tuple[str, ...]
    type: str = ""
    code: str = ""
    place: str = ""
    needs: Mapping[str, Fraction] = field(default_factory=dict)
    distances: Mapping[str, Fraction] = field(default_factory=dict)
    max_distance: Fraction | None = None
    stage: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Platform:
    """What takes: `capacity` in functions, `limits` per resource. `types` None takes all.

    `list` is the address of a compact that judges who may come into `zone`.
    """

    id: str
    capacity: int
    place: Place = ()
    types: tuple[str, ...] | None = None
    forbids: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    scores: Mapping[str, Fraction] = field(default_factory=dict)
    limits: Mapping[str, Fraction] = field(default_factory=dict)
    list: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Not more than `most` functions in a place and below."""

    place: Place
    most: int
    order: tuple[str, ...] = ()
    targets: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relocation:
    """A whole problem. `verdicts`: what compacts said of (function, platform): 准 限 禁 未定."""

    functions: tuple[Function, ...]
    platforms: tuple[Platform, ...]
    ceilings: tuple[Ceiling, ...] = ()
    ties: tuple[str, ...] = ()
    objective: tuple[str, ...] = ()
    orders: tuple[tuple[str, ...], ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    date: str = ""
    place_all: bool = False


def gate(problem: Relocation, function: Function, platform: Platform) -> str | None:
    """The first code that keeps the function out whoever else applies; None when none does."""
    verdict = problem.verdicts.get((function.id, platform.id))
    if platform.id not in function.wants:
        return NOT_APPLIED
    if platform.types is not None and function.type not in platform.types:
        return TYPE_REFUSED
    if verdict == "禁" or starts(function.code, platform.forbids):
        return FORBIDDEN
    if verdict in {"未定", "错误"}:
        return NOT_DECIDED
    if _too_far(function, platform):
        return TOO_FAR
    if platform.capacity < 1 or any(
        need > platform.limits[name]
        for name, need in function.needs.items()
        if name in platform.limits
    ):
        return NO_CAPACITY
    return None


def starts(code: str, prefixes: tuple[str, ...]) -> bool:
    """Whether an industry code lies under one of the prefixes, with or without the letter."""
    digits = code.lstrip("ABCDEFGHIJKLMNOPQRST")
    return any(p and (code.startswith(p) or digits.startswith(p)) for p in prefixes if code)


def standing(problem: Relocation) -> dict[str, dict[str, int]]:
    """platform -> function -> place in its order, 0 first; over the functions that applied."""
    tie = {name: i for i, name in enumerate(problem.ties)}
    applied: dict[str, list[str]] = {p.id: [] for p in problem.platforms}
    for function in problem.functions:
        for name in function.wants:
            applied[name].append(function.id)
    found = {}
    for platform in problem.platforms:
        rank = {name: i for i, name in enumerate(platform.ranks)}

        def key(
            name: str, rank: dict[str, int] = rank, scores: Mapping[str, Fraction] = platform.scores
        ) -> tuple[object, ...]:
            scored = name not in scores, -scores.get(name, Fraction(0))
            return rank.get(name, len(rank)), *scored, tie.get(name, len(tie)), name

        found[platform.id] = {n: i for i, n in enumerate(sorted(applied[platform.id], key=key))}
    return found


def mismatch(problem: Relocation) -> tuple[dict[str, object], ...]:
    """错位: per type of function how many leave, which platforms take it, with what capacity."""
    types = dict.fromkeys(f.type for f in problem.functions if f.type)
    rows: list[dict[str, object]] = []
    for kind in types:
        taking = [p for p in problem.platforms if p.types is None or kind in p.types]
        rows.append(
            {
                "type": kind,
                "items": Fraction(sum(f.type == kind for f in problem.functions)),
                "accepting": [p.id for p in taking],
                "capacity": Fraction(sum(p.capacity for p in taking)),
            }
        )
    return tuple(rows)


def ranked_not_applied(problem: Relocation) -> tuple[str, ...]:
    """Notes for platforms that rank a function which did not apply to them."""
    applied = {(f.id, p) for f in problem.functions for p in f.wants}
    return tuple(
        f"RANKED_NOT_APPLIED {p.id}: {name}"
        for p in problem.platforms
        for name in p.ranks
        if (name, p.id) not in applied
    )


def read_relocation(root: Section) -> Relocation:
    """The problem in a document."""
    aliases = _aliases(root)
    resources = _Resources()
    platforms = [
        _platform(name, section, aliases, resources)
        for name, section in unique(root.records("where"))
    ]
    known = dict.fromkeys(p.id for p in platforms)
    functions = [
        _function(name, section, known, resources) for name, section in unique(root.records("who"))
    ]
    names = dict.fromkeys(f.id for f in functions)
    _nonempty(root, names, known)
    _ranked(platforms, names, root)
    ceilings = [_ceiling(section, known, aliases) for section in root.records("ceilings")]
    ties = root.texts("ties")
    _all_known(root, "ties", ties, names)
    return Relocation(
        tuple(functions),
        tuple(platforms),
        tuple(ceilings),
        tuple(ties),
        tuple(root.texts("objective")),
        tuple(tuple(s.texts("objective")) for s in root.records("orders")),
        resources.names(),
        date=root.text("date", ""),
        place_all=root.truth("place_all"),
    )


def _aliases(root: Section) -> dict[str, str]:
    section = root.section("aliases")
    return {key: section.text(key) for key in section.names()} if section else {}


class _Resources:
    """The unit of every resource: the first one seen; later ones are converted to it exactly."""

    def __init__(self) -> None:
        self._units: dict[str, Unit | None] = {}

    def read(self, section: Section, key: str) -> dict[str, Fraction]:
        inner = section.section(key)
        if inner is None:
            return {}
        return {name: self._one(inner, name) for name in inner.names()}

    def names(self) -> dict[str, str]:
        return {name: unit.symbol for name, unit in self._units.items() if unit}

    def _one(self, section: Section, name: str) -> Fraction:
        value, unit = section.quantity(name)
        first = self._units.setdefault(name, unit)
        if first is None and unit is None:
            return value
        if first is None or unit is None or not unit.converts_to(first):
            mine, theirs = (u.symbol if u else "无单位" for u in (unit, first))
            raise section.bad(
                "UNIT_MISMATCH",
                f"“{name}”的单位 {mine} 不能换算为 {theirs}",
                f"{name!r}: {mine} does not convert to {theirs}",
                key=name,
                hint=Words(f"请给出 {theirs}", f"give it in {theirs}"),
            )
        return value * unit.factor_to(first)


def _platform(
    name: str, section: Section, aliases: dict[str, str], resources: _Resources
) -> Platform:
    scores = section.section("scores")
    found = Platform(
        name,
        int(section.number("capacity")),
        place_of(section.text("place", ""), aliases),
        tuple(section.texts("types")) if section.has("types") else None,
        tuple(section.texts("forbids")),
        tuple(section.texts("ranks")),
        {k: scores.number(k, least=None) for k in scores.names()} if scores else {},
        resources.read(section, "limits"),
        section.text("list", ""),
        section.text("zone", ""),
    )
    section.text("note", "")
    section.finish()
    return found


def _function(name: str, section: Section, known: Names, resources: _Resources) -> Function:
    wants = section.texts("wants")
    _all_known(section, "wants", wants, known)
    if len(set(wants)) < len(wants):
        raise section.bad(
            "DUPLICATE", "同一去处写了两次", "a platform is wanted twice", key="wants"
        )
    away = section.section("distances")
    far = section.number("max_distance") if section.has("max_distance") else None
    found = Function(
        name,
        tuple(wants),
        section.text("type", ""),
        section.text("code", ""),
        section.text("place", ""),
        resources.read(section, "needs"),
        {k: away.number(k) for k in away.names()} if away else {},
        far,
        section.text("stage", ""),
        tuple(section.texts("tags")),
    )
    section.text("note", "")
    section.finish()
    return found


def _ceiling(section: Section, known: Names, aliases: dict[str, str]) -> Ceiling:
    targets = section.section("targets")
    wanted = {k: targets.whole(k) for k in targets.names()} if targets else {}
    order = section.texts("order")
    _all_known(section, "order", order, known)
    _all_known(section, "targets", list(wanted), known)
    most = section.whole("max")
    if sum(wanted.values()) > most:
        raise section.bad(
            "OUT_OF_RANGE",
            f"targets 之和 {sum(wanted.values())} 大于上限 {most}",
            f"targets add up to {sum(wanted.values())}, more than max {most}",
            key="targets",
            hint=Words("请减小目标或提高上限", "lower the targets or raise max"),
        )
    place = place_of(section.text("place"), aliases)
    section.finish()
    return Ceiling(place, most, tuple(order), wanted)


def _nonempty(root: Section, functions: Names, platforms: Names) -> None:
    for key, names in (("who", functions), ("where", platforms)):
        if not names:
            raise root.bad("BAD_VALUE", f"“{key}”为空", f"{key!r} is empty", key=key)


def _ranked(platforms: list[Platform], functions: Names, root: Section) -> None:
    for platform in platforms:
        for name in (*platform.ranks, *platform.scores):
            _all_known(root, f"where {platform.id} ranks", [name], functions)
        if len(set(platform.ranks)) < len(platform.ranks):
            raise root.bad(
                "DUPLICATE", f"{platform.id} 的名次有重复", f"{platform.id} ranks one twice"
            )


def _all_known(section: Section, key: str, names: list[str], known: Names) -> None:
    missing = next((name for name in names if name not in known), None)
    if missing is None:
        return
    near = near_misses(missing, known)
    raise Coded(
        "UNKNOWN_NAME",
        Words(f"没有“{missing}”", f"there is no {missing!r}"),
        hint=Words(f"是否指 {'、'.join(near)}?", f"did you mean {', '.join(near)}?")
        if near
        else "",
        file=section.file,
        row=section.tree.lines.get(key, section.tree.line),
        field=".".join(part for part in (section.path, key) if part),
    )


def region_of(problem: Relocation, platform: Platform) -> int | None:
    """The number of the first ceiling whose place contains the platform."""
    for index, ceiling in enumerate(problem.ceilings):
        if lies_in(platform.place, ceiling.place):
            return index
    return None


def ceiling_name(ceiling: Ceiling) -> str:
    """The ceiling's place as written."""
    return place_text(ceiling.place)


def _too_far(function: Function, platform: Platform) -> bool:
    if function.max_distance is None:
        return False
    distance = function.distances.get(platform.id)
    return distance is None or distance > function.max_distance
