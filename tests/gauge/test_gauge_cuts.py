"""Every measure on every engine: the table in memory, DuckDB in one cut, DuckDB in many cuts."""

from __future__ import annotations

import csv
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import yipan.gauge as g
from yipan.cli.main import yipan
from yipan.core.errors import BadInput, Coded, YipanError
from yipan.facts.panel_engine import DuckPanel, bytes_of
from yipan.gauge import cuts
from yipan.gauge.registry import measures
from yipan.gauge.slab import CUT_ALONG, size_of

MAIN = "from yipan.cli.main import main; main()"
# Results of two engines agree to 9 significant digits.
DIGITS = 1e-9
PARTIES = [f"P{i:02}" for i in range(12)]
PERIODS = [str(2010 + t) for t in range(10)]
NAMES = ["a", "b", "c", "d"]
SECTORS = ["farm", "make", "serve"]
GENERATOR = np.random.default_rng(11)


def plain() -> list[dict[str, Any]]:
    """Values in 0..1 that grow and mix, with weights, groups and subgroups."""
    level = GENERATOR.uniform(0.1, 0.5, (12, 1, 4)) + GENERATOR.uniform(
        0, 0.04, (12, 10, 4)
    ).cumsum(1)
    weight = GENERATOR.uniform(1, 5, (12, 10))
    return [
        {
            "party": PARTIES[p],
            "period": PERIODS[t],
            "indicator": NAMES[k],
            "value": round(float(level[p, t, k]), 6),
            "weight": round(float(weight[p, t]), 3),
            "group": f"G{p % 3}",
            "subgroup": f"H{p % 6}",
        }
        for p, t, k in np.ndindex(level.shape)
    ]


def sectoral(*names: str) -> list[dict[str, Any]]:
    """Positive values by sector, and by indicator where there are several."""
    return [
        {"party": p, "period": t, "sector": s}
        | ({"indicator": n} if names else {})
        | {"value": round(float(GENERATOR.lognormal(3, 0.6)), 4)}
        for p in PARTIES
        for t in PERIODS[:4]
        for s in SECTORS
        for n in names or ("",)
    ]


