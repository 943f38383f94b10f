"""`yipan index`: an index system of a board, with its domains, ranks and their interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import Receipt
from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.gauge.index_system import Built, IndexSystem
    from yipan.gauge.table import Dense

FOLDER = "indices"
PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Source:
    """What an index rests on: the cube, published totals, and what is left out."""

    cube: Dense
    published: Mapping[tuple[str, str], float]
    base: str
    left_out: tuple[str, ...]
    labels: Mapping[str, str]


@click.command("index")
@click.argument("name", required=False)
@click.option("--party", "parties", multiple=True, help="These parties (default the headline's).")
@click.option("--period", "periods", multiple=True, help="These periods.")
@click.option("--base", "bases", multiple=True, help="The base of published index numbers.")
@click.option("--partial/--complete", default=None, help="Whether domains without data may lack.")
@click.option("--mix-vintages", is_flag=True, help="Mix vintages, and mark it.")
@common_options
def index(name: str | None, lang: str | None, as_json: bool, **asked: Any) -> None:
    """An index system 指数 of the board: domains, total, ranks with their interval."""
    import yipan
    from yipan.cli.main import language

    spoken = lang or language([])
    board = yipan.open(asked["board"])
    systems = read_systems(board.path / FOLDER)
    if name is None:
        _list(systems, as_json, spoken, board)
        return
    if name not in systems:
        raise UnknownName("index", name, systems)
    system = systems[name]
    source = _source(board, system, asked, spoken)
    document = index_document(system, source, asked["partial"])
    if as_json:
        receipt = Receipt(__version__, facts=board.ledger.digest)
        click.echo(
            envelope("index", document, board=board.name, as_of=asked["as_of"], receipt=receipt)
        )
        return
    _show(system, source, document, spoken)


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


def _source(board: Board, system: IndexSystem, asked: Mapping[str, Any], lang: str) -> Source:
    if system.data:
        return published_source(board.path / FOLDER / system.data, system, asked["bases"])
    from yipan.cli.board_table import Asked, take
    from yipan.cli.opened import read_as_of

    wanted = Asked(
        system.indicators,
        asked["parties"],
        asked["periods"],
        as_of=read_as_of(asked["as_of"]),
        mix_vintages=asked["mix_vintages"],
    )
    taken = take(board, wanted, lang)
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


def _list(systems: Mapping[str, IndexSystem], as_json: bool, lang: str, board: Board) -> None:
    rows = [
        [name, s.title.pick(lang), "、".join(d.name for d in s.domains)]
        for name, s in systems.items()
    ]
    if as_json:
        result = {
            "indices": [dict(zip(("index", "title", "domains"), r, strict=True)) for r in rows]
        }
        click.echo(envelope("index", result, board=board.name, receipt=Receipt(__version__)))
        return
    if not rows:
        raise BadInput(Words("该盘没有指数 (indices/*.yaml)", "the board has no indices/*.yaml"))
    header = ["指数", "名称", "领域"] if lang == "zh" else ["index", "title", "domains"]
    click.echo(table(header, rows))


def _show(system: IndexSystem, source: Source, document: Mapping[str, Any], lang: str) -> None:
    zh = lang == "zh"
    click.echo(
        f"{system.title.pick(lang)}  {document['normalise']}, {document['variant']}"
        + (f", {'基期' if zh else 'base'} {source.base}" if source.base else "")
    )
    if system.note.pick(lang):
        click.echo(system.note.pick(lang))
    if document["undetermined"]:
        done = len(document["weights"]) and sum(
            1 for d in system.domains if d.name in document["weights"]
        )
        click.echo(
            f"{'未定' if zh else 'undetermined'}: {', '.join(document['undetermined'])}; "
            + (
                f"合计只含 {done}/{len(system.domains)} 个领域"
                if zh
                else f"the total covers {done} of {len(system.domains)} domains"
            )
        )
    if document["left_out"]:
        click.echo(f"{'未计入' if zh else 'left out'}: {', '.join(document['left_out'])}")
    header, lines = _lines(source, document, zh)
    click.echo(table(header, lines, right=list(range(2, len(header)))))
    for check in document["published"]:
        click.echo(
            f"{check['period']}: {'公布' if zh else 'published'} {check['published']}, "
            f"{'复算' if zh else 'computed'} {check['computed']:.3f}, "
            f"{'差' if zh else 'difference'} {check['residual']:.3f}"
        )
    interval = document["interval"]
    if interval:
        click.echo(
            f"{'名次区间' if zh else 'interval of ranks'}: {interval['variants']} "
            f"{'个变体, 失败' if zh else 'variants, failed'} {len(interval['failed'])}"
        )


def _lines(
    source: Source, document: Mapping[str, Any], zh: bool
) -> tuple[list[str], list[list[str]]]:
    nodes = list(dict.fromkeys(row["node"] for row in document["values"]))
    cells = {
        (r["item"], r["party"], r["period"], r["node"]): r["value"] for r in document["values"]
    }
    bounds = {
        (r["party"], r["period"]): f"{r['low']:.0f}-{r['high']:.0f}"
        for r in (document["interval"] or {"rows": []})["rows"]
    }
    top = document["index"]
    header = [
        "方" if zh else "party",
        "时期" if zh else "period",
        *("合计" if zh and n == top else n for n in nodes),
        "名次" if zh else "rank",
        "区间" if zh else "interval",
    ]
    lines = []
    for party in source.cube.names("party"):
        for period in source.cube.names("period"):
            shown = [_number(cells["score", party, period, n]) for n in nodes]
            rank = str(cells["rank", party, period, top])
            lines.append(
                [
                    source.labels.get(party, party),
                    period,
                    *shown,
                    rank,
                    bounds.get((party, period), ""),
                ]
            )
    return header, lines


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"
