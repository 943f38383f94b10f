"""Reading from a web address: one host, no redirect, no waiting without end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from yipan.core.errors import BadInput
from yipan.core.words import Words

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

TIMEOUT = 30.0  # seconds without an answer


@contextmanager
def get(address: str) -> Iterator[IO[bytes] | None]:
    """What an address answers; None where there is nothing of that name.

    The libraries of the web are loaded with the first address.
    """
    from urllib.error import HTTPError, URLError
    from urllib.request import Request

    try:
        with opener().open(Request(address), timeout=TIMEOUT) as answer:
            yield answer
    except HTTPError as error:
        if error.code != 404:
            raise _unreachable(address, str(error)) from None
        yield None
    except (URLError, TimeoutError, ConnectionError, ValueError) as error:
        raise _unreachable(address, str(getattr(error, "reason", error))) from None


def opener() -> OpenerDirector:
    """Opens addresses without following a redirect: one host is asked and no other."""
    from urllib.request import HTTPRedirectHandler, build_opener

    class Stay(HTTPRedirectHandler):
        """What is asked of one host is answered by it."""

        def redirect_request(self, *args: object, **kwargs: object) -> None:
            return None

    return build_opener(Stay())


def _unreachable(address: str, why: str) -> BadInput:
    return BadInput(
        Words(f"无法读取: {why}", f"cannot be read: {why}"),
        hint=Words("请稍后再试或核对地址", "try again later, or check the address"),
        where=address,
    )