DATA = {
    "plain": plain(),
    "sector": sectoral(),
    "both": sectoral("value_added", "employment"),
}
NEAR = [
    {"party": a, "neighbour": b} for a, b in zip(PARTIES, PARTIES[1:] + PARTIES[:1], strict=True)
]
FAR = [
    {"origin": a, "destination": b, "value": str(1 + abs(i - j))}
    for i, a in enumerate(PARTIES)
    for j, b in enumerate(PARTIES)
]
TABLES: dict[str, list[dict[str, str]]] = {
    "neighbours": NEAR + [{"party": n["neighbour"], "neighbour": n["party"]} for n in NEAR],
    "distance": FAR,
    "coordinates": [
        {"party": p, "x": str(i % 4), "y": str(i * i % 7)} for i, p in enumerate(PARTIES)
    ],
    "totals": [{"party": p, "value": str(50 + i)} for i, p in enumerate(PARTIES)],
    "structure": [
        {"indicator": n, "subsystem": "s" + str(k % 2), "lower": "0", "upper": "2"}
        for k, n in enumerate(NAMES)
    ],
    "tree": [
        *({"indicator": n, "parent": "x" if k < 2 else "y"} for k, n in enumerate(NAMES)),
        {"indicator": "x", "parent": "top"},
        {"indicator": "y", "parent": "top"},
        {"indicator": "top", "parent": ""},
    ],
}
# What a measure cannot do without.
NEEDED: dict[str, dict[str, Any]] = {
    "beta": {"weight": "none"},
    "cluster-index": {"reference": "P00"},
    "compare-index": {"first": "a", "second": "b"},
    "dea": {"inputs": "a,b", "outputs": "c"},
    "denominate": {"by": "a"},
    "gravity": {"indicator": "a,b"},
    "huff": {"indicator": "a", "period": "2012"},
    "index": {"uncertainty": "none"},
    "kaya": {"population": "a", "gdp": "b", "energy": "c", "carbon": "d"},
    "lmdi": {"party": "P01", "factors": "value_added,employment"},
    "malmquist": {"inputs": "a,b", "outputs": "c"},
    "metacoupling": {"indicator": "a"},
    "monte-carlo": {"variants": 30},
    "obstacle": {"uncertainty": "none"},
    "sbm": {"inputs": "a,b", "outputs": "c"},
    "segregation": {"minority": "a", "total": "big"},
    "sobol": {"points": 32},
    "spatial-panel": {"dependent": "a"},
    "super-efficiency": {"inputs": "a,b", "outputs": "c"},
    "tapio": {"pressure": "a", "driver": "b"},
    "two-step-catchment": {"supply": "a", "demand": "b", "catchment": 4},
}
RENAMED = {
    "cluster-index": dict(zip(NAMES, ("employment", "area", "population", "plants"), strict=True))
}
OF_DATA = {"lmdi": "both", "rationalisation": "both", "gradient": "both"}
# Measures that need all cells of a panel at once; they run as long as these fit into memory.
WHOLE = {
    "cilos", "dea", "gini-weights", "grey-relation", "huff", "idocriw", "leave-one-out", "lmdi",
    "malmquist", "merec", "monte-carlo", "optimise-weights", "rank-reversal", "sbm", "shift-share",
    "sobol", "spatial-panel", "super-efficiency", "vikor",
}  # fmt: skip
# Measures whose rows are neither party nor period: they are read row by row.
BY_ROW = {"ahp": "column", "ellison-glaeser": "column"}
MEASURES = sorted(name for name, m in measures().items() if m.columns)
# Other settings under which the way of cutting differs.
VARIANTS = [
    ("normalise", {"method": "z-score", "down": "b"}, "period"),
    ("normalise", {"method": "min-max", "scope": "base:2012"}, "period"),
    ("normalise", {"method": "distance-to-reference", "reference": "P03"}, "period"),
    ("normalise", {"method": "rank"}, "whole"),
    ("normalise", {"method": "rank", "scope": "period"}, "period"),
    ("index", {"weighting": "entropy", "down": "c"}, "period"),
    ("index", {"weighting": "entropy", "range": "1,100", "aggregate": "geometric"}, "period"),
    ("index", {"weighting": "critic", "normalise": "z-score", "down": "a"}, "period"),
    ("index", {"weighting": "cv", "range": "1,2"}, "period"),
    ("index", {"weighting": "entropy", "normalise": "none"}, "period"),
    ("index", {"weighting": "entropy", "normalise": "z-score"}, "period"),
    ("index", {"aggregate": "copeland"}, "period"),
    ("index", {"treat": "winsorise"}, "whole"),
    ("index", {"weighting": "sd", "scope": "period"}, "whole"),
    ("impute", {"method": "group"}, "period"),
    ("impute", {"method": "knn"}, "whole"),
    ("obstacle", {}, "whole"),
    ("entropy", {"normalise": "min-max"}, "columns"),
    ("beta", {"controls": "b", "weight": "none"}, "whole"),
    ("theil-l", {"weight": "none", "party": "P01,P02,P05", "indicator": "a,d"}, "column"),
    ("mpi", {"down": "a"}, "period"),
    ("topsis", {"down": "a"}, "period"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The tables as CSV in a shuffled order."""
    folder, out = tmp_path_factory.mktemp("cuts"), {}
    for name, rows in DATA.items():
        out[name] = write(folder / f"{name}.csv", rows)
    return out


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """A CSV of records, shuffled."""
    order = np.random.default_rng(0).permutation(len(rows))
    with path.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows[i] for i in order)
    return path


def asked(name: str, settings: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The table of a measure and its keyword arguments."""
    found = measures()[name]
    kind = OF_DATA.get(name, "sector" if "sector" in found.columns else "plain")
    rows = DATA[kind]
    renamed = RENAMED.get(name, {})
    if renamed:
        rows = [{**r, "indicator": renamed[r["indicator"]]} for r in rows]
    if name == "segregation":
        rows = [r for r in rows if r["indicator"] == "a"]
        rows = rows + [{**r, "indicator": "big", "value": 2} for r in rows]
    if name == "lmdi":
        rows = [r for r in rows if r["party"] == "P01"]
    tables = {t: TABLES[t] for t in found.tables if t in TABLES}
    if name not in ("locational-gini", "city-flow"):
        tables.pop("totals", None)
    return rows, {"tables": tables, **settings}


def same(found: Any, wanted: Any) -> None:
    """Values, parts, checks and intervals agree, in any order of rows."""
    assert found.variant == wanted.variant
    assert found.parameters == wanted.parameters
    for mine, theirs in ((found.values, wanted.values), (found.parts, wanted.parts)):
        left, right = (
            {(r.name, *sorted(r.keys.items())): r for r in rows} for rows in (mine, theirs)
        )
        assert left.keys() == right.keys()
        for key, row in right.items():
            agree(left[key].value, row.value, key)
            assert left[key].reason == row.reason
    assert len(found.checks) == len(wanted.checks)
    assert {w.code for w in found.warnings} == {w.code for w in wanted.warnings}
    if wanted.interval is not None:
        assert found.interval is not None
        assert len(found.interval["rows"]) == len(wanted.interval["rows"])


def agree(a: Any, b: Any, key: object) -> None:
    if isinstance(b, float) and a is not None:
        assert math.isclose(a, b, rel_tol=DIGITS, abs_tol=DIGITS), (key, a, b)
    else:
        assert a == b, key


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_gives_the_same_on_every_engine(name: str, tmp_path: Path):
    """In memory, in one cut, and in many: the same rows to 9 digits, or the refusal declared."""
    rows, arguments = asked(name, NEEDED.get(name, {}))
    if name in BY_ROW:
        with pytest.raises(BadInput, match=BY_ROW[name]):
            g.gauge(name, DuckPanel(write(tmp_path / "p.csv", [{**rows[0], "plant": "1"}])))
        return
    compute = getattr(g, name.replace("-", "_"))
    wanted = compute(rows, **arguments)
    panel = DuckPanel(write(tmp_path / "panel.csv", rows))
    same(compute(panel, **arguments), wanted)
    panel.most_cells = smallest(panel, name)
    if name in WHOLE:
        assert measures()[name].cuts == "whole"
        if size_of(panel) > panel.most_cells and name not in ("huff", "lmdi"):
            with pytest.raises(Coded, match="NEEDS_WHOLE") as caught:
                compute(panel, **arguments)
            assert caught.value.line("zh").startswith("NEEDS_WHOLE")
        return
    same(compute(panel, **arguments), wanted)


def smallest(panel: DuckPanel, name: str) -> int:
    """Room for one cut of the measure and no more."""
    found = measures()[name]
    kind = found.cuts_of(lambda key: str(NEEDED.get(name, {}).get(key, found.setting(key).default)))
    along = CUT_ALONG.get(kind, ("period",))
    sizes = dict(zip(panel.axes, map(len, panel.labels), strict=True))
    return size_of(panel) // math.prod(sizes.get(axis, 1) for axis in along)


@pytest.mark.parametrize(("name", "settings", "kind"), VARIANTS)
def test_settings_decide_how_a_panel_is_cut(
    name: str, settings: dict[str, Any], kind: str, files: dict[str, Path]
):
    """What is known in small is not read again; what is not is refused with its code."""
    given = {"uncertainty": "none"} if name == "index" else {}
    rows, arguments = asked(name, given | settings)
    compute = getattr(g, name.replace("-", "_"))
    panel = DuckPanel(files["plain"])
    panel.most_cells = 130
    if kind == "whole":
        with pytest.raises(Coded, match="NEEDS_WHOLE"):
            compute(panel, **arguments)
        return
    if kind == "column":
        panel.most_cells = 3
    same(compute(panel, **arguments), compute(rows, **arguments))


def test_measures_that_need_an_order_say_so_and_run_cut_by_cut():
    """An order needs all parties of a period, all periods of a party, or all cells of a panel."""
    for found in measures().values():
        if found.order and found.columns:
            kind = found.cuts_of(lambda key, m=found: m.setting(key).default)
            assert kind in ("column", "period", "party", "indicator", "whole"), found.id
            assert found.as_dict()["needs"]["cuts"] == kind
    assert {m.id for m in measures().values() if m.cuts == "whole" and m.columns} == WHOLE | set(
        BY_ROW
    )


def test_a_cut_that_does_not_fit_is_refused(files: dict[str, Path]):
    """One period of all parties and indicators is more than memory allows."""
    panel = DuckPanel(files["plain"])
    panel.most_cells = 47
    with pytest.raises(Coded, match="NEEDS_MEMORY") as caught:
        g.coupling(panel)
    assert "48" in caught.value.line("zh")
    panel.most_cells = 12
    assert len(g.gini(panel).values) == 40


def test_a_missing_rule_needs_the_whole_panel(files: dict[str, Path]):
    """Dropping a party from one cut and not from the next would mix two panels."""
    panel = DuckPanel(files["plain"])
    panel.most_cells = 100
    with pytest.raises(Coded, match="NEEDS_WHOLE"):
        g.theil_t(panel, missing="drop-party")


def test_gaps_negative_values_and_duplicates_are_named_in_cuts(tmp_path: Path):
    """The cell is named, in whichever cut it lies."""
    rows = DATA["plain"]
    for change, words in (
        (rows[:200] + rows[201:], "P05.*2010.*a"),
        ([*rows[:200], {**rows[200], "value": -1}, *rows[201:]], "P05.*2010.*a"),
        ([*rows, rows[200]], "P05.*2010.*a"),
    ):
        for name in ("gini", "entropy"):
            panel = DuckPanel(write(tmp_path / "p.csv", change))
            panel.most_cells = 48
            with pytest.raises(YipanError, match=words):
                g.gauge(name, panel)


def test_too_many_rows_are_read_cut_by_cut(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch):
    """A result that would not fit is refused; its outcomes can be read one after the other."""
    monkeypatch.setattr(cuts, "MOST_ROWS", 100)
    panel = DuckPanel(files["plain"])
    panel.most_cells = 48
    with pytest.raises(Coded, match="TOO_MANY_ROWS"):
        g.normalise(panel)
    read = list(cuts.outcomes(measures()["normalise"], panel, {}, {}))
    assert [len(o.values) for o in read] == [48] * 10


def test_a_parquet_file_is_measured_from_the_command_line(files: dict[str, Path], tmp_path: Path):
    """The same values as from CSV; what is no Parquet is refused in one line."""
    import duckdb

    path = tmp_path / "panel.parquet"
    duckdb.connect().execute(f"COPY (FROM '{files['plain']}') TO '{path}' (FORMAT parquet)")
    answers = []
    for file in (files["plain"], path):
        arguments = ["gauge", "gini", "--input", str(file), "--period", "2012", "--json"]
        done = CliRunner().invoke(yipan, arguments)
        assert done.exit_code == 0, done.output
        answers.append(json.loads(done.stdout)["result"]["values"])
    assert answers[0] == answers[1]
    bad = tmp_path / "bad.parquet"
    bad.write_text("no")
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "gauge", "gini", "--input", str(bad)],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_memory_is_written_with_a_unit():
    """4GB is 4e9 bytes, 1KiB is 1024."""
    assert (bytes_of("4GB"), bytes_of("1KiB"), bytes_of("1500 MB")) == (
        4 * 10**9,
        1024,
        1500 * 10**6,
    )
    with pytest.raises(BadInput, match="4GB"):
        bytes_of("much")
