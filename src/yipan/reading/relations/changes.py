"""Changes told in words: rates of a change, differences against a named base, points between rates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yipan.core.period import Period, year
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.bases import OTHER_BASIS, is_real
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure, when
from yipan.reading.reckoning.figures import Figure, Figures, core, label
from yipan.reading.reckoning.near import is_base
from yipan.reading.text.numbers import chinese_number
from yipan.reading.text.sentences import Sentence, last_of

_UP = "增长|增加|提高|提升|上升|上涨|扩大|新增|净增|增设|延长|多|增|升|涨|高|高出"
_DOWN = "减少|缩水|萎缩|下降|降低|缩短|压缩|缩减|压减|减|回落|下跌|下滑|收窄|少|降|节省|节约|低"
_VERB = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})|[比较][^，。；]{{0,10}}(?:(?P<more>多)|少)[\u4e00-\u9fff]{{1,2}})了?(?:约|近)?$"
)
_ARRIVES = re.compile(r"(?:达到|达|增至|增加到|升至|降至|减至|到|至|为|共)了?$")
_OTHER_START = re.compile(r"年初|[上本]月|季|[上去]年[末底]|上半年|此前|以来|累计")
_FROM_TO = re.compile(r"F[^csOQNPMp]*(?P<base>[QN])[^csOQNPMp]*Z[Tw]*(?P<last>[QN])")
_SPAN_YEARS = re.compile(r"([一二两三四五六七八九十0-9]{1,3})年(?:间|来)")


@dataclass(frozen=True, slots=True)
class Change:
    """A printed change: its number, its direction, where its clause starts."""

    quantity: Quantity
    position: int
    down: bool
    lead: str


def changes(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Claims about changes that follow from figures of the text."""
    make = Maker(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        if len(sentence.quantities) < 2 and "p" not in sentence.kinds:
            continue
        told = [c for q in sentence.quantities if (c := _change(sentence, q))]
        for number, change in enumerate(told):
            claim = _judge(figures, make, sentence, change, told[:number])
            if claim is not None:
                yield claim


def _judge(
    figures: Figures, make: Maker, sentence: Sentence, change: Change, before: list[Change]
) -> Claim | None:
    dimension = change.quantity.dimension
    if dimension == "percentage_point":
        return _points(figures, make, sentence, change)
    if dimension == "percent":
        return (
            _rate(figures, make, sentence, change, before)
            or _chain(figures, make, sentence, change, before)
            or _two_levels(figures, make, sentence, change)
        )
    return _difference(figures, make, sentence, change)


def _change(sentence: Sentence, quantity: Quantity) -> Change | None:
    position = sentence.at[quantity.id]
    arrives = sentence.kinds[max(0, position - 1) : position] == "Z"
    if sentence.kinds[position] not in "QNPp" or not position or arrives:
        return None
    start = last_of(sentence.kinds, "csoQNPpM", position) + 1
    lead = sentence.block.text[sentence.tokens[start].start : sentence.tokens[position].start]
    lead = lead.removesuffix("为").removesuffix("达")
    verb = _VERB.search(lead)
    if verb is None and not lead.endswith(("增幅", "增速", "涨幅", "降幅", "跌幅")):
        return None
    down = bool(verb and not verb["up"] and not verb["more"]) or lead.endswith(("降幅", "跌幅"))
    return Change(quantity, position, down, lead)


# ------------------------------------------------------------------ rates


def _rate(
    figures: Figures, make: Maker, sentence: Sentence, change: Change, before: list[Change]
) -> Claim | None:
    """余额398.2亿元,比上年减少102.6亿元,下降20.5%: the rate follows from level and change."""
    amount = before[-1] if before else None
    if amount is None or amount.quantity.dimension in {"percent", "percentage_point"}:
        return None
    gap = sentence.kinds[amount.position + 1 : change.position]
    if set("QNPMpOsKTV") & set(gap) or amount.down != change.down:
        return None
    if "Y" in gap and _OTHER_START.search(amount.lead):
        return None
    last = _level_before(figures, sentence, amount)
    own = last is not None
    last = last or _level_elsewhere(figures, sentence, amount)
    if last is None or _other_basis(make, sentence, last, change):
        return None
    level = last.quantity.id
    base: Formula = ("+" if amount.down else "-", level, amount.quantity.id)
    formula = formulas.percent(amount.quantity.id, level if is_base(last) else base)
    claim = make.compare(
        "growth_rate", sentence, change.quantity, formula, severity="hard" if own else "soft",
        pattern="rate of a printed change",
    )  # fmt: skip
    return claim if own or claim.verdict == "consistent" else None


def _chain(
    figures: Figures, make: Maker, sentence: Sentence, change: Change, before: list[Change]
) -> Claim | None:
    """由…增至…,增加…,年均增长…,五年间增长71.4%: the ends of the sentence, changes between."""
    matches = list(_FROM_TO.finditer(sentence.kinds, 0, change.position))
    if (
        not matches
        or not before
        or set("VOs") & set(sentence.kinds[before[-1].position : change.position])
    ):
        return None
    ends = [sentence.tokens[matches[-1].start(n)].quantity for n in ("base", "last")]
    reach = matches[-1].end()
    numbers = [
        n for n in range(reach, change.position)
        if sentence.kinds[n] in "QNPMp" and sentence.tokens[n].quantity.unit != "年"
    ]  # fmt: skip
    if (
        not set(numbers) <= {c.position for c in before}
        or "I" in sentence.kinds[reach : change.position]
    ):
        return None
    held = {f.quantity.id: f for f in figures.of(sentence)}
    if any(getattr(q, "id", None) not in held for q in ends) or not same_measure(*ends):
        return None
    if _other_basis(make, sentence, held[ends[1].id], change):
        return None
    growth = formulas.growth(ends[0].id, ends[1].id)
    return make.compare(
        "growth_rate", sentence, change.quantity, ("-", "0", growth) if change.down else growth,
        pattern="growth behind other changes",
    )  # fmt: skip


def _level_before(figures: Figures, sentence: Sentence, amount: Change) -> Figure | None:
    """The level whose change it is: before it, with no part, no list and no other level between."""
    for figure in reversed(figures.of(sentence)):
        if figure.position >= amount.position or figure.quantity.dimension == "percent":
            continue
        between = sentence.kinds[figure.position + 1 : amount.position]
        if set("Osui") & set(between) or not same_measure(figure.quantity, amount.quantity):
            return None
        named = [t for t in sentence.tokens[figure.position + 1 : amount.position] if t.kind == "I"]
        return None if named else figure
    return None


def _level_elsewhere(figures: Figures, sentence: Sentence, amount: Change) -> Figure | None:
    """毕业生总数增加412人: the one level of these words in the text."""
    verb = _VERB.search(amount.lead)
    words, _ = label(sentence, amount.position)
    thing = core(_VERB.sub("", words)) if verb else ""
    near = figures.like(thing if len(thing) > 1 else "", None, amount.quantity.start)
    held = [f for f in near if same_measure(f.quantity, amount.quantity)]
    return held[0] if len({f.quantity.absolute for f in held}) == 1 else None


def _other_basis(make: Maker, sentence: Sentence, last: Figure, change: Change) -> bool:
    words = last.words + (last.quantity.indicator_zh or "")
    first = sentence.tokens[0].start
    text = sentence.block.text[first : sentence.tokens[change.position].start]
    slug = last.quantity.indicator
    return is_real(make.evidence, words, slug) or bool(OTHER_BASIS.search(text))


def _two_levels(figures: Figures, make: Maker, sentence: Sentence, change: Change) -> Claim | None:
    """五年间增长71.4%, 比2020年增长43.1%: both levels stand in the text."""
    last = next((f for f in reversed(figures.of(sentence)) if f.position < change.position), None)
    if (
        last is None
        or last.quantity.dimension == "percent"
        or _other_basis(make, sentence, last, change)
    ):
        return None
    between = sentence.kinds[last.position + 1 : change.position]
    if set("OsQNPMpu") & set(between) or "I" in between:
        return None
    wanted = _base_of(sentence, last, change)
    base = _at(figures, last, wanted) if wanted else None
    if base is None:
        return None
    growth = formulas.growth(base.quantity.id, last.quantity.id)
    formula: Formula = ("-", "0", growth) if change.down else growth
    sure = "party" not in base.quantity.inherited or base.sentence.block is sentence.block
    return make.compare(
        "growth_rate", sentence, change.quantity, formula, severity="hard" if sure else "soft",
        pattern="growth between two levels of the text",
    )  # fmt: skip


def _base_of(sentence: Sentence, last: Figure, change: Change) -> Period | None:
    """The base year: named behind 比, or N years back."""
    own = last.quantity.period.year
    text = change.lead
    back = _SPAN_YEARS.search(text)
    if back and own:
        count = int(back[1]) if back[1].isdigit() else int(chinese_number(back[1]) or 0)
        return year(own - count) if count else None
    for position in range(last.position + 1, change.position):
        token = sentence.tokens[position]
        if token.kind == "T" and isinstance(token.value, tuple) and token.value[1] == "base":
            found: Period = token.value[0]
            return found
    return None


def _at(figures: Figures, last: Figure, period: Period) -> Figure | None:
    """The figure of the same words in that period; None when several differ."""
    held = figures.like(last.core if last.words else "", last.slug, last.quantity.start)
    fits = [
        f
        for f in held
        if f.quantity.party == last.quantity.party
        and when(f.quantity.period) == when(period)
        and same_measure(f.quantity, last.quantity)
        and f.quantity.id != last.quantity.id
    ]
    return fits[0] if len({f.quantity.absolute for f in fits}) == 1 else None


# ------------------------------------------------------------------ differences


def _difference(figures: Figures, make: Maker, sentence: Sentence, change: Change) -> Claim | None:
    """较2020年的210项增加145项,达到355项; 由50分钟压缩至38分钟,缩短12分钟."""
    held = [
        f for f in figures.of(sentence) if same_measure(f.quantity, change.quantity)
        and f.quantity.id != change.quantity.id
    ]  # fmt: skip
    base = next((f for f in reversed(held) if _is_base(held, f, change)), None)
    if base is None:
        return None
    after = [f for f in held if f.position > base.position and _arrives(sentence, f)]
    before = [f for f in held if f.position < base.position]
    last = next(iter(after or before[-1:]), None)
    if "V" in sentence.kinds[base.position : change.position]:
        return None
    if last is None or _apart(held, base, last, change):
        return None
    pair = (base, last) if change.down else (last, base)
    formula: Formula = ("-", pair[0].quantity.id, pair[1].quantity.id)
    return make.compare(
        "difference", sentence, change.quantity, formula,
        pattern="difference of two levels of the sentence",
    )  # fmt: skip


def _is_base(held: list[Figure], figure: Figure, change: Change) -> bool:
    """由V0 or 较X的V0, before the change."""
    if figure.position > change.position:
        return False
    kinds = figure.sentence.kinds
    start = last_of(kinds, "cs", figure.position) + 1
    spot = max(kinds.rfind(mark, start, figure.position) for mark in "KF")
    return spot >= 0 and not any(spot < f.position < figure.position for f in held)


def _arrives(sentence: Sentence, figure: Figure) -> bool:
    token = sentence.tokens[figure.position]
    lead = sentence.block.text[max(sentence.start, token.start - 6) : token.start]
    return bool(_ARRIVES.search(lead)) or sentence.kinds[figure.position - 1] in "Zr"


def _apart(held: list[Figure], base: Figure, last: Figure, change: Change) -> bool:
    """Whether a part, a list or another level stands between the three."""
    places = sorted((base.position, last.position, change.position))
    between = base.sentence.kinds[places[0] + 1 : places[2]]
    others = [f for f in held if f not in (base, last) and places[0] < f.position < places[2]]
    return bool(set("OsM") & set(between)) or bool(others)


# ------------------------------------------------------------------ points


def _points(figures: Figures, make: Maker, sentence: Sentence, change: Change) -> Claim | None:
    """同比增长5.1%,增速较上半年回落0.2个百分点: the other rate stands elsewhere."""
    rates = [
        q for q in sentence.quantities
        if q.dimension == "percent" and sentence.at[q.id] < change.position
    ]  # fmt: skip
    if not rates:
        return None
    last = rates[-1]
    between = sentence.kinds[sentence.at[last.id] + 1 : change.position]
    if set("OsMQNIXVp") & set(between) or "K" not in between:
        return None
    wanted = next(
        (
            t.value[0]
            for t in sentence.tokens[sentence.at[last.id] + 1 : change.position]
            if t.kind == "T" and isinstance(t.value, tuple)
        ),
        None,
    )
    if wanted is None or not last.name:
        return None
    held = [
        q for q in figures.rates_near(last.name, last.start)
        if q.role == last.role and q.party == last.party and when(q.period) == when(wanted) and q.id != last.id
    ]  # fmt: skip
    if len({q.absolute for q in held}) != 1 or _falls(sentence, last):
        return None
    pair = (held[0], last) if change.down else (last, held[0])
    sure = "indicator" not in held[0].inherited and "period" not in held[0].inherited
    return make.compare(
        "share_change_pp", sentence, change.quantity, ("-", pair[0].id, pair[1].id),
        pattern="points between two printed rates", severity="hard" if sure else "soft",
    )  # fmt: skip


def _falls(sentence: Sentence, rate: Quantity) -> bool:
    """A rate of decline: its points are ambiguous."""
    position = sentence.at[rate.id]
    return "D" in sentence.kinds[max(0, position - 2) : position]
