"""Slots: which place, indicator and period a number belongs to, and which of them it inherits.

A frame (place, indicator, period) runs along the sentences of a paragraph. 其中 opens a part-of
frame, 分别 and 依次 zip names with values in the order of the text, 较 and 比 set a base period,
一是 and 此外 reset the indicator. A number inherits an indicator only if its dimension fits.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from yipan.core.indicators import Indicator
from yipan.core.interval import Interval
from yipan.core.period import UNDATED, Period, PeriodKind, year
from yipan.core.printed import last_digit_step
from yipan.reading.model import Quantity
from yipan.reading.slots.from_to import becomes, follows_from, start_before
from yipan.reading.slots.naming import Naming, Order, Told
from yipan.reading.slots.placing import Placing
from yipan.reading.slots.qualifiers import qualified_apart, share_qualifiers
from yipan.reading.slots.ranks_told import rank_told
from yipan.reading.slots.shared_units import SHARED_UNIT, share_units
from yipan.reading.slots.slots import (
    asked_at,
    dates_before,
    ends_a_year,
    flow_words,
    held_together,
    is_section_number,
    is_year_end,
    located_at,
    modifier_words,
    place_after,
    place_at_once,
    place_beside,
    role,
    time_beside,
    year_ends,
)
from yipan.reading.slots.timed_lists import time_in_turn
from yipan.reading.slots.zones import Zones
from yipan.reading.text.lexer import Token
from yipan.reading.text.names import Place, identities
from yipan.reading.text.numbers import NUMERAL
from yipan.reading.text.sentences import NUMERIC_KINDS, Sentence
from yipan.reading.text.setting import Frame, Setting
from yipan.reading.text.times import resolve, same_part

_FEW = 64
_NUMBER_SUFFIX = re.compile(r"(?:数量|总数|数|总量)\Z")


_YEAR_BEFORE = frozenset({"上年", "去年", "上年同期", "去年同期"})
_MOVED = frozenset(
    {"rate", "mean_rate", "difference", "multiple", "points", "gap_points", "share_points"}
)
_BASES = frozenset("KESXB")
_TIMES_OF = frozenset({"QP", "QM", "NP", "NM"})


# 三者占比依次为: things, not places.
_THE_THREE = re.compile(r"[两二三四五]者")
_GAP_AHEAD = re.compile(r"[LwYU]*p")
_AS_OF = re.compile(r"截[至止]到?\Z")
_LAST_YEAR_KINDS = frozenset({PeriodKind.YEARS})


@lru_cache(maxsize=_FEW)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same names as one object: which slots are inherited is told of every number."""
    return names


