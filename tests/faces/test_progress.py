"""Long work shows progress where somebody looks, and nowhere else."""

from __future__ import annotations

import io

import pytest

from yipan.cli.face import progress_bar


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_bar_is_written_over_and_ends_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the work fills half of the bar; the last step ends the line."""
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    show = progress_bar()
    assert show is not None
    show("年鉴.xlsx", 1, 2)
    show("年鉴.xlsx", 2, 2)
    first, last = stream.getvalue().split("\r")[1:]
    assert first.startswith("█" * 15 + "░" * 15 + " 1/2")
    assert last == "█" * 30 + " 2/2 年鉴.xlsx\n"


def test_no_bar_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redirected output stays clean."""
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert progress_bar() is None
