"""Names found by any alias; reasons that re-compute; canonical bytes that do not vary."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipan.core.canonical import canonical_json
from yipan.core.errors import UnknownName
from yipan.core.parties import Party, PartyKind, PartyTree
from yipan.core.reasons import Reason, holds, recompute
from yipan.core.sources import read_published_on
from yipan.core.text import display_width, pad, shorten

NORTH = Party("A", "北州", "North", PartyKind.PROVINCE, aliases=("北", "N"))
TOWN = Party("A1", "河城", "Rivertown", PartyKind.CITY, parent="A")
SOUTH = Party("B", "南州", "South", PartyKind.PROVINCE)
BOTH = Party("G", "两州", "Both", PartyKind.GROUP, members=("A", "B"))
NESTED = Party("H", "全部", "All", PartyKind.GROUP, members=("G", "A"))
TREE = PartyTree([NORTH, TOWN, SOUTH, BOTH, NESTED])


@pytest.mark.parametrize("name", ["A", "北州", "北 州", "NORTH", "north", "北", "n"])
def test_any_alias_finds_the_party(name: str) -> None:
    """Width, case and inner spaces do not count."""
    assert TREE.find(name) is NORTH


def test_near_misses_are_offered() -> None:
    """A wrong name is refused with the nearest names, in both languages."""
    with pytest.raises(UnknownName) as caught:
        TREE.find("河成")
    assert "河城" in caught.value.line("zh")
    assert "did you mean" in caught.value.line("en")


def test_groups_expand_once() -> None:
    """A group in a group gives each member once, in the declared order."""
    assert [p.code for p in TREE.members("H")] == ["A", "B"]
    assert [p.code for p in TREE.ancestors("A1")] == ["A"]


def test_a_group_that_holds_itself_ends() -> None:
    """A cycle does not hang."""
    loop = PartyTree([Party("X", "甲", "", PartyKind.GROUP, members=("X", "Y")), NORTH])
    assert loop.members("X") == []


def test_clashing_names_are_reported() -> None:
    """One name for two parties is a finding, and the first keeps it."""
    tree = PartyTree([NORTH, Party("C", "北", "", PartyKind.CITY)])
    assert tree.find("北") is NORTH
    assert [name for name, _, _ in tree.names.clashes] == ["北"]


def _fact(value: int | Fraction) -> Reason:
    return Reason("fact", "f", Fraction(value))


def test_reasons_recompute() -> None:
    """(2 + 3) × 4 ÷ 5 = 4, and a wrong node is found."""
    both = Reason("sum", "s", Fraction(5), because=(_fact(2), _fact(3)))
    times = Reason("product", "p", Fraction(20), because=(both, _fact(4)))
    tree = Reason("quotient", "q", Fraction(4), because=(times, _fact(5)))
    assert recompute(tree) == 4
    assert holds(tree)
    assert not holds(Reason("sum", "s", Fraction(6), because=(_fact(2), _fact(3))))


def test_a_missing_leaf_leaves_the_value_open() -> None:
    """Nothing is invented: without a fact there is no value."""
    tree = Reason("sum", "s", None, because=(_fact(2), Reason("fact", "missing", None)))
    assert recompute(tree) is None
    assert holds(tree)


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=6))
def test_canonical_bytes_do_not_depend_on_order(content: dict[str, object]) -> None:
    """The same content in any order gives the same bytes."""
    assert canonical_json(content) == canonical_json(dict(reversed(content.items())))


def test_canonical_bytes_refuse_floats_and_keep_exact_numbers() -> None:
    """A float has no canonical form; fractions and decimals have."""
    assert canonical_json([Fraction(1, 3), Decimal("2.50"), date(2014, 1, 1)]) == (
        b'["1/3","2.5","2014-01-01"]'
    )
    with pytest.raises(TypeError, match="round it"):
        canonical_json(0.1)


def test_publication_dates_keep_their_precision() -> None:
    """ "2025-01" is public from 31 January on; an empty date is unknown."""
    assert read_published_on("2025-01").latest == date(2025, 1, 31)
    assert read_published_on("2025").latest == date(2025, 12, 31)
    assert read_published_on("").latest is None
    assert read_published_on("").known_to == "unknown"


def test_terminal_width_counts_wide_characters_twice() -> None:
    """Tables align CJK text."""
    assert display_width("河北GDP") == 7
    assert pad("河北", 6) == "河北  "
    assert shorten("京津冀协同", 6) == "京津…"
