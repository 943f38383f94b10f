"""Facts in a workbook: read as typed, and what is wrong is one line with file, row and field."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from yipan.cli.main import yipan
from yipan.core.errors import Coded

xlsxwriter = pytest.importorskip("xlsxwriter")

HEADER = [
    "party",
    "indicator",
    "period",
    "value",
    "unit",
    "to_party",
    "case",
    "source",
    "attested_by",
]
TAX = {2013: 2400, 2014: 2600, 2015: 2500, 2017: 4000, 2018: 6000, 2019: 7000}
WATER = {"高锰酸盐指数": 2.0, "氨氮": 0.18, "总磷": 0.055, "总氮": 1.2}
BASE = {"高锰酸盐指数": 2.0, "氨氮": 0.2, "总磷": 0.05, "总氮": 1.5}


def tax_rows(**changed: Any) -> list[list[Any]]:
    """Facts of the example whose cap binds: 2000, 3000, then 2500."""
    constants = {"迁出地": "京", "迁入地": "冀", "政府主导": True, "符合布局": "是"}
    constants |= {"迁移年度": 2016, "达产年度": 2017, **changed}
    rows: list[list[Any]] = [["E1", name, None, value, None] for name, value in constants.items()]
    rows += [["E1", "三税.地方", year, amount, "万元"] for year, amount in TAX.items()]
    return [[*row, None, None, "示例", "京;冀"] for row in rows]


def water_rows(unit: str = "mg/L", scale: float = 1) -> list[list[Any]]:
    """The wager of 新安江 in 2012."""
    rows = [["街口断面", f"{n}.基准", "2008/2010", v, "mg/L"] for n, v in BASE.items()]
    rows += [["街口断面", name, 2012, v * scale, unit] for name, v in WATER.items()]
    return [[*row, None, None, "示例", "浙;皖"] for row in rows]


def run(folder: Path, verb: str, compact: list[str], rows: list[list[Any]]) -> str:
    """What a command prints on a workbook with these rows."""
    path = folder / "据.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm"})
    for i, row in enumerate([HEADER, *rows]):
        for j, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(i, j, datetime(value.year, value.month, value.day), day)
            elif value is not None:
                sheet.write(i, j, value)
    book.close()
    option = "--cases" if verb == "judge" else "--facts"
    arguments = [verb, *compact, option, str(path)]
    done = CliRunner().invoke(yipan, arguments, standalone_mode=False, catch_exceptions=False)
    return done.stdout


def refused(folder: Path, rows: list[list[Any]], compact: str = "tax-92") -> str:
    """The one line that a wrong workbook gives."""
    with pytest.raises(Coded) as caught:
        run(folder, "settle", [compact], rows)
    return caught.value.line("zh")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last settlement is remembered in a home of its own."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))


def test_settle_compare_and_judge_read_workbooks(tmp_path: Path) -> None:
    """Numbers, truths and texts of cells are those of the CSV file."""
    told = run(tmp_path, "settle", ["tax-92"], tax_rows())
    assert "京 第3年 2500 万元 <- 冀:约1.3.1 按五五应得 3500" in told
    assert "2019  京" in run(tmp_path, "compare", ["tax-92", "tax-442"], tax_rows())
    assert "准:各项条件均成立。" in run(tmp_path, "judge", ["tax-92"], tax_rows())


def test_money_of_many_digits_keeps_every_fen(tmp_path: Path) -> None:
    """181901.23456 万元 in a cell is 1,819,012,345.6 元: half of it is 90950.61728 万元."""
    rows = tax_rows()
    rows[9][3] = 181901.23456
    assert "按五五应得 90950.61728" in run(tmp_path, "settle", ["tax-92"], rows)


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (["E1", "消费税.地方", 2017, 1, "万元"], "UNKNOWN_INDICATOR 据.xlsx:14 消费税.地方: "),
        (["E1", "营业税.地方", 2017, 1, "万元"], "BAD_PERIOD 据.xlsx:14 营业税.地方: "),
        (["E1", "三税.地方", 2020, 1, "mg/L"], "UNIT_MISMATCH 据.xlsx:14 三税.地方: "),
        (["E1", "三税.地方", 2020, 1, None], "UNIT_MISMATCH 据.xlsx:14 三税.地方: 缺单位"),
        (["E1", "三税.地方", 2020, "4,000", "万元"], "BAD_VALUE 据.xlsx:14 三税.地方: "),
        (["E1", "三税.退库", 2018, -5, "万元"], "OUT_OF_RANGE 据.xlsx:14 三税.退库: "),
        (["E1", "三税.地方", "去年", 5, "万元"], "BAD_PERIOD 据.xlsx:14 三税.地方: "),
    ],
)
def test_a_wrong_row_is_one_line(tmp_path: Path, row: list[Any], line: str) -> None:
    """Code, file, row and field; then what to do."""
    rows = [*tax_rows(), [*row, None, None, "示例", "京;冀"]]
    assert refused(tmp_path, rows).startswith(line)


def test_what_cannot_be_had_is_named_and_nothing_moves(tmp_path: Path) -> None:
    """Fewer years, attestors who disagree, gross amounts across a change of the share."""
    rows = [row for row in tax_rows() if row[2] != 2013]
    assert "约1.2.3 缺 三税.地方/E1/2013" in run(tmp_path, "settle", ["tax-92"], rows)
    rows = [*tax_rows(), ["E1", "三税.地方", 2019, 9000, "万元", None, None, "另表", "京;冀"]]
    told = run(tmp_path, "settle", ["tax-92"], rows)
    assert "冲突 三税.地方/E1/2019: 7000 万元 | 9000 万元" in told
    assert "第3年" not in told
    rows = [row for row in tax_rows(迁移年度=2017, 达产年度=2018) if row[2] != 2016]
    rows.append(["E1", "增值税.总额", 2016, 4000, "万元", None, None, "示例", "京;冀"])
    assert "增值税.总额/E1/2016#split" in run(tmp_path, "settle", ["tax-92"], rows)


def test_a_row_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    """The same enterprise-year with the same value is one fact."""
    assert run(tmp_path, "settle", ["tax-92"], tax_rows() * 2) == run(
        tmp_path, "settle", ["tax-92"], tax_rows()
    )


def test_a_stub_year_is_an_open_item_in_words(tmp_path: Path) -> None:
    """Production from June: the open item is printed with what it is about."""
    told = run(tmp_path, "settle", ["tax-92"], tax_rows(达产年度=date(2017, 6, 1)))
    assert "E1 起算年度 未定事项 part_year(达产首年不足十二个月的折算)" in told


def test_units_of_water_are_converted_and_those_of_air_refused(tmp_path: Path) -> None:
    """µg/L is a thousandth of mg/L; ug/m3 is no unit of water."""
    plain = run(tmp_path, "settle", ["eco-xinanjiang-1"], water_rows())
    assert "皖 2012 1 亿元 <- 浙" in plain
    assert run(tmp_path, "settle", ["eco-xinanjiang-1"], water_rows("µg/L", 1000)) == plain
    line = refused(tmp_path, water_rows("ug/m3", 1000), "eco-xinanjiang-1")
    assert line.startswith("UNIT_MISMATCH 据.xlsx:6 高锰酸盐指数: ug/m3 不是水中浓度的单位")


def test_a_missing_month_leaves_the_wager_open_and_the_centre_paying(tmp_path: Path) -> None:
    """Eleven months of 总氮: December is named; the central 3 亿 is due all the same."""
    months = [f"2012-{month:02d}" for month in range(1, 12)]
    rows = [row for row in water_rows() if row[:3] != ["街口断面", "总氮", 2012]]
    rows += [["街口断面", "总氮", m, 1.2, "mg/L", None, None, "", "浙;皖"] for m in months]
    told = run(tmp_path, "settle", ["eco-xinanjiang-1"], rows)
    assert "缺 总氮/街口断面/2012-12" in told
    assert "皖 2012 3 亿元 <- 中央" in told
    assert "<- 浙" not in told


def test_months_that_a_spreadsheet_made_days_are_told(tmp_path: Path) -> None:
    """2012-01 typed into a sheet becomes the first of January: not one day in a month."""
    rows = [row for row in water_rows() if row[:3] != ["街口断面", "总氮", 2012]]
    rows += [
        ["街口断面", "总氮", date(2012, month, 1), 1.2, "mg/L", None, None, "", "浙;皖"]
        for month in range(1, 13)
    ]
    line = refused(tmp_path, rows, "eco-xinanjiang-1")
    assert line.startswith("BAD_PERIOD 据.xlsx:9 period: 时期 2012-01-01 是日期格")
