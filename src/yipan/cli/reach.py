"""`yipan reach`: who reaches a service in time, and where should the next facilities go?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.board.bindings.problems import find_problem
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import file_digest
from yipan.core.interval import rational_text
from yipan.core.words import Words
from yipan.publish.link_words import lines, short

if TYPE_CHECKING:
    from yipan.links.reach_file import Answer

SHOWN = 40


@click.command("reach")
@click.argument("services")
@click.option("--figure", metavar="FILE", default=None, help="Map as .svg, .png, .csv or .json.")
@common_options
def reach(
    services: str,
    figure: str | None,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Reach 可及: SERVICES.yaml lists places, facilities and travel times."""
    from yipan.links.reach_file import as_dict, read_reach, solve

    path = find_problem(services, board)
    read = read_reach(path)
    answer = solve(read)
    language = lang or "zh"
    if figure is not None:
        from yipan.cli.figure_file import write_figure
        from yipan.publish.reach_figure import reach_figure

        write_figure(reach_figure(answer, path.stem), figure, language)
    if as_json:
        receipt = {"program": __version__, "problem": {"sha256": file_digest(path)}}
        click.echo(envelope("reach", as_dict(answer), board=board, as_of=as_of, receipt=receipt))
        return
    _show(answer, language)


def _show(answer: Answer, lang: str) -> None:
    found, per = answer.report, answer.report.problem.per
    header = Words("地点 人口 可及性 可达设施 最近", "place population access reached nearest")
    rows = [
        (
            a.place.id,
            rational_text(a.place.population),
            short(a.access * per),
            "、".join(a.reached) or "—",
            "—" if a.nearest is None else short(a.nearest),
        )
        for a in found.places[:SHOWN]
    ]
    click.echo(table(header.pick(lang).split(), rows, right=(1, 2, 4)))
    if len(found.places) > SHOWN:
        click.echo(f"… {len(found.places)}")
    for line in lines(answer):
        click.echo(line.pick(lang))
