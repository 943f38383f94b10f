"""A total and the parts near it: what comes out is told, what one digit spoils is a doubt."""

from __future__ import annotations

import re

import pytest

from yipan.reading.check import check
from yipan.reading.search.sum_words import table

# (the text, a misprint in it, what it was)
BOUND = [
    (
        "全县共有医疗机构2416个，由三部分构成：医院86个，基层机构2291个，其他机构39个。",
        "2291",
        "2219",
    ),
    (
        "河道清淤完成4830公里，其中干流1265公里，支流3565公里。",
        "3565",
        "3656",
    ),
    (
        "去年接待旅客5140万人次。从年度看，第一季度850万人次，第二季度1560万人次，"
        "第三季度1890万人次，第四季度840万人次。",
        "1560",
        "1650",
    ),
    (
        "本级收入96.74亿元，加上补助收入215.38亿元、转贷收入58.25亿元、结转收入12.66亿元，"
        "收入总计383.03亿元。",
        "58.25",
        "53.25",
    ),
    (
        "案件31256件，其中民事29843件、刑事1413件。民事案件中，"
        "著作权16872件、商标7415件、专利5556件。",
        "7415",
        "7145",
    ),
    (
        "专利受理7572件。甲市5493件，占近七成；乙市、丙市分别有1247件和832件，三市合计7572件。",
        "1247",
        "1427",
    ),
    (
        "全年用水64.318亿立方米。\n\n按水源看：黄河水56.104亿立方米，"
        "地下水5.936亿立方米，其他水2.278亿立方米。",
        "2.278",
        "2.728",
    ),
    (
        "地表水7.518亿立方米，地下水16.847亿立方米，扣除重复计算量15.013亿立方米，"
        "水资源总量9.352亿立方米。",
        "15.013",
        "15.031",
    ),
    (
        "全年减税186.3亿元。一是加计扣除减税74.8亿元；二是加计抵减32.6亿元；三是留抵退税78.9亿元。",
        "78.9",
        "87.9",
    ),
    ("地方税收359740万元，其中增值税128615万元，土地增值税231125万元。", "231125", "213125"),
    ("总规模238.1亿元，由财政出资128.6亿元、银行配套109.5亿元组成。", "109.5", "190.5"),
    ("三市占全省的70.5%，其中甲市48.2%、乙市14.9%、丙市7.4%。", "48.2", "42.8"),
    (
        "农村居民人均可支配收入26674元。\n\n钱从哪里来。工资性收入14621元，经营净收入4985元，"
        "财产净收入1604元，转移净收入5464元。",
        "4985",
        "4958",
    ),
    (
        "全年销售额1867.94亿元。按地区分，城镇1354.61亿元，乡村513.33亿元；"
        "按形态分，商品零售1538.49亿元，餐饮收入329.45亿元。",
        "1354.61",
        "1359.61",
    ),
    (
        "2023年财政收入23.68亿元，三年累计68.35亿元，其中2021年21.92亿元、2022年22.75亿元。",
        "21.92",
        "21.29",
    ),
    ("加上旧存案件412件，全年共受理案件3598件。新收案件3186件。", "412", "422"),
    ("参加职工医保286.4万人，参加居民医保657.8万人，医保参保人数达944.2万人。", "657.8", "675.8"),
    ("第一批35个部门、第二批34个部门，共69个部门进驻。", "69", "96"),
    ("本次募集12.86亿元，扣除发行费用0.43亿元后，募集净额12.43亿元。", "0.43", "0.34"),
    ("全年收到建议268件、提案312件，共580件。", "268", "286"),
    ("职工3462人（男2187人，女1275人）。", "2187", "2178"),
    (
        "全年争取资金26.8亿元：预算内投资9.4亿元；专项债券12.6亿元；增发国债4.8亿元。",
        "12.6",
        "16.2",
    ),
    ("三条线路分别长105公里、508公里、422公里，总长1035公里。", "508", "580"),
    ("企业职工5218人，生产人员2647人，研发人员1198人，其他1373人。", "1373", "1337"),
    (
        "社会融资1.28万亿元，贷款8964亿元，债券2987亿元，股权849亿元，三者合计12800亿元。",
        "8964",
        "8946",
    ),
]


