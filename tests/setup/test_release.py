"""What goes out: a wheel whose bytes repeat, its bill of materials, and a list of what it needs."""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from release.audit import read_reviewed, unreviewed
from release.build import wheel
from release.distributions import Package, runtime_packages
from release.sbom import sbom


def test_two_builds_of_the_wheel_are_the_same_bytes(tmp_path: Path) -> None:
    """Nothing of the machine, the hour or the order of files is in it."""
    folders = [tmp_path / "one", tmp_path / "other"]
    first, second = (wheel(folder).read_bytes() for folder in folders)
    assert first == second


def test_the_wheel_holds_the_boards_and_nothing_of_the_workplace(tmp_path: Path) -> None:
    """Boards and templates go out; tests, environments and outputs do not."""
    names = zipfile.ZipFile(wheel(tmp_path)).namelist()
    assert "yipan/boards/jingjinji/board.yaml" in names
    assert "yipan/py.typed" in names
    assert {name.split("/")[0] for name in names} == {"yipan", "yipan-0.1.0.dist-info"}


def test_the_bill_of_materials_names_what_a_user_gets() -> None:
    """Core and extras, transitively; not the tools of development; the same bytes each time."""
    document = json.loads(sbom())
    names = {component["name"] for component in document["components"]}
    assert {"duckdb", "numpy", "scipy", "cryptography", "markupsafe"} <= names
    assert not names & {"pytest", "mypy", "ruff"}
    refs = {entry["ref"] for entry in document["dependencies"]}
    assert all(ref in refs for entry in document["dependencies"] for ref in entry["dependsOn"])
    assert sbom() == sbom()


def test_every_package_that_a_user_gets_was_reviewed() -> None:
    """A new dependency, or a new one of a dependency, needs a row in docs/reviewed.csv."""
    assert unreviewed(runtime_packages()[1], read_reviewed()) == []


def test_a_package_that_is_not_on_the_list_is_named() -> None:
    """The check can fail."""
    (line,) = unreviewed([Package("leftpad", "1.0", "MIT", ())], read_reviewed())
    assert line.startswith("leftpad 1.0 (MIT) is not in docs/reviewed.csv")
