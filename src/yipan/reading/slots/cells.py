"""Cells of a table as quantities: what its headers, its row and its caption say of each number."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from yipan.core.indicators import Indicator
from yipan.core.interval import Interval
from yipan.core.period import UNDATED, Period, classify
from yipan.core.printed import last_digit_step
from yipan.core.units import SCALES, find_unit
from yipan.reading.model import Quantity
from yipan.reading.slots import frames
from yipan.reading.slots.readings import Reading, Vocabulary, take
from yipan.reading.text import tables
from yipan.reading.text.names import Place
from yipan.reading.text.numbers import unit_parts
from yipan.reading.text.sentences import cut
from yipan.reading.text.source import Block, Zone, clean
from yipan.reading.text.tables import Cell, Grid
from yipan.reading.text.times import Clock, resolve
from yipan.reading.text.unit_words import counts_whole

_PROSE_CELL = 13
_UNITS_APART = re.compile(r"[、，,;；\s]+")
_UNIT_OF = re.compile(r"([\u4e00-\u9fffA-Za-z0-9.]{2,8}?)[:：为]\s*([^\s()（）:：、，,;；]{1,12})")
# 单位：万人、亿元: which of them a header asks for.
_ASKS = (
    (re.compile(r"人均|户均|单价|均价"), "none"),
    (re.compile(r"人次|客流|客运量|游客"), "person_times"),
    (
        re.compile(
            r"收入|支出|[总产投金余销]额|产值|增加值|资金|投资|利润|税|费用|经费|结余|资产|负债"
        ),
        "money",
    ),
    (re.compile(r"人数|人口|人员|学生|教师|职工"), "persons"),
    (re.compile(r"企业|单位|机构|户数|家数"), "establishments"),
    (re.compile(r"面积"), "area"),
    (re.compile(r"产量|重量"), "mass"),
)
# Headers of rates: 增长%, 同比±%; with % among the units of the table also 增长, 占比.
_PERCENT_HEAD = re.compile(r"%\s*\)?\Z")
_RATE_HEAD = re.compile(
    r"增[长速幅减]|涨幅|降幅|升降|同比|环比|±|比[重例]|占|率\Z|构成|比上年|进度"
)
# 2019年地区生产总值, R&D经费2024, 1—7月累计: a header with its time before or behind.
_TIME_HEAD = re.compile(
    r"(?P<y>(?:19|20)\d\d年(?:末|底|\d{1,2}(?:[-—–~至]\d{1,2})?月)?|\d{1,2}[-—–~至]\d{1,2}月)(?=[\u4e00-\u9fffA-Za-z(])"
    r"|(?<=[\u4e00-\u9fff)])\s*(?P<z>(?:19|20)\d\d)年?\Z"
)


# R&D经费投入强度与北京之比: reckoned from the indicator, not the indicator.
_DERIVED = re.compile(r"之[比差和]\Z|比值|差距|位次|排[名位序]|贡献率")
# R&D经费来源中政府资金占比: a share of it, told behind its name.
_SHARE_BEHIND = re.compile(r"(?:占比|占[^()]{1,12}|比重|份额)\s*(?:\(|\Z)")
_YEAR_BEFORE = re.compile(r"(?:上年|去年)")


@dataclass(slots=True)
class _Label:
    place: Place | None = None
    indicator: Indicator | None = None
    period: Period | None = None
    unit: str = ""
    name: str = ""


def read_table(
    reading: Reading, framer: frames.Framer, block: Block, vocabulary: Vocabulary, unit_line: str
) -> None:
    raw = reading.document.raw
    made = tables.grid(raw, block)
    if made is None:
        return
    made.number = len(reading.grids)
    caption = (
        reading.captions[-1]
        if reading.captions and reading.captions[-1].end <= made.span[0]
        else None
    )
    if caption and made.span[0] - caption.end < 200 and caption.kind != "图":
        made.caption, made.caption_number = caption.text, caption.number
        made.caption_span = (caption.start, caption.end)
    _units_of(made, unit_line)
    add_grid(reading, framer, made, vocabulary)


def _units_of(made: Grid, line: str) -> None:
    """单位：亿元、% and 货物：百万吨；集装箱：万标准箱 and 一氧化碳为毫克/立方米."""
    named = [u for u in _UNITS_APART.split(line) if u]
    amounts = [u for u in named if u != "%" and _is_unit(u)]
    made.unit, made.rates = line, False
    if len(named) > 1:
        made.unit = amounts[0] if len(amounts) == 1 else "" if amounts else "%"
        made.units, made.rates = tuple(amounts), "%" in named
    for name, unit in _UNIT_OF.findall(made.caption + "；" + line):
        if name != "单位" and _is_unit(unit):
            made.unit_of[name] = unit


def add_grid(reading: Reading, framer: frames.Framer, made: Grid, vocabulary: Vocabulary) -> None:
    """Turn the cells of a grid into quantities."""
    reading.grids.append(made)
    labels: dict[str, _Label] = {}

    def label(text: str) -> _Label:
        if text not in labels:
            labels[text] = _label(text, vocabulary, framer)
        return labels[text]

    _date_the_year_before(made, label)
    made.of_places = any(label(c.text).place for row in made.body for c in row[: made.labels])
    caption = label(made.caption) if made.caption else _Label()
    cells = reading.cells.setdefault(made.number, [])
    for row in made.body:
        heads = [label(c.text) for c in row[: made.labels] if c.text]
        for column in range(made.labels, len(row)):
            cell = row[column]
            if len(cell.text) >= _PROSE_CELL:
                _prose_cell(reading, framer, cell, row[0], vocabulary)
                continue
            over = [h[column].text for h in made.header if column < len(h) and h[column].text]
            above = [label(text) for text in over]
            quantity = _cell_quantity(reading, framer, made, cell, [*heads, *above], caption, over)
            if quantity is not None:
                cells.append(quantity)
                reading.document.quantities.append(quantity)


def _date_the_year_before(made: Grid, label: Callable[[str], _Label]) -> None:
    """上年同期 is of the time of the column before it, a year earlier."""
    for row in made.header:
        last: Period | None = None
        for cell in row[made.labels :]:
            own = label(cell.text) if cell.text else _Label()
            if own.period is None and last is not None and _YEAR_BEFORE.match(cell.text):
                own.period = _year_before(last)
            last = own.period if own.period and not _YEAR_BEFORE.match(cell.text) else last


def _year_before(period: Period) -> Period | None:
    start, end = period.start, period.end
    try:
        earlier = start and start.replace(year=start.year - 1), end and end.replace(year=end.year - 1)  # fmt: skip
    except ValueError:
        return None
    return classify(*earlier) if earlier[0] and earlier[1] else None


def _label(text: str, vocabulary: Vocabulary, framer: frames.Framer) -> _Label:
    """What a header says: place, indicator, period, unit; the bare words where it is none."""
    folded, _, _ = clean(text, [(0, len(text))])
    clock = framer.setting.clock
    found = _Label()
    unit = tables.UNIT_IN_BRACKETS.search(folded)
    if unit and unit_parts("", unit[1])[3] and _is_unit(unit[1]):
        found.unit = unit[1]
        folded = folded[: unit.start()] + folded[unit.end() :]
    bare = folded.strip()
    period = resolve(
        bare if not bare.isdigit() or len(bare) != 4 else bare + "年",
        Clock(clock.anchor, clock.named),
    )
    found.period = period or _time_in(bare, clock)
    if _is_bare_unit(bare):
        found.unit = bare
        return found
    for token in vocabulary.lexer.tokens(bare):
        if token.kind == "L" and found.place is None:
            found.place = token.value
        elif token.kind == "G" and found.place is None:
            found.place = framer.counted_place(bare[token.start : token.end])  # 四市合计
        elif token.kind == "I" and found.indicator is None and not _DERIVED.search(bare):
            shared = _SHARE_BEHIND.search(bare, token.end)
            found.indicator = None if shared else token.value
    found.name = bare if period is None and found.place is None else ""
    return found


def _time_in(words: str, clock: Clock) -> Period | None:
    """The time that a header begins or ends with."""
    match = _TIME_HEAD.match(words) or _TIME_HEAD.search(words)
    if match is None:
        return None
    text = match["y"] or match["z"] + "年"
    return resolve(text, Clock(clock.anchor, clock.named))


def _is_bare_unit(text: str) -> bool:
    """A label that is a unit and nothing else: 亿立方米 in a column of units."""
    found = find_unit(text) if 0 < len(text) < _PROSE_CELL else None
    return found is not None and found.dimension not in {"number", "index", "points", "years"}


def _is_unit(text: str) -> bool:
    return find_unit(text) is not None or text in {"%", "张", "亿元", "万人"}


def _cell_quantity(
    reading: Reading,
    framer: frames.Framer,
    made: Grid,
    cell: Cell,
    labels: list[_Label],
    caption: _Label,
    heads: list[str],
) -> Quantity | None:
    match = tables.numeric(cell.text)
    if match is None:
        return None
    text = match["n"]
    mid = Fraction(text.replace(",", ""))
    unit = match["u"] or next((one.unit for one in reversed(labels) if one.unit), "")
    unit = unit or ("%" if _is_rate(made, heads) else _unit_told(made, heads, labels))
    scale, base = split_unit(unit)
    printed, base_unit, factor, dimension = unit_parts(scale, base)
    indicator = next((one.indicator for one in reversed(labels) if one.indicator), None)
    if indicator is None and (caption.indicator is None or _measures(caption.indicator, dimension)):
        indicator = caption.indicator
    whole = not scale and "." not in text and counts_whole(dimension) and unit not in {"", "元"}
    step = Fraction(0) if whole else last_digit_step(text.replace(",", ""))
    interval = Interval(mid - step / 2, mid + step / 2)
    place = next((one.place for one in reversed(labels) if one.place), None) or caption.place
    period = next((one.period for one in labels if one.period), None) or caption.period or UNDATED
    framer.count += 1
    start = cell.start + match.start("n")
    end = cell.start + (match.end("u") if match["u"] else match.end("n"))
    name = next((one.name for one in reversed(labels) if one.name), "")
    return Quantity(
        f"{framer.prefix}q{framer.count}", reading.document.index, start, end, cell.text[match.start("n") : end - cell.start],
        mid, step, interval, "exact" if whole else "rounded", printed, base_unit, factor, dimension,
        indicator.slug if indicator else None, name or (indicator.name_zh if indicator else made.caption or None),
        place.name if place else None if made.of_places else framer.party_name(framer.setting.default), period,
        () if place else ("party",), "level", made.number,
    )  # fmt: skip


def _measures(indicator: Indicator, dimension: str) -> bool:
    """Whether what the caption names can be measured so: a share is no expenditure."""
    unit = find_unit(indicator.unit) if indicator.unit else None
    if unit is None or dimension == "number":
        return True
    return (dimension == "percent") == (unit.dimension == "percent")


def split_unit(unit: str) -> tuple[str, str]:
    """万亿元 into its scale word and its base."""
    for word in sorted(SCALES, key=len, reverse=True):
        if unit.startswith(word) and unit[len(word) :]:
            known = find_unit(unit) if word in {"百", "千"} else None
            if word in {"百", "千"} and (known is None or known.scale == 1):
                continue  # 千瓦, 百分点
            return word, unit[len(word) :]
    return "", unit


def _unit_told(made: Grid, heads: list[str], labels: list[_Label]) -> str:
    """The unit that the caption gives this thing, or that of several which its name asks for."""
    words = "|".join([*heads, *(one.name for one in labels)])
    own = next((unit for name, unit in made.unit_of.items() if name in words), "")
    if own or len(made.units) < 2:
        return own or made.unit
    for pattern, dimension in _ASKS:
        if pattern.search(words):
            known = ((u, find_unit(u)) for u in made.units)
            return next((u for u, one in known if one and one.dimension.startswith(dimension)), "")
    return ""


def _is_rate(made: Grid, heads: list[str]) -> bool:
    """Whether a header without a unit of its own heads rates."""
    return any(
        _PERCENT_HEAD.search(head) or (made.rates and _RATE_HEAD.search(head)) for head in heads
    )


def _prose_cell(
    reading: Reading, framer: frames.Framer, cell: Cell, head: Cell, vocabulary: Vocabulary
) -> None:
    text, starts, raws = clean(reading.document.raw, [(cell.start, cell.end)])
    block = Block(Zone.TABLE, text, starts, raws, paragraph=-2 - len(reading.sentences))
    sentences = cut(
        block,
        vocabulary.lexer.tokens(text),
        reading.document.index,
        len(reading.sentences),
        tabular=True,
    )
    reading.rows.append((len(reading.grids) - 1, head, sentences))
    take(reading, framer, sentences)
