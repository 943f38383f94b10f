"""`yipan link`: is the chain whole, and in which order does closing its gaps pay?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.board.bindings.problems import find_problem, place_aliases
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import file_digest
from yipan.core.interval import rational_text as text
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.links.chain import ChainReport

KINDS = {"断点": "break", "卡点": "held outside", "堵点": "choke", "弱点": "single point"}


@click.command("link")
@click.argument("chain")
@click.option(
    "--figure", type=click.Path(path_type=Path), help="Write the chain as an SVG, gaps marked."
)
@common_options
def link(
    chain: str,
    figure: Path | None,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Link 通: CHAIN.yaml lists stages, suppliers and demand; the answer lists the gaps."""
    from yipan.links.chain import report
    from yipan.links.chain_file import as_dict, read_chain

    path = find_problem(chain, board)
    found = report(read_chain(path, place_aliases()))
    language = lang or "zh"
    if figure is not None:
        from yipan.publish.chain_figure import chain_svg

        figure.write_text(chain_svg(found, language), encoding="utf-8")
    if as_json:
        receipt = {"program": __version__, "problem": {"sha256": file_digest(path)}}
        click.echo(envelope("link", as_dict(found), board=board, as_of=as_of, receipt=receipt))
        return
    _show(found, language)


def _show(found: ChainReport, lang: str) -> None:
    unit = found.chain.unit
    binding = "、".join(found.binding)
    title = found.chain.product or found.chain.target
    line = Words(
        f"{title}: 可通过 {text(found.throughput)} {unit},"
        f"需求 {text(found.chain.demand)};受限于 {binding}",
        f"{title}: {text(found.throughput)} of {text(found.chain.demand)} {unit}"
        f" goes through; limited by {binding}",
    )
    click.echo(line.pick(lang))
    for sentence in sentences(found):
        click.echo("  " + sentence.pick(lang))
    if found.order:
        header = Words("次序 环节 缺口 至少增加 之后可通过", "order stage gap raise then").pick(
            lang
        )
        rows = [
            (
                str(i),
                r.stage,
                r.kind if lang == "zh" else KINDS[r.kind],
                text(r.raise_by),
                text(r.throughput_after),
            )
            for i, r in enumerate(found.order, start=1)
        ]
        click.echo("")
        click.echo(table(header.split(), rows, right=(0, 3, 4)))
    for note in found.notes:
        click.echo(note)


def sentences(found: ChainReport) -> list[Words]:
    """One line for each gap, choke, single point, leader, dependence and extension."""
    lines = []
    for b in found.breaks:
        outside = "、".join(b.outside) or "无"
        lines.append(
            Words(
                f"{b.kind} {b.stage}: 区域内没有产能;区域外供应者 {outside}",
                f"{KINDS[b.kind]} {b.stage}: no capacity in the region; outside: {outside}",
            )
        )
    for c in found.chokes:
        both = "、".join(c.together)
        lines.append(
            Words(
                f"堵点 {c.stage}: 限于 {text(c.at)};"
                + (
                    f"与 {both} 同时受限,单独扩大无效"
                    if both
                    else f"增加 {text(c.raise_by)} 可多通过 {text(c.gain)}"
                ),
                f"choke {c.stage}: limits to {text(c.at)}; "
                + (
                    f"binds together with {both}, alone gains 0"
                    if both
                    else f"raising by {text(c.raise_by)} gains {text(c.gain)}"
                ),
            )
        )
    for p in found.single_points:
        kind = {"supplier": "唯一供应者", "place": "集中于一地"}[p.kind]
        lines.append(
            Words(
                f"弱点 {p.stage}: {kind} {p.only},缺了它只能通过 {text(p.throughput_without)}",
                f"single point {p.stage}: one {p.kind} {p.only}; without it"
                f" {text(p.throughput_without)} goes through",
            )
        )
    if found.leaders:
        names = "、".join(name for name, _ in found.leaders)
        loss = text(found.leaders[0][1])
        lines.append(
            Words(f"链主 {names}: 缺一则少 {loss}", f"leaders {names}: losing one costs {loss}")
        )
    lines += [
        Words(
            f"缺口 {d.stage}: 满足需求还差 {text(d.short)},"
            f"区域外产能 {text(d.outside)}(可信赖 {text(d.trusted)})",
            f"gap {d.stage}: short by {text(d.short)} of full demand, outside capacity"
            f" {text(d.outside)} (trusted {text(d.trusted)})",
        )
        for d in found.dependence
    ]
    lines += [
        Words(
            f"延链 {e.stage} → {e.next_stage}: 外流 {text(e.leaves)},"
            f"本地下一环节有余量,可承接 {text(e.possible)}",
            f"extension {e.stage} → {e.next_stage}: {text(e.leaves)} leaves, {text(e.possible)}"
            " could be taken inside",
        )
        for e in found.extensions
    ]
    return lines
