"""Industrial chains: what goes through, where it breaks, and in which order closing gaps pays.

A stage needs all its inputs together; suppliers of a stage add up. With need(s) the units of stage
s per unit of the target, throughput = min(demand, capacity(s) / need(s) over the required stages),
which is the minimum cut of the chain. Everything is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from yipan.core.places import Place, lies_in_any, place_text
from yipan.links.chain_model import (
    BREAK,
    CHOKE,
    OUTSIDE,
    ZERO,
    Chain,
    ChainReport,
    Choke,
    Dependence,
    Extension,
    Gap,
    Repair,
    SinglePoint,
    Supplier,
    in_places,
    needs_per_unit,
)


def report(chain: Chain) -> ChainReport:
    """All of it, from the stages, suppliers and demand."""
    need = needs_per_unit(chain)
    inside = [s for s in chain.suppliers if not chain.region or in_places(s, chain.region)]
    capacity = dict.fromkeys((s.id for s in chain.stages), ZERO)
    for supplier in inside:
        capacity[supplier.stage] += supplier.capacity
    limits = _limits(chain, need, capacity)
    through = min([chain.demand, *limits.values()])
    return ChainReport(
        chain,
        need,
        capacity,
        through,
        _binding(chain, limits, through),
        _breaks(chain, limits),
        _chokes(chain, need, limits, through),
        _single_points(inside, limits),
        _order(chain, need, capacity, limits),
        _leaders(need, inside, capacity, limits, through),
        _dependence(chain, need, capacity, limits),
        _extensions(chain, need, capacity, through),
        _notes(chain, need),
    )


def _limits(
    chain: Chain, need: Mapping[str, Fraction], capacity: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Units of the target that each limiting stage allows, in file order."""
    return {
        s.id: capacity[s.id] / need[s.id] for s in chain.stages if need[s.id] > 0 and not s.free
    }


def _binding(chain: Chain, limits: Mapping[str, Fraction], through: Fraction) -> tuple[str, ...]:
    if through == chain.demand:
        return ("demand",)
    return tuple(name for name, limit in limits.items() if limit == through)


def _breaks(chain: Chain, limits: Mapping[str, Fraction]) -> tuple[Gap, ...]:
    found = []
    away = _outside(chain)
    for name, limit in limits.items():
        if limit > 0:
            continue
        outside = [s for s in away.get(name, []) if s.capacity > 0]
        trusted = chain.trusted is None or any(in_places(s, chain.trusted) for s in outside)
        kind = OUTSIDE if outside and not trusted else BREAK
        found.append(Gap(name, kind, tuple(s.id for s in outside)))
    return tuple(found)


def _outside(chain: Chain) -> dict[str, list[Supplier]]:
    """Suppliers outside the region, by stage."""
    found: dict[str, list[Supplier]] = {}
    for supplier in chain.suppliers:
        if chain.region and not in_places(supplier, chain.region):
            found.setdefault(supplier.stage, []).append(supplier)
    return found


def _chokes(
    chain: Chain, need: Mapping[str, Fraction], limits: Mapping[str, Fraction], through: Fraction
) -> tuple[Choke, ...]:
    if through == chain.demand or through == 0:
        return ()
    binding = [name for name, limit in limits.items() if limit == through]
    others = [limit for limit in limits.values() if limit > through]
    after = min([chain.demand, *others]) if len(binding) == 1 else through
    gain = after - through
    return tuple(
        Choke(name, gain, gain * need[name], tuple(b for b in binding if b != name), through)
        for name in binding
    )


def _single_points(
    inside: list[Supplier], limits: Mapping[str, Fraction]
) -> tuple[SinglePoint, ...]:
    by_stage: dict[str, list[Supplier]] = {}
    for supplier in inside:
        if supplier.capacity > 0:
            by_stage.setdefault(supplier.stage, []).append(supplier)
    found = []
    for name in limits:
        suppliers = by_stage.get(name, [])
        places = {s.place[:2] for s in suppliers}
        if len(suppliers) == 1:
            found.append(SinglePoint(name, "supplier", suppliers[0].id, ZERO))
        elif len(places) == 1:
            found.append(SinglePoint(name, "place", place_text(places.pop()), ZERO))
    return tuple(found)


