"""The words of units that stand behind numerals in reports, and what they count."""

from __future__ import annotations

import re

# Units that stand behind Arabic numerals, longest first; ratios are built from them.
_PLAIN = [
    "个百分点", "百分点", "个千分点", "个基点", "基点", "个BP", "个bp", "BP", "bp", "%", "‰", "元", "美元", "欧元", "港元", "日元", "人次",
    "人日", "人天", "人", "名", "位", "户", "家", "个国家和地区", "个国家", "个地区", "个方面",
    "个行业", "个项目", "个月", "个小时", "个", "项", "件", "次", "条", "座", "所", "处", "张",
    "床", "册", "辆", "台", "套", "架", "艘", "列", "头", "只", "羽", "株", "组", "批", "类",
    "种", "大", "对", "支", "款", "宗", "起", "例", "篇", "场", "笔", "份", "标准箱", "标箱", "TEU", "倍",
    "番", "成", "小时", "分钟", "天", "年", "岁", "平方公里", "平方千米", "平方米", "公顷",
    "亩", "立方米", "升", "公里", "千米", "米", "厘米", "毫米", "吨标准煤", "吨标煤", "吨公里",
    "吨", "千克", "公斤", "斤", "克", "毫克", "微克", "千瓦时", "度", "兆瓦时", "千瓦", "兆瓦", "瓦",
    "人公里", "块", "片", "枚", "瓶", "箱", "袋", "双", "包", "分贝", "点", "分", "村", "镇",
    "乡", "县", "市", "省", "区", "届", "期", "门", "间", "栋", "层", "幅", "封", "卷", "部",
    "道", "轮", "线", "班", "站", "盏", "克拉", "桶", "盎司", "亿块", "kWh", "km", "mm", "kg",
    "MW", "GW", "kW", "t", "EFLOPS", "PFLOPS", "EFlops", "PFlops",
]  # fmt: skip
_PER = [
    "人", "元", "万元", "立方米", "平方公里", "平方米", "公顷", "亩", "小时", "天", "年", "月",
    "千米", "公里", "吨", "户", "个", "升", "日", "km", "m3",
]  # fmt: skip
_PER_OF = [
    "元", "人", "微克", "毫克", "μg", "吨标准煤", "吨", "千克", "公斤", "斤", "立方米", "公里", "千米",
    "美元", "ug",
]  # fmt: skip
_UNIT_WORDS = sorted({*_PLAIN, *(f"{a}/{b}" for a in _PER_OF for b in _PER)}, key=len, reverse=True)
_BEFORE_NAME = {
    "个国家": r"个国家(?!级?[\u4e00-\u9fff\ue000])",
    "个地区": r"个地区(?!级)",
    "份": r"份(?!额)",
}
UNIT = "(?:" + "|".join(_BEFORE_NAME.get(u, re.escape(u)) for u in _UNIT_WORDS) + ")"
CLASSIFIER = r"(?:个方面|个国家和地区|个行业|个百分点|个|家|所|项|座|次|条|种|类|大|批|处|名|位|件|户|人|台|辆|套|张|册|支|只|头|天|年|倍|番|成|点|市|省|县|区|省市|国|校|院|村|镇)"

# Dimensions that are measured; everything else counts whole things, exact when printed in full.
MEASURED_DIMENSIONS = frozenset({
    "percent", "percentage_point", "multiple", "length", "area", "volume", "mass",
    "coal_equivalent", "carbon", "energy", "power", "time", "index", "points", "computing",
    "sound", "freight", "passenger_km",
})  # fmt: skip


def counts_whole(dimension: str) -> bool:
    """Whether whole things are counted in this dimension."""
    if dimension.startswith(("money", "index")) or "/" in dimension:
        return False
    return dimension not in MEASURED_DIMENSIONS
