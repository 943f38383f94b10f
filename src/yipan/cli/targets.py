"""`yipan targets`: goals against the baseline, and what would reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import Receipt, file_digest
from yipan.core.english import unit_apart
from yipan.core.text import figure
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board.bindings.targeting import Targets
    from yipan.scenarios.targets import Aimed

STATUS = {
    "met": Words("已达到", "met"),
    "missed": Words("未达到", "missed"),
    "met-so-far": Words("目前已达到", "met so far"),
    "open": Words("未到期", "open"),
}


@click.command()
@click.argument("documents", nargs=-1, metavar="[TARGETS]...")
@click.option(
    "--draws",
    type=click.IntRange(100, 1_000_000),
    default=10_000,
    show_default=True,
    help="How many draws.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@common_options
def targets(
    documents: tuple[str, ...],
    draws: int,
    seed: int,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """The chance of each goal, the yearly rate it takes, and what would reach it.

    TARGETS are YAML files of assumed goals, or names of those that come with the board; without
    any, the board's own goals and all of those.
    """
    from yipan.board.bindings.targeting import aim_board, targets_json

    found = aim_board(board, documents, as_of, draws=draws, seed=seed)
    language = lang or "zh"
    if as_json:
        proof = "+".join(file_digest(path) for path in found.documents)
        receipt = Receipt(__version__, facts=proof)
        result = targets_json(found, language)
        click.echo(envelope("targets", result, board=board, as_of=as_of, receipt=receipt))
        return
    click.echo(_text(found, language))


def _text(found: Targets, lang: str) -> str:
    from yipan.board.bindings.targeting import limits_of

    known = [a for a in found.aimed if a.status != "undetermined"]
    unknown = [a for a in found.aimed if a.status == "undetermined"]
    parts = ["\n".join(_card(a, lang)) for a in known]
    if unknown:
        title = Words("未定:文件没有说", "Undetermined: what the texts leave open").pick(lang)
        header = Words("目标 方 缺什么", "goal party what").pick(lang)
        rows = [
            [a.goal.name.pick(lang), a.goal.party, "; ".join(w.pick(lang) for w in a.reasons)]
            for a in unknown
        ]
        parts.append(f"{title}\n{table(header.split(), rows)}")
    title = Words("不能由此得出", "What may not be concluded").pick(lang)
    parts.append("\n".join([title, *(f"- {text}" for text in limits_of(found, lang))]))
    return "\n\n".join(parts)


def _card(a: Aimed, lang: str) -> list[str]:
    """One goal: what it asks, what it takes, what the baseline gives, what is missing."""
    goal = a.goal
    sign = "≥" if goal.at_least else "≤"
    mark = "*" if goal.mark == "assumed" else ""
    bound = "" if goal.bound is None else figure(float(goal.bound))
    bound += unit_apart(goal.unit, lang)
    head = f"{goal.name.pick(lang)}{mark}: {goal.party} {goal.year} {sign} {bound}"
    lines = [f"{head}; {STATUS[a.status].pick(lang)}"]
    if a.value is not None:
        lines.append(_pace(a).pick(lang))
    if a.baseline is not None and a.chance is not None:
        lines.append(_expected(a).pick(lang))
    if a.extra_rate is not None and a.amount is not None:
        lines.append(_needed(a).pick(lang))
    return lines + [f"  {words.pick(lang)}" for words in a.reasons]


def _pace(a: Aimed) -> Words:
    now = f"{figure(float(a.value or 0))} ({a.last})"
    needs, past = _percent(a.required_rate), _percent(a.past_rate)
    if a.required_rate is None:
        return Words(f"  现值 {now}", f"  now {now}")
    return Words(
        f"  现值 {now};年均须 {needs},{a.first}—{a.last} 年均 {past}",
        f"  now {now}; it takes {needs} a year, {a.first}-{a.last} saw {past}",
    )


def _expected(a: Aimed) -> Words:
    base = a.baseline
    assert base is not None
    value = figure(float(f"{float(base.value):.4g}"))
    tested = base.tested
    zh = en = ""
    if tested is not None and tested.relative is not None:
        zh = f",误差为漂移的 {tested.relative:.2f} 倍,{tested.origins} 个起点"
        en = f", error {tested.relative:.2f} of drift's from {tested.origins} origins"
    rest = _others(base.others)
    return Words(
        f"  基线 {value}({base.method}{zh});达到的概率 {a.chance:.0%}{rest.zh}",
        f"  baseline {value} ({base.method}{en}); chance {a.chance:.0%}{rest.en}",
    )


def _others(found: dict[str, float]) -> Words:
    """What further methods that beat drift give: few origins chose between them."""
    if not found:
        return Words("", "")
    ends = [figure(float(f"{end:.4g}")) for end in (min(found.values()), max(found.values()))]
    span = ends[0] if ends[0] == ends[1] else " … ".join(ends)
    return Words(
        f"\n  其他优于漂移的方法({'、'.join(found)}):{span}",
        f"\n  other methods that beat drift ({', '.join(found)}): {span}",
    )


def _needed(a: Aimed) -> Words:
    rate, amount = a.extra_rate, a.amount
    assert rate is not None
    assert amount is not None
    by = f"{rate.median:+.1%} ({rate.low:+.1%} … {rate.high:+.1%})"
    ends = [figure(float(f"{end:.3g}")) for end in (amount.median, amount.low, amount.high)]
    much = f"{ends[0]} ({ends[1]} … {ends[2]})"
    if a.status == "met-so-far":
        return Words(f"  距限还有年增 {by}", f"  room before it is missed: {by} a year")
    return Words(
        f"  要达到须另年增 {by},或当年另有 {much} {a.goal.unit}",
        f"  to reach it: {by} more a year, or {much}{unit_apart(a.goal.unit, 'en')} more"
        " in that year",
    )


def _percent(rate: float | None) -> str:
    return "—" if rate is None else f"{rate:+.1%}"
