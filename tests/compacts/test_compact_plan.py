"""The columnar plan and the per-case evaluator agree to the last unit."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from compact_worlds import HEADER, World, worlds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import yipan
from yipan.compacts.columns.columnar import NotColumnarError
from yipan.compacts.columns.plan import plan_settlement
from yipan.compacts.document.document import Compact
from yipan.compacts.document.library import Library
from yipan.compacts.document.reading_document import parse_compact
from yipan.compacts.settling.facts_table import parse_rows
from yipan.compacts.settling.settling import settle
from yipan.facts.plans import running

SIGNED = ("京", "京;冀", "京;津")
BUILT_IN = Path(yipan.__file__).parent / "boards"
# Moves are counted: two shares of one party are two equal moves.
Answer = tuple[Counter[tuple[Any, ...]], set[tuple[Any, ...]], set[tuple[Any, ...]]]


def by_reference(compact: Compact, csv: str) -> Answer:
    """Moves, undetermined and stopped clauses of the per-case evaluator."""
    result = settle([compact], parse_rows(csv, "f.csv"), forced=True)

    def year(at: Any) -> int | None:
        return at.start.year if at is not None else None

    return (
        Counter((m.case, year(m.at), m.clause, m.giver, m.receiver, m.units) for m in result.moves),
        {(u.case, year(u.at), u.clause) for u in result.undetermined},
        {(s.case, year(s.at), s.clause) for s in result.stopped},
    )


def by_plan(
    compact: Compact,
    tables: dict[str, Path],
    years: range,
    longest: int | None = None,
    **known: Any,
) -> Answer:
    """The same from the columnar plan."""
    plan = plan_settlement(compact, years, longest, **known)
    with running(plan.steps, tables, threads=2) as done:
        keys = 'CAST("case" AS VARCHAR), CAST(year AS INTEGER), clause'
        moves = done.rows(f"SELECT {keys}, giver, receiver, CAST(units AS BIGINT) FROM moves")
        holes = done.rows(f"SELECT {keys} FROM undetermined")
        stops = done.rows(f"SELECT {keys} FROM stopped")
    return Counter(moves), set(holes), set(stops)


def write(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    path = folder / f"{name}.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_tax_sharing_agrees_on_random_enterprises(tmp_path: Path) -> None:
    """400 enterprises under 财预〔2015〕92号: gaps, missing years, odd cents, refusals."""
    compact = Library([BUILT_IN / "jingjinji" / "compacts"]).versions("tax-92")[0]
    dice = random.Random(92)
    cases, periods, lines = [], [], []
    for number in range(400):
        key = f"E{number:04d}"
        start, led = dice.choice([2017, 2018, 2019]), dice.random() < 0.95
        home = dice.choice(["冀/唐山", "津/滨海新区", "冀"])
        fixed = {"迁出地": "京", "迁入地": home, "政府主导": led, "符合布局": True}
        fixed |= {"迁移年度": start - 1, "达产年度": start}
        cases.append({"case": key, **fixed})
        both = f"京;{home.split('/')[0]}"
        for name, value in fixed.items():
            text = ("是" if value else "否") if isinstance(value, bool) else value
            lines.append(f"{key},{name},,{text},,,,,{both}")
        for year in [*range(start - 4, start - 1), *range(start, start + 7)]:
            if dice.random() < 0.04:
                continue
            cents = dice.randrange(15 * 10**8, 4 * 10**9)
            if year >= start and dice.random() < 0.2:
                cents = dice.randrange(1, 999)
            signed = both if dice.random() < 0.98 else "京"
            periods.append({"case": key, "year": year, "三税.地方": cents, "attested_by": signed})
            lines.append(f"{key},三税.地方,{year},{cents // 100}.{cents % 100:02d},元,,,,{signed}")
    tables = {"cases": write(tmp_path, "c", cases), "periods": write(tmp_path, "p", periods)}
    expected = by_reference(compact, HEADER + "\n".join(lines) + "\n")
    found = by_plan(compact, tables, range(2013, 2026))
    assert len(expected[0]) > 500
    assert len(expected[1]) > 50
    assert len(expected[2]) > 20
    assert found == expected
    for known in ({"lookup": False}, {"signatures": SIGNED, "frames": {"三税.地方": 2 * 10**9}}):
        assert by_plan(compact, tables, range(2013, 2026), **known) == expected


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(worlds(), worlds(rich=True)), st.booleans(), st.booleans(), st.booleans())
def test_random_compacts_agree(
    tmp_path_factory: pytest.TempPathFactory,
    world: World,
    lookup: bool,
    narrow: bool,
    listed: bool,
) -> None:
    """Any compact that has a columnar form gives the same moves and the same open clauses.

    Whether signatures are bits, looked up or compared, and whether years of constants are known.
    """
    idle = world.yaml.count("当事") == 1  # Then no party is a case, and parties are codes.
    yaml = world.yaml.replace(", 当事: {case: party}", "") if idle else world.yaml
    compact = parse_compact(yaml)
    years = range(2015, 2019)
    first = [int(row.split(",")[3]) for row in world.rows if ",基年," in row]
    starts = {"基年": range(min(first), max(first) + 1)} if narrow and first else {}
    try:
        plan_settlement(compact, years, 6)
    except NotColumnarError:
        return
    cases: dict[str, dict[str, Any]] = {}
    periods: dict[tuple[str, int], dict[str, Any]] = {}
    for line in world.rows:
        key, name, year, value, *_, signed = line.split(",")
        if not year:
            constant = int(value) if name == "基年" else value
            cases.setdefault(key, {"case": key})[name] = constant
            continue
        cell = periods.setdefault((key, int(year)), {"case": key, "year": int(year)})
        if name == "收入":
            cell["收入"] = round(float(value) * 100)
            cell["attested_by"] = signed
        else:
            cell[name] = float(value)
    folder = tmp_path_factory.mktemp("plan")
    schema = [("case", pa.string()), ("year", pa.int32()), ("收入", pa.int64())]
    schema += [("比率", pa.float64()), ("attested_by", pa.string())]
    table = pa.Table.from_pylist(list(periods.values()), pa.schema(schema))
    pq.write_table(table, folder / "p.parquet")
    schema = [(name, pa.string()) for name in ("case", "甲地", "乙地")] + [("基年", pa.int32())]
    table = pa.Table.from_pylist(list(cases.values()), pa.schema(schema))
    pq.write_table(table, folder / "c.parquet")
    tables = {"cases": folder / "c.parquet", "periods": folder / "p.parquet"}
    expected = by_reference(compact, world.csv)
    longest = max(1, 2019 - min(first, default=2015)) if compact.clock_first else 4
    known: dict[str, Any] = {"lookup": lookup, "starts": starts}
    if listed:
        known["frames"] = {"收入": 12_345}
        known["signatures"] = sorted({c.get("attested_by") or "" for c in periods.values()})
    found = by_plan(compact, tables, years, longest, **known)
    assert found == expected


def test_a_let_that_is_undetermined_bars_no_record() -> None:
    """c1 gives a name and moves nothing: the record of c0 and c1 is known without 2017."""
    yaml = """
yipan: 1
id: small
version: "1"
in_force: {from: null, to: null}
sources: []
units: {元: {smallest: 分, show: 元}}
roles: {甲: {party: 京}, 乙: {party: 冀}}
case: one
clock: {each: year, of: [税, 费]}
ties: [甲, 乙]
indicators: {税: {unit: 元, period: year}, 费: {unit: 元, period: year}}
clauses:
  - {id: c0, words: 试, pay: {from: 甲, to: 乙, amount: 费}}
  - {id: c1, words: 试, let: {所得: 税}}
  - {id: c2, words: 试, pay: {from: 乙, to: 甲, amount: {record: {clause: [c0, c1]}}}}
"""
    rows = [f"京,费,{year},100.00,元,,,试," for year in (2017, 2018)]
    moves, holes, _ = by_reference(parse_compact(yaml), HEADER + "\n".join(rows) + "\n")
    assert {clause for _, _, clause in holes} == {"c1"}
    assert sorted(units for _, _, clause, *_, units in moves if clause == "c2") == [10_000, 20_000]
