"""Ed25519 keys of publishers: 32 bytes in hex; the private one in a file of its owner alone."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.errors import BadInput, MissingExtra
from yipan.core.words import Words

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A signing key. `public` is its public half in hex; the secret is never shown."""

    public: str
    seed: bytes = field(repr=False)

    def sign(self, message: bytes) -> str:
        """The signature of a message, in hex."""
        return _signer(self.seed).sign(message).hex()


def new_key(path: Path) -> PrivateKey:
    """A fresh key, kept in a file that only its owner may read; refuses to replace a file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    seed = os.urandom(32)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadInput(
            Words("此处已有密钥", "there is a key here already"),
            hint=Words("密钥不覆盖;请另取名", "a key is never replaced; choose another name"),
            where=str(path),
        ) from None
    with os.fdopen(handle, "w") as file:
        file.write(seed.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return PrivateKey(public_key(seed), seed)


def read_key(path: Path) -> PrivateKey:
    """The key in a file; refuses a file that others may read."""
    try:
        text = path.read_text(encoding="ascii").strip()
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise BadInput(
            Words("没有该发布者的私钥", "there is no private key of that publisher"),
            hint=Words(f"先运行 yipan keys {path.stem}", f"make one: yipan keys {path.stem}"),
            where=str(path),
        ) from None
    except UnicodeDecodeError:
        text, mode = "", 0
    if not KEY.fullmatch(text):
        raise BadInput(Words("不是私钥文件", "this is no key file"), where=str(path))
    if mode & 0o077:
        raise BadInput(
            Words("私钥文件可被他人读取", "the key file can be read by others"),
            hint=Words(f"请运行 chmod 600 {path}", f"run: chmod 600 {path}"),
            where=str(path),
        )
    seed = bytes.fromhex(text)
    return PrivateKey(public_key(seed), seed)


def public_key(seed: bytes) -> str:
    """The public half of a key, in hex."""
    return _signer(seed).public_key().public_bytes_raw().hex()


def verifies(public: str, signature: str, message: bytes) -> bool:
    """Whether a signature (hex) over a message was made with the private half of `public` (hex)."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        raise MissingExtra("cryptography", "share") from None
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _signer(seed: bytes) -> Ed25519PrivateKey:
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError:
        raise MissingExtra("cryptography", "share") from None
    return Ed25519PrivateKey.from_private_bytes(seed)
