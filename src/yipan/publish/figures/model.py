"""A figure: its title, its note, the data behind it and one Vega-Lite spec for every face.

A form (lines, slope, …) turns its data into marks. Texts of the data enter a spec only as data
values, titles, domains and labels, which Vega takes as literals; field names are fixed words. So no
name or note can become a Vega expression.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from yipan.core.text import chinese_punctuation
from yipan.core.words import Words, pick
from yipan.publish.figures.theme import DARK, LIGHT, Theme, wrapped

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
DOUBTFUL = frozenset({"provisional", "estimate", "illustrative"})
PROVISIONAL = Words("虚线或空心:初步数或估计", "dashed or hollow: provisional or estimated")
MISSING = Words("斜线或断开:没有数字", "hatched or broken: no figure")
ILLUSTRATIVE = Words("示意数据,非事实", "illustrative data, not facts")
BREAKS = Words("竖虚线:口径或版本在此改变", "vertical dashes: definition or vintage changes here")


@dataclass(frozen=True, slots=True)
class Point:
    """A value: `text` as printed with its qualifier, `value` exact in the figure's unit.

    `reason` is the id of the fact or result it rests on; `status` as in the ledger.
    """

    value: Fraction | None
    text: str
    reason: str = ""
    status: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether it is drawn dashed or hollow."""
        return self.status in DOUBTFUL


NONE = Point(None, "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the data table; `key` is its head in a CSV file."""

    key: str
    head: Words
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What is printed, and the exact number behind it where there is one."""

    text: Words | str
    number: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The data behind a figure; `reasons` has one id a row, empty where nothing stands behind."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    reasons: tuple[str, ...]


class Form(Protocol):
    """A way to draw: the data table and the marks. `keys` explain signs that are in use."""

    @property
    def keys(self) -> tuple[Words, ...]: ...

    def table(self) -> Table: ...

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Figure:
    """`note` says unit, as-of and sources; it stands under the title and in every caption."""

    id: str
    title: Words
    note: Words
    form: Form

    @property
    def table(self) -> Table:
        """The data behind it, in long form."""
        return self.form.table()

    @property
    def reasons(self) -> tuple[str, ...]:
        """For each row of the table the id of what it rests on."""
        return self.form.table().reasons

    def headline(self, lang: str) -> str:
        """The title as print has it."""
        title = self.title.pick(lang)
        return chinese_punctuation(title) if lang == "zh" else title

    def caption(self, lang: str) -> str:
        """Note and the meaning of the signs in use."""
        said = [self.note.pick(lang), *(k.pick(lang) for k in self.form.keys)]
        if lang == "zh":
            return chinese_punctuation("".join(f"{text.rstrip('。')}。" for text in said if text))
        return " ".join(f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in said if text)

    def spec(self, lang: str, *, dark: bool = False, titled: bool = True) -> dict[str, Any]:
        """A plain Vega-Lite 6 document. Where a caption stands beside it, `titled=False`."""
        theme = DARK if dark else LIGHT
        marks = self.form.marks(lang, theme)
        spec: dict[str, Any] = {"$schema": SCHEMA, "description": self.headline(lang)}
        if titled:
            spec["title"] = {
                "text": wrapped(self.headline(lang), 76),
                "subtitle": wrapped(self.caption(lang), 100),
            }
        return {**spec, **marks, "config": theme.config()}


def number(value: Fraction | None) -> float | int | None:
    """An exact value as JSON takes it: whole numbers whole, others to 12 digits."""
    if value is None:
        return None
    if value.denominator == 1 and abs(value.numerator) < 10**15:
        return value.numerator
    return float(f"{float(value):.12g}")


def shown(text: Words | str, lang: str) -> str:
    """A text inside a drawing, as print has it."""
    told = pick(text, lang)
    return chinese_punctuation(told) if lang == "zh" else told
