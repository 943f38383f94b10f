"""Directions in words alone, beside their two ends: 由2.63降至2.58,继续走低; and turns: 先升后降."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import Near, near_of
from yipan.reading.relations.told_series import told_series
from yipan.reading.search.end_pool import told_earlier
from yipan.reading.search.structures import sectors, structures_of
from yipan.reading.text.sentences import Sentence

_UP = "增长|增加|增多|提高|提升|上升|上涨|攀升|走高|升高|回升|扩大|拉大|加快|提速|延长"
_DOWN = "下降|减少|降低|走低|回落|下滑|下跌|缩小|收窄|放缓|缩短|变短"
_WORDS = re.compile(
    rf"(?:(?:仍然?|依然|继续)?保持|继续|略有|有所|小幅|进一步|再度|明显|大幅|稍有|稍微|略微|微幅|显著|呈)(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?=了?(?:态势|趋势|的|，|。|；|、|\)|$))"
)
_BASE = re.compile(r"cK[TwIL]*(?P<base>[QNPM])[wtUDY]*\Z")
_COMMA = re.compile("[，；。：]")
_COMPARED = re.compile(
    r"(?:较|比|与)(?:20[0-9]{2}年|上年|去年|同期|前[一三]季度)[^，。；]{0,6}|占[^，。；]{2,16}(?:的)?(?:比重|比例|份额)"
)
_NUMBER = re.compile("[0-9](?!年|[0-9]{1,3}年|[0-9]{0,2}月)")
_NO_TREND = re.compile("差[距异]|能力|水平不|难以|预计|力争|将")
_TURN = re.compile(
    r"先(?P<first>升|增|涨|高|扬|降|减|跌|抑|低)后(?P<second>升|增|涨|高|扬|降|减|跌|抑|低)"
)
_RISE = frozenset("升增涨扬")
_FROM_TO = re.compile(r"F[^csOQNPMpR]*(?P<base>[QNPMR])[^csOQNPMpR]*Z[Tw]*(?P<last>[QNPMR])")
_GAP = re.compile(r"差[距异别额][^，。；]{0,6}\Z")
_OF_GAP = re.compile(r"[比差倍]")
# ,而2018年为2.08:1.
_EARLIER = re.compile(r"\A[，而但]*(?:上年|去年|前年|(?:19|20)[0-9]{2}年)(?:则)?(?:为|是)\Z")
_PLAIN = frozenset({"rounded", "exact"})
_ROLES = frozenset({"level", "share", "ratio", "multiple"})
_LEAST, _MOST = 2, 16


def directions(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Directions and turns whose figures stand in their sentence."""
    make, near = Maker(figures.reading, evidence), near_of(figures)
    for sentence in figures.reading.sentences:
        text = sentence.block.text
        few = len(sentence.quantities) < _LEAST
        if sentence.tabular or (few and not sectors(text, sentence.start, sentence.end)):
            continue
        for match in _WORDS.finditer(text, sentence.start, sentence.end):
            claim = _direction(make, near, sentence, match)
            if claim is not None:
                yield claim
        for match in _TURN.finditer(text, sentence.start, sentence.end):
            claim = _turn(make, sentence, match)
            if claim is not None:
                yield claim


def _direction(make: Maker, near: Near, sentence: Sentence, match: re.Match[str]) -> Claim | None:
    """The last level before the words against its base."""
    verb = "up" if match["up"] else "down"
    gap = _GAP.search(sentence.block.text, sentence.start, match.start())
    pair = _of_sector(near, sentence, match.start()) or _against(sentence, match.start())
    if pair is None:
        pair = _ends(sentence, match.start(), bool(gap))
    if pair is None:
        return _open(make, sentence, match)
    start = match.start(verb) if gap else match.start()
    way = 1 if verb == "up" else -1
    if gap and pair[0].unit == pair[1].unit == "" and max(q.mid for q in pair) < 1:
        way = -way  # 0.46:1 to 0.49:1 is nearer to 1
    return make.ordered(
        "trend_gap" if gap else "direction", sentence, sentence.block.span(start, match.end(verb)),
        [*pair], way, severity="soft", pattern="direction in words",
    )  # fmt: skip


def _of_sector(near: Near, sentence: Sentence, stop: int) -> tuple[Quantity, Quantity] | None:
    """第一产业占比略有下降: the sector that the clause names, in the two structures before it."""
    text = sentence.block.text
    clause = max(text.rfind(mark, sentence.start, stop) for mark in "，；") + 1
    named = sectors(text, max(clause, sentence.start), stop)
    if len(named) != 1:
        return None
    return structures_of(near).ends(named[0], sentence.block.span(stop, stop + 1)[0])


