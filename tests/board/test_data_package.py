"""A board is a valid Frictionless Data Package; its schema checks board.yaml."""

from __future__ import annotations

import json
import os
from pathlib import Path

import frictionless
import jsonschema
import pytest
import yaml
from lakeland import FILES, write

import yipan
from yipan.board.load import load
from yipan.board.package import FILE, package_bytes
from yipan.board.places import BUILT_IN, built_in_boards
from yipan.board.scaffold import new_board
from yipan.board.schema import board_schema, schema_bytes

DOCS = Path(__file__).parents[2] / "docs"


def problems(folder: Path) -> list[list[object]]:
    report = frictionless.validate(str(folder / FILE))
    return report.flatten(["type", "rowNumber", "fieldName", "message"])


@pytest.mark.parametrize("name", built_in_boards())
def test_built_in_boards_are_valid_packages(name: str) -> None:
    """frictionless finds nothing, comment rows and foreign keys included."""
    folder = BUILT_IN / name
    written = package_bytes(load(folder))
    assert (folder / FILE).read_bytes() == written, "run: yipan lint-board --package"
    assert problems(folder) == []
    keys = [r["schema"].get("foreignKeys") for r in json.loads(written)["resources"]]
    assert any(keys)


def test_a_damaged_package_is_found(tmp_path: Path) -> None:
    """The check can fail: a party that is not there breaks the foreign key."""
    folder = write(tmp_path, {"facts/output.csv": None, "facts/people.csv": None})
    head = "indicator,party,period,value,source\n"
    facts = folder / "facts/a.csv"
    facts.write_text(head + "people,N,2022,1,Y23\n")
    (folder / FILE).write_bytes(package_bytes(load(folder)))
    assert problems(folder) == []
    facts.write_text(head + "people,QQ,2022,1,Y23\n")
    assert [row[0] for row in problems(folder)] == ["foreign-key"]


def test_the_package_follows_the_files(tmp_path: Path) -> None:
    """A board that is opened after its tables have changed is a valid package again."""
    folder = tmp_path / "lakes"
    new_board("lakes", folder)
    assert problems(folder) == []
    write(folder)
    assert problems(folder) != []
    _ = yipan.open(folder).ledger
    assert problems(folder) == []


def test_names_and_excel_encodings_still_make_a_valid_package(tmp_path: Path) -> None:
    folder = write(tmp_path)
    parties = (folder / "parties.csv").read_text(encoding="utf-8")
    (folder / "parties.csv").write_bytes(parties.encode("gb18030"))
    (folder / FILE).write_bytes(package_bytes(load(folder)))
    assert problems(folder) == []


def test_the_schema_accepts_boards_and_refuses_mistakes() -> None:
    jsonschema.Draft202012Validator.check_schema(board_schema())
    check = jsonschema.Draft202012Validator(board_schema())
    texts = [FILES["board.yaml"]]
    texts += [(BUILT_IN / n / "board.yaml").read_text(encoding="utf-8") for n in built_in_boards()]
    for text in texts:
        assert list(check.iter_errors(yaml.load(text, Loader=yaml.BaseLoader))) == []
    for wrong in ("titel: x", "resolve: {prefer: [newest]}", "headline: {parties: N}"):
        document = yaml.load(f"name: x\ntitle: x\n{wrong}\n", Loader=yaml.BaseLoader)
        assert list(check.iter_errors(document)), wrong


def test_the_schema_in_the_docs_is_up_to_date() -> None:
    """Write it anew with YIPAN_WRITE=1."""
    path = DOCS / "board.schema.json"
    if os.environ.get("YIPAN_WRITE"):
        path.write_bytes(schema_bytes())
    assert path.read_bytes() == schema_bytes()
