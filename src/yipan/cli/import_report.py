"""What `yipan import` says: cells by fate, how tables were understood, what was not and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.cli.face import table
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.facts.importing.outcome import TableView, Tally
    from yipan.facts.importing.run import Imported, Layout

LAYOUTS = 8
COLUMNS = 14
REASONS = 20

_FATES = {
    "title": Words("标题", "titles"),
    "heading": Words("表头", "headings"),
    "label": Words("行名与单位", "labels and units"),
    "note": Words("注与来源", "notes"),
    "padding": Words("表外空格", "empty, outside"),
    "unused": Words("未用的列", "columns not used"),
    "left_out": Words("按映射不收", "left out by the mapping"),
}
_ROLES = {
    "label": Words("行名", "label"),
    "party": Words("方", "party"),
    "counterparty": Words("对方", "counterparty"),
    "indicator": Words("指标", "indicator"),
    "period": Words("时期", "period"),
    "unit": Words("单位", "unit"),
    "multiplier": Words("单位倍数", "multiplier"),
    "status": Words("状态", "status"),
    "definition": Words("口径", "definition"),
    "price_basis": Words("价格", "price basis"),
    "frequency": Words("频度", "frequency"),
    "note": Words("备注", "note"),
    "data": Words("数", "figures"),
    "unused": Words("未用", "not used"),
    "left_out": Words("不收", "left out"),
}


def lines(done: Imported, *, dry_run: bool, rejects: Path, lang: str) -> Iterator[str]:
    """The report for a person."""
    found = done.understood
    if not dry_run:
        yield Words(
            f"新增 {done.added} 个数,已有 {done.already_there} 个",
            f"{done.added} figures added, {done.already_there} were there already",
        ).pick(lang)
    yield from _counts(found.sheets, found.tally, lang)
    if found.repairs:
        named = ", ".join(f"{seen} → {name}" for seen, name in sorted(found.repairs.items()))
        yield Words(f"改读的名称: {named}", f"names read otherwise: {named}").pick(lang)
    if dry_run:
        yield ""
        yield from _layouts(list(found.layouts.values()), lang)
        for words, count in found.remarks.items():
            yield f"{words.pick(lang)}: {count}"
    if found.tally.rejects:
        yield ""
        yield from _reasons(done, lang)
        if not dry_run:
            yield Words(f"全部未收的单元格: {rejects}", f"all refused cells: {rejects}").pick(lang)


def _counts(sheets: int, tally: Tally, lang: str) -> Iterator[str]:
    missing = ", ".join(f"{kind} {count}" for kind, count in sorted(tally.missing.items()))
    shape = ", ".join(
        f"{_FATES[kind].pick(lang)} {count}" for kind, count in sorted(tally.structure.items())
    )
    rows = [
        [
            Words("单元格", "cells read").pick(lang),
            f"{tally.cells}",
            f"{sheets} " + Words("张表", "sheets").pick(lang),
        ],
        [Words("数", "figures").pick(lang), f"{tally.facts}", ""],
        [Words("缺失", "missing").pick(lang), f"{tally.missing.total()}", missing],
        [Words("结构", "structure").pick(lang), f"{tally.structure.total()}", shape],
        [Words("未读懂", "refused").pick(lang), f"{tally.rejects}", ""],
    ]
    header = [Words("去向", "fate").pick(lang), Words("个数", "count").pick(lang), ""]
    yield table(header, rows, right=[1])


def _layouts(layouts: list[Layout], lang: str) -> Iterator[str]:
    for layout in sorted(layouts, key=lambda item: -item.tables)[:LAYOUTS]:
        view = layout.first
        more = f" ×{layout.tables}" if layout.tables > 1 else ""
        said = f" → {view.said}" if view.said else ""
        title = f" {view.titles[0].strip()}" if view.titles else ""
        rows = Words("行", "rows").pick(lang)
        yield f"{view.place} {rows} {view.rows}{more}:{title}{said}"
        yield from _columns(view, lang)
        yield ""
    if len(layouts) > LAYOUTS:
        left = len(layouts) - LAYOUTS
        yield Words(f"另有 {left} 种布局", f"{left} more layouts").pick(lang)


def _columns(view: TableView, lang: str) -> Iterator[str]:
    rows = [
        [f"  {heading.strip() or '·'}", _ROLES[role].pick(lang) if role in _ROLES else role, said]
        for heading, role, said in view.columns[:COLUMNS]
    ]
    header = [
        "  " + Words("列", "column").pick(lang),
        Words("用途", "use").pick(lang),
        Words("读作", "read as").pick(lang),
    ]
    yield table(header, rows)
    left = len(view.columns) - COLUMNS
    if left > 0:
        yield Words(f"  另有 {left} 列", f"  {left} more columns").pick(lang)


def _reasons(done: Imported, lang: str) -> Iterator[str]:
    found = sorted(done.understood.reasons.values(), key=lambda r: -r.count)
    rows = [
        [
            str(reason.count),
            reason.words.pick(lang),
            f"{reason.first.sheet or reason.first.file} {reason.first.cell}",
            reason.first.text[:24],
        ]
        for reason in found[:REASONS]
    ]
    header = [
        Words("个数", "cells").pick(lang),
        Words("未读懂的原因", "why refused").pick(lang),
        Words("首个", "first").pick(lang),
        Words("内容", "text").pick(lang),
    ]
    yield table(header, rows, right=[0])
    if len(found) > REASONS:
        left = len(found) - REASONS
        yield Words(f"另有 {left} 种原因", f"{left} more reasons").pick(lang)


def as_dict(done: Imported, *, dry_run: bool, lang: str) -> dict[str, object]:
    """The report as JSON."""
    found = done.understood
    return {
        "dry_run": dry_run,
        "added": done.added,
        "already_there": done.already_there,
        "sheets": found.sheets,
        "cells": found.tally.as_dict(),
        "layouts": [
            {
                "tables": layout.tables,
                "place": layout.first.place,
                "rows": layout.first.rows,
                "titles": list(layout.first.titles),
                "said": layout.first.said,
                "columns": [
                    {"heading": heading, "role": role, "read_as": said}
                    for heading, role, said in layout.first.columns
                ],
            }
            for layout in found.layouts.values()
        ],
        "reasons": [
            {
                "code": code,
                "reason": reason.words.pick(lang),
                "cells": reason.count,
                "first": f"{reason.first.file} {reason.first.sheet} {reason.first.cell}",
            }
            for (code, _), reason in found.reasons.items()
        ],
        "names_read_otherwise": dict(sorted(found.repairs.items())),
        "rejects": [
            {
                "file": r.file,
                "sheet": r.sheet,
                "cell": r.cell,
                "code": r.code,
                "reason": r.reason.pick(lang),
                "text": r.text,
            }
            for r in found.rejects
        ],
    }
