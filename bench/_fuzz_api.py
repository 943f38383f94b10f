"""Requests made up along the OpenAPI document by schemathesis, every answer held against it.

Held against: no 500, only status codes, media types, headers and bodies that the document names,
what the document forbids is refused, other methods are refused, no answer without a token. Left
out: that whatever the document allows is accepted; names are looked up, and an unknown one is
refused.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

OPENAPI = "/api/v1/openapi.json"
TABLE = "indicator,party,period,value,unit,source,frequency\noutput,N,2021,{},万元,YB,annual\n"
# Words that the boards know, so that requests come further than the first look-up.
KNOWN: dict[str, Sequence[object]] = {
    "indicator": ("output", "gdp", "人均GDP"),
    "party": ("N", "河北", "110000"),
    "period": ("2020", "2014", "2014-Q1", "十二五"),
    "as_of": ("2020-01-01", "0001-01-01", "9999-12-31"),
    "learned_by": ("2020-01-01", "9999-12-31"),
    "measure": ("theil-t", "gini", "sigma", "moran-i", "hhi"),
    "setting": ("alpha=0.5", "base=2014", "draws=0", "x=y"),
    "group": ("N", "京津冀"),
    "weight": ("output", "population"),
    "class": ("gap", "value", "identity"),
    "compact": ("tax-92", "tax-442", "bed-beijing-jin-ji"),
    "compacts": (["tax-92", "tax-442"],),
    "facts": ("party,indicator,period,value,unit\n河北,vat,2014,1e999999999,元\n", "a,b\n1"),
    "cases": ("case,indicator,value\n1,x,NaN\n",),
    "csv": tuple(TABLE.format(n) for n in ("1", "1e999999999", "-0", "9" * 4000, "=1+1", "NaN")),
    "text": ("2023年三次产业结构为10.0∶40.0∶60.0。", "增长" + "9" * 5000 + "%"),
    "kind": ("check", "scenario"),
    "fact": ("a", "0" * 16),
    "value": ("1e999999999", "-1", "٣"),
}


@dataclass(frozen=True, slots=True)
class Tried:
    """How many requests were sent, and a line for each kind of fault that was found."""

    requests: int
    faults: tuple[str, ...]


def against_document(
    app: FastAPI, boards: Sequence[str], headers: dict[str, str], each: int, seed: int = 1
) -> Tried:
    """`each` requests for every operation; most of them about `boards`."""
    import hypothesis
    import schemathesis
    from hypothesis import strategies as st
    from schemathesis.core.failures import FailureGroup
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    count, faults = 0, {}

    def send(case: Any, draw: random.Random) -> None:
        nonlocal count
        count += 1
        _make_known(case, boards, draw)
        try:
            answer = case.call(headers=headers)
            case.validate_response(
                answer, excluded_checks=[positive_data_acceptance], headers=headers
            )
        except (Exception, FailureGroup) as fault:
            _note(case, fault, faults)

    document = schemathesis.openapi.from_asgi(OPENAPI, app, headers=headers)
    for found in document.get_all_operations():
        trial = hypothesis.given(found.ok().as_strategy(), st.randoms(use_true_random=False))(send)
        trial = hypothesis.settings(
            max_examples=each,
            deadline=None,
            database=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )(hypothesis.seed(seed)(trial))
        trial()
    return Tried(count, tuple(f"{where}: {what}" for where, what in faults.items()))


def _make_known(case: Any, boards: Sequence[str], draw: random.Random) -> None:
    """Put words that the boards know into a request that is meant to be a good one."""
    if case.path_parameters and "board" in case.path_parameters and draw.random() < 0.9:
        case.path_parameters["board"] = draw.choice(boards)
    if not case.meta or not case.meta.generation.mode.is_positive:
        return
    for place in (case.path_parameters, case.query, case.body):
        for key in place if isinstance(place, dict) else ():
            if key in KNOWN and draw.random() < 0.7:
                word = draw.choice(KNOWN[key])
                place[key] = [word] if isinstance(place[key], list) and word else word


def _note(case: Any, fault: BaseException, faults: dict[str, str]) -> None:
    """Keep the first fault of a kind at an operation, with the request that shows it."""
    parts = getattr(fault, "exceptions", (fault,))
    kinds = ", ".join(sorted({type(part).__name__ for part in parts}))
    faults.setdefault(f"{case.operation.label} {kinds}", str(fault)[:1500])
