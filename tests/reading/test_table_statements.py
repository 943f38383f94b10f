"""Statements reckoned from lines of a table that words name: true agrees, a slip is seen."""

from __future__ import annotations

import pytest

from yipan.reading.check import check

PORTS = """# 主要港口运行报告

表1 四港吞吐量（货物：百万吨；集装箱：万标准箱）

| 港口 | 货物吞吐量2019 | 货物吞吐量2024 | 集装箱2019 | 集装箱2024 |
| --- | --- | --- | --- | --- |
| 甲山 | 1081.5 | 1264.4 | 2835 | 3336 |
| 东海 | 514.5 | 580.3 | 4330 | 5151 |
| 连云 | 241.8 | 275.6 | 478 | 614 |
| 温岭 | 75.4 | 89.7 | 80 | 148 |
| 四港合计 | 1913.2 | 2210.0 | 7723 | 9249 |

"""
FUNDS = """某省2024年基本医疗保险运行情况

单位：万人、亿元
险种\t2023年末参保人数\t2024年末参保人数\t2024年基金收入\t2024年基金支出
城镇职工\t4986.3\t5213.8\t1873.6\t1542.9
城乡居民\t5128.4\t4775.6\t486.2\t431.5
合计\t10114.7\t9989.4\t2359.8\t1974.4

"""
DISTRICTS = """三区县2023年对比分析

表3 三区县基本情况
区县\t财政收入（亿元）\t常住人口（万人）
云溪区\t386.5\t52.3
东湖区\t612.8\t78.6
石门县\t145.7\t41.9

"""
YEARS = """轨道交通运营情况

表4 历年运营数据
年份\t客运量（万人次）\t票务收入（万元）
2020年\t3128.4\t1046.2
2021年\t3486.9\t1152.8
2022年\t3391.5\t1198.3
2023年\t3875.2\t1317.6

"""
FIRM = """某集团前三季度经营简报
单位：万元
项目　　　　本期金额　　上年同期　　增减额
营业收入　　86425.3　　79318.6　　7106.7
管理费用　　4128.6　　4305.2　　-176.6
利润总额　　13264.8　　10986.5　　2278.3

"""
# (table, sentence with the number, the same number wrong)
STATEMENTS = [
    (PORTS, "从集装箱看，东海港一家占四港的{55.7%}。", "57.5%"),
    (PORTS, "从集装箱看，东海、甲山两港合计占{91.8%}。", "98.1%"),
    (PORTS, "2024年连云港箱量比温岭多{466万标准箱}。", "446万标准箱"),
    (PORTS, "四港集装箱吞吐量五年间增加{1526万标准箱}。", "1562万标准箱"),
    (PORTS, "四港集装箱吞吐量五年间年均增长{3.67%}。", "3.76%"),
    (PORTS, "四港集装箱总量增加，其中东海港贡献了增量的{53.8%}。", "58.3%"),
    (PORTS, "2024年集装箱方面，东海是甲山的{1.54倍}。", "1.45倍"),
    (FUNDS, "城镇职工参保人数比城乡居民多{438.2万人}。", "483.2万人"),
    (FUNDS, "一年来，城镇职工参保人数净增{227.5万人}。", "272.5万人"),
    (FUNDS, "全年城镇职工基金结余{330.7亿元}。", "303.7亿元"),
    (FUNDS, "城镇职工基金收入是城乡居民的{3.85倍}。", "3.95倍"),
    (DISTRICTS, "东湖区人均财政收入{77964元}。", "79764元"),
    (DISTRICTS, "云溪区、石门县财政收入合计{532.2亿元}。", "523.2亿元"),
    (DISTRICTS, "三区县财政收入共{1145.0亿元}。", "1154.0亿元"),
    (YEARS, "2023年客运量比2020年增加{746.8万人次}。", "764.8万人次"),
    (YEARS, "2023年客运量比2020年增长{23.9%}。", "29.3%"),
    (FUNDS, "城镇职工、城乡居民人均筹资额分别为3594元和{1018元}。", "1081元"),
    (DISTRICTS, "东湖区常住人口比云溪区和石门县之和少{15.6万人}。", "16.5万人"),
    (YEARS, "四年累计运送乘客{13882.0万人次}。", "13828.0万人次"),
    (FIRM, "前三季度营业收入同比增长{8.96%}。", "8.69%"),
    (FIRM, "管理费用同比下降{4.10%}。", "1.40%"),
    (FIRM, "利润总额相当于营业收入的{15.3%}。", "13.5%"),
    (YEARS, "2023年票务收入比2022年增长{9.96%}。", "9.69%"),
]


def judged(text: str, sentence: str) -> set[str]:
    """The verdicts on the number in braces."""
    start = len(text) + sentence.index("{")
    end = start + sentence.index("}") - sentence.index("{") - 1
    whole = text + sentence.replace("{", "").replace("}", "") + "\n"
    return {c.verdict for c in check(whole).claims if c.span[0] < end and start < c.span[1]}


@pytest.mark.parametrize(("table", "sentence", "wrong"), STATEMENTS)
def test_a_statement_is_reckoned_from_the_lines_it_names(
    table: str, sentence: str, wrong: str
) -> None:
    """True: consistent. One digit changed, or two exchanged: an alarm on the number."""
    assert judged(table, sentence) >= {"consistent"}
    assert "inconsistent" not in judged(table, sentence)
    right = sentence[sentence.index("{") + 1 : sentence.index("}")]
    assert "inconsistent" in judged(table, sentence.replace(right, wrong))


def test_what_the_table_does_not_hold_is_no_alarm() -> None:
    """An earlier share than the table has, other prices, another thing: silence."""
    for sentence in (
        "城乡居民参保人数占比由2015年的{49.1%}降到2024年的47.8%。",
        "城镇职工待遇水平按可比口径提高{4.7%}。",
        "全省定点医院{4125家}，其中城镇职工可用的较多。",
    ):
        assert "inconsistent" not in judged(FUNDS, sentence)
    assert "inconsistent" not in judged(FIRM, "预计全年营业收入12.4亿元，增长{11.5%}。")
    assert "inconsistent" not in judged(YEARS, "2018年客运量比2017年增长{23.8%}。")


def test_a_reading_without_another_is_a_doubt_though_no_digit_mends_it() -> None:
    """Both lines in the clause, one field: 77964元 is no 61234元, 4.21 times is no 3.2."""
    assert "inconsistent" in judged(DISTRICTS, "东湖区财政收入是石门县的{3.25倍}。")
