"""Sentences of a finding, in both languages, from its figures alone."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from yipan.core.interval import rational_text
from yipan.core.printed import Qualifier, spoken
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
    Obstacle,
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
UNTESTED = Words(
    "盘上没有其他版本或定义可供检验。", "The board has no other vintage or definition to test it."
)

Name = Callable[[str], str]


def number(value: Fraction) -> str:
    """Exact where it is a short decimal, else two decimals, or four significant digits below 1."""
    exact = rational_text(value)
    if "/" not in exact and len(exact.lstrip("-").replace(".", "")) <= LONGEST:
        return exact
    return f"{float(value):.2f}" if abs(value) >= 1 else f"{float(value):.4g}"


def amount(value: Fraction, unit: str) -> Words:
    """A value with its unit as a sentence has it."""
    text = number(value)
    return Words(f"{text}{unit}", spoken(text, Qualifier.ROUNDED, unit, "en"))


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
        _obstacles(finding, name),
    ]
    return [words.pick(lang) for words in found if words is not None]


def _trend(finding: Finding, unit: str) -> Words:
    (y0, first), (y1, last) = finding.first, finding.last
    measured = unit_of(finding.question.reading.measure, unit)
    if finding.question.printed:
        measured = "%"
    a, b = amount(first.value, measured), amount(last.value, measured)
    way = DIRECTIONS[finding.direction]
    return Words(
        f"{y0}年 {a.zh},{y1}年 {b.zh}:{way.zh}。",
        f"{a.en} in {y0}, {b.en} in {y1}: it {way.en}.",
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
        return [UNTESTED]
    total = len(finding.variants)
    found = [
        Words(
            f"{total} 种其他版本或定义中 {finding.agreeing} 种方向相同。",
            f"Of other vintages and definitions, {finding.agreeing} of {total} point the same way.",
        )
    ]
    return [*found, *(_variant(variant, unit) for variant in finding.contradictions)]


def _variant(variant: Variant, unit: str) -> Words:
    (y0, first), (y1, last) = variant.first, variant.last
    measured = unit_of(variant.measure, unit)
    label = MEASURES[variant.measure]
    vintage = f"·{variant.vintage}" if variant.vintage != CHOSEN else ""
    a, b = amount(first, measured), amount(last, measured)
    way = DIRECTIONS[variant.direction]
    return Words(
        f"但按{label.zh}{vintage}:{a.zh} ({y0}) → {b.zh} ({y1}),{way.zh}。",
        f"But by {label.en}{vintage}: {a.en} ({y0}) → {b.en} ({y1}), it {way.en}.",
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
    question, (year, last) = finding.question, finding.last
    if question.parity is None or not question.to:
        measured = "%" if question.printed else unit_of(question.reading.measure, unit)
        now, aim = amount(last.value, measured), amount(finding.vanishes_at, measured)
        return Words(
            f"若要消失,{year} 年须为 {aim.zh},而不是 {now.zh}。",
            f"It would vanish if it were {aim.en} in {year}, not {now.en}.",
        )
    party = name(question.of[0])
    value = amount(finding.vanishes_at, unit)
    return Words(
        f"若要消失,{party} {year} 年须达 {value.zh}。",
        f"It would vanish if {party} had {value.en} in {year}.",
    )


def _obstacles(finding: Finding, name: Name) -> Words | None:
    found = finding.obstacles
    if found is None:
        return None
    pairs = [
        (_held_back(o, name), f"{o.share:.0f}% ({o.low:.0f}–{o.high:.0f})") for o in found.largest
    ]
    zh = "、".join(f"{words.zh} {share}" for words, share in pairs)
    en = ", ".join(f"{words.en} {share}" for words, share in pairs)
    party = name(found.party)
    return Words(
        f"{party} {found.period} 年的主要障碍(指数 {found.index},{found.variants} 种做法):{zh}。",
        f"Main obstacles of {party} in {found.period} (index {found.index}, {found.variants} "
        f"variants): {en}.",
    )


def _held_back(obstacle: Obstacle, name: Name) -> Words:
    """The indicator, and whether it stands against the highest party of the period."""
    slug, _, against = obstacle.indicator.partition("/")
    named = name(slug)
    if not against:
        return Words(named, named)
    return Words(f"{named}(与最高者之比)", f"{named} (against the highest)")


RULE = Words(
    "程度:差距过半记 2 分、过四分之一记 1 分;恶化记 2 分、方向不明记 1 分;3 分以上为重,2 分为中。"
    "其他版本与定义中同向的不到三分之二,为有争议。所列是数字所示,不是原因。",
    "Severity: a gap above one half scores 2, above one quarter 1; worsening 2, undecided 1; three "
    "points are high, two medium. Where fewer than two thirds of the other vintages and "
    "definitions agree it is contested. Findings say what figures show, not why.",
)
