"""Shares told in words: 占W的p%, 占比p%, 完成目标的p%; the whole may stand anywhere in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure, when
from yipan.reading.reckoning.figures import Figure, Figures, around, core, label, tidy
from yipan.reading.reckoning.near import is_base
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.relations.increments import INCREMENT, change_before
from yipan.reading.relations.total_last import aligned_before
from yipan.reading.text.numbers import chinese_number
from yipan.reading.text.sentences import Sentence, last_of

_DENOMINATOR = re.compile(
    r"的?(?:比重|比例|份额)?(?:分别)?(?:达到?|为|是|约|近|超过?|了)*(?:的)?(?:比重|比例)?(?:达到?|为|约)*$"
)
_AREA = re.compile(
    r"^(?:全[国省市县区州校域]|[两三四五六七八九十]+[省市地县区州]|本[省市县区]|该[省市县区])(?:市)?"
)
_SUM_OF = re.compile(r"([两三四五六七八九十2-9])(?:者|项|地|类|市|省|家)?(?:合计|总计|共计|共)$")
_TOGETHER = re.compile(
    r"(?:之和|合计|相加|合起来|加起来|总和|[两二三四五六七八九十](?:者|项|地|市|省|县|区|家|国|类|港|州|个[\u4e00-\u9fff]{1,4}))(?:共|只|仅|约|就|合计)*\Z"
)
_WHOLE_WORD = re.compile(r"^(?:其|总|总数|总量|总额|总人数|总规模|全部|总体|总计|总产量|总面积|)$")
_TARGET = re.compile(r"完成(?P<words>[^，。；]{0,14}?(?:目标任务|目标|任务|计划|预算))的?$")
_LIST_OF_SHARES = re.compile(r"P(?:aP)+")
_MOVED_ON = re.compile(r"[wUDT]*Z")
_TARGET_TAIL = re.compile(r"(?:任务|数|为)$")


def shares(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Claims about shares that follow from two figures of the text."""
    make = Maker(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        if "P" not in sentence.kinds:
            continue
        for quantity in sentence.quantities:
            if quantity.dimension != "percent" or quantity.role not in {"share", "level"}:
                continue
            if _is_former(sentence, quantity):
                continue
            claim = _share(figures, make, sentence, quantity)
            if claim is not None:
                yield claim


def _is_former(sentence: Sentence, quantity: Quantity) -> bool:
    """占比由上年的70.2%降至68.6%: the first share is of an earlier part and whole."""
    position = sentence.at[quantity.id]
    return bool(_MOVED_ON.match(sentence.kinds, position + 1)) or told_as_base(sentence, position)


def _share(figures: Figures, make: Maker, sentence: Sentence, quantity: Quantity) -> Claim | None:
    position = sentence.at[quantity.id]
    start = last_of(sentence.kinds, "cs", position) + 1
    base = sentence.tokens[start].start
    text = sentence.block.text[base : sentence.tokens[position].start]
    target = _TARGET.search(text)
    if target:
        return _of_target(figures, make, sentence, quantity, target["words"])
    spot = text.rfind("占")
    if spot < 0:
        return None
    words = text[spot + 1 :].removeprefix("比").removeprefix("到")
    if text[spot : spot + 2] == "占比":
        words = ""
    words = _DENOMINATOR.sub("", words).strip("的达到为了约近超 ")
    inner = _inside(figures, sentence, base + spot, position)
    if inner is not None:
        above = _above(figures, sentence, start, text[: spot + 1] + words, inner)
        return _agreed(make, sentence, quantity, above, inner) if above is not None else None
    listed = _aligned(sentence, position)
    if listed is not None:
        return _zipped(figures, make, sentence, quantity, words, listed)
    part, summed = _part(figures, sentence, position, start, text[:spot])
    if part is None:
        return None
    whole, sure = _whole(figures, part, words, _area(words), quantity)
    if whole is None or whole.quantity.id == part.quantity.id:
        return None
    return _against(make, sentence, quantity, part, summed, whole, sure)


def _against(
    make: Maker, sentence: Sentence, quantity: Quantity, part: Figure, summed: Formula | None, whole: Figure, sure: bool
) -> Claim | None:  # fmt: skip
    above: Formula = summed if summed is not None else part.quantity.id
    dated = part.quantity.period.start is not None or part.sentence.block is whole.sentence.block
    hard = sure and dated and when(whole.quantity.period) == when(part.quantity.period)
    claim = make.compare(
        "share", sentence, quantity, formulas.percent(above, whole.quantity.id),
        pattern="share of a whole found in the text", severity="hard" if hard else "soft",
    )  # fmt: skip
    doubt = sure and one_number_mends(claim, make.reading, make.evidence)
    return claim if hard or doubt or _plain(make, above, whole, quantity) else None


def _inside(figures: Figures, sentence: Sentence, spot: int, position: int) -> Figure | None:
    """占全部60万家的六成: the whole stands between 占 and the share."""
    for figure in figures.of(sentence):
        token = sentence.tokens[figure.position]
        if spot <= token.start and figure.position < position:
            return figure if figure.quantity.dimension != "percent" else None
    return None


def _above(
    figures: Figures, sentence: Sentence, start: int, words: str, whole: Figure
) -> Formula | None:
    """What has the share: the figure told last, the list before 两市之和, for an increment a change."""
    subject, _, told = words.partition("占")
    if INCREMENT.search(told):
        return change_before(figures, sentence, whole.position, whole.quantity)
    before = [f for f in figures.of(sentence) if f.position < whole.position]
    last = before[-1].quantity if before else None
    if last is None or not same_measure(last, whole.quantity):
        return None
    run = aligned_before(sentence, start, last) if _TOGETHER.search(subject) else []
    if len(run) > 1:
        return formulas.add([q.id for q in run])
    return None if _TOGETHER.search(subject) else last.id


def _agreed(
    make: Maker, sentence: Sentence, quantity: Quantity, above: Formula, whole: Figure
) -> Claim | None:
    known = make.evidence.quantities
    part = formulas.evaluate(above, known)
    if whole.quantity.absolute.below(part):
        return None  # no part is more than its whole
    first = known[formulas.operands(above, known)[0]]
    hard = first.unit == whole.quantity.unit and isinstance(above, str)
    return make.compare(
        "share", sentence, quantity, formulas.percent(above, whole.quantity.id),
        pattern="share of a whole beside it", severity="hard" if hard else "soft",
    )  # fmt: skip


def _aligned(sentence: Sentence, position: int) -> tuple[int, int, int] | None:
    """(first token, length, place in it) of a list of shares: 57.9%、23.9%和15.1%."""
    match = next(
        (m for m in _LIST_OF_SHARES.finditer(sentence.kinds) if m.start() <= position < m.end()),
        None,
    )
    if match is None:
        return None
    return match.start(), len(match[0]) // 2 + 1, (position - match.start()) // 2


def _zipped(
    figures: Figures, make: Maker, sentence: Sentence, quantity: Quantity, words: str, listed: tuple[int, int, int]
) -> Claim | None:  # fmt: skip
    """A list of shares behind a list of as many figures, in the same order."""
    first, length, place = listed
    held = [
        f for f in figures.of(sentence) if f.position < first and f.quantity.dimension != "percent"
    ]
    if not held:
        return None
    if place:
        head = sentence.tokens[first]
        text = sentence.block.text[sentence.start : head.start]
        words = _DENOMINATOR.sub("", text[text.rfind("占") + 1 :]).strip("的达到为了约近超 ")
    run = aligned_before(sentence, held[-1].position + 1, held[-1].quantity)
    if len(run) != length or words.startswith("比"):
        return None
    part = next(f for f in held if f.quantity.id == run[place].id)
    whole, sure = _whole(figures, part, words, _area(words), quantity)
    if whole is None or whole.quantity.id in {q.id for q in run}:
        return None
    return _against(make, sentence, quantity, part, None, whole, sure)


def _plain(make: Maker, above: Formula, whole: Figure, quantity: Quantity) -> bool:
    """Without a sure whole only an agreement is told."""
    result = formulas.evaluate(formulas.percent(above, whole.quantity.id), make.evidence.quantities)
    return result.meets(quantity.absolute)


def _area(words: str) -> str:
    match = _AREA.match(words)
    return match[0] if match else ""


# ------------------------------------------------------------------ the part


def _part(
    figures: Figures, sentence: Sentence, position: int, start: int, lead: str
) -> tuple[Figure | None, Formula | None]:
    """The figure that is the part; for 三者合计 also the sum that stands for it."""
    held = [f for f in figures.of(sentence) if f.quantity.dimension != "percent"]
    lead = tidy(lead) if not lead.endswith("合计") else lead
    together = _SUM_OF.search(lead)
    if together:
        last = next((f for f in reversed(held) if f.position < start), None)
        parts = aligned_before(sentence, start, last.quantity) if last else []
        stated = together[1]
        count = int(stated) if stated.isdigit() else chinese_number(stated)
        if last is None or count != len(parts):
            return None, None
        return last, formulas.add([p.id for p in parts])
    before = [f for f in held if f.position < position]
    inner = [f for f in before if f.position >= start]
    if inner:
        return inner[-1], None
    if lead:
        found = _named(figures, sentence, lead, position)
        if found is not None:
            return found, None
        return _after(held, sentence, position, before), None
    near = [f for f in before if "s" not in sentence.kinds[f.position : position]]
    return (near[-1], None) if near else (None, None)


def _after(
    held: list[Figure], sentence: Sentence, position: int, before: list[Figure]
) -> Figure | None:
    """占…的52.4%,约3340人: the part stands behind its share."""
    following = next((f for f in held if f.position > position), None)
    if following is None or before:
        return None
    gap = sentence.kinds[position + 1 : following.position]
    return following if gap in {"c", "o"} else None


def _named(figures: Figures, sentence: Sentence, lead: str, position: int) -> Figure | None:
    """税收占比: the figure of the paragraph whose words begin with the subject's."""
    here = sentence
    for _ in range(6):
        for figure in reversed(figures.of(here)):
            early = here is not sentence or figure.position < position
            if early and figure.quantity.dimension != "percent" and figure.words.startswith(lead):
                return figure
        earlier = figures.previous(here)
        if earlier is None:
            return None
        here = earlier
    return None


# ------------------------------------------------------------------ the whole


def _whole(
    figures: Figures, part: Figure, words: str, area: str, quantity: Quantity
) -> tuple[Figure | None, bool]:
    """The whole, and whether its words say so."""
    named = tidy(words.removeprefix(area))
    if not area and _WHOLE_WORD.match(named):
        whole = parent(figures, part)
        near = whole is not None and whole.sentence is part.sentence
        return whole, near or (whole is not None and words != "")
    if named and not _WHOLE_WORD.match(named):
        return _by_words(figures, part, named, area)
    return _same_thing(figures, part, area or words, quantity)


def parent(figures: Figures, part: Figure) -> Figure | None:
    """The total before 其中, of the sentence or of the one before."""
    sentence = part.sentence
    for _ in range(3):
        mark = sentence.kinds.rfind("O", 0, part.position if sentence is part.sentence else None)
        if mark >= 0:
            held = [f for f in figures.of(sentence) if f.position < mark]
            same = [f for f in held if same_measure(f.quantity, part.quantity)]
            same = [f for f in same if not is_base(f)]
            if held:
                return same[-1] if same else None
            before = figures.previous(sentence)
            first = next(iter(figures.of(before)), None) if before else None
            return first if first and same_measure(first.quantity, part.quantity) else None
        earlier = figures.previous(sentence)
        if earlier is None or not _goes_on(sentence):
            return None
        sentence = earlier
    return None


def _goes_on(sentence: Sentence) -> bool:
    """A sentence without a time or a place of its own goes on with the parts."""
    return not set("TLG") & set(sentence.kinds[:3])


def _by_words(figures: Figures, part: Figure, named: str, area: str) -> tuple[Figure | None, bool]:
    """The figure with the words of the whole."""
    indicator = _indicator(part.sentence, named)
    held = figures.like(core(named), indicator, part.quantity.start)
    held = held or figures.ending(named, part.quantity.start)
    fits = [f for f in held if _fits(f, part)]
    own = [f for f in fits if f.quantity.party == part.quantity.party] or (fits if not area else [])
    if not own:
        return _ends_alike(figures, part, named) if not area else (None, False)
    return _nearest(own, part), len({f.quantity.absolute for f in own}) == 1


def _ends_alike(figures: Figures, part: Figure, named: str) -> tuple[Figure | None, bool]:
    """占总支出: the one figure just before whose name ends so."""
    total = named.startswith(("总", "全部")) and len(named) > len("总额")
    end = named[-2:] if total else named
    if len(end) < len("总额"):
        return None, False
    before = figures.previous(part.sentence)
    own = [f for f in figures.of(part.sentence) if f.position < part.position]
    near = [*(figures.of(before) if before else []), *own]
    fits = [f for f in near if f.words.endswith(end) and _fits(f, part)]
    fits = [f for f in fits if not f.quantity.absolute.below(part.quantity.absolute)]
    return (fits[0], True) if len(fits) == 1 else (None, False)


def _indicator(sentence: Sentence, named: str) -> str | None:
    for token in sentence.tokens:
        if token.kind == "I" and sentence.words(token) == named:
            slug: str = token.value.slug
            return slug
    return None


def _same_thing(
    figures: Figures, part: Figure, words: str, quantity: Quantity
) -> tuple[Figure | None, bool]:
    """占全国的30.5%: the figure of that place, sure when its words are the part's; else the total."""
    near = around(figures.by_area.get(words, []), part.quantity.start)
    held = [f for f in near if _fits(f, part)]
    same = [f for f in held if _same_name(f, part)]
    if len({f.quantity.absolute for f in same}) == 1:
        told = not {"indicator"} & {*same[0].quantity.inherited, *part.quantity.inherited}
        return _nearest(same, part), told and "合计" not in part.words
    stated, size = quantity.absolute, part.quantity.absolute
    for figure in sorted(held, key=lambda f: abs(f.quantity.start - part.quantity.start)):
        whole = figure.quantity.absolute
        if whole.lo and (size / whole * 100).meets(stated):
            return figure, False
    return parent(figures, part), False


def _same_name(figure: Figure, part: Figure) -> bool:
    if when(figure.quantity.period) != when(part.quantity.period):
        return False
    if figure.slug or part.slug:
        return figure.slug == part.slug
    return bool(part.core) and figure.core == part.core


def _fits(figure: Figure, part: Figure) -> bool:
    a, b = figure.quantity, part.quantity
    if a.id == b.id or not same_measure(a, b) or a.qualifier not in {"rounded", "exact"}:
        return False
    if is_base(figure):
        return False
    undated = a.period.start is None or b.period.start is None
    return undated or when(a.period) == when(b.period)


def _nearest(held: list[Figure], part: Figure) -> Figure:
    place = part.quantity.start
    return min(held, key=lambda f: (f.quantity.start > place, abs(f.quantity.start - place)))


# ------------------------------------------------------------------ targets


def _of_target(
    figures: Figures, make: Maker, sentence: Sentence, quantity: Quantity, words: str
) -> Claim | None:
    """完成年度目标任务的88.3%,年度目标为70万人."""
    position = sentence.at[quantity.id]
    before = [q for q in sentence.quantities if sentence.at[q.id] < position]
    part = next((q for q in reversed(before) if q.role in {"level", "difference"}), None)
    if part is None:
        return None
    wanted = _TARGET_TAIL.sub("", words)[-2:]
    for figure in figures.of(sentence):
        told, _ = label(sentence, figure.position)
        if figure.position > position and wanted in told:
            if not same_measure(figure.quantity, part):
                return None
            return make.compare(
                "share", sentence, quantity, formulas.percent(part.id, figure.quantity.id),
                pattern="part of a target",
            )  # fmt: skip
    return None
