"""yipan share: who bears which part of a common cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from yipan.cli.face import common_options, envelope, table
from yipan.compacts.settling.sharing import PRINCIPLES, read_problem, share_cost
from yipan.core.canonical import Receipt, file_digest
from yipan.core.english import unit_name
from yipan.core.strict_yaml import read_yaml

HOW = {
    "shapley": "shapley: the mean of what each adds, over all orders of joining",
    "ratio": "ratio: in the agreed proportion",
    "benefit": "benefit: in proportion to the benefit",
    "equal": "equal: the same for all",
}


@click.command()
@click.argument("problem", metavar="PROBLEM.yaml")
@click.option(
    "--principle",
    type=click.Choice(PRINCIPLES),
    default="shapley",
    show_default=True,
    help="How the cost is divided.",
)
@common_options
def share(
    problem: str, principle: str, board: str, as_of: str | None, lang: str | None, as_json: bool
) -> None:
    """Share a common cost and test whether a coalition would rather stand alone."""
    import yipan

    path = Path(problem)
    result = share_cost(read_problem(read_yaml(path), path.name), principle)
    if as_json:
        proof = Receipt(yipan.__version__, facts=file_digest(path))
        click.echo(envelope("share", result, board=board, as_of=as_of, receipt=proof))
        return
    click.echo(render(result, lang or "zh"))


def render(result: dict[str, Any], lang: str) -> str:
    """Shares for people, then the core test."""
    english = lang == "en"
    unit = unit_name(result["unit"], lang)
    header = (
        ["party", f"exact {unit}", "rounded", "unit", f"alone {unit}"]
        if english
        else ["方", f"应担 {unit}", "取整", "单位", f"独自 {unit}"]
    )
    rows = [
        [party, s["exact"], s["qty"], unit_name(s["unit"], lang), s["alone"] or ""]
        for party, s in result["shares"].items()
    ]
    lines = [
        table(header, rows, right=(1, 2, 4)),
        "",
        HOW[result["principle"]] if english else result["zh"],
    ]
    core = result["core"]
    if core is None:
        lines.append(
            "core: not all coalitions have a cost" if english else "核: 组合成本不全,未检验"
        )
    elif core["in"]:
        lines.append("core: nobody would rather stand alone" if english else "核: 没有组合愿意另立")
    else:
        for b in core["blocking"]:
            who = "+".join(b["coalition"])
            lines.append(
                f"blocking: {who} pays {b['pays']}, alone {b['alone']}"
                if english
                else f"不稳: {who} 合计付 {b['pays']},独自只需 {b['alone']}"
            )
    return "\n".join(lines)
