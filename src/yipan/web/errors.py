"""Errors as answers: one clear JSON line for programs, one clear page for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yipan.core.errors import BadInput, Coded, LedgerError, MissingExtra, UnknownName, YipanError

if TYPE_CHECKING:
    from starlette.responses import JSONResponse

_UPPER = re.compile(r"(?<=[a-z])(?=[A-Z])")
NOT_FOUND, BAD, TOO_MANY, UNAVAILABLE = 404, 400, 429, 503


class Busy(BadInput):
    """Too much is being done for this machine to begin more."""


def code_of(error: YipanError) -> str:
    """The error's own code, or the name of its class: UNKNOWN_NAME."""
    return error.code if isinstance(error, Coded) else _UPPER.sub("_", type(error).__name__).upper()


def status_of(error: YipanError) -> int:
    """404 for a name that nothing has, 429 and 503 where this machine cannot, else 400."""
    if isinstance(error, UnknownName):
        return NOT_FOUND
    if isinstance(error, Busy):
        return TOO_MANY
    return UNAVAILABLE if isinstance(error, LedgerError | MissingExtra) else BAD


def error_fields(error: YipanError) -> dict[str, object]:
    """Code, the sentence in both languages, where, and near names."""
    return {
        "code": code_of(error),
        "zh": error.line("zh"),
        "en": error.line("en"),
        "where": error.where or None,
    }


def json_error(error: YipanError, *, status: int | None = None) -> JSONResponse:
    """The error on one line."""
    from starlette.responses import JSONResponse

    return JSONResponse({"error": error_fields(error)}, status_code=status or status_of(error))
