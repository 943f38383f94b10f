"""`yipan simulate`: what follows from a lever, what a tested forecast gives, what is assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope, refuse_as_of
from yipan.core.canonical import Receipt, file_digest

if TYPE_CHECKING:
    from yipan.board.bindings.simulating import Simulated


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@click.option("--figure", metavar="FILE", default=None, help="Also draw it: .svg .png .csv .json.")
@common_options
def simulate(
    scenario: str,
    figure: str | None,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Levers as dated paths: accounting, forecast and assumptions as separate blocks (推).

    SCENARIO is a YAML file, or the name of one that comes with the board.
    """
    from yipan.board.bindings.scenarios import simulation_json
    from yipan.board.bindings.simulating import simulate_document
    from yipan.cli.simulation_text import names_of, simulation_text
    from yipan.scenarios.baseline import named

    found = simulate_document(scenario, board, as_of)
    if not found.board:
        refuse_as_of(as_of, found.simulation.scenario.data)
    language = lang or "zh"
    if figure is not None:
        _draw(found, figure, language)
    if as_json:
        receipt = Receipt(__version__, facts=file_digest(found.document))
        result = simulation_json(found.simulation, language)
        click.echo(envelope("simulate", result, board=found.board, as_of=as_of, receipt=receipt))
        return
    labels = names_of(named(found.simulation.scenario), found.board, language)
    click.echo(simulation_text(found.simulation, language, labels))


def _draw(found: Simulated, file: str, lang: str) -> None:
    """The three blocks as a picture; without draws there is no fan and no tornado."""
    from yipan.cli.figure_file import write_figure
    from yipan.cli.simulation_text import Say, names_of
    from yipan.core.words import Words
    from yipan.publish.scenario_figures import blocks_figure
    from yipan.publish.simulation_words import source_name
    from yipan.scenarios.baseline import named

    indicators = named(found.simulation.scenario)
    say = [
        Say(found.simulation, one, names_of(indicators, found.board, one)) for one in ("zh", "en")
    ]
    figure = blocks_figure(
        found.simulation,
        lambda name, lever: Words(*(s.quantity(name, lever) for s in say)),
        lambda name: Words(*(source_name(name, one) for one in ("zh", "en"))),
    )
    write_figure(figure, file, lang)
