"""Sentences of a finding, in both languages, from its figures alone."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from yipan.core.interval import rational_text
from yipan.core.words import Words
from yipan.diagnosis.findings import (
    BEND_AT,
    CHOSEN,
    FLAT,
    IMPROVING,
    UNDECIDED,
    WORSENING,
    Finding,
    Mixture,
    Variant,
)

DIRECTIONS = {
    IMPROVING: Words("改善", "improves"),
    WORSENING: Words("恶化", "worsens"),
    FLAT: Words("未变", "does not change"),
    UNDECIDED: Words("在印刷精度内不能判断", "cannot be told within the printed precision"),
}
SEVERITIES = {
    "high": Words("重", "high"),
    "medium": Words("中", "medium"),
    "low": Words("轻", "low"),
    "contested": Words("有争议", "contested"),
}
FRAMES = {
    "progress": Words("成效", "progress"),
    "problem": Words("问题", "problem"),
}
MEASURES = {
    "level": Words("水平", "level"),
    "ratio": Words("比值", "ratio"),
    "difference": Words("绝对差", "difference"),
    "span": Words("最高比最低", "highest over lowest"),
}
LONGEST = 8

Name = Callable[[str], str]


def number(value: Fraction) -> str:
    """Exact where it is a short decimal, else two decimals, or four significant digits below 1."""
    exact = rational_text(value)
    if "/" not in exact and len(exact.lstrip("-").replace(".", "")) <= LONGEST:
        return exact
    return f"{float(value):.2f}" if abs(value) >= 1 else f"{float(value):.4g}"


def unit_of(measure: str, unit: str) -> str:
    """The unit of a measure on an indicator with `unit`."""
    if measure == "difference" and unit == "%":
        return "个百分点"
    return {"ratio": "%", "span": ""}.get(measure, unit)


def sentences(finding: Finding, unit: str, name: Name, lang: str) -> list[str]:
    """The finding in words: value and trend, since when, rank, robustness, what would end it."""
    found = [
        _trend(finding, unit),
        _bend(finding),
        _rank(finding, name),
        *_robust(finding, unit),
        *(_mixed(finding.mixture) if finding.mixture else ()),
        _vanish(finding, unit, name),
    ]
    return [words.pick(lang) for words in found if words is not None]


def _trend(finding: Finding, unit: str) -> Words:
    (y0, first), (y1, last) = finding.first, finding.last
    measured = unit_of(finding.question.reading.measure, unit)
    if finding.question.printed:
        measured = "%"
    a, b = number(first.value), number(last.value)
    way = DIRECTIONS[finding.direction]
    return Words(
        f"{y0}年 {a}{measured},{y1}年 {b}{measured}:{way.zh}。",
        f"{a}{measured} in {y0}, {b}{measured} in {y1}: it {way.en}.",
    )


def _bend(finding: Finding) -> Words | None:
    bend = finding.bend
    if bend is None:
        return None
    if bend.p > BEND_AT:
        return Words(
            f"趋势没有可信的转折(p = {bend.p})。", f"No credible bend in the trend (p = {bend.p})."
        )
    return Words(
        f"趋势自 {bend.year} 年转折(p = {bend.p})。",
        f"The trend bends in {bend.year} (p = {bend.p}).",
    )


def _rank(finding: Finding, name: Name) -> Words | None:
    rank = finding.rank
    if rank is None:
        return None
    zh = "、".join(name(party) for party in finding.question.among)
    en = ", ".join(name(party) for party in finding.question.among)
    return Words(
        f"{rank.year} 年与{zh}相比,{rank.of} 者中列第 {rank.place}。",
        f"In {rank.year}, rank {rank.place} of {rank.of}, beside {en}.",
    )


def _robust(finding: Finding, unit: str) -> list[Words]:
    if not finding.variants:
        return []
    total = len(finding.variants)
    found = [
        Words(
            f"{total} 种其他版本或定义中 {finding.agreeing} 种方向相同。",
            f"Of {total} other vintages or definitions {finding.agreeing} point the same way.",
        )
    ]
    return [*found, *(_variant(variant, unit) for variant in finding.contradictions)]


def _variant(variant: Variant, unit: str) -> Words:
    (y0, first), (y1, last) = variant.first, variant.last
    measured = unit_of(variant.measure, unit)
    label = MEASURES[variant.measure]
    vintage = f"·{variant.vintage}" if variant.vintage != CHOSEN else ""
    ends = f"{number(first)}{measured} ({y0}) → {number(last)}{measured} ({y1})"
    way = DIRECTIONS[variant.direction]
    return Words(
        f"但按{label.zh}{vintage}:{ends},{way.zh}。",
        f"But by {label.en}{vintage}: {ends}, it {way.en}.",
    )


def _mixed(mixture: Mixture) -> list[Words]:
    (y0, first, old), (y1, last, new) = mixture.first, mixture.last
    ends = (f"{number(first)}% ({y0})", f"{number(last)}% ({y1})")
    found = [
        Words(
            f"{mixture.source} 所印 {ends[0]} 只合 {'、'.join(old)},{ends[1]} 只合 "
            f"{'、'.join(new)}:两端混用了版本。",
            f"{mixture.source} prints {ends[0]}, which fits only {', '.join(old)}, and {ends[1]}, "
            f"which fits only {', '.join(new)}: the two ends mix vintages.",
        )
    ]
    for v in mixture.by_vintage:
        (a, x), (b, y) = v.first, v.last
        found.append(
            Words(
                f"单用 {v.vintage}:{number(x)}% ({a}) → {number(y)}% ({b})。",
                f"Within {v.vintage}: {number(x)}% ({a}) → {number(y)}% ({b}).",
            )
        )
    return found


def _vanish(finding: Finding, unit: str, name: Name) -> Words | None:
    if finding.vanishes_at is None:
        return None
    party = name(finding.question.of[0])
    value = f"{number(finding.vanishes_at)}{unit}"
    year = finding.last[0]
    return Words(
        f"若要消失,{party} {year} 年须达 {value}。",
        f"It would vanish if {party} had {value} in {year}.",
    )
