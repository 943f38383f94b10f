"""`yipan conflicts`: all disagreements between printed figures, with the sum that shows each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from yipan.cli.face import common_options, envelope
from yipan.cli.main import language
from yipan.core.english import unit_after
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.facts.conflicts.model import Conflict
    from yipan.facts.conflicts.repair import Repair

CLASSES = (
    "contradiction",
    "parts",
    "identity",
    "bounds",
    "vintage",
    "sources",
    "growth",
    "definition",
)


@click.command("conflicts")
@click.option("--indicator", metavar="NAME", help="Only conflicts with a figure of it.")
@click.option("--party", metavar="NAME", help="Only conflicts with a figure of it.")
@click.option("--class", "kind", type=click.Choice(CLASSES), help="Only this class.")
@click.option(
    "--notes", is_flag=True, help="Also differences that a vintage or definition explains."
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    default=100,
    show_default=True,
    help="Show at most so many.",
)
@common_options
def conflicts(
    indicator: str | None,
    party: str | None,
    kind: str | None,
    notes: bool,
    limit: int,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """All disagreements between sources, classified, with the sum and what would restore it."""
    import yipan
    from yipan.board.bindings.rows import conflict_json
    from yipan.board.bindings.searching import search_conflicts
    from yipan.cli.opened import read_as_of, receipt
    from yipan.facts.conflicts.repair import repairs

    lang = lang or language([])
    opened = yipan.open(board)
    slug = opened.indicators.find(indicator).slug if indicator else ""
    code = opened.parties.find(party).code if party else ""
    searched = search_conflicts(opened, slug, read_as_of(as_of), limit)
    found = searched.conflicts
    if searched.told:
        click.echo(f"yipan: {searched.told.pick(lang)}", err=True)
    kept = [c for c in found if _wanted(c, slug, code, kind, notes)]
    shown = kept[:limit]
    fixes = {c.id: repairs(c, found) for c in shown}
    if as_json:
        rows = [
            {**conflict_json(c, lang), "repairs": [r.as_dict() for r in fixes[c.id]]} for c in shown
        ]
        counts = dict(Counter(c.kind.value for c in kept))
        result = {"conflicts": rows, "counts": counts, "shown": len(shown), "found": len(kept)}
        click.echo(
            envelope("conflicts", result, board=opened.name, as_of=as_of, receipt=receipt(opened))
        )
        return
    notes_left = [c for c in found if c.severity == "note" and _touches(c, slug, code)]
    click.echo(summary(kept, lang, 0 if notes or kind else len(notes_left)))
    last = None
    for number, conflict in enumerate(shown, 1):
        if (conflict.severity, conflict.kind) != last:
            last = (conflict.severity, conflict.kind)
            click.echo("\n" + _heading(conflict, kept, lang))
        click.echo("\n" + "\n".join(block(opened, number, conflict, fixes[conflict.id], lang)))
    if len(kept) > len(shown):
        left = len(kept) - len(shown)
        click.echo(Words(f"\n… 另有 {left} 处 (--limit)", f"\n… {left} more (--limit)").pick(lang))


def _wanted(conflict: Conflict, slug: str, code: str, kind: str | None, notes: bool) -> bool:
    if kind:
        return conflict.kind == kind and _touches(conflict, slug, code)
    return (notes or conflict.severity != "note") and _touches(conflict, slug, code)


def _touches(conflict: Conflict, slug: str, code: str) -> bool:
    return any(
        slug in ("", f.indicator) and code in ("", f.party, f.counterparty) for f in conflict.facts
    )


def summary(found: list[Conflict], lang: str, explained: int = 0) -> str:
    """How many conflicts, by class, and how many differences are explained."""
    from yipan.publish.wording import CLASSES as NAMES

    counted = Counter(conflict.kind for conflict in found)
    classes = ", ".join(f"{NAMES[kind].pick(lang)} {n}" for kind, n in counted.most_common())
    head = Words(f"{len(found)} 处不一致", f"{len(found)} disagreements").pick(lang)
    more = Words(
        f"; 另有 {explained} 处差异由版本或口径说明 (--notes)",
        f"; {explained} more differences are explained by vintage or definition (--notes)",
    ).pick(lang)
    return f"{head}{f': {classes}' if classes else ''}{more if explained else ''}"


def _heading(conflict: Conflict, kept: list[Conflict], lang: str) -> str:
    """The class and severity of the group that begins with `conflict`, and how many it holds."""
    from yipan.publish.wording import CLASSES as NAMES
    from yipan.publish.wording import SEVERITIES

    alike = [c for c in kept if (c.severity, c.kind) == (conflict.severity, conflict.kind)]
    names = NAMES[conflict.kind].pick(lang), SEVERITIES[conflict.severity].pick(lang)
    return f"── {names[0]} · {names[1]} ({len(alike)})"


def block(
    board: Board, number: int, conflict: Conflict, fixes: list[Repair], lang: str
) -> list[str]:
    """One conflict as lines of text."""
    from yipan.publish.why import about, conflict_lines
    from yipan.publish.wording import CLASSES as NAMES
    from yipan.publish.wording import SEVERITIES

    head = (
        f"{number}. {about(board, conflict.thing, lang)}  "
        f"【{NAMES[conflict.kind].pick(lang)} · {SEVERITIES[conflict.severity].pick(lang)}】  "
        f"{conflict.id}"
    )
    lines = [head, *(f"   {line}" for line in conflict_lines(board, conflict, lang))]
    lines += [f"   {repair_text(board, repair, lang)}" for repair in fixes]
    told = Words("已有更正", "settled by a correction").pick(lang)
    lines += [
        f"   {told}: {row.expects} → {row.value}{unit_after(row.unit, lang)}: {row.reason}"
        f" [{row.id}]"
        for row in conflict.settled_by
    ]
    return lines


def repair_text(board: Board, repair: Repair, lang: str) -> str:
    """What would restore it: 北京 4.28→4.38."""
    changes = [
        f"{board.party_name(c.facts[0].party, lang)} {c.facts[0].value}→{c.to}"
        for c in repair.changes
    ]
    head = Words("若改则合", "would restore it").pick(lang)
    joined = Words(" 且 ", " and ").pick(lang).join(changes)
    also = ""
    if repair.also:
        ids = ", ".join(repair.also)
        also = Words(f" (同时消解 {ids})", f" (and also {ids})").pick(lang)
    return f"{head}: {joined}{also}"
