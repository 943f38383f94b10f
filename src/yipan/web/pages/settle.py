"""The settlement desk: facts under one or several compacts; moves with clause and reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.board.bindings.compacts import compare_compacts, judge_cases, settle_compact
from yipan.compacts.settling.changing import move_lines
from yipan.compacts.settling.comparing import HELD_FIXED
from yipan.compacts.settling.results import held
from yipan.core.english import unit_apart, unit_name
from yipan.core.errors import BadInput, MissingExtra, YipanError
from yipan.core.interval import rational_text
from yipan.core.words import Words, pick
from yipan.web.address import Address
from yipan.web.answers import compact_called, rows_of
from yipan.web.drafts import is_draft
from yipan.web.pages.compacts import CompactRow, compacts_of, row_of, template_csv
from yipan.web.pages.figure import ShownFigure
from yipan.web.pages.page import Download, Page, Sent, told
from yipan.web.pages.settle_figure import keep_figure, party_words
from yipan.web.shelf import View

if TYPE_CHECKING:
    from yipan.board.bindings.compacts import Comparison, Settled
    from yipan.compacts.document.library import Addressed
    from yipan.compacts.settling.facts_table import Row

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_MOVES = 500
MOST_COMPACTS = 4
SIMULATED = Words("模拟结果,不是任何机关的决定", "a simulation, not a decision of any authority")
STATUSES: dict[str, Words] = {
    "due": Words("应付", "due"),
    "prepaid": Words("预拨", "prepaid"),
    "cleared": Words("清算", "cleared"),
    "retained": Words("留存", "retained"),
}


@dataclass(frozen=True, slots=True)
class ShownMove:
    """A move on a line, and its reason as lines."""

    case: str
    period: str
    giver: str
    receiver: str
    amount: str
    clause: str
    status: str
    reason: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownSettlement:
    """What one compact moves; `nets`: party, unit, net and held in the unit shown."""

    id: str
    versions: str
    moves: tuple[ShownMove, ...]
    left: int
    nets: tuple[tuple[str, str, str, str], ...]
    undetermined: tuple[str, ...]
    stopped: tuple[str, ...]
    receipt: str


@dataclass(frozen=True, slots=True)
class ShownJudgement:
    """The answer to a case."""

    case: str
    answer: str
    edition: str
    because: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Context of the settlement desk."""

    compacts: tuple[CompactRow, ...] = told("compacts to choose from")
    chosen: tuple[str, ...] = told("ids of the chosen ones; the first is the base")
    facts: str = told("CSV text in the field")
    settlements: tuple[ShownSettlement, ...] = told("what each chosen compact moves")
    judgements: tuple[ShownJudgement, ...] = told("answers where the compact judges cases")
    compared: tuple[tuple[str, str, tuple[str, ...]], ...] = told(
        "party, unit and what it holds under each compact, then the differences"
    )
    heads: tuple[str, ...] = told("heads of the compared columns")
    figure: ShownFigure | None = told("what each holds up to each year, a line per compact")
    turns: tuple[tuple[str, str, str], ...] = told("party, compact and year in which it overtakes")
    note: str = told("what the result may not be used for")
    said: str = told("what is wrong with the facts or the choice; empty for nothing")


def build(view: View, address: Address) -> Desk:
    """An empty desk; with `compact` in the address its table of facts to fill in."""
    chosen = address.all("compact")[:MOST_COMPACTS]
    known = {compact.id: compact for compact in compacts_of(view)}
    template = ""
    if chosen:
        own = is_draft(chosen[0])
        first = compact_called(view, chosen[0]).versions[-1] if own else known.get(chosen[0])
        template = template_csv(first) if first else ""
    return _desk(view, address.lang, chosen, template)


def take(view: View, address: Address, sent: Sent) -> Desk | Download:
    """Settle, compare or judge; with `form=xlsx` the settlement sheet."""
    chosen = tuple(dict.fromkeys(sent.values.get("compact", ())))
    text = sent.one("facts").replace("\r\n", "\n")
    try:
        text, file = sent.text("facts", "facts.csv")
        return _answer(view, address, sent.one("form"), chosen, text, file)
    except YipanError as error:
        return replace(_desk(view, address.lang, chosen, text), said=error.line(address.lang))


def _answer(
    view: View, address: Address, form: str, chosen: tuple[str, ...], text: str, file: str
) -> Desk | Download:
    if not chosen:
        raise BadInput(Words("没有选约", "no compact is chosen"))
    if len(chosen) > MOST_COMPACTS:
        raise BadInput(
            Words(f"至多选 {MOST_COMPACTS} 份", f"at most {MOST_COMPACTS} can be compared")
        )
    addressed = [compact_called(view, name) for name in chosen]
    first = addressed[0].versions[-1]
    if not text.strip():
        return _desk(view, address.lang, chosen, template_csv(first))
    if first.judge is not None or first.tables:
        return _judged(view, address, addressed[0], chosen, text, file)
    rows = rows_of(text, file, addressed)
    settled = [settle_compact(one, rows, view.as_of) for one in addressed]
    if form == "xlsx":
        return _sheet(settled[0], addressed[0].address)
    return _settled(view, address.lang, chosen, text, settled, _comparison(addressed, rows))


def _comparison(addressed: list[Addressed], rows: list[Row]) -> Comparison | None:
    return compare_compacts(addressed, rows) if len(addressed) > 1 else None


def _sheet(settled: Settled, name: str) -> Download:
    from yipan.compacts.workbook import workbook_bytes

    try:
        body = workbook_bytes(settled.settlement, settled.receipt)
    except ImportError as error:
        raise MissingExtra("xlsxwriter", "office") from error
    return Download(body, XLSX, f"{name}.xlsx")


