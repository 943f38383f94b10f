"""Hostile input: requests made up from the OpenAPI document, and documents made up from bytes.

Counts what was tried, what answered with a fault of the program (500), and what raised anything but
one of our own errors. Every draw is seeded.
"""

from __future__ import annotations

import io
import itertools
import os
import random
import resource
import string
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.results import Row

TRIES = {"small": 300, "full": 5_000, "large": 20_000}
WORDS = (
    "gdp", "人均GDP", "110000", "河北", "2014", "2014-Q1", "theil-t", "tax-92", "",
    "0", "-1", "1e308", "NaN", "null", "true", "../../../etc/passwd", "..%2f..%2fetc%2fpasswd",
    "<script>alert(1)</script>", "'; DROP TABLE facts; --", "=cmd|' /C calc'!A0", "\x00", "\u202e",
    "🧮" * 50, "a" * 5000, "9" * 5000, "1e999999999", "0." + "1" * 5000, "[" * 5000, "&a [*a]",
    "{{7*7}}", "${jndi:ldap://x}", "%s%s%s%n", "١٢٣", "\ud7ff", "[]", "{}",
)  # fmt: skip
SLOWEST = 20.0  # seconds for one input
MOST_MEMORY = 1_500_000  # KB that the whole run may take


def run(size: str) -> list[Row]:
    """Fuzz the API, imports, compacts, problems and documents."""
    count = TRIES[size]
    with tempfile.TemporaryDirectory(prefix="yipan-fuzz-") as folder:
        os.environ["YIPAN_HOME"] = folder
        rows = [_document(Path(folder), max(5, count // 25)), _api(count)]
        for name, work in _readers(Path(folder)).items():
            rows.append(_bytes(name, work, count // 5, Path(folder)))
        taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        rows.append(Row("fuzz: memory at its highest", f"{count} of each", taken / 1000, "MB",
                        aim=f"≤ {MOST_MEMORY // 1000} MB", met=taken <= MOST_MEMORY))  # fmt: skip
    return rows


def _document(folder: Path, each: int) -> Row:
    """Requests that schemathesis makes up along the OpenAPI document, writes among them."""
    from bench._fuzz_api import against_document
    from bench.load import write_board
    from yipan.web.access import AccessControl, Role
    from yipan.web.app import create_app

    seconds = itertools.count(0, 100)  # so that limits never bite
    control = AccessControl(folder / "access", clock=lambda: float(next(seconds)))
    _, token = control.tokens.make("fuzz", Role.ADMIN)
    app = create_app(["jingjinji", str(write_board(folder / "load"))], access=control)
    headers = {"authorization": f"Bearer {token}"}
    tried = against_document(app, ["load", "jingjinji"], headers, each)
    for line in tried.faults:
        print(line)
    size, faults = f"{tried.requests} requests", len(tried.faults)
    return Row("fuzz: OpenAPI document", size, faults, "faults", aim="0", met=not faults)


def _api(count: int) -> Row:
    """Requests along the OpenAPI document with values that nobody expects."""
    from starlette.testclient import TestClient

    from yipan.web.app import create_app

    app = create_app(["jingjinji"])
    document = app.openapi()
    routes = [(p, m) for p, methods in document["paths"].items() for m in methods]
    draw = random.Random(1)
    faults = 0
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        for _ in range(count):
            path, method = draw.choice(routes)
            if path.endswith("/events"):
                continue
            for name in _named(path):
                path = path.replace("{" + name + "}", _segment(draw, name))
            body = _body(draw) if method in ("post", "put", "patch") else None
            query = {draw.choice(_QUERY): draw.choice(WORDS) for _ in range(draw.randrange(4))}
            try:
                answer = client.request(method.upper(), path, params=query, json=body)
            except (ValueError, UnicodeError):
                continue  # the client itself cannot send that
            if answer.status_code >= 500:
                faults += 1
                print(method, path, query, answer.status_code, answer.text[:300])
    return Row("fuzz: API", f"{count} requests", faults, "faults", aim="0", met=faults == 0)


_QUERY = ("indicator", "party", "period", "as_of", "lang", "q", "measure", "set", "class", "limit")


def _named(path: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(path) if name]


def _segment(draw: random.Random, name: str) -> str:
    from urllib.parse import quote

    if name == "board" and draw.random() < 0.8:
        return "jingjinji"
    return quote(draw.choice(WORDS).encode("utf-8", "replace")[:200], safe="") or "x"


def _body(draw: random.Random, depth: int = 0) -> Any:
    kind = draw.randrange(7 if depth < 3 else 3)
    if kind < 2:
        return draw.choice(WORDS)
    if kind == 2:
        return draw.choice([0, -1, 10**30, 1.5, True, None])
    if kind == 3:
        return [_body(draw, depth + 1) for _ in range(draw.randrange(4))]
    keys = ("text", "file", "board", "compact", "compacts", "facts", "cases", "csv", "kind", "name",
            "as_of", "fact", "value", "reason", draw.choice(WORDS))  # fmt: skip
    return {draw.choice(keys): _body(draw, depth + 1) for _ in range(draw.randrange(5))}


def _readers(folder: Path) -> dict[str, Callable[[Path], object]]:
    """What reads files that others made; each gets a file with the right ending."""
    import yipan
    from yipan.compacts.document.reading_document import read_compact
    from yipan.core.fields import read_document, read_rows
    from yipan.facts import Ledger
    from yipan.facts.importing.files import read_grids
    from yipan.facts.tidy import import_tidy
    from yipan.links.chain_file import read_chain
    from yipan.links.flows_file import read_flows
    from yipan.links.reach_file import read_reach
    from yipan.matching.load import read_problem
    from yipan.reading.check import check_texts
    from yipan.reading.readers import read_file
    from yipan.scenarios.document import read_scenario
    from yipan.sharing import read_entry

    ledger = Ledger.create(folder / "ledger")

    def tidy(path: Path) -> object:
        from datetime import date

        return import_tidy(ledger, [path], learned_on=date(2025, 1, 1))

    def document(path: Path) -> object:
        return check_texts([read_file(path)])

    def entry(path: Path) -> object:
        return read_entry(path.read_bytes())

    def grids(path: Path) -> object:
        return list(read_grids(path))

    return {
        "scenario.yaml": read_scenario,
        "match.yaml": read_problem,
        "chain.yaml": read_chain,
        "reach.yaml": read_reach,
        "flows.yaml": read_flows,
        "entry.json": entry,
        "sheet.xlsx": grids,
        "sheet.csv": grids,
        "tidy.csv": tidy,
        "tidy.parquet": tidy,
        "problem.yaml": read_document,
        "compact.yaml": read_compact,
        "rows.xlsx": read_rows,
        "report.docx": document,
        "report.html": document,
        "report.txt": document,
        "board.yaml": lambda path: yipan.open(path.parent),
    }


def _bytes(name: str, work: Callable[[Path], object], count: int, folder: Path) -> Row:
    """Files made up from bytes, and good files with bytes changed."""
    from yipan.core.errors import YipanError

    draw = random.Random(name)
    faults = 0
    path = folder / "fuzz" / name
    path.parent.mkdir(exist_ok=True)
    for data in _files(draw, name, count):
        path.write_bytes(data)
        started = time.monotonic()
        try:
            work(path)
        except YipanError:
            pass
        except Exception as error:  # whatever it is, it is a fault
            faults += 1
            print(name, type(error).__name__, str(error)[:200], data[:120])
        if time.monotonic() - started > SLOWEST:
            faults += 1
            print(name, "too slow", data[:120])
    return Row(f"fuzz: {name}", f"{count} files", faults, "faults", aim="0", met=faults == 0)


def _files(draw: random.Random, name: str, count: int) -> Iterator[bytes]:
    seeds = _seeds(name)
    for _ in range(count):
        data = bytearray(draw.choice(seeds))
        for _ in range(draw.randrange(1, 8)):
            place = draw.randrange(len(data) + 1)
            match draw.randrange(4):
                case 0:
                    data[place : place + draw.randrange(6)] = b""
                case 1:
                    data[place:place] = draw.choice(WORDS).encode("utf-8", "surrogatepass")
                case 2:
                    data[place:place] = draw.randbytes(draw.randrange(9))
                case _:
                    if place < len(data):
                        data[place] = draw.randrange(256)
        yield bytes(data)


def _seeds(name: str) -> list[bytes]:
    texts = {
        "sheet.csv": "地区,2013年,2014年\n北京,1.5,约2\n天津,…,3万\n",
        "entry.json": '{"format":1,"board":"x","publisher":"n","sequence":1,"parts":[]}\n',
        "tidy.csv": "indicator,party,period,value,unit,source\ngdp,N,2014,1.5,亿元,YB\n",
        "problem.yaml": "title: x\nrows: [{a: 1, b: [2, 3]}, {a: &x 4, b: *x}]\n",
        "compact.yaml": "id: x\nversion: '1'\ntitle: {zh: 约}\nclauses:\n- id: '1'\n  words: w\n",
        "board.yaml": "name: x\ntitle: {zh: 盘}\nheadline: {parties: [], indicators: []}\n",
        "report.html": "<html><body><p>2023年,三次产业结构为10.0∶40.0∶50.0。</p></body></html>",
        "report.txt": "2023年生产总值10.44万亿元,其中北京4.38万亿元,比上年增长5.2%。",
    }
    if name in texts:
        return [texts[name].encode(), b""]
    if name in OWN:
        return [(BUILT_IN / OWN[name]).read_bytes()]
    if name == "report.docx":
        return [_zipped({"word/document.xml": _DOCX, "[Content_Types].xml": "<Types/>"}), b"PK"]
    if name.endswith(".xlsx"):
        return [_workbook(), b"PK"]
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/x.parquet"
        duckdb.sql(f"COPY (SELECT 'gdp' AS indicator, 'N' AS party) TO '{file}' (FORMAT parquet)")
        return [Path(file).read_bytes()]


BUILT_IN = Path(__file__).parent.parent / "src" / "yipan" / "boards" / "jingjinji"
OWN = {
    "scenario.yaml": "scenarios/relocate-to-caofeidian.yaml",
    "match.yaml": "problems/relocation.yaml",
    "chain.yaml": "problems/hydrogen.yaml",
    "reach.yaml": "problems/services.yaml",
    "flows.yaml": "problems/flows-technology.yaml",
}
_DOCX = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>2023年三次产业结构为10.0∶40.0∶50.0。</w:t></w:r></w:p></w:body></w:document>"
)


def _zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def _workbook() -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["a", "b"])
    sheet.write_row(1, 0, [1, "x"])
    book.close()
    return out.getvalue()
