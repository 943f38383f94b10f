"""The application: pages, figures, search and API over the boards that are served."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib import resources
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

import yipan
from yipan.core.errors import BadInput, LedgerError, YipanError
from yipan.core.words import Words
from yipan.publish.figures.render import to_svg
from yipan.web.access import AccessControl
from yipan.web.access.routes import add_access
from yipan.web.address import Address, read_address
from yipan.web.api.description import described
from yipan.web.api.routes import add_api
from yipan.web.errors import json_error
from yipan.web.figure_routes import add_figures
from yipan.web.figures import figure_called
from yipan.web.guard import Access, Guard, LoopbackOnly
from yipan.web.jobs import Jobs
from yipan.web.numbers import headline
from yipan.web.pages import PAGES, Page
from yipan.web.pages.page import Download, Elsewhere, Sent
from yipan.web.pins import Shown, shown
from yipan.web.render import (
    REVALIDATE,
    STATIC,
    build_mark,
    error_html,
    etag_of,
    not_modified,
    page_html,
)
from yipan.web.search import search
from yipan.web.shelf import Once, Shelf

LOG = logging.getLogger("yipan.web")
KEPT_PAGES = 2000
LONGEST_FIELD = 6_000_000
YEAR = "public, max-age=31536000, immutable"
API = "/api/"


class Office:
    """What the routes share: the shelf of boards, made pages, the language of a first visit."""

    def __init__(self, shelf: Shelf, lang: str) -> None:
        self.shelf = shelf
        self.lang = lang
        self.pages = Once(KEPT_PAGES)
        self.jobs = Jobs()

    def path_of(self, board: str) -> str:
        """The folder of a board that is served; empty for none."""
        return str(self.shelf.view(board).board.path) if board else ""

    def address(self, page: str, request: Request) -> Address:
        """The address of a request."""
        query: dict[str, tuple[str, ...]] = {}
        for key, value in request.query_params.multi_items():
            query[key] = (*query.get(key, ()), value)
        base = f"{request.url.scheme}://{request.url.netloc}"
        return read_address(page, request.path_params, query, self.lang, base)

    def shown(self, page: str, request: Request) -> Shown:
        """What a request is shown: the present state, or that of its permanent link."""
        return shown(self.shelf, self.address(page, request))


def create_app(
    boards: Sequence[str] = ("jingjinji",), *, lang: str = "zh", access: Access | None = None
) -> FastAPI:
    """The workbench over these boards; `access` says who may ask (by default this machine only)."""
    app = FastAPI(
        title="Yipan 一盘",
        version=yipan.__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    office = Office(Shelf(boards), lang)
    app.state.office = office
    app.state.warm = lambda base: _warm(office, base)
    app.state.warm_figures = lambda: _warm_figures(office)
    app.add_middleware(Guard, access=access or LoopbackOnly())
    if isinstance(access, AccessControl):
        add_access(app, access, lang)
    _handle_errors(app, office)
    _add_static(app)
    add_api(app, office)
    app.add_api_route("/", _first(office), include_in_schema=False)
    for page in PAGES:
        app.add_api_route(page.address, _page(office, page), include_in_schema=False)
        if page.take is not None:
            app.add_api_route(
                page.address, _form(office, page), methods=["POST"], include_in_schema=False
            )
    add_figures(app, office)
    app.openapi = partial(described, app, guarded=isinstance(access, AccessControl))  # type: ignore[method-assign]
    app.add_api_route("/{board}", _slash, include_in_schema=False)
    app.add_api_route("/{board}/search.json", _search(office), include_in_schema=False)
    return app


def _warm(office: Office, base: str) -> None:
    """Make the first pages before anybody asks. `base`: the scheme and host they are asked at."""
    with suppress(YipanError):
        for name in office.shelf.names:
            view = office.shelf.view(name)
            address = Address(
                name, PAGES[0].address, office.lang, first_lang=office.lang, base=base
            )
            _made(office, PAGES[0], Shown(view, address))


def _warm_figures(office: Office) -> None:
    """Start the engine that draws figures."""
    view = office.shelf.view(office.shelf.names[0])
    with suppress(YipanError):
        for indicator in headline(view)[1][:1]:
            to_svg(figure_called(view, "indicator", indicator.slug).spec(office.lang))


def _made(office: Office, page: Page, shown: Shown) -> bytes:
    """The bytes of a page, made once for a state and an address."""

    def make() -> bytes:
        context = page.build(shown.view, shown.address)
        return _html(page, shown, context).encode()

    return office.pages.get(shown.key, make)


def _html(page: Page, shown: Shown, context: object) -> str:
    title = page.title.pick(shown.address.lang)
    return page_html(page.template, shown, c=context, page_title=title)


def _first(office: Office) -> Callable[[], Response]:
    def first() -> Response:
        return RedirectResponse(f"/{quote(office.shelf.names[0], safe='')}/", status_code=307)

    return first


def _slash(board: str) -> Response:
    return RedirectResponse(f"/{quote(board, safe='')}/", status_code=307)


def _page(office: Office, page: Page) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        shown = office.shown(page.address, request)
        etag = etag_of(*shown.key)
        same = not_modified(request, etag)
        if same is not None:
            return same
        body = _made(office, page, shown)
        return HTMLResponse(body, headers={"etag": etag, "cache-control": REVALIDATE})

    return answer


def _form(office: Office, page: Page) -> Callable[[Request], Awaitable[Response]]:
    """A form is read within bounds; the work is done in a thread."""

    def work(request: Request, sent: Sent) -> Response:
        assert page.take is not None
        shown = office.shown(page.address, request)
        found = page.take(shown.view, shown.address, sent)
        if isinstance(found, Download):
            headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(found.name)}"}
            return Response(found.body, media_type=found.media, headers=headers)
        if isinstance(found, Elsewhere):
            return RedirectResponse(found.href, status_code=303)
        status = 400 if getattr(found, "said", "") else 200
        headers = {"cache-control": "no-store"}
        return HTMLResponse(_html(page, shown, found), status, headers)

    async def answer(request: Request) -> Response:
        form = await request.form(max_files=4, max_fields=100, max_part_size=LONGEST_FIELD)
        values: dict[str, tuple[str, ...]] = {}
        files = []
        for key, value in form.multi_items():
            if isinstance(value, str):
                values[key] = (*values.get(key, ()), value)
            elif value.filename:
                files.append((value.filename[-200:], await value.read()))
        return await run_in_threadpool(work, request, Sent(values, tuple(files)))

    return answer


def _search(office: Office) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        shown = office.shown("/{board}/search.json", request)
        hits = search(shown.view, shown.address, shown.address.one("q"))
        return JSONResponse(
            [{"kind": h.kind, "name": h.name, "other": h.other, "href": h.href} for h in hits],
            headers={"cache-control": REVALIDATE},
        )

    return answer


def _add_static(app: FastAPI) -> None:
    """Files by their exact name, read once: no name from a request is joined to a path."""
    files = {path.name: path.read_bytes() for path in STATIC.iterdir() if path.is_file()}
    files["report.js"] = resources.files("yipan.reading").joinpath("data/report.js").read_bytes()

    def static(mark: str, name: str) -> Response:
        if name not in files:
            return Response(status_code=404)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        kind = "text/javascript" if name.endswith(".js") else kind
        age = YEAR if mark == build_mark() else REVALIDATE
        return Response(files[name], media_type=kind, headers={"cache-control": age})

    app.add_api_route("/static/{mark}/{name}", static, include_in_schema=False)
    app.add_api_route(
        "/favicon.ico", lambda: static(build_mark(), "mark.svg"), include_in_schema=False
    )


def _handle_errors(app: FastAPI, office: Office) -> None:
    def told(request: Request, error: YipanError, status: int | None = None) -> Response:
        if request.url.path.startswith(API) or request.url.path.endswith(".json"):
            return json_error(error, status=status)
        lang = request.query_params.get("lang", office.lang)
        board = request.path_params.get("board", "")
        known = board if board in office.shelf.names else office.shelf.names[0]
        answer = error_html(error, lang if lang == "en" else "zh", f"/{quote(known, safe='')}/")
        answer.status_code = status or answer.status_code
        return answer

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, YipanError)
        return told(request, error)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        words = {
            404: Words("没有这一页", "there is no such page"),
            405: Words("此处不接受这种请求", "this kind of request is not taken here"),
            413: Words("上传过大", "the upload is too large"),
        }.get(error.status_code, Words("请求有误", "the request cannot be read"))
        return told(request, BadInput(words, where=request.url.path[:200]), error.status_code)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        said = Words(f"此项无效: {first['msg']}", f"this cannot be used: {first['msg']}")
        return told(request, BadInput(said, where=where[:200]))

    async def disk(request: Request, error: Exception) -> Response:
        assert isinstance(error, OSError)
        LOG.error("%s %s", request.url.path, error)
        why = error.strerror or type(error).__name__
        return told(request, LedgerError(Words(f"磁盘出错: {why}", f"the disk failed: {why}")))

    async def unforeseen(request: Request, error: Exception) -> Response:
        LOG.error("%s %s", request.url.path, type(error).__name__, exc_info=error)
        words = Words("程序出错,已记入日志", "the program failed; the log says where")
        return told(request, BadInput(words), 500)

    app.add_exception_handler(YipanError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(OSError, disk)
    app.add_exception_handler(Exception, unforeseen)
