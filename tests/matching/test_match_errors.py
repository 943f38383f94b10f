"""Bad input of matching: one line with a code, the file and the line; never a guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from yipan.core.errors import Coded
from yipan.matching.load import match, read_problem

WHO = "  - {id: f1, wants: [Q1]}\n"
WHERE = "  - {id: Q1, capacity: 1}\n"
CASES = [
    ("unknown platform", "  - {id: f1, wants: [Q9]}\n", WHERE, "UNKNOWN_NAME p.yaml:4"),
    ("twice wanted", "  - {id: f1, wants: [Q1, Q1]}\n", WHERE, "DUPLICATE p.yaml:4"),
    ("same id", WHO + WHO, WHERE, "DUPLICATE p.yaml:5"),
    ("same id, other width", WHO + "  - {id: F1, wants: []}\n", WHERE, "DUPLICATE p.yaml:5"),
    ("negative", WHO, "  - {id: Q1, capacity: -1}\n", "OUT_OF_RANGE p.yaml:6"),
    ("no number", WHO, "  - {id: Q1, capacity: 三}\n", "BAD_VALUE p.yaml:6"),
    ("no capacity", WHO, "  - {id: Q1}\n", "BAD_VALUE p.yaml:6"),
    ("misspelt key", WHO, "  - {id: Q1, capcity: 1, capacity: 1}\n", "UNKNOWN_WORD p.yaml:6"),
    (
        "unit",
        "  - {id: f1, wants: [Q1], needs: {用地: 3公顷}}\n",
        "  - {id: Q1, capacity: 1, limits: {用地: 3吨}}\n",
        "UNIT_MISMATCH p.yaml:4",
    ),
    ("nobody", "", WHERE, "BAD_VALUE p.yaml:3"),
]


@pytest.mark.parametrize(
    ("who", "where", "line"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_one_line(who: str, where: str, line: str, tmp_path: Path) -> None:
    """The code and the place come first; the message is one line."""
    path = tmp_path / "p.yaml"
    path.write_text(f"kind: match\nmethod: deferred\nwho:\n{who}where:\n{where}")
    with pytest.raises(Coded) as caught:
        read_problem(path)
    assert caught.value.line("en").startswith(line), caught.value.line("en")
    assert "\n" not in caught.value.line("zh")


def test_an_empty_preference_list_is_answered(tmp_path: Path) -> None:
    """Whoever applies nowhere is unplaced with 未申报, and the change says where it could go."""
    path = tmp_path / "p.yaml"
    path.write_text(
        "kind: match\nmethod: deferred\nwho: [{id: f1}]\nwhere: [{id: Q1, capacity: 1}]"
    )
    found = match(read_problem(path)[1])
    assert found.unplaced[0].reasons == {"Q1": "未申报"}
    assert found.changes[0].what == "wants"


def test_zero_capacity_is_its_own_code(tmp_path: Path) -> None:
    """容量不足, never 名次不足."""
    path = tmp_path / "p.yaml"
    path.write_text(
        "kind: match\nmethod: deferred\nwho: [{id: f1, wants: [Q1]}]\n"
        "where: [{id: Q1, capacity: 0}]"
    )
    assert match(read_problem(path)[1]).unplaced[0].reasons == {"Q1": "容量不足"}


def test_records_may_stand_in_a_table(tmp_path: Path) -> None:
    """`who: who.csv` reads rows; lists are joined by `;`; errors name the table's row."""
    (tmp_path / "who.csv").write_text("\ufeffid,wants,type\r\nf1,Q1;Q2,甲\r\nf2,Q2,甲\r\n")
    path = tmp_path / "p.yaml"
    where = "where: [{id: Q1, capacity: 1}, {id: Q2, capacity: 1, ranks: [f2]}]\n"
    path.write_text("kind: match\nmethod: deferred\nwho: who.csv\n" + where)
    assert match(read_problem(path)[1]).where() == {"f1": "Q1", "f2": "Q2"}
    (tmp_path / "who.csv").write_text("id,wants\nf1,Q1\nf2,Q7\n")
    with pytest.raises(Coded) as caught:
        read_problem(path)
    assert caught.value.line("en").startswith("UNKNOWN_NAME who.csv:3")


def test_a_problem_without_solution_names_what_clashes(tmp_path: Path) -> None:
    """Three that can only go to two platforms with two places between them; the fourth is apart."""
    path = tmp_path / "p.yaml"
    path.write_text(
        "kind: match\nmethod: best\nplace_all: 是\n"
        "who: [{id: a, wants: [P, Q]}, {id: b, wants: [P]}, {id: c, wants: [Q]},"
        " {id: d, wants: [R]}]\n"
        "where: [{id: P, capacity: 1}, {id: Q, capacity: 1}, {id: R, capacity: 1}]\n"
    )
    with pytest.raises(Coded) as caught:
        match(read_problem(path)[1], "best")
    line = caught.value.line("zh")
    assert line.startswith("NO_SOLUTION place_all")
    assert "共 3 项只能去" in line
    assert "名额共 2" in line
