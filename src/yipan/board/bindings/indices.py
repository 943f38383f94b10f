"""Index systems of a board: what they rest on, their domains, ranks and interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yipan.board.bindings.measures import Asked, take
from yipan.board.bindings.yearly import Figures, YearFigure, vintage, yearly
from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.facts import FIRST_PUBLISHED

if TYPE_CHECKING:
    from datetime import date

    from yipan.board.board import Board
    from yipan.facts import Fact
    from yipan.gauge.arrays import Floats
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
    """What an index rests on: the cube, published totals, and what is left out.

    `vintages` and `half_units` are other figures for the cells of the cube; `held` names party and
    period of every figure that the board has of an indicator.
    """

    cube: Dense
    published: Mapping[tuple[str, str], float]
    base: str
    left_out: tuple[str, ...]
    labels: Mapping[str, str]
    vintages: Mapping[str, Floats] = field(default_factory=dict)
    half_units: Floats | None = None
    held: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


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
    cube, published, base, left_out = _common_periods(
        taken.table.dense("party", "period", "indicator")
    )
    asked = board.select(list(system.indicators), as_of=wanted.as_of)
    facts = board.ledger.facts(asked)
    return Source(
        cube,
        published,
        base,
        left_out,
        taken.labels,
        other_vintages(board, facts, cube, wanted.as_of),
        half_units(yearly(board, facts, as_of=asked.as_of), cube),
        _held(board, facts, lang),
    )


def other_vintages(
    board: Board, facts: Sequence[Fact], cube: Dense, as_of: date | None
) -> dict[str, Floats]:
    """The cube with the figures of each vintage, and as first published, where they differ."""
    import numpy as np

    states = {vintage(board, fact) for fact in facts} - {""}
    found = {
        state: yearly(board, [f for f in facts if vintage(board, f) == state], as_of=as_of)
        for state in sorted(states)
    }
    first = replace(FIRST_PUBLISHED, manual=board.rule.manual)
    found["first-published"] = yearly(board, facts, as_of=as_of, rule=first)
    out = {}
    for name, figures in found.items():
        values = cube.values.copy()
        for at, figure in _cells(figures, cube):
            values[at] = float(figure.value)
        if not np.array_equal(values, cube.values, equal_nan=True):
            out[name] = values
    return out


def half_units(figures: Figures, cube: Dense) -> Floats:
    """Half the width of what each printed figure can stand for; 0 where it is not known."""
    import numpy as np

    out = np.zeros(cube.values.shape)
    for at, figure in _cells(figures, cube):
        low, high = figure.interval.lo, figure.interval.hi
        if low is not None and high is not None:
            out[at] = float(high - low) / 2
    return out


def _cells(figures: Figures, cube: Dense) -> Iterator[tuple[tuple[int, int, int], YearFigure]]:
    """The figures that stand in the cube, with their places."""
    parties, periods, names = ({n: i for i, n in enumerate(axis)} for axis in cube.labels)
    for (indicator, party, year), figure in figures.items():
        if indicator in names and party in parties and str(year) in periods:
            yield (parties[party], periods[str(year)], names[indicator]), figure


def _held(board: Board, facts: Sequence[Fact], lang: str) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for fact in facts:
        found.setdefault(fact.indicator, set()).add((fact.party, fact.period))
    return {
        name: tuple((board.party_name(party, lang), period) for party, period in sorted(cells))
        for name, cells in found.items()
    }


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
        "missing": list(missing_rows(system, source)),
        "left_out": list(source.left_out),
        "weights": built.tree.effective(),
        "values": rows,
        "published": checks,
        "interval": _interval(source, system, built),
    }


def missing_rows(system: IndexSystem, source: Source) -> Iterator[dict[str, Any]]:
    """A row for each indicator without complete data: what lacks, and what the board has of it."""
    import numpy as np

    parties, periods, names = source.cube.labels
    for domain in system.domains:
        for item in domain.items:
            if item.indicator in names:
                gaps = np.isnan(source.cube.values[:, :, names.index(item.indicator)])
            else:
                gaps = np.ones((len(parties), len(periods)), dtype=bool)
            if not gaps.any():
                continue
            held = source.held.get(item.indicator, ())
            yield {
                "item": "missing",
                "domain": domain.name,
                "indicator": item.indicator,
                "parties": [parties[p] for p in np.flatnonzero(gaps.any(axis=1))],
                "periods": [periods[t] for t in np.flatnonzero(gaps.any(axis=0))],
                "held": [{"party": party, "period": period} for party, period in held],
            }


def _interval(source: Source, system: IndexSystem, built: Built) -> Mapping[str, Any] | None:
    """Scores and ranks over the declared alternatives; none where there is one party only."""
    from yipan.gauge.families.intervals import default_interval
    from yipan.gauge.index_system import columns_of

    cube = source.cube
    if len(cube.names("party")) < 2:
        return None
    columns = replace(
        cube, labels=(*cube.labels[:2], built.columns), values=built.values, weights=None
    )
    vintages = {
        name: columns_of(system, replace(cube, values=values), built)
        for name, values in source.vintages.items()
    }
    half = source.half_units
    if half is not None:
        moved = columns_of(system, replace(cube, values=cube.values + half), built)
        half = abs(moved - built.values)
    return default_interval(
        columns,
        built.tree,
        built.recipe,
        vintages={k: v for k, v in vintages.items() if (v != built.values).any()},
        half_units=half,
    )
