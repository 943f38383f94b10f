"""An index system as data: domains, indicators, goalposts, base; read, checked and computed.

The document (`indices/NAME.yaml` of a board) is a mapping:

    name, title, note             what it is called
    normalise, range, aggregate   the recipe; goalposts stand with each indicator
    base                          the base of published index numbers; other bases are left out
    incomplete: refuse | partial  whether domains without data make the total undetermined
    data: FILE.csv                published numbers beside it, instead of the board's facts
    domains: [{name, weight, indicators: [{indicator, weight, better, low, high, as}]}]

`as: fraction-of-leader` measures an indicator as a share of the period's highest party.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from yipan.core.errors import BadInput, Where
from yipan.core.words import Words
from yipan.gauge.arrays import Floats
from yipan.gauge.composite import (
    AGGREGATIONS,
    NORMALISATIONS,
    Group,
    Recipe,
    Steps,
    Tree,
    normalise,
    scores,
)
from yipan.gauge.table import Dense

KEYS = {
    "name": "what the index is called on the command line",
    "title": "its name in Chinese and English",
    "note": "what a reader must know",
    "normalise": "how indicators are rescaled",
    "range": "range of the rescaled values: [0, 1]",
    "aggregate": "how domains and the total are formed",
    "base": "the base of published index numbers",
    "incomplete": "refuse or partial",
    "data": "a CSV beside the file, instead of the board's facts",
    "domains": "the domains, in order",
}
DOMAIN_KEYS = {
    "name": "what the domain is called",
    "weight": "its weight, 1 unless given",
    "indicators": "its indicators",
}
ITEM_KEYS = {
    "indicator": "slug of the indicator",
    "weight": "its weight, 1 unless given",
    "better": "up or down",
    "low": "lower goalpost",
    "high": "upper goalpost",
    "as": "value or fraction-of-leader",
}


@dataclass(frozen=True, slots=True)
class Item:
    """An indicator in a domain."""

    indicator: str
    weight: float
    down: bool
    low: float | None
    high: float | None
    leader: bool

    @property
    def column(self) -> str:
        """The name of its column in the tree: two items may rest on one indicator."""
        return f"{self.indicator}/leader" if self.leader else self.indicator


@dataclass(frozen=True, slots=True)
class Domain:
    """A named group of indicators."""

    name: str
    weight: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class IndexSystem:
    """An index as declared."""

    name: str
    title: Words
    note: Words
    normalise: str
    low: float
    high: float
    aggregate: str
    base: str
    partial: bool
    data: str
    domains: tuple[Domain, ...]

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator that is needed, once."""
        return tuple(dict.fromkeys(i.indicator for d in self.domains for i in d.items))


@dataclass(frozen=True, slots=True)
class Built:
    """The tree and recipe that the data allow, its columns, and what has no data."""

    tree: Tree
    recipe: Recipe
    columns: tuple[str, ...]
    values: Floats
    undetermined: tuple[str, ...]
    complete: bool


def read_system(document: Mapping[str, Any], file: str) -> IndexSystem:
    """The index system of a document; unknown keys and impossible values are refused."""
    _known(document, KEYS, file)
    how = str(document.get("normalise", "goalposts"))
    aggregate = str(document.get("aggregate", "arithmetic"))
    _one_of("normalise", how, (*NORMALISATIONS, "none"), file)
    _one_of("aggregate", aggregate, AGGREGATIONS, file)
    incomplete = str(document.get("incomplete", "refuse"))
    _one_of("incomplete", incomplete, ("refuse", "partial"), file)
    low, high = (_number(v, "range", file) for v in document.get("range", ("0", "1")))
    domains = tuple(_domain(d, how, file) for d in document.get("domains") or ())
    if not domains:
        raise BadInput(Words("没有领域 domains", "there are no domains"), where=file)
    return IndexSystem(
        str(document.get("name", "")),
        _words(document.get("title")),
        _words(document.get("note")),
        how,
        low,
        high,
        aggregate,
        str(document.get("base") or ""),
        incomplete == "partial",
        str(document.get("data") or ""),
        domains,
    )


def _domain(entry: Mapping[str, Any], how: str, file: str) -> Domain:
    _known(entry, DOMAIN_KEYS, file)
    items = tuple(_item(i, how, file) for i in entry.get("indicators") or ())
    name = str(entry.get("name", ""))
    if not items:
        raise BadInput(Words(f"{name} 没有指标", f"{name} has no indicators"), where=file)
    return Domain(name, _number(entry.get("weight", "1"), "weight", file), items)


def _item(entry: Mapping[str, Any], how: str, file: str) -> Item:
    _known(entry, ITEM_KEYS, file)
    name = str(entry.get("indicator", ""))
    low, high = (
        None if entry.get(k) is None else _number(entry[k], k, file) for k in ("low", "high")
    )
    if how == "goalposts" and (low is None or high is None or low >= high):
        raise BadInput(Words(f"{name} 需要 low < high", f"{name} needs low < high"), where=file)
    better, kind = str(entry.get("better", "up")), str(entry.get("as", "value"))
    _one_of("better", better, ("up", "down"), file)
    _one_of("as", kind, ("value", "fraction-of-leader"), file)
    weight = _number(entry.get("weight", "1"), "weight", file)
    return Item(name, weight, better == "down", low, high, kind == "fraction-of-leader")


