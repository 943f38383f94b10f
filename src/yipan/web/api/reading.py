"""Questions about what stands on a board: GET, with an ETag, answered once for a state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from yipan.board.ask import read_day
from yipan.board.bindings.measures import Asked
from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.web import answers
from yipan.web.api.models import DAY_PATTERN, Envelope
from yipan.web.catalogue import catalogue
from yipan.web.render import REVALIDATE, etag_of, not_modified

if TYPE_CHECKING:
    from yipan.web.app import Office
    from yipan.web.shelf import View

Names = Annotated[list[str] | None, Query(max_length=50)]
Day = Annotated[
    str,
    Query(
        max_length=10,
        description="What was known on that day: 2020-01-01.",
        json_schema_extra=DAY_PATTERN,
    ),
]
Lang = Annotated[str, Query(pattern="^(zh|en)$", description="zh or en.")]
Name = Annotated[str, Query(max_length=100)]
Settings = Annotated[list[str] | None, Query(max_length=50, description="KEY=VALUE")]
Kind = Annotated[str, Query(alias="class", max_length=40)]


class JsonLd(JSONResponse):
    """JSON with the meaning of its keys."""

    media_type = "application/ld+json"


def add_reading(router: APIRouter, office: Office) -> None:
    """The routes below /{board}."""
    _add_facts(router, office)
    _add_documents(router, office)

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
    def datasets(request: Request, board: str) -> Response:
        address = office.address("/{board}/", request)
        document = catalogue(office.shelf.view(board), address, str(request.base_url).rstrip("/"))
        return JsonLd(document)


def _add_facts(router: APIRouter, office: Office) -> None:
    def view_of(board: str, as_of: str) -> View:
        return office.shelf.view(board, read_day(as_of))

    @router.get("/{board}/facts", summary="Every printed value", response_model=Envelope)
    def facts(
        request: Request,
        board: str,
        indicator: Name,
        party: Names = None,
        period: Names = None,
        as_of: Day = "",
        learned_by: Day = "",
        lang: Lang = "zh",
    ) -> Response:
        """Each thing with its figures, the one that counts, why, and conflicts among them."""
        view = view_of(board, as_of)
        asked = (indicator, party or (), period or (), learned_by, lang)
        return kept(request, view, lambda: answers.facts(view, *asked))

    @router.get("/{board}/panel", summary="The figures that count", response_model=Envelope)
    def panel(
        request: Request,
        board: str,
        indicator: Names = None,
        party: Names = None,
        period: Names = None,
        as_of: Day = "",
    ) -> Response:
        """Party by period by indicator, exact; the headline's where nothing is named."""
        view = view_of(board, as_of)
        return kept(
            request, view, lambda: answers.panel(view, indicator or (), party or (), period or ())
        )

    @router.get("/{board}/gauges/{measure}", summary="A measure", response_model=Envelope)
    def gauge(
        request: Request,
        board: str,
        measure: str,
        indicator: Names = None,
        party: Names = None,
        period: Names = None,
        group: Name = "",
        weight: Name = "",
        setting: Settings = None,
        as_of: Day = "",
        mix_vintages: bool = False,
        lang: Lang = "zh",
    ) -> Response:
        """Values with parts, checks, interval and the formula."""
        view = view_of(board, as_of)
        asked = Asked(
            indicator or (), party or (), period or (), group, weight, view.as_of, mix_vintages
        )
        given = dict(_pair(item) for item in setting or ())
        return kept(request, view, lambda: answers.gauge(view, measure, asked, given, lang))

    @router.get("/{board}/conflicts", summary="Disagreements", response_model=Envelope)
    def conflicts(
        request: Request,
        board: str,
        indicator: Name = "",
        party: Name = "",
        kind: Kind = "",
        as_of: Day = "",
        lang: Lang = "zh",
    ) -> Response:
        """Those that nothing explains, at most 500; with a class all of that class."""
        view = view_of(board, as_of)
        return kept(request, view, lambda: answers.conflicts(view, indicator, party, kind, lang))

    @router.get("/{board}/histories", summary="Revisions", response_model=Envelope)
    def histories(
        request: Request,
        board: str,
        indicator: Name,
        party: Names = None,
        period: Names = None,
        as_of: Day = "",
    ) -> Response:
        """First publication and each revision with its size."""
        view = view_of(board, as_of)
        return kept(
            request, view, lambda: answers.history(view, indicator, party or (), period or ())
        )

    @router.get("/{board}/findings", summary="Findings", response_model=Envelope)
    def findings(request: Request, board: str, as_of: Day = "", lang: Lang = "zh") -> Response:
        """What is good and what is not, since when."""
        view = view_of(board, as_of)
        return kept(request, view, lambda: answers.findings(view, lang))

    @router.get("/{board}/sources", summary="Sources", response_model=Envelope)
    def sources(request: Request, board: str, as_of: Day = "") -> Response:
        """Title, publisher, date, vintage and number of figures."""
        view = view_of(board, as_of)
        return kept(request, view, lambda: answers.sources(view))

    @router.get("/{board}/reasons/{id}", summary="A reason", response_model=Envelope)
    def reason(
        request: Request,
        board: str,
        id: str,
        as_of: Day = "",
        lang: Lang = "zh",
        indicator: Name = "",
        party: Name = "",
        period: Name = "",
    ) -> Response:
        """The tree behind a figure, or a conflict; names narrow the search in a large ledger."""
        view = view_of(board, as_of)
        hint = (indicator, party, period)
        return kept(request, view, lambda: answers.why(view, id, lang, hint))


