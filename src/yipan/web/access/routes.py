"""Logging in and out, who I am, and the audit log."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from yipan.web.access.audit import tail, verify
from yipan.web.access.control import AccessControl, client_of
from yipan.web.access.roles import AUDIT, identity
from yipan.web.access.sessions import COOKIE, HOURS
from yipan.web.api.models import ERRORS
from yipan.web.render import login_html

MOST_EVENTS = 1000


def add_access(app: FastAPI, control: AccessControl, lang: str) -> None:
    """The routes of a workbench with access control."""

    @app.get("/login", include_in_schema=False)
    def form(request: Request) -> Response:
        return HTMLResponse(login_html(_lang(request, lang), wrong=False))

    @app.post("/login", include_in_schema=False)
    def log_in(request: Request, token: str = Form("", max_length=200)) -> Response:
        session = control.log_in(token, client_of(request.scope))
        if session is None:
            return HTMLResponse(login_html(_lang(request, lang), wrong=True), status_code=401)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            COOKIE,
            session,
            max_age=HOURS * 3600,
            httponly=True,
            samesite="strict",
            secure=control.secure,
        )
        return answer

    @app.post("/logout", include_in_schema=False)
    def log_out(request: Request) -> Response:
        control.sessions.end(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse("/login", status_code=303)
        answer.delete_cookie(COOKIE)
        return answer

    @app.get("/api/v1/me", summary="Who I am", tags=["access"], responses=ERRORS)
    def me(request: Request) -> dict[str, Any]:
        """The name and role behind the token."""
        who = identity(request.scope)
        return {"name": who.name, "role": who.role.word, "parties": sorted(who.parties)}

    @app.get(AUDIT, summary="The audit log", tags=["access"], responses=ERRORS)
    def audit(last: int = 100) -> Response:
        """The last events, newest first, and whether the chain holds; for the role admin."""
        found = verify(control.audit.path)
        return JSONResponse(
            {
                "lines": found.lines,
                "last_hash": found.last,
                "broken_at": found.broken_at,
                "events": tail(control.audit.path, max(1, min(last, MOST_EVENTS))),
            }
        )


def _lang(request: Request, lang: str) -> str:
    asked = request.query_params.get("lang", lang)
    return asked if asked in {"zh", "en"} else lang
