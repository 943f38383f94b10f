"""Reading 核: finds the quantitative statements of a text and judges them."""

from __future__ import annotations

__all__: list[str] = []
