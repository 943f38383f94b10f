"""The API: what programs get is what the commands give; errors are one line; jobs can be ended."""

from __future__ import annotations

import csv
import io
import json
import time

import pytest
from click.testing import CliRunner

pytest.importorskip("fastapi")

API = "/api/v1"
SENTENCE = (
    "2023年北京、天津、河北地区生产总值分别为4.28万亿元、1.67万亿元、4.34万亿元,合计10.44万亿元。"
)
READ = (
    "facts?indicator=gdp&party=北京&period=2014", "panel", "gauges/gini?indicator=gdp_per_capita",
    "conflicts", "histories?indicator=gdp&party=天津", "findings", "sources",
    "reasons/e321709c4ea559d8", "matches/relocation", "chains/hydrogen", "reach/services",
    "scenarios/relocate-to-caofeidian",
)  # fmt: skip


@pytest.mark.parametrize("asked", READ)
def test_every_question_has_the_envelope_and_an_etag(visitor, asked):
    """command, board, as_of, result, receipt; the same question again is 304."""
    answer = visitor.get(f"{API}/jingjinji/{asked}")
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["command", "board", "as_of", "result", "receipt"]
    etag = answer.headers["etag"]
    again = visitor.get(f"{API}/jingjinji/{asked}", headers={"if-none-match": etag})
    assert again.status_code == 304


def test_facts_are_those_of_the_command(visitor, monkeypatch, tmp_path):
    """The same question on the command line gives the same result."""
    from yipan.cli.facts import facts

    monkeypatch.setenv("YIPAN_HOME", str(tmp_path))
    run = CliRunner().invoke(facts, ["gdp", "--party", "北京", "--period", "2014", "--json"])
    answer = visitor.get(f"{API}/jingjinji/facts?indicator=gdp&party=北京&period=2014")
    assert json.loads(run.stdout)["result"] == answer.json()["result"]


def test_a_text_is_checked_and_a_false_sum_found(visitor):
    """4.28 + 1.67 + 4.34 is 10.29, printed as 10.44."""
    answer = visitor.post(f"{API}/checks", json={"text": SENTENCE})
    assert answer.json()["result"]["summary"]["inconsistent_hard"] >= 1
    board = visitor.post(f"{API}/checks", json={"text": SENTENCE, "board": "jingjinji"})
    assert board.status_code == 200


def test_a_compact_is_settled_to_the_last_fen(visitor):
    """密云: earned 3.5 亿元 less 2 亿元 prepaid: Beijing pays 1.5 亿元, with its clause."""
    facts = (
        "indicator,party,to_party,period,value,unit\n"
        "应得补偿,冀,,2018,35000,万元\n预拨,京,冀,2018,20000,万元\n"
    )
    answer = visitor.post(
        f"{API}/jingjinji/settlements", json={"compact": "eco-miyun-1", "facts": facts}
    )
    moves = answer.json()["result"]["moves"]
    cleared = [m for m in moves if m["status"] == "cleared"]
    assert [(m["from"], m["to"], m["qty"], m["clause"]) for m in cleared] == [
        ("京", "冀", "15000000000", "clear")
    ]


def test_no_text_of_a_request_is_a_path(visitor):
    """Compacts, problems and scenarios are looked up by exact names."""
    for name in ("../x", "/etc/passwd", "compacts/tax-442.yaml", "tax-442.yaml", "a\\b"):
        asked = {"compact": name, "facts": "indicator\n"}
        assert visitor.post(f"{API}/jingjinji/settlements", json=asked).status_code == 404
    for kind in ("matches", "chains", "reach", "scenarios"):
        for name in ("..%2f..%2fboard", "%2fetc%2fpasswd", "relocation.yaml", "x"):
            assert visitor.get(f"{API}/jingjinji/{kind}/{name}").status_code == 404
    assert visitor.get(f"{API}/%2fetc/facts?indicator=gdp").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "jingjinji/facts", None, 400),
        ("GET", "jingjinji/facts?indicator=gdq", None, 404),
        ("GET", "jingjinji/facts?indicator=gdp&as_of=x", None, 400),
        ("GET", "jingjinji/gauges/nix", None, 404),
        ("GET", "jingjinji/gauges/gini?indicator=gdp&setting=x", None, 400),
        ("GET", "nowhere/facts?indicator=gdp", None, 404),
        ("GET", "jobs/none", None, 404),
        ("POST", "checks", {}, 400),
        ("POST", "checks", {"text": "x", "odd": 1}, 400),
        ("POST", "jingjinji/settlements", {"compact": "tax-442", "facts": "a,a\n1,2\n"}, 400),
        ("POST", "jingjinji/comparisons", {"compacts": ["tax-442"] * 2, "facts": ""}, 400),
        ("PUT", "checks", {}, 405),
    ],
)
def test_errors_are_one_json_line(visitor, method, path, body, status):
    """code, zh, en, where; no traceback."""
    answer = visitor.request(method, f"{API}/{path}", json=body)
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == {"code", "zh", "en", "where"}
    assert "\n" not in error["en"]
    assert "Traceback" not in answer.text


def test_bodies_are_bounded(visitor):
    """More than 20 MB is refused before it is read."""
    kind = {"content-type": "application/json"}
    text = b'{"text":"' + b"x" * 21_000_000
    answer = visitor.post(f"{API}/checks", content=text, headers=kind)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"]
    parts = (b"x" * 1_000_000 for _ in range(21))
    streamed = visitor.post(f"{API}/checks", content=parts, headers=kind)
    assert streamed.status_code == 413


