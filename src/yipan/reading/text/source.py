"""From raw text to blocks: zones, and a cleaned view of each with a map back to raw offsets.

Nothing is lost: every cleaned character knows its raw code point. Soft line breaks and page breaks
inside a sentence are joined, marks without meaning (tags, zero-width and direction marks) dropped,
widths of digits and signs unified.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from yipan.core.units import find_unit
from yipan.reading.text.pages import furniture


class Zone(StrEnum):
    """What a block is; only the first five feed claims."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    CAPTION = "caption"
    NOTE = "note"
    TABLE = "table"
    FRONT = "front"
    REFERENCES = "references"
    FOREIGN = "foreign"


@dataclass(slots=True, eq=False)
class Block:
    """A piece of one zone. `starts[k]` is the cleaned offset of the k-th run, `raws[k]` its raw."""

    zone: Zone
    text: str
    starts: Sequence[int]
    raws: Sequence[int]
    lines: Sequence[tuple[int, int]] = ()
    paragraph: int = 0
    # Spans of the cells, row by row, where a reader knows them.
    cells: list[list[tuple[int, int]]] | None = None

    def raw(self, offset: int) -> int:
        """The raw offset of a cleaned one."""
        run = bisect_right(self.starts, offset) - 1
        return self.raws[run] + offset - self.starts[run]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of a cleaned one."""
        return self.raw(start), self.raw(end - 1) + 1


_WIDTH = {
    ord(a): b
    for a, b in zip("０１２３４５６７８９％．／：（）［］　", "0123456789%./:()[] ", strict=True)
}
_WIDTH |= {ord(a): b for a, b in zip(";!?∶︰﹪", "；！？::%", strict=True)}
# An ASCII stop ends a sentence behind a word or a percentage and before a space.
_STOP = re.compile(r"\.(?=[ \n]|\Z)(?<=[\u4e00-\u9fff)%”\"]\.)")
# An ASCII comma is a thousands mark only between digits in groups of three.
_COMMA = re.compile(r",(?!(?<=[0-9],)[0-9]{3}(?![0-9]))")
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_CJK = r"[^\x00-\x7f]"
_DROP = re.compile(
    r"<sup>[^<>]{0,12}</sup>|</?(?:sub|sup|b|i|u|em|strong|span|font|mark|a)\b[^<>]{0,200}>"
    rf"|\*\*|[{_INVISIBLE}]+"
    r"|[ \t\r]{0,64}\n\s*"
    rf"|(?<={_CJK})[ \t\u00a0\u2002-\u200a\u202f]+|[ \t\u00a0\u2002-\u200a\u202f]{{1,64}}(?={_CJK}|[%‰])"
)
# Where none of these stands, nothing is turned or dropped.
_WIDE = re.compile(f"[{re.escape(''.join(map(chr, _WIDTH)))}]")
_MAY_DROP = re.compile(rf"[<*\n \t\r\u00a0\u2002-\u200a\u202f{_INVISIBLE}]")
_HEADING = re.compile(
    r"\s*(?:#{1,6}\s|第[一二三四五六七八九十]{1,3}[章节编]|[一二三四五六七八九十]{1,3}、"
    r"|[((][一二三四五六七八九十]{1,3}[))]|[0-9]{1,2}(?:\.[0-9]{1,2})*[.、．]\s*(?=[^\x00-\x7f]))"
)
_CAPTION = re.compile(
    r"\s*(?:续?表|图|附表|附图)\s*[0-9一二三四五六七八九十]{1,3}(?:[-—.][0-9]{1,2})?(?![0-9年月%个])"
)
_NOTE = re.compile(r"\s*注释?\s*[::0-9]|\s*[①②③④⑤⑥⑦⑧⑨⑩]")
_SOURCE_LINE = re.compile(r"\s*(?:资料|数据)?来源\s*[::]")
_UNIT_LINE = re.compile(r"\s*[((]?\s*(?:计量)?单位\s*[::]")
_REFERENCES = re.compile(r"#*\s*(?:\*\*)?参考文献(?:\*\*)?\s*[::]?\s*\Z")
_FRONT = re.compile(
    r"\s*(?:\\?\*)*\s*(?:中图分类号|文献标识码|文章编号|收稿日期|基金项目|作者简介|通讯作者|作者单位"
    r"|DOI|关键词|责任编辑|[((]责任编辑)"
)
_LATIN = re.compile(r"[A-Za-z]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_ENDS = "。！？；!?;:：”」』…>"
_LIST = re.compile(r"\s*(?:[-*+•●■◆]\s|\[[0-9]{1,3}\]|>)")
_COLUMNS = re.compile(r" {2,}|\u3000+")
_NUMERIC = re.compile(r"[-−–]?[0-9][0-9,]*(?:\.[0-9]+)?%?|[—–-]+")
_LONG_ENOUGH = 10
# The first line of a text, alone above a blank line, is its title.
_LONGEST_TITLE = 40
# No column of print is as wide.
_TOO_LONG_TO_WRAP = 80
_STOPS = re.compile(r"[。；]")
_INNER = re.compile(r"[，。；、,;]|[0-9.(（]$")
_FROM_START = (0,)
# A title stands alone above a blank line.
_TITLE = re.compile(
    r"[^，。；,;]{0,40}(?:公报|报告|情况|简报|简况|快报|通报|简述|综述|解读|要点|回顾|发布|说明|监测|运行|状况|概况|摘要|节选|进展)"
    r"(?:[(（][^()（）]{1,20}[)）])?"
)


def clean(raw: str, pieces: list[tuple[int, int]]) -> tuple[str, Sequence[int], Sequence[int]]:
    """The cleaned text of raw spans and the map back."""
    out: list[str] = []
    starts: list[int] = []
    raws: list[int] = []
    size = 0
    for piece_start, piece_end in pieces:
        text = raw[piece_start:piece_end]
        text = text.translate(_WIDTH) if _WIDE.search(text) else text
        text = _STOP.sub("。", text)
        last = 0
        for gap in _DROP.finditer(text) if _MAY_DROP.search(text) else ():
            if gap.start() > last:
                starts.append(size)
                raws.append(piece_start + last)
                out.append(text[last : gap.start()])
                size += gap.start() - last
            if _word_break(text, gap.start(), gap.end()):
                starts.append(size)
                raws.append(piece_start + gap.start())
                out.append(" ")
                size += 1
            last = gap.end()
        if last < len(text):
            starts.append(size)
            raws.append(piece_start + last)
            out.append(text[last:])
            size += len(text) - last
    joined = out[0] if len(out) == 1 else "".join(out)
    joined = _COMMA.sub("，", joined) if "," in joined else joined
    if len(starts) < 2:  # most paragraphs: one run
        return joined, _FROM_START, (raws[0] if raws else pieces[0][0] if pieces else 0,)
    return joined, starts, raws


def _word_break(text: str, start: int, end: int) -> bool:
    """A line break between two ASCII words or digits keeps a space."""
    if "\n" not in text[start:end] or start == 0 or end >= len(text):
        return False
    before, after = text[start - 1], text[end]
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()


def _lines(raw: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(raw):
        end = raw.find("\n", start)
        end = len(raw) if end < 0 else end
        yield start, end
        start = end + 1


def _zone_of(line: str) -> Zone | None:
    """The zone of one line; None for a blank one."""
    bare = line.strip()
    if not bare:
        return None
    if (
        "\t" in bare
        or (bare.count("|") > 2 and (bare[0] == "|" or not _STOPS.search(bare)))
        or _aligned(bare)
    ):
        return Zone.TABLE
    if _FRONT.match(bare.replace("*", "").lstrip("\\ ")):
        return Zone.FRONT
    if _CAPTION.match(bare) and len(bare) < 80:
        return Zone.CAPTION
    if _SOURCE_LINE.match(bare):
        return Zone.REFERENCES
    if _NOTE.match(bare):
        return Zone.NOTE
    if _HEADING.match(bare) and (len(bare) < 45 and bare[-1] not in "。；;，,"):
        return Zone.HEADING
    if len(_LATIN.findall(bare[:200])) > 20 and not _CHINESE.search(bare[:200]):
        return Zone.FOREIGN
    return Zone.PARAGRAPH


def _aligned(bare: str) -> bool:
    """A row of a table whose columns are set with runs of spaces."""
    if (" " not in bare and "\u3000" not in bare) or len(bare) > 400:
        return False
    cells = columns(bare)
    if len(cells) < 3 or (not _COLUMNS.search(bare) and not _CHINESE.search(cells[0])):
        return False
    # A row may have a unit of its own: 发电量  亿千瓦时  152.3  1003.8.
    named = 2 if len(cells) > 3 and find_unit(cells[1]) is not None else 1
    return sum(1 for c in cells if _NUMERIC.fullmatch(c)) >= len(cells) - named


def columns(bare: str) -> list[str]:
    """The cells of a row set with runs of spaces, or, where it has none, with single ones."""
    return _COLUMNS.split(bare) if _COLUMNS.search(bare) else bare.split(" ")


def _heads(line: str, row: str) -> bool:
    """Whether a line of words is the header of the aligned row below it."""
    bare, below = line.strip(), row.strip()
    if "\t" in below or "|" in below or len(bare) > 200 or re.search("[。；，]", bare):
        return False
    cells = len(columns(bare))
    return cells > 1 and cells in {len(columns(below)), len(columns(below)) - 1}


def blocks(raw: str) -> list[Block]:
    """The blocks of a plain or Markdown text, in order."""
    found: list[Block] = []
    group: list[tuple[int, int]] = []
    zone: Zone | None = None
    references, whole = False, _has_whole_paragraphs(raw)

    def close() -> None:
        if group and zone is not None:
            found.append(_block(raw, zone, group, len(found), left_out))
        group.clear()

    blank = False
    left_out = furniture(raw)
    for start, end in _lines(raw):
        line = raw[start:end]
        kind = _zone_of(line) if start not in left_out else None
        if kind is None:
            blank = blank or start not in left_out
            continue
        if _REFERENCES.match(line.strip()):
            references = True
        elif (
            references
            and kind is Zone.HEADING
            and _CHINESE.search(line)
            and line.lstrip()[0] == "#"
        ):
            references = False
        if references and kind is not Zone.FOREIGN:
            kind = Zone.REFERENCES
        heads: list[tuple[int, int]] = []
        while kind is Zone.TABLE is not zone and group and not blank:
            if not _heads(raw[group[-1][0] : group[-1][1]], line):
                break
            heads.insert(0, group.pop())
        joins = zone is kind and (
            kind is Zone.TABLE or _joins(raw, group, line, kind, blank, not found)
        )
        joins = joins and not (whole and kind is Zone.PARAGRAPH and _is_short(group) and not blank)
        if not joins:
            close()
            zone = kind
        group += [*heads, (start, end)]
        blank = False
    close()
    return found


def _has_whole_paragraphs(raw: str) -> bool:
    """Whether most of a text stands in lines too long to be wrapped: its short lines end where they end."""
    long = sum(end - start for start, end in _lines(raw) if end - start >= _TOO_LONG_TO_WRAP)
    return 2 * long > len(raw)


def _is_short(group: list[tuple[int, int]]) -> bool:
    """Whether the last line of a block is one of a list or a picture, not a paragraph that is torn."""
    return bool(group) and group[-1][1] - group[-1][0] < _LONGEST_TITLE


def _joins(
    raw: str, group: list[tuple[int, int]], line: str, kind: Zone, blank: bool, first: bool
) -> bool:
    """Whether a line continues the block before it; `first`: the first one of the text."""
    if kind not in {Zone.PARAGRAPH, Zone.REFERENCES, Zone.FRONT, Zone.FOREIGN, Zone.NOTE}:
        return False
    if kind is not Zone.PARAGRAPH:
        return not blank
    if not group or _LIST.match(line) or _UNIT_LINE.match(line):
        return False
    before = raw[group[-1][0] : group[-1][1]].strip()
    if not before or before[-1] in _ENDS or _UNIT_LINE.match(before):
        return False
    if before[-1] in ")）" and len(before) < 30:
        return False
    alone = len(before) < _LONG_ENOUGH or _is_dateline(before) or _TITLE.fullmatch(before)
    title = first and len(group) == 1 and len(before) <= _LONGEST_TITLE
    if blank and (alone or (title and not _INNER.search(before))):
        return False
    indented = line[:2] in {"\u3000\u3000", "  "} and not blank
    return not (indented and len(before) < _LONG_ENOUGH)


def _is_dateline(line: str) -> bool:
    return bool(
        re.fullmatch(
            r"[((]?\s*(?:19|20)[0-9]{2}\s*[年./-]\s*[0-9]{1,2}\s*(?:[月./-]\s*[0-9]{1,2}\s*日?|月)\s*[))]?",
            line,
        )
    )


def line_blocks(raw: str, lines: list[tuple[int, int, Zone | None]]) -> list[Block]:
    """Blocks of a format whose paragraphs are known: each line is one, runs of table rows are one."""
    found: list[Block] = []
    group: list[tuple[int, int]] = []
    references = False
    for start, end, told in lines:
        line = raw[start:end]
        zone = told or _zone_of(line)
        if zone is None:
            continue
        if _REFERENCES.match(line.strip()):
            references = True
        elif references and zone is Zone.HEADING:
            references = False
        zone = Zone.REFERENCES if references else zone
        if zone is not Zone.TABLE or (group and raw[group[-1][1] : start].count("\n") > 1):
            if group:
                found.append(_block(raw, Zone.TABLE, group, len(found)))
            group = []
        if zone is Zone.TABLE:
            group.append((start, end))
        else:
            found.append(_block(raw, zone, [(start, end)], len(found)))
    if group:
        found.append(_block(raw, Zone.TABLE, group, len(found)))
    return found


def _block(
    raw: str,
    zone: Zone,
    group: list[tuple[int, int]],
    number: int,
    left_out: frozenset[int] = frozenset(),
) -> Block:
    pieces = [(group[0][0], group[-1][1])] if zone is not Zone.TABLE else []
    if pieces and any(group[0][0] < start < group[-1][1] for start in left_out):
        pieces = group
    text, starts, raws = clean(raw, pieces) if pieces else ("", _FROM_START, (group[0][0],))
    return Block(zone, text, starts, raws, list(group) if zone is Zone.TABLE else (), number)
