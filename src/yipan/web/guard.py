"""What every request meets first: the host it names, who asks, and the headers of every answer.

A workbench that only this machine reaches asks `LoopbackOnly`; one that others reach asks
`yipan.web.access.AccessControl` in its place.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.web.errors import json_error

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
EMBEDDED = "/embed/"
LARGEST_BODY = 20_000_000
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


IDENTITY = "who"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered."""

    words: Words
    status: int = 403
    headers: Mapping[str, str] = field(default_factory=dict)


class Access(Protocol):
    """Who may ask: None, with who it is put into the scope; or why not. Told of every answer."""

    def allows(self, scope: Scope) -> Refusal | None: ...

    def done(self, scope: Scope, status: int) -> None: ...


class LoopbackOnly:
    """Only this machine: the Host header must name it, so that no other site can reach through."""

    def allows(self, scope: Scope) -> Refusal | None:
        headers = {key: value.decode("latin-1") for key, value in scope["headers"]}
        if not is_loopback(urlsplit(f"//{headers.get(b'host', '')}").hostname or ""):
            return Refusal(Words("只接受本机地址", "only addresses of this machine are answered"))
        if scope["method"] not in CHANGING:
            return None
        origin, site = headers.get(b"origin", ""), headers.get(b"sec-fetch-site", "same-origin")
        own = not origin or urlsplit(origin).netloc == headers.get(b"host", "")
        if not own or site not in ("same-origin", "none"):
            return Refusal(Words("不接受其他网站的提交", "another site may not send data here"))
        return None

    def done(self, scope: Scope, status: int) -> None:
        return


class Guard:
    """Asks `access` and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self.access.allows(scope)
        embedded = EMBEDDED in scope["path"]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.access.done(scope, message["status"])
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                ancestors = "*" if embedded else "'none'"
                headers["content-security-policy"] = POLICY.format(ancestors=ancestors)
                headers["cross-origin-resource-policy"] = "same-origin"
            await send(message)

        if refusal is not None:
            answer = json_error(BadInput(refusal.words), status=refusal.status)
            answer.headers.update(refusal.headers)
            await answer(scope, receive, with_headers)
            return
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            words = Words("上传过大", f"more than {LARGEST_BODY // 1_000_000} MB were sent")
            await json_error(BadInput(words), status=413)(scope, receive, with_headers)
            return
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST_BODY:
                raise HTTPException(413)
            return message

        await self.app(scope, bounded, with_headers)


def is_loopback(host: str) -> bool:
    """Whether a name or number is this machine's own."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
