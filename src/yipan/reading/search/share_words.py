"""The words around a share: whether they tell one, of what it is the share, and of what whole."""

from __future__ import annotations

import re

from yipan.reading.model import Quantity
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.figures import Figure, tidy
from yipan.reading.reckoning.near import Place, words_of
from yipan.reading.search.called import subject_of
from yipan.reading.search.rough_shares import is_round

_SHARE = re.compile(
    r"占|比重|份额|比例|相当于|[为是达](?:了|到)?[^，。；]{1,16}的(?:约|近)?\Z|(?:不足|不到|超过|[刚超]过|仅有|只有|约)[^，。；]{0,16}(?:的)?\Z"
)
_CHANGE = re.compile(
    r"(?:[增减升降涨跌缩]|增长|增加|提高|提升|下降|减少|提速|扩大)[^，。；占]{0,4}\Z|贡献率|增速|同比|环比|中标率|[高低快慢]于"
)
_TO = re.compile(
    r"(?:升|降|增|减|提高|上升|下降|扩大|回落|下滑|跌|滑落|缩小)(?:至|到|为)(?:了|约)?\Z"
)
_TOLD = re.compile(
    r"(?:占比?|相当于|[为是达]|不足|不到|超过|[刚超]过)(?:了|到|去|据|全部)?(?P<told>[^，。；占（(]{0,24}?)的?(?:比重|比例|份额)?(?:分别|依次|仅)?(?:达到?|为|是|约|近|超过?|了|的|不到|不足)*(?:首次)?\Z"
)
_WITHIN = re.compile(r"(?:在|于)(?P<told>[^，。；占（(]{2,20}?)(?:之?[中里内])的?(?:占|比重|份额)")
_GENERAL = re.compile(
    r"(?:其中?|总|总数|总量|总额|总体|全部|合计|总计|全年|比|同期|当年|全[国省市县区州校行]|[两三四五六七八九十]+[省市地县区州]|[本该我][省市县区校行])?(?:的)?(?:总量|总数|总额|总体|总规模)?"
)
_GENERAL = re.compile(
    r"(?:其中?|总|总数|总量|总额|总体|全部|合计|总计|全年|比|同期|当年|全[国省市县区州校行]|[两三四五六七八九十]+[省市地县区州]|[本该我][省市县区校行])?(?:的)?(?:总量|总数|总额|总体|总规模)?"
)
_TIMES = re.compile(
    r"(?:是|为|相当于|达到?)(?:了|到)?(?P<told>[^，。；占（(]{2,16}?)的(?:约|近|差不多|大约|将近|整整)*\Z"
)
_VAGUE = re.compile(
    r"(?:差不多|大约|大致|几乎|约|规模|体量|总量|数量|金额|总额|后者|前者|其|仅|只|就)*\Z"
)
_CALLED = re.compile(
    r"^第[一二三四五六七八九十]+(?:位|大)?的?|一(?:国|省|市|县|区|家)\Z|^(?:同期|当年)"
)
_IS_SUCH = re.compile(r"(?:差不多|大约|几乎)?(?:只|仅)?(?:相当于|是|为|达)")
_LONGEST_SUBJECT = 12
_NO_SUBJECT = ("占", "约占", "仅占", "只占", "比重", "份额")
_ROLES = frozenset({"share", "level", "ratio", "rate"})
_SHARE_OF = re.compile(r"占[^，。；]{1,24}的?(?:比重|比例|份额)?(?:为|达到?|约|近|是)*\Z")
_MOVED_ON = re.compile(
    r"[^，。；0-9]{0,4}?(?:[增升降减变跌滑]|提高|上升|下降|扩大|回落|缩小|调整)(?:到|至|为)"
)
_ALL_OF = re.compile(r"全[国省市县区州校]|[两三四五六七八九十]+[省市地县区州]|[本该我][省市县区]")
_LIMIT = re.compile(r"(?:不足|不到|超过|接近|将近|[刚超]过|突破).*\Z")
_BY_PART = re.compile(r"(?P<told>[\u4e00-\u9fff]{2,12}?)(?:当)?[中里内](?:有)?[^，。；]*\Z")
_HALF = re.compile(r"^(?P<which>[上下])半年")
_QUARTERS = re.compile(r"Q(?:a?[cwT]*Q){3}")
_COUNT = re.compile(
    r"(?P<n>[两二三四五六七八九十]|[2-9])(?:者|项|类|大|地|市|家|国|县|区|镇|乡|校|院|港|站|园|个|种|块|省|部分)"
)
_BY_PART = re.compile(r"(?P<told>[\u4e00-\u9fff]{2,12}?)(?:当)?[中里内](?:有)?[^，。；]*\Z")
_HALF = re.compile(r"^(?P<which>[上下])半年")
_QUARTERS = re.compile(r"Q(?:a?[cwT]*Q){3}")
_COUNT = re.compile(
    r"(?P<n>[两二三四五六七八九十]|[2-9])(?:者|项|类|大|地|市|家|国|县|区|镇|乡|校|院|港|站|园|个|种|块|省|部分)"
)
_PLANNED = re.compile(
    r"力争|预期|建议|(?<!完成)目标(?:为|是)|将[^，。；]{0,6}(?:提高|提升|增|升|降|达)|(?<![增升降减加少高])(?:到|至|力争)20[2-9][0-9]年(?!的)"
)
_SINCE = re.compile(r"(?<=[重比额例])(?:由|从)[^，。；]*\Z")
_ASPECT = re.compile(r"[^，]{0,12}(?:看|来看|来说|上|分)\Z")
_CAME_FROM = re.compile(
    r"(?:由|从)[^，。；]*\Z|(?:随之)?(?:进一步)?(?:升|降|增|减|提高|上升|下降|扩大|回落|下滑|跌|滑落|缩小)[至到为].*\Z"
)
_MOVED = re.compile(
    r"^(?:去年|今年|当年|上年|其后|此后)*(?:则|又|再|已)?(?:[增升降减]|下降|上升|提高|增加|减少|回落)(?:到|至|为)\Z"
)
_TOLD_BEFORE = re.compile(
    r"占(?P<told>[^，。；占0-9(（]{2,20}?)的?(?:比重|比例|份额)?(?:分别|依次)?(?:为|达)?[0-9]"
)
_DENOMINATOR = re.compile(r"占|相当于|不足|不到|超过|在")
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")


