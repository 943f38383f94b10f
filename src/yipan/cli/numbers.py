"""Numbers as options: finite ones only; click itself lets `nan` through every range."""

from __future__ import annotations

import math
from typing import Any

import click


class FiniteRange(click.FloatRange):
    """A number within bounds that is neither `nan` nor infinite."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number."""
        found = float(super().convert(value, param, ctx))
        if not math.isfinite(found):
            words = getattr(click.types, "_", str)("{value} is not in the range {range}.")
            self.fail(words.format(value=value, range=self._describe_range()), param, ctx)
        return found
