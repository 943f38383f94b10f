"""References that point at something else: 见表1 beside figures of 表2, a caption on another subject.

A table is meant when the numbers of the sentence stand in it; where two or more of them stand in
another table, and none in this one, the reference is in doubt. A picture is judged by its caption.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from fractions import Fraction

from yipan.reading.model import Claim, Quantity, Trace
from yipan.reading.slots.readings import Caption, Reading
from yipan.reading.text.sentences import Sentence

_PLAIN = re.compile(
    r"[图表]\s?[0-9一二三四五六七八九十]+|(?:19|20)[0-9]{2}年?|[^\u4e00-\u9fff&]|情况|变化|趋势|对比|比较|分布|统计|部分|地区|历年|主要|现状|流向|及其?|各|三地|全国|的|与|和"
)
_AMOUNT = re.compile(r"额|值|收入|支出|投资|经费|产值|税|贷款|存款|元")
_BESIDE, _FEWEST, _SURE = 2, 2, 4
_DIGITS, _AROUND = 2, 6


def doubt_references(reading: Reading, claims: list[Claim]) -> None:
    """Turn agreed references into doubts where the evidence speaks against them."""
    agreed = [c for c in claims if c.relation == "reference_match" and c.verdict == "consistent"]
    if not agreed:
        return
    tables = _values(reading)
    captions = {(c.start, c.end): c for c in reading.captions}
    told = [s for s in reading.sentences if "f" in s.kinds]
    places = [s.raw[0] for s in told]
    for claim in agreed:
        caption = captions.get(claim.trace.items[0][1:]) if claim.trace.items else None
        spot = bisect_right(places, claim.span[0]) - 1
        if caption is None or spot < 0:
            continue
        sentence = told[spot]
        other = (
            _other_table(reading, tables, sentence, caption)
            if caption.kind == "表"
            else _other_subject(reading, sentence, caption, claim)
        )
        if other:
            claim.verdict, claim.severity, claim.reason = "inconsistent", "soft", "OTHER_SUBJECT"
            claim.formula = f"{claim.formula}; {other}"
            claim.trace = Trace("other_subject", claim.trace.left, items=claim.trace.items)


def _values(reading: Reading) -> dict[int, set[tuple[Fraction, str]]]:
    """The values of each table that have digits enough to be told by."""
    return {n: {_value(q) for q in cells if _told(q)} for n, cells in reading.cells.items()}


def _value(quantity: Quantity) -> tuple[Fraction, str]:
    return quantity.mid * quantity.scale, quantity.dimension


def _told(quantity: Quantity) -> bool:
    return len(re.sub("[^0-9]", "", quantity.text).lstrip("0")) > _DIGITS


def _other_table(
    reading: Reading,
    tables: dict[int, set[tuple[Fraction, str]]],
    sentence: Sentence,
    caption: Caption,
) -> str:
    """The caption of the table that holds the numbers of the sentence, where this one holds none."""
    grids = [(g.number, g.span[0]) for g in reading.grids]
    spot = bisect_left(grids, caption.end, key=lambda g: g[1])
    own = grids[spot][0] if spot < len(grids) else None
    values = {_value(q) for q in sentence.quantities if _told(q)}
    if own is None or not values or tables.get(own, set()) & values:
        return ""
    for number, start in grids[max(0, spot - _AROUND) : spot + _AROUND]:
        if number != own and len(tables.get(number, set()) & values) >= _FEWEST:
            before = bisect_right(reading.captions, start, key=lambda c: c.end) - 1
            held = [c for c in reading.captions[max(0, before - 1) : before + 1] if c.kind == "表"]
            return f"其中的数在{held[-1].text}" if held else "其中的数在另一张表"
    return ""


def _other_subject(reading: Reading, sentence: Sentence, caption: Caption, claim: Claim) -> str:
    """An amount in the caption, none in the sentence, and none of its words near."""
    core = _PLAIN.sub("", caption.text)
    pairs = {core[i : i + 2] for i in range(len(core) - 1)}
    near = [s for s in reading.beside(sentence) if abs(s.index - sentence.index) <= _BESIDE]
    words = "".join(s.text for s in near)
    shared = [p for p in pairs if p in words]
    if len(core) < _SURE or len(shared) * _SURE > len(pairs) or not _AMOUNT.search(core):
        return ""
    before = [q for q in sentence.quantities if q.end <= claim.span[0]]
    counted = before and not any(_money(q) or q.dimension == "percent" for q in before[-1:])
    return "句中所述不是图中的数额" if counted else ""


def _money(quantity: Quantity) -> bool:
    return quantity.dimension.startswith("money")
