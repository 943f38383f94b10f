"""Statements of direction, trend, gap, rank, and of time: words no sum would catch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from yipan.reading import formulas
from yipan.reading.evidence import Evidence, Maker, same_measure, when
from yipan.reading.lexer import Token
from yipan.reading.model import Claim, Formula, Quantity, Trace
from yipan.reading.names import Place
from yipan.reading.reader import Reading
from yipan.reading.sentences import Sentence

_UP = re.compile(r"增|升|提|扩|强|上|高|涨|多|发展|不降反增|进步|向好")
_DOWN = re.compile(r"降|减|缩|下|低|落|少|收窄|弱")
_FROM_TO = re.compile(r"(?P<base>[QPNM])[wTLIac]*?(?P<to>Z)T?w?(?P<last>[QPN])")
_EVERY = re.compile(r"持续|连年|逐年|不断|连续|稳步|逐季|逐月")
_TREND_WORDS = re.compile(
    r"(?P<every>持续|连年|逐年|不断|稳步|逐季)(?:地|的)?(?P<verb>增长|增强|增加|提高|提升|上升|上涨|扩大|下降|减少|降低|缩小|回落|下滑|收窄)"
)
_TREND_END = re.compile(
    r"(?:呈现?出?|保持)?(?P<words>(?P<every>持续|稳步|逐年|连年|不断)?(?P<verb>增长|上升|下降|减少|扩大|缩小|提升|增强|改善性?|向小)(?:的)?(?:趋势|态势|势头))"
)
_GAP = re.compile(
    r"差距[^，。；]{0,14}?(?P<words>不降反增|不减反增|(?:呈现?|出现了?|有)?(?P<wide>扩大|拉大)(?:的)?(?:趋势|态势)?|(?:呈现?|出现了?|有)?(?P<narrow>缩小|收窄|改善性?|向小)(?:的)?(?:趋势|态势)?)"
)
_NOT = re.compile(r"(?:并未|没有|未能|尚未|未|并没有)\Z")
_PEAK = re.compile(r"最高点|最低点|最高值|最低值|峰值|谷底")
_RUN = "u"
_RANK = re.compile(
    r"远?超(?:过)?了?|(?:均要?|均|都)?(?:显著|明显|大幅|远|略)?(?:高于|低于|大于|小于|多于|少于|快于|慢于|优于|领先于?)|未达到|相对较[少多低高]|未达"
)
_VAGUE = re.compile(r"长足(?:发展|进步)|快速增长|大幅(?:增长|提升)|显著提升")
_CROSS_COUNT = re.compile(r"(?P<scale>万亿|千亿|百亿)(?:元)?(?:台阶|大关|关口)")
_YEARS_BACK = re.compile(r"(?:[来以]{1,2}|以来)")
_FOUNDED = re.compile(
    r"((?:19|20)[0-9]{2})年[^。；]{0,40}?(?:战略|上升为|启动|成立|实施|印发|提出|设立|通过|获批|挂牌)"
)


class Trends:
    """Finds and judges the trends of one reading."""

    def __init__(self, reading: Reading, evidence: Evidence) -> None:
        self.reading = reading
        self.evidence = evidence
        self.make = Maker(reading, evidence)
        self.last_pairs: list[tuple[Quantity, Quantity]] = []

    def claims(self) -> Iterator[Claim]:
        """All claims of direction, order and time in order."""
        block = None
        for sentence in self.reading.sentences:
            if sentence.block is not block:
                block, self.last_pairs = sentence.block, []
            yield from self._directions(sentence)
            yield from self._trend_words(sentence)
            yield from self._gaps(sentence)
            yield from self._ranks(sentence)
            yield from self._runs(sentence)
            yield from self._crossings(sentence)
            yield from self._vague(sentence)

    # ------------------------------------------------------------------ from … to

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
            pairs.append((base, last))
            yield self.make.ordered(
                "direction",
                sentence,
                sentence.raw_span(verb),
                [base, last],
                verb.value,
                pattern="from … to",
            )
        if pairs:
            self.last_pairs = pairs

    # ------------------------------------------------------------------ trend words

    def _trend_words(self, sentence: Sentence) -> Iterator[Claim]:
        text = sentence.block.text
        for match in _TREND_END.finditer(text, sentence.start, sentence.end):
            if re.search(
                "差[距异别]", text[max(sentence.start, match.start() - 16) : match.start()]
            ) or self._run_before(sentence, match.start()):
                continue
            yield from self._endpoints(sentence, match)
        for match in _TREND_WORDS.finditer(text, sentence.start, sentence.end):
            if _TREND_END.match(text, match.start()) or text[
                match.end() : match.end() + 3
            ].startswith(("的趋势", "趋势", "态势", "的态势")):
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
            for _, column in series:
                yield self._end_claim(
                    sentence, span, column, direction, "hard" if len(series) == 1 else "soft"
                )
            return
        if self.last_pairs and match.start() > 0:
            pairs = self._closest_pairs(sentence)
            for base, last in pairs:
                yield self.make.ordered(
                    "trend_endpoint",
                    sentence,
                    span,
                    [base, last],
                    direction,
                    severity="soft",
                    pattern="trend by its ends",
                )
            return
        if match["every"]:
            cross = self._elsewhere(sentence, match.start())
            for column in cross:
                yield self.make.ordered(
                    "trend_monotone",
                    sentence,
                    span,
                    column,
                    direction,
                    severity="soft",
                    pattern="trend over a series of the set",
                    basis="set",
                )

    def _closest_pairs(self, sentence: Sentence) -> list[tuple[Quantity, Quantity]]:
        return self.last_pairs

    def _end_claim(
        self,
        sentence: Sentence,
        span: tuple[int, int],
        column: list[Quantity],
        direction: int,
        severity: str,
    ) -> Claim:
        return self.make.ordered(
            "trend_endpoint",
            sentence,
            span,
            [column[0], column[-1]],
            direction,
            severity=severity,
            pattern="trend by its ends",
        )

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
        cross = self._elsewhere(sentence, match.start())
        if cross:
            for column in cross:
                yield self.make.ordered(
                    "trend_monotone",
                    sentence,
                    span,
                    column,
                    direction,
                    severity="soft",
                    pattern="trend in every step",
                    basis="set",
                )
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

    def _indicators(self, sentence: Sentence, offset: int) -> list[Token]:
        """The indicators that are the subject of the words at `offset`: those of their clause first."""
        found: list[Token] = []
        fresh = True
        for token in sentence.tokens:
            if token.start >= offset:
                break
            if token.kind in "QPN":
                found = []
            elif token.kind == "c":
                fresh = True
            elif token.kind == "I":
                found = [token] if fresh else [*found, token]
                fresh = False
        return found

    def _places(self, sentence: Sentence, offset: int) -> list[Place]:
        found: list[Place] = []
        for token in sentence.tokens:
            if token.start >= offset:
                break
            if token.kind == "L":
                found.append(token.value)
            elif token.kind == "G" and isinstance(token.value, list):
                found.extend(token.value)
        expanded = [
            m
            for p in found
            for m in (
                [self.evidence.vocabulary.places.by_code[c] for c in p.members]
                if p.members
                else [p]
            )
        ]
        return list(dict.fromkeys(expanded))

    def _series(self, sentence: Sentence, offset: int) -> list[tuple[str, list[Quantity]]]:
        """The columns of the document's tables that the sentence speaks of."""
        tokens = self._indicators(sentence, offset)
        if not tokens:
            return []
        places = {p.name for p in self._places(sentence, offset)}
        names = [sentence.words(t) for t in tokens]
        names += _elliptic(sentence, tokens[-1])
        found: list[tuple[str, list[Quantity]]] = []
        for number in range(len(self.reading.grids)):
            columns = self.evidence.by_table.get((self.reading.document.index, number), {})
            for (name, party), column in columns.items():
                if len(column) < 3 or (places and party not in places):
                    continue
                if self._named(name, column, tokens, names):
                    found.append((party, column))
            if found:
                return found
        return found

    def _named(
        self, name: str, column: list[Quantity], tokens: list[Token], names: list[str]
    ) -> bool:
        slugs = {t.value.slug for t in tokens}
        if name in slugs:
            return True
        # 专利申请数 is read to cover 发明专利申请数 beside it: its words end the column's name.
        header = column[0].indicator_zh or ""
        return any(header.endswith(n) and header != n for n in names if len(n) > 2)

    def _elsewhere(self, sentence: Sentence, offset: int) -> list[list[Quantity]]:
        """Series of another document of the set."""
        slugs = [t.value.slug for t in self._indicators(sentence, offset)]
        places = {p.name for p in self._places(sentence, offset)}
        found: list[list[Quantity]] = []
        for (index, _), columns in sorted(self.evidence.by_table.items()):
            if index == self.reading.document.index:
                continue
            found.extend(
                column
                for (name, party), column in columns.items()
                if name in slugs and party in places and len(column) > 2
            )
        return found

    def _runs(self, sentence: Sentence) -> Iterator[Claim]:
        """连续六年…, 2021年以来…连续三年."""
        for quantity in sentence.quantities:
            position = sentence.at[quantity.id]
            if sentence.kinds[position] != "u":
                continue
            since = next(
                (
                    t.value[0]
                    for t in sentence.tokens[:position]
                    if t.kind == "T" and isinstance(t.value, tuple) and t.value[0].kind == "since"
                ),
                None,
            )
            if since is not None and since.start is not None:
                yield self._length(sentence, quantity, since.start.year)
                continue
            words = sentence.block.text[
                sentence.tokens[position].end : sentence.tokens[position].end + 12
            ]
            if re.search(r"增|减|降|升|下|上", words):
                yield self.make.open(
                    "trend_run",
                    sentence,
                    quantity,
                    "FIGURE_ONLY",
                    pattern="run of years",
                    note="逐年数值不在文中",
                    operands=(quantity.id,),
                )

    def _length(self, sentence: Sentence, quantity: Quantity, first: int) -> Claim:
        """From the first year to the last year the paragraph names."""
        named = [
            t.value[0].year
            for s in self.reading.sentences
            if s.block is sentence.block and s.index <= sentence.index
            for t in s.tokens
            if t.kind == "T"
            and isinstance(t.value, tuple)
            and t.value[0].kind != "since"
            and t.value[0].year
        ]
        last = max([y for y in named if y >= first], default=self.reading.document.anchor or first)
        length = last - first + 1
        good = length == quantity.mid
        verdict = "consistent" if good else "unverifiable"
        return self.make.plain(
            "period_length", sentence, (quantity.start, quantity.end), verdict, "AGREES" if good else "AMBIGUOUS", f"{last} − {first} + 1 = {length}; 文中为 {quantity.text}",
            operands=(quantity.id,), trace=Trace("meets" if good else "none", quantity.id, ("+", ("-", str(last), str(first)), "1")), claimed=quantity.interval, pattern="years since",
        )  # fmt: skip

    # ------------------------------------------------------------------ gaps

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
            for s in self.reading.sentences
            if s.block is sentence.block and sentence.index - 1 <= s.index <= sentence.index
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
        anchor = self.reading.document.anchor
        newest = [
            q.period.year
            for q in self.reading.document.quantities
            if q.period.year and q.table is None
        ]
        return max(newest, default=anchor)

    # ------------------------------------------------------------------ ranks

    def _ranks(self, sentence: Sentence) -> Iterator[Claim]:
        text = sentence.block.text
        for match in _RANK.finditer(text, sentence.start, sentence.end):
            if any(
                t.start <= match.start() < t.end and t.kind in "QPNMpqnT" for t in sentence.tokens
            ):
                continue
            span = sentence.block.span(*match.span())
            claim = self._rank(sentence, match, span)
            if claim is not None:
                yield claim

    def _rank(
        self, sentence: Sentence, match: re.Match[str], span: tuple[int, int]
    ) -> Claim | None:
        word = match[0]
        up = not re.search(r"低|少|未|小于|慢|较少", word)
        spot = next(
            (n for n, t in enumerate(sentence.tokens) if t.end > match.start()),
            len(sentence.tokens),
        )
        after = sentence.kinds[spot : spot + 6]
        subject = self._rank_subject(sentence, spot)
        others = self._rank_others(sentence, spot, match.end())
        if subject is not None and others:
            series = [(o, subject) for o in others]
            good = all(_beyond(a, b, up) for a, b in series)
            sign = " > " if up else " < "
            shown = f"{subject.text}{sign}" + "、".join(o.text for o in others)
            return self.make.plain(
                "rank_order", sentence, span, "consistent" if good else "inconsistent", "AGREES" if good else "AGAINST", shown, severity="soft",
                operands=(subject.id, *(o.id for o in others)), trace=Trace("above" if up else "under", subject.id, series=tuple(o.id for o in others)), pattern="rank",
            )  # fmt: skip
        if re.search("[pPQ]", after[:3]) or word in {"超", "超过"}:
            return None
        compared = any(t.kind == "L" for t in sentence.tokens[spot : spot + 4]) and any(
            t.kind == "L" for t in sentence.tokens[:spot]
        )
        if compared:
            return self.make.plain(
                "rank_order",
                sentence,
                span,
                "unverifiable",
                "NO_EVIDENCE",
                "没有两方的数值",
                pattern="rank",
            )
        return None

    def _rank_subject(self, sentence: Sentence, spot: int) -> Quantity | None:
        """The number just before the word, else the subject's figure in a table."""
        before = sentence.kinds[:spot]
        held = re.search(r"[QPN][cw]?[cw]?\Z", before)
        if held:
            found = sentence.tokens[held.start()].quantity
            return found if isinstance(found, Quantity) else None
        return self._table_value(
            sentence,
            spot,
            _subject_place(sentence, spot),
        )

    def _rank_others(self, sentence: Sentence, spot: int, offset: int) -> list[Quantity]:
        """The figures behind the word: in brackets, or of the places named, up to the comma."""
        others: list[Quantity] = []
        tokens = sentence.tokens[spot:]
        if (
            sentence.block.text[offset - 3 : offset - 1] in {"对较", "相对"}
            or "相对较" in sentence.block.text[offset - 4 : offset]
        ):
            subject = next(
                (t.value.name for t in reversed(sentence.tokens[:spot]) if t.kind == "L"), ""
            )
            rest = [
                p
                for p in self._places(
                    sentence,
                    sentence.tokens[spot].start if spot < len(sentence.tokens) else sentence.end,
                )
                if p.name != subject
            ]
            found = [self._table_value(sentence, spot, p) for p in rest]
            return [q for q in found if q is not None]
        for order, token in enumerate(tokens):
            if token.kind in "cs" and order:
                break
            if (
                token.kind in "QPN"
                and isinstance(token.quantity, Quantity)
                and token.start >= offset
            ):
                others.append(token.quantity)
            elif (
                token.kind == "L"
                and "o" not in "".join(t.kind for t in tokens[order + 1 : order + 2])
                and token.start >= offset
            ):
                value = self._table_value(sentence, spot, token.value)
                if value is not None:
                    others.append(value)
        return others

    def _table_value(self, sentence: Sentence, spot: int, place: Place | None) -> Quantity | None:
        """A place's figure in the tables for the indicator last named, at the year in force."""
        tokens = [t for t in sentence.tokens[:spot] if t.kind == "I"]
        if place is None or not tokens:
            return None
        slug = tokens[-1].value.slug
        year = next(
            (
                t.value[0].year
                for t in reversed(sentence.tokens[:spot])
                if t.kind == "T" and isinstance(t.value, tuple)
            ),
            None,
        )
        columns = [
            c
            for (i, _), cs in sorted(self.evidence.by_table.items())
            if i == self.reading.document.index
            for (n, p), c in cs.items()
            if n == slug and p == place.name
        ]
        if not columns:
            return self._printed_value(slug, place, year)
        if year is None:
            return columns[0][-1]
        return next((q for q in columns[0] if q.period.year == year), None)

    def _printed_value(self, slug: str, place: Place, year: int | None) -> Quantity | None:
        """The same from the text: the figure printed last for that year, or last at all."""
        held = [
            q
            for q in self.evidence.series.get((slug, place.name), [])
            if q.document == self.reading.document.index
        ]
        return next((q for q in reversed(held) if year is None or q.period.year == year), None)

    # ------------------------------------------------------------------ thresholds crossed, vague growth, time

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
            later = [
                s
                for s in self.reading.sentences
                if s.block is sentence.block and s.index > sentence.index
            ][:2]
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


