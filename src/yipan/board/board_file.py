"""board.yaml: what a board is called, shows first, how it chooses and where its files are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yipan.board.problems import Problems
from yipan.core.errors import Coded, Where, near_misses
from yipan.core.strict_yaml import line_of, read_yaml
from yipan.core.words import Words
from yipan.facts import ManualChoice, Preference

FILE = "board.yaml"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of board.yaml: the form of its value and what it is for."""

    name: str
    form: str
    help: str
    help_zh: str
    required: bool = False


# Dots lead into mappings, [] into the items of a list.
KEYS: tuple[Key, ...] = (
    Key("name", "word", "short name of the board: letters, digits, - and _", "盘的短名", True),
    Key("title", "words", "title, as text or as zh and en", "标题,可分写 zh 与 en", True),
    Key("title.zh", "text", "Chinese title", "中文标题"),
    Key("title.en", "text", "English title", "英文标题"),
    Key("description", "words", "one or two sentences about the board", "一两句话的说明"),
    Key("description.zh", "text", "the same in Chinese", "中文说明"),
    Key("description.en", "text", "the same in English", "英文说明"),
    Key("learned_on", "day", "day of learning of rows that name none; without it the day of the "
        "first opening", "未写录入日之行的录入日;不写则为首次打开之日"),
    Key("headline", "mapping", "what is shown first", "首先展示的内容"),
    Key("headline.parties", "list", "codes or names of parties", "方的代码或名称"),
    Key("headline.indicators", "list", "slugs or names of indicators", "指标代码或名称"),
    Key("resolve", "mapping", "the rule that chooses among figures that differ",
        "数值不一时如何取值"),
    Key("resolve.name", "text", "name of the rule, shown in every answer", "规则名,随每个答案列出"),
    Key("resolve.prefer", "list", "latest, first, priority: the first that tells two figures apart "
        "decides (priority: see sources.csv)", "依次比较:latest 最晚发布、first 最早发布、priority "
        "来源次序(见 sources.csv)"),
    Key("resolve.manual", "list", "choices made by hand", "人工选定"),
    Key("resolve.manual[].fact", "text", "key or id of the chosen fact", "所选之行的编号"),
    Key("resolve.manual[].reason", "text", "why it is chosen", "选定的理由"),
    Key("files", "mapping", "files other than the usual ones", "另行指定的文件"),
    Key("files.facts", "list", "patterns of fact files; facts/*.csv unless given",
        "数据文件,默认 facts/*.csv"),
    Key("files.tables", "mapping", "name of a further table: its CSV file", "其他表:名称与文件"),
    Key("files.tables.*", "text", "CSV file of the table, relative to the board", "该表的文件"),
)  # fmt: skip

_NAMES = frozenset(key.name for key in KEYS)


@dataclass(frozen=True, slots=True)
class BoardFile:
    """The content of board.yaml. Names are as written; `lines` tells where each key stands."""

    name: str
    title: Words
    description: Words
    learned_on: date | None
    parties: tuple[str, ...]
    indicators: tuple[str, ...]
    rule_name: str
    prefer: tuple[Preference, ...]
    manual: tuple[ManualChoice, ...]
    facts: tuple[str, ...]
    tables: Mapping[str, str]
    lines: Mapping[str, int]

    def where(self, key: str) -> Where:
        """The place of a key."""
        return Where(FILE, self.lines.get(key), key)


def read_board_file(folder: Path, problems: Problems) -> BoardFile | None:
    """board.yaml of a folder; None when it cannot be read at all."""
    path = folder / FILE
    try:
        tree = read_yaml(path)
    except Coded as error:
        problems.caught("BAD_FILE" if path.exists() else "MISSING_FILE", Where(FILE), error)
        return None
    if not isinstance(tree, Mapping):
        _bad(
            problems,
            Where(FILE),
            "内容不是“键: 值”",
            "it holds no keys",
            ("见 docs/boards.md",) * 2,
        )
        return None
    lines = dict(_walk(tree, "", problems))
    reader = _Reader(tree, lines, problems)
    for key in KEYS:
        if key.required and not reader.get(key.name):
            _bad(
                problems,
                Where(FILE, None, key.name),
                "缺少此键",
                "the key is missing",
                (f"请加上 {key.name}:{key.help_zh}", f"add {key.name}: {key.help}"),
            )
    prefer = reader.choices("resolve.prefer", tuple(Preference)) or (Preference.LATEST,)
    return BoardFile(
        name=reader.text("name") or folder.resolve().name,
        title=reader.words("title"),
        description=reader.words("description"),
        learned_on=reader.day("learned_on"),
        parties=reader.texts("headline.parties"),
        indicators=reader.texts("headline.indicators"),
        rule_name=reader.text("resolve.name") or "-".join(prefer),
        prefer=tuple(Preference(item) for item in prefer),
        manual=reader.manual(),
        facts=reader.texts("files.facts") or ("facts/*.csv",),
        tables=reader.table_files(),
        lines=lines,
    )


