"""Worked examples of the rules, through the command line; expected values are recalculated by hand.

The example files stay outside this checkout; without them these tests skip.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from golden_fragment import agrees
from shared_data import shared

from yipan.cli.main import yipan
from yipan.core.errors import YipanError

CASES = (
    "A1-cap-binds A2-extension A3-threshold A4-odd-cent A6-dated-share B1-wager B2-pool-all-met "
    "B3-prepay-clear B4-luanhe-gate B6-air-first-tariff B8-power-gap B9-travel D-negative-list "
    "F1-voucher I1-data-request K1-same-standard L1-warning-grade M1-shapley T-lint"
)


@pytest.mark.parametrize("case", CASES.split())
def test_golden_case(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run of the case gives its exit code and holds the expected fragment."""
    folder: Path = shared(f"golden/compacts/{case}")
    monkeypatch.chdir(folder)
    document = json.loads((folder / "expect.json").read_text("utf-8"))
    for run in document["runs"]:
        outcome = CliRunner().invoke(yipan, run["cmd"], standalone_mode=False)
        if outcome.exception is not None and not isinstance(outcome.exception, YipanError):
            raise outcome.exception
        code = outcome.return_value or 0
        expected = run["exit"] if isinstance(run["exit"], list) else [run["exit"]]
        if isinstance(outcome.exception, YipanError):
            code = outcome.exception.exit_code
        assert code in expected, outcome.exception or outcome.output
        answer = json.loads(outcome.stdout)
        fragment = dict(run["expect"])
        receipt = fragment.pop("receipt", {})
        assert agrees(fragment, answer["result"]), " ".join(run["cmd"])
        assert agrees(receipt, answer["receipt"])
