"""Every layout that statisticians use, with the facts that a person would read out of it.

A case is a sheet drawn with `|` between cells, and the facts written by hand as
`indicator party period frequency value unit [status]`; what stands in brackets behind is checked
only where it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from yipan.facts.importing.grid import Grid
from yipan.facts.importing.names import Names
from yipan.facts.importing.outcome import Origin, SheetOutcome
from yipan.facts.importing.sheets import SheetReader


@dataclass(frozen=True)
class Case:
    """A sheet and what it says."""

    name: str
    sheet: str
    facts: str
    rejects: str = ""
    missing: dict[str, int] = field(default_factory=dict)
    tab: str = ""
    merged: tuple[tuple[int, int, int, int], ...] = ()


def draw(text: str) -> list[list[str | int | float | None]]:
    """Rows from a drawing; a cell is kept as typed, spaces included."""
    lines = text.removeprefix("\n").removesuffix("\n").split("\n")
    return [list(line.split("|")) for line in lines]


def read(case: Case, names: Names) -> SheetOutcome:
    grid = Grid("t.csv", case.tab, draw(case.sheet), merged=case.merged)
    return SheetReader(names, Origin("S1")).read(grid)


def written(outcome: SheetOutcome) -> list[str]:
    found = []
    for fact in outcome.facts():
        party = f"{fact.party}→{fact.counterparty}" if fact.counterparty else fact.party
        parts = [fact.indicator, party, fact.period, fact.frequency, fact.value, fact.unit]
        parts += [fact.status, f"[{fact.definition}]" if fact.definition else ""]
        parts += [fact.price_basis, "" if fact.qualifier == "rounded" else fact.qualifier]
        found.append(" ".join(p for p in parts if p))
    return found


CASES = [
    Case(
        "years across, places down, indicator and unit above",
        """
3-1 地区生产总值
||单位:亿元
地区|2014|2015
北京|21330.8|22968.6
天津|15726.9|16538.2""",
        """
gdp BJ 2014 annual 21330.8 亿元
gdp BJ 2015 annual 22968.6 亿元
gdp TJ 2014 annual 15726.9 亿元
gdp TJ 2015 annual 16538.2 亿元""",
    ),
    Case(
        "years down, places across",
        """
地区生产总值(万亿元)
年份|北京|天津
2014年|2.13|1.57
2015年|2.30|1.65""",
        """
gdp BJ 2014 annual 2.13 万亿元
gdp TJ 2014 annual 1.57 万亿元
gdp BJ 2015 annual 2.30 万亿元
gdp TJ 2015 annual 1.65 万亿元""",
    ),
    Case(
        "indicators across with units in brackets, places down, year in the title",
        """
2014年主要指标
地区|地区生产总值(亿元)|常住人口(万人)|人均地区生产总值(元)
河北|29421.2|7384|39984""",
        """
gdp HE 2014 annual 29421.2 亿元
pop HE 2014-12-31 stock 7384 万人
gdp_pc HE 2014 annual 39984 元""",
    ),
    Case(
        "indicators down with a unit column, years across, party in the sheet's name",
        """
指标|单位|2014|2015
地区生产总值|亿元|100.5|200
常住人口|万人|2151|2171""",
        """
gdp BJ 2014 annual 100.5 亿元
gdp BJ 2015 annual 200 亿元
pop BJ 2014-12-31 stock 2151 万人
pop BJ 2015-12-31 stock 2171 万人""",
        tab="北京",
    ),
    Case(
        "long table: one figure a row",
        """
地区,年份,指标,数值,单位
北京,2014,地区生产总值,100,亿元
天津,2014,常住人口,1547,万人""".replace(",", "|"),
        """
gdp BJ 2014 annual 100 亿元
pop TJ 2014-12-31 stock 1547 万人""",
    ),
    Case(
        "long table with English headings",
        """
province|year|variable|value|unit
Beijing|2014|Gross regional product|100|million yuan""",
        "gdp BJ 2014 annual 100 million yuan",
    ),
    Case(
        "merged group headings: year over indicators",
        """
地区|2014年||2015年|
|地区生产总值(亿元)|常住人口(万人)|地区生产总值(亿元)|常住人口(万人)
北京|1.5|2.5|3.5|4.5""",
        """
