"""What a clause tells itself (its noun, its place, its qualifier) wins over what came before."""

from __future__ import annotations

import pytest

import yipan
from yipan.reading.model import Quantity


def read(text: str) -> dict[str, Quantity]:
    return {q.text: q for q in yipan.check(text).quantities}


@pytest.mark.parametrize(
    ("text", "number", "name"),
    [
        ("山东第三产业占比达53.6%；青岛先进纺织业产值增长4.2%。", "4.2%", "先进纺织业产值同比"),
        ("常住人口达30万人。随迁子女在园就读人数增长12.5%。", "12.5%", "子女在园就读人数同比"),
        ("园区有澳资企业5952户，同比增长14.6%。", "14.6%", "澳资企业同比"),
        ("全省共建设备联盟14家，其中9家由高校牵头。", "9家", "联盟"),
        ("江苏吸引外资120亿元。其中浙江来源的企业占63.9%。", "63.9%", "浙江来源企业占比"),
        ("河南第三产业占比由2014年的37.1%上升到2020年的48.7%。", "37.1%", "第三产业占比"),
        ("建成12个智能工厂和数字化车间。", "12个", "智能工厂和数字化车间"),
        ("还有46个专业化、特色化承接平台。", "46个", "专业化、特色化承接平台"),
        ("湖北研发经费来源中企业资金占比高达80.4%。", "80.4%", "研发经费来源中企业资金占比"),
    ],
)  # fmt: skip
def test_the_noun_of_the_clause(text: str, number: str, name: str) -> None:
    quantity = read(text)[number]
    assert name in (quantity.indicator_zh or "")


def test_a_gap_is_named_by_what_is_outpaced() -> None:
    found = read("天津高技术制造业增加值同比增长8.9%，快于规模以上工业4.3个百分点。")
    assert found["4.3个百分点"].indicator_zh == "高技术制造业增加值增速快于规模以上工业"


def test_two_subjects_before_one_whole_are_told_apart() -> None:
    found = read("新材料产业和生物医药产业占地区生产总值的比重分别达到25.6%和24.8%。")
    assert found["25.6%"].indicator_zh == "新材料产业占地区生产总值比重"
    assert found["24.8%"].indicator_zh == "生物医药产业占地区生产总值比重"


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        ("苏州研发投入强度为3.7%，高于全国2.5%的平均水平。", "2.5%", "全国"),
        ("横琴粤澳深度合作区实有企业5952户。", "5952户", "横琴粤澳深度合作区"),
        ("珠海·翠微科技园入驻企业120家。", "120家", "珠海"),
        ("成都高新园苏州分园入驻企业50家。", "50家", "苏州"),
        ("浦东新区常住人口达578.2万人，浙江来源企业400余家。", "400余家", "浦东新区"),
    ],
)  # fmt: skip
def test_the_place_of_the_figure(text: str, number: str, place: str) -> None:
    assert read("全国区域合作报告。\n\n" + text)[number].party == place


def test_listed_examples_are_no_place_of_the_count() -> None:
    text = "长三角明确了一批平台，包括上海虹桥和浙江嘉善2个先导区，江苏昆山、太仓3个合作区。"
    assert read(text)["2个"].party == read(text)["3个"].party == "长三角"


def test_qualifiers_that_stand_apart() -> None:
    found = read(
        "两园新增企业分别超800家和300家，总投资高达700亿元，产值高达1532亿元，约占全市的三成。"
    )
    assert found["300家"].qualifier == "at_least"
    assert found["300家"].interval.hi is None
    assert found["700亿元"].qualifier == "about"
    assert found["1532亿元"].qualifier == "rounded"
    assert found["三成"].qualifier == "about"


def test_a_later_as_of_date_holds_for_its_sentence() -> None:
    text = "2022年，青岛工业增加值增长8.9%；截至今年7月，累计建成400个车间。青岛港吞吐量2328万吨。"
    found = read("2023年8月9日\n\n" + text)
    assert str(found["400个"].period.end) == "2023-07-31"
    assert found["2328万吨"].period.year == 2022
