"""Disagreements between printed figures, each by name, and pairs that agree after rounding."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipan.core.errors import BadBoard
from yipan.core.identities import Identities, read_identities
from yipan.core.indicators import Indicator, IndicatorKind, IndicatorTable
from yipan.core.parties import Party, PartyKind, PartyTree
from yipan.core.sources import PublishedOn, Source
from yipan.core.strict_yaml import parse_yaml
from yipan.facts.amend import correct, withdraw
from yipan.facts.conflicts.find import find_conflicts
from yipan.facts.conflicts.growth import yearly_rate
from yipan.facts.conflicts.model import Conflict, ConflictClass, Context, Severity
from yipan.facts.conflicts.repair import digit_edits, repairs
from yipan.facts.record import Fact, make_fact

DAY = date(2025, 12, 1)
PUBLISHED = {"D0": "2025-01", "D1": "2023", "D2": "2025", "D3": "2024", "D4": "2022-01"}

IDENTITIES = """
identities:
  - {id: head, kind: product, name: {zh: 甲, en: a}, whole: gdp, tolerance: 1,
     parts: [gdp_per_capita, residents], nearest: {residents: 1}}
  - {id: sectors, kind: structure, parts: [primary, secondary, tertiary]}
  - {id: funds, kind: structure, complete: false, parts: [gov, firms]}
  - {id: contracts, kind: growth, whole: contracts, parts: [contracts_yoy]}
plausible:
  - {indicator: residents, change_per_year: [-1, 3]}
  - {indicator: gdp, change_per_year: [-5, 13]}
  - {indicator: residents, change_per_year: [-20, 20], inside: true}
