"""The scenario document: levers as dated paths with sources, responses, targets and an index."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from yipan.core.units import find_unit
from yipan.core.words import Words
from yipan.scenarios.forecast import METHODS
from yipan.scenarios.keys import Keys, read_keys

LONGEST = 10
ONE = Fraction(1)
MOST_RETAINED = Fraction(12, 10)
SPLIT = ("from", "to", "fund")
Path_ = dict[int, Fraction]

# kind -> (keys that must be there, keys that may)
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "relocation": (("from", "to", "path", "retention", "tax_rate", "tax_split"), ("indicator",)),
    "contracts": (("from", "to", "indicator", "path"), ("reference",)),
    "services": (("party", "indicator", "unit_cost", "depreciation", "target", "path"), ()),
    "compensation": (("from", "to", "price", "share", "quantity"), ()),
    "carbon": (("party", "factors", "path"), ()),
    "growth": (("party", "indicator", "path"), ()),
}
COMMON = ("id", "kind", "unit", "source", "note")
NUMBERS = ("retention", "tax_rate", "unit_cost", "depreciation", "target", "price", "share")


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever. `path` gives the value of each period alone; `factor_paths` those of carbon."""

    id: str
    kind: str
    unit: str
    source: str
    origin: str = ""
    destination: str = ""
    indicator: str = ""
    path: Path_ = field(default_factory=dict)
    factor_paths: dict[str, Path_] = field(default_factory=dict)
    factors: tuple[str, ...] = ()
    numbers: dict[str, Fraction] = field(default_factory=dict)
    split: tuple[Fraction, Fraction, Fraction] = (ONE, Fraction(0), Fraction(0))
    reference: Fraction | None = None

    def at(self, year: int) -> Fraction:
        """The path's value; a period without an entry is 0."""
        return self.path.get(year, Fraction(0))


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

    @property
    def years(self) -> range:
        """The periods after the base."""
        return range(self.base + 1, self.base + self.horizon + 1)


def read_scenario(path: Path) -> Scenario:
    """The scenario in a YAML file."""
    keys = read_keys(path)
    keys.allow(
        "scenario", "parties", "base_period", "horizon", "draws", "seed", "data", "units",
        "baseline", "levers", "responses", "targets", "index", "note", "sources",
    )  # fmt: skip
    horizon = keys.whole("horizon")
    if not 1 <= horizon <= LONGEST:
        raise keys.bad("horizon", Words(f"应在 1 与 {LONGEST} 之间", f"must be 1 to {LONGEST}"))
    draws = keys.whole("draws", 0)
    if draws and "seed" not in keys:
        raise keys.missing("seed")
    parties = keys.texts("parties")
    if not parties:
        raise keys.missing("parties")
    base = keys.year(keys.text("base_period"))
    years = range(base + 1, base + horizon + 1)
    baseline = keys.below("baseline")
    baseline.allow("method", "indicators")
    levers = tuple(_lever(k, parties, years) for k in _each(keys, "levers"))
    _refuse_repeated(keys, "levers", [lever.id for lever in levers])
    _refuse_shares(keys, levers, years)
    units = keys.below("units") if "units" in keys else None
    return Scenario(
        name=keys.text("scenario"),
        parties=parties,
        base=base,
        horizon=horizon,
        draws=draws,
        seed=keys.whole("seed", 0),
        data=keys.text("data", ""),
        units={name: units.text(name) for name in units.node} if units else {},
        method=baseline.choice("method", (*METHODS, "auto"), "auto"),
        indicators=baseline.texts("indicators"),
        levers=levers,
        responses=tuple(_response(k, levers, parties) for k in _each(keys, "responses")),
        targets=tuple(_target(k, parties, years) for k in _each(keys, "targets")),
        index=_index(keys.below("index")) if "index" in keys else None,
    )


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


def _party(keys: Keys, name: str, parties: tuple[str, ...]) -> str:
    return keys.choice(name, parties)


def _lever(keys: Keys, parties: tuple[str, ...], years: range) -> Lever:
    kind = keys.choice("kind", tuple(KINDS))
    needed, optional = KINDS[kind]
    keys.allow(*COMMON, *needed, *optional)
    for name in ("id", "unit", "source", *needed):
        if name not in keys:
            raise keys.missing(name)
    unit = keys.text("unit")
    if unit != "ratio" and find_unit(unit) is None:
        raise keys.bad("unit", Words(f"不认识单位“{unit}”", f"unit {unit!r} is not known"))
    origin = "from" if "from" in needed else "party"
    factor_paths = _factor_paths(keys, years) if kind == "carbon" else {}
    path = {} if kind == "carbon" else _path(keys, _path_key(kind), years)
    numbers = {name: keys.number(name) for name in NUMBERS if name in needed}
    lever = Lever(
        id=keys.text("id"),
        kind=kind,
        unit=unit,
        source=keys.text("source"),
        origin=_party(keys, origin, parties),
        destination=_party(keys, "to", parties) if "to" in needed else "",
        indicator=keys.text("indicator", "gdp" if kind == "relocation" else ""),
        path=path,
        factor_paths=factor_paths,
        factors=keys.texts("factors") if kind == "carbon" else (),
        numbers=numbers,
        split=_split(keys) if kind == "relocation" else (ONE, Fraction(0), Fraction(0)),
        reference=keys.number("reference") if "reference" in keys else None,
    )
    _refuse_numbers(keys, lever)
    return lever


