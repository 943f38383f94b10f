"""`yipan reach`: who reaches a service in time, and where should the next facilities go?"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.board.bindings.problems import find_problem
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import file_digest
from yipan.core.interval import rational_text
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.links.reach_file import Answer

SHOWN = 40


@click.command("reach")
@click.argument("services")
@click.option("--figure", type=click.Path(path_type=Path), help="Write the map as an SVG.")
@common_options
def reach(
    services: str,
    figure: Path | None,
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
        from yipan.publish.reach_figure import reach_svg

        figure.write_text(reach_svg(answer, language), encoding="utf-8")
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


def lines(answer: Answer) -> list[Words]:
    """Conservation, circles, the uncovered, equality and the sites, one line each."""
    found, unit = answer.report, answer.report.problem.unit
    equal = answer.equality
    said = [
        Words(
            f"供给 {short(found.supply)} = 各地人口 × 可及性之和 {short(found.served)}",
            f"supply {short(found.supply)} = population × access {short(found.served)}",
        )
    ]
    for c in found.circles:
        share = "—" if c.share is None else f"{short(c.share * 100)}%"
        said.append(
            Words(
                f"{short(c.until)} {unit}圈: {share} 的人口,圈外 {len(c.outside)} 处",
                f"within {short(c.until)} {unit}: {share} of people; {len(c.outside)} places not",
            )
        )
    if found.uncovered:
        names = "、".join(found.uncovered[:10])
        said.append(Words(f"未覆盖: {names}", f"uncovered: {names}"))
    if equal.gini is not None:
        ratio = "—" if equal.max_min is None else short(equal.max_min)
        parts = ", ".join(f"{group or '—'} {value:.4f}" for group, value in equal.within)
        said.append(
            Words(
                f"均等: 最高/最低 {ratio},基尼 {short(equal.gini)},"
                f"泰尔 {equal.theil:.4f} = 组间 {equal.between:.4f} + 组内 {parts}",
                f"equality: max/min {ratio}, Gini {short(equal.gini)},"
                f" Theil {equal.theil:.4f} = between {equal.between:.4f} + within {parts}",
            )
        )
    for b in answer.buildings:
        sites = "、".join(b.sites)
        proof = ("已证最优", "proven best") if b.proven else ("未证", "not proven")
        aim = {"median": ("总行程", "total travel"), "cover": ("覆盖人口", "people covered")}[b.aim]
        said.append(
            Words(
                f"新建 {sites}: {aim[0]} {short(b.before)} → {short(b.value)}"
                f"(界 {short(b.bound)},{proof[0]})",
                f"build {sites}: {aim[1]} {short(b.before)} → {short(b.value)}"
                f" (bound {short(b.bound)}, {proof[1]})",
            )
        )
    return said + [Words(note, note) for note in found.problem.notes]


def short(value: Fraction) -> str:
    """Three decimals at most, for people; the exact value is in --json."""
    return rational_text(Fraction(round(value * 1000), 1000))
