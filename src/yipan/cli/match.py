"""`yipan match`: who gets which place."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.board.bindings.problems import find_problem
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import file_digest
from yipan.core.interval import rational_text
from yipan.core.words import Words
from yipan.matching.codes import MEANING
from yipan.publish.match_words import because_text, reasons_text

if TYPE_CHECKING:
    from yipan.matching.answer import Match

HEADERS = {
    "placed": Words("安排", "placed"),
    "who": Words("谁", "who"),
    "where": Words("去处", "where"),
    "why": Words("理由", "because"),
    "unplaced": Words("未安排", "not placed"),
    "refused": Words("各处的原因", "reason of each option"),
    "change": Words("怎样才能安排", "what would have to change"),
    "used": Words("已用/限额", "used/limit"),
    "order": Words("目标次序", "objectives"),
    "total": Words("结果", "totals"),
}


@click.command("match")
@click.argument("problem")
@click.option(
    "--method",
    type=click.Choice(["deferred", "best"]),
    default=None,
    help="Stable or best total, for the same functions and platforms.",
)
@click.option("--figure", metavar="FILE", default=None, help="Result as .svg, .png, .csv or .json.")
@common_options
def match(
    problem: str,
    method: str | None,
    figure: str | None,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Match 配: PROBLEM.yaml says who wants what and who takes whom; the answer says why."""
    from yipan.board.bindings.matching import match_problem

    path = find_problem(problem, board)
    result = match_problem(path, board, method or "")
    if figure is not None:
        from yipan.cli.figure_file import write_figure
        from yipan.publish.match_figure import match_figure

        write_figure(match_figure(result, path.stem), figure, lang or "zh")
    if as_json:
        receipt = {"program": __version__, "problem": {"sha256": file_digest(path)}}
        click.echo(envelope("match", result.as_dict(), board=board, as_of=as_of, receipt=receipt))
        return
    _show(result, lang or "zh")


def _show(result: Match, lang: str) -> None:
    def word(key: str) -> str:
        return HEADERS[key].pick(lang)

    rows = [(p.who, p.where, because_text(p.because, lang)) for p in result.placed]
    click.echo(f"{word('placed')} {len(rows)}")
    if rows:
        click.echo(table([word("who"), word("where"), word("why")], rows))
    if result.unplaced:
        click.echo(f"\n{word('unplaced')} {len(result.unplaced)}")
        refused = [(r.who, reasons_text(r.reasons, r.details)) for r in result.unplaced]
        click.echo(table([word("who"), word("refused")], refused))
        if lang == "en":
            used_codes = {code for r in result.unplaced for code in r.reasons.values()}
            for code in sorted(used_codes, key=list(MEANING).index):
                click.echo(f"  {code}: {MEANING[code].en}")
    if result.changes:
        click.echo(f"\n{word('change')}")
        for change in result.changes:
            click.echo("  " + (change.zh if lang == "zh" else change.en))
    used = {**result.capacity, **result.ceilings}
    if used:
        limits = [(k, f"{rational_text(u)}/{rational_text(m)}") for k, (u, m) in used.items()]
        click.echo("")
        click.echo(table([word("where"), word("used")], limits, right=(1,)))
    if result.method == "book" and result.moves:
        header = Words("从 到 金额(元) 条款", "from to yuan clause").pick(lang).split()
        moved = [
            (m["from"], m["to"], rational_text(Fraction(int(m["qty"]), 100)), m["clause"])
            for m in result.moves
        ]
        click.echo("")
        click.echo(table(header, moved, right=(2,)))
    for order in result.orders:
        click.echo(f"\n{word('order')}: {' > '.join(order.objective)}  {_totals(order.totals)}")
    click.echo("")
    click.echo(_checks(result, lang))


def _totals(totals: object) -> str:
    assert isinstance(totals, dict)
    return "  ".join(f"{k} {rational_text(v)}" for k, v in totals.items())


def _checks(result: Match, lang: str) -> str:
    lines = []
    if result.method == "deferred":
        count = len(result.blocking_pairs)
        pairs = "; ".join(f"{who}–{where}" for who, where in result.blocking_pairs[:5])
        lines.append(
            Words(f"阻塞对 {count} {pairs}".rstrip(), f"blocking pairs {count} {pairs}".rstrip())
        )
    else:
        proof = ", ".join(f"{k} {v}" for k, v in result.proof.items())
        aims = " > ".join(result.objective)
        lines.append(Words(f"目标 {aims}; 证明: {proof}", f"objective {aims}; proof: {proof}"))
    lines.append(Words(_totals(result.totals), _totals(result.totals)))
    lines += [Words(note, note) for note in result.notes]
    lines.append(
        Words("模拟结果, 不是任何机关的决定", "a simulation, not a decision of any authority")
    )
    return "\n".join(line.pick(lang) for line in lines if line.pick(lang))
