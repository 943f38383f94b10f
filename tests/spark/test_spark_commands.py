"""The commands with `--engine spark`, as a user runs them: the same answers, one line where not."""

from __future__ import annotations

import csv
import json
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from bench.compacts import generate
from yipan.cli.main import main
from yipan.core.errors import BadInput
from yipan.facts.spark import connect_spark, connecting

if TYPE_CHECKING:
    from yipan.facts.spark import Spark

Ran = tuple[int, str, str]
Command = Callable[..., Ran]


@pytest.fixture
def yipan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run a command in this process: exit code, what it printed, what it complained of."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YIPAN_SPARK", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["yipan", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        code = stop.value.code
        said = capsys.readouterr()
        return (code if isinstance(code, int) else 0), said.out, said.err

    return run


def rows(path: str) -> list[tuple[object, ...]]:
    files = f"{path}/*.parquet" if Path(path).is_dir() else path
    return duckdb.sql(f"SELECT * FROM read_parquet('{files}') ORDER BY ALL").fetchall()


def test_a_panel_and_its_measure(yipan: Command, address: str) -> None:
    """GDP of years beside residents at their ends, a group as its members; then a measure of it."""
    years = ("--period", "2022", "--period", "2023")
    cut = ("panel", "gdp", "resident_population", *years, "--party", "京津冀")
    there = ("--engine", "spark", "--spark", address)
    assert yipan(*cut, "--out", "here.parquet")[0] == 0
    code, told, _ = yipan(*cut, "--out", "there.parquet", *there)
    assert (code, told) == (0, "12 个单元 → there.parquet\n")
    assert rows("there.parquet") == rows("here.parquet")
    ask = ("gauge", "theil-t", "gdp", "--input", "here.parquet", "--json")
    ours, theirs = (json.loads(yipan(*ask, *more)[1])["result"] for more in ((), there))
    assert [row["item"] for row in theirs["values"]] == ["theil-t"] * 2
    for mine, other in zip(ours["values"], theirs["values"], strict=True):
        assert other == {**mine, "value": pytest.approx(mine["value"], rel=1e-9)}
    assert yipan(*cut, "--out", "there.parquet", *there)[0] == 2  # nothing is replaced


def test_a_board_of_ones_own(yipan: Command, address: str, tmp_path: Path) -> None:
    """`yipan new`, still empty, then with a figure of a year and one at its end: one column."""
    board = tmp_path / "mine"
    there = ("--engine", "spark", "--spark", address)
    assert yipan("new", "mine")[0] == 0
    _add(board / "parties.csv", code="N", name_en="North", kind="province")
    _add(board / "indicators.csv", slug="gdp", name_en="GDP", unit="亿元", kind="flow")
    _add(board / "indicators.csv", slug="people", name_en="People", unit="万人", kind="stock")
    _add(board / "sources.csv", code="S", title="Yearbook")
    ask = ("panel", "gdp", "people", "--party", "N", "--board", str(board))
    for found in (0, 2):
        for out, more in (("here.parquet", ()), ("there.parquet", there)):
            assert yipan(*ask, "--out", out, *more) == (0, f"{found} 个单元 → {out}\n", "")
            target = tmp_path / out
            if not target.exists():  # of no rows a server may write no file
                assert (found, out) == (0, "there.parquet")
                continue
            shown = [row[:3] for row in rows(out)]
            assert shown == [("N", "2022", "gdp"), ("N", "2022", "people")][:found]
            shutil.rmtree(target) if target.is_dir() else target.unlink()
        fields = {"party": "N", "source": "S", "published_on": "2023-05-01"}
        facts = board / "facts" / "facts.csv"
        _add(facts, key="1", indicator="gdp", period="2022", value="12.5", **fields)
        _add(facts, key="2", indicator="people", period="2022-12-31", value="300", **fields)


def _add(file: Path, **fields: str) -> None:
    """A row at the end of a table of a board."""
    with file.open(encoding="utf-8-sig", newline="") as table:
        header = next(csv.reader(table))
    assert set(fields) <= set(header), header
    with file.open("a", encoding="utf-8", newline="") as table:
        csv.writer(table).writerow([fields.get(name, "") for name in header])


def test_settling_and_judging(yipan: Command, address: str, tmp_path: Path) -> None:
    """The line that is told and every row of the table are the same."""
    generate(300, tmp_path)
    there = ("--engine", "spark", "--spark", address)
    settle = ("settle-table", "tax-92", "--cases", "cases.parquet", "--periods", "periods.parquet")
    judge = ("judge", "list-beijing", "--cases", "registrations.parquet")
    for command in (settle, judge):
        ours = yipan(*command, "--out", "here.parquet")
        theirs = yipan(*command, "--out", "there.parquet", *there)
        assert ours[0] == theirs[0] == 0
        assert theirs[1].replace("there", "here") == ours[1]
        found = rows("there.parquet")
        assert found == rows("here.parquet")
        assert len(found) > 100
        (tmp_path / "here.parquet").unlink()
        (tmp_path / "there.parquet").rename(tmp_path / command[0])


@pytest.mark.parametrize(
    ("spark_at", "said"),
    [
        ("sc://localhost:1", "Spark cannot be reached"),
        ("sc://localhost:99999999", "Spark cannot be reached"),
        ("localhost:15002", "this is no address of Spark; write sc://HOST:PORT, or local"),
        ("spark://master:7077", "this is no address of Spark"),
        ("", "local: no Spark can be started here; name a server"),
    ],
)
def test_a_server_that_is_not_there_is_one_line(yipan: Command, spark_at: str, said: str) -> None:
    """Exit 2 at once, what is wrong and what to do."""
    if not spark_at and _whole_pyspark():
        pytest.skip("the whole of pyspark is here: `local` works")
    out = ("panel", "gdp", "--out", "x.parquet", "--lang", "en", "--engine", "spark")
    code, told, complaint = yipan(*out, *(("--spark", spark_at) if spark_at else ()))
    assert (code, told) == (2, "")
    assert said in complaint
    assert complaint.count("\n") == 1


def test_a_server_of_another_kind_is_told(yipan: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes the connection and says nothing that Spark says."""
    monkeypatch.setattr(connecting, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        at = f"sc://127.0.0.1:{deaf.getsockname()[1]}"
        words = ("panel", "gdp", "--out", "x", "--lang", "en", "--engine", "spark", "--spark", at)
        code, _, complaint = yipan(*words)
    assert code == 2
    assert "what listens there is no Spark Connect" in complaint


def test_the_extra_that_is_missing_is_named(
    yipan: Command, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """The line to type."""
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    code, _, complaint = yipan(
        "panel", "gdp", "--out", "x.parquet", "--engine", "spark", "--spark", address
    )
    assert code == 2
    assert "yipan[spark]" in complaint
    assert complaint.count("\n") == 1


def test_a_server_that_goes_away_is_told(spark: Spark, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of a run: the client stops asking, and what it was asked for is not lost."""
    sail = pytest.importorskip("pysail.spark", reason="Sail is not installed")
    monkeypatch.setattr(connecting, "RETRIES", 1)
    server = sail.SparkConnectServer(port=0)
    server.start(background=True)
    host, port = server.listening_address
    session = connect_spark(f"sc://{host}:{port}")
    assert session.rows("SELECT 1 AS one") == [(1,)]
    server.stop()
    with pytest.raises(BadInput, match="Spark no longer answers"):
        session.rows("SELECT 2 AS two")
    session.close()
    assert spark.rows("SELECT 3 AS three") == [(3,)]


def _whole_pyspark() -> bool:
    import pyspark

    return (Path(pyspark.__file__).parent / "jars").exists()
