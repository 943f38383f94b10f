"""Lists of shares that make 100: 贡献率分别为58.4%、31.2%和10.4%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import place_of
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.relations.additive import splits
from yipan.reading.text.sentences import Sentence

_FEWEST_SHARES = 3
# A list of shares that one slip parts from 100 is a doubt this near to it.
_ABOUT = Interval(Fraction(90), Fraction(110))
_STRUCTURE = re.compile(r"结构[^，。；]{0,6}[中里为看:，]|构成[为:，中]")
_SHARE_LIST = re.compile(r"P(?:aP)+")
_SHARES_TOLD = re.compile(r"贡献率|占比|比重|比例|构成|占")
_REST = re.compile(r"其余|其他|其它")
# 占…的: each share may be of a whole of its own.
_OF_OTHER = re.compile(r"占[^比，。；]{1,20}(?:的|$)")
_FULL = re.compile(r"[、和与及]|以及")


def hundred(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Claims about shares that stand in one list."""
    make = Maker(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        if not sentence.tabular:
            yield from _hundred(make, sentence)


def _hundred(make: Maker, sentence: Sentence) -> Iterator[Claim]:
    """贡献率分别为58.4%、31.2%和10.4%; 第一产业占22.8%,第二产业占29.1%,第三产业占48.1%."""
    if sentence.kinds.count("P") < 2:
        return
    for match in _SHARE_LIST.finditer(sentence.kinds):
        parts = [sentence.tokens[n].quantity for n in range(match.start(), match.end(), 2)]
        lead = sentence.clause_before(match.start())
        if not all(isinstance(p, Quantity) for p in parts) or not _SHARES_TOLD.search(lead):
            continue
        names = _FULL.split(re.split(r"对|占|分别|依次", lead)[0])
        yield from _make_hundred(make, sentence, parts, _complete_names(names), listed=True)
    structure = bool(_STRUCTURE.search(sentence.text))
    for run in _clauses_of_shares(sentence, structure):
        complete = _complete_names([w for _, w in run])
        yield from _make_hundred(make, sentence, [q for q, _ in run], complete, structure)


def _clauses_of_shares(sentence: Sentence, structure: bool) -> Iterator[list[tuple[Quantity, str]]]:
    """Runs of clauses, or in a structure of items, that each tell one share and no amount."""
    run: list[tuple[Quantity, str]] = []
    for quantity in sentence.quantities:
        place = place_of(sentence, quantity)
        start = place.clause
        words = sentence.clause_before(place.position)
        if structure and run:  # 结构为工业46.2%、居民28.5%
            start = max(start, sentence.at[run[-1][0].id] + 1)
            words = place.lead
        alone = sentence.kinds[start : place.position].strip("wInSLaOGrCclFK") == ""
        share = quantity.role == "share" or "贡献率" in words or structure
        if share and quantity.dimension == "percent" and alone:
            run.append((quantity, words))
            continue
        if len(run) > 1:
            yield run
        run = []
    if len(run) > 1:
        yield run


def _complete_names(names: Sequence[str]) -> bool:
    rest = len(names) > 1 and _REST.search(names[-1]) and not _OF_OTHER.search("".join(names))
    return bool(rest) or any(
        complete
        and len(words) == len(names)
        and all(any(w in n for n in names) for w in words)
        and all(any(w in n for w in words) for n in names)
        for words, complete in splits()
    )


def _make_hundred(
    make: Maker, sentence: Sentence, parts: Sequence[Quantity], complete: bool, listed: bool
) -> Iterator[Claim]:
    result = sum((p.interval for p in parts[1:]), parts[0].interval)
    good = result.holds(100)
    doubt = listed and len(parts) >= _FEWEST_SHARES and result.meets(_ABOUT)
    if not good and not complete and not doubt:
        return
    if good and not complete and len(parts) < _FEWEST_SHARES:
        return
    formula = formulas.add([p.id for p in parts])
    shown = (
        f"{formulas.show(formula, make.evidence.quantities)} = {formulas.brief(result)}; 应为 100"
    )
    claim = make.shares(sentence, parts, formula, good, shown)
    if good or complete:
        yield claim
    elif one_number_mends(claim, make.reading, make.evidence):
        claim.severity = "soft"
        yield claim