"""


def fact(indicator: str, party: str, period: str, value: str, unit: str, **others: str) -> Fact:
    source = others.pop("source", "D0")
    others.setdefault("frequency", "annual")
    return make_fact(
        indicator=indicator,
        party=party,
        period=period,
        value=value,
        unit=unit,
        source=source,
        published_on=others.pop("published_on", PUBLISHED.get(source, "")),
        learned_on=DAY,
        **others,
    )


def indicator(slug: str, unit: str, **others: object) -> Indicator:
    return Indicator(slug, slug, slug, unit, IndicatorKind.FLOW, **others)  # type: ignore[arg-type]


def context(identities: Identities | None = None) -> Context:
    zero, hundred = Fraction(0), Fraction(100)
    share = {"low": zero, "high": hundred}
    indicators = [
        indicator("gdp", "亿元", additive=True, low=zero, price_basis="current"),
        indicator("gdp_per_capita", "元"),
        indicator("residents", "万人", additive=True, low=zero),
        indicator("tertiary", "%", **share),
        indicator("applications", "万件", additive=True, low=zero),
        indicator("inventions", "万件", additive=True, low=zero, part_of="applications"),
        indicator("rd", "%"),
        indicator("meetings", "次"),
    ]
    parts = ("BJ", "TJ", "HE")
    parties = [Party(code, code, code, PartyKind.PROVINCE, parent="CN") for code in parts]
    parties += [
        Party("CN", "CN", "CN", PartyKind.STATE),
        Party("JJJ", "JJJ", "JJJ", PartyKind.GROUP, members=parts),
    ]
    sources = {c: Source(c, c, PublishedOn(day)) for c, day in PUBLISHED.items()}
    if identities is None:
        identities = read_identities(parse_yaml(IDENTITIES))
    return Context(PartyTree(parties), IndicatorTable(indicators), sources, identities)


def found(*facts: Fact) -> list[Conflict]:
    conflicts = find_conflicts(facts, context())
    for conflict in conflicts:
        assert not conflict.expected.meets(conflict.printed)
    return conflicts


def only(*facts: Fact) -> Conflict:
    (conflict,) = found(*facts)
    return conflict


PARTS_2023 = (
    fact("gdp", "BJ", "2023", "4.28", "万亿元"),
    fact("gdp", "TJ", "2023", "1.67", "万亿元"),
    fact("gdp", "HE", "2023", "4.34", "万亿元"),
)


def test_two_sources_of_different_date_are_a_difference_of_vintage() -> None:
    """6.65 and 5.87 万亿元 for 2014: D0 of 2025-01 against D3 of 2024."""
    conflict = only(
        fact("gdp", "JJJ", "2014", "6.65", "万亿元"),
        fact("gdp", "JJJ", "2014", "5.87", "万亿元", source="D3"),
    )
    assert conflict.kind is ConflictClass.VINTAGE
    assert conflict.severity is Severity.SOFT
    assert "2025-01" in conflict.why.en


def test_parts_that_do_not_make_the_printed_whole() -> None:
    """4.28 + 1.67 + 4.34 = 10.29 ± 0.015 against 10.44 ± 0.005; one conflict, not one a source."""
    whole = fact("gdp", "JJJ", "2023", "10.44", "万亿元")
    again = fact("gdp", "JJJ", "2023", "10.44", "万亿元", source="D3")
    conflict = only(*PARTS_2023, whole, again)
    assert conflict.kind is ConflictClass.PARTS
    assert conflict.severity is Severity.HARD
    assert conflict.sum == "4.28 + 1.67 + 4.34 = 10.29 ≠ 10.44万亿元"
    assert str(conflict.expected) == "[10.275, 10.305]"
    assert str(conflict.printed) == "[10.435, 10.445]"


def test_parts_that_make_the_whole_after_rounding_are_no_conflict() -> None:
    """2.13 + 1.57 + 2.94 = 6.64 against 6.65: three roundings can make up 0.015."""
    assert not found(
        fact("gdp", "BJ", "2014", "2.13", "万亿元"),
        fact("gdp", "TJ", "2014", "1.57", "万亿元"),
        fact("gdp", "HE", "2014", "2.94", "万亿元"),
        fact("gdp", "JJJ", "2014", "6.65", "万亿元"),
    )


def test_gdp_per_head_and_residents_must_agree() -> None:
    """4.28 万亿元 / 200278 元 = 2137 万 against 2184 万 at the end of 2022."""
    conflict = only(
        PARTS_2023[0],
        fact("gdp_per_capita", "BJ", "2023", "200278", "元"),
        fact("residents", "BJ", "2022-12-31", "2184", "万人", frequency="stock"),
    )
    assert conflict.rule == "product:head"
    assert "2137万人 ≠ 2184万人" in conflict.sum


@pytest.mark.parametrize(
    ("before", "after", "head_before", "head_after", "change"),
    [
        ("1.57", "1.67", "74960", "122752", "-35%"),  # 天津: ×1.06 against ×1.64
        ("2.94", "4.34", "34507", "59332", "-14%"),  # 河北: ×1.48 against ×1.72
        ("2.13", "4.28", "106732", "200278", None),  # 北京: +7 % residents in nine years
    ],
)
def test_total_and_per_head_cannot_grow_apart(
    before: str, after: str, head_before: str, head_after: str, change: str | None
) -> None:
    """The change of residents that follows from both must be plausible."""
    conflicts = found(
        fact("gdp", "TJ", "2014", before, "万亿元"),
        fact("gdp", "TJ", "2023", after, "万亿元"),
        fact("gdp_per_capita", "TJ", "2014", head_before, "元"),
        fact("gdp_per_capita", "TJ", "2023", head_after, "元"),
    )
    assert [c.rule for c in conflicts] == (["growth-apart:head:residents"] if change else [])
    assert not change or change in conflicts[0].sum
    assert not change or "residents" in conflicts[0].why.en


def test_one_sentence_with_two_values_is_a_contradiction() -> None:
    """D4 prints 53.5 % and 53.3 % for the tertiary share of 2014; 5.2 + 41.3 + 53.5 = 100."""
    shares = [fact("primary", "JJJ", "2014", "5.2", "%", source="D4", locator="一/4")]
    shares.append(fact("secondary", "JJJ", "2014", "41.3", "%", source="D4", locator="一/4"))
    two = [fact("tertiary", "JJJ", "2014", v, "%", source="D4") for v in ("53.5", "53.3")]
    conflict = only(*shares, *two)
    assert conflict.kind is ConflictClass.CONTRADICTION
    assert conflict.severity is Severity.HARD


def test_a_running_total_cannot_fall() -> None:
    """11 symposia until 2021, 3 until 2023 and 3 until 2025 cannot all count the same."""
    rows = (("2014/2021", "11", "D4"), ("2014/2023", "3", "D0"), ("2014/2025", "3", "D2"))
    conflict = only(
        *(
            fact("meetings", "JJJ", p, v, "次", source=s, qualifier="exact", frequency="cum")
            for p, v, s in rows
        )
    )
    assert conflict.rule == "running-total"
    assert len(conflict.facts) == 3


def test_implied_growth_between_sources() -> None:
    """4.4 (2011) to 6.65 (2014) is at least 14.3 % a year; to 5.87 it is plausible."""
    start = fact("gdp", "JJJ", "2011", "4.4", "万亿元", source="D1")
    conflict = only(start, fact("gdp", "JJJ", "2014", "6.65", "万亿元"))
    assert conflict.kind is ConflictClass.GROWTH
    assert "+14.3%" in conflict.sum
    assert not found(start, fact("gdp", "JJJ", "2014", "5.87", "万亿元", source="D3"))


def test_a_source_that_prints_both_years_is_judged_by_its_own_bounds() -> None:
    """+20 % in one source is an event; a lost digit is not; across sources +20 % is a vintage."""
    rows = [fact("gdp", "TJ", year, v, "亿元") for year, v in (("2010", "9224"), ("2011", "11307"))]
    assert not found(*rows)
    stock = {"frequency": "stock"}
    first = fact("residents", "TJ", "2010-12-31", "1299", "万人", **stock)
    assert not found(first, fact("residents", "TJ", "2011-12-31", "1355", "万人", **stock))
    lost = only(first, fact("residents", "TJ", "2011-12-31", "135", "万人", **stock))
    assert lost.rule == "plausible:residents:inside"


def test_declared_vintages_explain_themselves_and_what_agrees_with_them() -> None:
    """A document that quotes a first release disagrees with the revision for a known reason."""
    sources = {
        code: Source(code, code, PublishedOn(""), vintage=vintage)
        for code, vintage in (("V1", "before"), ("V2", "after"), ("D0", ""))
    }
    plain = context()
    known = Context(plain.parties, plain.indicators, sources, plain.identities)
    rows = [
        fact("gdp", "TJ", "2014", "15726.93", "亿元", source="V1"),
        fact("gdp", "TJ", "2014", "10640.6", "亿元", source="V2"),
        fact("gdp", "TJ", "2014", "1.57", "万亿元"),
    ]
    assert {c.severity for c in find_conflicts(rows, known)} == {Severity.NOTE}
    other = fact("gdp", "TJ", "2014", "1.30", "万亿元")
    severities = [c.severity for c in find_conflicts([*rows[:2], other], known)]
    assert severities == [Severity.SOFT, Severity.SOFT, Severity.NOTE]


def test_what_one_source_says_is_checked_inside_it() -> None:
    """Another vintage's total beside this source's per-head figure proves nothing."""
    mine = [
        PARTS_2023[0],
        fact("gdp_per_capita", "BJ", "2023", "195800", "元"),
        fact("residents", "BJ", "2022-12-31", "2184", "万人", frequency="stock"),
    ]
    assert not found(*mine)
    conflicts = found(*mine, fact("gdp", "BJ", "2023", "4.74", "万亿元", source="D3"))
    assert {c.kind for c in conflicts} == {ConflictClass.VINTAGE}


@pytest.mark.parametrize(
    "pair",
    [
        (("6.30", ""), ("6.3", "")),  # R&D intensity with two decimals and with one
        (("3.29", ""), ("3.3", "")),
        (("1.62", ""), ("1.6", "")),
        (("2.24", ""), ("2.2", "")),
        (("3000", "nearly"), ("2950", "about")),
        (("3200", "at_least"), ("3600", "")),
        (("8800", "and_more"), ("8850", "")),
    ],
)
def test_values_that_agree_after_rounding_are_no_conflict(
    pair: tuple[tuple[str, str], tuple[str, str]],
) -> None:
    """Two printings conflict only if no value exists that both can stand for."""
    (one, word), (two, other) = pair
    assert not found(
        fact("rd", "BJ", "2019", one, "%", qualifier=word),
        fact("rd", "BJ", "2019", two, "%", qualifier=other, source="D4"),
    )


@pytest.mark.parametrize(("later", "word"), [("3200", "at_least"), ("3000", "at_least")])
def test_running_totals_whose_bounds_do_not_contradict(later: str, word: str) -> None:
    """近3000 until 2020 allows 2700 to 3000; 超3200 and 超3000 afterwards do not contradict it."""
    assert not found(
        fact("moved", "BJ", "2014/2020", "3000", "家", qualifier="nearly", frequency="cum"),
        fact("moved", "BJ", "2014/2024", later, "家", qualifier=word, frequency="cum"),
    )


def test_units_are_converted_before_they_are_compared() -> None:
    """6.65 万亿元 and 66512 亿元 agree; 66400 亿元 does not."""
    first = fact("gdp", "JJJ", "2014", "6.65", "万亿元")
    assert not found(first, fact("gdp", "JJJ", "2014", "66512", "亿元", source="D3"))
    assert found(first, fact("gdp", "JJJ", "2014", "66400", "亿元", source="D3"))


def test_a_difference_of_definition_or_price_basis_is_a_note() -> None:
    """Constant prices beside current ones explain another value."""
    conflict = only(
        fact("gdp", "BJ", "2014", "2.13", "万亿元"),
        fact("gdp", "BJ", "2014", "1.90", "万亿元", price_basis="constant:2010"),
    )
    assert conflict.kind is ConflictClass.DEFINITION
    assert conflict.severity is Severity.NOTE


def test_the_indicators_own_price_basis_is_the_empty_one() -> None:
    """A fact that names the basis that its indicator has anyway means the same thing."""
    conflict = only(
        fact("gdp", "BJ", "2014", "2.13", "万亿元"),
        fact("gdp", "BJ", "2014", "1.90", "万亿元", price_basis="current", source="D3"),
    )
    assert conflict.kind is ConflictClass.VINTAGE


def test_a_share_above_100_is_out_of_bounds() -> None:
    """[100.15, 100.25] lies outside [0, 100]; 100.0 ± 0.05 does not."""
    assert only(fact("tertiary", "BJ", "2014", "100.2", "%")).kind is ConflictClass.BOUNDS
    assert not found(fact("tertiary", "BJ", "2014", "100.0", "%"))


def test_a_subset_cannot_exceed_its_whole() -> None:
    """Invention applications are part of all applications."""
    conflict = only(
        fact("inventions", "BJ", "2014", "13.85", "万件"),
        fact("applications", "BJ", "2014", "13.81", "万件"),
    )
    assert conflict.rule == "subset"
    assert not found(
        fact("inventions", "BJ", "2014", "13.82", "万件"),
        fact("applications", "BJ", "2014", "13.81", "万件"),
    )


def test_known_members_cannot_exceed_the_whole_even_if_one_is_missing() -> None:
    """Two of three members already make more than the printed total."""
    conflict = only(
        fact("gdp", "BJ", "2014", "2.13", "万亿元"),
        fact("gdp", "HE", "2014", "2.94", "万亿元"),
        fact("gdp", "JJJ", "2014", "4.65", "万亿元"),
    )
    assert conflict.rule == "parts-exceed"


def test_children_that_are_a_declared_partition_must_make_the_whole() -> None:
    """Without the declaration children may be incomplete, and less than the whole is fine."""
    rows = [
        fact("residents", code, "2014-12-31", value, "万人", frequency="stock")
        for code, value in (("CN", "9000"), ("BJ", "2000"), ("TJ", "1500"), ("HE", "5000"))
    ]
    assert not found(*rows)
    declared = read_identities(parse_yaml("partitions:\n- {whole: CN, kind: province}"))
    (conflict,) = find_conflicts(rows, context(declared))
    assert conflict.kind is ConflictClass.PARTS


def test_shares_that_do_not_make_100() -> None:
    """5.2 + 41.3 + 53.0 = 99.5 ± 0.15; and two funds of 60 % and 41 % exceed 100."""
    shares = (("primary", "5.2"), ("secondary", "41.3"), ("tertiary", "53.0"))
    conflict = only(*(fact(slug, "HE", "2014", v, "%") for slug, v in shares))
    assert conflict.rule == "structure:sectors"
    assert found(fact("gov", "HE", "2014", "60", "%"), fact("firms", "HE", "2014", "41.6", "%"))
    assert not found(fact("gov", "HE", "2014", "47.9", "%"), fact("firms", "HE", "2014", "44", "%"))


@pytest.mark.parametrize(("rate", "broken"), [("34.8", False), ("43.8", True)])
def test_printed_growth_must_follow_from_the_levels(rate: str, broken: bool) -> None:
    """1092.2 / 810.1 - 1 = 34.8 %; 43.8 % would be a transposition."""
    conflicts = found(
        fact("contracts", "HE", "2023", "810.1", "亿元", source="D3"),
        fact("contracts", "HE", "2024", "1092.2", "亿元", source="D2"),
        fact("contracts_yoy", "HE", "2024", rate, "%", source="D2", frequency="yoy"),
    )
    assert bool(conflicts) is broken


def test_withdrawn_figures_do_not_count_and_corrections_settle() -> None:
    """A withdrawal removes the conflict; a correction leaves it, marked as settled."""
    whole = fact("gdp", "JJJ", "2023", "10.44", "万亿元")
    gone = [withdraw(f, reason="撤回", learned_on=DAY) for f in PARTS_2023[:2]]
    assert not found(*PARTS_2023, whole, *gone)
    amended = correct(whole, "10.29", reason="笔误", learned_on=DAY, expects="10.44")
    assert only(*PARTS_2023, whole, amended).settled_by == (amended,)


def test_repairs_of_the_2023_sum_restore_the_identity_too() -> None:
    """No single digit restores 10.44; 4.38 with 4.39 does, and 4.38 restores GDP per head."""
    conflicts = found(
        *PARTS_2023,
        fact("gdp", "JJJ", "2023", "10.44", "万亿元"),
        fact("gdp_per_capita", "BJ", "2023", "200278", "元"),
        fact("residents", "BJ", "2022-12-31", "2184", "万人", frequency="stock"),
    )
    parts = next(c for c in conflicts if c.rule == "parts")
    head = next(c for c in conflicts if c.rule == "product:head")
    best = repairs(parts, conflicts)[0]
    assert [(c.facts[0].value, c.to) for c in best.changes] == [("4.28", "4.38"), ("4.34", "4.39")]
    assert best.also == (head.id,)
    assert repairs(head, conflicts) == []  # a stand-in from another year speaks for no misprint


def test_digit_edits_are_one_digit_or_one_swap_away() -> None:
    """Nine substitutions of the second digit and one swap; the leading digit stays."""
    edits = set(digit_edits("42"))
    assert "24" in edits
    assert len(edits) == 9 + 1
    assert "02" not in set(digit_edits("20"))


@given(st.permutations([*PARTS_2023, fact("gdp", "JJJ", "2023", "10.44", "万亿元")]))
def test_the_order_of_facts_does_not_matter(rows: list[Fact]) -> None:
    """Same facts, same conflicts, same ids, same text."""
    assert [(c.id, c.sum) for c in found(*rows)] == [
        (c.id, c.sum) for c in found(*PARTS_2023, fact("gdp", "JJJ", "2023", "10.44", "万亿元"))
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 2), st.sampled_from(["D0", "D3"])),
        min_size=2,
        max_size=6,
    )
)
def test_same_thing_conflicts_are_the_pairs_whose_intervals_do_not_meet(
    rows: list[tuple[int, int, str]],
) -> None:
    """Against the definition: one conflict for each pair of printed values that do not meet."""
    facts = [
        fact("rd", "BJ", "2019", f"{n / 10**places:.{places}f}", "%", source=source)
        for n, places, source in rows
    ]
    intervals = {(f.printed.interval.lo, f.printed.interval.hi) for f in facts}
    ordered = sorted(intervals)  # type: ignore[type-var]
    apart = sum(a[1] < b[0] for i, a in enumerate(ordered) for b in ordered[i + 1 :])  # type: ignore[operator]
    assert len(found(*facts)) == apart


@given(st.integers(1, 9), st.integers(1, 400))
def test_yearly_rate_is_the_nth_root(years: int, percent: int) -> None:
    """(1 + r)^n ≤ ratio < (1 + r + 10⁻⁴)^n."""
    ratio = Fraction(percent, 100)
    rate = yearly_rate(ratio, years)
    assert (1 + rate) ** years <= ratio < (1 + rate + Fraction(1, 10**4)) ** years


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("identities: [{id: a, kind: sum, parts: [b]}]", "kind"),
        ("identities: [{id: a, kind: structure, parts: []}]", "parts"),
        ("identities: [{id: a, kind: product, parts: [b]}]", "whole"),
        ("plausible: [{indicator: a, change_per_year: [3, 1]}]", "change_per_year"),
        ("plausible: [{indicator: a, change_per_year: [x, 1]}]", "change_per_year"),
        ("identitys: []", "identitys"),
        ("- a", "key: value"),
    ],
)
def test_an_identities_file_that_cannot_be_used_names_the_key(text: str, field: str) -> None:
    """One line with file and field, never a guess."""
    with pytest.raises(BadBoard, match=field):
        read_identities(parse_yaml(text))
