"""A server of Spark Connect without a JVM (Sail), so that the dialect is checked at each commit.

`YIPAN_TEST_SPARK=sc://HOST:PORT` names another server, which sees this machine's files: the same
suite then asks that one. How to start a cluster of two workers is told in docs/scale.md.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator

import pytest

pytest.importorskip("pyspark", reason="the extra spark is not installed")
SERVER = "YIPAN_TEST_SPARK"


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server."""
    if SERVER in os.environ:
        yield os.environ[SERVER]
        return
    sail = pytest.importorskip("pysail.spark", reason="Sail is not installed")
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
