"""Tidy files: what SQL completes is what `make_fact` gives; a bad row is a reject."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yipan.core.errors import BadInput
from yipan.core.frequency import filed
from yipan.core.indicators import IndicatorKind
from yipan.core.period_text import parse_period
from yipan.facts import Fact, Ledger, make_fact
from yipan.facts.tidy import Known, import_tidy, is_tidy

DAY = date(2025, 3, 1)
HEADER = ("indicator", "party", "period", "value", "unit", "source", "qualifier", "published_on")
GOOD = ("gdp", "bj", "2014", "6.65", "万亿元", "D0", "", "2025-01")


def write(path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def taken_in(ledger: Ledger) -> list[Fact]:
    return ledger.refresh().facts()


NUMERALS = st.one_of(
    st.from_regex(
        r"[+-]?(0|[1-9][0-9]{0,2}(,[0-9]{3}){0,2}|[0-9]{1,9})(\.[0-9]{1,4})?", fullmatch=True
    ),
    st.sampled_from(
        ["1-1.5", "1.25–2.5", "100至200", "7700", "0", "000", "12,000", "2.00", " 3.0 "]
    ),
)
ROWS = st.tuples(
    st.sampled_from(["gdp", "population"]),
    st.sampled_from(["bj", "tj"]),
    st.sampled_from(["2014", "2014年末", "2014-Q1", "2014年1—8月", "2014年以来", "十四五", ""]),
    NUMERALS,
    st.sampled_from(["万亿元", "人", "%", "元/人", "persons"]),
    st.sampled_from(["D0", "D3"]),
    st.sampled_from(["", "rounded", "exact", "about", "nearly", "at_least", "below", "and_more"]),
    st.sampled_from(["", "2025", "2025-02", "2024-02-29"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(ROWS, min_size=1, max_size=12))
def test_sql_completes_rows_as_the_core_does(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    """Step, qualifier, days, canonical period, frequency and the day of being public."""
    folder = tmp_path_factory.mktemp("tidy")
    usable = []
    expected = set()
    for row in rows:
        fields: dict[str, Any] = dict(zip(HEADER, row, strict=True))
        kind = IndicatorKind.STOCK if fields["indicator"] == "population" else IndicatorKind.FLOW
        period, frequency = filed(kind, parse_period(fields["period"]))
        fields |= {"period": period, "frequency": frequency.value}
        try:
            expected.add(make_fact(**fields, learned_on=DAY))
        except BadInput:  # a range with a qualifier
            continue
        usable.append(row)
    ledger = Ledger.create(folder / "l")
    file = write(folder / "f.csv", usable)
    result = import_tidy(ledger, [file], learned_on=DAY, known=Known(stocks={"population"}))
    assert set(taken_in(ledger)) == expected
    assert result.added == len(expected)


def test_a_figure_without_a_frequency_meets_its_yearly_twin(tmp_path: Path) -> None:
    """Without the column, or with an empty cell, a row is the same figure as one that names it.

    A stock "of 2014" stands at the end of 2014; a Parquet part keeps what it leaves empty.
    """
    known = Known(stocks={"population"})
    rows = [GOOD, ("population", "bj", "2014", "2171", "万人", "D0", "", "2025-01")]
    bare = write(tmp_path / "bare.csv", rows)
    named = write(
        tmp_path / "named.csv",
        [(*GOOD, "annual"), ("population", "bj", "2014-12-31", *rows[1][3:], "stock")],
        (*HEADER, "frequency"),
    )
    empty = write(tmp_path / "empty.csv", [(*row, "") for row in rows], (*HEADER, "frequency"))
    ledger = Ledger.create(tmp_path / "l")
    assert import_tidy(ledger, [bare], learned_on=DAY, known=known).added == 2
    for twin in (named, empty):
        found = import_tidy(ledger, [twin], learned_on=DAY, known=known)
        assert (found.added, found.already_there) == (0, 2)
    assert {(f.period, f.frequency) for f in taken_in(ledger)} == {
        ("2014", "annual"),
        ("2014-12-31", "stock"),
    }
    old = Ledger.create(tmp_path / "old")
    nameless = make_fact(**dict(zip(HEADER, GOOD, strict=True)), learned_on=DAY)  # type: ignore[arg-type]
    old.append([nameless])
    part = next((tmp_path / "old" / "parts").glob("*.parquet"))
    import_tidy(ledger, [part], learned_on=DAY, known=known)
    assert nameless in taken_in(ledger)


BAD = {
    "indicator": ("nothing", "no such indicator"),
    "party": ("", "no such party"),
    "period": ("soon", "not a period"),
    "value": ("6,5.5", "not a numeral"),
    "unit": ("parsec", "unit is not known"),
    "source": ("D9", "no such source"),
    "qualifier": ("maybe", "no such qualifier"),
    "published_on": ("2025-13", "not a publication date"),
}
KNOWN = Known(indicators={"gdp"}, sources={"D0"})


@pytest.mark.parametrize("field", BAD)
def test_a_bad_field_is_named_with_its_row(tmp_path: Path, field: str) -> None:
    """File, row as Excel counts it, field, value and reason; nothing is imported."""
    value, reason = BAD[field]
    bad = tuple(value if name == field else own for name, own in zip(HEADER, GOOD, strict=True))
    path = write(tmp_path / "f.csv", [GOOD, bad, GOOD])
    ledger = Ledger.create(tmp_path / "l")
    rejects = tmp_path / "rejects.csv"
    with pytest.raises(BadInput, match=r"1 rows cannot be used.*row 3"):
        import_tidy(ledger, [path], learned_on=DAY, known=KNOWN, rejects_file=rejects)
    assert taken_in(ledger) == []
    with rejects.open(encoding="utf-8-sig", newline="") as handle:
        (row,) = csv.DictReader(handle)
    assert (row["row"], row["field"], row["value"]) == ("3", field, value)
    assert reason in row["reason"]
    result = import_tidy(ledger, [path], learned_on=DAY, known=KNOWN, accept_rejects=True)
    assert (result.added, result.already_there, result.rejected) == (1, 1, 1)
    assert result.rejects[0].field == field


def test_days_that_contradict_the_period_or_are_none(tmp_path: Path) -> None:
    header = (*HEADER, "period_start", "learned_on")
    rows = [
        (*GOOD, "2014-01-01", "2025-02-02"),
        (*GOOD, "2014-02-01", ""),
        (*GOOD, "yesterday", ""),
        (*GOOD, "", "tomorrow"),
    ]
    ledger = Ledger.create(tmp_path / "l")
    path = write(tmp_path / "f.csv", rows, header)
    result = import_tidy(ledger, [path], learned_on=DAY, accept_rejects=True)
    assert [(r.row, r.field, r.value) for r in result.rejects] == [
        (3, "period_start", "2014-02-01"),
        (4, "period_start", "yesterday"),
        (5, "learned_on", "tomorrow"),
    ]
    assert [f.learned_on for f in taken_in(ledger)] == [date(2025, 2, 2)]


def test_amendments_need_target_reason_and_expectation(tmp_path: Path) -> None:
    header = (*HEADER, "row", "target", "expects", "reason")
    rows = [
        (*GOOD, "correction", "", "6.65", "slip"),
        (*GOOD, "withdrawal", "ab" * 8, "", " "),
        (*GOOD, "correction", "ab" * 8, "", "slip"),
        (*GOOD, "opinion", "", "", ""),
        (*GOOD[:3], "", "", *GOOD[5:], "withdrawal", "ab" * 8, "", "gone"),
    ]
    ledger = Ledger.create(tmp_path / "l")
    path = write(tmp_path / "f.csv", rows, header)
    result = import_tidy(ledger, [path], learned_on=DAY, accept_rejects=True)
    assert [r.field for r in result.rejects] == ["target", "reason", "expects", "row"]
    assert [f.row for f in taken_in(ledger)] == ["withdrawal"]


def test_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    """Neither the same bytes nor the same rows in other bytes."""
    ledger = Ledger.create(tmp_path / "l")
    path = write(tmp_path / "f.csv", [GOOD])
    assert import_tidy(ledger, [path], learned_on=DAY).added == 1
    state = ledger.refresh().digest
    assert import_tidy(ledger, [path], learned_on=DAY).already_there == 1
    path.write_text(path.read_text() + "\n")
    assert import_tidy(ledger, [path], learned_on=date(2026, 1, 1)).already_there == 1
    assert ledger.refresh().digest == state


def test_a_ledger_part_is_a_tidy_file(tmp_path: Path) -> None:
    """A part imported into another ledger gives an equal ledger: nothing is lost on the way."""
    first, second = Ledger.create(tmp_path / "a"), Ledger.create(tmp_path / "b")
    import_tidy(
        first,
        [write(tmp_path / "f.csv", [GOOD, ("pop", "bj", "", "1-1.5", "人", "D0", "", "")])],
        learned_on=DAY,
    )
    (part,) = first.refresh().manifest.parts
    file = first.path / "parts" / part.file
    assert is_tidy(file)
    import_tidy(second, [file], learned_on=date(2030, 1, 1))
    assert taken_in(second) == taken_in(first)
    assert second.manifest.parts[0].sha256 == part.sha256


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "f.csv"
    lines = [separator.join(row) for row in (HEADER, GOOD)]
    path.write_text("\r\n".join(lines), encoding=encoding)
    assert is_tidy(path)
    ledger = Ledger.create(tmp_path / "l")
    import_tidy(ledger, [path], learned_on=DAY)
    assert [(f.unit, f.value) for f in taken_in(ledger)] == [("万亿元", "6.65")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "are missing"),
        (b"indicator,party,period,value,unit,source,colour\n", "no column 'colour'"),
        (b"indicator,party,period,value,unit\n", "columns source are missing"),
        (b"indicator,party,period,value,unit,source,source\n", "stand twice"),
        (b"indicator,party,period,value,unit,source\na,b\n", "malformed"),
        (b"\xff\xfe\x00", "neither UTF-8 nor GB18030"),
    ],
)
def test_files_that_are_not_tidy(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    ledger = Ledger.create(tmp_path / "l")
    with pytest.raises(BadInput, match=message) as refused:
        import_tidy(ledger, [path], learned_on=DAY)
    assert str(path) in refused.value.line("zh")
    assert not (ledger.path / "staging").exists()
    (tmp_path / "f.parquet").write_bytes(content)
    with pytest.raises(BadInput, match="not a Parquet file"):
        import_tidy(ledger, [tmp_path / "f.parquet"], learned_on=DAY)
    with pytest.raises(BadInput, match="no such file"):
        import_tidy(ledger, [tmp_path / "elsewhere.csv"], learned_on=DAY)
