"""Reads value words from YAML. Everything else than the closed vocabulary is a problem."""

from __future__ import annotations

import re
from typing import Any

from yipan.compacts.document.document import Problem
from yipan.compacts.words.expressions import (
    COMPARISONS,
    NO,
    YES,
    Band,
    Broken,
    Expression,
    FactWord,
    First,
    LevelLiteral,
    Literal,
    Name,
    OpenItem,
    Operation,
    PrefixWord,
    RecordWord,
    Run,
    TextLiteral,
    Top,
)
from yipan.compacts.words.units import parse_literal
from yipan.compacts.words.values import Quantity
from yipan.core.errors import near_misses
from yipan.core.strict_yaml import line_of

LISTS = ("sum", "mean", "min", "max", "all", "any")
PAIRS = ("sub", "div", *COMPARISONS)
WORDS: tuple[str, ...] = (
    *LISTS,
    *PAIRS,
    *("mul", "text", "level", "open", "fact", "first", "prefix", "run", "top", "record"),
)
_FACT_KEYS = {"fact", "party", "else", "years", "of", "over", "back"}
_BACK = re.compile(r"(\d{1,2})年\Z", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,3}\Z", re.ASCII)
_SERIES_WORDS = {"sum", "mean", "min", "max"}


class Problems:
    """Collects what is wrong with a document, each with its place."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, code: str, at: str, zh: str, en: str, node: object = None) -> None:
        """Note a problem at a clause or key; `node` knows its line."""
        self.found.append(Problem(code, at, zh, en, line_of(node)))


def as_list(value: object) -> list[Any]:
    """A list as it is, nothing as the empty list, anything else as its only member."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


