"""`yipan gauge`: the contract's JSON, tables for people, one-line refusals."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

LONG = "party,period,indicator,value\nP01,2020,x,20\nP02,2020,x,50\nP03,2020,x,20\nP04,2020,x,10\n"


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """Doersam's four values as a long table."""
    path = tmp_path / "long.csv"
    path.write_text(LONG)
    return path


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    command = [sys.executable, "-c", "from yipan.cli.main import main; main()", "gauge", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_json_is_the_envelope_of_the_contract(long):
    """Measure, variant, formula, parameters with defaults, rows, checks, warnings, interval."""
    done = run("gini", "--input", str(long), "--json")
    assert done.returncode == 0
    document = json.loads(done.stdout)
    assert set(document) == {"command", "board", "as_of", "result", "receipt"}
    result = document["result"]
    assert result["values"] == [
        {"item": "gini", "period": "2020", "indicator": "x", "value": pytest.approx(0.3)}
    ]
    assert result["parameters"]["form"] == "n"
    assert document["receipt"]["facts"]


def test_row_order_does_not_change_the_bytes(long, tmp_path):
    """The same rows in another order give the same document."""
    head, *rows = LONG.splitlines()
    other = tmp_path / "other.csv"
    other.write_text("\n".join([head, *reversed(rows)]) + "\n")
    assert (
        run("gini", "--input", str(long), "--json").stdout
        == run("gini", "--input", str(other), "--json").stdout
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("ginni", "--input", "{}"), "gini"),
        (("gini", "--input", "{}", "--set", "form=x"), "form"),
        (("gini", "--input", "{}", "--set", "fom=n"), "form"),
        (("gini", "--input", "absent.csv"), "absent.csv"),
        (("moran", "--input", "{}"), "neighbours"),
        (("huff", "--input", "{}"), "distance"),
        (("converse", "--input", "{}"), "converse"),
        (("gini", "--input", "{}", "--with", "neighbours=x.csv"), "x.csv"),
        ((), "--list"),
    ],
)
def test_refusals_are_one_line_with_exit_code_two(long, words, expected):
    """Nothing on stdout, one line on stderr that names the thing, no traceback."""
    done = run(*(word.format(long) for word in words))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert expected in done.stderr


def test_list_names_every_measure_and_its_needs():
    """`--list --json` has every field of the contract for every measure, sorted by id."""
    done = run("--list", "--json")
    rows = json.loads(done.stdout)["result"]["measures"]
    ids = [row["id"] for row in rows]
    assert ids == sorted(ids)
    assert len(ids) >= 105
    for row in rows:
        assert row["name_zh"]
        assert row["name_en"]
        assert row["formula"]
        assert row["reference"]
        assert set(row["domain"]) == {"zero", "negative", "constant", "missing"}
        assert {"columns", "tables"} <= set(row["needs"])


def test_a_measure_on_the_built_in_board(monkeypatch, tmp_path):
    """Indicators by name, periods, groups; the receipt names the ledger."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path))
    done = run("theil-t", "人均地区生产总值", "--period", "2014", "--group", "province", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    # 106732, 74960, 34507 yuan as printed: T of equal weights by hand.
    from math import log

    x = [106732, 74960, 34507]
    by_hand = sum(v / sum(x) * log(3 * v / sum(x)) for v in x)
    assert document["result"]["values"][0]["value"] == pytest.approx(by_hand)
    assert document["board"] == "jingjinji"
    assert document["receipt"]["facts"]


def test_importing_the_kernel_is_quick_and_needs_no_scipy():
    """`import yipan.gauge` stays under 0.3 s, and scipy is not imported by it or the registry."""
    code = (
        "import time; t = time.perf_counter(); import yipan.gauge; d = time.perf_counter() - t\n"
        "from yipan.gauge.registry import measures; measures()\n"
        "import sys; assert 'scipy' not in sys.modules; print(d)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.3


def test_a_measure_answers_within_fifty_milliseconds(monkeypatch, tmp_path):
    """On the built-in board, after start (best of three)."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path))
    import yipan
    from yipan.board.bindings.measures import Asked, take
    from yipan.gauge.measuring import gauge

    board = yipan.open()
    taken = take(board, Asked(["gdp_per_capita"]))
    spent = []
    for _ in range(3):
        start = time.perf_counter()
        gauge("gini", taken.table)
        spent.append(time.perf_counter() - start)
    assert min(spent) < 0.05


def test_mixed_vintages_are_refused_and_marked_when_asked_for(monkeypatch, tmp_path):
    """Figures of two declared vintages do not meet unseen (here: two rows forced together)."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path))
    import yipan
    from yipan.board.bindings import measures
    from yipan.core.errors import BadInput

    board = yipan.open()
    panel = board.panel(["gdp"], periods=["2014"])
    assert measures.vintages(board, panel) == {}
    cells = dict(panel.cells)
    first = next(iter(cells))
    other = next(
        c
        for c in board.ledger.facts(board.select("gdp", period="2014"))
        if board.sources[c.source].vintage
        and board.sources[c.source].vintage != board.sources[cells[first].fact.source].vintage
    )
    from dataclasses import replace

    cells[first] = replace(
        cells[first], standing=replace(cells[first].standing, figure=other, counts=other)
    )
    mixed = measures.vintages(board, replace(panel, cells=cells))
    assert set(mixed) == {"gdp"}
    with pytest.raises(BadInput, match="different vintages"):
        measures._refuse_mixed(mixed)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"party,period\n",
        b"party,period,indicator,value\n",
        b"party,period,indicator,value\nA,2020,x\n",
        b"party,period,indicator,value\nA,2020,x,inf\n",
        b"party,period,indicator,value\nA,2020,x,1\n\x00",
    ],
)
def test_hostile_files_are_refused_in_one_line(tmp_path, content):
    """Empty, binary, ragged, headless, infinite: exit 2, no traceback."""
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    done = run("gini", "--input", str(path))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_module_of_the_kernel_hides_a_measure():
    """`yipan.gauge.NAME` is the measure, whatever was imported before."""
    import yipan.gauge
    from yipan.gauge.registry import measures

    known = measures()
    for name in known:
        assert callable(getattr(yipan.gauge, name.replace("-", "_"))), name
    assert yipan.gauge.catalogue() == known


def test_the_board_says_which_indicators_are_better_when_less(monkeypatch, tmp_path):
    """PM2.5 is turned without being asked; an indicator that is better when more is not."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path))
    import yipan
    from yipan.board.bindings.measures import down

    assert down(yipan.open(), ["pm25", "gdp_per_capita"]) == ["pm25"]
