"""Sentences of a report: templates in which every number is a run with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.core.interval import decimal_text
from yipan.core.period_text import parse_period
from yipan.core.reasons import Reason
from yipan.core.units import find_unit
from yipan.core.words import Words
from yipan.publish.report.document import Paragraph, Run
from yipan.publish.report.plan import PLACE, BlockPlan
from yipan.publish.report.values import Value, Values, citations, percent

if TYPE_CHECKING:
    from yipan.board import Board

USUAL: Mapping[str, Words] = {
    "rise": Words(
        "{party}{indicator}由{first_year}年的{first}增至{last_year}年的{last},{basis}增长{change}。",
        "{indicator} of {party} rose from {first} in {first_year} to {last} in {last_year}, "
        "up {change}{basis}.",
    ),
    "fall": Words(
        "{party}{indicator}由{first_year}年的{first}降至{last_year}年的{last},{basis}下降{change}。",
        "{indicator} of {party} fell from {first} in {first_year} to {last} in {last_year}, "
        "down {change}{basis}.",
    ),
    "rise_points": Words(
        "{party}{indicator}由{first_year}年的{first}升至{last_year}年的{last},提高{change}。",
        "{indicator} of {party} rose from {first} in {first_year} to {last} in {last_year}, "
        "up {change}.",
    ),
    "fall_points": Words(
        "{party}{indicator}由{first_year}年的{first}降至{last_year}年的{last},下降{change}。",
        "{indicator} of {party} fell from {first} in {first_year} to {last} in {last_year}, "
        "down {change}.",
    ),
    "same": Words(
        "{party}{indicator}在{first_year}年和{last_year}年均为{last}。",
        "{indicator} of {party} was {last} in both {first_year} and {last_year}.",
    ),
    "apart": Words(
        "{party}{indicator}{first_year}年为{first},{last_year}年为{last}。",
        "{indicator} of {party} was {first} in {first_year} and {last} in {last_year}.",
    ),
    "single": Words(
        "{party}{indicator}{last_year}年为{last}。",
        "{indicator} of {party} was {last} in {last_year}.",
    ),
}
POINTS = {"%": Words("个百分点", " percentage points"), "‰": Words("个千分点", " per mille points")}
NO_FIGURE = Words("(无数字)", "(no figure)")
_DIGITS = re.compile(r"\d[\d.,]*")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes sentences from a board's values in one language."""

    board: Board
    values: Values
    wording: Mapping[str, Words]
    lang: str

    def trend(self, block: BlockPlan, indicators: list[str], parties: list[str]) -> list[Paragraph]:
        """One paragraph an indicator, one sentence a party that has figures."""
        found = []
        for slug in indicators:
            runs: list[Run] = []
            used: list[Value] = []
            for party in parties:
                series = span(self.values.series(slug, party), block.first, block.last)
                if series:
                    runs += self._sentence(slug, party, list(series.values()))
                    used += [next(iter(series.values())), list(series.values())[-1]]
            if runs:
                found.append(Paragraph(tuple(runs), citations(used)))
        return found

    def text(self, block: BlockPlan) -> Paragraph:
        """A paragraph of the plan with its figures in place."""
        for words in (block.words.zh, block.words.en):
            self._no_number_by_hand(words, block)
            for place in PLACE.findall(words):
                _parts(place, block)
        template = block.words.pick(self.lang)
        runs: list[Run] = []
        used: list[Value] = []
        last = 0
        for match in PLACE.finditer(template):
            runs.append(Run(template[last : match.start()]))
            run, value = self._place(match[1], block)
            runs.append(run)
            used += [value] if value else []
            last = match.end()
        runs.append(Run(template[last:]))
        return Paragraph(tuple(r for r in runs if r.text), citations(used))

    def _sentence(self, slug: str, party: str, values: list[Value]) -> list[Run]:
        first, last = values[0], values[-1]
        kind, change = self._change(slug, party, first, last)
        name = self.board.indicator_name(slug, self.lang)
        base = index_base(last.unit)
        if base and base not in name:
            name += base if self.lang == "zh" else f" {base}"
        places = {
            "party": Run(self.party(party)),
            "indicator": Run(name),
            "first_year": Run(str(first.year)),
            "last_year": Run(str(last.year)),
            "first": Run(first.said(self.lang, bare=bool(base)), first.reason),
            "last": Run(last.said(self.lang, bare=bool(base)), last.reason),
            "change": change,
            "basis": Run(self._basis(slug)),
        }
        template = (self.wording.get(kind) or USUAL[kind]).pick(self.lang)
        runs: list[Run] = []
        end = 0
        for match in PLACE.finditer(template):
            runs += [Run(template[end : match.start()]), places[match[1]]]
            end = match.end()
        gap = " " if self.lang == "en" else ""
        return [r for r in (*runs, Run(template[end:] + gap)) if r.text]

    def _basis(self, slug: str) -> str:
        """A change at current prices is nominal; without a word it would read as real."""
        found = self.board.indicators.get(slug)
        if found is None or found.price_basis != "current":
            return ""
        return Words("按现价计", " at current prices").pick(self.lang)

    def party(self, code: str) -> str:
        """The name of a party or of a pair."""
        return "→".join(self.board.party_name(end, self.lang) for end in code.split("→"))

    def _change(self, slug: str, party: str, first: Value, last: Value) -> tuple[str, Run]:
        """Which sentence fits, and the change with its reason."""
        none = Run("")
        if first.year == last.year:
            return "single", none
        if not comparable(self.board, first, last):
            return "apart", none
        if first.number == last.number:
            return ("same" if first.text == last.text else "apart"), none
        way = "rise" if last.number > first.number else "fall"
        unit = POINTS.get(first.unit)
        reason = change_reason(self.values, first, last)
        assert reason.value is not None
        name = self.values.derived(reason)
        if unit:
            places = max(len(v.text.partition(".")[2]) for v in (first, last))
            return f"{way}_points", Run(
                f"{decimal_text(abs(reason.value), places)}{unit.pick(self.lang)}", name
            )
        if first.number <= 0:
            return "apart", none
        return way, Run(f"{percent(reason.value / 100)}%", name)

    def _place(self, text: str, block: BlockPlan) -> tuple[Run, Value | None]:
        parts = _parts(text, block)
        year_only = parts[0] in ("year", "年")
        names = parts[1:] if year_only else parts[:2]
        slug = self.board.indicators.find(names[0], where=block.file).slug
        party = self.code(names[1], block)
        value = self.find(slug, party, "latest" if year_only else parts[2])
        if value is None:
            return Run(NO_FIGURE.pick(self.lang)), None
        if year_only:
            return Run(str(value.year)), None
        return Run(value.said(self.lang), value.reason), value

    def code(self, name: str, block: BlockPlan) -> str:
        """The code of a party, or the codes of an ordered pair, from names."""
        parties = self.board.parties
        if parties.names.get(name) is None and "→" in name:
            giver, _, taker = name.partition("→")
            ends = (parties.find(end.strip(), where=block.file).code for end in (giver, taker))
            return "→".join(ends)
        return parties.find(name, where=block.file).code

    def find(self, slug: str, party: str, period: str) -> Value | None:
        """The value of a year, of the latest year, or of any other period as printed."""
        series = self.values.series(slug, party)
        if period in ("latest", "最近"):
            return series[max(series)] if series else None
        wanted = parse_period(period)
        if wanted.year in series and wanted.code in (str(wanted.year), f"{wanted.year}-12-31"):
            return series[wanted.year] if wanted.year is not None else None
        for item in self.values.chosen(slug):
            ends = (item.fact.party, item.fact.counterparty)
            if "→".join(e for e in ends if e) == party and item.fact.period == wanted.code:
                return self.values.value(item)
        return None

    def _no_number_by_hand(self, template: str, block: BlockPlan) -> None:
        """Years and names may hold digits; any other number must come from a figure."""
        bare = PLACE.sub("", template)
        for name in names_with_digits(self.board):
            bare = bare.replace(name, "")
        found = _DIGITS.search(_YEAR.sub("", bare))
        if found:
            raise block.bad(
                f"句中手写了数字“{found[0]}”",
                f"the sentence has a number written by hand: {found[0]!r}",
                Words("写作 {指标 | 方 | 时期}", "write {indicator | party | period} in its place"),
            )


