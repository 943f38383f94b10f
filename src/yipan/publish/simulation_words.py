"""What a simulation rests on and what its goals would need, in words for every face."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from yipan.board.bindings.scenarios import number
from yipan.core.english import unit_apart
from yipan.core.text import figure
from yipan.core.words import Words
from yipan.publish.scenario_words import quantity_name

if TYPE_CHECKING:
    from yipan.scenarios.backtest import Score
    from yipan.scenarios.break_even import BreakEven
    from yipan.scenarios.gates import Gates
    from yipan.scenarios.simulate import Simulation
    from yipan.scenarios.uncertainty import Bands

LABELS = {"assumed": Words("假定", "assumed"), "estimated": Words("估计", "estimated")}
SOURCES = {
    "vintage": Words("数据版本", "data vintage"),
    "trend": Words("趋势估计", "estimate of the trend"),
    "baseline": Words("逐年冲击", "yearly shocks"),
    "interaction": Words("交互与抽样误差", "interaction, sampling"),
}
STATUS = {
    "solved": Words("可解", "solved"),
    "already-met": Words("基线已达到", "met without it"),
    "out-of-range": Words("所需值越出可能范围", "would need a value that cannot be"),
    "no-effect": Words("与目标无关", "has no effect on it"),
}


def source_name(name: str, lang: str) -> str:
    """A source of uncertainty in words."""
    found = SOURCES.get(name)
    if found:
        return found.pick(lang)
    kind, _, item = name.partition(":")
    return Words(f"弹性 {item}", f"elasticity {item}").pick(lang) if kind == "elasticity" else name


def against(score: Score | None) -> str:
    """Error relative to drift, and from how many origins."""
    if score is None or score.relative is None:
        return "—"
    return f"{score.relative:.2f} ({score.origins})"


def span(bands: Bands | None, level: str = "80") -> str:
    """Both ends of a band in four significant digits."""
    if bands is None:
        return "—"
    return " … ".join(figure(float(f"{end:.4g}")) for end in bands[level])


def evidence(name: str, gates: Gates, lang: str) -> str:
    """What the panel said at each gate."""
    if gates.reason is not None or gates.estimate is None or gates.gain is None:
        reason = gates.reason.pick(lang) if gates.reason else ""
        told = Words(f"  {name} 无法检验:{reason}", f"  {name} cannot be tested: {reason}")
        return told.pick(lang)
    passed, failed = Words("通过", "passed").pick(lang), Words("未通过", "failed").pick(lang)
    marks = [
        passed if ok else failed for ok in (gates.sign_passed, gates.lead_passed, gates.gain_passed)
    ]
    size = f"{gates.estimate:.3g} ± {gates.critical * (gates.error or 0):.2g}"
    lead = f"{gates.lead:.3g} ± {gates.critical * (gates.lead_error or 0):.2g}"
    return Words(
        f"  {name}:估计 {size},符号{marks[0]};次年之值 {lead},先导{marks[1]};"
        f"样本外误差 {-gates.gain:+.1%},{marks[2]}({gates.parties} 方 {gates.years} 年)",
        f"  {name}: estimate {size}, sign {marks[0]}; next year's {lead}, lead {marks[1]}; "
        f"error out of sample {-gates.gain:+.1%}, {marks[2]} "
        f"({gates.parties} parties, {gates.years} years)",
    ).pick(lang)


def goal_lines(
    found: Simulation,
    lang: str,
    labels: Mapping[str, str],
    parties: Mapping[str, str] | None = None,
) -> list[str]:
    """Each goal with its chance, and what would have to be for it to be met."""
    solved = {b.target: b for b in found.break_even}
    chances = found.uncertainty.chances or {}
    lines = []
    for target in found.scenario.targets:
        sign = "≥" if target.at_least else "≤"
        who = (parties or {}).get(target.party, target.party)
        name = quantity_name(target.indicator, labels, lang)
        line = f"{target.id}: {who} {target.year} {name} {sign} {figure(number(target.bound))}"
        if target.id in chances:
            chance = f"{chances[target.id]:.0%}"
            line += Words(f";达到的概率 {chance}", f"; chance {chance}").pick(lang)
        if target.id in solved:
            line += f"\n  {_needed(found, solved[target.id], lang)}{_band(found, target.id, lang)}"
        lines.append(line)
    return lines


def _amount(found: BreakEven, lang: str) -> str:
    """The value that a lever would need, with its unit."""
    assert found.value is not None
    return f"{figure(float(f'{number(found.value):.4g}'))}{unit_apart(found.unit, lang)}"


def _needed(simulation: Simulation, found: BreakEven, lang: str) -> str:
    """The target is met only if …"""
    if found.status != "solved" or found.value is None:
        words = STATUS[found.status].pick(lang)
        told = found.value is not None and found.status != "already-met"
        return f"{found.solve_for}: {words}{f' ({_amount(found, lang)})' if told else ''}"
    name = found.solve_for.removeprefix("elasticity:")
    if name != found.solve_for:
        value = figure(float(f"{number(found.value):.4g}"))
        said = Words(
            f"只有当弹性 {name} 超过 {value} 时才会达到",
            f"met only if the elasticity {name} exceeds {value}",
        )
        return said.pick(lang) + _beyond(simulation, name, number(found.value), lang)
    return Words(
        f"只有当杠杆 {name} 在当年达到 {_amount(found, 'zh')} 时才会达到",
        f"met only if the lever {name} reaches {_amount(found, 'en')} in that year",
    ).pick(lang)


def _band(found: Simulation, target: str, lang: str) -> str:
    """The same value in eight draws of ten."""
    drawn = (found.uncertainty.needed or {}).get(target)
    if drawn is None:
        return ""
    ends = " … ".join(figure(float(f"{end:.3g}")) for end in (drawn.low, drawn.high))
    return Words(f";十次抽样中八次在 {ends}", f"; {ends} in eight draws of ten").pick(lang)


def _beyond(found: Simulation, name: str, value: float, lang: str) -> str:
    """Whether the break-even lies beyond the assumed range."""
    response = next(r for r in found.scenario.responses if r.id == name)
    low, high = float(response.low), float(response.high)
    if low <= value <= high:
        return ""
    ends = f"{low:g} … {high:g}"
    return Words(
        f";假定的区间 {ends} 之内没有", f"; the assumed range {ends} does not reach it"
    ).pick(lang)
