"""What one machine does and Spark does not: each gap with the refusal that a user sees.

A gap that closes fails here, and its row goes; the rows are those of docs/scale.md.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from yipan.cli.main import main
from yipan.core.errors import BadInput
from yipan.facts.panel_engine import DuckPanel
from yipan.facts.spark import SparkPanel

if TYPE_CHECKING:
    from yipan.facts.spark import Spark

# Commands that answer one question with its reasons, and what they say of Spark.
COMMANDS = {
    "panel gdp": "--engine spark needs --out",
    "gauge theil-t gdp": "--engine spark needs --input",
    "judge list-beijing --cases cases.csv": "--engine spark needs --out",
    "settle tax-92 --facts facts.csv": "--engine",
    "facts gdp": "--engine",
    "conflicts": "--engine",
    "history gdp": "--engine",
    "why gdp": "--engine",
}
PAGE = Path(__file__).parents[2] / "docs" / "scale.md"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_stays_here(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line and exit 2 before any server is asked."""
    monkeypatch.setenv("YIPAN_LANG", "en")
    argv = ["yipan", *command.split(), "--engine", "spark"]
    monkeypatch.setattr(sys, "argv", argv)
    with pytest.raises(SystemExit) as stop:
        main()
    told = capsys.readouterr().err
    assert stop.value.code == 2
    assert COMMANDS[command] in told
    assert told.count("\n") == 1


def test_a_long_table_on_spark_is_parquet(spark: Spark, tmp_path: Path) -> None:
    """CSV is read here and refused there, by name."""
    path = tmp_path / "panel.csv"
    duckdb.sql(f"COPY (SELECT 'a' AS party, '2020' AS period, 'x' AS indicator, 1.5 AS value) "
               f"TO '{path}'")  # fmt: skip
    assert DuckPanel(path).bounds().high.tolist() == [1.5]
    with pytest.raises(BadInput) as told:
        SparkPanel(spark, str(path))
    assert "on Spark a long table is Parquet, not CSV" in told.value.line("en")


def test_bytes_of_a_cluster_have_no_digest(spark: Spark, tmp_path: Path) -> None:
    """A receipt names the bytes of a file here; those of a cluster are not read for it."""
    path = tmp_path / "panel.parquet"
    duckdb.sql(f"COPY (SELECT 'a' AS party, '2020' AS period, 'x' AS indicator, 1.5 AS value) "
               f"TO '{path}' (FORMAT parquet)")  # fmt: skip
    assert len(DuckPanel(path).digest()) == 64
    assert SparkPanel(spark, str(path)).digest() == ""


def test_the_page_names_every_gap() -> None:
    """docs/scale.md tells a user what stays on one machine."""
    page = PAGE.read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"`{command.split()[0]}`" in page
    assert "CSV" in page
    assert "digest" in page
