"""Reasons on demand: one move out of a settled table, one registration out of a judged one."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from yipan.cli.main import yipan
from yipan.core.errors import Coded

YEARS = (2013, 2014, 2015, 2017, 2018, 2019, 2020, 2021)


def run(*arguments: str) -> str:
    """What a command prints; errors are raised."""
    done = CliRunner().invoke(yipan, list(arguments), standalone_mode=False, catch_exceptions=False)
    return done.stdout


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """200 enterprises, settled; the last settlement is remembered in a home of its own."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))
    dice = random.Random(7)
    cases, periods = [], []
    for number in range(200):
        key = f"企/{number}"
        fixed: dict[str, Any] = {"case": key, "迁出地": "京", "迁入地": "冀/唐山"}
        fixed |= {"政府主导": True, "符合布局": True, "迁移年度": 2016, "达产年度": 2017}
        cases.append(fixed)
        for year in YEARS:
            cents = dice.randrange(2 * 10**9, 5 * 10**9)
            row = {"case": key, "year": year, "三税.地方": cents, "attested_by": "京;冀"}
            periods.append(row)
    pq.write_table(pa.Table.from_pylist(cases), tmp_path / "c.parquet")
    pq.write_table(pa.Table.from_pylist(periods), tmp_path / "p.parquet")
    files = [f"--{n}={tmp_path / n[0]}.parquet" for n in ("cases", "periods")]
    run("settle-table", "tax-92", *files, "--out", str(tmp_path / "m.parquet"))
    return tmp_path


def test_every_move_of_the_table_is_the_move_of_its_reason(tables: Path) -> None:
    """Twenty moves drawn from the table: the evaluator, on that case alone, gives the same 分."""
    moves = pq.read_table(tables / "m.parquet").to_pylist()
    for move in random.Random(1).sample(moves, 20):
        ends = f"{move['giver']}>{move['receiver']}"
        name = f"tax-92/{move['case']}/{move['year']}/{move['clause']}/{ends}"
        lines = run("why", name).splitlines()
        amount = next(line for line in lines if line.startswith("  取小 = "))
        yuan = amount.removeprefix("  取小 = ").split("元")[0]
        assert round(float(yuan) * 100) == move["units"]
        assert any(f"三税.地方/{move['case']}/{move['year']}" in line for line in lines)
        assert any("p.parquet" in line for line in lines)


def test_one_fact_of_the_table_can_be_another(tables: Path) -> None:
    """`--set` changes what the case would get; the tables stay as they are."""
    before = (tables / "p.parquet").read_bytes()
    name = "tax-92/企/3/2017/1.3.1/冀/唐山>京"
    told = run("why", name, "--set", "三税.地方/企/3/2017=0元")
    assert "若 三税.地方/企/3/2017=0元:" in told
    assert f"{name} 不再发生" in told
    assert (tables / "p.parquet").read_bytes() == before


def test_tables_can_be_named_and_a_case_that_is_not_there_is_one_line(tables: Path) -> None:
    """Without a remembered settlement the two files are given."""
    (tables / "home" / "last-settlement.json").unlink()
    name = "tax-92/企/3/2017/1.3.1/冀/唐山>京"
    with pytest.raises(Coded) as caught:
        run("why", name)
    assert "--periods" in caught.value.line("zh")
    files = [f"--{n}={tables / n[0]}.parquet" for n in ("cases", "periods")]
    assert "约1.3.1 按五五应得" in run("why", name, *files)
    with pytest.raises(Coded) as caught:
        run("why", name.replace("企/3", "企/999"), *files)
    assert caught.value.line("zh").startswith("UNKNOWN_NAME c.parquet")


def write_registrations(folder: Path, order: random.Random | None = None) -> Path:
    """5,000 registrations under the list."""
    dice = random.Random(4754)
    codes, places = ["C1311", "C13", "K7010", "9999"], ["东城", "大兴", "海淀", "外"]
    rows = [
        {
            "case": f"R{i}",
            "date": dice.choice(["2016-01-01", "2019-01-01"]),
            "行业代码": dice.choice(codes),
            "所在区": dice.choice(places),
            "环节": dice.choice(["研发", "生产", ""]),
            "标签": "",
        }
        for i in range(5000)
    ]
    if order is not None:
        order.shuffle(rows)
    path = folder / "r.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=1000)
    return path


def test_one_registration_of_a_judged_table_has_its_reason(tmp_path: Path) -> None:
    """Verdict and edition of the table are those of the evaluator, which also says why."""
    path, out = write_registrations(tmp_path), tmp_path / "v.parquet"
    told = run("judge", "list-beijing", "--cases", str(path), "--out", str(out))
    verdicts = pq.read_table(out).to_pylist()
    assert sum(int(n.replace(",", "")) for n in told.split()[1::2]) == len(verdicts) == 5000
    for row in random.Random(2).sample(verdicts, 10):
        line = run("judge", "list-beijing", "--cases", str(path), "--case", row["case"])
        assert line.splitlines()[-1].split()[:3] == [row["case"], row["verdict"], row["edition"]]


def test_verdicts_are_the_same_bytes_for_any_order_and_number_of_threads(tmp_path: Path) -> None:
    """Law 6 for lists."""
    from yipan.board.bindings.compacts import library
    from yipan.compacts.columns.tables import judge_tables

    found, order, out = set(), random.Random(3), tmp_path / "v.parquet"
    for threads in (1, 2, 3):
        path = write_registrations(tmp_path, order)
        judge_tables(library("jingjinji").find("list-beijing"), path, out, threads=threads)
        found.add(out.read_bytes())
    assert len(found) == 1


def test_a_table_asks_for_out_or_a_case(tmp_path: Path) -> None:
    """A Parquet file of cases is not read row by row."""
    with pytest.raises(Coded) as caught:
        run("judge", "list-beijing", "--cases", str(write_registrations(tmp_path)))
    assert "--out" in caught.value.line("zh")


def test_a_column_that_a_list_needs_is_named(tmp_path: Path) -> None:
    """Without `date` no edition can be chosen: one line that lists the columns."""
    path = write_registrations(tmp_path)
    pq.write_table(pq.read_table(path).drop(["date"]), path)
    with pytest.raises(Coded) as caught:
        run("judge", "list-beijing", "--cases", str(path), "--out", str(tmp_path / "v.parquet"))
    assert caught.value.line("zh").startswith("BAD_TABLE r.parquet: 缺列 date;须有 case、date、")
