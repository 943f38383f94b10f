"""The report: every number has its reason, the checker finds nothing, the plan is data."""

import re
import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from own_board import FILES, write

import yipan
from yipan.core.errors import YipanError
from yipan.core.printed import spoken
from yipan.core.reasons import holds
from yipan.core.words import LANGUAGES
from yipan.publish.report.build import build
from yipan.publish.report.document import Drawn, Paragraph, Report, Table
from yipan.publish.report.sentences import names_with_digits
from yipan.publish.report.writers import content
from yipan.reading.check import check_texts
from yipan.reading.readers import read_file


@pytest.fixture(scope="module")
def built_in() -> dict[str, Report]:
    """The report of the built-in board in both languages."""
    board = yipan.open("jingjinji")
    return {lang: build(board, lang) for lang in LANGUAGES}


@pytest.fixture
def shores(tmp_path: Path) -> Report:
    """The report of the small board in Chinese."""
    return build(yipan.open(write(tmp_path)), "zh")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["html", "txt"])
def test_the_checker_finds_nothing_in_our_own_report(
    built_in: dict[str, Report], lang: str, kind: str, tmp_path: Path
) -> None:
    """0 hard and 0 soft inconsistencies, and in Chinese the checker has something to check."""
    path = tmp_path / f"report.{kind}"
    path.write_bytes(content(built_in[lang], kind))
    found = check_texts([read_file(path)])
    wrong = [c for c in found.claims if c.severity in ("hard", "soft")]
    assert wrong == []
    assert lang == "en" or found.summary()["consistent"] >= 50


def test_the_checker_would_find_a_wrong_number(built_in: dict[str, Report], tmp_path: Path) -> None:
    """57.3 % written as 75.3 % is caught: the check above can fail."""
    text = content(built_in["zh"], "txt").decode()
    assert "按现价计增长91.8%" in text
    assert "下降57.3%" in text
    path = tmp_path / "report.txt"
    path.write_text(text.replace("下降57.3%", "下降75.3%", 1), encoding="utf-8")
    assert check_texts([read_file(path)]).hard


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_in_a_sentence_has_a_reason(built_in: dict[str, Report], lang: str) -> None:
    """A run without a reason holds no digits but those of years and names."""
    board = yipan.open("jingjinji")
    names = names_with_digits(board)
    report = built_in[lang]
    for block in report.blocks():
        if not isinstance(block, Paragraph) or block.kind == "note":
            continue
        for run in block.runs:
            if run.reason:
                assert report.reasons[run.reason]
                continue
            bare = run.text
            for name in names:
                bare = bare.replace(name, "")
            assert not re.search(r"\d", re.sub(r"(?:19|20)\d\d", "", bare)), run.text


def test_every_reason_recomputes(built_in: dict[str, Report]) -> None:
    """Law 3: what a tree says follows from its leaves."""
    trees = [tree for trees in built_in["zh"].reasons.values() for tree in trees]
    assert len(trees) > 200
    assert all(holds(tree) for tree in trees)


def test_the_order_is_progress_problems_paths(built_in: dict[str, Report]) -> None:
    """Chapters in the order of the argument, with figures, tables and a list of sources."""
    report = built_in["zh"]
    titles = [section.title for section in report.sections]
    assert titles == ["主要结果", "进展", "问题", "路径", "附录 来源"]
    drawn = [b.figure.form.__class__.__name__ for b in report.blocks() if isinstance(b, Drawn)]
    assert {"Lines", "Slope", "Heat", "Waterfall", "Dumbbell", "Tiles", "Fan"} <= set(drawn)
    assert len([b for b in report.blocks() if isinstance(b, Table)]) >= 12
    assert len(report.sources) >= 10


def test_what_it_would_take_has_the_unit_of_each_measure(built_in: dict[str, Report]) -> None:
    """A gap to parity in the party's own unit (Beijing's 200278 yuan), a share in percent."""
    tables = [b for b in built_in["zh"].blocks() if isinstance(b, Table)]
    table = next(t for t in tables if t.title == "问题消失所需")
    rows = {row[0].text: [cell.text for cell in row[3:]] for row in table.rows}
    assert rows["河北人均地区生产总值与北京之比"] == ["29.62%", "200278元"]
    assert rows["京津冀地区生产总值占全国比重"] == ["8.5%", "10.4%"]


def test_a_lever_shows_arithmetic_fan_and_limits(built_in: dict[str, Report]) -> None:
    """1092.2 × 9.86/8.06 = 1336.12; the fan ends in 2030; the limits stand below."""
    report = built_in["zh"]
    section = next(s for _, s in report.walk() if s.title == "杠杆能调动什么")
    table = next(b for b in section.blocks if isinstance(b, Table) and "核算" in b.title)
    assert [cell.text for cell in table.rows[0]][3:5] == ["1092.2", "1336.12"]
    fan = next(b for b in section.blocks if isinstance(b, Drawn)).figure
    assert fan.form.__class__.__name__ == "Fan"
    assert fan.table.rows[-1][0].text == "2030"
    assert any("不能由此得出" in b.text for b in section.blocks if isinstance(b, Paragraph))


def test_sums_and_changes_by_hand(shores: Report) -> None:
    """2020: 10.5 + 4.5 = 15.0; 2022: 12.6 + 5.4 = 18.0; up 3/15 = 20 %. Share: 3.5 points."""
    output, share = (
        b.text for b in shores.blocks() if isinstance(b, Paragraph) and len(b.runs) > 4
    )
    assert output.startswith("两岸总产出由2020年的15.0亿元增至2022年的18.0亿元，增长20.0%。")
    assert "北岸占比由2020年的20%升至2022年的23.5%，提高3.5个百分点。" in share
    table = next(b for b in shores.blocks() if isinstance(b, Table))
    assert [cell.text for cell in table.rows[0]][-4:] == ["15.0", "2022", "18.0", "+20.0%"]
    assert table.rows[0][-1].number == Fraction(20)


