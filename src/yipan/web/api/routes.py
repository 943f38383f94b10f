"""The API: questions about a board, texts and facts that are sent, and long jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import EventSourceResponse
from fastapi.sse import ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from yipan.board.ask import read_day
from yipan.reading.check import Text
from yipan.web import answers
from yipan.web.api.frame import Sent, envelope
from yipan.web.api.models import (
    ERRORS,
    CheckBody,
    CompareBody,
    Envelope,
    JobBody,
    JudgeBody,
    SettleBody,
)
from yipan.web.api.reading import add_reading
from yipan.web.api.work import check_work, scenario_work
from yipan.web.api.writing import add_writing
from yipan.web.jobs import Job

if TYPE_CHECKING:
    from yipan.web.app import Office


def job_called(request: Request, id: str) -> Job:
    """The job that an address names."""
    office: Office = request.app.state.office
    return office.jobs.get(id)


Named = Annotated[Job, Depends(job_called)]


def add_api(app: FastAPI, office: Office) -> None:
    """All routes under /api/v1."""
    router = APIRouter(prefix="/api/v1", responses=ERRORS)
    _add_jobs(router, office)
    _add_sent(router, office)
    add_reading(router, office)
    add_writing(router, office)
    app.include_router(router)


def _add_sent(router: APIRouter, office: Office) -> None:
    @router.post("/checks", summary="Check a text", response_model=Envelope)
    def check(body: CheckBody) -> Response:
        """Which numbers of a text cannot be true; `result` as `yipan check --json` gives it."""
        view = office.shelf.view(body.board) if body.board else None
        report = answers.check([Text(body.file, body.text)], view)
        return JSONResponse(envelope(answers.check_answer(report), body.board, None))

    @router.post("/{board}/settlements", summary="Settle", response_model=Envelope)
    def settle(ask: Sent, body: SettleBody) -> Response:
        """Every move under a compact with its clause and reason."""
        day = read_day(body.as_of)
        return ask.told(lambda view: answers.settle(view, body.compact, body.facts, day), day)

    @router.post("/{board}/judgements", summary="Judge", response_model=Envelope)
    def judge(ask: Sent, body: JudgeBody) -> Response:
        """The verdict of a compact on every case."""
        day = read_day(body.as_of)
        return ask.told(lambda view: answers.judge(view, body.compact, body.cases, day), day)

    @router.post("/{board}/comparisons", summary="Compare compacts", response_model=Envelope)
    def compare(ask: Sent, body: CompareBody) -> Response:
        """The same facts under several compacts; the first is the base."""
        day = read_day(body.as_of)
        return ask.told(lambda view: answers.compare(view, body.compacts, body.facts, day), day)


def _add_jobs(router: APIRouter, office: Office) -> None:
    jobs = office.jobs

    @router.post("/jobs", status_code=202, summary="Begin long work")
    def start(body: JobBody) -> Response:
        """The address of the job stands in `location`; it runs in a process of its own."""
        if body.kind == "check":
            job = jobs.start("check", check_work, body.text, office.path_of(body.board))
        else:
            view = office.shelf.view(body.board)
            path = answers.document_called(view, "scenarios", body.name)
            job = jobs.start("scenario", scenario_work, str(path), str(view.board.path))
        headers = {"location": f"/api/v1/jobs/{job.id}"}
        return JSONResponse(job.told(), status_code=202, headers=headers)

    @router.get("/jobs/{id}", summary="How a job stands")
    def look(job: Named) -> dict[str, Any]:
        """State, stage, share done and, at the end, the result."""
        return {**job.told(), "result": job.result}

    @router.delete("/jobs/{id}", summary="End a job")
    def cancel(id: str) -> dict[str, Any]:
        """A job that has ended stays as it is."""
        return jobs.cancel(id).told()

    @router.get(
        "/jobs/{id}/events", response_class=EventSourceResponse, summary="Progress of a job"
    )
    async def events(job: Named) -> AsyncIterator[ServerSentEvent]:
        """State and stage as they change; the stream ends with the job."""
        found = jobs.events(job)
        while (told := await run_in_threadpool(next, found, None)) is not None:
            yield ServerSentEvent(data=told, event=told["state"])