def can_be_share(quantity: Quantity) -> bool:
    """A percentage that is no rate, a number of tenths, a fraction or a number of times."""
    if is_round(quantity) or quantity.unit == "倍":
        return True
    return quantity.dimension == "percent" and quantity.unit != "‰" and quantity.role in _ROLES


def told_as_share(place: Place) -> bool:
    """Whether the words make the number a share of something that is there already."""
    if _PLANNED.search("，".join(words_of(place).split("，")[-2:])):
        return False
    if place.quantity.role == "rate" and not _SHARE_OF.search(place.lead):
        return False
    if place.quantity.unit == "倍":
        return bool(_TIMES.search(clause_of(place)))
    if _TO.search(place.lead):
        return place.quantity.role == "share"
    if _SHARE_OF.search(place.lead):
        return True
    return bool(_SHARE.search(clause_of(place))) and not _CHANGE.search(place.lead)


def is_ratio(place: Place) -> bool:
    """相当于甲市的2.09倍, 只相当于城镇的33.3%: of two things side by side, no part of a whole."""
    return place.quantity.unit == "倍" or "相当于" in clause_of(place)


def clause_of(place: Place) -> str:
    """The words of the clause up to the number, without brackets."""
    sentence = place.sentence
    start = sentence.tokens[place.clause].start
    if place.clause and sentence.kinds[place.clause - 1] == "c":
        start = sentence.tokens[place.clause - 1].start + 1  # the mark may hold a word: ，是
    return _BRACKET.sub("", sentence.block.text[start : sentence.tokens[place.position].start])


