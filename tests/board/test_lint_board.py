"""Lint names every problem at its file, row and field, and says what mends it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lakeland import FILES, write

from yipan.board.lint import lint
from yipan.board.places import find_board
from yipan.board.problems import CODES
from yipan.cli.lint_board import lint_board
from yipan.cli.new import new

OUTPUT = "facts/output.csv"
HEAD = "key,indicator,party,period,value,unit,source\n"


def found(folder: Path) -> list[tuple[str, str, str]]:
    return [(p.code, p.severity.value, str(p.where)) for p in lint(folder)]


def test_a_sound_board_has_no_problem(tmp_path: Path) -> None:
    assert found(write(tmp_path)) == []


def test_the_built_in_board_has_no_error() -> None:
    """Its one warning: a document counts the same thing in 点 and in 个方面."""
    problems = lint(find_board("jingjinji"))
    assert [p.code for p in problems] == ["UNIT_DIFFERS"]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("parties.csv", None, ("MISSING_FILE", "error", "parties.csv")),
        ("parties.csv", "code,name_en,kind,colour\n", ("BAD_COLUMNS", "error", "colour")),
        ("parties.csv", "code,name_en\n", ("BAD_COLUMNS", "error", "kind")),
        ("parties.csv", "code,name_en,kind\n", ("NO_PARTIES", "error", "parties.csv")),
        ("parties.csv", "code,name_en,kind\nN,a,city\nN,b,city\n", ("REPEATED", "error", "row 3")),
        ("parties.csv", "code,name_en,kind\nN,a,city\nS,A,city\n", ("CLASH", "error", "row 3")),
        (
            "parties.csv",
            "code,name_en,kind,parent\nN,a,city,S\nS,b,city,N\n",
            ("CYCLE", "error", "row 2, field parent"),
        ),
        (
            "parties.csv",
            "code,name_en,kind,members\nN,a,group,S\nS,b,group,N\n",
            ("CYCLE", "error", "row 3, field members"),
        ),
        ("parties.csv", "code,name_en,kind\nN,a,city,x\n", ("BAD_ROW", "error", "row 2")),
        (
            "parties.csv",
            "code,name_en,kind,parent\n210000,a,province,\n130100,b,city,210000\n",
            ("BAD_CODE", "warning", "row 3, field code"),
        ),
        ("indicators.csv", "slug,name_en,unit,kind\n", ("NO_INDICATORS", "error", "")),
        (
            "indicators.csv",
            "slug,name_en,unit,kind,low,high\noutput,o,%,ratio,9,1\n",
            ("BAD_VALUE", "error", "row 2, field low"),
        ),
        (
            "indicators.csv",
            "slug,name_en,unit,kind,part_of\noutput,o,%,ratio,output\n",
            ("UNKNOWN", "error", "row 2, field part_of"),
        ),
        (
            "indicators.csv",
            "slug,name_en,unit,kind\nOut put,o,%,ratio\n",
            ("BAD_VALUE", "error", "row 2, field slug"),
        ),
        ("sources.csv", "code,title\n,T\n", ("MISSING", "error", "row 2, field code")),
        (
            "sources.csv",
            FILES["sources.csv"] + "Z,never cited,,\n",
            ("UNUSED", "warning", "row 5, field code"),
        ),
        (OUTPUT, HEAD + ",oputput,N,2022,1,,P\n", ("UNKNOWN", "error", "row 2, field indicator")),
        (OUTPUT, HEAD + ",output,North,2022,1,,Q\n", ("UNKNOWN", "error", "row 2, field source")),
        (OUTPUT, HEAD + ",output,N,soon,1,,P\n", ("BAD_DATE", "error", "row 2, field period")),
        (OUTPUT, HEAD + ",output,N,2022,many,,P\n", ("BAD_NUMBER", "error", "row 2, field value")),
        (OUTPUT, HEAD + ",output,N,2022,1,ells,P\n", ("BAD_UNIT", "error", "row 2, field unit")),
        (OUTPUT, HEAD + ",output,N,2022,1,km,P\n", ("UNIT_DIFFERS", "warning", "field unit")),
        (OUTPUT, HEAD + ",output,N,2022,-3,,P\n", ("OUT_OF_BOUNDS", "warning", "field value")),
        (OUTPUT, HEAD + ",output,S,1980,1,,P\n", ("NOT_VALID", "warning", "row 2, field period")),
        (OUTPUT, HEAD + ",output,N,2022-12-31,1,,P\n", ("BAD_KIND", "warning", "field period")),
        (OUTPUT, HEAD + 2 * ",output,N,2022,1,,P\n", ("SAME_ROW", "warning", "row 3")),
        (
            OUTPUT,
            HEAD + "x,output,N,2022,1,,P\nx,output,N,2021,1,,P\n",
            ("REPEATED", "error", "row 3, field key"),
        ),
        (
            "facts/people.csv",
            "key,value,row,target,reason,indicator,party,period,source\nz,1,correction,no,r,,,,\n",
            ("BAD_TARGET", "error", "row 2, field target"),
        ),
        (
            "facts/people.csv",
            FILES["facts/people.csv"].replace("61000,misprint", "71000,misprint"),
            ("STALE", "error", "row 4, field expects"),
        ),
        ("board.yaml", "name: [\n", ("BAD_FILE", "error", "board.yaml")),
        ("board.yaml", "name: x\n", ("BAD_KEY", "error", "field title")),
        (
            "board.yaml",
            FILES["board.yaml"] + "files:\n  tables: {goals: goals.csv}\n",
            ("MISSING_FILE", "error", "field files.tables.goals"),
        ),
        (
            "board.yaml",
            FILES["board.yaml"] + "files:\n  tables: {goals: /etc/passwd}\n",
            ("OUTSIDE_FILE", "error", "passwd"),
        ),
        (
            "board.yaml",
            FILES["board.yaml"] + "  manual:\n    - {fact: nothing, reason: because}\n",
            ("BAD_TARGET", "error", "field resolve.manual"),
        ),
        (
            "identities.yaml",
            "identities:\n  - {id: a, kind: structure, parts: [output, nosuch]}\n",
            ("UNKNOWN", "error", "nosuch"),
        ),
    ],
)
def test_every_problem_is_named(
    tmp_path: Path, file: str, text: str | None, expected: tuple[str, str, str]
) -> None:
    code, severity, where = expected
    named = found(write(tmp_path, {file: text}))
    assert any((c, s) == (code, severity) and where in w for c, s, w in named), named


def test_a_workbook_among_the_files_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "facts/more.xlsx").write_bytes(b"PK")
    (folder / "facts/~$more.xlsx").write_bytes(b"")
    assert found(folder) == [("NOT_READ", "warning", "facts/more.xlsx")]


def test_binary_is_no_table(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / OUTPUT).write_bytes(b"\x00\xff\xfe\x81\x00" * 9)
    assert ("BAD_FILE", "error", OUTPUT) in found(folder)


def run(*arguments: str) -> Result:
    command = {"lint-board": lint_board, "new": new}[arguments[0]]
    return CliRunner().invoke(command, list(arguments[1:]), standalone_mode=False)


def test_the_command_says_how_many_and_answers_with_its_exit_code(tmp_path: Path) -> None:
    good = run("lint-board", str(write(tmp_path / "good")), "--lang", "en")
    assert (good.return_value, good.output) == (0, "0 errors, 0 warnings\n")
    folder = write(tmp_path / "bad", {OUTPUT: HEAD + ",oputput,N,2022,1,,P\n"})
    bad = run("lint-board", str(folder), "--lang", "en")
    assert bad.return_value == 1
    assert "facts/output.csv, row 2, field indicator: error UNKNOWN" in bad.output
    assert "did you mean output?" in bad.output
    document = json.loads(run("lint-board", str(folder), "--json").output)
    assert document["result"]["problems"][0]["row"] == 2


def test_a_new_board_says_what_to_fill_in(tmp_path: Path) -> None:
    """It opens, it is a data package, and its only errors are that it is empty."""
    made = run("new", "myregion", "--in", str(tmp_path))
    assert made.exit_code == 0, made.output
    folder = tmp_path / "myregion"
    assert [code for code, _, _ in found(folder)] == ["NO_INDICATORS", "NO_PARTIES"]
    assert (folder / "parties.csv").read_bytes().startswith(b"\xef\xbb\xbfcode,")
    again = run("new", "myregion", "--in", str(tmp_path))
    assert "already" in str(again.exception)
    assert "cannot be the name" in str(run("new", "a/b", "--in", str(tmp_path)).exception)


def test_every_code_has_a_case() -> None:
    """A code that no test reaches may not exist at all."""
    text = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in CODES if f'"{code}"' not in text] == []
