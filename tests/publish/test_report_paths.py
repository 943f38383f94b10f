"""What compacts and levers of a board would move, in its report: settled, or what is missing."""

from fractions import Fraction
from pathlib import Path

import pytest
from own_board import write

import yipan
from yipan.core.reasons import holds
from yipan.publish.report.build import build
from yipan.publish.report.document import Report, Table
from yipan.publish.report.writers import content

COMPACT = """\
yipan: 1
id: shore-fund
name: 两岸基金
number: null
version: "2021"
in_force: {from: 2021-01-01, to: null}
mark: hypothetical
sources: [{title: Minutes of the shores}]
header: {scope: null, target: null, duty: null, method: {words: 北岸每年向南岸拨付总产出的百分之一},
  term: null, breach: null, other: null}
units: {元: {smallest: 分, show: 万元}}
roles: {北岸: {party: 北岸}, 南岸: {party: 南岸}}
case: one
clock: {each: year, of: [总产出]}
ties: [北岸, 南岸]
indicators:
  总产出: {unit: 元, period: year, combine: sum, party: 北岸}
  NAME: {unit: 元, period: year, combine: sum, party: 北岸, optional: OPTIONAL}
clauses:
  - id: "1"
    words: 北岸每年向南岸拨付总产出的百分之一
    pay: {from: 北岸, to: 南岸, amount: {mul: [AMOUNT, 1/100]}}
open: []
"""
SCENARIO = """\
scenario: ferry-money
parties: [北岸, 南岸]
base_period: "2022"
horizon: 2
draws: 0
baseline: {method: hold}
levers:
  - {id: ferry, kind: compensation, from: 北岸, to: 南岸, unit: 万元, price: 2, share: 1/2,
     quantity: {"2023": 10, "2024": 20}, source: 示意}
"""
PLAN = """\
title: {zh: 路径, en: Paths}
sections:
  - title: {zh: 约, en: Compacts}
    blocks: [{show: compacts}, {show: levers}]
"""


def tables(
    folder: Path, compact: str, lang: str = "zh", **files: str
) -> tuple[Report, list[Table]]:
    """The report's tables on the small board with one compact."""
    path = write(folder, report_yaml=PLAN, **files)
    (path / "compacts").mkdir(exist_ok=True)
    (path / "compacts" / "shore-fund.yaml").write_text(compact, encoding="utf-8")
    (path / "scenarios").mkdir(exist_ok=True)
    (path / "scenarios" / "ferry-money.yaml").write_text(SCENARIO, encoding="utf-8")
    report = build(yipan.open(path), lang)
    return report, [block for block in report.blocks() if isinstance(block, Table)]


def encoded(amount: str, name: str = "渡轮税", optional: str = "是") -> str:
    """The compact with what it pays by and one further fact that it reads."""
    text = COMPACT.replace("AMOUNT", amount).replace("NAME", name)
    return text.replace("OPTIONAL", optional)


def test_a_compact_is_settled_on_the_figures_of_the_board(tmp_path: Path) -> None:
    """1 % of 11.0 and 12.6亿元 is 1100 and 1260万元: 2360; 2020 lies before it came into force."""
    report, (table, _) = tables(tmp_path, encoded("总产出"))
    said = table.rows[0][3]
    assert "北岸→南岸 2360万元" in said.text
    assert "2021–2022" in said.text
    assert "有的时期约不在有效" in said.text
    assert "初步数" in said.text  # 2022 is provisional
    trees = report.reasons[said.reason]
    assert [tree.value for tree in trees] == [Fraction(2360)]
    assert [leaf.value for leaf in trees[0].because] == [Fraction(1100), Fraction(1260)]
    assert all(holds(tree) for tree in trees)
    assert "A" in table.sources


def test_a_compact_in_english_names_its_unit_in_english(tmp_path: Path) -> None:
    """Names of parties and units follow the language."""
    _, (table, _) = tables(tmp_path, encoded("总产出"), "en")
    assert "North Shore→South Shore 2360 (10 thousand yuan) (2021–2022)" in table.rows[0][3].text


def test_a_compact_without_its_facts_is_undetermined_and_says_which(tmp_path: Path) -> None:
    """Law 4: no zero; the name of the fact that the board does not have."""
    compact = encoded("渡轮税", optional="否").replace("of: [总产出]", "of: [渡轮税]")
    only = compact.replace("  总产出: {unit: 元, period: year, combine: sum, party: 北岸}\n", "")
    _, (table, _) = tables(tmp_path, only)
    assert table.rows[0][3].text == "未定：盘上没有 渡轮税"


def test_a_bound_does_not_settle_anything(tmp_path: Path) -> None:
    """不低于11亿元 is no amount: with only such figures the compact is undetermined."""
    facts = """\
indicator,party,period,value,unit,source,qualifier
output,N,2021,11.0,亿元,A,at_least
share,N,2022,23.5,%,A,
"""
    _, (table, _) = tables(tmp_path, encoded("总产出"), facts_a_csv=facts)
    assert table.rows[0][3].text == "未定：盘上没有 总产出"


def test_levers_stand_with_their_last_year_and_are_marked_illustrative(tmp_path: Path) -> None:
    """2 × 20 × 1/2 = 20万元 leave the north and reach the south in 2024."""
    report, (_, table) = tables(tmp_path, encoded("总产出"))
    found = {row[1].text: row for row in table.rows}
    assert found["北岸"][4].number == -20
    assert found["南岸"][4].number == 20
    assert found["南岸"][3].text == "2024"
    assert "示意" in found["南岸"][6].text
    assert report.reasons[found["南岸"][4].reason]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_built_in_board_says_of_each_compact_what_is_missing(lang: str) -> None:
    """Every compact has an answer; a year without water quality is undetermined, not zero."""
    report = build(yipan.open("jingjinji"), lang)
    found = {b.title: b for b in report.blocks() if isinstance(b, Table)}
    compacts = next(b for b in found.values() if len(b.rows) > 15 and len(b.heads) == 5
                    and b.rows[0][3].text.startswith(("供判定", "it judges")))  # fmt: skip
    assert all(row[3].text != "—" for row in compacts.rows)
    text = content(report, "txt").decode()
    levers = text.split("luanhe-compensation", 1)[1]
    assert ("未定" if lang == "zh" else "undetermined") in levers.split("more-tech")[0]
    assert "7500\t" in levers
