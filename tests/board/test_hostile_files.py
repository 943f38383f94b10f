"""Whatever stands in a board's files, lint answers with problems and never breaks."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lakeland import FILES, write

import yipan
from yipan.board.fields import FACTS
from yipan.board.lint import lint
from yipan.core.errors import YipanError
from yipan.facts import disk

CELLS = st.sampled_from(
    ["N", "S", "LL", "output", "2022", "1-1.5", "-3", "%", "‰", "甲→乙", "->", "correction",
     "withdrawal", "a", "b", "stock", "“十四五”", "../2024", "=1+1", "# x", '"', "", "\u202e1",
     "99999999999999999999", "1e5", "٣", "2022-13-45", "P", "Y24", ";;;", "，", "万亿元"]
)  # fmt: skip
HEADS = st.sampled_from([field.name for field in FACTS.fields] + ["指标", "nonsense"])
BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
)


@given(rows=st.lists(st.lists(CELLS, max_size=11), max_size=6), header=st.lists(HEADS, max_size=11))
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_table_of_facts(rows: list[list[str]], header: list[str]) -> None:
    """Random heads over random cells."""
    text = "\n".join(",".join(cells) for cells in [header, *rows])
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), {"facts/output.csv": text, "facts/people.csv": None})
        found = lint(folder)
        if not any(p.severity == "error" for p in found):
            yipan.open(folder).facts()


@given(file=st.sampled_from(sorted(FILES)), data=BYTES)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes_in_any_file(file: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name))
        (folder / file).write_bytes(data)
        assert all(p.hint.en and p.hint.zh for p in lint(folder) if p.code != "BAD_FILE")


def test_a_cell_of_a_megabyte_is_refused_in_one_line(tmp_path: Path) -> None:
    long = FILES["facts/output.csv"] + 'z,output,N,2022,1,,P,"' + "x" * 1_000_000 + '",\n'
    with pytest.raises(YipanError) as caught:
        yipan.open(write(tmp_path, {"facts/output.csv": long})).facts()
    assert len(caught.value.line("en")) < 200


def test_lines_that_end_in_a_carriage_return_alone(tmp_path: Path) -> None:
    """Excel for Mac writes them."""
    folder = write(tmp_path)
    path = folder / "facts/output.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r"))
    assert len(yipan.open(folder).facts("output")) == 4


def test_a_start_that_dies_at_any_step_is_completed_by_the_next(tmp_path: Path) -> None:
    """Every step of taking the files in: afterwards all seven rows are there, once."""

    class Died(Exception):
        pass

    def count(name: str) -> None:
        seen.append(name)
        if len(seen) == stop:
            raise Died(name)

    disk.on_step.append(count)
    try:
        stop = 0
        while True:
            stop += 1
            seen: list[str] = []
            folder = write(tmp_path / str(stop))
            try:
                _ = yipan.open(folder).ledger
            except Died:
                stop_later, stop = stop, 0
                ledger = yipan.open(folder).ledger
                stop = stop_later
                assert len(ledger) == 7
                assert len(ledger.facts()) == 7
                continue
            break
    finally:
        disk.on_step.remove(count)
    assert stop > 8


@pytest.mark.parametrize("how", ["link", "device", "pipe", "pattern", "table"])
def test_a_board_reads_plain_files_of_its_own_folder_only(tmp_path: Path, how: str) -> None:
    """A board from a stranger shows nothing of this machine and waits for nothing."""
    outside = tmp_path / "secret.csv"
    outside.write_text("a,b\nsecret,1\n", encoding="utf-8")
    folder = write(tmp_path / "board")
    trap, board = folder / "facts" / "x.csv", folder / "board.yaml"
    text = board.read_text(encoding="utf-8")
    if how == "link":
        trap.symlink_to(outside)
    elif how == "device":
        trap.symlink_to("/dev/zero")
    elif how == "pipe":
        os.mkfifo(trap)
    elif how == "pattern":
        board.write_text(text + "files: {facts: ['../*.csv']}\n", encoding="utf-8")
    else:
        board.write_text(text + "files: {tables: {x: ../secret.csv}}\n", encoding="utf-8")
    found = [p for p in lint(folder) if p.severity == "error"]
    assert [p.code for p in found] == ["OUTSIDE_FILE"]
    with pytest.raises(YipanError, match="no plain file"):
        yipan.open(folder)
    assert "secret,1" not in str(found)
