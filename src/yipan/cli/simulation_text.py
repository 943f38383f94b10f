"""A simulation for people: three blocks that are never mixed, then targets and limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from yipan.board.bindings.scenarios import label_of, limits_of, number
from yipan.cli.face import table
from yipan.core.english import unit_name
from yipan.core.text import display_width, figure
from yipan.core.words import Words
from yipan.publish.scenario_words import quantity_name
from yipan.publish.simulation_words import against, evidence, goal_lines, source_name, span

if TYPE_CHECKING:
    from yipan.scenarios.accounting import Row
    from yipan.scenarios.simulate import Simulation

MOST_YEARS = 6


def simulation_text(found: Simulation, lang: str, labels: dict[str, str]) -> str:
    """All blocks; `labels` are the names of indicators."""
    say = Say(found, lang, labels)
    parts = [
        say.title(),
        say.head(Words("一、核算:由杠杆按算术得出", "1. ACCOUNTING: arithmetic on the levers")),
        say.accounting(),
        say.head(Words("二、预测:不含杠杆的基线", "2. FORECAST: a baseline without the levers")),
        say.baseline(),
        say.head(Words("三、假定:响应与敏感性", "3. ASSUMED: responses and what they rest on")),
        say.assumed(),
        "\n".join(goal_lines(found, lang, labels)),
        say.index(),
        *(words.pick(lang) for words in found.warnings),
        say.head(Words("不能由此得出", "WHAT MAY NOT BE CONCLUDED")),
        "\n".join(f"- {text}" for text in limits_of(found, lang)),
    ]
    return "\n\n".join(part for part in parts if part)


class Say:
    """The blocks of one simulation in one language."""

    def __init__(self, found: Simulation, lang: str, labels: dict[str, str]) -> None:
        self.found = found
        self.lang = lang
        self.labels = labels
        years = list(found.scenario.years)
        step = -(-len(years) // MOST_YEARS)
        self.years = years[::-1][::step][::-1]

    def pick(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def head(self, words: Words) -> str:
        text = words.pick(self.lang)
        return f"{text}\n{'═' * display_width(text)}"

    def name(self, quantity: str) -> str:
        """A quantity or indicator in words."""
        return quantity_name(quantity, self.labels, self.lang)

    def quantity(self, quantity: str, lever: str) -> str:
        """A quantity of a lever: the level of a growth lever is that of its indicator."""
        found = next((x for x in self.found.scenario.levers if x.id == lever), None)
        level = found is not None and quantity == "level"
        return self.name(found.indicator if found is not None and level else quantity)

    def party(self, name: str) -> str:
        """A party; the fund of a split is no party of a board."""
        return party_name(name, self.lang)

    def title(self) -> str:
        scenario = self.found.scenario
        span = f"{scenario.years[0]}—{scenario.years[-1]}"
        drawn = (
            self.pick(f",{scenario.draws} 次抽样", f", {scenario.draws} draws")
            if scenario.draws
            else ""
        )
        return self.pick(
            f"{scenario.name}:{scenario.base} 年为基期,{span}{drawn}",
            f"{scenario.name}: base {scenario.base}, {span}{drawn}",
        )

    def unit(self, unit: str) -> str:
        """The unit in the language."""
        return unit_name(unit, self.lang)

    def accounting(self) -> str:
        groups: dict[tuple[str, str, str, str], dict[int, Row]] = {}
        for entry in self.found.accounting:
            row = entry.row
            groups.setdefault((row.party, row.quantity, row.lever, row.unit), {})[row.period] = row
        header = [*self.pick("方 数量 单位", "party quantity unit").split(), *map(str, self.years)]
        rows = [
            [self.party(party), self.quantity(quantity, lever), self.unit(unit)]
            + [figure(number(held[y].value)) if y in held else "" for y in self.years]
            for (party, quantity, lever, unit), held in groups.items()
        ]
        return "\n\n".join(filter(None, [self._table(header, rows, 3), self.moves(), self.past()]))

    def past(self) -> str:
        """What each factor of a carbon lever did so far; the parts sum to the change."""
        rows = []
        for p in self.found.past:
            first, last = p.years
            whole = number(p.ends[1] - p.ends[0])
            rows.append([p.lever, p.party, f"{first}—{last}", self.unit(p.unit), f"{whole:+.4g}"])
            rows[-1].append(
                ", ".join(f"{self.name(n)} {number(e):+.4g}" for n, e in p.effects.items())
            )
        header = self.pick("过去 方 年份 单位 变化 其中", "past party years unit change of_which")
        return self._table([h.replace("_", " ") for h in header.split()], rows, 6)

    def moves(self) -> str:
        """Moves that cite a clause: those of the agreements."""
        return "\n".join(m.because for m in self.found.moves if m.clause)

    def baseline(self) -> str:
        scenario = self.found.scenario
        groups: dict[tuple[str, str, str, str], dict[int, float]] = {}
        last = {}
        for r in self.found.baseline:
            key = (r.indicator, r.party, r.unit, r.method)
            groups.setdefault(key, {})[r.period] = number(r.value)
            last[key] = r
        years = sorted({self.years[0], self.years[-1]})
        end = scenario.years[-1]
        header = self.pick("指标 方 单位 方法", "indicator party unit method").split()
        header += [
            *map(str, years),
            f"{end} 80%",
            self.pick("误差/漂移", "error/drift"),
            self.pick("实时", "real time"),
        ]
        rows = []
        for key, held in groups.items():
            tested = last[key].tested
            rows.append(
                [self.name(key[0]), key[1], self.unit(key[2]), key[3]]
                + [figure(held[y]) for y in years]
                + [span(last[key].bands), against(tested), against(last[key].then)]
            )
        if not rows:
            return self.pick("未列要看的指标。", "No series is asked for (baseline.indicators).")
        return "\n\n".join(filter(None, [self._table(header, rows, 4), self.fan()]))

    def fan(self) -> str:
        end = self.found.scenario.years[-1]
        rows = [
            [self.name(r.indicator), r.party, self.unit(r.unit), figure(r.median)]
            + [span(r.bands, level) for level in ("50", "80", "90")]
            for r in self.found.uncertainty.fan
            if r.period == end
        ]
        if not rows:
            return ""
        header = self.pick(
            f"加上杠杆后{end} 方 单位 中位 50% 80% 90%",
            f"with_levers_{end} party unit median 50% 80% 90%",
        ).split()
        return self._table([header[0].replace("_", " "), *header[1:]], rows, 3)

    def assumed(self) -> str:
        nothing = self.pick("没有假定的响应。", "No response is assumed.")
        return "\n\n".join(filter(None, [self.responses() or nothing, self.variance()]))

    def responses(self) -> str:
        end = self.found.scenario.years[-1]
        header = self.pick(
            f"响应 标签 指标 方 {end} 低 高", f"response label indicator party {end} low high"
        ).split()
        names = {
            "assumed": self.pick("假定", "assumed"),
            "estimated": self.pick("估计", "estimated"),
        }
        rows = [
            [
                r.response.id,
                names[label_of(self.found, r.response.id)],
                self.name(r.response.outcome),
                r.response.party,
            ]
            + [figure(number(v)) for v in (r.value, r.low, r.high)]
            for r in self.found.responses
            if r.period == end
        ]
        told = [evidence(name, gates, self.lang) for name, gates in self.found.gates.items()]
        return "\n".join([self._table(header, rows, 4), *told]).strip()

    def variance(self) -> str:
        drawn = self.found.uncertainty
        if drawn.outcome is None or not drawn.variance:
            return ""
        swings = {s.source: s for s in drawn.tornado}
        order = [s.source for s in drawn.tornado] + [s.source for s in drawn.variance]
        shares = {s.source: s.share for s in drawn.variance}
        widest = max((s.width for s in drawn.tornado), default=0.0)
        rows = []
        for source in dict.fromkeys(order):
            swing = swings.get(source)
            ends = "" if swing is None else f"{figure(swing.low)} … {figure(swing.high)}"
            bar = "" if swing is None or not widest else "█" * round(20 * swing.width / widest)
            share = shares.get(source)
            part = "" if share is None else f"{round(share, 2) + 0.0:.0%}"
            rows.append([source_name(source, self.lang), ends, bar, part])
        about = drawn.outcome
        title = self.pick(
            f"不确定性来自何处:{about.party} {about.period} 年的{self.name(about.indicator)}",
            f"where the uncertainty comes from: {self.name(about.indicator)} of {about.party} in "
            f"{about.period}",
        )
        header = self.pick("来源 由低到高 幅度 方差份额", "source low-high swing variance").split()
        return f"{title}\n{self._table(header, rows, 3)}"

    def index(self) -> str:
        index = self.found.scenario.index
        if index is None:
            return ""
        end = self.found.scenario.years[-1]
        held = {(r.party, r.variant): r for r in self.found.index if r.period == end}
        rows = []
        for party in self.found.scenario.parties:
            both = [held[party, variant] for variant in ("baseline", "scenario")]
            shown = [r.reason if r.value is None else f"{number(r.value):.4f}" for r in both]
            rows.append([party, *shown])
        header = self.pick(
            f"指数{index.id} 基线{end} 情景{end}", f"index_{index.id} baseline_{end} scenario_{end}"
        ).split()
        return self._table([h.replace("_", " ") for h in header], rows, 1)

    def _table(self, header: Sequence[str], rows: list[list[str]], text: int) -> str:
        if not rows:
            return ""
        # The first columns are names, which may be cut; unit and numbers are not.
        kept = range(2, len(header))
        return table(header, rows, right=tuple(range(text, len(header))), keep=tuple(kept))


def names_of(indicators: Iterable[str], board: str, lang: str) -> dict[str, str]:
    """Names of indicators on a board; those it does not know stay as they are."""
    if not board:
        return {}
    from yipan.board import open_board

    opened = open_board(board)
    return {name: opened.indicator_name(name, lang) for name in indicators}


def party_name(name: str, lang: str) -> str:
    """A party; the fund of a split is no party of a board."""
    return Words("基金", "fund").pick(lang) if name == "fund" else name
