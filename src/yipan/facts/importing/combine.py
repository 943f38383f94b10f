"""From headings, row labels and titles to what one figure is about; never a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yipan.core.frequency import filed
from yipan.core.indicators import Indicator, IndicatorKind
from yipan.core.period import Period
from yipan.core.text import fold_width, name_key
from yipan.core.units import Unit, find_unit
from yipan.core.words import Words
from yipan.facts.importing.meaning import NOTHING, Meaning, joined_period, over, replace
from yipan.facts.importing.name_words import BREAKDOWNS
from yipan.facts.importing.names import Names, unknown

_GROWTH_DIMENSIONS = {"percent", "percentage_point", "number"}


_GENERAL = re.compile(
    r"(?:主要|基本|国民|社会|综合|经济|核算|发展|指标|情况|概况|总量|项目|人民生活|民生|统计|分类|其中|和|与)+"
    r"|(?:main|basic|general)?(?:indicators|overview|items?)"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What figures are about: the first ten columns of their ledger rows, unit and status."""

    prefix: tuple[str, str, str, str, str, date | None, date | None, str, str, str]
    unit: str
    units: tuple[str, ...]
    status: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a figure has no place."""

    code: str
    reason: Words
    about: str = ""


def along(path: Sequence[Meaning], names: Names, nested: Sequence[bool] = ()) -> Meaning:
    """One meaning from a path of headings (top to bottom) or of row labels (outside in).

    `nested`: for each but the last, whether it carries figures itself.
    """
    found = NOTHING
    inside = ""
    named: list[tuple[Meaning, bool]] = []
    for index, meaning in enumerate(path):
        one = _inside_party(meaning, inside, names)
        inside = one.party or inside
        found = over(found, one)
        if one.indicator or (one.name and not one.party and not one.neutral):
            carries = nested[index] if index < len(nested) else False
            named.append((one, carries))
    if not named:
        return found
    return _named(replace(found, indicator="", trouble=None, trouble_code=""), named, names)


def _inside_party(meaning: Meaning, inside: str, names: Names) -> Meaning:
    """A name that several parties share, settled by the party it stands under."""
    if meaning.party or meaning.indicator or not meaning.name or not inside:
        return meaning
    party = names.party(meaning.name, inside) if names.ambiguous(meaning.name) else None
    return replace(meaning, party=party.code) if party else meaning


def _named(found: Meaning, named: list[tuple[Meaning, bool]], names: Names) -> Meaning:
    leaf = named[-1][0]
    if len(named) == 1:
        return _with_indicator(found, leaf, names)
    texts = [m.name for m, _ in named]
    for start in range(len(texts) - 1):
        for between in ("", "-", " ", "_"):
            joined = names.indicator(between.join(texts[start:]))
            if joined:
                return replace(found, indicator=joined.slug, name=texts[-1])
    above, carries = named[-2]
    if not leaf.indicator:
        return _with_indicator(found, replace(leaf, name=" / ".join(texts[-2:])), names)
    if _belongs(leaf, above, carries, names):
        return replace(found, indicator=leaf.indicator, name=leaf.name)
    return replace(
        found,
        name=leaf.name,
        trouble_code="unclear_heading",
        trouble=Words(
            f"“{leaf.name}”列在“{above.name}”之下,不知是否其一部分",
            f"{leaf.name!r} stands under {above.name!r}; whether it is a part of it is not known",
        ),
    )


def _belongs(leaf: Meaning, above: Meaning, carries: bool, names: Names) -> bool:
    """Whether a label may be read by itself although it stands under another."""
    if above.indicator:
        same = above.indicator == leaf.indicator
        return same or names.part_of(leaf.indicator, above.indicator)
    return not carries and harmless(above, leaf, names)


def harmless(heading: Meaning, leaf: Meaning, names: Names) -> bool:
    """Whether a heading that is not understood leaves the meaning of a label below as it is.

    人均 over 地区生产总值 would change it. A general heading (综合, 主要指标), the indicator's own
    domain, or words of its own name do not.
    """
    said = name_key(heading.name)
    if not said or _GENERAL.fullmatch(said):
        return True
    indicator = names.indicators.get(leaf.indicator)
    if indicator is None or leaf.name.casefold() in BREAKDOWNS:
        return False
    domain = name_key(indicator.domain)
    return said in name_key(leaf.name) or bool(domain and (said in domain or domain in said))


def _with_indicator(found: Meaning, leaf: Meaning, names: Names) -> Meaning:
    if leaf.indicator:
        return replace(found, indicator=leaf.indicator, name=leaf.name)
    code, words = unknown(names, leaf.name)
    return replace(found, name=leaf.name, trouble_code=code, trouble=words)


def cross(title: Meaning, column: Meaning, row: Meaning, names: Names, given: Meaning) -> Meaning:
    """The meaning of a cell from its column and its row; `title` holds where both are silent,
    `given` (the mapping's) whatever they say."""
    indicator, trouble = _indicator(title, column, row, names)
    if given.indicator:
        indicator, trouble = given.indicator, None
    if trouble is not None:
        return trouble
    period, part = _period(title, column, row)
    if period is None and column.period and row.period:
        return _failed(
            "two_periods",
            Words(
                f"行写 {row.period},列写 {column.period}",
                f"the row says {row.period}, the column {column.period}",
            ),
        )
    other = column.party if row.party and column.party != row.party else ""
    return Meaning(
        counterparty=row.counterparty or other,
        party=given.party or row.party or column.party or title.party,
        indicator=indicator,
        period=given.period or period,
        part=part,
        units=given.units,
        status=row.status or column.status or title.status,
        definition=given.definition or _both(column.definition, row.definition) or title.definition,
        price_basis=given.price_basis or row.price_basis or column.price_basis or title.price_basis,
        frequency=given.frequency or row.frequency or column.frequency or title.frequency,
    )


def _both(first: str, second: str) -> str:
    return f"{first}; {second}" if first and second and first != second else first or second


def _indicator(
    title: Meaning, column: Meaning, row: Meaning, names: Names
) -> tuple[str, Meaning | None]:
    """The slug, or a meaning that says why there is none."""
    pairs = [(column, row), (row, column), (title, row), (title, column)]
    silent = not column.indicator and not row.indicator
    if row.trouble or column.trouble or (column.indicator and row.indicator):
        if column.indicator and column.indicator == row.indicator:
            return column.indicator, None
        for first, second in pairs:
            joined = first.name and second.name and names.indicator(first.name + second.name)
            if joined:
                return joined.slug, None
        for troubled in (row, column):
            if troubled.trouble:
                return "", troubled
        if names.part_of(row.indicator, column.indicator):
            return row.indicator, None
        if names.part_of(column.indicator, row.indicator):
            return column.indicator, None
        return "", _failed(
            "two_indicators",
            Words(
                f"行写“{row.name}”,列写“{column.name}”",
                f"the row says {row.name!r}, the column {column.name!r}",
            ),
        )
    if silent and title.trouble:
        return "", title
    return (title.indicator if silent else column.indicator or row.indicator), None


def _failed(code: str, reason: Words) -> Meaning:
    return replace(NOTHING, trouble_code=code, trouble=reason)


def _period(title: Meaning, column: Meaning, row: Meaning) -> tuple[Period | None, str]:
    """The period, and a part of a year that found no year."""
    part = row.part or column.part
    first, second = row.period, column.period
    if first and second and first != second:
        if first.within(second):
            return first, ""
        return (second, "") if second.within(first) else (None, "")
    period = first or second or title.period
    part = part or ("" if first or second else title.part)
    if not part:
        return period, ""
    found = joined_period(period, part)
    return (found, "") if found else (None, part)


def subject(
    cell: Meaning, column: Meaning, row: Meaning, title: Meaning, names: Names, *, board_unit: bool
) -> Subject | Problem:
    """What the figure of a cell is about, complete, or what is missing."""
    if cell.trouble:
        return Problem(cell.trouble_code, cell.trouble, cell.name)
    indicator = names.indicators.get(cell.indicator)
    if indicator is None:
        return Problem("no_indicator", Words("没有写明指标", "no indicator is named"))
    if not cell.party:
        return Problem("no_party", Words("没有写明地区或主体", "no party is named"))
    if cell.period is None:
        return Problem("no_period", Words("没有写明时期", "no period is named"))
    wanted = find_unit(indicator.unit)
    growth = cell.frequency == "yoy"
    units = cell.units or _printed_units(column, row, title)
    unit = _choose_unit(units, wanted, indicator, names, growth=growth)
    if unit is None and board_unit and not growth and not units:
        unit = indicator.unit
    if isinstance(unit, Problem):
        return unit
    period, frequency = filed(indicator.kind, cell.period)
    return Subject(
        (
            "figure",
            indicator.slug,
            cell.party,
            cell.counterparty,
            period.code,
            period.start,
            period.end,
            cell.frequency or frequency,
            cell.definition,
            cell.price_basis,
        ),
        unit or "",
        units,
        cell.status,
        indicator.kind is IndicatorKind.COUNT,
    )


def _printed_units(column: Meaning, row: Meaning, title: Meaning) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*row.units, *column.units))) or title.units


