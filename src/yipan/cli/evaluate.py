"""`yipan evaluate`: the specification curve of a policy over a declared grid of choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope, refuse_as_of, table
from yipan.core.canonical import Receipt, file_digest
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.scenarios.evaluate import Evaluation


@click.command()
@click.argument("plan", metavar="PLAN")
@click.option("--figure", metavar="FILE", default=None, help="Curve as .svg, .png or .json.")
@common_options
def evaluate(
    plan: str,
    figure: str | None,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Synthetic control, difference in differences and event study over a grid; no headline.

    PLAN is a YAML file, or the name of one that comes with the board.
    """
    from yipan.board.bindings.scenarios import evaluation_json
    from yipan.board.bindings.simulating import evaluate_document

    found = evaluate_document(plan, board, as_of)
    if not found.board:
        refuse_as_of(as_of, found.evaluation.plan.data)
    language = lang or "zh"
    if figure is not None:
        from yipan.cli.figure_file import write_figure
        from yipan.publish.scenario_figures import curve_figure

        write_figure(curve_figure(found.evaluation), figure, language)
    if as_json:
        receipt = Receipt(__version__, facts=file_digest(found.document))
        result = evaluation_json(found.evaluation, language)
        click.echo(envelope("evaluate", result, board=found.board, as_of=as_of, receipt=receipt))
        return
    click.echo(_text(found.evaluation, language))


def _text(found: Evaluation, lang: str) -> str:
    """Ends over the choices for each treated unit and estimator; `--json` has every one."""
    from yipan.scenarios import limits
    from yipan.scenarios.evaluate import summary
    from yipan.scenarios.robustness import decimals, groups, warnings

    header = Words(
        "对象 方法 设定数 末期差距 安慰剂p 可见的最小效应",
        "treated estimator count last-gap placebo-p smallest-visible",
    ).pick(lang)
    form = f"{{:+.{decimals(found)}f}}"
    rows = [
        [
            g.treated,
            g.estimator,
            str(g.count),
            _ends(g.last, form),
            _ends(g.p, "{:.2f}"),
            _ends(g.detectable, form.replace("+", "")),
        ]
        for g in groups(found)
    ]
    counts = summary(found.specifications)
    number = counts["specifications"]
    plural = "specification" if number == 1 else "specifications"
    low, high = (form.format(counts[end]) for end in ("gap_last_min", "gap_last_max"))
    line = Words(
        f"{number} 种设定:末期差距 {low} 至 {high},"
        f"{counts['positive']} 正 {counts['negative']} 负。",
        f"{number} {plural}: last gap {low} to {high}, {counts['positive']} positive, "
        f"{counts['negative']} negative.",
    ).pick(lang)
    told = [words.pick(lang) for words in warnings(found)]
    warned = limits.texts(lang, limits.NO_CAUSE, limits.NO_VERDICT, limits.NOT_BELOW)
    title = Words("不能由此得出", "What may not be concluded").pick(lang)
    body = table(header.split(), rows, right=(2, 3, 4, 5))
    said = "\n".join([title, *(f"- {text}" for text in warned)])
    return "\n\n".join(filter(None, [line, body, "\n".join(told), said]))


def _ends(ends: tuple[float, float] | None, form: str) -> str:
    return "—" if ends is None else f"{form.format(ends[0])} … {form.format(ends[1])}"
