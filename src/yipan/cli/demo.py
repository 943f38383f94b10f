"""`yipan demo`: a board at a glance in the terminal, and the same as a page under out/."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan.cli.face import common_options, envelope, table, terminal_width
from yipan.cli.main import language
from yipan.core.text import shorten
from yipan.core.words import LANGUAGES, Words
from yipan.publish.why import sum_of

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.publish.overview import Line, Overview, Section


@click.command("demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out"),
    show_default=True,
    help="Folder of the page.",
)
@common_options
def demo(out: Path, board: str, as_of: str | None, lang: str | None, as_json: bool) -> None:
    """The board at a glance: headline indicators with trend, conflicts, sources; and a page."""
    import yipan
    from yipan.cli.opened import read_as_of, receipt
    from yipan.publish.overview import overview
    from yipan.publish.page import write_pages

    lang = lang or language([])
    opened = yipan.open(board)
    view = overview(opened, as_of=read_as_of(as_of))
    pages = write_pages(opened, view, out)
    if as_json:
        result = {**_as_json(view), "pages": [str(page) for page in pages]}
        click.echo(
            envelope("demo", result, board=opened.name, as_of=as_of, receipt=receipt(opened))
        )
        return
    click.echo(text(opened, view, lang))
    page = pages[LANGUAGES.index(lang)]
    click.echo(Words(f"网页: {page}", f"page: {page}").pick(lang))


def text(board: Board, view: Overview, lang: str) -> str:
    """The whole board as text."""
    parts = [_head(board, view, lang)]
    parts += [_section(view, section, lang) for section in view.sections]
    parts += [_scale(lang), _conflicts(board, view, lang), _sources(view, lang), _next(view, lang)]
    return "\n\n".join(part for part in parts if part)


def _scale(lang: str) -> str:
    return Words(
        "¹ 每行自其最低值至最高值;缺年留空。⚠ 与别处不一致。✓ 向好 ✗ 向差",
        "¹ each row from its lowest to its highest value; years without a figure stay empty. "
        "⚠ disagrees with another figure. ✓ better ✗ worse",
    ).pick(lang)


def _head(board: Board, view: Overview, lang: str) -> str:
    zh = (
        f"{len(board.parties)} 方 · {len(board.indicators)} 项指标 · {view.figures} 个印出的数字 · "
        f"{len(view.sources)} 个来源 · 取值规则 {view.rule}"
    )
    en = (
        f"{len(board.parties)} parties · {len(board.indicators)} indicators · "
        f"{view.figures} printed figures · {len(view.sources)} sources · rule {view.rule}"
    )
    day = Words(f" · 截至 {view.as_of}", f" · as of {view.as_of}").pick(lang) if view.as_of else ""
    title = board.title.pick(lang)
    rule = "═" * _width()
    return f"{title} · 一盘 Yipan\n{rule}\n{Words(zh, en).pick(lang)}{day}"


def _section(view: Overview, section: Section, lang: str) -> str:
    from yipan.core.english import unit_name
    from yipan.publish.spark import spark

    zh = lang == "zh"
    years = section.years
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    head = (
        ("", "最早", "走势¹", "最近", "变化", "来源")
        if zh
        else ("", "first", "trend¹", "latest", "change", "source")
    )
    rows = [
        (
            line.party.name(lang),
            _shown(view, line, 0, lang),
            spark(line.by_year(years)),
            _shown(view, line, -1, lang),
            _change(section, line, lang),
            ", ".join(sorted({point.chosen.fact.source for point in line.points})),
        )
        for line in section.lines
    ]
    name = f"{section.indicator.name(lang)}, {unit_name(section.indicator.unit, lang)}  {span}"
    return f"{name}\n{table(head, rows, right=[1, 3, 4], keep=[0, 1, 2, 3, 4], width=_width())}"


def _shown(view: Overview, line: Line, place: int, lang: str) -> str:
    from yipan.publish.wording import figure

    point = line.points[place]
    if place == 0 and len(line.points) == 1:
        return ""
    mark = "⚠" if view.doubted(point) else " "
    return f"{figure(point.chosen.fact, lang)} ({point.year}){mark}"


def _change(section: Section, line: Line, lang: str) -> str:
    from yipan.core.indicators import Better
    from yipan.publish.wording import signed_percent

    if line.change is None:
        return ""
    first, last = line.points[0].value, line.points[-1].value
    mark = {Better.UP: " ✓", Better.DOWN: " ✗", Better.NONE: ""}[section.verdict(line)]
    arrow = "↑" if last > first else "↓" if last < first else "→"
    return f"{arrow} {signed_percent(first, last, section.indicator.unit, lang)}{mark}"


def _conflicts(board: Board, view: Overview, lang: str) -> str:
    from yipan.cli.conflicts import summary
    from yipan.publish.why import about
    from yipan.publish.wording import CLASSES

    if not view.conflicts:
        return Words("来源之间没有不一致", "the sources do not disagree").pick(lang)
    width = _width()
    lines = [f"⚠ {summary(list(view.conflicts), lang, view.explained)}"]
    for conflict in view.conflicts[:12]:
        kind = CLASSES[conflict.kind].pick(lang)
        lines.append(
            shorten(f"  {about(board, conflict.thing, lang)}  【{kind}】", width - 15)
            + f"  {conflict.id}"
        )
        lines.append(shorten(f"      {sum_of(conflict, lang)}", width))
    more = len(view.conflicts) - 12
    if more > 0:
        lines.append(f"  … {more}")
    return "\n".join(lines)


def _width() -> int:
    return min(terminal_width(), 100)


def _sources(view: Overview, lang: str) -> str:
    from yipan.publish.wording import NOT_KNOWN

    zh = lang == "zh"
    head = ("来源", "题名", "公布", "数字") if zh else ("source", "title", "published", "figures")
    rows = [
        (
            counted.source.code,
            counted.source.title,
            counted.source.published_on.text or NOT_KNOWN.pick(lang),
            str(counted.figures),
        )
        for counted in view.sources[:12]
    ]
    return table(head, rows, right=[3], width=_width()) if rows else ""


def _next(view: Overview, lang: str) -> str:
    first = view.sections[0] if view.sections else None
    if first is None:
        return ""
    name, party = first.indicator.slug, first.lines[0].party.name(lang)
    latest = first.lines[0].points[-1].chosen.fact.id
    known = view.conflicts[0].id if view.conflicts else latest
    asks = [f"yipan facts {name} --party {party}", "yipan conflicts", f"yipan why {known}"]
    head = Words("再往下问:", "ask on:").pick(lang)
    return "\n".join([head, *(f"  {ask}" for ask in asks)])


def _as_json(view: Overview) -> dict[str, object]:
    from yipan.core.interval import rational_text

    return {
        "figures": view.figures,
        "rule": view.rule,
        "sections": [
            {
                "indicator": section.indicator.slug,
                "unit": section.indicator.unit,
                "lines": [
                    {
                        "party": line.party.code,
                        "points": [
                            {
                                "year": point.year,
                                "value": rational_text(point.value),
                                "fact": point.chosen.fact.id,
                            }
                            for point in line.points
                        ],
                    }
                    for line in section.lines
                ],
            }
            for section in view.sections
        ],
        "conflicts": [conflict.id for conflict in view.conflicts],
        "sources": {counted.source.code: counted.figures for counted in view.sources},
    }
