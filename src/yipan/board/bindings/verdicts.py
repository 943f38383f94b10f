"""Compacts judge which functions may come to which platform; the match takes their verdicts."""

from __future__ import annotations

from dataclasses import replace

from yipan.board.bindings.compacts import library
from yipan.compacts.document.library import Addressed
from yipan.compacts.judging.judging import judge
from yipan.compacts.settling.facts_table import Row
from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.matching.load import Problem
from yipan.matching.relocation import Platform, Relocation


def judged(problem: Problem, board: str) -> Problem:
    """The problem with the verdict of each platform's list on everyone who wants to go there."""
    if not isinstance(problem, Relocation) or not any(p.list for p in problem.platforms):
        return problem
    if not problem.date:
        raise Coded(
            "MISSING_VALUE",
            Words("按目录判定需要日期", "a list needs a date to choose its edition"),
            hint=Words("请在文件中写 date: 2026-06-30", "write date: 2026-06-30 in the file"),
            field="date",
        )
    known = library(board)
    verdicts = dict(problem.verdicts)
    for platform in problem.platforms:
        if platform.list:
            verdicts.update(_verdicts(problem, platform, known.find(platform.list)))
    return replace(problem, verdicts=verdicts)


def _verdicts(
    problem: Relocation, platform: Platform, compact: Addressed
) -> dict[tuple[str, str], str]:
    """Only functions with a code are asked about; one without is left to the other gates."""
    zone = platform.zone or (platform.place[-1] if platform.place else "")
    asked = [f for f in problem.functions if platform.id in f.wants and f.code]
    rows = [
        Row(
            number,
            "who",
            {
                "case": function.id,
                "date": problem.date,
                "行业代码": function.code,
                "所在区": zone,
                "环节": function.stage,
                "标签": ";".join(function.tags),
            },
        )
        for number, function in enumerate(asked, start=2)
    ]
    answers, _ = judge(compact, rows, "who") if rows else ([], [])
    return {(a.case, platform.id): a.verdict or "未定" for a in answers}
