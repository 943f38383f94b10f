"""Access control: who may do what, how often, and a log in which nothing can be changed unseen."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from yipan.core.errors import BadInput
from yipan.web.access import AccessControl, AuditLog, Role, TokenFile, access_for, verify
from yipan.web.access.limits import Limit
from yipan.web.access.roles import needed
from yipan.web.access.sessions import HOURS, Sessions
from yipan.web.app import create_app

BOARD = {
    "board.yaml": "name: delta\ntitle: The Delta\nlearned_on: 2025-01-01\n"
    "headline: {parties: [North, South], indicators: [output]}\n",
    "parties.csv": "code,name_en,kind\nN,North,province\nS,South,province\n",
    "indicators.csv": "slug,name_en,unit,kind,better\noutput,Output,万元,flow,up\n",
    "sources.csv": "code,title,published_on\nYB,Yearbook,2025-02-01\n",
    "facts/base.csv": "key,indicator,party,period,value,unit,source\n"
    "a,output,N,2020,100,万元,YB\nb,output,S,2020,90,万元,YB\n",
}
TABLE = "indicator,party,period,value,unit,source,frequency\noutput,{},{},{},万元,YB,annual\n"


@pytest.fixture
def control(tmp_path: Path) -> AccessControl:
    return AccessControl(tmp_path / "access")


@pytest.fixture
def client(tmp_path: Path, control: AccessControl) -> Iterator[TestClient]:
    """A workbench over a small board, asked over the network."""
    folder = tmp_path / "delta"
    for name, text in BOARD.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    app = create_app([str(folder)], access=control)
    made = TestClient(app, base_url="http://office.example", raise_server_exceptions=False)
    with made:
        yield made


def bearer(control: AccessControl, role: Role, *parties: str) -> dict[str, str]:
    """Headers that show a token of that role."""
    _, text = control.tokens.make(role.word, role, parties, "")
    return {"authorization": f"Bearer {text}"}


def test_without_a_token_nothing_is_answered(client: TestClient) -> None:
    """Programs get 401 and one line, a browser is sent to the form; form and styles are open."""
    answer = client.get("/api/v1/delta/facts?indicator=output")
    assert answer.status_code == 401
    assert answer.json()["error"]["en"] == "log in, or show a token"
    page = client.get("/delta/", headers={"accept": "text/html"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/login")
    assert client.get("/login").status_code == 200
    assert "yipan.css" in client.get("/login").text


def test_each_role_may_do_what_the_table_says(client: TestClient, control: AccessControl) -> None:
    """Reader computes; publisher writes about its own, editor about all; admin reads the log."""
    reader, editor = bearer(control, Role.READER), bearer(control, Role.EDITOR)
    north, admin = bearer(control, Role.PUBLISHER, "N"), bearer(control, Role.ADMIN)
    own, other = TABLE.format("N", 2021, 110), TABLE.format("S", 2021, 91)
    check = {"text": "三次产业结构为10.0∶40.0∶60.0。"}

    def status(headers: dict[str, str], path: str, body: dict[str, str] | None = None) -> int:
        if body is None:
            return client.get(path, headers=headers).status_code
        return client.post(path, headers=headers, json=body).status_code

    facts, audit = "/api/v1/delta/facts", "/api/v1/audit"
    assert status(reader, facts + "?indicator=output") == 200
    assert status(reader, "/api/v1/checks", check) == 200
    assert status(reader, facts, {"csv": own}) == 403
    assert status(north, facts, {"csv": own}) == 200
    assert status(north, facts, {"csv": other}) == 400
    assert status(editor, facts, {"csv": other}) == 200
    assert [status(h, audit) for h in (reader, north, editor, admin)] == [403, 403, 403, 200]
    assert client.get("/api/v1/me", headers=north).json()["parties"] == ["N"]


def test_a_publisher_amends_its_own_facts_only(client: TestClient, control: AccessControl) -> None:
    """The printed value stays; the correction is a row of its own."""
    north = bearer(control, Role.PUBLISHER, "N")
    found = client.get("/api/v1/delta/facts?indicator=output", headers=north).json()["result"]
    ids = {f["party"]: f["id"] for t in found["things"] for f in t["facts"]}
    body = {"fact": ids["N"], "value": "101", "reason": "misprint", "expects": "100"}
    path = "/api/v1/delta/corrections"
    assert client.post(path, headers=north, json=body).json()["result"]["added"] == 1
    assert client.post(path, headers=north, json={**body, "fact": ids["S"]}).status_code == 403
    undo = {"fact": ids["S"], "reason": "not ours"}
    assert client.post("/api/v1/delta/withdrawals", headers=north, json=undo).status_code == 403
    rows = client.get("/api/v1/delta/facts?indicator=output", headers=north).json()["result"]
    assert {f["value"] for t in rows["things"] for f in t["facts"]} == {"100", "101", "90"}


def test_many_hands_lose_no_write(client: TestClient, control: AccessControl) -> None:
    """Two publishers write 12 rows each at once while readers read: every row is there."""
    writers = {"N": bearer(control, Role.PUBLISHER, "N"), "S": bearer(control, Role.PUBLISHER, "S")}
    reader = bearer(control, Role.READER)

    def write(job: tuple[str, int]) -> int:
        party, year = job
        body = {"csv": TABLE.format(party, year, year)}
        path = "/api/v1/delta/facts"
        return client.post(path, headers=writers[party], json=body).status_code

    def read(_: int) -> int:
        return client.get("/api/v1/delta/panel?indicator=output", headers=reader).status_code

    jobs = [(party, year) for year in range(2001, 2013) for party in ("N", "S")]
    with ThreadPoolExecutor(8) as pool:
        written = pool.map(write, jobs)
        seen = pool.map(read, range(24))
        assert set(written) == {200}
        assert set(seen) == {200}
    found = client.get("/api/v1/delta/facts?indicator=output", headers=reader).json()["result"]
    periods = [(t["party"], t["period"]) for t in found["things"]]
    assert len(set(periods)) == 24 + 2


def test_a_token_is_hashed_shown_once_and_can_end(tmp_path: Path) -> None:
    """The file holds no secret and belongs to its owner; expiry and revocation are heeded."""
    today = date(2025, 5, 1)
    file = TokenFile(tmp_path / "a" / "tokens.json", today=lambda: today)
    token, text = file.make("Li", Role.READER, (), (today + timedelta(days=1)).isoformat())
    assert text.split("_", 2)[2] not in file.path.read_text()
    assert file.path.stat().st_mode & 0o077 == 0
    assert file.find(text) == token
    assert file.find(text + "x") is None
    assert file.find(text.replace(token.id, "00000000")) is None
    today = date(2025, 5, 3)
    assert file.find(text) is None
    today = date(2025, 5, 1)
    file.revoke(token.id)
    assert TokenFile(file.path, today=lambda: today).find(text) is None


def test_a_session_needs_its_own_site_and_ends(client: TestClient, control: AccessControl) -> None:
    """The cookie is kept from scripts and other sites; what another site sends is refused."""
    _, text = control.tokens.make("Li", Role.EDITOR)
    ours = {"origin": "http://office.example"}
    answer = client.post("/login", data={"token": text}, headers=ours, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert client.get("/delta/").status_code == 200
    body = {"csv": TABLE.format("N", 2021, 110)}
    path = "/api/v1/delta/facts"
    for theirs in ({"origin": "http://evil.example"}, {"origin": "null"}, {}):
        assert client.post(path, json=body, headers=theirs).status_code == 403
    assert client.post(path, json=body, headers=ours).status_code == 200
    assert client.post("/logout", headers=ours, follow_redirects=False).status_code == 303
    assert client.get("/api/v1/me").status_code == 401


def test_a_revoked_token_ends_its_sessions(client: TestClient, control: AccessControl) -> None:
    """A session is as good as its token."""
    token, text = control.tokens.make("Li", Role.READER)
    ours = {"origin": "http://office.example"}
    client.post("/login", data={"token": text}, headers=ours, follow_redirects=False)
    assert client.get("/api/v1/me").status_code == 200
    control.tokens.revoke(token.id)
    assert client.get("/api/v1/me").status_code == 401


def test_guessing_is_slowed_down(client: TestClient) -> None:
    """Ten wrong tokens at once from one address, then one each ten seconds."""
    wrong = {"authorization": "Bearer yipan_00000000_guess"}
    found = [client.get("/api/v1/me", headers=wrong).status_code for _ in range(14)]
    assert found[:9] == [401] * 9
    assert set(found[11:]) == {429}


def test_a_limit_holds_a_burst_and_refills_by_a_steady_clock() -> None:
    """Two a second, three at once: by hand, the fourth waits half a second."""
    now = 0.0
    limit = Limit(2.0, 3.0, lambda: now)
    assert [limit.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limit.wait("b") == 0
    now = 0.5
    assert limit.wait("a") == 0
    now = -100.0  # a clock that goes back gives nothing away
    assert limit.wait("a") > 0


def test_a_session_ends_after_its_hours() -> None:
    """By the monotonic clock."""
    now = 0.0
    sessions = Sessions(lambda: now)
    name = sessions.begin("t")
    assert sessions.token(name) == "t"
    now = HOURS * 3600 + 1.0
    assert sessions.token(name) is None


def test_other_host_names_are_refused(tmp_path: Path) -> None:
    """A name that was not given to --name is not answered: no page can be rebound to it."""
    control = AccessControl(tmp_path, hosts=["office.example"])
    headers = bearer(control, Role.READER)
    app = create_app(["jingjinji"], access=control)
    client = TestClient(app, base_url="http://evil.example", raise_server_exceptions=False)
    assert client.get("/api/v1/me", headers=headers).status_code == 421


def test_every_writing_route_needs_more_than_a_reader() -> None:
    """The table of rights, checked against the routes of the API."""
    app = create_app(["jingjinji"])
    writing = {
        "/api/v1/{board}/facts",
        "/api/v1/{board}/corrections",
        "/api/v1/{board}/withdrawals",
    }
    for path, methods in app.openapi()["paths"].items():
        for method in methods:
            role = needed(method.upper(), path)
            wanted = Role.PUBLISHER if path in writing and method == "post" else Role.READER
            assert role is wanted, (method, path)


def test_the_log_names_who_did_what_and_what_was_refused(
    client: TestClient, control: AccessControl
) -> None:
    """Writing, refusals and log-ins are there; reading is not; no secret is."""
    north = bearer(control, Role.PUBLISHER, "N")
    client.get("/delta/", headers=north)
    client.post("/api/v1/delta/facts", headers=north, json={"csv": TABLE.format("N", 2021, 1)})
    client.get("/api/v1/audit", headers=north)
    events = [json.loads(line) for line in control.audit.path.read_text().splitlines()]
    told = [(e["name"], e["method"], e["path"], e["status"]) for e in events]
    assert told == [
        ("publisher", "POST", "/api/v1/delta/facts", 200),
        ("publisher", "GET", "/api/v1/audit", 403),
    ]
    assert north["authorization"].split("_", 2)[2] not in control.audit.path.read_text()


def test_a_changed_line_of_the_log_is_found(tmp_path: Path) -> None:
    """Changed, removed, put in between, swapped: each breaks the chain at the right line."""
    log = AuditLog(tmp_path / "audit.jsonl", now=lambda: "2025-05-01T00:00:00+00:00")
    for number in range(5):
        log.write(who="a", path=f"/{number}", status=200)
    whole = log.path.read_bytes().splitlines(keepends=True)
    assert verify(log.path).broken_at is None
    assert verify(log.path).lines == 5
    for lines, broken in (
        ([*whole[:2], whole[2].replace(b"/2", b"/9"), *whole[3:]], 3),
        ([*whole[:2], *whole[3:]], 3),
        ([*whole[:2], whole[1], *whole[2:]], 3),
        ([whole[1], whole[0], *whole[2:]], 1),
    ):
        log.path.write_bytes(b"".join(lines))
        assert verify(log.path).broken_at == broken
    log.path.write_bytes(b"".join(whole))
    count = verify(log.path)
    log.path.write_bytes(b"".join(whole[:-1]))
    assert (verify(log.path).lines, verify(log.path).last) != (count.lines, count.last)


def test_a_torn_last_line_is_cut_off_and_the_chain_goes_on(tmp_path: Path) -> None:
    """The process died while it wrote: what was not answered is not in the log."""
    log = AuditLog(tmp_path / "audit.jsonl")
    log.write(path="/1")
    with log.path.open("ab") as file:
        file.write(b'{"n":2,"pa')
    log.write(path="/2")
    assert verify(log.path).lines == 2
    assert verify(log.path).broken_at is None


def test_beyond_this_machine_a_token_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loopback needs none; elsewhere it refuses until one was made."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path))
    assert access_for("127.0.0.1") is None
    assert access_for("::1") is None
    for host in ("0.0.0.0", "192.0.2.7", "::"):
        with pytest.raises(BadInput, match="no token"):
            access_for(host)
    with pytest.raises(BadInput, match="no token"):
        access_for("127.0.0.1", guarded=True)
    control = AccessControl(tmp_path / "access")
    token, _ = control.tokens.make("Li", Role.READER)
    assert access_for("0.0.0.0") is not None
    control.tokens.revoke(token.id)
    with pytest.raises(BadInput, match="no token"):
        access_for("0.0.0.0")
    shutil.rmtree(tmp_path / "access")


def test_what_cannot_be_logged_is_not_done(
    client: TestClient, control: AccessControl, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only or full disk under the log: reading goes on, nothing is written unlogged."""
    editor = bearer(control, Role.EDITOR)

    def refuse() -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(control.audit, "_open", refuse)
    facts, body = "/api/v1/delta/facts", {"csv": TABLE.format("N", 2021, 110)}
    refused = client.post(facts, headers=editor, json=body)
    assert refused.status_code == 503
    assert "audit log" in refused.json()["error"]["en"]
    found = client.get(facts + "?indicator=output", headers=editor).json()["result"]["things"]
    assert len(found) == 2


