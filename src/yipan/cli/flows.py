"""`yipan flows`: what stays inside the region, who gives and takes, and what gravity expects."""

from __future__ import annotations

import click

from yipan import __version__
from yipan.board.bindings.problems import find_problem, place_aliases
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import file_digest
from yipan.core.english import unit_apart
from yipan.core.words import Words
from yipan.publish.link_words import short


@click.command("flows")
@click.argument("flows_file", metavar="FLOWS")
@common_options
def flows(flows_file: str, board: str, as_of: str | None, lang: str | None, as_json: bool) -> None:
    """Flows 流: FLOWS.yaml names flows between parties, their masses and distances."""
    from yipan.links.flows import report
    from yipan.links.flows_file import as_dict, read_flows

    path = find_problem(flows_file, board)
    problem = read_flows(path, place_aliases())
    found = report(problem)
    if as_json:
        receipt = {"program": __version__, "problem": {"sha256": file_digest(path)}}
        document = as_dict(found, problem.unit)
        click.echo(envelope("flows", document, board=board, as_of=as_of, receipt=receipt))
        return
    language = lang or "zh"
    share = "—" if found.inside is None else f"{short(found.inside * 100)}%"
    line = Words(
        f"合计 {short(found.total)} {problem.unit};区域各方流出中留在区域内 {share}",
        f"total {short(found.total)}{unit_apart(problem.unit, 'en')}; {share} of what the region"
        " gives stays inside",
    )
    click.echo(line.pick(language))
    header = Words("方 流出 流入 净 自留 中心性", "party gives takes balance own centrality")
    rows = [
        (
            p.party,
            short(p.gives),
            short(p.takes),
            short(p.balance),
            short(p.own),
            f"{p.centrality:.4f}",
        )
        for p in found.parties
    ]
    click.echo(table(header.pick(language).split(), rows, right=(1, 2, 3, 4, 5)))
    if found.gravity:
        header = Words("从 到 实际 引力期望 比", "from to actual expected ratio")
        pairs = [
            (e.start, e.end, short(e.actual), f"{e.expected:.1f}", f"{e.ratio:.2f}")
            for e in found.gravity
        ]
        click.echo("")
        click.echo(table(header.pick(language).split(), pairs, right=(2, 3, 4)))
        warning = Words("期望不是原因,也不是目标", "an expectation is neither a cause nor an aim")
        click.echo(warning.pick(language))
    for note in found.notes:
        click.echo(note)
