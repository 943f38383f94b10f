"""Who attests a row, in a plan: looked up in a list of pairs, or else compared as texts.

A signature is what `attested_by` says. It binds a party that is among its attestors, or lies inside
one that is. Where signatures and parties are few, which signature binds which party is worked out
once for each pair, not for each case. Where signatures are so few that each is a bit, beside those
of the years, one number for each case holds the years that it has rows for, and their signatures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yipan.compacts.columns.columnar import PARTIES, SIGNATURES, Dialect, literal, quoted
from yipan.compacts.document.document import Indicator
from yipan.facts.plans import Step

# A party attests for those inside it; deeper paths than this are attested by themselves only.
SEGMENTS = 4
# Bits of a whole number above zero.
BITS = 63
# What `attested_by` says, and its attestors, each between two semicolons.
SIGNED = "COALESCE(attested_by, '')"
_FRAMED = f"';' || {SIGNED} || ';'"


@dataclass(frozen=True, slots=True)
class Attestation:
    """The roles that attest, with the columns of their parties, as codes and as texts."""

    parties: Mapping[str, str]
    texts: Mapping[str, str]
    dialect: Dialect
    lookup: bool
    years: range
    listed: Sequence[str] = ()

    def steps(self) -> list[Step]:
        """Every signature, as a bit or as a type; which of them binds which party."""
        if not self.parties:
            return []
        steps = []
        if self.listed:
            rows = (
                f"SELECT {self._bit(place)} AS held, {literal(f';{text};')} AS signature"
                for place, text in enumerate(self.listed)
            )
            steps.append(Step("signatures", " UNION ALL ".join(rows), kept=True))
        elif self.dialect.codes:
            distinct = f"SELECT DISTINCT {_FRAMED} AS signature FROM periods"
            steps.append(Step("signatures", distinct, kept=True))
            steps.append(Step(SIGNATURES, "SELECT signature FROM signatures", codes=True))
        if self.lookup:
            held = self.dialect.code("s.signature", SIGNATURES)
            signer = self.dialect.code("p.party", PARTIES)
            pairs = (
                f"SELECT {'s.held' if self.listed else held} AS held, {signer} AS signer "
                f"FROM signatures s CROSS JOIN parties p WHERE {_binds('s.signature', 'p.party')}"
            )
            steps.append(Step("signing", pairs, kept=True))
        return steps

    def turned(self) -> list[str]:
        """The years of a case, and how its rows are attested."""
        year = f"CAST(1 AS BIGINT) << CAST(year - {self.years.start} AS INTEGER)"
        if self.listed:
            return [f"BIT_OR(({year}) | {self.signature()}) AS seen"]
        seen = [f"BIT_OR({year}) AS seen"]
        if self.parties:
            held = self.signature()
            seen += [f"MIN({held}) AS held", f"MAX({held}) AS held_last"]
        return seen

    def uneven(self) -> str:
        """Whether the rows of a case are not all attested alike."""
        return f"BIT_COUNT({self.held()}) > 1" if self.listed else "held <> held_last"

    def held(self, table: str = "") -> str:
        """The signature of a case in `turned`."""
        if not self.listed:
            return f"{table}held"
        mask = (1 << len(self.listed)) - 1 << len(self.years)
        return f"({table}seen & CAST({mask} AS BIGINT))"

    def signature(self) -> str:
        """The signature of a row of `periods`."""
        if self.listed:
            whens = " ".join(
                f"WHEN {literal(text)} THEN {self._bit(place)}"
                for place, text in enumerate(self.listed)
            )
            return f"CASE {SIGNED} {whens} END"
        return self.dialect.code(_FRAMED, SIGNATURES) if self.dialect.codes else _FRAMED

    def _bit(self, place: int) -> str:
        return f"CAST({1 << len(self.years) + place} AS BIGINT)"

    def joins(self, held: str) -> str:
        """Looks a signature up for each role."""
        found = ""
        for place, party in enumerate(self.parties.values() if self.lookup else ()):
            on = f"s{place}.held = {held} AND s{place}.signer = {party}"
            found += f" LEFT JOIN signing s{place} ON {on}"
        return found

    def bound(self, indicator: Indicator, held: str) -> str:
        """Whether every role that the indicator asks for attests; over the joins, if any."""
        if self.lookup:
            places = list(self.parties)
            tests = [f"s{places.index(role)}.signer IS NOT NULL" for role in indicator.attest]
            return " AND ".join(tests)
        text = f"CAST({held} AS VARCHAR)"
        tests = [f"({_binds(text, self.texts[role])})" for role in indicator.attest]
        return f"COALESCE({' AND '.join(tests)}, FALSE)"


def _binds(held: str, party: str) -> str:
    """Whether a party, or one that contains it, is among the attestors."""
    ways = [_above(party, depth) for depth in range(1, SEGMENTS + 1)] + [party]
    tests = [f"CONTAINS({held}, ';' || {way} || ';')" for way in ways]
    wider = " ".join(f"WHEN {test} THEN TRUE" for test in tests[:-1])
    return f"CASE {wider} ELSE {tests[-1]} END"


def _above(party: str, depth: int) -> str:
    """The first segments of a path."""
    parts = [f"SPLIT_PART({party}, '/', {place})" for place in range(1, depth + 1)]
    return " || '/' || ".join(parts)


def mark(indicator: Indicator) -> str:
    """The column that says whether an indicator is attested."""
    return quoted(f"signed {' '.join(indicator.attest)}")
