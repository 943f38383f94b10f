"""What chains and services show, in words: gaps, chokes, circles, sites; one line each."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.core.english import unit_apart
from yipan.core.interval import rational_text
from yipan.core.interval import rational_text as text
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.links.chain_model import ChainReport
    from yipan.links.reach_file import Answer

KINDS = {"断点": "break", "卡点": "held outside", "堵点": "choke", "弱点": "single point"}


def sentences(found: ChainReport) -> list[Words]:
    """One line for each gap, choke, single point, leader, dependence and extension."""
    lines = []
    for b in found.breaks:
        outside = "、".join(b.outside) or "无"
        lines.append(
            Words(
                f"{b.kind} {b.stage}: 区域内没有产能;区域外供应者 {outside}",
                f"{KINDS[b.kind]} {b.stage}: no capacity in the region; outside: {outside}",
            )
        )
    for c in found.chokes:
        both = "、".join(c.together)
        lines.append(
            Words(
                f"堵点 {c.stage}: 限于 {text(c.at)};"
                + (
                    f"与 {both} 同时受限,单独扩大无效"
                    if both
                    else f"增加 {text(c.raise_by)} 可多通过 {text(c.gain)}"
                ),
                f"choke {c.stage}: limits to {text(c.at)}; "
                + (
                    f"binds together with {both}, alone gains 0"
                    if both
                    else f"raising by {text(c.raise_by)} gains {text(c.gain)}"
                ),
            )
        )
    for p in found.single_points:
        kind = {"supplier": "唯一供应者", "place": "集中于一地"}[p.kind]
        lines.append(
            Words(
                f"弱点 {p.stage}: {kind} {p.only},缺了它只能通过 {text(p.throughput_without)}",
                f"single point {p.stage}: one {p.kind} {p.only}; without it"
                f" {text(p.throughput_without)} goes through",
            )
        )
    if found.leaders:
        names = "、".join(name for name, _ in found.leaders)
        loss = text(found.leaders[0][1])
        lines.append(
            Words(f"链主 {names}: 缺一则少 {loss}", f"leaders {names}: losing one costs {loss}")
        )
    lines += [
        Words(
            f"缺口 {d.stage}: 满足需求还差 {text(d.short)},"
            f"区域外产能 {text(d.outside)}(可信赖 {text(d.trusted)})",
            f"gap {d.stage}: short by {text(d.short)} of full demand, outside capacity"
            f" {text(d.outside)} (trusted {text(d.trusted)})",
        )
        for d in found.dependence
    ]
    lines += [
        Words(
            f"延链 {e.stage} → {e.next_stage}: 外流 {text(e.leaves)},"
            f"本地下一环节有余量,可承接 {text(e.possible)}",
            f"extension {e.stage} → {e.next_stage}: {text(e.leaves)} leaves, {text(e.possible)}"
            " could be taken inside",
        )
        for e in found.extensions
    ]
    return lines


def lines(answer: Answer) -> list[Words]:
    """Conservation, circles, the uncovered, equality and the sites, one line each."""
    found, unit = answer.report, answer.report.problem.unit
    equal = answer.equality
    said = [
        Words(
            f"供给 {short(found.supply)} = 各地人口 × 可及性之和 {short(found.served)}",
            f"supply {short(found.supply)} = population × access {short(found.served)}",
        )
    ]
    for c in found.circles:
        share = "—" if c.share is None else f"{short(c.share * 100)}%"
        said.append(
            Words(
                f"{short(c.until)} {unit}圈: {share} 的人口,圈外 {len(c.outside)} 处",
                f"within {short(c.until)}{unit_apart(unit, 'en')}: {share} of people;"
                f" {len(c.outside)} places not",
            )
        )
    if found.uncovered:
        names = "、".join(found.uncovered[:10])
        said.append(Words(f"未覆盖: {names}", f"uncovered: {names}"))
    if equal.gini is not None:
        ratio = "—" if equal.max_min is None else short(equal.max_min)
        parts = ", ".join(f"{group or '—'} {value:.4f}" for group, value in equal.within)
        said.append(
            Words(
                f"均等: 最高/最低 {ratio},基尼 {short(equal.gini)},"
                f"泰尔 {equal.theil:.4f} = 组间 {equal.between:.4f} + 组内 {parts}",
                f"equality: max/min {ratio}, Gini {short(equal.gini)},"
                f" Theil {equal.theil:.4f} = between {equal.between:.4f} + within {parts}",
            )
        )
    for b in answer.buildings:
        sites = "、".join(b.sites)
        proof = ("已证最优", "proven best") if b.proven else ("未证", "not proven")
        aim = {"median": ("总行程", "total travel"), "cover": ("覆盖人口", "people covered")}[b.aim]
        said.append(
            Words(
                f"新建 {sites}: {aim[0]} {short(b.before)} → {short(b.value)}"
                f"(界 {short(b.bound)},{proof[0]})",
                f"build {sites}: {aim[1]} {short(b.before)} → {short(b.value)}"
                f" (bound {short(b.bound)}, {proof[1]})",
            )
        )
    return said + [Words(note, note) for note in found.problem.notes]


def short(value: Fraction) -> str:
    """Three decimals at most, for people; the exact value is in --json."""
    return rational_text(Fraction(round(value * 1000), 1000))
