"""Writes docs/pictures/*.svg: the terminal's real output on the built-in board.

python docs/pictures.py            write them
python docs/pictures.py --check    exit code 1 when one differs from what the program says now
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from yipan.core.text import display_width, shorten

FOLDER = Path(__file__).parent / "pictures"
COLUMN, LINE, MARGIN = 8.4, 19, 16
WIDEST = 104
BARS = "▁▂▃▄▅▆▇█"
SHOWN: dict[str, tuple[list[str], int]] = {
    # picture -> (command, how many of its lines)
    "demo": (["demo"], 25),
    "conflicts": (["conflicts", "--class", "parts", "--limit", "1"], 15),
    "facts": (["facts", "gdp", "--party", "河北", "--period", "2014"], 14),
}
LANGUAGES = ("zh", "en")
TEXT = re.compile(r">([^<>]+)</text>")
# picture -> command that draws it with --figure
FIGURES = {
    "relocation": ["match", "relocation"],
    "hydrogen": ["link", "hydrogen"],
    "services": ["reach", "services"],
}


def pictures() -> dict[str, str]:
    """Name of each picture and its SVG."""
    made = {}
    for name, (words, most) in SHOWN.items():
        for lang in LANGUAGES:
            said = run([*words, "--lang", lang])
            lines = said.splitlines()
            cut = lines[:most] + (["…"] if len(lines) > most else [])
            made[f"{name}.{lang}.svg"] = svg(f"yipan {' '.join([*words, '--lang', lang])}", cut)
    for name, words in FIGURES.items():
        for lang in LANGUAGES:
            made[f"{name}.{lang}.svg"] = figure([*words, "--lang", lang])
    return made


def figure(words: Sequence[str]) -> str:
    """What a command draws."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "figure.svg"
        run([*words, "--figure", str(drawn)])
        return drawn.read_text(encoding="utf-8")


def run(words: Sequence[str]) -> str:
    """What a command prints, in a terminal of 100 columns, with a ledger of its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", "from yipan.cli.main import main; main()", *words],
            env={**os.environ, "YIPAN_HOME": folder, "COLUMNS": "100"},
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    return done.stdout


def svg(command: str, lines: Sequence[str]) -> str:
    """The lines as text in a monospace grid; wide characters take two columns."""
    rows = [shorten(row, WIDEST) for row in (f"$ {command}", *lines)]
    width = max(display_width(row) for row in rows) * COLUMN + 2 * MARGIN
    height = len(rows) * LINE + 2 * MARGIN
    text = "\n".join(_row(row, number) for number, row in enumerate(rows))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" \
width="{width:.0f}" height="{height}" role="img" aria-label="{escape(command)}">
<style>
rect {{ fill: #fbfaf7; stroke: #d9d5cc; }} text {{ fill: #1d2126; white-space: pre; \
font: 14px ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", "Sarasa Mono SC", \
"PingFang SC", "Microsoft YaHei", monospace; }} .c {{ fill: #1f5fa8; }} .w {{ fill: #a15c00; }} \
.g {{ fill: #1b7a43; }} .b {{ fill: #1f5fa8; }} .r {{ stroke: #b9b4a8; }}
@media (prefers-color-scheme: dark) {{ rect {{ fill: #14171a; stroke: #333a40; }} text {{ fill: \
#e8e6e1; }} .c {{ fill: #7db4f0; }} .w {{ fill: #f0b85a; }} .g {{ fill: #7ed6a0; }} \
.b {{ fill: #7db4f0; }} .r {{ stroke: #5b646c; }} }}
</style>
<rect x=".5" y=".5" width="{width - 1:.0f}" height="{height - 1}" rx="8"/>
{text}
</svg>
"""


def _row(row: str, number: int) -> str:
    top = MARGIN + number * LINE
    kind = "c" if number == 0 else _kind(row)
    return "".join(_piece(text, column, top, kind) for column, text in _runs(row))


def _kind(row: str) -> str:
    start = row.lstrip()
    if start.startswith("⚠"):
        return "w"
    return "g" if start.startswith(("✓", "若改则合", "would restore")) else ""


def _piece(text: str, column: int, top: int, kind: str) -> str:
    """A stretch of one line: bars and rules are drawn, so that no font can change their width."""
    x, width = MARGIN + column * COLUMN, display_width(text) * COLUMN
    if text[0] in BARS:
        height = (BARS.index(text[0]) + 1) * (LINE - 4) / len(BARS)
        y = top + LINE - 2 - height
        bar = f"M{x:.1f} {y:.1f}h{COLUMN - 1:.1f}v{height:.1f}h-{COLUMN - 1:.1f}z"
        return f'<path class="b" d="{bar}"/>'
    if text[0] in "─═":
        return f'<path class="r" d="M{x:.1f} {top + LINE / 2}h{width:.1f}"/>'
    length = f' textLength="{width:.1f}"' if len(text) > 1 else ""
    shown = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{top + LINE - 5}"{length}{shown}>{escape(text)}</text>'


def _runs(row: str) -> list[tuple[int, str]]:
    """Stretches of text with the column where each starts.

    Only ASCII and rules join: any other character stands alone, so that a font in which it is wider
    cannot push what follows out of its column.
    """
    found: list[tuple[int, str]] = []
    column = 0
    for char in row:
        if char != " ":
            start, before = found[-1] if found else (0, "")
            joins = before and start + len(before) == column and _joins(before[-1], char)
            found[-1:] = [(start, before + char)] if joins else [*found[-1:], (column, char)]
        column += display_width(char)
    return found


def _joins(before: str, char: str) -> bool:
    return (before.isascii() and char.isascii()) or (before == char and char in "─═")


def stale() -> list[str]:
    """Pictures that differ from what the program says now."""
    return [
        name
        for name, text in pictures().items()
        if not (FOLDER / name).exists()
        or said(name, (FOLDER / name).read_text(encoding="utf-8")) != said(name, text)
    ]


def said(name: str, text: str) -> object:
    """What is compared: of a figure its texts, for its frame follows the fonts of the machine."""
    return TEXT.findall(text) if name.split(".")[0] in FIGURES else text


def main(arguments: Sequence[str]) -> int:
    """Write or check; returns the exit code."""
    if "--check" in arguments:
        found = stale()
        for name in found:
            print(f"stale: docs/pictures/{name}; run python docs/pictures.py", file=sys.stderr)
        return 1 if found else 0
    FOLDER.mkdir(exist_ok=True)
    for name, text in pictures().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
