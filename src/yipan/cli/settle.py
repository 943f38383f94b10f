"""yipan settle: what an agreement moves between whom."""

from __future__ import annotations

from typing import Any

import click

from yipan.cli.compact_binding import library, program, read_date, read_facts
from yipan.cli.face import common_options, envelope, table
from yipan.compacts.results import receipt, settlement_fields
from yipan.compacts.settling import Settlement
from yipan.compacts.settling import settle as settle_facts
from yipan.core.words import Words


@click.command()
@click.argument("compact")
@click.option("--facts", required=True, metavar="FILE", help="Facts as .csv or .xlsx.")
@common_options
def settle(
    compact: str,
    facts: str,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Every move under a COMPACT with its clause and reason (算)."""
    day = read_date(as_of)
    addressed = library(board).find(compact)
    rows = read_facts(facts, addressed.versions)
    settlement = settle_facts(addressed.versions, rows, as_of=day, forced=addressed.forced)
    result = settlement_fields(settlement)
    used = [(addressed.id, version) for version in settlement.versions]
    tables = [t for v, t in settlement.tables.items() if v in settlement.versions]
    proof = receipt([addressed], used, tables or list(settlement.tables.values()), day, program())
    if as_json:
        click.echo(envelope("settle", result, board=board, as_of=proof["as_of"], receipt=proof))
        return
    click.echo(render(settlement, result, lang or "zh"))


def render(settlement: Settlement, result: dict[str, Any], lang: str) -> str:
    """The settlement for people: a line per move, nets, what is open."""

    def say(zh: str, en: str) -> str:
        return Words(zh, en).pick(lang)

    versions = ", ".join(settlement.versions)
    lines = [f"{settlement.id} {versions}", ""]
    lines += [move.zh for move in settlement.moves] or [say("没有流。", "no moves.")]
    if result["stopped"]:
        lines += ["", say("不适用:", "stopped:")]
        lines += [f"  {_where(s)} 约{s['clause']} {s['words']}" for s in result["stopped"]]
    if result["undetermined"]:
        lines += ["", say("未定:", "undetermined:")]
        lines += [
            f"  {_where(u)} 约{u['clause']} {causes(u, lang)}" for u in result["undetermined"]
        ]
    lines += ["", _nets(result, say("方", "party"), lang)]
    doubtful = result["marks"]
    if doubtful:
        shown = "、".join(f"{m['at']}({m['mark']})" for m in doubtful)
        lines += ["", say(f"尚未核实或属推定: {shown}", f"not public text: {shown}")]
    lines += ["", result["note"]]
    return "\n".join(lines)


def causes(item: dict[str, Any], lang: str) -> str:
    """Why something is undetermined, in words."""
    words = {
        "missing": ("缺 ", "missing "),
        "open": ("未定事项 ", "open "),
        "conflict": ("冲突 ", "conflict "),
    }
    parts = [
        words[key][0 if lang == "zh" else 1] + "、".join(item[key]) for key in words if item[key]
    ]
    return ";".join(parts)


def _where(item: dict[str, Any]) -> str:
    return " ".join(str(item[key]) for key in ("case", "period") if item[key])


def _nets(result: dict[str, Any], party: str, lang: str) -> str:
    header = [party, "年" if lang == "zh" else "year", "单位" if lang == "zh" else "unit"]
    header += ["净额", "持有"] if lang == "zh" else ["net", "held"]
    rows = [
        [who, "", unit, result["net"].get(who, {}).get(unit, "0"), quantity]
        for who, units in result["held"].items()
        for unit, quantity in units.items()
    ]
    return table(header, rows, right=(3, 4))
