"""Shares of an increment: 占全国增量(1765亿斤)的34.1%, 占全市增收额的33.6%; the part is a change too."""

from __future__ import annotations

import re

from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import is_base
from yipan.reading.text.sentences import Sentence

INCREMENT = re.compile(r"增量|增[加长收]额|增加量|净增[额量]|减[少收]额|减少量|降幅总量|新增量")


def change_before(
    figures: Figures, sentence: Sentence, position: int, like: Quantity
) -> Formula | None:
    """The change told last before a place: its own number, else the level less its one base."""
    told = [
        q
        for q in sentence.quantities
        if q.role == "difference" and sentence.at[q.id] < position and same_measure(q, like)
    ]
    held = [f for f in figures.of(sentence) if f.position < position]
    held = [f for f in held if same_measure(f.quantity, like)]
    bases = [f for f in held if is_base(f)]
    if told and not any(f.position > sentence.at[told[-1].id] for f in bases):
        return told[-1].id
    if len(bases) != 1:
        return None
    lasts = [f for f in held if f.position < bases[0].position]
    return ("-", lasts[0].quantity.id, bases[0].quantity.id) if lasts else None
