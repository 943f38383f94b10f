"""Platforms as they stand: efficiency, overlap (同质化), concentration and what to do with each.

The rules for keeping, refocusing, merging and closing are clauses of the file; without them the
figures are given and nothing is proposed. A rule that needs an earlier period that is not there
leaves the platform undetermined and says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

from yipan.core.fields import Section, exact, read_document, unique
from yipan.core.interval import rational_text
from yipan.matching.envelopment import Efficiency, efficiencies

KEEP, REFOCUS, MERGE, CLOSE, OPEN = "保留", "调整定位", "整合", "退出", "未定"
Amounts = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Site:
    """One platform; `previous` its efficiencies of earlier periods, latest first."""

    id: str
    industries: tuple[str, ...]
    inputs: Amounts
    outputs: Amounts
    previous: tuple[Fraction, ...] = ()
    size: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Close below `close_below` for `periods` periods; merge below `merge_below` with a neighbour
    that overlaps at least `overlap`; refocus when only the overlap is that high."""

    close_below: Fraction
    periods: int
    merge_below: Fraction
    overlap: Fraction


@dataclass(frozen=True, slots=True)
class Overlap:
    """Jaccard of the declared industries of two platforms."""

    first: str
    second: str
    jaccard: Fraction
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules say of one platform, with the figures behind it."""

    platform: str
    action: str
    partner: str
    zh: str


@dataclass(frozen=True, slots=True)
class PlatformReport:
    """Everything about the platforms of a file."""

    sites: tuple[Site, ...]
    efficiency: tuple[Efficiency, ...]
    overlaps: tuple[Overlap, ...]
    mean_overlap: Fraction | None
    concentration: Mapping[str, Fraction]
    proposals: tuple[Proposal, ...]
    notes: tuple[str, ...] = ()


def report(
    sites: tuple[Site, ...], rules: Rules | None, notes: tuple[str, ...] = ()
) -> PlatformReport:
    """Figures first, then the proposals that the rules draw from them."""
    found = efficiencies(
        [list(s.inputs.values()) for s in sites], [list(s.outputs.values()) for s in sites]
    )
    pairs = tuple(_overlap(a, b) for a, b in combinations(sites, 2))
    mean = sum((p.jaccard for p in pairs), Fraction(0)) / len(pairs) if pairs else None
    proposals = (
        tuple(_proposal(s, e, pairs, rules) for s, e in zip(sites, found, strict=True))
        if rules
        else ()
    )
    return PlatformReport(sites, tuple(found), pairs, mean, _concentration(sites), proposals, notes)


def _overlap(first: Site, second: Site) -> Overlap:
    both = set(first.industries) & set(second.industries)
    either = set(first.industries) | set(second.industries)
    jaccard = Fraction(len(both), len(either)) if either else Fraction(0)
    shared = tuple(i for i in first.industries if i in both)
    return Overlap(first.id, second.id, jaccard, shared)


def _concentration(sites: tuple[Site, ...]) -> dict[str, Fraction]:
    """Per industry the Herfindahl index of the platforms' sizes; 1 when one platform has it all."""
    found = {}
    for industry in dict.fromkeys(i for s in sites for i in s.industries):
        sizes = [s.size for s in sites if industry in s.industries]
        known = [size for size in sizes if size is not None]
        if len(known) == len(sizes) and sum(known) > 0:
            total = sum(known, Fraction(0))
            found[industry] = sum(((size / total) ** 2 for size in known), Fraction(0))
    return found


