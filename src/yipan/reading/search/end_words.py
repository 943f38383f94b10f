"""What the words before a number say of a change: its kind, its direction, its years."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yipan.reading.model import Quantity
from yipan.reading.reckoning.near import Place
from yipan.reading.text.numbers import chinese_number

_VERB = re.compile(
    r"(?P<up>增长|增加|净增|新增|再增|增收|增幅|增速|涨幅|提高|提升|上升|上涨|攀升|回升|扩大|扩展|拉大|延长|拉长|加快|走高|高出|多出|升幅"
    r"|(?<![减])多(?!数|少|年|个)|(?<![最提较更走])高(?!新|于|速|铁|校)|[增涨升])"
    r"|(?P<down>下降|减少|降低|净减|缩短|缩小|压缩|压减|缩减|回落|下滑|下跌|收窄|放缓|走低|减收|缩水|萎缩|锐减|骤减|骤降|降幅|跌幅|节省|节约"
    r"|(?<!减)少(?!于|数)|(?<![最])低(?!于|保)|[减降跌])"
    r"|(?P<speed>提速)"
)
_GAP = re.compile(
    r"(?P<gap>(?:差距|差额|相差|之差|落差|级差|[^，。；]{0,4}差)[^，。；0-9]{0,6}|(?:还|尚)(?:差|剩|余|缺)[^，。；0-9]{0,4}|剩余|余下|剩下|保留|结余|顺差|逆差)(?:了|为|是|达到?|到|至|有|约|由|从)*\Z"
)
# 绝对差由26702元扩大到28162元.
_GAP_TO = re.compile(
    r"差[^，。；]{0,8}，?(?:由|从)(?:[^，。；]{1,20}(?:扩大|缩小|拉大|收窄|增加|增|减少|降)(?:到|至|为))?\Z"
)
_ARRIVES = re.compile(r"(?:到|至|为|达|是|的)(?:了|约|近)?\Z")
_MEAN = re.compile(r"年均|年平均|平均每年|复合")
_NO_CHANGE = re.compile(r"月均|日均|平均每(?!年)")
_BRACKET = re.compile(r"[(][^()]*[)]")
_SPAN = re.compile(
    r"(?<![0-9第前近])([一二两三四五六七八九十]{1,3}|[0-9]{1,2})年(?:间|来|里|内|累计|共|净|年均|平均|增|上|下|提|减|翻|多|少|扩|一共|合计)"
)
# 同比多增46亿元: a change against a change.
_OF_CHANGES = re.compile(r"[多少][增减降升]\Z")
_COMPARED = re.compile(
    r"(?P<a>[\u4e00-\u9fffA-Za-z]*?)(?P<word>比|较|高于|快于|多于|大于|高出|多出|超过|超出|领先|低于|慢于|少于|小于|落后)于?"
    r"(?P<b>[\u4e00-\u9fffA-Za-z]{2,10}?)(?P<verb>增长|[快高多大低慢少小]出?)?(?:了|约|近)?\Z"
)
_NAME_END = re.compile(
    r"(?:的?(?:同期|增速|增幅|涨幅|降幅|增长率|占比|比重|平均水平|平均|水平|总量|规模|数量|产量|产值|收入|则|要|又|还|均|都|将|同比)+)\Z"
)
_TIMES = re.compile(
    r"上年|去年|前年|同期|年初|年末|上[个一]?[月季]|[一二三四]季度|半年|此前|以前|[前昨]日|改革|上届|[0-9一二三四五六七八九十]年"
)
_SECTOR = re.compile(r"\A(?:但|而|其中|且)?([一二三])产\Z")
_LESS = re.compile(r"低|慢|少|小|落后")
# A change of the year before; a change of a change.
_EARLIER_CHANGE = re.compile(
    r"(?:上年|去年|前年|上年同期|去年同期|同期)(?:则|仅|只|也)?(?:同比)?[增减升降上下多少涨跌提]"
)
_NOT_YET = re.compile(r"[”\"’]?(?:的)?(?:目标|任务|要求|预期|指标)")
# Words that name nothing: times, verbs of change, fillers.
NO_NAME = re.compile(
    rf"{_VERB.pattern.replace('?P<up>', '?:').replace('?P<down>', '?:').replace('?P<speed>', '?:')}"
    r"|年均|年平均|每年|累计|期间|以来|规模|同期|同比|环比|[0-9一二两三四五六七八九十]+年?|[年月季]度?|上年|去年|平均|[间来里内比较与相了约共净又再将实现其这也更其中，、]"
)
_LONG = 48
_PLAIN = frozenset({"rounded", "exact"})


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """A level that may be an end of a change; `base`: the words say it is what is compared with."""

    quantity: Quantity
    words: str
    clause: str
    base: bool
    inside: bool
    before: bool
    far: int
    size: float


@dataclass(frozen=True, slots=True)
class Told:
    """A change as its words tell it; `names`: the two that it compares, 前者 and 后者 among them."""

    place: Place
    kind: str
    down: bool
    names: tuple[str, str] | None = None

    @property
    def digits(self) -> int:
        """Printed digits that tell something."""
        return sum(c.isdigit() for c in self.place.quantity.text.lstrip("0."))


def told_change(place: Place) -> Told | None:
    """The change that a number is, if the words before it say so."""
    quantity, lead = place.quantity, place.lead
    if quantity.qualifier not in _PLAIN or quantity.mid <= 0 or _is_span(quantity):
        return None
    if _NO_CHANGE.search(lead) or _EARLIER_CHANGE.match(lead) or _planned(place):
        return None
    if _OF_CHANGES.search(lead):
        return Told(place, "more", lead[-2:][0] == "少")
    compared = _comparison(place)
    if compared is not None:
        return compared
    if quantity.dimension not in {"percent", "multiple"} and _gap(place):
        return Told(place, "gap", False)
    verb = _last_verb(lead)
    kind = _kind(quantity, lead) if verb is not None else None
    if verb is None or kind is None or (kind == "times" and verb["up"] is None):
        return None
    return Told(place, kind, verb["down"] is not None or verb["speed"] is not None)


def _gap(place: Place) -> bool:
    """差距为…, 相差…, 绝对差由…扩大到…."""
    if _GAP.search(place.lead):
        return True
    sentence = place.sentence
    stop = sentence.tokens[place.position].start
    return bool(_GAP_TO.search(sentence.block.text[max(sentence.start, stop - _LONG) : stop]))


def _is_span(quantity: Quantity) -> bool:
    """三年 is a span; 1.39年 is measured."""
    return quantity.unit == "年" and "." not in quantity.text


def _planned(place: Place) -> bool:
    """“降低15%”的目标: no change that has come about."""
    text, end = place.sentence.block.text, place.sentence.tokens[place.position].end
    return bool(_NOT_YET.match(text, end))


def _comparison(place: Place) -> Told | None:
    """农村快于城镇1.0个百分点, 东港比西港多904万吨, 高于全省平均1066元: not one with another time."""
    sentence, quantity = place.sentence, place.quantity
    start = sentence.tokens[place.clause].start
    stop = sentence.tokens[place.position].start
    match = _COMPARED.search(_BRACKET.sub("", sentence.block.text[max(start, stop - 40) : stop]))
    if match is None or _TIMES.search(match["b"]):
        return None
    if match["word"] in "比较" and match["verb"] is None:
        return None
    kind = {"percentage_point": "points", "percent": "rate", "multiple": ""}.get(
        quantity.dimension, "amount"
    )
    a, b = (_SECTOR.sub(r"第\1产业", _NAME_END.sub("", match[side])) for side in "ab")
    if not kind or len(b) < 2:
        return None
    return Told(place, kind, bool(_LESS.search(match["verb"] or match["word"])), (a, b))


def _last_verb(lead: str) -> re.Match[str] | None:
    """The verb of change next to the number, not one that arrives at a level."""
    words = lead.rstrip("(（ ")
    if _ARRIVES.search(words) and not re.search(r"[增涨升降跌减]幅(?:为|达|是)?\Z|率为\Z", words):
        return None
    last = None
    for match in _VERB.finditer(words[-12:]):
        last = match
    if last is None:
        return None
    return last if len(words[-12:]) - last.end() <= 4 else None


def _kind(quantity: Quantity, lead: str) -> str | None:
    if quantity.dimension == "percent":
        return "mean" if _MEAN.search(lead) else "rate"
    if _MEAN.search(lead):
        return None
    if quantity.dimension == "percentage_point":
        return "points"
    if quantity.dimension == "multiple":
        return "times" if quantity.unit == "倍" else None
    return "amount"


def span_of(place: Place) -> list[int]:
    """三年累计, 五年间: the number of years that the words print, nearest last."""
    sentence = place.sentence
    stop = sentence.tokens[place.position].start
    first = sentence.tokens[place.first].start
    found = []
    for match in _SPAN.finditer(sentence.block.text, first, stop + 2):
        count = int(match[1]) if match[1].isdigit() else int(chinese_number(match[1]) or 0)
        found.append(count)
    return found[-1:]
