"""Bounds that a level printed beside them passes or keeps: 55.3%，超过一半; 突破千亿元大关; 控制在2亿吨以内."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from yipan.reading.model import Claim, Quantity, Trace
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.formulas import brief
from yipan.reading.text.lexer import Token
from yipan.reading.text.sentences import Sentence, last_of

PATTERN = "a bound beside its level"
_HINT = re.compile(
    "超|突破|过半|大关|台阶|关口|门槛|标准|[跨迈跃站登越踏攀]|不足|不到|未到|低于|高于|以[内下上]"
)
_OVER = re.compile(r"(?:大幅)?(?:超过|突破|超|逾|高于|多于|大于|不低于|不少于)了?")
_UNDER = re.compile(r"(?:不足|不到|未到|低于|少于|小于|不超过)了?")
_PASS = r"(?:突破|跨过|跨越|跨上|跨入|迈过|迈上|迈入|跃上|站上|登上|越过|踏上|攀上|超过|超越|超)了?"
# 千亿元大关: a mark that is told by its power of ten alone.
_SIZES = {
    "百": 10**2, "千": 10**3, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7,
    "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12, "十万亿": 10**13,
    "百万亿": 10**14,
}  # fmt: skip
_SIZE = re.compile(
    rf"(?P<pass>{_PASS})(?P<size>(?<![0-9一二三四五六七八九两几数])(?:[十百]?万亿|[十百千]?[万亿]|[百千]))"
    r"(?P<unit>美元|元|人次|人|吨|辆|台|件|户|家|个|项|标准?箱|千瓦时?|TEU)?(?P<mark>大关|台阶|关口|门槛|规模|级)?"
)
_ADVERBS = re.compile(
    r"首次|再次|首度|成功|历史性地?|一举|顺利|率先|已经|双双|整体|总体|稳定|稳居|仍然|均|也|并|已|仍|更|还|又|都|但|而|却|且|一直|始终|连续|"
    r"明显|大幅|远远|显著|略|稍|远|实现|完成|达到|控制|保持|稳定|压减|维持|规模|总量|总数|在|至|到|了|是|为|的"
)
_PROMISE = re.compile(
    r"力争|争取|确保|预计|预期|有望|计划|将|拟|未来|下一步|规划|要|尚未|未能|没有|没|未"
)
_ENDS = re.compile(
    r"(?:了|的)?(?:大关|台阶|关口|门槛|规模|水平|左右|以[上内下])*(?=[，。；、)！\n]|$)"
)
_AIMED = re.compile(r"以?[内上下]?的?[\u4e00-\u9fff]{0,6}(?:目标|任务|要求|红线|底线)")
_STANDARD = re.compile(r"的[\u4e00-\u9fff]{0,8}标准")
_SUMMED = re.compile(r"合计|总计|共计|累计|总和|之和|加起来|相加")
_HALF = frozenset({Fraction(1, 2)})
_LEVELS = frozenset({"level", "share", "structure"})
_PLAIN = frozenset({"rounded", "exact"})
_FEWEST = 1


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound in a sentence: its words, its value in the base unit, and on which side it binds."""

    start: int
    end: int
    value: Fraction
    over: bool
    like: Quantity | None
    money: bool = False
    raw: tuple[int, int] = (0, 0)


