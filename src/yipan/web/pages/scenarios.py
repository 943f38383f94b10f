"""The scenario desk: move a lever, see what follows by arithmetic and the fan of the forecast."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yipan.board.bindings.pasted import pasted_scenario, simulate_pasted
from yipan.board.bindings.scenarios import limits_of
from yipan.board.bindings.series import year_table
from yipan.board.bindings.simulating import movable, moved, simulate_document
from yipan.core.errors import BadInput, YipanError
from yipan.core.words import Words
from yipan.publish import figures as draw
from yipan.scenarios.document import read_scenario
from yipan.web.address import Address
from yipan.web.answers import document_called, documents
from yipan.web.drafts import is_draft
from yipan.web.numbers import plain
from yipan.web.pages.figure import ShownFigure, shown_figure
from yipan.web.pages.page import Elsewhere, Page, Sent, told
from yipan.web.shelf import View

if TYPE_CHECKING:
    from yipan.publish.figures import Figure
    from yipan.scenarios.document import Scenario
    from yipan.scenarios.levers import Lever
    from yipan.scenarios.simulate import Simulation

MOST_FACTOR = 3
JOIN = ","


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
class ScenarioPage:
    """Context of the scenario desk."""

    name: str = told("the scenario's name")
    own: bool = told("whether it is a visitor's own, kept in memory")
    text: str = told("its document, to be changed and tried")
    said: str = told("why there is no result, on one line")
    levers: tuple[ShownLever, ...] = told("its levers, each with the factor that is set")
    figure: ShownFigure | None = told("observed values, forecast and intervals")
    accounting: tuple[tuple[str, str, str, str, str], ...] = told(
        "period, party, quantity, value with unit, because"
    )
    responses: tuple[tuple[str, str, str, str, str], ...] = told(
        "assumed: period, party, indicator, value, from low to high"
    )
    break_even: tuple[str, ...] = told("what a target would need")
    warnings: tuple[str, ...] = told("warnings of the forecast")
    limits: tuple[str, ...] = told("what the result may not be used for")


def build_list(view: View, address: Address) -> Scenarios:
    """Every scenario of the board."""
    return _listed(view, address.lang, "", "")


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
            value = Fraction(text)
        except (ValueError, ZeroDivisionError):
            value = Fraction(-1)
        if not 0 <= value <= MOST_FACTOR or len(text) > 6:
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
        levers=tuple(_lever(lv, asked[lv.id]) for lv in levers),
        **_EMPTY,
    )
    try:
        return replace(page, **_results(view, key, address.lang))
    except YipanError as error:
        return replace(page, said=error.line(address.lang))


_EMPTY: dict[str, Any] = {
    "figure": None, "accounting": (), "responses": (), "break_even": (), "warnings": (),
    "limits": (),
}  # fmt: skip


def _results(view: View, key: str, lang: str) -> dict[str, Any]:
    """The fields of the page that a simulation fills."""
    simulation = simulated(view, key)
    drawn = scenario_figure(view, key)
    return {
        "figure": shown_figure(drawn, "scenario", key, lang) if drawn.table.rows else None,
        "accounting": tuple(
            (str(r.period), r.party, _named(view, r.quantity, lang), f"{plain(r.value)} {r.unit}",
             r.because)
            for r in (entry.row for entry in simulation.accounting)
        ),
        "responses": tuple(
            (str(r.period), r.response.party, _named(view, r.response.outcome, lang),
             plain(r.value), f"{plain(r.low)} … {plain(r.high)}")
            for r in simulation.responses
        ),
        "break_even": tuple(
            f"{b.target}: {b.status}" + ("" if b.value is None else f" {plain(b.value)} {b.unit}")
            for b in simulation.break_even
        ),
        "warnings": tuple(w.pick(lang) for w in simulation.warnings),
        "limits": tuple(limits_of(simulation, lang)),
    }  # fmt: skip


def scenario_figure(view: View, key: str) -> Figure:
    """The fan of the indicator and party that the first lever is about."""
    simulation = simulated(view, key)
    indicator, party = _subject(simulation)
    rows = [r for r in simulation.baseline if (r.indicator, r.party) == (indicator, party)]
    unit = rows[0].unit if rows else ""
    table = year_table(view.board, "", view.as_of, [indicator]) if rows else None
    observed = []
    if table is not None:
        observed = [
            (year, draw.Point(value, plain(value)))
            for (slug, name, year), value in sorted(table.values.items(), key=lambda i: i[0][2])
            if (slug, name) == (indicator, party) and year <= simulation.scenario.base
        ]
    middle = [(r.period, draw.Point(r.value, plain(r.value))) for r in rows]
    bands = [
        draw.Band(r.period, int(level), _end(low), _end(high))
        for r in rows
        for level, (low, high) in (r.bands or {}).items()
    ]
    known = view.board.indicators.get(indicator)
    zh, en = (known.name("zh"), known.name("en")) if known else (indicator, indicator)
    title = Words(f"{party} {zh}:观测与基线预测", f"{party}, {en}: observed and forecast")
    note = Words("杠杆的作用见下方核算。", "What the levers do stands in the accounting below.")
    return draw.fan(
        f"scenario-{simulation.scenario.name}", title, note, unit, observed, middle, bands
    )


def _end(value: float) -> draw.Point:
    exact = Fraction(f"{value:.6g}")
    return draw.Point(exact, plain(exact))


def _subject(simulation: Simulation) -> tuple[str, str]:
    """(indicator, party) of the first forecast that a lever touches, else the first."""
    rows = simulation.baseline
    for lever in simulation.scenario.levers:
        for row in rows:
            if row.indicator == lever.indicator and row.party in (lever.destination, lever.origin):
                return row.indicator, lever.destination or lever.origin
    return (rows[0].indicator, rows[0].party) if rows else ("", "")


def _named(view: View, slug: str, lang: str) -> str:
    found = view.board.indicators.get(slug)
    return found.name(lang) if found else slug


def _lever(lever: Lever, factor: str) -> ShownLever:
    ends = " → ".join(end for end in (lever.origin, lever.destination) if end)
    path = ", ".join(f"{year}: {plain(value)}" for year, value in lever.path.items())
    about = " ".join(part for part in (ends, lever.indicator) if part)
    return ShownLever(
        lever.id, lever.kind, about, f"{path} {lever.unit}".strip(), lever.source, factor,
        movable(replace(lever)),
    )  # fmt: skip


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
