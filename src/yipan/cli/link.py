"""`yipan link`: is the chain whole, and in which order does closing its gaps pay?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.board.bindings.problems import find_problem, place_aliases
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import file_digest
from yipan.core.english import unit_apart
from yipan.core.interval import rational_text as text
from yipan.core.words import Words
from yipan.publish.link_words import KINDS, sentences

if TYPE_CHECKING:
    from yipan.links.chain_model import ChainReport


@click.command("link")
@click.argument("chain")
@click.option("--figure", metavar="FILE", default=None, help="Chain as .svg, .png, .csv or .json.")
@common_options
def link(
    chain: str,
    figure: str | None,
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
        from yipan.cli.figure_file import write_figure
        from yipan.publish.chain_figure import chain_figure

        write_figure(chain_figure(found, path.stem), figure, language)
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
        f"{title}: {text(found.throughput)} of {text(found.chain.demand)}{unit_apart(unit, 'en')}"
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
