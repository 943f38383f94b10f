"""Points between two places, and changes of a sector between two structures.

Expected by hand: 41.3 − 28.0 = 13.3; 5.2 − 4.8 = 0.4; 83.8 − 51.7 = 32.1; 16.4 − 14.9 = 1.5;
2.2 − 1.6 = 0.6; 47.9 − 20.3 = 27.6; 2.65 − 2.26 = 0.39; 65.22 − 60.31 = 4.91;
11.37 − 5.42 = 5.95; 0.8 points over six years are 0.13 a year.
"""

from __future__ import annotations

import pytest

from yipan.reading.check import check
from yipan.reading.model import Claim

TABLE = (
    "\n\n表1 2019年研发经费情况\n地区\t经费(亿元)\t政府资金占比(%)\n"
    "甲省\t2233.6\t47.9\n乙省\t566.7\t12.0\n全国\t22143.6\t20.3\n"
)
STRUCTURES = "江苏三次产业结构由2014年的5.2∶41.3∶53.5调整为2020年的4.8∶28.0∶67.2"
TEXTS = [
    (STRUCTURES + "。第二产业占比下降13.3个百分点。", "13.3个百分点", "12.3个百分点"),
    (
        STRUCTURES + "，第一产业和第二产业占比分别下降0.4个和13.3个百分点。",
        "13.3个百分点",
        "13.8个百分点",
    ),
    (
        "2020年湖北65岁及以上人口占比为16.4%，高于全国14.9%的平均水平1.5个百分点，"
        "已超过深度老龄化社会14%的标准。",
        "1.5个百分点",
        "5.1个百分点",
    ),
    (
        "2019年北京研发经费投入强度为6.3%，比全国的2.2%高4.1个百分点。",
        "4.1个百分点",
        "4.7个百分点",
    ),
    (
        "2023年重庆、四川研发经费投入强度分别为2.48%和2.26%，与全国2.65%的平均水平相比，"
        "分别低0.17个和0.39个百分点。",
        "0.39个百分点",
        "0.93个百分点",
    ),
    (
        "2022年湖北、湖南、江西常住人口城镇化率分别为64.67%、60.31%和62.07%，"
        "均低于全国平均水平（65.22%），其中差距最大的湖南低4.91个百分点。",
        "4.91个百分点",
        "4.19个百分点",
    ),
    (
        "2021年天津人均地区生产总值11.37万元。同年河北人均地区生产总值为5.42万元，与天津相差5.95万元。",
        "5.95万元",
        "5.59万元",
    ),
]


def of(text: str, number: str) -> list[Claim]:
    report = check(text).documents[0]
    spot = text.index(number)
    return [
        c for c in report.claims
        if c.span[0] == spot and c.relation in {"share_change_pp", "rate_gap_pp", "difference"}
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "wrong"), TEXTS)
def test_points_come_out_and_a_slip_is_an_alarm(text: str, number: str, wrong: str) -> None:
    (claim,) = of(text, number)
    assert claim.verdict == "consistent", claim.formula
    (claim,) = of(text.replace(number, wrong), wrong)
    assert claim.verdict == "inconsistent", claim.formula


def test_the_row_of_the_other_place_tells_its_rate() -> None:
    text = "由表1可知，2019年甲省政府资金占比47.9%，高出全国平均水平27.6个百分点。" + TABLE
    (claim,) = of(text, "27.6个百分点")
    assert claim.verdict == "consistent"


def test_points_of_another_place_are_none_of_these() -> None:
    text = STRUCTURES + "，其中南京第三产业占比提升12.7个百分点。"
    assert all(c.verdict != "inconsistent" for c in of(text, "12.7个百分点"))


def test_points_a_year_follow_from_the_points() -> None:
    text = (
        "2019年全省研发强度为1.6%。到2025年全省研发强度提高到2.4%，"
        "较2019年提高0.8个百分点，年均提高约0.13个百分点。"
    )
    assert not [c for c in check(text).claims if c.verdict == "inconsistent"]


def test_a_sum_is_no_second_alarm_beside_a_cell_printed_otherwise() -> None:
    text = (
        "四市生产总值合计8771.9亿元，其中运城2412.7亿元、渭南2286.5亿元、临汾2380.4亿元、"
        "三门峡1710.3亿元。\n\n"
        "表1 2024年四市生产总值\n城市\t生产总值(亿元)\n运城\t2412.7\n临汾\t2380.4\n"
        "渭南\t2268.5\n三门峡\t1710.3\n合计\t8771.9\n"
    )
    alarms = [c for c in check(text).claims if c.verdict == "inconsistent"]
    assert {c.relation for c in alarms} <= {"text_table_match"}


@pytest.mark.parametrize(("word", "verdict"), [("下降", "consistent"), ("上升", "inconsistent")])
@pytest.mark.parametrize("mark", ["，", "。"])
def test_a_direction_of_a_sector_is_that_of_its_structures(
    word: str, verdict: str, mark: str
) -> None:
    text = f"{STRUCTURES}，第三产业占比由53.5%上升到67.2%{mark}第一产业占比略有{word}。"
    told = [c for c in check(text).claims if c.relation == "direction" and "5.2" in c.formula]
    assert [c.verdict for c in told] == [verdict]


def test_a_share_beside_its_structure_is_the_same_figure() -> None:
    """53.5 and 53.3 for one share in one sentence cannot both be right."""
    text = STRUCTURES + "，第三产业占比由53.3%上升到67.2%。"
    hard = [c for c in check(text).claims if c.severity == "hard"]
    assert [c.relation for c in hard] == ["intra_doc_match"]


def test_a_slip_in_a_sentence_that_the_layout_breaks_is_a_doubt() -> None:
    """8.72 less 8.20 is 0.52; 0.54 is one digit off, 3.1 is not."""
    text = "2024年，成渝地区实现生产总值8.72万亿元，比上年的\n\n8.20万亿元增加{}万亿元，再上台阶。"
    found = {
        n: [c.severity for c in check(text.format(n)).claims if c.severity]
        for n in ("0.52", "0.54", "3.1")
    }
    assert found == {"0.52": [], "0.54": ["soft"], "3.1": []}


def test_a_share_behind_the_sentence_of_its_structure_is_the_same_figure() -> None:
    text = STRUCTURES + "。第三产业比重由2014年的{}%升至2020年的67.2%。"
    assert not [c for c in check(text.format("53.5")).claims if c.severity]
    (alarm,) = [c for c in check(text.format("53.3")).claims if c.severity]
    assert (alarm.relation, alarm.severity) == ("intra_doc_match", "hard")


def test_one_sector_above_another() -> None:
    """51.7 − 37.6 = 14.1."""
    text = "2020年，河北三次产业结构为10.7∶37.6∶51.7，第三产业比重高出第二产业{}个百分点。"
    for number, verdict in (("14.1", "consistent"), ("11.4", "inconsistent")):
        found = [c for c in check(text.format(number)).claims if c.relation == "share_change_pp"]
        assert [c.verdict for c in found] == [verdict]
