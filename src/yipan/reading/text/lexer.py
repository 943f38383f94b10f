"""Typed tokens of a cleaned text: names first, then one compiled alternation.

Names and quoted codes come first and swallow the numerals inside them (PM2.5, 985高校, “2+4+46”,
《…2023》, 第9次会议): what is part of a name is no statistic. Each kind is one character, so that a
sentence's kinds make a short string on which the constructions are ordinary regular expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.core.indicators import Indicator
from yipan.core.interval import Interval
from yipan.core.printed import MOST_DIGITS
from yipan.reading.text import numbers
from yipan.reading.text.firsts import first_characters
from yipan.reading.text.name_edges import after_its_year, is_part_of_name, mask
from yipan.reading.text.names import NameScanner, Place
from yipan.reading.text.numbers import Read
from yipan.reading.text.unit_words import CLASSIFIER

# kind -> the character that stands for it; the names are those of the table of constructions.
KINDS: dict[str, str] = {
    "AMOUNT": "Q",
    "PERCENT": "P",
    "POINTS": "p",
    "MULTIPLE": "M",
    "DOUBLING": "d",
    "YEARS": "y",
    "NUMBER": "N",
    "STRUCTURE": "R",
    "FRACTION": "q",
    "TIME": "T",
    "PLACE": "L",
    "GROUP": "G",
    "INDICATOR": "I",
    "FROM": "F",
    "TO": "Z",
    "UP": "U",
    "DOWN": "D",
    "REACH": "r",
    "THAN": "K",
    "SHARE": "S",
    "EQUALS": "E",
    "EXCEED": "X",
    "BELOW": "B",
    "MEAN": "V",
    "YOY": "Y",
    "ALIGNED": "A",
    "EACH": "H",
    "PART": "O",
    "GAP": "g",
    "DRIVE": "C",
    "TREND": "t",
    "CROSS": "x",
    "AND": "a",
    "COMMA": "c",
    "STOP": "s",
    "OPEN": "o",
    "CLOSE": "e",
    "REFERENCE": "f",
    "ITEM": "i",
    "NAME": "n",
    "RUN": "u",
    "ELSE": "l",
    "WORDS": "w",
}


@dataclass(slots=True, eq=False)
class Token:
    """A typed stretch of cleaned text; `kind` is a character of `KINDS`."""

    kind: str
    start: int
    end: int
    value: Any = None
    quantity: Any = None


_Y = r"(?:19|20)[0-9]{2}"
_D = numbers.DASH
_SEASON = (
    r"(?:第?[一二三四1-4]季度|前[二三两23]个?季度|[上下]半年"
    r"|前(?:1[01]|[2-9]|十一|[二两三四五六七八九十])个月)"
)
_TIME = (
    rf"(?:自|从)?{_Y}年?[0-9]{{0,2}}月?{_D}{_Y}年(?:{_SEASON}|[0-9]{{1,2}}月)?(?:间|期间|末|底)?"
    rf"|(?:自|从)?{_Y}年(?:至|到){_Y}年(?:{_SEASON}|[0-9]{{1,2}}月)?(?:间|期间|末|底)?"
    rf"|{_Y}年[0-9]{{1,2}}月[0-9]{{1,2}}日(?:{_D}(?:{_Y}年)?(?:[0-9]{{1,2}}月)?[0-9]{{1,2}}日)?"
    rf"|{_Y}年(?:[0-9]{{1,2}}月?{_D}[0-9]{{1,2}}月份?|[0-9]{{1,2}}月(?:份|末|底|以来)?|{_SEASON}|年?末|年?底|以来|起|全年|同期)?"
    rf"|{_Y}[-/.][01]?[0-9][-/.][0-3]?[0-9](?![0-9.])|{_Y}{_D}{_Y}(?![0-9.])"
    r"|[“\"‘]?[一二三四五六七八九十]{1,2}五[”\"’]?(?:时期|期间|以来|规划|末|开局)|[“\"‘][一二三四五六七八九十]{1,2}五[”\"’]"
    rf"|今年以来|今年(?:{_SEASON}|[0-9]{{1,2}}月?{_D}[0-9]{{1,2}}月份?|[0-9]{{1,2}}月(?:份|末|底)?)?|本年|全年|当年|去年同期|上年同期|同期|上年末|上年底|去年底|去年末|年末|年底"
    rf"|上年|去年(?:{_SEASON})?|前年|上月|上季度|{_SEASON}(?:末)?|[0-9]{{1,2}}月?(?:{_D})[0-9]{{1,2}}月份?|[0-9]{{1,2}}月(?:份|末|底|(?![0-9]))"
)
_LOCK = (
    r"《[^《》]{1,80}》(?:[(][^()]{0,12}[)])?"
    r"|“[^“”0-9，。；]{0,10}[一二三四五六七八九十两双百千半][^“”0-9，。；、]{0,10}”"
    r"|“[0-9A-Z]+(?:\+[0-9A-Z]+)+”|“[0-9]+[A-Z]”|“互联网\+”"
    r"|[(](?:[^()]{1,20}[，,]\s*(?:19|20)[0-9]{2}[a-z]?[；;]?){1,6}[)]"
    r"|[(][^()]{0,8}\s?[0-9]{6}[)]|[0-9]{8,}(?![0-9.,%])|中国式|中国特色"
    r"|https?:[!-~？；！]+|\[[0-9,\-–，]{1,12}\]|[①②③④⑤⑥⑦⑧⑨⑩]"
    r"|附?[表图]\s?[0-9]{1,2}(?:[-—.][0-9]{1,2})?(?=[所可看显中列、])"
    r"|PM\s?(?:2\.5|10)|[A-Za-z][A-Za-z&]{0,40}[-–/]?[0-9][A-Za-z0-9./_=&-]*|R&D"
    r"|[0-9]+(?:\.[0-9]+)?(?!kWh|km|kg|mm|MW|GW|kW|TEU|BP(?![A-Za-z])|bp(?![a-z])|[EP]F(?:LOPS|lops)|t(?![a-z]))[A-Za-z]+(?![a-z])"
    r"|(?:第|NO\.?|No\.?)\s?(?:[0-9]+|[一二三四五六七八九十百]+)(?:届|次|批次?|期|号|页|条|章|节|个|轮|版|编|篇|卷|家|例|方|代|款|项|产业|书记|大)?"
    r"|党的?[一二三四五六七八九十]{1,3}大|[一二三四五六七八九十]{1,3}届[一二三四五六七八九十]{1,3}中全会"
    r"|三次产业|一二三产业|[三四五六]位一体|[四五]套班子|[一二两三四五]体化|二氧化碳|[两三]会|三农|三甲|[一二三四五]级"
    r"|[一二三四五六七八九十两]大[\u4e00-\u9fff\ue000]{2,12}之一|[一二两三四五六七八九十]方面|新三样|百强|千强|双一流"
    r"|增加值|增加额|超[速载市级声导算]|超高[清压]|增值(?=税|电信|服务)|上市|提高认识|1[0-8](?!00)[0-9]{2}年(?!前|的?历史)|0(?:[0-9]{2,3})-[0-9]{7,8}|[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:])"
)
_ORDINAL = r"(?:居|列|位居|位列|排名|排在|名列)[\u4e00-\u9fff\ue000]{0,8}?(?:第[0-9一二三四五六七八九十]+位?|首位|榜首|末位|前列|前茅|前[一二三四五六七八九十]+位?)"
_WORD_GROUPS: list[tuple[str, str]] = [
    ("f", r"[(](?:详?见|参见|如)[图表]\s?[0-9一二三四五六七八九十]+(?:[、和，][图表]?[0-9]+)*[)]|(?:详?见|参见|如)[图表]\s?[0-9]+"),
    ("n1", _ORDINAL),
    ("T", _TIME),
    ("n", _LOCK),
    ("9", r"(?:没有|尚无|暂无)(?=\ue000)"),
    ("V", r"(?:[两二三四五六]|[2-6])年(?:年均)?平均(?:增速|增长率)?|年平均|年均|复合年?(?:增长率|增速)|年复合"),
    ("u", r"(?:已?连续|连)(?P<run>[一二三四五六七八九十两]{1,3}|[0-9]{1,2})个?(?P<runit>年|季度|月)"),
    ("R", rf"{numbers.NUMERAL}%?(?:[:∶]{numbers.NUMERAL}%?)+"),
    ("q", re.sub(r"\?P<\w+>", "?:", numbers.FRACTION.pattern)),
    ("0", rf"(?:{numbers.BEFORE}了?)?(?<!超过)(?<!低于)(?<!突破)(?<!超出)(?:[0-9])|(?:超过|低于|突破|超出)(?!(?:19|20)[0-9]{{2}}年)[0-9]"),
    ("d", r"翻番"),
    ("h", r"半(?=个?小时|天|年(?![度来]))"),
    ("G", r"(?<![第十百千])[两三四五六七八九](?:省|市|县|区|州)(?![区级场份个])"),
    ("1", rf"(?:{numbers.BEFORE}了?)?(?<![第])[一二三四五六七八九十百千两]{{1,6}}[多余]?(?:万|亿|万亿)?{CLASSIFIER}"),
    ("G", r"(?<![^，。；\s])区域(?=内|城市|城乡|每|\ue000)|(?:[两三四五]|[一二两三四五]省)?(?:[两三四五])?(?:地|省市|省区市|省份|个省市|个省份|个地区)(?![区带理位方铁下上标图点面球产])|各(?:地|省|市|区县|省区市)|[全我本该](?:省|市|区|县|州|域)(?![级内])"),
    ("Z", r"(?:增长|增加|提高|提升|上升|上涨|扩大|发展|攀升|跃升|调增|加快|延长|拉长|回升|升高|走高|壮大|拓展|扩展|扩容|增多|恢复|增|升|涨|扩|提|跃)(?:到|至|为)了?"),
    ("z", r"(?:下降|减少|降低|回落|缩小|收窄|下滑|下调|压减|调减|放缓|减慢|走低|下跌|压缩|缩短|缩减|萎缩|精简|减|降|缩|跌)(?:到|至|为)了?"),
    ("g", r"差距|差异|差额|极差"),
    ("S", r"占比|比重|占(?!据|用|地|领|有)|份额|比例"),
    ("t", r"连年|逐年|逐季|逐月|持续|不断|稳步|连续|不降反增|不减反增|不增反降|长足(?:发展|进步)|最高点|最低点|最高值|最低值|峰值|谷底|(?:增长|下降|上升|提升|增强|改善性?|扩大|缩小|向好|减少|净减少|向小)(?:的)?(?:趋势|态势|势头)"),
    ("x", r"(?:连续)?(?:连跨|跨过|跨越|跨上|跨入|迈过|迈上|迈入|跃上|站上|登上|越过|踏上|攀上)"),
    ("X", r"远超|高于|超过|超出|突破|多于|大于|快于|优于|好于|领先于?|超"),
    ("B", r"未达到|不足|未达|低于|不及|少于|小于|慢于|落后于?|弱于"),
    ("E", r"相当于|等于|仅为|约为"),
    ("C", r"贡献率|拉动|贡献了?|上拉"),
    ("Y", r"同比|环比|名义|实际(?!使用|利用|到位|投资|完成|签约|供)|按可比价格?计算?|按不变价格?计算?|可比口径"),
    ("K", r"较(?!为|大|小|多|少|高|低|强|快|好|慢|弱)|相比(?:于|较)?|比(?!如|重|例|较|值|率|拼|赛|亚|邻|肩)|与(?=[^，。；]{1,20}相比)"),
    ("U", r"增长|增加|提高|提升|上升|上涨|上扬|扩大|增强|增多|攀升|回升|加快|净增|增幅|涨幅|增速|增(?![值量发资持信效减殖压列补])|涨(?=[0-9])|升(?=[0-9])|激增(?![到至为])|猛增(?![到至为])|飙升(?![到至为])|多(?=[0-9])|快(?=[0-9])|高(?=[0-9])"),
    ("D", r"下降|减少|降低|回落|下跌|下滑|缩小|收窄|净减少?|降幅|跌幅|缩水|萎缩(?![到至为])|锐减(?![到至为])|骤减(?![到至为])|骤降(?![到至为])|减(?=[0-9])|降(?=[0-9])|跌(?=[0-9])|少(?=[0-9])|慢(?=[0-9])|低(?=[0-9])"),
    ("r", r"达到了?|达|完成|实现|共有|共计|合计|总计"),
    ("A", r"分别|依次"),
    ("H", r"均(?!衡|等|价|值|线)|都(?!市|城)"),
    ("O", r"其中"),
    ("l", r"以外|之外|其余|其他|其它"),
    ("i", r"(?<![^，。；：\s])(?:一|二|三|四|五|六|七|八|九|十)是|此外|另外|(?<![^，。；：\s])(?:首先|其次|再次|最后)"),
    ("F", r"从|由(?!于|此)|(?<!来)自(?!给|律|救|强|查|主|然|身|动|我|由|治|贸|行|己|觉|信|筹|有|营|产|用|来|制|备|愿|驾|助)"),
    ("a", r"[、和与及]|以及"),
    ("c", r"，"),
    ("s", r"[。；：！？]"),
    ("o", r"[(]"),
    ("e", r"[)]"),
]  # fmt: skip

# Rows whose tokens are of another kind, or have a direction.
_WITH_VALUE = {"n1": ("n", None), "z": ("Z", -1), "Z": ("Z", 1)}

# The kind of a row and its `match`.
_Row = tuple[str, Any]


def _by_first(rows: list[tuple[str, str]]) -> tuple[dict[str, tuple[_Row, ...]], tuple[_Row, ...]]:
    """The rows that can begin with a character, in order; and those for any other character."""
    compiled = [(kind, re.compile(words).match, first_characters(words)) for kind, words in rows]
    anywhere = tuple((kind, match) for kind, match, first in compiled if first is None)
    heads = sorted({c for _, _, first in compiled for c in first or ()})
    by_head = {
        head: tuple((kind, match) for kind, match, first in compiled if first is None or head in first)
        for head in heads
    }  # fmt: skip
    return by_head, anywhere


_ROWS, _ANYWHERE = _by_first(_WORD_GROUPS)
# Where a token can begin.
_HEAD = re.compile("." if _ANYWHERE else f"[{re.escape(''.join(_ROWS))}]", re.DOTALL)
# Digits without an end are no number.
_ENDLESS = re.compile(rf"[0-9][0-9.,]{{{MOST_DIGITS},}}")
# Words that carry nothing between two tokens.
FILLER = re.compile(
    r"(?:的|了|为|是|约|已|共|仅|也|还|又|则|将|其|即|于|中|就|并|且|至|\s|“|”|达|有|年度)+\Z"
)
_ONLY_ONE = re.compile(r"(?:只有|仅有|仅|共有?|另有|唯一)\Z")
_BY_DIMENSION = {"percent": "P", "percentage_point": "p", "multiple": "M", "number": "N"}
# 四成七 is 47 %.
_TENTH = re.compile(r"([一二三四五六七八九])(?=[，。；、)的左以多]|\Z)")
_KIND_WORDS = frozenset({"大", "点", "类", "种", "个", "级"})
_PARTS_OF_NAMES = frozenset({"点", "省", "市", "区", "县", "国", "校", "院", "对"})
_NOT_COUNT_AFTER = re.compile(r"(?:性|化|边形|角|维|元化|头|倍|以上|度)")


class Lexer:
    """Tokens of a text for one vocabulary."""

    def __init__(self, names: NameScanner[Place | Indicator]) -> None:
        self._names = names

    def tokens(self, text: str) -> list[Token]:
        """All tokens in order; stretches of other words become WORDS."""
        named = [
            after_its_year(n, text)
            for n in self._names.scan(text)
            if not isinstance(n[2], Place) or not is_part_of_name(text, n[0], n[1])
        ]
        counts = {
            start
            for start, _, thing in named
            if isinstance(thing, Indicator) and thing.kind in {"count", "stock"}
        }
        hidden = mask(text, [(start, end) for start, end, _ in named])
        hidden = _ENDLESS.sub(lambda run: "\ue000" * len(run[0]), hidden)
        found = [
            Token("L" if isinstance(thing, Place) else "I", start, end, thing)
            for start, end, thing in named
        ]
        locks: list[tuple[int, int]] = []
        for token in self._worded(hidden, counts):
            if token.kind == "n":
                locks.append((token.start, token.end))
            found.append(token)
        return _with_words(_outside(found, locks), text)

    def _worded(self, hidden: str, counts: set[int]) -> Iterator[Token]:
        """The tokens that the rows of words give, in order."""
        reached = 0
        for head in _HEAD.finditer(hidden):
            start = head.start()
            if start < reached:
                continue
            for kind, match in _ROWS.get(head[0], _ANYWHERE):
                held = match(hidden, start)
                if held is not None:
                    token = self._read(kind, held, hidden, counts)
                    if token is None:
                        reached = held.end()
                    else:
                        reached = token.end
                        yield token
                    break

    def _read(self, kind: str, match: re.Match[str], hidden: str, counts: set[int]) -> Token | None:
        start, end = match.span()
        if kind == "9":
            return _nothing(match, counts)
        if kind in _READERS:
            return _READERS[kind](hidden, start)
        if kind == "d":
            return _doubled(start, end)
        if kind == "u":
            return _run(match)
        known, value = _WITH_VALUE.get(kind, (kind, None))
        return Token(known, start, end, value)


def _nothing(match: re.Match[str], counts: set[int]) -> Token | None:
    """没有 before the name of something counted is the number 0."""
    if match.end() not in counts:
        return None
    zero = Fraction(0)
    read = numbers.Read(zero, zero, Interval.exact(zero), "exact", "", "", Fraction(1), "things")
    return Token("Q", match.start(), match.end(), None, read)


def _number(text: str, start: int) -> Token | None:
    match = numbers.QUANTITY.match(text, start)
    if match is None:
        return None
    read = numbers.read_quantity(match)
    if read is None:
        return Token("n", match.start(), match.end())
    return Token(_quantity_kind(read), match.start(), match.end(), None, read)


def _chinese(text: str, start: int) -> Token | None:
    match = numbers.CHINESE_QUANTITY.match(text, start)
    if match is None or match["number"] in {"百", "千", "零"}:
        return None
    times = match["unit"] in {"倍", "番", "成"}
    if (
        match["number"] == "一"
        and not times
        and not _ONLY_ONE.search(text, max(0, start - 3), start)
    ):
        return None
    unit = match["unit"]
    if unit in _KIND_WORDS and _NOT_COUNT_AFTER.match(text, match.end()):
        return None
    if unit in _PARTS_OF_NAMES and match["number"] not in {"七", "八"}:
        return None
    read = numbers.read_quantity(match)
    if read is None:
        return None
    tenth = _TENTH.match(text, match.end()) if unit == "成" and read.mid.denominator == 1 else None
    if tenth is not None:
        read = numbers.with_tenth(read, tenth[1])
    end = match.end() if tenth is None else tenth.end()
    return Token(_quantity_kind(read), match.start(), end, None, read)


def _half(text: str, start: int) -> Token:
    unit = "小时" if text.startswith(("小时", "个小时"), start + 1) else text[start + 1]
    end = start + 1 + len(unit) + (text[start + 1] == "个")
    read = numbers.Read(
        Fraction(1, 2), Fraction(0), Interval.exact(Fraction(1, 2)),
        "exact", unit, unit, Fraction(1), "time",
    )  # fmt: skip
    return Token("Q", start, end, None, read)


def _doubled(start: int, end: int) -> Token:
    """翻番 is 翻一番."""
    one = Fraction(1)
    read = numbers.Read(one, Fraction(0), Interval.exact(one), "exact", "番", "番", one, "multiple")
    return Token("d", start, end, None, read)


def _fraction(text: str, start: int) -> Token | None:
    match = numbers.FRACTION.match(text, start)
    read = numbers.read_fraction(match) if match else None
    if match is None or read is None:
        return None
    return Token("P" if read.unit == "%" else "q", match.start(), match.end(), None, read)


def _run(match: re.Match[str]) -> Token:
    number = match["run"]
    value = Fraction(number) if number.isascii() else numbers.chinese_number(number)
    value = value if value is not None else Fraction(0)
    unit = match["runit"]
    read = numbers.Read(
        value,
        Fraction(0),
        Interval.exact(value),
        "exact",
        unit,
        unit,
        Fraction(1),
        "years",
    )
    return Token("u", match.start(), match.end(), None, read)


def _quantity_kind(read: Read) -> str:
    if read.dimension == "years" and read.scale == 1:
        return "y"
    if read.base_unit == "番":
        return "d"
    return _BY_DIMENSION.get(read.dimension, "Q")


def _outside(found: list[Token], locks: list[tuple[int, int]]) -> list[Token]:
    """Tokens in order, without those that a lock swallows."""
    found.sort(key=lambda t: (t.start, -t.end))
    kept: list[Token] = []
    reach = -1
    locked = sorted(locks)
    place = 0
    for token in found:
        while place < len(locked) and locked[place][1] <= token.start:
            place += 1
        inside = place < len(locked) and locked[place][0] < token.end and token.kind != "n"
        if inside or token.start < reach:
            continue
        kept.append(token)
        reach = token.end
    return kept


def _with_words(tokens: list[Token], text: str) -> list[Token]:
    """WORDS between tokens, unless the words between are mere fillers."""
    out: list[Token] = []
    last = 0
    for token in tokens:
        if token.start > last and not FILLER.match(text, last, token.start):
            out.append(Token("w", last, token.start))
        out.append(token)
        last = token.end
    if len(text) > last and not FILLER.match(text, last):
        out.append(Token("w", last, len(text)))
    return out


_READERS = {"0": _number, "1": _chinese, "h": _half, "q": _fraction}
