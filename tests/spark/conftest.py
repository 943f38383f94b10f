"""A server of Spark Connect without a JVM (Sail), so that the dialect is checked at each commit."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator

import pytest

pytest.importorskip("pyspark", reason="the extra spark is not installed")
sail = pytest.importorskip("pysail.spark", reason="Sail is not installed")


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server."""
    server = sail.SparkConnectServer(port=0)
    server.start(background=True)
    host, port = server.listening_address
    yield f"sc://{host}:{port}"
    server.stop()


@pytest.fixture
def spark(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """A session of its own."""
    from yipan.facts.spark import connect_spark

    # A worker of xdist has no main file; the client would take it for a run of its own doctests.
    monkeypatch.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = connect_spark(address)
    yield session
    session.close()