gdp BJ 2014 annual 1.5 亿元
pop BJ 2014-12-31 stock 2.5 万人
gdp BJ 2015 annual 3.5 亿元
pop BJ 2015-12-31 stock 4.5 万人""",
        merged=((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)),
    ),
    Case(
        "group headings left blank instead of merged: filled to the right",
        """
地区|地区生产总值(亿元)||常住人口(万人)|
|2014|2015|2014|2015
北京|1.5|2.5|3.5|4.5""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp BJ 2015 annual 2.5 亿元
pop BJ 2014-12-31 stock 3.5 万人
pop BJ 2015-12-31 stock 4.5 万人""",
    ),
    Case(
        "absolute value and growth under one indicator",
        """
地区|地区生产总值||常住人口(万人)
|绝对数(亿元)|比上年增长(%)|
北京|100|7.5|20""",
        """
gdp BJ 2014 annual 100 亿元
gdp BJ 2014 yoy 7.5 %
pop BJ 2014-12-31 stock 20 万人""",
        tab="2014",
    ),
    Case(
        "three heading rows",
        """
地区|主要指标|||
|2014||2015|
|地区生产总值|固定资产投资|地区生产总值|固定资产投资
河北|1|2|3|4""",
        "",
        rejects="no_unit B4\nno_unit C4\nno_unit D4\nno_unit E4",
    ),
    Case(
        "unit row under the headings",
        """
地区|地区生产总值|常住人口
|(亿元)|(万人)
天津|1.5|2.5""",
        """
gdp TJ 2015 annual 1.5 亿元
pop TJ 2015-12-31 stock 2.5 万人""",
        tab="2015年",
    ),
    Case(
        "several units above: each indicator takes the one it can have",
        """
2014年
单位:亿元、万人
地区|地区生产总值|常住人口
北京|1.5|2.5""",
        """
gdp BJ 2014 annual 1.5 亿元
pop BJ 2014-12-31 stock 2.5 万人""",
    ),
    Case(
        "其中 rows are parts of the row above",
        """
指标|2014
地区生产总值(亿元)|100
其中:第一产业|10
     第二产业|40
常住人口(万人)|7""",
        """
gdp HE 2014 annual 100 亿元
va1 HE 2014 annual 10 亿元
va2 HE 2014 annual 40 亿元
pop HE 2014-12-31 stock 7 万人""",
        tab="河北",
    ),
    Case(
        "# marks a part, full-width indent",
        """
