"""Sums told in words: a total, then its parts (其中, 按…分, 共20个: …), or parts, then 合计."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figure, Figures, alike, clause_start
from yipan.reading.reckoning.near import clause_text, is_base
from yipan.reading.reckoning.repairs import neighbours
from yipan.reading.relations.total_last import total_last
from yipan.reading.text.sentences import Sentence

_SPLIT_BY = re.compile(r"(?:按|分)[^，。；]{0,16}?(?:分|看|划分|统计)$")
_SPLIT_HEAD = re.compile(r"\s*(?:按|分|从)[^，。；:]{1,14}(?:分|看|划分|统计)?[，:]")
_MOST_SPLITS = 3
_CONSISTS = re.compile(r"包括|分为|由.{0,4}(?:组成|构成)|涵盖")
_TOTAL_WORD = re.compile(r"共|合计|总计|总数|总量|总额|全部")
NO_PART = re.compile(
    r"控制|限额|目标|预算|计划|任务|比|较|超过|低于|高于|突破|以内|相当于|折合|多[了出]|少[了收]"
)
# 四项分别多了947元、281元: differences, no parts of a level.
DIFFERENT = re.compile(r"多[了出]|少[了收]")
NOT_ADDITIVE = re.compile(
    r"人均|户均|平均|均价|每|单位|率|指数|价格|强度|密度|浓度|系数|增速|距离|时间|温"
)
_MOST_PARTS = 12
_MOST_SLIPS = 8
# The last part takes what is left.
_REST = re.compile(r"(?:其余|其他|其它)")
_TELLING_DIGITS = 4


@lru_cache(maxsize=1)
def splits() -> tuple[tuple[tuple[str, ...], bool], ...]:
    """(words of the parts, whether they always make up the whole)."""
    text = files("yipan.reading").joinpath("data", "splits.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((tuple(r["parts"].split("|")), r["complete"] == "yes") for r in rows)


def sums(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Claims about totals and their parts in one sentence or two neighbours."""
    make = Maker(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        if sentence.tabular or sum(k in "QPNp" for k in sentence.kinds) < 2:
            continue
        claim = _total_first(figures, make, sentence) or _counted(figures, make, sentence)
        if claim is not None:
            yield claim
        yield from total_last(figures, make, sentence)


# ------------------------------------------------------------------ total first


def _total_first(figures: Figures, make: Maker, sentence: Sentence) -> Claim | None:
    mark = _opening(sentence)
    if mark < 0:
        return None
    held = figures.of(sentence)
    whole = next((f for f in reversed(held) if f.position < mark and not is_base(f)), None)
    if whole is None:
        whole = _told_before(_unsplit_before(figures, sentence), held, mark)
    if whole is None:
        return None
    end = sentence.kinds.find("O", mark + 1)
    parts = [f for f in held if f.position > mark and (end < 0 or f.position < end)]
    return _judge(make, whole, _eligible(parts, whole), certain=False)


def _unsplit_before(figures: Figures, sentence: Sentence) -> list[Figure]:
    """The figures of the sentence before; where it is a split itself, of that before it: 按用途, 按水源."""
    before = figures.previous(sentence)
    for _ in range(_MOST_SPLITS):
        if before is None or not _SPLIT_HEAD.match(before.text):
            break
        before = figures.previous(before)
    return figures.of(before) if before else []


def _told_before(held: Sequence[Figure], parts: Sequence[Figure], mark: int) -> Figure | None:
    """The figure of the sentence before that the parts make up, else the first of their measure."""
    told = [p.quantity for p in parts if p.position > mark]
    like = max(told, key=lambda q: sum(same_measure(q, o) for o in told), default=None)
    fits = [f for f in held if like is not None and same_measure(f.quantity, like)]
    fits = [f for f in fits if not is_base(f) and not NO_PART.search(clause_text(f))]
    return max(fits, key=lambda f: _comes_out(f, told), default=None)


def _comes_out(whole: Figure, parts: Sequence[Quantity]) -> bool:
    """Whether some of the parts, the first on, make up the whole."""
    total = Interval.exact(0)
    for part in parts[:_MOST_PARTS]:
        total = total + part.absolute if same_measure(part, whole.quantity) else total
        if total.meets(whole.quantity.absolute):
            return True
    return False


def _opening(sentence: Sentence) -> int:
    """The token that opens the parts: 其中, 包括, or 按…分 at the head."""
    mark = sentence.kinds.find("O")
    if mark >= 0:
        return mark
    for position, token in enumerate(sentence.tokens):
        if token.kind != "w":
            continue
        if _CONSISTS.search(sentence.words(token)):
            return position
    comma = sentence.kinds.find("c")
    if comma > 0 and not set("QPN") & set(sentence.kinds[:comma]):
        text = sentence.block.text[sentence.start : sentence.tokens[comma].start]
        if _SPLIT_BY.search(text):
            return comma
    return -1


def _eligible(parts: Sequence[Figure], whole: Figure) -> list[Figure]:
    """Figures that can be parts: same measure, a label of their own, no limit and no comparison."""
    found = []
    for part in parts:
        own = words_or_place(part)
        if (
            not same_measure(part.quantity, whole.quantity)
            or not own
            or NO_PART.search(own + clause_text(part))
        ):
            continue
        if part.quantity.dimension == "percent" and whole.quantity.dimension != "percent":
            continue
        if part.quantity.qualifier in {"rounded", "exact"}:
            found.append(part)
    return _one_level(found[:_MOST_PARTS])


def _one_level(parts: list[Figure]) -> list[Figure]:
    """A、B,C: what a list sign joins is one list; what a comma adds to it is another."""
    for order, (a, b) in enumerate(pairwise(parts), 1):
        joined = b.sentence.kinds[a.position + 1 : b.position].startswith("a")
        if order == 1 and not joined:
            return parts
        if not joined and order > 1:
            return parts[:order]
    return parts


def words_or_place(figure: Figure) -> str:
    """The words that name a level, else the place, else that it stands in an aligned list."""
    if figure.words:
        return figure.words
    start = clause_start(figure.sentence, figure.position)
    named = [t for t in figure.sentence.tokens[start : figure.position] if t.kind in "LG"]
    aligned = "A" in figure.sentence.kinds[: figure.position]
    if aligned and figure.sentence.kinds[figure.position - 1] in "aA":
        return "分别"
    return figure.sentence.words(named[-1]) if named else ""


def _counted(figures: Figures, make: Maker, sentence: Sentence) -> Claim | None:
    """共20个,重庆9个,四川11个: a printed count, then all its parts."""
    held = figures.of(sentence)
    for number, whole in enumerate(held):
        start = clause_start(sentence, whole.position)
        clause = sentence.block.text[
            sentence.tokens[start].start : sentence.tokens[whole.position].start
        ]
        if not _TOTAL_WORD.search(clause):
            continue
        parts = [f for f in held[number + 1 :] if f.quantity.unit == whole.quantity.unit]
        if parts and _apart(whole, parts[0]):
            return _judge(make, whole, _eligible(parts, whole), certain=True)
    return None


def _apart(whole: Figure, part: Figure) -> bool:
    between = whole.sentence.kinds[whole.position + 1 : part.position]
    return "c" in between or "s" in between or "o" in between


def _judge(make: Maker, whole: Figure, parts: list[Figure], certain: bool) -> Claim | None:
    """Consistent when they meet; hard only where the parts cannot be other than all of it."""
    if len(parts) < 2 or not _additive(make, whole):
        return None
    known = make.evidence.quantities
    stated = whole.quantity.absolute
    for count in range(len(parts), 1, -1):
        if _sum(parts[:count], known).meets(stated):
            return _claim(make, whole, parts[:count], "soft")
    names = [words_or_place(p) for p in parts]
    complete = _complete(names)
    exceeds = stated.below(_sum(parts, known))
    # 规上企业586家,民营企业1103家 may overlap; what list signs join does not.
    joined = all(
        b.sentence.kinds[a.position + 1 : b.position].startswith("a") for a, b in pairwise(parts)
    )
    parallel = joined and alike([p.core for p in parts])
    places = certain and all(not p.words for p in parts)
    if complete is True or (exceeds and (parallel or complete is not None or places)):
        return _claim(make, whole, parts, "hard")
    if one_slip(make, whole, parts):
        return _claim(make, whole, parts, "soft")
    return None


def one_slip(make: Maker, whole: Figure, parts: Sequence[Figure]) -> bool:
    """Whether one digit, or two exchanged, in one number would make the parts the whole."""
    known, raw = make.evidence.quantities, make.reading.document.raw
    total, stated = _sum(parts, known), whole.quantity.absolute
    digits = max(sum(c.isdigit() for c in f.quantity.text) for f in (whole, *parts))
    listed = all(
        b.sentence.kinds[a.position + 1 : b.position].startswith("a") for a, b in pairwise(parts)
    )
    counted = listed and all(f.quantity.qualifier == "exact" for f in (whole, *parts))
    enough = _TELLING_DIGITS - 1 if counted else _TELLING_DIGITS
    if digits < enough or len(parts) > _MOST_SLIPS:
        return False
    for figure, side in ((whole, -1), *((p, 1) for p in parts)):
        quantity = figure.quantity
        for _, value in neighbours(quantity, raw):
            shift = (value - quantity.mid) * quantity.scale * side
            if (total + Interval.exact(shift)).meets(stated):
                return True
    return False


def _additive(make: Maker, whole: Figure) -> bool:
    """Whether parts of it add up: no value per head, no rate, no index."""
    known = make.evidence.indicator(whole.quantity.indicator)
    words = whole.words + (whole.quantity.indicator_zh or "")
    return (known is None or known.additive) and not NOT_ADDITIVE.search(words)


def _sum(parts: Sequence[Figure], known: dict[str, Quantity]) -> Interval:
    return formulas.evaluate(formulas.add([p.quantity.id for p in parts]), known)


def _complete(names: Sequence[str]) -> bool | None:
    """True: a split that makes up the whole; False: a known split that may not; None: unknown."""
    if len(names) > 1 and _REST.match(names[-1]):
        return True
    if len(names) > 1 and set(names[1:]) == {"分别"}:
        names = re.split(r"[、和与及]", names[0])
    for words, complete in splits():
        if len(words) != len(names):
            continue
        if {_first_word(name, words) for name in names} == set(words):
            return complete
    return None


def _first_word(name: str, words: Sequence[str]) -> str:
    """The word that stands first in the name: 非税 in 非税收入, not 税收."""
    found = [(name.find(w), -len(w), w) for w in words if w in name]
    return min(found)[2] if found else ""


def _claim(make: Maker, whole: Figure, parts: Sequence[Figure], severity: str) -> Claim:
    ids: list[Formula] = [p.quantity.id for p in parts]
    claim = make.compare(
        "sum_components", whole.sentence, whole.quantity, formulas.add(ids), pattern="total and the parts told after it",
        severity=severity, extra=(whole.quantity.id,),
    )  # fmt: skip
    claim.start = min(claim.start, parts[0].quantity.start)
    claim.end = max(claim.end, parts[-1].quantity.end)
    return claim
