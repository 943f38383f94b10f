"""The scenario document: levers as dated paths with sources, responses, targets and an index."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from yipan.core.strict_yaml import parse_yaml
from yipan.core.words import Words
from yipan.scenarios.agreements import Agreement, read_agreement
from yipan.scenarios.forecast import METHODS
from yipan.scenarios.identities import Identity, read_identity
from yipan.scenarios.keys import Keys, read_keys
from yipan.scenarios.levers import (
    PLACEMENT,
    Lever,
    party_of,
    read_lever,
    refuse_shares,
    refuse_twice,
)
from yipan.scenarios.placements import Placed, read_placement

LONGEST = 10
MOST_DRAWS = 100_000
FORMS = ("growth", "level")  # of a panel of evidence: yearly changes of logarithms, or logarithms


@dataclass(frozen=True, slots=True)
class Evidence:
    """A panel that may turn a response from assumed to estimated; `data` "" is the board."""

    data: str
    driver: str
    outcome: str
    lag: int
    form: str
    positive: bool


@dataclass(frozen=True, slots=True)
class Response:
    """outcome × (driver in the scenario / driver in the baseline)^elasticity, `lag` years later."""

    id: str
    lever: str
    outcome: str
    party: str
    central: Fraction
    low: Fraction
    high: Fraction
    lag: int
    source: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A goal and the lever (or `elasticity:ID`) to solve for."""

    id: str
    party: str
    indicator: str
    year: int
    bound: Fraction
    at_least: bool
    solve_for: str


@dataclass(frozen=True, slots=True)
class IndexItem:
    """One indicator of an index, with frozen bounds."""

    indicator: str
    weight: Fraction
    lower: Fraction
    upper: Fraction
    up: bool


