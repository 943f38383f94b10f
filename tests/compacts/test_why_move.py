"""`yipan why MOVE`: the tree down to the facts, and what another fact would change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from yipan.cli.main import yipan
from yipan.core.errors import Coded

FACTS = """party,indicator,period,value,unit,to_party,case,source,attested_by
E1,迁出地,,京,,,,试,京;冀
E1,迁入地,,冀,,,,试,京;冀
E1,政府主导,,是,,,,试,京;冀
E1,符合布局,,是,,,,试,京;冀
E1,迁移年度,,2016,,,,试,京;冀
E1,达产年度,,2017,,,,试,京;冀
E1,三税.地方,2013,2500,万元,,,试,京;冀
E1,三税.地方,2014,2500,万元,,,试,京;冀
E1,三税.地方,2015,2500,万元,,,试,京;冀
E1,三税.地方,2017,4000,万元,,,试,京;冀
E1,三税.地方,2018,6000,万元,,,试,京;冀
E1,三税.地方,2019,7000,万元,,,试,京;冀
"""
MOVE = "tax-92/E1/2019/1.3.1/冀>京"


@pytest.fixture
def settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settled file; the last settlement is remembered in a home of its own."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))
    file = tmp_path / "facts.csv"
    file.write_text(FACTS, encoding="utf-8")
    done = CliRunner().invoke(yipan, ["settle", "tax-92", "--facts", str(file)])
    assert done.exit_code == 0, done.output
    assert "京 第3年 2500 万元 <- 冀:约1.3.1 按五五应得 3500" in done.output
    return file


def test_another_fact_changes_later_moves_and_leaves_the_file_alone(settled: Path) -> None:
    """With 4000 in 2018 the origin gets 2000, then 3500: the rest of 7500 is half of 7000."""
    before = settled.read_bytes()
    arguments = ["why", MOVE, "--set", "三税.地方/E1/2018=4000万元", "--json"]
    outcome = CliRunner().invoke(yipan, arguments, standalone_mode=False)
    result = json.loads(outcome.stdout)["result"]
    assert result["move"]["qty"] == "2500000000"
    assert [(c["before"], c["after"]) for c in result["changes"]] == [
        ("3000000000", "2000000000"),
        ("2500000000", "3500000000"),
    ]
    assert settled.read_bytes() == before


def test_the_tree_names_every_fact(settled: Path) -> None:
    """Each printed figure with its source and attestors; earlier moves by id."""
    outcome = CliRunner().invoke(yipan, ["why", MOVE, "--facts", str(settled)])
    for text in ("三税.地方/E1/2019", "← 7000万元(试、确认 京;冀)", "tax-92/E1/2018/1.3.1/冀>京"):
        assert text in outcome.output


def test_an_unknown_move_or_fact_is_one_line_with_near_ones(settled: Path) -> None:
    """UNKNOWN_NAME, and what was probably meant."""
    for more, near in (
        ([f"{MOVE}城"], "2019"),
        ([MOVE, "--set", "三税/E1/2018=1"], "三税.地方/E1"),
    ):
        arguments = ["why", *more, "--facts", str(settled)]
        with pytest.raises(Coded) as caught:
            CliRunner().invoke(yipan, arguments, standalone_mode=False, catch_exceptions=False)
        assert caught.value.line("zh").startswith("UNKNOWN_NAME")
        assert near in caught.value.line("zh")
