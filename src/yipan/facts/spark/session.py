"""A session of Spark Connect: queries in DuckDB's words, answers as rows or numpy columns."""

from __future__ import annotations

import re
import shutil
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.facts.spark.dialect import to_spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_CREATE = re.compile(
    r"\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP\s+)?(?:TABLE|VIEW)\s+(\"[^\"]+\"|\w+)\s+AS\s+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+):/", re.IGNORECASE)
_TYPES = {"INT": "INTEGER", "LONG": "BIGINT", "STRING": "VARCHAR", "SHORT": "SMALLINT"}
FILES = Words("请核对文件与列", "check the files and their columns")


class Spark:
    """A session. Names of views hold for the session alone.

    `scratch`: the session's own folder, which this machine and the cluster see, for what is read
    more than once; removed at the end where it is no object store. Without one it is kept in the
    cluster's memory, which not every server can. `here`: it runs on this machine, sees its files.
    """

    def __init__(self, session: SparkSession, scratch: str = "", *, here: bool = False) -> None:
        self._session = session
        self._scratch = scratch
        self._stored = 0
        self.here = here

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with _told():
            found = self._frame(sql).toArrow()
            columns = [column.to_pylist() for column in found.columns]
        return list(zip(*columns, strict=True)) if columns else []

    def arrays(self, sql: str) -> dict[str, Any]:
        """The columns of a query as numpy arrays; a missing number is NaN."""
        with _told():
            found = self._frame(sql).toArrow()
        return {n: found[n].to_numpy(zero_copy_only=False) for n in found.column_names}

    def execute(self, sql: str) -> None:
        """A view by that name; nothing is stored."""
        match = _CREATE.match(sql)
        assert match is not None, sql
        self.view(match[1].strip('"'), sql[match.end() :])

    def view(self, name: str, sql: str, *, kept: bool = False) -> None:
        """A named query; `kept`: read more than once, so that it is computed once."""
        with _told():
            frame = self._frame(sql)
            if kept:
                frame = self._stored_frame(frame)
            frame.createOrReplaceTempView(name)

    def table(self, name: str, columns: Mapping[str, Sequence[object]], types: str) -> None:
        """A small table that is sent to the cluster; `types` as Spark writes them."""
        rows = list(zip(*columns.values(), strict=True))
        self._session.createDataFrame(rows, types).createOrReplaceTempView(name)

    def parquet(self, name: str, *paths: str, hint: Words = FILES) -> None:
        """Parquet files by their paths as Spark sees them; `hint`: what to do where it does not."""
        for path in paths:
            if self.here and "://" not in path and not Path(path).exists():
                raise BadInput(
                    Words("文件不能读取", "the file cannot be read"),
                    hint=hint,
                    where=path,
                )
        with _told(paths[0], hint):
            self._session.read.parquet(*paths).createOrReplaceTempView(name)

    def columns(self, name: str) -> list[tuple[str, str]]:
        """Names and types of a view, the types as DuckDB calls them."""
        with _told():
            fields = self._session.table(name).schema.fields
        return [(f.name, _type(f.dataType.simpleString())) for f in fields]

    def write(self, sql: str, path: str, order: Sequence[str] = ()) -> None:
        """A query as Parquet, a folder of parts where Spark sees `path`; nothing is replaced."""
        with _told(path):
            frame = self._frame(sql)
            (frame.orderBy(*order) if order else frame).write.parquet(path)

    def close(self) -> None:
        """End the session; its views are gone, and what was stored for it on this machine."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a server that has gone is told where it is asked
                self._session.stop()
        finally:
            if self._scratch and "://" not in self._scratch:
                shutil.rmtree(self._scratch, ignore_errors=True)

    def _stored_frame(self, frame: DataFrame) -> DataFrame:
        """The same rows, computed once."""
        if not self._scratch:
            return frame.persist()
        self._stored += 1
        path = f"{self._scratch}/kept-{self._stored}"
        frame.write.parquet(path)
        # The types are given: of no rows a server may write no file that tells them.
        return self._session.read.schema(frame.schema).parquet(path)

    def _frame(self, sql: str) -> DataFrame:
        return self._session.sql(to_spark(sql))


class _told:
    """What Spark refuses, as one line."""

    def __init__(self, where: str = "", hint: Words = FILES) -> None:
        self._where, self._hint = where, hint
        self._quiet = warnings.catch_warnings()

    def __enter__(self) -> None:
        self._quiet.__enter__()
        warnings.simplefilter("ignore")  # what the client warns of is in the error it raises

    def __exit__(self, kind: type | None, error: BaseException | None, trace: object) -> None:
        self._quiet.__exit__(None, None, None)
        if error is None or isinstance(error, BadInput) or not isinstance(error, Exception):
            return
        from yipan.facts.plans import TooWideError

        said = " ".join(str(error).split())[:300]
        if "ARITHMETIC_OVERFLOW" in said or "NUMERIC_VALUE_OUT_OF_RANGE" in said:
            raise TooWideError(said) from None
        if "UNAVAILABLE" in said or type(error).__name__ == "RetriesExceeded":
            raise BadInput(
                Words("Spark 不再应答", "Spark no longer answers"),
                hint=Words("请核对服务后再试", "look after the server, then try again"),
                where=self._where,
            ) from None
        raise BadInput(
            Words(f"Spark 不能回答: {said}", f"Spark cannot answer: {said}"),
            hint=self._hint,
            where=self._where,
        ) from None


def _type(name: str) -> str:
    upper = name.upper()
    return _TYPES.get(upper, upper)


def path_of(path: Path | str) -> str:
    """A path as Spark on this machine sees it; an address of an object store stays.

    A `Path` has lost a slash of its address: s3a:/office/cases is s3a://office/cases.
    """
    text = str(path)
    if found := _ADDRESS.match(text):
        empty_host = "/" if found[1] == "file" else ""
        return f"{found[1]}://{empty_host}{text[found.end() :].lstrip('/')}"
    return str(Path(text).resolve())