@dataclass(frozen=True, slots=True)
class Index:
    """An index over the scenario's panel; values beyond a bound are not clipped."""

    id: str
    geometric: bool
    items: tuple[IndexItem, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario document, checked."""

    name: str
    parties: tuple[str, ...]
    base: int
    horizon: int
    draws: int
    seed: int
    data: str
    units: dict[str, str]
    method: str
    indicators: tuple[str, ...]
    levers: tuple[Lever, ...]
    responses: tuple[Response, ...]
    targets: tuple[Target, ...]
    index: Index | None
    placements: tuple[Placed, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    identities: tuple[Identity, ...] = ()
    methods: dict[str, str] = field(default_factory=dict)  # of single indicators

    def method_of(self, indicator: str) -> str:
        """The method that was asked for an indicator."""
        return self.methods.get(indicator, self.method)

    @property
    def years(self) -> range:
        """The periods after the base."""
        return range(self.base + 1, self.base + self.horizon + 1)


def read_scenario(path: Path) -> Scenario:
    """The scenario in a YAML file."""
    return _scenario(read_keys(path))


def parse_scenario(text: str, file: str) -> Scenario:
    """The scenario that YAML text holds; errors name `file` and the line."""
    return _scenario(Keys(parse_yaml(text, file), file))


def _scenario(keys: Keys) -> Scenario:
    keys.allow(
        "scenario", "parties", "base_period", "horizon", "draws", "seed", "data", "units",
        "baseline", "levers", "responses", "targets", "index", "agreements", "identities",
        "note", "sources",
    )  # fmt: skip
    horizon = keys.whole("horizon")
    if not 1 <= horizon <= LONGEST:
        raise keys.bad("horizon", Words(f"应在 1 与 {LONGEST} 之间", f"must be 1 to {LONGEST}"))
    draws, seed = _draws(keys)
    parties = keys.texts("parties")
    if not parties:
        raise keys.missing("parties")
    _refuse_repeated(keys, "parties", list(parties))
    base = keys.year(keys.text("base_period"))
    years = range(base + 1, base + horizon + 1)
    baseline = keys.below("baseline")
    baseline.allow("method", "indicators", "methods")
    single = baseline.below("methods") if "methods" in baseline else None
    asked = (*METHODS, "auto")
    written = _each(keys, "levers")
    placing = [k for k in written if k.node.get("kind") == PLACEMENT]
    levers = tuple(read_lever(k, parties, years) for k in written if k not in placing)
    placements = tuple(read_placement(k, parties, years) for k in placing)
    _refuse_repeated(keys, "levers", [*(x.id for x in levers), *(x.id for x in placements)])
    refuse_shares(keys, levers, years)
    refuse_twice(keys, levers)
    identities = tuple(read_identity(k) for k in _each(keys, "identities"))
    _refuse_repeated(keys, "identities", [x.id for x in identities])
    units = keys.below("units") if "units" in keys else None
    return Scenario(
        name=keys.text("scenario"),
        parties=parties,
        base=base,
        horizon=horizon,
        draws=draws,
        seed=seed,
        data=keys.text("data", ""),
        units={name: units.text(name) for name in units.node} if units else {},
        method=baseline.choice("method", asked, "auto"),
        indicators=baseline.texts("indicators"),
        levers=levers,
        responses=tuple(_response(k, levers, parties) for k in _each(keys, "responses")),
        targets=tuple(_target(k, parties, years) for k in _each(keys, "targets")),
        index=_index(keys.below("index")) if "index" in keys else None,
        placements=placements,
        agreements=tuple(
            read_agreement(k, [x.id for x in levers]) for k in _each(keys, "agreements")
        ),
        identities=identities,
        methods={name: single.choice(name, asked) for name in single.node} if single else {},
    )


def _draws(keys: Keys) -> tuple[int, int]:
    """How many draws, and their seed, which must be there when anything is drawn."""
    draws, seed = keys.whole("draws", 0), keys.whole("seed", 0)
    if not 0 <= draws <= MOST_DRAWS:
        raise keys.bad("draws", Words(f"应在 0 与 {MOST_DRAWS} 之间", f"must be 0 to {MOST_DRAWS}"))
    if draws and "seed" not in keys:
        raise keys.missing("seed")
    if seed < 0:
        raise keys.bad("seed", Words("不能为负", "must not be negative"))
    return draws, seed


def _each(keys: Keys, name: str) -> list[Keys]:
    found = []
    for number, node in enumerate(keys.items(name), start=1):
        label = node.get("id", number) if isinstance(node, dict) else number
        found.append(Keys(node, keys.file, f"{name}.{label}"))
    return found


def _refuse_repeated(keys: Keys, name: str, ids: list[str]) -> None:
    for item in ids:
        if ids.count(item) > 1:
            raise keys.bad(name, Words(f"{item} 重复", f"{item} is given twice"))


def _response(keys: Keys, levers: tuple[Lever, ...], parties: tuple[str, ...]) -> Response:
    keys.allow("id", "lever", "outcome", "party", "elasticity", "lag", "source", "note", "evidence")
    elasticity = keys.below("elasticity")
    elasticity.allow("central", "low", "high")
    central = elasticity.number("central", Fraction(0))
    low, high = elasticity.number("low", central), elasticity.number("high", central)
    if not low <= central <= high:
        raise keys.bad(
            "elasticity", Words("须 low ≤ central ≤ high", "low ≤ central ≤ high is needed")
        )
    lag = keys.whole("lag", 0)
    if lag < 0:
        raise keys.bad("lag", Words("不能为负", "must not be negative"))
    return Response(
        id=keys.text("id"),
        lever=keys.choice("lever", tuple(lever.id for lever in levers)),
        outcome=keys.text("outcome"),
        party=party_of(keys, "party", parties),
        central=central,
        low=low,
        high=high,
        lag=lag,
        source=keys.text("source"),
        evidence=_evidence(keys.below("evidence")) if "evidence" in keys else None,
    )


def _evidence(keys: Keys) -> Evidence:
    keys.allow("data", "driver", "outcome", "lag", "form", "sign")
    lag = keys.whole("lag", 1)
    if lag < 0:
        raise keys.bad("lag", Words("不能为负", "must not be negative"))
    return Evidence(
        data=keys.text("data", ""),
        driver=keys.text("driver"),
        outcome=keys.text("outcome"),
        lag=lag,
        form=keys.choice("form", FORMS, "growth"),
        positive=keys.choice("sign", ("up", "down"), "up") == "up",
    )


def _target(keys: Keys, parties: tuple[str, ...], years: range) -> Target:
    keys.allow(
        "id", "party", "indicator", "period", "at_least", "at_most", "solve_for", "note", "source"
    )
    year = keys.year(keys.text("period"))
    if year not in years:
        raise keys.bad("period", Words("不在情景期内", "is outside the scenario's periods"))
    at_least = "at_least" in keys
    if at_least == ("at_most" in keys):
        raise keys.bad(
            "at_least",
            Words("at_least 与 at_most 须恰有其一", "give one of at_least and at_most"),
        )
    return Target(
        id=keys.text("id"),
        party=party_of(keys, "party", parties),
        indicator=keys.text("indicator"),
        year=year,
        bound=keys.number("at_least" if at_least else "at_most"),
        at_least=at_least,
        solve_for=keys.text("solve_for", ""),
    )


def _index(keys: Keys) -> Index:
    keys.allow("id", "aggregate", "items", "note")
    items = []
    for item in _each(keys, "items"):
        item.allow("indicator", "weight", "lower", "upper", "better")
        lower, upper = item.number("lower"), item.number("upper")
        if lower >= upper:
            raise item.bad("upper", Words("须大于 lower", "must be above lower"))
        weight = item.number("weight", Fraction(1))
        if weight <= 0:
            raise item.bad("weight", Words("应为正数", "must be above zero"))
        up = item.choice("better", ("up", "down"), "up") == "up"
        items.append(IndexItem(item.text("indicator"), weight, lower, upper, up))
    if not items:
        raise keys.missing("items")
    aggregate = keys.choice("aggregate", ("arithmetic", "geometric"), "arithmetic")
    return Index(keys.text("id"), aggregate == "geometric", tuple(items))
