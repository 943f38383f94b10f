"""What the compacts of a board move: settled where its facts allow, else what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.board.bindings.compact_facts import FromBoard, settle_from_board
from yipan.core.english import unit_after
from yipan.core.interval import rational_text
from yipan.core.reasons import Reason
from yipan.core.text import chinese_punctuation
from yipan.core.words import Words, pick
from yipan.publish.report.document import Cell, Head, Table
from yipan.publish.report.plan import BlockPlan
from yipan.publish.report.values import Values

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.compacts.document.document import Compact
    from yipan.compacts.settling.record import Move
    from yipan.compacts.settling.settlement import Settlement

SHOWN = 4
NOT_IN_FORCE = "not_in_force"
CENTRE = Words("中央", "central government")
NOTE = Words(
    "结算是按约文的算术,不是任何机关的决定。未定者可备齐所缺之据后结算:"
    "yipan settle 约 --facts 文件。",
    "A settlement is arithmetic on the words of a compact, not a decision of any authority. Where "
    "it is undetermined, bring the facts: yipan settle COMPACT --facts FILE.",
)


def compact_table(
    board: Board, values: Values, block: BlockPlan, as_of: date | None
) -> Table | None:
    """Each compact of the board: parties, what it moves on the board's facts, what is left open.

    As of a day the latest version that had come into force by then.
    """
    from yipan.compacts.document.library import Library

    library, lang = Library([board.path / "compacts"]), values.lang
    rows, sources = [], {}
    for name in library.ids:
        versions = [c for c in library.versions(name) if _begun(c.start, as_of)]
        if versions:
            rows.append(_row(board, values, versions, as_of))
            sources.update(dict.fromkeys(_codes(board, values, versions)))
    if not rows:
        return None
    zh = ("约", "文号", "涉及各方", "按盘上之据结算", "文本未定之处")
    en = ("compact", "number", "roles", "settled on the board's facts", "left open by the text")
    usual = Words("各约调动什么", "What the compacts move")
    title = (block.title if block.title.zh else usual).pick(lang)
    heads = tuple(Head(text) for text in (zh if lang == "zh" else en))
    return Table(title, heads, tuple(rows), NOTE.pick(lang), tuple(sources))


def _row(
    board: Board, values: Values, versions: list[Compact], as_of: date | None
) -> tuple[Cell, ...]:
    lang, compact = values.lang, versions[-1]
    found = settle_from_board(board, versions, values.chosen, as_of)
    between = "、" if lang == "zh" else ", "
    roles = between.join(_party(board, role, lang) for role in compact.roles)
    opens = [_printed(item.what, lang) for item in compact.opens]
    more = "…" if len(opens) > SHOWN - 1 else ""
    left = (";" if lang == "zh" else "; ").join(opens[: SHOWN - 1]) + more
    said, reason = _said(board, values, compact, found)
    return (
        Cell(_printed(compact.name, lang)),
        Cell(compact.number or ""),
        Cell(roles),
        Cell(_printed(said, lang), None, reason),
        Cell(_printed(left, lang) or "—"),
    )


def _said(board: Board, values: Values, compact: Compact, found: FromBoard) -> tuple[str, str]:
    """Moves and what is undetermined, in words; the id of their reasons."""
    lang = values.lang
    parts, reason = [], ""
    if found.settled is not None:
        reason = f"c-{compact.id}"
        parts += _moved(board, values, compact, found.settled.settlement, reason)
        parts += _undetermined(found.settled.settlement, lang)
        if found.doubtful:
            parts.append(Words("含初步数或估计", "rests on provisional figures").pick(lang))
    elif found.refused:
        why = pick(found.refused, lang)
        parts.append(Words(f"未定:盘上之据不合用({why})", f"undetermined: {why}").pick(lang))
    elif found.absent:
        names = _some(found.absent, lang)
        said = Words(f"未定:盘上没有 {names}", f"undetermined: the board has no {names}")
        parts.append(said.pick(lang))
    if compact.judge is not None or compact.tables:
        parts.insert(0, Words("供判定,不流转", "it judges, nothing moves").pick(lang))
    return (";" if lang == "zh" else "; ").join(parts) or "—", reason


def _moved(
    board: Board, values: Values, compact: Compact, found: Settlement, reason: str
) -> list[str]:
    """Giver → receiver with the total and its years."""
    lang = values.lang
    pairs: dict[tuple[str, str, str], list[Move]] = {}
    for move in found.moves:
        pairs.setdefault((move.giver, move.receiver, move.human_unit), []).append(move)
    said: list[str] = []
    trees: list[Reason] = []
    for (giver, receiver, unit), moves in pairs.items():
        ends = "→".join(_party(board, end, lang) for end in (giver, receiver))
        total = sum((move.human for move in moves), Fraction(0))
        years = sorted({span.start.year for m in moves if (span := m.at or m.period)})
        when = f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(map(str, years))
        amount = f"{rational_text(total)}{unit_after(unit, lang)}"
        said.append(f"{ends} {amount}" + (f" ({when})" if when else ""))
        leaves = tuple(
            Reason("clause", f"{m.clause} {m.words}", m.human, unit, f"{compact.id} {m.version}")
            for m in moves
        )
        trees.append(Reason("sum", f"{ends} {when}".strip(), total, unit, "", leaves))
    if trees:
        values.reasons[reason] = tuple(trees)
    return said or [Words("无流转", "no moves").pick(lang)]


def _undetermined(found: Settlement, lang: str) -> list[str]:
    """All that is missing, once."""
    whats = {item.id: item.what for c in found.compacts.values() for item in c.opens}
    missing: dict[str, None] = {}
    outside = False
    for item in found.undetermined:
        causes = item.cause.fields()
        outside |= NOT_IN_FORCE in causes["open"]
        for name in (*causes["missing"], *causes["open"], *causes["conflict"]):
            missing[whats.get(name, name.split("/")[0])] = None
    missing.pop(NOT_IN_FORCE, None)
    names = _some(tuple(missing), lang)
    said = (
        (Words("未定:有的时期约不在有效", "undetermined: not in force in some periods"), outside),
        (Words(f"未定:缺 {names}", f"undetermined: {names} missing"), bool(missing)),
    )
    return [words.pick(lang) for words, is_said in said if is_said]


def _some(names: tuple[str, ...], lang: str) -> str:
    """At most four names and how many there are."""
    shown = ("、" if lang == "zh" else ", ").join(names[:SHOWN])
    if len(names) <= SHOWN:
        return shown
    return shown + Words("等", " and others").pick(lang)


def _party(board: Board, name: str, lang: str) -> str:
    if name == CENTRE.zh:  # The nation's government, not the nation.
        return CENTRE.pick(lang)
    found = board.parties.names.get(name)
    return found.name(lang) if found else name


def _codes(board: Board, values: Values, versions: list[Compact]) -> Mapping[str, None]:
    """Sources on the board of the figures that a compact reads."""
    names = {name for compact in versions for name in compact.indicators}
    known = [i for name in sorted(names) if (i := board.indicators.names.get(name))]
    return dict.fromkeys(c.printed.source for i in known for c in values.chosen(i.slug))


def _printed(text: str, lang: str) -> str:
    return chinese_punctuation(text) if lang == "zh" else text


def _begun(start: date | None, as_of: date | None) -> bool:
    return start is None or as_of is None or start <= as_of
