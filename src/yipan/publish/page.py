"""The first page of a board: one self-contained HTML file a language, every figure with its reason.

No script, no font, no request: reasons open with <details>, colours follow the reader's scheme, and
printing opens every disagreement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.english import unit_name
from yipan.core.files import put_whole
from yipan.core.indicators import Better
from yipan.core.words import LANGUAGES, Words
from yipan.facts.conflicts.model import Conflict
from yipan.facts.conflicts.repair import Repair, repairs
from yipan.publish.overview import Line, Overview, Point, Section
from yipan.publish.spark import points
from yipan.publish.why import about, cite, conflict_lines, sum_of
from yipan.publish.wording import (
    CLASSES,
    NOT_KNOWN,
    SEVERITIES,
    figure,
    signed_percent,
)

if TYPE_CHECKING:
    from jinja2 import Template

    from yipan.board import Board

TEMPLATES = Path(__file__).parent / "templates"
WIDTH, HEIGHT = 300, 96
COLOURS = 6


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure with the lines of its reason, and the id of a conflict that it takes part in."""

    text: str
    year: int
    reason: tuple[str, ...]
    conflict: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A party's line in a chart and its row in the table below.

    `runs` are neighbouring years; `bridge` joins them where years are missing, else it is empty.
    """

    name: str
    colour: int
    runs: tuple[tuple[tuple[str, str], ...], ...]
    bridge: tuple[tuple[str, str], ...]
    first: ShownFigure | None
    latest: ShownFigure
    change: str
    better: str
    all: tuple[ShownFigure, ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """An indicator's card."""

    id: str
    name: str
    unit: str
    unit_name: str
    span: tuple[int, int]
    lines: tuple[ShownLine, ...]
    from_zero: bool
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A conflict with its sum, figures and repairs."""

    id: str
    kind: str
    severity: str
    severity_name: str
    about: str
    sum: str
    lines: tuple[str, ...]
    repairs: tuple[str, ...]


def write_pages(board: Board, view: Overview, folder: Path) -> list[Path]:
    """BOARD.zh.html and BOARD.en.html in `folder`, linked to each other."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{board.name}.{lang}.html" for lang in LANGUAGES]
    fixes = {c.id: repairs(c, view.conflicts, most=2) for c in view.conflicts}
    for lang, path in zip(LANGUAGES, paths, strict=True):
        put_whole(path, page(board, view, fixes, lang))
    return paths


def page(board: Board, view: Overview, fixes: Mapping[str, list[Repair]], lang: str) -> str:
    """The page as text; the same board gives the same bytes."""
    other = next(item for item in LANGUAGES if item != lang)
    return _template().render(
        lang="zh-CN" if lang == "zh" else "en",
        other={"lang": other, "href": f"{board.name}.{other}.html"},
        title=board.title.pick(lang),
        description=board.description.pick(lang),
        w={key: words.pick(lang) for key, words in WORDS.items()},
        counts=_counts(board, view, lang),
        sections=[_section(board, view, section, lang) for section in view.sections],
        conflicts=[_conflict(board, c, fixes[c.id], lang) for c in view.conflicts],
        sources=[
            {
                "code": item.source.code,
                "title": item.source.title,
                "authors": item.source.authors,
                "published": item.source.published_on.text or NOT_KNOWN.pick(lang),
                "figures": item.figures,
            }
            for item in view.sources
        ],
        rule=view.rule,
        as_of=view.as_of,
        ledger=board.ledger.digest[:16],
        width=WIDTH,
        height=HEIGHT,
    )


def _counts(board: Board, view: Overview, lang: str) -> list[tuple[str, str]]:
    items = (
        (len(board.parties), Words("方", "parties")),
        (len(board.indicators), Words("项指标", "indicators")),
        (view.figures, Words("个印出的数字", "printed figures")),
        (len(view.sources), Words("个来源", "sources")),
        (len(view.conflicts), Words("处不一致", "disagreements")),
    )
    return [(str(number), words.pick(lang)) for number, words in items]


def _section(board: Board, view: Overview, section: Section, lang: str) -> ShownSection:
    values = [point.value for line in section.lines for point in line.points]
    low, high = min(values), max(values)
    years = section.years
    if 0 < low < high / 2:
        low = Fraction(0)
    return ShownSection(
        id=section.indicator.slug,
        name=section.indicator.name(lang),
        unit=section.indicator.unit,
        unit_name=unit_name(section.indicator.unit, lang),
        span=(years[0], years[-1]),
        lines=tuple(_line(board, view, section, line, (low, high), lang) for line in section.lines),
        from_zero=low == 0,
        low=_short(low),
        high=_short(high),
    )