def _order(
    chain: Chain,
    need: Mapping[str, Fraction],
    capacity: Mapping[str, Fraction],
    limits: Mapping[str, Fraction],
) -> tuple[Repair, ...]:
    """Stages from the tightest; each is lifted until the demand is met."""
    short = sorted((n for n in limits if limits[n] < chain.demand), key=limits.__getitem__)
    found = []
    for position, name in enumerate(short):
        after = limits[short[position + 1]] if position + 1 < len(short) else chain.demand
        kind = BREAK if limits[name] == 0 else CHOKE
        raise_by = chain.demand * need[name] - capacity[name]
        found.append(Repair(name, kind, raise_by, after))
    return tuple(found)


def _leaders(
    need: Mapping[str, Fraction],
    inside: list[Supplier],
    capacity: Mapping[str, Fraction],
    limits: Mapping[str, Fraction],
    through: Fraction,
) -> tuple[tuple[str, Fraction], ...]:
    """链主: suppliers without whom throughput falls most, with the loss."""
    losses = {}
    for s in inside:
        if s.stage in limits:
            left = (capacity[s.stage] - s.capacity) / need[s.stage]
            losses[s.id] = through - min(through, left)
    most = max(losses.values(), default=ZERO)
    return tuple((name, loss) for name, loss in losses.items() if loss == most > 0)


def _dependence(
    chain: Chain,
    need: Mapping[str, Fraction],
    capacity: Mapping[str, Fraction],
    limits: Mapping[str, Fraction],
) -> tuple[Dependence, ...]:
    """Stages that fall short of full demand, and the capacity outside that could fill them."""
    found = []
    outside = _outside(chain)
    for name in limits:
        needed = chain.demand * need[name]
        short = needed - capacity[name]
        if short <= 0:
            continue
        away = outside.get(name, [])
        trusted = [s for s in away if chain.trusted is None or in_places(s, chain.trusted)]
        found.append(
            Dependence(
                name,
                needed,
                capacity[name],
                short,
                sum((s.capacity for s in away), ZERO),
                sum((s.capacity for s in trusted), ZERO),
            )
        )
    return tuple(found)


def _extensions(
    chain: Chain,
    need: Mapping[str, Fraction],
    capacity: Mapping[str, Fraction],
    through: Fraction,
) -> tuple[Extension, ...]:
    leaving: dict[str, Fraction] = {}
    for delivery in chain.deliveries:
        if chain.region and not lies_in_any(delivery.to, list(chain.region)):
            leaving[delivery.stage] = leaving.get(delivery.stage, ZERO) + delivery.qty
    found = []
    for stage in chain.stages:
        for source, qty in stage.needs.items():
            spare = capacity[stage.id] - through * need[stage.id]
            if source in leaving and spare > 0 and qty > 0:
                possible = min(leaving[source] / qty, spare)
                found.append(Extension(source, leaving[source], stage.id, spare, possible))
    return tuple(found)


def _notes(chain: Chain, need: Mapping[str, Fraction]) -> tuple[str, ...]:
    notes = [f"NOT_NEEDED {s.id}" for s in chain.stages if need[s.id] == 0]
    seen: dict[tuple[str, Place], str] = {}
    for supplier in chain.suppliers:
        key = supplier.stage, supplier.place
        if supplier.place and key in seen:
            notes.append(f"SAME_PARTY {seen[key]} {supplier.id}: {place_text(supplier.place)}")
        seen.setdefault(key, supplier.id)
    if any(s.mark == "illustrative" for s in chain.suppliers) or chain.mark == "illustrative":
        notes.append("ILLUSTRATIVE 供应者与产能为示意,不是事实")
    return tuple(notes)
