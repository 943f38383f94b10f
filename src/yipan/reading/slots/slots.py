"""What the words around a number say about it: its role, its noun, its place, its time."""

from __future__ import annotations

import re
from fractions import Fraction

from yipan.core.indicators import Indicator
from yipan.core.interval import Interval
from yipan.core.period import Period, classify, year
from yipan.core.units import find_unit
from yipan.reading.model import Quantity
from yipan.reading.text.lexer import Token
from yipan.reading.text.names import Place
from yipan.reading.text.sentences import Sentence, last_of
from yipan.reading.text.times import Clock, resolve
from yipan.reading.text.unit_words import counts_whole

# A clause of more tokens is none: a pasted list, a broken file.
FARTHEST = 120

TRIM = re.compile(r"[了的\s“”]+")


# 北京来源企业, 京籍老人, 港资企业: where the counted ones come from.
COMES_FROM = re.compile(
    r"(?:投资)?来源|来(?!自|看|说|源|访)|籍|户籍|资企业|资项目|资占|转[移入]|投资(?:者|方|企业|来源)|迁[入来]"
)


EDGE = re.compile(
    r"\A(?:其中|、|经|近年来|年来|目前|当前|截至|截止|根据|未来|现有|先后|累计|已经|已|共|还|将|并|也|又|和|与|及|、|实现|完成|达到|总共|共有|拥有|预计|全部|以来|为|地区|区域|三地|各地|从|到|末)+|(?:达到|达|为|是|共有?|有|超过|约|近|的|了|均|合计|总计|其余|实现|由|从|增至|降至|已|至|升至|占|共计|累计|已经|经|各得|各占|各)+\Z"
)


def round_measure(quantity: Quantity) -> None:
    """A value per head or an index is measured, not counted: its last digit is rounded."""
    half = Fraction(1, 2)
    quantity.qualifier, quantity.step = "rounded", Fraction(1)
    quantity.interval = Interval(quantity.mid - half, quantity.mid + half)


SUFFIX = {
    "rate": "同比", "difference": "增减额", "multiple": "增长倍数", "mean_rate": "年均增速",
    "points": "变动", "gap_points": "增速高于全国", "share_points": "占比变动", "ratio": "之比",
}  # fmt: skip


CODE = {
    "rate": "yoy",
    "difference": "change",
    "multiple": "growth",
    "mean_rate": "cagr",
    "points": "change",
    "gap_points": "yoy_gap",
    "ratio": "ratio",
}


CHANGE = re.compile(r"[UD][wlY]?\Z")


def role(sentence: Sentence, position: int) -> str:
    """What the number is to its indicator, from the tokens before it in the clause."""
    kinds = sentence.kinds
    clause = last_of(kinds, "cs", position) + 1
    before = kinds[clause:position]
    kind = kinds[position]
    if kind in "Md":
        return "multiple"
    if kind == "q":
        return "ratio"
    moved = CHANGE.search(before) is not None
    if kind == "p":
        if re.search(r"[XB][LGIwl]*\Z", before):
            return "gap_points"
        return (
            "share_points"
            if "S" in before or (moved and share_context(kinds, clause))
            else "points"
        )
    if "V" in before and kind == "P":
        return "mean_rate"
    if kind == "P":
        if moved:
            return "rate"
        if "E" in before[:-1]:
            return "ratio"
        words = sentence.block.text[sentence.tokens[clause].start : sentence.tokens[position].start]
        return "share" if "S" in before or "占" in words else "level"
    if moved and kind in "QN":
        return "difference"
    return "level"


def share_context(kinds: str, clause: int) -> bool:
    return "S" in kinds[:clause][-12:]


