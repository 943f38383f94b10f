"""What a command printed, as a test sees it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass
class Ran:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str

    @property
    def result(self) -> Any:
        """`result` of the JSON envelope."""
        return json.loads(self.out)["result"]


Run = Callable[..., Ran]
