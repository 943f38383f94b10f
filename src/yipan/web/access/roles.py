"""Who asks, and what each role may do. This is the whole table of rights.

reader      sees every page and asks every question, checks texts, settles, simulates
publisher   also adds, corrects and withdraws facts about the parties it is named for
editor      the same about every party
admin       also reads the audit log

Tokens are made and revoked on the machine itself (`yipan tokens`), never over the network.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

from starlette.types import Scope

from yipan.web.guard import IDENTITY

WRITING = ("/facts", "/corrections", "/withdrawals")
AUDIT = "/api/v1/audit"
OPEN = ("/static/", "/favicon.ico", "/login")


class Role(IntEnum):
    """Each may do what those before it may."""

    READER = 1
    PUBLISHER = 2
    EDITOR = 3
    ADMIN = 4

    @property
    def word(self) -> str:
        """The role as it is written."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks. `parties`: codes a publisher may write about."""

    id: str
    name: str
    role: Role
    parties: frozenset[str] = frozenset()

    def may_write(self, parties: Collection[str]) -> bool:
        """Whether facts about these parties may be written."""
        if self.role >= Role.EDITOR:
            return True
        return self.role is Role.PUBLISHER and self.parties.issuperset(parties)


# Whoever sits at the machine of a workbench that only it can reach.
LOCAL = Who("local", "local", Role.ADMIN)


def identity(scope: Scope) -> Who:
    """Who asks; whoever reaches a workbench without access control sits at its machine."""
    found = scope.get("state", {}).get(IDENTITY)
    return found if isinstance(found, Who) else LOCAL


def needed(method: str, path: str) -> Role | None:
    """The least role for a request; None where nobody need say who they are."""
    if path.startswith(OPEN):
        return None
    if path.startswith(AUDIT):
        return Role.ADMIN
    if method not in {"GET", "HEAD", "OPTIONS"} and path.endswith(WRITING):
        return Role.PUBLISHER
    return Role.READER
