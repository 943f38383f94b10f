"""The tables of a plan: change, years, latest, facts, conflicts, compacts and further rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.board.why import leaf
from yipan.core.english import unit_name
from yipan.core.errors import UnknownName
from yipan.core.interval import decimal_text, rational_text
from yipan.core.words import Words
from yipan.publish.report.document import Cell, Head, Table
from yipan.publish.report.plan import BlockPlan
from yipan.publish.report.sentences import POINTS, Writer, change_reason, comparable, span
from yipan.publish.report.values import Value, Values, citations, percent
from yipan.publish.why import about, sum_of
from yipan.publish.wording import CLASSES, SEVERITIES, figure

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.facts import Chosen
    from yipan.facts.conflicts.model import Conflict


@dataclass(frozen=True, slots=True)
class Tabler:
    """Makes tables in one language."""

    board: Board
    values: Values
    writer: Writer
    lang: str

    def table(self, block: BlockPlan, indicators: list[str], parties: list[str]) -> Table | None:
        """The table of a block; None where it would be empty."""
        make = {
            "change": self._change,
            "years": self._years,
            "latest": self._latest,
            "facts": self._facts,
        }[block.of]
        return make(block, indicators, parties)

    def _title(self, block: BlockPlan, zh: str, en: str) -> str:
        return (block.title if block.title.zh else Words(zh, en)).pick(self.lang)

    def _say(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def _indicator(self, slug: str) -> str:
        found = self.board.indicators.get(slug)
        return found.name(self.lang) if found else slug

    def cell(self, value: Value | None) -> Cell:
        """Digits with their qualifier; the unit stands in its own column or head."""
        if value is None:
            return Cell("—")
        text = (
            value.said("zh").removesuffix(value.unit).strip() if not value.measured else value.text
        )
        if self.lang == "en":
            text = value.said("en") if not value.measured else f"{value.text}"
        return Cell(text, value.number, value.reason)

    def _change(self, block: BlockPlan, indicators: list[str], parties: list[str]) -> Table | None:
        rows, used = [], []
        for slug in indicators:
            for party in parties:
                series = list(
                    span(self.values.series(slug, party), block.first, block.last).values()
                )
                if len(series) < 2:
                    continue
                first, last = series[0], series[-1]
                used += [first, last]
                rows.append(
                    (
                        Cell(self._indicator(slug)),
                        Cell(self.writer.party(party)),
                        Cell(self.unit(first)),
                        Cell(str(first.year), Fraction(first.year)),
                        self.cell(first),
                        Cell(str(last.year), Fraction(last.year)),
                        self.cell(last),
                        self._changed(first, last),
                    )
                )
        heads = (
            Head(self._say("指标", "indicator")),
            Head(self._say("方", "party")),
            Head(self._say("单位", "unit")),
            Head(self._say("首年", "first year"), True),
            Head(self._say("首值", "first"), True),
            Head(self._say("末年", "last year"), True),
            Head(self._say("末值", "last"), True),
            Head(self._say("变化", "change"), True),
        )
        title = self._title(block, "主要指标及其变化", "Main indicators and their change")
        made = self._made(title, heads, rows, used)
        return replace(made, changes=((7, 4, 6),)) if made else None

    def unit(self, value: Value) -> str:
        """The unit as a column has it."""
        return unit_name(value.unit, self.lang) if self.lang == "en" else value.unit

    def _changed(self, first: Value, last: Value) -> Cell:
        if not comparable(self.board, first, last) or first.number == 0:
            return Cell("—")
        reason = change_reason(self.values, first, last)
        assert reason.value is not None
        sign = "+" if reason.value > 0 else "−" if reason.value < 0 else ""
        name = self.values.derived(reason)
        points = POINTS.get(first.unit)
        if points:
            places = max(len(v.text.partition(".")[2]) for v in (first, last))
            text = f"{sign}{decimal_text(abs(reason.value), places)}{points.pick(self.lang)}"
            return Cell(text, reason.value, name)
        return Cell(f"{sign}{percent(reason.value / 100)}%", reason.value, name)

    def _years(self, block: BlockPlan, indicators: list[str], parties: list[str]) -> Table | None:
        found = {
            (slug, party): span(self.values.series(slug, party), block.first, block.last)
            for slug in indicators
            for party in parties
        }
        columns = [key for key, series in found.items() if series]
        years = sorted({year for key in columns for year in found[key]})
        used = [found[key][year] for key in columns for year in found[key]]
        several = len({slug for slug, _ in columns}) > 1
        heads = [Head(self._say("年份", "year"))]
        for slug, party in columns:
            name = self.writer.party(party)
            heads.append(Head(f"{self._indicator(slug)} {name}" if several else name, True))
        rows = [
            (Cell(str(year)), *(self._in_unit(found[key].get(year), key[0]) for key in columns))
            for year in years
        ]
        names = "、".join(dict.fromkeys(self._indicator(slug) for slug, _ in columns))
        units = dict.fromkeys(
            i.unit for slug, _ in columns if (i := self.board.indicators.get(slug))
        )
        unit = ", ".join(unit_name(u, self.lang) for u in units)
        title = self._title(block, names, names)
        if unit:
            title = self._say(f"{title}({unit})", f"{title} ({unit})")
        return self._made(title, heads, rows, used)

    def _in_unit(self, value: Value | None, slug: str) -> Cell:
        """A value in the indicator's unit, so that a column has one unit."""
        indicator = self.board.indicators.get(slug)
        if value is None or indicator is None or value.unit == indicator.unit:
            return self.cell(value)
        number = value.in_unit(indicator.unit)
        return Cell(rational_text(number), number, value.reason)

    def _latest(self, block: BlockPlan, indicators: list[str], parties: list[str]) -> Table | None:
        rows, used = [], []
        for slug in indicators:
            found = [span(self.values.series(slug, p), block.first, block.last) for p in parties]
            values = [s[max(s)] if s else None for s in found]
            known = [v for v in values if v is not None]
            if not known:
                continue
            used += known
            cells = []
            for value in values:
                cell = self.cell(value)
                year = f" ({value.year})" if value else ""
                cells.append(Cell(f"{cell.text}{year}", cell.number, cell.reason))
            rows.append((Cell(self._indicator(slug)), Cell(self.unit(known[0])), *cells))
        heads = [Head(self._say("指标", "indicator")), Head(self._say("单位", "unit"))]
        heads += [Head(self.writer.party(p), True) for p in parties]
        title = self._title(block, "最近数值(年份)", "Latest values (year)")
        return self._made(title, heads, rows, used)

    def _facts(self, block: BlockPlan, indicators: list[str], parties: list[str]) -> Table | None:
        """Printed figures one by one, those of other periods than years among them."""
        wanted = set(parties) if block.parties else None
        rows, used = [], []
        for slug in indicators:
            for item in self.values.chosen(slug):
                fact = item.fact
                if wanted and not wanted & {fact.party, fact.counterparty}:
                    continue
                if not _in_years(item, block):
                    continue
                value = self.values.value(item)
                used.append(value)
                rows.append(
                    (
                        Cell(about_thing(self.board, item, self.lang)),
                        Cell(self.board.pair_name(fact.party, fact.counterparty, self.lang)),
                        Cell(period_words(fact.period, self.lang)),
                        Cell(value.said(self.lang), value.number, value.reason),
                        Cell(fact.source),
                    )
                )
        heads = (
            Head(self._say("指标", "indicator")),
            Head(self._say("方", "party")),
            Head(self._say("时期", "period")),
            Head(self._say("数值", "value"), True),
            Head(self._say("来源", "source")),
        )
        title = self._title(block, "所印数字", "Figures as printed")
        return self._made(title, heads, rows, used)

    def conflicts(self, block: BlockPlan, found: Sequence[Conflict]) -> Table | None:
        """What the sources do not agree on: what it is about, class, the printed values."""
        rows = []
        codes: dict[str, None] = {}
        for conflict in found[: block.most or 20]:
            self.values.reasons.setdefault(
                conflict.id, tuple(leaf(self.board, f, self.lang) for f in conflict.facts)
            )
            codes |= dict.fromkeys(f.source for f in conflict.facts)
            printed = self._say(";", "; ").join(
                f"{f.source} {figure(f, self.lang)}" for f in conflict.facts[:6]
            )
            more = len(conflict.facts) - 6
            rows.append(
                (
                    Cell(about(self.board, conflict.thing, self.lang)),
                    Cell(CLASSES[conflict.kind].pick(self.lang)),
                    Cell(SEVERITIES[conflict.severity].pick(self.lang)),
                    Cell(printed + (" …" if more > 0 else ""), None, conflict.id),
                    Cell(sum_of(conflict, self.lang), None, conflict.id),
                )
            )
        heads = tuple(
            Head(self._say(*pair))
            for pair in (
                ("事项", "thing"),
                ("类别", "class"),
                ("程度", "degree"),
                ("所印数字", "as printed"),
                ("算式", "sum"),
            )
        )
        title = self._title(block, "来源之间的不一致", "What the sources do not agree on")
        return Table(title, heads, tuple(rows), "", tuple(codes)) if rows else None

    def rows(self, block: BlockPlan) -> Table | None:
        """Rows of a further table of the board, such as a time line or goals."""
        if block.table not in self.board.tables:
            raise UnknownName("table", block.table, self.board.tables, where=block.file)
        rows = [row for row in self.board.table(block.table) if self._known(row)]
        missing = [name for name in block.columns if rows and name not in rows[0]]
        if missing:
            raise UnknownName("column", missing[0], rows[0], where=f"{block.file}:{block.line}")
        named = {name: words.pick(self.lang) for name, words in block.columns.items()}
        shown = {name: head for name, head in named.items() if head}
        heads = tuple(Head(head) for head in shown.values())
        made = tuple(tuple(Cell(self._told(row, name)) for name in shown) for row in rows)
        known = {row.get("source", "") for row in rows}
        sources = tuple(code for code in self.board.sources if code in known)
        return Table(block.title.pick(self.lang), heads, made, "", sources) if made else None

    def _told(self, row: Mapping[str, str], column: str) -> str:
        """A cell as it is written; units in the language."""
        return unit_name(row[column], self.lang) if column == "unit" else row[column]

    def _known(self, row: Mapping[str, str]) -> bool:
        """Whether a row was known on the as-of day: by its date, else by its source's."""
        day = self.values.as_of
        if day is None:
            return True
        if row.get("date"):
            return row["date"] <= day.isoformat()
        source = self.board.sources.get(row.get("source", ""))
        issued = source.published_on.latest if source else None
        return issued is None or issued <= day

    def _made(
        self,
        title: str,
        heads: Sequence[Head],
        rows: Sequence[tuple[Cell, ...]],
        used: Sequence[Value],
    ) -> Table | None:
        if not rows:
            return None
        return Table(title, tuple(heads), tuple(rows), "", citations(used))


def _in_years(item: Chosen, block: BlockPlan) -> bool:
    period = item.fact.parsed_period
    last = period.end.year if period.end else None
    return not (
        (block.first is not None and last is not None and last < block.first)
        or (block.last is not None and last is not None and last > block.last)
    )


def about_thing(board: Board, item: Chosen, lang: str) -> str:
    """The indicator with what sets it apart."""
    extras = ", ".join(e for e in (item.fact.definition,) if e)
    name = board.indicator_name(item.fact.indicator, lang)
    return f"{name} ({extras})" if extras else name


def period_words(code: str, lang: str) -> str:
    """A period's code as a reader has it: ../2024 is 至2024年."""
    start, bar, end = code.partition("/")
    if not bar:
        return code
    if start == "..":
        return f"至{end}" if lang == "zh" else f"by {end}"
    return f"{start}–{end}"
