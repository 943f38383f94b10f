"""The same thing told twice: 跨省通办事项1053项, and again in a summary or beside a picture.

Two levels of one name, place and time are one figure. Where they meet, the later is confirmed; where
they differ by one digit, or by two exchanged, one of them is a slip. Any other difference may have
its reason in the words, and is no alarm.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache

from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure, when
from yipan.reading.reckoning.figures import TAIL, Figures
from yipan.reading.reckoning.repairs import is_slip
from yipan.reading.reckoning.settling import TARGET
from yipan.reading.text.sentences import Sentence

PATTERN = "the same thing told twice"
_PLAIN = frozenset({"rounded", "exact", "and_more", "about"})
_LEVELS = frozenset({"level", "share"})
_SHORTEST_NAME = 4
_FEWEST_DIGITS = 3
_SURE_DIGITS = 4
_PAIR = 2
_MOST_LOOKED_AT = 20
# Names that stand near each other.
_KEPT = 256

_DONE = re.compile(
    r"^(?:[两三四五六七八九]?[省市地县区]+(?=[\u4e00-\u9fff“]{4})|累计|共|已|推出|建成|完成|开通|实现|拥有|形成|共有)+"
)

Mention = tuple[Quantity, Sentence]


def mentions(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Claims about levels that an earlier sentence tells by the same name."""
    make = Maker(figures.reading, evidence)
    matched = {c.span for c in told if c.relation in {"intra_doc_match", "text_table_match"}}
    held: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    values: dict[tuple[str, Fraction], list[Mention]] = defaultdict(list)
    for sentence in figures.reading.sentences:
        for quantity in () if sentence.tabular else sentence.quantities:
            mention = quantity, sentence
            own = _is_named(quantity, sentence)
            earlier = held[quantity.base_unit, _name(quantity)[-TAIL:]] if own else []
            again = values[quantity.base_unit, quantity.mid * quantity.scale]
            if (quantity.start, quantity.end) not in matched:
                claim = _judge(make, mention, earlier[-_MOST_LOOKED_AT:][::-1])
                claim = claim or _restated(make, mention, again[-_MOST_LOOKED_AT:][::-1])
                if claim is not None:
                    yield claim
            if own:
                _keep(earlier, mention)
            if quantity.role in _LEVELS:
                _keep(again, mention)


def _keep(held: list[Mention], mention: Mention) -> None:
    """Add a mention; of many those are kept that are looked at."""
    held.append(mention)
    if len(held) > 2 * _MOST_LOOKED_AT:
        del held[:-_MOST_LOOKED_AT]


def _restated(make: Maker, mention: Mention, earlier: list[Mention]) -> Claim | None:
    """The same value of a like name, in another sentence: the text says it again."""
    quantity, sentence = mention
    digits = sum(c.isdigit() for c in quantity.text)
    enough = digits >= _FEWEST_DIGITS or (digits > 1 and quantity.qualifier == "exact")
    if not enough or quantity.role not in _LEVELS or quantity.qualifier not in _PLAIN:
        return None
    for other, before in earlier:
        if before is sentence or not _like_names(quantity, other):
            continue
        if quantity.party == other.party or not (quantity.party and other.party):
            return _claim(make, mention, other, "soft")
    return None


def _like_names(a: Quantity, b: Quantity) -> bool:
    """Whether two names have two characters in common one after the other."""
    one, two = _name(a), _name(b)
    return any(one[n : n + _PAIR] in two for n in range(len(one) - 1))


def _name(quantity: Quantity) -> str:
    """The words for a number without the group they speak of and what was done: 两省累计推出."""
    return _thing(quantity.indicator_zh or "")


@lru_cache(maxsize=_KEPT)
def _thing(words: str) -> str:
    return _DONE.sub("", words)


def _is_named(quantity: Quantity, sentence: Sentence) -> bool:
    name = _name(quantity)
    plain = quantity.qualifier in _PLAIN and bool(quantity.base_unit) and quantity.role == "level"
    own = len(name) >= _SHORTEST_NAME and "indicator" not in quantity.inherited
    return plain and own and not told_as_base(sentence, sentence.at[quantity.id])


def _judge(make: Maker, mention: Mention, earlier: list[Mention]) -> Claim | None:
    """The nearest earlier mention that agrees; else the one that a slip explains."""
    quantity = mention[0]
    slip: Claim | None = None
    for other in earlier:
        if not _same_thing(mention, other):
            continue
        claim = _claim(
            make, mention, other[0], "hard" if _surely_one(quantity, other[0]) else "soft"
        )
        if claim.verdict == "consistent":
            return claim
        if slip is None and _may_slip(quantity, other[0]) and is_slip(quantity, other[0]):
            slip = claim
    return slip


def _claim(make: Maker, mention: Mention, other: Quantity, severity: str) -> Claim:
    quantity, sentence = mention
    return make.compare(
        "intra_doc_match", sentence, quantity, other.id, severity=severity, pattern=PATTERN,
        extra=(quantity.id,),
    )  # fmt: skip


def _may_slip(a: Quantity, b: Quantity) -> bool:
    """Whether names and times are told and the same: 城镇常住人口 is no 常住人口."""
    digits = min(sum(c.isdigit() for c in q.text) for q in (a, b))
    plain = {a.qualifier, b.qualifier} <= {"rounded", "exact"}
    texts = [sorted(c for c in q.text if c.isdigit()) for q in (a, b)]
    dated = a.period.start is not None and b.period.start is not None
    plain = plain and (dated or texts[0] == texts[1])  # two digits exchanged tell more than a time
    return plain and _name(a) == _name(b) and digits >= _FEWEST_DIGITS


def _surely_one(a: Quantity, b: Quantity) -> bool:
    """Whether names and places are equal and digits too many for a chance: all times printed, or exchanged."""
    texts = ["".join(c for c in q.text if c.isdigit()) for q in (a, b)]
    same = (_name(a), a.party) == (_name(b), b.party) and len(texts[0]) >= _SURE_DIGITS
    dated = when(a.period) == when(b.period) and a.period.start is not None and not b.inherited
    return same and (dated or sorted(texts[0]) == sorted(texts[1]))


def _same_thing(mention: Mention, other: Mention) -> bool:
    """One name, measure, place and time, in two sentences, neither of a plan."""
    (a, sentence), (b, before) = mention, other
    one, two = _name(a), _name(b)
    if before.index == sentence.index or not (one.endswith(two) or two.endswith(one)):
        return False
    if not same_measure(a, b) or (a.party != b.party and a.party and b.party):
        return False
    told = not {"period"} & {*a.inherited, *b.inherited}
    dated = told and a.period.start is not None and b.period.start is not None
    if dated and when(a.period) != when(b.period):
        return False
    return not (TARGET.search(sentence.text) or TARGET.search(before.text))
