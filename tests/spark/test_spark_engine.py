"""One suite on every engine: what DuckDB answers, Spark answers, from the same definitions."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest

from yipan.core.errors import BadInput, YipanError
from yipan.facts import Fact, Ledger, ResolveRule, Selection, correct, make_fact, withdraw
from yipan.facts.panel_engine import DuckPanel
from yipan.facts.resolve import Preference
from yipan.facts.selection import PanelAsked
from yipan.facts.spark import SparkLedger, SparkPanel, running_on

if TYPE_CHECKING:
    from yipan.facts.spark import Spark

DIGITS = 9  # significant digits to which sums of doubles agree between engines
RULES = [
    ResolveRule("latest", (Preference.LATEST,)),
    ResolveRule("first", (Preference.FIRST,)),
    ResolveRule("ranked", (Preference.PRIORITY, Preference.LATEST), {"B": 1, "A": 2}),
]


def figures(count: int = 240) -> list[Fact]:
    """Figures of three sources with several editions, two units and two steps."""
    draw = random.Random(7)
    return [
        make_fact(
            indicator=draw.choice(["gdp", "people"]),
            party=draw.choice(["N", "S", "W"]),
            period=str(draw.choice([2019, 2020, 2021])),
            value=draw.choice(["1,204.5", "2.10", "17", "3.0"]),
            unit=draw.choice(["亿元", "万元"]),
            source=draw.choice("ABC"),
            published_on=draw.choice(["2021-05", "2022-03-01", "2023", ""]),
            frequency="annual",
            locator=str(number),
            learned_on=date(2024, draw.randint(1, 12), 1),
        )
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Figures, two corrections and a withdrawal, in several parts."""
    found = Ledger.create(tmp_path_factory.mktemp("ledger"))
    rows = figures()
    found.append(rows[:100])
    found.append(rows[100:])
    day = date(2025, 1, 1)
    found.append(
        [
            correct(rows[3], "99", reason="misprint", learned_on=day),
            withdraw(rows[4], reason="counted twice", learned_on=day),
        ]
    )
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("as_of", [None, date(2022, 6, 1), date(2024, 8, 1)])
def test_the_same_figures_count(
    spark: Spark, ledger: Ledger, rule: ResolveRule, as_of: date | None
) -> None:
    """As-of resolve: the same row for each thing, whatever the engine."""
    selection = Selection(as_of=as_of)
    wanted = {c.fact for c in ledger.chosen(selection, rule)}
    assert set(SparkLedger(spark, ledger).chosen(selection, rule)) == wanted


