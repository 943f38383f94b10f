"""The rule that chooses is data; corrections and withdrawals are rows that it takes in."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipan.core.errors import BadInput, UnitMismatch
from yipan.facts import (
    FIRST_PUBLISHED,
    LATEST,
    Fact,
    Ledger,
    ManualChoice,
    Preference,
    ResolveRule,
    Selection,
    correct,
    make_fact,
    resolve,
    withdraw,
)

DAY = date(2025, 3, 1)


def fact(value: str, source: str = "D0", published: str = "2025-01", **more: str) -> Fact:
    return make_fact(
        indicator="gdp",
        party="jjj",
        period="2014",
        frequency="annual",
        unit="万亿元",
        value=value,
        source=source,
        published_on=published,
        learned_on=DAY,
        **more,
    )


OLD, NEW = fact("6.65", "D0", "2024-02"), fact("5.87", "D3", "2025-01")
PRIORITY = ResolveRule("priority", (Preference.PRIORITY, Preference.LATEST), {"D0": 1, "D3": 2})


def values(facts: list[Fact], rule: ResolveRule = LATEST, **clocks: date) -> list[str]:
    return [chosen.fact.value for chosen in resolve(facts, rule, **clocks)]


def test_each_rule_chooses_and_says_so() -> None:
    """Regional GDP 2014: 6.65 in one document, 5.87 in a later one."""
    assert values([OLD, NEW]) == ["5.87"]
    assert values([OLD, NEW], FIRST_PUBLISHED) == ["6.65"]
    assert values([OLD, NEW], PRIORITY) == ["6.65"]
    by_hand = ResolveRule("hand", manual=(ManualChoice(OLD.id, "series of the census"),))
    (chosen,) = resolve([OLD, NEW], by_hand)
    assert (chosen.fact, chosen.rule) == (OLD, "hand")
    assert "series of the census" in chosen.why.en
    assert [standing.figure for standing in chosen.others] == [NEW]
    assert "2025-01-31" in resolve([OLD, NEW])[0].why.en


def test_a_finer_figure_wins_where_the_rule_cannot_tell() -> None:
    """6.30 and 6.3 of one day."""
    assert values([fact("6.3", locator="a"), fact("6.30", locator="b")]) == ["6.30"]


def test_unknown_publication_uses_the_day_of_learning_and_says_so() -> None:
    """A document without a date counts from the day on which it was learned."""
    undated = fact("6.65", published="")
    assert values([undated], as_of=DAY - timedelta(1)) == []
    (chosen,) = resolve([undated, OLD], as_of=DAY)
    assert chosen.undated
    assert "learned" in chosen.why.en


def test_as_of_and_learned_by_are_two_clocks() -> None:
    """Public in January and learned in March are not the same."""
    assert values([OLD, NEW], as_of=date(2024, 12, 31)) == ["6.65"]
    assert values([OLD, NEW], learned_by=date(2025, 2, 1)) == []


def test_a_correction_counts_from_the_day_it_is_known() -> None:
    """4.28 is corrected to 4.38; the misprint stays visible."""
    target = fact("4.28")
    row = correct(target, "4.38", reason="parts do not add up", learned_on=date(2025, 6, 1))
    assert (row.expects, row.target, row.public_from) == ("4.28", target.id, None)
    assert values([target, row], as_of=date(2025, 5, 31)) == ["4.28"]
    (chosen,) = resolve([target, row])
    assert (chosen.fact.value, chosen.printed.value) == ("4.38", "4.28")


def test_a_correction_expires_when_a_later_edition_is_mended() -> None:
    """The later edition prints 4.39: the correction is stale, and the later edition counts."""
    target, later = fact("4.28"), fact("4.39", published="2026-01")
    row = correct(target, "4.38", reason="slip", learned_on=DAY)
    (chosen,) = resolve([target, later, row])
    assert chosen.fact == later
    (old,) = chosen.others
    assert "prints 4.39" in old.stale[0].stale.en


def test_a_correction_that_expects_another_value_has_no_effect() -> None:
    target = fact("4.28")
    row = correct(target, "4.38", reason="slip", learned_on=DAY)
    import dataclasses

    wrong = dataclasses.replace(row, expects="4.27")
    (chosen,) = resolve([target, wrong])
    assert chosen.fact == target
    assert chosen.standing.corrections[0].applies is False
    assert chosen.standing.stale


def test_a_correction_of_a_correction() -> None:
    first = correct(fact("4.28"), "4.38", reason="slip", learned_on=DAY)
    second = correct(first, "4.39", reason="the office says so", learned_on=DAY)
    assert values([fact("4.28"), first, second]) == ["4.39"]


def test_withdrawals() -> None:
    """A withdrawn figure does not count; a withdrawn withdrawal puts it back."""
    gone = withdraw(NEW, reason="superseded by the census", learned_on=DAY)
    (chosen,) = resolve([OLD, NEW, gone])
    assert chosen.fact == OLD
    assert [s.withdrawn_by for s in chosen.others] == [gone]
    assert values([NEW, gone]) == []
    back = withdraw(gone, reason="withdrawn by mistake", learned_on=DAY)
    assert values([OLD, NEW, gone, back]) == ["5.87"]
    assert values([OLD, NEW, gone], as_of=DAY - timedelta(1)) == ["5.87"]


def test_amendments_refuse_what_makes_no_sense() -> None:
    with pytest.raises(BadInput, match="reason"):
        withdraw(OLD, reason=" ", learned_on=DAY)
    with pytest.raises(BadInput, match=r"prints 6\.65"):
        correct(OLD, "1", reason="x", expects="7", learned_on=DAY)
    with pytest.raises(UnitMismatch):
        correct(OLD, "1", reason="x", unit="人", learned_on=DAY)


def test_the_ledger_chooses(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "l")
    ledger.append([OLD, NEW, withdraw(NEW, reason="r", learned_on=DAY)])
    assert [c.fact.value for c in ledger.chosen()] == ["6.65"]
    earlier = Selection(as_of=date(2024, 6, 1), parties=("jjj",))
    assert [c.fact.value for c in ledger.chosen(earlier)] == ["6.65"]
    assert ledger.chosen(Selection(sources=("nobody",))) == []


DAYS = st.dates(date(2020, 1, 1), date(2020, 1, 12))
FACTS = st.lists(
    st.builds(
        lambda v, s, d: fact(v, s, d.isoformat()),
        st.sampled_from(["1", "1.0", "2", "3"]),
        st.sampled_from(["D0", "D3", "D9"]),
        DAYS,
    ),
    max_size=6,
)
RULES = st.sampled_from([LATEST, FIRST_PUBLISHED, PRIORITY])


@given(FACTS, RULES, st.randoms())
def test_row_order_does_not_matter(facts: list[Fact], rule: ResolveRule, random: object) -> None:
    shuffled = facts.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(facts, rule) == resolve(shuffled, rule)


@given(FACTS, RULES, DAYS)
def test_as_of_is_what_a_ledger_of_that_day_gives(
    facts: list[Fact], rule: ResolveRule, day: date
) -> None:
    """Later publications do not change an earlier answer."""
    then = [f for f in facts if f.public_from and f.public_from <= day]
    assert resolve(facts, rule, as_of=day) == resolve(then, rule)


@given(FACTS, DAYS, DAYS)
def test_the_first_published_never_changes_once_known(
    facts: list[Fact], one: date, other: date
) -> None:
    early, late = sorted((one, other))
    before = resolve(facts, FIRST_PUBLISHED, as_of=early)
    after = resolve(facts, FIRST_PUBLISHED, as_of=late)
    if before:
        assert before[0].fact == after[0].fact
