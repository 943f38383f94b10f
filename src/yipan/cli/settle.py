"""yipan settle: what an agreement moves between whom."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from yipan.board.bindings.compacts import library, read_date, read_facts, settle_compact
from yipan.cli.face import common_options, envelope, table
from yipan.cli.why_move import remember
from yipan.compacts.settling.results import held
from yipan.compacts.settling.settlement import Settlement
from yipan.core.english import unit_name
from yipan.core.errors import MissingExtra
from yipan.core.interval import rational_text
from yipan.core.words import Words


@click.command()
@click.argument("compact")
@click.option("--facts", required=True, metavar="FILE", help="Facts: .csv or .xlsx.")
@click.option("--xlsx", metavar="FILE", default=None, help="Also write a settlement sheet.")
@common_options
def settle(
    compact: str,
    facts: str,
    xlsx: str | None,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Every move under a COMPACT with its clause and reason (算)."""
    day = read_date(as_of)
    addressed = library(board).find(compact)
    rows = read_facts(facts, addressed.versions)
    settled = settle_compact(addressed, rows, day)
    settlement, result, proof = settled.settlement, settled.fields, settled.receipt
    remember(compact, as_of, facts=facts)
    if xlsx is not None:
        _write_sheet(settlement, proof, Path(xlsx))
    if as_json:
        click.echo(envelope("settle", result, board=board, as_of=proof["as_of"], receipt=proof))
        return
    click.echo(render(settlement, result, lang or "zh"))


def _write_sheet(settlement: Settlement, proof: dict[str, Any], path: Path) -> None:
    from yipan.compacts.workbook import write_workbook

    try:
        write_workbook(settlement, proof, path)
    except ImportError as error:
        raise MissingExtra("xlsxwriter", "office") from error


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
        whats = {o.id: o.what for c in settlement.compacts.values() for o in c.opens}
        lines += ["", say("未定:", "undetermined:")]
        lines += [
            f"  {_where(u)} {_clause(u['clause'], lang)} {causes(u, lang, whats)}"
            for u in result["undetermined"]
        ]
    lines += ["", _nets(settlement, lang)]
    doubtful = result["marks"]
    if doubtful:
        shown = "、".join(f"{m['at']}({m['mark']})" for m in doubtful)
        lines += ["", say(f"尚未核实或属推定: {shown}", f"not public text: {shown}")]
    lines += ["", result["note"]]
    return "\n".join(lines)


def _clause(name: str, lang: str) -> str:
    """The clause, or what stands in its place where no clause was reached."""
    places = {"clock": ("起算年度", "first year"), "in_force": ("有效期", "term")}
    found = places.get(name, (f"约{name}", f"clause {name}"))
    return found[0 if lang == "zh" else 1]


def causes(item: dict[str, Any], lang: str, whats: Mapping[str, str] | None = None) -> str:
    """Why something is undetermined, in words; `whats` says what each open item is about."""
    words = {
        "missing": ("缺 ", "missing "),
        "open": ("未定事项 ", "open "),
        "conflict": ("冲突 ", "conflict "),
    }
    known = whats or {}
    parts = []
    for key, pair in words.items():
        told = [f"{name}({known[name]})" if name in known else name for name in item[key]]
        if told:
            parts.append(pair[0 if lang == "zh" else 1] + "、".join(told))
    return ";".join(parts)


def _where(item: dict[str, Any]) -> str:
    return " ".join(str(item[key]) for key in ("case", "period") if item[key])


def _nets(settlement: Settlement, lang: str) -> str:
    """The net per party and year in the unit shown, then what is held in the end."""
    units = {u.smallest: u for c in settlement.compacts.values() for u in c.units.values()}
    yearly: dict[tuple[str, str], dict[str, int]] = {}
    for move in settlement.moves:
        year = str(move.at.end.year) if move.at else ""
        for party, sign in ((move.giver, -1), (move.receiver, 1)):
            cells = yearly.setdefault((party, move.unit), {})
            cells[year] = cells.get(year, 0) + sign * move.units
    years = sorted({year for cells in yearly.values() for year in cells})
    rows = []
    for party, quantities in held(settlement).items():
        for name, kept in quantities.items():
            unit = units[name]
            cells = yearly.get((party, name), {})
            numbers = [cells.get(y, 0) for y in years]
            shown = [
                rational_text(n * unit.smallest_factor / unit.show_factor)
                for n in (*numbers, sum(numbers), kept)
            ]
            rows.append([party, unit_name(unit.show, lang), *shown])
    header = ["party", "unit", *years, "net", "held"]
    if lang == "zh":
        header = ["方", "单位", *years, "净额", "持有"]
    return table(header, rows, right=tuple(range(2, len(header))))
