"""What a user meets: files of each kind, reports, exit codes, one line for what is not read."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import yipan
from yipan.core.errors import BadInput
from yipan.reading.check import check
from yipan.reading.faces.html_report import page
from yipan.reading.readers import LARGEST, decoded, html_text, read_file
from yipan.reading.replay import replay

WRONG = "用电量由2014年的665亿千瓦时增加到2023年的1044亿千瓦时,增加397亿千瓦时。"
RIGHT = WRONG.replace("397", "379")
COMMAND = [str(Path(sys.executable).with_name("yipan")), "check"]


def run(*words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command as a user calls it."""
    return subprocess.run([*COMMAND, *words], input=stdin, capture_output=True, check=False)


def test_exit_codes_and_the_sum_in_the_report(tmp_path: Path) -> None:
    """1 with a hard inconsistency and its calculation, 0 without, 2 with one line for bad input."""
    bad, good = tmp_path / "bad.txt", tmp_path / "good.txt"
    bad.write_text(WRONG, "utf-8")
    good.write_text(RIGHT, "utf-8")
    found = run(str(bad))
    shown = found.stdout.decode()
    assert found.returncode == 1
    assert "1044亿千瓦时 − 665亿千瓦时" in shown
    assert "397亿千瓦时 → 379亿千瓦时" in shown
    assert run(str(good)).returncode == 0
    missing = run(str(tmp_path / "none.txt"))
    assert missing.returncode == 2
    assert len(missing.stderr.decode().strip().splitlines()) == 1


def test_standard_input_and_english() -> None:
    """- reads standard input; the report speaks the language asked for."""
    found = run("-", "--lang", "en", stdin=WRONG.encode())
    assert found.returncode == 1
    assert "one number would mend it" in found.stdout.decode()


def test_several_files_are_one_set_unless_separate(tmp_path: Path) -> None:
    """A figure that differs in another file is a soft finding of the set, and none alone."""
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.write_text("2023年,湖南省常住人口6568万人。", "utf-8")
    b.write_text("2023年,湖南省常住人口6586万人。", "utf-8")
    together = json.loads(run(str(a), str(b), "--json").stdout)
    alone = json.loads(run("--separate", str(a), str(b), "--json").stdout)
    assert together["summary"]["inconsistent_soft"] == 1
    assert alone["summary"]["inconsistent_soft"] == 0


def test_html_offsets_stand_in_the_markup() -> None:
    """Tags are looked through; table cells are observations; positions are those of the file."""
    raw = (
        "<html><head><title>2023</title></head><body><p>2023年湖南常住人口<b>65</b>86万人。</p>"
        "<table><tr><th>年份</th><th>湖南常住人口（万人）</th></tr>"
        "<tr><td>2022</td><td>6604</td></tr><tr><td>2023</td><td><p>6568</p></td></tr></table></body>"
    )
    from yipan.reading.check import check_texts

    report = check_texts([html_text("x.html", raw)])
    claim = next(c for c in report.claims if c.relation == "text_table_match")
    assert claim.severity == "hard"
    assert raw[claim.span[0] : claim.span[1]] == "65</b>86万人"


def test_word_file_is_read_and_returned_with_comments(tmp_path: Path) -> None:
    """Comments stand at the flagged number; the words of the file stay as they were."""
    docx = pytest.importorskip("docx")
    source, out = tmp_path / "draft.docx", tmp_path / "out.docx"
    made = docx.Document()
    made.add_heading("运行情况", 1)
    paragraph = made.add_paragraph("用电量由2014年的665亿千瓦时增加到2023年的")
    paragraph.add_run("1044").bold = True
    paragraph.add_run("亿千瓦时,增加397亿千瓦时。")
    made.save(str(source))
    found = run(str(source), "--docx", str(out))
    assert found.returncode == 1
    opened = docx.Document(str(out))
    assert [p.text for p in opened.paragraphs] == [p.text for p in made.paragraphs]
    (comment,) = list(opened.comments)
    assert "1044亿千瓦时 − 665亿千瓦时" in comment.text
    with zipfile.ZipFile(out) as package:
        body = package.read("word/document.xml").decode()
    inside = body.split("commentRangeStart")[1].split("commentRangeEnd")[0]
    assert "397亿千瓦时" in inside
    assert "665" not in inside


def test_marked_page_holds_every_claim_and_no_other_host() -> None:
    """Each card is there; text is escaped; nothing is fetched."""
    report = check(f"<script>alert(1)</script>{WRONG}")
    shown = page(report)
    assert all(f'id="{c.id}"' in shown for c in report.claims)
    assert "<script>alert" not in shown
    assert "http://" not in shown
    assert "https://" not in shown


def test_python_object() -> None:
    """`yipan.check` returns claims and verdicts as objects."""
    report = yipan.check(WRONG)
    assert [c.verdict for c in report.claims if c.relation == "difference"] == ["inconsistent"]
    assert "1 hard" in repr(report)


