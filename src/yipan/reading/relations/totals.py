"""Totals found by their sum: a figure and the run of parts that follows it, shares that make 100.

Parts that come out are told as consistent. What does not come out is an error only where the words
name a split that makes up the whole (城镇、乡村; 出口、进口) and tie the parts to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figure, Figures
from yipan.reading.reckoning.near import Near, clause_text, is_base, near_of, place_of
from yipan.reading.relations.sums import DIFFERENT, NOT_ADDITIVE, one_slip, splits
from yipan.reading.text.sentences import Sentence

_MOST_PARTS = 12
_FEWEST_DIGITS = 3
_TOPIC = re.compile(r"^(?P<thing>[^，。；、]{2,16})[中里](?:，|：)")
_SHARE_LIST = re.compile(r"P(?:aP)+")
_SHARES_TOLD = re.compile(r"贡献率|占比|比重|比例|构成|占")
_REST = re.compile(r"其余|其他|其它")
# 占…的: each share may be of a whole of its own.
_OF_OTHER = re.compile(r"占[^比，。；]{1,20}(?:的|$)")
_FULL = re.compile(r"[、和与及]|以及")


def totals(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Claims about totals and the parts that follow them."""
    make = Maker(figures.reading, evidence)
    near = near_of(figures)
    sentences = figures.reading.sentences
    for number, sentence in enumerate(sentences):
        if sentence.tabular:
            continue
        yield from _hundred(make, sentence)
        held = near.amounts(sentence)
        follows = sentences[number + 1] if number + 1 < len(sentences) else None
        after = near.amounts(follows) if follows and follows.block is sentence.block else []
        for order, whole in enumerate(held[: 3 * _MOST_PARTS]):
            if is_base(whole):
                continue
            claim = _parts_of(make, whole, held[order + 1 :]) or _parts_of(make, whole, after)
            if claim is not None:
                yield claim
        if len(held) > 1:
            yield from _topic(near, make, sentence, held)


def _parts_of(make: Maker, whole: Figure, held: Sequence[Figure]) -> Claim | None:
    """The run of parts that comes out, or a complete split tied to the whole that does not."""
    if whole.quantity.qualifier in {"at_least", "below"}:
        return None
    run = [f for f in held[:_MOST_PARTS] if same_measure(f.quantity, whole.quantity)]
    if run and DIFFERENT.search(clause_text(run[0])):
        return None
    run = [f for f in run if not is_base(f) and f.quantity.qualifier in {"rounded", "exact"}]
    if len(run) < 2:
        return None
    held_splits = list(complete_splits(run))
    for split in held_splits:
        if _tied(whole, run, split):
            return _claim(make, whole, split, "hard")
    if len(re.sub("[^0-9]", "", whole.quantity.text or "")) < _FEWEST_DIGITS:
        return None
    known, stated = make.evidence.quantities, whole.quantity.absolute
    for first in (0, 1):
        for stop in range(len(run), first + 1, -1):
            parts = run[first:stop]
            if len(parts) > 1 and _sum(parts, known).meets(stated):
                return _claim(make, whole, parts, "soft")
    if _one_list(run) and one_slip(make, whole, run):
        return _claim(make, whole, run, "soft")
    for split in held_splits:
        if run[0].sentence is whole.sentence and one_slip(make, whole, split):
            return _claim(make, whole, split, "soft")
    return None


def _one_list(run: Sequence[Figure]) -> bool:
    """分别为A、B和C: three parts or more, behind 分别, with list signs alone between them."""
    sentence = run[0].sentence
    if len(run) < _FEWEST_DIGITS or any(f.sentence is not sentence for f in run):
        return False
    gaps = {sentence.kinds[a.position + 1 : b.position] for a, b in pairwise(run)}
    return gaps <= {"a", "c"} and "A" in sentence.kinds[: run[0].position]


def complete_splits(run: Sequence[Figure]) -> Iterator[list[Figure]]:
    """The figures of a run whose words are a split that makes up its whole."""
    texts = [clause_text(f) for f in run]
    told = "|".join(texts)
    for words, complete in splits():
        if not complete or len(words) > len(run) or not all(w in told for w in words):
            continue
        parts = [
            next((f for f, t in zip(run, texts, strict=True) if _begins(t, w, words)), None)
            for w in words
        ]
        found = [p for p in parts if p is not None]
        spots = sorted(run.index(p) for p in found)
        contiguous = bool(spots) and spots[-1] - spots[0] == len(spots) - 1
        if len({id(p) for p in found}) == len(words) and contiguous:
            yield found


def _begins(text: str, word: str, words: Sequence[str]) -> bool:
    """Whether this word, and no other of the split, stands first in the figure's words."""
    spots = [(text.find(w), -len(w), w) for w in words if w in text]
    return bool(spots) and min(spots)[2] == word


