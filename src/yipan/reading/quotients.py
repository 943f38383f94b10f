"""Rates and values per head that follow from two figures beside them: 合格率, 人均."""

from __future__ import annotations

from collections.abc import Iterator

from yipan.reading import formulas
from yipan.reading.evidence import Evidence, Maker
from yipan.reading.figures import Figure, Figures
from yipan.reading.model import Claim, Formula
from yipan.reading.sentences import Sentence

_REACH = 3


def quotients(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Claims that agree; where the words leave room for another whole, silence."""
    make = Maker(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        for figure in figures.of(sentence):
            if figure.quantity.dimension == "percent" and figure.words.endswith("率"):
                yield from _rate(figures, make, sentence, figure)
            elif _is_per_head(figure):
                yield from _per_head(figures, make, sentence, figure)


def _is_per_head(figure: Figure) -> bool:
    """人均 without a name of its own; the lexer reads 均 as a distributing word."""
    lead = figure.sentence.kinds[: figure.position]
    return (
        figure.words == "人"
        and lead.endswith("H")
        and figure.quantity.dimension.startswith("money")
    )


def _rate(figures: Figures, make: Maker, sentence: Sentence, rate: Figure) -> Iterator[Claim]:
    """落实率为93.15%,落实去向6373人, of 6842人 told before."""
    stem = rate.words.removesuffix("率")
    parts = [
        f for f in figures.of(sentence)
        if f.quantity.dimension != "percent" and f.words and stem.endswith(f.core[:2])
    ]  # fmt: skip
    if len(parts) != 1 or abs(parts[0].position - rate.position) > _REACH * 2:
        return
    part = parts[0]
    here: Sentence | None = sentence
    for _ in range(_REACH):
        if here is None:
            return
        for whole in figures.of(here):
            same = whole.quantity.unit == part.quantity.unit and whole is not part
            if same and not whole.quantity.absolute.below(part.quantity.absolute):
                formula = formulas.percent(part.quantity.id, whole.quantity.id)
                yield from _agreed(make, sentence, rate, "share", formula)
                return
        here = figures.previous(here)


def _per_head(figures: Figures, make: Maker, sentence: Sentence, value: Figure) -> Iterator[Claim]:
    """地区生产总值81986.7亿元,常住人口9850万人,人均约8.3万元."""
    held = [f for f in figures.of(sentence) if f.position < value.position]
    money = [f for f in held if f.quantity.dimension == value.quantity.dimension]
    heads = [f for f in held if f.quantity.dimension == "persons"]
    if len(money) == 1 and len(heads) == 1:
        formula: Formula = ("/", money[0].quantity.id, heads[0].quantity.id)
        yield from _agreed(make, sentence, value, "ratio", formula)


def _agreed(
    make: Maker, sentence: Sentence, figure: Figure, relation: str, formula: Formula
) -> Iterator[Claim]:
    claim = make.compare(
        relation, sentence, figure.quantity, formula, pattern="quotient of two figures beside it",
        severity="soft",
    )  # fmt: skip
    if claim.verdict == "consistent":
        yield claim