def _judged(
    view: View,
    address: Address,
    addressed: Addressed,
    chosen: tuple[str, ...],
    text: str,
    file: str,
) -> Desk:
    judged = judge_cases(addressed, rows_of(text, file), file, view.as_of)
    shown = tuple(
        ShownJudgement(a.case, a.grade or a.verdict or "", a.edition or "", a.zh)
        for a in judged.answers
    )
    return _desk(view, address.lang, chosen[:1], text, judgements=shown)


def _desk(
    view: View,
    lang: str,
    chosen: tuple[str, ...],
    facts: str,
    settlements: tuple[ShownSettlement, ...] = (),
    judgements: tuple[ShownJudgement, ...] = (),
    compared: tuple[tuple[str, str, tuple[str, ...]], ...] = (),
    heads: tuple[str, ...] = (),
    figure: ShownFigure | None = None,
    turns: tuple[tuple[str, str, str], ...] = (),
    note: str = "",
) -> Desk:
    rows = [row_of(compact, lang) for compact in compacts_of(view)]
    for name in (n for n in chosen if is_draft(n)):
        own = row_of(compact_called(view, name).versions[-1], lang)
        rows.append(replace(own, id=name))
    return Desk(
        tuple(rows),
        chosen,
        facts,
        settlements,
        judgements,
        compared,
        heads,
        figure,
        turns,
        note,
        "",
    )


def _settled(
    view: View,
    lang: str,
    chosen: tuple[str, ...],
    text: str,
    settled: list[Settled],
    found: Comparison | None,
) -> Desk:
    compared: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    heads: tuple[str, ...] = ()
    turns: tuple[tuple[str, str, str], ...] = ()
    if found is not None:
        turns = tuple(
            (_who(view, t["party"], lang), t["compact"], t["period"])
            for t in found.fields["overtakes"]
        )
        names = list(found.fields["rows"][0]["held"]) if found.fields["rows"] else []
        heads = (*names, *(f"{name} − {found.fields['base']}" for name in names[1:]))
        compared = tuple(
            (
                _who(view, row["party"], lang),
                unit_name(found.units[row["unit"]].show, lang),
                tuple(
                    _in_unit(found, row["unit"], value)
                    for value in (
                        *(row["held"][n] for n in names),
                        *(row["held_difference"][n] for n in names[1:]),
                    )
                ),
            )
            for row in found.fields["rows"]
        )
    return _desk(
        view,
        lang,
        chosen,
        text,
        tuple(_shown(view, one, lang) for one in settled),
        (),
        compared,
        heads,
        keep_figure(view, found, lang) if found is not None else None,
        turns,
        HELD_FIXED.pick(lang) if found is not None else SIMULATED.pick(lang),
    )


def _in_unit(found: Comparison, name: str, value: str) -> str:
    unit = found.units[name]
    return rational_text(Fraction(int(value)) * unit.smallest_factor / unit.show_factor)


def _who(view: View, name: str, lang: str) -> str:
    """A party as the compact writes it; in English as the board names it."""
    return name if lang == "zh" else pick(party_words(view, name), lang)


def _shown(view: View, settled: Settled, lang: str) -> ShownSettlement:
    fields, settlement = settled.fields, settled.settlement
    moves = settlement.moves
    return ShownSettlement(
        id=settlement.id,
        versions=", ".join(settlement.versions),
        moves=tuple(
            ShownMove(
                case=move.case or "",
                period=str(told_move["period"] or ""),
                giver=_who(view, move.giver, lang),
                receiver=_who(view, move.receiver, lang),
                amount=f"{told_move['human']['qty']}{unit_apart(told_move['human']['unit'], lang)}",
                clause=move.clause,
                status=STATUSES.get(move.status, Words(move.status, move.status)).pick(lang),
                reason=tuple(move_lines(move, lang)),
            )
            for move, told_move in zip(
                moves[:MOST_MOVES], fields["moves"][:MOST_MOVES], strict=True
            )
        ),
        left=max(0, len(moves) - MOST_MOVES),
        nets=_nets(view, settled, lang),
        undetermined=tuple(
            " ".join(
                str(part)
                for part in (
                    u["case"],
                    u["period"],
                    u["clause"],
                    *u["missing"],
                    *u["open"],
                    *u["conflict"],
                )
                if part
            )
            for u in fields["undetermined"]
        ),
        stopped=tuple(
            " ".join(str(p) for p in (s["case"], s["period"], s["clause"], s["words"]) if p)
            for s in fields["stopped"]
        ),
        receipt=settled.receipt["facts"]["sha256"][:12],
    )


def _nets(view: View, settled: Settled, lang: str) -> tuple[tuple[str, str, str, str], ...]:
    settlement = settled.settlement
    units = {u.smallest: u for c in settlement.compacts.values() for u in c.units.values()}
    nets = settled.fields["net"]
    rows = []
    for party, quantities in held(settlement).items():
        for name, kept in quantities.items():
            unit = units[name]
            factor = unit.smallest_factor / unit.show_factor
            net = int(nets.get(party, {}).get(name, "0"))
            shown = (rational_text(net * factor), rational_text(kept * factor))
            rows.append((_who(view, party, lang), unit_name(unit.show, lang), *shown))
    return tuple(rows)


PAGE = Page(
    "settle",
    "settle",
    Words("算:约之下谁给谁多少", "Settle: who gives whom how much"),
    "Facts under one or several compacts: moves with clause and reason, differences, the sheet.",
    Desk,
    build,
    take,
)