def fits(indicator: Indicator, quantity: Quantity) -> bool:
    """Whether a number of this dimension can measure the indicator."""
    if quantity.role in {"rate", "mean_rate", "multiple", "gap_points", "points", "ratio"}:
        return True
    unit = find_unit(indicator.unit)
    wanted = unit.dimension if unit else "number"
    have = quantity.dimension
    if indicator.kind == "index" or not indicator.unit:
        return have in {"number", "percent"} and (have == "number" or indicator.kind != "index")
    if have == "number":
        return wanted in {"percent", "number"} or (
            quantity.scale > 1 and wanted not in {"percent"} and not wanted.startswith("money")
        )
    if wanted == have:
        return not (wanted == "percent" and quantity.role == "rate")
    things = {"things", "establishments", "items", "projects", "sets", "households"}
    return wanted in things and have in things


def counts_things(quantity: Quantity) -> bool:
    """Whether the number counts things named by the words beside it."""
    return counts_whole(quantity.dimension) and quantity.dimension not in {"persons", "number"}


NOUN_TAIL = re.compile(
    r"(?:额|量|数|率|值|顺差|逆差|结余|赤字|收入|支出|资金|面积|里程|人口|规模|余额|强度|指数|长度|人数|经费|资产|利润|价格)\Z"
)


TOPIC_TAIL = re.compile(r"(?:范围|数量|总数|数|规模|总量)\Z")


def clause_topic(sentence: Sentence, position: int) -> str:
    """去产能范围由…: what stands before 由 or 从 in the clause."""
    start, _ = clause_of(sentence, position)
    spot = sentence.kinds.find("F", start, position)
    if spot <= start:
        return ""
    first = max((n + 1 for n in range(start, spot) if sentence.kinds[n] == "L"), default=start)
    if first >= spot:
        return ""
    text = sentence.block.text[sentence.tokens[first].start : sentence.tokens[spot].start]
    return TOPIC_TAIL.sub("", EDGE.sub("", TRIM.sub("", text)).removeprefix("将"))


def modifier_words(words: str) -> str:
    """What stands before an indicator's name and narrows it."""
    tail = re.split(r"[的]", words)[-1] if not words.endswith("的") else ""
    return EDGE.sub("", TRIM.sub("", tail))[-12:] if len(tail) <= 12 else ""


_FLOWS = re.compile(r"(?:流向|吸纳|输出|承接|引进|吸收|转移到|输往|出口到)\Z")


def flow_words(sentence: Sentence, position: int) -> str:
    """北京流向津冀技术合同成交额: from where to where narrows the name."""
    if sentence.kinds[max(0, position - 2) : position] != "wL":
        return ""
    found = _FLOWS.search(sentence.words(sentence.tokens[position - 2]))
    return found[0] + sentence.words(sentence.tokens[position - 1]) if found else ""


def time_beside(sentence: Sentence, position: int) -> Period | None:
    """A time that stands directly before the number (2014年的89微克) or behind it in brackets."""
    kinds = sentence.kinds
    if kinds[position + 1 : position + 4] == "oTe":
        behind = sentence.tokens[position + 2]
        if isinstance(behind.value, tuple):
            told: Period = behind.value[0]
            return told
        dated = resolve(sentence.words(behind), Clock(2000))
        if dated is not None and dated.start:
            return dated  # 1092.2亿元(2024年)
    if position and kinds[position - 1] == "T":
        token = sentence.tokens[position - 1]
        if kinds[max(0, position - 2)] == "E" and kinds[position] in "PqM":
            return None  # 相当于2024年全年的近一半
        if isinstance(token.value, tuple):
            found: Period = token.value[0]
            return found
    opened = kinds.rfind("o", 0, position)
    if opened >= 0 and "e" not in kinds[opened:position] and kinds[opened + 1 : opened + 2] == "T":
        token = sentence.tokens[opened + 1]
        if isinstance(token.value, tuple):
            inner: Period = token.value[0]
            return inner
    return None


