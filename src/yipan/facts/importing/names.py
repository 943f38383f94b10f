"""Names to parties, indicators, units and periods: safe repairs only, each name read once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yipan.core.errors import near_misses
from yipan.core.indicators import Indicator, IndicatorTable
from yipan.core.parties import Party, PartyKind, PartyTree
from yipan.core.period import Period, PeriodKind, year, year_end
from yipan.core.period_text import find_period
from yipan.core.text import name_key
from yipan.core.units import Unit, find_unit
from yipan.core.words import Words
from yipan.facts.importing.label_text import (
    LabelText,
    by_script,
    read_label_text,
    snake_tails,
    unit_tail,
)
from yipan.facts.importing.meaning import NOTHING, Meaning, replace
from yipan.facts.importing.name_words import (
    CITY_WORDS,
    NEUTRAL,
    PART,
    PRICES,
    PROVINCE_WORDS,
    YEAR_INSIDE,
    YOY,
)
from yipan.facts.importing.unit_codes import spelled_unit

NEAR_MISSES = 300


@dataclass(frozen=True, slots=True)
class Readings:
    """Label → code of the party, label → slug of the indicator."""

    parties: Mapping[str, str]
    indicators: Mapping[str, str]


@dataclass(slots=True)
class Names:
    """Looks labels up; every distinct label is worked out once.

    `parties_by_text`, `indicators_by_text`, `units_by_text`: a mapping file's own readings;
    `left_out`: labels whose cells the mapping leaves out.
    """

    parties: PartyTree
    indicators: IndicatorTable
    parties_by_text: Mapping[str, str] = field(default_factory=dict)
    indicators_by_text: Mapping[str, str] = field(default_factory=dict)
    units_by_text: Mapping[str, str] = field(default_factory=dict)
    repairs: dict[str, str] = field(default_factory=dict)
    _known: dict[str, Meaning] = field(default_factory=dict)
    _units: dict[str, Unit | None] = field(default_factory=dict)
    _clashes: dict[str, list[Party]] = field(default_factory=dict)
    _unsure: set[str] = field(default_factory=set)
    _near: dict[str, list[str]] = field(default_factory=dict)
    _letters: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parties_by_text = {name_key(k): v for k, v in self.parties_by_text.items()}
        self.indicators_by_text = {name_key(k): v for k, v in self.indicators_by_text.items()}
        self.units_by_text = {name_key(k): v for k, v in self.units_by_text.items()}
        for name, held, other in self.parties.names.clashes:
            together = self._clashes.setdefault(name_key(name), [held])
            together.append(other)
        self._unsure = {name_key(name) for name, _, _ in self.indicators.names.clashes}

    def label(self, text: str) -> Meaning:
        """What a header or a row label says."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._read(text)
        return known

    def party(self, name: str, inside: str = "") -> Party | None:
        """The party of a name; of several with that name the one inside `inside`."""
        key = name_key(name)
        named = self.parties_by_text.get(key)
        if named:
            return self.parties.names.get(named)
        together = self._clashes.get(key)
        if together:
            fitting = [p for p in together if self._inside(p, inside)] if inside else []
            return fitting[0] if len(fitting) == 1 else None
        return self.parties.names.get(name) or self._other_suffix(name)

    def ambiguous(self, name: str) -> list[Party]:
        """All parties of a name that several share."""
        return self._clashes.get(name_key(name), [])

    def indicator(self, name: str) -> Indicator | None:
        """The indicator of a name; none when two share it."""
        key = name_key(name)
        named = self.indicators_by_text.get(key)
        if named:
            return self.indicators.names.get(named)
        return None if key in self._unsure else self.indicators.names.get(name)

    def unit(self, text: str) -> Unit | None:
        """The unit that a text names, after the mapping's own readings."""
        if text not in self._units:
            self._units[text] = self._unit(text.strip().strip("()[]: "))
        return self._units[text]

    def _unit(self, bare: str) -> Unit | None:
        named = self.units_by_text.get(name_key(bare), bare)
        return (find_unit(named) or find_unit(spelled_unit(named))) if bare else None

    def part_of(self, slug: str, whole: str) -> bool:
        """Whether an indicator is declared to be a part of another, at any remove."""
        seen: set[str] = set()
        while slug and slug not in seen:
            seen.add(slug)
            found = self.indicators.get(slug)
            slug = found.part_of if found else ""
            if slug == whole:
                return True
        return False

    def readings(self) -> Readings:
        """Labels that name something in other words than the board's own."""
        parties: dict[str, str] = {}
        indicators: dict[str, str] = {}
        for text, meaning in self._known.items():
            named = meaning.name or text.strip()
            if meaning.indicator and not meaning.party:
                indicators[named] = meaning.indicator
            elif meaning.party and named in self.repairs:
                parties[named] = meaning.party
        return Readings(dict(sorted(parties.items())), dict(sorted(indicators.items())))

    def near(self, name: str) -> list[str]:
        """The nearest known names, of parties and of indicators; for the first few hundred."""
        words = read_label_text(name).words or name
        known = self._near.get(words)
        if known is None:
            if len(self._near) >= NEAR_MISSES:
                return []
            if not self._letters:
                for spelling in (*self.parties.names.names, *self.indicators.names.names):
                    self._letters[spelling] = frozenset(spelling.casefold())
            mine = frozenset(words.casefold())
            least = max(1, len(mine) // 2)
            alike = [n for n, letters in self._letters.items() if len(letters & mine) >= least]
            known = self._near[words] = near_misses(words, alike)
        return known

    def _inside(self, party: Party, container: str) -> bool:
        return any(p.code == container for p in self.parties.ancestors(party.code))

    def _other_suffix(self, name: str) -> Party | None:
        """新疆省 for a province named 新疆: the stem is known and of the rank that was written."""
        key = name_key(name)
        for words, kinds in (
            (PROVINCE_WORDS, {PartyKind.PROVINCE}),
            (CITY_WORDS, {PartyKind.CITY}),
        ):
            for word in words:
                stem = key.removesuffix(word)
                if stem == key or len(stem) < 2:
                    continue
                found = self.parties.names.get(stem)
                if found and found.kind in kinds and stem not in self._clashes:
                    self.repairs[name] = found.name()
                    return found
        return None

    def _read(self, text: str) -> Meaning:
        if not text.strip():
            return NOTHING
        label = read_label_text(text)
        found = (
            self._named(label.whole)
            or self._timed(label)
            or self._unit_only(label)
            or self._bracketed(label)
            or self._composite(label.words)
            or self._bilingual(label)
            or Meaning(name=label.words or label.whole)
        )
        found = self._with_brackets(found, label)
        if found.indicator and not found.units:
            tails = [tail for _, tail in (*snake_tails(label.words), unit_tail(label.words))]
            found = replace(found, units=tuple(t for t in tails if t and self.unit(t))[:1])
        return replace(
            found,
            status=label.status or found.status,
            indent=label.indent,
            of_which=label.of_which,
        )

    def _named(self, words: str) -> Meaning | None:
        """A label that is, as it stands, the name of one thing."""
        if not words:
            return None
        indicator = self.indicator(words)
        if indicator:
            return Meaning(name=words, indicator=indicator.slug)
        party = self.party(words)
        if party:
            return Meaning(name=words, party=party.code)
        if len(self.ambiguous(words)) > 1:
            return Meaning(name=words)
        return Meaning(name=words, neutral=True) if NEUTRAL.match(words) else None

    def _timed(self, label: LabelText) -> Meaning | None:
        for words in (label.whole, label.words):
            period = find_period(words)
            if period:
                return Meaning(period=period)
            if PART.match(words):
                return Meaning(part=words)
        return None

    def _unit_only(self, label: LabelText) -> Meaning | None:
        if not label.words and label.brackets and self.unit(label.brackets[-1]):
            return NOTHING
        return Meaning(units=(label.words,)) if self.unit(label.words) else None

    def _bracketed(self, label: LabelText) -> Meaning | None:
        """The words outside the brackets name something."""
        return self._named(label.words) if label.brackets else None

    def _composite(self, words: str) -> Meaning | None:
        """Party, indicator, year, growth and unit written together."""
        if not words:
            return None
        for name, tail in [*snake_tails(words), unit_tail(words)]:
            if tail and self.unit(tail):
                inner = self._named(name) or self._dated(name) or self._grown(name)
                return replace(inner or Meaning(name=name), units=(tail,))
        return (
            self._dated(words)
            or self._grown(words)
            or self._of_party(words)
            or self._underscored(words)
        )

    def _underscored(self, words: str) -> Meaning | None:
        """常住人口_城镇, 人口数_合计: the parts joined, or the first of a total."""
        parts = [part for part in words.split("_") if part]
        if len(parts) < 2:
            return None
        joined = self.indicator("".join(parts)) or self.indicator("".join(reversed(parts)))
        if joined:
            return Meaning(name=words, indicator=joined.slug)
        return self._named(parts[0]) if NEUTRAL.match(parts[1]) and len(parts) == 2 else None

    def _dated(self, words: str) -> Meaning | None:
        """A year inside the label: 2014年地区生产总值, gdp1992, popu_urban_2020."""
        found = YEAR_INSIDE.search(words)
        if not found or find_period(words):
            return None
        rest = (words[: found.start()] + " " + words[found.end() :]).strip(" _-.,、的")
        period = self._period(int(found[1]), found[2] or "")
        if period is None:
            return None
        inner = self._named(rest) or self._composite_rest(rest) if rest else Meaning()
        return replace(inner or Meaning(name=rest), period=period)

    def _composite_rest(self, rest: str) -> Meaning | None:
        for name, tail in [*snake_tails(rest), unit_tail(rest)]:
            if tail and self.unit(tail):
                return replace(self._named(name) or Meaning(name=name), units=(tail,))
        return self._grown(rest) or self._of_party(rest)

    def _period(self, number: int, rest: str) -> Period | None:
        if not rest:
            return year(number)
        if rest.endswith(("末", "底")):
            return year_end(number)
        return find_period(f"{number}年{rest}")

    def _grown(self, words: str) -> Meaning | None:
        """增长速度 of something: the frequency is yoy, the rest names what grew."""
        found = YOY.search(words)
        if not found:
            return None
        rest = words[: found.start()].strip(" ,")
        if not rest:
            return Meaning(frequency="yoy")
        inner = self._named(rest)
        return replace(inner, frequency="yoy") if inner and inner.indicator else None

    def _of_party(self, words: str) -> Meaning | None:
        """北京地区生产总值: a party's name, then an indicator's."""
        for cut in range(min(len(words) - 1, 12), 1, -1):
            party = self.party(words[:cut])
            rest = words[cut:].lstrip(" 的_:-")
            indicator = self.indicator(rest) if party else None
            if party and indicator:
                return Meaning(name=words, party=party.code, indicator=indicator.slug)
        return None

    def _bilingual(self, label: LabelText) -> Meaning | None:
        """北 京 Beijing: both halves name one thing, or only one half names anything."""
        found: list[Meaning] = []
        for half in by_script(label.words):
            inner = read_label_text(half)
            meaning = (
                self._named(half) or self._timed(inner) or self._composite(half) if half else None
            )
            if meaning:
                found.append(meaning)
        same = {(m.party, m.indicator, m.period) for m in found}
        return found[0] if len(same) == 1 else None

    def _with_brackets(self, found: Meaning, label: LabelText) -> Meaning:
        """What stands in brackets: unit, price basis, growth, year-end, else a definition."""
        if found.indicator and found.name == label.whole and label.brackets:
            return self._units_of(found, label.brackets)
        for bracket in label.brackets:
            pieces = (bracket,) if self.unit(bracket) else re.split(r"\s*[,、;]\s*", bracket)
            for piece in pieces:
                found = self._with_bracket(found, piece)
        return found

    def _units_of(self, found: Meaning, brackets: Iterable[str]) -> Meaning:
        units = tuple(b for b in brackets if self.unit(b))
        return replace(found, units=units) if units else found

    def _with_bracket(self, found: Meaning, bracket: str) -> Meaning:
        if not bracket:
            return found
        units = read_units(bracket, self)
        if units:
            return replace(found, units=units)
        prices = PRICES.get(bracket.casefold())
        if prices:
            return replace(found, price_basis=prices)
        period = find_period(bracket)
        if period and not found.period:
            return replace(found, period=period)
        if bracket in {"年末", "年底"}:
            whole = found.period is not None and found.period.kind is PeriodKind.YEAR
            year_of = (found.period.year or 0) if found.period else 0
            return (
                replace(found, period=year_end(year_of)) if whole else replace(found, part="年末")
            )
        if YOY.fullmatch(bracket):
            return replace(found, frequency="yoy")
        if self._same_thing(found, bracket):
            return found
        joined = f"{found.definition}; {bracket}" if found.definition else bracket
        return replace(found, definition=joined) if found.indicator else found

    def _same_thing(self, found: Meaning, bracket: str) -> bool:
        """The bracket repeats the name: 北京(Beijing)."""
        inner = self._named(bracket)
        mine = (found.party, found.indicator)
        return inner is not None and (inner.party, inner.indicator) == mine


def read_units(text: str, names: Names) -> tuple[str, ...]:
    """The units of a list such as 亿元、万人; empty unless each is one."""
    whole = text.strip()
    if names.unit(whole):
        return (whole,)
    pieces = [p.strip() for p in re.split(r"[、,;]|\s+和\s*|\s{2,}", whole) if p.strip()]
    return tuple(pieces) if len(pieces) > 1 and all(names.unit(p) for p in pieces) else ()


def unknown(names: Names, text: str, code: str = "unknown_name") -> tuple[str, Words]:
    """Why a label is not understood, with near misses."""
    shared = names.ambiguous(text.strip())
    if len(shared) > 1:
        listed = "、".join(p.code for p in shared[:6])
        return "ambiguous_name", Words(
            f"“{text.strip()}”可指几个方: {listed}",
            f"{text.strip()!r} may be any of several parties: {listed}",
        )
    near = names.near(text)
    zh = f";是否指 {'、'.join(near)}?" if near else ""
    en = f"; did you mean {', '.join(near)}?" if near else ""
    shown = text.strip()[:60]
    return code, Words(f"不认识“{shown}”{zh}", f"{shown!r} is not known{en}")
