"""What goes out comes back: same identities; and others' tools read it."""

from __future__ import annotations

import csv
import io
import logging
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from importing_names import INDICATORS, PARTIES

from yipan.core.period import five_year_plan, half, month, months, quarter, since, year, year_end
from yipan.core.sources import PublishedOn, Source
from yipan.core.text import shield_formula, unshield_formula
from yipan.facts import Fact, Ledger
from yipan.facts.exporting.package import package_files
from yipan.facts.exporting.sdmx import sdmx_csv, structure_xml, time_period
from yipan.facts.exporting.selected import Selected
from yipan.facts.exporting.tidy import tidy_csv
from yipan.facts.exporting.workbook import workbook_bytes
from yipan.facts.importing.files import read_grids
from yipan.facts.importing.names import Names
from yipan.facts.importing.outcome import Origin
from yipan.facts.importing.sheets import SheetReader
from yipan.facts.record import make_fact
from yipan.facts.tidy import import_tidy

SOURCES = {"S1": Source("S1", "=cmd|' /C calc'!A0", PublishedOn("2015-01"))}
LEARNED = date(2020, 1, 1)


def fact(**fields: str) -> Fact:
    base = {
        "indicator": "gdp",
        "party": "BJ",
        "period": "2014",
        "value": "2.00",
        "unit": "亿元",
        "source": "S1",
        "frequency": "annual",
        "published_on": "2015-01",
    }
    return make_fact(**{**base, **fields}, learned_on=LEARNED)  # type: ignore[arg-type]


FACTS = [
    fact(),
    fact(value="1-1.5", qualifier="range", period="2015"),
    fact(value="-5.20", unit="%", frequency="yoy", locator="表1, 第\n2行"),
    fact(indicator="pop", period="2014-12-31", unit="万人", frequency="stock", value="2151.6"),
    fact(period="2014-Q1", frequency="quarterly", note='=HYPERLINK("http://x","y")'),
    fact(period="2014年1—8月", frequency="ytd", status="provisional", note="'quoted"),
    fact(indicator="contracts", counterparty="TJ", definition='@技术, "开发"', note="+1+1"),
]


def selected(facts: list[Fact]) -> Selected:
    return Selected("small", "A small board", facts, PARTIES, INDICATORS, SOURCES)


def back(tmp: Path, data: bytes, name: str = "facts.csv") -> list[Fact]:
    path = tmp / name
    path.write_bytes(data)
    ledger = Ledger.ensure(tmp / "ledger")
    import_tidy(ledger, [path], learned_on=date(2030, 1, 1))
    return ledger.facts()


def test_tidy_comes_back_with_the_same_identities(tmp_path: Path) -> None:
    """Export, then import into an empty ledger: the same ids, the same days of learning."""
    found = back(tmp_path, tidy_csv(FACTS))
    assert {f.id for f in found} == {f.id for f in FACTS}
    assert {f.learned_on for f in found} == {LEARNED}


NASTY = st.text(
    st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("=+-@'\t\",\n;"), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NASTY, NASTY, NASTY), min_size=1, max_size=4))
def test_any_text_survives_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, str]]
) -> None:
    """Apostrophes against formulas are taken off again, whatever the text is."""
    facts = [
        fact(period=str(2000 + n), note=note, locator=locator, definition=definition)
        for n, (note, locator, definition) in enumerate(texts)
    ]
    found = back(tmp_path_factory.mktemp("trip"), tidy_csv(facts))
    assert sorted(f.id for f in found) == sorted(f.id for f in facts)


@given(st.text())
def test_shielding_is_reversible_and_leaves_no_formula(text: str) -> None:
    """No shielded text begins like a formula unless it is a number."""
    shield = shield_formula(text)
    assert unshield_formula(shield) == text
    if shield[:1] in ("=", "+", "-", "@", "\t", "\r"):
        float(shield.removesuffix("%").replace(",", ""))


def test_no_cell_of_any_csv_runs_and_numbers_stay_numbers() -> None:
    """-5.20 is a number; =HYPERLINK is shielded."""
    pieces = [tidy_csv(FACTS), sdmx_csv(selected(FACTS))]
    pieces += [d for n, d in package_files(selected(FACTS)).items() if n.endswith(".csv")]
    cells = [c for d in pieces for r in csv.reader(io.StringIO(d.decode("utf-8-sig"))) for c in r]
    assert "-5.20" in cells
    assert '\'=HYPERLINK("http://x","y")' in cells
    assert not [c for c in cells if c[:1] in "=+@" and c] + [
        c for c in cells if c[:1] == "-" and not c[1:2].isdigit()
    ]


