"""What every request meets first: the host it names, who asks, and the headers of every answer.

The access control of a shared installation takes the place of `LoopbackOnly`: an object with
`allows(scope)` that says no in words.
"""

from __future__ import annotations

import ipaddress
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


class Access(Protocol):
    """Who may ask. Returns None, or why not."""

    def allows(self, scope: Scope) -> Words | None: ...


class LoopbackOnly:
    """Only this machine: the Host header must name it, so that no other site can reach through."""

    def allows(self, scope: Scope) -> Words | None:
        headers = {key: value.decode("latin-1") for key, value in scope["headers"]}
        if not is_loopback(urlsplit(f"//{headers.get(b'host', '')}").hostname or ""):
            return Words("只接受本机地址", "only addresses of this machine are answered")
        if scope["method"] not in CHANGING:
            return None
        origin, site = headers.get(b"origin", ""), headers.get(b"sec-fetch-site", "same-origin")
        own = not origin or urlsplit(origin).netloc == headers.get(b"host", "")
        if not own or site not in ("same-origin", "none"):
            return Words("不接受其他网站的提交", "another site may not send data here")
        return None


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
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                ancestors = "*" if embedded else "'none'"
                headers["content-security-policy"] = POLICY.format(ancestors=ancestors)
                headers["cross-origin-resource-policy"] = "same-origin"
            await send(message)

        if refusal is not None:
            await json_error(BadInput(refusal), status=403)(scope, receive, with_headers)
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


def refuse_elsewhere(host: str) -> None:
    """Listening beyond this machine needs access control."""
    if not is_loopback(host):
        raise BadInput(
            Words(
                f"不在 {host} 上监听: 尚无访问控制", f"will not listen on {host}: no access control"
            ),
            hint=Words("只可用 127.0.0.1 或 ::1", "use 127.0.0.1 or ::1"),
            where="--host",
        )
