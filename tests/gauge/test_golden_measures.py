"""Every golden case of the measures is answered within its tolerance."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from shared_data import shared

from yipan.core.errors import YipanError
from yipan.gauge.measuring import gauge
from yipan.gauge.table import read_columns, read_table


def _cases() -> list[str]:
    try:
        return sorted(path.name for path in shared("golden/measures/cases").iterdir())
    except pytest.skip.Exception:
        return []


def run_case(folder: Path) -> tuple[dict, dict]:
    """The result of a case as the contract's JSON, and what is expected."""
    params = json.loads((folder / "params.json").read_text())
    expected = json.loads((folder / "expected.json").read_text())
    data = read_table(folder / params["input"]) if params["input"] else None
    tables = {name: read_columns(folder / file) for name, file in params["with"].items()}
    result = gauge(params["measure"], data, tables=tables, settings=params["set"])
    return json.loads(json.dumps(result.as_dict(), allow_nan=False)), expected


def _compare(found: list[dict], wanted: list[dict], tolerance: float) -> None:
    for row in wanted:
        keys = {key: value for key, value in row.items() if key not in ("value", "reason")}
        hits = [r for r in found if all(str(r.get(k)) == str(v) for k, v in keys.items())]
        assert len(hits) == 1, (keys, len(hits))
        value = hits[0]["value"]
        if row["value"] is None:
            assert value is None
            assert hits[0]["reason"]
        elif isinstance(row["value"], str):
            assert value == row["value"], keys
        else:
            limit = tolerance * max(1.0, abs(row["value"]))
            assert math.isclose(value, row["value"], rel_tol=0, abs_tol=limit), (keys, value, row)


@pytest.mark.parametrize("case", _cases() or ["absent"])
def test_golden_case(case: str) -> None:
    """Values, parts, warnings and residuals agree; what must be refused is refused by name."""
    folder = shared(f"golden/measures/cases/{case}")
    expected = json.loads((folder / "expected.json").read_text())
    if "refuses" in expected:
        with pytest.raises(YipanError) as caught:
            run_case(folder)
        line = caught.value.line("zh")
        assert all(word in line for word in expected["refuses"]), line
        assert "\n" not in line
        return
    result, expected = run_case(folder)
    _compare(result["values"], expected.get("values", []), expected["tolerance"])
    _compare(result["parts"], expected.get("parts", []), expected["tolerance"])
    assert set(expected.get("warnings", [])) <= {w["code"] for w in result["warnings"]}
    if "residual" in expected:
        assert result["checks"]
        assert max(check["residual"] for check in result["checks"]) <= expected["residual"]
