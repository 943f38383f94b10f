"""Weighted means: a rate of the whole against the rates of its parts, weighted by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning.figures import clause_start
from yipan.reading.reckoning.statements import Statements
from yipan.reading.text.sentences import Sentence

_LIST = re.compile(r"P(?:aP)+")
_NAME = re.compile(r"[^，。；、]{0,12}?([\u4e00-\u9fff]{2,4}率)")
_MOST = 10


class WeightedMeans(Statements):
    """Finds a list of rates, a list of as many numbers before it, and the rate of the whole."""

    def claims(self) -> Iterator[Claim]:
        """One claim for each list whose whole is printed in the paragraph."""
        for sentences in self.paragraphs():
            if not any("PaP" in s.kinds for s in sentences):
                continue
            for sentence in sentences:
                for match in _LIST.finditer(sentence.kinds):
                    rates = [
                        sentence.tokens[n].quantity for n in range(match.start(), match.end(), 2)
                    ]
                    claim = self._of(sentences, sentence, match.start(), rates)
                    if claim is not None:
                        yield claim

    def _of(
        self,
        sentences: Sequence[Sentence],
        sentence: Sentence,
        position: int,
        rates: list[Quantity],
    ) -> Claim | None:
        start = clause_start(sentence, position)
        text = sentence.block.text[sentence.start : sentence.tokens[position].start]
        names = _NAME.findall(text[sentence.tokens[start].start - sentence.start :])
        if not names or len(rates) > _MOST:
            return None
        whole = self._whole(sentences, names[-1], rates)
        weights = self._weights(sentences, sentence, position, len(rates))
        if whole is None or not weights:
            return None
        above: list[Formula] = [("*", w.id, r.id) for w, r in zip(weights, rates, strict=True)]
        below: list[Formula] = [w.id for w in weights]
        return self.make.compare(
            "weighted_mean", self.evidence.sentence_of[whole.id], whole,
            ("/", ("+", *above), ("+", *below)), severity="soft", pattern="mean weighted by the parts",
        )  # fmt: skip

    def _whole(
        self, sentences: Sequence[Sentence], name: str, rates: list[Quantity]
    ) -> Quantity | None:
        """The one rate of that name before the list."""
        held = []
        for sentence in sentences:
            for quantity in sentence.quantities:
                if quantity.start >= rates[0].start or quantity.dimension != "percent":
                    continue
                at = sentence.tokens[sentence.at[quantity.id]].start
                lead = sentence.block.text[max(sentence.start, at - 8) : at]
                if name in lead:
                    held.append(quantity)
        return held[0] if len(held) == 1 else None

    def _weights(
        self, sentences: Sequence[Sentence], sentence: Sentence, position: int, count: int
    ) -> list[Quantity]:
        """The last run of as many whole numbers of one unit, each in a clause of its own."""
        stop = sentence.tokens[position].start
        held = [
            q
            for s in sentences
            for q in s.quantities
            if q.role == "level"
            and q.dimension not in {"percent", "number", "years", "time"}
            and s.tokens[s.at[q.id]].start < stop
        ]
        run = held[-count:]
        whole = held[-count - 1] if len(held) > count else None
        same = len(run) == count and len({q.unit for q in run}) == 1
        larger = whole is None or whole.unit != run[0].unit or all(q.mid < whole.mid for q in run)
        return run if same and larger else []
