"""Documents of data: every scalar is text, nothing runs, and growth is bounded."""

from __future__ import annotations

import pytest

from yipan.core.errors import Coded
from yipan.core.strict_yaml import MAX_DEPTH, MAX_VALUES, line_of, parse_yaml


def test_scalars_stay_text_and_know_their_line() -> None:
    """No implicit number, date or truth; null, ~ and nothing are None; quoted "" is a text."""
    tree = parse_yaml('a: 0.85\nb: 2015-06-03\nc: no\nd: ~\ne:\nf: ""\ng: [1, x]\n')
    assert tree == {
        "a": "0.85",
        "b": "2015-06-03",
        "c": "no",
        "d": None,
        "e": None,
        "f": "",
        "g": ["1", "x"],
    }
    assert line_of(tree["c"]) == 3  # type: ignore[index,call-overload]


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("a: 1\na: 2\n", "DUPLICATE", ":2"),
        ("a: &x [1, *x]\n", "CYCLE", ":1"),
        ("a: !!python/object/apply:os.system [ls]\n", "BAD_TABLE", ":1"),
        ("a: [1\nb: 2\n", "BAD_TABLE", ":2"),
        ("a: 1\n---\nb: 2\n", "BAD_TABLE", ":2"),
        ("[" * (MAX_DEPTH + 5), "TOO_LARGE", ":1"),
    ],
)
def test_a_bad_document_is_one_line_with_code_file_and_line(text: str, code: str, row: str) -> None:
    """Duplicates, cycles, tags, bad syntax and depth are refused where they stand."""
    with pytest.raises(Coded) as caught:
        parse_yaml(text, "x.yaml")
    line = caught.value.line("en")
    assert line.startswith(f"{code} x.yaml{row}")
    assert "\n" not in line


def test_aliases_cannot_explode() -> None:
    """Ten doublings of ten give 10^10 values: refused before they are built."""
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    with pytest.raises(Coded) as caught:
        parse_yaml("\n".join(lines), "bomb.yaml")
    assert caught.value.code == "TOO_LARGE"
    assert str(MAX_VALUES) in caught.value.line("en")
