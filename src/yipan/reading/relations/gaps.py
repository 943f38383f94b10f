"""Statements that a gap between places widens or narrows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from yipan.reading.model import Claim, Formula, Quantity, Trace
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.subjects import Subjects
from yipan.reading.text.names import Place
from yipan.reading.text.sentences import Sentence

_GAP = re.compile(
    r"差距[^，。；]{0,14}?(?P<words>不降反增|不减反增|(?:呈现?|出现了?|有)?(?P<wide>扩大|拉大)(?:的)?(?:趋势|态势)?|(?:呈现?|出现了?|有)?(?P<narrow>缩小|收窄|改善性?|向小)(?:的)?(?:趋势|态势)?)"
)

_NOT = re.compile(r"(?:并未|没有|未能|尚未|未|并没有)\Z")


class Gaps(Subjects):
    """Finds and judges widening and narrowing gaps."""

    def claims(self) -> Iterator[Claim]:
        """All of them in order."""
        for sentence in self.reading.sentences:
            yield from self._gaps(sentence)

    def _gaps(self, sentence: Sentence) -> Iterator[Claim]:
        text = sentence.block.text
        for match in _GAP.finditer(text, sentence.start, sentence.end):
            words = match["words"]
            wide = bool(match["wide"]) or "反增" in words
            if _NOT.search(text, match.start(), match.start("words")):
                wide = not wide
            span = sentence.block.span(match.start("words"), match.end("words"))
            yield self._gap(sentence, match.start(), span, wide)

    def _gap(self, sentence: Sentence, offset: int, span: tuple[int, int], wide: bool) -> Claim:
        found = self._gap_series(sentence, offset)
        if found is None:
            return self.make.plain(
                "trend_gap",
                sentence,
                span,
                "unverifiable",
                "NO_EVIDENCE",
                "没有可比较的序列",
                pattern="gap",
            )
        rows, own, note = found
        quantities = self.evidence.quantities
        ratios: list[tuple[Formula, Formula]] = []
        differences: list[tuple[Formula, Formula]] = []
        for low, high in rows:
            ratios.append((("/", low[0].id, high[0].id), ("/", low[-1].id, high[-1].id)))
            differences.append((("-", high[0].id, low[0].id), ("-", high[-1].id, low[-1].id)))
        widened = [
            formulas.evaluate(b, quantities).below(formulas.evaluate(a, quantities))
            for a, b in ratios
        ]
        absolute = [
            formulas.evaluate(a, quantities).below(formulas.evaluate(b, quantities))
            for a, b in differences
        ]
        by_ratio = all(w == wide for w in widened)
        by_difference = all(w == wide for w in absolute)
        good = by_ratio or by_difference
        relative = by_ratio or not good
        row = 0 if good else next(n for n, w in enumerate(widened) if w != wide)
        steps = ratios[row] if relative else differences[row]
        measure = "相对" if relative else "绝对"
        shown = f"{measure}差距: {formulas.show(steps[0], quantities)} → {formulas.show(steps[1], quantities)}{note}"
        used = [i for pair in (*ratios,) for f in pair for i in formulas.operands(f, quantities)]
        test = "falling" if relative == wide else "rising"
        return self.make.plain(
            "trend_gap", sentence, span, "consistent" if good else "inconsistent", "AGREES" if good else "AGAINST", shown, severity="soft", operands=used,
            trace=Trace(test, series=steps), pattern="gap", basis="document" if own else "set",
        )  # fmt: skip

    def _gap_series(
        self, sentence: Sentence, offset: int
    ) -> tuple[list[tuple[list[Quantity], list[Quantity]]], bool, str] | None:
        """Pairs of series (the lower place, the higher one) behind a statement about a gap."""
        near = [
            s
            for s in self.reading.beside(sentence)
            if sentence.index - 1 <= s.index <= sentence.index
        ]
        tokens = [
            t
            for s in near
            for t in s.tokens
            if t.kind == "I" and (s is not sentence or t.start < offset + 20)
        ]
        slugs = list(dict.fromkeys(t.value.slug for t in reversed(tokens)))
        places = self._places(sentence, offset)
        general = not slugs
        if re.search(r"城镇居民|农村居民|城乡", sentence.text):
            return None
        if general and not re.search(
            r"经济|发展|收入",
            sentence.text[max(0, offset - sentence.start - 20) : offset - sentence.start + 16],
        ):
            return None
        for slug in slugs or ["gdp_per_capita"]:
            for (index, _), columns in sorted(
                self.evidence.by_table.items(),
                key=lambda item: item[0][0] != self.reading.document.index,
            ):
                held = {
                    party: column
                    for (name, party), column in columns.items()
                    if name == slug and len(column) > 1
                }
                chosen = self._gap_pairs(held, places, general, sentence)
                if chosen:
                    return (
                        chosen,
                        index == self.reading.document.index,
                        "" if not general else "(以人均地区生产总值衡量)",
                    )
        return None

    def _gap_pairs(
        self,
        held: dict[str, list[Quantity]],
        places: list[Place],
        general: bool,
        sentence: Sentence,
    ) -> list[tuple[list[Quantity], list[Quantity]]]:
        named = [p.name for p in places if p.name in held]
        if len(named) < 2:
            return []
        until = self._until(sentence)
        cut = {
            n: [q for q in held[n] if until is None or (q.period.year or 0) <= until] for n in named
        }
        if any(len(column) < 2 for column in cut.values()):
            return []
        lowest = min(named, key=lambda n: cut[n][-1].mid)
        highest = max(named, key=lambda n: cut[n][-1].mid)
        others = [highest] if general else [n for n in named if n != lowest]
        return [(cut[lowest], cut[n]) for n in others]

    def _until(self, sentence: Sentence) -> int | None:
        """The last full year that the document could know."""
        return self._newest

    @cached_property
    def _newest(self) -> int | None:
        years = [
            q.period.year
            for q in self.reading.document.quantities
            if q.period.year and q.table is None
        ]
        return max(years, default=self.reading.document.anchor)
