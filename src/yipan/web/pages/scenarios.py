"""The scenario desk: move a lever, see what follows by arithmetic and the fan of the forecast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from yipan.board.bindings.pasted import pasted_scenario, simulate_pasted
from yipan.board.bindings.scenarios import limits_of
from yipan.board.bindings.simulating import movable, moved, simulate_document
from yipan.core.english import unit_apart, unit_name
from yipan.core.errors import BadInput, UnknownName, YipanError
from yipan.core.text import figure as digits
from yipan.core.words import Words
from yipan.publish.report.findings import named
from yipan.publish.scenario_words import QUANTITIES
from yipan.publish.simulation_words import goal_lines
from yipan.scenarios.document import read_scenario
from yipan.web.address import Address
from yipan.web.answers import document_called, documents
from yipan.web.drafts import is_draft
from yipan.web.numbers import plain
from yipan.web.pages.figure import ShownFigure, shown_figure
from yipan.web.pages.page import Elsewhere, Page, Sent, told
from yipan.web.pages.scenario_blocks import (
    Drawn,
    Forecast,
    Responded,
    drawn,
    forecasts,
    party_in,
    past,
    responded,
    shares,
    tornado,
)
from yipan.web.pages.scenario_figure import fan_of, subjects
from yipan.web.pages.starter import starter_scenario
from yipan.web.shelf import View

if TYPE_CHECKING:
    from yipan.publish.figures import Figure
    from yipan.scenarios.document import Scenario
    from yipan.scenarios.levers import Lever
    from yipan.scenarios.simulate import Simulation

MOST_FACTOR = 3
LONGEST_FACTOR = 6  # characters; an exponent without a bound would be computed for minutes
JOIN = ","
SHOW = "@"
KINDS: dict[str, Words] = {
    "relocation": Words("迁移", "relocation"),
    "contracts": Words("技术合同", "contracts"),
    "services": Words("公共服务", "services"),
    "compensation": Words("补偿", "compensation"),
    "carbon": Words("碳排放", "carbon"),
    "growth": Words("增长", "growth"),
    "placement": Words("按配落户", "placement"),
}


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario of the list."""

    name: str
    levers: str
    parties: str


@dataclass(frozen=True, slots=True)
class Scenarios:
    """Context of the list of scenarios."""

    rows: tuple[ScenarioRow, ...] = told("scenarios of the board")
    text: str = told("the visitor's own document, in the field")
    said: str = told("what is wrong with it, with its line; empty for nothing")


@dataclass(frozen=True, slots=True)
class ShownLever:
    """A lever: what it moves, its path, and the factor that is set."""

    id: str
    kind: str
    about: str
    path: str
    source: str
    factor: str
    movable: bool


@dataclass(frozen=True, slots=True)
class Accounted:
    """A quantity of a party over the periods: each value with its reason; empty for none."""

    party: str
    quantity: str
    unit: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ScenarioPage:
    """Context of the scenario desk."""

    name: str = told("the scenario's name")
    own: bool = told("whether it is a visitor's own, kept in memory")
    text: str = told("its document, to be changed and tried")
    said: str = told("why there is no result, on one line")
    levers: tuple[ShownLever, ...] = told("its levers, each with the factor that is set")
    subjects: tuple[tuple[int, str], ...] = told("place and words of each fan to choose")
    shown: int = told("the place of the one that is shown")
    figure: ShownFigure | None = told("observed values, the path with the levers, intervals")
    years: tuple[str, ...] = told("periods of the accounting")
    accounting: tuple[Accounted, ...] = told("party, quantity, unit and a value for each period")
    past: tuple[ShownFigure, ...] = told("what each factor did to emissions so far")
    forecasts: tuple[Forecast, ...] = told("the baseline without the levers, and how it was tested")
    drawn: tuple[Drawn, ...] = told("median and bands with the levers in the last year")
    responses: tuple[Responded, ...] = told("assumed responses in the last year")
    tornado: ShownFigure | None = told("the outcome as each source alone goes from low to high")
    shares: tuple[tuple[str, str], ...] = told("each source and its part of the variance")
    goals: tuple[tuple[str, ...], ...] = told("each goal, its chance, and what it would need")
    warnings: tuple[str, ...] = told("warnings of the forecast")
    limits: tuple[str, ...] = told("what the result may not be used for")


def build_list(view: View, address: Address) -> Scenarios:
    """Every scenario of the board, and a first one of one's own."""
    return _listed(view, address.lang, starter_scenario(view, address.lang), "")


def _listed(view: View, lang: str, text: str, said: str) -> Scenarios:
    rows = []
    for name, path in documents(view, "scenarios").items():
        scenario = read_scenario(path)
        join = "、" if lang == "zh" else ", "
        rows.append(
            ScenarioRow(
                name, join.join(lv.id for lv in scenario.levers), join.join(scenario.parties)
            )
        )
    return Scenarios(tuple(rows), text, said)


