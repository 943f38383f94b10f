"""Bad input: one clear line with code, file and row; or undetermined by name. No guess."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from yipan.cli.main import yipan
from yipan.compacts.settling.facts_table import read_rows
from yipan.core.errors import Coded

HEAD = "party,indicator,period,value,unit,to_party,case,source,attested_by\n"
FIRM = """E,迁出地,,京,,,,,京;冀
E,迁入地,,冀,,,,,京;冀
E,政府主导,,是,,,,,京;冀
E,符合布局,,是,,,,,京;冀
E,迁移年度,,2016,,,,,京;冀
E,达产年度,,2017,,,,,京;冀
"""
BEFORE = "".join(f"E,三税.地方,{year},2500,万元,,,,京;冀\n" for year in (2013, 2014, 2015))
WATER = "".join(
    f"街口断面,{name}.基准,,1,mg/L,,,,\n街口断面,{name},2012,0.9,mg/L,,,,浙;皖\n"
    for name in ("高锰酸盐指数", "氨氮", "总磷")
)


def settle(folder: Path, compact: str, rows: str, *more: str) -> dict[str, Any]:
    """The result of `yipan settle --json`."""
    file = folder / "facts.csv"
    file.write_text(HEAD + rows, encoding="utf-8")
    arguments = ["settle", compact, "--facts", str(file), "--json", *more]
    outcome = CliRunner().invoke(yipan, arguments, standalone_mode=False)
    if outcome.exception is not None:
        raise outcome.exception
    result: dict[str, Any] = json.loads(outcome.stdout)["result"]
    return result


ERRORS = [
    ("tax-92", FIRM + "E,三税,2017,1,万元,,,,\n", "UNKNOWN_INDICATOR facts.csv:8", "三税.地方"),
    ("tax-92", FIRM + "E,营业税.地方,2017,1,万元,,,,\n", "BAD_PERIOD facts.csv:8", "2016-04-30"),
    ("tax-92", FIRM + "E,三税.地方,2017,1,mg/L,,,,\n", "UNIT_MISMATCH facts.csv:8", "万元"),
    ("tax-92", FIRM + "E,三税.地方,2017,1,,,,,\n", "UNIT_MISMATCH facts.csv:8", "万元"),
    ("tax-92", FIRM + 'E,三税.地方,2017,"1,000",元,,,,\n', "BAD_VALUE facts.csv:8", "千分位"),
    ("tax-92", FIRM + "E,三税.地方,2017,1e9,元,,,,\n", "BAD_VALUE facts.csv:8", "1e9"),
    ("tax-92", FIRM + "E,三税.地方,2017,,元,,,,\n", "BAD_VALUE facts.csv:8", "写 0"),
    ("tax-92", FIRM + "E,三税.地方,,5,元,,,,\n", "BAD_PERIOD facts.csv:8", "2016-Q1"),
    ("tax-92", FIRM + "E,三税.地方,2017-13,5,元,,,,\n", "BAD_PERIOD facts.csv:8", "2017-13"),
    ("tax-92", FIRM + "E,三税.退库,2017,-5,元,,,,\n", "OUT_OF_RANGE facts.csv:8", ">=0"),
    ("tax-92", FIRM.replace("是", "对", 1), "BAD_VALUE facts.csv:4", "对"),
    ("tax-92", FIRM.replace("2016", "去年"), "BAD_VALUE facts.csv:6", "2017-05-01"),
    ("tax-29", FIRM, "UNKNOWN_COMPACT", "tax-92"),
    ("tax-92@2001", FIRM, "UNKNOWN_COMPACT", "tax-92@2015-06-03"),
    ("eco-xinanjiang-1", WATER.replace("mg/L", "ug/m3", 1), "UNIT_MISMATCH facts.csv:2", "mg/L"),
    ("eco-xinanjiang-1", WATER.replace(",1,", ",0,", 1), "OUT_OF_RANGE facts.csv:2", ">0"),
    ("eco-luanhe-gate", "引滦断面,水质类别,2017-01,VI,,,,,\n", "BAD_VALUE facts.csv:2", "劣V"),
    ("eco-miyun-1", "京,预拨,2018,1,元,,,,\n", "BAD_VALUE facts.csv:2", "to_party"),
    ("eco-miyun-1", "京,预拨,2018/2019,1,元,冀,,,\n", "BAD_PERIOD facts.csv:2", "year"),
    ("aqi-grade-2016", "L,日均AQI,2017,1,,,,,\n", "BAD_TABLE", "judge"),
]


@pytest.mark.parametrize(("compact", "rows", "begins", "says"), ERRORS)
def test_what_cannot_be_used_is_one_line(
    tmp_path: Path, compact: str, rows: str, begins: str, says: str
) -> None:
    """Code, file and row first; then the fact and what to do; exit code 2."""
    with pytest.raises(Coded) as caught:
        settle(tmp_path, compact, rows)
    line = caught.value.line("zh")
    assert line.startswith(begins), line
    assert says in line
    assert "\n" not in line
    assert caught.value.exit_code == 2


def test_fewer_than_three_earlier_years_are_named(tmp_path: Path) -> None:
    """Without 2014 the threshold cannot be judged: undetermined, and nothing moves."""
    rows = FIRM + BEFORE.replace("E,三税.地方,2014,2500,万元,,,,京;冀\n", "")
    result = settle(tmp_path, "tax-92", rows + "E,三税.地方,2017,10,万元,,,,京;冀\n")
    assert result["moves"] == []
    assert result["undetermined"][0]["clause"] == "1.2.3"
    assert result["undetermined"][0]["missing"] == ["三税.地方/E/2014"]


def test_gross_amounts_need_a_dated_local_part(tmp_path: Path) -> None:
    """VAT of 2016 in one row crosses 2016-05-01, when its split changed: named with #split."""
    rows = FIRM.replace("2016", "2017").replace("达产年度,,2017", "达产年度,,2018")
    taxes = "E,企业所得税.总额,{y},0,元,,,,京;冀\nE,营业税.总额,{p},0,元,,,,京;冀\n"
    rows += "E,增值税.总额,2016,900,万元,,,,京;冀\n" + taxes.format(y=2016, p="2016-01/2016-04")
    result = settle(tmp_path, "tax-92", rows)
    missing = result["undetermined"][0]["missing"]
    assert "增值税.总额/E/2016#split" in missing


