"""A part told alone behind 其中 is at most what it is a part of: 已有7个，其中5个由三地共建."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Claim, Quantity, Trace
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.text.sentences import Sentence

PATTERN = "a part behind 其中"
_PART = re.compile(r"(?P<whole>[QN])[wtLGTeo]*c?OY?c?[wLGTInrt]*(?P<part>[QN])")
_MORE = re.compile(r"[wLGTInrt]*[acs][wLGTInrta]*[QN]")
_PLAIN = frozenset({"rounded", "exact"})
# Behind the number: nothing that names another thing.
_SAME = re.compile(
    r"[，。；、)]|$|由|为|是|已|在|被|位于|属|获|入选|达到|建成|分布|来自|超|实现|完成|不|未|仍|还"
)
_LEAST = 2


def within(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Parts that are told alone."""
    make = Maker(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        if "O" not in sentence.kinds or sentence.tabular or len(sentence.quantities) < _LEAST:
            continue
        for match in _PART.finditer(sentence.kinds):
            whole, part = (sentence.tokens[match.start(n)].quantity for n in ("whole", "part"))
            if isinstance(whole, Quantity) and isinstance(part, Quantity):
                claim = _of(make, sentence, whole, part, match)
                if claim is not None:
                    yield claim


def _of(
    make: Maker, sentence: Sentence, whole: Quantity, part: Quantity, match: re.Match[str]
) -> Claim | None:
    plain = {whole.qualifier, part.qualifier} <= _PLAIN and whole.role == part.role == "level"
    if not plain or not same_measure(whole, part) or whole.base_unit != part.base_unit:
        return None
    after = _MORE.match(sentence.kinds, match.end())
    if after is not None:
        other = sentence.tokens[after.end() - 1].quantity
        if isinstance(other, Quantity) and same_measure(other, part):
            return None  # parts in a row are added up elsewhere
    good = part.absolute.lo is not None and not whole.absolute.below(part.absolute)
    if not good and not _certain(sentence, part, match):
        return None
    return make.plain(
        "subset_bound", sentence, (part.start, part.end), "consistent" if good else "inconsistent",
        "AGREES" if good else "DIFFERS", f"{part.text} ≤ {whole.text}{'' if good else ' 不成立'}",
        severity="hard" if whole.qualifier == part.qualifier == "exact" else "soft",
        operands=(part.id, whole.id), trace=Trace("at_most", part.id, whole.id), pattern=PATTERN,
    )  # fmt: skip


def _certain(sentence: Sentence, part: Quantity, match: re.Match[str]) -> bool:
    """其中9个由…: nothing names another thing that is counted."""
    bare = re.fullmatch(
        r"Oc?", sentence.kinds[sentence.kinds.index("O", match.start()) : match.start("part")]
    )
    behind = sentence.block.text[sentence.tokens[sentence.at[part.id]].end : sentence.end]
    return bare is not None and bool(_SAME.match(behind))
