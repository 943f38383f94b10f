"""Words and patterns by which labels of statistical tables are read."""

from __future__ import annotations

import re

PART = re.compile(
    r"(?:第?[一二三四1-4]季度?|Q[1-4]|[上下]半年|前[二三两23]个?季度|H[12]"
    r"|\d{1,2}\s*月?\s*[-–—―~至到]{1,2}\s*\d{1,2}\s*月(?:份)?|\d{1,2}\s*月(?:份|末|底)?|年末|年底|全年)\Z",
    re.IGNORECASE,
)
YEAR_INSIDE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年度?)?\s*(末|底|年末|年底|第?[一二三四1-4]季度|[上下]半年"
    r"|\d{1,2}\s*[-–—―~至到]{1,2}\s*\d{1,2}月|\d{1,2}月)?(?!\d)"
)
YOY = re.compile(
    r",?\s*(?:名义|实际)?(?:比上年|较上年|比上年同期|同比|年均)?(?:实际|名义)?"
    r"(?:增长速度|增长率|增长|增速|增减|增幅|±)(?:率)?\s*(?:%)?\Z|\s*同比\Z"
    r"|\s*(?:annual )?growth(?: rate)?\Z",
    re.IGNORECASE,
)
NEUTRAL = re.compile(
    r"(?:绝对数|绝对量|绝对值|绝对额|数值|数量|总量|总额|金额|数额|指标值|数据|本年|当年|本期|实绩|实际|合计|value|values|data"
    r"|obs_value|level|amount|observation|obs|obsvalue|统计值|数|分地区|按地区分|各地区)\Z",
    re.IGNORECASE,
)
PRICES = {
    **dict.fromkeys(
        (
            "当年价",
            "当年价格",
            "现价",
            "现行价格",
            "按当年价格计算",
            "按现价计算",
            "current prices",
        ),
        "current",
    ),
    **dict.fromkeys(
        (
            "可比价",
            "可比价格",
            "不变价",
            "不变价格",
            "按可比价格计算",
            "按不变价格计算",
            "constant prices",
        ),
        "constant",
    ),
}
PROVINCE_WORDS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省")
CITY_WORDS = ("自治州", "地区", "市", "盟")
# A word of a classification is no indicator by itself: it needs what it classifies.
BREAKDOWNS = frozenset(
    re.split(
        r"\s+",
        "第一产业 第二产业 第三产业 一产 二产 三产 工业 建筑业 农业 服务业 农林牧渔业 制造业 "
        "批发和零售业 金融业 房地产业 城镇 农村 乡村 城市 男 女 男性 女性 合计 总计 小计 "
        "总数 国有 集体 私营 其他 其它 本科 专科 中央 地方 "
        "primary secondary tertiary urban rural male female total",
    )
)
