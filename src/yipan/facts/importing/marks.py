"""Marks that stand beside words and figures: footnotes, and words for the state of a figure."""

from __future__ import annotations

import re

# Before any folding: NFKC would turn ² and ① into digits.
_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱ"
_CIRCLED = "①-⑳㉑-㉟❶-❿⓵-⓾⑴-⒇ⓐ-ⓩ"
_SIGNS = "*＊†‡§¶※△▲◆●"
_NOTE = re.compile(
    rf"(?:(?<![米m里M])[{_SUPERSCRIPT}]+|[{_CIRCLED}{_SIGNS}]+|[\[［【]\s*(?:注\s*)?[0-9a-z]{{1,2}}\s*[\]］】]"
    r"|[(\uff08]\s*注\s*\d{0,2}\s*[)\uff09]|注\s*\d{1,2}(?!\d)|(?<=\s)\d{1,2}[)\uff09](?=\s*\Z))"
)
_STATUS: tuple[tuple[str, str], ...] = (
    (
        r"初步(?:核算|统计|核实)?(?:数据?)?|快报(?:数据?)?|预报数?|暂定数?|provisional|prelim(?:inary)?\.?|p|★|☆",
        "provisional",
    ),
    (r"修订(?:后|数据?)?|调整(?:后|数)|revised|r", "revised"),
    (r"估计(?:数|值)?|预计(?:数|值)?|估算(?:数|值)?|estimated?|est\.?|e|f", "estimate"),
    (r"最终(?:核实)?(?:数据?)?|final", "final"),
)
_BRACKETED = [
    (re.compile(rf"\s*[(\[]\s*(?:{words})\s*[)\]]", re.IGNORECASE), status)
    for words, status in _STATUS
]
_TRAILING = [
    (re.compile(rf"(?:(?<=[\d.%年末])\s*|\s+|(?<=\d年))(?:{words})\s*\Z", re.IGNORECASE), status)
    for words, status in _STATUS
]
_LEADING_STAR = re.compile(r"\A\s*[★☆]\s*")


def strip_marks(text: str) -> str:
    """The text without footnote marks: ①, *, ², [1], 注1, (注)."""
    return _NOTE.sub("", text) if text else text


def read_status(text: str) -> tuple[str, str]:
    """The text without a mark of its state, and the state: (初步), 快报, p, ★, (r), 预计 …"""
    if _LEADING_STAR.match(text):
        return _LEADING_STAR.sub("", text), "provisional"
    for patterns in (_BRACKETED, _TRAILING):
        for pattern, status in patterns:
            rest, count = pattern.subn("", text)
            if count and rest.strip():
                return rest, status
    return text, ""
