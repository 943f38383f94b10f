"""A server of the Model Context Protocol over standard input and output.

One JSON-RPC 2.0 message a line. Six tools read the board; none writes. Names are looked up among
those of the board, no argument is used as a path.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

import yipan
from yipan.board.ask import read_day
from yipan.core.errors import BadInput, YipanError
from yipan.core.words import Words
from yipan.reading.check import Text
from yipan.web import HOST, PORT, answers
from yipan.web.address import Address
from yipan.web.cite import citation
from yipan.web.errors import error_fields
from yipan.web.numbers import fact_called
from yipan.web.shelf import Shelf, View

VERSIONS = ("2025-06-18", "2025-03-26", "2024-11-05")
LOCAL = f"http://{HOST}:{PORT}"
LONGEST_LINE = 10_000_000
PARSE, INVALID, NO_METHOD, BAD_PARAMS, INTERNAL = -32700, -32600, -32601, -32602, -32603
Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what it is for, its arguments (required ones first named in `needs`), its work."""

    name: str
    help: str
    arguments: Mapping[str, tuple[str, str]]
    needs: tuple[str, ...]
    work: Callable[[View, Arguments, str], Any]

    def described(self) -> dict[str, Any]:
        """As `tools/list` gives it."""
        properties: dict[str, Any] = {}
        for name, (kind, help) in self.arguments.items():
            form: dict[str, Any] = {"type": kind, "description": help}
            if kind == "array":
                form["items"] = {"type": "string"}
            properties[name] = form
        return {
            "name": self.name,
            "description": self.help,
            "inputSchema": {
                "type": "object",
                "properties": properties,
                "required": list(self.needs),
                "additionalProperties": False,
            },
            "annotations": {"readOnlyHint": True, "openWorldHint": False},
        }


def _facts(view: View, asked: Arguments, _base: str) -> Any:
    names = [*asked.get("party", [])], [*asked.get("period", [])]
    return answers.facts(view, asked["indicator"], *names, lang=asked.get("lang", "zh")).result


def _why(view: View, asked: Arguments, _base: str) -> Any:
    return answers.why(view, asked["id"], asked.get("lang", "zh")).result


def _check(view: View, asked: Arguments, _base: str) -> Any:
    against = view if asked.get("against_board", True) else None
    report = answers.check([Text("text", asked["text"])], against)
    return answers.check_answer(report).result


def _settle(view: View, asked: Arguments, _base: str) -> Any:
    found = answers.settle(view, asked["compact"], asked["facts"], view.as_of)
    return {**found.result, "receipt": found.receipt}


def _conflicts(view: View, asked: Arguments, _base: str) -> Any:
    slug, party, kind = (asked.get(key, "") for key in ("indicator", "party", "class"))
    return answers.conflicts(view, slug, party, kind, asked.get("lang", "zh")).result


def _cite(view: View, asked: Arguments, base: str) -> Any:
    """A source by its code, else a figure by its id; the link is whole."""
    name, lang = asked["id"], asked.get("lang", "zh")
    page = "source" if name in view.board.sources else "why"
    address = Address(
        view.board.name,
        f"/{{board}}/{page}/{{id}}",
        lang,
        view.as_of,
        parts={"id": name},
        base=base,
    )
    if page == "source":
        found = citation(view, address, source=view.board.sources[name])
    else:
        from yipan.publish.why import about
        from yipan.publish.wording import figure

        fact = fact_called(view, name)
        title = f"{about(view.board, fact, lang)} {figure(fact, lang)}"
        found = citation(view, address, title=title)
    return {
        "gbt7714": found.gbt,
        "bibtex": found.bibtex,
        "plain": found.plain,
        "link": f"{base}{found.link}",
    }


_DAY = ("string", "what was known on that day, e.g. 2020-01-01; empty: everything known")
_LANG = ("string", "zh or en")
_BOARD = ("string", "name of the board; empty: the first one")
_SHARED = {"as_of": _DAY, "lang": _LANG, "board": _BOARD}
TOOLS: tuple[Tool, ...] = (
    Tool(
        "facts",
        "Every printed value of an indicator, which one counts and why, with source and locator.",
        {
            "indicator": ("string", "name, alias or slug, e.g. GDP"),
            "party": ("array", "names or codes"),
            "period": ("array", "e.g. 2023, 2024-Q1"),
            **_SHARED,
        },
        ("indicator",),
        _facts,
    ),
    Tool(
        "why",
        "The reason behind a figure (its id) or a conflict (c…), down to the printed source.",
        {"id": ("string", "id of a fact or a conflict"), **_SHARED},
        ("id",),
        _why,
    ),
    Tool(
        "check",
        "Which numbers of a Chinese report cannot be true; each with the sum that shows it.",
        {
            "text": ("string", "the text"),
            "against_board": ("boolean", "also compare with the board's facts (default true)"),
            **_SHARED,
        },
        ("text",),
        _check,
    ),
    Tool(
        "settle",
        "What an agreement moves between whom, to the last fen, each move with its clause. A "
        "simulation, not a decision of any authority.",
        {
            "compact": ("string", "id of the compact, e.g. eco-miyun-1"),
            "facts": ("string", "CSV: party,indicator,period,value,unit[,to_party,case]"),
            **_SHARED,
        },
        ("compact", "facts"),
        _settle,
    ),
    Tool(
        "conflicts",
        "Where the sources of the board disagree, with the sum and what would restore it.",
        {
            "indicator": ("string", "only with a figure of it"),
            "party": ("string", "only with a figure of it"),
            "class": ("string", "parts, identity, vintage, sources, growth, contradiction, …"),
            **_SHARED,
        },
        (),
        _conflicts,
    ),
    Tool(
        "cite",
        "How to cite a source (its code) or a figure (its id): GB/T 7714, BibTeX, plain.",
        {"id": ("string", "code of a source or id of a fact"), **_SHARED},
        ("id",),
        _cite,
    ),
)