def test_the_same_panel_is_built(spark: Spark, ledger: Ledger, tmp_path: Path) -> None:
    """The long table that Spark writes holds the cells of the panel cut on one machine."""
    units = {"gdp": "亿元", "people": "万元"}
    path = tmp_path / "panel.parquet"
    written = SparkLedger(spark, ledger).write_panel(str(path), PanelAsked(units))
    panel = ledger.panel(units)
    rows = duckdb.sql(f"FROM read_parquet('{path}/**/*.parquet')").fetchall()
    assert written.cells == len(rows) == int((~np.isnan(panel.values)).sum())
    for party, period, indicator, value in rows:
        assert value == pytest.approx(float(panel.exact(party, period, indicator)), rel=1e-12)


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A long panel: 6 parties in two groups, 4 periods, 3 indicators, positive values."""
    path = tmp_path_factory.mktemp("long") / "panel.parquet"
    draw = np.random.default_rng(3)
    rows = [
        (f"p{p}", str(2018 + t), f"i{i}", float(draw.uniform(1, 9)), 1.0 + p, "ab"[p % 2])
        for p in range(6)
        for t in range(4)
        for i in range(3)
    ]
    values = ", ".join(str(row) for row in rows)
    duckdb.sql(
        f'COPY (FROM (VALUES {values}) v(party, period, indicator, value, weight, "group")) '
        f"TO '{path}' (FORMAT parquet)"
    )
    return path


def test_the_primitives_agree(spark: Spark, long_file: Path) -> None:
    """Bounds, entropy sums, moments, linear combinations: to the declared digit."""
    ours, theirs = DuckPanel(long_file), SparkPanel(spark, str(long_file))
    assert theirs.labels == ours.labels
    bounds = ours.bounds()
    for mine, other in (
        (bounds.low, theirs.bounds().low),
        (bounds.high, theirs.bounds().high),
        (ours.entropy_sums(bounds).log_total, theirs.entropy_sums(bounds).log_total),
        (ours.moments().mean, theirs.moments().mean),
        (ours.moments().products, theirs.moments().products),
        (ours.combine(np.eye(3)), theirs.combine(np.eye(3))),
        (ours.cut({}).values, theirs.cut({}).values),
    ):
        np.testing.assert_allclose(other, mine, rtol=10.0**-DIGITS, atol=1e-12)


def _measures() -> list[str]:
    from yipan.gauge.registry import measures

    return sorted(name for name, found in measures().items() if found.needs_input)


@pytest.mark.parametrize("name", _measures())
def test_every_measure_says_the_same(spark: Spark, long_file: Path, name: str) -> None:
    """The registry of measures: what DuckDB gives Spark gives, what one refuses both refuse."""
    from yipan.gauge.measuring import gauge

    told = []
    for panel in (DuckPanel(long_file), SparkPanel(spark, str(long_file))):
        try:
            result = gauge(name, panel)
            told.append([(r.name, dict(r.keys), r.value) for r in (*result.values, *result.parts)])
        except YipanError as error:
            told.append([(type(error).__name__, getattr(error, "code", ""), None)])
    ours, theirs = told
    assert [row[:2] for row in theirs] == [row[:2] for row in ours]
    for (_, _, mine), (_, _, other) in zip(ours, theirs, strict=True):
        if isinstance(mine, float):
            assert other == pytest.approx(mine, rel=10.0**-DIGITS, abs=1e-9)
        else:
            assert other == mine


def test_a_gap_is_named_with_its_cell(spark: Spark, long_file: Path, tmp_path: Path) -> None:
    """The same refusal as on one machine."""
    path = tmp_path / "gap.parquet"
    duckdb.sql(
        f"COPY (FROM '{long_file}' WHERE NOT (party = 'p2' AND period = '2019' AND "
        f"indicator = 'i1')) TO '{path}' (FORMAT parquet)"
    )
    lines = []
    for panel in (DuckPanel(path), SparkPanel(spark, str(path))):
        with pytest.raises(BadInput) as refusal:
            panel.bounds()
        lines.append(refusal.value.line("en"))
    assert lines[0] == lines[1]
    assert "party p2, period 2019, indicator i1" in lines[0]


def test_settling_moves_the_same_to_the_last_unit(spark: Spark, tmp_path: Path) -> None:
    """Random enterprise-years under tax-92: every move, hole and stop, exact."""
    from yipan.board.bindings.compacts import library
    from yipan.compacts.columns.tables import settle_tables

    cases, periods = tmp_path / "cases.parquet", tmp_path / "periods.parquet"
    _enterprises(cases, periods)
    known = library("jingjinji")
    addressed = known.find(f"tax-92@{known.versions('tax-92')[-1].version}")
    here, there = tmp_path / "here.parquet", tmp_path / "there.parquet"
    ours = settle_tables(addressed, cases, periods, here)
    theirs = settle_tables(addressed, cases, periods, there, run=running_on(spark))
    assert theirs == ours
    assert ours.moves > 50
    wanted = duckdb.sql(f"SELECT * FROM read_parquet('{here}') ORDER BY ALL").fetchall()
    found = duckdb.sql(f"SELECT * FROM read_parquet('{there}/**/*.parquet') ORDER BY ALL")
    assert found.fetchall() == wanted


def test_judging_gives_the_same_verdicts(spark: Spark, tmp_path: Path) -> None:
    """Registrations under the negative list."""
    from yipan.board.bindings.compacts import library
    from yipan.compacts.columns.tables import judge_tables

    cases = tmp_path / "cases.parquet"
    _registrations(cases)
    addressed = library("jingjinji").find("list-beijing-2018")
    here, there = tmp_path / "here.parquet", tmp_path / "there.parquet"
    ours = judge_tables(addressed, cases, here)
    theirs = judge_tables(addressed, cases, there, run=running_on(spark))
    assert theirs == ours
    wanted = duckdb.sql(f"SELECT * FROM read_parquet('{here}') ORDER BY ALL").fetchall()
    found = duckdb.sql(f"SELECT * FROM read_parquet('{there}/**/*.parquet') ORDER BY ALL")
    assert found.fetchall() == wanted


def _enterprises(cases: Path, periods: Path) -> None:
    """200 moved enterprises with yearly taxes in 分, some years missing, some unsigned."""
    duckdb.sql(
        "COPY (SELECT 'E' || i AS \"case\", '京' AS \"迁出地\", '冀' AS \"迁入地\", "
        'i % 7 > 0 AS "政府主导", i % 11 > 0 AS "符合布局", 2016 AS "迁移年度", '
        f"2017 AS \"达产年度\" FROM range(200) t(i)) TO '{cases}' (FORMAT parquet)"
    )
    duckdb.sql(
        "COPY (SELECT 'E' || i AS \"case\", (2013 + y)::INTEGER AS year, "
        '((i * 791900003 + y * 104729001) % 900000007 * 10)::BIGINT AS "三税.地方", '
        "CASE WHEN i % 13 = 0 THEN '京' ELSE '京;冀' END AS attested_by "
        "FROM range(200) t(i), range(10) u(y) WHERE NOT (i % 5 = 0 AND y = 6)) "
        f"TO '{periods}' (FORMAT parquet)"
    )


def _registrations(path: Path) -> None:
    """Registrations of trades in districts on days; the columns of the list's cases."""
    duckdb.sql(
        "COPY (SELECT 'R' || i AS \"case\", "
        "['2014-06-01', '2018-09-06', '2019-01-01'][i % 3 + 1] AS date, "
        "['1311', '5211', '2710', '6510', '8321'][i % 5 + 1] AS \"行业代码\", "
        "['东城区', '通州区', '大兴区', '延庆区'][i % 4 + 1] AS \"所在区\", "
        f"'' AS \"环节\", '' AS \"标签\" FROM range(300) t(i)) TO '{path}' (FORMAT parquet)"
    )