指标|2014
地区生产总值(亿元)|100
　#第一产业|10""",
        """
gdp HE 2014 annual 100 亿元
va1 HE 2014 annual 10 亿元""",
        tab="河北",
    ),
    Case(
        "a part of something else is not filed as a part of GDP",
        """
指标|2014
固定资产投资(亿元)|100
  第一产业|10""",
        "invest HE 2014 annual 100 亿元",
        rejects="unclear_heading B3",
        tab="河北",
    ),
    Case(
        "a part of an unknown thing is not filed either",
        """
指标|2014
从业人员(万人)|100
  第一产业(亿元)|10""",
        "",
        rejects="unknown_name B2\nunclear_heading B3",
        tab="河北",
    ),
    Case(
        "joined names: heading and row together name the indicator",
        """
常住人口(万人)
项目|2014
城镇|12.5""",
        "pop_urban BJ 2014-12-31 stock 12.5 万人",
        tab="北京",
    ),
    Case(
        "section rows without figures set the scene",
        """
单位:亿元
地区|2014|2015
地区生产总值||
北京|1|2
天津|3|4
固定资产投资||
北京|5|6""",
        """
gdp BJ 2014 annual 1 亿元
gdp BJ 2015 annual 2 亿元
gdp TJ 2014 annual 3 亿元
gdp TJ 2015 annual 4 亿元
invest BJ 2014 annual 5 亿元
invest BJ 2015 annual 6 亿元""",
    ),
    Case(
        "section rows of years",
        """
地区|地区生产总值(亿元)
2014年|
北京|1.5
2015年|
北京|2.5""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp BJ 2015 annual 2.5 亿元""",
    ),
    Case(
        "a section not understood keeps its rows out",
        """
地区生产总值(亿元)
地区|2014
北京|1.5
国有单位|
天津|2.5""",
        "gdp BJ 2014 annual 1.5 亿元",
        rejects="unknown_section B5",
    ),
    Case(
        "several tables in one sheet, with notes between",
        """
表1 地区生产总值(亿元)
地区|2014|2015
北京|1.5|2.5
注:初步数。

表2 常住人口(万人)
地区|2014|2015
北京|7.1|8.1
资料来源:统计局""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp BJ 2015 annual 2.5 亿元
pop BJ 2014-12-31 stock 7.1 万人
pop BJ 2015-12-31 stock 8.1 万人""",
    ),
    Case(
        "two tables without a blank row between",
        """
地区生产总值(亿元)
地区|2014|2015
北京|1.5|2.5
常住人口(万人)
地区|2014|2015
北京|7.1|8.1""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp BJ 2015 annual 2.5 亿元
pop BJ 2014-12-31 stock 7.1 万人
pop BJ 2015-12-31 stock 8.1 万人""",
    ),
    Case(
        "side by side: the heading 地区 comes again",
        """
单位:亿元
地区|2014|地区|2014
北京|1|天津|2
河北|3|新疆|4""",
        """
gdp BJ 2014 annual 1 亿元
gdp HE 2014 annual 3 亿元
gdp TJ 2014 annual 2 亿元
gdp XJ 2014 annual 4 亿元""",
        tab="地区生产总值",
    ),
    Case(
        "blank rows inside a table",
        """
地区生产总值(亿元)
地区|2014|2015

北京|1.5|2.5

天津|3.5|4.5""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp BJ 2015 annual 2.5 亿元
gdp TJ 2014 annual 3.5 亿元
gdp TJ 2015 annual 4.5 亿元""",
    ),
    Case(
        "a place merged down over its indicators",
        """
地区|指标|2014|2015
北京|地区生产总值(亿元)|1|2
|常住人口(万人)|3|4
天津|地区生产总值(亿元)|5|6
|常住人口(万人)|7|8""",
        """
gdp BJ 2014 annual 1 亿元
gdp BJ 2015 annual 2 亿元
pop BJ 2014-12-31 stock 3 万人
pop BJ 2015-12-31 stock 4 万人
gdp TJ 2014 annual 5 亿元
gdp TJ 2015 annual 6 亿元
pop TJ 2014-12-31 stock 7 万人
pop TJ 2015-12-31 stock 8 万人""",
    ),
    Case(
        "bilingual labels in one cell",
        """
地 区 Region|2014|2015
北 京 Beijing|1.5|2.5
天 津 Tianjin|3.5|4.5""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp BJ 2015 annual 2.5 亿元
gdp TJ 2014 annual 3.5 亿元
gdp TJ 2015 annual 4.5 亿元""",
        tab="地区生产总值(亿元)",
    ),
    Case(
        "bilingual labels in two columns, the English one last",
        """
地区|2014|Region
北京|1.5|Beijing
天津|2.5|Tianjin""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp TJ 2014 annual 2.5 亿元""",
        tab="地区生产总值(亿元)",
    ),
    Case(
        "spaces, short names and wrong ranks that are safe; others with near misses",
        """
地区|2014
全   国|1
内蒙 古|2
新疆省|3
西藏省|4
广西省|5
江两|6
京|7""",
        """
gdp CN 2014 annual 1 亿元
gdp NM 2014 annual 2 亿元
gdp XJ 2014 annual 3 亿元
gdp XZ 2014 annual 4 亿元
gdp GX 2014 annual 5 亿元
gdp BJ 2014 annual 7 亿元""",
        rejects="unknown_name B7",
        tab="地区生产总值(亿元)",
    ),
    Case(
        "footnote marks on names and figures",
        """
地区|2014①|2015[1]
北京*|1.5②|2.5³
天津 注1|3.5*|4.5（注）""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp BJ 2015 annual 2.5 亿元
gdp TJ 2014 annual 3.5 亿元
gdp TJ 2015 annual 4.5 亿元""",
        tab="地区生产总值(亿元)",
    ),
    Case(
        "full-width digits and separators",
        """
地区|２０１４年
北京|２１，３３０．８
天津|15,726.93
河北|29 421.2""",
        """
gdp BJ 2014 annual 21330.8 亿元
gdp TJ 2014 annual 15726.93 亿元
gdp HE 2014 annual 29421.2 亿元""",
        tab="地区生产总值(亿元)",
    ),
    Case(
        "each mark of missing is counted by kind, none is zero",
        """
地区|2010|2011|2012|2013|2014|2015|2016
北京|…|—|-|暂无|N/A||0
天津|......|——|－|暂缺|n.a.||1""",
        """
gdp BJ 2016 annual 0 亿元
gdp TJ 2016 annual 1 亿元""",
        missing={"…": 2, "—": 4, "暂无": 2, "N/A": 2, "blank": 2},
        tab="地区生产总值(亿元)",
    ),
    Case(
        "states of a figure, in the heading and in the cell",
        """
地区|2013年|2014年(初步)|2015年快报数|2016
北京|1|2|3|4p
天津|5r|6|7|★8""",
        """
gdp BJ 2013 annual 1 亿元
gdp BJ 2014 annual 2 亿元 provisional
gdp BJ 2015 annual 3 亿元 provisional
gdp BJ 2016 annual 4 亿元 provisional
gdp TJ 2013 annual 5 亿元 revised
gdp TJ 2014 annual 6 亿元 provisional
gdp TJ 2015 annual 7 亿元 provisional
gdp TJ 2016 annual 8 亿元 provisional""",
        tab="地区生产总值(亿元)",
    ),
    Case(
        "words that bound a figure",
        """
地区|2014
北京|近3000
天津|超2.5
河北|8800余
新疆|约5
西藏|1-1.5""",
        """
gdp BJ 2014 annual 3000 亿元 nearly
gdp TJ 2014 annual 2.5 亿元 at_least
gdp HE 2014 annual 8800 亿元 and_more
gdp XJ 2014 annual 5 亿元 about
gdp XZ 2014 annual 1-1.5 亿元 range""",
        tab="地区生产总值(亿元)",
    ),
    Case(
        "a unit in the cell goes before the one in the heading",
        """
地区|2014
北京|2.13万亿元
天津|15727
河北|3万人""",
        """
gdp BJ 2014 annual 2.13 万亿元
gdp TJ 2014 annual 15727 亿元""",
        rejects="unit_mismatch B4",
        tab="地区生产总值(亿元)",
    ),
    Case(
        "quarters, halves and 1—8月 across",
        """
地区|2014Q1|2014年一季度|2014年上半年|2014年1—8月|2014年9月
北京|1|1|2|3|4""",
        """
retail BJ 2014-Q1 quarterly 1 亿元
retail BJ 2014-Q1 quarterly 1 亿元
retail BJ 2014-H1 half_yearly 2 亿元
retail BJ 2014-01/2014-08 ytd 3 亿元
retail BJ 2014-09 monthly 4 亿元""",
        tab="社会消费品零售总额(亿元)",
    ),
    Case(
        "parts of a year under the year",
        """
地区|2014||2015|
|一季度|1—8月|一季度|1—8月
北京|1.5|2.5|3.5|4.5""",
        """
retail BJ 2014-Q1 quarterly 1.5 亿元
retail BJ 2014-01/2014-08 ytd 2.5 亿元
retail BJ 2015-Q1 quarterly 3.5 亿元
retail BJ 2015-01/2015-08 ytd 4.5 亿元""",
        tab="社会消费品零售总额(亿元)",
    ),
    Case(
        "year down, part of the year across",
        """
年份|一季度|二季度
2014|1.5|2.5""",
        """
retail BJ 2014-Q1 quarterly 1.5 亿元
retail BJ 2014-Q2 quarterly 2.5 亿元""",
        tab="北京社会消费品零售总额(亿元)",
    ),
    Case(
        "year-ends for stocks",
        """
地区|2014年末|2015年底
北京|2151.6|2170.5""",
        """
pop BJ 2014-12-31 stock 2151.6 万人
pop BJ 2015-12-31 stock 2170.5 万人""",
        tab="常住人口(万人)",
    ),
    Case(
        "wide names with the year inside",
        """
name|gdp1992|gdp_2014|人均GDP2014
Beijing|1.5|2.5|3""",
        "",
        rejects="no_unit B2\nno_unit C2\nno_unit D2",
    ),
    Case(
        "unit at the end of a column's name",
        """
province|year|gdp_100m_yuan|urban_rate_pct
北京|2014|21330.8|86.4""",
        """
gdp BJ 2014 annual 21330.8 100 million yuan
urban_rate BJ 2014 annual 86.4 %""",
    ),
    Case(
        "a figure that looks like a year is a figure",
        """
地区|年份|常住人口(万人)
北京|2010|1962
北京|2011|2019
天津|2012|1413""",
        """
pop BJ 2010-12-31 stock 1962 万人
pop BJ 2011-12-31 stock 2019 万人
pop TJ 2012-12-31 stock 1413 万人""",
    ),
    Case(
        "a wide row of figures that look like years",
        """
地区|2010|2011|2012
北京|1962|2019|2069""",
        """
pop BJ 2010-12-31 stock 1962 万人
pop BJ 2011-12-31 stock 2019 万人
pop BJ 2012-12-31 stock 2069 万人""",
        tab="常住人口(万人)",
    ),
    Case(
        "origin and destination: rows give, columns receive",
        """
2023年技术合同成交额(亿元)
流出地|北京|天津|河北
北京|—|1.5|2.5
天津|3.5|—|4.5""",
        """
contracts BJ→TJ 2023 annual 1.5 亿元
contracts BJ→HE 2023 annual 2.5 亿元
contracts TJ→BJ 2023 annual 3.5 亿元
contracts TJ→HE 2023 annual 4.5 亿元""",
        missing={"—": 2},
    ),
    Case(
        "origin and destination as columns of a long table",
        """
from|to|year|技术合同成交额(亿元)
北京|天津|2023|1.5""",
        "contracts BJ→TJ 2023 annual 1.5 亿元",
    ),
    Case(
        "counties of one name in two cities, told apart by the city above",
        """
地区生产总值(亿元)
地区|2014
石家庄市|10
  桥西区|1
张家口市|20
  桥西区|2
桥西区|3""",
        """
gdp SJZ 2014 annual 10 亿元
gdp SJZ-QX 2014 annual 1 亿元
gdp ZJK 2014 annual 20 亿元
gdp ZJK-QX 2014 annual 2 亿元""",
        rejects="ambiguous_name B7",
    ),
    Case(
        "units that do not fit are refused, ratios and rates are read",
        """
2014年
指标|北京
PM2.5年均浓度(微克/立方米)|85.9
死亡率(‰)|4.92
城镇化率(%)|86.35
常住人口(亿元)|1
专利授权量(件)|74661""",
        """
pm25 BJ 2014 annual 85.9 微克/立方米
death BJ 2014 annual 4.92 ‰
urban_rate BJ 2014 annual 86.35 %
patents BJ 2014 annual 74661 件 exact""",
        rejects="unit_mismatch B6",
    ),
    Case(
        "a bracket that narrows the meaning becomes the definition; prices the price basis",
        """
2014年
指标|北京
固定资产投资(不含农户)(亿元)|7.5
地区生产总值(当年价)(亿元)|8.5""",
        """
invest BJ 2014 annual 7.5 亿元 [不含农户]
gdp BJ 2014 annual 8.5 亿元 current""",
    ),
    Case(
        "an index of something is not the thing",
        """
2014年
指标|北京
地区生产总值指数(上年=100)|107.3""",
        "",
        rejects="unknown_name B3",
    ),
    Case(
        "a title whose words hold digits like a year",
        """
表50 二产2000年价(亿元)
地区|2014
北京|1.5""",
        "",
        rejects="no_indicator B3",
    ),
    Case(
        "a group heading that changes the meaning keeps its columns out",
        """
地区|农村||总量
|地区生产总值(亿元)|常住人口(万人)|地区生产总值(亿元)
北京|1.5|2.5|3.5""",
        "gdp BJ 2014 annual 3.5 亿元",
        rejects="unclear_heading B3\nunclear_heading C3",
        tab="2014",
    ),
    Case(
        "a section that changes the meaning keeps its rows out",
        """
指标|2014
规模以上工业企业|
固定资产投资(亿元)|1.5
主要经济指标|
固定资产投资(亿元)|2.5""",
        "invest BJ 2014 annual 2.5 亿元",
        rejects="unknown_section B3",
        tab="北京",
    ),
    Case(
        "a title that speaks of something else goes before the sheet's name",
        """
工业总产值(亿元)
地区|2014
北京|1.5""",
        "",
        rejects="no_indicator B3",
        tab="GDP",
    ),
    Case(
        "a second table without a title goes on only where it begins alike",
        """
地区生产总值(亿元)
地区|2014
北京|1.5

地区|2015
北京|2.5

品种|2015
北京|3.5""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp BJ 2015 annual 2.5 亿元""",
        rejects="no_indicator B9",
    ),
    Case(
        "no heading, no period, no unit, no party: each is said",
        """
地区|2014|2015
北京|1|2
|3|4""",
        """
gdp BJ 2014 annual 1 亿元
gdp BJ 2015 annual 2 亿元""",
        rejects="no_label B3\nno_label C3",
        tab="地区生产总值(亿元)",
    ),
    Case(
        "a column that tells rows apart but is not understood keeps both out",
        """
地区|年份|地区生产总值(亿元)|版本
北京|2014|21330.8|普查前
北京|2014|22926.0|普查后
天津|2014|15726.9|普查前""",
        "gdp TJ 2014 annual 15726.9 亿元",
        rejects="repeated C2\nrepeated C3",
    ),
    Case(
        "words among figures",
        """
地区|2014|2015
北京|1.5|见附表
天津|2.5|3.5""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp TJ 2014 annual 2.5 亿元
gdp TJ 2015 annual 3.5 亿元""",
        rejects="not_a_number C2",
        tab="地区生产总值(亿元)",
    ),
    Case(
        "a column of words under a year is refused, not left unused",
        """
地区|2014|2015
北京|1.5|见附表
天津|2.5|见附表""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp TJ 2014 annual 2.5 亿元""",
        rejects="not_a_number C2\nnot_a_number C3",
        tab="地区生产总值(亿元)",
    ),
    Case(
        "numbered rows, and sections by Chinese numerals",
        """
2014年
指标|单位|北京
一、综合||
1.地区生产总值|亿元|1.5
(2)常住人口|万人|2.5
二、人民生活||
3、人均地区生产总值|元|3""",
        """
gdp BJ 2014 annual 1.5 亿元
pop BJ 2014-12-31 stock 2.5 万人
gdp_pc BJ 2014 annual 3 元""",
    ),
    Case(
        "corner with a slash: 地区\\年份",
        """
地区\\年份|2014|2015
北京|1.5|2.5""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp BJ 2015 annual 2.5 亿元""",
        tab="GDP(亿元)",
    ),
    Case(
        "codes stand in for names where there are none",
        """
party_code|2014
BJ|1.5
TJ|2.5""",
        """
gdp BJ 2014 annual 1.5 亿元
gdp TJ 2014 annual 2.5 亿元""",
        tab="GDP(亿元)",
    ),
    Case(
        "SDMX-CSV 2.0",
        """
STRUCTURE|STRUCTURE_ID|ACTION|REF_AREA|INDICATOR|TIME_PERIOD|OBS_VALUE|UNIT_MEASURE|UNIT_MULT|OBS_STATUS
dataflow|X:DF(1.0)|I|BJ|gdp|2014|21.5|CNY|9|P
dataflow|X:DF(1.0)|I|TJ|gdp|2014-Q1|3.5|CNY|6|A""",
        """
gdp BJ 2014 annual 21.5 billion CNY provisional
gdp TJ 2014-Q1 quarterly 3.5 million CNY""",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_layout(case: Case, names: Names) -> None:
    """The facts, the rejects and the counts of missing are those a person would write down."""
    outcome = read(case, names)
    assert sorted(written(outcome)) == sorted(
        case.facts.split("\n")[1:] if "\n" in case.facts else [case.facts] if case.facts else []
    )
    found = "\n".join(f"{r.code} {r.cell}" for r in outcome.rejects)
    assert found == case.rejects
    for kind, count in case.missing.items():
        assert outcome.tally.missing[kind] == count
    assert outcome.tally.cells == outcome.tally.accounted
    assert len(outcome.rows) == outcome.tally.facts


def test_there_are_enough_cases() -> None:
    """At least forty layouts and oddities are covered."""
    assert len({case.name for case in CASES}) >= 40