class Server:
    """Answers messages about the boards of a shelf.

    `base`: scheme and host of a workbench that shows them; empty where none is known to run. Then
    links are those of `yipan serve` on this machine, and an answer says how to start it.
    """

    def __init__(self, shelf: Shelf, base: str = "") -> None:
        self.shelf = shelf
        self.base = base.rstrip("/")
        self.tools = {tool.name: tool for tool in TOOLS}

    def run(self, source: TextIO, target: TextIO) -> None:
        """Read messages until the end of input; one answer a line."""
        while line := source.readline(LONGEST_LINE + 1):
            answer = self.line(line)
            if answer is not None:
                target.write(json.dumps(answer, ensure_ascii=False) + "\n")
                target.flush()

    def line(self, line: str) -> Any:
        """The answer to one line; None for a notification or an empty line."""
        if not line.strip():
            return None
        if len(line) > LONGEST_LINE:
            return _failed(None, INVALID, "the message is too long")
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            return _failed(None, PARSE, "this is no JSON")
        if isinstance(message, list):
            found = [a for one in message if (a := self.message(one)) is not None]
            return found or None
        return self.message(message)

    def message(self, message: Any) -> dict[str, Any] | None:
        """The answer to one message."""
        if not isinstance(message, dict) or not isinstance(message.get("method"), str):
            return _failed(None, INVALID, "no method is named")
        number = message.get("id")
        if number is None:
            return None
        asked = message.get("params") or {}
        if not isinstance(asked, dict):
            return _failed(number, BAD_PARAMS, "params must be an object")
        match message["method"]:
            case "initialize":
                return _answered(number, _hello(asked))
            case "ping":
                return _answered(number, {})
            case "tools/list":
                return _answered(number, {"tools": [tool.described() for tool in TOOLS]})
            case "tools/call":
                return self._call(number, asked)
        return _failed(number, NO_METHOD, f"there is no method {message['method'][:80]!r}")

    def _call(self, number: Any, asked: Arguments) -> dict[str, Any]:
        tool = self.tools.get(str(asked.get("name")))
        if tool is None:
            return _failed(number, BAD_PARAMS, f"tools are {', '.join(self.tools)}")
        given = asked.get("arguments") or {}
        try:
            _fitting(tool, given)
            board = given.get("board") or self.shelf.names[0]
            view = self.shelf.view(board, read_day(given.get("as_of", "")))
            result = tool.work(view, given, self.base or LOCAL)
            if "link" in result and not self.base:
                result["open"] = f"yipan serve --board {shlex.quote(self.shelf.asked(board))}"
        except YipanError as error:
            return _answered(number, _content({"error": error_fields(error)}, failed=True))
        return _answered(number, _content(result))


def _fitting(tool: Tool, given: Any) -> None:
    """Refuse arguments that are missing, unknown or of another kind."""
    kinds = {"string": str, "array": list, "boolean": bool}
    if not isinstance(given, dict):
        raise BadInput(Words("参数应为对象", "arguments must be an object"))
    for name in tool.needs:
        if name not in given:
            raise BadInput(Words(f"缺少 {name}", f"{name} is missing"), where=tool.name)
    for name, value in given.items():
        if name not in tool.arguments:
            known = ", ".join(tool.arguments)
            raise BadInput(
                Words(f"没有参数 {name}", f"there is no argument {name}"),
                hint=Words(f"可用 {known}", f"use {known}"),
                where=tool.name,
            )
        kind = tool.arguments[name][0]
        fits = isinstance(value, kinds[kind])
        if not fits or (kind == "array" and not all(isinstance(v, str) for v in value)):
            raise BadInput(Words(f"{name} 应为 {kind}", f"{name} must be {kind}"), where=tool.name)


def _hello(asked: Arguments) -> dict[str, Any]:
    wanted = asked.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": "yipan", "version": yipan.__version__},
        "instructions": "Figures of a region with source, choice and reason. Quote the source of "
        "each number; say what is marked illustrative or undetermined.",
    }


def _content(result: Any, *, failed: bool = False) -> dict[str, Any]:
    text = json.dumps(result, ensure_ascii=False)
    return {
        "content": [{"type": "text", "text": text}],
        "structuredContent": result,
        "isError": failed,
    }


def _answered(number: Any, result: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "result": result}


def _failed(number: Any, code: int, words: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": words}}