def _parts(text: str, block: BlockPlan) -> list[str]:
    """Indicator, party and period of a place."""
    parts = [part.strip() for part in text.split("|")]
    if len(parts) != 3:
        raise block.bad(
            f"“{{{text}}}”应有三项",
            f"{{{text}}} must have three parts",
            Words("写作 {指标 | 方 | 时期}", "write {indicator | party | period}"),
        )
    return parts


def index_base(unit: str) -> str:
    """The base of an index, which belongs to its name rather than to each value: (2010=100)."""
    found = find_unit(unit)
    if found is None or not found.dimension.startswith("index:"):
        return ""
    return f"({found.dimension.removeprefix('index:')})"


def span(series: dict[int, Value], first: int | None, last: int | None) -> dict[int, Value]:
    """The values from `first` to `last`; open where None."""
    return {
        year: value
        for year, value in series.items()
        if (first is None or year >= first) and (last is None or year <= last)
    }


def comparable(board: Board, first: Value, last: Value) -> bool:
    """Whether a change may be stated: both measured, one unit, no two vintages."""
    if not (first.measured and last.measured) or first.unit != last.unit:
        return False
    return not vintages(board, first).isdisjoint(vintages(board, last))


def vintages(board: Board, value: Value) -> set[str]:
    """The vintages behind a value; a source without one counts as one of all documents."""
    return {board.sources[s].vintage if s in board.sources else "" for s in value.sources}


def change_reason(values: Values, first: Value, last: Value) -> Reason:
    """The change in percent, of percentages in points, as a tree over both figures."""
    lang = values.lang
    a, b = values.reason(first), values.reason(last)
    assert a.value is not None
    assert b.value is not None
    difference = Reason(
        "difference", Words("末减首", "last less first").pick(lang), b.value - a.value, first.unit,
        "", (b, a),
    )  # fmt: skip
    if first.unit in POINTS or a.value == 0:
        return difference
    share = Reason(
        "quotient", Words("与首之比", "over first").pick(lang),
        (b.value - a.value) / a.value, "", "", (difference, a),
    )  # fmt: skip
    hundred = Reason("constant", "100%", Fraction(100), "%")
    label = Words("变化", "change").pick(lang)
    return Reason("product", label, share.value * 100 if share.value is not None else None, "%", "",
                  (share, hundred))  # fmt: skip


def names_with_digits(board: Board) -> list[str]:
    """Names that hold digits, such as PM2.5, a source's title or code; the longest first."""
    named: Iterable[str] = (
        *(name for i in board.indicators for name in (i.name_zh, i.name_en, *i.aliases)),
        *(name for p in board.parties for name in (p.name_zh, p.name_en, *p.aliases)),
        *(source.title for source in board.sources.values()),
        *(code for code in board.sources if code[:1].isalpha()),
        board.title.zh,
        board.title.en,
    )
    return sorted({n for n in named if _DIGITS.search(n)}, key=lambda n: (-len(n), n))
