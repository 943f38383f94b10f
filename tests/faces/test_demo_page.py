"""The demo: the same for any board, self-contained, deterministic, escaped."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from terminal import Run

VOID = {"meta", "line", "path", "polyline", "br", "link"}


class Checker(HTMLParser):
    """Collects addresses and checks that elements nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        given = dict(attrs)
        self.addresses += [v for k, v in attrs if k in {"href", "src", "action"} and v]
        if given.get("id"):
            self.ids.append(str(given["id"]))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def pages(run: Run, folder: Path) -> dict[str, str]:
    ran = run("demo", "--out", str(folder))
    assert ran.code == 0, ran.err
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_demo_shows_parties_trend_conflicts_and_sources(run: Run, tmp_path: Path) -> None:
    """All on one screen, in the language asked for."""
    out = run("demo", "--out", str(tmp_path / "o"), "--lang", "en").out
    for word in ("The Islands", "North", "Output", "▁", "420 + 260 = 680", "Yearbook 2024"):
        assert word in out
    assert "⚠" in next(line for line in out.splitlines() if line.startswith("North"))


def test_pages_are_self_contained_and_well_formed(run: Run, tmp_path: Path) -> None:
    """Addresses lead to the other language or into the page; there is no script."""
    found = pages(run, tmp_path / "o")
    assert set(found) == {"islands.zh.html", "islands.en.html"}
    for text in found.values():
        checker = Checker()
        checker.feed(text)
        assert checker.open == []
        assert len(checker.ids) == len(set(checker.ids))
        for address in checker.addresses:
            assert address in found or address.removeprefix("#") in checker.ids
        assert "<script" not in text
        assert "url(" not in text


def test_text_of_sources_is_escaped(run: Run, tmp_path: Path) -> None:
    """A title with < and > is shown, not obeyed."""
    text = pages(run, tmp_path / "o")["islands.en.html"]
    assert "Yearbook &lt;2023&gt;" in text
    assert "Yearbook <2023>" not in text


def test_every_shown_figure_has_its_reason_on_the_page(run: Run, tmp_path: Path) -> None:
    """Each figure opens to source, rule and the command that asks on."""
    text = pages(run, tmp_path / "o")["islands.en.html"]
    for body in re.findall(r'<details class="fig".*?</details>', text, re.DOTALL):
        assert "rule latest" in body
        assert "yipan why" in body
        assert "←" in body


def test_the_same_board_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    """Whenever and wherever it is made."""
    assert pages(run, tmp_path / "a") == pages(run, tmp_path / "b")


def test_a_board_without_headline_shows_what_it_has_most_of(
    run: Run, islands: Path, tmp_path: Path
) -> None:
    """Nothing needs to be configured."""
    board = islands / "board.yaml"
    kept = [line for line in board.read_text().splitlines() if not line.startswith("headline")]
    board.write_text("\n".join(kept))
    assert "Output" in run("demo", "--out", str(tmp_path / "o"), "--lang", "en").out


def test_a_bound_is_not_taken_for_a_change(run: Run, tmp_path: Path) -> None:
    """61.5 % and then 约 62 %: no direction is claimed."""
    out = run("demo", "--out", str(tmp_path / "o"), "--lang", "en").out
    after = out[out.index("Employment rate") :].splitlines()
    row = next(line for line in after if line.startswith("North"))
    assert "about 62%" in row
    assert "pp" not in row


def test_demo_as_of_leaves_out_what_was_not_public(run: Run, tmp_path: Path) -> None:
    """Before the second edition."""
    ran = run("demo", "--out", str(tmp_path / "o"), "--as-of", "2023-12-31", "--json")
    assert ran.result["sources"] == {"Y1": 4}
    assert ran.result["conflicts"] == []
