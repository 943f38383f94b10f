"""yipan judge: may this happen here, at which grade."""

from __future__ import annotations

from pathlib import Path

import click

from yipan.board.bindings.compacts import judge_cases, library, read_date, read_table
from yipan.cli.engines import engine_options, refuse_engine, runner, spark_session
from yipan.cli.face import common_options, envelope, table
from yipan.compacts.settling.facts_table import Row
from yipan.core.errors import Coded, near_misses
from yipan.core.words import Words


@click.command()
@click.argument("compact")
@click.option("--cases", required=True, metavar="FILE", help="Cases: long, wide or items.")
@click.option("--out", metavar="FILE", default=None, help="Millions: Parquet in, Parquet out.")
@click.option("--case", "one", metavar="CASE", default=None, help="One case, with its reason.")
@engine_options
@common_options
def judge(
    compact: str,
    cases: str,
    out: str | None,
    one: str | None,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
    engine: str,
    address: str | None,
) -> None:
    """Judge every case under a COMPACT: 准 限 禁, a grade, or 同标 (判)."""
    day = read_date(as_of)
    addressed = library(board).find(compact)
    if out is not None:
        from yipan.compacts.columns.tables import judge_tables

        with spark_session(engine, address) as session:
            counts = judge_tables(addressed, Path(cases), Path(out), run=runner(session))
        click.echo(" ".join(f"{verdict} {count:,}" for verdict, count in counts.items()))
        return
    refuse_engine(engine, "--out")
    rows = _rows(cases, one)
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


def _rows(cases: str, one: str | None) -> list[Row]:
    """Rows of a file, or of the one case that is asked for."""
    if Path(cases).suffix.lower() == ".parquet":
        from yipan.compacts.columns.one_case import registration

        if one is None:
            raise Coded(
                "BAD_TABLE",
                Words("Parquet 表成批判定", "a Parquet table is judged as a whole"),
                hint=Words("请写 --out 文件,或 --case 事项", "give --out FILE, or --case CASE"),
                file=Path(cases).name,
            )
        return registration(Path(cases), one)
    rows = read_table(cases)
    if one is None:
        return rows
    found = [row for row in rows if one in {row.get("case"), row.get("party")}]
    if not found:
        known = sorted({row.get("case") or row.get("party") for row in rows})
        near = "、".join(near_misses(one, known))
        raise Coded(
            "UNKNOWN_NAME",
            Words(f"没有事项“{one}”", f"no case {one!r}"),
            hint=Words(f"是否指 {near}?", f"did you mean {near}?") if near else "",
            file=Path(cases).name,
        )
    return found
