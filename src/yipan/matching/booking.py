"""Instruments and vouchers: bookings against hours, and which treasury pays what.

A booking goes whole to one instrument it wants or to none; most bookings first, then most hours,
then the cheapest. For each placed booking the firm pays the laboratory, and the treasury of the
firm's home pays the firm back its rate, rounded down to 分, up to the yearly cap per firm. The rate
and the cap are facts of the file. The paying treasury depends on the firm's home only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.core.fields import Section, unique
from yipan.matching.answer import Match, Placement, Refusal
from yipan.matching.codes import EXPIRED, NO_CAPACITY, NOT_APPLIED, NOT_CHOSEN
from yipan.matching.model import Alternative, Model, Objective, gains
from yipan.matching.money import cents
from yipan.matching.optimum import best


@dataclass(frozen=True, slots=True)
class Booking:
    """Hours a firm asks for; `year` decides under which cap its voucher falls."""

    id: str
    firm: str
    home: str
    hours: Fraction
    wants: tuple[str, ...]
    year: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """Hours open to others; `price` in 分 an hour; `until` the last year it is listed."""

    id: str
    laboratory: str
    hours: Fraction
    price: Fraction
    until: str = ""


@dataclass(frozen=True, slots=True)
class Voucher:
    """What a treasury pays back: the rate of the price and the cap per firm and year, in 分."""

    rate: Fraction
    cap: int


@dataclass(frozen=True, slots=True)
class Bookings:
    """A whole problem; `vouchers` by the home of the firm."""

    bookings: tuple[Booking, ...]
    instruments: tuple[Instrument, ...]
    vouchers: Mapping[str, Voucher]


def book(problem: Bookings) -> Match:
    """The placement and the moves that follow from it."""
    rows = tuple(
        tuple(
            Alternative(k, ((k, booking.hours),))
            for k, instrument in enumerate(problem.instruments)
            if _blocked(booking, instrument) is None and booking.hours <= instrument.hours
        )
        for booking in problem.bookings
    )
    model = Model(rows, tuple(i.hours for i in problem.instruments))
    asked, offered = problem.bookings, problem.instruments
    value = {
        "most_items": lambda *_: 1,
        "most_hours": lambda i, _: asked[i].hours,
        "least_cost": lambda i, a: -asked[i].hours * offered[a.option].price,
    }
    optimum = best(model, [Objective(n, gains(model, v)) for n, v in value.items()])
    chosen = {
        b.id: offered[rows[i][a].option]
        for i, (b, a) in enumerate(zip(asked, optimum.chosen, strict=True))
        if a >= 0
    }
    used = {i.id: Fraction(0) for i in offered}
    for booking in asked:
        if booking.id in chosen:
            used[chosen[booking.id].id] += booking.hours
    moves = _moves(problem, chosen)
    return Match(
        "book",
        tuple(
            Placement(b.id, chosen[b.id].id, b.hours, {"laboratory": chosen[b.id].laboratory})
            for b in asked
            if b.id in chosen
        ),
        tuple(_refused(problem, b, used) for b in asked if b.id not in chosen),
        capacity={i.id: (used[i.id], i.hours) for i in offered},
        totals={
            "items": Fraction(len(chosen)),
            "hours": sum(used.values(), Fraction(0)),
            "paid": _sum(moves, "service"),
            "reimbursed": _sum(moves, "voucher"),
        },
        objective=tuple(value),
        proof=optimum.proof,
        moves=tuple(moves),
    )


def _moves(problem: Bookings, chosen: Mapping[str, Instrument]) -> list[dict[str, Any]]:
    """Firm to laboratory, home treasury to firm; amounts in 分, in the order of the bookings."""
    back: dict[tuple[str, str], int] = {}
    moves: list[dict[str, Any]] = []
    for booking in problem.bookings:
        if booking.id not in chosen:
            continue
        instrument = chosen[booking.id]
        paid = int(booking.hours * instrument.price)
        if paid:
            moves.append(_move(booking, booking.firm, instrument.laboratory, paid, "service", {}))
        voucher = problem.vouchers.get(booking.home)
        if voucher is None:
            continue
        key = booking.firm, booking.year
        due, left = int(paid * voucher.rate), voucher.cap - back.get(key, 0)
        amount = min(due, left)
        if amount > 0:
            because = {"due": str(due), "cap": str(voucher.cap), "used": str(back.get(key, 0))}
            moves.append(_move(booking, booking.home, booking.firm, amount, "voucher", because))
            back[key] = back.get(key, 0) + amount
    return moves


def _move(
    booking: Booking, start: str, end: str, qty: int, clause: str, because: dict[str, str]
) -> dict[str, Any]:
    return {
        "from": start,
        "to": end,
        "unit": "分",
        "qty": str(qty),
        "period": booking.year,
        "clause": clause,
        "case": booking.id,
        "because": because,
    }


def _sum(moves: list[dict[str, Any]], clause: str) -> Fraction:
    return Fraction(sum(int(m["qty"]) for m in moves if m["clause"] == clause))


def _blocked(booking: Booking, instrument: Instrument) -> str | None:
    if instrument.id not in booking.wants:
        return NOT_APPLIED
    if instrument.until and booking.year > instrument.until:
        return EXPIRED
    return None


def _refused(problem: Bookings, booking: Booking, used: Mapping[str, Fraction]) -> Refusal:
    reasons: dict[str, str] = {}
    details: dict[str, dict[str, Any]] = {}
    for instrument in problem.instruments:
        code = _blocked(booking, instrument)
        left = instrument.hours - used[instrument.id]
        if code is None and booking.hours > left:
            code = NO_CAPACITY
            details[instrument.id] = {"left": left, "needs": booking.hours}
        reasons[instrument.id] = code or NOT_CHOSEN
    return Refusal(booking.id, reasons, details)


def read_bookings(root: Section) -> Bookings:
    """The problem in a document."""
    instruments = tuple(_instrument(n, s) for n, s in unique(root.records("where")))
    known = {i.id for i in instruments}
    bookings = tuple(_booking(n, s, known) for n, s in unique(root.records("who")))
    for key, found in (("who", bookings), ("where", instruments)):
        if not found:
            raise root.bad("BAD_VALUE", f"“{key}”为空", f"{key!r} is empty", key=key)
    table = root.section("vouchers")
    vouchers = {}
    for home in table.names() if table else ():
        row = table.section(home) if table else None
        if row is not None:
            vouchers[home] = _voucher(row)
    return Bookings(bookings, instruments, vouchers)


def _voucher(row: Section) -> Voucher:
    rate = row.number("rate")
    if rate > 1:
        raise row.bad("OUT_OF_RANGE", "补助比例大于 100%", "the rate is above 100%", key="rate")
    found = Voucher(rate, int(cents(row, "cap")))
    row.finish()
    return found


def _instrument(name: str, section: Section) -> Instrument:
    found = Instrument(
        name,
        section.text("laboratory", name),
        section.number("hours"),
        cents(section, "price"),
        section.text("until", ""),
    )
    section.text("note", "")
    section.finish()
    return found


def _booking(name: str, section: Section, known: set[str]) -> Booking:
    wants = tuple(section.texts("wants"))
    for want in wants:
        if want not in known:
            raise section.bad("UNKNOWN_NAME", f"没有“{want}”", f"there is no {want!r}", key="wants")
    found = Booking(
        name,
        section.text("firm"),
        section.text("home"),
        section.number("hours"),
        wants,
        section.text("year", ""),
    )
    section.text("note", "")
    section.finish()
    return found
