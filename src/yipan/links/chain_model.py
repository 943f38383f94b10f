"""What a chain is: stages, who supplies them, deliveries; and what the report of one says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from yipan.core.errors import Coded, near_misses
from yipan.core.places import Place, lies_in_any
from yipan.core.words import Words

BREAK, CHOKE, OUTSIDE = "断点", "堵点", "卡点"
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Stage:
    """`needs`: units of another stage per unit of this one; a free stage is never the limit."""

    id: str
    needs: Mapping[str, Fraction] = field(default_factory=dict)
    free: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Supplier:
    """Capacity of one party at one stage, in the unit of the stage."""

    id: str
    stage: str
    place: Place
    capacity: Fraction
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Output of a stage that leaves for another place."""

    stage: str
    to: Place
    qty: Fraction


@dataclass(frozen=True, slots=True)
class Chain:
    """A whole chain. An empty `region` counts every supplier; `trusted` None means not declared."""

    product: str
    unit: str
    demand: Fraction
    target: str
    stages: tuple[Stage, ...]
    suppliers: tuple[Supplier, ...]
    region: tuple[Place, ...] = ()
    trusted: tuple[Place, ...] | None = None
    deliveries: tuple[Delivery, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stage without capacity: 断点, or 卡点 where only untrusted places have it."""

    stage: str
    kind: str
    outside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choke:
    """A binding stage. `gain` if it alone had no limit; `raise_by` the capacity that gets it."""

    stage: str
    gain: Fraction
    raise_by: Fraction
    together: tuple[str, ...]
    at: Fraction


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """A required stage that rests on one supplier or one place."""

    stage: str
    kind: str
    only: str
    throughput_without: Fraction


@dataclass(frozen=True, slots=True)
class Repair:
    """One step of repair: the stage lifted, by how much at least, and what goes through then."""

    stage: str
    kind: str
    raise_by: Fraction
    throughput_after: Fraction


@dataclass(frozen=True, slots=True)
class Dependence:
    """What a stage lacks at full demand, and what outside suppliers could give of it."""

    stage: str
    needed: Fraction
    inside: Fraction
    short: Fraction
    outside: Fraction
    trusted: Fraction


@dataclass(frozen=True, slots=True)
class Extension:
    """延链: output that leaves although a next stage inside has room for it."""

    stage: str
    leaves: Fraction
    next_stage: str
    spare: Fraction
    possible: Fraction


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Everything `yipan link` answers about a chain."""

    chain: Chain
    need: Mapping[str, Fraction]
    capacity: Mapping[str, Fraction]
    throughput: Fraction
    binding: tuple[str, ...]
    breaks: tuple[Gap, ...]
    chokes: tuple[Choke, ...]
    single_points: tuple[SinglePoint, ...]
    order: tuple[Repair, ...]
    leaders: tuple[tuple[str, Fraction], ...]
    dependence: tuple[Dependence, ...]
    extensions: tuple[Extension, ...]
    notes: tuple[str, ...]


def needs_per_unit(chain: Chain) -> dict[str, Fraction]:
    """Units of every stage per unit of the target; 0 where the target does not need it."""
    need = dict.fromkeys((s.id for s in chain.stages), ZERO)
    need[chain.target] = Fraction(1)
    stages = {s.id: s for s in chain.stages}
    for name in reversed(in_order(chain.stages)):
        for other, qty in stages[name].needs.items():
            need[other] += qty * need[name]
    return need


def in_order(stages: Iterable[Stage]) -> list[str]:
    """Stages so that each stands after all it needs; raises `CYCLE` with the circle."""
    needs = {s.id: list(s.needs) for s in stages}
    done: dict[str, bool] = {}
    found: list[str] = []
    for start in needs:
        path = [(start, iter(needs[start]))] if start not in done else []
        done.setdefault(start, False)
        while path:
            name, rest = path[-1]
            other = next(rest, None)
            if other is None:
                path.pop()
                if not done[name]:
                    done[name] = True
                    found.append(name)
            elif other not in done:
                done[other] = False
                path.append((other, iter(needs[other])))
            elif not done[other]:
                raise _cycle([n for n, _ in path], other)
    return found


def check_names(chain: Chain) -> None:
    """Refuses stages that are named but not there."""
    known = {s.id for s in chain.stages}
    used = [(f"stages {s.id} needs", n) for s in chain.stages for n in s.needs]
    used += [(f"suppliers {s.id} stage", s.stage) for s in chain.suppliers]
    used += [("deliveries stage", d.stage) for d in chain.deliveries]
    used.append(("target", chain.target))
    for field_name, name in used:
        if name not in known:
            near = near_misses(name, [s.id for s in chain.stages])
            raise Coded(
                "UNKNOWN_STAGE",
                Words(f"没有环节“{name}”", f"there is no stage {name!r}"),
                hint=Words(f"是否指 {'、'.join(near)}?", f"did you mean {', '.join(near)}?")
                if near
                else "",
                field=field_name,
            )


def in_places(supplier: Supplier, places: Iterable[Place]) -> bool:
    """Whether the supplier stands in one of the places."""
    return lies_in_any(supplier.place, list(places))


def _cycle(path: list[str], start: str) -> Coded:
    circle = " → ".join([*path[path.index(start) :], start])
    return Coded(
        "CYCLE",
        Words(f"环节互相需要: {circle}", f"stages need each other: {circle}"),
        hint=Words("请去掉其中一个 needs", "remove one of these needs"),
        field="stages",
    )
