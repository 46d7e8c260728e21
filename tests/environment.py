"""
The surroundings of every test run, made before Django reads its settings (loaded early by `-p tests.environment`).

Unless DATABASE_URL names a server, a throw-away PostgreSQL is started in a temporary folder and removed at the end. With `-n 2` the
processes of the tests share that server, each with a database and a data folder of its own.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

_is_worker = "PYTEST_XDIST_WORKER" in os.environ
_home = Path(tempfile.mkdtemp(prefix="ambasador-tests-"))
_cluster = None

os.environ.setdefault("AMBASADOR_PLAIN_STATIC", "1")
if _is_worker or not os.environ.get("AMBASADOR_HOME"):
    os.environ["AMBASADOR_HOME"] = str(_home)
(Path(os.environ["AMBASADOR_HOME"]) / "static").mkdir(parents=True, exist_ok=True)  # static files come from the packages; the folder must be there
if not os.environ.get("DATABASE_URL"):
    from ambasador.cli.postgres import Cluster

    _cluster = Cluster(_home / "postgres", durable=False)
    os.environ["DATABASE_URL"] = _cluster.start()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if _cluster is not None:
        _cluster.stop()
    shutil.rmtree(_home, ignore_errors=True)
