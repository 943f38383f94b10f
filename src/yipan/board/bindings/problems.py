"""Problem files: a path, or the name of one that comes with the board."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from yipan.core.errors import Coded, near_misses
from yipan.core.words import Words

# Folder of a board -> how its documents are called in messages.
KINDS = {
    "problems": Words("本盘的问题", "problems of the board"),
    "scenarios": Words("本盘的情景", "scenarios of the board"),
    "plans": Words("本盘的评估方案", "plans of the board"),
    "targets": Words("本盘的目标文件", "targets of the board"),
}


def find_problem(name: str, board: str) -> Path:
    """The file of that path, else the board's problem of that name (`hydrogen`)."""
    return find_document(name, board, "problems")


def find_document(name: str, board: str, kind: str) -> Path:
    """The file of that path, else the document of that name in a folder of the board."""
    path = Path(name)
    if path.exists():
        return path
    folder = document_folder(board, kind)
    found = folder / (name if name.endswith(".yaml") else f"{name}.yaml")
    if found.exists():
        return found
    known = documents(board, kind)
    near = near_misses(path.stem, known) or known
    words = KINDS[kind]
    raise Coded(
        "BAD_TABLE",
        Words("没有这一文件", "there is no such file"),
        hint=Words(f"{words.zh}: {'、'.join(near)}", f"{words.en}: {', '.join(near)}")
        if near
        else "",
        file=path.name,
    )


def documents(board: str, kind: str) -> list[str]:
    """Names of a board's documents of a kind."""
    folder = document_folder(board, kind)
    return sorted(p.stem for p in folder.glob("*.yaml")) if folder.is_dir() else []


def problem_folder(board: str) -> Path:
    """Where a board keeps its problems."""
    return document_folder(board, "problems")


def document_folder(board: str, kind: str) -> Path:
    """Where a board keeps its documents of a kind."""
    own = Path(board) / kind
    return own if own.is_dir() else Path(str(files("yipan"))) / "boards" / board / kind


def place_aliases() -> dict[str, str]:
    """Other names of the first segment of a place, as the compacts read them."""
    from yipan.compacts.words.parties import SHORT

    return dict(SHORT)
