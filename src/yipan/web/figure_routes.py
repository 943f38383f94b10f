"""Addresses of figures: .svg .png .csv .json .xlsx and the specification, and the page to embed."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from yipan.core.errors import UnknownName
from yipan.facts.states import NOW
from yipan.publish.figures.data import table_csv
from yipan.web.downloads import table_json, table_xlsx
from yipan.web.figures import figure_called
from yipan.web.render import REVALIDATE, environment, etag_of, not_modified
from yipan.web.words import words_in

if TYPE_CHECKING:
    from yipan.publish.figures import Figure
    from yipan.web.address import Address
    from yipan.web.app import Office
    from yipan.web.shelf import View

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATH = "/{board}/figure/{kind}/{file}"
REPORT = "/{board}/report/{file}"
EMBED = "/{board}/embed/{kind}/{key}"


def add_figures(app: FastAPI, office: Office) -> None:
    """The routes of figures and of the script that draws them."""
    app.add_api_route(PATH, _figure(office), include_in_schema=False)
    app.add_api_route(REPORT, _report(office), include_in_schema=False)
    app.add_api_route(EMBED, _embed(office), include_in_schema=False)
    app.add_api_route("/vega.js", _bundle, include_in_schema=False)


def _figure(office: Office) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        shown = office.shown(PATH, request)
        view, address = shown.view, shown.address
        key, _, suffix = address.parts["file"].rpartition(".")
        if suffix not in MAKERS:
            raise UnknownName("figure", address.parts["file"], MAKERS)
        etag = etag_of(*shown.key)
        same = not_modified(request, etag)
        if same is not None:
            return same
        media, make = MAKERS[suffix]
        figure = figure_called(view, address.parts["kind"], key)
        body = office.pages.get(shown.key, lambda: make(figure, address, view))
        headers = {"etag": etag, "cache-control": REVALIDATE}
        if suffix in {"csv", "xlsx"} or address.one("download"):
            name = "".join(
                c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in figure.id
            )
            headers["content-disposition"] = f'attachment; filename="{name}.{suffix}"'
        return Response(body, media_type=media, headers=headers)

    return answer


def _report(office: Office) -> Callable[[Request], Response]:
    """The report as a file; made once for a state of the board."""
    from yipan.publish.report.build import build
    from yipan.publish.report.writers import WRITERS, content

    def answer(request: Request) -> Response:
        shown = office.shown(REPORT, request)
        view, address = shown.view, shown.address
        name = address.parts["file"]
        kind = name.rpartition(".")[2]
        if kind not in WRITERS:
            raise UnknownName("table", name, WRITERS)

        def make() -> bytes:
            made = view.once.get(
                ("report", address.lang),
                lambda: build(view.board, address.lang, as_of=view.as_of),
            )
            return content(made, kind)

        body = view.once.get(("report", address.lang, kind), make)
        file = quote(f"{view.board.name}-report.{address.lang}.{kind}")
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{file}"}
        media = mimetypes.guess_type(f"x.{kind}")[0] or "application/octet-stream"
        return Response(body, media_type=media, headers=headers)

    return answer


def _spec(figure: Figure, address: Address, *, titled: bool) -> dict[str, object]:
    return figure.spec(address.lang, dark=address.one("dark") == "1", titled=titled)


def _svg(figure: Figure, address: Address, _view: View) -> bytes:
    from yipan.publish.figures.render import to_svg

    return to_svg(_spec(figure, address, titled=address.one("bare") != "1")).encode()


def _png(figure: Figure, address: Address, _view: View) -> bytes:
    from yipan.publish.figures.render import to_png

    return to_png(_spec(figure, address, titled=True))


def _about(view: View) -> list[tuple[str, str]]:
    return [
        ("board", view.board.name),
        ("as of", view.as_of.isoformat() if view.as_of else ""),
        ("learned by", view.known_on if view.state != NOW else ""),
        ("content", view.pin),
        ("rule", view.board.rule.name),
    ]


def _json(figure: Figure, address: Address, view: View) -> bytes:
    return table_json(figure, address.lang, **{k.replace(" ", "_"): v for k, v in _about(view)})


MAKERS: dict[str, tuple[str, Callable[[Figure, Address, View], bytes]]] = {
    "svg": ("image/svg+xml", _svg),
    "png": ("image/png", _png),
    "csv": ("text/csv; charset=utf-8", lambda f, a, _: table_csv(f.table, a.lang)),
    "json": ("application/json", _json),
    "xlsx": (XLSX, lambda f, a, v: table_xlsx(f, a.lang, _about(v))),
    "vega": (
        "application/json",
        lambda f, a, _: json.dumps(_spec(f, a, titled=False), ensure_ascii=False).encode(),
    ),
}


def _embed(office: Office) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        shown = office.shown(EMBED, request)
        view, address = shown.view, shown.address
        figure = figure_called(view, address.parts["kind"], address.parts["key"])
        body = (
            environment()
            .get_template("embed.html")
            .render(
                a=address,
                figure=figure,
                lang=address.lang,
                html_lang="zh-CN" if address.lang == "zh" else "en",
                title=figure.title.pick(address.lang),
                caption=figure.caption(address.lang),
                board_title=view.board.title.pick(address.lang),
                kind=address.parts["kind"],
                key=address.parts["key"],
                note=shown.note.pick(address.lang) if shown.note else "",
                now=shown.now,
                w=words_in(address.lang),
            )
        )
        return HTMLResponse(body, headers={"cache-control": REVALIDATE})

    return answer


def _bundle(request: Request) -> Response:
    from yipan.publish.figures.render import offline_bundle

    etag = etag_of("vega")
    same = not_modified(request, etag)
    if same is not None:
        return same
    return Response(
        offline_bundle(),
        media_type="text/javascript",
        headers={"etag": etag, "cache-control": "private, max-age=86400"},
    )
