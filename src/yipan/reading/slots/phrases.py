"""The words beside a number that name what is counted or measured."""

from __future__ import annotations

import re

from yipan.reading.model import Quantity
from yipan.reading.slots.same_things import LEVEL_BEHIND
from yipan.reading.slots.slots import COMES_FROM, EDGE, FARTHEST, TRIM, clause_topic
from yipan.reading.text.sentences import Sentence, last_of

_NOUN_ENDS = (
    "增至", "降至", "增加至", "调增", "调减", "由", "与", "和", "共建", "建成", "在", "基本", "已", "将", "可", "实现",
    "压缩", "缩短", "增长", "下降", "提高", "提升", "减少", "扩大", "开展", "搬迁", "围绕", "得到", "均", "面向", "全部",
)  # fmt: skip
# 46个专业化、特色化承接平台: words of kind joined by 、 belong to the noun.
_NOUN_AFTER = re.compile(
    r"(?:的)?((?:“[\u4e00-\u9fff]{2,8}”(?=[\u4e00-\u9fff]{2}))?"
    r"(?:[\u4e00-\u9fff]{2,4}[化级型性]、){0,3}[\u4e00-\u9fffA-Za-z&·]{2,18})"
)
# Kinds that no noun begins with; an empty one is the end of the sentence.
_NOT_NOUNS = frozenset("UDZYKTAHQPpMNSFXBEgcs")
_MOVES = ("增至", "降至", "增加", "上升", "下降")
_WITHIN = ("内", "以内", "来", "以来")
# 5个由三地联合共建, 12家来自京沪: a verb behind the number, no noun.
_NO_NOUN = re.compile(
    r"由|来自|是|为(?!民)|被|已|将(?!军)|位于|属于|分布|用于|实现|达到|入选|获批|获评|纳入|列入|分别|较|比(?!例|重|赛)|同比|占"
)

_LOOSE_END = re.compile(r"(?:及其?|以及|和|与|等)+\Z")
_LOOSE_START = re.compile(r"\A(?:或|及|和|与|等)")
_LABEL = re.compile(r"\A.*[:：]")
_OBJECT_VERB = re.compile(
    r".*(?:开展|签署|设立|查出|组建|成立|开设|签订|培育|引进|搭建)(?=.{4})(?!或|和|及|与)"
)
_PREPOSITION = re.compile(
    r"(?:对|面向|围绕|针对)[^，]{2,16}?(?=提出|开放|签署|开展)|使得?.*"
)  # fmt: skip
# 同比增长14.6%: how it moved is no name.
_CHANGE_END = re.compile(
    r"(?:(?:较|比)?(?:上年|去年|上月)?(?:同期)?(?:同比|环比|名义|实际|年均|平均|每年|[微略])*(?:(?<!新)净?增长?|净?增加|下降|净?减少|提高|提升|上升|上涨|回落|降低|压减|压缩|扩大|缩短|加快|放缓)[到至为]?)+\Z"
)
# A place whose name goes on behind it: 天津港, 保定·中关村创新中心.
_NAME_GOES_ON = re.compile(r"港(?!元|币|资|股|澳|珠)|[·—–]|(?:[\u4e00-\u9fff]{2})?新区")
_BEFORE_A_SUBJECT = frozenset({"", "c", "s", "T", "i", "O", "a"})
# 20个工作日: the unit goes on behind 个.
_TIME_UNITS = frozenset({"工作日", "自然日", "学时", "课时", "交易日"})
_LASTS = re.compile(r"(?:已满|已有|历时|历经|满)\Z")
_NO_WHOLE = (
    "占比",
    "比重",
    "比例",
    "增速",
    "增长",
    "速度",
    "目标",
    "水平",
    "率",
    "强度",
    "份额",
    "涨幅",
    "降幅",
    "区间",
    "要求",
    "标准",
)
_DURATION = frozenset({"小时", "分钟", "个小时"})
_TIME_NAME = re.compile(r"(?:时[长间]?|用时|耗时|工时|学时|时限)\Z")


