"""From rows of a board's tables to parties, indicators and sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from yipan.board import fields
from yipan.board.cells import attempt, bounds, names_of, read_day, read_number, unknown, usable
from yipan.board.csv_table import Row
from yipan.board.problems import Problems
from yipan.core.indicators import Better, Indicator, IndicatorKind, IndicatorTable
from yipan.core.names import NameIndex
from yipan.core.parties import Party, PartyKind, PartyTree
from yipan.core.sources import Source, read_published_on
from yipan.core.units import parse_unit

_SLUG = re.compile(r"[a-z][a-z0-9_]*\Z")
_PARTY = ("方", "party")


def read_parties(rows: Sequence[Row], problems: Problems) -> PartyTree:
    """All parties; parents and members may be given by any name."""
    good = _once(usable(rows, fields.PARTIES, problems), "code", problems)
    names: NameIndex[str] = NameIndex("party")
    owners: dict[str, Row] = {row["code"]: row for row in good}
    for row in good:
        own = (row["code"], row["name_zh"], row["name_en"], *row.many("aliases"))
        names.add(own, row["code"])
    _clashes(names, owners, problems)
    parties = [_party(row, names, problems) for row in good]
    _cycles(parties, owners, problems)
    return PartyTree(parties)


def read_indicators(rows: Sequence[Row], problems: Problems) -> IndicatorTable:
    """All indicators; `part_of` may be given by any name."""
    good = _once(usable(rows, fields.INDICATORS, problems), "slug", problems)
    names: NameIndex[str] = NameIndex("indicator")
    owners = {row["slug"]: row for row in good}
    for row in good:
        own = (row["slug"], row["name_zh"], row["name_en"], *row.many("aliases"))
        names.add(own, row["slug"])
    _clashes(names, owners, problems)
    return IndicatorTable([_indicator(row, names, problems) for row in good])


def read_sources(rows: Sequence[Row], parties: PartyTree, problems: Problems) -> dict[str, Source]:
    """All sources by code."""
    good = _once(usable(rows, fields.SOURCES, problems), "code", problems)
    return {row["code"]: _source(row, parties, problems) for row in good}


def _party(row: Row, names: NameIndex[str], problems: Problems) -> Party:
    zh, en = names_of(row, problems)
    start, end = (read_day(row, name, problems) for name in ("valid_from", "valid_to"))
    if start and end and start > end:
        problems.error(
            "BAD_DATE",
            row.where("valid_to"),
            f"撤销之日 {end} 早于设立之日 {start}",
            f"it ends on {end}, before it begins on {start}",
            ("请核对两个日期", "check both days"),
        )
    return Party(
        code=row["code"],
        name_zh=zh,
        name_en=en,
        kind=PartyKind(row["kind"]),
        parent=_refer(row, "parent", row["parent"], names, problems),
        members=tuple(_refer(row, "members", m, names, problems) for m in row.many("members")),
        aliases=row.many("aliases"),
        valid_from=start,
        valid_to=end,
        longitude=_degrees(row, "longitude", 180, problems),
        latitude=_degrees(row, "latitude", 90, problems),
        note=row["note"],
    )


def _degrees(row: Row, name: str, most: int, problems: Problems) -> Fraction | None:
    value = read_number(row, name, problems)
    if value is not None and abs(value) > most:
        problems.error(
            "BAD_VALUE",
            row.where(name),
            f"{row[name]} 不在 ±{most} 度之内",
            f"{row[name]} is not within ±{most} degrees",
            ("请写度数,如 116.4", "write degrees such as 116.4"),
        )
        return None
    return value


def _indicator(row: Row, names: NameIndex[str], problems: Problems) -> Indicator:
    zh, en = names_of(row, problems)
    if not _SLUG.match(row["slug"]):
        problems.error(
            "BAD_VALUE",
            row.where("slug"),
            f"“{row['slug']}”不能作代码",
            f"{row['slug']!r} cannot be a slug",
            (
                "请用小写字母、数字与 _,以字母开头",
                "use small letters, digits and _, a letter first",
            ),
        )
    attempt(lambda: parse_unit(row["unit"]), "BAD_UNIT", row, "unit", problems)
    span = bounds(
        read_number(row, "low", problems), read_number(row, "high", problems), row, problems
    )
    whole = names.get(row["part_of"]) if row["part_of"] else ""
    if whole is None or (row["part_of"] and whole == row["slug"]):
        unknown(row, "part_of", ("指标", "indicator"), row["part_of"], names.names, problems)
    return Indicator(
        slug=row["slug"],
        name_zh=zh,
        name_en=en,
        unit=row["unit"],
        kind=IndicatorKind(row["kind"]),
        better=Better(row["better"] or Better.NONE),
        price_basis=row["price_basis"],
        additive=row["additive"] == "yes",
        low=span.lo,
        high=span.hi,
        aliases=row.many("aliases"),
        part_of=whole or "",
        domain=row["domain"],
        note=row["note"],
    )


def _source(row: Row, parties: PartyTree, problems: Problems) -> Source:
    read = attempt(
        lambda: read_published_on(row["published_on"]), "BAD_DATE", row, "published_on", problems
    )
    rank = read_number(row, "priority", problems)
    if rank is not None and (rank.denominator != 1 or rank < 1):
        problems.error(
            "BAD_VALUE",
            row.where("priority"),
            f"次序 {row['priority']} 不是正整数",
            f"priority {row['priority']} is no positive whole number",
            ("请写 1、2、3 …", "write 1, 2, 3 …"),
        )
    speaks_for = []
    for name in row.many("speaks_for"):
        party = parties.names.get(name)
        if party is None:
            unknown(row, "speaks_for", _PARTY, name, parties.names.names, problems)
        else:
            speaks_for.append(party.code)
    return Source(
        code=row["code"],
        title=row["title"],
        published_on=read or read_published_on(""),
        authors="; ".join(row.many("authors")),
        publisher=row["publisher"],
        priority=int(rank) if rank else 100,
        vintage=row["vintage"],
        speaks_for=tuple(speaks_for),
        note="; ".join(part for part in (row["basis"], row["note"]) if part),
    )


def _refer(row: Row, field: str, name: str, names: NameIndex[str], problems: Problems) -> str:
    if not name:
        return ""
    code = names.get(name)
    if code is None:
        unknown(row, field, _PARTY, name, names.names, problems)
    return code or name


def _once(rows: Iterable[Row], key: str, problems: Problems) -> list[Row]:
    seen: dict[str, Row] = {}
    for row in rows:
        first = seen.setdefault(row[key], row)
        if first is not row:
            problems.error(
                "REPEATED",
                row.where(key),
                f"“{row[key]}”已见于第 {first.number} 行",
                f"{row[key]!r} is already in row {first.number}",
                ("请删去一行或改代码", "delete one of them or change its code"),
            )
    return list(seen.values())


def _clashes(names: NameIndex[str], owners: dict[str, Row], problems: Problems) -> None:
    for name, held, claimed in names.clashes:
        row, first = owners[claimed], owners[held]
        problems.error(
            "CLASH",
            row.where("aliases" if name in row.many("aliases") else ""),
            f"“{name}”已指第 {first.number} 行的 {held}",
            f"{name!r} already stands for {held} (row {first.number})",
            ("请从其中一处删去该名", "remove the name from one of them"),
        )


def _cycles(parties: list[Party], owners: dict[str, Row], problems: Problems) -> None:
    above = {party.code: (party.parent,) if party.parent else () for party in parties}
    below = {party.code: party.members for party in parties}
    for field, steps in (("parent", above), ("members", below)):
        for party in parties:
            if _returns(party.code, steps):
                problems.error(
                    "CYCLE",
                    owners[party.code].where(field),
                    f"{party.name()} 经{'上级' if field == 'parent' else '成员'}包含自身",
                    f"{party.name('en')} contains itself by way of its {field}",
                    ("请改该格", "change that cell"),
                )


def _returns(code: str, steps: Mapping[str, Sequence[str]]) -> bool:
    """Whether a walk along `steps` comes back to where it began."""
    waiting, seen = list(steps.get(code, ())), set[str]()
    while waiting:
        here = waiting.pop()
        if here == code:
            return True
        if here not in seen:
            seen.add(here)
            waiting.extend(steps.get(here, ()))
    return False
