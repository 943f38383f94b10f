"""Laws that hold for every compact and every file of facts."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from compact_worlds import HEADER, YEARS, World, worlds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reason_checker import agrees

import yipan
from yipan.compacts.document.library import Library
from yipan.compacts.document.reading_document import parse_compact
from yipan.compacts.settling.facts_table import parse_rows
from yipan.compacts.settling.results import settlement_fields
from yipan.compacts.settling.settling import settle

CENT = Fraction(1, 100)
some = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def run(yaml: str, csv: str, as_of: date | None = None) -> dict[str, Any]:
    """The result of settling."""
    compact = parse_compact(yaml)
    return settlement_fields(settle([compact], parse_rows(csv, "f.csv"), as_of=as_of, forced=True))


def amounts(result: dict[str, Any]) -> dict[str, Fraction]:
    """Moves by id, in 元."""
    return {m["id"]: int(m["qty"]) * CENT for m in result["moves"]}


def bare(result: dict[str, Any]) -> dict[str, Any]:
    """The result without how facts were typed."""
    text = json.dumps(result, ensure_ascii=False)
    plain: dict[str, Any] = json.loads(text, object_hook=_without_given)
    return plain


def _without_given(node: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in node.items() if k not in {"given", "zh"}}


@some
@given(worlds())
def test_balance_and_no_negative_or_empty_move(world: World) -> None:
    """The net over all parties is zero; a share gives away its amount exactly; moves are > 0."""
    result = run(world.yaml, world.csv)
    totals: dict[str, int] = defaultdict(int)
    for units in result["net"].values():
        for unit, quantity in units.items():
            totals[unit] += int(quantity)
    assert not any(totals.values())
    for split in result["splits"]:
        assert sum(int(p) for p in split["parts"].values()) == int(split["total"])
    for move in result["moves"]:
        assert int(move["qty"]) > 0
        assert move["from"] != move["to"]
    assert len({m["id"] for m in result["moves"]}) == len(result["moves"])


@some
@given(worlds())
def test_every_reason_recomputes_and_every_move_cites_words(world: World) -> None:
    """Working a reason out again from its leaves gives the amount of the move."""
    result = run(world.yaml, world.csv)
    known = amounts(result)
    for move in result["moves"]:
        assert Fraction(move["because"]["value"]) == known[move["id"]]
        assert agrees(move["because"], known, CENT), move["because"]
        assert move["because"]["clause"] == move["clause"]
        assert move["words"]
        if move["when"] is not None:
            assert move["when"]["value"] == "是"
            assert agrees(move["when"], known, CENT)


@some
@given(worlds())
def test_a_cap_holds_at_every_prefix(world: World) -> None:
    """What one receiver got in one case under a capped clause never exceeds the limit."""
    result = run(world.yaml, world.csv)
    running: dict[tuple[str, str, str], int] = defaultdict(int)
    by_share = {c for c in world.capped if f"id: {c}" in world.yaml}
    for move in result["moves"]:
        if move["clause"] not in by_share or move["because"].get("op") != "min":
            continue
        key = (move["case"], move["clause"], move["to"])
        running[key] += int(move["qty"])
        assert running[key] <= world.limit * 100


@some
@given(worlds(), st.randoms())
def test_order_repetition_and_units_change_nothing(world: World, random: Any) -> None:
    """Rows in any order, repeated rows, 元 written as 万元: the same result."""
    plain = run(world.yaml, world.csv)
    rows = [*world.rows, *world.rows[:2]]
    random.shuffle(rows)
    assert run(world.yaml, HEADER + "\n".join(rows) + "\n") == plain
    scaled = []
    for row in world.rows:
        cells = row.split(",")
        if cells[4] == "元":
            cells[3] = f"{Decimal(cells[3]) / 10000:f}"
            cells[4] = "万元"
        scaled.append(",".join(cells))
    assert bare(run(world.yaml, HEADER + "\n".join(scaled) + "\n")) == bare(plain)


@some
@given(worlds())
def test_renaming_a_party_renames_it_and_nothing_else(world: World) -> None:
    """冀/廊坊 called 冀/唐山 gives the same result under the other name."""
    plain = json.dumps(run(world.yaml, world.csv), ensure_ascii=False)
    renamed = run(world.yaml, world.csv.replace("冀/廊坊", "冀/唐山"))
    assert json.dumps(renamed, ensure_ascii=False) == plain.replace("冀/廊坊", "冀/唐山")


@some
@given(worlds())
def test_year_by_year_is_all_at_once_and_replay_is_byte_identical(world: World) -> None:
    """Settled as of each year-end, the moves of that year are those of settling at the end."""
    whole = run(world.yaml, world.csv)
    assert json.dumps(run(world.yaml, world.csv)) == json.dumps(whole)
    dated = [(r.split(",")[0], r.split(",")[2]) for r in world.rows if r.split(",")[2]]
    for year in map(str, YEARS):
        early = run(world.yaml, world.csv, date(int(year), 12, 31))
        last = {case: at for case, at in sorted(dated) if at <= year}
        for part in ("moves", "splits", "undetermined", "stopped"):
            so_far = [x for x in whole[part] if _reached(x, last)]
            assert early[part] == so_far


def _reached(item: dict[str, Any], last: dict[str, str]) -> bool:
    """Periods of a case run to the last one that has a fact."""
    return item["period"] is None or item["period"] <= last.get(item["case"], "")


@some
@given(worlds(), st.data())
def test_a_missing_fact_is_named_and_nothing_is_invented(world: World, data: Any) -> None:
    """Without one fact a move rests on, the move is gone and something undetermined names it."""
    full = run(world.yaml, world.csv)
    used = sorted({a for m in full["moves"] for a in _facts(m["because"]) if a.startswith("收入/")})
    if not used:
        return
    address = data.draw(st.sampled_from(used))
    _, case, year = address.split("/")
    rows = [r for r in world.rows if not r.startswith(f"{case},收入,{year},")]
    result = run(world.yaml, HEADER + "\n".join(rows) + "\n")
    for move in result["moves"]:
        assert address not in _facts(move["because"])
    periods = {r.split(",")[2] for r in rows if r.startswith(f"{case},") and r.split(",")[2]}
    if periods and min(periods) < year < max(periods):
        assert any(address in u["missing"] for u in result["undetermined"])


@some
@given(worlds())
def test_different_values_are_a_conflict_and_no_move(world: World) -> None:
    """Two values for one thing: whatever needs it is undetermined and names both."""
    row = next((r for r in world.rows if ",收入," in r), None)
    if row is None:
        return
    cells = row.split(",")
    other = ",".join([*cells[:3], "123456.78", *cells[4:]])
    result = run(world.yaml, world.csv + other + "\n")
    address = f"收入/{cells[0]}/{cells[2]}"
    assert all(address not in _facts(m["because"]) for m in result["moves"])
    for item in result["undetermined"]:
        for text in item["conflict"]:
            assert text.startswith(address)
            assert "123456.78" in text


def _facts(node: dict[str, Any]) -> set[str]:
    found = {node["fact"]} if "fact" in node else set()
    for child in node.get("of", []):
        if isinstance(child, dict):
            found |= _facts(child)
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 10**10), min_size=5, max_size=5), st.integers(0, 4), st.data())
def test_more_tax_in_a_year_never_lowers_either_side_in_it(
    taxes: list[int], place: int, data: Any
) -> None:
    """财预〔2015〕92号: both parts of a year rise or stay when the tax of that year rises."""
    more = list(taxes)
    more[place] += data.draw(st.integers(1, 10**10))
    less_parts, more_parts = (_parts_of(t, 2017 + place) for t in (taxes, more))
    for party, part in less_parts.items():
        assert int(more_parts[party]) >= int(part)


def _parts_of(taxes: list[int], year: int) -> dict[str, str]:
    rows = "E,迁出地,,京,,,,,京;冀\nE,迁入地,,冀,,,,,京;冀\nE,政府主导,,是,,,,,京;冀\n"
    rows += "E,符合布局,,是,,,,,京;冀\nE,迁移年度,,2016,,,,,京;冀\nE,达产年度,,2017,,,,,京;冀\n"
    rows += "".join(f"E,三税.地方,{y},2500,万元,,,,京;冀\n" for y in (2013, 2014, 2015))
    rows += "".join(
        f"E,三税.地方,{2017 + i},{cents},分,,,,京;冀\n" for i, cents in enumerate(taxes)
    )
    folder = Path(yipan.__file__).parent / "boards" / "jingjinji" / "compacts"
    versions = Library([folder]).versions("tax-92")
    result = settlement_fields(settle(versions, parse_rows(HEADER + rows, "f.csv"), forced=False))
    parts = [s["parts"] for s in result["splits"] if s["period"] == str(year)]
    found: dict[str, str] = parts[0]
    return found
