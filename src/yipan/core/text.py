"""Text as people print it: width folding, name keys and the width of a string on a terminal."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
# Marks that carry no meaning in a name: middle dots, quotes and the spaces used to justify
# two-character names (北 京).
_NAME_NOISE = re.compile(r"[\s·・'’\"“”]+")

_RUNS = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?", re.ASCII)


def fold_width(text: str) -> str:
    """Full-width letters, digits and signs to half width (NFKC), with spaces collapsed."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def name_key(text: str) -> str:
    """The key under which a name is looked up: width, case and inner spaces do not count."""
    return _NAME_NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def display_width(text: str) -> int:
    """Columns a terminal needs: East-Asian wide and full-width characters take two."""
    width = 0
    for char in text:
        if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Mn"}:
            continue
        width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return width


def pad(text: str, width: int, align: str = "left") -> str:
    """`text` padded with spaces to `width` terminal columns."""
    gap = " " * max(0, width - display_width(text))
    return gap + text if align == "right" else text + gap


def shorten(text: str, width: int) -> str:
    """`text` cut to `width` terminal columns, with … where something was cut."""
    if display_width(text) <= width:
        return text
    kept = ""
    used = 0
    for char in text:
        step = display_width(char)
        if used + step > width - 1:
            break
        kept += char
        used += step
    return kept + "…"


def shield_formula(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers do not.

    `unshield_formula` takes it off again; both together change no text.
    """
    return f"'{text}" if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text


def unshield_formula(text: str) -> str:
    """What `shield_formula` was given."""
    return text[1:] if text[:1] == "'" and _RUNS.match(text) else text


def figure(value: float) -> str:
    """Up to six significant digits, no exponent where it can be read without."""
    text = f"{value:.6g}"
    return f"{value:.0f}" if "e+" in text and abs(value) < 1e12 else text


_FULL = dict(zip(",;:?!", "\uff0c\uff1b\uff1a\uff1f\uff01", strict=True))
_OPEN, _CLOSE = "\uff08", "\uff09"


def chinese_punctuation(text: str) -> str:
    """Marks beside Chinese characters in full width, as print has them; the length stays.

    Marks inside numbers and Latin words stay: 1,092.2 and (p = 0.01) after a space.
    """
    found = list(text)
    opened: list[bool] = []
    any_chinese = any(map(_is_chinese, text))
    for place, char in enumerate(text):
        before = found[place - 1] if place else ""
        after = text[place + 1] if place + 1 < len(text) else ""
        beside = _is_chinese(before) or _is_chinese(after)
        ends_number = before == "%" and after != " " and any_chinese
        if char in _FULL and (beside or ends_number):
            found[place] = _FULL[char]
        elif char == "(":
            opened.append(beside)
            found[place] = _OPEN if beside else char
        elif char == ")" and opened and opened.pop():
            found[place] = _CLOSE
    return "".join(found)


def _is_chinese(char: str) -> bool:
    """A Chinese character, or a mark that only stands in Chinese text."""
    return bool(char) and (
        "\u2e80" <= char <= "\u9fff" or char in "\u201c\u201d\u2026\uff05\uff08\uff09"
    )