@pytest.mark.parametrize(("text", "right", "wrong"), BOUND)
def test_a_slip_in_a_bound_run_is_a_doubt_and_the_clean_text_is_none(
    text: str, right: str, wrong: str
) -> None:
    """The clean sum is told as consistent; with one digit or one exchange wrong it is flagged."""
    clean = [c for c in check(text).claims if c.relation == "sum_components"]
    assert any(c.verdict == "consistent" for c in clean)
    assert not any(c.verdict == "inconsistent" for c in clean)
    spoilt = check(text.replace(right, wrong, 1))
    assert any(
        c.relation == "sum_components" and c.verdict == "inconsistent" for c in spoilt.claims
    )


LOOSE = [
    # What lies far from any slip: the parts named are not all.
    "全市共有企业8643家，其中民营企业5210家，外资企业1377家。",
    # Values per head add up to nothing.
    "人均消费4871元，其中城镇居民人均5120元，乡村居民人均4260元。",
    # A base is no part.
    "全年完成投资4821亿元，上年为4612亿元，2022年为4209亿元。",
    # 等 leaves the list open; a level between others of one list is no total; a mean is no part.
    "全市有企业562家，包括工业128家、建筑28家、服务业386家等。",
    "接待游客791万人次，东湖192万人次、西山67万人次、南湾135万人次。",
    "新签项目73个，其中10亿元以上14个、50亿元以上3个；新开工58个，竣工41个。",
    # A share of another whole is no part of a share; a denominator is no total.
    "三市占全省的70.5%，其中甲市占三市的48.2%、乙市占三市的21.1%。",
    "三市研发经费依次为681.3亿元、455.7亿元和139.5亿元，合计占三省研发经费3416.2亿元的37.4%。",
    "A级旅游景区63个，其中4A级26个、5A级1个。",
    # A bare year is no total.
    "GDP: 10.4% in 2014, 8.5% in 2024: it worsens. Of other vintages, 2 of 2 agree (2024).",
]


@pytest.mark.parametrize("text", LOOSE)
def test_what_the_words_do_not_bind_is_left_alone(text: str) -> None:
    """No flag on parts that are not told to be all of the total."""
    assert not [c for c in check(text).claims if c.verdict == "inconsistent"]


def test_a_total_is_split_in_two_ways() -> None:
    """By use and by source: each split is judged on its own."""
    text = (
        "取水64.318亿立方米。按用途分，农业52.437亿立方米，工业11.881亿立方米。"
        "按水源分，河水56.104亿立方米，井水8.214亿立方米。"
    )
    assert not [c for c in check(text).claims if c.verdict == "inconsistent"]
    spoilt = check(text.replace("8.214", "8.241"))
    assert [c for c in spoilt.claims if c.verdict == "inconsistent"]


@pytest.mark.parametrize("row", table(), ids=lambda r: f"{r['sense']}-{r['place']}")
def test_each_word_of_the_table_stands_in_its_example(row: dict[str, object]) -> None:
    """An example is true, is read as a sum, and uses the words of its row."""
    example = str(row["example"])
    words = re.sub(r"(?<!\[)\^|\$", "", str(row["words"]))
    assert re.search(words, example)
    sums = [c for c in check(example).claims if c.relation == "sum_components"]
    assert not [c for c in sums if c.verdict == "inconsistent"]
    assert sums or row["sense"] in {"some", "added"}


def test_the_words_make_a_finding_certain_only_where_they_name_all_parts() -> None:
    """由…组成 leaves no rest; 其中 may."""
    told = "总规模238.1亿元，由财政出资128.6亿元、银行配套190.5亿元组成。"
    left = "总规模238.1亿元，其中财政出资128.6亿元、银行配套109.6亿元、企业3.9亿元。"
    assert [c.severity for c in check(told).claims if c.severity] == ["hard"]
    assert "hard" not in [c.severity for c in check(left).claims]
