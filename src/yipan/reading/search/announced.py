"""How many points a sentence announces, beside those told behind it: 体现在三个方面。一是…二是…三是….

The points may fill paragraphs of their own. They are counted while they come in order, in one way of
counting; where an enumeration within another could be meant, a difference is no finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Trace
from yipan.reading.reckoning.evidence import Evidence, Maker
from yipan.reading.reckoning.figures import Figures
from yipan.reading.text.numbers import chinese_number

PATTERN = "points announced and told"
_DIGITS = "一二三四五六七八九十"
_HERE = r"(?:(?<=[。；：;！？，,:])|^)[ \t\u3000]*"
_STYLES = {
    "是": re.compile(rf"{_HERE}(?P<n>[{_DIGITS}])(?:是|则(?=[^\n]))", re.MULTILINE),
    "要": re.compile(rf"{_HERE}(?P<n>[{_DIGITS}])要", re.MULTILINE),
    "第": re.compile(rf"{_HERE}第(?P<n>[{_DIGITS}])(?:[，,、：:]|是)", re.MULTILINE),
    "其": re.compile(rf"{_HERE}其(?P<n>[{_DIGITS}])(?:[，,、：:]|是)", re.MULTILINE),
    "首": re.compile(
        rf"{_HERE}(?:(?P<first>首先)|(?P<second>其次)|(?P<third>再次|再者)|(?P<last>最后))[，,]?", re.MULTILINE
    ),
}  # fmt: skip
_FIRST = re.compile(
    rf"{_HERE}(?:一(?P<a>[是要])|(?P<b>[第其])一(?:[，,、：:]|是)|(?P<c>首)先)", re.MULTILINE
)
_COUNT = re.compile(
    r"(?P<word>(?<![第一二三四五六七八九十百千0-9.几数多其])(?P<n>[两二三四五六七八九十]|[2-9])"
    r"(?:个方面|大方面|方面|个|大|项|点|条|种|类|层|重|步|件|笔|道))(?![多余几左])"
    r"(?P<tail>[^，。；：,;:0-9第]{0,14}(?:[，,](?:具体|主要|分别|即|包括|也就是)[^，。；：,;:]{0,8}"
    r"|(?:着力|着手|发力|入手|用力|努力|展开|推进)[，,][^。；0-9]{0,48})?)[。：:；;，,]?\Z"
)
_ORDERS = {"first": 1, "second": 2, "third": 3}
_HEADING = re.compile(
    r"\n[ \t\u3000]*(?:#|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,2}[）)])"
)
_MORE = re.compile(r"此外|另外|最后|同时|还[要有应需]|再有|等等?[。；]")
_LEAD, _REACH, _APART, _OUTER, _FEWEST = 70, 16_000, 3_500, 5_000, 2


@dataclass(slots=True)
class Points:
    """The points found: where they begin; `sure` while nothing else can be meant."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    lines: set[bool] = field(default_factory=set)
    sure: bool = True
    open_end: bool = False


def announced(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """A claim for each announced number of points."""
    raw = figures.reading.document.raw
    make = Maker(figures.reading, evidence)
    for first in _FIRST.finditer(raw):
        places = [
            n for n in range(max(0, first.start() - _LEAD), first.start()) if not raw[n].isspace()
        ]
        count = _COUNT.search("".join(raw[n] for n in places))
        if count is None:
            continue
        told = count["n"]
        stated = int(told) if told.isdigit() else int(chinese_number(told) or 0)
        style = first["a"] or first["b"] or first["c"]
        points = _points(raw, style, first.start())
        span = (places[count.start("word")], places[count.end("word") - 1] + 1)
        severity = _severity(raw, style, points, stated, span[0])
        found = len(points.spans)
        if found >= _FEWEST and (found == stated or severity):
            yield _claim(make, span, stated, points, severity)


def _claim(
    make: Maker, span: tuple[int, int], stated: int, points: Points, severity: str | None
) -> Claim:
    raw, document = make.reading.document.raw, make.reading.document.index
    found = len(points.spans)
    good = found == stated
    names = "、".join(raw[a:b].strip() for a, b in points.spans)
    return make.plain(
        "list_count", None, span, "consistent" if good else "inconsistent", "AGREES" if good else "DIFFERS",
        f"{names}: 共 {found} 项; 文中为 {stated}", severity=severity,
        trace=Trace("count", str(stated), str(found), items=tuple((document, a, b) for a, b in points.spans)),
        claimed=Interval.exact(stated), recomputed=Interval.exact(found), pattern=PATTERN,
    )  # fmt: skip


def _points(raw: str, style: str, start: int) -> Points:
    """The points in their order, from the first on."""
    points = Points()
    stop = start + _REACH
    heading = _HEADING.search(raw, start + 1, stop)
    stop = heading.start() if heading else stop
    for mark in _STYLES[style].finditer(raw, start, stop):
        order, expected = _order(mark, len(points.spans) + 1), len(points.spans) + 1
        if points.spans and mark.start() - points.spans[-1][1] > _APART:
            break
        if order != expected:
            points.sure = False
            break
        head = mark.start() + len(mark[0]) - len(mark[0].lstrip())
        points.spans.append((head, mark.end()))
        points.lines.add(_begins_line(raw, head))
    return points


def _begins_line(raw: str, place: int) -> bool:
    line = raw.rfind("\n", 0, place) + 1
    return not raw[line:place].strip()


def _order(mark: re.Match[str], expected: int) -> int:
    held = mark.groupdict()
    if held.get("n"):
        return _DIGITS.index(held["n"]) + 1
    return next((n for name, n in _ORDERS.items() if held[name]), max(expected, 2))


def _severity(raw: str, style: str, points: Points, stated: int, place: int) -> str | None:
    """Hard where all points stand alike and none can belong to an enumeration around this one."""
    found = len(points.spans)
    if found == stated or len(points.lines) != 1 or not points.sure or style == "首":
        return None
    if found < stated:
        return "soft" if found == stated - 1 and _closed(raw, points) else None
    earlier = list(_STYLES[style].finditer(raw, max(0, place - _OUTER), place))
    if earlier and _order(earlier[-1], 0) >= stated:
        return None
    return "hard" if found == stated + 1 else "soft"


def _closed(raw: str, points: Points) -> bool:
    """Whether the last point ends the paragraph and nothing is added to it."""
    last = points.spans[-1][1]
    end = raw.find("\n", last)
    words = raw[last : end if end >= 0 else len(raw)]
    inline = points.lines == {False}
    return inline and not _MORE.search(words) and end - last < _APART
