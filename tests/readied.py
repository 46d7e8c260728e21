"""A data folder over which the product has been started and ended once: tests of what comes after a first start need not wait for one each."""

import fcntl
import os
import shutil
from pathlib import Path

from tests.environment import unpack_once
from tests.faults.product import Product

LEFT = shutil.ignore_patterns("port", "log", "output", "*.lock")  # what belongs to the place where it ran


def ready_home(home: Path) -> Path:
    """Make `home` such a folder, a copy of the one that the processes of this run share; returns it."""
    shared = Path(os.environ["TESTS_HOME"]) / "ready"
    with shared.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            _make(shared)
    if (shared / "postgres" / "place").exists():  # the database lies elsewhere, where its own user may go, and is not copied
        unpack_once(home)
    else:
        shutil.copytree(shared, home, symlinks=True, ignore=LEFT)
    return home


def _make(shared: Path) -> None:
    half = shared.with_name("ready.new")
    unpack_once(half)
    product = Product(half)
    try:
        product.start()
    finally:
        product.stop()
    half.rename(shared)
