"""Simulations and evaluations as the JSON contract has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from yipan.scenarios import limits
from yipan.scenarios.evaluate import summary
from yipan.scenarios.gates import Gates
from yipan.scenarios.robustness import warnings

if TYPE_CHECKING:
    from fractions import Fraction

    from yipan.scenarios.accounting import Row
    from yipan.scenarios.break_even import BreakEven
    from yipan.scenarios.document import Target
    from yipan.scenarios.evaluate import Evaluation, Specification
    from yipan.scenarios.simulate import Simulation

DIGITS = 12


def simulation_json(found: Simulation, lang: str) -> dict[str, Any]:
    """A simulation in the contract's fields."""
    scenario = found.scenario
    return {
        "scenario": scenario.name,
        "seed": scenario.seed,
        "draws": scenario.draws,
        "blocks": {
            "accounting": _accounting(found),
            "baseline": [
                {
                    "period": str(r.period),
                    "party": r.party,
                    "indicator": r.indicator,
                    "unit": r.unit,
                    "method": r.method,
                    "value": number(r.value),
                    "bands": _ends(r.bands),
                    "others": r.others,
                    "backtest": r.tested
                    and {
                        "relative": r.tested.relative,
                        "mae": r.tested.mae,
                        "origins": r.tested.origins,
                        "coverage": r.tested.coverage,
                        "real_time": r.then
                        and {"relative": r.then.relative, "origins": r.then.origins},
                    },
                }
                for r in found.baseline
            ],
            "responses": _responses(found),
        },
        "past": _past(found),
        "evidence": _evidence(found, lang),
        "moves": [
            {
                "from": m.origin,
                "to": m.destination,
                "unit": m.unit,
                "qty": number(m.quantity),
                "period": str(m.period),
                "because": m.because,
                **({"clause": m.clause} if m.clause else {}),
            }
            for m in found.moves
        ],
        "index": _index(found),
        "break_even": [_break_even(found, b) for b in found.break_even],
        "targets": [target_row(found, target) for target in scenario.targets],
        **_uncertainty(found),
        "checks": [
            {
                "identity": c.identity,
                "lhs": number(c.left),
                "rhs": number(c.right),
                "residual": number(c.residual),
            }
            for c in found.checks
        ],
        "warnings": [words.pick(lang) for words in found.warnings],
        "limits": limits_of(found, lang),
    }


def number(value: Fraction) -> float:
    """An exact value as a JSON number, rounded at the declared digit."""
    return round(float(value), DIGITS) + 0.0


def _accounting(found: Simulation) -> list[dict[str, Any]]:
    rows = []
    for entry in found.accounting:
        row = _row(entry.row)
        if entry.by_lever:
            row["lever"] = None
            row["by_lever"] = [_row(part) for part in entry.by_lever]
        rows.append(row)
    return rows


def _row(row: Row) -> dict[str, Any]:
    return {
        "period": str(row.period),
        "party": row.party,
        "quantity": row.quantity,
        "lever": row.lever or None,
        "unit": row.unit,
        "value": number(row.value),
        "because": row.because,
    }


def _past(found: Simulation) -> list[dict[str, Any]]:
    """What each factor of a carbon lever did to its emissions so far."""
    return [
        {
            "lever": p.lever,
            "party": p.party,
            "unit": p.unit,
            "from": str(p.years[0]),
            "to": str(p.years[1]),
            "emissions": [number(end) for end in p.ends],
            "effects": {name: number(effect) for name, effect in p.effects.items()},
        }
        for p in found.past
    ]


def _responses(found: Simulation) -> list[dict[str, Any]]:
    drawn = found.uncertainty.response_bands
    return [
        {
            "period": str(r.period),
            "party": r.response.party,
            "indicator": r.response.outcome,
            "response": r.response.id,
            "label": label_of(found, r.response.id),
            "gates": _gates(found.gates.get(r.response.id, Gates())),
            "value": number(r.value),
            "low": number(r.low),
            "high": number(r.high),
            "bands": _ends((drawn or {}).get((r.response.id, r.period))),
        }
        for r in found.responses
    ]


def label_of(found: Simulation, response: str) -> str:
    """`estimated` only where the response passed every gate."""
    gates = found.gates.get(response)
    return "estimated" if gates is not None and gates.passed else "assumed"


def _gates(gates: Gates) -> dict[str, bool | None]:
    return {
        "sign": gates.sign_passed,
        "lead": gates.lead_passed,
        "out_of_sample": gates.gain_passed,
    }


