"""What a sentence is about while it is read: the frame of a paragraph, the setting of a document."""

from __future__ import annotations

from dataclasses import dataclass, field

from yipan.core.indicators import Indicator
from yipan.core.period import Period
from yipan.reading.text.names import Place, Places
from yipan.reading.text.times import Clock


@dataclass(slots=True)
class Frame:
    """What is being talked about."""

    places: list[Place] = field(default_factory=list)
    listed: list[Place] = field(default_factory=list)
    indicators: list[tuple[Indicator, str]] = field(default_factory=list)
    subject: str = ""
    period: Period | None = None
    first: Period | None = None
    last: Period | None = None
    fresh_place: bool = False
    fresh_indicator: bool = False
    fresh_period: bool = False
    whole: str = ""
    # Whether the series behind 分别 is one of places or of indicators told already.
    zipped: bool = False
    # The ends of the last 由2014年的…增至2023年的….
    ends: tuple[Period, Period] | None = None
    # What was counted last: its name, its unit, the sentence.
    counted: tuple[str, str, object] | None = None


@dataclass(slots=True)
class Setting:
    """What holds for a whole document."""

    places: Places
    default: list[Place]
    province: Place | None
    city: Place | None
    clock: Clock
    aliases: dict[str, Indicator]
