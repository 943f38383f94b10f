"""A total with a run of parts, and what in the words binds them to each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from yipan.reading.model import Formula
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.figures import Figure
from yipan.reading.reckoning.near import clause_text
from yipan.reading.relations.sums import words_or_place
from yipan.reading.relations.totals import complete_splits
from yipan.reading.text.numbers import chinese_number

_OPENS = re.compile(
    r"其中|分别|包括|分为|组成|构成|包含|涵盖|依次|即|口子|[:：]|(?:分|从|按)[^，。；]{1,8}看|按[^，。；:]{1,14}分|^[^，。；]{0,10}[中里]，"
)
ADDS = re.compile(
    r"合计|总计|共计|之和|相加|加总|加在一起|加起来|合起来|总共|累计|共(?!同)|两者|三者|总数|总量|总额"
)
_REST = re.compile(r"其余|其他|其它|另有|剩余|余下|剩下|尚有")
_TAKEN = re.compile(r"扣除|减去|剔除|扣减")
_ADDED = re.compile(r"加上|再加|又|此后|其后")
_TOPIC = re.compile(r"(?P<thing>[^，。；、]{2,16})[中里](?:，|[:：])")
_WITHIN = re.compile(r"^[、，]?其中")
_COUNTED = re.compile(
    r"(?P<n>[两二三四五六七八九十]|[2-9])(?:个|者|项|类|段|块|部分|大|市|县|省|地|家|港|区|方面|季度|种)"
)
_LOOK_AHEAD = 24
_NAME = 4


@dataclass(frozen=True, slots=True)
class Run:
    """A total and a run of parts; `behind`: the parts stand after it; `complete`: it is cut nowhere."""

    whole: Figure
    parts: tuple[Figure, ...]
    behind: bool
    complete: bool

    @property
    def together(self) -> bool:
        """Whether total and parts stand in one paragraph."""
        return self.whole.sentence.block is self.parts[0].sentence.block

    @property
    def gap(self) -> tuple[Fraction, Fraction]:
        """(the total less its parts, the sum of the printed steps), in the base unit."""
        whole = self.whole.quantity
        gap, width = whole.mid * whole.scale, whole.step * whole.scale
        for part in self.parts:
            quantity = part.quantity
            gap -= (-1 if is_taken(part) else 1) * quantity.mid * quantity.scale
            width += quantity.step * quantity.scale
        return gap, width

    @property
    def ids(self) -> set[str]:
        """The parts by their ids."""
        return {f.quantity.id for f in self.parts}

    @property
    def digits(self) -> int:
        """The digits of the total."""
        return len(re.sub("[^0-9]", "", self.whole.quantity.text).lstrip("0"))

    @property
    def comes_out(self) -> bool:
        """Whether the parts make up the total as printed."""
        gap, width = self.gap
        return 2 * abs(gap) <= width

    @property
    def formula(self) -> Formula:
        """The sum; a part that is deducted counts against it."""
        added = [f.quantity.id for f in self.parts if not is_taken(f)]
        first: list[Formula] = [*added]
        total: Formula = formulas.add(first) if first else "0"
        for figure in self.parts:
            if is_taken(figure):
                total = ("-", total, figure.quantity.id)
        return total

    @property
    def last_part(self) -> Formula:
        """The last part as what the others leave of the total."""
        left: Formula = self.whole.quantity.id
        for figure in self.parts[:-1]:
            left = ("+" if is_taken(figure) else "-", left, figure.quantity.id)
        return left


def is_taken(figure: Figure) -> bool:
    """Whether the words deduct a part: 扣除重复计算量."""
    return bool(_TAKEN.search(clause_text(figure)))


def apart(a: Figure, b: Figure) -> bool:
    """Whether a segment or a sentence ends between two levels."""
    if a.sentence is not b.sentence:
        return True
    return "s" in a.sentence.kinds[a.position + 1 : b.position]


def aside(figure: Figure) -> bool:
    """Whether a level stands in brackets or as a part of the one before: (11684家), 其中A."""
    before = figure.sentence.kinds[max(0, figure.position - 1) : figure.position]
    return before == "o" or bool(_WITHIN.search(clause_text(figure)))


def binding(run: Run) -> int:
    """How much binds a run to its total: words that open it, its count, its rest, its names."""
    words = _between(run)
    names = [words_or_place(f) for f in run.parts]
    opens = bool(_OPENS.search(words) or _topic(run.whole, words)) if run.behind else False
    told = 2 * (opens + _counted(run, words))
    told += 2 * bool(_REST.search(clause_text(run.parts[-1])))
    told += 2 * any(len(s) == len(run.parts) for s in complete_splits(run.parts))
    told += not run.behind
    told += 2 * any(_ADDED.search(clause_text(f)) or is_taken(f) for f in run.parts)
    return told + run.complete + _parallel(run.parts) + _siblings(names) + _namesake(run)


def _between(run: Run) -> str:
    """The words between a total and its first part; those before the part in its own sentence."""
    whole, first = run.whole, run.parts[0]
    text = first.sentence.block.text
    stop = first.sentence.tokens[first.position].start
    if whole.sentence is first.sentence and run.behind:
        return text[whole.sentence.tokens[whole.position].end : stop]
    return text[first.sentence.start : stop]


def _counted(run: Run, words: str) -> bool:
    """Whether the words count the parts: 由四部分构成, 四项合计, 三类恰好覆盖全部."""
    last = run.parts[-1]
    text, end = last.sentence.block.text, last.sentence.tokens[last.position].end
    beside = text[end : end + _LOOK_AHEAD] if run.behind else clause_text(run.whole)
    told = (*_COUNTED.finditer(words), *_COUNTED.finditer(beside))
    return any(_number(m["n"]) == len(run.parts) for m in told)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else int(chinese_number(words) or 0)


def _topic(whole: Figure, words: str) -> bool:
    """民事案件中,著作权…: the parts open with the name of the total."""
    match = _TOPIC.match(words)
    name = whole.words[-_NAME:]
    return match is not None and len(name) > 1 and name in match["thing"]


def _parallel(parts: Sequence[Figure]) -> bool:
    """Whether the same marks, and nothing but names, stand between each two."""
    if len({id(f.sentence) for f in parts}) > 1:
        return False
    kinds = parts[0].sentence.kinds
    gaps = {kinds[a.position + 1 : b.position].strip("wILGnSTa") for a, b in pairwise(parts)}
    return len(gaps) == 1


def _siblings(names: Sequence[str]) -> bool:
    """Whether all names begin or end alike: 税收收入、非税收入; 住户贷款、企业贷款."""
    if "" in names or len(set(names)) < len(names):
        return False
    return len({n[-1] for n in names}) == 1 or len({n[0] for n in names}) == 1


def _namesake(run: Run) -> bool:
    """Whether the parts are named for the total: 营业收入, then 境外收入、境内收入."""
    whole = run.whole.words
    ends = {n[-2:] for n in (f.words for f in run.parts) if len(n) > 1}
    return any(end in whole for end in ends)
