"""yipan judge: may this happen here, at which grade."""

from __future__ import annotations

from pathlib import Path

import click

from yipan.board.bindings.compacts import judge_cases, library, read_date, read_table
from yipan.cli.face import common_options, envelope, table


@click.command()
@click.argument("compact")
@click.option("--cases", required=True, metavar="FILE", help="Cases: long, wide or items.")
@common_options
def judge(
    compact: str, cases: str, board: str, as_of: str | None, lang: str | None, as_json: bool
) -> None:
    """Judge every case under a COMPACT: 准 限 禁, a grade, or 同标 (判)."""
    day = read_date(as_of)
    addressed = library(board).find(compact)
    rows = read_table(cases)
    judged = judge_cases(addressed, rows, Path(cases).name, day)
    answers, proof = judged.answers, judged.receipt
    if as_json:
        result = {"cases": [answer.fields() for answer in answers]}
        click.echo(envelope("judge", result, board=board, as_of=proof["as_of"], receipt=proof))
        return
    english = lang == "en"
    header = ["case", "answer", "edition", "because"] if english else ["事项", "结论", "版本", "因"]
    lines = [
        [answer.case, answer.grade or answer.verdict or "", answer.edition or "", answer.zh]
        for answer in answers
    ]
    click.echo(table(header, lines))
