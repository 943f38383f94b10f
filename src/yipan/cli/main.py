"""The entry point: finds the command, turns every error into one line and an exit code."""

from __future__ import annotations

import importlib
import keyword
import os
import sys

import click

from yipan.cli.chinese import in_language, speak
from yipan.cli.commands import COMMANDS
from yipan.core.errors import Coded, UnknownName, YipanError
from yipan.core.words import LANGUAGES

INTERRUPTED = 130
BAD_INPUT = 2


class _Lazy(click.Group):
    """Imports a command's module only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            raise UnknownName("command", cmd_name, COMMANDS)
        module, _ = COMMANDS[cmd_name]
        name = cmd_name.replace("-", "_")
        name = f"{name}_" if keyword.iskeyword(name) else name
        found = getattr(importlib.import_module(f"yipan.cli.{module}"), name)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if name in COMMANDS and command is not None:
            lang = language([*sys.argv, *args])
            command = in_language(command, COMMANDS[name][1].pick(lang), lang)
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = language(sys.argv)
        with formatter.section("命令" if lang == "zh" else "Commands"):
            formatter.write_dl([(name, words.pick(lang)) for name, (_, words) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="yipan", help="版本 Version.")
def yipan() -> None:
    """Yipan 一盘: one board for a region, with a reason behind every figure."""


def language(argv: list[str]) -> str:
    """The language asked for by --lang or YIPAN_LANG; Chinese unless told otherwise.

    Read before click parses, so that help and errors of parsing itself are in it too.
    """
    for index, word in enumerate(argv):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if word == "--lang" and index + 1 < len(argv):
            value = argv[index + 1]
        if value in LANGUAGES:
            return value
    return "en" if os.environ.get("YIPAN_LANG") == "en" else "zh"


def main() -> None:
    """Run the command line."""
    lang = language(sys.argv)
    speak(lang)
    try:
        code = yipan.main(standalone_mode=False)
    except Coded as error:
        click.echo(error.line(lang), err=True)
        sys.exit(error.exit_code)
    except YipanError as error:
        _say(error.line(lang))
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _say(error.format_message().replace("\n", " "))
        sys.exit(BAD_INPUT)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _say(_os_line(error))
        sys.exit(BAD_INPUT)
    sys.exit(code if isinstance(code, int) else 0)


def _os_line(error: OSError) -> str:
    """A file that cannot be read or written: its name and what the system says."""
    name = str(error.filename or "")
    shown = name if len(name) <= 200 else f"{name[:200]}…"
    return ": ".join(part for part in (shown, error.strerror or str(error)) if part)


def _say(line: str) -> None:
    shown = line if len(line) <= 1000 else f"{line[:1000]}…"
    click.echo(f"yipan: {shown}".replace("\n", " "), err=True)
