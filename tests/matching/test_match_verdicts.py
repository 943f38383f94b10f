"""A platform's list is a compact: 禁 keeps out, 准 is written into the reason, no date is said."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from yipan.cli.match import match
from yipan.core.errors import Coded

TEXT = """
kind: match
method: deferred
{date}
who:
  - {{id: 制造, code: C1311, stage: 生产, wants: [甲]}}
  - {{id: 研发, code: C13, stage: 研发, wants: [甲]}}
  - {{id: 软件, code: I651, wants: [甲]}}
where:
  - {{id: 甲, place: 京/大兴, capacity: 3, list: list-beijing-2018}}
"""


def test_the_compact_decides_who_may_come(tmp_path: Path) -> None:
    """C1311 may not come, its research stage may; what the list leaves open stays open."""
    path = tmp_path / "p.yaml"
    path.write_text(TEXT.format(date="date: 2019-05-01"))
    answer = CliRunner().invoke(match, [str(path), "--json"], catch_exceptions=False)
    result = json.loads(answer.output)["result"]
    refused = {r["who"]: r["reasons"]["甲"] for r in result["unplaced"]}
    assert refused == {"制造": "目录禁止", "软件": "准入未定"}
    assert result["placed"][0]["because"]["verdict"] == "准"


def test_without_a_date_no_edition_is_guessed(tmp_path: Path) -> None:
    """One line that asks for it."""
    path = tmp_path / "p.yaml"
    path.write_text(TEXT.format(date=""))
    answer = CliRunner().invoke(match, [str(path)])
    assert isinstance(answer.exception, Coded)
    assert answer.exception.code == "MISSING_VALUE"
