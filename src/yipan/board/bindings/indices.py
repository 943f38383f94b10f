"""Index systems of a board: what they rest on, their domains, ranks and interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yipan.board.bindings.measures import Asked, take
from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words

if TYPE_CHECKING:
    from datetime import date

    from yipan.board.board import Board
    from yipan.gauge.index_system import Built, IndexSystem
    from yipan.gauge.table import Dense

FOLDER = "indices"
PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to take: parties, periods, the base of published numbers, the day."""

    parties: Sequence[str] = ()
    periods: Sequence[str] = ()
    bases: Sequence[str] = ()
    as_of: date | None = None
    mix_vintages: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What an index rests on: the cube, published totals, and what is left out."""

    cube: Dense
    published: Mapping[tuple[str, str], float]
    base: str
    left_out: tuple[str, ...]
    labels: Mapping[str, str]


def systems_of(board: Board) -> dict[str, IndexSystem]:
    """Every index system of a board by name."""
    return read_systems(board.path / FOLDER)


def read_systems(folder: Path) -> dict[str, IndexSystem]:
    """Every index system of a folder by name."""
    from yipan.core.strict_yaml import read_yaml
    from yipan.gauge.index_system import read_system

    out = {}
    for path in sorted(folder.glob("*.yaml")):
        document = read_yaml(path)
        if not isinstance(document, Mapping):
            raise BadInput(Words("应为映射", "must be a mapping"), where=f"{FOLDER}/{path.name}")
        system = read_system(document, f"{FOLDER}/{path.name}")
        out[system.name or path.stem] = system
    return out


def index_source(board: Board, system: IndexSystem, wanted: Wanted, lang: str = "zh") -> Source:
    """What the system asks for: published numbers beside it, else the board's chosen facts."""
    if system.data:
        return published_source(board.path / FOLDER / system.data, system, tuple(wanted.bases))
    taken = take(
        board,
        Asked(
            system.indicators,
            wanted.parties,
            wanted.periods,
            as_of=wanted.as_of,
            mix_vintages=wanted.mix_vintages,
        ),
        lang,
    )
    cube = taken.table.dense("party", "period", "indicator")
    return Source(*_common_periods(cube), labels=taken.labels)


def _common_periods(
    cube: Dense,
) -> tuple[Dense, dict[tuple[str, str], float], str, tuple[str, ...]]:
    """The periods in which most indicators are complete; the others are left out and named."""
    import numpy as np

    complete = ~np.isnan(cube.values).any(axis=0)
    count = complete.sum(axis=1)
    keep = np.flatnonzero(count == count.max())
    periods = cube.names("period")
    labels = (cube.labels[0], tuple(periods[t] for t in keep), cube.labels[2])
    left = tuple(p for t, p in enumerate(periods) if t not in keep)
    return replace(cube, labels=labels, values=cube.values[:, keep]), {}, "", left


def published_source(path: Path, system: IndexSystem, bases: tuple[str, ...]) -> Source:
    """The published numbers of one base; two bases are refused."""
    from yipan.gauge.table import read_columns, table_of

    if len(bases) > 1:
        raise BadInput(
            Words(f"基期不同不能混用: {'、'.join(bases)}", f"bases never mix: {', '.join(bases)}"),
            hint=Words("一次只取一个 --base", "ask for one --base at a time"),
        )
    columns = read_columns(path)
    base = bases[0] if bases else system.base
    if base not in columns["base"]:
        raise UnknownName("base", base, sorted(set(columns["base"])))
    keep = [i for i, b in enumerate(columns["base"]) if b == base]
    other = sorted(
        {f"{columns['period'][i]} ({b})" for i, b in enumerate(columns["base"]) if b != base}
    )
    published = {
        (columns["party"][i], columns["period"][i]): float(columns["value"][i])
        for i in keep
        if columns["indicator"][i] == PUBLISHED
    }
    rows = [i for i in keep if columns["indicator"][i] != PUBLISHED]
    if not rows:
        raise BadInput(Words(f"以 {base} 年为基期的没有分项", f"no sub-indices are on base {base}"))
    plain = ("party", "period", "indicator", "value")
    cube = table_of({name: [columns[name][i] for i in rows] for name in plain})
    return Source(cube.dense("party", "period", "indicator"), published, base, tuple(other), {})


def index_document(
    system: IndexSystem, source: Source, partial: bool | None = None
) -> dict[str, Any]:
    """The result: rows of scores and ranks, the interval, and what is undetermined."""
    from yipan.gauge.families.indices import node_rows
    from yipan.gauge.index_system import build, compute

    built = build(system, source.cube, partial=partial)
    found = compute(built)
    parties, periods, _ = source.cube.labels
    rows = []
    for group in (built.tree.groups[-1], *built.tree.groups[:-1]):
        rows += [
            r.as_dict("item") for r in node_rows(group.name, found[group.name], parties, periods)
        ]
    checks = [
        {
            "party": p,
            "period": t,
            "published": total,
            "computed": float(found[built.tree.top][parties.index(p), periods.index(t)]),
            "residual": abs(
                total - float(found[built.tree.top][parties.index(p), periods.index(t)])
            ),
        }
        for (p, t), total in source.published.items()
        if p in parties and t in periods
    ]
    return {
        "index": system.name,
        "title": {"zh": system.title.zh, "en": system.title.en},
        "note": {"zh": system.note.zh, "en": system.note.en},
        "variant": built.recipe.aggregate,
        "normalise": built.recipe.normalise,
        "base": source.base,
        "complete": built.complete,
        "undetermined": list(built.undetermined),
        "left_out": list(source.left_out),
        "weights": built.tree.effective(),
        "values": rows,
        "published": checks,
        "interval": _interval(source.cube, built),
    }


def _interval(cube: Dense, built: Built) -> Mapping[str, object] | None:
    """Ranks over the declared alternatives; none where there is one party only."""
    from yipan.gauge.families.audits import default_interval

    if len(cube.names("party")) < 2:
        return None
    columns = replace(
        cube, labels=(*cube.labels[:2], built.columns), values=built.values, weights=None
    )
    return default_interval(columns, built.tree, built.recipe)