def _tied(whole: Figure, run: Sequence[Figure], split: Sequence[Figure]) -> bool:
    """Whether 其中 or the segment ties the parts to the figure before them."""
    first = min(split, key=lambda f: f.position)
    if first is not run[0]:
        return False
    told = clause_text(whole) + clause_text(first)
    income = "净收入" in "".join(clause_text(f) for f in split)
    if NOT_ADDITIVE.search(told) and not income:
        return False
    if first.sentence is whole.sentence:
        between = whole.sentence.kinds[whole.position + 1 : first.position]
        return "O" in between or not set("sQNu") & set(between)
    return first.sentence.kinds[: first.position].startswith(("O", "nO", "wO"))


def _topic(near: Near, make: Maker, sentence: Sentence, held: Sequence[Figure]) -> Iterator[Claim]:
    """医院中,公立医院34个,民营医院52个: the whole is the figure of that name told before."""
    match = _TOPIC.match(sentence.text)
    if match is None:
        return
    thing = match["thing"]
    for back in near.earlier(sentence):
        for whole in reversed(near.amounts(back)):
            named = whole.words[-8:]
            if len(named) > 1 and (
                thing.endswith(named) or named.endswith(thing) or thing.startswith(named)
            ):
                run = [f for f in held if same_measure(f.quantity, whole.quantity)][:_MOST_PARTS]
                split = next(complete_splits(run), None)
                if split:
                    yield _claim(make, whole, split, "hard")
                elif len(run) > 1:
                    claim = _parts_of(make, whole, held)
                    yield from [claim] if claim else []
                return


# ------------------------------------------------------------------ shares that make 100


def _hundred(make: Maker, sentence: Sentence) -> Iterator[Claim]:
    """贡献率分别为58.4%、31.2%和10.4%; 第一产业占22.8%,第二产业占29.1%,第三产业占48.1%."""
    if sentence.kinds.count("P") < 2:
        return
    for match in _SHARE_LIST.finditer(sentence.kinds):
        parts = [sentence.tokens[n].quantity for n in range(match.start(), match.end(), 2)]
        lead = clause_of_list(sentence, match.start())
        if not all(isinstance(p, Quantity) for p in parts) or not _SHARES_TOLD.search(lead):
            continue
        names = _FULL.split(re.split(r"对|占|分别|依次", lead)[0])
        yield from _make_hundred(make, sentence, parts, _complete_names(names))
    for run in _clauses_of_shares(sentence):
        yield from _make_hundred(
            make, sentence, [q for q, _ in run], _complete_names([w for _, w in run])
        )


def clause_of_list(sentence: Sentence, position: int) -> str:
    """The words of the clause before a list."""
    start = max(sentence.kinds.rfind(mark, 0, position) for mark in "cs") + 1
    return sentence.block.text[sentence.tokens[start].start : sentence.tokens[position].start]


def _clauses_of_shares(sentence: Sentence) -> Iterator[list[tuple[Quantity, str]]]:
    """Runs of clauses that each tell one share and no amount."""
    run: list[tuple[Quantity, str]] = []
    for quantity in sentence.quantities:
        place = place_of(sentence, quantity)
        alone = sentence.kinds[place.clause : place.position].strip("wInSLaOGrC") == ""
        words = clause_of_list(sentence, place.position)
        share = quantity.role == "share" or "贡献率" in words
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
    make: Maker, sentence: Sentence, parts: Sequence[Quantity], complete: bool
) -> Iterator[Claim]:
    result = sum((p.interval for p in parts[1:]), parts[0].interval)
    good = result.holds(100)
    if not good and not complete:
        return
    if good and not complete and len(parts) < _FEWEST_DIGITS:
        return
    formula = formulas.add([p.id for p in parts])
    shown = (
        f"{formulas.show(formula, make.evidence.quantities)} = {formulas.brief(result)}; 应为 100"
    )
    yield make.shares(sentence, parts, formula, good, shown)


def _sum(parts: Sequence[Figure], known: dict[str, Quantity]) -> Interval:
    return formulas.evaluate(formulas.add([p.quantity.id for p in parts]), known)


def _claim(make: Maker, whole: Figure, parts: Sequence[Figure], severity: str) -> Claim:
    formula = formulas.add([p.quantity.id for p in parts])
    claim = make.compare(
        "sum_components", whole.sentence, whole.quantity, formula, severity=severity,
        pattern="total and a run of parts", extra=(whole.quantity.id,),
    )  # fmt: skip
    claim.start = min(claim.start, *(p.quantity.start for p in parts))
    claim.end = max(claim.end, *(p.quantity.end for p in parts))
    return claim
