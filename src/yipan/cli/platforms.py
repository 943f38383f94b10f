"""`yipan platforms`: efficiency, overlap, concentration and what the rules say of each platform."""

from __future__ import annotations

import click

from yipan import __version__
from yipan.board.bindings.problems import find_problem
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import file_digest
from yipan.core.words import Words
from yipan.publish.link_words import short


@click.command("platforms")
@click.argument("platforms_file", metavar="PLATFORMS")
@common_options
def platforms(
    platforms_file: str, board: str, as_of: str | None, lang: str | None, as_json: bool
) -> None:
    """Platforms 平台: PLATFORMS.yaml lists inputs, outputs and industries of each."""
    from yipan.matching.platforms import as_dict, read_platforms

    path = find_problem(platforms_file, board)
    found = read_platforms(path)
    if as_json:
        receipt = {"program": __version__, "problem": {"sha256": file_digest(path)}}
        document = as_dict(found)
        click.echo(envelope("platforms", document, board=board, as_of=as_of, receipt=receipt))
        return
    language = lang or "zh"
    names = [s.id for s in found.sites]
    header = Words("平台 效率 标杆 目标投入", "platform efficiency peers target").pick(language)
    rows = [
        (
            site.id,
            short(e.value),
            "、".join(f"{names[j]} {short(weight)}" for j, weight in e.peers),
            "、".join(f"{k} {short(v)}" for k, v in zip(site.inputs, e.target, strict=True)),
        )
        for site, e in zip(found.sites, found.efficiency, strict=True)
    ]
    click.echo(table(header.split(), rows, right=(1,)))
    if found.mean_overlap is not None:
        line = Words(
            f"\n两两重合(杰卡德)平均 {short(found.mean_overlap)}",
            f"\nmean pairwise overlap (Jaccard) {short(found.mean_overlap)}",
        )
        click.echo(line.pick(language))
        for pair in sorted(found.overlaps, key=lambda o: -o.jaccard)[:10]:
            if pair.jaccard:
                shared = "、".join(pair.shared)
                click.echo(f"  {pair.first} – {pair.second}: {short(pair.jaccard)} ({shared})")
    if found.concentration:
        parts = "  ".join(f"{k} {short(v)}" for k, v in found.concentration.items())
        line = Words(f"集中度(赫芬达尔): {parts}", f"concentration (Herfindahl): {parts}")
        click.echo(line.pick(language))
    for p in found.proposals:
        partner = f" → {p.partner}" if p.partner else ""
        click.echo(f"{p.action} {p.platform}{partner}: {p.zh}")
    for note in (*found.notes, "模拟结果, 不是任何机关的决定"):
        click.echo(note)
