"""The figure of a comparison that a visitor made: its numbers stay in memory under their hash."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.core.words import Words
from yipan.publish.compared_figure import Shown, compared_figure, shown_units
from yipan.web.pages.figure import ShownFigure, shown_figure

if TYPE_CHECKING:
    from yipan.board.bindings.compacts import Comparison
    from yipan.publish.figures import Figure
    from yipan.web.shelf import View

KIND = "compare"


def keep_figure(view: View, found: Comparison, lang: str) -> ShownFigure | None:
    """The figure with an address for its downloads; None where no year is compared."""
    units = {name: (one.unit, str(one.factor)) for name, one in shown_units(found.units).items()}
    text = json.dumps({"by_year": found.fields["by_year"], "units": units}, ensure_ascii=False)
    key = view.drafts.keep(KIND, text, "")
    figure = kept_figure(view, key)
    return shown_figure(figure, KIND, key, lang) if figure.table.rows else None


def kept_figure(view: View, key: str) -> Figure:
    """The figure of a key."""
    kept = json.loads(view.drafts.get(KIND, key)[0])
    units = {name: Shown(unit, Fraction(factor)) for name, (unit, factor) in kept["units"].items()}
    return compared_figure(kept["by_year"], units, lambda name: party_words(view, name))


def party_words(view: View, name: str) -> Words | str:
    """A party of a compact as the board names it; a fund or a case has no other name."""
    found = view.board.parties.names.get(name)
    return Words(found.name("zh"), found.name("en")) if found else name
