"""What jobs do, in a process of their own: each takes `report(stage, share)` first."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Report = Callable[[str, float], None]


def check_work(report: Report, text: str, board: str) -> Any:
    """Check a text, against a board where one is named."""
    from yipan.board import open_board
    from yipan.reading.check import Text
    from yipan.web.answers import check
    from yipan.web.shelf import View

    report("board" if board else "read", 0.05)
    view = View(open_board(board), "", None) if board else None
    report("check", 0.2)
    found = check([Text("text", text)], view)
    report("write", 0.9)
    return json.loads(found.to_json())


def scenario_work(report: Report, path: str, board: str) -> Any:
    """Simulate a scenario of a board."""
    from yipan.board.bindings.scenarios import simulation_json
    from yipan.board.bindings.simulating import simulate_document

    report("simulate", 0.1)
    found = simulate_document(path, board)
    report("write", 0.9)
    return simulation_json(found.simulation, "zh")