def _elliptic(sentence: Sentence, token: Token) -> list[str]:
    """专利申请数与授权数量: the second name leaves out what it shares with the first."""
    position = sentence.tokens.index(token)
    if sentence.kinds[position + 1 : position + 3] != "aw":
        return []
    words = sentence.words(sentence.tokens[position + 2])
    name = re.match(r"[\u4e00-\u9fff]{2,8}?(?:数|额|率|值|量)", words)
    return [name[0]] if name else []


def _subject_place(sentence: Sentence, spot: int) -> Place | None:
    """The last place before a word that is no object of a comparison."""
    for position in range(spot - 1, -1, -1):
        token = sentence.tokens[position]
        if token.kind == "L" and sentence.kinds[max(0, position - 1) : position] not in tuple(
            "BXEKSo"
        ):
            found: Place = token.value
            return found
    return None


def _beyond(other: Quantity, subject: Quantity, up: bool) -> bool:
    same = other.step * other.scale == subject.step * subject.scale
    if same:
        return (subject.mid * subject.scale > other.mid * other.scale) is up
    return not (
        subject.absolute.below(other.absolute) if up else other.absolute.below(subject.absolute)
    )


def _direction(verb: str) -> int:
    if re.search(r"下降|减少|降低|缩小|回落|下滑|收窄|向小", verb):
        return -1
    return 1


