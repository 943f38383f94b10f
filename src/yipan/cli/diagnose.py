"""`yipan diagnose`: what is good, what is not, since when, and whether other readings agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope
from yipan.core.canonical import Receipt
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.diagnosis.findings import Finding


@click.command()
@common_options
def diagnose(board: str, as_of: str | None, lang: str | None, as_json: bool) -> None:
    """Findings of a board: progress, then problems, worst first; each with its figures."""
    import yipan
    from yipan.board.bindings.findings import finding_json, findings
    from yipan.diagnosis.wording import RULE

    opened = yipan.open(board)
    found = findings(opened, as_of=as_of)
    language = lang or "zh"
    if as_json:
        result = {"findings": [finding_json(opened, f, language) for f in found]}
        receipt = Receipt(__version__, facts=opened.ledger.digest)
        click.echo(envelope("diagnose", result, board=board, as_of=as_of, receipt=receipt))
        return
    if not found:
        words = Words("此盘没有 findings.yaml,无可诊断", "this board has no findings.yaml")
        click.echo(words.pick(language))
        return
    for finding in found:
        click.echo(_text(opened, finding, language))
    click.echo(RULE.pick(language))


def _text(board: Board, finding: Finding, lang: str) -> str:
    from yipan.board.bindings.findings import names_of, unit_of
    from yipan.diagnosis.wording import FRAMES, SEVERITIES, sentences

    question = finding.question
    frame = FRAMES[question.frame].pick(lang)
    mark = ""
    if question.frame == "problem" or finding.severity == "contested":
        mark = f" · {SEVERITIES[finding.severity].pick(lang)}"
    lines = [f"【{frame}{mark}】{question.name.pick(lang)}"]
    lines += [
        f"  {text}"
        for text in sentences(finding, unit_of(board, finding), names_of(board, lang), lang)
    ]
    why = Words("缘由", "why").pick(lang)
    lines.append(f"  {why}: yipan why {' | '.join(finding.facts[:4])}")
    return "\n".join(lines) + "\n"
