"""Cells read = facts + missing + structure + rejects, whatever a sheet holds."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from importing_names import INDICATORS, PARTIES

from yipan.facts.importing.grid import Grid
from yipan.facts.importing.names import Names
from yipan.facts.importing.outcome import Origin
from yipan.facts.importing.sheets import SheetReader

NAMES = Names(PARTIES, INDICATORS)
WORDS = re.split(
    r"\s+",
    "地区 北京 天津市 河北 江两 桥西区 指标 单位 年份 地区生产总值 地区生产总值(亿元) "
    "常住人口(万人) 第一产业 其中:第一产业 亿元 万人 2014年 2015 2014年末 一季度 "
    "1—8月 比上年增长(%) 绝对数 合计 单位:亿元 注:初步数 表1 资料来源:统计局 "
    "from to vintage 12,345.6 3① =SUM(A1) +1 @x … — 暂无 N/A 2014p",
)
ODD = ["", " ", "  第一产业", "　#第二产业", "\n", "北 京 Beijing", "1 234", "②", "()", "年"]
CELLS = st.one_of(
    st.sampled_from(WORDS + ODD),
    st.none(),
    st.integers(1990, 2030),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.dates(),
    st.text(max_size=6),
)
FIGURES = st.one_of(
    st.floats(0, 1e6, allow_nan=False), st.sampled_from(["1.5", "…", "", "2,000.0", "近3"]), CELLS
)
HEADINGS = st.lists(
    st.one_of(
        st.integers(2010, 2020),
        st.sampled_from(["2014年", "2015", "GDP(亿元)", "常住人口(万人)", "增长(%)", "亿元", "注"]),
    ),
    min_size=2,
    max_size=4,
)
PLACES = st.sampled_from(
    ["北京", "天津", "河北", " 北 京", "江两", "桥西区", "2014", "第一产业", ""]
)
TABLES = st.builds(
    lambda corner, heads, body, above, below: [
        *above,
        [corner, *heads],
        *([place, *figures] for place, figures in body),
        *below,
    ],
    st.sampled_from(["地区", "指标", "年份", "", "x"]),
    HEADINGS,
    st.lists(st.tuples(PLACES, st.lists(FIGURES, min_size=1, max_size=4)), min_size=1, max_size=6),
    st.lists(st.lists(CELLS, max_size=3), max_size=2),
    st.lists(st.lists(CELLS, max_size=3), max_size=2),
)
ROWS = st.one_of(st.lists(st.lists(CELLS, max_size=6), max_size=12), TABLES)
REGIONS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)).map(
        lambda t: (t[0], t[1], t[0] + t[2], t[1] + t[3])
    ),
    max_size=3,
)


@settings(max_examples=400, deadline=None)
@given(ROWS, REGIONS, st.sampled_from(["", "北京", "2014", "地区生产总值(亿元)", "Sheet1"]))
def test_no_cell_is_lost(rows: list, merged: list, tab: str) -> None:
    """Each cell has one fate; facts and rejects name different cells, all of them in the sheet."""
    grid = Grid("t.xlsx", tab, rows, merged=tuple(merged))
    outcome = SheetReader(NAMES, Origin("S")).read(grid)
    tally = outcome.tally
    assert tally.cells == sum(len(row) for row in rows) == tally.accounted
    assert tally.facts == len(outcome.rows)
    assert tally.rejects == len(outcome.rejects)
    places = [row[16].rpartition("!")[2] for row in outcome.rows]
    places += [reject.cell for reject in outcome.rejects]
    assert len(set(places)) == len(places)
    blank = sum(1 for row in rows for value in row if value is None or value == "")
    assert tally.facts + tally.rejects <= tally.cells - blank + len(grid.troubles)


@settings(max_examples=200, deadline=None)
@given(ROWS)
def test_every_decimal_is_a_fact_a_reject_or_named_as_unused(rows: list) -> None:
    """A number with decimals is never swallowed by titles, headings or blanks."""
    outcome = SheetReader(NAMES, Origin("S")).read(Grid("t.xlsx", "", rows))
    decimals = sum(1 for row in rows for v in row if isinstance(v, float) and v % 1 not in (0,))
    shape = outcome.tally.structure
    told = shape["unused"] + shape["label"] + shape["note"] + shape["left_out"]
    assert decimals <= outcome.tally.facts + outcome.tally.rejects + told


@settings(max_examples=200, deadline=None)
@given(ROWS)
def test_facts_are_valid_ledger_rows(rows: list) -> None:
    """Whatever is taken in can be read back: numeral, unit, period and identity."""
    outcome = SheetReader(NAMES, Origin("S")).read(Grid("t.xlsx", "GDP(亿元)", rows))
    for fact in outcome.facts():
        assert fact.printed.value is not None
        assert fact.parsed_period.code == fact.period
        assert fact.parsed_unit.converts_to(fact.parsed_unit)
        assert len(fact.id) == 16
