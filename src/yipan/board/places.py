"""Where boards and their ledgers are."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from yipan.core.canonical import digest
from yipan.core.errors import BadBoard, LedgerError, UnknownName
from yipan.core.words import Words
from yipan.facts.manifest import FILE as MANIFEST

LEDGER = "ledger"
_STAND_INS: set[Path] = set()
BUILT_IN = Path(__file__).resolve().parent.parent / "boards"


def built_in_boards() -> list[str]:
    """Names of the boards that come with the program."""
    return sorted(p.parent.name for p in BUILT_IN.glob("*/board.yaml"))


def find_board(name_or_path: str | Path) -> Path:
    """The folder of a board: a built-in name, a folder, or its board.yaml."""
    text = str(name_or_path)
    if text in built_in_boards():
        return BUILT_IN / text
    path = Path(text).expanduser()
    if path.name == "board.yaml" and path.is_file():
        return path.parent
    if (path / "board.yaml").is_file():
        return path
    if path.is_dir():
        raise BadBoard(
            Words("此文件夹里没有 board.yaml", "this folder has no board.yaml"),
            hint=Words("新建一盘: yipan new 名称", "make a board with: yipan new NAME"),
            where=text,
        )
    raise UnknownName("board", text, built_in_boards())


def home() -> Path:
    """The user's data folder: YIPAN_HOME, else $XDG_DATA_HOME/yipan, else ~/.local/share/yipan."""
    named = os.environ.get("YIPAN_HOME")
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "yipan"


def state_folder(folder: Path) -> Path:
    """Where the ledger of a board lives: its own folder, or the user's for a built-in board.

    A ledger that is there stays the board's, also where it can only be read. Where there is none
    and none can be made, a temporary folder stands in for reading, and one notice says so.
    """
    folder = folder.resolve()
    if folder.parent == BUILT_IN:
        wanted = home() / "boards" / folder.name
    elif _writable(folder) or _has_ledger(folder):
        return folder
    else:
        wanted = home() / "boards" / f"{folder.name}-{digest(str(folder).encode())[:12]}"
    with suppress(OSError):
        wanted.mkdir(parents=True, exist_ok=True)
    if _writable(wanted) or _has_ledger(wanted):
        return wanted
    stand_in = _temporary() / wanted.name
    stand_in.mkdir(parents=True, exist_ok=True)
    _notice(wanted, stand_in)
    _STAND_INS.add(stand_in / LEDGER)
    return stand_in


def refuse_stand_in(ledger: Path) -> None:
    """Refuse to write what must last into a temporary folder."""
    if ledger in _STAND_INS:
        raise LedgerError(
            Words("盘与数据文件夹都不可写", "neither the board nor the data folder can be written"),
            hint=Words(
                "YIPAN_HOME 可另指一文件夹;未写入任何内容",
                "YIPAN_HOME can name another folder; nothing was written",
            ),
            where=str(home()),
        )


def _has_ledger(folder: Path) -> bool:
    return (folder / LEDGER / MANIFEST).is_file()


def _writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _temporary() -> Path:
    """A folder of this user alone that the next start finds again."""
    path = Path(tempfile.gettempdir()) / f"yipan-{os.getuid()}"
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        info = path.lstat()
        safe = info.st_uid == os.getuid() and not info.st_mode & 0o022 and not path.is_symlink()
    except OSError:
        safe = False
    return path if safe else Path(tempfile.mkdtemp(prefix="yipan-"))


@lru_cache
def _notice(wanted: Path, stand_in: Path) -> None:
    print(
        f"yipan: {wanted} 不可写,读时暂用 {stand_in} / not writable, read by way of that folder "
        "(YIPAN_HOME names another folder)",
        file=sys.stderr,
    )
