"""The plan of a report: `report.yaml` of a board, or the usual plan for a board without one.

Reading is strict: a key that is not known, a block that shows nothing known or a sentence with a
number written by hand is refused with file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from yipan.core.errors import Coded
from yipan.core.fields import Section as Reader
from yipan.core.fields import read_document
from yipan.core.strict_yaml import Text
from yipan.core.words import Words
from yipan.publish.report.keys import BLOCKS, SECTION, TOP, WORDING

FILE = "report.yaml"
USUAL = Path(__file__).parent / "usual.yaml"
FORMS = ("lines", "slope", "dumbbell", "heat", "waterfall", "flow", "tiles", "areas")
TABLES = ("change", "years", "latest", "facts")
NOTHING = Words("", "")
PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """One block. `line`: where it stands in the file, for errors found later."""

    show: str
    line: int = 0
    file: str = FILE
    words: Words = NOTHING
    title: Words = NOTHING
    form: str = ""
    of: str = ""
    frame: str = ""
    table: str = ""
    map: str = ""
    scenario: str = ""
    indicators: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    columns: Mapping[str, Words] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None
    most: int = 0

    def bad(self, zh: str, en: str, hint: Words | str = "") -> Coded:
        """An error at this block."""
        return Coded("BAD_VALUE", Words(zh, en), hint=hint, file=self.file, row=self.line or None)


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """A heading with blocks and sections."""

    title: Words
    domain: str = ""
    each: bool = False
    blocks: tuple[BlockPlan, ...] = ()
    sections: tuple[SectionPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole plan."""

    title: Words
    subtitle: Words
    imprint: Words
    sections: tuple[SectionPlan, ...]
    wording: Mapping[str, Words]


def read_plan(folder: Path) -> Plan:
    """The plan of a board's folder; without report.yaml the usual one."""
    path = folder / FILE
    top = read_document(path if path.exists() else USUAL)
    _known(top, [key.name for key in TOP])
    plan = Plan(
        title=_words(top, "title"),
        subtitle=_words(top, "subtitle"),
        imprint=_words(top, "imprint"),
        sections=tuple(_section(s, 1) for s in top.records("sections")),
        wording=_wording(top),
    )
    if not plan.sections:
        raise top.bad("BAD_VALUE", "没有任何一章", "there is no section", key="sections")
    return plan


def _section(reader: Reader, level: int) -> SectionPlan:
    _known(reader, [key.name for key in SECTION])
    if level > 3:
        raise reader.bad("BAD_VALUE", "标题至多三级", "at most three levels of headings")
    each = reader.text("each", "")
    if each not in ("", "domain"):
        raise reader.bad("BAD_VALUE", "each 只能为 domain", "each must be domain", key="each")
    return SectionPlan(
        title=_words(reader, "title"),
        domain=reader.text("domain", ""),
        each=bool(each),
        blocks=tuple(_block(b) for b in reader.records("blocks")),
        sections=tuple(_section(s, level + 1) for s in reader.records("sections")),
    )


def _block(reader: Reader) -> BlockPlan:
    show = reader.one_of("show", BLOCKS)
    keys = [key.name for key in BLOCKS[show]]
    _known(reader, ["show", *keys])
    block = BlockPlan(
        show=show,
        line=reader.tree.line,
        file=reader.file,
        words=_words(reader, "words"),
        title=_words(reader, "title"),
        form=reader.one_of("form", FORMS) if show == "figure" else "",
        of=reader.one_of("of", TABLES) if show == "table" else "",
        frame=reader.one_of("frame", ("progress", "problem", ""), ""),
        table=reader.text("table", ""),
        map=reader.text("map", ""),
        scenario=reader.text("scenario") if show == "lever" else "",
        indicators=tuple(reader.texts("indicators")),
        parties=tuple(reader.texts("parties")),
        domains=tuple(reader.texts("domains")),
        columns=_columns(reader) if show == "rows" else {},
        first=reader.whole("from") if reader.has("from") else None,
        last=reader.whole("to") if reader.has("to") else None,
        most=reader.whole("columns" if show == "figure" else "most", 0),
    )
    if show == "text" and not block.words.zh:
        raise reader.bad("BAD_VALUE", "缺少 words", "words is missing", key="words")
    if block.first and block.last and block.first >= block.last:
        raise reader.bad("BAD_VALUE", "from 应早于 to", "from must come before to", key="from")
    return block


def _columns(reader: Reader) -> dict[str, Words]:
    inside = reader.section("columns")
    if inside is None:
        raise reader.bad("BAD_VALUE", "缺少 columns", "columns is missing", key="columns")
    return {name: _words(inside, name, both=False) for name in inside.names()}


def _wording(top: Reader) -> dict[str, Words]:
    inside = top.section("wording")
    if inside is None:
        return {}
    _known(inside, list(WORDING))
    found = {name: _words(inside, name) for name in inside.names()}
    for name, words in found.items():
        allowed = WORDING[name].split()
        for place in (*PLACE.findall(words.zh), *PLACE.findall(words.en)):
            if place not in allowed:
                raise inside.bad(
                    "UNKNOWN_WORD",
                    f"句中没有“{place}”",
                    f"{{{place}}} is not known in this sentence",
                    key=name,
                    hint=Words(f"可用: {'、'.join(allowed)}", f"use: {', '.join(allowed)}"),
                )
    return found


def _words(reader: Reader, key: str, *, both: bool = True) -> Words:
    """A text, or zh and en; where one language is missing the other stands in if `both`."""
    if not reader.has(key):
        return Words("", "")
    value = reader.tree[key]
    if isinstance(value, Text):
        return Words(str(value).strip(), str(value).strip())
    inside = reader.section(key)
    assert inside is not None
    zh, en = inside.text("zh", ""), inside.text("en", "")
    inside.finish()
    return Words(zh or en, en or zh) if both else Words(zh, en)


def _known(reader: Reader, keys: list[str]) -> None:
    """Refuses a key that is not in the table of keys, with near misses."""
    for name in keys:
        reader.has(name)
    reader.finish()


def walk(sections: tuple[SectionPlan, ...]) -> Iterator[SectionPlan]:
    """All sections in order."""
    for section in sections:
        yield section
        yield from walk(section.sections)