def _choose_unit(
    units: Sequence[str],
    wanted: Unit | None,
    indicator: Indicator,
    names: Names,
    *,
    growth: bool,
) -> str | Problem | None:
    """The one printed unit that the indicator can have; None where none is printed."""
    if not units:
        return None
    fitting: list[str] = []
    for text in units:
        unit = names.unit(text)
        if unit is None:
            return unknown_unit(text)
        if fits(unit, wanted, growth=growth):
            fitting.append(unit_text(text, names))
    if len(fitting) == 1:
        return fitting[0]
    listed = "、".join(units)
    if fitting:
        return Problem(
            "two_units", Words(f"有几个单位: {listed}", f"several units are printed: {listed}")
        )
    return Problem(
        "unit_mismatch",
        Words(
            f"单位“{listed}”不是指标“{indicator.name('zh')}”({indicator.unit})的单位",
            f"unit {listed!r} does not fit indicator {indicator.slug!r} ({indicator.unit})",
        ),
    )


def unknown_unit(text: str) -> Problem:
    """A unit that is not known."""
    return Problem("unknown_unit", Words(f"不认识单位“{text}”", f"unit {text!r} is not known"))


def fits(unit: Unit, wanted: Unit | None, *, growth: bool) -> bool:
    """Whether a figure in `unit` can be a value (or a growth) of an indicator in `wanted`."""
    if growth:
        return unit.dimension in _GROWTH_DIMENSIONS or unit.dimension.startswith("index")
    return wanted is None or unit.converts_to(wanted)


def unit_text(text: str, names: Names) -> str:
    """A unit as it is written into the ledger: as printed, widths and inner CJK spaces aside."""
    printed = fold_width(text)
    printed = printed if printed.isascii() else printed.replace(" ", "")
    unit = names.unit(text)
    return printed if unit is None or find_unit(printed) == unit else unit.symbol
