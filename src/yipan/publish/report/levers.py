"""What a lever would move: its arithmetic, the fan with it in place, and the limits of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.core.errors import Coded
from yipan.core.interval import decimal_text
from yipan.core.reasons import Reason
from yipan.core.words import Words, pick
from yipan.publish.figures import Band, Point, fan
from yipan.publish.report.document import Block, Cell, Drawn, Head, Paragraph, Run, Table
from yipan.publish.report.drawings import Drawer, unit_words
from yipan.publish.report.findings import named, numbered
from yipan.publish.report.plan import BlockPlan

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.scenarios.simulate import Simulation

PAST = 10  # years of the past that the fan shows


@dataclass(frozen=True, slots=True)
class Levers:
    """Makes the blocks of one scenario."""

    board: Board
    drawer: Drawer
    lang: str

    def blocks(self, block: BlockPlan, number: int) -> Iterator[Block]:
        """Arithmetic, fan, targets, limits."""
        from yipan.board.bindings.simulating import simulate_document
        from yipan.scenarios.document import Scenario

        try:
            found = simulate_document(
                block.scenario, self.board, self.drawer.values.as_of
            ).simulation
        except Coded as error:
            if error.code != "MISSING":
                raise
            yield self._undetermined(block.scenario, error)
            return
        scenario: Scenario = found.scenario
        name = f"l-{scenario.name}"
        self.drawer.values.reasons[name] = clauses_of(found)
        table = self._accounting(block, found, name)
        if table is not None:
            yield table
        drawn = self._fan(found, name, number)
        if drawn is not None:
            yield drawn
        yield from self._targets(found, name)
        yield self._limits(found)

    def _undetermined(self, name: str, error: Coded) -> Paragraph:
        """Nothing is invented: without its figures a scenario has no answer."""
        fact = pick(error.fact, self.lang)
        said = self._say(
            f"情景“{name}”未定:{fact}。", f"Scenario “{name}” is undetermined: {fact}."
        )
        return Paragraph((Run(said),), (), "note")

    def _say(self, zh: str, en: str) -> str:
        return Words(zh, en).pick(self.lang)

    def _party(self, name: str) -> Words:
        found = self.board.parties.names.get(name)
        return Words(found.name("zh"), found.name("en")) if found else Words(name, name)

    def _quantity(self, found: Simulation, quantity: str, lever: str) -> str:
        """The indicator that a lever moves, or the quantity it makes."""
        moved = next((x for x in found.scenario.levers if x.id == lever), None)
        slug = moved.indicator if moved is not None and quantity == "level" else quantity
        return self.board.indicator_name(slug.removesuffix("-change"), self.lang)

    def _accounting(self, block: BlockPlan, found: Simulation, name: str) -> Table | None:
        rows: dict[tuple[str, str, str, str], dict[int, Fraction]] = {}
        for entry in found.accounting:
            row = entry.row
            rows.setdefault((row.party, row.quantity, row.lever, row.unit), {})[row.period] = (
                row.value
            )
        if not rows:
            return None
        years = sorted({year for values in rows.values() for year in values})
        heads = [
            Head(self._say("方", "party")),
            Head(self._say("数量", "quantity")),
            Head(self._say("单位", "unit")),
            *(Head(str(year), True) for year in years),
        ]
        made = tuple(
            (
                Cell(self._party(party).pick(self.lang)),
                Cell(self._quantity(found, quantity, lever)),
                Cell(unit_words(unit).pick(self.lang)),
                *(self._cell(values.get(year), name) for year in years),
            )
            for (party, quantity, lever, unit), values in rows.items()
        )
        usual = Words(
            f"情景“{found.scenario.name}”的核算", f"Scenario “{found.scenario.name}”: arithmetic"
        )
        title = (block.title if block.title.zh else usual).pick(self.lang)
        return Table(title, tuple(heads), made)

    def _cell(self, value: Fraction | None, name: str) -> Cell:
        return Cell("—") if value is None else Cell(shortened(value), value, name)

    def _fan(self, found: Simulation, name: str, number: int) -> Drawn | None:
        outcome = found.uncertainty.outcome
        rows = [
            row
            for row in found.uncertainty.fan
            if outcome and (row.indicator, row.party) == (outcome.indicator, outcome.party)
        ]
        if not rows:
            return None
        slug = rows[0].indicator
        indicator = self.board.indicators.get(slug)
        party = self.board.parties.names.get(rows[0].party)
        if indicator is None or party is None:
            return None
        self.drawer.used = []
        series = self.drawer.values.series(slug, party.code)
        past = {y: v for y, v in series.items() if y < rows[0].period}
        observed = [(y, self.drawer.point(v, rows[0].unit)) for y, v in list(past.items())[-PAST:]]
        middle = [(row.period, _point(row.median, name)) for row in rows]
        bands = [
            Band(row.period, int(level), _point(low, name), _point(high, name))
            for row in rows
            for level, (low, high) in row.bands.items()
        ]
        if observed:
            year, last = observed[-1]
            bands += [Band(year, level, last, last) for level in sorted({b.level for b in bands})]
        bands.sort(key=lambda band: (band.level, band.year))
        title = self._title(found, indicator.slug, party.code)
        unit = rows[0].unit
        note, words = self.drawer.note([unit]), unit_words(unit)
        figure = fan(f"figure-{number}", title, note, words, observed, middle, bands)
        return Drawn(figure, tuple(dict.fromkeys(s for v in self.drawer.used for s in v.sources)))

    def _title(self, found: Simulation, slug: str, party: str) -> Words:
        what = [self.board.indicator_name(slug, lang) for lang in ("zh", "en")]
        who = [self.board.party_name(party, lang) for lang in ("zh", "en")]
        return Words(
            f"{who[0]}{what[0]}:情景“{found.scenario.name}”",
            f"{what[1]} of {who[1]}: scenario “{found.scenario.name}”",
        )

    def _targets(self, found: Simulation, name: str) -> Iterator[Paragraph]:
        solved = {b.target: b for b in found.break_even}
        chances = found.uncertainty.chances or {}
        for target in found.scenario.targets:
            indicator = self.board.indicators.get(target.indicator)
            unit = unit_words(indicator.unit) if indicator else Words("", "")
            zh = [
                f"设想的目标:{self._party(target.party).zh}{target.year}年"
                f"{self.board.indicator_name(target.indicator, 'zh')}"
                f"{'不低于' if target.at_least else '不高于'}{shortened(target.bound)}{unit.zh}"
            ]
            en = [
                f"Supposed goal: {self.board.indicator_name(target.indicator, 'en')} of "
                f"{self._party(target.party).en} {'at least' if target.at_least else 'at most'} "
                f"{shortened(target.bound)} {unit.en} in {target.year}"
            ]
            if target.id in chances:
                chance = decimal_text(Fraction(chances[target.id]) * 100, 0)
                zh.append(f"{found.scenario.draws}次抽样中有{chance}%达到")
                en.append(f"{chance}% of {found.scenario.draws} draws reach it")
            needed = solved.get(target.id)
            if needed is not None and needed.status == "solved" and needed.value is not None:
                what = needed.solve_for.removeprefix("elasticity:")
                value = f"{float(needed.value):.4g}"
                zh.append(f"只有当“{what}”超过{value}{needed.unit}时才会达到")
                en.append(f"it is met only if “{what}” exceeds {value}{needed.unit}")
            said = self._say(";".join(zh) + "。", "; ".join(en) + ".")
            yield Paragraph(tuple(numbered(said, name)), (), "item")

    def _limits(self, found: Simulation) -> Paragraph:
        from yipan.board.bindings.scenarios import limits_of

        head = self._say("不能由此得出:", "What may not be concluded: ")
        warned = [named(self.board, w.pick(self.lang), self.lang) for w in found.warnings]
        stop, gap = ("。", "") if self.lang == "zh" else (".", " ")
        told = [*limits_of(found, self.lang), *warned]
        said = gap.join(f"{line.rstrip('.。')}{stop}" for line in told)
        return Paragraph((Run(head + said),), (), "note")


def clauses_of(found: Simulation) -> tuple[Reason, ...]:
    """Each row of the accounting with its arithmetic and where the lever comes from."""
    sources = {lever.id: lever.source for lever in found.scenario.levers}
    return tuple(
        Reason(
            "clause",
            f"{row.party} {row.period} {row.because}",
            row.value,
            row.unit,
            sources.get(row.lever, ""),
        )
        for row in (entry.row for entry in found.accounting)
    )


def shortened(value: Fraction) -> str:
    """Exact where it is a short decimal, else two decimals (four below one)."""
    text = decimal_text(value, 2 if abs(value) >= 1 else 4)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _point(value: float, name: str) -> Point:
    """A statistic at five significant digits; its text is the value that is drawn."""
    text = f"{float(f'{value:.5g}'):f}".rstrip("0").rstrip(".")
    return Point(Fraction(text), text, name)
