"""The frame of every answer: which state of a board is asked, its envelope, its ETag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from yipan.board.ask import read_day
from yipan.core.errors import BadInput
from yipan.web.address import Address
from yipan.web.answers import Answer
from yipan.web.api.models import DAY_PATTERN
from yipan.web.pins import LOST, shown
from yipan.web.render import REVALIDATE, etag_of, not_modified
from yipan.web.shelf import View

if TYPE_CHECKING:
    from yipan.web.app import Office

Day = Annotated[
    str,
    Query(
        max_length=10,
        description="What was public by that day: 2020-01-01.",
        json_schema_extra=DAY_PATTERN,
    ),
]
Known = Annotated[
    str,
    Query(
        max_length=10,
        description="What the board knew by that day.",
        json_schema_extra=DAY_PATTERN,
    ),
]
Pin = Annotated[str, Query(max_length=16, description="The content hash of a permanent link.")]


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a board, in the state that was asked for."""

    request: Request
    view: View

    def kept(self, make: Callable[[View], Answer]) -> Response:
        """The answer with its ETag; 304 where the program has it; made once for a state."""
        asked = f"{self.request.url.path}?{self.request.url.query}"
        etag = etag_of(self.view.tag, asked)
        same = not_modified(self.request, etag)
        if same is not None:
            return same
        found = self.view.once.get(
            ("api", asked), lambda: bytes(self.told(make, self.view.as_of).body)
        )
        headers = {"etag": etag, "cache-control": REVALIDATE}
        return Response(found, media_type="application/json", headers=headers)

    def told(self, make: Callable[[View], Answer], as_of: date | None = None) -> JSONResponse:
        """The answer in its envelope, not kept: for what was sent."""
        return JSONResponse(envelope(make(self.view), self.view.board.name, as_of))


def asked(
    request: Request, board: str, as_of: Day = "", learned_by: Known = "", pin: Pin = ""
) -> Question:
    """A question in the address: as of a day, in the present or an earlier state."""
    days = read_day(as_of), read_day(learned_by)
    found = shown(_office(request).shelf, Address(board, "", "zh", *days, pin))
    if found.note is LOST:
        raise BadInput(LOST, where="pin")
    return Question(request, found.view)


def sent(request: Request, board: str) -> Question:
    """A question in the body, about the present state of a board."""
    return Question(request, _office(request).shelf.view(board))


Asked = Annotated[Question, Depends(asked)]
Sent = Annotated[Question, Depends(sent)]


def envelope(found: Answer, board: str, as_of: date | None) -> dict[str, Any]:
    """The same envelope as --json on the command line."""
    return {
        "command": found.command,
        "board": board,
        "as_of": as_of.isoformat() if as_of else None,
        "result": found.result,
        "receipt": dict(found.receipt),
    }


def _office(request: Request) -> Office:
    office: Office = request.app.state.office
    return office
