"""`web` and `worker`: the two processes of an installation, one by one, for those who run them under their own supervisor."""

import os
from pathlib import Path
from typing import Any

from ambasador.config import env


def add_commands(subparsers: Any) -> None:
    web = subparsers.add_parser("web", help="only the pages (part of `up`)")
    web.add_argument("--host", default=env.text("AMBASADOR_HOST", "127.0.0.1"))
    web.add_argument("--port", type=int, default=env.number("AMBASADOR_PORT", 8321))
    web.set_defaults(run=_web, without_server=1)
    worker = subparsers.add_parser("worker", help="only the background worker (part of `up`)")
    worker.add_argument("--concurrency", type=int, default=env.number("AMBASADOR_WORKER_JOBS", 4), help="jobs done at the same time (4)")
    worker.set_defaults(run=_worker, without_server=1)


def _web(arguments: Any) -> None:
    from ambasador.config.web import serve

    serve(address=arguments.host, port=arguments.port, processes=env.number("AMBASADOR_WEB_PROCESSES", min(os.cpu_count() or 1, 2)))


def _worker(arguments: Any) -> None:
    from ambasador.config.worker import work

    run_dir = env.text("AMBASADOR_RUN_DIR")
    work(concurrency=arguments.concurrency, run_dir=Path(run_dir) if run_dir else None)
