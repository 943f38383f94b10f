"""Facts that are sent to a board, and corrections and withdrawals: rows are added, none is changed.

What a publisher may write about is said by its token; the ledger's one-writer lock does the rest.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from yipan.core.errors import BadInput
from yipan.core.words import LANGUAGES, Words, pick
from yipan.facts import Fact, Ledger, correct, withdraw
from yipan.facts.tidy import Known, import_tidy
from yipan.web import answers
from yipan.web.access.roles import Who, identity
from yipan.web.api.frame import envelope
from yipan.web.api.models import Body, Envelope

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.web.app import Office

LONGEST_TABLE = 10_000_000


class FactsBody(Body):
    """A tidy table as CSV text: indicator, party, period, value, unit, source and more columns."""

    csv: str = Field(max_length=LONGEST_TABLE, description="The table, its first row the columns.")
    name: str = Field("sent.csv", max_length=200, description="How it is called in messages.")


class CorrectionBody(Body):
    """Another value for a fact, and why."""

    fact: str = Field(max_length=64, description="Id of the fact.")
    value: str = Field(max_length=100, description="The numeral that is right.")
    reason: str = Field(max_length=2000, description="Why, and where the right one stands.")
    expects: str = Field("", max_length=100, description="What the fact prints, to be sure.")


class WithdrawalBody(Body):
    """A fact to take out of account, and why."""

    fact: str = Field(max_length=64, description="Id of the fact.")
    reason: str = Field(max_length=2000, description="Why.")


def add_writing(router: APIRouter, office: Office) -> None:
    """The routes that add rows to a board."""

    @router.post("/{board}/facts", summary="Add facts", response_model=Envelope)
    def add(board: str, body: FactsBody, request: Request) -> Response:
        """All rows or none; rows that are there already are counted, not doubled."""
        opened = office.shelf.view(board).board
        who = identity(request.scope)
        with tempfile.TemporaryDirectory(prefix="yipan-sent-") as folder:
            file = Path(folder) / "sent.csv"
            file.write_text(body.csv, encoding="utf-8")
            with called(file, body.name):
                done = import_tidy(
                    _ledger(opened), [file], learned_on=date.today(), known=_known(opened, who)
                )
        result = {"added": done.added, "already_there": done.already_there}
        return _told(office, board, "facts", result)

    @router.post("/{board}/corrections", summary="Correct a fact", response_model=Envelope)
    def change(board: str, body: CorrectionBody, request: Request) -> Response:
        """A row that corrects; the printed value stays visible."""
        opened = office.shelf.view(board).board
        target = _allowed(opened.fact(body.fact), identity(request.scope))
        row = correct(
            target,
            body.value,
            reason=body.reason,
            learned_on=date.today(),
            expects=body.expects,
            rows=opened.about(target),
        )
        return _append(office, opened, row, "correct")

    @router.post("/{board}/withdrawals", summary="Withdraw a fact", response_model=Envelope)
    def undo(board: str, body: WithdrawalBody, request: Request) -> Response:
        """A row that takes a fact out of account; withdrawing that row puts it back."""
        opened = office.shelf.view(board).board
        target = _allowed(opened.fact(body.fact), identity(request.scope))
        row = withdraw(target, reason=body.reason, learned_on=date.today())
        return _append(office, opened, row, "withdraw")


@contextmanager
def called(file: Path, name: str) -> Iterator[None]:
    """Errors about the file speak of it by the name that it was sent under."""
    try:
        yield
    except BadInput as error:
        fact, hint = (
            Words(*(pick(said, lang).replace(str(file), name) for lang in LANGUAGES))
            for said in (error.fact, error.hint)
        )
        raise BadInput(fact, hint=hint, where=error.where.replace(str(file), name)) from None


def _known(board: Board, who: Who) -> Known:
    """What the rows may name: a publisher's are about its own parties."""
    codes: Collection[str] = {party.code for party in board.parties}
    parties = {code for code in codes if who.may_write([code])}
    if not parties:
        raise HTTPException(403)
    return replace(board.known, parties=parties)


def _allowed(fact: Fact, who: Who) -> Fact:
    if not who.may_write([fact.party]):
        raise HTTPException(403)
    return fact


def _append(office: Office, opened: Board, row: Fact, command: str) -> Response:
    added = _ledger(opened).append([row]).added
    return _told(office, opened.name, command, {"id": row.id, "added": added})


def _ledger(opened: Board) -> Ledger:
    """The ledger to write to; what pages read stays at its state until they look again."""
    return Ledger.open(opened.ledger_to_write.path)


def _told(office: Office, board: str, command: str, result: Mapping[str, object]) -> Response:
    office.shelf.look_again(board)
    found = answers.of_board(office.shelf.view(board), command, result)
    return JSONResponse(envelope(found, board, None))
