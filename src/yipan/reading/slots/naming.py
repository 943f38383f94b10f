"""The name of a number: which indicator of the frame it measures, or the words beside it."""

from __future__ import annotations

import re
from fractions import Fraction
from sys import intern

from yipan.core.indicators import Indicator
from yipan.core.interval import Interval
from yipan.reading.model import Quantity
from yipan.reading.slots.from_to import follows_from
from yipan.reading.slots.phrases import is_part_of_noun, noun_phrase
from yipan.reading.slots.same_things import kind_of, measured_alike
from yipan.reading.slots.share_names import (
    denominator_words,
    is_share_name,
    named_apart,
    share_of,
    share_told,
    share_word,
    with_tail,
)
from yipan.reading.slots.slots import (
    CODE,
    EDGE,
    NOUN_TAIL,
    SUFFIX,
    TRIM,
    clause_of,
    clause_topic,
    counts_things,
    fits,
    round_measure,
)
from yipan.reading.slots.told_nouns import gap_name, rate_noun, told_noun
from yipan.reading.slots.zones import beyond_zone, is_zone_name
from yipan.reading.text.names import Place
from yipan.reading.text.sentences import Sentence
from yipan.reading.text.setting import Frame, Setting

# Of a number in a series behind 分别: its place, how many there are, where the first stands.
Order = tuple[int, int, int]
# An indicator with the words that tell it.
Told = tuple[Indicator, str]

_PEOPLE = re.compile(
    r"(?:旅客|游客|客流|学生|居民|人员|职工|老人|儿童|教师|医生|护士|人才|农民工|考生|师生|患者|访客|工人|劳动力)\Z"
)
# Roles of numbers that tell how something moved.
_CHANGED = frozenset({"rate", "difference", "multiple", "mean_rate", "points", "gap_points"})