def subject_called(place: Place) -> str:
    """The words that say what has the share."""
    within = _WITHIN.search(clause_of(place))
    if within:
        return tidy(clause_of(place)[: within.start()])
    if clause_of(place).startswith(_NO_SUBJECT) and _amount_ahead(place):
        return ""
    found = _MOVED.sub("", _LIMIT.sub("", subject_of(place)))
    found = _IS_SUCH.split(found)[0]
    if _VAGUE.fullmatch(found) or _ASPECT.fullmatch(found) or found == whole_called(place):
        found = _first_words(place)
    return tidy(_CALLED.sub("", tidy(found)))


def _amount_ahead(place: Place) -> bool:
    """Whether an amount closes the clause before: …27.1亿元，占."""
    kinds = place.sentence.kinds[place.first : place.clause]
    return bool(re.search(r"[QN][^QNPpMq]{0,3}\Z", kinds))


def _first_words(place: Place) -> str:
    """What the segment begins with, where the clause itself has no subject: 仅越南一国，…，规模是…的7倍."""
    sentence = place.sentence
    start = sentence.tokens[place.first].start
    words = sentence.block.text[start : sentence.tokens[place.clause].start]
    pieces = [p for p in words.split("，") if not _ASPECT.fullmatch(p)]
    words = re.split(r"[、：:(（]|占|[0-9]", pieces[0])[0] if pieces else ""
    return "" if len(words) > _LONGEST_SUBJECT else words


def whole_called(place: Place) -> str:
    """The words that say of what it is a share; none where they are general: 占全市的."""
    clause = _SINCE.sub("", clause_of(place))
    if _TO.search(clause):
        clause = _CAME_FROM.sub("", clause)
    within = _WITHIN.search(clause)
    if within:
        return within["told"]
    times = _TIMES.search(clause) if place.quantity.unit == "倍" else None
    if times:
        return _CALLED.sub("", times["told"])
    match = _TOLD.search(clause)
    words = match["told"] if match else ""
    return "" if _GENERAL.fullmatch(words) else words


def area_called(place: Place) -> str:
    """占全县的: the area whose total is the whole."""
    match = _TOLD.search(clause_of(place))
    found = _ALL_OF.match(match["told"]) if match else None
    return found[0] if found else ""


def whole_before(place: Place) -> str:
    """…占规上工业产值的32.4%；…占24.5%: the whole that a share before it is of."""
    sentence = place.sentence
    text = sentence.block.text[sentence.start : sentence.tokens[place.clause].start]
    held = [m["told"] for m in _TOLD_BEFORE.finditer(text)]
    return "" if not held or _GENERAL.fullmatch(held[-1]) else held[-1]


def whole_of_part(part: Figure) -> str:
    """本科生中女生13102人: the part's own words say of what."""
    match = _BY_PART.match(part.words)
    return match["told"] if match else ""


def is_former(place: Place) -> bool:
    """由2015年的80.2%变为82.8%, 上年为57.4%: a share of an earlier time."""
    sentence, position = place.sentence, place.position
    return bool(
        _MOVED_ON.match(sentence.block.text, sentence.tokens[position].end)
    ) or told_as_base(sentence, position)


def is_topic(place: Place, figure: Figure) -> bool:
    """412家受访企业中，设有研发机构的138家，占…: what the segment speaks of as a whole."""
    sentence, spot = place.sentence, figure.position
    if figure.sentence is not sentence or not place.first <= spot < place.position:
        return False
    text = sentence.block.text
    end = text.find("，", sentence.tokens[spot].end, sentence.tokens[place.position].start)
    words = text[sentence.tokens[spot].end : end] if end > 0 else ""
    return words.endswith(("中", "里", "内", "当中")) and not any(c.isdigit() for c in words)


def in_denominator(place: Place, figure: Figure) -> bool:
    """占员工总数9716人的两成: the amount stands behind 占."""
    sentence = place.sentence
    if figure.sentence is not sentence or not place.clause <= figure.position < place.position:
        return False
    start = sentence.tokens[place.clause].start
    words = sentence.block.text[start : sentence.tokens[figure.position].start]
    closed = sentence.kinds[place.position - 1] == "e"
    return closed or bool(_DENOMINATOR.search(words))