def test_attestors_who_disagree_are_a_conflict_and_no_move(tmp_path: Path) -> None:
    """北京 says 1000, 河北 says 1100: no move for that year, both values named."""
    rows = FIRM + BEFORE
    rows += "E,三税.地方,2017,1000,万元,,,,京\nE,三税.地方,2017,1100,万元,,,,冀\n"
    result = settle(tmp_path, "tax-92", rows)
    assert result["moves"] == []
    (conflict,) = {text for item in result["undetermined"] for text in item["conflict"]}
    assert conflict == "三税.地方/E/2017: 1000 万元 | 1100 万元"


def test_an_absent_attestor_is_named(tmp_path: Path) -> None:
    """Only 北京 attests: the destination is missing, by name."""
    rows = FIRM + BEFORE + "E,三税.地方,2017,1000,万元,,,,京\n"
    result = settle(tmp_path, "tax-92", rows)
    assert result["moves"] == []
    assert "三税.地方/E/2017#attest:冀" in result["undetermined"][0]["missing"]


def test_a_repeated_enterprise_year_counts_once(tmp_path: Path) -> None:
    """Equal rows unite their attestors; 1000 万元 is shared once."""
    rows = FIRM + BEFORE
    rows += "E,三税.地方,2017,1000,万元,,,,京\nE,三税.地方,2017,10000000,元,,,,冀\n"
    result = settle(tmp_path, "tax-92", rows)
    assert [m["qty"] for m in result["moves"]] == ["500000000"]


