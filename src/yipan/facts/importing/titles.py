"""What stands above a table: its title, units, period and party."""

from __future__ import annotations

import re

from yipan.core.period import year, year_end
from yipan.core.text import fold_width
from yipan.core.words import Words
from yipan.facts.importing.grid import Grid
from yipan.facts.importing.marks import strip_marks
from yipan.facts.importing.meaning import NOTHING, Meaning, over, replace
from yipan.facts.importing.names import Names, read_units
from yipan.facts.importing.tables import UNIT_STATEMENT, Table

_STATEMENT = re.compile(r"(?:计\s*量\s*)?(?:单\s*位|\bunits?)\s*:\s*([^()]*)\)?", re.IGNORECASE)
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER = re.compile(
    r"\A\s*(?:(?:续|附)?表\s*)?(?:(?!(?:19|20)\d\d)\d{1,3}|[一二三四五六七八九十]{1,3}(?=[-–—.、]))?"
    r"(?:[-–—.]\d+)*\s*(?:[、.]\s*)?"
)
_DECORATION = re.compile(
    r"各省(?:、|\(|区|、?自治区|、?直辖市|市|\))*|各地区?|分(?:地区|省|市|县|区)"
    r"|按(?:地区|省|城市)分(?:组|的)?|三地|各市县?|各区县?"
    r"|历年|主要年份|年份|统计表|一览表|情况表?|续表|\(续\)|统计|数据|表$"
    r"|by (?:region|province|state|city|year)s?"
    r"|的$|^的|^全[市省国]",
    re.IGNORECASE,
)


def read_titles(grid: Grid, table: Table, names: Names) -> Meaning:
    """What the rows above a table say that holds for all of its figures."""
    found = NOTHING
    for row in table.titles:
        for value in grid.rows[row]:
            if isinstance(value, str) and value.strip():
                found = over(found, title_meaning(value, names))
    return found


def title_meaning(text: str, names: Names) -> Meaning:
    """What one line above a table says; what is not understood in it stays unsaid."""
    folded = fold_width(strip_marks(text))
    statement = _STATEMENT.search(folded)
    if statement:
        before = title_meaning(folded[: statement.start()].rstrip(" ("), names)
        stated = statement[1].strip()
        units = read_units(stated, names) or ((stated,) if stated else ())
        return replace(before, units=units)
    if not folded:
        return NOTHING
    whole = names.label(text)
    if whole.indicator or whole.party or whole.timed or (whole.units and not whole.name):
        return whole
    return _pieces(folded, names)


def _pieces(folded: str, names: Names) -> Meaning:
    """Unit in brackets, one year, a party in front, and an indicator that is all the rest."""
    found = NOTHING
    for bracket in re.findall(r"\(([^()]*)\)", folded):
        units = read_units(UNIT_STATEMENT.sub("", bracket), names)
        found = replace(found, units=units) if units else found
    bare = _NUMBER.sub("", re.sub(r"\([^()]*\)", " ", folded))
    named = names.label(bare.strip())
    if named.indicator and not named.period:
        return over(found, replace(named, units=named.units or found.units))
    mentioned = set(_YEARS.findall(bare))
    if len(mentioned) == 1:
        number = int(mentioned.pop())
        end = re.search(rf"{number}\s*年?(?:末|底)", bare)
        found = replace(found, period=year_end(number) if end else year(number))
    rest = re.sub(r"(?:19|20)\d\d\s*年?(?:度|末|底)?(?:\s*[-–—―~至到]+\s*)?", " ", bare)
    rest = " ".join(_DECORATION.sub(" ", rest).split()).strip(" 、,:的")
    inner = names.label(rest) if rest else NOTHING
    if inner.indicator or inner.party:
        return over(found, replace(inner, units=inner.units or found.units))
    return over(replace(found, name=rest), _leading_party(rest, names))


def _leading_party(rest: str, names: Names) -> Meaning:
    """The party that a title begins with: 北京市国民经济主要指标."""
    for cut in range(min(len(rest), 12), 1, -1):
        party = names.party(rest[:cut])
        if party:
            return replace(NOTHING, party=party.code)
    return NOTHING


def sheet_meaning(grid: Grid, names: Names) -> Meaning:
    """What the sheet's name says, where it is wholly understood."""
    found = names.label(grid.sheet) if grid.sheet.strip() else NOTHING
    clear = found.indicator or found.party or found.timed
    return replace(found, units=found.units) if clear else NOTHING


def no_table() -> Words:
    """The line for a sheet in which no figures stand."""
    return Words("没有数字", "no figures")
