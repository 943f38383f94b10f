"""Damage is found by hash and named; the rest stays readable; repair restores what it says."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from yipan.core.errors import LedgerDamaged, LedgerError
from yipan.facts import Fact, Ledger, Selection, make_fact
from yipan.facts.manifest import read_manifest
from yipan.facts.repair import diagnose, repair


def figures(indicator: str, count: int = 3) -> list[Fact]:
    return [
        make_fact(
            indicator=indicator,
            party=f"p{n}",
            period="2014",
            value=str(n),
            unit="人",
            source="D0",
            learned_on=date(2025, 3, 1),
        )
        for n in range(count)
    ]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    found = Ledger.create(tmp_path / "l")
    for name in ("births", "deaths"):
        with found.importing(source=f"{name}.xlsx", sha256="ab" * 32) as batch:
            batch.add(figures(name))
    return found


def spoil(path: Path, at: int = -200) -> None:
    """Flip one bit."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def part_of(ledger: Ledger, indicator: str) -> Path:
    (name,) = [p.file for p in ledger.manifest.parts if p.first == indicator]
    return ledger.path / "parts" / name


@pytest.mark.parametrize("how", ["bit", "short", "gone"])
def test_a_damaged_part_is_named_and_the_rest_is_readable(ledger: Ledger, how: str) -> None:
    path = part_of(ledger, "births")
    if how == "bit":
        spoil(path)
    elif how == "short":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        path.unlink()
    again = Ledger.open(ledger.path)
    assert len(again.facts(Selection(indicators=("deaths",)))) == 3
    with pytest.raises(LedgerDamaged, match=rf"{path.name}.*births\.xlsx"):
        again.facts()
    around = Ledger.open(ledger.path, around_damage=True)
    assert {f.indicator for f in around.facts()} == {"deaths"}
    assert [d.part.file for d in around.damage()] == [path.name]


def test_repair_sets_a_part_aside_and_a_second_import_brings_it_back(ledger: Ledger) -> None:
    before = ledger.facts()
    spoil(part_of(ledger, "births"))
    found = diagnose(ledger.path)
    assert not found.healthy
    assert any(r.by_hand and "births.xlsx" in r.words.en for r in found.remedies)
    repair(ledger.path)
    assert diagnose(ledger.path).healthy
    mended = Ledger.open(ledger.path)
    assert len(mended) == 3
    assert len(list((ledger.path / "damaged").iterdir())) == 1
    mended.append(figures("births"))
    assert mended.facts() == before


def test_an_import_that_must_compare_with_a_damaged_part_is_refused(ledger: Ledger) -> None:
    spoil(part_of(ledger, "births"))
    with pytest.raises(LedgerDamaged):
        ledger.append(figures("marriages"))


def test_each_changed_byte_of_a_manifest_is_found(ledger: Ledger) -> None:
    """The hash is that of the canonical JSON of the rest; no byte can change unseen."""
    path = ledger.path / "manifest.json"
    data = path.read_bytes()
    body = json.loads(data)
    told = body.pop("sha256")
    plain = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(plain).hexdigest() == told
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        with pytest.raises(LedgerDamaged):
            read_manifest(path)


@pytest.mark.parametrize("how", ["bit", "space", "gone", "empty"])
def test_a_damaged_manifest_is_restored_from_its_copy(ledger: Ledger, how: str) -> None:
    path = ledger.path / "manifest.json"
    data, before = path.read_bytes(), ledger.facts()
    if how == "bit":
        spoil(path)
    elif how == "space":
        path.write_bytes(data + b" ")
    elif how == "gone":
        path.unlink()
    else:
        path.write_bytes(b"")
    with pytest.raises(LedgerDamaged, match=r"manifest\.json"):
        Ledger.open(ledger.path)
    assert Ledger.open(ledger.path, around_damage=True).facts() == before
    assert diagnose(ledger.path).manifest_damage
    repair(ledger.path)
    assert path.read_bytes() == data
    assert Ledger.open(ledger.path).facts() == before


def test_without_any_manifest_intact_parts_are_taken_back(ledger: Ledger) -> None:
    """Adopted rows are imported like any others, so none is doubled."""
    before = ledger.facts()
    for path in [ledger.path / "manifest.json", *(ledger.path / "manifests").iterdir()]:
        spoil(path, 30)
    assert len(diagnose(ledger.path).orphans) == 2
    repair(ledger.path, adopt=True)
    assert Ledger.open(ledger.path).facts() == before
    assert diagnose(ledger.path).orphans == ()


def test_the_command_says_what_it_would_do_and_does_it(ledger: Ledger, tmp_path: Path) -> None:
    from yipan.cli.repair import repair as command

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(
            command, [str(ledger.path), "--lang", "en", *words], standalone_mode=False
        )
        assert result.exception is None
        return result.return_value, result.output

    assert run() == (0, "the ledger is sound: 2 parts, 6 rows, every byte as written\n")
    spoil(part_of(ledger, "births"))
    code, text = run()
    assert code == 1
    assert "does not match its hash" in text
    assert "by hand: importing births.xlsx" in text
    assert json.loads(run("--json")[1])["result"]["healthy"] is False
    assert run("--apply")[0] == 0
    assert run()[1].startswith("the ledger is sound: 1 parts")
    with pytest.raises(LedgerError, match="no ledger"):
        diagnose(tmp_path)
