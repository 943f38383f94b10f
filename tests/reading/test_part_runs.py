"""A total and the parts near it: what comes out is told, what one digit spoils is a doubt."""

from __future__ import annotations

import pytest

from yipan.reading.check import check

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
