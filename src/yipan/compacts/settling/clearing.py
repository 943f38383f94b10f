"""Netting: who pays whom once all moves are set off against each other."""

from __future__ import annotations

from collections.abc import Sequence


def net_payments(totals: dict[str, dict[str, int]], ties: Sequence[str]) -> list[dict[str, str]]:
    """The party that owes most pays the party that is owed most, until all nets are zero.

    With n parties at most n - 1 payments. Equal amounts go in the order of `ties`.
    """
    units = list(dict.fromkeys(unit for by_unit in totals.values() for unit in by_unit))
    payments: list[dict[str, str]] = []
    for unit in units:
        nets = {party: by_unit.get(unit, 0) for party, by_unit in totals.items()}
        payments += _settle_unit(nets, unit, ties)
    return payments


def _settle_unit(nets: dict[str, int], unit: str, ties: Sequence[str]) -> list[dict[str, str]]:
    place = {party: i for i, party in enumerate(ties)}

    def rank(party: str) -> tuple[int, str]:
        return place.get(party, len(place)), party

    payments: list[dict[str, str]] = []
    while any(nets.values()):
        debtor = min((p for p in nets if nets[p] < 0), key=lambda p: (nets[p], rank(p)))
        creditor = min((p for p in nets if nets[p] > 0), key=lambda p: (-nets[p], rank(p)))
        quantity = min(-nets[debtor], nets[creditor])
        nets[debtor] += quantity
        nets[creditor] -= quantity
        payments.append({"from": debtor, "to": creditor, "unit": unit, "qty": str(quantity)})
    return payments
