"""Which places a sentence is about: subjects, not objects, examples, bases or parts of names."""

from __future__ import annotations

import re

from yipan.reading.slots.slots import COMES_FROM, clause_of
from yipan.reading.slots.zones import Zones
from yipan.reading.text.lexer import Token
from yipan.reading.text.names import Place
from yipan.reading.text.sentences import Sentence, last_of
from yipan.reading.text.setting import Frame, Setting

# Kinds behind which a place is what is compared with, the whole of a share or a remark.
_NO_CHAIN = frozenset("KEXBS")
_ASIDE = _NO_CHAIN | {"o"}
_FOR_EXAMPLE = re.compile(r"(?:例如|比如|譬如)\Z")
# 在合作区工作的澳门居民: whose the counted ones are, not where.
_THERE = re.compile(r"(?:在|到|于)[^，]{2,16}的\Z")
_OPENS_A_SUBJECT = re.compile(
    r"(?:而|但|同时|根据|其中|到|年|目前|日前|以来|当前|期间|底)\Z"
)  # fmt: skip
_SETTLES = re.compile(r"(?:落户|入驻|迁入|落地|进驻|布局)(?:在|到|于)?\Z")
# 包括北京城市副中心和雄安新区2个集中承载地: listed as examples of what is counted.
_LISTS = re.compile(r"(?:包括|涵盖|包含|囊括|分别是|即)\Z")
# A topic, not a subject: 黄河流域生态保护和高质量发展.
_TOPIC = re.compile(r"生态保护|高质量发展|一体化发展|发展战略|大开发|崛起|全面振兴")
_COUNT = re.compile(r"(?:[一二两三四五]省)?([二两三四五六七八九十])")
_COUNTS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_OF_ALL = re.compile(
    r"(?:中)?(?:最[高低多少大小快慢强]|居首|首位|第[一二三四五六七八九十0-9]+(?:位|名|高|大)|之首|之最)"
)
_PAIR = 2
_MOST_LISTS = 8


def _is_measure(sentence: Sentence, position: int) -> bool:
    """是渭南市的1.71倍, 为四市最高: what the subject is set against."""
    text, end = sentence.block.text, sentence.tokens[position].end
    times = sentence.kinds[position + 1 : position + 2] == "M" and text.startswith("的", end)
    return times or _OF_ALL.match(text, end) is not None


def _counted(words: str) -> int:
    """How many places 三省 or 四市 stand for; 0 where no number is told."""
    found = _COUNT.match(words)
    if found is None:
        return 0
    return _COUNTS[found[1]] + (_COUNTS[words[0]] if words[1:2] == "省" and found.start(1) else 0)


