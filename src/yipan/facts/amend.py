"""Building the rows that correct or withdraw a fact. Nothing in the ledger is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from yipan.core.errors import BadInput
from yipan.core.interval import rational_text
from yipan.core.printed import read_printed
from yipan.core.units import parse_unit
from yipan.core.words import Words
from yipan.facts.amendments import Amendments, same_numeral
from yipan.facts.record import Fact, RowKind


def correct(
    target: Fact,
    value: str,
    *,
    reason: str,
    learned_on: date,
    expects: str = "",
    unit: str = "",
    note: str = "",
    rows: Iterable[Fact] = (),
) -> Fact:
    """The row that gives `target` another value, in its unit unless another is named.

    `expects`: what the target prints; refused when it prints something else. `rows`: those of the
    same thing; where one of them corrects the target already, the new row corrects that one, so
    that the last word counts whatever day a clock shows.
    """
    _reasoned(reason)
    if target.row == RowKind.WITHDRAWAL:
        raise BadInput(Words("撤回行没有数值可更正", "a withdrawal has no value to correct"))
    if expects and not same_numeral(target.value, expects):
        raise BadInput(
            Words(
                f"{target.id} 印的是 {target.value},不是 {expects}",
                f"{target.id} prints {target.value}, not {expects}",
            ),
            hint=Words("请核对要更正的事实", "look up the fact that you mean to correct"),
        )
    target = Amendments(r for r in rows if r.row != RowKind.FIGURE).standing(target).counts
    chosen_unit = unit or target.unit
    parse_unit(chosen_unit).factor_to(target.parsed_unit)
    printed = read_printed(value, qualifier=target.qualifier)
    return replace(
        _about(target, reason, learned_on, note),
        row=RowKind.CORRECTION.value,
        value=printed.text,
        unit=chosen_unit,
        step=rational_text(printed.step),
        qualifier=printed.qualifier.value,
        expects=target.value,
    )


def withdraw(target: Fact, *, reason: str, learned_on: date, note: str = "") -> Fact:
    """The row that takes `target` out of account; withdrawing a withdrawal puts it back."""
    _reasoned(reason)
    return replace(
        _about(target, reason, learned_on, note), row=RowKind.WITHDRAWAL.value, expects=""
    )


def _about(target: Fact, reason: str, learned_on: date, note: str) -> Fact:
    """The row without its value; never learned before what it is about, should a clock go back."""
    return replace(
        target,
        target=target.id,
        reason=reason,
        note=note,
        published_on="",
        public_from=None,
        learned_on=max(learned_on, target.learned_on or learned_on),
    )


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise BadInput(Words("更正或撤回须写明理由", "a correction or withdrawal needs its reason"))
