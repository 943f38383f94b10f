"""Where a scenario finds the compacts, match problems and further facts that it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.scenarios.accounting import Row
from yipan.scenarios.agreed import Settled, settle_agreement
from yipan.scenarios.agreements import Agreement
from yipan.scenarios.placements import expand

if TYPE_CHECKING:
    from yipan.compacts.document.library import Addressed
    from yipan.matching.answer import Match
    from yipan.scenarios.document import Scenario


def _no_compact(name: str) -> Addressed:
    raise _nowhere(name)


def _no_problem(name: str) -> Match:
    raise _nowhere(name)


def _nowhere(name: str) -> Coded:
    fact = Words(f"此处找不到 {name}", f"{name} cannot be found here")
    return Coded("MISSING", fact, hint=Words("请在盘上运行", "run the scenario on a board"))


@dataclass(frozen=True, slots=True)
class Shelf:
    """`compact` finds an agreement, `solve` solves a match problem; `folder` holds facts files."""

    compact: Callable[[str], Addressed] = _no_compact
    solve: Callable[[str], Match] = _no_problem
    folder: Path = Path()

    def placed(self, scenario: Scenario) -> tuple[Scenario, list[Words]]:
        """The scenario with a relocation for every function that its matches move."""
        levers = list(scenario.levers)
        said: list[Words] = []
        for placement in scenario.placements:
            found, left = expand(placement, self.solve)
            levers += found
            said += left
        return replace(scenario, levers=tuple(levers)), said

    def settled(self, agreement: Agreement, rows: Sequence[Row]) -> Settled:
        """What the agreement moves, given the accounting rows."""
        return settle_agreement(agreement, rows, self.compact, self.folder)
