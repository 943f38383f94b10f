"""`yipan index`: an index system of a board, with its domains, ranks and their interval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import Receipt
from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.board.bindings.indices import Source
    from yipan.gauge.index_system import IndexSystem


MOST_PERIODS = 3


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
    from yipan.board import open_board
    from yipan.board.bindings.indices import Wanted, index_document, index_source, systems_of
    from yipan.cli.main import language
    from yipan.cli.opened import read_as_of

    spoken = lang or language([])
    board = open_board(asked["board"])
    systems = systems_of(board)
    if name is None:
        _list(systems, as_json, spoken, board)
        return
    if name not in systems:
        raise UnknownName("index", name, systems)
    system = systems[name]
    wanted = Wanted(
        asked["parties"],
        asked["periods"],
        asked["bases"],
        read_as_of(asked["as_of"]),
        asked["mix_vintages"],
    )
    source = index_source(board, system, wanted, spoken)
    document = index_document(system, source, asked["partial"])
    if as_json:
        receipt = Receipt(__version__, facts=board.ledger.digest)
        click.echo(
            envelope("index", document, board=board.name, as_of=asked["as_of"], receipt=receipt)
        )
        return
    _show(system, source, document, spoken)


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
            f"合计只含 {done}/{len(system.domains)} 个领域, 缺的数据:"
            if zh
            else f"the total covers {done} of {len(system.domains)} domains; what is missing:"
        )
        for row in document["missing"]:
            click.echo(f"  {_missing(row, source, zh)}")
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


def _missing(row: Mapping[str, Any], source: Source, zh: bool) -> str:
    """What lacks for an indicator, and what the board has of it."""
    lacking = _joined([source.labels.get(p, p) for p in row["parties"]], zh)
    first, last = row["periods"][0], row["periods"][-1]
    span = first if first == last else f"{first}–{last}"
    by_party: dict[str, list[str]] = {}
    for cell in row["held"]:
        by_party.setdefault(cell["party"], []).append(cell["period"])
    held = [f"{party} {', '.join(_ends(periods))}" for party, periods in by_party.items()]
    if zh:
        has = f"盘上只有 {';'.join(held)}" if held else "盘上没有任何数据"
        return f"{row['domain']}/{row['indicator']}: 缺 {lacking} {span}; {has}"
    has = f"the board has only {'; '.join(held)}" if held else "the board has none at all"
    return f"{row['domain']}/{row['indicator']}: {lacking} {span} missing; {has}"


def _ends(periods: list[str]) -> list[str]:
    """All of a few periods, else the first and the last."""
    few = sorted(set(periods))
    return few if len(few) <= MOST_PERIODS else [f"{few[0]}–{few[-1]}"]


def _joined(names: list[str], zh: bool) -> str:
    return "、".join(names) if zh else ", ".join(names)


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
        if r["item"] == "rank"
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
