"""The highest and the lowest of a list: 其中上海最高, 安徽最低; 接待量最多的是云州市."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Claim, Quantity, Trace
from yipan.reading.reckoning.evidence import moves
from yipan.reading.reckoning.figures import clause_start
from yipan.reading.reckoning.statements import Statements
from yipan.reading.text.sentences import Sentence

_EXTREME = re.compile(
    r"(?:最(?:高|大|多|快|好)|居首|排名第一|位列第一|居第一)(?P<low>)|最(?:低|小|少|慢)"
)
_LAST_NAME = re.compile(r"([\u4e00-\u9fffA-Za-z]{2,12})$")
_REACH = 3
_BETWEEN = frozenset("acwLn")


class Extremes(Statements):
    """Finds and judges superlatives over figures that the paragraph lists."""

    def claims(self) -> Iterator[Claim]:
        """One claim for each superlative whose list is printed."""
        back: list[Sentence] = []
        for sentence in self.reading.sentences:
            back = [*back[1 - _REACH :], sentence] if back else [sentence]
            if "最" in sentence.text or "首" in sentence.text or "第一" in sentence.text:
                yield from self._of(sentence, back)

    def _of(self, sentence: Sentence, back: list[Sentence]) -> Iterator[Claim]:
        text = sentence.block.text
        for match in _EXTREME.finditer(text, sentence.start, sentence.end):
            up = match["low"] is not None
            clause = re.split("[，；。：]", text[sentence.start : match.start()])[-1]
            for here in reversed(back):
                found = _listed(here, clause, match.start() if here is sentence else None)
                if found is not None:
                    yield self._claim(sentence, sentence.block.span(*match.span()), up, *found)
                    break

    def _claim(
        self,
        sentence: Sentence,
        span: tuple[int, int],
        up: bool,
        own: Quantity,
        rest: list[Quantity],
    ) -> Claim:
        known = self.evidence.quantities
        good = all(moves(q.id, own.id, 1 if up else -1, known) for q in rest)
        sign = " > " if up else " < "
        shown = f"{own.text}{sign}" + "、".join(q.text for q in rest)
        return self.make.plain(
            "extremum", sentence, span, "consistent" if good else "inconsistent",
            "AGREES" if good else "AGAINST", shown, severity="soft", pattern="highest or lowest of a list",
            operands=(own.id, *(q.id for q in rest)),
            trace=Trace("above" if up else "under", own.id, series=tuple(q.id for q in rest)),
        )  # fmt: skip


def _listed(
    sentence: Sentence, clause: str, stop: int | None
) -> tuple[Quantity, list[Quantity]] | None:
    """The figure of the one that the clause names, and those beside it in its list."""
    run: list[tuple[str, Quantity]] = []
    last = 0
    for quantity in sentence.quantities[:24]:
        position = sentence.at[quantity.id]
        if stop is not None and sentence.tokens[position].start >= stop:
            break
        gap = sentence.kinds[last + 1 : position]
        like = run[-1][1] if run else quantity
        same = (like.role, like.dimension, like.unit) == (quantity.role, quantity.dimension, quantity.unit)  # fmt: skip
        if run and (not same or set(gap) - _BETWEEN):
            if found := _own_of(run, clause):
                return found
            run = []
        run.append((_name(sentence, position, quantity), quantity))
        last = position
    return _own_of(run, clause)


def _own_of(run: list[tuple[str, Quantity]], clause: str) -> tuple[Quantity, list[Quantity]] | None:
    """The figure of a list of three or more whose name the clause tells."""
    names = [n for n, _ in run if n]
    own = [q for n, q in run if n and n in clause]
    if len(own) == 1 and len(names) == len(run) > 2 and len(set(names)) == len(names):
        return own[0], [q for _, q in run if q is not own[0]]
    return None


def _name(sentence: Sentence, position: int, quantity: Quantity) -> str:
    """The place of a number, or the word directly before it."""
    beside = sentence.kinds[max(0, position - 1) : position] == "w"
    if not beside and quantity.party and "party" not in quantity.inherited:
        return quantity.party
    start = clause_start(sentence, position)
    words = sentence.block.text[sentence.tokens[start].start : sentence.tokens[position].start]
    found = _LAST_NAME.search(words.rstrip("为达是有"))
    return found[1] if found else ""
