"""Which database a command uses: the one named by DATABASE_URL, our own that already runs, or our own started for the while."""

import atexit
import os
import sys

from ambasador.cli.postgres import Cluster, ClusterInUse
from ambasador.config import env
from ambasador.config.home import home_dir


def own_cluster() -> Cluster:
    """Our own server over the data folder, not started."""
    return Cluster(home_dir() / "postgres", tell=lambda line: print(line, file=sys.stderr, flush=True))


def provide(*, may_start: bool = True) -> bool:
    """
    Put the address of the database into DATABASE_URL. False when none runs and we may not start ours.

    A server started here is stopped when this process ends.
    """
    if env.text("DATABASE_URL"):
        return True
    cluster = own_cluster()
    if not cluster.runs_elsewhere():
        if not may_start:
            return False
        try:
            os.environ["DATABASE_URL"] = cluster.start()
        except ClusterInUse:  # somebody is just starting it
            return _wait_for(cluster)
        atexit.register(cluster.stop)
        return True
    os.environ["DATABASE_URL"] = cluster.url()
    return True


def _wait_for(cluster: Cluster) -> bool:
    import time

    for _attempt in range(300):
        if cluster.runs_elsewhere():
            os.environ["DATABASE_URL"] = cluster.url()
            return True
        time.sleep(0.1)
    return False
