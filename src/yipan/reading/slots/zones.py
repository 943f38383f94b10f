"""Names of zones and institutions around a known place: 沧州渤海新区, 天津滨海—中关村科技园.

A zone (新区, 合作区, 示范区) is a place of its own; an institution (科技园, 中心, 机场) is where the
place in its name is, a branch (秦皇岛分园) where the place before 分 is.
"""

from __future__ import annotations

import re

from yipan.reading.text.names import Place
from yipan.reading.text.sentences import Sentence

_ZONE = r"新区|合作区|示范区|功能区|经济区|先行区|起步区|生态城|片区"
_INSTITUTION = (
    r"科技园|科技城|产业园|工业园|创业园|软件园|物流园|园区|分园|开发区|高新区|经开区|保税区|自贸试验区|自贸区"
    r"|创新中心|服务中心|产业基地|科学城|创新港|机场"
)
# Words that are in no name: what follows them is another name.
_NOT_IN_NAMES = (
    r"[与和在的对向将已把及等以为是有各到从由共均都]|加快|推进|建设|支持|推动|打造|集聚|拥有|引进|设立|成立|吸引|参与"
    r"|创建|新增|获批|国家|省级|市级|承接|批准|规划|开展|疏解|转移"
)
_NAME = re.compile(
    rf"(?P<name>(?:(?!{_NOT_IN_NAMES})[\u4e00-\u9fff·—–-]){{0,12}}?(?P<last>{_ZONE}|{_INSTITUTION}))"
)
_IS_ZONE = re.compile(rf"(?:{_ZONE})\Z")
_KIND = re.compile(
    r"(?:开发区|高新区|经开区|保税区|自贸试验区|自贸区|园区|机场|产业园|工业园|产业基地)\Z"
)
_BRANCH = re.compile(r"分(?:园|院|校|部|中心|公司|店|厂|所|行|基地)")
# Zones that are a place of their own even within one city; the others only across several.
_OWN = re.compile(r"(?:新区|合作区|经济区|先行区|起步区|生态城)\Z")

_UP_TO_ZONE = re.compile(rf"\A.*(?:{_ZONE}|{_INSTITUTION})(?=[\u4e00-\u9fff]{{3}})")


_IS_NAME = re.compile(rf"(?:{_ZONE}|{_INSTITUTION})\Z")


def is_zone_name(words: str) -> bool:
    """Whether words end as the name of a zone or an institution."""
    return _IS_NAME.search(words) is not None


def beyond_zone(words: str) -> str:
    """中关村科技城新增注册企业 without the name of the zone."""
    return _UP_TO_ZONE.sub("", words)


class Zones:
    """Remembers how far the name reaches in which the last place stood."""

    def __init__(self) -> None:
        self._sentence: Sentence | None = None
        self._reach = -1
        self.branch = False
        # The places that the names of the sentence mean, by position.
        self.found: dict[int, Place] = {}

    def ends_at(self, offset: int) -> bool:
        """Whether the name read last ends here."""
        return self._reach == offset

    def around(self, sentence: Sentence, position: int) -> Place | None:
        """The place that the name around a place token means; None within a name already read."""
        found = self._around(sentence, position)
        if found is not None:
            self.found[position] = found
        return found

    def _around(self, sentence: Sentence, position: int) -> Place | None:
        token = sentence.tokens[position]
        place: Place = token.value
        text = sentence.block.text
        if sentence is not self._sentence:
            self._sentence, self._reach = sentence, -1
            self.found.clear()
        self.branch = _BRANCH.match(text, token.end) is not None
        if self.branch:
            return place
        if token.start < self._reach:
            return None
        found = _NAME.match(text, token.end)
        if found is None:
            return place
        inner = _known_at_end(sentence, position, found.end())
        if inner is not None:
            return place
        self._reach = found.end()
        if (_IS_ZONE if place.members else _OWN).search(found["last"]):
            name = text[token.start : found.end()]
            return Place(name, name, "area", place.code, ())
        if place.members:  # 京津中关村科技城 is in none of the two; 京津冀综合保税区 are in all
            return place if _KIND.search(found["last"]) else None
        return place


def _known_at_end(sentence: Sentence, position: int, end: int) -> Place | None:
    """A place of the vocabulary that the name ends with: 上海 … 浦东新区."""
    for token in sentence.tokens[position + 1 : position + 5]:
        if token.start >= end:
            break
        if token.kind == "L" and token.end == end:
            found: Place = token.value
            return found
    return None
