"""Every error of Yipan. One sentence: the fact, then what to do.

YipanError
├── BadInput            what the user gave cannot be used; exit code 2
│   ├── UnknownName     no party, indicator, unit or source of that name; near misses are offered
│   ├── BadNumber       a numeral that is none
│   ├── BadUnit         a unit that is not known
│   ├── UnitMismatch    units of different dimension were about to mix
│   ├── BadPeriod       a period that cannot be read
│   ├── BadBoard        a board's own files contradict each other
│   └── Coded           a document, table or problem is wrong; the line begins with its code
├── LedgerError         the ledger on disk
│   ├── LedgerDamaged   bytes that do not match their hash
│   └── LedgerBusy      another import holds the lock
└── MissingExtra        an optional dependency is not installed

Findings about data are rows (conflicts, rejects, lint messages), not errors: only a request that
cannot be answered raises.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from yipan.core.words import Words, pick


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a user's input: file, then row or sheet and cell, then field."""

    file: str = ""
    row: int | None = None
    field: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if self.cell:
            parts.append(f"cell {self.cell}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.field:
            parts.append(f"field {self.field}")
        return ", ".join(parts)


class YipanError(Exception):
    """Base of all errors; `exit_code` is what the command line returns."""

    exit_code = 2

    def __init__(
        self, fact: Words | str, *, hint: Words | str = "", where: Where | str = ""
    ) -> None:
        self.fact = fact
        self.hint = hint
        self.where = str(where)
        super().__init__(self.line("en"))

    def line(self, lang: str) -> str:
        """The whole message on one line."""
        place = f"{self.where}: " if self.where else ""
        fact = pick(self.fact, lang).rstrip(".。")
        hint = pick(self.hint, lang).rstrip(".。")
        join = ";" if lang == "zh" else "; "
        return f"{place}{fact}{join + hint if hint else ''}".replace("\n", " ")


class BadInput(YipanError):
    """What the user gave cannot be used."""


class BadNumber(BadInput):
    """A numeral that is none."""


class BadUnit(BadInput):
    """A unit that is not known."""


class UnitMismatch(BadInput):
    """Units of different dimension were about to mix."""


class BadPeriod(BadInput):
    """A period that cannot be read."""


class BadBoard(BadInput):
    """A board's own files contradict each other or are not there."""


class Coded(BadInput):
    """A document, table or problem that is wrong: `CODE file:row field: fact; hint`."""

    def __init__(
        self,
        code: str,
        fact: Words | str,
        *,
        hint: Words | str = "",
        file: str = "",
        row: int | None = None,
        field: str = "",
    ) -> None:
        self.code = code
        place = f"{file}:{row}" if file and row is not None else file
        super().__init__(fact, hint=hint, where=" ".join(part for part in (place, field) if part))

    def line(self, lang: str) -> str:
        """The code first, so that a program can read it."""
        gap = " " if self.where else ": "
        return f"{self.code}{gap}{super().line(lang)}"


class LedgerError(YipanError):
    """The ledger on disk cannot do what was asked."""


class LedgerDamaged(LedgerError):
    """Bytes that do not match their hash."""


class LedgerBusy(LedgerError):
    """Another import holds the lock."""


class MissingExtra(YipanError):
    """An optional dependency is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            Words(f"没有安装 {package}", f"{package} is not installed"),
            hint=Words(
                f"请安装: pip install 'yipan[{extra}]'",
                f"install it with: pip install 'yipan[{extra}]'",
            ),
        )


class UnknownName(BadInput):
    """No such name; the nearest known ones are offered. `what` is a word of `KINDS`."""

    KINDS: ClassVar[dict[str, str]] = {
        "party": "方",
        "indicator": "指标",
        "source": "来源",
        "publisher": "发布者",
        "token": "令牌",
        "board": "盘",
        "unit": "单位",
        "measure": "测度",
        "compact": "约",
        "command": "命令",
        "fact": "据",
        "column": "列",
        "setting": "参数",
        "period": "时期",
        "sector": "部门",
        "table": "表",
        "node": "节点",
        "index": "指数",
        "base": "基期",
        "conflict": "不一致之处",
        "finding": "诊断",
        "figure": "图",
        "job": "任务",
        "problem": "问题",
        "scenario": "情景",
    }

    def __init__(
        self, what: str, name: str, known: Iterable[str], *, where: Where | str = ""
    ) -> None:
        self.name = name
        self.suggestions = near_misses(name, known)
        hint: Words | str = ""
        if self.suggestions:
            near_zh, near_en = "、".join(self.suggestions), ", ".join(self.suggestions)
            hint = Words(f"是否指 {near_zh}?", f"did you mean {near_en}?")
        fact = Words(
            f"没有名为“{name}”的{self.KINDS.get(what, what)}", f"no {what} is called {name!r}"
        )
        super().__init__(fact, hint=hint, where=where)


def near_misses(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known names nearest to `name`: those that contain it, then those spelled alike."""
    names = list(dict.fromkeys(known))
    folded = name.casefold()
    holding = [k for k in names if folded and (folded in k.casefold())]
    holding.sort(key=lambda k: (len(k), k))
    alike = difflib.get_close_matches(name, names, n=count, cutoff=0.5)
    return list(dict.fromkeys(holding[:count] + alike))[:count]
