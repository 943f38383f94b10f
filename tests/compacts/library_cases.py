"""One or more small cases for every compact of the library, worked out by hand.

`moves` are (period, clause, from, to, quantity in smallest units); `values` are (name, quantity).
Invented facts; together the cases of a compact reach each of its clauses.
"""

from __future__ import annotations

from dataclasses import dataclass

HEAD = "party,indicator,period,value,unit,to_party,case,source,attested_by\n"


@dataclass(frozen=True)
class Case:
    """Facts, then what must come out."""

    compact: str
    rows: str
    moves: tuple[tuple[str, str, str, str, int], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    opens: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()


def _firm(name: str, led: str = "是", fits: str = "是", before: str = "2500") -> str:
    rows = f"{name},迁出地,,京,,,,,京;冀\n{name},迁入地,,冀,,,,,京;冀\n"
    rows += f"{name},政府主导,,{led},,,,,京;冀\n{name},符合布局,,{fits},,,,,京;冀\n"
    rows += f"{name},迁移年度,,2016,,,,,京;冀\n{name},达产年度,,2017,,,,,京;冀\n"
    return rows + "".join(
        f"{name},三税.地方,{y},{before},万元,,,,京;冀\n" for y in (2013, 2014, 2015)
    )


def _taxes(name: str, first: int, *amounts: int) -> str:
    return "".join(
        f"{name},三税.地方,{first + i},{a},万元,,,,京;冀\n" for i, a in enumerate(amounts)
    )


def _air(name: str, *quarters: tuple[str, str, str, str, str]) -> str:
    rows = ""
    for period, *values in quarters:
        for pollutant, value in zip(("PM2.5", "PM10", "SO2", "NO2"), values, strict=True):
            rows += f"鲁/{name},{pollutant},{period},{value},ug/m3,,,,\n"
    return rows


def _section(name: str, inflow: str, month: str, *levels: str) -> str:
    """Levels of COD: standard, out, in; the other two pollutants meet the standard."""
    rows = f"{name},上游区,,京/上,,,,,\n{name},下游区,,京/下,,,,,\n{name},有入境,,{inflow},,,,,\n"
    for pollutant in ("COD", "氨氮", "总磷"):
        rows += f"{name},考核类别.{pollutant},,{levels[0]},,,,,\n"
        rows += f"{name},出境类别.{pollutant},{month},{levels[1]},,,,,\n"
        if inflow == "是":
            rows += f"{name},入境类别.{pollutant},{month},{levels[2]},,,,,\n"
    return rows


def _water(p: str) -> str:
    names = ("高锰酸盐指数", "氨氮", "总磷", "总氮")
    rows = "".join(f"街口断面,{n}.基准,,1,mg/L,,,,\n" for n in names)
    return rows + "".join(f"街口断面,{n},2012,{p},mg/L,,,,浙;皖\n" for n in names)


def _months(levels: str, year: str) -> str:
    rows = "".join(
        f"引滦断面,水质类别,2017-{m:02d},{level},,,,,\n"
        for m, level in enumerate(levels.split(), start=1)
    )
    return rows + f"引滦断面,年均水质类别,2017,{year},,,,,\n"


WAN = 10**6  # 万元 in 分
YI = 10**10  # 亿元 in 分
OFFSET = "厂,核发配额,2014,10000,吨,,,,\n厂,排放量,2014,10600,吨,,,,\n"
BED = (
    "冀/院,所在地,,{place},,,,,\n冀/院,补贴标准,,{rate},元,,,,\n冀/院,入住床位,2024-01,12,床,,,,\n"
)
VOUCHER = (
    "甲,实验室,,京/室,,,h,,\n甲,属地,,津,,,h,,\n甲,在库,,{a},,,h,,\n甲,服务符合,,{b},,,h,,\n"
    "甲,补助比例,,50,%,,h,,\n甲,年度上限,,20,万元,,h,,\n甲,实付金额,2019-03,30,万元,,h,,\n"
)

CASES = (
    # Six years at half: 2000, 2500, then 3000 left; year 4 to 6 nothing.
    Case(
        "tax-92",
        _firm("E") + _taxes("E", 2017, 4000, 5000, 7000, 100, 100, 100),
        (
            ("2017", "1.3.1", "冀", "京", 2000 * WAN),
            ("2018", "1.3.1", "冀", "京", 2500 * WAN),
            ("2019", "1.3.1", "冀", "京", 3000 * WAN),
        ),
    ),
    # Below the limit after five years: the extension fires and the subsidy is open.
    Case(
        "tax-92",
        _firm("E") + _taxes("E", 2017, 100, 100, 100, 100, 100, 100),
        tuple(
            (str(2017 + i), "1.3.1" if i < 3 else "1.3.2", "冀", "京", 50 * WAN) for i in range(5)
        ),
        opens=("subsidy",),
    ),
    Case("tax-92", _firm("E", led="否") + _taxes("E", 2017, 1), stopped=("1.2.1",)),
    Case("tax-92", _firm("E", fits="否") + _taxes("E", 2017, 1), stopped=("1.2.2",)),
    Case("tax-92", _firm("E", before="1999") + _taxes("E", 2017, 1), stopped=("1.2.3",)),
    Case(
        "tax-442",
        "E,迁出地,,京/海淀,,,,,\nE,迁入地,,冀/秦皇岛,,,,,\nE,达产年度,,2017,,,,,\n"
        "E,三税.地方,2017,100.01,元,,,,\n",
        # 10001 分: 4000.4, 4000.4, 2000.2; the odd one goes first to the origin.
        (
            ("2017", "1", "冀/秦皇岛", "京/海淀", 4001),
            ("2017", "1", "冀/秦皇岛", "产业发展基金", 2000),
        ),
    ),
    Case(
        "scenario-stay",
        "E,迁出地,,京,,,,,\nE,迁移年度,,2016,,,,,\nE,达产年度,,2017,,,,,\n"
        "E,三税.地方,2013,1,元,,,,\nE,三税.地方,2014,1,元,,,,\nE,三税.地方,2015,2,元,,,,\n"
        "E,三税.地方,2017,5,元,,,,\n",
    ),
    # P = 0.85 × 1 and 0.85 × 2.
    Case(
        "eco-xinanjiang-1",
        _water("1"),
        (("2012", "met", "浙", "皖", YI), ("2012", "centre", "中央", "皖", 3 * YI)),
        (("P", "0.85"),),
    ),
    Case(
        "eco-xinanjiang-1",
        _water("2"),
        (("2012", "missed", "皖", "浙", YI), ("2012", "centre", "中央", "皖", 3 * YI)),
        (("P", "1.7"),),
    ),
    # Half of 云's 6000 万 to 贵 and 川; a quarter of 贵's 8000 万 to 川; 茅台 is open.
    Case(
        "eco-chishui",
        "清水铺断面,未达标比例,2018,0.5,,,,,\n鲢鱼溪断面,未达标比例,2018,0.25,,,,,\n"
        "茅台镇上游断面,未达标比例,2018,1,,,,,\n",
        (
            ("2018", "in", "云", "赤水河补偿资金", 2000 * WAN),
            ("2018", "in", "贵", "赤水河补偿资金", 10000 * WAN),
            ("2018", "in", "川", "赤水河补偿资金", 8000 * WAN),
            ("2018", "out", "赤水河补偿资金", "云", 6000 * WAN),
            ("2018", "out", "赤水河补偿资金", "贵", 8000 * WAN),
            ("2018", "out", "赤水河补偿资金", "川", 6000 * WAN),
            ("2018", "qingshuipu", "云", "贵", 1500 * WAN),
            ("2018", "qingshuipu", "云", "川", 1500 * WAN),
            ("2018", "lianyuxi", "贵", "川", 2000 * WAN),
        ),
        opens=("maotai",),
    ),
    # 青岛 improves by 10 × .6 = 6 ug/m3: 6 × 1.5 × 20 万 and 济南 worsens by 6: 120 万 back.
    Case(
        "air-shandong",
        _air("青岛", ("2014-Q1", "60", "9", "9", "9"), ("2015-Q1", "50", "9", "9", "9"))
        + _air("济南", ("2014-Q1", "50", "9", "9", "9"), ("2015-Q1", "60", "9", "9", "9")),
        (
            ("2015-Q1", "2.1", "鲁", "鲁/青岛", 180 * WAN),
            ("2015-Q1", "2.2", "鲁/济南", "鲁", 120 * WAN),
        ),
        (("扩散系数", "1.5"), ("扩散系数", "1"), ("改善量", "6"), ("改善量", "-6")),
    ),
    Case(
        "air-shandong@2016",
        _air("济南", ("2015-Q2", "60", "9", "9", "9"), ("2016-Q2", "50", "9", "9", "9"))
        + _air("威海", ("2015-Q2", "50", "9", "9", "9"), ("2016-Q2", "60", "9", "9", "9")),
        (
            ("2016-Q2", "2.1", "鲁", "鲁/济南", 240 * WAN),
            ("2016-Q2", "2.2", "鲁/威海", "鲁", 360 * WAN),
        ),
    ),
    # From 2017-04: 80 万 per ug/m3, and 20 万 per point of good days, without coefficient.
    Case(
        "air-shandong@2017",
        _air("济南", ("2017-Q2", "60", "9", "9", "9"), ("2018-Q2", "50", "9", "9", "9"))
        + "鲁/济南,优良天数比例,2017-Q2,60,%,,,,\n鲁/济南,优良天数比例,2018-Q2,63,%,,,,\n"
        + _air("日照", ("2017-Q2", "50", "9", "9", "9"), ("2018-Q2", "60", "9", "9", "9"))
        + "鲁/日照,优良天数比例,2017-Q2,63,%,,,,\n鲁/日照,优良天数比例,2018-Q2,60,%,,,,\n",
        (
            ("2018-Q2", "2.1", "鲁", "鲁/济南", 480 * WAN),
            ("2018-Q2", "3.1", "鲁", "鲁/济南", 60 * WAN),
            ("2018-Q2", "2.2", "鲁/日照", "鲁", 720 * WAN),
            ("2018-Q2", "3.2", "鲁/日照", "鲁", 60 * WAN),
        ),
    ),
    # III wanted, V out, no inflow: two classes at 30 万, for each of three pollutants.
    Case(
        "eco-beijing-section",
        _section("甲", "否", "2016-03", "III", "V"),
        tuple(
            ("2016-03", f"发源.{p}", "京/上", "京/下", 60 * WAN) for p in ("COD", "氨氮", "总磷")
        ),
    ),
    # IV came in, 劣V went out against III: two classes beyond IV, and the extra above V is open.
    Case(
        "eco-beijing-section",
        _section("乙", "是", "2016-03", "III", "劣V", "IV"),
        tuple(
            ("2016-03", f"恶化.{p}", "京/上", "京/下", 60 * WAN) for p in ("COD", "氨氮", "总磷")
        ),
        opens=("over_v",),
    ),
    # V came in, IV went out against III: one class at 15 万.
    Case(
        "eco-beijing-section",
        _section("丙", "是", "2016-03", "III", "IV", "V"),
        tuple(
            ("2016-03", f"未达.{p}", "京/上", "京/下", 15 * WAN) for p in ("COD", "氨氮", "总磷")
        ),
    ),
    Case(
        "eco-luanhe-gate",
        _months("III " * 12, "III") + "津,补偿资金,2017,1,亿元,,,,\n",
        (("2017", "pay", "津", "冀", YI),),
    ),
    Case("eco-luanhe-gate", _months("III " * 11 + "IV", "III"), stopped=("gate",)),
    Case("eco-luanhe-gate", _months("III " * 11 + "IV", "II"), opens=("amount",)),
    # 300 earned, 200 prepaid: 100 more; then 100 earned, 200 prepaid: 100 back.
    Case(
        "eco-miyun-1",
        "冀,应得补偿,2018,300,万元,,,,\n京,预拨,2018-12,200,万元,冀,,,\n"
        "冀,应得补偿,2019,100,万元,,,,\n京,预拨,2019-12,200,万元,冀,,,\n",
        (
            ("2018-12", "prepay", "京", "冀", 200 * WAN),
            ("2018", "clear", "京", "冀", 100 * WAN),
            ("2019-12", "prepay", "京", "冀", 200 * WAN),
            ("2019", "clear_back", "冀", "京", 100 * WAN),
        ),
        (("应得", "300"), ("应得", "100")),
    ),
    # Need 600; 2.5% of 10000 = 250 from outside, 5% − 250 = 250 local; 100 to buy.
    Case(
        "offset-beijing",
        OFFSET + "厂,持有.京外,2014,800,吨,,,,\n厂,持有.本地,2014,400,吨,,,,\n",
        (
            ("2014", "outside", "厂", "注销账户", 250),
            ("2014", "local", "厂", "注销账户", 250),
        ),
        (
            ("需求", "600"),
            ("可用.京外", "250"),
            ("可用.本地", "250"),
            ("尚需购买", "100"),
            ("未用.京外", "550"),
            ("未用.本地", "150"),
        ),
    ),
    Case(
        "carbon-power-gap",
        "S,核定配额,2019,750000,吨,,,,\nS,排放量,2019,1000000,吨,,,,\n",
        values=(("缺口", "250000"), ("清缴义务", "950000")),
    ),
    Case(
        "carbon-travel-2024",
        "台,里程,2024,12,公里,,,,\n台,基准因子,,0.18,千克,,,,\n台,项目因子,,0.03,千克,,,,\n",
        values=(("BE", "2.16"), ("PE", "0.36"), ("减排量", "1.8")),
    ),
    Case(
        "bed-beijing-jin-ji",
        BED.format(place="冀", rate="500"),
        (("2024-01", "pay", "京", "冀/院", 600000),),
    ),
    Case("bed-beijing-jin-ji", BED.format(place="京", rate="500"), stopped=("place",)),
    Case("bed-beijing-jin-ji", BED.format(place="津", rate="501"), stopped=("rate",)),
    Case(
        "clear-medical",
        "冀,就医应付,2024-03,35,万元,津,,,\n津,就医应付,2024-05,20,万元,京,,,\n",
        (
            ("2024-03", "claim", "冀", "津", 35 * WAN),
            ("2024-05", "claim", "津", "京", 20 * WAN),
        ),
    ),
    Case(
        "voucher-jjj-2018",
        VOUCHER.format(a="是", b="是"),
        (
            ("2019-03", "fee", "甲", "京/室", 30 * WAN),
            ("2019-03", "refund", "津", "甲", 15 * WAN),
        ),
    ),
    Case("voucher-jjj-2018", VOUCHER.format(a="否", b="是"), stopped=("listed",)),
    Case("voucher-jjj-2018", VOUCHER.format(a="是", b="否"), stopped=("service",)),
)