def bounds(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Bounds against the level that their sentence prints before them, or directly behind."""
    make = Maker(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        if sentence.tabular or len(sentence.quantities) < _FEWEST:
            continue
        if not _HINT.search(sentence.block.text, sentence.start, sentence.end):
            continue
        for bound in [*_numbers(sentence), *_powers(sentence)]:
            claim = _judged(make, sentence, bound)
            if claim is not None:
                yield claim


def _numbers(sentence: Sentence) -> Iterator[Bound]:
    """超过50%, 超过一半, 不足两成, 2亿吨以内."""
    for position, token in enumerate(sentence.tokens):
        quantity = token.quantity
        if token.kind not in "QPNq" or not isinstance(quantity, Quantity):
            continue
        words = sentence.words(token)
        over, under = bool(_OVER.match(words)), bool(_UNDER.match(words))
        if not over and not under:
            under = words.endswith(("以内", "以下")) and quantity.qualifier == "below"
            over = sentence.kinds[:position].endswith(("x", "xw")) or (
                words.endswith("以上") and quantity.qualifier == "at_least"
            )
        if not over and not under and _STANDARD.match(sentence.block.text, token.end):
            # 达到35微克/立方米的国家标准: of what pollutes, a standard is the most.
            met = sentence.block.text[sentence.start : token.start].endswith("达到")
            under = met and quantity.unit.startswith(("微克", "毫克", "分贝"))
        half = token.kind == "q"
        if over == under or (half and quantity.mid not in _HALF):
            continue
        value = quantity.mid * (100 if half else quantity.scale)
        raw = (quantity.start, quantity.end)
        yield Bound(token.start, token.end, value, over, None if half else quantity, raw=raw)


def _powers(sentence: Sentence) -> Iterator[Bound]:
    """突破千亿元大关, 突破万亿."""
    text = sentence.block.text
    for match in _SIZE.finditer(text, sentence.start, sentence.end):
        mark, unit = match["mark"], match["unit"]
        if not unit and not mark and not _ENDS.match(text, match.end()):
            continue
        value = Fraction(_SIZES[match["size"]])
        money = not unit or unit in {"元", "美元"}
        raw = sentence.block.span(match.start(), match.end("unit") if unit else match.end("size"))
        like = None if money else _counted(sentence, unit, match.start())
        if money or like is not None:
            yield Bound(match.start(), match.end(), value, True, like, money, raw)


def _counted(sentence: Sentence, unit: str, stop: int) -> Quantity | None:
    """The last figure before of the same unit, which a mark without a numeral is like."""
    held = (q for q in reversed(sentence.quantities) if _end(sentence, q) <= stop)
    return next((q for q in held if q.base_unit == unit), None)


def _end(sentence: Sentence, quantity: Quantity) -> int:
    return sentence.tokens[sentence.at[quantity.id]].end


def _judged(make: Maker, sentence: Sentence, bound: Bound) -> Claim | None:
    level, sure = _level(sentence, bound)
    if level is None:
        return None
    test = "at_most" if bound.over else "at_least"
    held = level.absolute
    good = not (
        (held.hi is not None and held.hi < bound.value)
        if bound.over
        else (held.lo is not None and held.lo > bound.value)
    )
    if not good and not sure:
        return None
    words = sentence.block.text[bound.start : bound.end]
    sign = "≥" if bound.over else "≤"
    limit = brief(make.evidence.quantities[level.id].interval.exact(bound.value / level.scale))
    shown = f"{level.text} {sign} {limit}{level.unit}{'' if good else ' 不成立'}; 文中为 {words}"
    used = [level.id] if bound.like is None or bound.money else [level.id, bound.like.id]
    return make.plain(
        "threshold", sentence, bound.raw, "consistent" if good else "inconsistent",
        "AGREES" if good else "DIFFERS", shown, severity="hard", operands=used,
        trace=Trace(test, str(bound.value), level.id), pattern=PATTERN,
    )  # fmt: skip


def _level(sentence: Sentence, bound: Bound) -> tuple[Quantity | None, bool]:
    """The level that the bound is about, and whether the words leave no other."""
    text = sentence.block.text
    spot = next((n for n, t in enumerate(sentence.tokens) if t.end > bound.start), 0)
    mark = last_of(sentence.kinds, "cse", spot)
    lead = text[sentence.tokens[mark].end if mark >= 0 else sentence.start : bound.start]
    aimed = bool(_AIMED.match(text, bound.end))
    ends = aimed or bool(_STANDARD.match(text, bound.end)) or bool(_ENDS.match(text, bound.end))
    if _PROMISE.search(lead):
        return None, False
    behind = _behind(sentence, bound)
    if behind is not None or mark < 0:
        return behind, behind is not None
    if _SUMMED.search(lead):
        return None, False
    own = [t for t in sentence.tokens[mark + 1 : spot] if t.kind == "I"]
    rest = _ADVERBS.sub("", "".join(sentence.words(t) for t in _said(sentence, mark, spot)))
    if rest and not (own and _is_of(rest, sentence, own)):
        return None, False
    level, near = _nearest(sentence, bound, own[-1] if own else None)
    half = bound.like is None and not bound.money
    if level is None or not (ends or half):
        return None, False
    return level, ends and near


def _said(sentence: Sentence, mark: int, spot: int) -> Iterator[Token]:
    """The tokens of the clause before the bound, without the words that pass it."""
    return (t for t in sentence.tokens[mark + 1 : spot] if t.kind not in "xtuHrXB")


def _is_of(rest: str, sentence: Sentence, own: list[Token]) -> bool:
    return rest == "".join(sentence.words(t) for t in own)


def _behind(sentence: Sentence, bound: Bound) -> Quantity | None:
    """首次突破50%，达到51.7%: the level is told directly behind."""
    spot = next((n for n, t in enumerate(sentence.tokens) if t.start >= bound.end), None)
    if spot is None:
        return None
    match = re.match(r"w?c[wT]?r[QPN]", sentence.kinds[spot:])
    if match is None:
        return None
    lead = sentence.words(sentence.tokens[spot]) if sentence.kinds[spot] == "w" else ""
    level = sentence.tokens[spot + match.end() - 1].quantity
    fits = isinstance(level, Quantity) and _like(level, bound) and level.qualifier in _PLAIN
    return level if fits and (not lead or _ENDS.match(lead)) else None


def _like(level: Quantity, bound: Bound) -> bool:
    if bound.money:
        return level.dimension.startswith("money") and "/" not in level.dimension
    if bound.like is None:
        return level.dimension == "percent" or level.role == "structure"
    return same_measure(level, bound.like)


def _nearest(sentence: Sentence, bound: Bound, named: Token | None) -> tuple[Quantity | None, bool]:
    """The last level before the bound; not sure where another figure of its kind stands between."""
    near = True
    for quantity in reversed(sentence.quantities):
        if _end(sentence, quantity) > bound.start or not _like(quantity, bound):
            continue
        if named is not None and quantity.indicator != named.value.slug:
            continue
        if told_as_base(sentence, sentence.at[quantity.id]):
            continue
        if quantity.role in _LEVELS and quantity.qualifier in _PLAIN:
            between = sentence.block.text[_end(sentence, quantity) : bound.start]
            return (quantity, near and "；" not in between and "其中" not in between)
        near = near and quantity.role == "difference"
    return None, False
