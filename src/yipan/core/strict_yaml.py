"""Documents of data written in YAML: every scalar is text, every value knows its line.

No types are guessed (`0.85` stays the text "0.85", `no` stays "no"), nothing can be executed, and
size, depth and the growth by aliases are bounded. `null`, `~` and an empty value are None.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from yipan.core.errors import Coded
from yipan.core.words import Words

MAX_BYTES = 4_000_000
MAX_DEPTH = 60
MAX_VALUES = 400_000
_NULLS = {"", "~", "null", "Null", "NULL"}
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class Text(str):
    """A scalar with the line it stands on."""

    __slots__ = ("line",)
    line: int

    def __new__(cls, value: str, line: int = 0) -> Text:
        text = super().__new__(cls, value)
        text.line = line
        return text


class Mapping(dict[str, Any]):
    """A mapping with its line and the line of each key."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Sequence(list[Any]):
    """A sequence with its line."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


Tree = Mapping | Sequence | Text | None


def line_of(value: object, default: int = 0) -> int:
    """The line a value stands on, counted from 1."""
    return getattr(value, "line", default) or default


def read_yaml(path: Path) -> Tree:
    """The document in a file."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1) if size <= MAX_BYTES else b""
        size = max(size, len(data))
    except OSError as error:
        raise Coded(
            "BAD_TABLE",
            Words("文件不能读取", "the file cannot be read"),
            hint=Words("请检查路径", "check the path"),
            file=path.name,
        ) from error
    if size > MAX_BYTES:
        raise _too_large(path.name, f"{size} bytes > {MAX_BYTES}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Coded(
            "BAD_TABLE",
            Words("文件不是 UTF-8", "the file is not UTF-8"),
            hint=Words("请另存为 UTF-8", "save it as UTF-8"),
            file=path.name,
        ) from error
    return parse_yaml(text, path.name)


def parse_yaml(text: str, file: str = "") -> Tree:
    """The document that `text` holds; errors name `file` and the line."""
    if len(text) > MAX_BYTES:
        raise _too_large(file, f"{len(text)} > {MAX_BYTES}")
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        raise Coded(
            "BAD_TABLE",
            Words(f"不是合法的 YAML: {problem}", f"not valid YAML: {problem}"),
            hint=Words(
                "检查缩进;含 , : # { } [ ] ? 的文字请加引号",
                "check the indentation; quote texts that contain , : # { } [ ] ?",
            ),
            file=file,
            row=mark.line + 1 if mark else None,
        ) from error
    return builder.root


class _Builder:
    """Builds the tree from parser events with a stack of its own, so that depth is bounded."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Tree = None
        self._stack: list[tuple[Mapping | Sequence, str | None]] = []
        self._keys: list[Text | None] = []
        self._anchors: dict[str, Any] = {}
        self._sizes: dict[int, int] = {}
        self._open_anchors: set[str] = set()
        self._count = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._bad(line, "一个文件只能有一份文档", "one document per file")
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._push(Mapping(line), event, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._push(Sequence(line), event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._pop()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event.anchor or "", line)

    def _scalar(self, event: Any, line: int) -> None:
        if event.tag is not None:
            raise self._bad(line, f"不支持标签 {event.tag}", f"tag {event.tag} is not allowed")
        plain = event.style is None or event.style == ""
        is_key = bool(self._stack) and isinstance(self._stack[-1][0], Mapping)
        is_key = is_key and self._keys[-1] is None
        value = None if plain and event.value in _NULLS and not is_key else Text(event.value, line)
        if event.anchor:
            self._anchors[event.anchor] = value
        self._put(value, line, 1)

    def _push(self, container: Mapping | Sequence, event: Any, line: int) -> None:
        if event.tag is not None:
            raise self._bad(line, f"不支持标签 {event.tag}", f"tag {event.tag} is not allowed")
        if len(self._stack) >= MAX_DEPTH:
            raise _too_large(self.file, f"depth > {MAX_DEPTH}", line)
        self._put(container, line, 1)
        self._stack.append((container, event.anchor))
        self._keys.append(None)
        self._sizes[id(container)] = self._count
        if event.anchor:
            self._anchors[event.anchor] = container
            self._open_anchors.add(event.anchor)

    def _pop(self) -> None:
        container, anchor = self._stack.pop()
        self._keys.pop()
        self._sizes[id(container)] = self._count - self._sizes[id(container)] + 1
        if anchor:
            self._open_anchors.discard(anchor)

    def _alias(self, anchor: str, line: int) -> None:
        if anchor in self._open_anchors:
            raise Coded(
                "CYCLE",
                Words(f"别名 *{anchor} 指向自身", f"alias *{anchor} contains itself"),
                hint=Words("请删去该别名", "remove the alias"),
                file=self.file,
                row=line,
            )
        if anchor not in self._anchors:
            raise self._bad(line, f"没有锚点 &{anchor}", f"there is no anchor &{anchor}")
        value = self._anchors[anchor]
        self._put(value, line, self._sizes.get(id(value), 1))

    def _put(self, value: Any, line: int, size: int) -> None:
        self._count += size
        if self._count > MAX_VALUES:
            raise _too_large(self.file, f"values > {MAX_VALUES}", line)
        if not self._stack:
            self.root = value
            return
        container = self._stack[-1][0]
        if isinstance(container, Sequence):
            container.append(value)
            return
        key = self._keys[-1]
        if key is None:
            if not isinstance(value, Text):
                raise self._bad(line, "键必须是文字", "a key must be text")
            self._keys[-1] = value
            return
        if str(key) in container:
            raise Coded(
                "DUPLICATE",
                Words(f"键“{key}”重复", f"key {str(key)!r} is given twice"),
                hint=Words("请只保留一个", "keep one of them"),
                file=self.file,
                row=key.line,
            )
        container[str(key)] = value
        container.lines[str(key)] = key.line
        self._keys[-1] = None

    def _bad(self, line: int, zh: str, en: str) -> Coded:
        return Coded("BAD_TABLE", Words(zh, en), file=self.file, row=line)


def _too_large(file: str, what: str, line: int | None = None) -> Coded:
    return Coded(
        "TOO_LARGE",
        Words(f"文件过大或嵌套过深({what})", f"the document is too large or too deep ({what})"),
        hint=Words("请拆成几个文件", "split it into several files"),
        file=file,
        row=line,
    )
