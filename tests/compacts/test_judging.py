"""Judging: missing days, bad cells and unknown dates touch their own case and no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import yipan
from yipan.compacts.document.library import Library
from yipan.compacts.judging.judging import Judgement, judge
from yipan.compacts.settling.facts_table import parse_rows

LIBRARY = Library((Path(yipan.__file__).parent / "boards").glob("*/compacts"))
GRADES = ["无", "蓝", "黄", "橙", "红"]


def ask(compact: str, lines: list[str], header: str) -> list[Judgement]:
    """Answers for rows of a wide file."""
    rows = parse_rows("\n".join([header, *lines]) + "\n", "cases.csv")
    return judge(LIBRARY.find(compact), rows, "cases.csv")[0]


def grade(series: list[int]) -> str | None:
    """The warning grade of daily values."""
    text = ";".join(map(str, series))
    return ask("aqi-grade-2016", [f"L,2016-12-16,{text}"], "case,date,日均AQI")[0].grade


@pytest.mark.parametrize(
    ("line", "verdict", "cause"),
    [
        ("L,2016-12-16,210;;310", "未定", "日均AQI/L/2"),
        ("L,2016-12-16,", "未定", "日均AQI/L/"),
        ("L,,210", "未定", "date/L/"),
        ("L,2015-12-16,210", "未定", "not_in_force"),
        ("L,2016-12-16,501", "错误", "OUT_OF_RANGE"),
        ("L,2016-12-16,高", "错误", "BAD_VALUE"),
        ("L,2016/12/16,210", "错误", "BAD_PERIOD"),
    ],
)
def test_a_bad_case_is_told_and_the_others_go_on(line: str, verdict: str, cause: str) -> None:
    """未定 names what is missing, 错误 carries a code; the next case is judged all the same."""
    answers = ask("aqi-grade-2016", [line, "M,2016-12-16,201"], "case,date,日均AQI")
    bad, good = answers
    assert bad.verdict == verdict
    assert cause in {*bad.cause.missing, *bad.cause.open, bad.error}
    assert good.grade == "蓝"


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(150, 500), min_size=1, max_size=6), st.data())
def test_worse_air_never_lowers_the_grade(series: list[int], data: st.DataObject) -> None:
    """One day raised: the grade stays or rises, where both are decided."""
    place = data.draw(st.integers(0, len(series) - 1))
    worse = list(series)
    worse[place] = data.draw(st.integers(series[place], 500))
    before, after = grade(series), grade(worse)
    if before in GRADES and after in GRADES:
        assert GRADES.index(after) >= GRADES.index(before)


def test_a_date_chooses_the_edition_and_an_id_with_version_forces_it() -> None:
    """2025 lies after the edition of 2018; list-beijing-2018 is used all the same."""
    header = "case,date,行业代码,所在区,环节,标签"
    line = ["X,2025-05-01,C1311,大兴,生产,"]
    assert ask("list-beijing", line, header)[0].cause.open == {"not_in_force"}
    assert ask("list-beijing-2018", line, header)[0].verdict == "禁"


def test_a_short_code_whose_parts_differ_is_open_and_names_them() -> None:
    """K70 in 西城: housing (K7010) is forbidden below it, so the code asked does not decide."""
    header = "case,date,行业代码,所在区,环节,标签"
    answer = ask("list-beijing", ["X,2019-05-01,K70,西城,,"], header)[0]
    assert answer.verdict == "未定"
    assert answer.cause.missing == {"K7010"}
