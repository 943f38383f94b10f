"""A small board for reading tables: three places, a few more names, seven indicators."""

from __future__ import annotations

from yipan.core.indicators import Indicator, IndicatorKind, IndicatorTable
from yipan.core.parties import Party, PartyKind, PartyTree

PARTIES = PartyTree(
    [
        Party("CN", "全国", "China", PartyKind.STATE, aliases=("中国", "全国总计")),
        Party("BJ", "北京", "Beijing", PartyKind.PROVINCE, "CN", aliases=("京", "北京市")),
        Party("TJ", "天津", "Tianjin", PartyKind.PROVINCE, "CN", aliases=("津", "天津市")),
        Party("HE", "河北", "Hebei", PartyKind.PROVINCE, "CN", aliases=("冀", "河北省")),
        Party("XJ", "新疆", "Xinjiang", PartyKind.PROVINCE, "CN"),
        Party("XZ", "西藏", "Tibet", PartyKind.PROVINCE, "CN"),
        Party("GX", "广西", "Guangxi", PartyKind.PROVINCE, "CN"),
        Party("NM", "内蒙古", "Inner Mongolia", PartyKind.PROVINCE, "CN"),
        Party("JS", "江苏", "Jiangsu", PartyKind.PROVINCE, "CN"),
        Party("JX", "江西", "Jiangxi", PartyKind.PROVINCE, "CN"),
        Party("SJZ", "石家庄", "Shijiazhuang", PartyKind.CITY, "HE", aliases=("石家庄市",)),
        Party("SJZ-QX", "桥西区", "Qiaoxi", PartyKind.COUNTY, "SJZ"),
        Party("ZJK", "张家口", "Zhangjiakou", PartyKind.CITY, "HE", aliases=("张家口市",)),
        Party("ZJK-QX", "桥西区", "Qiaoxi (Zhangjiakou)", PartyKind.COUNTY, "ZJK"),
    ]
)
INDICATORS = IndicatorTable(
    [
        Indicator(
            "gdp",
            "地区生产总值",
            "Gross regional product",
            "亿元",
            IndicatorKind.FLOW,
            aliases=("GDP", "生产总值"),
        ),
        Indicator(
            "gdp_pc",
            "人均地区生产总值",
            "GDP per head",
            "元",
            IndicatorKind.RATIO,
            aliases=("人均GDP",),
        ),
        Indicator("pop", "常住人口", "Resident population", "万人", IndicatorKind.STOCK),
        Indicator(
            "pop_urban",
            "城镇人口",
            "Urban population",
            "万人",
            IndicatorKind.STOCK,
            aliases=("常住人口城镇",),
            part_of="pop",
        ),
        Indicator(
            "va1",
            "第一产业增加值",
            "Primary sector",
            "亿元",
            IndicatorKind.FLOW,
            aliases=("第一产业",),
            part_of="gdp",
        ),
        Indicator(
            "va2",
            "第二产业增加值",
            "Secondary sector",
            "亿元",
            IndicatorKind.FLOW,
            aliases=("第二产业",),
            part_of="gdp",
        ),
        Indicator("invest", "固定资产投资", "Investment", "亿元", IndicatorKind.FLOW),
        Indicator("retail", "社会消费品零售总额", "Retail sales", "亿元", IndicatorKind.FLOW),
        Indicator("patents", "专利授权量", "Patents granted", "件", IndicatorKind.COUNT),
        Indicator(
            "pm25",
            "PM2.5年均浓度",
            "PM2.5",
            "微克/立方米",
            IndicatorKind.RATE,
            aliases=("细颗粒物浓度",),
        ),
        Indicator("death", "死亡率", "Death rate", "‰", IndicatorKind.RATE),
        Indicator("urban_rate", "城镇化率", "Urbanisation", "%", IndicatorKind.RATIO),
        Indicator(
            "contracts", "技术合同成交额", "Technology contracts", "亿元", IndicatorKind.FLOW
        ),
    ]
)
