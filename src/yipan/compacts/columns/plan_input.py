"""The input of a plan: one row per case, with a column for each value that clauses read.

Rows of `periods` are turned once, by calendar year, before anything is joined; what is relative to
the case (its third year, the three years before its move) is then picked out of those columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yipan.compacts.columns.columnar import PARTIES, Dialect, NotColumnarError, literal, quoted
from yipan.compacts.columns.plan_attestation import BITS, Attestation, mark
from yipan.compacts.document.checking import expressions_of
from yipan.compacts.document.document import Compact, Indicator
from yipan.compacts.words.expressions import FactWord, Name, walk
from yipan.facts.plans import Step


@dataclass(slots=True)
class PlanInput:
    """Names of input columns and the queries that make them."""

    compact: Compact
    years: range
    dialect: Dialect
    # Years that a constant names, where known: values of other years need not be looked for.
    starts: Mapping[str, range] = field(default_factory=dict)
    # Pairs of a signature and a party are few enough to be listed.
    lookup: bool = True
    # Every text in `attested_by`, where known.
    signatures: Sequence[str] = ()
    # Amounts that 32 bits hold when so much is taken off: half the memory where they are turned.
    frames: Mapping[str, int] = field(default_factory=dict)
    read: set[tuple[str, int]] = field(default_factory=set)
    bases: dict[str, str] = field(default_factory=dict)
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
        name = f"v {indicator.name} {period}"
        return self._pick(indicator, name, "first_year", self._first_years(), period - 1)

    def offset(self, indicator: Indicator, of: str, offset: int) -> str:
        """The column of a value so many years from the year that a constant names."""
        name = f"s {indicator.name} {of} {offset}"
        return self._pick(indicator, name, self.constant(of), self.starts.get(of), offset)

    def _first_years(self) -> range | None:
        first = self.compact.clock_first
        return self.years if first is None else self.starts.get(first)

    def _pick(
        self, indicator: Indicator, name: str, base: str, bases: range | None, offset: int
    ) -> str:
        years = [y for y in self.years if bases is None or y - offset in bases]
        whens = " ".join(f"WHEN {y - offset} THEN {_at(indicator, y)}" for y in years)
        if indicator.attest:
            base = self._signed(indicator, base)
        self.read |= {(indicator.name, year) for year in years}
        self.picked[quoted(name)] = f"CASE {base} {whens} END" if years else _nothing(indicator)
        return quoted(name)

    def _signed(self, indicator: Indicator, base: str) -> str:
        """The year from which values are counted, where they are attested."""
        name = quoted(" ".join(["y", base.replace('"', ""), *indicator.attest]))
        self.bases[name] = f"CASE WHEN {mark(indicator)} THEN {base} END"
        return name

    # ---- queries ---------------------------------------------------------------------------

    def steps(self) -> list[Step]:
        """Queries up to one row per case in `wide`, after every column was asked for."""
        attestation = self._attestation()
        wide = Step("wide", self._wide(attestation))  # First: it asks for a column of `known`.
        steps = []
        if self.coded():
            steps.append(Step("parties", self._parties(), kept=True))
            steps.append(Step(PARTIES, "SELECT party FROM parties", codes=True))
        steps += attestation.steps()
        steps.append(Step("known", self._known()))
        steps.append(Step("turned", self._turned(attestation), kept=True))
        if attestation.parties:
            uneven = f"SELECT case_key FROM turned WHERE {attestation.uneven()}"
            named = f"SELECT * FROM ({uneven}) u JOIN known k ON k.key_known = u.case_key"
            steps.append(Step("uneven", named, kept=True))
            steps.append(Step("anew", self._anew(attestation), kept=True))
        return [*steps, wide]

    def columns(self) -> list[str]:
        """Columns of `wide`, after every column was asked for."""
        return [*self._kept(), *self.picked]

    def _kept(self) -> list[str]:
        columns = [quoted(f"c {name}") for name in self.asked]
        columns += [quoted(f"p {fact}") for fact in self._named()]
        return ["case_key", "idle", "first_year", "dated_last", *columns]

    def _parties(self) -> str:
        """Every party that a role stands for."""
        fixed = dict.fromkeys(r.party for r in self.compact.roles.values() if r.party)
        found = [
            f"SELECT party FROM (SELECT DISTINCT {quoted(f)} AS party FROM cases) d "
            "WHERE party IS NOT NULL"
            for f in self._named()
        ]
        texts = [f"SELECT {literal(text)}" for text in fixed]
        return " UNION ".join(["SELECT '' AS party", *found, *texts])

    def looked_up(self) -> bool:
        """Whether attestation is looked up in a list of pairs."""
        return self.lookup and self.coded() and bool(self._attesting())

    def count_of_parties(self) -> str:
        """How many parties there are."""
        return f"SELECT COUNT(*) FROM ({self._parties()}) p"

    def _attesting(self) -> list[str]:
        return sorted({role for i in self.yearly() for role in i.attest})

    def _attestation(self) -> Attestation:
        parties = {role: self.role(role) for role in self._attesting()}
        texts = {role: self.role_text(role) for role in parties}
        fit = len(self.years) + len(self.signatures) <= BITS
        listed = self.signatures if self.looked_up() and fit else ()
        return Attestation(parties, texts, self.dialect, self.looked_up(), self.years, listed)

    def _known(self) -> str:
        """Constants of each case, its parties as codes."""
        columns = ['"case" AS key_known']
        columns += [f"{quoted(name)} AS {quoted(f'c {name}')}" for name in self.asked]
        for fact in self._named():
            code = self.dialect.code(quoted(fact), PARTIES) if self.coded() else quoted(fact)
            columns.append(f"{code} AS {quoted(f'p {fact}')}")
        return f"SELECT {', '.join(columns)} FROM cases"

    def _turned(self, attestation: Attestation) -> str:
        """Values of each case by calendar year, as printed; how its rows are attested."""
        columns = ['"case" AS case_key', *attestation.turned()]
        columns += [f"{_largest(self._framed(i), y)} AS {_at(i, y)}" for i, y in self._cells()]
        return f'SELECT {", ".join(columns)} FROM periods GROUP BY "case"'

    def _framed(self, indicator: Indicator, table: str = "") -> str:
        """A value of `periods`, less its frame."""
        value = f"{table}{quoted(indicator.name)}"
        frame = self.frames.get(indicator.name)
        if frame is None:
            return value
        # First a whole number with a sign: what is taken off may be more than there is.
        return f"CAST(CAST({value} AS {self.dialect.integer}) - ({frame}) AS INTEGER)"

    def _cells(self) -> list[tuple[Indicator, int]]:
        """Values that are read, by the clock too."""
        clock = {(name, year) for name in self.compact.clock_of for year in self._dated()}
        read = self.read | clock
        return [(i, y) for i in self.yearly() for y in self.years if (i.name, y) in read]

    def _dated(self) -> list[int]:
        """Years whose facts move the clock: none before the first year of any case."""
        first = self._first_years()
        return [year for year in self.years if first is None or year >= first.start]

    def _clock(self) -> list[str]:
        """First and last year with a fact that the clock asks for, attested or not."""
        given = [i for i in self.yearly() if i.name in self.compact.clock_of]
        found = []
        for name, step in (("dated_first", 1), ("dated_last", -1)):
            whens = " ".join(
                f"WHEN {' OR '.join(f't.{_at(i, y)} IS NOT NULL' for i in given)} THEN {y}"
                for y in self._dated()[::step]
            )
            found.append(
                f"CASE {whens} END AS {name}" if whens else f"CAST(NULL AS INTEGER) AS {name}"
            )
        return found

    def _anew(self, attestation: Attestation) -> str:
        """Cases whose rows are not all attested alike: the values of those rows that are."""
        bound = {mark(i): attestation.bound(i, "held") for i in self.yearly() if i.attest}
        row = [f"{self._framed(i, 'p.')} AS {quoted(f'r {i.name}')}" for i in self.yearly()]
        row += ["u.*", "p.year", f"{attestation.signature()} AS held"]
        rows = (
            f"SELECT *, {', '.join(f'{test} AS {name}' for name, test in bound.items())} "
            f"FROM (SELECT {', '.join(row)} FROM periods p JOIN uneven u "
            f'ON p."case" = u.case_key) q{attestation.joins("q.held")}'
        )
        values = [f"{_largest(_if_bound(i), y)} AS {_anew(i, y)}" for i, y in self._cells()]
        return f"SELECT case_key AS key_anew, {', '.join(values)} FROM ({rows}) r GROUP BY case_key"

    def _wide(self, attestation: Attestation) -> str:
        """One row per case: constants and the picked values; cases without rows, too."""
        columns = [
            "COALESCE(k.key_known, t.case_key) AS key_of_case",
            "k.*",
            "t.case_key IS NULL AS idle",
        ]
        columns += self._clock()
        joined = "known k FULL JOIN turned t ON t.case_key = k.key_known"
        if attestation.parties:
            joined += " LEFT JOIN anew n ON n.key_anew = t.case_key"
            joined += attestation.joins(attestation.held("t."))
            columns += [f"{_patched(i, y)} AS {_at(i, y)}" for i, y in self._cells()]
            tests = {
                mark(i): attestation.bound(i, attestation.held("t."))
                for i in self.yearly()
                if i.attest
            }
            columns += [f"n.key_anew IS NOT NULL OR ({t}) AS {name}" for name, t in tests.items()]
        else:
            columns += [f"t.{_at(i, y)}" for i, y in self._cells()]
        first = self.compact.clock_first
        start = self.constant(first) if first else "dated_first"
        kept = [*self._kept(), *(f"{sql} AS {name}" for name, sql in self.picked.items())]
        kept[0] = "key_of_case AS case_key"
        whole = (
            f"SELECT *, {start} AS first_year FROM (SELECT {', '.join(columns)} FROM {joined}) j"
        )
        bases = "".join(f", {sql} AS {name}" for name, sql in self.bases.items())
        return f"SELECT {', '.join(kept)} FROM (SELECT *{bases} FROM ({whole}) f) w"


def _largest(value: str, year: int) -> str:
    """The one value of a year, turned into a column."""
    return f"MAX({value}) FILTER (WHERE year = {year})"


def _if_bound(indicator: Indicator) -> str:
    value = quoted(f"r {indicator.name}")
    return f"CASE WHEN {mark(indicator)} THEN {value} END" if indicator.attest else value


def _patched(indicator: Indicator, year: int) -> str:
    """A value as printed, but for cases that were turned anew."""
    printed, anew = _at(indicator, year), _anew(indicator, year)
    return f"CASE WHEN n.key_anew IS NULL THEN t.{printed} ELSE n.{anew} END"


def _anew(indicator: Indicator, year: int) -> str:
    return quoted(f"n {indicator.name} {year}")


def _at(indicator: Indicator, year: int) -> str:
    return quoted(f"a {indicator.name} {year}")


def _nothing(indicator: Indicator) -> str:
    """The value of an indicator in a year without facts."""
    texts = {"truth": "BOOLEAN", "party": "VARCHAR", "text": "VARCHAR", "level": "VARCHAR"}
    return f"CAST(NULL AS {texts.get(indicator.kind, 'BIGINT')})"


def series_offsets(word: FactWord) -> Sequence[int]:
    """Offsets of a series over calendar years."""
    if word.years is None:
        raise NotColumnarError("over")
    return range(word.years[0], word.years[1] + 1)