def _add_documents(router: APIRouter, office: Office) -> None:
    @router.get("/{board}/documents", summary="Names of compacts, problems and scenarios")
    def names(board: str) -> dict[str, list[str]]:
        """What can be settled, matched, linked and simulated."""
        view = office.shelf.view(board)
        return {
            "compacts": answers.library(view).ids,
            "problems": list(answers.documents(view, "problems")),
            "scenarios": list(answers.documents(view, "scenarios")),
        }

    @router.get("/{board}/matches/{name}", summary="Who goes where", response_model=Envelope)
    def match(request: Request, board: str, name: str, method: Name = "") -> Response:
        """Placements, refusals with a code, and the change that would help."""
        view = office.shelf.view(board)
        return kept(request, view, lambda: answers.match(view, name, method))

    @router.get("/{board}/chains/{name}", summary="A chain", response_model=Envelope)
    def chain(request: Request, board: str, name: str) -> Response:
        """Gaps, chokes, single points and the order of repair."""
        view = office.shelf.view(board)
        return kept(request, view, lambda: answers.link(view, name))

    @router.get("/{board}/reach/{name}", summary="Accessibility", response_model=Envelope)
    def reach(request: Request, board: str, name: str) -> Response:
        """Who reaches a service in time."""
        view = office.shelf.view(board)
        return kept(request, view, lambda: answers.reach(view, name))

    @router.get("/{board}/scenarios/{name}", summary="A scenario", response_model=Envelope)
    def scenario(
        request: Request, board: str, name: str, as_of: Day = "", lang: Lang = "zh"
    ) -> Response:
        """Accounting, forecast and assumed responses."""
        view = office.shelf.view(board, read_day(as_of))
        return kept(request, view, lambda: answers.scenario(view, name, lang))


def kept(request: Request, view: View, make: Callable[[], answers.Answer]) -> Response:
    """The answer with its ETag; 304 where the program has it; made once for a state."""
    asked = f"{request.url.path}?{request.url.query}"
    etag = etag_of(view.tag, asked)
    same = not_modified(request, etag)
    if same is not None:
        return same

    def body() -> bytes:
        return bytes(JSONResponse(envelope(make(), view.board.name, view.as_of)).body)

    found = view.once.get(("api", asked), body)
    headers = {"etag": etag, "cache-control": REVALIDATE}
    return Response(found, media_type="application/json", headers=headers)


def envelope(found: answers.Answer, board: str, as_of: date | None) -> dict[str, Any]:
    """The same envelope as --json on the command line."""
    return {
        "command": found.command,
        "board": board,
        "as_of": as_of.isoformat() if as_of else None,
        "result": found.result,
        "receipt": dict(found.receipt),
    }


def _pair(item: str) -> tuple[str, str]:
    key, equals, value = item.partition("=")
    if not equals or not key:
        raise BadInput(Words(f"{item}: 应写作 KEY=VALUE", f"{item}: write KEY=VALUE"))
    return key, value
