"""The JSON contract of `yipan check`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any, TextIO

from yipan.core.interval import Interval, rational_text
from yipan.reading.model import Claim, Document, Formula, Quantity, Trace


def to_json(documents: Sequence[Document]) -> str:
    """One JSON document: the same bytes for the same input."""
    out = StringIO()
    write_json(documents, out)
    return out.getvalue()


def write_json(documents: Sequence[Document], out: TextIO) -> None:
    """The same, record by record, so that a large text needs no second copy of its numbers."""
    out.write('{"documents": [')
    for order, document in enumerate(documents):
        out.write(",\n" if order else "\n")
        head = {"file": document.file, "chars": len(document.raw)}
        out.write(_dump(head)[:-1])
        unread = (
            {"start": u.start, "end": u.end, "text": u.text, "why": u.why} for u in document.unread
        )
        _list(out, "quantities", map(_quantity, document.quantities))
        _list(out, "claims", map(_claim, document.claims))
        _list(out, "not_understood", unread)
        _list(out, "notes", iter(document.notes))
        out.write("}")
    out.write(f'\n], "summary": {_dump(summary(documents))}}}')


def _list(out: TextIO, name: str, rows: Iterator[Any]) -> None:
    out.write(f',\n"{name}": [')
    for order, row in enumerate(rows):
        out.write(",\n " if order else "\n ")
        out.write(_dump(row))
    out.write("]")


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def summary(documents: Sequence[Document]) -> dict[str, int]:
    """Counts over all documents."""
    claims = [c for d in documents for c in d.claims]
    return {
        "documents": len(documents),
        "quantities": sum(len(d.quantities) for d in documents),
        "claims": len(claims),
        "consistent": sum(c.verdict == "consistent" for c in claims),
        "inconsistent_hard": sum(c.severity == "hard" for c in claims),
        "inconsistent_soft": sum(c.severity == "soft" for c in claims),
        "unverifiable": sum(c.verdict == "unverifiable" for c in claims),
        "not_understood": sum(len(d.unread) for d in documents),
    }


def _quantity(q: Quantity) -> dict[str, Any]:
    lo, hi = q.interval.lo, q.interval.hi
    period = q.period
    dated = period.start is not None or period.end is not None
    return {
        "id": q.id,
        "start": q.start,
        "end": q.end,
        "text": q.text,
        "lo": None if lo is None else rational_text(lo),
        "hi": None if hi is None else rational_text(hi),
        "mid": rational_text(q.mid),
        "unit": q.unit,
        "base_unit": q.base_unit,
        "scale": rational_text(q.scale),
        "qualifier": q.qualifier,
        "step": rational_text(q.step),
        "indicator": q.indicator or q.indicator_zh,
        "indicator_zh": q.indicator_zh,
        "role": q.role,
        "party": q.party,
        "period": {
            "start": period.start.isoformat() if period.start else None,
            "end": period.end.isoformat() if period.end else None,
            "kind": str(period.kind),
        }
        if dated
        else None,
        "inherited": list(q.inherited),
    }


def interval_json(interval: Interval | None) -> dict[str, str | None] | None:
    """{"lo", "hi"} as exact strings; None at an open end."""
    if interval is None:
        return None
    return {
        "lo": None if interval.lo is None else rational_text(interval.lo),
        "hi": None if interval.hi is None else rational_text(interval.hi),
    }


def _claim(c: Claim) -> dict[str, Any]:
    return {
        "id": c.id,
        "relation": c.relation,
        "start": c.start,
        "end": c.end,
        "span": {"start": c.span[0], "end": c.span[1]},
        "operands": list(c.operands),
        "claimed": interval_json(c.claimed),
        "recomputed": interval_json(c.recomputed),
        "implied": interval_json(c.implied),
        "verdict": c.verdict,
        "severity": c.severity,
        "reason": c.reason,
        "basis": c.basis,
        "pattern": c.pattern,
        "formula": c.formula,
        "repairs": [
            {"start": r.start, "end": r.end, "text": r.text, "restores": r.restores}
            for r in c.repairs
        ],
        "trace": _trace(c.trace),
    }


def _trace(trace: Trace) -> dict[str, Any]:
    return {
        "test": trace.test,
        "left": _plain(trace.left),
        "right": _plain(trace.right),
        "series": [_plain(f) for f in trace.series],
        "items": [list(i) for i in trace.items],
    }


def _plain(formula: Formula) -> Any:
    return formula if isinstance(formula, str) else [_plain(part) for part in formula]
