"""Statements of direction and trend: words no sum would catch."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Claim, Quantity, Trace
from yipan.reading.reckoning.evidence import Evidence, same_measure
from yipan.reading.reckoning.subjects import Subjects
from yipan.reading.relations.told_series import told_series
from yipan.reading.slots.readings import Reading
from yipan.reading.text.sentences import Sentence, last_of

_FROM_TO = re.compile(r"(?P<base>[QPNM])[wTLIac]*?(?P<to>Z)T?w?(?P<last>[QPN])")
# Behind a comma, before the verb: what is no subject of its own.
_NO_SUBJECT = re.compile(
    r"(?:随后|随之|相应|进一步|逐步|逐渐|迅速|快速|目前|此后|其后|后来|已经|现在|现已|已|又|再|则|也|并|而|但|将|由此|大幅|小幅|略|微|均|都|同比|年末|年底|[，、0-9年月至底末\s])+"
)
_TREND_WORDS = re.compile(
    r"(?P<every>持续|连年|逐年|逐期|逐轮|不断|稳步|逐季|逐月|逐步|节节|一路)(?:地|的)?(?P<verb>增长|增强|增加|增多|提高|提升|上升|上涨|走强|扩大|加快|攀升|走高|升高|回升|递增|下降|减少|降低|缩小|回落|下滑|下跌|收窄|放缓|走低|走弱|递减|缩短)"
)
_TREND_END = re.compile(
    r"(?:呈现?出?|保持)?(?P<words>(?P<every>持续|稳步|逐年|连年|不断)?(?P<verb>增长|上升|下降|减少|扩大|缩小|提升|增强|改善性?|向小)(?:的)?(?:趋势|态势|势头))"
)
_PEAK = re.compile(r"最高点|最低点|最高值|最低值|峰值|谷底")
_VAGUE = re.compile(r"长足(?:发展|进步)|快速增长|大幅(?:增长|提升)|显著提升")
_CROSS_COUNT = re.compile(r"(?P<scale>万亿|千亿|百亿)(?:元)?(?:台阶|大关|关口)")


class Trends(Subjects):
    """Finds and judges the trends of one reading."""

    def __init__(self, reading: Reading, evidence: Evidence) -> None:
        super().__init__(reading, evidence)
        self.last_pairs: list[tuple[Quantity, Quantity]] = []

    def claims(self) -> Iterator[Claim]:
        """All claims of direction and trend in order."""
        block = None
        for sentence in self.reading.sentences:
            if sentence.block is not block:
                block, self.last_pairs = sentence.block, []
            yield from self._directions(sentence)
            yield from self._trend_words(sentence)
            yield from self._crossings(sentence)
            yield from self._vague(sentence)

    def _directions(self, sentence: Sentence) -> Iterator[Claim]:
        pairs: list[tuple[Quantity, Quantity]] = []
        for match in _FROM_TO.finditer(sentence.kinds):
            base = sentence.tokens[match.start("base")].quantity
            last = sentence.tokens[match.start("last")].quantity
            verb = sentence.tokens[match.start("to")]
            if (
                not isinstance(base, Quantity)
                or not isinstance(last, Quantity)
                or not same_measure(base, last)
            ):
                continue
            claim = self.make.ordered(
                "direction", sentence, sentence.raw_span(verb), [base, last], verb.value, pattern="from … to",
            )  # fmt: skip
            if claim.verdict == "inconsistent" and _of_another(sentence, match):
                continue
            pairs.append((base, last))
            yield claim
        if pairs:
            self.last_pairs = pairs

    def _trend_words(self, sentence: Sentence) -> Iterator[Claim]:
        text = sentence.block.text
        for match in _TREND_END.finditer(text, sentence.start, sentence.end):
            if re.search(
                "差[距异别]", text[max(sentence.start, match.start() - 16) : match.start()]
            ) or self._run_before(sentence, match.start()):
                continue
            if match["every"] and told_series(sentence, match.start()):
                continue  # every step is judged below
            yield from self._endpoints(sentence, match)
        for match in _TREND_WORDS.finditer(text, sentence.start, sentence.end):
            told = told_series(sentence, match.start())
            if not told and _TREND_END.match(text, match.start()):
                continue
            yield from self._monotone(sentence, match)
        for match in _PEAK.finditer(text, sentence.start, sentence.end):
            span = sentence.block.span(*match.span())
            yield self.make.plain(
                "extremum",
                sentence,
                span,
                "unverifiable",
                "FIGURE_ONLY",
                "逐年数值不在文中",
                pattern="highest or lowest point",
            )

    def _run_before(self, sentence: Sentence, offset: int) -> bool:
        """连续六年保持…的趋势 is a run, judged as such."""
        return any(t.kind == "u" and 0 <= offset - t.end < 8 for t in sentence.tokens)

    def _endpoints(self, sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
        """呈增长趋势: the end against the start of each series."""
        span = sentence.block.span(match.start("words"), match.end("words"))
        direction = _direction(match["verb"])
        series = self._series(sentence, match.start())
        if series:
            severity = "hard" if len(series) == 1 else "soft"
            for _, column in series:
                ends = [column[0], column[-1]]
                yield self._end_claim(sentence, span, ends, direction, severity)
            return
        if self.last_pairs and match.start() > 0:
            for pair in self.last_pairs:
                yield self._end_claim(sentence, span, [*pair], direction, "soft")
            return
        if match["every"]:
            cross = self._elsewhere(sentence, match.start())
            yield from self._of_the_set(
                sentence, span, cross, direction, "trend over a series of the set"
            )

    def _end_claim(
        self, sentence: Sentence, span: tuple[int, int], ends: list[Quantity], direction: int, severity: str
    ) -> Claim:  # fmt: skip
        return self.make.ordered(
            "trend_endpoint", sentence, span, ends, direction, severity=severity,
            pattern="trend by its ends",
        )  # fmt: skip

    def _of_the_set(
        self, sentence: Sentence, span: tuple[int, int], series: list[list[Quantity]], direction: int, pattern: str
    ) -> Iterator[Claim]:  # fmt: skip
        """Every step of series that stand elsewhere in the set of documents."""
        for column in series:
            yield self.make.ordered(
                "trend_monotone", sentence, span, column, direction, severity="soft",
                pattern=pattern, basis="set",
            )  # fmt: skip

    def _monotone(self, sentence: Sentence, match: re.Match[str]) -> Iterator[Claim]:
        """持续增强, 连年下降: every step of each series."""
        span = sentence.block.span(*match.span())
        direction = _direction(match["verb"])
        series = self._series(sentence, match.start())
        if series:
            for _, column in series:
                yield self.make.ordered(
                    "trend_monotone",
                    sentence,
                    span,
                    column,
                    direction,
                    pattern="trend in every step",
                )
            return
        told = told_series(sentence, match.start())
        if told:
            yield self.make.ordered(
                "trend_monotone", sentence, span, told, direction, pattern="trend over a printed series",
            )  # fmt: skip
            return
        cross = self._elsewhere(sentence, match.start())
        if cross:
            yield from self._of_the_set(sentence, span, cross, direction, "trend in every step")
            return
        if self._indicators(sentence, match.start()) or sentence.quantities:
            ends = [q.id for q in sentence.quantities if q.role == "level"][:2]
            yield self.make.plain(
                "trend_monotone",
                sentence,
                span,
                "unverifiable",
                "FIGURE_ONLY",
                "逐年数值不在文中",
                operands=ends,
                pattern="trend in every step",
            )

    def _crossings(self, sentence: Sentence) -> Iterator[Claim]:
        """连跨两个万亿台阶: thresholds between the two ends."""
        text = sentence.block.text
        for match in _CROSS_COUNT.finditer(text, sentence.start, sentence.end):
            quantity = next(
                (
                    q
                    for q in reversed(sentence.quantities)
                    if sentence.tokens[sentence.at[q.id]].end <= match.start() + 1
                ),
                None,
            )
            if (
                quantity is None
                or quantity.qualifier != "exact"
                or "x" not in sentence.kinds[: sentence.at[quantity.id]]
            ):
                continue
            slug = next(
                (
                    t.value.slug
                    for t in reversed(sentence.tokens[: sentence.at[quantity.id]])
                    if t.kind == "I"
                ),
                None,
            )
            pair = self._pair_of(sentence, slug)
            if pair is None:
                yield self.make.open(
                    "threshold_crossings",
                    sentence,
                    quantity,
                    pattern="thresholds crossed",
                    note="没有起止数值",
                )
                continue
            size = {"万亿": 10**12, "千亿": 10**11, "百亿": 10**10}[match["scale"]]
            first, last = pair[0].mid * pair[0].scale // size, pair[1].mid * pair[1].scale // size
            crossed = int(last - first)
            good = crossed == quantity.mid
            yield self.make.plain(
                "threshold_crossings", sentence, (quantity.start, quantity.end), "consistent" if good else "inconsistent", "AGREES" if good else "DIFFERS",
                f"{pair[0].text} → {pair[1].text}: 跨过 {crossed} 个{match['scale']}台阶; 文中为 {quantity.text}", severity="soft",
                operands=(quantity.id, pair[0].id, pair[1].id), trace=Trace("crossings", quantity.id, str(size), series=(pair[0].id, pair[1].id)), pattern="thresholds crossed",
            )  # fmt: skip

    def _pair_of(self, sentence: Sentence, slug: str | None) -> tuple[Quantity, Quantity] | None:
        return next(
            (p for p in reversed(self.last_pairs) if slug is None or p[0].indicator == slug), None
        )

    def _vague(self, sentence: Sentence) -> Iterator[Claim]:
        """获得了长足发展: the next increase printed for the same place bears it out, or not."""
        text = sentence.block.text
        for match in _VAGUE.finditer(text, sentence.start, sentence.end):
            later = [s for s in self.reading.beside(sentence) if s.index > sentence.index][:2]
            pair = next((p for s in later if (p := _two_levels(s)) is not None), None)
            if pair is None:
                continue
            span = sentence.block.span(*match.span())
            yield self.make.ordered(
                "direction",
                sentence,
                span,
                list(pair),
                1,
                severity="soft",
                pattern="growth in words",
            )


def _of_another(sentence: Sentence, match: re.Match[str]) -> bool:
    """奖励退坡为6.6亿元,总盘子相应降为12.6亿元: the verb has a subject that the first figure has not."""
    kinds, text = sentence.kinds, sentence.block.text
    comma = kinds.rfind("c", match.start("base"), match.start("to"))
    first = last_of(kinds, "cs", match.start("base")) + 1
    if comma < 0 or "F" in kinds[first : match.start("base")]:
        return False
    verb = sentence.tokens[match.start("to")].start
    subject = _NO_SUBJECT.sub("", text[sentence.tokens[comma].end : verb])
    words = text[sentence.tokens[first].start : sentence.tokens[match.start("base")].start]
    return len(subject) > 1 and subject[-2:] not in words


def _two_levels(sentence: Sentence) -> tuple[Quantity, Quantity] | None:
    """较T的A: the earlier and the later level of a sentence."""
    levels = [
        q
        for q in sentence.quantities
        if q.role == "level" and q.period.year and q.dimension not in {"percent"}
    ]
    for later in levels:
        for earlier in levels:
            if (
                earlier.name == later.name
                and earlier.party == later.party
                and (earlier.period.year or 0) < (later.period.year or 0)
                and same_measure(earlier, later)
            ):
                return earlier, later
    return None


def _direction(verb: str) -> int:
    if re.search(r"下降|减少|降低|缩小|回落|下滑|收窄|向小|放缓|走低|递减", verb):
        return -1
    return 1
