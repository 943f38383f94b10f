"""The name of a number: which indicator of the frame it measures, or the words beside it."""

from __future__ import annotations

from fractions import Fraction

from yipan.core.indicators import Indicator
from yipan.core.interval import Interval
from yipan.reading.model import Quantity
from yipan.reading.slots.slots import (
    CODE,
    EDGE,
    NOUN_TAIL,
    SUFFIX,
    TRIM,
    clause_of,
    clause_topic,
    counts_things,
    denominator_words,
    fits,
    follows_from,
    noun_phrase,
    own_share_words,
    round_measure,
)
from yipan.reading.text.names import Place
from yipan.reading.text.sentences import Sentence
from yipan.reading.text.setting import Frame, Setting


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
    ) -> None:
        share = self._share_name(sentence, position, quantity, indicators)
        if share:
            quantity.indicator, quantity.indicator_zh = share
            return
        if self._counted_name(sentence, position, quantity):
            return
        own = self._own_noun(sentence, position) if quantity.role == "level" else ""
        if own:
            quantity.indicator_zh = self.frame.subject = own
            self.frame.indicators = []
            return
        fitting = next((e for e in reversed(indicators) if fits(e[0], quantity)), None)
        phrase, has_noun = noun_phrase(sentence, position, quantity)
        if fitting and not (counts_things(quantity) and has_noun):
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
        self._phrase_name(quantity, phrase, inherited)

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
            slug = f"{slug}_{CODE.get(quantity.role, '')}".rstrip("_")
        known = name == indicator.name_zh or words in self.setting.aliases
        quantity.indicator, quantity.indicator_zh = (slug if known else None), name
        if indicator.kind in {"ratio", "index", "rate"} and quantity.qualifier == "exact":
            round_measure(quantity)
        base = indicator.kind == "index" and quantity.mid == 100 and quantity.step == 1
        if base and follows_from(sentence.kinds, position):
            quantity.qualifier, quantity.step = "exact", Fraction(0)
            quantity.interval = Interval.exact(100)

    def _phrase_name(self, quantity: Quantity, phrase: str, inherited: list[str]) -> None:
        """The words beside the number; else the subject of the frame, inherited."""
        words = phrase
        if not words and self.frame.subject:
            words = self.frame.subject
            inherited.append("indicator")
        if quantity.role != "level" and words:
            words += SUFFIX.get(quantity.role, "")
        quantity.indicator_zh = words or None
        if quantity.role == "level" and phrase and not counts_things(quantity):
            self.frame.subject = phrase
            self.frame.indicators = []

    def _own_noun(self, sentence: Sentence, position: int) -> str:
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
        return lead[-20:] if len(lead) > 2 and NOUN_TAIL.search(lead) else ""

    def _share_name(
        self,
        sentence: Sentence,
        position: int,
        quantity: Quantity,
        indicators: list[tuple[Indicator, str]],
    ) -> tuple[str | None, str] | None:
        if quantity.role not in {"share", "share_points"}:
            return None
        whole = denominator_words(sentence, position)
        if whole:
            self.frame.whole = whole
        elif quantity.role == "share_points":
            whole = self.frame.whole
        own = own_share_words(sentence, position)
        if own:
            return None, own
        base = indicators[-1][1] if indicators else self.frame.subject
        if base.startswith("占") and indicators:
            return indicators[-1][0].slug, base
        suffix = "变动" if quantity.role == "share_points" else ""
        for part in dict.fromkeys([base, indicators[-1][0].name_zh if indicators else base]):
            name = f"{part}占{whole}比重" if whole else f"{part}占比"
            known = self.setting.aliases.get(name) or self.setting.aliases.get(
                name.replace("比重", "的比重")
            )
            if known and not suffix:
                return known.slug, name
        return None, f"{base}占{whole}比重{suffix}" if whole else f"{base}占比{suffix}"
