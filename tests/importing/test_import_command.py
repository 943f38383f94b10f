"""`yipan import` and `yipan export` as a person runs them, on a board of their own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import yipan
from yipan.core.text import name_key

STATES = ["Aguascalientes", "Jalisco", "Oaxaca", "Yucatan"]


def board(folder: Path) -> Path:
    """Four Mexican states and two indicators; nothing Chinese in it."""
    folder.mkdir()
    (folder / "board.yaml").write_text("name: mexico\ntitle: Mexican states\n", encoding="utf-8")
    parties = ["code,name_en,kind,parent,aliases", "MX,Mexico,state,,"]
    parties += [f"MX-{name[:3].upper()},{name},province,MX," for name in STATES]
    (folder / "parties.csv").write_text("\n".join(parties) + "\n", encoding="utf-8")
    (folder / "indicators.csv").write_text(
        "slug,name_en,unit,kind,aliases\n"
        "gdp_pc,GDP per head,USD/person,ratio,pcgdp\n"
        "population,Population,persons,stock,\n",
        encoding="utf-8",
    )
    (folder / "sources.csv").write_text(
        "code,title,published_on\nY1,Yearbook,2001-05\n", encoding="utf-8"
    )
    return folder


def run(*words: str, home: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "YIPAN_HOME": str(home), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", "from yipan.cli.main import main; main()", *words],
        capture_output=True,
        text=True,
        env=env,
        cwd=home,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def home(tmp_path: Path) -> Path:
    board(tmp_path / "mexico")
    return tmp_path


def table(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


WIDE = """Income of the states
Unit: USD/person
State,pcgdp1990,pcgdp2000
Aguascalientes,20787.50,27782
Jalisco,...,29855
Oaxaca,1234,n.a.
"""


def test_import_twice_adds_nothing(home: Path) -> None:
    """The same file again: all of it is there already, whenever it is learned of."""
    file = table(home / "wide.csv", WIDE)
    words = ("import", file, "--board", "mexico", "--source", "Y1", "--json")
    first = json.loads(run(*words, home=home).stdout)["result"]
    again = json.loads(run(*words, "--learned-on", "2030-01-01", home=home).stdout)["result"]
    assert (first["added"], first["already_there"]) == (4, 0)
    assert (again["added"], again["already_there"]) == (0, 4)
    assert first["cells"]["missing"] == {"N/A": 1, "…": 1}


def test_a_bad_cell_stops_everything_unless_rejects_are_accepted(home: Path) -> None:
    """Nothing is half imported; the rejects file names file, sheet, cell, reason and text."""
    file = table(home / "wide.csv", WIDE.replace("29855", "=1+1").replace("Oaxaca", "Oaxac"))
    words = ("import", file, "--board", "mexico", "--source", "Y1", "--lang", "en")
    refused = run(*words, home=home, code=2)
    assert refused.stderr.count("\n") == 1
    assert "2 cells cannot be used, nothing was imported" in refused.stderr
    assert "rejects.csv" in refused.stderr
    rows = list(csv.DictReader((home / "rejects.csv").open(encoding="utf-8-sig")))
    assert [(r["file"], r["cell"], r["code"]) for r in rows] == [
        ("wide.csv", "C5", "not_a_number"),
        ("wide.csv", "B6", "unknown_name"),
    ]
    assert rows[0]["text"] == "'=1+1"
    assert "did you mean Oaxaca?" in rows[1]["reason"]
    assert len(yipan.open(home / "mexico").ledger) == 0
    run(*words, "--accept-rejects", home=home)
    assert len(yipan.open(home / "mexico").ledger) == 2


def test_dry_run_imports_nothing_and_says_what_was_understood(home: Path) -> None:
    """Counts by fate, the layout with its reading, and the reasons."""
    file = table(home / "wide.csv", WIDE.replace("Oaxaca", "Oaxac"))
    found = run("import", file, "--board", "mexico", "--dry-run", "--lang", "en", home=home)
    for words in ("cells read", "pcgdp1990", "gdp_pc 1990", "USD/person", "did you mean Oaxaca?"):
        assert words in found.stdout
    assert len(yipan.open(home / "mexico").ledger) == 0
    assert not (home / "rejects.csv").exists()


def test_places_that_cannot_be_written_are_named(home: Path) -> None:
    """One line for the rejects file and for the mapping; a file of somebody else is left alone."""
    bad = table(home / "bad.csv", WIDE.replace("Oaxaca", "Oaxac"))
    words = ("--board", "mexico", "--source", "Y1", "--lang", "en")
    found = run("import", bad, *words, "--rejects", "no/such/r.csv", home=home, code=2)
    assert "no/such/r.csv" in found.stderr
    (home / "rejects.csv").write_text("mine\n", encoding="utf-8")
    good = table(home / "good.csv", WIDE)
    run("import", good, *words, home=home)
    assert (home / "rejects.csv").read_text(encoding="utf-8") == "mine\n"
    run("import", good, *words, "--save-mapping", "no/such/m.yaml", home=home, code=2)


def test_a_new_source_is_described_and_then_known(home: Path) -> None:
    """Without a description the code is refused; with one it is kept for the next time."""
    file = table(home / "wide.csv", WIDE)
    words = ("import", file, "--board", "mexico", "--lang", "en")
    assert "no source is named" in run(*words, home=home, code=2).stderr
    unknown = run(*words, "--source", "Y2", home=home, code=2).stderr
    assert "no source is called 'Y2'" in unknown
    described = ("--source", "Y2", "--source-title", "Yearbook 2", "--published-on", "2002")
    run(*words, *described, home=home)
    run(*words, "--source", "Y2", home=home)
    opened = yipan.open(home / "mexico")
    assert opened.sources["Y2"].title == "Yearbook 2"
    facts = opened.facts("gdp_pc", party="Jalisco", period="2000")
    assert [(f.value, f.published_on, str(f.public_from)) for f in facts] == [
        ("29855", "2002", "2002-12-31")
    ]
    assert "has source 'Y2' already" in run(*words, *described, home=home, code=2).stderr


def test_a_failed_import_leaves_no_source_behind(home: Path) -> None:
    """A source described for an import that is refused is not kept."""
    file = table(home / "wide.csv", WIDE.replace("Oaxaca", "Oaxac"))
    words = ("import", file, "--board", "mexico", "--source", "Y3", "--source-title", "Third")
    run(*words, home=home, code=2)
    assert "Y3" not in yipan.open(home / "mexico").sources


def test_mapping_overrides_and_is_saved_for_the_next_edition(home: Path) -> None:
    """Names, roles, units and rows of a mapping; what is saved reads the same table again."""
    text = "id;Name;Income 1990;Remark\n1;Aguascalientes;20787,5;x\n2;Jal.;1,25;y\n3;Total;22;z\n"
    file = table(home / "odd.csv", text)
    mapping = home / "m.yaml"
    mapping.write_text(
        "version: 1\n"
        "sheets:\n"
        "- match: 'odd*'\n"
        "  columns:\n"
        "    Name: party\n"
        "    Remark: unused\n"
        "    Income 1990: {indicator: gdp_pc, period: 1990, unit: USD/person}\n"
        "parties: {Jal.: Jalisco}\n"
        "left_out: [Total]\n",
        encoding="utf-8",
    )
    saved = home / "saved.yaml"
    words = ("import", file, "--board", "mexico", "--source", "Y1", "--json")
    first = run(*words, "--mapping", str(mapping), "--save-mapping", str(saved), home=home)
    result = json.loads(first.stdout)["result"]
    assert result["added"] == 2
    assert result["cells"]["structure"]["left_out"] == 1
    assert "Jal.: " in saved.read_text(encoding="utf-8")
    values = [f.value for f in yipan.open(home / "mexico").facts("gdp_pc")]
    assert values == ["20787.5", "1.25"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("shets: []\n", "row 1"),
        ("parties: {x: Jalisc}\n", "Jalisco"),
        ("sheets:\n- columns: {A: partie}\n", "party"),
        ("sheets:\n- defaults: {unit: dolars}\n", "row 2"),
        ("version: 2\n", "version 2"),
        ("sheets: [\n", "YAML"),
        ("sheets:\n- header_rows: [0, 3]\n", "[first, last]"),
    ],
)
def test_a_bad_mapping_is_one_line_with_its_place(home: Path, text: str, says: str) -> None:
    """File, line and the nearest word."""
    (home / "m.yaml").write_text(text, encoding="utf-8")
    file = table(home / "wide.csv", WIDE)
    words = ("import", file, "--board", "mexico", "--source", "Y1", "--mapping", "m.yaml")
    found = run(*words, "--lang", "en", home=home, code=2).stderr
    assert "m.yaml" in found
    assert says in found
    assert found.count("\n") == 1


def test_the_schema_of_mapping_files(home: Path) -> None:
    """The JSON Schema names every key that the reader takes."""
    schema = json.loads(run("import", "--mapping-schema", home=home).stdout)
    assert set(schema["properties"]) >= {"sheets", "parties", "indicators", "left_out"}
    sheet = schema["properties"]["sheets"]["items"]["properties"]
    assert set(sheet) >= {"columns", "defaults", "header_rows", "board_unit"}


def test_options_give_what_the_table_does_not_say(home: Path) -> None:
    """--indicator, --period and --unit hold where the table is silent; `board` is the own unit."""
    file = table(home / "bare.csv", "State,1990\nJalisco,5\n")
    words = ("import", file, "--board", "mexico", "--source", "Y1", "--json")
    run(*words, home=home, code=2)
    done = run(*words, "--indicator", "GDP per head", "--unit", "board", home=home)
    assert json.loads(done.stdout)["result"]["added"] == 1
    (fact,) = yipan.open(home / "mexico").facts("gdp_pc")
    assert (fact.party, fact.period, fact.value, fact.unit) == ("MX-JAL", "1990", "5", "USD/person")


def test_export_and_import_into_an_empty_board(home: Path) -> None:
    """Tidy out, tidy in: the same ids on a board with an empty ledger."""
    file = table(home / "wide.csv", WIDE)
    run("import", file, "--board", "mexico", "--source", "Y1", home=home)
    run("export", "out.csv", "--board", "mexico", home=home)
    board(home / "copy")
    done = run("import", "out.csv", "--board", "copy", home=home)
    assert "4" in done.stdout
    ids = [sorted(f.id for f in yipan.open(home / n).facts()) for n in ("mexico", "copy")]
    assert ids[0] == ids[1]


def test_export_refuses_to_write_over_a_file(home: Path) -> None:
    """--force is needed; a format that is not known is refused."""
    run("export", "out.csv", "--board", "mexico", home=home)
    assert "--force" in run("export", "out.csv", "--board", "mexico", home=home, code=2).stderr
    run("export", "out.csv", "--force", "--board", "mexico", home=home)
    run("export", "out.doc", "--board", "mexico", home=home, code=2)


def test_as_of_cuts_what_is_exported(home: Path) -> None:
    """What was public by that day; the yearbook of May 2001 is not there in 2000."""
    file = table(home / "wide.csv", WIDE)
    run("import", file, "--board", "mexico", "--source", "Y1", home=home)
    for day, count in (("2000-12-31", 0), ("2001-05-31", 4)):
        words = ("export", f"{day}.csv", "--board", "mexico", "--as-of", day, "--json")
        assert json.loads(run(*words, home=home).stdout)["result"]["facts"] == count


def test_names_fold_like_those_of_the_board() -> None:
    """The keys of a mapping are found whatever their width and case."""
    assert name_key("Ｎame") == name_key("name")