class Naming:
    """Names the quantities of a frame; the framer walks the sentences."""

    setting: Setting
    frame: Frame

    def party_name(self, places: list[Place]) -> str | None:
        """The name of one place or of a group."""
        if len(places) > 1:
            spread = [m for p in places for m in (p.members or (p.code,))]
            group = self.setting.places.named(tuple(dict.fromkeys(spread)))
            if group:
                return group.name
        unique = list(dict.fromkeys(p.code for p in places))
        if not unique:
            return None
        if len(unique) == 1:
            return places[0].name
        return "、".join(dict.fromkeys(p.name for p in places))

    def _name(
        self,
        sentence: Sentence,
        position: int,
        quantity: Quantity,
        indicators: list[tuple[Indicator, str]],
        inherited: list[str],
        order: Order | None,
    ) -> None:
        """Name a number; `order`: its place in a series behind 分别, if it is in one."""
        alike = measured_alike(sentence, position, quantity)
        if alike is not None:
            quantity.indicator, quantity.indicator_zh = alike.indicator, alike.indicator_zh
            inherited.extend(slot for slot in alike.inherited if slot == "indicator")
            return
        share = self._share_name(sentence, position, quantity, indicators, order)
        if share:
            quantity.indicator, quantity.indicator_zh = share
            return
        if self._counted_name(sentence, position, quantity):
            return
        if self._gap(sentence, position, quantity, indicators):
            return
        if self._of_the_counted(sentence, position, quantity, inherited):
            return
        if order and self._named_apart(sentence, quantity, order):
            return
        if quantity.role in _CHANGED:
            grows = rate_noun(sentence, order[2] if order else position)
            told = indicators[-1][1] if indicators else ""
            if grows and not told.endswith(grows):  # 人口 behind 常住人口
                self.frame.indicators, self.frame.subject = [], grows
                quantity.indicator_zh = grows + SUFFIX.get(quantity.role, "")
                return
        own = self._own_noun(sentence, position, quantity) if quantity.role == "level" else ""
        if own:
            quantity.indicator_zh = self.frame.subject = own
            self.frame.indicators = []
            return
        fitting = next((e for e in reversed(indicators) if fits(e[0], quantity)), None)
        phrase, has_noun = noun_phrase(sentence, position, quantity)
        if not phrase:
            phrase = beyond_zone(told_noun(sentence, order[2] if order else position))
        apart = has_noun and (
            counts_things(quantity) or is_part_of_noun(sentence, position, phrase)
        )
        if fitting and not apart:
            self._known_name(sentence, position, quantity, fitting)
            if not self.frame.fresh_indicator:
                inherited.append("indicator")
            return
        if sentence.kinds[position] == "u":
            told = indicators[-1][1] if indicators else self.frame.subject
            topic = clause_topic(sentence, position) or told
            quantity.indicator_zh = f"{topic}连续{phrase}{quantity.unit}数"
            inherited.append("indicator")
            return
        self._phrase_name(sentence, quantity, phrase, inherited)

    def _named_apart(self, sentence: Sentence, quantity: Quantity, order: Order) -> bool:
        """A和B增加值同比分别增长5%和6%: each number has a name of its own."""
        if self.frame.zipped:
            return False
        names = with_tail(named_apart(sentence, order[2], order[1]))
        if not names or any(is_zone_name(name) for name in names[:-1]):
            return False
        name, suffix = names[order[0]], SUFFIX.get(quantity.role, "")
        known = self.setting.aliases.get(name)
        code = f"_{CODE[quantity.role]}" if quantity.role in CODE else ""
        quantity.indicator = known.slug + code if known else None
        quantity.indicator_zh = name + suffix
        return True

    def _gap(
        self,
        sentence: Sentence,
        position: int,
        quantity: Quantity,
        indicators: list[tuple[Indicator, str]],
    ) -> bool:
        """快于规模以上工业4.3个百分点: the name of what was told last, and what it outpaces."""
        beyond = gap_name(sentence, position) if quantity.role == "gap_points" else ""
        if not beyond:
            return False
        last = next((q for q in reversed(sentence.quantities[:-1]) if q.party), None)
        speed = "增速" if last is None or last.role in {"rate", "mean_rate"} else ""
        base = indicators[-1][1] if indicators else self.frame.subject
        quantity.indicator_zh = f"{base}{speed}{beyond}"
        if indicators and speed and indicators[-1][1] in self.setting.aliases:
            quantity.indicator = f"{indicators[-1][0].slug}_yoy_gap"
        return True

    def _of_the_counted(
        self, sentence: Sentence, position: int, quantity: Quantity, inherited: list[str]
    ) -> bool:
        """5952户，同比增长14.6% and 其中5个由…: of the things counted just before."""
        counted = self.frame.counted
        if counted is None or counted[2] is not sentence:
            return False
        name, unit, _ = counted
        start, _ = clause_of(sentence, position)
        if "I" in sentence.kinds[start:position] or told_noun(sentence, position):
            return False
        part = quantity.base_unit == unit and sentence.kinds[position - 1] == "O"
        moved = quantity.role in {"rate", "multiple", "mean_rate"} or (
            quantity.role == "difference" and quantity.base_unit == unit
        )
        if not moved and not (part and not noun_phrase(sentence, position, quantity)[1]):
            return False
        quantity.indicator_zh = name + (SUFFIX.get(quantity.role, "") if moved else "")
        inherited.append("indicator")
        return True

    def _counted_name(self, sentence: Sentence, position: int, quantity: Quantity) -> bool:
        """八所985高校: the name of what is counted stands directly behind the number."""
        if sentence.kinds[position + 1 : position + 2] != "I":
            return False
        counted = sentence.tokens[position + 1].value
        if quantity.dimension in {"percent", "number"} or counted.kind not in {"count", "stock"}:
            return False
        if not fits(counted, quantity):
            return False
        quantity.indicator, quantity.indicator_zh = counted.slug, counted.name_zh
        return True

    def _known_name(
        self,
        sentence: Sentence,
        position: int,
        quantity: Quantity,
        entry: tuple[Indicator, str],
    ) -> None:
        """The slug and the words of an indicator of the vocabulary, with the number's role."""
        indicator, words = entry
        slug, name = indicator.slug, words
        if quantity.role != "level":
            name += SUFFIX.get(quantity.role, "")
            slug = intern(f"{slug}_{CODE.get(quantity.role, '')}".rstrip("_"))
        known = name == indicator.name_zh or words in self.setting.aliases
        quantity.indicator, quantity.indicator_zh = (slug if known else None), name
        if indicator.kind in {"ratio", "index", "rate"} and quantity.qualifier == "exact":
            round_measure(quantity)
        base = indicator.kind == "index" and quantity.mid == 100 and quantity.step == 1
        if base and follows_from(sentence.kinds, position):
            quantity.qualifier, quantity.step = "exact", Fraction(0)
            quantity.interval = Interval.exact(100)

    def _phrase_name(
        self, sentence: Sentence, quantity: Quantity, phrase: str, inherited: list[str]
    ) -> None:
        """The words beside the number; else the subject of the frame, inherited."""
        words = phrase
        counted = self.frame.counted
        if counted and counted[2] is sentence and counted[1] == quantity.base_unit:
            words = kind_of(phrase, counted[0]) if phrase else counted[0]
            if words != phrase:
                quantity.indicator_zh = words
                inherited.append("indicator")
                return
        if not words and self.frame.subject:
            words = self.frame.subject
            inherited.append("indicator")
        if quantity.role != "level" and words:
            words += SUFFIX.get(quantity.role, "")
        quantity.indicator_zh = words or None
        if quantity.role == "level" and phrase and counts_things(quantity):
            self.frame.counted = (phrase, quantity.base_unit, sentence)
        if quantity.role == "level" and phrase and not counts_things(quantity):
            self.frame.subject = phrase
            self.frame.indicators = []

    def _own_noun(self, sentence: Sentence, position: int, quantity: Quantity) -> str:
        """吸引…的投资额为2305.6亿元: the clause has a name of its own that the vocabulary lacks."""
        start, _ = clause_of(sentence, position)
        kinds = sentence.kinds
        if any(k in "IQPN" for k in kinds[start:position]):
            return ""
        parts: list[str] = []
        held: list[Place] = []
        for token in sentence.tokens[start:position]:
            if token.kind == "L":
                held.append(token.value)
            elif token.kind == "a" and held:
                continue
            elif token.kind != "T":
                if held and parts:
                    parts.append(self.party_name(held) or "")
                held = []
                parts.append(sentence.words(token))
        lead = EDGE.sub("", TRIM.sub("", "".join(parts)))
        people = quantity.dimension in {"persons", "person_times"} and _PEOPLE.search(lead)
        return lead[-20:] if len(lead) > 2 and (people or NOUN_TAIL.search(lead)) else ""

    def _share_name(
        self,
        sentence: Sentence,
        position: int,
        quantity: Quantity,
        indicators: list[tuple[Indicator, str]],
        order: Order | None,
    ) -> tuple[str | None, str] | None:
        ratio = quantity.role == "ratio" and share_told(sentence, position)
        if quantity.role not in {"share", "share_points"} and not ratio:
            return None
        frame = self.frame
        whole = denominator_words(sentence, position)
        if whole:
            frame.whole = whole
        elif quantity.role == "share_points":
            whole = frame.whole
        listed = named_apart(sentence, order[2], order[1]) if order else []
        own = listed[order[0]] if order and listed else share_of(sentence, position)
        if own:
            frame.indicators, frame.subject = [], own
            indicators = []
        base = indicators[-1][1] if indicators else frame.subject
        if not own and frame.counted and frame.counted[2] is sentence:
            base, indicators = frame.counted[0], []
        if base.startswith("占") and indicators:
            return indicators[-1][0].slug, base
        suffix = "变动" if quantity.role == "share_points" else ""
        if is_share_name(base) and not whole:
            known = self.setting.aliases.get(base)
            return (known.slug if known and not suffix else None), base + suffix
        word = share_word(sentence, position) if own else "占比"
        for part in dict.fromkeys([base, indicators[-1][0].name_zh if indicators else base]):
            name = f"{part}占{whole}比重" if whole else f"{part}{word}"
            known = self.setting.aliases.get(name) or self.setting.aliases.get(
                name.replace("比重", "的比重")
            )
            if known and not suffix:
                return known.slug, name
        return None, f"{base}占{whole}比重{suffix}" if whole else f"{base}{word}{suffix}"