def _line(
    board: Board,
    view: Overview,
    section: Section,
    line: Line,
    ends: tuple[Fraction, Fraction],
    lang: str,
) -> ShownLine:
    shown = tuple(_figure(board, view, point, lang) for point in line.points)
    first, last = line.points[0], line.points[-1]
    runs = points(line.by_year(section.years), *ends, WIDTH, HEIGHT)
    many = len(line.points) > 1
    known = line.change is not None
    change = signed_percent(first.value, last.value, section.indicator.unit, lang) if known else ""
    return ShownLine(
        name=line.party.name(lang),
        colour=view.parties.index(line.party.code) % COLOURS,
        runs=tuple(tuple(run) for run in runs),
        bridge=tuple(point for run in runs for point in run) if len(runs) > 1 else (),
        first=shown[0] if many else None,
        latest=shown[-1],
        change=change,
        better={Better.UP: "good", Better.DOWN: "bad", Better.NONE: ""}[section.verdict(line)],
        all=shown,
    )


def _figure(board: Board, view: Overview, point: Point, lang: str) -> ShownFigure:
    chosen = point.chosen
    lines = [
        f"{figure(chosen.printed, lang)}  ← {cite(board, chosen.printed, lang)}",
        f"{WORDS['rule'].pick(lang)} {chosen.rule}: {chosen.why.pick(lang)}",
    ]
    if chosen.fact is not chosen.printed:
        row = chosen.fact
        told = Words("更正为", "corrected to").pick(lang)
        lines.insert(1, f"{told} {figure(row, lang)}: {row.reason}")
    for standing in chosen.others:
        other = standing.figure
        lines.append(
            f"{WORDS['other'].pick(lang)}: {figure(other, lang)}  ← {cite(board, other, lang)}"
        )
    if chosen.printed.note:
        lines.append(chosen.printed.note)
    lines.append(f"yipan why {chosen.fact.id}")
    conflict = view.in_conflict.get(chosen.printed.id, "")
    return ShownFigure(figure(chosen.fact, lang), point.year, tuple(lines), conflict)


def _conflict(
    board: Board, conflict: Conflict, fixes: Sequence[Repair], lang: str
) -> ShownConflict:
    shown = [
        WORDS["and"]
        .pick(lang)
        .join(
            f"{about(board, c.facts[0], lang)} {c.facts[0].value} → {c.to}" for c in repair.changes
        )
        for repair in fixes
    ]
    return ShownConflict(
        id=conflict.id,
        kind=CLASSES[conflict.kind].pick(lang),
        severity=conflict.severity.value,
        severity_name=SEVERITIES[conflict.severity].pick(lang),
        about=about(board, conflict.thing, lang),
        sum=sum_of(conflict, lang),
        lines=tuple(line.strip() for line in conflict_lines(board, conflict, lang)[1:]),
        repairs=tuple(shown),
    )


def _short(value: Fraction) -> str:
    from yipan.core.interval import decimal_text

    text = decimal_text(value, 2 if abs(value) < 100 else 0)
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("board.html")


WORDS: dict[str, Words] = {
    "headline": Words("要览", "Headlines"),
    "conflicts": Words("来源之间的不一致", "Where the sources disagree"),
    "conflicts_help": Words(
        "每个印出的数字代表一个区间(末位之半);区间不相交才算不一致。点开可见算式与出处。",
        "A printed number stands for an interval (half its last digit); only intervals that do not "
        "meet disagree. Open a row for the sum and the sources.",
    ),
    "none": Words("来源之间没有不一致。", "The sources do not disagree."),
    "sources": Words("来源", "Sources"),
    "source": Words("来源", "source"),
    "title": Words("题名", "title"),
    "published": Words("公布", "published"),
    "figures": Words("数字", "figures"),
    "first": Words("最早", "first"),
    "latest": Words("最近", "latest"),
    "change": Words("变化", "change"),
    "all": Words("历年", "all years"),
    "not_from_zero": Words("纵轴不从 0 起", "the axis does not start at 0"),
    "rule": Words("规则", "rule"),
    "other": Words("另有", "also printed"),
    "repair": Words("若改则合", "would restore it"),
    "and": Words(" 且 ", " and "),
    "click": Words("点数字看缘由", "click a figure for its reason"),
    "as_of": Words("截至", "as of"),
    "ledger": Words("账本", "ledger"),
    "made": Words(
        "由 yipan 生成;印刷时展开各处不一致。", "Made by yipan; printing opens every disagreement."
    ),
}