def _against(sentence: Sentence, stop: int) -> tuple[Quantity, Quantity] | None:
    """极值比2.47，较2016年的3.05明显缩小: the base of the clause and the level told before it."""
    spot = next((n for n, t in enumerate(sentence.tokens) if t.end > stop), len(sentence.kinds))
    found = _BASE.search(sentence.kinds[: spot + 1])
    if found is None or spot - found.start("base") > _LEAST:
        return None
    base = sentence.tokens[found.start("base")].quantity
    held = [
        t.quantity for t in sentence.tokens[: found.start()] if isinstance(t.quantity, Quantity)
    ]
    if not isinstance(base, Quantity) or not held or base.qualifier not in _PLAIN:
        return None
    last = held[-1]
    fits = last.qualifier in _PLAIN and last.unit == base.unit and same_measure(last, base)
    return (base, last) if fits and last.role in _ROLES else None


def _open(make: Maker, sentence: Sentence, match: re.Match[str]) -> Claim | None:
    """较上年全年仍保持增长, 占…比重有所提升: no second figure, or one of another length of time."""
    text = sentence.block.text
    clause = _COMMA.split(text[sentence.start : match.start()])[-1]
    if not _COMPARED.search(clause) or _NO_TREND.search(clause) or _NUMBER.search(clause):
        return None
    verb = "up" if match["up"] else "down"
    span = sentence.block.span(match.start(), match.end(verb))
    return make.plain(
        "direction", sentence, span, "unverifiable", "NO_EVIDENCE", "没有两期的数值",
        pattern="direction in words",
    )  # fmt: skip


def _ends(sentence: Sentence, stop: int, gap: bool) -> tuple[Quantity, Quantity] | None:
    """(base, last): of 由A降至B just before, else a level and the one told as its base."""
    text = sentence.block.text
    for match in reversed(list(_FROM_TO.finditer(sentence.kinds))):
        last = sentence.tokens[match.start("last")]
        if last.end <= stop and "；" not in text[last.end : stop]:
            a, b = (_number(sentence, match.start(n)) for n in ("base", "last"))
            if isinstance(a, Quantity) and isinstance(b, Quantity) and same_measure(a, b):
                return a, b
    held = [q for q in sentence.quantities[:_MOST] if q.qualifier in _PLAIN and q.role in _ROLES]
    held += [q for q in sentence.quantities[:_MOST] if gap and q.role == "structure" and q.mid != 1]
    held = [q for q in held if sentence.tokens[sentence.at[q.id]].end <= stop]
    if gap:
        held = [
            q
            for q in held
            if q.role == "structure" or _OF_GAP.search(_clause(sentence, q) + q.unit)
        ]
    bases = [q for q in held if _told(sentence, q)]
    if len(bases) != 1 or "；" in text[sentence.tokens[sentence.at[bases[0].id]].end : stop]:
        return None
    lasts = [q for q in held if q is not bases[0] and same_measure(q, bases[0])]
    return (bases[0], lasts[0]) if len(lasts) == 1 else None


def _number(sentence: Sentence, position: int) -> Quantity | None:
    """The number of a token, of 2.15:1 the part that is not 1."""
    quantity = sentence.tokens[position].quantity
    if isinstance(quantity, Quantity):
        return quantity
    parts = [q for q in sentence.quantities if sentence.at[q.id] == position]
    apart = [q for q in parts if q.mid != 1]
    return apart[0] if len(parts) == _LEAST and len(apart) == 1 else None


def _told(sentence: Sentence, quantity: Quantity) -> bool:
    position = sentence.at[quantity.id]
    if told_as_base(sentence, position) or told_earlier(sentence, position):
        return True
    return quantity.role == "structure" and bool(_EARLIER.search(_clause(sentence, quantity)))


def _clause(sentence: Sentence, quantity: Quantity) -> str:
    return sentence.clause_before(sentence.at[quantity.id])


def _turn(make: Maker, sentence: Sentence, match: re.Match[str]) -> Claim | None:
    """The series up to its turning point and from there: the part that breaks, else the first."""
    rises = match["first"] in _RISE or match["first"] == "高"
    if rises == (match["second"] in _RISE):
        return None
    series = told_series(sentence, match.start())
    if not series:
        return None
    sizes = [q.mid * q.scale for q in series]
    top = sizes.index(max(sizes) if rises else min(sizes))
    parts = (series[: max(top, 1) + 1], series[min(top, len(series) - 2) :])
    way = 1 if rises else -1
    span = sentence.block.span(*match.span())
    claims = [
        make.ordered(
            "trend_monotone", sentence, span, part, direction, severity="soft",
            pattern="a series that turns once",
        )
        for part, direction in zip(parts, (way, -way), strict=True)
    ]  # fmt: skip
    broken = [c for c in claims if c.verdict == "inconsistent"]
    return broken[0] if broken else claims[0]