def test_a_disk_that_takes_no_more_is_told_as_one(
    client: TestClient, control: AccessControl, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 and one line without a path, not 500; the next write, with room again, works."""
    editor, facts = bearer(control, Role.EDITOR), "/api/v1/delta/facts"
    body = {"csv": TABLE.format("N", 2021, 110)}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/board")

    with monkeypatch.context() as patch:
        patch.setattr("yipan.facts.ledger.swap_in", full)
        answer = client.post(facts, headers=editor, json=body)
    assert answer.status_code == 503
    assert answer.json()["error"]["en"] == "the disk failed: No space left on device"
    assert client.post(facts, headers=editor, json=body).json()["result"]["added"] == 1


def test_a_last_line_that_somebody_changed_does_not_stop_the_log(tmp_path: Path) -> None:
    """New lines are numbered on; the broken one is named."""
    log = AuditLog(tmp_path / "audit.jsonl")
    for number in range(3):
        log.write(path=f"/{number}")
    lines = log.path.read_bytes().splitlines(keepends=True)
    log.path.write_bytes(b"".join(lines[:2]) + b"oops\n")
    log.write(path="/3")
    assert json.loads(log.path.read_bytes().splitlines()[-1])["n"] == 4
    assert verify(log.path).broken_at == 3


def test_a_clock_that_goes_back_changes_no_order_in_the_log(tmp_path: Path) -> None:
    """Lines are numbered and chained; the time is what the machine said."""
    times = iter(["2026-05-02T00:00:00+00:00", "2020-01-01T00:00:00+00:00"])
    log = AuditLog(tmp_path / "audit.jsonl", now=lambda: next(times))
    log.write(path="/1")
    log.write(path="/2")
    assert (verify(log.path).lines, verify(log.path).broken_at) == (2, None)


def test_a_revoked_token_stays_so_when_the_clock_goes_back(tmp_path: Path) -> None:
    """Expiry goes by the machine's day; revoking by nothing at all."""
    today = date(2026, 5, 2)
    file = TokenFile(tmp_path / "tokens.json", today=lambda: today)
    token, text = file.make("Li", Role.READER, (), "2026-04-30")
    assert file.find(text) is None
    today = date(2020, 1, 1)
    assert file.find(text) == token
    file.revoke(token.id)
    assert file.find(text) is None
