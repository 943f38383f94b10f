"""Lists in running text: their items before or behind the number that counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DAY = r"(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)"
_DATE = re.compile(rf"(?:19|20)[0-9]{{2}}年{_DAY}?|{_DAY}|[0-9]{{1,2}}日")
_DATES = re.compile(rf"(?:19|20)[0-9]{{2}}年{_DAY}?(?:(?:、|和|及|以及|与)(?:{_DATE.pattern}))+\Z")
_TIMES = re.compile(
    r"[0-9一二两三四五六七八九十]{1,2}(?:[次轮届场回]|批次|个(?:重要)?(?:时间|节点|日期|年份))"
)
_TITLES = re.compile(r"(?:《[^《》]{2,80}》(?:\([^()]{0,20}\))?(?:、|和|及|与|以及)?){2,}\Z")
_AND = re.compile(r"》(?:\([^()]*\))?[和及与以]")
_TITLE = re.compile(r"《[^《》]{2,80}》")
_STOPS = "，。；:！？"  # the cleaned text has no full-width colon
_HEAD_VERBS = re.compile(
    r".*(?:包括|包含|涵盖|涉及|重点围绕|围绕|包括有|分别为|分别是|即|如|打造|发展|建成|聚焦|来自|要求的|调增为|新增|实施|开展|推进|构建|疏解的|培育|覆盖|设立|的)(?=[^、]{2,})"
)
_STRONG_HEAD = re.compile(r".*(?:调增为|调减为|扩大到|扩展为|增至|包括|分别为|分别是)(?=[^、]{2,})")
_LIST_BEHIND = re.compile(
    r"[^，。；:、()0-9]{0,14}?(?::|，?(?:即|包括|分别(?:为|是)|依次(?:为|是)))(?P<list>[^，。；:]{3,200}?)(?=[。；]|$)"
)
_ORDINAL = re.compile(
    r"(?<=[:；。，])(?:(?P<n>[一二三四五六七八九十])是|[第其](?P<m>[一二三四五六七八九十])[，、是:])"
)
# What a list names itself: four 方面 are four items, four 项目 of three fields may be told so.
_ASPECTS = re.compile(
    r"[0-9一二两三四五六七八九十]{1,2}[个大项类种]?(?:方面|领域|环节|维度|层面|板块|要素|关系|原则|方向)"
)
_JOINS = re.compile("[和与及暨或/]")
_FIGURE_IN = re.compile(r"[0-9]")
_FARTHEST, _NEAR_NUMBER, _LONGEST_ITEM, _SURE_BEHIND = 1200, 24, 24, 3
_MOST_NAMED, _SURE_LIST, _SHORT_ITEM = 20, 4, 8


@dataclass(slots=True)
class Items:
    """A list found in the text: where its items are, in cleaned offsets."""

    spans: list[tuple[int, int]]
    # Nothing but the items themselves stands there, all of them.
    whole: bool = False


def split_list(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The items between 、; 和 stays inside an item."""
    spans: list[tuple[int, int]] = []
    depth = 0
    last = start
    for position in range(start, end):
        char = text[position]
        depth += (char in "((“《") - (char in "))”》")
        if char == "、" and depth <= 0:
            spans.append((last, position))
            last = position + 1
    spans.append((last, end))
    return [(a, b) for a, b in spans if b > a]


def before_count(text: str, floor: int, end: int, stated: int, bare: bool = False) -> Items | None:
    """A、B、C等三类: the items before the number, when the words there are a list."""
    stop = end
    mark = text[max(0, stop - 1) : stop] == "等"
    if mark:
        stop -= 1
    dates = _DATES.search(text, floor, stop)
    if dates and _TIMES.match(text, end):
        return Items([m.span() for m in _DATE.finditer(text, dates.start(), stop)], not mark)
    titles = _TITLES.search(text, floor, stop) if text[stop - 1 : stop] in {"》", ")"} else None
    if titles:
        alone = not mark and not _AND.search(titles[0])
        return Items([m.span() for m in _TITLE.finditer(text, titles.start(), stop)], alone)
    quoted = text[stop - 1 : stop] == "”"
    start = _list_start(text, floor, stop - 1 if quoted else stop, quoted)
    if quoted:
        stop -= 1
    if "、" not in text[start:stop]:
        return _pair_before(text, floor, end, stated)
    spans = split_list(text, start, stop)
    if not spans:
        return None
    spans = _from_head(text, spans)
    if not mark and not bare and len(spans) < 2:
        return None
    spans = _split_last_and(text, spans, stated)
    short = all(1 < b - a <= 24 for a, b in spans)
    if not short or any(re.search(r"[0-9]", text[a:b]) and not quoted for a, b in spans):
        return None
    if not mark and not bare and _ASPECTS.match(text, end) and _one_missing(text, spans, stated):
        return Items(spans, True)
    if not mark and not bare and not _nearly(spans, stated):
        return None
    return Items(spans)


