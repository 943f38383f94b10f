"""Panels found in the wild, on boards made for them; skipped where the data is not there."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from shared_data import shared

from yipan.core.indicators import Indicator, IndicatorKind, IndicatorTable
from yipan.core.parties import Party, PartyKind, PartyTree
from yipan.facts.importing.files import read_grids
from yipan.facts.importing.meaning import Meaning
from yipan.facts.importing.names import Names
from yipan.facts.importing.outcome import Origin, SheetOutcome
from yipan.facts.importing.rules import ColumnRule, Rules, SheetRules
from yipan.facts.importing.sheets import SheetReader

GDP = Indicator("gdp", "地区生产总值", "GDP", "亿元", IndicatorKind.FLOW, aliases=("gdp_nominal",))
POP = Indicator("pop", "常住人口", "Population", "万人", IndicatorKind.STOCK, aliases=("pop_10k",))
PC = Indicator("pcgdp", "人均", "GDP per head", "USD/person", IndicatorKind.RATIO)
EMPLOYED = Indicator("emp", "就业", "Employment", "千人", IndicatorKind.STOCK, aliases=("emp1000",))


def column_of(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return [row[name] for row in csv.DictReader(handle)]


def read(
    path: Path,
    places: list[str],
    indicators: list[Indicator],
    rules: SheetRules | None = None,
    kind: PartyKind = PartyKind.PROVINCE,
) -> SheetOutcome:
    """Read a file on a board that has just these places and indicators."""
    parties = PartyTree(Party(p, p, "", kind) for p in dict.fromkeys(places))
    names = Names(parties, IndicatorTable(indicators))
    reader = SheetReader(names, Origin("S"), Rules(fallback=rules or SheetRules()))
    (outcome,) = [reader.read(grid) for grid in read_grids(path)]
    return outcome


def test_three_vintages_are_told_apart_by_the_mapping() -> None:
    """The vintage column becomes the definition; every printed value of 2,108 is kept."""
    path = shared("data/cn_province/gdp_vintages_31.csv")
    rules = SheetRules(columns={"vintage": ColumnRule("definition")})
    outcome = read(path, column_of(path, "province"), [GDP], rules)
    assert outcome.tally.facts == len(column_of(path, "gdp_100m_yuan"))
    assert [f.value for f in outcome.facts()] == column_of(path, "gdp_100m_yuan")
    assert outcome.tally.rejects == 0
    tianjin = {f.value for f in outcome.facts() if f.party == "天津" and f.period == "2014"}
    assert {value.split(".")[0] for value in tianjin} == {"15726", "10640", "10748"} or len(
        tianjin
    ) == 3


def test_without_the_mapping_the_vintages_are_refused_not_mixed() -> None:
    """Years that only one vintage has are taken; where vintages differ, none is."""
    path = shared("data/cn_province/gdp_vintages_31.csv")
    outcome = read(path, column_of(path, "province"), [GDP])
    assert {r.code for r in outcome.rejects} == {"repeated"}
    assert all("vintage" in r.reason.en for r in outcome.rejects)
    seen = Counter((f.party, f.period, f.value) for f in outcome.facts())
    things = {(party, period) for party, period, _ in seen}
    assert len(things) == len(seen)


def test_dirty_province_names_are_resolved_only_where_that_is_safe(tmp_path: Path) -> None:
    """内蒙 古 and 新疆省 are; 江两 is refused with near misses (the real column, re-dirtied)."""
    path = shared("data/cn_province/resident_population_2015_2024.csv")
    text = path.read_text(encoding="utf-8-sig")
    dirty = {
        "内蒙古": "内蒙 古",
        "新疆": "新疆省",
        "西藏": "西藏省",
        "广西": "广西省",
        "江西": "江两",
    }
    for clean, seen in dirty.items():
        text = text.replace(f"\n{clean},", f"\n{seen},")
    file = tmp_path / "dirty.csv"
    file.write_text(text.replace("resident_pop_10k", "常住人口(万人)"), encoding="utf-8")
    outcome = read(file, column_of(path, "province"), [POP])
    count = len(column_of(path, "province"))
    lost = column_of(path, "province").count("江西")
    assert lost
    assert outcome.tally.facts == count - lost
    assert [r.about for r in outcome.rejects] == ["江两"] * lost
    assert "江西" in outcome.rejects[0].reason.zh


@pytest.mark.parametrize("across", ["years", "places"])
def test_a_long_panel_reshaped_wide_gives_the_same_facts(tmp_path: Path, across: str) -> None:
    """Places down and years across, or the other way round: the facts are the long file's."""
    path = shared("data/cn_province/resident_population_2015_2024.csv")
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    values = {(r["province"], r["year"]): r["resident_pop_10k"] for r in rows}
    places = list(dict.fromkeys(r["province"] for r in rows))
    years = sorted({r["year"] for r in rows})
    lines = [["常住人口(万人)"]]
    if across == "years":
        lines += [["地区", *years], *([p, *(values[p, y] for y in years)] for p in places)]
    else:
        lines += [["年份", *places], *([y, *(values[p, y] for p in places)] for y in years)]
    file = tmp_path / "wide.csv"
    with file.open("w", encoding="gb18030", newline="") as handle:
        csv.writer(handle).writerows(lines)
    outcome = read(file, places, [POP])
    found = {(f.party, f.period[:4]): f.value for f in outcome.facts()}
    assert found == values


