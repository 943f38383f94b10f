"""What the command line says about itself follows --lang, Chinese unless told otherwise."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
import pytest

from yipan.cli.chinese import speak
from yipan.cli.commands import COMMANDS
from yipan.cli.main import main, yipan
from yipan.cli.option_words import OPTIONS


@pytest.fixture(autouse=True)
def as_click_is() -> Iterator[None]:
    yield
    speak("en")


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["facts", "--bord", "x"], "没有选项 '--bord'", "No such option '--bord'"),
        (["facts"], "缺少参数 'INDICATOR'", "Missing argument 'INDICATOR'"),
        (["conflicts", "--limit", "x"], "的值不可用", "Invalid value for '--limit'"),
        (["facts", "gdp", "--party"], "须带一个值", "requires an argument"),
        (["facts", "gdp", "extra"], "多出的参数 (extra)", "unexpected extra argument (extra)"),
    ],
)
def test_usage_errors(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    zh: str,
    en: str,
) -> None:
    """One line on stderr and exit code 2, in the language asked for."""
    command, *rest = arguments
    for given, expected in (
        (arguments, zh),
        ([command, "--lang=en", *rest], en),
        ([command, "--lang=zh", *rest], zh),
    ):
        monkeypatch.setattr(sys, "argv", ["yipan", *given])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert expected in said.err
        assert said.err.count("\n") == 1
        assert (left.value.code, said.out) == (2, "")


def test_help(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Heads, options and the line about the command; asking twice changes nothing."""
    for lang, words in (
        ("zh", ("用法:", "选项:", "据: 每个印出的数值与取用者", "当日已知者。", "[默认")),
        ("en", ("Usage:", "Options:", "What was known on that day.", "[default")),
    ) * 2:
        monkeypatch.setattr(sys, "argv", ["yipan", "facts", "--lang", lang, "--help"])
        with pytest.raises(SystemExit):
            main()
        shown = capsys.readouterr().out
        assert [word for word in words if word not in shown] == []


def test_options_have_a_chinese_explanation() -> None:
    """Each option has its Chinese, and no word is kept for an option that is gone."""
    context = click.Context(yipan)
    helps = {
        param.help
        for name in COMMANDS
        if (command := yipan.get_command(context, name))
        for param in command.params
        if isinstance(param, click.Option) and param.help
    }
    assert helps == set(OPTIONS)
    assert all(any("一" <= letter <= "鿿" for letter in zh) for zh in OPTIONS.values())
