"""Where an expression is evaluated: a case, a period, what has been named and moved so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from yipan.compacts.document.document import Compact, Role
from yipan.compacts.settling.lookup import Lookup, address
from yipan.compacts.settling.record import RecordBook
from yipan.compacts.words.spans import Span
from yipan.compacts.words.values import Result, TextValue, Unknown, conflicting, missing
from yipan.core.errors import Coded
from yipan.core.words import Words


@dataclass(slots=True)
class Scope:
    """Where an expression is evaluated. `span` None: once per case, before its periods."""

    compact: Compact
    lookup: Lookup
    book: RecordBook
    case: str | None
    span: Span | None
    year: int | None
    lets: dict[str, Result] = field(default_factory=dict)
    clause: str = ""

    def role(self, name: str) -> str | Unknown:
        """The party a role stands for in this case."""
        return role_party(self.compact, self.lookup, name, self.case)


def role_party(compact: Compact, lookup: Lookup, name: str, case: str | None) -> str | Unknown:
    """The party of a role: fixed, named by a fact, or whom the facts of the case are about."""
    role: Role | None = compact.roles.get(name)
    if role is None:
        return missing(f"{name}//")
    if role.party is not None:
        return role.party
    if role.fact is not None:
        found = lookup.constant(compact.indicators[role.fact], case, None)
        if isinstance(found, Unknown):
            return found
        return found.value.text if isinstance(found.value, TextValue) else missing(name)
    parties = sorted(lookup.table.cases.get(case or "", set()))
    if len(parties) == 1:
        return parties[0]
    where = address("party", case or "", None)
    return conflicting(f"{where}: {' | '.join(parties)}") if parties else missing(where)


def mismatch(scope: Scope, zh: str, en: str) -> NoReturn:
    """A clause whose units or kinds do not fit: one line that names it."""
    clause = scope.compact.clause(scope.clause)
    raise Coded(
        "UNIT_MISMATCH",
        Words(zh, en),
        hint=Words("请改条款或单位", "mend the clause or the unit"),
        file=scope.compact.file,
        row=clause.line if clause else None,
        field=scope.clause,
    )
