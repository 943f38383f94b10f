"""The OpenAPI document: what the framework finds out, and what the whole application adds."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

GUARDED = {"token": {"type": "http", "scheme": "bearer", "description": "yipan tokens --new"}}


def described(app: FastAPI, *, guarded: bool) -> dict[str, Any]:
    """The document of the application; with access control every operation needs a token."""
    document = FastAPI.openapi(app)
    for operations in document["paths"].values():
        for operation in operations.values():
            _mend(operation["responses"])
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    if guarded:
        document["components"]["securitySchemes"] = GUARDED
        document["security"] = [{"token": []}]
    return document


def _mend(responses: dict[str, Any]) -> None:
    """What cannot be read is 400 here, never 422; errors are JSON whatever the answer is."""
    responses.pop("422", None)
    for status, response in responses.items():
        if status >= "400" and response.get("content"):
            (kind,) = response["content"].values()
            response["content"] = {"application/json": kind}
