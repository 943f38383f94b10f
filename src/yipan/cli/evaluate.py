"""`yipan evaluate`: the specification curve of a policy over a declared grid of choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import Receipt, file_digest
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.scenarios.evaluate import Evaluation


@click.command()
@click.argument("plan", metavar="PLAN")
@common_options
def evaluate(plan: str, board: str, as_of: str | None, lang: str | None, as_json: bool) -> None:
    """Synthetic control, difference in differences and event study over a grid; no headline.

    PLAN is a YAML file, or the name of one that comes with the board.
    """
    from yipan.board.bindings.scenarios import evaluation_json
    from yipan.board.bindings.simulating import evaluate_document

    found = evaluate_document(plan, board, as_of)
    language = lang or "zh"
    if as_json:
        receipt = Receipt(__version__, facts=file_digest(found.document))
        result = evaluation_json(found.evaluation, language)
        click.echo(envelope("evaluate", result, board=found.board, as_of=as_of, receipt=receipt))
        return
    click.echo(_text(found.evaluation, language))


def _text(found: Evaluation, lang: str) -> str:
    from yipan.scenarios import limits
    from yipan.scenarios.evaluate import summary

    header = Words(
        "设定 拟合误差 末期差距 平均差距 安慰剂p 近优范围",
        "specification fit last mean p near-optimal",
    ).pick(lang)
    curve = sorted(found.specifications, key=lambda s: (s.gap_last, s.choice.id))
    rows = [
        [
            s.choice.id,
            f"{s.pre_rmspe:.3f}",
            f"{s.gap_last:+.2f}",
            f"{s.gap_mean:+.2f}",
            "—" if s.placebo_p is None else f"{s.placebo_p:.2f}",
            "—" if s.near_optimal is None else "{:+.1f} … {:+.1f}".format(*s.near_optimal),
        ]
        for s in curve
    ]
    counts = summary(found.specifications)
    line = Words(
        f"{counts['specifications']} 种设定:末期差距 {counts['gap_last_min']:+.2f} 至 "
        f"{counts['gap_last_max']:+.2f},{counts['positive']} 正 {counts['negative']} 负。",
        f"{counts['specifications']} specifications: last gap {counts['gap_last_min']:+.2f} to "
        f"{counts['gap_last_max']:+.2f}, {counts['positive']} positive, "
        f"{counts['negative']} negative.",
    ).pick(lang)
    warned = limits.texts(lang, limits.NO_CAUSE, limits.NO_VERDICT, limits.NOT_BELOW)
    return "\n".join([line, "", table(header.split(), rows, right=(1, 2, 3, 4, 5)), "", *warned])
