"""Bounds beside their level, and announced numbers beside the points, titles and dates told."""

from __future__ import annotations

import pytest

from yipan.reading.check import check

# text, relation, the words judged, what they are (with the severity of an alarm)
FOUND = [
    ("2024年，全市服务业增加值占比达到52.4%，首次超过50%。", "threshold", "超过50%", "consistent"),
    ("2024年，全市服务业增加值占比达到48.4%，首次超过50%。", "threshold", "超过50%", "hard"),
    ("2023年末，全县城镇化率为61.8%，超过六成。", "threshold", "超过六成", "consistent"),
    ("2023年末，全县城镇化率为58.1%，超过六成。", "threshold", "超过六成", "hard"),
    (
        "区内货物发送量占比达到57.2%，超过一半的货物不出区域。",
        "threshold",
        "超过一半",
        "consistent",
    ),
    ("区内货物发送量占比达到47.2%，超过一半。", "threshold", "超过一半", "hard"),
    ("其中跨境电商占比为56.3%，不足一半。", "threshold", "不足一半", "hard"),
    (
        "全区营业收入1036.4亿元，突破千亿元大关，同比增长12.3%。",
        "threshold",
        "突破千亿元",
        "consistent",
    ),
    ("全区营业收入936.4亿元，突破千亿元大关，同比增长12.3%。", "threshold", "突破千亿元", "hard"),
    ("全省外贸进出口0.97万亿元，历史性地迈上万亿元台阶。", "threshold", "迈上万亿元", "hard"),
    (
        "煤炭消费量降至2.87亿吨，减少1.12亿吨，实现了控制在3亿吨以内的目标。",
        "threshold",
        "3亿吨以内",
        "consistent",
    ),
    (
        "煤炭消费量降至3.17亿吨，减少1.12亿吨，实现了控制在3亿吨以内的目标。",
        "threshold",
        "3亿吨以内",
        "hard",
    ),
    ("该省三次产业构成为8.1:42.6:49.3，第三产业占比首次突破50%。", "threshold", "突破50%", "hard"),
    ("全年绿电占比首次突破30%，达到31.2%。", "threshold", "突破30%", "consistent"),
    ("全年绿电占比首次突破30%，达到29.2%。", "threshold", "突破30%", "hard"),
    ("城镇新增就业11.6万人，超过12万人的年度目标。", "threshold", "超过12万人", "hard"),
    (
        "成效体现在三个方面。\n\n一是总量更大。\n\n二是结构更优。\n\n三是后劲更足。\n",
        "list_count",
        "三个方面",
        "consistent",
    ),
    (
        "成效体现在两个方面。\n\n一是总量更大。\n\n二是结构更优。\n\n三是后劲更足。\n",
        "list_count",
        "两个方面",
        "hard",
    ),
    (
        "需要从三方面着手：首先，做强企业；其次，建设平台；再次，完善机制。",
        "list_count",
        "三方面",
        "consistent",
    ),
    (
        "要抓好三项工作：一是稳投资；二是促消费；三是强产业；四是惠民生。",
        "list_count",
        "三项",
        "hard",
    ),
    (
        "要抓好五项工作：一是稳投资；二是促消费；三是强产业；四是惠民生。",
        "list_count",
        "五项",
        "soft",
    ),
    (
        "原因有两点。第一，市场分割。第二，要素流动不畅。第三，政策不配套。",
        "list_count",
        "两点",
        "hard",
    ),
    (
        "《转移指南》《关于建设的意见》《转移规划》三项文件相继出台。",
        "list_count",
        "三项",
        "consistent",
    ),
    ("《转移指南》《关于建设的意见》《转移规划》两项文件相继出台。", "list_count", "两项", "hard"),
    ("先后在2014年2月、2019年1月和2023年5月三次召开座谈会。", "list_count", "三次", "consistent"),
    ("先后在2014年2月、2019年1月和2023年5月四次召开座谈会。", "list_count", "四次", "hard"),
    ("于2021年3月、6月和9月三次下调费率。", "list_count", "三次", "consistent"),
    (
        "铁路由2013年底的1284公里增加到2024年底的2669公里，11年间新增1385公里。",
        "period_length",
        "11年",
        "consistent",
    ),
    (
        "铁路由2013年底的1284公里增加到2024年底的2669公里，12年间新增1385公里。",
        "period_length",
        "12年",
        "soft",
    ),
    (
        "2015年4月，国务院批复《规划》。2022年2月，又批复《方案》，相隔近七年。",
        "period_length",
        "近七年",
        "consistent",
    ),
    (
        "2015年4月，国务院批复《规划》。2022年2月，又批复《方案》，相隔近九年。",
        "period_length",
        "近九年",
        "soft",
    ),
    (
        "2014年2月26日，上升为国家战略。到2021年底，战略实施已满七年。",
        "period_length",
        "七年",
        "consistent",
    ),
    ("到“十四五”末的五年间可再承接2万个左右。", "period_length", "五年", "consistent"),
    (
        "今年是“十四五”规划收官之年。2025年上半年，产值57亿元。",
        "period_anchor",
        "今年",
        "consistent",
    ),
    ("城市群地跨湖北、湖南、江西三省，面积30万平方公里。", "list_count", "三省", "consistent"),
    (
        "甲省东川市、西平市，陕西省渭南市和河南省三门峡市四市合作，投资3亿元。",
        "list_count",
        "四市",
        "consistent",
    ),
    (
        "“设施共联、产业共兴、民生共享”的“三共”路径，投资3亿元。",
        "list_count",
        "“三共”",
        "consistent",
    ),
    ("“设施共联、产业共兴、民生共享”的“四共”路径，投资3亿元。", "list_count", "“四共”", "soft"),
    (
        "促进医保目录、诊疗项目、服务设施三个方面的衔接，投资3亿元。",
        "list_count",
        "三个方面",
        "consistent",
    ),
    (
        "促进医保目录、诊疗项目、服务设施四个方面的衔接，投资3亿元。",
        "list_count",
        "四个方面",
        "hard",
    ),
    ("国家级集群已有7个，其中5个由三地共建，占比超过七成。", "subset_bound", "5个", "consistent"),
    ("国家级集群已有5个，其中7个由三地共建。", "subset_bound", "7个", "hard"),
]