# ---------------------------------------------------------------------- tables and time


class TableAndTime:
    """Claims about tables themselves and about dates."""

    def __init__(self, reading: Reading, evidence: Evidence) -> None:
        self.reading = reading
        self.evidence = evidence
        self.make = Maker(reading, evidence)

    def claims(self) -> Iterator[Claim]:
        """All of them."""
        yield from self._subsets()
        yield from self._twins()
        yield from self._rows()
        yield from self._since()

    def _subsets(self) -> Iterator[Claim]:
        """A column that is a part of another: never larger in any row."""
        index = self.reading.document.index
        for grid in self.reading.grids:
            columns = self.evidence.by_table.get((index, grid.number), {})
            for (name, party), column in columns.items():
                known = self.evidence.indicator(name)
                whole = columns.get((known.part_of, party)) if known and known.part_of else None
                if not whole:
                    continue
                by_time = {when(q.period): q for q in whole}
                pairs = [(q, by_time[when(q.period)]) for q in column if when(q.period) in by_time]
                bad = [(a, b) for a, b in pairs if b.absolute.below(a.absolute)]
                header = next(
                    (
                        c
                        for row in grid.header
                        for c in row
                        if c.text and (column[0].indicator_zh or "") in c.text
                    ),
                    None,
                )
                span = (header.start, header.end) if header else (column[0].start, column[0].end)
                shown = "; ".join(f"{a.text} ≤ {b.text}" for a, b in (bad or pairs)[:3])
                yield self.make.plain(
                    "table_subset", None, span, "inconsistent" if bad else "consistent", "AGAINST" if bad else "AGREES", f"{party}: {shown}",
                    severity="hard", operands=[q.id for pair in pairs for q in pair], trace=Trace("pairs_at_most", series=tuple(q.id for pair in pairs for q in pair)), pattern="column and its part",
                )  # fmt: skip

    def _twins(self) -> Iterator[Claim]:
        """Two equal neighbours with three digits or more: perhaps copied."""
        for cells in self.reading.cells.values():
            for a, b in pairwise(cells):
                long = len(a.text.replace(".", "").strip("0")) >= 3
                if (
                    a.text == b.text
                    and long
                    and a.name == b.name
                    and a.party != b.party
                    and a.period == b.period
                ):
                    yield self.make.plain(
                        "table_oddity",
                        None,
                        (b.start, b.end),
                        "unverifiable",
                        "AMBIGUOUS",
                        f"{a.party} 与 {b.party} 同为 {a.text}",
                        operands=(a.id, b.id),
                        pattern="equal neighbours",
                    )

    def _rows(self) -> Iterator[Claim]:
        """A row headed by a month against the dates inside it; those dates against the text."""
        dated: dict[date, str] = {}
        for _, head, sentences in self.reading.rows:
            month = re.match(r"\s*((?:19|20)[0-9]{2})年([0-9]{1,2})月\s*\Z", head.text)
            for sentence in sentences:
                token = next(
                    (t for t in sentence.tokens if t.kind == "T" and isinstance(t.value, tuple)),
                    None,
                )
                if token is None or token.value[0].start is None:
                    continue
                period = token.value[0]
                dated.setdefault(period.start, sentence.text)
                if month is None or period.kind not in {"day", "span", "instant"}:
                    continue
                good = (period.start.year, period.start.month) == (int(month[1]), int(month[2]))
                start, end = sentence.raw_span(token)
                match = re.match(
                    r"(?:19|20)[0-9]{2}年\s*[0-9]{1,2}月\s*[0-9]{1,2}日",
                    self.reading.document.raw[start:end],
                )
                span = (start, start + match.end()) if match else (start, end)
                yield self.make.plain(
                    "date_in_period", sentence, span, "consistent" if good else "inconsistent", "AGREES" if good else "AGAINST", f"{sentence.words(token)} 在 {head.text} 行", severity="hard",
                    trace=Trace("month", f"{month[1]}-{int(month[2]):02d}", period.start.isoformat(), items=((sentence.document, head.start, head.end), (sentence.document, *span))), pattern="row and its date",
                )  # fmt: skip
                break
        if dated:
            yield from self._events(dated)

    def _events(self, dated: dict[date, str]) -> Iterator[Claim]:
        for sentence in self.reading.sentences:
            if sentence.tabular:
                continue
            for token in sentence.tokens:
                if (
                    token.kind != "T"
                    or not isinstance(token.value, tuple)
                    or token.value[0].kind not in {"day", "instant"}
                ):
                    continue
                row = dated.get(token.value[0].start)
                if row and _common(sentence.text, row) >= 6:
                    span = sentence.raw_span(token)
                    yield self.make.plain(
                        "text_table_match",
                        sentence,
                        span,
                        "consistent",
                        "AGREES",
                        f"表中同日: {row[:40]}",
                        trace=Trace(
                            "same_date",
                            token.value[0].start.isoformat(),
                            items=((sentence.document, *span),),
                        ),
                        pattern="event and table row",
                    )
            yield from self._event_count(sentence)

    def _event_count(self, sentence: Sentence) -> Iterator[Claim]:
        """三次主持召开…座谈会 against the rows that name it."""
        for quantity in sentence.quantities:
            if quantity.unit != "次" or quantity.qualifier != "exact":
                continue
            token = sentence.tokens[sentence.at[quantity.id]]
            noun = re.match(r"[\u4e00-\u9fff]{6,24}", sentence.block.text[token.end :])
            if noun is None:
                continue
            rows = [s for _, _, sentences in self.reading.rows for s in sentences]
            tails = [noun[0][-size:] for size in range(len(noun[0]), 5, -1)]
            counted = [(t, [s for s in rows if t in s.text]) for t in tails]
            fit = next(((t, h) for t, h in counted if len(h) == quantity.mid), None)
            if fit is not None:
                tail, hits = fit
                items = tuple((sentence.document, *s.raw) for s in hits)
                yield self.make.plain(
                    "text_table_match",
                    sentence,
                    (quantity.start, quantity.end),
                    "consistent",
                    "AGREES",
                    f"表中 {len(hits)} 行含“{tail}”",
                    operands=(quantity.id,),
                    trace=Trace("count", str(quantity.mid), str(len(hits)), items=items),
                    pattern="events and table rows",
                )

    def _since(self) -> Iterator[Claim]:
        """十年来: the document names a start that many years before it."""
        raw = self.reading.document.raw
        starts = sorted({int(y) for y in _FOUNDED.findall(raw[:400_000])})
        anchor = self.reading.document.anchor
        for sentence in self.reading.sentences:
            for quantity in sentence.quantities:
                position = sentence.at[quantity.id]
                if (
                    quantity.unit != "年"
                    or quantity.qualifier != "exact"
                    or sentence.kinds[position] == "u"
                    or anchor is None
                ):
                    continue
                end = sentence.tokens[position].end
                if not sentence.block.text[end : end + 2].startswith(("来", "以来")):
                    continue
                fits = [y for y in starts if 0 <= anchor - y - quantity.mid <= 1]
                verdict = "consistent" if fits else "unverifiable"
                shown = f"{anchor} − {fits[0]} ≈ {quantity.text}" if fits else "没有起始年份"
                yield self.make.plain(
                    "period_length",
                    sentence,
                    (quantity.start, quantity.end),
                    verdict,
                    "AGREES" if fits else "NO_EVIDENCE",
                    shown,
                    operands=(quantity.id,),
                    trace=Trace(
                        "years_back",
                        quantity.id,
                        str(anchor),
                        series=(str(fits[0]),) if fits else (),
                    ),
                    pattern="years back",
                )


def _common(a: str, b: str) -> int:
    """The length of the longest common run of characters, up to 8."""
    for size in (8, 6):
        runs = {a[i : i + size] for i in range(len(a) - size + 1)}
        if any(b[i : i + size] in runs for i in range(len(b) - size + 1)):
            return size
    return 0
