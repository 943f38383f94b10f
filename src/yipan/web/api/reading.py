"""Questions about what stands on a board: GET, with an ETag, answered once for a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from yipan.board.bindings.measures import Asked as Wanted
from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.web import answers
from yipan.web.api.frame import Asked, envelope
from yipan.web.api.models import Envelope
from yipan.web.catalogue import catalogue

if TYPE_CHECKING:
    from yipan.web.app import Office

Names = Annotated[list[str] | None, Query(max_length=50)]
Lang = Annotated[str, Query(pattern="^(zh|en)$", description="zh or en.")]
Name = Annotated[str, Query(max_length=100)]
Settings = Annotated[list[str] | None, Query(max_length=50, description="KEY=VALUE")]
Kind = Annotated[str, Query(alias="class", max_length=40)]


class JsonLd(JSONResponse):
    """JSON with the meaning of its keys."""

    media_type = "application/ld+json"


def add_reading(router: APIRouter, office: Office) -> None:
    """The routes below /{board}."""
    _add_facts(router)
    _add_documents(router)

    @router.get("/boards", summary="The boards that are served")
    def boards() -> list[dict[str, Any]]:
        """Names, titles and content hashes."""
        views = [office.shelf.view(name) for name in office.shelf.names]
        return [
            {
                "name": view.board.name,
                "title": {"zh": view.board.title.zh, "en": view.board.title.en},
                "content": view.pin,
            }
            for view in views
        ]

    @router.get("/gauges", summary="Every measure", response_model=Envelope)
    def gauges() -> Response:
        return JSONResponse(envelope(answers.measures(), "", None))

    @router.get(
        "/{board}/catalogue",
        summary="The board's datasets: DCAT-AP, JSON-LD",
        response_class=JsonLd,
    )
    def datasets(ask: Asked) -> Response:
        address = office.address("/{board}/", ask.request)
        document = catalogue(ask.view, address, str(ask.request.base_url).rstrip("/"))
        return JsonLd(document)


def _add_facts(router: APIRouter) -> None:
    @router.get("/{board}/facts", summary="Every printed value", response_model=Envelope)
    def facts(
        ask: Asked, indicator: Name, party: Names = None, period: Names = None, lang: Lang = "zh"
    ) -> Response:
        """Each thing with its figures, the one that counts, why, and conflicts among them."""
        named = (indicator, party or (), period or ())
        return ask.kept(lambda view: answers.facts(view, *named, lang=lang))

    @router.get("/{board}/panel", summary="The figures that count", response_model=Envelope)
    def panel(
        ask: Asked, indicator: Names = None, party: Names = None, period: Names = None
    ) -> Response:
        """Party by period by indicator, exact; the headline's where nothing is named."""
        return ask.kept(
            lambda view: answers.panel(view, indicator or (), party or (), period or ())
        )

    @router.get("/{board}/gauges/{measure}", summary="A measure", response_model=Envelope)
    def gauge(
        ask: Asked,
        measure: str,
        indicator: Names = None,
        party: Names = None,
        period: Names = None,
        group: Name = "",
        weight: Name = "",
        setting: Settings = None,
        mix_vintages: bool = False,
        lang: Lang = "zh",
    ) -> Response:
        """Values with parts, checks, interval and the formula."""
        names = (indicator or (), party or (), period or ())
        wanted = Wanted(*names, group, weight, ask.view.as_of, mix_vintages)
        given = dict(_pair(item) for item in setting or ())
        return ask.kept(lambda view: answers.gauge(view, measure, wanted, given, lang))

    @router.get("/{board}/conflicts", summary="Disagreements", response_model=Envelope)
    def conflicts(
        ask: Asked, indicator: Name = "", party: Name = "", kind: Kind = "", lang: Lang = "zh"
    ) -> Response:
        """Those that nothing explains, at most 500; with a class all of that class."""
        return ask.kept(lambda view: answers.conflicts(view, indicator, party, kind, lang))

    @router.get("/{board}/histories", summary="Revisions", response_model=Envelope)
    def histories(
        ask: Asked, indicator: Name, party: Names = None, period: Names = None
    ) -> Response:
        """First publication and each revision with its size."""
        return ask.kept(lambda view: answers.history(view, indicator, party or (), period or ()))

    @router.get("/{board}/findings", summary="Findings", response_model=Envelope)
    def findings(ask: Asked, lang: Lang = "zh") -> Response:
        """What is good and what is not, since when."""
        return ask.kept(lambda view: answers.findings(view, lang))

    @router.get("/{board}/sources", summary="Sources", response_model=Envelope)
    def sources(ask: Asked) -> Response:
        """Title, publisher, date, vintage and number of figures."""
        return ask.kept(answers.sources)

    @router.get("/{board}/reasons/{id}", summary="A reason", response_model=Envelope)
    def reason(
        ask: Asked,
        id: str,
        lang: Lang = "zh",
        indicator: Name = "",
        party: Name = "",
        period: Name = "",
    ) -> Response:
        """The tree behind a figure, or a conflict; names narrow the search in a large ledger."""
        hint = (indicator, party, period)
        return ask.kept(lambda view: answers.why(view, id, lang, hint))


def _add_documents(router: APIRouter) -> None:
    @router.get("/{board}/documents", summary="Names of compacts, problems and scenarios")
    def names(ask: Asked) -> dict[str, list[str]]:
        """What can be settled, matched, linked and simulated."""
        return {
            "compacts": answers.library(ask.view).ids,
            "problems": list(answers.documents(ask.view, "problems")),
            "scenarios": list(answers.documents(ask.view, "scenarios")),
        }

    @router.get("/{board}/matches/{name}", summary="Who goes where", response_model=Envelope)
    def match(ask: Asked, name: str, method: Name = "") -> Response:
        """Placements, refusals with a code, and the change that would help."""
        return ask.kept(lambda view: answers.match(view, name, method))

    @router.get("/{board}/chains/{name}", summary="A chain", response_model=Envelope)
    def chain(ask: Asked, name: str) -> Response:
        """Gaps, chokes, single points and the order of repair."""
        return ask.kept(lambda view: answers.link(view, name))

    @router.get("/{board}/reach/{name}", summary="Accessibility", response_model=Envelope)
    def reach(ask: Asked, name: str) -> Response:
        """Who reaches a service in time."""
        return ask.kept(lambda view: answers.reach(view, name))

    @router.get("/{board}/scenarios/{name}", summary="A scenario", response_model=Envelope)
    def scenario(ask: Asked, name: str, lang: Lang = "zh") -> Response:
        """Accounting, forecast and assumed responses."""
        return ask.kept(lambda view: answers.scenario(view, name, lang))


def _pair(item: str) -> tuple[str, str]:
    key, equals, value = item.partition("=")
    if not equals or not key:
        raise BadInput(Words(f"{item}: 应写作 KEY=VALUE", f"{item}: write KEY=VALUE"))
    return key, value