def dates_before(sentence: Sentence, position: int) -> Period | None:
    """在2014年…、2019年…和2023年…三次: from the first day listed to the last."""
    match = re.search(r"T(?:aT)+w?\Z", sentence.kinds[:position])
    if not match:
        return None
    days = [
        t.value[0]
        for t in sentence.tokens[match.start() : position]
        if t.kind == "T" and isinstance(t.value, tuple)
    ]
    starts, ends = [d.start for d in days if d.start], [d.end for d in days if d.end]
    return classify(min(starts), max(ends)) if starts and ends else None


def place_beside(sentence: Sentence, position: int) -> Place | None:
    """天津(3.49): a number in brackets behind a name."""
    kinds = sentence.kinds
    if kinds[max(0, position - 2) : position] == "Lo" and kinds[position + 1 : position + 2] == "e":
        found: Place = sentence.tokens[position - 2].value
        return found
    opened = kinds.rfind("o", 0, position)
    if opened >= 0 and re.fullmatch(r"LE?w?", kinds[opened + 1 : position]):
        inside: Place = sentence.tokens[opened + 1].value  # (全国为126.06万亿元)
        return inside
    told = compared_with(sentence, position) or latter(sentence, position)
    if told is not None:
        return told
    # 占全国粮食总产量69541万吨: the whole is that place's.
    start = last_of(kinds, "cs", position) + 1
    share = kinds.find("SL", start, position)
    if share >= 0 and kinds[position] in "QN" and not set("QNPp") & set(kinds[share:position]):
        whole: Place = sentence.tokens[share + 1].value
        return whole
    return None


def compared_with(sentence: Sentence, position: int) -> Place | None:
    """均高于全国2.2%的平均水平: what is compared with has a figure of its own."""
    kinds = sentence.kinds
    if position < 2 or kinds[position - 2] not in "XBK" or kinds[position - 1] not in "LG":
        return None
    if kinds[position] not in "QPN":
        return None
    other, text = sentence.tokens[position - 1], sentence.block.text
    by = sentence.words(sentence.tokens[position - 2])
    if not by.endswith(("于", "较", "比")) and not text.startswith(
        "的平均", sentence.tokens[position].end
    ):
        return None  # 不足全国0.6%的面积: a share
    if sentence.words(other).endswith(("平均", "水平")) and not text.startswith(
        "的", sentence.tokens[position].end
    ):
        return None  # 高于全国平均水平3%: by that much
    if kinds[position - 1] == "G":
        held = other.value if isinstance(other.value, list) else []
        return held[0] if len(held) == 1 else None
    found: Place = other.value
    return found


def latter(sentence: Sentence, position: int) -> Place | None:
    """相当于重庆的76.8%，后者为10.07万元: the place named last before the clause."""
    start, _ = clause_of(sentence, position)
    if not sentence.block.text.startswith("后者", sentence.tokens[start].start):
        return None
    spot = sentence.kinds.rfind("L", 0, start)
    found: Place | None = sentence.tokens[spot].value if spot >= 0 else None
    return found


def place_after(sentence: Sentence, position: int) -> Place | None:
    """A place in the rest of the clause: 16所北京市属高校."""
    for token in sentence.tokens[position + 1 : position + 4]:
        if token.kind in "cs":
            break
        if token.kind == "L":
            found: Place = token.value
            return found
    return None


ARRIVES = re.compile(r"(?:至|到|入住|落户|迁入|进入|面向|转移到)\Z")


SETS_UP = re.compile(r"(?:设立|建立|建设|建成|新建|投资|落地|开设|布局)")


_ASKED = re.compile(r"wL(?:aL)*\Z")
_AT = re.compile(r"(?:对|在)\Z")
JOINTLY = re.compile(r"共建|共同|联合|合作建")


def clause_of(sentence: Sentence, position: int) -> tuple[int, int]:
    """Token positions of the clause around a token."""
    kinds = sentence.kinds
    first = max(0, position - FARTHEST)
    start = max(kinds.rfind("c", first, position), kinds.rfind("s", first, position), first - 1) + 1
    end = kinds.find("c", position)
    stop = kinds.find("s", position, end if end >= 0 else len(kinds))
    return start, stop if stop >= 0 else end if end >= 0 else len(kinds)


