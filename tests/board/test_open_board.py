"""A board opens from its files; names resolve; the rule chooses and says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lakeland import FILES, write

import yipan
from yipan.core.errors import BadBoard, UnknownName
from yipan.core.reasons import holds


def test_names_resolve_by_any_alias(tmp_path: Path) -> None:
    board = yipan.open(write(tmp_path))
    assert board.parties.find("N. Shore").code == "N"
    assert board.parties.find("湖地").code == "LL"
    assert board.indicators.find("GROSS PRODUCT").slug == "output"
    assert [p.code for p in board.parties.members("the lakes")] == []
    assert [p.code for p in board.parties.members("LL")] == ["N", "S"]
    assert board.headline == (("LL",), ("output", "people"))


def test_values_stay_as_printed_and_the_rule_says_why(tmp_path: Path) -> None:
    """Two editions of one figure: both are kept, the later one of the same rank is chosen."""
    facts = yipan.open(write(tmp_path)).facts("output", party="north", period="2022")
    assert [(f.value, f.source) for f in facts] == [("1,204.0", "Y23"), ("1210.5", "Y24")]
    assert "2024-11-30" in facts.why(facts[1], "en")
    assert facts.why(facts[0]) == ""


def test_as_of_shows_what_was_public_then(tmp_path: Path) -> None:
    """November 2024 is public from its last day; an undated source from the day of learning."""
    board = yipan.open(write(tmp_path))
    early = board.facts("output", period="2022", as_of="2024-05-31")
    assert [f.value for f in early] == ["1,204.0"]
    assert len(board.facts("output", period="2022", as_of=date(2024, 6, 1))) == 2
    assert len(board.facts("output", period="2022", as_of="2024-11-30")) == 4


def test_a_stock_of_a_year_stands_at_its_end(tmp_path: Path) -> None:
    found = yipan.open(write(tmp_path)).facts("people", party="N", period="2022")
    assert [(f.period, f.frequency) for f in found] == [("2022-12-31", "stock")]


def test_a_correction_keeps_what_is_printed(tmp_path: Path) -> None:
    board = yipan.open(write(tmp_path))
    assert {f.value for f in board.facts("people", party="S")} == {"61000", "60000"}
    (chosen,) = board.chosen("people", party="S")
    assert (chosen.fact.value, chosen.printed.value) == ("60000", "61000")
    reason = board.why("p2")
    assert holds(reason)
    shown = "\n".join(reason.lines())
    assert shown.count("misprint") == 1
    assert "61000 → 60000" in shown


def test_the_panel_takes_members_and_converts_units(tmp_path: Path) -> None:
    """2.1 billion is 2100 million, exactly."""
    panel = yipan.open(write(tmp_path)).panel("output", parties="Lakeland", periods="2022")
    assert panel.parties == ("N", "S")
    assert panel.exact("S", "2022", "output") == 2100
    assert "South Shore" in panel._repr_html_()


def test_a_manual_choice_names_the_row_by_its_key(tmp_path: Path) -> None:
    manual = "  manual:\n    - {fact: a, reason: the later one counts the port twice}\n"
    board = yipan.open(write(tmp_path, {"board.yaml": FILES["board.yaml"] + manual}))
    (chosen,) = board.chosen("output", party="N", period="2022")
    assert chosen.fact.value == "1,204.0"
    assert "twice" in chosen.why.en


def test_tables_of_a_notebook_are_escaped(tmp_path: Path) -> None:
    parties = FILES["parties.csv"].replace("Port Alder", "<script>alert(1)</script>")
    facts = "indicator,party,period,value,source\npeople,N1,2022,12000,Y23\n"
    board = yipan.open(write(tmp_path, {"parties.csv": parties, "facts/more.csv": facts}))
    shown = board.facts("people")._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "<table>" in board._repr_html_()


def test_every_answer_is_a_table_in_a_notebook(tmp_path: Path) -> None:
    """Facts, choices, conflicts, histories, reasons and further tables show more than a repr."""
    files = FILES["board.yaml"] + "files:\n  tables: {goals: goals.csv}\n"
    goals = "code,name,source\nx,<b>half</b> the waste,Y23\n"
    board = yipan.open(write(tmp_path, {"board.yaml": files, "goals.csv": goals}))
    for answer in (
        board.facts("output"),
        board.chosen("output"),
        board.history("output"),
        board.conflicts(),
        board.table("goals"),
        board.parties,
        board.indicators,
    ):
        assert len(answer)
        assert answer._repr_html_().count("<tr>") == len(answer) + 1
    assert "&lt;b&gt;" in board.table("goals")._repr_html_()
    assert board.why("a")._repr_html_().startswith("<pre>")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_files_saved_by_excel_are_read(tmp_path: Path, encoding: str) -> None:
    """BOM, GB18030 and UTF-16; semicolons between cells; Chinese heads; slashes in days."""
    folder = write(tmp_path)
    parties = "代码;中文名;类别;设立\nLL;湖地;group;\nN;北岸;province;1990/1/2\nS;南岸;province;\n"
    (folder / "parties.csv").write_bytes(parties.replace("\n", "\r\n").encode(encoding))
    facts = "指标,方,时期,数值,来源\noutput,北岸,2021年,900,Y23\n"
    for old in (folder / "facts").iterdir():
        old.unlink()
    (folder / "facts/output.csv").write_bytes(facts.encode(encoding))
    (folder / "board.yaml").write_text("name: l\ntitle: L\n")
    board = yipan.open(folder)
    assert board.parties.find("北岸").valid_from == date(1990, 1, 2)
    assert [f.period for f in board.facts("output")] == ["2021"]


def test_unknown_boards_and_names_offer_near_misses(tmp_path: Path) -> None:
    board = yipan.open(write(tmp_path))
    with pytest.raises(UnknownName, match="North Shore"):
        board.facts("output", party="Nort Shore")
    with pytest.raises(UnknownName, match="nowhere"):
        yipan.open("nowhere")
    with pytest.raises(BadBoard, match=r"board\.yaml"):
        yipan.open(tmp_path / "facts")


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("parties.csv", "North Shore,,prov", "North Shore,,provinz", "row 4, field kind"),
        ("parties.csv", "city,North Shore", "city,Nowhere", "row 6, field parent"),
        ("indicators.csv", "million EUR", "megabucks", "row 2, field unit"),
        ("sources.csv", "2023-11-15", "15.11.2023", "row 2, field published_on"),
        ("board.yaml", "headline:", "headlines:", "row 4, field headlines"),
        ("board.yaml", "[output, People]", "[outputs]", "row 6, field headline.indicators"),
    ],
)
def test_errors_name_file_row_and_field(
    tmp_path: Path, file: str, old: str, new: str, line: str
) -> None:
    text = FILES[file].replace(old, new)
    assert text != FILES[file]
    with pytest.raises(BadBoard) as caught:
        yipan.open(write(tmp_path, {file: text}))
    assert caught.value.where == f"{file}, {line}"
    assert caught.value.hint
