"""DuckDB's SQL in Spark's words. What has no equal is named here, and nowhere else.

Codes (ENUM) become texts, 128-bit integers decimals of 38 digits; compensated sums become plain
ones, so results agree to nine digits and not to twelve.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from yipan.core.errors import MissingExtra

if TYPE_CHECKING:
    from sqlglot import exp

FUNCTIONS = {
    "FSUM": "SUM",
    "LIST_POSITION": "ARRAY_POSITION",
    "HASH": "XXHASH64",
}


@lru_cache(maxsize=512)
def to_spark(sql: str) -> str:
    """A query of DuckDB as a query of Spark."""
    try:
        import sqlglot
    except ImportError:
        raise MissingExtra("sqlglot", "spark") from None
    (tree,) = sqlglot.parse(sql, read="duckdb")
    assert tree is not None, sql
    return tree.transform(_worded).sql(dialect="spark")


def _worded(node: exp.Expression) -> exp.Expression:
    from sqlglot import exp

    if isinstance(node, exp.DataType):
        return _typed(node)
    if isinstance(node, exp.Anonymous) and node.name.upper() in FUNCTIONS:
        return exp.Anonymous(this=FUNCTIONS[node.name.upper()], expressions=node.expressions)
    return node


def _typed(node: exp.DataType) -> exp.Expression:
    from sqlglot import exp

    kinds = exp.DataType.Type
    if node.this in (kinds.INT128, kinds.UINT128, kinds.BIGDECIMAL):
        return exp.DataType.build("DECIMAL(38, 0)", dialect="spark")
    if node.this in (kinds.USERDEFINED, kinds.ENUM):
        return exp.DataType.build("STRING", dialect="spark")
    return node
