"""The columnar list and the reference list give the same verdict for every registration."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from yipan.compacts.columns.list_plan import plan_list
from yipan.compacts.document.library import Addressed
from yipan.compacts.document.reading_document import parse_compact
from yipan.compacts.judging.judging import judge
from yipan.compacts.settling.facts_table import parse_rows
from yipan.facts.plans import running

LIST = """
yipan: 1
id: list-random
version: "{version}"
in_force: {{from: {start}, to: {end}}}
judge: {{verdict: 判定}}
zone_top: 全市
zones: {{全市: [东, 西, 南, 北], 核心: [东, 西], 北区: [北]}}
complete: {complete}
indicators:
  行业代码: {{kind: text}}
  所在区: {{kind: text}}
  环节: {{kind: text, optional: 是}}
  标签: {{kind: text, optional: 是}}
tables:
  rows:
{rows}
clauses:
  - id: row
    words: 按条目判定
    let:
      判定: {{prefix: {{table: rows, code: 行业代码, place: 所在区, stage: 环节, tags: 标签}}}}
open: [{{id: rows_incomplete, what: 条目不全}}]
"""
CODES = [
    "C",
    "C13",
    "C1311",
    "C131",
    "C36",
    "3612",
    "C3612",
    "K",
    "K70",
    "G59",
    "9999",
    "X1",
    "c13",
]
PLACES = ["东", "西", "南", "北", "外"]
STAGES = ["", "研发", "生产"]
TAGS = ["", "食品", "食品;机器人", "其他"]


def random_list(dice: random.Random, version: str, start: str, end: str) -> str:
    """A list of up to seven rows with exceptions."""
    rows = []
    for number in range(dice.randrange(1, 8)):
        code = dice.choice(["C", "C13", "C131", "C1311", "C36", "K", "K70"])
        zone, measure = dice.choice(["全市", "核心", "北区"]), dice.choice(["禁", "限"])
        row = f"    - {{id: r{number}, code: {code}, zone: {zone}, measure: {measure}, words: 试"
        if dice.random() < 0.3:
            row += ", stage: [生产]"
        if dice.random() < 0.5:
            row += ", except: [{stages: [研发], not_in: [核心]}, {tags: [食品]}]"
        rows.append(row + "}")
    complete = dice.choice(["是", "否"])
    return LIST.format(
        version=version, start=start, end=end, complete=complete, rows="\n".join(rows)
    )


def test_random_lists_and_registrations_agree(tmp_path: Path) -> None:
    """Twelve random pairs of editions, 300 registrations each: verdict and edition are the same."""
    dice = random.Random(4754)
    for _ in range(12):
        old = parse_compact(random_list(dice, "旧", "2015-01-01", "2018-09-05"))
        new = parse_compact(random_list(dice, "新", "2018-09-06", "null"))
        columns: dict[str, list[str]] = {
            "case": [f"R{i:03d}" for i in range(300)],
            "date": [dice.choice(["2014-06-01", "2018-09-05", "2018-09-06"]) for _ in range(300)],
        }
        for name, values in zip(
            ("行业代码", "所在区", "环节", "标签"), (CODES, PLACES, STAGES, TAGS), strict=True
        ):
            columns[name] = [dice.choice(values) for _ in range(300)]
        lines = [",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))]
        rows = parse_rows("\n".join(lines) + "\n", "r.csv")
        answers, _ = judge(Addressed("list-random", (old, new), False), rows, "r.csv")
        path = tmp_path / "r.parquet"
        pq.write_table(pa.table(columns), path)
        plan = plan_list((old, new), forced=False)
        with running(plan, {"registrations": path}, threads=2) as done:
            found = done.rows('SELECT "case", verdict, edition FROM judged')
        assert sorted(found) == [(a.case, a.verdict, a.edition) for a in answers]
