"""Numbers of the text that a table prints too: by the name of its row or column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure, when
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import Near, Place, near_of, place_of, telling_digits
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.search.table_pool import Named, named_lines, present, spoken_of
from yipan.reading.text.sentences import last_of

_GROWTH = re.compile(r"增|同比|环比|涨|降|±|比上")
_SHARE = re.compile(r"占|比重|构成|份额")
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_SHORTEST_HEAD, _LONGEST_HEAD = 3, 6
_ROLES = frozenset({"level", "rate", "share"})


def table_mentions(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """A claim where the line that the clause names prints the number, or misses it by a digit."""
    near = near_of(figures)
    if not named_lines(near).named:
        return
    make = Maker(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        if sentence.tabular or not sentence.quantities or not present(near, sentence):
            continue
        for quantity in sentence.quantities:
            if quantity.role in _ROLES and quantity.dimension not in {"years", "time"}:
                claim = _mention(near, make, place_of(sentence, quantity))
                if claim is not None:
                    yield claim


def _mention(near: Near, make: Maker, place: Place) -> Claim | None:
    quantity = place.quantity
    if quantity.qualifier not in {"rounded", "exact"}:
        return None
    missed: Quantity | None = None
    for line in spoken_of(near, place):
        cells = _like(line, place) if _leads(line, place) else []
        same = next((c for c in cells if c.absolute.meets(quantity.absolute)), None)
        if same is not None:
            return _claim(make, place, same)
        fits = [c for c in cells if when(c.period) == when(quantity.period)]
        alone = fits if len(fits) == 1 else cells
        missed = missed or (alone[0] if len(alone) == 1 else None)
    if told_as_base(place.sentence, place.position):
        return None  # 占比从5.8%降到4.8%: the table may begin later
    claim = _claim(make, place, missed) if missed is not None and telling_digits(quantity) else None
    if claim is None or not one_number_mends(claim, make.reading, make.evidence):
        return None
    return claim


def _claim(make: Maker, place: Place, cell: Quantity) -> Claim:
    return make.compare(
        "text_table_match", place.sentence, place.quantity, cell.id, severity="soft",
        pattern="named in the table", extra=(place.quantity.id,),
    )  # fmt: skip


def _leads(named: Named, place: Place) -> bool:
    """Whether the clause of the number, or the clause of the level it follows, names the line."""
    sentence = place.sentence
    start = last_of(sentence.kinds, "s", place.clause) + 1
    text = sentence.block.text[sentence.tokens[start].start : sentence.tokens[place.position].start]
    behind = text.rpartition(named.name)[2]
    others = re.sub(r"[^0-9.%]+", " ", behind).split()
    return named.name in text and len(others) < 2


def _like(named: Named, place: Place) -> list[Quantity]:
    """The cells of the line that measure what the number measures; of many the column last named."""
    quantity, told = place.quantity, _told_last(named, place)
    inherits = quantity.role == "level" and "indicator" in quantity.inherited and bool(told)
    found: list[tuple[int, Quantity]] = []
    for n, (head, cell) in enumerate(zip(named.matrix.across, named.line.cells, strict=True)):
        words = head + "|" + named.line.words
        if cell is None or bool(_GROWTH.search(words)) != (quantity.role == "rate"):
            continue
        if not inherits and bool(_SHARE.search(words)) != (quantity.role == "share"):
            continue
        if same_measure(cell, quantity):
            found.append((n, cell))
    own = [cell for n, cell in found if n in told]
    return own or [cell for _, cell in found]


def _told_last(named: Named, place: Place) -> set[int]:
    """The columns, or rows, that the sentence has named last before the number, by what heads them."""
    sentence = place.sentence
    text = sentence.block.text[sentence.start : sentence.tokens[place.position].start]
    spots = [_named_at(text, head) for head in named.matrix.across]
    last = max(spots, default=-1)
    return {n for n, spot in enumerate(spots) if spot == last} if last >= 0 else set()


def _named_at(text: str, head: str) -> int:
    """Where a text names a header last, by the end of one of its levels; times name none."""
    parts = [_BRACKET.sub("", part).strip() for part in head.split("|")]
    parts = [p for p in parts if len(p) >= _SHORTEST_HEAD and not p[0].isdigit()]
    return max((text.rfind(p[-_LONGEST_HEAD:]) for p in parts), default=-1)