def build(system: IndexSystem, cube: Dense, *, partial: bool | None = None) -> Built:
    """What can be computed on a cube; an indicator with a missing cell has no data.

    Refuses where a domain has none and the system does not allow a partial total.
    """
    groups: list[Group] = []
    top: list[tuple[str, float]] = []
    columns: list[str] = []
    values: list[Floats] = []
    undetermined: list[str] = []
    for domain in system.domains:
        kept = [item for item in domain.items if _has(cube, item.indicator)]
        undetermined += [f"{domain.name}/{i.indicator}" for i in domain.items if i not in kept]
        if not kept:
            continue
        names = tuple(item.column for item in kept)
        groups.append(Group(domain.name, names, tuple(item.weight for item in kept)))
        top.append((domain.name, domain.weight))
        columns += names
        values += [_column(cube, item) for item in kept]
    allowed = system.partial if partial is None else partial
    if undetermined and not (allowed and groups):
        raise BadInput(
            Words(
                f"没有完整数据: {', '.join(undetermined)}",
                f"no complete data for {', '.join(undetermined)}",
            ),
            hint=Words(
                "补充数据, 或 --partial 只算有数据的领域",
                "supply them, or --partial for the domains that have data",
            ),
        )
    names, weights = zip(*top, strict=True)
    tree = Tree((*groups, Group(system.name, names, weights)), _down(system))
    posts = tuple(
        (i.column, i.low, i.high)
        for d in system.domains
        for i in d.items
        if i.low is not None and i.high is not None
    )
    recipe = Recipe(
        system.normalise, low=system.low, high=system.high, posts=posts, aggregate=system.aggregate
    )
    return Built(
        tree,
        recipe,
        tuple(columns),
        np.stack(values, axis=2),
        tuple(undetermined),
        not undetermined,
    )


def columns_of(system: IndexSystem, cube: Dense, built: Built) -> Floats:
    """The columns of what was built, from other figures for the same cells."""
    found = {
        item.column: _column(cube, item)
        for domain in system.domains
        for item in domain.items
        if item.column in built.columns
    }
    return np.stack([found[name] for name in built.columns], axis=2)


def unit_values(built: Built) -> tuple[Floats, dict[str, float]]:
    """Rescaled values of the columns on 0..1, and their effective weights."""
    recipe, down = built.recipe, [k for k, c in enumerate(built.columns) if c in built.tree.down]
    z = normalise(built.values, recipe, down, built.columns)
    span = recipe.high - recipe.low
    return np.clip((z - recipe.low) / span, 0.0, 1.0), built.tree.effective()


def compute(built: Built) -> dict[str, Floats]:
    """The score (party, period) of every domain and of the total."""
    return scores(Steps(built.values, built.columns), built.tree, built.recipe)


def _down(system: IndexSystem) -> frozenset[str]:
    return frozenset(i.column for d in system.domains for i in d.items if i.down)


def _has(cube: Dense, name: str) -> bool:
    names = cube.names("indicator")
    return name in names and not np.isnan(cube.values[:, :, names.index(name)]).any()


def _column(cube: Dense, item: Item) -> Floats:
    x = cube.values[:, :, cube.names("indicator").index(item.indicator)]
    if not item.leader:
        return x
    most = x.max(axis=0, keepdims=True)
    if (most <= 0).any():
        raise BadInput(
            Words(
                f"{item.indicator}: 最大值须为正",
                f"{item.indicator}: the largest value must be positive",
            )
        )
    return np.asarray(x / most)


def _known(entry: Mapping[str, Any], keys: Mapping[str, str], file: str) -> None:
    for key in entry:
        if key not in keys:
            from yipan.core.errors import UnknownName

            raise UnknownName("setting", str(key), keys, where=file)


def _one_of(key: str, value: str, values: Sequence[str], file: str) -> None:
    if value not in values:
        raise BadInput(
            Words(f"{key}: {value} 不可用", f"{key}: {value} is not one of its values"),
            hint=Words(f"可用: {', '.join(values)}", f"use one of {', '.join(values)}"),
            where=file,
        )


def _number(text: Any, key: str, file: str) -> float:
    try:
        return float(text)
    except (TypeError, ValueError):
        raise BadInput(
            Words(f"不是数: {text!r}", f"not a number: {text!r}"), where=Where(file=file, field=key)
        ) from None


def _words(entry: Any) -> Words:
    if isinstance(entry, Mapping):
        return Words(str(entry.get("zh", "")), str(entry.get("en", "")))
    return Words(str(entry or ""), str(entry or ""))
