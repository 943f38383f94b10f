"""One lever of a scenario: a dated path with a source, and how it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from yipan.core.units import find_unit
from yipan.core.words import Words
from yipan.scenarios.keys import Keys

ONE = Fraction(1)
MOST_RATE = 10
MOST_RETAINED = Fraction(12, 10)
PLACEMENT = "placement"
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
    "placement": (
        ("from", "problem", "places", "values", "retention", "tax_rate", "tax_split"),
        ("indicator",),
    ),
}
COMMON = ("id", "kind", "unit", "source", "note", "ranges")
NUMBERS = ("retention", "tax_rate", "unit_cost", "depreciation", "target", "price", "share")


@dataclass(frozen=True, slots=True)
class Span:
    """What is uncertain about a number of a lever; `path` is the part of the path that comes."""

    low: Fraction
    high: Fraction
    source: str


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
    ranges: dict[str, Span] = field(default_factory=dict)

    def at(self, year: int) -> Fraction:
        """The path's value; a period without an entry is 0."""
        return self.path.get(year, Fraction(0))


def party_of(keys: Keys, name: str, parties: tuple[str, ...]) -> str:
    return keys.choice(name, parties)


def read_lever(keys: Keys, parties: tuple[str, ...], years: range) -> Lever:
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
    moves = kind in {"relocation", PLACEMENT}
    factor_paths = _factor_paths(keys, years) if kind == "carbon" else {}
    path = {} if kind in {"carbon", PLACEMENT} else _path(keys, _path_key(kind), years)
    numbers = {name: keys.number(name) for name in NUMBERS if name in needed}
    lever = Lever(
        id=keys.text("id"),
        kind=kind,
        unit=unit,
        source=keys.text("source"),
        origin=party_of(keys, origin, parties),
        destination=party_of(keys, "to", parties) if "to" in needed else "",
        indicator=keys.text("indicator", "gdp" if moves else ""),
        path=path,
        factor_paths=factor_paths,
        factors=keys.texts("factors") if kind == "carbon" else (),
        numbers=numbers,
        split=_split(keys) if moves else (ONE, Fraction(0), Fraction(0)),
        reference=keys.number("reference") if "reference" in keys else None,
        ranges=dict(_ranges(keys, numbers)),
    )
    _refuse_numbers(keys, lever)
    return lever


def _ranges(keys: Keys, numbers: dict[str, Fraction]) -> Iterator[tuple[str, Span]]:
    """`ranges: {NAME: {low, high, source}}`; the value in the document lies within."""
    if "ranges" not in keys:
        return
    below = keys.below("ranges")
    below.allow(*numbers, "path")
    for name in below.node:
        span = below.below(name)
        span.allow("low", "high", "source")
        low, high = span.number("low"), span.number("high")
        central = numbers.get(name, ONE)
        if not low <= central <= high:
            raise below.bad(
                name,
                Words(f"须 low ≤ {central} ≤ high", f"low ≤ {central} ≤ high is needed"),
            )
        for end in (low, high):
            _refuse_beyond(span, name, end)
        yield name, Span(low, high, span.text("source"))


def _path_key(kind: str) -> str:
    return "quantity" if kind == "compensation" else "path"


def _path(keys: Keys, name: str, years: range) -> Path_:
    path = keys.by_year(name)
    if not path:
        raise keys.bad(name, Words("没有任何年份", "there is no dated value"))
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


LIMITS = {
    "retention": (Fraction(0), MOST_RETAINED),
    "tax_rate": (Fraction(0), ONE),
    "depreciation": (Fraction(0), ONE),
    "share": (Fraction(0), ONE),
}


def _refuse_beyond(keys: Keys, name: str, value: Fraction) -> None:
    low, high = LIMITS.get(name, (value, value))
    if not low <= value <= high:
        raise keys.bad(name, Words(f"应在 {low} 与 {high} 之间", f"must be {low} to {high}"))


def _refuse_numbers(keys: Keys, lever: Lever) -> None:
    n = lever.numbers
    for name, value in n.items():
        _refuse_beyond(keys, name, value)
    if n.get("retention") == 0 or n.get("unit_cost", ONE) <= 0:
        name = "retention" if n.get("retention") == 0 else "unit_cost"
        raise keys.bad(name, Words("应为正数", "must be above zero"))
    negative = any(value < 0 for value in lever.path.values()) and lever.kind != "growth"
    if negative or n.get("price", ONE) < 0:
        name = _path_key(lever.kind) if negative else "price"
        hint = Words("请对调 from 与 to", "swap from and to")
        fact = Words("不能为负", "must not be negative")
        raise keys.wrong("BAD_VALUE", fact, hint=hint, field=name, row=keys.node.lines[name])
    _refuse_rates(keys, lever)
    if lever.destination and lever.destination == lever.origin:
        raise keys.bad("to", Words("与 from 相同", "is the same party as from"))
    if lever.kind in {"contracts", "growth"} and lever.unit != "ratio":
        raise keys.bad("unit", Words("应为 ratio", "must be ratio"))


def _refuse_rates(keys: Keys, lever: Lever) -> None:
    """A yearly rate of -1 leaves nothing; one above 10 is a percentage taken for a ratio."""
    paths = [lever.path] if lever.kind == "growth" else [*lever.factor_paths.values()]
    for year, rate in ((y, r) for path in paths for y, r in path.items()):
        if not -1 < rate <= MOST_RATE:
            fact = Words(
                f"{year} 年的年增率 {rate} 不在 -1 与 {MOST_RATE} 之间",
                f"the yearly rate {rate} of {year} is not within -1 and {MOST_RATE}",
            )
            hint = Words("0.05 即 5%", "0.05 is 5 %")
            row = keys.node.lines["path"]
            raise keys.wrong("BAD_VALUE", fact, hint=hint, field="path", row=row)


def refuse_shares(keys: Keys, levers: tuple[Lever, ...], years: range) -> None:
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


def refuse_twice(keys: Keys, levers: tuple[Lever, ...]) -> None:
    """Two levers on one stock, or one product of factors, would each count it whole."""
    seen: dict[tuple[str, str, str], str] = {}
    for lever in levers:
        if lever.kind not in {"services", "carbon"}:
            continue
        key = (lever.kind, lever.origin, lever.indicator)
        other = seen.setdefault(key, lever.id)
        if other != lever.id:
            fact = Words(
                f"{other} 与 {lever.id} 作用于同一存量或排放,请并为一项",
                f"{other} and {lever.id} act on the same stock or emissions: make them one",
            )
            raise keys.bad("levers", fact)


def _sale(lever: Lever) -> tuple[str, str, str]:
    return lever.kind, lever.origin, lever.indicator