class _Reader:
    """Values by dotted key; what has the wrong form is added to the problems."""

    def __init__(self, tree: Mapping[str, Any], lines: Mapping[str, int], problems: Problems):
        self.tree = tree
        self.lines = lines
        self.problems = problems

    def get(self, key: str) -> Any:
        value: Any = self.tree
        for part in key.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    def text(self, key: str) -> str:
        value = self.get(key)
        if value is None or isinstance(value, str):
            return str(value or "")
        self._wrong(key, "text", "文字")
        return ""

    def words(self, key: str) -> Words:
        value = self.get(key)
        if isinstance(value, Mapping):
            zh, en = self.text(f"{key}.zh"), self.text(f"{key}.en")
            return Words(zh or en, en or zh)
        text = self.text(key)
        return Words(text, text)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.get(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(str(item) for item in value)
        self._wrong(key, "a list: [one, two]", "列表:[甲, 乙]")
        return ()

    def choices(self, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        found = self.texts(key)
        for item in found:
            if item not in allowed:
                words = ", ".join(near_misses(item, allowed) or allowed)
                self._wrong(key, words, words)
        return tuple(item for item in found if item in allowed)

    def day(self, key: str) -> date | None:
        text = self.text(key)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._wrong(key, "a day: 2025-03-01", "日期:2025-03-01")
            return None

    def manual(self) -> tuple[ManualChoice, ...]:
        found = []
        value = self.get("resolve.manual") or []
        if not isinstance(value, list):
            self._wrong("resolve.manual", "- fact: …", "- fact: …")
            return ()
        for item in value:
            fact, reason = (
                (str(item.get(name) or "") if isinstance(item, Mapping) else "")
                for name in ("fact", "reason")
            )
            if fact and reason:
                found.append(ManualChoice(fact, reason))
            else:
                self._wrong(
                    "resolve.manual", "fact and reason for each choice", "每项都要有 fact 与 reason"
                )
        return tuple(found)

    def table_files(self) -> dict[str, str]:
        value = self.get("files.tables") or {}
        if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
            self._wrong("files.tables", "name: file.csv", "名称: file.csv")
            return {}
        return {str(k): str(v) for k, v in value.items()}

    def _wrong(self, key: str, wanted: str, wanted_zh: str) -> None:
        _bad(
            self.problems,
            Where(FILE, self.lines.get(key), key),
            "取值有误",
            "the value cannot be used",
            (f"应写作 {wanted_zh}", f"write {wanted}"),
        )


def _walk(tree: Mapping[str, Any], prefix: str, problems: Problems) -> Iterator[tuple[str, int]]:
    """(dotted key, line) of every key; unknown ones are added to the problems."""
    known_lines = getattr(tree, "lines", {})
    for name, value in tree.items():
        key, line = f"{prefix}{name}", known_lines.get(name) or line_of(value)
        if key not in _NAMES and f"{prefix}*" not in _NAMES:
            siblings = [k.name.removeprefix(prefix) for k in KEYS if k.name.startswith(prefix)]
            siblings = [s for s in siblings if "." not in s and "[" not in s]
            near = ", ".join(near_misses(name, siblings) or siblings)
            _bad(
                problems,
                Where(FILE, line, key),
                f"不认识的键“{name}”",
                f"key {name!r} is not known",
                (f"可用 {near}", f"use one of {near}"),
            )
        yield key, line
        if isinstance(value, Mapping):
            yield from _walk(value, f"{key}.", problems)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, Mapping):
                    yield from _walk(item, f"{key}[].", problems)


def _bad(problems: Problems, where: Where, zh: str, en: str, hint: tuple[str, str]) -> None:
    problems.error("BAD_KEY", where, zh, en, hint)
