"""The keys of report.yaml. The reader refuses all others; the reference page is made of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key: the form of its value and what it is for."""

    name: str
    form: str
    help: str
    help_zh: str


TOP: tuple[Key, ...] = (
    Key("title", "words", "title of the report, as text or as zh and en", "报告标题"),
    Key("subtitle", "words", "second line of the title page", "副标题"),
    Key("imprint", "words", "who publishes it; shown under the title", "署名"),
    Key("sections", "list", "the chapters in their order", "各章,依次"),
    Key("wording", "mapping", "sentences of your own in place of the usual ones",
        "替换默认句式"),
)  # fmt: skip

SECTION: tuple[Key, ...] = (
    Key("title", "words", "the heading; {domain} stands for the domain", "标题;{domain} 代表领域"),
    Key("domain", "text", "domain of indicators.csv: its indicators are what the blocks below show "
        "where they name none", "领域:以下各块未写指标时取此领域"),
    Key("each", "domain", "repeats the section for every domain that has figures",
        "每个有数据的领域重复一次"),
    Key("blocks", "list", "what stands under the heading", "内容"),
    Key("sections", "list", "sections below this one", "下级各节"),
)  # fmt: skip

# What a block shows: the keys it takes beside `show`.
BLOCKS: dict[str, tuple[Key, ...]] = {
    "text": (
        Key("words", "words", "a paragraph; {indicator | party | period} prints the figure with "
            "its unit. Numbers are not written by hand: only years may be", "一段文字;"
            "{指标 | 方 | 时期} 印出带单位的数字;除年份外不手写数字"),
    ),
    "trend": (
        Key("indicators", "list", "one paragraph each", "每项指标一段"),
        Key("parties", "list", "one sentence each; the headline's parties unless given",
            "每方一句,默认为首页各方"),
        Key("from", "year", "first year; the earliest figure unless given", "起始年,默认最早"),
        Key("to", "year", "last year; the latest figure unless given", "终止年,默认最近"),
    ),
    "figure": (
        Key("form", "lines, slope, dumbbell, heat, waterfall, flow, tiles or areas",
            "how it is drawn", "图式"),
        Key("title", "words", "title of the figure", "图题"),
        Key("indicators", "list", "what is shown; one for slope, dumbbell, waterfall, flow, tiles",
            "所示指标"),
        Key("parties", "list", "who is shown; for flow ordered pairs such as 京→津",
            "所示各方;flow 为有向对"),
        Key("from", "year", "first year", "起始年"),
        Key("to", "year", "last year", "终止年"),
        Key("columns", "number", "panels in a row (lines)", "每行几幅"),
        Key("map", "text", "GeoJSON file of the board, for areas; features have the property code",
            "areas 所用 GeoJSON"),
    ),
    "table": (
        Key("of", "change, years, latest or facts", "first and last value with the change; every "
            "year; the latest value of each party; printed figures one by one",
            "change 首末与变化、years 历年、latest 最近、facts 逐条"),
        Key("title", "words", "title of the table", "表题"),
        Key("indicators", "list", "what is shown", "所示指标"),
        Key("parties", "list", "who is shown", "所示各方"),
        Key("from", "year", "first year", "起始年"),
        Key("to", "year", "last year", "终止年"),
    ),
    "findings": (
        Key("frame", "progress or problem", "only these findings", "只列成效或问题"),
        Key("domains", "list", "only findings of these domains", "只列这些领域"),
    ),
    "required": (
        Key("frame", "progress or problem", "only these findings", "只列成效或问题"),
    ),
    "conflicts": (
        Key("most", "number", "at most so many, the gravest first", "至多几处,重者在前"),
        Key("title", "words", "title of the table", "表题"),
    ),
    "lever": (
        Key("scenario", "text", "name of a scenario of the board (scenarios/NAME.yaml): its "
            "arithmetic, the fan with the lever in place, goals and limits",
            "情景名:核算、扇形图、目标与限度"),
        Key("title", "words", "title of the table", "表题"),
    ),
    "levers": (
        Key("title", "words", "title of the table; every scenario of the board: what its levers "
            "move in the last year and what its compacts settle, by arithmetic alone",
            "表题;盘上每个情景:杠杆在末年调动什么、约结算什么,只作算术"),
    ),
    "compacts": (
        Key("title", "words", "title of the table; each compact settled on the board's facts, "
            "else what is missing", "表题;每份约按盘上之据结算,否则写明缺什么"),
    ),
    "rows": (
        Key("table", "text", "name of a further table of board.yaml", "board.yaml 中的其他表"),
        Key("title", "words", "title of the table", "表题"),
        Key("columns", "mapping", "column of the file: its head as words; a head in one "
            "language only shows the column in that language", "列名:表头;"
            "只写一种语言则只在该语言出现"),
    ),
    "sources": (),
    "rule": (),
}  # fmt: skip

# Sentences that a plan may replace, with the names that may stand in them.
WORDING: dict[str, str] = {
    "rise": "party indicator first_year first last_year last change basis",
    "fall": "party indicator first_year first last_year last change basis",
    "rise_points": "party indicator first_year first last_year last change",
    "fall_points": "party indicator first_year first last_year last change",
    "same": "party indicator first_year last_year last",
    "apart": "party indicator first_year first last_year last",
    "single": "party indicator last_year last",
}


def every_key() -> list[tuple[str, Key]]:
    """(where, key) of all keys, for the reference page and the test of the docs."""
    found = [("", key) for key in TOP]
    found += [("sections[]", key) for key in SECTION]
    found += [(f"show: {show}", key) for show, keys in BLOCKS.items() for key in keys]
    return found
