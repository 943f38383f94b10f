"""One look at a board: everything that is watched, each thing with a state that can be compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.board.watch.plan import Plan, WatchedCompact, WatchedMeasure
from yipan.core.english import with_english_units
from yipan.core.errors import YipanError
from yipan.core.indicators import Better
from yipan.core.interval import rational_text
from yipan.core.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from yipan.board.board import Board

# What is seen: the kinds, in the order of a digest.
KINDS: dict[str, Words] = {
    "finding": Words("诊断", "findings"),
    "conflict": Words("来源不一致", "disagreements between sources"),
    "rank": Words("名次", "ranks"),
    "measure": Words("测度", "measures"),
    "document": Words("文稿核对", "checked documents"),
    "clause": Words("约的条款", "clauses of compacts"),
}
DIGITS = 9  # significant digits of a measure that are compared


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing on the board: `state` is compared, `title` and `told` are shown.

    `asks`: the command that tells why.
    """

    kind: str
    id: str
    state: str
    title: Words
    told: Words
    asks: str = ""


def look(board: Board, plan: Plan) -> list[Seen]:
    """Everything that the plan names, in order of kind and id."""
    found = list(_all(board, plan))
    order = list(KINDS)
    return sorted(found, key=lambda seen: (order.index(seen.kind), seen.id))


def _all(board: Board, plan: Plan) -> Iterator[Seen]:
    if plan.findings:
        yield from _findings(board)
    if plan.conflicts:
        yield from _conflicts(board)
    for indicator in plan.ranks:
        yield from _ranks(board, indicator)
    for measured in plan.measures:
        yield from _measure(board, measured)
    for document in plan.documents:
        yield _document(board, document)
    for compact in plan.compacts:
        yield from _clauses(board, compact)


def _findings(board: Board) -> Iterator[Seen]:
    from yipan.board.bindings.findings import findings
    from yipan.diagnosis.wording import DIRECTIONS, FRAMES, SEVERITIES, number

    for finding in findings(board):
        question = finding.question
        year, figure = finding.last
        words = (SEVERITIES[finding.severity], DIRECTIONS[finding.direction])
        zh, en = (
            f"{FRAMES[question.frame].pick(lang)}, {words[0].pick(lang)}, {words[1].pick(lang)}, "
            f"{year}: {number(figure.value)}"
            for lang in ("zh", "en")
        )
        state = f"{finding.severity} {finding.direction} {year} {rational_text(figure.value)}"
        asks = f"yipan why {finding.facts[-1]}" if finding.facts else ""
        yield Seen("finding", question.id, state, question.name, Words(zh, en), asks)


def _conflicts(board: Board) -> Iterator[Seen]:
    from yipan.board.bindings.searching import search_conflicts

    for conflict in search_conflicts(board).conflicts:
        if conflict.severity == "note":
            continue
        thing = conflict.thing
        zh, en = (
            f"{board.pair_name(thing.party, thing.counterparty, lang)} "
            f"{board.indicator_name(thing.indicator, lang)} {thing.period}"
            for lang in ("zh", "en")
        )
        english = with_english_units(conflict.sum)
        told = Words(f"{conflict.sum} ({conflict.why.zh})", f"{english} ({conflict.why.en})")
        state = f"{conflict.kind.value} {conflict.severity.value} {conflict.sum}"
        asks = f"yipan why {conflict.id}"
        yield Seen("conflict", conflict.id, state, Words(zh, en), told, asks)


def _ranks(board: Board, slug: str) -> Iterator[Seen]:
    """The place of each of the headline's parties in the last year that all of them have."""
    indicator = board.indicators.find(slug)
    if indicator.better is Better.NONE:
        return
    members = list(
        dict.fromkeys(p.code for c in board.headline_parties for p in board.parties.members(c))
    )
    by_year = _by_year(board, slug, members)
    complete = [year for year, values in by_year.items() if len(values) == len(members)]
    if len(members) < 2 or not complete:
        return
    year = max(complete)
    values = by_year[year]
    for code in members:
        ahead = [v for v in values.values() if _better(v, values[code], indicator.better)]
        place = len(ahead) + 1
        title = Words(
            *(f"{indicator.name(lang)} · {board.party_name(code, lang)}" for lang in ("zh", "en"))
        )
        told = Words(f"第 {place}/{len(members)} ({year})", f"{place} of {len(members)} ({year})")
        yield Seen("rank", f"{slug} {code}", str(place), title, told)


