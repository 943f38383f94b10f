"""Boards that have nothing to do with the built-in one open with the same code."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

from shared_data import shared

import yipan
from yipan.board.lint import lint

YEARS = ("1940", "1950", "1960", "1970", "1980", "1990", "2000")
BOARD = "name: mexico\ntitle: {zh: 墨西哥各州, en: States of Mexico}\nlearned_on: 2024-01-01\n"
INDICATORS = "slug,name_en,unit,kind,better,low\npcgdp,GDP per head,pesos,ratio,up,0\n"
SOURCES = "code,title\nPYSAL,Mexico's states 1940-2000 (PySAL sample data)\n"


def reshaped(source: Path, folder: Path) -> Path:
    """A wide table of states and years as the files of a board."""
    with source.open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    # One of the states is called Mexico too; lint would name the clash.
    parties = [("MX", "Estados Unidos Mexicanos", "state", "")]
    parties += [(f"MX-{n:02}", row["State"], "province", "MX") for n, row in enumerate(rows, 1)]
    facts = [
        ("pcgdp", row["State"], year, row[f"pcgdp{year}"], "PYSAL", row["State"])
        for row in rows
        for year in YEARS
    ]
    (folder / "facts").mkdir()
    tables = {
        "parties.csv": [("code", "name_en", "kind", "parent"), *parties],
        "facts/pcgdp.csv": [
            ("indicator", "party", "period", "value", "source", "locator"),
            *facts,
        ],
    }
    for name, lines in tables.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows(lines)
    for name, text in (
        ("board.yaml", BOARD),
        ("indicators.csv", INDICATORS),
        ("sources.csv", SOURCES),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_mexico_opens_as_a_board(tmp_path: Path) -> None:
    """32 states, 7 censuses; Aguascalientes in 1940 prints 10384.000."""
    folder = reshaped(shared("data/other/pysal_mexico.csv"), tmp_path)
    assert lint(folder) == []
    board = yipan.open(folder)
    assert len(board.ledger) == 32 * 7
    (fact,) = board.facts("GDP per head", party="aguascalientes", period="1940")
    assert (fact.value, fact.step) == ("10384.000", "0.001")
    states = [party.code for party in board.parties.children("MX")]
    panel = board.panel("pcgdp", parties=states)
    assert panel.values.shape == (32, 7, 1)
    assert panel.exact("MX-01", "1940", "pcgdp") == Fraction(10384)
    assert panel.missing() == []
