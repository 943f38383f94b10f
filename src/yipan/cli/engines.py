"""The engine of a command: this machine, or Spark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from yipan.core.errors import BadInput
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.facts.plans import Run
    from yipan.facts.spark import Spark

F = TypeVar("F", bound=Callable[..., Any])
HERE, SPARK = "here", "spark"


def engine_options(command: F) -> F:
    """--engine and --spark, as on every command that can leave this machine."""
    for option in (
        click.option("--spark", "address", metavar="ADDRESS", default=None,
                     help="sc://HOST:PORT, or local; else YIPAN_SPARK."),
        click.option("--engine", type=click.Choice((HERE, SPARK)), default=HERE,
                     show_default=True, help="Where the work is done."),
    ):  # fmt: skip
        command = option(command)
    return command


@contextmanager
def spark_session(engine: str, address: str | None) -> Iterator[Spark | None]:
    """A session of Spark where it is asked for, None for this machine."""
    if engine == HERE:
        if address is not None:
            raise BadInput(
                Words("--spark 要与 --engine spark 同用", "--spark needs --engine spark")
            )
        yield None
        return
    from yipan.facts.spark import connect_spark

    session = connect_spark(address or "")
    try:
        yield session
    finally:
        session.close()


def refuse_engine(engine: str, needs: str) -> None:
    """Spark works on tables: without the option that names one it cannot be asked."""
    if engine != HERE:
        raise BadInput(
            Words(f"--engine spark 要与 {needs} 同用", f"--engine spark needs {needs}"),
            hint=Words("Spark 只做成批的表", "Spark works on large tables only"),
        )


def runner(session: Spark | None) -> Run:
    """What runs plans: this machine's engine, or the session."""
    from yipan.facts.plans import running

    if session is None:
        return running
    from yipan.facts.spark import running_on

    return running_on(session)
