"""A board's panel is the same table on every engine: columns of years, gaps and all."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest

from yipan.core.errors import BadInput
from yipan.facts import Fact, Ledger, correct, make_fact
from yipan.facts.selection import PanelAsked
from yipan.facts.spark import SparkLedger
from yipan.facts.spark.session import path_of

if TYPE_CHECKING:
    from yipan.facts.spark import Spark

Cells = dict[tuple[str, str, str], float]


def figure(indicator: str, period: str, value: str, unit: str, **more: str) -> Fact:
    fields = {"party": "11", "source": "S", "published_on": "2023-05"} | more
    day = date(2024, 1, 1)
    return make_fact(
        indicator=indicator, period=period, value=value, unit=unit, learned_on=day, **fields
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Flows of years, stocks at their ends, a range, a correction, two figures for one cell."""
    found = Ledger.create(tmp_path / "ledger")
    misprint = figure("people", "2021-12-31", "2188.6", "万人")
    found.append(
        [
            figure("gdp", "2021", "40,269.6", "亿元"),
            figure("gdp", "2022", "4.25", "万亿元"),
            misprint,
            figure("people", "2022-12-31", "2184.3", "万人"),
            figure("people", "2022-06-30", "2186", "万人"),
            figure("people", "2022-12-31", "1-1.5", "万人", party="12"),
            figure("gdp", "2021", "1", "亿元", party="12", frequency="annual"),
            figure("gdp", "2021", "2", "亿元", party="12", frequency="cum"),
            figure("people", "2021", "1360", "万人", party="12"),
            figure("people", "2021-12-31", "1373", "万人", party="12"),
            figure("gdp", "2022", "1.6", "吨", party="12"),
            figure("gdp", "2022", "7", "亿元", party="13", definition="new area only"),
            correct(misprint, "2,188.7", reason="misprint", learned_on=date(2025, 1, 1)),
        ]
    )
    return found


UNITS = {"gdp": "亿元", "people": "万人"}
ASKED = [
    PanelAsked(UNITS, year_ends=True),
    PanelAsked(UNITS, year_ends=False),
    PanelAsked(UNITS, periods=["2022"], year_ends=True),
    PanelAsked(UNITS, parties=["11"], periods=["2021", "2022-06-30"], year_ends=True),
    PanelAsked(UNITS, periods=["2021-12-31"]),
    PanelAsked(UNITS, frequencies=["cum", ""], definitions=["new area only", ""], year_ends=True),
    PanelAsked(UNITS, year_ends=True, as_of=date(2024, 6, 1), learned_by=date(2024, 6, 1)),
]


@pytest.mark.parametrize("asked", ASKED, ids=range(len(ASKED)))
def test_the_cells_are_those_of_one_machine(
    spark: Spark, ledger: Ledger, tmp_path: Path, asked: PanelAsked
) -> None:
    """What stands at a year's end goes into its year; what competes leaves the cell empty."""
    panel = ledger.panel_of(asked)
    wanted = {
        (panel.parties[p], panel.periods[t], panel.indicators[i]): panel.values[p, t, i]
        for p, t, i in np.argwhere(~np.isnan(panel.values))
    }
    assert wanted
    out = tmp_path / "panel.parquet"
    SparkLedger(spark, ledger).write_panel(str(out), asked)
    assert cells(f"{out}/**/*.parquet") == wanted


def test_stock_and_flow_share_the_year(spark: Spark, ledger: Ledger, tmp_path: Path) -> None:
    """42,500 亿元 in 2022 and 2184.3 万人 at its end; the range 1-1.5 stands for its middle."""
    out = tmp_path / "panel.parquet"
    SparkLedger(spark, ledger).write_panel(str(out), ASKED[2])
    assert cells(f"{out}/**/*.parquet") == {
        ("11", "2022", "gdp"): 42500.0,
        ("11", "2022", "people"): 2184.3,
        ("12", "2022", "people"): 1.25,
    }


def cells(files: str) -> Cells:
    """A long table by its keys, each of which stands once."""
    rows = duckdb.sql(f"SELECT party, period, indicator, value FROM '{files}'").fetchall()
    found = {(party, period, indicator): value for party, period, indicator, value in rows}
    assert len(found) == len(rows)
    return found


def test_a_copy_where_the_cluster_sees_it(
    spark: Spark, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A remote cluster reads a copy of the ledger's folder; without one it is told what to name."""
    wanted = SparkLedger(spark, ledger).chosen()
    copy = shutil.copytree(ledger.path, tmp_path / "shared" / "ledger")
    shutil.move(ledger.path / "parts", tmp_path / "not-seen")
    with pytest.raises(BadInput) as told:
        SparkLedger(spark, ledger)
    assert "name that in YIPAN_SPARK_LEDGER" in told.value.line("en")
    monkeypatch.setenv("YIPAN_SPARK_LEDGER", str(copy))
    assert SparkLedger(spark, ledger).chosen() == wanted


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("s3a://office/cases", "s3a://office/cases"),
        (Path("s3a://office/cases"), "s3a://office/cases"),
        ("hdfs://name:9000/a b", "hdfs://name:9000/a b"),
        (Path("file:///data/x.parquet"), "file:///data/x.parquet"),
        ("/data/x.parquet", "/data/x.parquet"),
    ],
)
def test_an_address_of_an_object_store_keeps_its_slashes(given: Path | str, seen: str) -> None:
    """A path object folds two slashes into one; no folder s3a: is looked for on this machine."""
    assert path_of(given) == seen