def located_at(sentence: Sentence, position: int) -> list[Place]:
    """70个部门…搬迁至城市副中心, 在天津、河北设立…家: where the counted things are."""
    start, end = clause_of(sentence, position)
    kinds = sentence.kinds
    for spot in range(start, end):
        if kinds[spot] != "L" or spot == 0 or kinds[spot - 1] != "w":
            continue
        before = sentence.words(sentence.tokens[spot - 1])
        chain = re.compile(r"L(?:aL)*").match(kinds, spot)
        reach = chain.end() if chain else spot + 1
        found = [t.value for t in sentence.tokens[spot:reach] if t.kind == "L"]
        if spot > position and ARRIVES.search(before):
            return found
        sets_up = kinds[reach : reach + 1] == "w" and SETS_UP.match(
            sentence.words(sentence.tokens[reach])
        )
        if spot < position and before.endswith("在") and sets_up:
            return found
    return []


_BUILT_WITH = re.compile(r"[与同和][^，]{1,12}?(?<!合作)(?<!联合)(?<!共同)共建")


def asked_at(sentence: Sentence, position: int) -> list[Place]:
    """据对天津、河北46家园区的调查: the places directly before what is counted there."""
    chain = _ASKED.search(sentence.kinds, max(0, position - 12), position)
    if chain is None or not _AT.search(sentence.words(sentence.tokens[chain.start()])):
        return []
    found = [t.value for t in sentence.tokens[chain.start() : position] if t.kind == "L"]
    told = sentence.tokens[position].quantity
    return [] if told is not None and told.mid == len(found) else found


def held_together(sentence: Sentence, position: int, subject: list[Place]) -> list[Place]:
    """北京…,与津冀合作共建四个: what several places hold together."""
    start, _ = clause_of(sentence, position)
    text = sentence.block.text[sentence.tokens[start].start : sentence.tokens[position].start]
    if not JOINTLY.search(text) or not re.search(r"[与和同]", text):
        return []
    if subject and _BUILT_WITH.match(text):
        return []  # 河北…,与京津共建平台165家: told of 河北
    named = [t.value for t in sentence.tokens[start:position] if t.kind == "L"]
    if not named:
        return []
    own = [] if len(named) > 1 else subject
    return [*own, *named] if own or len(named) > 1 else []


def place_at_once(sentence: Sentence, position: int, told: bool) -> Place | None:
    """25家京津医院: a place directly behind a number that opens its clause."""
    kinds = sentence.kinds
    opens = kinds[max(0, position - 1) : position] in {"", "c", "s"} or not told
    if opens and kinds[position + 1 : position + 2] == "L":
        found: Place = sentence.tokens[position + 1].value
        return found
    return None


def is_section_number(sentence: Sentence, position: int, token: Token) -> bool:
    """1. or 3.2 at the head of a block."""
    read = token.quantity
    return (
        position == 0
        and sentence.start == 0
        and token.kind == "N"
        and not read.unit
        and sentence.block.text[token.end : token.end + 1] in ".、)．"
    ) or (
        sentence.block.zone == "heading" and token.kind == "N" and not read.unit and token.start < 8
    )


def year_ends(span: Period) -> tuple[Period | None, Period | None]:
    first = year(span.start.year) if span.start else None
    last = year(span.end.year) if span.end and span.end.month == 12 else span if span.end else None
    return first, last


def is_year_end(period: Period) -> bool:
    """Whether a period is the last day of a year."""
    end = period.end
    return end is not None and period.start == end and (end.month, end.day) == (12, 31)


def ends_a_year(sentence: Sentence) -> bool:
    """Whether the sentence itself says 年末 or 年底."""
    times = (sentence.words(t) for t in sentence.tokens if t.kind == "T")
    return any(words.endswith(("末", "底")) for words in times)