def test_same_bytes_each_time(tmp_path: Path) -> None:
    """Law 6; without --as-of the day is the last one on which the board learned something."""
    folder = write(tmp_path)
    first, second = (build(yipan.open(folder), "zh") for _ in range(2))
    assert first.as_of == date(2024, 6, 1)
    for kind in ("html", "txt"):
        assert content(first, kind) == content(second, kind)


def test_as_of_a_day_before_publication_invents_nothing(tmp_path: Path) -> None:
    """Law 4: the harbour book came out in 2024; in 2023 there is no figure, and it says so."""
    report = build(yipan.open(write(tmp_path)), "zh", as_of=date(2023, 12, 31))
    text = content(report, "txt").decode()
    assert "2022年北岸船只为（无数字）。" in text
    assert "40辆" not in text


def test_an_early_day_leaves_the_scenario_undetermined() -> None:
    """In June 2016 nobody knew 2024: the lever has no answer, and the report says which figure."""
    report = build(yipan.open("jingjinji"), "zh", as_of=date(2016, 6, 1))
    text = content(report, "txt").decode()
    assert "情景“more-tech-to-hebei”未定" in text
    events = text.split("政策时间线")[1].split("##")[0]
    assert "2016-05-27" in events
    assert "2017" not in events
    assert "115049.6" not in text


def test_the_usual_plan_on_the_built_in_board_is_sound(tmp_path: Path) -> None:
    """Without its own plan the board still gets a report in which the checker finds nothing."""
    board = yipan.open("jingjinji")
    folder = tmp_path / "copy"
    shutil.copytree(board.path, folder)
    (folder / "report.yaml").unlink()
    path = tmp_path / "report.txt"
    path.write_bytes(content(build(yipan.open(folder), "zh"), "txt"))
    found = check_texts([read_file(path)])
    assert [c for c in found.claims if c.severity in ("hard", "soft")] == []


def test_a_board_without_a_plan_gets_the_usual_one(tmp_path: Path) -> None:
    """The usual plan names no region: domains become sections of their own."""
    folder = write(tmp_path)
    (folder / "report.yaml").unlink()
    report = build(yipan.open(folder), "zh")
    assert report.title == "两岸"
    below = [s.title for s in report.sections[1].sections]
    assert below == ["经济", "港口"]
    assert "北岸总产出由2020年的10.5亿元" in content(report, "txt").decode()


def test_a_user_changes_wording_without_code(tmp_path: Path) -> None:
    """A sentence of the plan takes the place of the usual one."""
    plan = FILES["report.yaml"] + 'wording:\n  rise: "{party}: {last} ({change})。"\n'
    report = build(yipan.open(write(tmp_path, report_yaml=plan)), "zh")
    assert "北岸： 12.6亿元 (20.0%)。" in content(report, "txt").decode()


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("show: trend", "show: trnd", r"report\.yaml:6.*trend"),
        ("indicators: [output, share]", "indicatrs: [output]", r"report\.yaml:6.*indicators"),
        ("[output, share], parties", "[outputt], parties", "output"),
        ("[Shores, North Shore, South Shore]", "[North Shor]", "North Shore"),
        ("of: change", "of: changes", "change"),
        ("form: lines", "form: pie", "lines"),
        ("船只为{boats", "船只为40辆{boats", r"report\.yaml:11.*40"),
        ("{boats | North Shore | 2022}", "{boats | North Shore}", "three parts"),
        ("title: {zh: 两岸年度报告", "titel: {zh: 两岸年度报告", r"report\.yaml:1.*title"),
    ],
)
def test_a_wrong_plan_is_refused_with_file_and_hint(
    tmp_path: Path, was: str, now: str, said: str
) -> None:
    """One line: what, where, what to do."""
    plan = FILES["report.yaml"]
    assert was in plan
    board = yipan.open(write(tmp_path, report_yaml=plan.replace(was, now)))
    with pytest.raises(YipanError, match=said) as caught:
        build(board, "en")
    assert "\n" not in caught.value.line("zh")


EVIL = "<script>alert(1)</script>"


def test_names_and_notes_are_text_in_html(tmp_path: Path) -> None:
    """Names of parties, indicators, sources and the plan's own words never become markup."""
    folder = write(
        tmp_path,
        parties_csv=FILES["parties.csv"].replace("北岸", EVIL),
        sources_csv=FILES["sources.csv"].replace("Almanac", "<img src=x onerror=alert(2)>"),
        report_yaml=FILES["report.yaml"].replace("两岸年度报告", EVIL),
    )
    page = content(build(yipan.open(folder), "zh"), "html").decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page


def test_the_page_asks_for_nothing(built_in: dict[str, Report]) -> None:
    """No script, no address to fetch; the page is complete."""
    page = content(built_in["zh"], "html").decode()
    assert not re.search(r"<script|<link|<iframe|src=|@import|url\((?!#)", page)
    assert page.count("<svg") == sum(isinstance(b, Drawn) for b in built_in["zh"].blocks())


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("115049.6", "亿元", "11,504.96 billion yuan"),
        ("2184", "万人", "21.84 million persons"),
        ("2.34", "万件", "23.4 thousand cases"),
        ("11.5", "万亿元", "11.5 trillion yuan"),
        ("6.83", "%", "6.83%"),
        ("200278", "元", "200,278 yuan"),
    ],
)
def test_english_numbers_keep_every_digit(text: str, unit: str, said: str) -> None:
    """亿 is a tenth of a billion: the point moves, digits stay."""
    assert spoken(text, "rounded", unit, "en") == said