def test_a_year_below_zero_is_open_and_so_is_what_depends_on_it(tmp_path: Path) -> None:
    """Refunds above the tax: open item `negative`; the cap of later years depends on that year."""
    rows = FIRM + BEFORE + "E,三税.地方,2017,-1,万元,,,,京;冀\nE,三税.地方,2018,10,万元,,,,京;冀\n"
    result = settle(tmp_path, "tax-92", rows)
    assert result["moves"] == []
    shares = [u for u in result["undetermined"] if u["clause"] == "1.3.1"]
    assert [u["open"] for u in shares] == [["negative"], ["negative"]]


def test_missing_months_leave_the_wager_open_and_the_centre_pays(tmp_path: Path) -> None:
    """Monthly 总氮 without 七月 and 八月: both months named as one stretch; 3 亿 still due."""
    months = [m for m in range(1, 13) if m not in {7, 8}]
    rows = WATER + "街口断面,总氮.基准,,1,mg/L,,,,\n"
    rows += "".join(f"街口断面,总氮,2012-{m:02d},0.9,mg/L,,,,浙;皖\n" for m in months)
    result = settle(tmp_path, "eco-xinanjiang-1", rows)
    assert [(m["clause"], m["qty"]) for m in result["moves"]] == [("centre", "30000000000")]
    assert result["undetermined"][0]["missing"] == ["总氮/街口断面/2012-07/2012-08"]


def test_below_the_detection_limit_is_open(tmp_path: Path) -> None:
    """<0.02 is no number: open item non_detect."""
    rows = WATER + "街口断面,总氮.基准,,1,mg/L,,,,\n街口断面,总氮,2012,<0.02,mg/L,,,,浙;皖\n"
    result = settle(tmp_path, "eco-xinanjiang-1", rows)
    assert result["undetermined"][0]["open"] == ["non_detect"]


def test_outside_its_term_a_compact_says_so_and_a_forced_version_does_not(tmp_path: Path) -> None:
    """2015 lies after the first round: not_in_force; id@version is used for every period."""
    rows = WATER.replace("2012", "2015")
    result = settle(tmp_path, "eco-xinanjiang-1", rows)
    assert result["undetermined"][0]["open"] == ["not_in_force"]
    forced = settle(tmp_path, "eco-xinanjiang-1@2012", rows)
    assert [m["clause"] for m in forced["moves"]] == ["centre"]


def test_large_money_stays_exact(tmp_path: Path) -> None:
    """181,901,234.56 元 is 18,190,123,456 分, half of it 9,095,061,728."""
    rows = FIRM + BEFORE.replace("2500", "250000") + "E,三税.地方,2017,181901234.56,元,,,,京;冀\n"
    result = settle(tmp_path, "tax-92", rows)
    assert result["splits"][0]["total"] == "18190123456"
    assert result["moves"][0]["qty"] == "9095061728"


def test_a_file_from_a_spreadsheet_is_read(tmp_path: Path) -> None:
    """A byte-order mark, CRLF and unknown columns do not matter."""
    text = HEAD.strip() + ",备注\n" + FIRM + BEFORE + "E,三税.地方,2017,10,万元,,,,京;冀\n"
    file = tmp_path / "f.csv"
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    outcome = CliRunner().invoke(yipan, ["settle", "tax-92", "--facts", str(file), "--json"])
    assert json.loads(outcome.stdout)["result"]["moves"][0]["qty"] == "5000000"


def test_parquet_is_sent_to_the_command_that_reads_it(tmp_path: Path) -> None:
    """`settle` reads CSV and workbooks; columnar files have a command of their own."""
    path = tmp_path / "facts.parquet"
    path.write_bytes(b"PAR1\xff\xfe")
    with pytest.raises(Coded) as caught:
        read_rows(path)
    assert "settle-table" in caught.value.line("zh")
