"""Every command answers bad input with exit code 2 and one line, never with a traceback."""

from __future__ import annotations

import click
import pytest
from terminal import Run

from yipan.cli.commands import COMMANDS
from yipan.cli.main import yipan

# Words that no command can use as they stand.
HOSTILE = {
    "no such option": ["--no-such-option"],
    "no such board": ["--board", "no-such-board"],
    "a folder that is no board": ["--board", "."],
    "an option without its value": ["--board"],
    "no language": ["--lang", "tlh"],
}
# Commands that take words where these would be read as one: they still must not crash.
WORDS = [
    "",
    "\x1b[2J",
    "💥",
    "a" * 5000,
    "'; DROP TABLE facts; --",
    "../../etc/passwd",
    "-",
    "%s{0}",
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_bad_options_are_refused_in_one_line(run: Run, command: str, kind: str) -> None:
    """Exit code 2, one line on stderr, nothing on stdout."""
    ran = run(command, *required(command), *HOSTILE[kind], board=False)
    assert ran.code == 2, ran.out
    assert ran.out == ""
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("word", WORDS, ids=range(len(WORDS)))
def test_strange_words_never_end_in_a_traceback(run: Run, command: str, word: str) -> None:
    """A refused word gives one line; a command may also find nothing (1) or need no word (0)."""
    ran = run(command, "--", word, board=False)
    assert ran.code in {0, 1, 2}
    assert "Traceback" not in ran.err
    if ran.code == 2:
        assert ran.err.count("\n") == 1, ran.err


def test_a_command_that_does_not_exist_is_refused_with_the_nearest_one(run: Run) -> None:
    """One line that names what was probably meant."""
    ran = run("conflict", board=False)
    assert ran.code == 2
    assert "conflicts" in ran.err


def parameters(command: str) -> list[click.Parameter]:
    found = yipan.get_command(click.Context(yipan), command)
    assert found
    return list(found.params)


def required(command: str) -> list[str]:
    """A word for each argument and option that the command cannot do without."""
    words: list[str] = []
    for parameter in parameters(command):
        if getattr(parameter, "required", False):
            option = parameter.opts[0] if parameter.opts[0].startswith("-") else ""
            words += [option, "output"] if option else ["output"]
    return words


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e999"])
@pytest.mark.parametrize(
    "words",
    [
        ["watch", "--every"],
        ["suppress", "x.csv", "--dominance"],
        ["replicate", "x.csv", "--tolerance"],
    ],
)
def test_numbers_that_are_not_finite_are_refused(run: Run, words: list[str], number: str) -> None:
    """A range alone lets `nan` through."""
    ran = run(*words, number, board=False)
    assert ran.code == 2
    assert ran.err.count("\n") == 1, ran.err
    assert words[-1] in ran.err


def test_a_token_needs_a_name(run: Run) -> None:
    """One that can be printed."""
    for name in ("", "  ", "a\nb", "\x1b[2J"):
        ran = run("tokens", "--new", name, "--role", "reader", board=False)
        assert ran.code == 2, name
        assert ran.err.count("\n") == 1
