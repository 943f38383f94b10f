"""What is wrong with a board's files: one row for each problem, and what mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from yipan.core.errors import BadBoard, Where, YipanError
from yipan.core.words import Words


class Severity(StrEnum):
    """error: the board cannot be used as it stands. warning: it can, but look at it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem at one place. `code` is a row of docs/boards.md."""

    code: str
    severity: Severity
    where: Where
    fact: Words
    hint: Words

    def as_dict(self, lang: str) -> dict[str, object]:
        """For JSON."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "file": self.where.file,
            "row": self.where.row,
            "field": self.where.field,
            "fact": self.fact.pick(lang),
            "hint": self.hint.pick(lang),
        }


# Every code that a reader or a check reports, with what it means.
CODES: dict[str, Words] = {
    "MISSING_FILE": Words("缺少文件", "a file is missing"),
    "OUTSIDE_FILE": Words("文件不在盘内", "a file lies outside the board's folder"),
    "BAD_FILE": Words("文件不能读取", "a file cannot be read"),
    "BAD_COLUMNS": Words("列名有误", "columns are missing, unknown or repeated"),
    "BAD_ROW": Words("行的格数与表头不符", "a row has more cells than the header"),
    "BAD_KEY": Words("board.yaml 的键有误", "a key of board.yaml is unknown or has a wrong value"),
    "MISSING": Words("必填项为空", "a required field is empty"),
    "BAD_VALUE": Words("取值不在允许范围", "a field holds what it cannot hold"),
    "REPEATED": Words("代码重复", "a code is given twice"),
    "CLASH": Words("一名多指", "one name stands for two things"),
    "UNKNOWN": Words("引用的对象不存在", "a name refers to nothing on the board"),
    "CYCLE": Words("上下级成环", "a party contains itself"),
    "BAD_DATE": Words("日期或时期有误", "a date or period cannot be read"),
    "BAD_NUMBER": Words("数值有误", "a value is no printed numeral"),
    "BAD_UNIT": Words("不认识的单位", "a unit is not known"),
    "UNIT_DIFFERS": Words("单位量纲与指标不同", "the unit does not convert to the indicator's"),
    "OUT_OF_BOUNDS": Words("数值超出指标界限", "a value cannot lie within the indicator's bounds"),
    "NOT_VALID": Words("该方当时不存在", "the party did not exist in that period"),
    "BAD_TARGET": Words("更正或撤回没有对象", "a correction or withdrawal finds no fact"),
    "STALE": Words("更正所预期的数值不符", "a correction expects another value than is printed"),
    "BAD_CODE": Words("代码与上级不符", "a code does not lie under its parent's"),
    "BAD_KIND": Words("时期与指标性质不符", "a period does not fit the indicator's kind"),
    "SAME_ROW": Words("同一事实写了两次", "one fact is written twice"),
    "UNUSED": Words("没有使用", "something is declared and never used"),
    "NOT_READ": Words("文件不会被读取", "a file that is not read"),
    "NO_PARTIES": Words("没有任何方", "the board has no party"),
    "NO_INDICATORS": Words("没有任何指标", "the board has no indicator"),
}


class Problems:
    """A list to which readers add what they find."""

    def __init__(self) -> None:
        self.rows: list[Problem] = []

    def error(self, code: str, where: Where, zh: str, en: str, hint: tuple[str, str]) -> None:
        """Add an error; `hint` says in Chinese and English what to do."""
        self._add(code, Severity.ERROR, where, Words(zh, en), Words(*hint))

    def warning(self, code: str, where: Where, zh: str, en: str, hint: tuple[str, str]) -> None:
        """Add a warning."""
        self._add(code, Severity.WARNING, where, Words(zh, en), Words(*hint))

    def caught(self, code: str, where: Where, error: YipanError) -> None:
        """Add an error that the core raised, at the place where it was raised."""
        fact, hint = (w if isinstance(w, Words) else Words(w, w) for w in (error.fact, error.hint))
        self._add(code, Severity.ERROR, where, fact, hint)

    def _add(self, code: str, severity: Severity, where: Where, fact: Words, hint: Words) -> None:
        assert code in CODES, code
        self.rows.append(Problem(code, severity, where, fact, hint))

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep the board from being used."""
        return [row for row in self.rows if row.severity is Severity.ERROR]


def refuse(problems: Iterable[Problem]) -> None:
    """Raise the first error, naming how many more there are."""
    errors = [p for p in problems if p.severity is Severity.ERROR]
    if not errors:
        return
    first, more = errors[0], len(errors) - 1
    zh, en = first.fact.zh, first.fact.en
    if more:
        zh, en = (
            f"{zh}(另有 {more} 处,见 yipan lint-board)",
            f"{en} (and {more} more: yipan lint-board)",
        )
    raise BadBoard(Words(zh, en), hint=first.hint, where=first.where)
