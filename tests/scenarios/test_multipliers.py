"""Input-output: textbook inverses, RAS, extraction against full solves, closed forms, bad files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import shared

from yipan.cli.multipliers import multipliers as command
from yipan.core.errors import Coded, YipanError
from yipan.scenarios.io_files import read_national
from yipan.scenarios.leontief import coefficients, extracted_loss, inverse, ras
from yipan.scenarios.multipliers import (
    Exponents,
    National,
    Regions,
    interregional,
    multipliers,
    quotients,
)

# Miller and Blair, Input-Output Analysis (2009), table 2.3: flows, output and inverse.
FLOWS = np.array([[150.0, 500.0], [200.0, 100.0]])
OUTPUT = np.array([1000.0, 2000.0])


def test_the_inverse_of_the_textbook() -> None:
    """L = [[1.2541, 0.3300], [0.2640, 1.1221]]; multipliers 1.518 and 1.452."""
    found = inverse(coefficients(FLOWS, OUTPUT))
    assert found == pytest.approx(np.array([[1.2541, 0.3300], [0.2640, 1.1221]]), abs=5e-5)
    assert found.sum(axis=0) == pytest.approx([1.518, 1.452], abs=5e-4)


def test_ras_of_the_textbook() -> None:
    """Row and column sums are met, zeros stay, and cross ratios are those of the start."""
    start = np.array([[120.0, 100, 49], [210, 247, 265], [75, 0, 54]])
    rows, columns = np.array([245.0, 136, 98]), np.array([421.0, 284, 283]) * 479 / 988
    found = ras(start, rows, columns)
    assert found.sum(axis=1) == pytest.approx(rows)
    assert found.sum(axis=0) == pytest.approx(columns)
    assert found[2, 1] == 0
    ratio = found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0])
    assert ratio == pytest.approx(120 * 247 / (100 * 210))


def _system(seed: int, regions: int, sectors: int) -> tuple[National, Regions]:
    random = np.random.default_rng(seed)
    output = random.uniform(50, 500, sectors)
    flows = random.uniform(0, 1, (sectors, sectors))
    flows *= 0.55 * output / flows.sum(axis=0)
    flows *= np.minimum(1, 0.9 * output / flows.sum(axis=1))[:, None]
    shares = random.dirichlet(np.ones(regions), sectors).T
    names = tuple(f"r{i}" for i in range(regions))
    national = National(tuple(f"s{k}" for k in range(sectors)), flows, output)
    return national, Regions(names, shares * output)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(2, 6), st.floats(0, 0.9))
def test_regional_flows_keep_the_national_sums(
    seed: int, regions: int, sectors: int, exponent: float
) -> None:
    """Sales and purchases of each sector over the regions are the nation's; none is negative."""
    national, parts = _system(seed, regions, sectors)
    flows = interregional(national, parts, exponent)
    assert flows.min() >= 0
    cube = flows.reshape(regions, sectors, regions, sectors)
    assert cube.sum(axis=(0, 2, 3)) == pytest.approx(national.flows.sum(axis=1), rel=1e-6)
    assert cube.sum(axis=(0, 1, 2)) == pytest.approx(national.flows.sum(axis=0), rel=1e-6)


def test_one_region_is_the_nation() -> None:
    """With a single region the multipliers are the national ones, whatever the exponent."""
    national = National(("a", "b"), FLOWS, OUTPUT)
    found = multipliers(national, Regions(("all",), OUTPUT[None, :]), Exponents(draws=5))
    for column, value in zip(found.columns, (1.5182, 1.4521), strict=True):
        assert column.total.value == pytest.approx(value, abs=1e-4)
        assert column.own == column.total
        assert column.total.low == pytest.approx(column.total.high, rel=1e-6)


def test_equal_regions_by_hand() -> None:
    """Two halves: LQ = 1, so the own share is log2(1.5)^δ, and totals are the nation's."""
    national = National(("a", "b"), FLOWS, OUTPUT)
    halves = Regions(("x", "y"), np.array([OUTPUT, OUTPUT]) / 2)
    own = np.log2(1.5) ** 0.3
    assert quotients(national, halves, 0, 0.3) == pytest.approx(np.full((2, 2), own))
    flows = interregional(national, halves, 0.3)
    assert flows[:2, :2] == pytest.approx(own * FLOWS / 2)
    assert flows[2:, :2] == pytest.approx((1 - own) * FLOWS / 2)
    found = multipliers(national, halves, Exponents(draws=20))
    assert [c.total.value for c in found.columns[:2]] == pytest.approx([1.5182, 1.4521], abs=1e-4)
    spill = {(s.at, s.to): s.estimate for s in found.spills}
    assert spill["x", "y"].low < spill["x", "y"].value < spill["x", "y"].high
    assert spill["x", "y"].value == pytest.approx(spill["y", "x"].value)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(1, 5))
