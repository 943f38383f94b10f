"""The surface of a label: indent, numbering, 其中, brackets, footnote marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from yipan.core.text import fold_width
from yipan.facts.importing.marks import read_status, strip_marks

_LEADING = re.compile(r"[\s\u3000]*")
_OF_WHICH = re.compile(r"\A(?:其\s*中\s*[:,、]?|#|of\s+which\s*[:,]?|(?:包括|含)\s*[:])\s*", re.I)
_NUMBERING = re.compile(
    r"\A(?:[一二三四五六七八九十]{1,3}\s*[、.]|[(][一二三四五六七八九十\d]{1,3}[)]|\d{1,2}\s*[、)]"
    r"|\d{1,2}\.(?=\s*[^\d\s])|[IVX]{1,4}\.\s)\s*"
)
_BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_TAIL = re.compile(r"\A(.*\S)\s*[,:]\s*([^,:]+)\Z")
_EDGE = " :、,"
_SNAKE = re.compile(r"\A[a-z][\w.%]*\Z", re.IGNORECASE | re.ASCII)
_HAN = re.compile(r"[\u3400-\u9fff]")
_SCALES = {
    "100m": "100 million",
    "10k": "10 thousand",
    "k": "thousand",
    "m": "million",
    "bn": "billion",
    "tn": "trillion",
    "mn": "million",
    "pct": "%",
}


@dataclass(frozen=True, slots=True)
class LabelText:
    """A label's words, its brackets apart; `indent` in half-width spaces."""

    words: str
    brackets: tuple[str, ...]
    status: str
    indent: int
    of_which: bool
    whole: str


def read_label_text(raw: str) -> LabelText:
    """Cut a label into words and what stands around them."""
    head = _LEADING.match(raw)
    space = head[0] if head else ""
    indent = sum(2 if c == "\u3000" else 4 if c == "\t" else 1 for c in space if c not in "\r\n")
    folded = fold_width(strip_marks(raw))
    of_which = bool(_OF_WHICH.match(folded))
    folded = _OF_WHICH.sub("", folded)
    rest, status = read_status(folded)
    numbered = _NUMBERING.sub("", rest)
    brackets = tuple(b.strip() for b in _BRACKETS.findall(numbered))
    words = _BRACKETS.sub(" ", numbered).strip(_EDGE)
    return LabelText(
        " ".join(words.split()), brackets, status, indent, of_which, numbered.strip(_EDGE)
    )


def unit_tail(words: str) -> tuple[str, str]:
    """(name, unit candidate) of “GDP, million EUR”, “产值:亿元” or gdp_100m_yuan."""
    tail = _TAIL.match(words)
    if tail:
        return tail[1], tail[2]
    if _SNAKE.match(words) and "_" in words:
        pieces = words.split("_")
        for cut in (2, 1):
            if len(pieces) > cut:
                unit = " ".join(_SCALES.get(p.casefold(), p) for p in pieces[-cut:])
                return "_".join(pieces[:-cut]), unit
    return words, ""


def snake_tails(words: str) -> list[tuple[str, str]]:
    """Every (name, unit candidate) of a name with underscores, longest unit first."""
    pieces = words.split("_")
    if not _SNAKE.match(words) or len(pieces) < 2:
        return []
    return [
        ("_".join(pieces[:-n]), " ".join(_SCALES.get(p.casefold(), p) for p in pieces[-n:]))
        for n in (2, 1)
        if len(pieces) > n
    ]


def by_script(words: str) -> tuple[str, str]:
    """The Chinese and the Latin part of a bilingual label; empty where it has one script."""
    if not _HAN.search(words) or not re.search(r"[A-Za-z]{3}", words):
        return "", ""
    match = re.match(r"\A(.*[\u3400-\u9fff\d\)）%])\s*([A-Za-z][^\u3400-\u9fff]*)\Z", words)
    if match:
        return match[1].strip(" /|-"), match[2].strip(" /|-")
    match = re.match(r"\A([A-Za-z][^\u3400-\u9fff]*?)\s*([\u3400-\u9fff].*)\Z", words)
    return (match[2], match[1].strip(" /|-")) if match else ("", "")
