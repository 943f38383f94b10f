"""A damaged ledger of a board is named, set aside and filled again from the board's files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import yipan
from yipan.cli.repair import repair
from yipan.core.errors import LedgerDamaged


def test_a_board_gets_its_rows_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path))
    ledger = yipan.open("jingjinji").ledger
    before, folder = ledger.facts(), ledger.path
    part = folder / "parts" / ledger.manifest.parts[0].file
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 8
    part.write_bytes(data)
    with pytest.raises(LedgerDamaged, match=f"yipan repair {folder}"):
        yipan.open("jingjinji").ledger.facts()

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(repair, ["--lang", "en", *words], standalone_mode=False)
        assert result.exception is None
        return result.return_value, result.output

    code, text = run()
    assert code == 1
    assert "opening the board brings its rows back" in text
    assert run("--apply")[0] == 0
    assert yipan.open("jingjinji").ledger.facts() == before
    assert run()[0] == 0