def take(view: View, address: Address, sent: Sent) -> Scenarios | Elsewhere:
    """A visitor's own scenario: its page where it can be read, else what is wrong with it."""
    text = sent.one("text")
    try:
        text, file = sent.text("text", "scenario.yaml")
        pasted_scenario(text, view.board, file)
    except YipanError as error:
        return _listed(view, address.lang, text, error.line(address.lang))
    return Elsewhere(address.to("scenario", view.drafts.keep("scenario", text, file)))


def factors_of(asked: dict[str, str]) -> dict[str, Fraction]:
    """Factors by lever, each from 0 to 3 with at most two decimals."""
    found = {}
    for lever, text in asked.items():
        try:
            value = Fraction(text if len(text) <= LONGEST_FACTOR else "-1")
        except (ValueError, ZeroDivisionError):
            value = Fraction(-1)
        if not 0 <= value <= MOST_FACTOR:
            raise BadInput(
                Words(f"{lever} 的倍数应在 0 与 {MOST_FACTOR} 之间",
                      f"the factor of {lever} must be 0 to {MOST_FACTOR}"),
            )  # fmt: skip
        found[lever] = value
    return found


def _scenario(view: View, name: str) -> Scenario:
    if is_draft(name):
        text, file = view.drafts.get("scenario", name)
        return pasted_scenario(text, view.board, file)
    return read_scenario(document_called(view, "scenarios", name))


def _text(view: View, name: str) -> str:
    if is_draft(name):
        return view.drafts.get("scenario", name)[0]
    return document_called(view, "scenarios", name).read_text("utf-8-sig")


def simulated(view: View, key: str) -> Simulation:
    """A scenario with its factors: `name,lever=1.5,…`."""

    def make() -> Simulation:
        name, *pairs = key.split(JOIN)
        factors = factors_of(dict(p.split("=", 1) for p in pairs if "=" in p))
        if is_draft(name):
            return simulate_pasted(_scenario(view, name), view.board, view.as_of, factors)
        path = document_called(view, "scenarios", name)
        return simulate_document(str(path), view.board, view.as_of, factors).simulation

    return view.once.get(("simulated", key), make)


def build_one(view: View, address: Address) -> ScenarioPage:
    """One scenario with the levers as they are set; without a result the line says why."""
    name = address.parts["scenario"]
    scenario = _scenario(view, name)
    asked = {lv.id: address.one(f"x_{lv.id}", "1") for lv in scenario.levers}
    changed = {k: v for k, v in asked.items() if v != "1"}
    levers = moved(scenario, factors_of(changed)).levers
    key = JOIN.join([name, *(f"{k}={v}" for k, v in changed.items())])
    page = ScenarioPage(
        name=scenario.name,
        own=is_draft(name),
        text=_text(view, name),
        said="",
        levers=tuple(_lever(view, lv, asked[lv.id], address.lang) for lv in levers),
        **_EMPTY,
    )
    try:
        return replace(page, **_results(view, address, key))
    except YipanError as error:
        return replace(page, said=error.line(address.lang))


_EMPTY: dict[str, Any] = {
    "subjects": (), "shown": 0, "figure": None, "years": (), "accounting": (), "past": (),
    "forecasts": (), "drawn": (), "responses": (), "tornado": None, "shares": (), "goals": (),
    "warnings": (), "limits": (),
}  # fmt: skip


def _results(view: View, address: Address, key: str) -> dict[str, Any]:
    """The fields of the page that a simulation fills."""
    lang = address.lang
    simulation = simulated(view, key)
    known = subjects(simulation)
    asked = address.one("show")
    place = int(asked) if asked.isdecimal() and int(asked) < len(known) else 0
    shown = f"{key}{JOIN}{SHOW}{place}" if place else key
    fan, turning = scenario_figure(view, shown), tornado_figure(view, key)
    name = partial(_named, view, lang=lang)
    return {
        "subjects": tuple(
            (n, f"{party_in(view, who, lang)} {name(slug)}") for n, (slug, who) in enumerate(known)
        ),
        "shown": place,
        "figure": shown_figure(fan, "scenario", shown, lang) if fan.table.rows else None,
        "years": tuple(str(year) for year in simulation.scenario.years),
        "accounting": _accounting(view, simulation, lang),
        "past": tuple(
            shown_figure(past_figure(view, f"{key}{JOIN}{SHOW}{n}"), "past",
                         f"{key}{JOIN}{SHOW}{n}", lang)
            for n in range(len(simulation.past))
        ),
        "forecasts": forecasts(view, simulation, lang),
        "drawn": drawn(view, simulation, lang),
        "responses": responded(view, simulation, lang),
        "tornado": shown_figure(turning, "tornado", key, lang) if turning.table.rows else None,
        "shares": shares(simulation, lang),
        "goals": _goals(view, simulation, lang),
        "warnings": tuple(named(view.board, w.pick(lang), lang) for w in simulation.warnings),
        "limits": tuple(limits_of(simulation, lang)),
    }  # fmt: skip


