"""The access control of this installation: where its files are, and when it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from yipan.board.places import home
from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.web.access.control import AccessControl
from yipan.web.guard import is_loopback


def access_folder() -> Path:
    """Where tokens and the audit log are: in the user's data folder."""
    return home() / "access"


def access_for(
    host: str, names: Sequence[str] = (), *, behind_proxy: bool = False, guarded: bool = False
) -> AccessControl | None:
    """None for a workbench that only this machine reaches; beyond it tokens are needed."""
    if is_loopback(host) and not (names or behind_proxy or guarded):
        return None
    control = AccessControl(access_folder(), hosts=names, secure=behind_proxy)
    if not any(not token.revoked for token in control.tokens.all()):
        raise BadInput(
            Words(f"不在 {host} 上监听: 尚无令牌", f"will not listen on {host}: there is no token"),
            hint=Words(
                "先签发: yipan tokens --new 姓名 --role reader",
                "make one first: yipan tokens --new NAME --role reader",
            ),
            where="--listen",
        )
    return control
