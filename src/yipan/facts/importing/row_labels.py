"""The labels of a row: several columns, blanks that repeat the row above, 其中 and indents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yipan.core.words import Words
from yipan.facts.importing.combine import along, harmless
from yipan.facts.importing.grid import Grid
from yipan.facts.importing.meaning import NOTHING, Meaning, over, replace
from yipan.facts.importing.names import Names
from yipan.facts.importing.roles import QUALIFIERS, Column, Role, label_text

REMEMBERED = 50_000
_SCALE_WORDS = {2: "百", 3: "千", 4: "万", 5: "十万", 6: "百万", 7: "千万", 8: "亿", 12: "万亿"}
_ENGLISH_SCALES = {2: "hundred", 3: "thousand", 6: "million", 9: "billion", 12: "trillion"}
_OBS_STATUS = {"p": "provisional", "e": "estimate", "f": "estimate", "r": "revised"}


@dataclass(slots=True)
class _Level:
    depth: int
    meaning: Meaning
    carries: bool


class RowLabels:
    """Reads the labels of a table's rows from top to bottom; remembers what stands above."""

    def __init__(
        self, labels: Sequence[Column], columns: Sequence[Column], names: Names, grid: Grid
    ) -> None:
        self.labels = labels
        self.qualifiers = [c for c in columns if c.role in QUALIFIERS]
        self.names = names
        self.grid = grid
        self.section = NOTHING
        self._above: dict[int, str] = {}
        self._levels: list[_Level] = []
        self._known: dict[tuple[object, ...], Meaning] = {}

    def read(self, row: int, *, carries: bool) -> Meaning | None:
        """What the row's labels say together; None for a row without figures.

        `carries`: whether the row has figures. A row without sets the scene for those below.
        """
        texts = [label_text(self.grid, row, c.number) for c in self.labels]
        if not carries:
            self._scene([t for t in texts if t.strip()])
            return None
        if len(self._known) > REMEMBERED:
            self._known.clear()
        texts = self._filled_down(texts)
        single = len(self.labels) == 1
        found = self._nested(texts[0]) if single else self._flat(texts)
        extra = tuple(str(self.grid.value(row, c.number) or "").strip() for c in self.qualifiers)
        return self._qualified(found, extra) if self.qualifiers else found

    def _filled_down(self, texts: list[str]) -> list[str]:
        """A blank label left of a filled one repeats the one above (merged or left blank)."""
        last = max((i for i, t in enumerate(texts) if t.strip()), default=-1)
        for index, text in enumerate(texts):
            if text.strip():
                self._above[index] = text
                for deeper in range(index + 1, len(texts)):
                    if not texts[deeper].strip() and deeper > last:
                        self._above.pop(deeper, None)
            elif index < last or self._merged_above(index):
                texts[index] = self._above.get(index, "")
        return texts

    def _merged_above(self, index: int) -> bool:
        column = self.labels[index].number
        return any(b <= column <= d and c > a for a, b, c, d in self.grid.merged)

    def _flat(self, texts: list[str]) -> Meaning:
        """Several label columns: each says its part."""
        key = (*texts, self.section)
        found = self._known.get(key)
        if found is None:
            parts = [
                (_as(self.names.label(text), column.role), column.role)
                for text, column in zip(texts, self.labels, strict=True)
                if text.strip()
            ]
            found = self._known[key] = self._under_section(_merge(parts, self.names))
        return found

    def _nested(self, text: str) -> Meaning:
        """One label column: indents and 其中 say what a row is a part of."""
        own = _as(self.names.label(text), self.labels[0].role) if text.strip() else NOTHING
        depth = 2 * own.indent + (1 if own.of_which else 0)
        levels = self._levels
        while levels and levels[-1].depth >= depth:
            levels.pop()
        beside = bool(levels) and levels[-1].depth % 2 == 1 and not own.of_which
        if beside:  # aligned with the words behind 其中:
            depth = levels.pop().depth
        path = [level.meaning for level in levels]
        nested = [level.carries for level in levels]
        levels.append(_Level(depth, own, True))
        if not text.strip():
            return _failed("no_label", Words("这一行没有名称", "this row has no label"))
        key = (*path, own, tuple(nested), self.section)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._under_section(self._along(path, own, nested))
        return found

    def _along(self, path: list[Meaning], own: Meaning, nested: list[bool]) -> Meaning:
        found = along([*path, own], self.names, nested)
        if own.indicator and not own.units and found.units and path:
            unit = self.names.unit(found.units[-1])
            mine = self.names.indicators.get(own.indicator)
            wanted = self.names.unit(mine.unit) if mine else None
            if unit and wanted and not unit.converts_to(wanted):
                return replace(found, units=())
        return found

    def _scene(self, texts: list[str]) -> None:
        """A row without figures: a heading for what follows."""
        if len(texts) != 1:
            return
        own = self.names.label(texts[0])
        depth = 2 * own.indent
        while self._levels and self._levels[-1].depth >= depth:
            self._levels.pop()
        self._levels.append(_Level(depth, own, False))
        self.section = own

    def _under_section(self, found: Meaning) -> Meaning:
        """The scene set above holds where the row is silent; one not understood says so."""
        section = self.section
        if section is NOTHING or found.trouble:
            return found
        if section.understood:
            scene = replace(section, indicator=section.indicator, trouble=None)
            if found.indicator and section.indicator and found.indicator != section.indicator:
                return found
            return over(scene, found)
        if found.indicator and harmless(section, found, self.names):
            return found
        return replace(
            found,
            trouble_code="unknown_section",
            trouble=Words(
                f"不明白上面的小标题“{section.name}”",
                f"the heading above, {section.name!r}, is not understood",
            ),
        )

    def _qualified(self, found: Meaning, extra: tuple[str, ...]) -> Meaning:
        key = (found, *extra)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._with_extra(found, extra)
        return known

    def _with_extra(self, found: Meaning, extra: tuple[str, ...]) -> Meaning:
        values = dict(zip((c.role for c in self.qualifiers), extra, strict=True))
        unit = values.get(Role.UNIT, "")
        if unit and not found.trouble:
            scaled = scaled_unit(unit, values.get(Role.MULTIPLIER, ""))
            found = replace(found, units=(scaled,))
        for role in (Role.DEFINITION, Role.PRICE_BASIS, Role.FREQUENCY):
            if values.get(role):
                found = replace(found, **{role.value: values[role]})
        status = values.get(Role.STATUS, "").casefold()
        known = _OBS_STATUS.get(status) or self.names.label(f"2000 ({status})").status
        return replace(found, status=known) if status and known else found


