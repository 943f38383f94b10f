"""Problem files: a path, or the name of one that comes with the board."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from yipan.core.errors import Coded, near_misses
from yipan.core.words import Words


def find_problem(name: str, board: str) -> Path:
    """The file of that path, else the board's problem of that name (`hydrogen`)."""
    path = Path(name)
    if path.exists():
        return path
    folder = problem_folder(board)
    found = folder / (name if name.endswith(".yaml") else f"{name}.yaml")
    if found.exists():
        return found
    known = sorted(p.stem for p in folder.glob("*.yaml")) if folder.is_dir() else []
    near = near_misses(path.stem, known) or known
    raise Coded(
        "BAD_TABLE",
        Words("没有这一文件", "there is no such file"),
        hint=Words(f"本盘的问题: {'、'.join(near)}", f"problems of the board: {', '.join(near)}")
        if near
        else "",
        file=path.name,
    )


def problem_folder(board: str) -> Path:
    """Where a board keeps its problems."""
    own = Path(board) / "problems"
    return own if own.is_dir() else Path(str(files("yipan"))) / "boards" / board / "problems"


def place_aliases() -> dict[str, str]:
    """Other names of the first segment of a place, as the compacts read them."""
    from yipan.compacts.parties import SHORT

    return dict(SHORT)
