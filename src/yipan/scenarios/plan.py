"""The plan of an evaluation: a declared grid of choices."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path

from yipan.core.words import Words
from yipan.scenarios.keys import Keys, read_keys

BY_PREDICTORS = "synthetic-control-predictors"
ESTIMATORS = ("synthetic-control", BY_PREDICTORS, "difference-in-differences", "event-study")
TRANSFORMS = ("level", "log", "log-share")
ALL_OTHERS = "all-others"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is compared: an indicator and its form."""

    indicator: str
    transform: str


@dataclass(frozen=True, slots=True)
class Predictor:
    """The mean of an indicator over years before treatment, and what it counts for."""

    indicator: str
    first: int
    last: int
    weight: float


@dataclass(frozen=True, slots=True)
class Plan:
    """`groups` are sums of parties treated as one; `exclude` parties that are no donor."""

    name: str
    treated: tuple[str, ...]
    donors: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]
    exclude: tuple[str, ...]
    data: str
    outcome: Outcome
    treatment_year: int
    windows: tuple[tuple[int, int], ...]
    vintages: tuple[str, ...]
    estimators: tuple[str, ...]
    demean: tuple[bool, ...]
    pretrend: tuple[bool, ...]
    placebo_space: bool
    placebo_time: bool
    leave_one_out: bool
    near_optimal: float | None
    predictors: tuple[Predictor, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One element of the grid."""

    estimator: str
    treated: str
    window: tuple[int, int]
    vintage: str
    demean: bool
    pretrend: bool

    @property
    def id(self) -> str:
        """Its name: every choice that was made."""
        form = "demeaned" if self.demean else "detrended" if self.pretrend else "plain"
        span = f"{self.window[0]}-{self.window[1]}"
        parts = (self.estimator, self.treated, span, self.vintage, form)
        return "/".join(part for part in parts if part)


def choices(plan: Plan) -> list[Choice]:
    """The grid: a key that an estimator does not use does not multiply it."""
    found = []
    for estimator, treated, window, vintage in product(
        plan.estimators, plan.treated, plan.windows, plan.vintages or ("",)
    ):
        demeans = plan.demean if estimator == ESTIMATORS[0] else (False,)
        trends = plan.pretrend if estimator == "difference-in-differences" else (False,)
        found += [
            Choice(estimator, treated, window, vintage, demean, trend)
            for demean, trend in product(demeans, trends)
        ]
    return found


def read_plan(path: Path) -> Plan:
    """The plan in a YAML file."""
    keys = read_keys(path)
    keys.allow(
        "plan", "treated", "donors", "groups", "exclude", "data", "outcome", "treatment_period",
        "windows", "vintages", "estimators", "demean", "pretrend", "placebo", "leave_one_out",
        "near_optimal", "predictors", "note", "sources",
    )  # fmt: skip
    outcome = keys.below("outcome")
    outcome.allow("indicator", "transform")
    treatment = keys.year(keys.text("treatment_period"))
    groups = _groups(keys)
    donors = _donors(keys)
    treated = keys.texts("treated")
    if not treated:
        raise keys.missing("treated")
    _refuse_treated_donors(keys, treated, donors, groups)
    return Plan(
        name=keys.text("plan"),
        treated=treated,
        donors=donors,
        groups=groups,
        exclude=keys.texts("exclude"),
        data=keys.text("data", ""),
        outcome=Outcome(
            outcome.text("indicator"), outcome.choice("transform", TRANSFORMS, "level")
        ),
        treatment_year=treatment,
        windows=_windows(keys, treatment),
        vintages=keys.texts("vintages"),
        estimators=_estimators(keys),
        demean=_flags(keys, "demean"),
        pretrend=_flags(keys, "pretrend"),
        placebo_space=_placebo(keys, "space", default=True),
        placebo_time=_placebo(keys, "time", default=False),
        leave_one_out=keys.flag("leave_one_out"),
        near_optimal=_slack(keys),
        predictors=_predictors(keys, treatment, bool(groups)),
    )


def _predictors(keys: Keys, treatment: int, grouped: bool) -> tuple[Predictor, ...]:
    found = []
    for number, node in enumerate(keys.items("predictors"), start=1):
        one = Keys(node, keys.file, f"predictors.{number}")
        one.allow("indicator", "from", "to", "weight")
        first, last = one.year(one.text("from")), one.year(one.text("to"))
        if not first <= last < treatment:
            fact = Words("须在处理之前", "must lie before the treatment")
            raise one.bad("to", fact)
        weight = one.number("weight", Fraction(1))
        if weight <= 0:
            raise one.bad("weight", Words("应为正数", "must be above zero"))
        found.append(Predictor(one.text("indicator"), first, last, float(weight)))
    wanted = BY_PREDICTORS in keys.texts("estimators")
    if wanted and not found:
        raise keys.missing("predictors")
    if wanted and grouped:
        fact = Words("不能与 groups 并用", "does not go with groups")
        raise keys.bad("predictors", fact)
    return tuple(found)


def _groups(keys: Keys) -> dict[str, tuple[str, ...]]:
    if "groups" not in keys:
        return {}
    below = keys.below("groups")
    return {name: below.texts(name) for name in below.node}


def _donors(keys: Keys) -> tuple[str, ...]:
    if isinstance(keys.node.get("donors"), str) or "donors" not in keys:
        keys.choice("donors", (ALL_OTHERS,), ALL_OTHERS)
        return ()
    donors = keys.texts("donors")
    if len(donors) < 2:
        raise keys.bad("donors", Words("对照组至少两个", "at least two donors are needed"))
    return donors


def _refuse_treated_donors(
    keys: Keys,
    treated: tuple[str, ...],
    donors: tuple[str, ...],
    groups: dict[str, tuple[str, ...]],
) -> None:
    for unit in treated:
        for donor in donors:
            if donor == unit or donor in groups.get(unit, ()):
                fact = Words(f"{donor} 本身是处理组", f"{donor} is treated itself")
                raise keys.bad("donors", fact)


def _windows(keys: Keys, treatment: int) -> tuple[tuple[int, int], ...]:
    found = []
    for item in keys.items("windows"):
        if not isinstance(item, list) or len(item) != 2:
            raise keys.bad("windows", Words("每个窗口为 [首年, 末年]", "a window is [first, last]"))
        first, last = keys.year(str(item[0])), keys.year(str(item[1]))
        if not first < treatment <= last:
            raise keys.bad(
                "windows",
                Words(
                    f"窗口 {first}—{last} 在处理之前或之后没有时期",
                    f"the window {first}-{last} has no period before or after the treatment",
                ),
            )
        found.append((first, last))
    if not found:
        raise keys.missing("windows")
    return tuple(found)


def _estimators(keys: Keys) -> tuple[str, ...]:
    found = keys.texts("estimators") or ("synthetic-control",)
    for name in found:
        if name not in ESTIMATORS:
            words = ", ".join(ESTIMATORS)
            raise keys.bad("estimators", Words(f"应为 {words}", f"must be of {words}"))
    return found


def _flags(keys: Keys, name: str) -> tuple[bool, ...]:
    return tuple(keys.truth(name, item) for item in keys.items(name)) or (False,)


def _placebo(keys: Keys, name: str, *, default: bool) -> bool:
    if "placebo" not in keys:
        return default
    below = keys.below("placebo")
    below.allow("space", "time")
    return below.flag(name, default)


def _slack(keys: Keys) -> float | None:
    if "near_optimal" not in keys:
        return None
    value = keys.number("near_optimal")
    if value <= Fraction(0):
        raise keys.bad("near_optimal", Words("应为正数", "must be above zero"))
    return float(value)
