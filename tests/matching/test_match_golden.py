"""Golden cases of matching, run through the command as a user would."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from golden_fragment import agrees
from shared_data import shared

from yipan.cli.match import match

CASES = ["C1-deferred", "C4-mismatch", "E-technology", "J1-computing"]


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str) -> None:
    """Exit code 0 and every fragment found in `result`."""
    folder = shared(f"golden/compacts/{case}")
    for run in json.loads((folder / "expect.json").read_text())["runs"]:
        command = [str(folder / a) if a.endswith(".yaml") else a for a in run["cmd"][1:]]
        result = CliRunner().invoke(match, command, catch_exceptions=False)
        assert result.exit_code == run["exit"]
        found = json.loads(result.output)["result"]
        for key, expected in run["expect"].items():
            assert agrees({key: expected}, found), (key, found)
