"""Regional multipliers from files, and their fields for JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from yipan.scenarios import limits
from yipan.scenarios.io_files import read_national, read_regions
from yipan.scenarios.multipliers import Exponents, Multipliers, multipliers

if TYPE_CHECKING:
    from yipan.scenarios.multipliers import Estimate

REST = "其余 rest"


def multiply_files(national: Path, regions: Path, exponents: Exponents) -> Multipliers:
    """Multipliers of the regions in a file under a national table."""
    table = read_national(national)
    return multipliers(table, read_regions(regions, table, REST), exponents)


def multipliers_json(found: Multipliers, exponents: Exponents, lang: str) -> dict[str, Any]:
    """All blocks as rows."""
    return {
        "exponent": {
            "central": exponents.central,
            "low": exponents.low,
            "high": exponents.high,
            "draws": exponents.draws,
            "seed": exponents.seed,
        },
        "spill": [{"at": s.at, "to": s.to, **_three(s.estimate)} for s in found.spills],
        "multipliers": [
            {"region": c.region, "sector": c.sector, "scope": scope, **_three(estimate)}
            for c in found.columns
            for scope, estimate in (("all", c.total), ("own", c.own))
        ],
        "extraction": [
            {"extracted": x.extracted, "region": x.region, **_three(x.estimate)}
            for x in found.losses
        ],
        "checks": [
            {
                "identity": "x = L f",
                "lhs": found.residual,
                "rhs": 0.0,
                "residual": found.residual,
            }
        ],
        "warnings": [],
        "limits": limits.texts(
            lang, limits.UPPER_BOUND, limits.MADE_UP_TRADE, limits.NO_CAUSE, limits.NOT_BELOW
        ),
    }


def _three(estimate: Estimate) -> dict[str, float]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