def test_frictionless_finds_the_package_valid(tmp_path: Path) -> None:
    """Fields, types, primary and foreign keys hold."""
    frictionless = pytest.importorskip("frictionless")
    for name, data in package_files(selected(FACTS)).items():
        (tmp_path / name).write_bytes(data)
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])
    assert report.stats["tasks"] == 4


def test_frictionless_would_notice_a_lost_party(tmp_path: Path) -> None:
    """The foreign keys are real: without parties.csv's rows the package is not valid."""
    frictionless = pytest.importorskip("frictionless")
    files = package_files(selected(FACTS))
    files["parties.csv"] = files["parties.csv"].splitlines(keepends=True)[0]
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    assert not frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid


def test_sdmx1_reads_structure_and_data(tmp_path: Path) -> None:
    """The sdmx1 package reads the structure, and the data by it: every key and value."""
    sdmx = pytest.importorskip("sdmx")
    logging.getLogger("sdmx").setLevel(logging.ERROR)
    one_line = [f for f in FACTS if "\n" not in f.locator]
    (tmp_path / "s.xml").write_bytes(structure_xml(selected(one_line)))
    (tmp_path / "d.csv").write_bytes(sdmx_csv(selected(one_line)))
    structure = sdmx.read_sdmx(tmp_path / "s.xml").structure["YIPAN_FACTS"]
    message = sdmx.read_sdmx(tmp_path / "d.csv", structure=structure)
    observations = message.data[0].obs
    assert len(observations) == len(one_line)
    for observation, given_fact in zip(observations, one_line, strict=True):
        key = observation.dimension.values
        assert key["FACT"].value == given_fact.id
        assert key["REF_AREA"].value == given_fact.party
        wanted = "" if given_fact.qualifier == "range" else given_fact.value
        assert observation.value == wanted
    codes = structure.dimensions.get("REF_AREA").local_representation.enumerated
    assert {"BJ", "TJ", "CN", "_Z"} == set(codes.items)


def test_sdmx_is_read_back_by_the_importer(tmp_path: Path) -> None:
    """Indicator, party, period, value and unit come back from SDMX-CSV."""
    path = tmp_path / "d.csv"
    plain = [f for f in FACTS if f.qualifier == "rounded" and not f.counterparty]
    path.write_bytes(sdmx_csv(selected(plain)))
    reader = SheetReader(Names(PARTIES, INDICATORS), Origin("S1"))
    (outcome,) = [reader.read(grid) for grid in read_grids(path)]
    levels = {
        (f.indicator, f.party, f.period, f.value, f.unit)
        for f in plain
        if f.frequency in {"annual", "stock", "quarterly", "ytd"}
    }
    found = {(f.indicator, f.party, f.period, f.value, f.unit) for f in outcome.facts()}
    assert levels <= found


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (year(2014), "2014"),
        (quarter(2014, 2), "2014-Q2"),
        (half(2014, 2), "2014-S2"),
        (month(2014, 5), "2014-05"),
        (months(2014, 1, 8), "2014-01-01/P8M"),
        (year_end(2014), "2014-12-31"),
        (five_year_plan(14), "2021-01-01/P5Y"),
        (since(date(2014, 1, 1)), "2014-01-01"),
    ],
)
def test_periods_in_sdmx_forms(period, text: str) -> None:
    """SDMX 3.0 section 6, part 4.2: time periods and time ranges."""
    assert time_period(period) == text


def test_workbook_prints_the_digits_and_runs_nothing(tmp_path: Path) -> None:
    """2.00 is shown as 2.00; text that looks like a formula is text."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook_bytes(selected(FACTS)))
    facts, parties, *_ = list(read_grids(path))
    column = facts.rows[0].index("value")
    assert facts.format(1, column).shown(facts.rows[1][column]) == "2.00"  # type: ignore[arg-type]
    notes = [row[facts.rows[0].index("note")] for row in facts.rows[1:]]
    assert '=HYPERLINK("http://x","y")' in notes
    assert not facts.troubles
    assert [row[0] for row in parties.rows[1:]] == ["CN", "BJ", "TJ"]


def test_same_facts_same_bytes() -> None:
    """Each format is deterministic."""
    for write in (lambda s: tidy_csv(s.facts), sdmx_csv, structure_xml, workbook_bytes):
        assert write(selected(FACTS)) == write(selected(FACTS))
    assert package_files(selected(FACTS)) == package_files(selected(FACTS))