def _path_key(kind: str) -> str:
    return "quantity" if kind == "compensation" else "path"


def _path(keys: Keys, name: str, years: range) -> Path_:
    path = keys.by_year(name)
    _refuse_outside(keys, name, path, years)
    return path


def _factor_paths(keys: Keys, years: range) -> dict[str, Path_]:
    below = keys.below("path")
    known = keys.texts("factors")
    found = {}
    for factor in below.node:
        if factor not in known:
            raise below.bad(factor, Words(f"{factor} 不在 factors 中", f"{factor} is no factor"))
        found[factor] = below.by_year(factor)
        _refuse_outside(below, factor, found[factor], years)
    return found


def _refuse_outside(keys: Keys, name: str, path: Path_, years: range) -> None:
    for year in path:
        # A services path may begin in the base period: investment builds next year's stock.
        if year not in years and year != years.start - 1:
            span = f"{years.start}–{years.stop - 1}"
            fact = Words(f"{year} 不在 {span} 之内", f"{year} is outside {span}")
            raise keys.bad(name, fact)


def _split(keys: Keys) -> tuple[Fraction, Fraction, Fraction]:
    below = keys.below("tax_split")
    below.allow(*SPLIT)
    shares = tuple(below.number(name, Fraction(0)) for name in SPLIT)
    if sum(shares) != 1 or min(shares) < 0:
        raise keys.bad(
            "tax_split",
            Words("三份之和须恰为 1,且不为负", "the shares must sum to exactly 1, none below 0"),
        )
    return shares[0], shares[1], shares[2]


def _refuse_numbers(keys: Keys, lever: Lever) -> None:
    n = lever.numbers
    limits = {
        "retention": (Fraction(0), MOST_RETAINED),
        "tax_rate": (Fraction(0), ONE),
        "depreciation": (Fraction(0), ONE),
        "share": (Fraction(0), ONE),
    }
    for name, (low, high) in limits.items():
        if name in n and not low <= n[name] <= high:
            raise keys.bad(name, Words(f"应在 {low} 与 {high} 之间", f"must be {low} to {high}"))
    if n.get("retention") == 0 or n.get("unit_cost", ONE) <= 0:
        name = "retention" if n.get("retention") == 0 else "unit_cost"
        raise keys.bad(name, Words("应为正数", "must be above zero"))
    negative = any(value < 0 for value in lever.path.values()) and lever.kind != "growth"
    if negative or n.get("price", ONE) < 0:
        name = _path_key(lever.kind) if negative else "price"
        hint = Words("请对调 from 与 to", "swap from and to")
        fact = Words("不能为负", "must not be negative")
        raise keys.wrong("BAD_VALUE", fact, hint=hint, field=name, row=keys.node.lines[name])
    if lever.destination and lever.destination == lever.origin:
        raise keys.bad("to", Words("与 from 相同", "is the same party as from"))
    if lever.kind in {"contracts", "growth"} and lever.unit != "ratio":
        raise keys.bad("unit", Words("应为 ratio", "must be ratio"))


def _refuse_shares(keys: Keys, levers: tuple[Lever, ...], years: range) -> None:
    for lever in levers:
        if lever.kind != "contracts":
            continue
        for year in (years.start - 1, *years):
            alike = [x for x in levers if (x.kind, x.origin, x.indicator) == _sale(lever)]
            total = sum((x.at(year) for x in alike), Fraction(0))
            if lever.at(year) < 0 or total > 1:
                ids = ", ".join(x.id for x in alike if x.at(year))
                raise keys.bad(
                    "levers",
                    Words(
                        f"{ids} 在 {year} 年的份额不在 0 与 1 之间",
                        f"the shares of {ids} in {year} are not within 0 and 1",
                    ),
                )


def _sale(lever: Lever) -> tuple[str, str, str]:
    return lever.kind, lever.origin, lever.indicator


def _response(keys: Keys, levers: tuple[Lever, ...], parties: tuple[str, ...]) -> Response:
    keys.allow("id", "lever", "outcome", "party", "elasticity", "lag", "source", "note")
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
        party=_party(keys, "party", parties),
        central=central,
        low=low,
        high=high,
        lag=lag,
        source=keys.text("source"),
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
        party=_party(keys, "party", parties),
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
        weight = item.number("weight", ONE)
        if weight <= 0:
            raise item.bad("weight", Words("应为正数", "must be above zero"))
        up = item.choice("better", ("up", "down"), "up") == "up"
        items.append(IndexItem(item.text("indicator"), weight, lower, upper, up))
    if not items:
        raise keys.missing("items")
    aggregate = keys.choice("aggregate", ("arithmetic", "geometric"), "arithmetic")
    return Index(keys.text("id"), aggregate == "geometric", tuple(items))
