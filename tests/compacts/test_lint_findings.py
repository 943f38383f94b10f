"""Lint: every code fires where it should, and conditions that exclude each other are left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from yipan.cli.main import yipan
from yipan.compacts.document.linting import lint_compact
from yipan.compacts.document.reading_document import parse_compact
from yipan.core.errors import Coded

HEAD = """
yipan: 1
id: draft
version: "1"
sources: [{title: 稿}]
units: {元: {smallest: 分, show: 元}}
roles: {甲: {party: 甲}, 乙: {party: 乙}}
case: one
clock: {each: year, of: [税]}
ties: [甲, 乙]
indicators:
  税: {unit: 元, period: year, party: 甲, range: ">=0"}
  水质: {kind: level, scale: [I, II, III], period: year, party: 断面}
open: [{id: listed, what: 未定}]
clauses:
"""


def findings(clauses: str, head: str = HEAD) -> list[tuple[str, str, list[str]]]:
    """(code, at, words) of everything but missing matters."""
    found = lint_compact(parse_compact(head + clauses))["findings"]
    return [(f["code"], f["at"], f["words"]) for f in found if f["code"] != "MISSING_MATTER"]


def pay(name: str, when: str, way: str = "from: 甲, to: 乙") -> str:
    return f"  - {{id: {name}, words: 付, when: {when}, pay: {{{way}, amount: 1元}}}}\n"


ERRORS = [
    ("  - {id: x, words: 付, gate: {ge: [税, 上线]}}\n", "UNKNOWN_NAME", "x"),
    ("  - {id: x, words: 付, let: {n: {plus: [税, 税]}}}\n", "UNKNOWN_WORD", "x"),
    ("  - {id: x, words: 付, gate: 是, let: {n: 1}}\n", "UNKNOWN_CLAUSE", "x"),
    ("  - {id: x, words: 付}\n", "UNKNOWN_CLAUSE", "x"),
    ("  - {id: x, words: 付, let: {n: {open: unlisted}}}\n", "UNKNOWN_OPEN", "x"),
    ("  - {id: x, words: 付, let: {税: 1元}}\n", "SHADOW", "x"),
    ("  - {id: x, words: 付, pay: {from: 甲, to: 丙, amount: 1元}}\n", "UNKNOWN_NAME", "x"),
    ("  - {id: x, words: 付, pay: {same_as: y}}\n", "UNKNOWN_NAME", "x"),
    ("  - {id: x, words: 付, pay: {same_as: x}}\n", "CYCLE", "x"),
]


@pytest.mark.parametrize(("clauses", "code", "at"), ERRORS)
def test_what_cannot_be_evaluated_is_an_error(clauses: str, code: str, at: str) -> None:
    """The finding has severity error, `ok` is false, and settling refuses with one line."""
    result = lint_compact(parse_compact(HEAD + clauses))
    assert not result["ok"]
    assert (code, at, "error") in [(f["code"], f["at"], f["severity"]) for f in result["findings"]]


def test_a_share_needs_ties() -> None:
    """Without ties nobody knows who gets the odd 分."""
    clause = "  - {id: x, words: 分, share: {amount: 税, from: 甲, to: {甲: 1, 乙: 1}}}\n"
    found = findings(clause, HEAD.replace("ties: [甲, 乙]\n", ""))
    assert ("NO_TIES", "x", []) in found


NEVER = [
    "{all: [{gt: [year, 3]}, {lt: [year, 4]}]}",
    "{lt: [year, 1]}",
    "{lt: [税, 0元]}",
    "{gt: [水质, {level: III}]}",
    "{all: [{is: [税, 1元]}, {gt: [税, 1元]}]}",
    "{all: [{gt: [{mul: [2, 税]}, 5元]}, {lt: [{mul: [2, 税]}, 5元]}]}",
]


@pytest.mark.parametrize("when", NEVER)
def test_a_condition_that_nothing_reaches_is_found(when: str) -> None:
    """Whole years between 3 and 4, amounts below their range, levels beyond the worst."""
    assert ("NEVER_FIRES", "x", []) in findings(pay("x", when))


def test_a_band_behind_a_wider_one_is_never_reached() -> None:
    """> 5 after > 3 has no value left."""
    bands = "[{when: {gt: [税, 3元]}, value: 1}, {when: {gt: [税, 5元]}, value: 2}, {value: 3}]"
    clause = f"  - {{id: x, words: 档, let: {{n: {{first: {bands}}}}}}}\n"
    assert ("NEVER_FIRES", "x", ["2"]) in findings(clause)


def test_overlap_at_the_border_is_found_and_exclusion_is_left_alone() -> None:
    """≤ 1 one way and ≥ 1 the other both fire at exactly 1; ≤ 1 and > 1 never do."""
    back = "from: 乙, to: 甲"
    both = pay("met", "{le: [税, 1元]}") + pay("missed", "{ge: [税, 1元]}", back)
    assert ("OVERLAP", "missed", ["met"]) in findings(both)
    apart = pay("met", "{le: [税, 1元]}") + pay("missed", "{gt: [税, 1元]}", back)
    assert not any(code == "OVERLAP" for code, _, _ in findings(apart))


def test_vague_words_and_doubtful_numbers_are_warnings() -> None:
    """适当 in a clause; a parameter without source; a clause marked unverified; no words."""
    clauses = "  - {id: a, words: 给予适当补助, mark: unverified, let: {n: k}}\n"
    clauses += "  - {id: b, let: {m: 1}}\n"
    head = HEAD.replace("open:", "params: {k: {value: 2, mark: hypothetical}}\nopen:")
    found = findings(clauses, head)
    for expected in (
        ("VAGUE_WORDS", "a", ["适当"]),
        ("UNVERIFIED", "a", []),
        ("NO_WORDS", "b", []),
        ("NO_SOURCE", "params.k", []),
        ("UNVERIFIED", "params.k", []),
    ):
        assert expected in found
    assert lint_compact(parse_compact(head + clauses))["ok"]


def test_lint_exits_with_one_and_settle_with_two(tmp_path: Path) -> None:
    """A document that cannot be evaluated: lint answers no, settle refuses with file and line."""
    file = tmp_path / "draft.yaml"
    file.write_text(HEAD + "  - {id: x, words: 付, gate: {ge: [税, 上线]}}\n", encoding="utf-8")
    runner = CliRunner()
    outcome: Any = runner.invoke(yipan, ["lint", str(file)], standalone_mode=False)
    assert outcome.return_value == 1
    facts = tmp_path / "f.csv"
    facts.write_text("party,indicator,period,value,unit\n甲,税,2017,1,元\n", encoding="utf-8")
    arguments = ["settle", str(file), "--facts", str(facts)]
    with pytest.raises(Coded) as caught:
        runner.invoke(yipan, arguments, standalone_mode=False, catch_exceptions=False)
    assert caught.value.line("zh").startswith("UNKNOWN_NAME draft.yaml:16 x:")
