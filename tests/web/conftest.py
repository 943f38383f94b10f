"""One workbench over the built-in board for all tests of this folder."""

from __future__ import annotations

import pytest

pytest.importorskip("fastapi", reason="the extra web is not installed")


@pytest.fixture(scope="session")
def workbench(tmp_path_factory):
    """The application, with a data folder of its own."""
    from yipan.web.app import create_app

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIPAN_HOME", str(tmp_path_factory.mktemp("home")))
        yield create_app(["jingjinji"])


@pytest.fixture(scope="session")
def visitor(workbench):
    """A client on this machine."""
    from starlette.testclient import TestClient

    with TestClient(workbench, base_url="http://localhost", raise_server_exceptions=False) as made:
        yield made
