"""The blocks of a scenario that stand beside its fan: forecast, responses, what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.board.bindings.scenarios import label_of
from yipan.core.english import unit_name
from yipan.core.text import figure as digits
from yipan.core.words import LANGUAGES, Words
from yipan.publish import figures as draw
from yipan.publish.figures.blocks import Swing, blocks
from yipan.publish.simulation_words import LABELS, against, evidence, source_name, span

if TYPE_CHECKING:
    from yipan.publish.figures import Figure
    from yipan.scenarios.simulate import Simulation
    from yipan.web.shelf import View

LEVELS = ("50", "80", "90")


@dataclass(frozen=True, slots=True)
class Forecast:
    """One series without the levers: first and last year, band, and how its method was tested."""

    indicator: str
    party: str
    unit: str
    method: str
    first: str
    last: str
    band: str
    tested: str
    then: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One series with the levers in the last year: median and bands over the draws."""

    indicator: str
    party: str
    unit: str
    median: str
    bands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Responded:
    """An assumed response in the last year; `evidence`: what the panel said of it."""

    id: str
    label: str
    indicator: str
    party: str
    value: str
    ends: str
    evidence: str


def forecasts(view: View, found: Simulation, lang: str) -> tuple[Forecast, ...]:
    """Every series of the baseline, each on one line."""
    held: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(found.baseline):
        held.setdefault((row.indicator, row.party), []).append(place)
    rows = []
    for places in held.values():
        first, last = found.baseline[places[0]], found.baseline[places[-1]]
        rows.append(
            Forecast(
                view.board.indicator_name(last.indicator, lang),
                party_in(view, last.party, lang),
                unit_name(last.unit, lang),
                last.method,
                digits(float(first.value)),
                digits(float(last.value)),
                span(last.bands),
                against(last.tested),
                against(last.then),
            )
        )
    return tuple(rows)


def drawn(view: View, found: Simulation, lang: str) -> tuple[Drawn, ...]:
    """The last year of every fan."""
    end = found.scenario.years[-1]
    return tuple(
        Drawn(
            view.board.indicator_name(row.indicator, lang),
            party_in(view, row.party, lang),
            unit_name(row.unit, lang),
            digits(row.median),
            tuple(span(row.bands, level) for level in LEVELS),
        )
        for row in found.uncertainty.fan
        if row.period == end
    )


def responded(view: View, found: Simulation, lang: str) -> tuple[Responded, ...]:
    """The last year of every assumed response."""
    end = found.scenario.years[-1]
    rows = []
    for row in found.responses:
        name = row.response.id
        if row.period == end:
            gates = found.gates.get(name)
            rows.append(
                Responded(
                    name,
                    LABELS[label_of(found, name)].pick(lang),
                    view.board.indicator_name(row.response.outcome, lang),
                    party_in(view, row.response.party, lang),
                    digits(float(row.value)),
                    " … ".join(digits(float(v)) for v in (row.low, row.high)),
                    evidence(name, gates, lang).strip() if gates is not None else "",
                )
            )
    return tuple(rows)


def shares(found: Simulation, lang: str) -> tuple[tuple[str, str], ...]:
    """Each source and its part of the outcome's variance."""
    return tuple(
        (source_name(s.source, lang), f"{round(s.share, 2) + 0.0:.0%}")
        for s in found.uncertainty.variance
    )


def tornado(view: View, found: Simulation) -> Figure:
    """The outcome as each source alone goes from low to high; empty where nothing is drawn."""
    about, swings = found.uncertainty.outcome, found.uncertainty.tornado
    if about is None:
        return blocks("tornado", Words("", ""), Words("", ""), "", [], "", [], [], [], [])
    name = {lang: view.board.indicator_name(about.indicator, lang) for lang in LANGUAGES}
    who = {lang: party_in(view, about.party, lang) for lang in LANGUAGES}
    symbol = next((r.unit for r in found.uncertainty.fan if r.indicator == about.indicator), "")
    return blocks(
        f"tornado-{found.scenario.name}",
        Words(
            f"不确定性来自何处:{who['zh']} {about.period} 年的{name['zh']}",
            f"Where the uncertainty comes from: {name['en']} of {who['en']} in {about.period}",
        ),
        Words("各来源单独由低到高,其余不动", "each source alone from low to high, others at rest"),
        "",
        [],
        _unit(symbol),
        [],
        [],
        [],
        [
            Swing(
                Words(*(source_name(s.source, lang) for lang in LANGUAGES)), *_ends(s.low, s.high)
            )
            for s in swings
        ],
    )


def past(view: View, found: Simulation, place: int) -> Figure:
    """What each factor did to emissions so far; the parts sum to the change, nothing left over."""
    one = found.past[place]
    first, last = one.years
    who = {lang: party_in(view, one.party, lang) for lang in LANGUAGES}
    return draw.waterfall(
        f"past-{found.scenario.name}-{one.lever}",
        Words(
            f"{who['zh']}排放 {first}—{last}:各因素的作用",
            f"Emissions of {who['en']}, {first}–{last}: what each factor did",
        ),
        Words("对数平均分解(LMDI-I),逐年相加", "logarithmic mean (LMDI-I), summed over years"),
        _unit(one.unit),
        draw.Part(str(first), _point(one.ends[0])),
        [
            draw.Part(
                Words(*(view.board.indicator_name(slug, lang) for lang in LANGUAGES)),
                _point(effect),
            )
            for slug, effect in one.effects.items()
        ],
        draw.Part(str(last), _point(one.ends[1])),
    )


def party_in(view: View, name: str, lang: str) -> str:
    """A party of the document in words; the fund of a split is no party of a board."""
    if name == "fund":
        return Words("基金", "fund").pick(lang)
    found = view.board.parties.names.get(name)
    return found.name(lang) if found else name


def _source(name: str) -> Words:
    return Words(*(source_name(name, lang) for lang in LANGUAGES))


def _unit(symbol: str) -> Words:
    return Words(*(unit_name(symbol, lang) for lang in LANGUAGES))


def _ends(*values: float) -> tuple[draw.Point, ...]:
    return tuple(draw.Point(Fraction(f"{value:.9g}"), digits(value)) for value in values)


def _point(value: Fraction) -> draw.Point:
    return draw.Point(value, digits(float(value)))
