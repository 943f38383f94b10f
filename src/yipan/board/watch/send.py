"""Telling others: a digest as an e-mail message to hand on, and a webhook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.message import EmailMessage

from yipan.core.errors import BadInput
from yipan.core.words import Words

TIMEOUT = 10.0


def mail(subject: str, body: str, recipient: str) -> bytes:
    """An RFC 5322 message; any mail program or `sendmail -t` takes it from there."""
    if any(c in recipient for c in "\r\n") or "@" not in recipient:
        raise BadInput(
            Words(f"“{recipient}”不是邮件地址", f"{recipient!r} is no mail address"), where="--mail"
        )
    message = EmailMessage()
    message["Subject"] = subject
    message["To"] = recipient
    message.set_content(body)
    return message.as_bytes()


def check_address(address: str) -> None:
    """Refuse what is no web address."""
    if not address.startswith(("http://", "https://")):
        raise BadInput(
            Words(f"不支持的地址 {address}", f"this address is not supported: {address}"),
            hint=Words("须是 http(s) 地址", "it must be an http(s) address"),
            where="--webhook",
        )


def post(address: str, document: Mapping[str, object]) -> None:
    """Send a JSON document to a web address; no redirect is followed."""
    from urllib.error import HTTPError, URLError
    from urllib.request import Request

    from yipan.sharing.web import opener

    data = json.dumps(document, ensure_ascii=False).encode()
    request = Request(address, data, {"Content-Type": "application/json"}, method="POST")
    try:
        with opener().open(request, timeout=TIMEOUT):
            return
    except (HTTPError, URLError, TimeoutError, ConnectionError, ValueError) as error:
        why = str(getattr(error, "reason", error))
        raise BadInput(
            Words(f"对方没有收下: {why}", f"it was not taken: {why}"),
            hint=Words("此次所见未记下,下次再报", "this look is not kept; it is told again"),
            where=address,
        ) from None
