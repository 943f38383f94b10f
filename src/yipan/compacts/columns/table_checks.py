"""What the tables of `settle_tables` must hold: columns, their types, values within range."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from yipan.compacts.columns.columnar import DUCKDB, quoted
from yipan.compacts.columns.plan_input import PlanInput
from yipan.compacts.document.document import Compact, Indicator
from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.facts.plans import Ran

_SIGNED = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
WHOLE_TYPES = {*_SIGNED, *(f"U{name}" for name in _SIGNED)}
_KINDS = {
    "truth": Words("是否列(BOOLEAN)", "a BOOLEAN column"),
    "year": Words("整数列,写年份", "a column of whole numbers, the year"),
    "text": Words("文字列(VARCHAR)", "a VARCHAR column"),
    "units": Words(
        "以最小单位(如分)计的整数列(BIGINT)", "whole numbers of smallest units (BIGINT)"
    ),
}


def refuse_columns(compact: Compact, done: Ran, tables: dict[str, Path]) -> None:
    """Every column that clauses read is there, with a type that nothing has to be rounded for."""
    plan = PlanInput(compact, range(0), DUCKDB)
    moving = {unit.dimension for unit in compact.units.values()}
    wanted = {"cases": {"case": ""}, "periods": {"case": "", "year": "year"}}
    for indicator in plan.used():
        wanted["cases" if indicator.constant else "periods"][indicator.name] = _kind(
            indicator, moving
        )
    if any(indicator.attest for indicator in plan.yearly()):
        wanted["periods"]["attested_by"] = "text"
    for table, columns in wanted.items():
        found = dict(row[:2] for row in done.rows(f"DESCRIBE {table}"))
        for column, kind in columns.items():
            if column not in found:
                raise _missing(column, tables[table].name, columns)
            if not _fits(str(found[column]), kind):
                raise _unfit(column, str(found[column]), kind, tables[table].name)


def refuse_missing(done: Ran, table: str, file: str, columns: dict[str, str]) -> None:
    """Every column is there."""
    found = {row[0] for row in done.rows(f"DESCRIBE {table}")}
    for column in columns:
        if column not in found:
            raise _missing(column, file, columns)


def _kind(indicator: Indicator, moving: set[str]) -> str:
    if indicator.kind == "number":
        return "units" if indicator.dimension in moving else ""
    return "text" if indicator.kind in {"party", "text", "level"} else indicator.kind


def _fits(type_name: str, kind: str) -> bool:
    match kind:
        case "truth":
            return type_name == "BOOLEAN"
        case "year":
            return type_name in WHOLE_TYPES
        case "text":
            return type_name == "VARCHAR" or type_name.startswith("ENUM")
        case "units":
            whole = type_name.startswith("DECIMAL") and type_name.endswith(",0)")
            return whole or type_name in WHOLE_TYPES
    return True


def _missing(column: str, file: str, columns: dict[str, str]) -> Coded:
    listed = "、".join(columns)
    return Coded(
        "BAD_TABLE",
        Words(f"缺列 {column}", f"missing column {column}"),
        hint=Words(f"须有 {listed}", f"it needs {', '.join(columns)}"),
        file=file,
    )


def _unfit(column: str, type_name: str, kind: str, file: str) -> Coded:
    should = _KINDS[kind]
    return Coded(
        "BAD_VALUE",
        Words(f"列是 {type_name},应为{should.zh}", f"the column is {type_name}, not {should.en}"),
        hint=Words("请换算后再存", "convert it before you store it"),
        file=file,
        field=column,
    )


def refuse_out_of_range(compact: Compact, done: Ran, file: str) -> None:
    """Values outside the range that an indicator declares are no facts."""
    factors = {unit.dimension: unit.smallest_factor for unit in compact.units.values()}
    for indicator in PlanInput(compact, range(0), DUCKDB).yearly():
        scale = indicator.factor / factors.get(indicator.dimension, Fraction(1))
        column = quoted(indicator.name)
        tests = []
        if indicator.low is not None:
            low = indicator.low * scale
            sign = "<=" if indicator.low_open else "<"
            tests.append(f"{column} * {low.denominator} {sign} {low.numerator}")
        if indicator.high is not None:
            high = indicator.high * scale
            tests.append(f"{column} * {high.denominator} > {high.numerator}")
        if not tests:
            continue
        _refuse_case(
            done.rows(f'SELECT MIN("case") FROM periods WHERE {" OR ".join(tests)}')[0][0],
            "OUT_OF_RANGE",
            Words("的数值超出范围", "has a value out of range"),
            Words("请核对数值与单位", "check the value and its unit"),
            file,
            indicator.name,
        )


def refuse_duplicates(done: Ran, file: str) -> None:
    """Every row names its case, and nothing is there twice; after the plan has run."""
    if done.rows("SELECT COUNT(*) FROM settled WHERE case_key IS NULL")[0][0]:
        raise Coded(
            "BAD_TABLE",
            Words("有一行没有写事项 case", "a row has no case"),
            hint=Words("每行都写 case", "give every row its case"),
            file=file,
        )
    _refuse_case(
        done.rows('SELECT MIN("case") FROM duplicates')[0][0],
        "DUPLICATE",
        Words("重复写了一行", "has a row that is there twice"),
        Words("同一事项同一年只写一行", "one row for a case, and one for each year"),
        file,
    )


def _refuse_case(
    case: str | None, code: str, what: Words, hint: Words, file: str, field: str = ""
) -> None:
    """Refuses for the case that was found, if any."""
    if case is not None:
        said = Words(f"事项“{case}”{what.zh}", f"case {case!r} {what.en}")
        raise Coded(code, said, hint=hint, file=file, field=field)
