"""The sharing rule of tax-92 in OpenFisca's own vectorised way; run inside its own environment.

Usage: python _openfisca_tax.py FOLDER RUNS. Reads the Parquet files that ours reads and writes
received.parquet, with the clause of each move as ours; prints a line for each run: the seconds from
file to file on the clock and of the processor, and those of the calculation alone.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet  # noqa: F401  pandas would load it while the clock runs
from openfisca_core import entities, periods, simulations, taxbenefitsystems
from openfisca_core.variables import Variable

BEFORE, AFTER = (2013, 2014, 2015), (2017, 2018, 2019, 2020, 2021)
Enterprise = entities.build_entity(
    key="enterprise", plural="enterprises", label="", is_person=True, doc=""
)


class tax(Variable):
    """Local share of the three taxes."""

    value_type = float
    entity = Enterprise
    definition_period = periods.YEAR


class led(Variable):
    """Led by the origin and fitting the layout of the destination."""

    value_type = bool
    entity = Enterprise
    definition_period = periods.ETERNITY


class limit(Variable):
    """The three years before the move together."""

    value_type = float
    entity = Enterprise
    definition_period = periods.YEAR

    def formula(enterprise: Any, period: Any) -> Any:
        return sum(enterprise("tax", str(year)) for year in BEFORE)


class total(Variable):
    """Received up to and including this year."""

    value_type = float
    entity = Enterprise
    definition_period = periods.YEAR

    def formula(enterprise: Any, period: Any) -> Any:
        return _before(enterprise, period) + enterprise("received", period)


class received(Variable):
    """Half of the tax, at most what the limit leaves."""

    value_type = float
    entity = Enterprise
    definition_period = periods.YEAR

    def formula(enterprise: Any, period: Any) -> Any:
        enough = enterprise("limit", period) >= 3 * 20_000_000
        admitted = enterprise("led", period) * enough
        left = enterprise("limit", period) - _before(enterprise, period)
        return admitted * np.minimum(enterprise("tax", period) / 2, np.maximum(left, 0))


def _before(enterprise: Any, period: Any) -> Any:
    return enterprise("total", period.last_year) if period.start.year > AFTER[0] else 0


def settle(folder: Path) -> None:
    """Read the facts, set the inputs, calculate five years, write the moves."""
    started, processor = time.perf_counter(), time.process_time()
    facts = pd.read_parquet(folder / "periods.parquet")
    facts = facts[facts["attested_by"].isin(["京;冀", "冀;京"])]
    cases = pd.read_parquet(folder / "cases.parquet").set_index("case")
    wide = facts.pivot(index="case", columns="year", values="三税.地方").reindex(cases.index)
    inputs = {year: wide[year].to_numpy() / 100 for year in (*BEFORE, *AFTER)}
    loaded = time.perf_counter()
    system = taxbenefitsystems.TaxBenefitSystem([Enterprise])
    system.add_variables(tax, led, limit, total, received)
    builder = simulations.SimulationBuilder()
    simulation = builder.build_default_simulation(system, count=len(cases))
    for year, values in inputs.items():
        simulation.set_input("tax", str(year), values)
    simulation.set_input("led", "ETERNITY", (cases["政府主导"] & cases["符合布局"]).to_numpy())
    found = [simulation.calculate("received", str(year)) for year in AFTER]
    calculated = time.perf_counter()
    parties = cases.reset_index()[["case", "迁入地", "迁出地"]]
    moves = [
        parties.assign(year=year, clause="1.3.1" if year < AFTER[3] else "1.3.2", amount=amount)[
            amount > 0
        ]
        for year, amount in zip(AFTER, found, strict=True)
    ]
    pd.concat(moves).to_parquet(folder / "received.parquet", index=False)
    print(time.perf_counter() - started, time.process_time() - processor, calculated - loaded)


if __name__ == "__main__":
    for _ in range(int(sys.argv[2])):
        settle(Path(sys.argv[1]))
