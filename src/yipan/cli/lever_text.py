"""The back-test of a lever for people: gates, every origin frozen, and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yipan.board.bindings.lever_backtests import limits_of
from yipan.cli.face import table
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board.bindings.lever_backtests import LeverTested
    from yipan.scenarios.gates import Gates

FORMS = {
    "growth": Words("增长率", "growth rates"),
    "level": Words("水平(对数)", "levels (logarithms)"),
}


def lever_text(tested: LeverTested, lang: str) -> str:
    """Gates, frozen origins, the label, and what may not be concluded."""
    title = Words("不能由此得出", "What may not be concluded").pick(lang)
    parts = [
        _title(tested).pick(lang),
        _gates(tested.gates, lang),
        _frozen(tested, lang),
        _verdict(tested).pick(lang),
        "\n".join(words.pick(lang) for words in tested.warnings),
        "\n".join([title, *(f"- {text}" for text in limits_of(tested, lang))]),
    ]
    return "\n\n".join(part for part in parts if part)


def _title(tested: LeverTested) -> Words:
    claim, count = tested.claim, len(tested.parties)
    later = "1 year later" if claim.lag == 1 else f"{claim.lag} years later"
    first, last = tested.years
    sign = Words("升", "up") if claim.positive else Words("降", "down")
    form = FORMS[claim.form]
    return Words(
        f"{claim.outcome} 是否随 {claim.driver} 而{sign.zh},滞后 {claim.lag} 年,{form.zh}:"
        f"{count} 方,{first}—{last}",
        f"does {claim.outcome} go {sign.en} with {claim.driver}, {later}, in "
        f"{form.en}: {count} parties, {first}-{last}",
    )


def _gates(gates: Gates, lang: str) -> str:
    if gates.reason is not None:
        reason = gates.reason
        words = Words(f"三道检验不能进行:{reason.zh}", f"no gate can be tried: {reason.en}")
        return words.pick(lang)
    rows = [
        [
            Words("符号", "sign").pick(lang),
            Words("弹性的估计", "estimate of the elasticity").pick(lang),
            _around(gates.estimate, gates.error, gates.critical),
            _mark(gates.sign_passed, lang),
        ],
        [
            Words("先导", "lead").pick(lang),
            Words("次年的杠杆“解释”今年", "next year's lever 'explains' today").pick(lang),
            _around(gates.lead, gates.lead_error, gates.critical),
            _mark(gates.lead_passed, lang),
        ],
        [
            Words("样本外", "out of sample").pick(lang),
            Words("误差因有杠杆而变", "change of the error with the lever").pick(lang),
            f"{-(gates.gain or 0.0):+.1%}",
            _mark(gates.gain_passed, lang),
        ],
    ]
    header = Words("检验 所看 数值 结果", "gate what value result").pick(lang).split()
    return table(header, rows, right=(2,))


def _around(value: float | None, error: float | None, critical: float) -> str:
    return f"{value or 0.0:.3g} ± {critical * (error or 0.0):.2g}"


def _mark(passed: bool | None, lang: str) -> str:
    return (Words("通过", "passed") if passed else Words("未通过", "failed")).pick(lang)


def _frozen(tested: LeverTested, lang: str) -> str:
    """Errors as percentages of the outcome; one column a horizon."""
    scores = tested.frozen.scores
    if not scores:
        return Words(
            "冻结回测不能进行:面板太小,不能估计弹性;可用 --set elasticity=… 检验一个给定的弹性",
            "no origin can be frozen: the panel is too small for an elasticity; "
            "--set elasticity=… tests a stated one",
        ).pick(lang)
    known = tested.frozen.elasticities.values()
    about = (
        Words(f"给定弹性 {tested.claim.elasticity:g}", f"elasticity {tested.claim.elasticity:g}")
        if tested.claim.elasticity is not None
        else Words(
            f"逐个起点估计的弹性 {min(known):.3g} … {max(known):.3g}",
            f"elasticity as estimated at each origin, {min(known):.3g} … {max(known):.3g}",
        )
    )
    title = Words(
        f"在每个起点冻结,代入杠杆的实际路径({about.zh})",
        f"frozen at each origin, with the path that the lever took ({about.en})",
    ).pick(lang)
    rows = [
        [Words("误差:只用漂移", "error by drift alone").pick(lang)]
        + [f"{s.without:.2%}" for s in scores],
        [Words("误差:加上杠杆", "error with the lever").pick(lang)]
        + [f"{s.with_lever:.2%}" for s in scores],
        [Words("改进", "gain").pick(lang)]
        + ["—" if s.gain is None else f"{s.gain:+.1%}" for s in scores],
        [Words("起点数", "origins").pick(lang), *(str(s.origins) for s in scores)],
    ]
    header = ["", *(f"h={s.horizon}" for s in scores)]
    return f"{title}\n{table(header, rows, right=tuple(range(1, len(header))))}"


def _verdict(tested: LeverTested) -> Words:
    gates, scores = tested.gates, tested.frozen.scores
    gained = sum((s.gain or 0.0) > 0 for s in scores)
    said = Words(
        f";代入实际路径后 {len(scores)} 个时距中 {gained} 个误差变小",
        f"; with the path it took, the error fell at {gained} of {len(scores)} horizons",
    )
    zh, en = (said.zh, said.en) if scores else ("", "")
    if gates.passed:
        return Words(
            f"三道检验都通过:在情景中可标为“估计”{zh}。",
            f"All three gates passed: a scenario may label it estimated{en}.",
        )
    if gates.reason is not None:
        return Words(
            f"三道检验不能进行:在情景中只能是“假定”,默认为零{zh}。",
            f"The gates could not be tried: in a scenario it stays assumed, zero by default{en}.",
        )
    return Words(
        f"没有通过三道检验:在情景中只能是“假定”,默认为零{zh}。",
        f"The gates were not passed: in a scenario it stays assumed, zero by default{en}.",
    )
