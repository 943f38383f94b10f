"""Compare: the same facts under several compacts; differences, and when one overtakes another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yipan.compacts.settling.record import Move
from yipan.compacts.settling.results import Totals, held, net
from yipan.compacts.settling.settlement import Settlement
from yipan.core.words import Words

HELD_FIXED = Words(
    "据固定不变,不模拟各方行为;模拟结果,不是任何机关的决定",
    "facts are held fixed, nobody's conduct is simulated; a simulation, not a decision of any "
    "authority",
)
Key = tuple[str, str]  # party, unit


@dataclass(frozen=True, slots=True)
class Compared:
    """Settlements of the same facts, by the address each compact was asked for."""

    names: tuple[str, ...]
    settlements: tuple[Settlement, ...]


def compare_fields(compared: Compared) -> dict[str, Any]:
    """Differences are against the first compact: other − first."""
    nets = {n: net(s.moves) for n, s in _pairs(compared)}
    helds = {n: held(s) for n, s in _pairs(compared)}
    keys = _keys([*nets.values(), *helds.values()])
    base, others = compared.names[0], compared.names[1:]
    rows = [_row(key, nets, helds, base, others) for key in keys]
    yearly = {n: held_by_year(s) for n, s in _pairs(compared)}
    years = sorted({year for by_year in yearly.values() for year, _ in by_year})
    return {
        "base": base,
        "rows": rows,
        "by_year": [
            {
                "period": year,
                "party": party,
                "unit": unit,
                "held": {n: str(yearly[n].get((year, (party, unit)), 0)) for n in compared.names},
            }
            for year in years
            for party, unit in keys
        ],
        "overtakes": _overtakes(yearly, years, keys, base, others),
        "undetermined": {n: len(s.undetermined) for n, s in _pairs(compared)},
        "note": HELD_FIXED.zh,
    }


def held_by_year(settlement: Settlement) -> dict[tuple[str, Key], int]:
    """What each calendar year adds to `held`, per party and unit."""
    found: dict[tuple[str, Key], int] = {}

    def add(year: str, party: str, unit: str, units: int) -> None:
        key = (year, (party, unit))
        found[key] = found.get(key, 0) + units

    for move in settlement.moves:
        add(_year(move), move.giver, move.unit, -move.units)
        add(_year(move), move.receiver, move.unit, move.units)
    for split in settlement.splits:
        if split.credited is not None:
            add((split.period or "")[:4], split.credited, split.unit, split.total)
    return found


def _year(move: Move) -> str:
    return str(move.at.end.year) if move.at is not None else ""


def _pairs(compared: Compared) -> list[tuple[str, Settlement]]:
    return list(zip(compared.names, compared.settlements, strict=True))


def _keys(totals: Sequence[Totals]) -> list[Key]:
    found: dict[Key, None] = {}
    for by_party in totals:
        for party, units in by_party.items():
            for unit in units:
                found[(party, unit)] = None
    return sorted(found)


def _row(
    key: Key,
    nets: dict[str, Totals],
    helds: dict[str, Totals],
    base: str,
    others: Sequence[str],
) -> dict[str, Any]:
    party, unit = key

    def of(totals: dict[str, Totals], name: str) -> int:
        return totals[name].get(party, {}).get(unit, 0)

    return {
        "party": party,
        "unit": unit,
        "net": {name: str(of(nets, name)) for name in nets},
        "held": {name: str(of(helds, name)) for name in helds},
        "net_difference": {n: str(of(nets, n) - of(nets, base)) for n in others},
        "held_difference": {n: str(of(helds, n) - of(helds, base)) for n in others},
    }


def _overtakes(
    yearly: dict[str, dict[tuple[str, Key], int]],
    years: Sequence[str],
    keys: Sequence[Key],
    base: str,
    others: Sequence[str],
) -> list[dict[str, str]]:
    """The first year at whose end the running difference has the other sign than it had first."""
    found = []
    for name in others:
        for key in keys:
            running = first = 0
            for year in years:
                running += yearly[name].get((year, key), 0) - yearly[base].get((year, key), 0)
                sign = (running > 0) - (running < 0)
                first = first or sign
                if sign and sign != first:
                    party, unit = key
                    found.append({"party": party, "unit": unit, "compact": name, "period": year})
                    break
    return found