def _one_missing(text: str, spans: list[tuple[int, int]], stated: int) -> bool:
    """A、B、C四个方面: a list without 等 and without 和 that is one short of its number."""
    short = all(b - a <= _SHORT_ITEM for a, b in spans[1:])
    even = len({b - a for a, b in spans[1:]}) == 1
    plain = not _JOINS.search(text, spans[0][0], spans[-1][1])
    return len(spans) == stated - 1 and len(spans) >= _SURE_BEHIND and short and even and plain


def _list_start(text: str, floor: int, stop: int, quoted: bool) -> int:
    if quoted:
        opened = text.rfind("“", floor, stop)
        # “A、B”“C”: a list of quoted items is not one quoted list.
        return opened + 1 if opened >= 0 and "、" in text[opened:stop] else max(floor, opened)
    depth = 0
    for position in range(stop - 1, floor - 1, -1):
        char = text[position]
        if char in "))”》":
            depth += 1
        elif char in "((“《":
            depth -= 1
            if depth < 0:
                return position + 1
        elif depth == 0 and char in _STOPS:
            return position + 1
    return floor


def _from_head(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The list without what leads to it: 由…调增为A、B, 发展A、B, …的A、B."""
    for order in range(len(spans) - 1, 0, -1):
        start, end = spans[order]
        lead = _STRONG_HEAD.match(text, start, end)
        if lead:
            return [(lead.end(), end), *spans[order + 1 :]]
    start, end = spans[0]
    lead = _HEAD_VERBS.match(text, start, end)
    return [(lead.end() if lead else start, end), *spans[1:]]


def _split_last_and(text: str, spans: list[tuple[int, int]], stated: int) -> list[tuple[int, int]]:
    """A、B和C: 和 is split only in the last item, if the count then fits or fits in no way."""
    a, b = spans[-1]
    # Where neither reading of 和 gives the number, short words beside it are items of their own.
    short = len(spans) != stated and all(e - s <= _SHORT_ITEM for s, e in spans[:-1])
    if len(spans) + 1 != stated and not (short and len(spans) > 2 and b - a <= 2 * _SHORT_ITEM):
        return spans
    for mark in ("以及", "和", "与", "及"):
        spot = text.find(mark, a + 1, b)
        if spot > 0:
            return [*spans[:-1], (a, spot), (spot + len(mark), b)]
    return spans


def _pair_before(text: str, floor: int, end: int, stated: int) -> Items | None:
    """A和B两个…: only when it is two and the words are short; A和B是C的两个D."""
    if stated != 2:
        return None
    start = _list_start(text, floor, end, False)
    match = re.match(
        r"(?P<a>[^，。；和与、是]{2,12})(?:和|与)(?P<b>[^，。；和与、是]{2,12})是[^，。；]{2,24}的\Z",
        text[start:end],
    )
    if match is None:
        return None
    return Items([(start + match.start(g), start + match.end(g)) for g in ("a", "b")])


def _nearly(spans: list[tuple[int, int]], stated: int) -> bool:
    """A list without 等 is the whole list; one item more or less of many short ones is a slip."""
    short = len(spans) >= _SURE_LIST and all(b - a <= _SHORT_ITEM for a, b in spans)
    return len(spans) == stated or (short and abs(len(spans) - stated) == 1)


def only_one(text: str, start: int, end: int, stated: int) -> Items | None:
    """一所…(河北工业大学): the names in brackets behind the counted noun."""
    match = re.match(r"[^，。；、()]{2,10}\((?P<list>[^()]{3,60})\)", text[start:end])
    if match is None or stated > _MOST_NAMED:
        return None
    inner = (start + match.start("list"), start + match.end("list"))
    spans = split_list(text, *inner)
    words = text[inner[0] : inner[1]]
    if re.search(r"[0-9，%]|见|除外|单位|其中|含|不含|以下|简称", words) or not _nearly(
        spans, stated
    ):
        return None
    return Items(spans)


def behind_count(text: str, start: int, end: int, stated: int) -> Items | None:
    """三个片区:东部片区、中部片区、西部片区; 四项工作:一是…;二是…: the items behind the number."""
    ordinals = _ordinals(text, start, min(end, start + _FARTHEST))
    if len(ordinals) > 1:
        return Items(ordinals)
    match = _LIST_BEHIND.match(text, start, end)
    if match is None or match["list"].endswith("等") or not 1 < stated <= _MOST_NAMED:
        return None
    spans = split_list(text, *match.span("list"))
    spans = _split_last_and(text, spans, stated)
    good = all(1 < b - a <= _LONGEST_ITEM and not _FIGURE_IN.search(text, a, b) for a, b in spans)
    sure = len(spans) == stated or (len(spans) >= _SURE_BEHIND and abs(len(spans) - stated) == 1)
    return Items(spans) if good and sure and len(spans) > 1 else None


def _ordinals(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """一是, 二是, 三是… in their order, the first near the number."""
    found: list[tuple[int, int]] = []
    for match in _ORDINAL.finditer(text, start, end):
        if "一二三四五六七八九十".index(match["n"] or match["m"]) != len(found):
            break
        if not found and match.start() > start + _NEAR_NUMBER:
            break
        found.append(match.span())
    return found