def _by_year(board: Board, slug: str, members: list[str]) -> dict[int, dict[str, Fraction]]:
    from yipan.board.bindings.yearly import yearly

    asked = board.select([slug], party=members)
    found: dict[int, dict[str, Fraction]] = defaultdict(dict)
    for (_, party, year), figure in yearly(board, board.ledger.facts(asked)).items():
        if party in members:
            found[year][party] = figure.value
    return found


def _better(one: Fraction, other: Fraction, better: Better) -> bool:
    return one > other if better is Better.UP else one < other


def _measure(board: Board, watched: WatchedMeasure) -> Iterator[Seen]:
    """The newest value of a measure, or why there is none."""
    from yipan.board.bindings.measures import Asked, measure

    indicator = board.indicators.find(watched.indicator)
    name = f"{watched.measure} {watched.indicator}"
    title = Words(*(f"{watched.measure} · {indicator.name(lang)}" for lang in ("zh", "en")))
    try:
        answer = measure(board, watched.measure, Asked([watched.indicator]))
    except YipanError as error:
        told = Words(error.line("zh"), error.line("en"))
        yield Seen("measure", name, told.en, title, told)
        return
    newest = max((row.keys.get("period", "") for row in answer.result.values), default="")
    for row in answer.result.values:
        if row.keys.get("period", "") != newest:
            continue
        rest = " ".join(v for k, v in row.keys.items() if k != "period")
        value = f"{row.value:.{DIGITS}g}" if isinstance(row.value, float) else str(row.value)
        told = Words(f"{row.name} = {value} ({newest})", f"{row.name} = {value} ({newest})")
        yield Seen("measure", f"{name} {row.name} {rest}".strip(), f"{newest} {value}", title, told)


def _document(board: Board, path: Path) -> Seen:
    """How many statements of a document cannot be true, against the board as well."""
    from yipan.board.bindings.reading import board_words
    from yipan.reading.check import check_texts
    from yipan.reading.readers import read_file

    own = board_words(board)
    report = check_texts([read_file(path)], words=own.vocabulary(), known=own.known)
    wrong = [c for c in report.claims if c.verdict == "inconsistent"]
    counts = Counter(claim.severity or "" for claim in wrong)
    hard, soft = counts["hard"], counts["soft"]
    state = f"{hard} {soft} " + " ".join(sorted(f"{c.start}-{c.end} {c.reason}" for c in wrong))
    told = Words(f"硬性不一致 {hard} 处,软性 {soft} 处", f"{hard} hard, {soft} soft")
    name = path.relative_to(board.path.resolve()).as_posix()
    return Seen(
        "document", name, state, Words(name, name), told, f"yipan check --board {board.name} {name}"
    )


def _clauses(board: Board, watched: WatchedCompact) -> Iterator[Seen]:
    """Each clause that moves something, with the total it moves."""
    from yipan.board.bindings.compacts import library, read_facts, settle_compact

    addressed = library(str(board.path)).find(watched.compact)
    rows = read_facts(str(watched.facts), addressed.versions)
    moves = settle_compact(addressed, rows).settlement.moves
    totals: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for move in moves:
        totals[move.clause, move.human_unit] += move.human
    for (clause, unit), total in sorted(totals.items()):
        title = f"{watched.compact} {clause}"
        amount = f"{rational_text(total)} {unit}"
        yield Seen(
            "clause",
            f"{watched.compact} {clause} {unit}",
            amount,
            Words(title, title),
            Words(f"共移动 {amount}", f"moves {amount} in all"),
            f"yipan settle {watched.compact} --facts {watched.facts.name}",
        )
