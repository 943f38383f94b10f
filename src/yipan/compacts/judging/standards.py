"""同事同标: one item at several places, field by field, and the smallest way to make it one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.compacts.document.document import Compact
from yipan.compacts.settling.fact_values import Row
from yipan.compacts.words.parties import canonical_party
from yipan.compacts.words.units import parse_number
from yipan.compacts.words.values import Unknown
from yipan.core.errors import Coded
from yipan.core.interval import rational_text
from yipan.core.words import Words

SAME, DIFFERENT, OPEN = "同", "异", "未定"
_NONE = "无"


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """One item compared over the places."""

    case: str
    verdict: str
    cause: Unknown
    error: str | None
    zh: str
    extra: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class _Field:
    """同, 异 or 未定, what would make it one, and how far that is."""

    state: str
    changes: tuple[dict[str, Any], ...] = ()
    distance: Fraction | None = Fraction(0)


def judge_items(compact: Compact, rows: Sequence[Row]) -> list[ItemAnswer]:
    """Compare every item; rows of one item in any order."""
    assert compact.judge is not None
    by_case: dict[str, dict[str, list[Row]]] = {}
    if rows and not {"case", "place"} <= set(rows[0].cells):
        raise Coded(
            "BAD_TABLE",
            Words("缺列 case 或 place", "missing column case or place"),
            hint=Words("每个事项每地一行", "one row per item and place"),
            file=rows[0].file,
            row=1,
        )
    for row in rows:
        place = canonical_party(row.get("place"))
        by_case.setdefault(row.get("case"), {}).setdefault(place, []).append(row)
    return [_item(compact, case, places) for case, places in sorted(by_case.items())]


def _item(compact: Compact, case: str, places: dict[str, list[Row]]) -> ItemAnswer:
    assert compact.judge is not None
    wanted = compact.judge.places
    names = [name for name, _ in compact.judge.same]
    strange = sorted(set(places) - set(wanted))
    if strange:
        return _bad(case, "PLACE_UNKNOWN", f"“{strange[0]}”不在 {'、'.join(wanted)} 中")
    columns = [*names, "day_kind"]
    for place, rows in places.items():
        distinct = {tuple(row.get(column) for column in columns) for row in rows}
        if len(distinct) > 1:
            return _bad(case, "DUPLICATE", f"{place} 有两行而内容不同")
    lacking = [place for place in wanted if place not in places]
    if lacking:
        told = f"缺项:{'、'.join(lacking)} 没有该事项。"
        cause = Unknown(missing=frozenset(lacking))
        return ItemAnswer(case, "缺项", cause, None, told, (("fields", {}), ("changes", [])))
    one_each = {place: places[place][0] for place in wanted}
    try:
        fields = {name: _field(name, kind, one_each) for name, kind in compact.judge.same}
    except ValueError as error:
        return _bad(case, "BAD_VALUE", str(error))
    return _compared(case, fields)


def _compared(case: str, fields: dict[str, _Field]) -> ItemAnswer:
    states = {name: field.state for name, field in fields.items()}
    changes = [change for field in fields.values() for change in field.changes]
    distances = [field.distance for field in fields.values()]
    distance = None
    if all(d is not None for d in distances):
        distance = rational_text(sum((d for d in distances if d is not None), Fraction(0)))
    unsure = [name for name, state in states.items() if state == OPEN]
    verdict = "同标" if not unsure and DIFFERENT not in states.values() else "异标"
    told = f"{verdict}:" + ";".join(_tell(change) for change in changes) + "。"
    if unsure:
        verdict, told = OPEN, f"未定:{'、'.join(unsure)} 不能比较。"
    elif not changes:
        told = "同标:各项相同。"
    cause = Unknown(open=frozenset(unsure))
    extra = (("fields", states), ("changes", changes), ("distance", distance))
    return ItemAnswer(case, verdict, cause, None, told, extra)


def _tell(change: dict[str, Any]) -> str:
    if "drop" in change:
        return f"{change['place']} 多收材料 {change['drop']}"
    if "cut" in change:
        return f"{change['place']} 时限多 {change['cut']} 日"
    return f"{change['field']} 须统一: {' | '.join(change['agree'])}"


def _field(name: str, kind: str, rows: dict[str, Row]) -> _Field:
    texts = {place: row.get(name) for place, row in rows.items()}
    if any(not text for text in texts.values()):
        return _Field(OPEN, (), None)
    if kind == "set":
        return _set_field(name, texts)
    if kind == "days":
        return _days_field(name, texts, {row.get("day_kind") for row in rows.values()})
    values = sorted(set(texts.values()))
    if len(values) == 1:
        return _Field(SAME)
    return _Field(DIFFERENT, ({"field": name, "agree": values},))


def _set_field(name: str, texts: dict[str, str]) -> _Field:
    """Materials common to all stay; what only some ask for is dropped there."""
    sets = {
        place: set()
        if text == _NONE
        else {m.strip() for m in text.replace(";", ";").split(";") if m.strip()}
        for place, text in texts.items()
    }
    common = set.intersection(*sets.values())
    changes = tuple(
        {"place": place, "field": name, "drop": material}
        for place, materials in sets.items()
        for material in sorted(materials - common)
    )
    return _Field(DIFFERENT if changes else SAME, changes, Fraction(len(changes)))


def _days_field(name: str, texts: dict[str, str], kinds: set[str]) -> _Field:
    """Down to the shortest limit; working days and calendar days do not compare."""
    numbers = {place: parse_number(text) for place, text in texts.items()}
    for place, number in numbers.items():
        if number is None or number < 0:
            raise ValueError(f"{place} 的 {name}“{texts[place]}”不是日数")
    if len(kinds) > 1 or not kinds <= {"工作日", "自然日"}:
        return _Field(OPEN, (), None)
    days = {place: number for place, number in numbers.items() if number is not None}
    shortest = min(days.values())
    changes = tuple(
        {"place": place, "field": name, "cut": rational_text(number - shortest)}
        for place, number in days.items()
        if number > shortest
    )
    distance = sum((number - shortest for number in days.values()), Fraction(0))
    return _Field(DIFFERENT if changes else SAME, changes, distance)


def _bad(case: str, code: str, told: str) -> ItemAnswer:
    return ItemAnswer(case, "错误", Unknown(), code, f"错误:{told}。", ())
