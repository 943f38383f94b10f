"""What a label says: a party, an indicator, a period, a unit, or several of them at once."""

from __future__ import annotations

from typing import Any, NamedTuple

from yipan.core.period import Period
from yipan.core.period_text import find_period
from yipan.core.words import Words


class Meaning(NamedTuple):
    """The parts of a label that were understood; what is empty was not said.

    A tuple, because millions of them are made and compared.

    `party` is a code, `indicator` a slug. `part`: a part of a year (一季度, 1—8月) that waits for
    its year. `name`: the words left to name an indicator or a party. `neutral`: words that only
    repeat that a value follows (绝对数, 数值). `trouble`: why the words left over cannot stand.
    """

    name: str = ""
    party: str = ""
    counterparty: str = ""
    indicator: str = ""
    period: Period | None = None
    part: str = ""
    units: tuple[str, ...] = ()
    status: str = ""
    definition: str = ""
    price_basis: str = ""
    frequency: str = ""
    neutral: bool = False
    of_which: bool = False
    indent: int = 0
    trouble: Words | None = None
    trouble_code: str = ""

    @property
    def understood(self) -> bool:
        """Whether it says what a figure is about, or nothing that matters."""
        return bool(
            self.party
            or self.indicator
            or self.period
            or self.part
            or self.units
            or self.neutral
            or self.frequency
            or not self.name
        )

    @property
    def timed(self) -> bool:
        """Whether it names a time and nothing else."""
        return bool(self.period or self.part) and not (self.party or self.indicator or self.name)


NOTHING = Meaning()


def replace(meaning: Meaning, **changes: Any) -> Meaning:
    """The meaning with some parts changed."""
    return meaning._replace(**changes)


def joined_period(year: Period | None, part: str) -> Period | None:
    """The period of a part of a year (一季度) and its year; None when they make none."""
    if not part:
        return year
    return find_period(f"{year.year}年{part}") if year and year.year else find_period(part)


def over(base: Meaning, top: Meaning) -> Meaning:
    """`top` where it says something, else `base`; parts of a year meet their year."""
    period, part = top.period or base.period, top.part or base.part
    if part and period:
        found = joined_period(period, part)
        period, part = (found, "") if found else (period, part)
    return Meaning(
        name=top.name or base.name,
        party=top.party or base.party,
        counterparty=top.counterparty or base.counterparty,
        indicator=top.indicator or base.indicator,
        period=period,
        part=part,
        units=top.units or base.units,
        status=top.status or base.status,
        definition=top.definition or base.definition,
        price_basis=top.price_basis or base.price_basis,
        frequency=top.frequency or base.frequency,
        neutral=base.neutral,
        of_which=base.of_which,
        indent=base.indent,
        trouble=top.trouble or base.trouble,
        trouble_code=top.trouble_code or base.trouble_code,
    )