def test_city_panel_of_thirteen_cities() -> None:
    """Wide names with units inside; columns that the board does not know are refused by name."""
    path = shared("data/cn_city/jjj13_panel_2000_2023.csv")
    bare = read(path, column_of(path, "city"), [GDP, POP], kind=PartyKind.CITY)
    assert bare.tally.facts == 0  # "100 million" of what is not said
    rules = SheetRules(
        columns={
            "gdp_nominal_100m": ColumnRule(meaning=Meaning(indicator="gdp", units=("亿元",))),
            "pop_10k": ColumnRule(meaning=Meaning(indicator="pop", units=("万人",))),
        }
    )
    outcome = read(path, column_of(path, "city"), [GDP, POP], rules, PartyKind.CITY)
    for slug, column in (("gdp", "gdp_nominal_100m"), ("pop", "pop_10k")):
        printed = [v for v in column_of(path, column) if v]
        assert [f.value for f in outcome.facts() if f.indicator == slug] == printed
    assert {r.code for r in outcome.rejects} == {"unknown_name"}


def test_mexican_states_import_with_the_same_code() -> None:
    """pcgdp1940 … pcgdp2000 across, states down; other columns are refused by name."""
    path = shared("data/other/pysal_mexico.csv")
    rules = SheetRules(defaults=Meaning(units=("USD/person",)))
    outcome = read(path, column_of(path, "State"), [PC], rules)
    states = len(column_of(path, "State"))
    assert outcome.tally.facts == 7 * states
    first = [f for f in outcome.facts() if f.party == "Aguascalientes"]
    assert [(f.period, f.value) for f in first][:2] == [("1940", "10384.000"), ("1950", "6234.000")]
    assert outcome.tally.rejects == 5 * states


def test_us_states_with_years_as_bare_headings() -> None:
    """1929 … 2009 across, a code beside the name; every figure, also those that look like years."""
    path = shared("data/other/pysal_usjoin.csv")
    rules = SheetRules(defaults=Meaning(indicator="pcgdp", name="income", units=("USD/person",)))
    outcome = read(path, column_of(path, "Name"), [PC], rules)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.reader(handle))
    figures = sum(1 for row in rows[1:] for cell in row[2:] if cell)
    assert outcome.tally.facts == figures
    assert outcome.tally.rejects == 0


def test_german_counties_named_by_codes() -> None:
    """gdp1992 … pop2014 in one wide table; the region is a code."""
    path = shared("data/other/REAT_G.counties.gdp.csv")
    gdp = Indicator("gdp", "", "GDP", "million EUR", IndicatorKind.FLOW)
    rules = SheetRules(defaults=Meaning(units=("million EUR",)))
    outcome = read(path, column_of(path, "region_code_EU"), [gdp], rules)
    years = [f.period for f in outcome.facts() if f.party == "DE111"]
    assert years[:3] == ["1992", "1994", "1995"]
    assert len(years) == 22


def test_employment_of_the_eu_by_industry_is_refused_without_the_industry() -> None:
    """A dimension that the board does not know is never dropped: the values are not mixed."""
    path = shared("data/other/REAT_EU28.emp.csv")
    rules = SheetRules(defaults=Meaning(units=("千人",)))
    outcome = read(path, column_of(path, "geo"), [EMPLOYED], rules)
    assert outcome.tally.rejects > 0.9 * len(column_of(path, "geo"))
    ruled = SheetRules(
        defaults=Meaning(units=("千人",)),
        columns={"nace_r2": ColumnRule("definition")},
    )
    told = read(path, column_of(path, "geo"), [EMPLOYED], ruled)
    assert told.tally.facts > 0.9 * len(column_of(path, "geo"))