class Framer(Naming, Placing):
    """Walks the sentences of a document and fills the slots of its quantities."""

    def __init__(self, setting: Setting, document: int, prefix: str) -> None:
        self.setting = setting
        self.document = document
        self.prefix = prefix
        self.frame = Frame()
        self.zones = Zones()
        self.lists = []
        self.ranks: list[Quantity] = []
        self.opening: Period | None = None
        self.begins: Period | None = None
        self.count = self.told = 0
        self._paragraph = -1

    def sentence(self, sentence: Sentence) -> None:
        """Assign the slots of one sentence."""
        if sentence.block.paragraph != self._paragraph:
            self._paragraph = sentence.block.paragraph
            self._new_paragraph()
        frame = self.frame
        # 2024年…;截至今年7月… and 上半年…,其中一季度…: the next sentence is of 2024 again.
        if self.opening is not None:
            frame.period, self.opening = self.opening, None
            frame.first = frame.last = None
        frame.fresh_place = frame.fresh_indicator = frame.fresh_period = False
        self.begins = None
        share_units(sentence)
        zipped = self._zips(sentence)
        share_qualifiers(sentence, zipped)
        for position, token in enumerate(sentence.tokens):
            kind = token.kind
            if kind == "T":
                self._time(sentence, position, token)
            elif kind in "LG":
                self._place(sentence, position, token)
            elif kind == "I":
                self._indicator(sentence, position, token)
            elif kind == "i":
                frame.places, frame.indicators, frame.subject = [], [], ""
                frame.fresh_place = frame.fresh_indicator = False
            elif kind == "R":
                self._structure(sentence, position, token)
            elif kind == "n":
                self._rank(sentence, position, token)
            elif kind in NUMERIC_KINDS:
                self._quantity(sentence, position, token, zipped)

    def _new_paragraph(self) -> None:
        keep = self.frame.period
        self.frame = Frame(period=keep)

    # ------------------------------------------------------------------ names and times

    def _time(self, sentence: Sentence, position: int, token: Token) -> None:
        words = sentence.words(token)
        before = sentence.kinds[max(0, position - 1) : position]
        after = sentence.kinds[position + 1 : position + 3]
        # 为2019年4806万人次的108.6%: only the number beside it is of that year.
        base = before in _BASES or after[:1] == "M" or after in _TIMES_OF
        aside = base or before == "F" or (words in _YEAR_BEFORE and bool(sentence.quantities))
        named = self.setting.clock.named
        found = resolve(words, self.setting.clock, aside)
        if aside:  # what is compared with is not what is told
            self.setting.clock.named = named
        if found is None:
            return
        if words == "同期" and self.frame.period:
            found = self.frame.period
        if words in _YEAR_BEFORE and self.frame.period:
            found = same_part(found, self.frame.period)
        token.value = (found, "base" if base else "from" if before == "F" else "now")
        if aside:
            if before == "K" and self.frame.period and found.year and not self.frame.ends:
                self.frame.ends = (found, self.frame.period)  # 较2018年增长…;湖南由…增加到…
            return
        text = sentence.block.text
        if self.frame.fresh_period and self.frame.period and text[token.start - 1] in "到至":
            self.frame.ends = (self.frame.period, found)
        part = before == "O" or _AS_OF.search(
            sentence.block.text, max(0, token.start - 3), token.start
        )
        if part and self.frame.fresh_period and self.opening is None:
            self.opening = self.frame.period
        self.frame.period = found
        self.frame.fresh_period = True
        if found.kind in _LAST_YEAR_KINDS or (
            found.start and found.end and found.start.year != found.end.year
        ):
            self.frame.first, self.frame.last = year_ends(found)
        else:
            self.frame.first = self.frame.last = None

    def _indicator(self, sentence: Sentence, position: int, token: Token) -> None:
        kinds = sentence.kinds
        before = kinds[max(0, position - 1) : position]
        indicator = token.value
        if before in {"X", "B"} and _GAP_AHEAD.match(kinds, position + 1):
            return  # 快于地区生产总值4.1个百分点: only outpaced
        if before in {"S"} or (before == "L" and kinds[max(0, position - 2) : position - 1] == "S"):
            return  # the denominator of a share
        name = sentence.words(token)
        composed = self._composed(name, before)
        if composed is not None:
            indicator, name = composed
            token.value = indicator
        self._country(sentence, position, name, before)
        modifier = ""
        if before == "w" and composed is None:
            modifier = modifier_words(sentence.words(sentence.tokens[position - 1]))
        elif before == "L" and composed is None:
            modifier = flow_words(sentence, position)
        entry = (indicator, modifier + name)
        chain = position >= 2 and before == "a" and kinds[position - 2] == "I"
        self.frame.indicators = [*self.frame.indicators, entry] if chain else [entry]
        self.frame.subject = modifier + name
        self.frame.counted = None
        self.frame.fresh_indicator = True

    def _composed(self, name: str, before: str) -> tuple[Indicator, str] | None:
        """综合保税区数量…,实现外贸进出口: the earlier subject and this name make one alias."""
        subject = _NUMBER_SUFFIX.sub("", self.frame.subject)
        if not subject or subject == name or before == "a":
            return None
        found = self.setting.aliases.get(subject + name)
        return (found, subject + name) if found else None

    def _zips(self, sentence: Sentence) -> dict[int, tuple[int, int, int]]:
        """Token position -> (place in its series, length of the series) behind 分别 or 依次."""
        found: dict[int, tuple[int, int, int]] = {}
        for mark in re.finditer("A", sentence.kinds):
            series = re.compile(
                r"(?:[wUDZSEXVYTKIHr]|p(?=[UD]))*([QPpMN](?:w?[ac](?:[wUD]?)[QPpMN])*)"
            ).match(sentence.kinds, mark.end())
            if not series:
                continue
            members = [
                n for n in range(series.start(1), series.end(1)) if sentence.kinds[n] in "QPpMN"
            ]
            for order, position in enumerate(members):
                found[position] = (order, len(members), members[0])
        return found

    # ------------------------------------------------------------------ numbers

    def _quantity(
        self,
        sentence: Sentence,
        position: int,
        token: Token,
        zipped: dict[int, tuple[int, int, int]],
    ) -> None:
        if is_section_number(sentence, position, token):
            token.kind = "n"
            sentence.kinds = sentence.kinds[:position] + "n" + sentence.kinds[position + 1 :]
            return
        read = qualified_apart(sentence, token, token.quantity)
        start, end = sentence.raw_span(token)
        self.count += 1
        quantity = Quantity(
            f"{self.prefix}q{self.count}", self.document, start, end, "", read.mid, read.step, read.interval,
            read.qualifier, read.unit, read.base_unit, read.scale, read.dimension, sentence=sentence.index,
        )  # fmt: skip
        token.quantity = quantity
        sentence.quantities.append(quantity)
        sentence.at[quantity.id] = position
        order = zipped.get(position)
        # 分别增长5.2%、5.1%: what the first of a series is, the others are.
        quantity.role = role(sentence, order[2] if order else position)
        self._slots(sentence, position, quantity, zipped.get(position))
        if token.value == SHARED_UNIT:
            quantity.inherited = (*quantity.inherited, "unit")

    def _rank(self, sentence: Sentence, position: int, token: Token) -> None:
        """居全国第1位: a figure beside those that are reckoned with."""
        found = rank_told(sentence, position, token, f"{self.prefix}r{self.told + 1}")
        if found is None:
            return
        self.told += 1
        found.party = self.party_name(self.frame.places or self.setting.default)
        found.period = self.frame.period or UNDATED
        self.ranks.append(found)

    def _structure(self, sentence: Sentence, position: int, token: Token) -> None:
        """a:b:c, one quantity for each part; the parts of a known structure have names."""
        words = sentence.words(token)
        whole = self.frame.indicators[-1][0].slug if self.frame.indicators else ""
        terms = next(
            (i.terms for i in identities() if i.rule == "structure" and i.whole == whole), ()
        )
        parts = list(re.finditer(rf"({NUMERAL})(%?)", words))
        for order, part in enumerate(parts):
            mid, step = Fraction(part[1].replace(",", "")), last_digit_step(part[1])
            start, end = sentence.block.span(token.start + part.start(), token.start + part.end())
            self.count += 1
            quantity = Quantity(
                f"{self.prefix}q{self.count}", self.document, start, end, "", mid, step,
                Interval(mid - step / 2, mid + step / 2), "rounded", part[2], part[2], Fraction(1),
                "percent" if part[2] else "number", sentence=sentence.index,
            )  # fmt: skip
            sentence.quantities.append(quantity)
            sentence.at[quantity.id] = position
            self._slots(sentence, position, quantity, None)
            quantity.role = "structure"
            if len(terms) == len(parts):
                quantity.indicator = terms[order]

    def _slots(
        self,
        sentence: Sentence,
        position: int,
        quantity: Quantity,
        order: tuple[int, int, int] | None,
    ) -> None:
        frame = self.frame
        inherited: list[str] = []
        places = frame.places
        indicators = frame.indicators
        frame.zipped = False
        if order and order[1] > 1:
            places, indicators = self._zipped(sentence, order)
        local = place_beside(sentence, position) or place_at_once(
            sentence, position, frame.fresh_place
        )
        together = held_together(sentence, position, places)
        if together:
            places, local = together, None
        elif local is None:
            asked = asked_at(sentence, position)
            there = asked or located_at(sentence, position)
            if asked:
                frame.places, frame.fresh_place = asked, True
            if there:
                places, local = there, there[0] if len(there) == 1 else None
        if local is not None:
            places = [local]
        if not places:
            later = place_after(sentence, position) if not frame.fresh_place else None
            places = [later] if later else list(self.setting.default)
            if not later:
                inherited.append("party")
        elif not frame.fresh_place and local is None:
            inherited.append("party")
        quantity.party = self.party_name(places)
        self._name(sentence, position, quantity, indicators, inherited, order)
        turn = time_in_turn(sentence, order)
        quantity.period, told = (turn, True) if turn else self._period(sentence, position, quantity)
        flows = [
            one for one, _ in indicators if one.slug == quantity.indicator and one.kind == "flow"
        ]
        if (
            flows
            and is_year_end(quantity.period)
            and quantity.period.end
            and not ends_a_year(sentence)
        ):
            quantity.period = year(quantity.period.end.year)
        if not told:
            inherited.append("period")
        quantity.inherited = _shared(tuple(inherited))

    def _zipped(self, sentence: Sentence, order: Order) -> tuple[list[Place], list[Told]]:
        """The place or the indicator of one number of a series behind 分别."""
        frame = self.frame
        places, indicators = frame.places, frame.indicators
        place, count, first = order
        if (
            len(places) == 1
            and len(places[0].members) == count
            and not _THE_THREE.search(
                sentence.block.text, sentence.start, sentence.tokens[first].start
            )
        ):
            places = [self.setting.places.by_code[c] for c in places[0].members]
        frame.zipped = True
        if len(places) == count:
            return [places[place]], indicators
        if len(indicators) == count:
            return places, [indicators[place]]
        if len(frame.listed) == count and len(places) < 2:
            return [frame.listed[place]], indicators
        frame.zipped = False
        return places, indicators

    def _period(self, sentence: Sentence, position: int, quantity: Quantity) -> tuple[Period, bool]:
        frame = self.frame
        kinds = sentence.kinds
        beside = time_beside(sentence, position)
        if beside is not None:
            if kinds[position - 1 : position] == "T" and follows_from(kinds, position):
                frame.first = frame.first or beside
                self.begins = beside
            elif kinds[position - 1 : position] == "T" and self.begins is not None:
                frame.ends = (self.begins, beside)
            return beside, True
        dates = dates_before(sentence, position)
        if dates is not None:
            return dates, True
        if frame.first and frame.last and frame.first is not frame.last:
            if follows_from(kinds, position):
                return frame.first, True
            times = quantity.role in {"multiple", "ratio"} and "E" in kinds[:position][-4:]
            arrives = kinds[position - 1 : position] == "Z" or becomes(sentence, position)
            if arrives or (quantity.role != "level" and not times):
                return frame.last, frame.fresh_period
        if follows_from(kinds, position) and (begin := start_before(sentence, position)):
            return begin, False
        period = frame.period or UNDATED
        told = frame.ends is not None and frame.ends[1] is frame.period
        if told and frame.ends and follows_from(kinds, position):
            return frame.ends[0], frame.fresh_period
        if quantity.role in _MOVED and is_year_end(period):
            return year(period.end.year if period.end else 0), frame.fresh_period
        if (
            quantity.role == "level"
            and "Z" in kinds[max(0, position - 2) : position]
            and frame.last
        ):
            period = frame.last
        return period, frame.fresh_period
