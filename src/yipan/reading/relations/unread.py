"""What looked like a statement and was not understood: a number behind a word of change or part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Quantity, Unread
from yipan.reading.slots.readings import Reading
from yipan.reading.text.sentences import Sentence, last_of

_LOOKS = {
    "U": "增减",
    "D": "增减",
    "V": "年均",
    "S": "占比",
    "E": "相当于",
    "K": "比较",
    "C": "贡献",
}

# Signs and words of other styles: 同比+5.2%, ↑5.2%, YoY 5.2%, growth of 5.2%.
_OTHER_STYLE = re.compile(
    r"同比|环比|[Yy][Oo][Yy]|[Gg]rowth|[Ss]hare|[Ii]ncreas|[Dd]ecreas|[Rr]ose|[Ff]ell|[Gg]rew|[↑↓▲▼]|[+＋−-]\s*$"
)
# Numbers with a unit that is not read at all.
_OTHER_UNIT = re.compile(
    r"(?<![0-9.])[0-9]{1,20}(?:\.[0-9]{1,20})?\s?(?:pcts?|ppts?|pp|bps?|percent(?:age points)?|个点)(?![A-Za-z])"
)


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
            clause = last_of(sentence.kinds, "cs", position) + 1
            words = [_LOOKS[k] for k in sentence.kinds[clause:position] if k in _LOOKS]
            if not words and not _other_style(sentence, clause, position, quantity):
                continue
            words = words or ["别的写法"]
            start, end = sentence.raw_span(sentence.tokens[clause])[0], quantity.end
            found.append(
                Unread(start, end, reading.document.raw[start:end], f"{words[-1]}: 没有合用的句式")
            )
    found.extend(_other_units(reading))
    found.sort(key=lambda u: (u.start, u.end))
    return found


def _other_style(sentence: Sentence, clause: int, position: int, quantity: Quantity) -> bool:
    """A rate with a sign or an English word before it."""
    if quantity.dimension not in {"percent", "percentage_point", "multiple"} or sentence.tabular:
        return False
    start, end = sentence.tokens[clause].start, sentence.tokens[position].start
    return bool(_OTHER_STYLE.search(sentence.block.text, max(sentence.start, start - 1), end))


def _other_units(reading: Reading) -> Iterator[Unread]:
    """5.2pct, 30bp: numbers of prose whose unit is not read."""
    for sentence in reading.sentences:
        if sentence.tabular:
            continue
        for match in _OTHER_UNIT.finditer(sentence.block.text, sentence.start, sentence.end):
            start, end = sentence.block.span(*match.span())
            if not any(q.start < end and start < q.end for q in sentence.quantities):
                yield Unread(start, end, reading.document.raw[start:end], "单位: 没有合用的读法")
