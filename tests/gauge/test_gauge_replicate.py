"""Index systems as data, and the search for the variant behind printed numbers."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
from shared_data import shared

from yipan.core.errors import BadInput, UnknownName
from yipan.gauge.index_system import build, compute, read_system
from yipan.gauge.registry import find_measure
from yipan.gauge.replicating import long_of, printed_of, search
from yipan.gauge.table import read_columns, table_of

U = {"P": (0.31, 0.52), "Q": (0.9, 0.2), "R": (0.66, 0.61)}


def run(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    command = [sys.executable, "-c", "from yipan.cli.main import main; main()", *words]
    env = {"YIPAN_HOME": str(home), "PATH": ""}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


@pytest.mark.parametrize("variant", ["standard", "wang2021", "fan2024", "unnormalised"])
def test_the_variant_behind_rounded_numbers_is_found(variant):
    """Numbers printed to three digits point to one form of the coupling degree."""
    forms = {
        "standard": lambda a, b: 2 * math.sqrt(a * b) / (a + b),
        "wang2021": lambda a, b: math.sqrt((1 - abs(a - b)) * min(a, b) / max(a, b)),
        "fan2024": lambda a, b: 1 - abs(a - b),
        "unnormalised": lambda a, b: math.sqrt(a * b),
    }
    sheet = {
        "region": list(U),
        "F1": [str(a) for a, _ in U.values()],
        "F2": [str(b) for _, b in U.values()],
    }
    table, half = long_of(sheet)
    expected = {"region": list(U), "C": [f"{forms[variant](*u):.3f}" for u in U.values()]}
    printed = printed_of(expected, find_measure("coupling"), {})
    best = search("coupling", table, printed, half_units=half)[0]
    assert best.reproduces
    assert best.settings["variant"] == variant


def test_a_misprint_is_named():
    """One wrong cell leaves the variant nearest and is named with its difference."""
    sheet = {
        "region": list(U),
        "F1": [str(a) for a, _ in U.values()],
        "F2": [str(b) for _, b in U.values()],
    }
    table, half = long_of(sheet)
    values = [2 * math.sqrt(a * b) / (a + b) for a, b in U.values()]
    values[1] += 0.05
    expected = {"region": list(U), "C": [f"{v:.3f}" for v in values]}
    best = search(
        "coupling", table, printed_of(expected, find_measure("coupling"), {}), half_units=half
    )[0]
    assert not best.reproduces
    assert best.settings["variant"] == "standard"
    assert [c.keys["party"] for c, _ in best.worst] == ["Q"]


@pytest.mark.parametrize(
    ("case", "variant", "least"),
    [
        ("coupling2-xinjiang-unnormalised", "unnormalised", 1.0),
        ("coupling3-sichuan-k3", "power", 0.98),
        ("coupling3-xinjiang-tourism", "standard", 0.96),
    ],
)
def test_published_coupling_tables(case, variant, least):
    """The printed tables point to the variant that their replication records."""
    folder = shared(f"golden/replications/{case}")
    table, half = long_of(read_columns(folder / "input.csv"))
    printed = printed_of(read_columns(folder / "expected.csv"), find_measure("coupling"), {})
    best = search("coupling", table, printed, half_units=half)[0]
    assert best.settings["variant"] == variant
    assert best.agree / best.cells >= least


def test_published_dagum_table():
    """All 60 cells follow from inputs printed to three digits, within their rounding."""
    folder = shared("golden/replications/dagum-xinjiang-tourism-efficiency")
    table, half = long_of(read_columns(folder / "input.csv"))
    printed = printed_of(read_columns(folder / "expected.csv"), find_measure("dagum"), {})
    best = search("dagum", table, printed, tolerance=0.00065)[0]
    assert best.reproduces
    assert best.cells == 60
    assert half.max() == 0.0005


def test_the_template_reproduces_the_published_totals(tmp_path):
    """Plain mean of five: 153.99, 160.13, 167.72 as published, to the last printed digit."""
    done = run("index", "regional-development", "--json", home=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["result"]["published"]
    assert [row["period"] for row in rows] == ["2017", "2018", "2019"]
    assert all(row["residual"] <= 0.005 for row in rows)


def test_base_years_never_mix(tmp_path):
    """Two bases are refused; a total on another base is left out and named."""
    done = run("index", "regional-development", "--base", "2010", "--base", "2014", home=tmp_path)
    assert done.returncode == 2
    plain = run("index", "regional-development", "--json", home=tmp_path)
    assert json.loads(plain.stdout)["result"]["left_out"] == ["2022 (2014)"]


def test_the_boards_index_names_what_is_undetermined(tmp_path):
    """Domains without data are named, not zero; --complete refuses; ranks have an interval."""
    done = run("index", "jjj-coordination", "--period", "2014", "--json", home=tmp_path)
    result = json.loads(done.stdout)["result"]
    lacking = [row["indicator"] for row in result["missing"]]
    assert lacking == [name.partition("/")[2] for name in result["undetermined"]]
    assert {"pm25", "foreign_trade"} <= set(lacking)
    rows = {row["indicator"]: row for row in result["missing"]}
    # D0 prints the mean concentration of the region for two years, and of no party.
    assert {(c["party"], c["period"]) for c in rows["pm25"]["held"]} == {
        ("京津冀", "2014"),
        ("京津冀", "2023"),
    }
    assert rows["pm25"]["parties"] == ["110000", "120000", "130000"]
    assert result["complete"] is False
    by = {(r["item"], r["party"], r["node"]): r["value"] for r in result["values"]}
    # R&D intensity 5.53 on goalposts 0..8 (printed in D0, table 4).
    # Beijing leads in patents of every kind, each a quarter of the domain.
    assert by["score", "110000", "创新"] == pytest.approx(100 * (5.53 / 8 + 3) / 4)
    assert by["score", "110000", "协调"] == pytest.approx(100)
    assert {row["item"] for row in result["interval"]["rows"]} == {"rank", "score"}
    for row in result["interval"]["rows"]:
        value = by[row["item"], row["party"], "jjj-coordination"]
        assert row["low"] <= value <= row["high"]
    # Every combination (64), leaving one out (7), rounding (20), and what was first published.
    assert result["interval"]["variants"] >= 64 + 7 + 20
    refused = run("index", "jjj-coordination", "--complete", home=tmp_path)
    assert refused.returncode == 2
    assert "pm25" in refused.stderr


DOCUMENT = {
    "name": "i",
    "range": ["0", "1"],
    "domains": [
        {"name": "A", "weight": "3", "indicators": [{"indicator": "a", "low": "0", "high": "10"}]},
        {
            "name": "B",
            "indicators": [{"indicator": "b", "low": "0", "high": "4", "better": "down"}],
        },
    ],
}


def cube(rows: dict[str, tuple]) -> object:
    """Parties with indicators a and b in one period."""
    data = [
        {"party": p, "period": "1", "indicator": k, "value": v}
        for p, pair in rows.items()
        for k, v in zip("ab", pair, strict=True)
    ]
    return table_of(data).dense("party", "period", "indicator")


def test_an_index_system_by_hand():
    """(3 · 0.5 + 1 · 0.75) / 4: goalposts, weights and a turned direction."""
    system = read_system(DOCUMENT, "i.yaml")
    found = compute(build(system, cube({"P": (5, 1), "Q": (10, 4)})))
    assert found["i"][:, 0] == pytest.approx([(1.5 + 0.75) / 4, 0.75])


def test_a_broken_index_system_is_refused():
    """Unknown keys, missing goalposts and empty domains are named."""
    with pytest.raises(UnknownName, match="domians"):
        read_system(DOCUMENT | {"domians": []}, "i.yaml")
    with pytest.raises(BadInput, match="low < high"):
        read_system({"domains": [{"name": "A", "indicators": [{"indicator": "a"}]}]}, "i.yaml")
    with pytest.raises(BadInput, match="no domains"):
        read_system({"name": "i"}, "i.yaml")
