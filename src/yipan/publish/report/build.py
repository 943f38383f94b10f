"""From a board and its plan to the report as one document."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from yipan.core.text import chinese_punctuation
from yipan.core.words import Words
from yipan.publish.report.annex import cited, data_rows, definition_rows, revisions
from yipan.publish.report.compacts import compact_table
from yipan.publish.report.document import (
    Block,
    Drawn,
    Paragraph,
    Report,
    Run,
    Section,
    SourceList,
    Table,
)
from yipan.publish.report.drawings import Drawer
from yipan.publish.report.findings import paragraphs, required
from yipan.publish.report.lever_table import lever_table
from yipan.publish.report.levers import Levers
from yipan.publish.report.plan import BlockPlan, Plan, SectionPlan, read_plan
from yipan.publish.report.sentences import Writer
from yipan.publish.report.tables import Tabler
from yipan.publish.report.values import Values

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.diagnosis.findings import Finding
    from yipan.facts.conflicts.model import Conflict

HEADLINE = ("headline", "首页")


def build(board: Board, lang: str, *, as_of: date | None = None) -> Report:
    """The report of a board in one language, as of a day."""
    return _Builder(board, lang, as_of, read_plan(board.path)).report()


@dataclass
class _Builder:
    board: Board
    lang: str
    as_of: date | None
    plan: Plan
    count: int = 0
    cited_codes: dict[str, None] = field(default_factory=dict)

    @cached_property
    def values(self) -> Values:
        return Values(self.board, self.as_of, self.lang)

    @cached_property
    def day(self) -> date:
        """The as-of day; without one the last day of learning, so that bytes do not change."""
        if self.as_of is not None:
            return self.as_of
        learned = [
            item.fact.learned_on
            for slug in self.values.indicators()
            for item in self.values.chosen(slug)
            if item.fact.learned_on
        ]
        return max(learned, default=date(1, 1, 1))

    @cached_property
    def writer(self) -> Writer:
        return Writer(self.board, self.values, self.plan.wording, self.lang)

    @cached_property
    def findings(self) -> list[Finding]:
        from yipan.board.bindings.findings import findings

        return findings(self.board, as_of=self.as_of)

    @cached_property
    def conflicts(self) -> list[Conflict]:
        return [c for c in self.board.conflicts(as_of=self.as_of) if c.severity.value != "note"]

    def report(self) -> Report:
        """All sections, then what the annexes need of what was used."""
        sections = tuple(made for plan in self.plan.sections for made in self._section(plan, ""))
        title = self.plan.title if self.plan.title.zh else self.board.title
        imprint = [self.plan.imprint.pick(self.lang)] if self.plan.imprint.zh else []
        told = Words(f"截至 {self.day}", f"As of {self.day}").pick(self.lang)
        return Report(
            title=self._marks(title.pick(self.lang)),
            subtitle=self._marks(self.plan.subtitle.pick(self.lang)),
            lang=self.lang,
            board=self.board.name,
            as_of=self.day,
            imprint=(*imprint, told),
            sections=sections,
            sources=cited(self.board, self.cited_codes, self.lang),
            reasons=self.values.reasons,
            data=data_rows(self.board, self.values),
            revisions=revisions(self.board, self.lang, self.as_of),
            definitions=definition_rows(self.board, self.values),
        )

    def _section(self, plan: SectionPlan, domain: str) -> list[Section]:
        if plan.each:
            once = replace(plan, each=False)
            found = [self._section(replace(once, domain=name), name) for name in self._domains()]
            return [section for sections in found for section in sections]
        domain = plan.domain or domain
        blocks = [made for block in plan.blocks for made in self._block(block, domain)]
        below = [made for inner in plan.sections for made in self._section(inner, domain)]
        if not blocks and not below:
            return []
        title = plan.title.pick(self.lang).replace("{domain}", domain)
        return [Section(self._marks(title), tuple(blocks), tuple(below))]

    def _marks(self, text: str) -> str:
        return chinese_punctuation(text) if self.lang == "zh" else text

    def _block(self, block: BlockPlan, domain: str) -> list[Block]:
        indicators, parties = self._indicators(block, domain), self._parties(block)
        made: list[Block] = self._shown(block, domain, indicators, parties)
        for item in made:
            self.cited_codes |= dict.fromkeys(item.sources)
        return [printed(item) for item in made] if self.lang == "zh" else made

    def _shown(
        self, block: BlockPlan, domain: str, indicators: list[str], parties: list[str]
    ) -> list[Block]:
        tabler = Tabler(self.board, self.values, self.writer, self.lang)
        found: Block | None
        match block.show:
            case "text":
                return [self.writer.text(block)]
            case "trend":
                return list(self.writer.trend(block, indicators, parties))
            case "findings":
                return list(paragraphs(self.board, self.values, block, self.findings, domain))
            case "required":
                found = required(self.board, self.values, block, self.findings)
            case "figure":
                found = self._figure(block, indicators, parties)
            case "table":
                found = tabler.table(block, indicators, parties)
            case "conflicts":
                found = tabler.conflicts(block, self.conflicts)
            case "compacts":
                found = compact_table(self.board, self.values, block, self.as_of)
            case "rows":
                found = tabler.rows(block)
            case "lever":
                drawer = Drawer(self.board, self.values, self.day, [])
                shown = list(Levers(self.board, drawer, self.lang).blocks(block, self.count + 1))
                self.count += sum(isinstance(item, Drawn) for item in shown)
                return shown
            case "levers":
                found = lever_table(self.board, self.values, block)
            case "rule":
                return [self._rule()]
            case _:
                return [SourceList()]
        return [found] if found is not None else []

    def _figure(self, block: BlockPlan, indicators: list[str], parties: list[str]) -> Drawn | None:
        drawer = Drawer(self.board, self.values, self.day, [])
        drawn = drawer.draw(block, indicators, parties, self.count + 1)
        self.count += drawn is not None
        return drawn

    def _rule(self) -> Paragraph:
        rule = self.board.rule
        words = Words(
            f"数字不一时按规则“{rule.name}”取用;截至 {self.day} 已公布者计入。"
            "每个数字都可追到所印之处:网页各段之后有“缘由”,其他格式以注列出来源。",
            f"Where figures differ the rule “{rule.name}” chooses; what was public by {self.day} "
            "counts. Each figure leads to where it is printed: by the reasons behind each "
            "paragraph of the web page, by notes in the other formats.",
        )
        return Paragraph((Run(words.pick(self.lang)),), (), "note")

    def _indicators(self, block: BlockPlan, domain: str) -> list[str]:
        names = block.indicators
        if names and names[0] in HEADLINE:
            return list(self.board.headline_indicators) or self._most()
        if names:
            where = f"{block.file}:{block.line}"
            return [self.board.indicators.find(name, where=where).slug for name in names]
        if domain:
            known = set(self.values.indicators())
            return [i.slug for i in self.board.indicators if i.domain == domain and i.slug in known]
        return list(self.board.headline_indicators) or self._most()

    def _most(self) -> list[str]:
        counted = {slug: len(self.values.chosen(slug)) for slug in self.values.indicators()}
        return sorted(counted, key=lambda slug: (-counted[slug], slug))[:8]

    def _parties(self, block: BlockPlan) -> list[str]:
        if block.parties and block.parties[0] not in HEADLINE:
            return [self.writer.code(name, block) for name in block.parties]
        if self.board.headline_parties:
            return list(self.board.headline_parties)
        counted: dict[str, int] = {}
        for slug in self.values.indicators():
            for party in self.values.parties(slug):
                counted[party] = counted.get(party, 0) + len(self.values.series(slug, party))
        return sorted(counted, key=lambda p: (-counted[p], p))[:4]

    def _domains(self) -> list[str]:
        known = set(self.values.indicators())
        return list(
            dict.fromkeys(i.domain for i in self.board.indicators if i.domain and i.slug in known)
        )


def printed(block: Block) -> Block:
    """A block whose sentences have full-width marks; cells and citations stay as written."""
    if isinstance(block, Paragraph):
        text = chinese_punctuation(block.text)
        runs, start = [], 0
        for run in block.runs:
            runs.append(replace(run, text=text[start : start + len(run.text)]))
            start += len(run.text)
        return replace(block, runs=tuple(runs))
    if isinstance(block, Table):
        title, note = chinese_punctuation(block.title), chinese_punctuation(block.note)
        return replace(block, title=title, note=note)
    return block
