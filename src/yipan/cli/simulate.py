"""`yipan simulate`: what follows from a lever, what a tested forecast gives, what is assumed."""

from __future__ import annotations

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope
from yipan.core.canonical import Receipt, file_digest


@click.command()
@click.argument("scenario", metavar="SCENARIO")
@common_options
def simulate(scenario: str, board: str, as_of: str | None, lang: str | None, as_json: bool) -> None:
    """Levers as dated paths: accounting, forecast and assumptions as separate blocks (推).

    SCENARIO is a YAML file, or the name of one that comes with the board.
    """
    from yipan.board.bindings.scenarios import simulation_json
    from yipan.board.bindings.simulating import simulate_document
    from yipan.cli.simulation_text import names_of, simulation_text
    from yipan.scenarios.baseline import needed

    found = simulate_document(scenario, board, as_of)
    language = lang or "zh"
    if as_json:
        receipt = Receipt(__version__, facts=file_digest(found.document))
        result = simulation_json(found.simulation, language)
        click.echo(envelope("simulate", result, board=found.board, as_of=as_of, receipt=receipt))
        return
    labels = names_of(needed(found.simulation.scenario), found.board, language)
    click.echo(simulation_text(found.simulation, language, labels))
