"""Technology: offers to needs for the largest total value, if need be through a pilot 中试.

Gates come first and no value overrides them. A pair whose offer is less mature than the need asks
is admissible through a pilot of the field that starts at or below the offer and ends at or above
the need; it takes one of the pilot's slots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from yipan.core.fields import Section, unique
from yipan.core.places import lies_in_any, place_of
from yipan.matching.answer import Match, Placement, Refusal
from yipan.matching.codes import (
    EXPIRED,
    IMMATURE,
    NO_PLACE_LEFT,
    NOT_APPLIED,
    OTHER_FIELD,
    OTHER_REGION,
    PILOT_FULL,
    TOO_DEAR,
    TOTAL_ELSEWHERE,
    UNRELATED,
)
from yipan.matching.library import Library, LibraryOffer
from yipan.matching.model import Alternative, Model, Objective, gains
from yipan.matching.offers import price_of
from yipan.matching.optimum import best

DIRECT = -1
DEPTH = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered: its field, maturity (TRL 1-9) and last day."""

    id: str
    field: str = ""
    maturity: int | None = None
    expires: date | None = None
    region: str = ""
    price: int | None = None  # 分
    text: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked for, and how many offers it can take."""

    id: str
    field: str = ""
    maturity: int | None = None
    capacity: int = 1
    regions: tuple[str, ...] = ()
    budget: int | None = None  # 分
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pilot:
    """A pilot-scale party: raises maturity from `lowest` to `highest` for one offer a slot."""

    id: str
    field: str
    lowest: int
    highest: int
    slots: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """A whole problem; without `values` every admissible pair is worth 1."""

    offers: tuple[Offer, ...]
    needs: tuple[Need, ...]
    values: Mapping[tuple[str, str], Fraction] | None = None
    pilots: tuple[Pilot, ...] = ()
    day: date | None = None
    because: Mapping[tuple[str, str], Mapping[str, object]] = field(default_factory=dict)


def assign(problem: Assignment) -> Match:
    """The largest total value, proven, with one code for every refused need."""
    model = _model(problem)
    value = Objective("value", gains(model, lambda i, a: _worth(problem, i, a.option)))
    optimum = best(model, [value])
    placed: list[Placement] = []
    taken = dict.fromkeys((n.id for n in problem.needs), 0)
    slots: dict[int, int] = {}
    for i, a in enumerate(optimum.chosen):
        if a < 0:
            continue
        chosen = model.alternatives[i][a]
        offer, need = problem.offers[i], problem.needs[chosen.option]
        taken[need.id] += 1
        if chosen.via != DIRECT:
            slots[chosen.via] = slots.get(chosen.via, 0) + 1
        placed.append(Placement(offer.id, need.id, Fraction(1), _because(problem, i, chosen)))
    served = {p.who for p in placed}
    unplaced = tuple(
        _refused(problem, offer, taken, slots) for offer in problem.offers if offer.id not in served
    )
    return Match(
        "assign",
        tuple(placed),
        unplaced,
        capacity={
            **{n.id: (Fraction(taken[n.id]), Fraction(n.capacity)) for n in problem.needs},
            **{
                p.id: (Fraction(slots.get(k, 0)), Fraction(p.slots))
                for k, p in enumerate(problem.pilots)
            },
        },
        totals={"value": optimum.totals[0], "first_come": first_come(problem)},
        objective=("most_value",),
        proof=optimum.proof,
    )


def first_come(problem: Assignment) -> Fraction:
    """What serving the offers in file order gives: each its best free need, without pilots."""
    left = {n.id: n.capacity for n in problem.needs}
    total = Fraction(0)
    for i, offer in enumerate(problem.offers):
        open_needs = [
            (-_worth(problem, i, k), k)
            for k, need in enumerate(problem.needs)
            if left[need.id] > 0 and _blocked(problem, offer, need) is None and _ripe(offer, need)
        ]
        if open_needs:
            worth, k = min(open_needs)
            if worth <= 0:
                total -= worth
                left[problem.needs[k].id] -= 1
    return total


def _model(problem: Assignment) -> Model:
    limits = [Fraction(n.capacity) for n in problem.needs]
    limits += [Fraction(p.slots) for p in problem.pilots]
    rows = []
    for offer in problem.offers:
        row = []
        for k, need in enumerate(problem.needs):
            if _blocked(problem, offer, need) is not None:
                continue
            use = (k, Fraction(1))
            if _ripe(offer, need):
                row.append(Alternative(k, (use,)))
                continue
            for p, pilot in enumerate(problem.pilots):
                if _bridges(pilot, offer, need):
                    slot = (len(problem.needs) + p, Fraction(1))
                    row.append(Alternative(k, (use, slot), p))
        rows.append(tuple(row))
    return Model(tuple(rows), tuple(limits))


def _worth(problem: Assignment, i: int, option: int) -> Fraction:
    if problem.values is None:
        return Fraction(1)
    return problem.values[problem.offers[i].id, problem.needs[option].id]


def _blocked(problem: Assignment, offer: Offer, need: Need) -> str | None:
    if problem.values is not None and (offer.id, need.id) not in problem.values:
        return UNRELATED if need.text else NOT_APPLIED
    if need.field and offer.field != need.field:
        return OTHER_FIELD
    if offer.expires and problem.day and offer.expires < problem.day:
        return EXPIRED
    if need.regions and not lies_in_any(
        place_of(offer.region), [place_of(r) for r in need.regions]
    ):
        return OTHER_REGION
    if need.budget is not None and (offer.price is None or offer.price > need.budget):
        return TOO_DEAR
    return None


def _ripe(offer: Offer, need: Need) -> bool:
    return need.maturity is None or (offer.maturity is not None and offer.maturity >= need.maturity)


def _bridges(pilot: Pilot, offer: Offer, need: Need) -> bool:
    return (
        offer.maturity is not None
        and need.maturity is not None
        and pilot.field == offer.field
        and pilot.lowest <= offer.maturity
        and pilot.highest >= need.maturity
        and pilot.slots > 0
    )


def _because(problem: Assignment, i: int, chosen: Alternative) -> dict[str, object]:
    offer, need = problem.offers[i], problem.needs[chosen.option]
    because: dict[str, object] = {"value": _worth(problem, i, chosen.option)}
    because.update(problem.because.get((offer.id, need.id), {}))
    if chosen.via != DIRECT:
        because["path"] = [offer.id, problem.pilots[chosen.via].id, need.id]
    return because


def _refused(
    problem: Assignment, offer: Offer, taken: dict[str, int], slots: dict[int, int]
) -> Refusal:
    reasons = {n.id: _code(problem, offer, n, taken, slots) for n in problem.needs}
    return Refusal(offer.id, reasons, {})


def _code(
    problem: Assignment, offer: Offer, need: Need, taken: dict[str, int], slots: dict[int, int]
) -> str:
    blocked = _blocked(problem, offer, need)
    if blocked is not None:
        return blocked
    if not _ripe(offer, need):
        fitting = [k for k, pilot in enumerate(problem.pilots) if _bridges(pilot, offer, need)]
        if not fitting:
            return IMMATURE
        if all(slots.get(k, 0) >= problem.pilots[k].slots for k in fitting):
            return PILOT_FULL
    return NO_PLACE_LEFT if taken[need.id] >= need.capacity else TOTAL_ELSEWHERE


def read_assignment(root: Section) -> Assignment:
    """The problem in a document."""
    offers = tuple(_offer(name, s) for name, s in unique(root.records("who")))
    needs = tuple(_need(name, s) for name, s in unique(root.records("where")))
    pilots = tuple(_pilot(name, s) for name, s in unique(root.records("pilots")))
    for key, found in (("who", offers), ("where", needs)):
        if not found:
            raise root.bad("BAD_VALUE", f"“{key}”为空", f"{key!r} is empty", key=key)
    values = _values(root, {o.id for o in offers}, {n.id for n in needs})
    problem = Assignment(offers, needs, values, pilots, root.day("date"))
    if values is None and any(n.text for n in needs):
        return valued_by_text(problem)
    return problem


def valued_by_text(problem: Assignment) -> Assignment:
    """The same with values from the texts: what a need's words find among the offers.

    A pair is worth its retrieval score in thousandths; only the best `DEPTH` offers are pairs.
    """
    library = Library(LibraryOffer(o.id, o.text) for o in problem.offers)
    values: dict[tuple[str, str], Fraction] = {}
    because: dict[tuple[str, str], dict[str, object]] = {}
    for need in problem.needs:
        for hit in library.search(need.text, limit=DEPTH):
            values[hit.offer, need.id] = Fraction(round(hit.score * 1000), 1000)
            because[hit.offer, need.id] = {"matched": list(hit.words)}
    return replace(problem, values=values, because=because)


def _values(
    root: Section, offers: set[str], needs: set[str]
) -> dict[tuple[str, str], Fraction] | None:
    table = root.section("values")
    if table is None:
        return None
    found = {}
    for who in table.names():
        row = table.section(who)
        for where in row.names() if row else ():
            if who not in offers or where not in needs:
                raise table.bad(
                    "UNKNOWN_NAME", f"没有 {who} 或 {where}", f"no {who} or {where}", key=who
                )
            assert row is not None
            found[who, where] = row.number(where, least=None)
    return found


def _maturity(section: Section, key: str, default: int | None = None) -> int | None:
    if not section.has(key):
        return default
    value = section.whole(key)
    if not 1 <= value <= 9:
        raise section.bad(
            "OUT_OF_RANGE",
            f"成熟度 {value} 不在 1–9 之内",
            f"maturity {value} is not within 1-9",
            key=key,
        )
    return value


def _offer(name: str, section: Section) -> Offer:
    found = Offer(
        name,
        section.text("field", ""),
        _maturity(section, "maturity"),
        section.day("expires"),
        section.text("region", ""),
        price_of(section, "price"),
        section.text("text", ""),
    )
    section.text("note", "")
    section.finish()
    return found


def _need(name: str, section: Section) -> Need:
    maturity = _maturity(section, "maturity")
    topic = section.text("field", "")
    if maturity is not None and not topic:
        raise section.bad(
            "BAD_VALUE", f"需求 {name} 缺少领域", f"need {name} has no field", key="field"
        )
    found = Need(
        name,
        topic,
        maturity,
        section.whole("capacity", 1),
        tuple(section.texts("regions")),
        price_of(section, "budget"),
        section.text("text", ""),
    )
    section.text("note", "")
    section.finish()
    return found


def _pilot(name: str, section: Section) -> Pilot:
    lowest, highest = _maturity(section, "from", 1), _maturity(section, "to", 9)
    assert lowest is not None
    assert highest is not None
    if lowest > highest:
        raise section.bad("OUT_OF_RANGE", "from 大于 to", "from is above to", key="from")
    found = Pilot(name, section.text("field"), lowest, highest, section.whole("slots"))
    section.finish()
    return found
