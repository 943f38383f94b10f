"""Bodies and envelopes of the API."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

LONGEST_TEXT = 5_000_000
# What a day looks like; `read_day` says what is wrong with one.
DAY_PATTERN = {"pattern": r"^(\d{4}-\d{2}-\d{2})?$"}


Day = Annotated[
    str, Field(max_length=10, description="A day: 2020-01-01.", json_schema_extra=DAY_PATTERN)
]


class Envelope(BaseModel):
    """Every answer: the command's name, the board, the day, its result and what it rests on."""

    command: str
    board: str
    as_of: str | None
    result: Any
    receipt: dict[str, Any]


class Problem(BaseModel):
    """An error on one line: code, the sentence in Chinese and English, where."""

    code: str
    zh: str
    en: str
    where: str | None


class Failed(BaseModel):
    """What stands in an answer that is none."""

    error: Problem


ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": Failed, "description": "What was asked cannot be used."},
    401: {"model": Failed, "description": "No token, or one that is not good."},
    403: {"model": Failed, "description": "Who asks may not do this."},
    404: {"model": Failed, "description": "There is nothing of that name."},
    413: {"model": Failed, "description": "Too much was sent."},
    429: {"model": Failed, "description": "Too many requests, or too many jobs are running."},
    503: {"model": Failed, "description": "Another write is going on, or a part is missing here."},
}


class Body(BaseModel):
    """A body without keys that nobody reads."""

    model_config = ConfigDict(extra="forbid")


class CheckBody(Body):
    """A text to check, against a board where one is named."""

    text: str = Field(max_length=LONGEST_TEXT, description="The text.")
    file: str = Field("text", max_length=200, description="Its name in the answer.")
    board: str = Field("", max_length=100, description="Check against this board's facts, too.")


class SettleBody(Body):
    """Facts of a case under a compact."""

    compact: str = Field(max_length=100, description="An id, or id@version.")
    facts: str = Field(max_length=LONGEST_TEXT, description="CSV text as `yipan settle` reads it.")
    as_of: Day = ""


class JudgeBody(Body):
    """Cases to be judged under a compact."""

    compact: str = Field(max_length=100, description="An id, or id@version.")
    cases: str = Field(max_length=LONGEST_TEXT, description="CSV text as `yipan judge` reads it.")
    as_of: Day = ""


class CompareBody(Body):
    """The same facts under several compacts; the first is the base."""

    compacts: list[str] = Field(min_length=2, max_length=8, description="Ids.")
    facts: str = Field(max_length=LONGEST_TEXT, description="CSV text.")
    as_of: Day = ""


class JobBody(Body):
    """Work that takes long: `kind` check or scenario, with what it asks."""

    kind: str = Field(pattern="^(check|scenario)$", description="check or scenario.")
    text: str = Field("", max_length=LONGEST_TEXT, description="For check: the text.")
    name: str = Field("", max_length=100, description="For scenario: its name.")
    board: str = Field("", max_length=100, description="The board.")
