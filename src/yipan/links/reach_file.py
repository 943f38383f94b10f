"""A reach problem from its file, solved, and the answer as the JSON contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from yipan.core.errors import near_misses
from yipan.core.fields import Section, exact, read_document, unique
from yipan.core.interval import rational_text
from yipan.core.units import Unit, find_unit
from yipan.core.words import Words
from yipan.links.building import Building, build
from yipan.links.equality import Equality, equality
from yipan.links.reach import Band, Facility, Place, Reach, ReachReport, report

AIMS = ("median", "cover")
Times = dict[tuple[str, str], Fraction]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the next k facilities may go."""

    count: int
    candidates: tuple[str, ...]
    aims: tuple[str, ...]
    threshold: Fraction


@dataclass(frozen=True, slots=True)
class ReachFile:
    """A problem file: the reach problem, all times, and what is to be built."""

    problem: Reach
    times: Times
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What `yipan reach` says."""

    report: ReachReport
    equality: Equality
    buildings: tuple[Building, ...]


def solve(file: ReachFile) -> Answer:
    """Access, its equality, and the best sites for each aim."""
    found = report(file.problem)
    equal = equality([(a.place.population, a.access, a.place.group) for a in found.places])
    plan = file.plan
    buildings = tuple(
        build(file.problem, plan.candidates, plan.count, aim, file.times, plan.threshold)
        for aim in (plan.aims if plan else ())
        if plan
    )
    return Answer(found, equal, buildings)


def read_reach(path: Path) -> ReachFile:
    """The problem in a file."""
    root = read_document(path)
    root.one_of("kind", ["reach"])
    unit = root.text("unit", "")
    known = find_unit(unit) if unit else None
    threshold = _time(root, "threshold", known, unit)
    places = tuple(_place(name, s) for name, s in unique(root.records("places")))
    every = tuple(_facility(name, s) for name, s in unique(root.records("facilities")))
    if not places:
        raise root.bad("BAD_VALUE", "没有地点", "there are no places", key="places")
    grades = root.texts("grades")
    facilities = tuple(f for f in every if not grades or f.grade in grades)
    plan = _plan(root, threshold, known, unit)
    sites = [*(f.id for f in every), *(plan.candidates if plan else ())]
    times = _times(root, [p.id for p in places], sites, known, unit)
    bands = tuple(
        Band(_time(s, "until", known, unit), s.number("weight")) for s in root.records("bands")
    ) or (Band(threshold, Fraction(1)),)
    circles = tuple(_circle(root, text) for text in root.texts("circles"))
    problem = Reach(
        places,
        facilities,
        times,
        bands,
        root.number("per", 1),
        unit,
        circles or (threshold,),
        tuple(_notes(places, facilities, times, unit, root)),
    )
    for key in ("title", "note", "mark"):
        root.text(key, "")
    root.finish()
    return ReachFile(problem, times, plan)


def _place(name: str, section: Section) -> Place:
    found = Place(
        name,
        section.number("population"),
        section.text("group", ""),
        _at(section),
        section.text("year", ""),
    )
    section.text("note", "")
    section.finish()
    return found


def _facility(name: str, section: Section) -> Facility:
    found = Facility(
        name,
        section.number("capacity"),
        section.text("grade", ""),
        _at(section),
        section.text("year", ""),
    )
    section.text("note", "")
    section.finish()
    return found


def _at(section: Section) -> tuple[Fraction, Fraction] | None:
    if not section.has("x") and not section.has("y"):
        return None
    return section.number("x", least=None), section.number("y", least=None)


def _plan(root: Section, threshold: Fraction, known: Unit | None, unit: str) -> Plan | None:
    section = root.section("build")
    if section is None:
        return None
    aims = section.texts("aim") or list(AIMS)
    for aim in aims:
        if aim not in AIMS:
            raise section.bad(
                "UNKNOWN_WORD",
                f"不认识“{aim}”",
                f"{aim!r} is not known; use median or cover",
                key="aim",
            )
    candidates = section.texts("candidates")
    if len(set(candidates)) < len(candidates):
        raise section.bad(
            "DUPLICATE", "候选地点重复", "a candidate is given twice", key="candidates"
        )
    within = _time(section, "threshold", known, unit) if section.has("threshold") else threshold
    plan = Plan(section.whole("k", least=1), tuple(candidates), tuple(aims), within)
    section.finish()
    return plan


def _time(section: Section, key: str, known: Unit | None, unit: str) -> Fraction:
    value, given = section.quantity(key)
    if given is None:
        return value
    if known is None or not given.converts_to(known):
        raise section.bad(
            "UNIT_MISMATCH",
            f"{given.symbol} 不能换算为 {unit or '(文件未给单位)'}",
            f"{given.symbol} does not convert to {unit or '(the file gives no unit)'}",
            key=key,
        )
    return value * given.factor_to(known)


def _circle(root: Section, text: str) -> Fraction:
    value = exact(text)
    if value is None or value < 0:
        raise root.bad("BAD_VALUE", f"“{text}”不是时间", f"{text!r} is no time", key="circles")
    return value


def _times(
    root: Section, places: list[str], sites: Iterable[str], known: Unit | None, unit: str
) -> Times:
    lived, served = dict.fromkeys(places), dict.fromkeys(sites)
    found: Times = {}
    for section in root.records("times"):
        start, end = section.text("from"), section.text("to")
        time = _time(section, "time", known, unit)
        section.finish()
        if start in served and end in lived and (start not in lived or end not in served):
            continue  # a row from facility to place is not used
        for name, names, key in ((start, lived, "from"), (end, served, "to")):
            if name not in names:
                near = near_misses(name, names)
                raise section.bad(
                    "UNKNOWN_NAME",
                    f"没有“{name}”",
                    f"there is no {name!r}",
                    key=key,
                    hint=Words(f"是否指 {'、'.join(near)}?", f"did you mean {', '.join(near)}?")
                    if near
                    else "",
                )
        if found.setdefault((start, end), time) != time:
            raise section.bad(
                "DUPLICATE", f"{start} 到 {end} 有两个时间", f"{start} to {end} has two times"
            )
    return found


def _notes(
    places: Iterable[Place],
    facilities: Iterable[Facility],
    times: Times,
    unit: str,
    root: Section,
) -> Iterable[str]:
    years = sorted({p.year for p in places if p.year} | {f.year for f in facilities if f.year})
    if len(years) > 1:
        yield f"YEARS_DIFFER 人口与供给的年份不同: {' '.join(years)}"
    ordered = sorted(times.values())
    if unit in {"分钟", "min", "minutes"} and ordered and ordered[len(ordered) // 2] > 600:
        yield "TIMES_LONG 一半以上的行程超过 600 分钟,是否以秒给出?"
    if root.text("mark", "") == "illustrative":
        yield "ILLUSTRATIVE 数据为示意,不是事实"


def as_dict(answer: Answer) -> dict[str, Any]:
    """The JSON contract."""
    found, text = answer.report, rational_text
    per = found.problem.per
    return {
        "places": {
            a.place.id: {
                "access": text(a.access * per),
                "per": text(per),
                "reached": list(a.reached),
                "nearest": None if a.nearest is None else text(a.nearest),
            }
            for a in found.places
        },
        "check": {"supply": text(found.supply), "served": text(found.served), "ok": found.ok},
        "uncovered": list(found.uncovered),
        "idle": list(found.idle),
        "circles": [
            {
                "until": text(c.until),
                "unit": found.problem.unit,
                "population": text(c.population),
                "share": None if c.share is None else text(c.share),
                "outside": list(c.outside),
            }
            for c in found.circles
        ],
        "equality": _equality(answer.equality),
        "build": [_building(b) for b in answer.buildings],
        "notes": list(found.problem.notes),
    }


def _equality(e: Equality) -> dict[str, Any]:
    return {
        "max_min": None if e.max_min is None else rational_text(e.max_min),
        "gini": None if e.gini is None else rational_text(e.gini),
        "theil": e.theil,
        "between": e.between,
        "within": dict(e.within),
    }


def _building(b: Building) -> dict[str, Any]:
    return {
        "aim": b.aim,
        "sites": list(b.sites),
        "value": rational_text(b.value),
        "before": rational_text(b.before),
        "bound": rational_text(b.bound),
        "proven": b.proven,
        "reached": rational_text(b.reached),
        "notes": list(b.notes),
    }
