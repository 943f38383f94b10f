"""The docs say what the code does: reference pages, commands named, links, nothing undescribed."""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
from pathlib import Path
from types import ModuleType

import pytest

from yipan.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"(?:^|[\s`(])(?:\.venv/bin/)?yipan ([a-z][a-z-]+)", re.MULTILINE)


def load(name: str) -> ModuleType:
    """A script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"docs_{name}"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def build() -> ModuleType:
    return load("build")


def test_everything_is_described(build: ModuleType) -> None:
    """Each command, option, column, board key and error says what it is."""
    assert build.undescribed() == []


def test_reference_pages_are_those_of_the_code(build: ModuleType) -> None:
    """Mend with ./run docs."""
    assert build.stale() == []


def test_pictures_show_what_the_program_says() -> None:
    """Mend with ./run docs."""
    assert load("pictures").stale() == []


def test_an_undescribed_option_is_found(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check can fail."""
    import click

    bare = click.Command("bare", params=[click.Option(["--odd"])])
    monkeypatch.setattr(build, "click_commands", lambda: iter([("bare", bare)]))
    assert build.undescribed()[:2] == ["command bare", "command bare: option --odd"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Files named in a page are there."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_named_in_a_page_exist(page: Path) -> None:
    """A page about a command that is gone is stale."""
    named = set(COMMAND.findall(page.read_text(encoding="utf-8")))
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_names_the_two_commands_and_shows_real_output(readme: str) -> None:
    """What a newcomer needs stands on the first screen."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert "./run demo" in text
    assert "./run test" in text
    assert text.index("docs/pictures/") < 2500


PLACEHOLDER = re.compile(r"[A-Z]{2,}|…|[<>]|draft|编号|约|\\.csv|\\.xlsx|\\.yaml")


def examples() -> list[str]:
    """Command lines in the READMEs that stand as they are, without a placeholder."""
    found = [
        line
        for name in ("README.md", "README.zh.md", "docs/conflicts.md")
        for line in re.findall(
            r"(?:^|`)(yipan [^`#\n]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    return sorted({line.strip() for line in found if not PLACEHOLDER.search(line)})


@pytest.mark.parametrize("line", examples())
def test_examples_of_the_readme_work(
    line: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What a newcomer copies answers with exit code 0."""
    from yipan.cli.main import main

    monkeypatch.setenv("YIPAN_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", shlex.split(line))
    with pytest.raises(SystemExit) as stop:
        main()
    assert not stop.value.code


def test_every_dependency_is_justified() -> None:
    """Each package of pyproject.toml has a row in docs/dependencies.md."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"]]
    for packages in project["optional-dependencies"].values():
        wanted += packages
    names = {re.split(r"[\s<>=!~\[;]", package)[0] for package in wanted} - {"yipan"}
    rows = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert {name for name in names if f"| {name} |" not in rows} == set()
