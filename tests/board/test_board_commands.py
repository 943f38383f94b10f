"""`yipan panel` and `yipan table`, and how fast a first answer is there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from lakeland import FILES, write

from yipan.cli.panel import panel
from yipan.cli.tables import table
from yipan.core.errors import UnknownName


def run(command: click.Command, *arguments: str) -> str:
    done = CliRunner().invoke(command, list(arguments), standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.output


def test_panel_keeps_printed_digits_and_qualifiers(tmp_path: Path) -> None:
    """1210.5 as printed; 2.1 billion about, in the indicator's unit; nothing is a dash."""
    board = str(write(tmp_path))
    text = run(panel, "output", "--board", board, "--lang", "en", "--period", "2022")
    rows = [re.split(r"\s{2,}", line) for line in text.splitlines() if "Shore" in line]
    assert rows == [["North Shore", "1210.5"], ["South Shore", "about 2100"]]
    assert "rule office-first" in text
    lone = run(panel, "output", "--board", board, "--party", "N1", "--lang", "en")
    assert "no figure" in lone


def test_panel_as_json_names_the_fact_of_each_cell(tmp_path: Path) -> None:
    board = str(write(tmp_path))
    document = json.loads(run(panel, "output", "--board", board, "--json", "--period", "2022"))
    cells = document["result"]["cells"]
    assert [(c["party"], c["value"]) for c in cells] == [("N", "1210.5"), ("S", "2100")]
    assert all(len(c["fact"]) == 16 for c in cells)


def test_tables_by_name(tmp_path: Path) -> None:
    more = FILES["board.yaml"] + "files:\n  tables: {goals: goals.csv}\n"
    goals = "code,name_en,name_zh,source\nx,Halve the waste,减半,Y23\ny,Plant trees,植树,Y23\n"
    board = str(write(tmp_path, {"board.yaml": more, "goals.csv": goals}))
    names = run(table, "--board", board)
    assert all(name in names for name in ("parties", "indicators", "sources", "goals"))
    found = run(table, "goals", "--board", board, "--where", "TREES", "--lang", "en")
    assert "Plant trees" in found
    assert "植树" not in found
    assert "Halve" not in found
    rows = json.loads(run(table, "parties", "--board", board, "--json"))["result"]
    assert [row["code"] for row in rows] == ["LL", "N", "S", "N1"]
    with pytest.raises(UnknownName, match="goals"):
        run(table, "goal", "--board", board)


@pytest.mark.parametrize(
    ("arguments", "limit"),
    [
        (["--help"], 0.2),
        (["facts", "gdp", "--party", "130000", "--period", "2014"], 1.0),
    ],
)
def test_a_first_answer_is_quick(arguments: list[str], limit: float) -> None:
    """Seconds of processor time, the best of three; the ledger is there after the first."""
    program = str(Path(sys.executable).with_name("yipan"))
    spent = []
    for _ in range(3):
        before = os.times()
        subprocess.run([program, *arguments], check=True, capture_output=True, timeout=60)
        after = os.times()
        spent.append(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
    assert min(spent) < limit