def noun_phrase(sentence: Sentence, position: int, quantity: Quantity) -> tuple[str, bool]:
    """(the words around the number that name what is counted, whether a noun follows it)."""
    noun = _noun_after(sentence, position, quantity)
    lead = _lead(sentence, position)
    if not noun:
        lead = EDGE.sub("", _object_of(lead))
    own = len(noun) > 4 or (quantity.unit == "大" and len(noun) > 3)
    own = own and quantity.dimension not in {"percent", "occasions"}
    if not noun and LEVEL_BEHIND.match(sentence.block.text, sentence.tokens[position].end):
        return "", False
    phrase = noun if own else lead + noun
    topic = clause_topic(sentence, position)
    if quantity.unit.startswith("个") and len(quantity.unit) > 2 and (topic or not noun):
        phrase = (topic or lead) + quantity.unit[1:]
    return _of_its_kind(phrase, sentence, position, quantity), bool(noun)


def _object_of(lead: str) -> str:
    """引进…签订合作协议 without its verb, unless that leaves half of a list."""
    rest = _OBJECT_VERB.sub("", lead)
    return lead if _LOOSE_START.match(rest) else rest


def _of_its_kind(phrase: str, sentence: Sentence, position: int, quantity: Quantity) -> str:
    """交通圈时长, 主持召开会议次数, 战略实施年数: what a bare verb or name is measured in."""
    if not phrase:
        return phrase
    if quantity.unit in _DURATION and not _TIME_NAME.search(phrase):
        return phrase + "时长"
    if quantity.dimension == "occasions" and not phrase.endswith("次数"):
        return phrase + "次数"
    follows = sentence.block.text[sentence.tokens[position].end :][:1]
    lasts = follows == "来" or _LASTS.search(phrase)
    if quantity.dimension == "years" and lasts:
        return _LASTS.sub("", phrase) + "年数"
    share = quantity.dimension == "percent" and quantity.role == "level" and follows == "的"
    if share and not phrase.endswith(_NO_WHOLE):
        return phrase + "占比"  # 集聚全国40%以上的人才
    return phrase


def is_part_of_noun(sentence: Sentence, position: int, phrase: str) -> bool:
    """集聚了全省近八成的高校: a share of the noun behind it, no level of what was told before."""
    start = max(last_of(sentence.kinds, mark, position) for mark in "cs") + 1
    follows = sentence.block.text.startswith("的", sentence.tokens[position].end)
    return follows and phrase.endswith("占比") and "I" not in sentence.kinds[start:position]


def _noun_after(sentence: Sentence, position: int, quantity: Quantity) -> str:
    token = sentence.tokens[position]
    text = sentence.block.text
    after = _NOUN_AFTER.match(text, token.end, sentence.end) if quantity.unit else None
    noun = after[1] if after else ""
    if sentence.kinds[position + 1 : position + 2] in _NOT_NOUNS:
        return ""
    if LEVEL_BEHIND.match(text, token.end):
        return ""
    if noun.startswith((*_MOVES, *_WITHIN)) or (
        quantity.dimension != "years" and _NO_NOUN.match(noun)
    ):
        return ""
    joined = _joined_end(sentence, position)
    for mark in _NOUN_ENDS:
        head = noun.find(mark)
        if head >= 2 and (mark not in {"和", "与"} or token.end + head >= joined):
            noun = noun[:head]
    noun = _LOOSE_END.sub("", TRIM.sub("", noun))
    return "" if noun in _TIME_UNITS else noun


def _joined_end(sentence: Sentence, position: int) -> int:
    """Where 智能工厂和数字化车间 ends: two nouns joined by 和 up to the end of the clause."""
    follows = sentence.kinds[position + 1 : position + 5]
    if follows[:3] == "waw" and follows[3:] in {"", "c", "s"}:
        return sentence.tokens[position + 3].end
    return -1


def _lead(sentence: Sentence, position: int) -> str:
    """The words between the number and what stands before it in the clause."""
    tokens, kinds, text = sentence.tokens, sentence.kinds, sentence.block.text
    start = sentence.start
    for earlier in range(position - 1, max(-1, position - FARTHEST), -1):
        kind = tokens[earlier].kind
        after_and = kind == "a" and earlier == position - 1
        place = kind == "L" and kinds[max(0, earlier - 1) : earlier] in _BEFORE_A_SUBJECT
        if kind in "csiTQPNMpAV" or after_and or place:
            start = tokens[earlier].end
            if place and (_NAME_GOES_ON.match(text, start) or COMES_FROM.match(text, start)):
                start = tokens[earlier].start
            break
    words = _LABEL.sub(
        "", TRIM.sub("", text[max(start, tokens[position].start - 400) : tokens[position].start])
    )
    lead = EDGE.sub("", _PREPOSITION.sub("", words))
    lead = EDGE.sub("", _CHANGE_END.sub("", lead))[-24:]
    return "" if lead.startswith("占") else lead
