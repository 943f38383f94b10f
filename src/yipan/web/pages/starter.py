"""A first scenario of a board that has none: written from its own newest figures, to be changed."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.core.indicators import IndicatorKind
from yipan.core.parties import PartyKind
from yipan.core.words import Words
from yipan.web.numbers import headline, parties_of, plain, section

if TYPE_CHECKING:
    from yipan.publish.overview import Line
    from yipan.web.shelf import View

HORIZON = 3
SHARE = Fraction(1, 100)  # of the giving party's newest figure, each year more


def starter_scenario(view: View, lang: str) -> str:
    """YAML of a relocation between two parties; empty where no indicator has two with a figure."""
    for indicator in headline(view)[1]:
        if indicator.kind not in (IndicatorKind.FLOW, IndicatorKind.STOCK):
            continue
        lines = _alike(section(view, indicator, parties_of(view, indicator)).lines)
        if len(lines) > 1:
            return _written(lines[0], lines[1], indicator.slug, indicator.unit, lang)
    return ""


def _alike(lines: tuple[Line, ...]) -> list[Line]:
    """Lines of single parties that end in the newest year, largest first."""
    single = [x for x in lines if x.party.kind is not PartyKind.GROUP and len(x.points) > 2]
    newest = max((x.points[-1].year for x in single), default=0)
    kept = [x for x in single if x.points[-1].year == newest and x.points[-1].value > 0]
    return sorted(kept, key=lambda x: (-x.points[-1].value, x.party.code))


def _written(giver: Line, taker: Line, slug: str, unit: str, lang: str) -> str:
    base = giver.points[-1].year
    step = Fraction(f"{float(giver.points[-1].value * SHARE):.1g}")
    path = {str(base + n): plain(step * n) for n in range(1, HORIZON + 1)}
    mark = Words("示意", "illustrative").pick(lang)
    note = Words("例子:数额为示意,请改成自己的", "An example: put your own amounts").pick(lang)
    origin, destination = (_text(line.party.name("zh")) for line in (giver, taker))
    return f"""# {note}
scenario: example
note: {mark}
parties: [{origin}, {destination}]
base_period: "{base}"
horizon: {HORIZON}
draws: 1000
seed: 1
baseline: {{method: auto, indicators: [{slug}]}}
levers:
  - id: move
    kind: relocation
    from: {origin}
    to: {destination}
    indicator: {slug}
    unit: {_text(unit)}
    path: {json.dumps(path)}
    retention: 0.8
    tax_rate: 0.1
    tax_split: {{from: 1/2, to: 1/2}}
    source: {mark}
"""


def _text(name: str) -> str:
    """A name as a YAML scalar."""
    return json.dumps(name, ensure_ascii=False)
