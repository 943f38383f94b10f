"""Places of lines among the lines of their table, and what a slip in a cell does to them."""

from __future__ import annotations

import pytest

from yipan.reading.check import check

SCHOOLS = """2023年各校招生与就业统计

表1 招生与毕业生情况
学校\t招生数（人）\t毕业生数（人）\t就业率（%）
师范学院\t3862\t3514\t89.0
理工学院\t5247\t4986\t94.0
医学院\t2158\t1893\t96.0
农学院\t1673\t1592\t91.5

"""
STATEMENTS = [
    "理工学院招生数最多。",
    "四校中，招生数最少的是农学院。",
    "医学院就业率最高，师范学院垫底。",
    "师范学院招生数居第二位。",
    "医学院毕业生数位列第三。",
    "招生数由多到少依次为理工学院、师范学院、医学院和农学院。",
    "就业率由低到高依次是师范学院、农学院、理工学院、医学院。",
]


def verdicts(text: str) -> set[str]:
    """The verdicts on places and orders."""
    held = check(f"{text}四校共有教师1286人。\n").claims
    return {c.verdict for c in held if c.relation in {"extremum", "rank_order"}}


@pytest.mark.parametrize("sentence", STATEMENTS)
def test_a_true_place_agrees(sentence: str) -> None:
    """By the field that the clause names."""
    assert verdicts(SCHOOLS + sentence) == {"consistent"}


@pytest.mark.parametrize(
    "sentence",
    ["师范学院招生数最多。", "四校中，招生数最少的是医学院。", "师范学院招生数居第三位。"],
)
def test_a_false_place_is_a_doubt(sentence: str) -> None:
    """One column alone is named, and another line has the place."""
    assert "inconsistent" in verdicts(SCHOOLS + sentence)


def test_a_slip_in_a_cell_moves_a_place() -> None:
    """3862 printed as 6382 stands above 5247."""
    text = SCHOOLS.replace("3862", "6382") + STATEMENTS[0]
    assert "inconsistent" in verdicts(text)


def test_a_field_that_the_table_has_not_is_no_alarm() -> None:
    """The most teachers, the best known: the table does not say."""
    for sentence in ("农学院专任教师最多。", "师范学院知名度最高，在全省居第一位。"):
        assert "inconsistent" not in verdicts(SCHOOLS + sentence)
