"""Placements and refusals of a match in words."""

from __future__ import annotations

from yipan.core.interval import rational_text
from yipan.core.words import Words
from yipan.matching.codes import NOT_APPLIED


def because_text(because: object, lang: str) -> str:
    """Why somebody got a place: choice, verdict, refusals before, value."""
    if not isinstance(because, dict):
        return ""
    parts = []
    if "choice" in because:
        n = because["choice"]
        parts.append(Words(f"第 {n} 志愿", f"choice {n}").pick(lang))
    if "verdict" in because:
        parts.append(f"{Words('目录', 'list').pick(lang)}: {because['verdict']}")
    parts += [f"{where}: {code}" for where, code in because.get("refused_before", {}).items()]
    if "path" in because:
        parts.append(" → ".join(because["path"]))
    elif "value" in because:
        parts.append(rational_text(because["value"]))
    if "matched" in because:
        parts.append("、".join(because["matched"]))
    return "; ".join(parts)


def reasons_text(reasons: object, details: object) -> str:
    """The code of each refusal, and who came before."""
    assert isinstance(reasons, dict)
    assert isinstance(details, dict)
    parts = []
    told = {where: code for where, code in reasons.items() if code != NOT_APPLIED}
    for where, code in told.items():
        by = details.get(where, {}).get("by")
        parts.append(f"{where}: {code}" + (f"({'、'.join(by)})" if by else ""))
    rest = len(reasons) - len(told)
    if rest:
        parts.append(f"{NOT_APPLIED} {rest} 处" if told else NOT_APPLIED)
    return "; ".join(parts)
