"""Lists with codes and zones: which row decides, and which rows lost and why.

Codes are those of GB/T 4754-2017: 20 sections A to T, 97 divisions 01 to 97.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yipan.compacts.document.document import Compact, ListRow
from yipan.compacts.words.values import Unknown, opened, united
from yipan.core.errors import Coded, near_misses
from yipan.core.words import Words

SECTIONS = {
    "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52),
    "G": (53, 60), "H": (61, 62), "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72),
    "M": (73, 75), "N": (76, 79), "O": (80, 82), "P": (83, 83), "Q": (84, 85), "R": (86, 90),
    "S": (91, 96), "T": (97, 97),
}  # fmt: skip
_STRICT = {"准": 0, "限": 1, "禁": 2}
_CODE = re.compile(r"([A-Z]?)(\d{0,4})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Code:
    """A section and the digits after it; no digits for the whole section."""

    section: str
    digits: str

    def below(self, other: Code) -> bool:
        """Whether it is `other` or a part of it."""
        return self.section == other.section and self.digits.startswith(other.digits)


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """准 限 禁, the row that decides, and `{row, why}` for the rows that lost."""

    measure: str
    row: str | None
    words: str | None
    lost: tuple[dict[str, str], ...]


def parse_code(text: str) -> Code | None:
    """The code that a text names, with or without its letter; None if it does not exist."""
    found = _CODE.match(text.strip().upper())
    if found is None:
        return None
    letter, digits = found.groups()
    if not digits:
        return Code(letter, "") if letter in SECTIONS else None
    if len(digits) < 2:
        return None
    division = int(digits[:2])
    section = next((s for s, (a, b) in SECTIONS.items() if a <= division <= b), None)
    if section is None or letter not in {"", section}:
        return None
    return Code(section, digits)


def ask_list(
    compact: Compact, table: str, code_text: str, place: str, stage: str, tags_text: str
) -> ListAnswer | Unknown:
    """What the list says about a code at a place; undetermined where it does not say."""
    code = parse_code(code_text)
    if code is None:
        raise Coded(
            "CODE_UNKNOWN",
            Words(
                f"GB/T 4754-2017 没有代码“{code_text}”", f"no code {code_text!r} in GB/T 4754-2017"
            ),
            hint=Words("2011 版代码请先对照转换", "convert codes of the 2011 edition first"),
            file=compact.file,
        )
    top = compact.zones.get(compact.zone_top or "", ())
    if place not in top:
        near = near_misses(place, top)
        raise Coded(
            "PLACE_UNKNOWN",
            Words(
                f"“{place}”不在{compact.zone_top}", f"{place!r} does not lie in {compact.zone_top}"
            ),
            hint=Words(f"是否指 {'、'.join(near)}?", f"did you mean {', '.join(near)}?")
            if near
            else "",
            file=compact.file,
        )
    tags = {t.strip() for t in re.split(r"[;;、]", tags_text) if t.strip()}
    zones = {name for name, places in compact.zones.items() if place in places}
    rows = [
        r for r in compact.tables[table] if r.zone in zones and (not r.stages or stage in r.stages)
    ]
    answer = _decide(compact, rows, code, place, stage, tags)
    below = _others_below(compact, rows, code, answer, place, stage, tags)
    if answer is None and not compact.complete:
        return united([opened("rows_incomplete"), below])
    return below if below.missing else answer or ListAnswer("准", None, None, ())


def _others_below(
    compact: Compact,
    rows: list[ListRow],
    code: Code,
    answer: ListAnswer | None,
    place: str,
    stage: str,
    tags: set[str],
) -> Unknown:
    """Codes of rows below the one asked that would give another verdict."""
    verdict = answer.measure if answer else "准"
    found = set()
    for row in rows:
        lower = parse_code(row.code)
        if lower is None or lower == code or not lower.below(code):
            continue
        other = _decide(compact, rows, lower, place, stage, tags)
        if (other.measure if other else "准") != verdict:
            found.add(row.code)
    return Unknown(missing=frozenset(found))


def _decide(
    compact: Compact, rows: list[ListRow], code: Code, place: str, stage: str, tags: set[str]
) -> ListAnswer | None:
    """The strictest of the longest prefixes per zone that no exception takes away."""
    matched = []
    for row in rows:
        prefix = parse_code(row.code)
        if prefix is not None and code.below(prefix):
            matched.append((row, len(prefix.digits)))
    if not matched:
        return None
    lost: list[dict[str, str]] = []
    kept: list[ListRow] = []
    for row, length in matched:
        if length < max(size for other, size in matched if other.zone == row.zone):
            lost.append({"row": row.id, "why": "longer_prefix"})
        elif _excepted(compact, row, place, stage, tags):
            lost.append({"row": row.id, "why": "exception"})
        else:
            kept.append(row)
    if not kept:
        return ListAnswer("准", None, None, tuple(lost))
    strictest = max(_STRICT[row.measure] for row in kept)
    winners = [row for row in kept if _STRICT[row.measure] == strictest]
    lost += [{"row": r.id, "why": "less_strict"} for r in kept if r not in winners]
    return ListAnswer(winners[0].measure, winners[0].id, winners[0].words, tuple(lost))


def _excepted(compact: Compact, row: ListRow, place: str, stage: str, tags: set[str]) -> bool:
    for exception in row.exceptions:
        outside = all(place not in compact.zones.get(zone, ()) for zone in exception.not_in)
        staged = not exception.stages or stage in exception.stages
        tagged = not exception.tags or bool(tags & set(exception.tags))
        if outside and staged and tagged:
            return True
    return False
