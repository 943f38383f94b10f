"""A total with a run of parts, and what in the words binds them to each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise

from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.figures import Figure, alike
from yipan.reading.reckoning.near import clause_text
from yipan.reading.relations.additive import known_splits, words_or_place
from yipan.reading.search.sum_words import told
from yipan.reading.text.numbers import whole_number
from yipan.reading.text.sentences import last_of

_TOPIC = re.compile(r"(?P<thing>[^，。；、]{2,16})[中里](?:，|[:：])")
_WITHIN = re.compile(r"^[、，]?其中")
_COUNTED = re.compile(
    r"(?<![0-9.])(?P<n>[两二三四五六七八九十]|[2-9])(?:个|者|项|类|段|块|部分|大|市|县|省|地|家|港|区|方面|季度|种)"
)
_TIMES = re.compile(r"(?<![0-9.])(?P<n>[两二三四五六七八九十]|[2-9])(?:年|个?月|天|周)")
_BEFORE_DIGITS = re.compile(r"[^0-9]*")
_PEOPLE = re.compile(r"人均|居民|城镇|农村|乡村")
_LOOK_AHEAD = 24
_CLOSE = 15
_NAME = 4
BILLION = 10**9
# Numbers of the runs that are tried together.
_KEPT = 1024

Rational = int | Fraction
# A number, a sign of a list, and names up to the next number.
_JOINED = re.compile(r"[QN]a[^QNPMpR]*\Z")


@dataclass(frozen=True)
class Run:
    """A total and a run of parts.

    `behind`: the parts stand after it; `complete`: the run is cut nowhere; `listed`: the total
    stands in a list itself.
    """

    whole: Figure
    parts: tuple[Figure, ...]
    behind: bool
    complete: bool
    listed: bool = False

    @property
    def together(self) -> bool:
        """Whether total and parts stand in one paragraph."""
        return self.whole.sentence.block is self.parts[0].sentence.block

    @cached_property
    def gap(self) -> tuple[Rational, Rational]:
        """(the total less its parts, the sum of the printed steps), in billionths of the base unit."""
        gap, width = sized(self.whole.quantity)
        for part in self.parts:
            size, step = sized(part.quantity)
            gap = gap + size if is_taken(part) else gap - size
            width += step
        return gap, width

    @cached_property
    def splits(self) -> list[bool]:
        """The known splits that the parts are, and whether each is all of its whole."""
        return [full for found, full in known_splits(self.parts) if len(found) == len(self.parts)]

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
        return -width <= 2 * gap <= width

    @property
    def exceeds(self) -> bool:
        """Whether the parts are more than the total."""
        gap, width = self.gap
        return 2 * gap < -width

    @property
    def close(self) -> bool:
        """Whether less than a fifteenth of the total is missing or too much."""
        gap, size = self.gap[0], sized(self.whole.quantity)[0]
        return -size < _CLOSE * gap < size

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


@lru_cache(maxsize=_KEPT)
def sized(quantity: Quantity) -> tuple[Rational, Rational]:
    """A number and its printed step in billionths of the base unit: whole, unless it is finer yet."""
    return _whole(quantity.mid * quantity.scale), _whole(quantity.step * quantity.scale)


def _whole(value: Fraction) -> Rational:
    fine = value * BILLION
    return fine.numerator if fine.denominator == 1 else fine


def is_taken(figure: Figure) -> bool:
    """Whether the words deduct a part: 扣除重复计算量; 剔除缺失的1896家和注销的937家, both of them."""
    if told("taken", "part", clause_text(figure)):
        return True
    sentence, stop = figure.sentence, figure.position
    if "a" not in sentence.kinds[max(0, stop - _NAME) : stop]:
        return False
    start = last_of(sentence.kinds, "cs", stop) + 1
    if not _JOINED.search(sentence.kinds, start, stop):
        return False
    first, last = sentence.tokens[start].start, sentence.tokens[stop].start
    return bool(told("taken", "part", sentence.block.text[first:last]))


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
    words, behind = _between(run), _behind(run)
    opens = _opens(run, words)
    made = _made(words, behind)
    bound = max(opens, made) + 2 * _counted(run, words, behind) + _rest(run)
    bound += _split(run)
    if run.behind:
        bound += told("all", "total", total_words(run.whole))
    else:
        bound += told("adds", "total", total_words(run.whole)) + _next_to(run)
    bound += max(told("added", "part", clause_text(f)) or 2 * is_taken(f) for f in run.parts)
    siblings = _siblings([words_or_place(f) for f in run.parts]) or all(
        clause_text(f).endswith("的") for f in run.parts
    )
    even = parallel(run.parts)
    listed = even and len(run.parts) > 2 and run.together
    if opens + made or listed or (not run.behind and _adds(run)):
        bound += 2 * run.exceeds + run.close
    bound -= 2 * (_uneven(run.parts) + run.listed)
    return bound + run.complete + even + siblings + _namesake(run)


def _split(run: Run) -> int:
    """Whether the parts are a known split of something, a complete one for more."""
    return max((1 + full for full in run.splits), default=0)


def _next_to(run: Run) -> bool:
    """建议268件、提案312件，共580件: the total follows its parts, and the parts one another."""
    last, whole = run.parts[-1], run.whole
    if last.sentence is not whole.sentence:
        return False
    between = whole.sentence.kinds[last.position + 1 : whole.position]
    return not set("QPNMsO") & set(between) and parallel(run.parts)


def left_open(run: Run) -> bool:
    """Whether 等 behind the last part tells that there are more."""
    return bool(told("some", "behind", _behind(run)))


def makes_up(run: Run) -> bool:
    """Whether the words name the parts that make up the total: 由…组成; 城镇、乡村."""
    if not (run.complete and run.together):
        return False
    words, behind = _between(run), _behind(run)
    split = any(run.splits)
    return bool(_made(words, behind)) or (split and _tied(run, words))


def told_whole(run: Run) -> bool:
    """Whether the words tell that the parts are all: 三项合计, 其中…其余."""
    if not (run.complete and run.together):
        return False
    words, behind = _between(run), _behind(run)
    return _tied(run, words) and (_rest(run) > 1 or _counted(run, words, behind))


def _tied(run: Run, words: str) -> bool:
    return _opens(run, words) > 1 if run.behind else _adds(run)


def by_source(run: Run) -> bool:
    """Whether the parts of a value per head are its sources, and no values of other people."""
    if any(_PEOPLE.search(clause_text(f)) for f in run.parts):
        return False
    split = any(run.splits)
    return split or (run.together and _opens(run, _between(run)) > 1)


def overfull(run: Run) -> bool:
    """Whether parts that do not overlap are more than their total: 本科生、硕士生; a list of like names."""
    if not (run.exceeds and run.behind and run.complete and run.together):
        return False
    if _opens(run, _between(run)) < 2:
        return False
    joined = all(
        b.sentence is a.sentence and b.sentence.kinds[a.position + 1 : b.position].startswith("a")
        for a, b in pairwise(run.parts)
    )
    known = bool(run.splits)
    return known or (joined and alike([f.core for f in run.parts]))


def _opens(run: Run, words: str) -> int:
    listed = told("opens", "list", clause_text(run.parts[0]))
    if not run.behind:
        return listed
    return max(told("opens", "before", words), listed, 2 * _topic(run.whole, words))


def _made(words: str, behind: str) -> int:
    return max(told("made", "before", words), told("made", "behind", behind))


def _adds(run: Run) -> bool:
    return bool(told("adds", "total", total_words(run.whole)))


def _rest(run: Run) -> int:
    return told("rest", "last", clause_text(run.parts[-1]))


def _between(run: Run) -> str:
    """The words between a total and its first part; those before the part in its own sentence."""
    whole, first = run.whole, run.parts[0]
    text = first.sentence.block.text
    stop = first.sentence.tokens[first.position].start
    if whole.sentence is first.sentence and run.behind:
        return text[whole.sentence.tokens[whole.position].end : stop]
    return text[first.sentence.start : stop]


def _behind(run: Run) -> str:
    """The words behind the last part."""
    last = run.parts[-1]
    end = last.sentence.tokens[last.position].end
    return last.sentence.block.text[end : end + _LOOK_AHEAD]


def _counted(run: Run, words: str, behind: str) -> bool:
    """Whether the words count the parts: 由四部分构成, 四项合计, 三类恰好覆盖全部."""
    held = []
    for beside in (words, behind if run.behind else ""):
        held += [m for m in _COUNTED.finditer(beside) if not m["n"].isdigit()]
    told_by = {whole_number(m["n"]) for m in held} | counted(lead(run.whole))
    return len(run.parts) in told_by


def counted(words: str) -> set[int]:
    """The numbers that words tell of things or times: 三市, 四项, 三年."""
    return {whole_number(m["n"]) for row in (_COUNTED, _TIMES) for m in row.finditer(words)}


def total_words(figure: Figure) -> str:
    """The words before a total in its clause, with those that belong to the number: 共69个."""
    sentence = figure.sentence
    start = sentence.tokens[figure.position - 1].end if figure.position else sentence.start
    own = _BEFORE_DIGITS.match(sentence.block.text, start, sentence.tokens[figure.position].end)
    return clause_text(figure) + (own[0] if own else "")


def lead(figure: Figure) -> str:
    """The words before a level back to the last mark, the counts among them: 三大城市群占."""
    sentence = figure.sentence
    kinds, stop = sentence.kinds, figure.position
    first = last_of(kinds, "csoe", stop) + 1
    return sentence.block.text[sentence.tokens[first].start : sentence.tokens[stop].start]


def _topic(whole: Figure, words: str) -> bool:
    """民事案件中,著作权…: the parts open with the name of the total."""
    match = _TOPIC.match(words)
    name = whole.words[-_NAME:]
    return match is not None and len(name) > 1 and name in match["thing"]


def parallel(parts: Sequence[Figure]) -> bool:
    """Whether the same marks, and nothing but names, stand between each two."""
    if len({id(f.sentence) for f in parts}) > 1:
        return False
    kinds = parts[0].sentence.kinds
    gaps = {kinds[a.position + 1 : b.position].strip("wILGnSTalrUD") for a, b in pairwise(parts)}
    return len(gaps) == 1


def _uneven(parts: Sequence[Figure]) -> bool:
    """Whether a segment ends between some of the parts and not between others."""
    return len({apart(a, b) for a, b in pairwise(parts)}) > 1


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