def _evidence(found: Simulation, lang: str) -> list[dict[str, Any]]:
    return [
        {
            "response": name,
            "label": label_of(found, name),
            "estimate": gates.estimate,
            "error": gates.error,
            "lead": gates.lead,
            "lead_error": gates.lead_error,
            "gain": gates.gain,
            "parties": gates.parties,
            "years": gates.years,
            "reason": None if gates.reason is None else gates.reason.pick(lang),
        }
        for name, gates in found.gates.items()
    ]


def _break_even(found: Simulation, b: BreakEven) -> dict[str, Any]:
    drawn = (found.uncertainty.needed or {}).get(b.target)
    return {
        "target": b.target,
        "solve_for": b.solve_for,
        "status": b.status,
        "unit": b.unit,
        "value": None if b.value is None else number(b.value),
        "band": drawn and {"low": drawn.low, "median": drawn.median, "high": drawn.high},
    }


def target_row(found: Simulation, target: Target) -> dict[str, Any]:
    """A target, and the part of the draws that meet it."""
    chances = found.uncertainty.chances
    return {
        "target": target.id,
        "party": target.party,
        "indicator": target.indicator,
        "period": str(target.year),
        "bound": number(target.bound),
        "at_least": target.at_least,
        "probability": None if chances is None else chances[target.id],
    }


def _uncertainty(found: Simulation) -> dict[str, Any]:
    """Fan, shares of variance and tornado; the last two are about one `outcome`."""
    drawn = found.uncertainty
    outcome = drawn.outcome
    return {
        "fan": [
            {
                "period": str(r.period),
                "party": r.party,
                "indicator": r.indicator,
                "unit": r.unit,
                "median": r.median,
                "bands": _ends(r.bands),
            }
            for r in drawn.fan
        ],
        "outcome": outcome
        and {
            "indicator": outcome.indicator,
            "party": outcome.party,
            "period": str(outcome.period),
            "response": outcome.response or None,
        },
        "variance": [{"source": s.source, "share": s.share} for s in drawn.variance],
        "tornado": [{"source": s.source, "low": s.low, "high": s.high} for s in drawn.tornado],
    }


def _ends(bands: Mapping[str, tuple[float, float]] | None) -> dict[str, list[float]] | None:
    return None if bands is None else {level: list(ends) for level, ends in bands.items()}


def _index(found: Simulation) -> list[dict[str, Any]]:
    rows = []
    for r in found.index:
        row: dict[str, Any] = {
            "period": str(r.period),
            "party": r.party,
            "variant": r.variant,
            "value": None if r.value is None else number(r.value),
        }
        if r.value is None:
            row["reason"] = r.reason
        rows.append(row)
    return rows


def limits_of(found: Simulation, lang: str) -> list[str]:
    """What a simulation may not be used for."""
    wanted = [limits.STATED_LEVER, limits.NO_CAUSE, limits.NO_SHARPER, limits.NOT_BELOW]
    labels = {label_of(found, r.id) for r in found.scenario.responses}
    if "assumed" in labels:
        wanted.append(limits.ASSUMED)
    if "estimated" in labels:
        wanted.append(limits.ESTIMATED)
    return limits.texts(lang, *wanted)


def evaluation_json(found: Evaluation, lang: str) -> dict[str, Any]:
    """An evaluation in the contract's fields."""
    return {
        "plan": found.plan.name,
        "specifications": [_specification(found, s) for s in found.specifications],
        "summary": summary(found.specifications),
        "placebos": [
            {
                "specification": p.specification,
                "kind": p.kind,
                "unit": p.unit,
                "pre_rmspe": p.pre_rmspe,
                "gap_last": p.gap_last,
            }
            for p in found.placebos
        ],
        "warnings": [words.pick(lang) for words in warnings(found)],
        "limits": limits.texts(lang, limits.NO_CAUSE, limits.NO_VERDICT, limits.NOT_BELOW),
    }


def _specification(found: Evaluation, s: Specification) -> dict[str, Any]:
    choice = s.choice
    return {
        "id": choice.id,
        "estimator": choice.estimator,
        "treated": choice.treated,
        "window": [str(year) for year in choice.window],
        "vintage": choice.vintage or None,
        "outcome": found.plan.outcome.transform,
        "demean": choice.demean,
        "pretrend": choice.pretrend,
        "donors": list(s.donors),
        "weights": s.weights,
        "pre_rmspe": s.pre_rmspe,
        "gap": {str(year): value for year, value in s.gap.items()},
        "gap_last": s.gap_last,
        "gap_mean": s.gap_mean,
        "placebo_p": s.placebo_p,
        "near_optimal": list(s.near_optimal) if s.near_optimal else None,
        "detectable": s.detectable,
        "leave_one_out": s.left_out,
    }