class WordReader:
    """Reads expressions of one clause or parameter."""

    def __init__(self, problems: Problems, at: str) -> None:
        self._problems = problems
        self._at = at

    def read(self, node: object, line: object = None) -> Expression:
        """The expression that a YAML value stands for."""
        if isinstance(node, str):
            return self._scalar(node)
        if isinstance(node, dict):
            return self._word(node)
        return self._broken(
            node if node is not None else line,
            "UNKNOWN_WORD",
            "此处应为一个值或一个词",
            "a value or one word belongs here",
        )

    def _scalar(self, text: str) -> Expression:
        if text == "是":
            return YES
        if text == "否":
            return NO
        literal = parse_literal(text)
        if literal is not None:
            return Literal(str(text), Quantity(*literal))
        return Name(str(text))

    def _word(self, node: dict[str, Any]) -> Expression:
        if "fact" in node:
            return self._fact(node)
        if len(node) != 1:
            keys = ", ".join(node) or "{}"
            return self._broken(
                node,
                "UNKNOWN_WORD",
                f"一个值只能用一个词,现有 {keys}",
                f"a value is exactly one word, found {keys}",
            )
        word, body = next(iter(node.items()))
        if word in LISTS:
            return self._operands(word, body, node)
        if word in PAIRS or word == "mul":
            return self._pair(word, body, node)
        match word:
            case "text" | "level" | "open":
                return self._named(word, body, node)
            case "first":
                return self._first(body, node)
            case "prefix":
                return self._prefix(body, node)
            case "run":
                return self._run(body, node)
            case "top":
                series, count = self._two(word, body, node)
                return Top(series, count)
            case "record":
                return self._record(body, node)
        near = near_misses(word, WORDS)
        hint_zh = f";是否指 {'、'.join(near)}?" if near else f";可用的词: {' '.join(WORDS)}"
        hint_en = f"; did you mean {', '.join(near)}?" if near else f"; words: {' '.join(WORDS)}"
        return self._broken(
            node, "UNKNOWN_WORD", f"没有“{word}”这个词{hint_zh}", f"no word {word!r}{hint_en}"
        )

    def _operands(self, word: str, body: object, node: object) -> Expression:
        if isinstance(body, list) and body:
            return Operation(word, tuple(self.read(item, body) for item in body))
        if isinstance(body, dict | str) and word in _SERIES_WORDS:
            return Operation(word, (self.read(body),))
        return self._broken(
            node, "UNKNOWN_WORD", f"{word} 需要一个清单", f"{word} takes a list that is not empty"
        )

    def _pair(self, word: str, body: object, node: object) -> Expression:
        enough = isinstance(body, list) and (len(body) == 2 or (word == "mul" and len(body) > 2))
        if not enough:
            return self._broken(
                node, "UNKNOWN_WORD", f"{word} 需要两个值 [a, b]", f"{word} takes two values [a, b]"
            )
        assert isinstance(body, list)
        return Operation(word, tuple(self.read(item, body) for item in body))

    def _two(self, word: str, body: object, node: object) -> tuple[Expression, Expression]:
        if isinstance(body, list) and len(body) == 2:
            return self.read(body[0], body), self.read(body[1], body)
        broken = self._broken(
            node, "UNKNOWN_WORD", f"{word} 需要两个值 [a, b]", f"{word} takes two values [a, b]"
        )
        return broken, broken

    def _named(self, word: str, body: object, node: object) -> Expression:
        if not isinstance(body, str):
            return self._broken(
                node, "UNKNOWN_WORD", f"{word} 之后应为文字", f"{word} takes a text"
            )
        if word == "text":
            return TextLiteral(str(body))
        return LevelLiteral(str(body)) if word == "level" else OpenItem(str(body))

    def _fact(self, node: dict[str, Any]) -> Expression:
        unknown = [key for key in node if key not in _FACT_KEYS]
        if unknown or not isinstance(node["fact"], str):
            return self._broken(
                node,
                "UNKNOWN_WORD",
                f"fact 不能带 {', '.join(unknown)};可带 party else years of over back",
                f"fact does not take {', '.join(unknown)}; it takes party else years of over back",
            )
        otherwise = node.get("else")
        return FactWord(
            str(node["fact"]),
            party=str(node["party"]) if isinstance(node.get("party"), str) else None,
            years=self._years(node),
            of=str(node["of"]) if isinstance(node.get("of"), str) else None,
            over=self._over(node),
            back=self._back(node),
            otherwise=None if otherwise is None else self.read(otherwise),
        )

    def _years(self, node: dict[str, Any]) -> tuple[int, int] | None:
        given = node.get("years")
        if given is None:
            return None
        texts = as_list(given)
        whole = len(texts) == 2 and all(isinstance(t, str) and _INTEGER.match(t) for t in texts)
        if whole and int(texts[0]) <= int(texts[1]) and isinstance(node.get("of"), str):
            return int(texts[0]), int(texts[1])
        self._problems.add(
            "UNKNOWN_WORD",
            self._at,
            "years 应写 years: [-3, -1], of: 年度指标",
            "write years: [-3, -1], of: an indicator of kind year",
            node,
        )
        return None

    def _over(self, node: dict[str, Any]) -> str | None:
        given = node.get("over")
        if given is None or given in {"month", "quarter", "day"}:
            return None if given is None else str(given)
        self._problems.add(
            "UNKNOWN_WORD",
            self._at,
            f"over 只能是 month、quarter 或 day,不是“{given}”",
            f"over is month, quarter or day, not {given!r}",
            node,
        )
        return None

    def _back(self, node: dict[str, Any]) -> int | None:
        given = node.get("back")
        if given is None:
            return None
        found = _BACK.match(given) if isinstance(given, str) else None
        if found:
            return int(found[1])
        self._problems.add(
            "UNKNOWN_WORD", self._at, "back 应写 1年", "write back as 1年 (years)", node
        )
        return None

    def _first(self, body: object, node: object) -> Expression:
        bands: list[Band] = []
        for item in as_list(body):
            if not isinstance(item, dict) or "value" not in item or set(item) - {"when", "value"}:
                return self._broken(
                    node,
                    "UNKNOWN_WORD",
                    "first 的每一档应写 {when: …, value: …}",
                    "each band of first is {when: …, value: …}",
                )
            when = item.get("when")
            bands.append(
                Band(None if when is None else self.read(when), self.read(item["value"], item))
            )
        return First(tuple(bands))

    def _prefix(self, body: object, node: object) -> Expression:
        keys = {"table", "code", "place", "stage", "tags"}
        if (
            not isinstance(body, dict)
            or set(body) - keys
            or not {"table", "code", "place"} <= set(body)
        ):
            return self._broken(
                node,
                "UNKNOWN_WORD",
                "prefix 应写 {table, code, place, [stage], [tags]}",
                "prefix takes {table, code, place, [stage], [tags]}",
            )
        stage, tags = body.get("stage"), body.get("tags")
        return PrefixWord(
            str(body["table"]),
            self.read(body["code"], body),
            self.read(body["place"], body),
            None if stage is None else self.read(stage),
            None if tags is None else self.read(tags),
        )

    def _run(self, body: object, node: object) -> Expression:
        if isinstance(body, list) and len(body) == 2 and isinstance(body[1], dict):
            comparison = body[1]
            word = next(iter(comparison), "")
            if len(comparison) == 1 and word in {"gt", "ge", "lt", "le"}:
                return Run(self.read(body[0], body), word, self.read(comparison[word], comparison))
        return self._broken(
            node,
            "UNKNOWN_WORD",
            "run 应写 [序列, {gt: x}](gt ge lt le)",
            "run takes [series, {gt: x}] (gt ge lt le)",
        )

    def _record(self, body: object, node: object) -> Expression:
        keys = {"clause", "from", "to", "within", "in"}
        if not isinstance(body, dict) or set(body) - keys or not as_list(body.get("clause")):
            return self._broken(
                node,
                "UNKNOWN_WORD",
                "record 应写 {clause: [...], [from], [to], [within], [in]}",
                "record takes {clause: [...], [from], [to], [within], [in]}",
            )
        within, during = self.scopes(body)
        giver, receiver = body.get("from"), body.get("to")
        return RecordWord(
            tuple(str(c) for c in as_list(body["clause"])),
            None if giver is None else str(giver),
            None if receiver is None else str(receiver),
            within,
            during,
        )

    def scopes(self, body: dict[str, Any]) -> tuple[str, str]:
        """`within` (case, all) and `in` (all, year, period) of a cap or a record."""
        within, during = str(body.get("within") or "case"), str(body.get("in") or "all")
        if within not in {"case", "all"} or during not in {"all", "year", "period"}:
            self._problems.add(
                "UNKNOWN_WORD",
                self._at,
                "within 只能是 case、all;in 只能是 all、year、period",
                "within is case or all; in is all, year or period",
                body,
            )
            return "case", "all"
        return within, during

    def _broken(self, node: object, code: str, zh: str, en: str) -> Expression:
        self._problems.add(code, self._at, zh, en, node)
        return Broken(str(node)[:40])
