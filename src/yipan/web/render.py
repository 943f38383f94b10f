"""Templates to bytes, with ETags; a page is made once for a state of the board."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

import yipan
from yipan.core.errors import YipanError
from yipan.core.words import LANGUAGES
from yipan.web.errors import status_of
from yipan.web.pins import Shown
from yipan.web.words import NAVIGATION, words_in

HERE = Path(__file__).parent
TEMPLATES, STATIC = HERE / "templates", HERE / "static"
REVALIDATE = "private, no-cache"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Escaping is on for every template; a name that is missing is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["static"] = lambda name: f"/static/{build_mark()}/{name}"
    return made


@lru_cache(maxsize=1)
def build_mark() -> str:
    """A hash of templates and static files: their addresses change when they do."""
    found = sha256(yipan.__version__.encode())
    for path in sorted(p for folder in (TEMPLATES, STATIC) for p in folder.iterdir()):
        found.update(path.read_bytes())
    return found.hexdigest()[:10]


def page_html(template: str, shown: Shown, **context: Any) -> str:
    """A page inside the frame: menu, day, language, receipt."""
    view, address = shown.view, shown.address
    lang = address.lang
    other = next(item for item in LANGUAGES if item != lang)
    return (
        environment()
        .get_template(template)
        .render(
            **context,
            a=address,
            lang=lang,
            html_lang="zh-CN" if lang == "zh" else "en",
            w=words_in(lang),
            navigation=[(page, words.pick(lang)) for page, words in NAVIGATION],
            other_lang=other,
            other_href=address.here(lang=other),
            board=view.board,
            board_title=view.board.title.pick(lang),
            as_of=address.as_of.isoformat() if address.as_of else "",
            note=shown.note.pick(lang) if shown.note else "",
            now=shown.now,
            ledger=view.board.ledger.digest[:12],
            rule=view.board.rule.name,
            version=yipan.__version__,
        )
    )


def error_html(error: YipanError, lang: str, home: str) -> HTMLResponse:
    """One clear line, what was perhaps meant, and a way back."""
    body = (
        environment()
        .get_template("error.html")
        .render(
            line=error.line(lang),
            lang=lang,
            html_lang="zh-CN" if lang == "zh" else "en",
            home=home,
            w=words_in(lang),
        )
    )
    return HTMLResponse(body, status_code=status_of(error))


def login_html(lang: str, *, wrong: bool) -> str:
    """The form that asks for a token."""
    return (
        environment()
        .get_template("login.html")
        .render(
            lang=lang,
            html_lang="zh-CN" if lang == "zh" else "en",
            wrong=wrong,
            w=words_in(lang),
        )
    )


def etag_of(*parts: str) -> str:
    """A strong ETag over the state, the program's files and the address."""
    text = "\n".join((build_mark(), *parts))
    return f'"{sha256(text.encode()).hexdigest()[:20]}"'


def not_modified(request: Request, etag: str) -> Response | None:
    """304 where the visitor has this state already."""
    if etag in [t.strip() for t in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers={"etag": etag, "cache-control": REVALIDATE})
    return None
