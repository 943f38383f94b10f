"""What the tests around a specification curve say, in plain words and counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yipan.core.words import Words
from yipan.scenarios.evaluate import Evaluation, Specification

DECISIVE = 19  # donors from which a rank can be as rare as 1 in 20
INTERPOLATED = 1e-6  # pre-period error that donors reach only by passing through every point


@dataclass(frozen=True, slots=True)
class Group:
    """All specifications of one treated unit by one estimator: ends over its other choices."""

    treated: str
    estimator: str
    count: int
    last: tuple[float, float]
    p: tuple[float, float] | None
    detectable: tuple[float, float] | None


def decimals(found: Evaluation) -> int:
    """One decimal; three where every gap is below 1, as in logarithms."""
    return 1 if max(abs(s.gap_last) for s in found.specifications) >= 1 else 3


def groups(found: Evaluation) -> tuple[Group, ...]:
    """In the order of the plan."""
    held: dict[tuple[str, str], list[Specification]] = {}
    for s in found.specifications:
        held.setdefault((s.choice.treated, s.choice.estimator), []).append(s)
    order = {name: i for i, name in enumerate(found.plan.treated)}
    return tuple(
        Group(
            treated,
            estimator,
            len(rows),
            _ends(s.gap_last for s in rows) or (0.0, 0.0),
            _ends(s.placebo_p for s in rows),
            _ends(s.detectable for s in rows),
        )
        for (treated, estimator), rows in sorted(
            held.items(), key=lambda item: (order.get(item[0][0], 0), item[0][1])
        )
    )


def warnings(found: Evaluation) -> tuple[Words, ...]:
    """Counts of what speaks against reading a gap as an effect; nothing that did not occur."""
    rows = found.specifications
    total = len(rows)
    seen = [s for s in rows if s.detectable is not None]
    small = sum(abs(s.gap_last) < s.detectable for s in seen if s.detectable is not None)
    flips = [s for s in rows if s.left_out and _flips(s)]
    exact = [s for s in rows if s.pre_rmspe < INTERPOLATED and len(s.donors) > len(s.gap)]
    early = _early(found)
    told = [
        (
            small,
            Words(
                f"{len(seen)} 种设定中有 {small} 种,差距小于能够看出的最小效应。",
                f"In {small} of {len(seen)} specifications the gap is below the smallest effect "
                "that could have been seen.",
            ),
        ),
        (
            early,
            Words(
                f"把处理提前到没有政策的年份,{early} 种设定得到同样大或更大的差距。",
                f"With the treatment moved to a year without policy, {early} specifications show a "
                "gap as large or larger.",
            ),
        ),
        (
            len(flips),
            Words(
                f"去掉某一个对照省后,{len(flips)} 种设定变号。",
                f"Leaving out one donor turns the sign of {len(flips)} specifications.",
            ),
        ),
        (
            len(exact),
            Words(
                f"{len(exact)} 种设定在处理前拟合无误差:对照过多、年份过少,拟合不说明什么。",
                f"{len(exact)} specifications fit without error: with so many donors and so few "
                "years the fit says nothing.",
            ),
        ),
    ]
    few = [len(s.donors) for s in rows if s.placebo_p is not None and len(s.donors) < DECISIVE]
    if few:
        least = f"{1 / (min(few) + 1):.2f}"
        words = Words(
            f"{len(few)} 种设定的对照不足 {DECISIVE} 个:{min(few)} 个对照的 p 最小只能是 {least}。",
            f"{len(few)} of the specifications have fewer than {DECISIVE} donors: with {min(few)} "
            f"the p cannot fall below {least}.",
        )
        told.append((len(few), words))
    both = min(s.gap_last for s in rows) < 0 < max(s.gap_last for s in rows)
    signs = Words(
        f"{total} 种设定正负兼有,不能定方向。",
        f"The {total} specifications have both signs: not even the direction is settled.",
    )
    return (*((signs,) if both else ()), *(words for count, words in told if count))


def _flips(s: Specification) -> bool:
    return any(gap * s.gap_last < 0 for gap in s.left_out.values())


def _early(found: Evaluation) -> int:
    gaps = {s.choice.id: s.gap_last for s in found.specifications}
    return sum(
        p.kind == "time" and abs(p.gap_last) >= abs(gaps[p.specification]) for p in found.placebos
    )


def _ends(values: Iterable[float | None]) -> tuple[float, float] | None:
    known = [v for v in values if v is not None]
    return (min(known), max(known)) if known else None
