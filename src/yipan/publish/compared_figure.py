"""Compacts compared as a figure: what each party holds up to each year, a line per compact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.compacts.document.document import Unit
from yipan.compacts.settling.comparing import HELD_FIXED
from yipan.core.english import unit_name
from yipan.core.interval import rational_text
from yipan.core.words import Words
from yipan.publish.figures.lines import Panel, Series, small_multiples
from yipan.publish.figures.model import Figure, Point

MOST = 12
HEADS = (Words("方", "party"), Words("约", "compact"))
Path = list[tuple[int, Fraction]]


@dataclass(frozen=True, slots=True)
class Shown:
    """The unit shown of a compact, and how many of the smallest one of it is."""

    unit: str
    factor: Fraction


def shown_units(units: Mapping[str, Unit]) -> dict[str, Shown]:
    """Units of a comparison by their smallest."""
    return {
        name: Shown(unit.show, unit.show_factor / unit.smallest_factor)
        for name, unit in units.items()
    }


def compared_figure(
    by_year: Sequence[Mapping[str, Any]],
    units: Mapping[str, Shown],
    party: Callable[[str], Words | str] = str,
) -> Figure:
    """`by_year` as `compare_fields` gives it; of many panels the 12 that are widest apart.

    `party` gives the words for the name of a party.
    """
    paths = _paths(by_year, units)
    widest = sorted(paths, key=lambda key: -_apart(paths[key]))[:MOST]
    panels = [
        _panel(party(key[0]), paths[key], units[key[1]].unit) for key in paths if key in widest
    ]
    left = len(paths) - len(panels)
    note = HELD_FIXED
    if left:
        note = Words(
            f"{note.zh};只画相差最大的 {MOST} 格,另有 {left} 格",
            f"{note.en}; the {MOST} widest apart, {left} more are not drawn",
        )
    title = Words("各约之下的累计持有", "What each party holds, summed up, under each compact")
    return small_multiples("compare", title, note, panels, heads=HEADS)


def _paths(
    by_year: Sequence[Mapping[str, Any]], units: Mapping[str, Shown]
) -> dict[tuple[str, str], dict[str, Path]]:
    """Running sums by (party, unit) and compact; what has no year stands before the first."""
    found: dict[tuple[str, str], dict[str, Path]] = {}
    running: dict[tuple[str, str, str], Fraction] = {}
    for row in sorted(by_year, key=lambda row: str(row["period"])):
        key = row["party"], row["unit"]
        for name, quantity in row["held"].items():
            total = running.get((*key, name), Fraction(0))
            total += Fraction(int(quantity)) / units[row["unit"]].factor
            running[(*key, name)] = total
            if row["period"]:
                found.setdefault(key, {}).setdefault(name, []).append((int(row["period"]), total))
    return found


def _apart(by_compact: Mapping[str, Path]) -> Fraction:
    """The widest distance between two compacts in a year."""
    columns = zip(*by_compact.values(), strict=True)
    return max(
        (max(v for _, v in column) - min(v for _, v in column) for column in columns),
        default=Fraction(0),
    )


def _panel(party: Words | str, by_compact: Mapping[str, Path], unit: str) -> Panel:
    series = tuple(
        Series(name, tuple((year, Point(value, _text(value))) for year, value in path))
        for name, path in by_compact.items()
    )
    return Panel(party, Words(*(unit_name(unit, lang) for lang in ("zh", "en"))), series)


def _text(value: Fraction) -> str:
    """Exact where a decimal ends within six digits, else rounded to four."""
    text = rational_text(value)
    if "/" in text or len(text.partition(".")[2]) > 6:
        text = f"{float(round(value, 4)):.4f}"
    return text
