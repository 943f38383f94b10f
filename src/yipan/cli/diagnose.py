"""`yipan diagnose`: what is good, what is not, since when, and whether other readings agree."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope
from yipan.core.canonical import Receipt
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.diagnosis.findings import Finding, Variant

ORDER = ("contested", "low", "medium", "high")


@click.command()
@common_options
def diagnose(board: str, as_of: str | None, lang: str | None, as_json: bool) -> None:
    """Findings of a board: progress, then problems, worst first; each with its figures."""
    import yipan
    from yipan.board.evidence import findings

    opened = yipan.open(board)
    found = findings(opened, as_of=as_of)
    found.sort(key=lambda f: (f.question.frame != "progress", -ORDER.index(f.severity)))
    language = lang or "zh"
    if as_json:
        result = {"findings": [as_result(opened, f, language) for f in found]}
        receipt = Receipt(__version__, facts=opened.ledger.digest)
        click.echo(envelope("diagnose", result, board=board, as_of=as_of, receipt=receipt))
        return
    if not found:
        words = Words("此盘没有 findings.yaml,无可诊断", "this board has no findings.yaml")
        click.echo(words.pick(language))
        return
    for finding in found:
        click.echo(_text(opened, finding, language))


def as_result(board: Board, finding: Finding, lang: str) -> dict[str, Any]:
    """A finding for JSON: words and the figures they come from."""
    from yipan.diagnosis.wording import number, sentences

    question = finding.question
    unit = _unit(board, finding)
    bend = finding.bend
    return {
        "id": question.id,
        "frame": question.frame,
        "domain": question.domain,
        "name": question.name.pick(lang),
        "severity": finding.severity,
        "direction": finding.direction,
        "measure": question.reading.measure,
        "indicator": question.indicator,
        "of": list(question.of),
        "to": question.to or None,
        "first": {"period": str(finding.first[0]), "value": number(finding.first[1].value)},
        "last": {"period": str(finding.last[0]), "value": number(finding.last[1].value)},
        "since": None if bend is None else {"period": str(bend.year), "p": bend.p},
        "rank": finding.rank and asdict(finding.rank),
        "variants": [_variant(v) for v in finding.variants],
        "agreeing": finding.agreeing,
        "mixes_vintages": finding.mixture is not None,
        "vanishes_at": None if finding.vanishes_at is None else number(finding.vanishes_at),
        "text": sentences(finding, unit, _name(board, lang), lang),
        "facts": list(finding.facts),
    }


def _variant(variant: Variant) -> dict[str, Any]:
    from yipan.diagnosis.wording import number

    return {
        "vintage": variant.vintage or None,
        "measure": variant.measure,
        "first": {"period": str(variant.first[0]), "value": number(variant.first[1])},
        "last": {"period": str(variant.last[0]), "value": number(variant.last[1])},
        "direction": variant.direction,
    }


def _unit(board: Board, finding: Finding) -> str:
    found = board.indicators.get(finding.question.indicator)
    return found.unit if found else ""


def _name(board: Board, lang: str) -> Any:
    return lambda code: "→".join(board.party_name(end, lang) for end in code.split("→"))


def _text(board: Board, finding: Finding, lang: str) -> str:
    from yipan.diagnosis.wording import FRAMES, SEVERITIES, sentences

    question = finding.question
    frame = FRAMES[question.frame].pick(lang)
    mark = ""
    if question.frame == "problem" or finding.severity == "contested":
        mark = f" · {SEVERITIES[finding.severity].pick(lang)}"
    lines = [f"【{frame}{mark}】{question.name.pick(lang)}"]
    lines += [
        f"  {text}" for text in sentences(finding, _unit(board, finding), _name(board, lang), lang)
    ]
    why = Words("缘由", "why").pick(lang)
    lines.append(f"  {why}: yipan why {' | '.join(finding.facts[:4])}")
    return "\n".join(lines) + "\n"