def test_extraction_is_that_of_a_full_solve(seed: int, regions: int, sectors: int) -> None:
    """Rows and columns of a region taken out, and the rest solved anew."""
    national, parts = _system(seed, regions, sectors)
    flows = interregional(national, parts, 0.3)
    output = parts.output.ravel()
    a = coefficients(flows, output)
    final = output - flows.sum(axis=1)
    slices = [slice(i * sectors, (i + 1) * sectors) for i in range(regions)]
    losses = extracted_loss(inverse(a), output, final, slices)
    for loss, part in zip(losses, slices, strict=True):
        rest = np.delete(np.arange(len(output)), np.r_[part])
        alone = np.linalg.solve(np.eye(len(rest)) - a[np.ix_(rest, rest)], final[rest])
        assert output[rest] - loss[rest] == pytest.approx(alone, rel=1e-9)
        assert output[part] - loss[part] == pytest.approx(np.zeros(sectors), abs=1e-7)


def test_no_finite_answer_is_refused() -> None:
    """A sector that buys more than it makes."""
    with pytest.raises(Coded, match="no finite answer"):
        inverse(np.array([[0.9, 0.3], [0.3, 0.9]]))
    with pytest.raises(Coded, match="different totals"):
        ras(np.ones((2, 2)), np.array([1.0, 2]), np.array([1.0, 1]))
    with pytest.raises(Coded, match="does not converge"):
        ras(np.eye(2), np.array([2.0, 1]), np.array([1.0, 2]))


TABLE = "sector,name,a,b,output\na,A,150,500,1000\nb,B,200,100,2000\n"
REGIONS = "region,sector,output\n甲,a,100\n甲,b,400\n乙,a,300\n乙,b,200\n"


def _files(folder: Path, table: str = TABLE, regions: str = REGIONS) -> list[str]:
    (folder / "t.csv").write_text(table, "utf-8")
    (folder / "r.csv").write_text(regions, "utf-8")
    return [str(folder / "t.csv"), "--regions", str(folder / "r.csv"), "--draws", "20"]


def test_the_command(tmp_path: Path) -> None:
    """What the regions leave is a rest; the label says upper bound; same seed, same bytes."""
    run = CliRunner()
    arguments = _files(tmp_path)
    first = run.invoke(command, [*arguments, "--json"], catch_exceptions=False).output
    assert first == run.invoke(command, [*arguments, "--json"], catch_exceptions=False).output
    result = json.loads(first)["result"]
    assert len(result["spill"]) == 9
    assert any("上限" in text for text in result["limits"])
    assert result["checks"][0]["residual"] < 1e-12
    text = run.invoke(command, [*arguments, "--lang", "en"], catch_exceptions=False).output
    assert "upper bounds" in text
    assert "其余 rest" in text


@pytest.mark.parametrize(
    ("table", "regions", "options", "words"),
    [
        ("name,a,output\n", REGIONS, [], "the column sector is missing"),
        ("sector,a,b\na,1,2\n", REGIONS, [], "the column output is missing"),
        (TABLE.replace("500", "五百"), REGIONS, [], "t.csv:2 b: '五百' is no number"),
        (TABLE, REGIONS.replace("乙,b", "乙,c"), [], "no sector c"),
        (TABLE, REGIONS + "甲,a,1\n", [], "甲 a has two rows"),
        (TABLE, REGIONS.replace("300", "30000"), [], "exceed the nation's"),
        (TABLE, "region,output\n甲,1\n", [], "the column sector is missing"),
        (TABLE, REGIONS, ["--exponent", "0.3"], "cannot be used"),
        (TABLE, REGIONS, ["--exponent", "0.3:0.4:0.5"], "cannot be used"),
    ],
)
def test_bad_files(
    tmp_path: Path, table: str, regions: str, options: list[str], words: str
) -> None:
    """One line names file, row and field."""
    with pytest.raises(YipanError, match=words):
        CliRunner().invoke(
            command, [*_files(tmp_path, table, regions), *options], catch_exceptions=False
        )


def test_the_national_table_of_2020() -> None:
    """42 sectors; its domestic multipliers lie between 1 and 4, and output is L times final."""
    national = read_national(shared("data/cn_io/china_2020_42.csv"))
    assert len(national.sectors) == 42
    found = inverse(coefficients(national.flows, national.output))
    assert 1 < found.sum(axis=0).min() < found.sum(axis=0).max() < 4
    final = national.output - national.flows.sum(axis=1)
    assert found @ final == pytest.approx(national.output, rel=1e-9)
    rows = csv.DictReader(shared("data/cn_io/china_2020_42.csv").open(encoding="utf-8"))
    farming = next(r for r in rows if r["Code"] == "01")
    assert national.flows[0].sum() == pytest.approx(float(farming["TIU"]), rel=1e-9)
