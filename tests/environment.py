"""
The surroundings of every test run, made before Django reads its settings (loaded early by `-p tests.environment`).

Unless DATABASE_URL names a server, a throw-away PostgreSQL is started in a temporary folder and removed at the end. With `-n 2` the
processes of the tests share that server, each with a database and a data folder of its own. Ended by Ctrl-C or by an error of
another plugin's, a run leaves nothing behind either.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

_is_worker = "PYTEST_XDIST_WORKER" in os.environ
_run = os.environ.get("TESTS_HOME", "") if _is_worker else ""  # theirs are in ours: a process that is killed early leaves nothing either
_home = Path(tempfile.mkdtemp(prefix="ambasador-tests-", dir=_run or None))
_cluster: Any = None


def unpack_once(home: Path) -> None:
    """Let a data folder share the dictionaries that any process of this run has unpacked: it takes seconds of all cores."""
    shared = Path(os.environ["TESTS_HOME"]) / "cache"
    shared.mkdir(exist_ok=True)
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "cache").exists():
        (home / "cache").symlink_to(shared)


def _remove() -> None:
    if _cluster is not None:
        _cluster.stop()
    shutil.rmtree(_home, ignore_errors=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_unconfigure() -> Generator[None, None, None]:
    try:
        return (yield)
    finally:
        _remove()


atexit.register(_remove)
os.environ["TESTS_HOME"] = _run or str(_home)
os.environ.setdefault("AMBASADOR_PLAIN_STATIC", "1")
if _is_worker or not os.environ.get("AMBASADOR_HOME"):
    os.environ["AMBASADOR_HOME"] = str(_home)
(Path(os.environ["AMBASADOR_HOME"]) / "static").mkdir(parents=True, exist_ok=True)  # static files come from the packages; the folder must be there
if _is_worker:
    unpack_once(_home)
if not os.environ.get("DATABASE_URL"):
    from ambasador.cli.postgres import Cluster

    _cluster = Cluster(_home / "postgres", durable=False)
    os.environ["DATABASE_URL"] = _cluster.start()