def _proposal(
    site: Site, efficiency: Efficiency, pairs: tuple[Overlap, ...], rules: Rules
) -> Proposal:
    theta = efficiency.value
    near = [p for p in pairs if site.id in (p.first, p.second)]
    closest = max(near, key=lambda p: p.jaccard, default=None)
    partner, shared = "", Fraction(0)
    if closest is not None:
        partner = closest.second if closest.first == site.id else closest.first
        shared = closest.jaccard
    figures = f"效率 {_short(theta)}, 与 {partner} 重合 {_short(shared)}"
    recent = (theta, *site.previous)[: rules.periods]
    if theta < rules.close_below:
        low = all(value < rules.close_below for value in recent)
        if low and len(recent) < rules.periods:
            missing = f"{figures}; 缺少此前 {rules.periods - len(recent)} 期的效率"
            return Proposal(site.id, OPEN, "", missing)
        if low:
            return Proposal(
                site.id,
                CLOSE,
                "",
                f"{figures}; 连续 {rules.periods} 期低于 {_short(rules.close_below)}",
            )
    overlapping = shared >= rules.overlap and shared > 0
    if theta < rules.merge_below and overlapping:
        return Proposal(site.id, MERGE, partner, figures)
    if overlapping:
        return Proposal(site.id, REFOCUS, partner, figures)
    return Proposal(site.id, KEEP, "", figures)


def _short(value: Fraction) -> str:
    return rational_text(Fraction(round(value * 1000), 1000))


def read_platforms(path: Path) -> PlatformReport:
    """The platforms of a file, reported."""
    root = read_document(path)
    root.one_of("kind", ["platforms"])
    inputs, outputs = root.texts("inputs"), root.texts("outputs")
    for key, names in (("inputs", inputs), ("outputs", outputs)):
        if not names:
            raise root.bad("BAD_VALUE", f"“{key}”为空", f"{key!r} is empty", key=key)
    sites = tuple(
        _site(name, section, inputs, outputs) for name, section in unique(root.records("platforms"))
    )
    if not sites:
        raise root.bad("BAD_VALUE", "没有平台", "there are no platforms", key="platforms")
    section = root.section("rules")
    rules = _rules(section) if section else None
    for key in ("title", "note"):
        root.text(key, "")
    illustrative = root.text("mark", "") == "illustrative"
    root.finish()
    return report(sites, rules, ("ILLUSTRATIVE 数据为示意,不是事实",) if illustrative else ())


def _site(name: str, section: Section, inputs: list[str], outputs: list[str]) -> Site:
    previous = []
    for text in section.texts("previous"):
        value = exact(text)
        if value is None or not 0 <= value <= 1:
            raise section.bad(
                "OUT_OF_RANGE",
                f"效率“{text}”不在 0–1",
                f"efficiency {text!r} is not within 0-1",
                key="previous",
            )
        previous.append(value)
    industries = section.texts("industries")
    if len(set(industries)) < len(industries):
        raise section.bad("DUPLICATE", "行业重复", "an industry is given twice", key="industries")
    found = Site(
        name,
        tuple(industries),
        {key: section.number(key) for key in inputs},
        {key: section.number(key) for key in outputs},
        tuple(previous),
        section.number("size") if section.has("size") else None,
    )
    section.text("note", "")
    section.finish()
    return found


def _rules(section: Section) -> Rules:
    found = Rules(
        section.number("close_below"),
        section.whole("periods", 1, least=1),
        section.number("merge_below"),
        section.number("overlap"),
    )
    section.text("mark", "")
    section.text("words", "")
    section.finish()
    return found


def as_dict(found: PlatformReport) -> dict[str, Any]:
    """For JSON; exact numbers as text."""
    text, names = rational_text, [s.id for s in found.sites]
    return {
        "platforms": {
            site.id: {
                "efficiency": text(e.value),
                "peers": {names[j]: text(weight) for j, weight in e.peers},
                "target": {
                    key: text(value) for key, value in zip(site.inputs, e.target, strict=True)
                },
            }
            for site, e in zip(found.sites, found.efficiency, strict=True)
        },
        "overlaps": [
            {"pair": [o.first, o.second], "jaccard": text(o.jaccard), "shared": list(o.shared)}
            for o in found.overlaps
        ],
        "mean_overlap": None if found.mean_overlap is None else text(found.mean_overlap),
        "concentration": {name: text(value) for name, value in found.concentration.items()},
        "proposals": [
            {"platform": p.platform, "action": p.action, "with": p.partner, "zh": p.zh}
            for p in found.proposals
        ],
        "notes": list(found.notes),
    }
