"""The cache answers what the rows answer, for every rule and day, and is never stale."""

from __future__ import annotations

import random
import shutil
import threading
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from yipan.facts import (
    FIRST_PUBLISHED,
    LATEST,
    Fact,
    Ledger,
    Panel,
    Preference,
    ResolveRule,
    correct,
    make_fact,
    withdraw,
)
from yipan.facts import (
    ledger as ledger_module,
)
from yipan.facts.cache import extend

UNITS = {"gdp": "亿元", "share": "%", "people": "万人"}
PRIORITY = ResolveRule("priority", (Preference.PRIORITY, Preference.FIRST), {"D1": 1, "D2": 2})
START = date(2020, 1, 1)


def figure(chance: random.Random) -> Fact:
    """Figures of few things in many units, definitions, steps and vintages."""
    indicator = chance.choice(list(UNITS))
    unit = {
        "gdp": ["万亿元", "亿元", "万元", "人"],
        "share": ["%", "‰"],
        "people": ["万人", "人", "persons"],
    }[indicator]
    published = START + timedelta(chance.randrange(40))
    return make_fact(
        indicator=indicator,
        party=chance.choice(["bj", "tj", "he", "jjj"]),
        period=chance.choice(["2014", "2015", "2014年末", "2014-Q1"]),
        frequency=chance.choice(["annual"] * 9 + ["cum"]),
        definition=chance.choice([""] * 9 + ["narrow"]),
        value=chance.choice(["1", "2.5", "1,234.56", "0.1", "1-1.5", "-3.75", "12.30"]),
        unit=chance.choice(unit),
        source=chance.choice(["D0", "D1", "D2"]),
        locator=chance.choice(["a", "b"]),
        published_on=chance.choice([published.isoformat()] * 5 + ["", "2020"]),
        learned_on=chance.choice([START + timedelta(chance.randrange(60)), None]),
        counterparty=chance.choice([""] * 9 + ["he"]),
    )


@pytest.fixture(params=[False, True], ids=["figures", "amended"])
def ledger(tmp_path: Path, request: pytest.FixtureRequest) -> Ledger:
    chance = random.Random(7)
    facts = [figure(chance) for _ in range(400)]
    if request.param:
        facts += [
            correct(f, "7.5", reason="slip", learned_on=START + timedelta(30)) for f in facts[:20]
        ]
        facts += [
            withdraw(f, reason="gone", learned_on=START + timedelta(20)) for f in facts[10:30]
        ]
    found = Ledger.create(tmp_path / "l")
    for start in range(0, len(facts), 130):
        found.append(facts[start : start + 130])
    return found


def same(cached: Panel, direct: Panel, *, cells: bool = True) -> None:
    assert (cached.parties, cached.periods) == (direct.parties, direct.periods)
    np.testing.assert_array_equal(cached.values, direct.values)
    assert dict(cached.refused) == dict(direct.refused)
    assert not cells or dict(cached.cells) == dict(direct.cells)
    assert len(cached.cells) == len(direct.cells)


@pytest.mark.parametrize("rule", [LATEST, FIRST_PUBLISHED, PRIORITY], ids=lambda r: r.name)
def test_a_panel_from_the_cache_is_the_panel_from_the_rows(
    ledger: Ledger, rule: ResolveRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bit for bit on every day, gaps and their reasons included."""
    for days in (-1, 3, 17, 25, 45, None):
        day = None if days is None else START + timedelta(days)
        for frequencies in ((), ("annual",)):
            direct = ledger.panel(UNITS, rule=rule, as_of=day, frequencies=frequencies)
            monkeypatch.setattr(ledger_module, "DIRECT", -1)
            cached = ledger.panel(UNITS, rule=rule, as_of=day, frequencies=frequencies)
            monkeypatch.undo()
            assert type(cached.cells) is not dict
            same(cached, direct, cells=days in (25, None))


def test_given_labels_are_kept_in_their_order(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = {"parties": ["tj", "nobody", "bj"], "periods": ["2015", "2014"]}
    direct = ledger.panel(UNITS, **labels)
    monkeypatch.setattr(ledger_module, "DIRECT", -1)
    same(ledger.panel(UNITS, **labels), direct)


def test_an_import_makes_the_cache_out_of_date(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next question builds another; the old file is gone."""
    monkeypatch.setattr(ledger_module, "DIRECT", -1)
    before = ledger.cache()
    ledger.append(
        [
            make_fact(
                indicator="gdp",
                party="bj",
                period="2030",
                value="5",
                unit="亿元",
                source="D9",
                published_on="2031",
                learned_on=START,
            )
        ]
    )
    assert ledger.panel(UNITS).matrix("gdp")[:, -1].tolist()[0] == 5
    assert not before.exists()
    assert [p.name for p in before.parent.iterdir()] == [ledger.cache().name]


@pytest.mark.parametrize("rule", [LATEST, PRIORITY], ids=lambda r: r.name)
def test_a_cache_brought_up_to_date_is_the_one_built_anew(
    ledger: Ledger, rule: ResolveRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New vintages, parties, periods and amendments, again and again."""
    monkeypatch.setattr(ledger_module, "DIRECT", -1)
    chance = random.Random(11)
    extended: list[object] = []
    monkeypatch.setattr(ledger_module, "extend", lambda *a: extended.append(extend(*a)))
    ledger.cache(rule)
    for number in range(3):
        new = [figure(chance) for _ in range(9)]
        new += [
            make_fact(
                indicator="share",
                party=f"new{number}",
                period=str(2040 + number),
                value="5",
                unit="%",
                source="D9",
                learned_on=START,
            ),
            correct(new[0], "8.5", reason="slip", learned_on=START),
        ]
        assert ledger.append(new).added > 5
        up_to_date = ledger.panel(UNITS, rule=rule, as_of=START + timedelta(33))
        assert len(extended) == number + 1
        with monkeypatch.context() as patch:
            patch.setattr(ledger_module, "DIRECT", 10**9)
            same(up_to_date, ledger.panel(UNITS, rule=rule, as_of=START + timedelta(33)))


def test_threads_may_ask_at_once(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_module, "DIRECT", -1)
    expected = Ledger.open(ledger.path).panel(UNITS).values
    shutil.rmtree(ledger.path / "cache")
    found: list[object] = []

    def ask() -> None:
        try:
            found.append(np.array_equal(ledger.panel(UNITS).values, expected, equal_nan=True))
        except Exception as error:
            found.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 4


def test_choices_by_hand_and_the_second_clock_use_the_rows(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_module, "DIRECT", -1)
    assert isinstance(ledger.panel(UNITS, learned_by=START).cells, dict)
    assert not (ledger.path / "cache").exists()
