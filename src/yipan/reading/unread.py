"""What looked like a statement and was not understood: a number behind a word of change or part."""

from __future__ import annotations

from yipan.reading.model import Unread
from yipan.reading.reader import Reading

_LOOKS = {
    "U": "增减",
    "D": "增减",
    "V": "年均",
    "S": "占比",
    "E": "相当于",
    "K": "比较",
    "C": "贡献",
}


def unread(reading: Reading) -> list[Unread]:
    """Numbers behind such a word, in the same clause, that no claim took up."""
    judged = {i for c in reading.document.claims for i in c.operands}
    spans = {c.span for c in reading.document.claims}
    found: list[Unread] = []
    for sentence in reading.sentences:
        for quantity in sentence.quantities:
            if quantity.id in judged or (quantity.start, quantity.end) in spans:
                continue
            position = sentence.at[quantity.id]
            clause = max(sentence.kinds.rfind(mark, 0, position) for mark in "cs") + 1
            words = [_LOOKS[k] for k in sentence.kinds[clause:position] if k in _LOOKS]
            if not words:
                continue
            start, end = sentence.raw_span(sentence.tokens[clause])[0], quantity.end
            found.append(
                Unread(start, end, reading.document.raw[start:end], f"{words[-1]}: 没有合用的句式")
            )
    return found
