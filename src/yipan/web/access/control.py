"""The access control of a workbench that others reach: it says who asks, and whether they may."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

from starlette.types import Scope

from yipan.core.words import Words
from yipan.web.access.audit import AuditLog
from yipan.web.access.limits import Limit
from yipan.web.access.roles import Role, Who, needed
from yipan.web.access.sessions import COOKIE, Sessions
from yipan.web.access.tokens import Token, TokenFile
from yipan.web.guard import CHANGING, IDENTITY, Refusal

RATE, BURST = 50.0, 200.0  # requests a second for each token
STRANGER_RATE, STRANGER_BURST = 5.0, 40.0  # for each address that shows no token
LOGIN_RATE, LOGIN_BURST = 0.1, 10.0  # wrong tokens a second for each address

LOG = logging.getLogger("yipan.web")
NO_LOG = Words("审计日志不可写,暂不接受更改", "the audit log cannot be written; nothing is changed")
NO_TOKEN = Words("请先登录或出示令牌", "log in, or show a token")
BAD_TOKEN = Words("令牌无效、已撤销或已过期", "the token is unknown, revoked or expired")
TOO_OFTEN = Words("请求过于频繁", "too many requests")
BAD_HOST = Words("不在所许的主机名之列", "this host name is not served here")
OTHER_SITE = Words("不接受其他网站的提交", "another site may not send data here")


class AccessControl:
    """Tokens, sessions, limits and the audit log. `hosts`: the names it is reached by.

    `secure`: browsers reach it over TLS, so that cookies are sent over TLS alone.
    """

    def __init__(
        self,
        folder: Path,
        *,
        hosts: Sequence[str] = (),
        secure: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tokens = TokenFile(folder / "tokens.json")
        self.audit = AuditLog(folder / "audit.jsonl")
        self.sessions = Sessions(clock)
        self.secure = secure
        self._hosts = {host.casefold() for host in hosts}
        self._asking = Limit(RATE, BURST, clock)
        self._strangers = Limit(STRANGER_RATE, STRANGER_BURST, clock)
        self._logins = Limit(LOGIN_RATE, LOGIN_BURST, clock)

    def allows(self, scope: Scope) -> Refusal | None:
        """None, with who asks put into the scope; or why not."""
        headers = {key: value.decode("latin-1") for key, value in scope["headers"]}
        host = urlsplit(f"//{headers.get(b'host', '')}").hostname or ""
        if self._hosts and host.casefold() not in self._hosts:
            return Refusal(BAD_HOST, 421)
        token, by_cookie = self._token(headers)
        if isinstance(token, Refusal):
            return self._later(scope) or token
        wait = self._asking.wait(token.id) if token else self._strangers.wait(client_of(scope))
        if wait:
            return Refusal(TOO_OFTEN, 429, {"retry-after": str(int(wait) + 1)})
        if scope["method"] in CHANGING and by_cookie and not _same_site(headers):
            return Refusal(OTHER_SITE, 403)
        role = needed(scope["method"], scope["path"])
        if token:
            scope.setdefault("state", {})[IDENTITY] = token.who
        if role is None:
            return None
        if token is None:
            return _please_log_in(scope, headers)
        if token.who.role < role:
            return Refusal(_lacks(token.who, role), 403)
        logged = scope["method"] not in CHANGING or self.audit.ready()
        return None if logged else Refusal(NO_LOG, 503)

    def done(self, scope: Scope, status: int) -> None:
        """Log what changed something, what was refused, and what failed.

        A log that can no longer be written stops the next change; it is told on stderr.
        """
        if scope["method"] in CHANGING or status in (401, 403, 429) or status >= 500:
            who = scope.get("state", {}).get(IDENTITY)
            try:
                self.audit.write(
                    who=who.id if who else "",
                    name=who.name if who else "",
                    role=who.role.word if who else "",
                    client=client_of(scope),
                    method=scope["method"],
                    path=scope["path"][:500],
                    status=status,
                )
            except OSError as error:
                LOG.error("the audit log cannot be written: %s", error)

    def log_in(self, text: str, client: str) -> str | None:
        """The name of a new session for a good token; wrong ones are slowed down by address."""
        if self._logins.wait(client):
            return None
        token = self.tokens.find(text.strip())
        return self.sessions.begin(token.id) if token else None

    def _token(self, headers: dict[bytes, str]) -> tuple[Token | Refusal | None, bool]:
        """The token that a request shows, and whether it came by a cookie."""
        kind, _, text = headers.get(b"authorization", "").partition(" ")
        if kind.casefold() == "bearer":
            return self.tokens.find(text.strip()) or Refusal(BAD_TOKEN, 401, _BEARER), False
        name = _cookie(headers.get(b"cookie", ""))
        id_ = self.sessions.token(name) if name else None
        return (self.tokens.standing(id_) if id_ else None), True

    def _later(self, scope: Scope) -> Refusal | None:
        """Wrong tokens are slowed down like wrong log-ins."""
        wait = self._logins.wait(client_of(scope))
        return Refusal(TOO_OFTEN, 429, {"retry-after": str(int(wait) + 1)}) if wait else None


_BEARER = {"www-authenticate": "Bearer"}


def client_of(scope: Scope) -> str:
    """The address that asks."""
    found = scope.get("client")
    return str(found[0]) if found else ""


def _please_log_in(scope: Scope, headers: dict[bytes, str]) -> Refusal:
    page = scope["method"] == "GET" and "text/html" in headers.get(b"accept", "")
    if page and not scope["path"].startswith("/api/"):
        return Refusal(NO_TOKEN, 303, {"location": "/login"})
    return Refusal(NO_TOKEN, 401, _BEARER)


def _lacks(who: Who, role: Role) -> Words:
    return Words(
        f"角色 {who.role.word} 不可为此,须 {role.word}",
        f"the role {who.role.word} may not do this; it needs {role.word}",
    )


def _same_site(headers: dict[bytes, str]) -> bool:
    """Whether a browser says that the page which sends this is one of ours."""
    origin = headers.get(b"origin", "")
    if origin:
        return urlsplit(origin).netloc == headers.get(b"host", "")
    return headers.get(b"sec-fetch-site", "") == "same-origin"


def _cookie(text: str) -> str:
    try:
        found = SimpleCookie(text).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