def _accounting(view: View, simulation: Simulation, lang: str) -> tuple[Accounted, ...]:
    """One line for each party and quantity, the periods as columns."""
    found: dict[tuple[str, str, str, str], dict[int, tuple[str, str]]] = {}
    for row in (entry.row for entry in simulation.accounting):
        line = found.setdefault((row.party, row.quantity, row.lever, row.unit), {})
        line[row.period] = digits(float(row.value)), row.because
    return tuple(
        Accounted(
            party_in(view, party, lang),
            _quantity(view, simulation, quantity, lever, lang),
            unit_name(unit, lang),
            tuple(cells.get(year, ("", "")) for year in simulation.scenario.years),
        )
        for (party, quantity, lever, unit), cells in found.items()
    )


def _quantity(view: View, simulation: Simulation, quantity: str, lever: str, lang: str) -> str:
    """A quantity in words; a level is that of the lever's indicator."""
    moved = next((x for x in simulation.scenario.levers if x.id == lever), None)
    if quantity == "level" and moved is not None and moved.indicator:
        return _named(view, moved.indicator, lang)
    if quantity in QUANTITIES:
        return QUANTITIES[quantity].pick(lang)
    kind, colon, indicator = quantity.partition(":")
    if colon and kind in QUANTITIES:
        return f"{QUANTITIES[kind].pick(lang)} {_named(view, indicator, lang)}"
    stem = quantity.removesuffix("-change")
    name = _named(view, stem, lang)
    return name if stem == quantity else Words(f"{name}变化", f"change of {name}").pick(lang)


def _goals(view: View, found: Simulation, lang: str) -> tuple[tuple[str, ...], ...]:
    names = {t.indicator for t in found.scenario.targets}
    labels = {slug: _named(view, slug, lang) for slug in names}
    parties = {t.party: party_in(view, t.party, lang) for t in found.scenario.targets}
    return tuple(
        tuple(line.strip() for line in goal.split("\n"))
        for goal in goal_lines(found, lang, labels, parties)
    )


def _of_key(view: View, key: str) -> tuple[Simulation, int]:
    """The simulation of a key, and the place that it shows: `name,lever=1.5,@1`."""
    parts = key.split(JOIN)
    place = next((p.removeprefix(SHOW) for p in parts if p.startswith(SHOW)), "0")
    own = JOIN.join(p for p in parts if not p.startswith(SHOW))
    return simulated(view, own), int(place) if place.isdecimal() else 0


def scenario_figure(view: View, key: str) -> Figure:
    """The fan of a key; the place is that of the subject."""
    return fan_of(view, *_of_key(view, key))


def tornado_figure(view: View, key: str) -> Figure:
    """What the uncertainty of a key's outcome comes from."""
    return tornado(view, _of_key(view, key)[0])


def past_figure(view: View, key: str) -> Figure:
    """What the factors of a carbon lever did so far; the place is that of the lever."""
    simulation, place = _of_key(view, key)
    if place >= len(simulation.past):
        raise UnknownName("figure", f"past/{key}", ())
    return past(view, simulation, place)


def _named(view: View, slug: str, lang: str) -> str:
    found = view.board.indicators.get(slug)
    return found.name(lang) if found else slug


def _lever(view: View, lever: Lever, factor: str, lang: str) -> ShownLever:
    ends = [party_in(view, end, lang) for end in (lever.origin, lever.destination) if end]
    path = Words("、", ", ").pick(lang).join(f"{y}: {plain(v)}" for y, v in lever.path.items())
    about = [" → ".join(ends), _named(view, lever.indicator, lang) if lever.indicator else ""]
    return ShownLever(
        lever.id,
        KINDS.get(lever.kind, Words(lever.kind, lever.kind)).pick(lang),
        " ".join(part for part in about if part),
        f"{path}{unit_apart(lever.unit, lang)}".strip(),
        lever.source,
        factor,
        movable(lever),
    )


LIST = Page(
    "scenarios",
    "scenarios",
    Words("推:情景", "Scenarios"),
    "Scenarios that come with the board; one of the visitor's own can be tried.",
    Scenarios,
    build_list,
    take,
)
ONE = Page(
    "scenario",
    "scenario/{scenario}",
    Words("推:一个情景", "A scenario"),
    "Move the levers; accounting, forecast and assumed responses as separate blocks.",
    ScenarioPage,
    build_one,
)