def test_a_user_teaches_an_indicator(tmp_path: Path) -> None:
    """A vocabulary file adds names; a file without its columns is refused in one line."""
    words, text = tmp_path / "words.csv", tmp_path / "t.txt"
    words.write_text("slug,name_zh,unit,aliases\nluck,幸福指标值,分,福值\n", "utf-8")
    text.write_text("2023年,湖南省福值为81.2分。", "utf-8")
    found = json.loads(run(str(text), "--vocabulary", str(words), "--json").stdout)
    assert found["documents"][0]["quantities"][0]["indicator"] == "luck"
    words.write_text("a,b\n1,2\n", "utf-8")
    assert run(str(text), "--vocabulary", str(words)).returncode == 2


def test_what_was_not_understood_is_told() -> None:
    """A number behind a word of change that no construction takes up is listed, not dropped."""
    report = check("全市新开工项目分别比上年多增12个、少增3个。")
    assert report.summary()["not_understood"] or report.claims


# ---------------------------------------------------------------------- hostile input


def bomb(path: Path) -> None:
    """A small package that unpacks to more than is read."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 210_000_000)


def test_unreadable_files_give_one_line(tmp_path: Path) -> None:
    """Binary, mixed encodings, bombs, entities, a PDF without text: refused, never a traceback."""
    cases = {
        "binary.txt": bytes(range(256)) * 40,
        "mixed.txt": "中文".encode() + "中文内容".encode("gb18030") + b"\xff\xff",
        "fake.docx": b"PK\x03\x04nothing",
        "fake.pdf": b"%PDF-1.4 nothing",
    }
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
    bomb(tmp_path / "bomb.docx")
    with zipfile.ZipFile(tmp_path / "entity.docx", "w") as package:
        package.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    for path in sorted(tmp_path.iterdir()):
        with pytest.raises(BadInput) as caught:
            read_file(path)
        assert "\n" not in caught.value.line("zh")


def test_too_large_is_said_before_it_is_read(tmp_path: Path) -> None:
    """A file beyond the limit is refused by its size."""
    path = tmp_path / "large.txt"
    with path.open("wb") as handle:
        handle.truncate(LARGEST + 1)
    with pytest.raises(BadInput, match="MB"):
        read_file(path)


def test_other_encodings_are_read() -> None:
    """GB 18030 and UTF-16 with its mark are text."""
    assert decoded("x", WRONG.encode("gb18030")) == WRONG
    assert decoded("x", WRONG.encode("utf-16")) == WRONG


@pytest.mark.parametrize(
    "piece",
    [
        "增长5.2%和由3亿元增至5亿元",
        "一二三四五",
        " ",
        "\n",
        "(",
        "“一",
        "<",
        "1\t",
        "|1|2|3|\n",
        "1:2:",
        "北京和",
        "\u202e5.2%",
    ],
)
def test_time_grows_with_length_only(piece: str) -> None:
    """60,000 characters of anything are read in seconds."""
    started = time.process_time()
    report = check(piece * (60_000 // len(piece)))
    assert time.process_time() - started < 8
    assert report.documents


@settings(max_examples=120, deadline=None)
@given(
    st.text(
        alphabet=(
            "0123456789.,:%、，。；()（）“”《》年月日季度上下半较比由从增至降长少了占的亿万元个百分点"
            "倍其中分别为北京上海三地同期\n\t |<>/-—一二三四五等类GDPPM"
        ),
        max_size=160,
    )
)
def test_any_text_is_read_and_replays(text: str) -> None:
    """No crash, offsets that fit, verdicts that replay, the same bytes twice."""
    report = check(text)
    assert all(q.text == text[q.start : q.end] for q in report.quantities)
    assert replay(json.loads(report.to_json()), [text]) == []
    assert report.to_json() == check(text).to_json()


def test_standard_input_beside_files_and_each_file_once(tmp_path: Path) -> None:
    """- stands for standard input among files; a file given twice is told, not read as a set."""
    path = tmp_path / "a.txt"
    path.write_text(RIGHT, "utf-8")
    both = json.loads(run("-", str(path), "--json", stdin=WRONG.encode()).stdout)
    assert [d["file"] for d in both["documents"]] == ["-", str(path)]
    twice = run(str(path), str(path))
    assert twice.returncode == 2
    assert len(twice.stderr.decode().strip().splitlines()) == 1


@pytest.mark.parametrize("option", ["--html", "--docx"])
def test_an_answer_never_replaces_a_source(tmp_path: Path, option: str) -> None:
    """The checked file itself and a folder that is not there are refused before any reading."""
    path = tmp_path / "a.docx"
    path.write_bytes(b"as it was")
    for out in (path, tmp_path / "none" / "b.docx"):
        told = run(str(path), option, str(out))
        assert told.returncode == 2
        assert told.stdout == b""
        assert len(told.stderr.decode().strip().splitlines()) == 1
    assert path.read_bytes() == b"as it was"
