"""Which places a sentence is about: subjects, not objects, examples, bases or parts of names."""

from __future__ import annotations

import re

from yipan.reading.slots.slots import COMES_FROM
from yipan.reading.slots.zones import Zones
from yipan.reading.text.lexer import Token
from yipan.reading.text.names import Place
from yipan.reading.text.sentences import Sentence, last_of
from yipan.reading.text.setting import Frame, Setting

_COMPARES = frozenset("KEXBS")
_FOR_EXAMPLE = re.compile(r"(?:例如|比如|譬如)\Z")
# 在合作区工作的澳门居民: whose the counted ones are, not where.
_THERE = re.compile(r"(?:在|到|于)[^，]{2,16}的\Z")
_OPENS_A_SUBJECT = re.compile(
    r"(?:而|但|同时|根据|其中|到|年|目前|日前|以来|当前|期间|底)\Z"
)  # fmt: skip
# 包括北京城市副中心和雄安新区2个集中承载地: listed as examples of what is counted.
_LISTS = re.compile(r"(?:包括|涵盖|包含|囊括|分别是|即)\Z")


class Placing:
    """Keeps the places of the frame; the framer walks the sentences."""

    setting: Setting
    frame: Frame
    zones: Zones

    def _place(self, sentence: Sentence, position: int, token: Token) -> None:
        kinds = sentence.kinds
        before = kinds[max(0, position - 1) : position]
        if token.kind == "G":
            places = self._group(sentence.words(token), sentence, position)
            if not places:
                return
            token.value = places
            if before in {"S", "K", "E", "X", "B"}:
                return
        else:
            zone = self.zones.around(sentence, position)
            if zone is None:
                return
            places = [zone]
            if self.zones.branch:
                self.frame.places, self.frame.fresh_place = places, True
                return
        chain = before == "a" and bool(self.frame.places) and self._ends_a_place(sentence, position)
        if (before and before in _COMPARES) or before == "o":
            return
        if self._is_example(sentence, position) or self._is_object(sentence, position, chain):
            return
        if (
            token.kind == "L"
            and chain
            and kinds[position - 3 : position - 2] not in ("K", "E", "X", "B", "S")
        ):
            self.frame.places = [*self.frame.places, *places]
        elif token.kind == "G" and len(self.frame.places) > 1 and before in {"L", ""}:
            pass
        else:
            self.frame.places = places
        self.frame.fresh_place = True
        if len(self.frame.places) > 1:
            self.frame.listed = self.frame.places

    def _ends_a_place(self, sentence: Sentence, position: int) -> bool:
        """Whether a place, or the name of a zone, stands before the 和 at `position` - 1."""
        if sentence.kinds[max(0, position - 2) : position - 1] in {"L", "G"}:
            return True
        return self.zones.ends_at(sentence.tokens[position - 1].start)

    def _is_example(self, sentence: Sentence, position: int) -> bool:
        """Whether the place stands in a list that spells out what is counted."""
        start = last_of(sentence.kinds, "sO", position) + 1
        for spot in range(start, position):
            if sentence.kinds[spot] == "w" and _LISTS.search(sentence.words(sentence.tokens[spot])):
                return bool(self.frame.places or self.setting.default)
        return False

    def _is_object(self, sentence: Sentence, position: int, chain: bool) -> bool:
        """A place behind a verb (吸引北京和河北的投资) is no subject once the sentence has one."""
        if chain and sentence.kinds[position - 2] in "LG":
            first = position - 2
            while (
                first >= 2
                and sentence.kinds[first - 1] == "a"
                and sentence.kinds[first - 2] in "LG"
            ):
                first -= 2
            return self._is_object(sentence, first, False) if first else False
        if not self.frame.places:
            return False
        token = sentence.tokens[position]
        told = self.frame.fresh_place or sentence.kinds[position - 1 : position] == "O"
        if told and COMES_FROM.match(sentence.block.text, token.end):
            return True
        if chain:
            return False
        before = sentence.kinds[max(0, position - 1) : position]
        if before not in {"w", "n", "a", "r", "I", "Z"}:
            return False
        if before == "a" and sentence.kinds[max(0, position - 2) : position - 1] in tuple("QPNM"):
            return False  # 辽宁…亿元、吉林…亿元
        if before == "w":
            words = sentence.words(sentence.tokens[position - 1])
            if words.endswith("的"):
                return bool(_THERE.search(words))
            if _FOR_EXAMPLE.search(words):
                return False
            opener = sentence.kinds[max(0, position - 2) : position - 1]
            if opener in {"", "c", "s", "i"} and _OPENS_A_SUBJECT.search(words):
                return False
        return self.frame.fresh_place or before in {"n", "w", "r", "Z"}

    def _group(self, words: str, sentence: Sentence, position: int) -> list[Place]:
        setting = self.setting
        if words[0] in "全我本该":
            level = "province" if "省" in words else "city"
            near = next((p for p in reversed(self.frame.places) if p.level == level), None)
            fixed = setting.province if level == "province" else setting.city
            found = near or fixed or (setting.default[0] if setting.default else None)
            return [found] if found else []
        if words[0] == "各":
            return []
        if words == "区域":
            return list(setting.default) if setting.default and setting.default[0].members else []
        if len(self.frame.listed) > 1:
            return list(self.frame.listed)
        return (
            list(setting.default)
            if len(setting.default) == 1 and setting.default[0].members
            else []
        )
