"""Parties as paths: `冀/唐山/曹妃甸`. The first segment is read through its aliases."""

from __future__ import annotations

SHORT: dict[str, str] = {
    "北京": "京",
    "北京市": "京",
    "天津": "津",
    "天津市": "津",
    "河北": "冀",
    "河北省": "冀",
    "中央财政": "中央",
    "云南": "云",
    "云南省": "云",
    "贵州": "贵",
    "贵州省": "贵",
    "四川": "川",
    "四川省": "川",
    "安徽": "皖",
    "安徽省": "皖",
    "浙江": "浙",
    "浙江省": "浙",
    "山东": "鲁",
    "山东省": "鲁",
}


def canonical_party(text: str) -> str:
    """The party a text names; blanks around segments do not count."""
    segments = [segment.strip() for segment in text.split("/")]
    segments[0] = SHORT.get(segments[0], segments[0])
    return "/".join(segments)


def contains(whole: str, part: str) -> bool:
    """Whether `part` is `whole` or lies below it."""
    return part == whole or part.startswith(whole + "/")
