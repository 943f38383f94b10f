"""What the body of a measure gives, and the result of outcomes that follow one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from yipan.gauge.ask import Ask
from yipan.gauge.result import Outcome, Result


def computed(ask: Ask) -> Outcome:
    """The outcome of the body, with the warnings that were collected on the way."""
    outcome = ask.measure.body(ask)
    return replace(outcome, warnings=(*ask.warnings, *outcome.warnings))


def result_of(ask: Ask, parameters: Mapping[str, Any], outcomes: Sequence[Outcome]) -> Result:
    """The result of outcomes that follow one another."""
    warnings = {(w.code, str(w.message)): w for o in outcomes for w in o.warnings}
    found, variant = ask.measure, outcomes[0].variant
    return Result(
        measure=found.id,
        variant=variant or found.id,
        formula=found.formula(variant),
        parameters=parameters,
        domain=found.domain.as_dict(),
        values=tuple(row for o in outcomes for row in o.values),
        parts=tuple(row for o in outcomes for row in o.parts),
        checks=tuple(check for o in outcomes for check in o.checks),
        warnings=tuple(warnings.values()),
        interval=joined([o.interval for o in outcomes if o.interval is not None]),
    )


def joined(intervals: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """One interval of several over the same variants; a failure stands once."""
    if len(intervals) < 2:
        return intervals[0] if intervals else None
    failed = {str(f): f for i in intervals for f in i["failed"]}
    rows = [row for i in intervals for row in i["rows"]]
    return {**intervals[0], "failed": list(failed.values()), "rows": rows}
