"""An opened board 盘: parties, indicators, sources, facts and the rule that chooses."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from yipan.board.answers import BoardPanel, FactTable, Listing, named
from yipan.board.ask import Day, Names, listed, read_day, selection
from yipan.board.csv_table import Row, read_free_table
from yipan.board.load import IDENTITIES, BoardContent
from yipan.board.materialise import Taken, materialise
from yipan.board.places import refuse_stand_in
from yipan.core.errors import UnknownName
from yipan.core.identities import Identities, read_identities
from yipan.core.indicators import IndicatorKind, IndicatorTable
from yipan.core.interval import rational_text
from yipan.core.parties import PartyTree
from yipan.core.period_text import parse_period
from yipan.core.reasons import Reason
from yipan.core.sources import Source
from yipan.core.strict_yaml import read_yaml
from yipan.core.words import Words
from yipan.facts import Chosen, Fact, History, Ledger, ManualChoice, ResolveRule, Selection
from yipan.facts.selection import PanelAsked

if TYPE_CHECKING:
    from pathlib import Path

    from yipan.facts.conflicts.model import Conflict, Context
    from yipan.facts.states import State
    from yipan.facts.tidy import Known
    from yipan.sharing.sync import Publisher


class Board:
    """A region opened for reading. The ledger is brought up to date with the files at first use."""

    def __init__(self, content: BoardContent) -> None:
        self._content = content
        self.path = content.folder
        self.name = content.file.name
        self.title: Words = content.file.title
        self.description: Words = content.file.description
        self.parties: PartyTree = content.parties
        self.indicators: IndicatorTable = content.indicators
        self.sources: dict[str, Source] = content.sources
        self.headline_parties: tuple[str, ...] = content.headline_parties
        self.headline_indicators: tuple[str, ...] = content.headline_indicators

    @property
    def headline(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(codes of parties, slugs of indicators) that are shown first."""
        return self.headline_parties, self.headline_indicators

    @cached_property
    def _materialised(self) -> tuple[Ledger, Taken]:
        return materialise(self._content)

    @property
    def own_ledger(self) -> Ledger:
        """The ledger of the board's files, imports and amendments."""
        return self._materialised[0]

    @property
    def ledger_to_write(self) -> Ledger:
        """The same for writing: refused where it is only a temporary stand-in."""
        refuse_stand_in(self.own_ledger.path)
        return self.own_ledger

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger to ask: every row of the board's files, of imports and of received feeds."""
        from yipan.board.feeds import joined

        return joined(self.own_ledger, self.path, self.parties)

    def as_it_was(self, state: State) -> Board:
        """This board over an earlier state of its ledger; its definitions are today's."""
        found = copy(self)
        found.__dict__["ledger"] = self.ledger.at(state)
        return found

    @cached_property
    def publishers(self) -> dict[str, Publisher]:
        """Who publishes feeds for this board, by code."""
        from yipan.board.feeds import publishers

        return publishers(self.path, self.parties)

    @property
    def keys(self) -> dict[str, str]:
        """Keys of rows in facts/*.csv to ids of facts."""
        return self._materialised[1].keys

    @cached_property
    def rule(self) -> ResolveRule:
        """How the board chooses among figures that differ."""
        file = self._content.file
        manual = tuple(ManualChoice(self.fact_id(m.fact), m.reason) for m in file.manual)
        ranked = {row["code"] for row in self._content.rows["sources"] if row["priority"]}
        priority = {code: s.priority for code, s in self.sources.items() if code in ranked}
        return ResolveRule(file.rule_name, file.prefer, priority, manual)

    @cached_property
    def identities(self) -> Identities:
        """What must hold between figures: identities.yaml, where the board has one."""
        path = self.path / IDENTITIES
        return read_identities(read_yaml(path)) if path.exists() else Identities()

    @property
    def context(self) -> Context:
        """What the search for conflicts rests on."""
        from yipan.facts.conflicts.model import Context

        return Context(self.parties, self.indicators, self.sources, self.identities)

    @property
    def known(self) -> Known:
        """What a row of a tidy file may name."""
        from yipan.facts.tidy import Known

        return Known(
            {i.slug for i in self.indicators},
            {p.code for p in self.parties},
            set(self.sources),
            {i.slug for i in self.indicators if i.kind is IndicatorKind.STOCK},
        )

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of further tables, such as a time line or goals."""
        return tuple(self._content.file.tables)

    @property
    def table_files(self) -> tuple[Path, ...]:
        """The files of the further tables."""
        return tuple(self.path / name for name in self._content.file.tables.values())

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of a further table, each a dictionary by column."""
        files = self._content.file.tables
        if name not in files:
            raise UnknownName("table", name, files)
        rows = [row for _, row in read_free_table(self.path / files[name])]
        return Listing(rows, list(rows[0]) if rows else [], lambda row: list(row.values()))

    def rows(self, name: str) -> list[Row]:
        """The rows of parties, indicators or sources as they are written."""
        return self._content.rows[name]

    def select(
        self,
        indicator: Names = None,
        *,
        party: Names = None,
        period: Names = None,
        as_of: Day = None,
        learned_by: Day = None,
    ) -> Selection:
        """A selection by names; the codes are looked up on this board."""
        return selection(self.parties, self.indicators, indicator, party, period, as_of, learned_by)

    def facts(
        self,
        indicator: Names = None,
        *,
        party: Names = None,
        period: Names = None,
        as_of: Day = None,
        learned_by: Day = None,
    ) -> FactTable:
        """Every printed value that is asked for, with the one that the rule chose and why."""
        asked = self.select(
            indicator, party=party, period=period, as_of=as_of, learned_by=learned_by
        )
        facts = tuple(self.ledger.facts(asked))
        return FactTable(facts, tuple(self._chosen(facts, asked)), self)

    def chosen(
        self,
        indicator: Names = None,
        *,
        party: Names = None,
        period: Names = None,
        as_of: Day = None,
        learned_by: Day = None,
    ) -> list[Chosen]:
        """For each thing the figure that counts, why, and the others."""
        asked = self.select(
            indicator, party=party, period=period, as_of=as_of, learned_by=learned_by
        )
        header = ("指标", "方", "时期", "数值", "单位", "来源", "取用")
        return Listing(self.ledger.chosen(asked, self.rule), header, self._chosen_cells)

    def about(self, fact: Fact) -> list[Fact]:
        """The own rows about the same indicator, party and period."""
        asked = Selection((fact.indicator,), (fact.party,), periods=(fact.period,))
        return self.own_ledger.facts(asked)

    def panel(
        self,
        indicators: Names = None,
        *,
        parties: Names = None,
        periods: Names = None,
        frequencies: Sequence[str] = (),
        as_of: Day = None,
        learned_by: Day = None,
    ) -> BoardPanel:
        """A dense array of the chosen facts; the headline's parties and indicators by default.

        A group stands for its members. What stands at a year's end is in that year's column.
        """
        asked = self.panel_asked(
            indicators, parties, periods, frequencies, as_of=as_of, learned_by=learned_by
        )
        return named(self.ledger.panel_of(asked, self.rule), self)

    def panel_asked(
        self,
        indicators: Names = None,
        parties: Names = None,
        periods: Names = None,
        frequencies: Sequence[str] = (),
        *,
        as_of: Day = None,
        learned_by: Day = None,
    ) -> PanelAsked:
        """What `panel` asks for, in codes: the same cells on every engine."""
        asked = [self.indicators.find(n) for n in listed(indicators) or self.headline_indicators]
        found = [self.parties.find(n).code for n in listed(parties) or self.headline_parties]
        members = [p.code for code in found for p in self.parties.members(code)]
        return PanelAsked(
            {indicator.slug: indicator.unit for indicator in asked},
            parties=tuple(dict.fromkeys(members)),
            periods=[parse_period(text).code for text in listed(periods)],
            frequencies=frequencies,
            year_ends=any(i.kind is IndicatorKind.STOCK for i in asked),
            as_of=read_day(as_of),
            learned_by=read_day(learned_by),
        )

    def conflicts(self, *, as_of: Day = None) -> list[Conflict]:
        """All disagreements between the board's figures, hard ones first."""
        from yipan.facts.conflicts.find import find_conflicts

        found = find_conflicts(self.ledger.facts(self.select(as_of=as_of)), self.context)
        header = ("编号", "类别", "程度", "指标", "方", "时期", "算式", "说明")
        return Listing(found, header, self._conflict_cells)

    def history(
        self, indicator: Names = None, *, party: Names = None, period: Names = None
    ) -> list[History]:
        """First publication and each revision of what is asked for."""
        found = self.ledger.history(self.select(indicator, party=party, period=period))
        return Listing(found, ("指标", "方", "时期", "各版数值", "累计修订"), self._history_cells)

    def why(self, name: str) -> Reason:
        """The reason behind a fact, named by its id or by its key in facts/*.csv."""
        from yipan.board.why import reason

        return reason(self, self.fact(name))

    def fact(self, name: str) -> Fact:
        """The fact with that id or key."""
        wanted = self.fact_id(name)
        for fact in self.ledger.find(wanted):
            if fact.id == wanted:
                return fact
        raise UnknownName("fact", name, self.keys)

    def fact_id(self, name: str) -> str:
        """The id that a key stands for; an id stands for itself."""
        return self.keys.get(name, name)

    def indicator_name(self, slug: str, lang: str = "zh") -> str:
        """The name of an indicator; the slug where the board does not know it."""
        found = self.indicators.get(slug)
        return found.name(lang) if found else slug

    def party_name(self, code: str, lang: str = "zh") -> str:
        """The name of a party; the code where the board does not know it."""
        found = self.parties.get(code)
        return found.name(lang) if found else code

    def pair_name(self, party: str, counterparty: str = "", lang: str = "zh") -> str:
        """The name of a party, or of an ordered pair."""
        name = self.party_name(party, lang)
        return f"{name}→{self.party_name(counterparty, lang)}" if counterparty else name

    def _chosen(self, facts: Sequence[Fact], asked: Selection) -> list[Chosen]:
        from yipan.facts import resolve

        return resolve(facts, self.rule, as_of=asked.as_of, learned_by=asked.learned_by)

    def _names(self, fact: Fact) -> tuple[str, str, str]:
        pair = self.pair_name(fact.party, fact.counterparty)
        return self.indicator_name(fact.indicator), pair, fact.period

    def _chosen_cells(self, chosen: Chosen) -> tuple[str, ...]:
        fact = chosen.fact
        return (*self._names(fact), fact.value, fact.unit, fact.source, chosen.why.zh)

    def _conflict_cells(self, conflict: Conflict) -> tuple[str, ...]:
        kind, severity = conflict.kind.value, conflict.severity.value
        names = self._names(conflict.thing)
        return (conflict.id, kind, severity, *names, conflict.sum, conflict.why.zh)

    def _history_cells(self, history: History) -> tuple[str, ...]:
        unit = history.unit.symbol
        editions = "; ".join(
            f"{rational_text(e.value)} ({e.known_from or '?'})" for e in history.editions
        )
        names = self._names(history.first.standing.figure)
        return (*names, f"{editions} {unit}", f"{rational_text(history.revised_by)} {unit}")

    def __repr__(self) -> str:
        return (
            f"Board({self.name!r}, {len(self.parties)} parties, {len(self.indicators)} indicators, "
            f"{len(self.sources)} sources)"
        )

    def _repr_html_(self) -> str:
        return f"<h4>{escape(self.title.zh)}</h4>{self.panel()._repr_html_()}"
