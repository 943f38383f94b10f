"""The input of a plan: one row per case, with a column for each value that clauses read.

Rows of `periods` are turned once, by calendar year, before anything is joined; what is relative to
the case (its third year, the three years before its move) is then picked out of those columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from yipan.compacts.checking import expressions_of
from yipan.compacts.columnar import PARTIES, SIGNATURES, Dialect, NotColumnarError, literal, quoted
from yipan.compacts.document import Compact, Indicator
from yipan.compacts.expressions import FactWord, Name, walk
from yipan.facts.plans import Step

# A party attests for those inside it; deeper paths than this are attested by themselves only.
SEGMENTS = 4
# Attestors, each between two semicolons.
FRAMED = "';' || COALESCE(attested_by, '') || ';'"


@dataclass(slots=True)
class PlanInput:
    """Names of input columns and the queries that make them."""

    compact: Compact
    years: range
    dialect: Dialect
    picked: dict[str, str] = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)

    def used(self) -> list[Indicator]:
        """Indicators that clauses, the clock and roles read, in the order of the document."""
        names = set(self.compact.clock_of) | set(filter(None, [self.compact.clock_first]))
        for clause in self.compact.clauses:
            for expression in expressions_of(clause):
                for word in walk(expression):
                    if isinstance(word, Name):
                        names.add(word.name)
                    elif isinstance(word, FactWord):
                        names |= {word.indicator, *filter(None, [word.of])}
        names |= {r.fact for r in self.compact.roles.values() if r.fact}
        return [i for i in self.compact.indicators.values() if i.name in names]

    def yearly(self) -> list[Indicator]:
        """Indicators that have a value in each year."""
        return [i for i in self.used() if not i.constant]

    # ---- names of columns ------------------------------------------------------------------

    def constant(self, name: str) -> str:
        """The column of an indicator without period."""
        self.asked[name] = None
        return quoted(f"c {name}")

    def role(self, name: str) -> str:
        """The column of the party that a role stands for, or a fixed party."""
        found = self.compact.roles[name]
        if found.party is not None:
            text = literal(found.party)
            return self.dialect.code(text, PARTIES) if self.coded() else text
        return quoted(f"p {found.fact}") if found.fact is not None else "case_key"

    def role_text(self, name: str) -> str:
        """The same as text."""
        found = self.compact.roles[name]
        if found.party is not None:
            return literal(found.party)
        return f"CAST({quoted(f'p {found.fact}')} AS VARCHAR)" if found.fact else "case_key"

    def coded(self) -> bool:
        """Whether parties are held as codes: where they are few, not the cases themselves."""
        return self.dialect.codes and not any(r.case for r in self.compact.roles.values())

    def _named(self) -> dict[str, None]:
        """Indicators that name the party of a role."""
        return dict.fromkeys(r.fact for r in self.compact.roles.values() if r.fact)

    def cell(self, indicator: Indicator, period: int) -> str:
        """The column of a value in the n-th year of a case."""
        return self._pick(indicator, f"v {indicator.name} {period}", "first_year", period - 1)

    def offset(self, indicator: Indicator, of: str, offset: int) -> str:
        """The column of a value so many years from the year that a constant names."""
        name = f"s {indicator.name} {of} {offset}"
        return self._pick(indicator, name, self.constant(of), offset)

    def _pick(self, indicator: Indicator, name: str, base: str, offset: int) -> str:
        whens = " ".join(f"WHEN {y - offset} THEN {_at(indicator, y)}" for y in self.years)
        found = f"CASE {base} {whens} END"
        if indicator.attest:
            found = f"CASE WHEN {_mark(indicator)} THEN {found} END"
        self.picked[quoted(name)] = found
        return quoted(name)

    # ---- queries ---------------------------------------------------------------------------

    def steps(self) -> list[Step]:
        """Queries up to one row per case in `wide`, after every column was asked for."""
        wide = Step("wide", self._wide())
        steps = [Step(PARTIES, self._parties(), codes=True)] if self.coded() else []
        if self._attesting() and self.dialect.codes:
            query = f"SELECT DISTINCT {FRAMED} FROM periods"
            steps.append(Step(SIGNATURES, query, codes=True))
        steps += [Step("known", self._known()), Step("turned", self._turned(), kept=True)]
        if self._attesting():
            uneven = f"SELECT case_key, twice, {', '.join(self._clock())} FROM turned"
            named = "SELECT * FROM uneven u JOIN known k ON k.key_known = u.case_key"
            steps.append(Step("uneven", f"{uneven} WHERE held <> held_last", kept=True))
            steps.append(Step("uneven_known", named, kept=True))
            steps.append(Step("attested", self._attested()))
        return [*steps, wide]

    def _parties(self) -> str:
        """Every party that a role stands for."""
        fixed = dict.fromkeys(r.party for r in self.compact.roles.values() if r.party)
        found = [
            f"SELECT party FROM (SELECT DISTINCT {quoted(f)} AS party FROM cases) d "
            "WHERE party IS NOT NULL"
            for f in self._named()
        ]
        return " UNION ".join([*found, *(f"SELECT {literal(text)}" for text in ("", *fixed))])

    def _known(self) -> str:
        """Constants of each case, its parties as codes, and how their attestation looks."""
        columns = ['"case" AS key_known']
        columns += [f"{quoted(name)} AS {quoted(f'c {name}')}" for name in self.asked]
        for fact in self._named():
            code = self.dialect.code(quoted(fact), PARTIES) if self.coded() else quoted(fact)
            columns.append(f"{code} AS {quoted(f'p {fact}')}")
        for role in self._attesting():
            party = self._given(role)
            columns.append(f"';' || SPLIT_PART({party}, '/', 1) || ';' AS {quoted(f'top {role}')}")
        return f"SELECT {', '.join(columns)} FROM cases"

    def _given(self, role: str) -> str:
        found = self.compact.roles[role]
        if found.party is not None:
            return literal(found.party)
        return quoted(found.fact) if found.fact is not None else '"case"'

    def _turned(self) -> str:
        """Values of each case by calendar year, as printed; how its rows are attested."""
        first = self.years.start
        seen = f"BIT_COUNT(BIT_OR(CAST(1 AS BIGINT) << CAST(year - {first} AS INTEGER)))"
        columns = ['"case" AS case_key', f"COUNT(*) - {seen} AS twice"]
        if self._attesting():
            held = self.dialect.code(FRAMED, SIGNATURES) if self.dialect.codes else FRAMED
            columns += [f"MIN({held}) AS held", f"MAX({held}) AS held_last"]
        columns += self._by_year(lambda i: quoted(i.name))
        return f'SELECT {", ".join(columns)} FROM periods GROUP BY "case"'

    def _by_year(self, value: Callable[[Indicator], str]) -> list[str]:
        return [
            f"MAX({value(i)}) FILTER (WHERE year = {year}) AS {_at(i, year)}"
            for i in self.yearly()
            for year in self.years
        ]

    def _clock(self) -> list[str]:
        """First and last year with a fact that the clock asks for, attested or not."""
        given = [i for i in self.yearly() if i.name in self.compact.clock_of]
        found = []
        for name, years in (("dated_first", self.years), ("dated_last", reversed(self.years))):
            whens = " ".join(
                f"WHEN {' OR '.join(f'{_at(i, y)} IS NOT NULL' for i in given)} THEN {y}"
                for y in years
            )
            found.append(f"CASE {whens} END AS {name}")
        return found

    def _attested(self) -> str:
        """Turned values of all cases; `judged` where attestation is already taken into account.

        Cases whose rows are not all attested alike are turned anew, row by row.
        """
        cells = [_at(i, y) for i in self.yearly() for y in self.years]
        plain = [
            "case_key",
            "twice",
            "CAST(held AS VARCHAR) AS held",
            "FALSE AS judged",
            *self._clock(),
            *cells,
        ]
        even = f"SELECT {', '.join(plain)} FROM turned WHERE held = held_last"
        rows = (
            f"SELECT p.*, k.*, {FRAMED} AS held "
            'FROM periods p JOIN uneven_known k ON p."case" = k.case_key'
        )
        values = ", ".join(["case_key", *self._by_year(self._value_if_signed)])
        anew = ["n.case_key", "u.twice", "'' AS held", "TRUE AS judged"]
        anew += ["u.dated_first", "u.dated_last", *(f"n.{cell}" for cell in cells)]
        return (
            f"{even} UNION ALL SELECT {', '.join(anew)} FROM uneven u "
            f"JOIN (SELECT {values} FROM ({rows}) r GROUP BY case_key) n ON n.case_key = u.case_key"
        )

    def _wide(self) -> str:
        """One row per case: constants and the picked values; cases without rows, too."""
        marks = {_mark(i): self._signed(i) for i in self.yearly() if i.attest}
        columns = ["COALESCE(k.key_known, t.case_key) AS key_of_case", "k.*", "t.*"]
        columns += [] if marks else self._clock()
        table = "attested" if marks else "turned"
        joined = (
            f"SELECT {', '.join(columns)} FROM known k "
            f"FULL JOIN {table} t ON t.case_key = k.key_known"
        )
        first = self.compact.clock_first
        start = self.constant(first) if first else "dated_first"
        marked = [
            f"COALESCE(judged OR {signed}, FALSE) AS {mark}" for mark, signed in marks.items()
        ]
        whole = ", ".join(["*", f"{start} AS first_year", *marked])
        kept = [
            "key_of_case AS case_key",
            "twice",
            "first_year",
            "dated_last",
        ]
        kept += [quoted(f"c {name}") for name in self.asked]
        kept += [quoted(f"p {fact}") for fact in self._named()]
        kept += [f"{sql} AS {name}" for name, sql in self.picked.items()]
        return f"SELECT {', '.join(kept)} FROM (SELECT {whole} FROM ({joined}) j) w"

    # ---- attestation -----------------------------------------------------------------------

    def _attesting(self) -> list[str]:
        return sorted({role for i in self.yearly() for role in i.attest})

    def _signed(self, indicator: Indicator) -> str:
        """Whether every role attests: its party, or one that contains it."""
        return " AND ".join(f"({self._signs(role)})" for role in indicator.attest)

    def _value_if_signed(self, indicator: Indicator) -> str:
        value = quoted(indicator.name)
        return (
            f"CASE WHEN {self._signed(indicator)} THEN {value} END" if indicator.attest else value
        )

    def _signs(self, role: str) -> str:
        party = self.role_text(role)
        ways = [_above(party, depth) for depth in range(2, SEGMENTS + 1)] + [party]
        tests = [f"CONTAINS(held, ';' || {way} || ';')" for way in ways]
        deeper = " ".join(f"WHEN {test} THEN TRUE" for test in tests[:-1])
        return (
            f"CASE WHEN CONTAINS(held, {quoted(f'top {role}')}) THEN TRUE {deeper} "
            f"ELSE {tests[-1]} END"
        )


def _above(party: str, depth: int) -> str:
    """The first segments of a path."""
    parts = [f"SPLIT_PART({party}, '/', {place})" for place in range(1, depth + 1)]
    return " || '/' || ".join(parts)


def _at(indicator: Indicator, year: int) -> str:
    return quoted(f"a {indicator.name} {year}")


def _mark(indicator: Indicator) -> str:
    return quoted(f"signed {' '.join(indicator.attest)}")


def series_offsets(word: FactWord) -> Sequence[int]:
    """Offsets of a series over calendar years."""
    if word.years is None:
        raise NotColumnarError("over")
    return range(word.years[0], word.years[1] + 1)