def test_openapi_describes_every_route(visitor):
    """Each operation has a summary; the issue's nouns are all there."""
    document = visitor.get(f"{API}/openapi.json").json()
    paths = " ".join(document["paths"])
    for noun in ("facts", "panel", "gauges", "checks", "settlements", "judgements", "matches",
                 "scenarios", "reasons", "sources", "conflicts", "jobs", "catalogue"):  # fmt: skip
        assert noun in paths
    assert all(op["summary"] for item in document["paths"].values() for op in item.values())


def test_a_long_job_tells_its_progress_and_result(visitor):
    """202 with an address, events until the end, then the result."""
    begun = visitor.post(f"{API}/jobs", json={"kind": "check", "text": SENTENCE})
    assert begun.status_code == 202
    address = begun.headers["location"]
    with visitor.stream("GET", f"{address}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        told = [
            json.loads(line.removeprefix("data: "))
            for line in stream.iter_lines()
            if line.startswith("data: ")
        ]
    assert told[-1]["state"] == "done"
    result = visitor.get(address).json()["result"]
    assert result["summary"]["inconsistent_hard"] >= 1


def test_a_job_can_be_ended(visitor):
    """Cancelled within a second, and it stays so; its process is gone."""
    text = "2023年占比60%,2022年占比58%,提高了2个百分点。\n" * 40_000
    begun = visitor.post(f"{API}/jobs", json={"kind": "check", "text": text})
    address = begun.headers["location"]
    assert visitor.delete(address).json()["state"] == "cancelled"
    assert visitor.get(address).json()["state"] == "cancelled"
    name = address.rsplit("/", 1)[1]
    process = visitor.app.state.office.jobs.get(name).process
    end = time.monotonic() + 5
    while process.is_alive() and time.monotonic() < end:
        time.sleep(0.05)
    assert not process.is_alive()


FIGURES = ("indicator/gdp", "party/110000", "map/gdp", "slope/gdp_per_capita", "revisions/gdp")


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_has_its_data_beside_it(visitor, figure):
    """csv, json, xlsx, svg, png and the specification; rows of csv and json agree."""
    kinds = {"csv": b"\xef\xbb\xbf", "json": b"{", "xlsx": b"PK", "svg": b"<svg",
             "png": b"\x89PNG", "vega": b"{"}  # fmt: skip
    bodies = {}
    for suffix, mark in kinds.items():
        answer = visitor.get(f"/jingjinji/figure/{figure}.{suffix}")
        assert answer.status_code == 200, (suffix, answer.text[:300])
        assert answer.content.startswith(mark)
        bodies[suffix] = answer.content
    rows = list(csv.DictReader(io.StringIO(bodies["csv"].decode("utf-8-sig"))))
    told = json.loads(bodies["json"])
    assert len(rows) == len(told["rows"]) > 0
    assert told["content"]
    facts = {row["reason"] for row in rows if row["reason"]}
    assert facts
    assert visitor.get(f"/jingjinji/why/{facts.pop()}").status_code == 200
    assert visitor.get(f"/jingjinji/embed/{figure}").status_code == 200


def test_only_a_figure_may_be_framed(visitor):
    """The embed page allows framing; others do not."""
    framed = visitor.get("/jingjinji/embed/indicator/gdp").headers["content-security-policy"]
    assert "frame-ancestors *" in framed
    own = visitor.get("/jingjinji/").headers["content-security-policy"]
    assert "frame-ancestors 'none'" in own


def test_downloads_cannot_run_as_formulas():
    """A name that begins with = is text in CSV and Excel."""
    from fractions import Fraction
    from zipfile import ZipFile

    from yipan.core.words import Words
    from yipan.publish.figures import Change, Point, slope
    from yipan.publish.figures.data import table_csv
    from yipan.web.downloads import table_xlsx

    evil = '=HYPERLINK("http://x","y")'
    one = Point(Fraction(1), "1")
    figure = slope(
        "x", Words(evil, evil), Words("", ""), ("a", "b"), "元", [Change(evil, one, one)]
    )
    rows = list(csv.reader(io.StringIO(table_csv(figure.table, "zh").decode("utf-8-sig"))))
    assert rows[1][0] == "'" + evil
    with ZipFile(io.BytesIO(table_xlsx(figure, "zh", [("a", evil)]))) as book:
        sheets = [book.read(n).decode() for n in book.namelist() if "worksheets/sheet" in n]
    assert not any("<f>" in sheet for sheet in sheets)


def test_the_catalogue_lists_a_dataset_for_each_indicator_with_figures(visitor):
    """DCAT: types, both languages, addresses that answer."""
    found = visitor.get(f"{API}/jingjinji/catalogue")
    assert found.headers["content-type"].startswith("application/ld+json")
    document = found.json()
    assert document["@type"] == "dcat:Catalog"
    gdp = next(d for d in document["dcat:dataset"] if d["dct:identifier"] == "gdp")
    assert {t["@language"] for t in gdp["dct:title"]} == {"zh", "en"}
    for distribution in gdp["dcat:distribution"]:
        assert visitor.get(distribution["dcat:downloadURL"]["@id"]).status_code == 200