class Placing:
    """Keeps the places of the frame; the framer walks the sentences."""

    setting: Setting
    frame: Frame
    zones: Zones
    # Lists of places that the document has told, of several lengths.
    lists: list[list[Place]]

    def _place(self, sentence: Sentence, position: int, token: Token) -> None:
        kinds = sentence.kinds
        before = kinds[max(0, position - 1) : position]
        places = self._meant(sentence, position, token)
        if not places or before in _ASIDE or _is_measure(sentence, position):
            return
        if self.zones.branch and token.kind == "L":
            self.frame.places, self.frame.fresh_place = places, True
            return
        chain = before == "a" and bool(self.frame.places) and self._ends_a_place(sentence, position)
        if self._is_example(sentence, position) or self._is_object(sentence, position, chain):
            return
        told = self.frame.places
        if token.kind == "L" and chain and kinds[position - 3 : position - 2] not in _NO_CHAIN:
            self.frame.places = [*told, *places]
        elif token.kind == "G" and len(told) > 1 and before in {"L", ""}:
            if len(told) == _counted(sentence.words(token)) > _PAIR:
                self._remember()
                self.frame.places = self._as_group(told, sentence.words(token))
        elif token.kind == "L" and before == "L" and len(told) > 1:
            self.frame.places = [*told[:-1], *places]  # 陕西省渭南市
        else:
            self.frame.places = places
        self.frame.fresh_place = True
        if len(self.frame.places) > 1:
            self._remember()

    def _meant(self, sentence: Sentence, position: int, token: Token) -> list[Place]:
        """The places that a name or a word such as 三地 means; none where it is no subject."""
        if token.kind == "G":
            places = self._group(sentence.words(token), sentence, position)
            if places:
                token.value = places
            return places
        zone = self.zones.around(sentence, position)
        if zone is None:
            return []
        topic = _TOPIC.match(sentence.block.text, token.end) and zone not in self.setting.default
        return [] if topic else [zone]

    def _country(self, sentence: Sentence, position: int, name: str, before: str) -> None:
        """国内生产总值 without a place of its own is the country's."""
        if not name.startswith("国内生产总值") or before in {"L", "G", "r"}:
            return
        start, _ = clause_of(sentence, position)
        default = self.setting.default[0].level if self.setting.default else "state"
        if {"L", "G"} & set(sentence.kinds[start:position]) or default == "state":
            return
        self.frame.places = [self.setting.places.by_code["100000"]]
        self.frame.fresh_place = True

    def _remember(self) -> None:
        """Keep a list of places: 三地 may mean it later."""
        self.frame.listed = self.frame.places
        if not self.lists or len(self.lists[-1]) != len(self.frame.places):
            self.lists = [*self.lists[-_MOST_LISTS:], self.frame.places]
        else:
            self.lists[-1] = self.frame.places

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
                return bool(_THERE.search(words)) or self._settles(sentence, position)
            if _FOR_EXAMPLE.search(words):
                return False
            opener = sentence.kinds[max(0, position - 2) : position - 1]
            if opener in {"", "c", "s", "i"} and _OPENS_A_SUBJECT.search(words):
                return False
        return self.frame.fresh_place or before in {"n", "w", "r", "Z"}

    def _settles(self, sentence: Sentence, position: int) -> bool:
        """落户渤海新区的北京药企: the place before 的 is where, this one where from."""
        spot = sentence.kinds.rfind("L", max(0, position - 3), position)
        if spot < 1 or sentence.kinds[spot - 1] != "w":
            return False
        if not _SETTLES.search(sentence.words(sentence.tokens[spot - 1])):
            return False
        self.frame.places = [self.zones.found.get(spot, sentence.tokens[spot].value)]
        self.frame.fresh_place = True
        return True

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
        return self._counted_group(words)

    def _counted_group(self, words: str) -> list[Place]:
        """三地, 四市: the list of so many places told last, else the document's own group."""
        default = self.setting.default
        own = len(default) == 1 and bool(default[0].members)
        count = _counted(words)
        if not count:
            return (
                list(self.frame.listed)
                if len(self.frame.listed) > 1
                else (list(default) if own else [])
            )
        if len(self.frame.listed) == count:
            return self._as_group(self.frame.listed, words)
        if own and len(default[0].members) == count:
            return list(default)
        held = next((one for one in reversed(self.lists) if len(one) == count), None)
        if held is not None and count > _PAIR:
            return self._as_group(held, words)
        if len(self.frame.listed) > 1 and count <= _PAIR:
            return list(self.frame.listed)
        return [Place(words, words, "group", "", ())] if default else []  # whichever they are

    def counted_place(self, words: str) -> Place | None:
        """The group that 四市 in the header of a table means; None for 全市 and the like."""
        held = self._counted_group(words) if _counted(words) else []
        if len(held) < _PAIR:
            return held[0] if held else None
        return self.setting.places.named(tuple(p.code for p in held))

    def _as_group(self, held: list[Place], words: str) -> list[Place]:
        """A list as it is where its group has a name or is a pair, else under its count."""
        codes = tuple(p.code for p in held)
        plain = all(code in self.setting.places.by_code for code in codes)
        if len(held) <= _PAIR or not plain or self.setting.places.named(codes):
            return list(held)
        return [Place(words, words, "group", "", codes)]
