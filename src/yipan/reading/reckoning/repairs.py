"""The smallest repairs: one digit, or two neighbours exchanged, in one number of this document.

A candidate must make the statement true; those go first that restore other broken statements too and
spoil none that holds. An equation that is far off and that no single slip explains is likelier read
wrongly than printed wrongly: it stays a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import inf

from yipan.reading.model import Claim, Quantity, Repair
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, moves
from yipan.reading.reckoning.trials import trial_of
from yipan.reading.slots.readings import Reading

_NUMERAL = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_MOST = 6
_SURE_DIGITS, _PAIR = 3, 2
_FEWEST_DIGITS = 2
_MOST_CLAIMS = 60
_MOST_OTHERS = 8
_TESTS = frozenset({"meets", "at_least", "at_most", "rising", "falling"})
_FLOAT = 1e-9
_FAR = Fraction(1, 10)  # of the larger side
_TOLD_CLOSELY = frozenset(["growth_rate"])  # both ends stand beside the rate
_DECIDED = frozenset({"consistent", "inconsistent"})


def mend(reading: Reading, evidence: Evidence) -> None:
    """Give each inconsistency of a reading its repairs."""
    judged = [c for c in reading.document.claims if c.trace.test in _TESTS]
    broken = [c for c in judged if c.verdict == "inconsistent"]
    used = {i for c in broken for i in (*c.operands, *_claimed_ids(c))}
    by_number: dict[str, list[Claim]] = {}
    for claim in judged if broken else ():
        if claim.verdict in _DECIDED:
            for identity in used.intersection((*claim.operands, *_claimed_ids(claim))):
                by_number.setdefault(identity, []).append(claim)
    for claim in broken[:_MOST_CLAIMS]:
        claim.repairs = tuple(_repairs(claim, by_number, reading, evidence))
        if claim.severity == "hard" and not claim.repairs and _far_off(claim, evidence.quantities):
            claim.severity = "soft"


def _far_off(claim: Claim, known: dict[str, Quantity]) -> bool:
    """Whether the two sides of an equation are further apart than revisions and roundings are."""
    if claim.trace.test != "meets" or claim.relation in _TOLD_CLOSELY:
        return False
    left, right = (formulas.evaluate(s, known) for s in (claim.trace.left, claim.trace.right))
    low, high = (left, right) if left.below(right) else (right, left)
    if low.hi is None or high.lo is None:
        return False
    return high.lo - low.hi > _FAR * max(abs(low.hi), abs(high.lo))


def _repairs(
    claim: Claim, by_number: dict[str, list[Claim]], reading: Reading, evidence: Evidence
) -> list[Repair]:
    found: list[tuple[int, int, Repair]] = []
    ids = dict.fromkeys((*_claimed_ids(claim), *claim.operands))
    for order, identity in enumerate(ids):
        quantity = evidence.quantities.get(identity)
        if quantity is None or quantity.document != reading.document.index:
            continue
        for text, value in _mending(claim, quantity, reading.document.raw, evidence):
            others = by_number.get(identity, [])[:_MOST_OTHERS]
            true = [c for c in others if _may_hold(c, quantity, value, evidence)
                    and _true_with(c, quantity, value, evidence)]  # fmt: skip
            restored = sum(c.verdict == "inconsistent" for c in true)
            spoiled = sum(c.verdict == "consistent" for c in others if c not in true)
            repair = Repair(quantity.start, quantity.end, text, restored)
            found.append((spoiled - restored, order, repair))
    found.sort(key=lambda item: (item[0], item[1], item[2].text))
    return [repair for _, _, repair in found[:_MOST]]


def one_number_mends(claim: Claim, reading: Reading, evidence: Evidence) -> bool:
    """Whether one digit changed, or two exchanged, in one number makes the claim true.

    A numeral of one digit turns into any other and proves nothing.
    """
    if claim.trace.test not in _TESTS:
        return False
    for identity in dict.fromkeys((*_claimed_ids(claim), *claim.operands)):
        quantity = evidence.quantities.get(identity)
        if quantity is None or quantity.document != reading.document.index:
            continue
        if sum(c.isdigit() for c in quantity.text) < _FEWEST_DIGITS:
            continue
        if next(_mending(claim, quantity, reading.document.raw, evidence), None) is not None:
            return True
    return False


def _mending(
    claim: Claim, quantity: Quantity, raw: str, evidence: Evidence
) -> Iterator[tuple[str, Fraction]]:
    """What else a number could be for the claim to be true: words and value."""
    trial = trial_of(claim, quantity, evidence.quantities)
    low, high = trial.wanted()
    for text, digits in neighbours(quantity, raw, low, high):
        if trial.may_hold(float(digits)):
            value = Fraction(digits)
            if _true_with(claim, quantity, value, evidence):
                yield text, value


def is_slip(a: Quantity, b: Quantity) -> bool:
    """Whether one digit, or two neighbours exchanged, is all that parts two numerals of three digits or more."""
    one, two = ("".join(c for c in q.text if c in "0123456789.") for q in (a, b))
    alike = a.unit == b.unit or "structure" in {a.role, b.role}
    if not alike or len(one) != len(two) or len(one) < _SURE_DIGITS:
        return False
    spots = [n for n, (x, y) in enumerate(zip(one, two, strict=True)) if x != y]
    if len(spots) == _PAIR and spots[1] - spots[0] == 1:
        return one[spots[0]] == two[spots[1]] and one[spots[1]] == two[spots[0]]
    return len(spots) == 1


def _claimed_ids(claim: Claim) -> tuple[str, ...]:
    return (claim.trace.left,) if isinstance(claim.trace.left, str) and claim.trace.left else ()


def neighbours(
    quantity: Quantity, raw: str, low: float = -inf, high: float = inf
) -> Iterator[tuple[str, str]]:
    """The printed words with one digit changed or two neighbours exchanged, and the numeral then.

    Of the numerals those that are about within the bounds.
    """
    words = raw[quantity.start : quantity.end]
    numeral = _NUMERAL.search(words)
    if numeral is None:
        return
    digits = numeral[0]
    head, tail = words[: numeral.start()], words[numeral.end() :]
    seen = {digits}
    for option in _options(digits, low, high):
        if option in seen or (option[0] == "0" and option[1:2] != "." and len(option) > 1):
            continue
        seen.add(option)
        yield head + option + tail, option.replace(",", "")


def _options(digits: str, low: float, high: float) -> Iterator[str]:
    """A numeral with one digit changed or with two exchanged, of those about within the bounds."""
    number = float(digits.replace(",", ""))
    slack = _FLOAT * max(1.0, number)
    low, high = low - number - slack, high - number + slack
    unit = 10.0 ** (sum(map(str.isdigit, digits.partition(".")[0])) - 1)
    for index, char in enumerate(digits):
        if not char.isdigit():
            continue
        own = int(char)
        for digit in "0123456789":
            if digit != char and low <= (int(digit) - own) * unit <= high:
                yield digits[:index] + digit + digits[index + 1 :]
        far = index + 2 if digits[index + 1 : index + 2] == "." else index + 1
        other = digits[far : far + 1]
        if other.isdigit() and low <= (int(other) - own) * 0.9 * unit <= high:
            yield digits[:index] + other + digits[index + 1 : far] + char + digits[far + 1 :]
        unit /= 10


def _may_hold(claim: Claim, quantity: Quantity, value: Fraction, evidence: Evidence) -> bool:
    return trial_of(claim, quantity, evidence.quantities).may_hold(float(value))


def _true_with(claim: Claim, quantity: Quantity, value: Fraction, evidence: Evidence) -> bool:
    """Whether the claim holds when the number had that value."""
    shift, held = value - quantity.mid, quantity.interval
    moved = replace(
        quantity,
        mid=value,
        interval=type(held)(
            None if held.lo is None else held.lo + shift,
            None if held.hi is None else held.hi + shift,
        ),
    )
    known = evidence.quantities
    known[quantity.id] = moved
    try:
        return _holds(claim, known)
    finally:
        known[quantity.id] = quantity


def _holds(claim: Claim, known: dict[str, Quantity]) -> bool:
    trace = claim.trace
    if trace.test in {"rising", "falling"}:
        direction = 1 if trace.test == "rising" else -1
        return all(
            moves(a, b, direction, known)
            for a, b in zip(trace.series, trace.series[1:], strict=False)
        )
    left, right = formulas.evaluate(trace.left, known), formulas.evaluate(trace.right, known)
    if trace.test == "at_least":
        return not left.below(right)
    if trace.test == "at_most":
        return not right.below(left)
    return left.meets(right)
