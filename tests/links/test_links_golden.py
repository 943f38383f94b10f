"""Golden cases of chains and reach, run through the commands as a user would."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from golden_fragment import agrees
from shared_data import shared

from yipan.cli.link import link
from yipan.cli.reach import reach

COMMANDS = {"link": link, "reach": reach}


@pytest.mark.parametrize("case", ["G-chain", "H1-reach"])
def test_golden(case: str) -> None:
    """Exit code 0 and every fragment found in `result`."""
    folder = shared(f"golden/compacts/{case}")
    for run in json.loads((folder / "expect.json").read_text())["runs"]:
        command = [str(folder / a) if a.endswith(".yaml") else a for a in run["cmd"][1:]]
        result = CliRunner().invoke(COMMANDS[run["cmd"][0]], command, catch_exceptions=False)
        assert result.exit_code == run["exit"]
        found = json.loads(result.output)["result"]
        for key, expected in run["expect"].items():
            assert agrees({key: expected}, found), (key, found)