def scaled_unit(unit: str, multiplier: str) -> str:
    """EUR with multiplier 6 is million EUR."""
    if not multiplier.removesuffix(".0").isdigit():
        return unit
    power = int(multiplier.removesuffix(".0"))
    word = _ENGLISH_SCALES.get(power) or _SCALE_WORDS.get(power) or ""
    return f"{word} {unit}".strip()


def _as(meaning: Meaning, role: Role) -> Meaning:
    """A label in a column that names its role: the receiving party of a pair."""
    if role is Role.COUNTERPARTY and meaning.party:
        return Meaning(counterparty=meaning.party)
    return meaning


def _merge(parts: list[tuple[Meaning, Role]], names: Names) -> Meaning:
    """Label columns of one row; the finest party counts, the containing one settles doubts.

    A containing party that the board does not know is of no account beside one that it knows.
    """
    if not parts:
        return _failed("no_label", Words("这一行没有名称", "this row has no label"))
    last = max((n for n, (m, r) in enumerate(parts) if r is Role.PARTY and m.party), default=-1)
    kept = [m for n, (m, r) in enumerate(parts) if r is not Role.PARTY or m.party or n > last]
    return along(kept, names)


def _failed(code: str, reason: Words) -> Meaning:
    return replace(NOTHING, trouble_code=code, trouble=reason)
