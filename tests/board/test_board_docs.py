"""docs/boards.md runs, and its reference is complete."""

from __future__ import annotations

import re
from pathlib import Path

import yipan
from yipan.board import board_file, fields, problems
from yipan.core.indicators import IndicatorKind

DOCS = Path(__file__).parents[2] / "docs"


def test_the_python_of_the_page_runs() -> None:
    """Each line of the block answers with something."""
    text = (DOCS / "boards.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {"board": yipan.open("jingjinji")}
    for line in block.splitlines():
        if line.startswith("board."):
            answer = eval(line.partition("#")[0], {}, names)
            assert answer is not None, line
            assert getattr(answer, "values", answer) is not None, line
            assert not hasattr(answer, "__len__") or len(answer), line


def test_every_key_and_column_describes_itself() -> None:
    """The reference pages are written from these words."""
    for key in board_file.KEYS:
        assert key.help, key.name
        assert key.help_zh, key.name
    for table in fields.TABLES.values():
        for field in table.fields:
            assert field.help, field.name
            assert field.help_zh, field.name
    assert all(words.zh and words.en for words in problems.CODES.values())


def test_the_page_explains_every_file_and_kind() -> None:
    text = (DOCS / "boards.md").read_text(encoding="utf-8")
    for kind in IndicatorKind:
        assert f"| {kind.value} |" in text
    for table in fields.TABLES:
        assert f"{table}" in text
    for key in board_file.KEYS:
        assert key.name.split(".")[0] in text, key.name