# Words that look like these and state no such thing.
SILENT = [
    "参会企业20家，超过30家媒体到场报道。",
    "2023年进出口总额2.97万亿元，其中民营企业超过3万亿元。",
    "全市城镇化率达到45.3%，超过一半的村庄完成改造。",
    "2023年地区生产总值9800亿元，力争突破万亿元大关。",
    "全年完成投资860亿元，项目总投资超过千亿元。",
    "收入9.11万亿元，较上年的8.30万亿元增长9.8%，规模首次突破9万亿元。",
    "二是优化布局，从两个方面发力：一是做强核心；二是带动外围。\n\n三是完善机制。",
    "一是稳增长。\n\n二是优化布局，从两个方面发力。\n\n一是做强核心。\n\n二是带动外围。\n\n三是完善机制。",
    "会议提出五个方面的要求。会议强调，一是要提高站位；二是要压实责任。",
    "2021年、2022年和2023年4个项目获批。",
    "建成5个园区，其中7个项目投产。",
    "出口30亿元，比上年增加5亿元，其中民营企业20亿元。",
    "建成医疗、养老、教育四个项目，投资3亿元。",
    "上海、江苏、浙江、安徽三省一市投资300亿元。",
    "收入38.62亿元，比上年的36.87亿元净增1.75亿元，与2021年20.15亿元相比，三年间增长九成多。",
    "2024年产值50亿元。今年是“十四五”收官之年。",
    "修订《条例》《办法》等12部法规。",
]


@pytest.mark.parametrize(("text", "relation", "words", "verdict"), FOUND)
def test_found(text: str, relation: str, words: str, verdict: str) -> None:
    claims = [c for c in check(text).claims if c.relation == relation]
    held = {text[c.span[0] : c.span[1]]: c.severity or c.verdict for c in claims}
    assert held == {words: verdict}


@pytest.mark.parametrize("text", SILENT)
def test_silent(text: str) -> None:
    assert not [c.formula for c in check(text).claims if c.verdict == "inconsistent"]
