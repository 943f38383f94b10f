"""Tokens: what a person or a program shows. Only their hashes are kept.

A secret has 256 random bits, so one SHA-256 is as hard to invert as the secret is to guess; slow
hashes are for passwords that people choose.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from yipan.core.canonical import canonical_json
from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.facts.disk import writing
from yipan.web.access.roles import Role, Who

PREFIX = "yipan"
ID_BYTES, SECRET_BYTES = 4, 32


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept. `parties`: codes a publisher may write about. Days in ISO form."""

    id: str
    name: str
    role: str
    parties: tuple[str, ...]
    sha256: str
    made_on: str
    expires_on: str
    revoked: bool = False

    def stands_on(self, day: date) -> bool:
        """Whether it is good on a day."""
        return not self.revoked and (not self.expires_on or day.isoformat() <= self.expires_on)

    @property
    def who(self) -> Who:
        """Whom it stands for."""
        return Who(self.id, self.name, Role[self.role.upper()], frozenset(self.parties))


class TokenFile:
    """The tokens of an installation: one file that only its owner may read."""

    def __init__(self, path: Path, today: Callable[[], date] = date.today) -> None:
        self.path = path
        self._today = today
        self._read: tuple[tuple[int, int], tuple[Token, ...]] | None = None

    def all(self) -> tuple[Token, ...]:
        """Every token; read again when the file has changed."""
        try:
            info = self.path.stat()
        except FileNotFoundError:
            return ()
        stamp = (info.st_mtime_ns, info.st_size)
        if self._read is None or self._read[0] != stamp:
            self._read = stamp, self._load()
        return self._read[1]

    def make(
        self, name: str, role: Role, parties: tuple[str, ...] = (), expires_on: str = ""
    ) -> tuple[Token, str]:
        """A new token and its text, which is shown this once."""
        if not name.strip() or not name.isprintable():
            raise BadInput(
                Words("令牌须写明属于谁", "a token needs the name of whom it is for"),
                hint=Words("如 --new 李华", "such as --new 'Li Hua'"),
            )
        if role is Role.PUBLISHER and not parties:
            raise BadInput(
                Words("发布者须写明为哪些方", "a publisher needs the parties it writes about"),
                hint=Words("加 --party 名称", "add --party NAME"),
            )
        secret = secrets.token_urlsafe(SECRET_BYTES)
        id_ = secrets.token_hex(ID_BYTES)
        token = Token(
            id_, name, role.word, parties, _hash(secret), self._today().isoformat(), expires_on
        )
        self._change(lambda tokens: (*tokens, token))
        return token, f"{PREFIX}_{id_}_{secret}"

    def revoke(self, id_: str) -> Token:
        """Make a token worthless from now on; it stays in the file."""
        found = next((token for token in self.all() if token.id == id_), None)
        if found is None:
            raise UnknownName("token", id_, [token.id for token in self.all()])
        gone = replace(found, revoked=True)
        self._change(lambda tokens: tuple(gone if t.id == id_ else t for t in tokens))
        return gone

    def find(self, text: str) -> Token | None:
        """The good token with that text; None for any other."""
        prefix, _, rest = text.partition("_")
        id_, _, secret = rest.partition("_")
        wanted = _hash(secret)
        for token in self.all():
            same = hmac.compare_digest(token.sha256, wanted)
            if same and token.id == id_ and prefix == PREFIX and token.stands_on(self._today()):
                return token
        return None

    def standing(self, id_: str) -> Token | None:
        """The good token of that id."""
        found = next((token for token in self.all() if token.id == id_), None)
        return found if found and found.stands_on(self._today()) else None

    def _change(self, change: Callable[[tuple[Token, ...]], tuple[Token, ...]]) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with writing(self.path.parent):
            rows = [asdict(token) for token in change(self._load())]
            fresh = self.path.with_name(f".{self.path.name}.new")
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(canonical_json(rows) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, self.path)

    def _load(self) -> tuple[Token, ...]:
        try:
            rows = json.loads(self.path.read_bytes())
            return tuple(Token(**{**row, "parties": tuple(row["parties"])}) for row in rows)
        except FileNotFoundError:
            return ()
        except (ValueError, TypeError, KeyError):
            raise BadInput(
                Words("令牌文件不可读", "the file of tokens cannot be read"),
                hint=Words("请移走它并重新签发令牌", "move it away and make new tokens"),
                where=str(self.path),
            ) from None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
