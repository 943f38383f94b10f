"""The text of a document as HTML: judged words marked, the numbers they rest on addressable."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from html import escape, unescape

from yipan.core.words import Words
from yipan.reading.model import Claim, Document, Quantity

# Worst first, each with a sign of its own, so that colour says nothing alone.
KINDS: dict[str, tuple[str, Words]] = {
    "hard": ("✕", Words("不一致", "inconsistent")),
    "soft": ("!", Words("存疑", "doubtful")),
    "unverifiable": ("?", Words("无法核对", "unverifiable")),
    "consistent": ("✓", Words("一致", "consistent")),
}
RANK = {kind: rank for rank, kind in enumerate(KINDS)}

_MARKUP = re.compile(
    r"<!--.*?-->|<(script|style|head)\b.*?</\1\s*>|(?P<block></?(?:p|div|tr|table|h[1-6]|li|ul|ol|br)\b[^<>]*>)"
    r"|(?P<cell></t[dh]>)|</?[a-zA-Z!][^<>]*>|\s+",
    re.DOTALL | re.IGNORECASE,
)


def kind_of(claim: Claim) -> str:
    """hard, soft, unverifiable or consistent."""
    return claim.severity or claim.verdict


def worst(claims: Iterable[Claim]) -> str:
    """The worst kind among claims."""
    return min((kind_of(c) for c in claims), key=lambda k: RANK.get(k, 3))


def marked(document: Document, lang: str = "zh") -> str:
    """The text with a mark around each judged span; of spans in one another the outer stands."""
    groups: dict[tuple[int, int], list[Claim]] = {}
    for claim in document.claims:
        groups.setdefault(claim.span, []).append(claim)
    words = _Words(document)
    parts: list[str] = []
    last = 0
    for (start, end), claims in sorted(groups.items(), key=lambda item: (item[0][0], -item[0][1])):
        if start < last or end <= start:
            continue
        kind = worst(claims)
        names = escape(" ".join(c.id for c in claims))
        parts.append(words.between(last, start))
        parts.append(
            f'<mark class="{kind}" tabindex="0" role="button" data-claims="{names}" '
            f'title="{KINDS[kind][1].pick(lang)}">{words.between(start, end)}</mark>'
        )
        last = end
    parts.append(words.between(last, len(document.raw)))
    return "".join(parts)


class _Words:
    """Escaped words of a document; numbers that a claim rests on get an element with their id."""

    def __init__(self, document: Document) -> None:
        self.raw = document.raw
        self.is_markup = document.file.lower().endswith((".html", ".htm"))
        used = {identity for claim in document.claims for identity in claim.operands}
        self.numbers = _apart(q for q in document.quantities if q.id in used)
        self.starts = [q.start for q in self.numbers]

    def between(self, start: int, end: int) -> str:
        """The words from one place to another."""
        parts: list[str] = []
        spot = bisect_left(self.starts, start)
        while spot < len(self.numbers) and self.numbers[spot].end <= end:
            number = self.numbers[spot]
            parts.append(self._plain(start, number.start))
            shown = self._plain(number.start, number.end)
            parts.append(f'<span class="number" id="{escape(number.id)}">{shown}</span>')
            start = number.end
            spot += 1
        parts.append(self._plain(start, end))
        return "".join(parts)

    def _plain(self, start: int, end: int) -> str:
        words = self.raw[start:end]
        if self.is_markup:
            words = unescape(_MARKUP.sub(_shown, words))
        return escape(words).replace("\r", "&#13;")


def _shown(tag: re.Match[str]) -> str:
    """What a tag of the source looks like in running text."""
    if tag["block"]:
        return "\n"
    if tag["cell"]:
        return "\t"
    return " " if tag[0].isspace() else ""


def _apart(quantities: Iterable[Quantity]) -> Sequence[Quantity]:
    """In order and without overlap."""
    found: list[Quantity] = []
    for quantity in sorted(quantities, key=lambda q: (q.start, -q.end)):
        if quantity.end > quantity.start and (not found or quantity.start >= found[-1].end):
            found.append(quantity)
    return found
