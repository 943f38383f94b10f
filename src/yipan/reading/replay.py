"""Replays every verdict of a report from its JSON and the raw texts; knows nothing of the extraction.

`replay(report, texts)` returns the complaints. None: each number stands where it is said to stand,
means what its digits and qualifier mean, and each verdict follows from its sum.
"""

from __future__ import annotations

import re
from fractions import Fraction as F
from functools import reduce
from itertools import pairwise
from typing import Any

# fmt: off
Ends = tuple[Any, Any]  # an open end is None
_CHINESE = {c: F(n) for n, c in enumerate("零一二三四五六七八九十")} | {"两": F(2), "半": F(1, 2)}
_MARKS = re.compile(r"<sup>[^<>]*</sup>|</?[a-z]+[^<>]*>|\*\*|[\s\u00ad\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
_HALF = str.maketrans("０１２３４５６７８９．，", "0123456789.,")

def interval(q: dict[str, Any]) -> Ends:
    """What a printed number stands for, in its base unit, from its digits and its qualifier."""
    v, step, scale = F(q["mid"]), F(q["step"]), F(q["scale"])
    lo, hi = {
        "exact": (v, v), "about": (v * 19 / 20, v * 21 / 20), "nearly": (v * 9 / 10, v), "at_least": (v, None),
        "below": (F(0), v), "and_more": (v, v + step), "range": (F(q["lo"] or 0), F(q["hi"] or 0)),
    }.get(q["qualifier"], (v - step / 2, v + step / 2))
    return lo * scale, None if hi is None else hi * scale

def printed(q: dict[str, Any], raw: str) -> bool:
    """Whether the number's digits stand in the raw text at its place."""
    words = _MARKS.sub("", raw[q["start"] : q["end"]].translate(_HALF))
    found = [F(n.replace(",", "")) for n in re.findall(r"[0-9][0-9,]*(?:\.[0-9]+)?", words)]
    v = F(q["mid"])
    shown = v in found or (len(found) > 1 and v in {sum(found[:2]) / 2, found[0] / (found[1] or 1)})
    spelled = not found and (any(c in _CHINESE or c in "百千万亿" for c in words) or words[:1] in "没尚暂一翻")
    return q["text"] == raw[q["start"] : q["end"]] and (shown or spelled)

def value(f: Any, qs: dict[str, Any]) -> Ends:
    """The interval of a formula: an id, a constant, or [operator, operand, …]."""
    if isinstance(f, str):
        return interval(qs[f]) if f in qs else (F(f), F(f))
    if f[0] == "range":
        return F(f[1]) if f[1] else None, F(f[2]) if f[2] else None
    if f[0] == "root":
        lo, hi = value(f[1], qs)
        return root(lo, int(f[2])), None if hi is None else root(hi, int(f[2]))
    return reduce(lambda a, b: combine(f[0], a, b), [value(x, qs) for x in f[1:]])

def root(x: F | None, n: int) -> F:
    """The n-th root, far finer than a printed rate."""
    return F(0) if x is None or x <= 0 else F(float(x) ** (1 / n)).limit_denominator(10**12)

def combine(op: str, a: Ends, b: Ends) -> Ends:
    """One operation on two intervals; an open end stays open."""
    (al, ah), (bl, bh) = a, b
    if op in "+-":
        bl, bh = (bl, bh) if op == "+" else (None if bh is None else -bh, None if bl is None else -bl)
        return None if al is None or bl is None else al + bl, None if ah is None or bh is None else ah + bh
    if None in (al, ah, bl, bh) or (op == "/" and bl <= 0 <= bh):  # printed numbers are not negative
        if op == "*":
            return al * bl, None
        return al / bh if bh else F(0), ah / bl if ah is not None and bl else None
    corners = [x * y if op == "*" else x / y for x in (al, ah) for y in (bl, bh)]
    return min(corners), max(corners)

def below(a: Ends, b: Ends) -> bool:
    """Whether all of a lies under all of b, beyond the last digit of a root."""
    return a[1] is not None and b[0] is not None and a[1] < b[0] - F(1, 10**7) * abs(b[0])

def moves(a: Any, b: Any, up: bool, qs: dict[str, Any]) -> bool:
    """Whether b is beyond a: by the digits where both are printed to one step, else by intervals."""
    if isinstance(a, str) and isinstance(b, str) and {qs[a]["qualifier"], qs[b]["qualifier"]} <= {"rounded", "exact"}:
        (va, sa), (vb, sb) = ((F(q["mid"]) * F(q["scale"]), F(q["step"]) * F(q["scale"])) for q in (qs[a], qs[b]))
        if sa == sb:
            return (vb > va) if up else (vb < va)
    return not (below(value(b, qs), value(a, qs)) if up else below(value(a, qs), value(b, qs)))

def holds(t: dict[str, Any], qs: dict[str, Any], raws: list[str]) -> bool:
    """Whether the comparison of a trace comes out true."""
    left, right, series, kind = t["left"], t["right"], t["series"], t["test"]
    if kind in {"meets", "at_least", "at_most", "near"}:
        a, b = value(left, qs), value(right, qs)
        a = (a[0] * 19 / 20, a[1] * 21 / 20) if kind == "near" and a[0] is not None and a[1] is not None else a
        return not (kind != "at_most" and below(a, b)) and not (kind != "at_least" and below(b, a))
    if kind in {"rising", "falling"}:
        return all(moves(a, b, kind == "rising", qs) for a, b in pairwise(series))
    if kind in {"above", "under"}:
        return all(moves(other, left, kind == "above", qs) for other in series)
    if kind == "pairs_at_most":
        return not any(below(value(b, qs), value(a, qs)) for a, b in zip(series[::2], series[1::2], strict=True))
    if kind == "crossings":
        first, last = (F(qs[i]["mid"]) * F(qs[i]["scale"]) // int(right) for i in series)
        return bool(last - first == F(qs[left]["mid"]))
    if kind == "years_back":
        return 0 <= F(right) - F(series[0]) - F(qs[left]["mid"]) <= 1
    if kind == "caption":
        return any(re.sub(r"\s", "", raws[d][a:b]).startswith((left, "附" + left, "续" + left)) for d, a, b in t["items"])
    quoted = all(raws[d][a:b].strip() for d, a, b in t["items"])
    return quoted and (kind == "same_date" or (kind == "month" and str(right).startswith(left)) or (left == right and (kind != "count" or len(t["items"]) == int(right))))

def replay(report: dict[str, Any], texts: list[str]) -> list[str]:
    """One line for each number or verdict that does not follow."""
    qs = {q["id"]: q for d in report["documents"] for q in d["quantities"]}
    pairs = zip(report["documents"], texts, strict=True)
    bad = [f"{q['id']}: not printed there" for d, raw in pairs for q in d["quantities"] if not printed(q, raw)]
    for claim in (c for d in report["documents"] for c in d["claims"]):
        kind = claim["trace"]["test"]
        judged = claim["verdict"] != "unverifiable" and kind != "other_subject"
        if judged and holds(claim["trace"], qs, texts) is not (claim["verdict"] == "consistent"):
            bad.append(f"{claim['id']} {claim['relation']}: {claim['verdict']} does not follow from {kind}")
    return bad
