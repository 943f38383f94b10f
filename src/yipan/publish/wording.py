"""Words and figures as both faces show them: the terminal and the page."""

from __future__ import annotations

from fractions import Fraction

from yipan.core.interval import decimal_text
from yipan.core.printed import said
from yipan.core.words import Words
from yipan.facts.conflicts.model import ConflictClass, Severity
from yipan.facts.record import Fact

CLASSES: dict[ConflictClass, Words] = {
    ConflictClass.CONTRADICTION: Words("同一来源自相矛盾", "one source, two values"),
    ConflictClass.PARTS: Words("分项与总数不合", "parts against the whole"),
    ConflictClass.IDENTITY: Words("恒等关系不成立", "broken identity"),
    ConflictClass.BOUNDS: Words("超出可能范围", "out of bounds"),
    ConflictClass.VINTAGE: Words("版本不同", "different vintage"),
    ConflictClass.SOURCES: Words("来源不一", "sources differ"),
    ConflictClass.GROWTH: Words("变动不合理", "implausible change"),
    ConflictClass.DEFINITION: Words("口径或价格基准不同", "definition or price basis"),
}
SEVERITIES: dict[Severity, Words] = {
    Severity.HARD: Words("不可能同真", "cannot all be true"),
    Severity.SOFT: Words("存疑", "doubtful"),
    Severity.NOTE: Words("可解释", "explained"),
}
ROWS: dict[str, Words] = {
    "figure": Words("数值", "figure"),
    "correction": Words("更正", "correction"),
    "withdrawal": Words("撤回", "withdrawal"),
}
NOT_KNOWN = Words("不详", "not known")


def figure(fact: Fact, lang: str) -> str:
    """The numeral as printed, with its unit and qualifier: 近2.5万件."""
    return said(fact.value, fact.qualifier, fact.unit, lang)


def signed_percent(first: Fraction, last: Fraction, unit: str, lang: str) -> str:
    """The change from first to last: relative, but of percentages in points."""
    if unit in {"%", "‰"}:
        points = Words("个百分点", " pp") if unit == "%" else Words("个千分点", " ‰ pts")
        return f"{_signed(last - first, 1)}{points.pick(lang)}"
    return f"{_signed((last / first - 1) * 100, 1)}%" if first else "—"


def published(fact: Fact, lang: str) -> str:
    """The date of publication as far as it is known."""
    return fact.published_on or NOT_KNOWN.pick(lang)


def _signed(value: Fraction, places: int) -> str:
    text = decimal_text(value, places)
    return text if text.startswith("-") else f"+{text}"
