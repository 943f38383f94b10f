"""Claims about tables themselves: parts of columns, equal cells, dates in rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from yipan.reading.model import Claim, Trace
from yipan.reading.reckoning.evidence import when
from yipan.reading.reckoning.statements import Statements
from yipan.reading.text.sentences import Sentence


class TableChecks(Statements):
    """Finds and judges what a table says of itself and the text of its rows."""

    def claims(self) -> Iterator[Claim]:
        """All of them."""
        yield from self._subsets()
        yield from self._twins()
        yield from self._rows()

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


def _common(a: str, b: str) -> int:
    """The length of the longest common run of characters, up to 8."""
    for size in (8, 6):
        runs = {a[i : i + size] for i in range(len(a) - size + 1)}
        if any(b[i : i + size] in runs for i in range(len(b) - size + 1)):
            return size
    return 0
