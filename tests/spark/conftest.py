"""A server of Spark Connect without a JVM (Sail), so that the dialect is checked at each commit.

The same suite asks another server, which sees this machine's files, where `YIPAN_TEST_SPARK` is its
address, `sc://HOST:PORT`; with `YIPAN_TEST_SPARK=cluster` a Spark of two workers is started from
`SPARK_HOME` and one of them is killed. See docs/scale.md.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator

import pytest

from bench._spark_cluster import Cluster, absent, cluster

pytest.importorskip("pyspark", reason="the extra spark is not installed")
SERVER = "YIPAN_TEST_SPARK"


@pytest.fixture(scope="session")
def workers() -> Iterator[Cluster]:
    """A Spark of two workers, each a process."""
    if os.environ.get(SERVER) != "cluster":
        pytest.skip(f"a cluster of two workers takes minutes: set {SERVER}=cluster and SPARK_HOME")
    if missing := absent():
        pytest.fail(missing)
    with cluster() as found:
        yield found


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server."""
    asked = os.environ.get(SERVER, "")
    if asked:
        yield request.getfixturevalue("workers").address if asked == "cluster" else asked
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
