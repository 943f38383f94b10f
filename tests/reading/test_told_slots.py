"""What a clause tells itself (its noun, its place, its qualifier) wins over what came before."""

from __future__ import annotations

import pytest

import yipan
from yipan.reading.model import Quantity

_2018 = ("2018-01-01", "2018-12-31")
_2023 = ("2023-01-01", "2023-12-31")
_2024 = ("2024-01-01", "2024-12-31")
_HALF = ("2025-01-01", "2025-06-30")


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


@pytest.mark.parametrize(
    ("text", "number", "name"),
    [
        ("旅客吞吐量8733.7万人次，比上年的7492.4万人次增长16.6%。", "7492.4万人次", "旅客吞吐量"),
        ("跨省通办事项由2021年的48项扩大到112项，增加64项。", "112项", "跨省通办事项"),
        ("三省共有高等学校376所，其中湖北130所，湖南138所。", "138所", "高等学校"),
        ("区域有179项服务事项，其中企业类76项、个人类103项。", "103项", "个人类服务事项"),
        ("老年人口占比为16.4%，高于全国14.9%的平均水平。", "14.9%", "老年人口"),
        ("武汉集聚了湖北近八成的高校。", "近八成", "高校占比"),
        ("新材料产业和装备制造业增加值分别增长7.4%和9.6%。", "7.4%", "新材料产业增加值同比"),
        ("战略实施已满七年。", "七年", "战略实施年数"),
    ],
)
def test_the_name_told_elsewhere_in_the_sentence(text: str, number: str, name: str) -> None:
    assert name in (read(text)[number].indicator_zh or "")


def test_groups_by_their_count() -> None:
    text = "湖北、湖南、江西三省联合发文。\n\n武汉集聚高校85所。\n\n2022年，三省常住人口1.69亿人。"
    assert read(text)["1.69亿人"].party == "湘鄂赣"
    other = "运城、三亚、洛阳三市签约。\n\n三亚接待游客85万人。\n\n三市生产总值共513亿元。"
    assert read(other)["513亿元"].party == "三市"


@pytest.mark.parametrize(
    ("text", "number", "first", "last"),
    [
        ("产值由2018年的4亿元增至2022年的9亿元；利润由3亿元增加到8亿元。", "3亿元", *_2018),
        ("2024年末常住人口约160万人。", "约160万人", "2024-12-31", "2024-12-31"),
        ("2024年末常住人口160万人，比上年末增加3万人。", "3万人", *_2024),
        ("2025年上半年产值5.7亿元，相当于2024年全年的近一半。", "近一半", *_HALF),
        ("签约额1092.2亿元（2023年）。", "1092.2亿元", *_2023),
        ("2024年前三季度3.47亿人次，超过2023年全年的3.12亿人次。", "3.12亿人次", *_2023),
    ],
)  # fmt: skip
def test_the_period_of_the_figure(text: str, number: str, first: str, last: str) -> None:
    period = read(text)[number].period
    assert (str(period.start), str(period.end)) == (first, last)


def test_a_share_under_the_title_of_an_amount_is_no_amount() -> None:
    head = "表1 2019年R&D经费情况\n地区\tR&D经费(亿元)\t政府资金占比(%)\n"
    table = head + "北京\t2233.6\t47.9\n天津\t463.0\t16.5\n"
    found = {q.text: q for q in yipan.check(table).quantities}
    assert found["463.0"].indicator == "rd_expenditure"
    assert found["16.5"].indicator is None
    assert found["16.5"].indicator_zh == "政府资金占比"


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        ("落户苏州相城新区的上海药企达到98家。", "98家", "苏州相城新区"),
        ("据对天津、河北46家园区的调查，已落实的有17家。", "17家", "津冀"),
        ("四川人均生产总值7.7万元，相当于重庆的76.8%，后者为10.1万元。", "10.1万元", "重庆"),
        ("苏州产值9.5万元，是盐城的1.7倍。", "1.7倍", "苏州"),
        ("上海经济总量8.6万亿元，同期国内生产总值突破100万亿元。", "突破100万亿元", "全国"),
    ],
)
def test_places_that_are_set_against(text: str, number: str, place: str) -> None:
    assert read("上海合作报告。\n\n" + text)[number].party == place


@pytest.mark.parametrize(
    ("text", "number", "name"),
    [
        ("办理时限由20个工作日压缩至8个工作日。", "20个", "办理时限"),
        ("苹果产量1150万吨，占全国的约四分之一。", "约四分之一", "苹果产量占全国比重"),
        ("国控断面优良比例为95.8%。", "95.8%", "国控断面优良比例"),
        ("北京流向津冀技术合同成交额843亿元。", "843亿元", "流向津冀技术合同成交额"),
        ("其中来自北京的企业为12家，来自天津的为4家。", "4家", "企业"),
    ],
)
def test_names_of_parts_and_shares(text: str, number: str, name: str) -> None:
    assert name in (read(text)[number].indicator_zh or "")


def test_a_rank_is_a_figure_that_no_rule_reckons_with() -> None:
    found = read("河北环保绩效A级企业数量居全国第1位，攻克难题216项。第9次会议召开。")
    rank = found["1位"]
    assert (rank.mid, rank.unit, rank.qualifier, rank.step) == (1, "位", "exact", 0)
    assert rank.party == "河北"
    assert rank.indicator_zh == "环保绩效A级企业数量位次"
    assert set(found) == {"1位", "216项"}
