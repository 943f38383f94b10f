"""Totals that are not exact, and their parts: 签约120余个，其中2019年35个、2020年39个、2021年52个.

The parts make up what 余, 约, 超 and 近 leave open, or they say more than it; that they say less is no
error, as a list may leave some out, unless the total is 约 and the parts are told to be all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yipan.reading.model import Claim
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figure, Figures
from yipan.reading.reckoning.near import near_of
from yipan.reading.relations.additive import NOT_ADDITIVE
from yipan.reading.search.run_words import apart, parallel

PATTERN = "a round total and its parts"
_VAGUE = frozenset({"and_more", "about", "at_least", "nearly"})
_PLAIN = frozenset({"rounded", "exact"})
_OPENS = re.compile(r"其中[:：，]?|分别为|包括")
_FEWEST, _MOST = 2, 12
_SURE = 3


def vague_totals(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Claims about round totals whose list of parts begins with 其中 in the same sentence."""
    make, near = Maker(figures.reading, evidence), near_of(figures)
    decided = {c.span for c in told if c.relation == "sum_components"}
    for sentence in figures.reading.sentences:
        held = near.amounts(sentence) if not sentence.tabular else []
        for order, whole in enumerate(held[:_MOST] if len(held) > _FEWEST else ()):
            quantity = whole.quantity
            if quantity.qualifier in _VAGUE and (quantity.start, quantity.end) not in decided:
                claim = _judge(make, whole, held[order + 1 :][:_MOST])
                if claim is not None:
                    yield claim


def _judge(make: Maker, whole: Figure, behind: list[Figure]) -> Claim | None:
    parts = _parts(whole, behind)
    if len(parts) < _FEWEST:
        return None
    quantity = whole.quantity
    claim = make.compare(
        "sum_components", whole.sentence, quantity, formulas.add([p.quantity.id for p in parts]),
        severity="soft", pattern=PATTERN, extra=(quantity.id,),
    )  # fmt: skip
    if claim.verdict == "consistent":
        return claim
    total = formulas.evaluate(claim.trace.right, make.evidence.quantities)
    over = quantity.absolute.below(total)
    all_of_it = quantity.qualifier == "about" and len(parts) >= _SURE
    return claim if over or all_of_it else None


def _parts(whole: Figure, behind: list[Figure]) -> list[Figure]:
    """The list right behind 其中: of one measure, with the same marks between, up to a segment's end."""
    if not behind:
        return []
    text, first = whole.sentence.block.text, behind[0]
    start = whole.sentence.tokens[whole.position].end
    between = text[start : whole.sentence.tokens[first.position].start]
    if not _OPENS.search(between) or apart(whole, first) or NOT_ADDITIVE.search(between):
        return []
    parts: list[Figure] = []
    for figure in behind:
        fits = same_measure(figure.quantity, whole.quantity)
        fits = fits and figure.quantity.qualifier in _PLAIN
        if not fits or (parts and apart(parts[-1], figure)):
            break
        parts.append(figure)
    return parts if len(parts) >= _FEWEST and parallel(parts) else []
