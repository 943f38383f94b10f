"""The OpenAPI document says what the API does: requests made up along it find no other answer."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

pytest.importorskip("schemathesis")

from bench._fuzz_api import against_document
from bench.load import write_board
from yipan.web import jobs
from yipan.web.access import AccessControl, Role
from yipan.web.app import create_app

EACH = 4  # for each operation; `./run bench fuzz` sends thousands


@pytest.fixture
def guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[FastAPI, dict[str, str]]:
    """A workbench over a small board with access control, and the headers of an administrator."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(jobs, "MOST_RUNNING", 0)  # processes of their own take long to start
    seconds = itertools.count(0, 100)  # so that limits never bite
    control = AccessControl(tmp_path / "access", clock=lambda: float(next(seconds)))
    _, token = control.tokens.make("Li", Role.ADMIN)
    app = create_app([str(write_board(tmp_path / "load"))], access=control)
    return app, {"authorization": f"Bearer {token}"}


def test_no_request_along_the_document_gets_an_answer_that_it_does_not_name(
    guarded: tuple[FastAPI, dict[str, str]],
) -> None:
    """No 500; status, media type and body as declared; what is forbidden is refused."""
    app, headers = guarded
    tried = against_document(app, ["load"], headers, EACH)
    assert tried.requests > 100
    assert tried.faults == ()


def test_a_fault_would_be_found() -> None:
    """A route that fails, one with a body that is not the declared one, one that needs no token."""
    app = FastAPI()

    @app.get("/api/v1/fails")
    def fails(number: int) -> dict[str, int]:
        return {"x": 1 // (number - number)}

    @app.get("/api/v1/lies", responses={200: {"model": dict[str, int]}})
    def lies() -> object:
        return ["x"]

    app.openapi_url = "/api/v1/openapi.json"
    app.setup()
    found = " ".join(against_document(app, ["load"], {}, EACH).faults)
    assert "/api/v1/fails" in found
    assert "/api/v1/lies JsonSchemaError" in found


def test_messages_name_the_file_as_it_was_sent(guarded: tuple[FastAPI, dict[str, str]]) -> None:
    """No path of the machine stands in an answer."""
    app, headers = guarded
    client = TestClient(app, headers=headers)
    body = {"csv": "indicator,party\noutput,N\n", "name": "二月.csv"}
    error = client.post("/api/v1/load/facts", json=body).json()["error"]
    assert error["where"] == "二月.csv"
    assert "yipan-sent" not in str(error)


def test_unknown_jobs_are_404_before_a_stream_begins(
    guarded: tuple[FastAPI, dict[str, str]],
) -> None:
    """As for every other name."""
    app, headers = guarded
    answer = TestClient(app, headers=headers).get("/api/v1/jobs/none/events")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "UNKNOWN_NAME")


def test_a_numeral_of_thousands_of_digits_is_no_figure(
    guarded: tuple[FastAPI, dict[str, str]],
) -> None:
    """Neither in a text nor in a table; it takes no time."""
    app, headers = guarded
    client = TestClient(app, headers=headers)
    for number in ("9" * 5000, "0." + "0" * 5000 + "1", "1-" + "9" * 5000):
        answer = client.post("/api/v1/checks", json={"text": f"增长{number}%,为{number}亿元。"})
        assert answer.status_code == 200
        table = "indicator,party,period,value,unit,source\noutput,N,2021,{},万元,YB\n"
        sent = client.post("/api/v1/load/facts", json={"csv": table.format(number)})
        assert sent.status_code == 400
