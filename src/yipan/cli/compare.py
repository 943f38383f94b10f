"""yipan compare: the same facts under several compacts, or several scenarios side by side."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from yipan.board.bindings.compacts import (
    Comparison,
    compare_compacts,
    library,
    read_date,
    read_facts,
    refuse_alike,
)
from yipan.cli.face import common_options, envelope, refuse_as_of, table
from yipan.compacts.document.document import Unit
from yipan.compacts.settling.comparing import HELD_FIXED
from yipan.core.canonical import Receipt, file_digest
from yipan.core.english import unit_name
from yipan.core.errors import BadInput
from yipan.core.interval import rational_text
from yipan.core.words import Words


@click.command()
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT DOCUMENT...")
@click.option("--facts", default=None, metavar="FILE", help="Facts for compacts: .csv or .xlsx.")
@click.option("--figure", metavar="FILE", default=None, help="Also draw it: .svg .png .csv .json.")
@common_options
def compare(
    documents: tuple[str, ...],
    facts: str | None,
    figure: str | None,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Differences per party and year between compacts, or scenarios; the first is the base (比)."""
    from yipan.board.bindings.comparing import is_scenario

    refuse_alike(documents)
    if all(is_scenario(name, board) for name in documents):
        if figure is not None:
            raise BadInput(
                Words("情景的比较没有图", "there is no figure of compared scenarios"),
                hint=Words("每个情景各有图:yipan simulate 情景 --figure 文件",
                           "each has its own: yipan simulate SCENARIO --figure FILE"),
            )  # fmt: skip
        _scenarios(documents, board, as_of, lang or "zh", as_json)
        return
    if facts is None:
        raise BadInput(
            Words("比较约须给出据", "comparing compacts takes facts"),
            hint=Words("请加 --facts 文件.csv", "add --facts FILE.csv"),
        )
    day = read_date(as_of)
    shelf = library(board)
    addressed = [shelf.find(name) for name in documents]
    rows = read_facts(facts, [c for a in addressed for c in a.versions])
    found = compare_compacts(addressed, rows, day)
    result, units, proof = found.fields, found.units, found.receipt
    if figure is not None:
        _draw(found, figure, lang or "zh")
    if as_json:
        click.echo(envelope("compare", result, board=board, as_of=proof["as_of"], receipt=proof))
        return
    click.echo(render(result, units, lang or "zh"))


def _scenarios(
    names: tuple[str, ...], board: str, as_of: str | None, lang: str, as_json: bool
) -> None:
    from yipan import __version__
    from yipan.board.bindings.comparing import compare_scenarios, comparison_json
    from yipan.cli.compare_scenarios import comparison_text

    found = compare_scenarios(names, board, as_of)
    for one in (s for s in found.simulated if not s.board):
        refuse_as_of(as_of, one.simulation.scenario.data)
    result = comparison_json(found, lang)
    if not as_json:
        click.echo(comparison_text(found, result["limits"], lang))
        return
    proof = "+".join(file_digest(s.document) for s in found.simulated)
    receipt = Receipt(__version__, facts=proof)
    click.echo(envelope("compare", result, board=board, as_of=as_of, receipt=receipt))


def render(result: dict[str, Any], units: dict[str, Unit], lang: str) -> str:
    """Differences for people, in the unit the compacts show."""
    english = lang == "en"
    names = list(result["rows"][0]["held"]) if result["rows"] else []
    header = ["party", "unit"] if english else ["方", "单位"]
    header += [f"{'held' if english else '持有'} {n}" for n in names]
    header += [f"{n} − {result['base']}" for n in names[1:]]
    rows = []
    for row in result["rows"]:
        unit = units[row["unit"]]
        held = [_shown(row["held"][n], unit) for n in names]
        differences = [_shown(row["held_difference"][n], unit) for n in names[1:]]
        rows.append([row["party"], unit_name(unit.show, lang), *held, *differences])
    lines = [table(header, rows, right=tuple(range(2, len(header)))), ""]
    header = ["year", "party", "unit", *names] if english else ["年", "方", "单位", *names]
    yearly = [
        [r["period"], r["party"], unit_name(units[r["unit"]].show, lang)]
        + [_shown(r["held"][n], units[r["unit"]]) for n in names]
        for r in result["by_year"]
    ]
    lines += [table(header, yearly, right=tuple(range(3, len(header)))), ""]
    for turn in result["overtakes"]:
        who, when = f"{turn['party']}: {turn['compact']} / {result['base']}", turn["period"]
        lines.append(f"{who} {'turns in' if english else '易位于'} {when}")
    for name, count in result["undetermined"].items():
        if count:
            lines.append(f"{name}: {count} {'undetermined' if english else '项未定'}")
    return "\n".join([*lines, HELD_FIXED.pick(lang)])


def _shown(units: str, unit: Unit) -> str:
    return rational_text(Fraction(int(units)) * unit.smallest_factor / unit.show_factor)


def _draw(found: Comparison, file: str, lang: str) -> None:
    from yipan.cli.figure_file import write_figure
    from yipan.publish.compared_figure import compared_figure, shown_units

    write_figure(compared_figure(found.fields["by_year"], shown_units(found.units)), file, lang)
