"""Names in a text: where they end, where they are part of another name, a text without them."""

from __future__ import annotations

import re

from yipan.core.indicators import Indicator
from yipan.reading.text.names import Place

# 北京大学, 上海银行, 北京时间: a place that is part of another name; 中国式.
_PART_OF_NAME = re.compile(
    r"(?:[^有所的家个，。、与和]{0,4}(?:大学|学院|银行|证券|日报|晚报|研究院|法院)|时间|路(?!上|网)|式|共产党|人民银行|移动|联通|电信|梦|特色|科学院|工程院|冬奥)"
)
# 中国星网、中国中化等央企: companies, not the country.
_COMPANY = re.compile(
    r"[\u4e00-\u9fff]{2,3}(?:、中国|(?:等)?(?:[0-9]+|[一二三四五六七八九十两]+)家|等央企|集团|公司)"
)


def after_its_year(
    named: tuple[int, int, Place | Indicator], text: str
) -> tuple[int, int, Place | Indicator]:
    """2024年末常住人口: 年末 belongs to the year before the name, not to the name."""
    start, end, thing = named
    dated = text.startswith(("年末", "年底"), start) and start and text[start - 1].isdigit()
    return (start + 2, end, thing) if dated and end - start > 4 else named


def is_part_of_name(text: str, start: int, end: int) -> bool:
    """Whether a place is part of the name of something else: 北京大学, 中国星网."""
    if _PART_OF_NAME.match(text, end):
        return True
    return text[start:end] == "中国" and _COMPANY.match(text, end) is not None


def mask(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with each span blanked by a private character, lengths kept."""
    parts: list[str] = []
    last = 0
    for start, end in spans:
        parts.append(text[last:start])
        parts.append("\ue000" * (end - start))
        last = end
    parts.append(text[last:])
    return "".join(parts)
