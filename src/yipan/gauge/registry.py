"""The one registry of measures: description, settings, needs and body of each.

`yipan gauge --list`, the documentation and the golden runner are generated from it. A measure is
declared with `@measure(...)` on the function that computes it from an `Ask`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yipan.core.errors import UnknownName
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.gauge.ask import Ask
    from yipan.gauge.result import Outcome

MODULES = (
    "prepare",
    "weighting",
    "judgement",
    "indices",
    "rankings",
    "coherence",
    "inequality",
    "distribution",
    "space",
    "convergence",
    "paths",
    "markov",
    "structure",
    "industry",
    "shift",
    "complexity",
    "coordination",
    "interaction",
    "energy",
    "efficiency",
    "audits",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One `--set` key. `values`: a kind (text, number, integer, list, map, pair) or a|b|c."""

    key: str
    default: str
    values: str
    meaning: str

    @property
    def choices(self) -> tuple[str, ...]:
        """The values that may be chosen; empty where any value of the kind may stand."""
        return tuple(self.values.split("|")) if "|" in self.values else ()


@dataclass(frozen=True, slots=True)
class Domain:
    """What happens at zero, negative, constant and missing values."""

    zero: str = "allowed"
    negative: str = "allowed"
    constant: str = "allowed"
    missing: str = "refused unless a rule is asked for"

    def as_dict(self) -> dict[str, str]:
        """The four rules by name."""
        return {
            "zero": self.zero,
            "negative": self.negative,
            "constant": self.constant,
            "missing": self.missing,
        }


PLAIN = ("party", "period", "indicator", "value")
SECTORAL = ("party", "period", "sector", "value")

FILTERS = (
    Setting("indicator", "", "list", "only these indicators"),
    Setting("party", "", "list", "only these parties"),
    Setting("period", "", "list", "only these periods"),
    Setting("weight", "column", "column|none", "use the weight column, or ignore it"),
    Setting(
        "missing",
        "refuse",
        "refuse|drop-party|drop-period|impute:METHOD",
        "rule for a missing cell; METHOD is one of mean, median, linear, previous, group, knn",
    ),
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the field: what it is called, answers, needs and returns."""

    id: str
    name: Words
    family: str
    answers: Words
    formulas: Mapping[str, str]
    reference: str
    columns: tuple[str, ...]
    optional: tuple[str, ...]
    tables: tuple[str, ...]
    settings: tuple[Setting, ...]
    items: tuple[str, ...]
    parts: tuple[str, ...]
    domain: Domain
    mergeable: bool
    order: bool
    cuts: str | Callable[[Callable[[str], str]], str]
    body: Callable[[Ask], Outcome]

    @property
    def needs_input(self) -> bool:
        """Whether it measures a table, not only parameters."""
        return bool(self.columns)

    def cuts_of(self, setting: Callable[[str], str]) -> str:
        """How its panel may be cut under these settings; see `yipan.gauge.cuts`."""
        return self.cuts if isinstance(self.cuts, str) else self.cuts(setting)

    def formula(self, variant: str) -> str:
        """The formula of a variant."""
        return self.formulas.get(variant) or next(iter(self.formulas.values()))

    def setting(self, key: str) -> Setting:
        """The setting of that key; raises with near misses."""
        for setting in self.settings:
            if setting.key == key:
                return setting
        raise UnknownName("setting", key, [s.key for s in self.settings])

    def as_dict(self) -> dict[str, Any]:
        """The row of `yipan gauge --list --json`."""
        settings = {
            s.key: {"default": s.default, "values": s.values, "meaning": s.meaning}
            for s in self.settings
        }
        formula: Any = dict(self.formulas) if len(self.formulas) > 1 else self.formula("")
        return {
            "id": self.id,
            "name_zh": self.name.zh,
            "name_en": self.name.en,
            "family": self.family,
            "answers": {"zh": self.answers.zh, "en": self.answers.en},
            "formula": formula,
            "reference": self.reference,
            "needs": {
                "columns": list(self.columns),
                "optional": list(self.optional),
                "tables": list(self.tables),
                "order": self.order,
                "cuts": self.cuts_of(lambda key: self.setting(key).default),
            },
            "set": settings,
            "items": list(self.items),
            "parts": list(self.parts),
            "domain": self.domain.as_dict(),
            "mergeable": self.mergeable,
        }


_MEASURES: dict[str, Measure] = {}


def measure(
    id: str,
    zh: str,
    en: str,
    family: str,
    *,
    answers: tuple[str, str],
    formula: str | Mapping[str, str],
    reference: str,
    columns: tuple[str, ...] = PLAIN,
    optional: tuple[str, ...] = (),
    tables: tuple[str, ...] = (),
    settings: tuple[Setting, ...] = (),
    items: tuple[str, ...],
    parts: tuple[str, ...] = (),
    domain: Domain | None = None,
    mergeable: bool = False,
    order: bool = False,
    cuts: str | Callable[[Callable[[str], str]], str] = "whole",
) -> Callable[[Callable[[Ask], Outcome]], Callable[[Ask], Outcome]]:
    """Register the decorated function as the body of the measure `id`."""

    def register(body: Callable[[Ask], Outcome]) -> Callable[[Ask], Outcome]:
        assert id not in _MEASURES, id
        _MEASURES[id] = Measure(
            id=id,
            name=Words(zh, en),
            family=family,
            answers=Words(*answers),
            formulas={"": formula} if isinstance(formula, str) else formula,
            reference=reference,
            columns=columns,
            optional=optional,
            tables=tables,
            settings=settings + (FILTERS if columns else ()),
            items=items,
            parts=parts,
            domain=domain or Domain(),
            mergeable=mergeable,
            order=order,
            cuts=cuts,
            body=body,
        )
        return body

    return register


def measures() -> dict[str, Measure]:
    """All measures by id, sorted."""
    for module in MODULES:
        importlib.import_module(f"yipan.gauge.families.{module}")
    return dict(sorted(_MEASURES.items()))


def find_measure(name: str) -> Measure:
    """The measure of that id (theil_t is read as theil-t) or Chinese name."""
    known = measures()
    found = known.get(name.replace("_", "-").casefold())
    if found is None:
        found = next((m for m in known.values() if m.name.zh == name), None)
    if found is None:
        raise UnknownName("measure", name, [*known, *(m.name.zh for m in known.values())])
    return found
