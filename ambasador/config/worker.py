"""
The background worker (`ambasador worker`): does deferred jobs, several at a time, and outlives outages of the database.

The worker's own bookkeeping runs on asynchronous connections. Jobs deferred by verbs still travel on Django's connection, inside the
verb's transaction: tasks belong to Django's app, and the app made here only lends them its loop.
"""

import asyncio
import logging
import os
import signal
from contextlib import suppress
from pathlib import Path

import procrastinate
import psycopg
from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from ambasador.lib.retrying import BEGIN_AGAIN

HEARTBEAT, SIGN_OF_LIFE_EVERY, PATIENCE = 5.0, 5.0, 15.0
log = logging.getLogger(__name__)


def work(*, concurrency: int, run_dir: Path | None) -> None:
    """
    Work until SIGTERM or SIGINT; a job being done is finished first, for at most a quarter of a minute.

    With `run_dir` two files tell a supervisor how it goes: `worker.alive` is touched while jobs can be taken, and
    `worker.id` holds the number under which the database knows this worker.
    """
    asyncio.run(_work(concurrency, run_dir))


async def _work(concurrency: int, run_dir: Path | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    wait = 0.5
    while not stop.is_set():
        begun = loop.time()
        try:
            await _work_until_lost(concurrency, run_dir, stop)
        except (procrastinate.exceptions.ConnectorException, psycopg.Error, OSError) as error:
            log.warning("the worker waits for the database: %s", error)
        if stop.is_set():
            return
        wait = 0.5 if loop.time() - begun > 60 else min(wait * 2, 5.0)
        _touch(run_dir)  # waiting is not hanging
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait)


async def _work_until_lost(concurrency: int, run_dir: Path | None, stop: asyncio.Event) -> None:
    try:
        await _work_on(concurrency, run_dir, stop)
    finally:
        # What is deferred by the clock travels on a connection of Django's, which nobody else closes: the next try begins with a fresh one.
        await sync_to_async(connections.close_all)()


async def _work_on(concurrency: int, run_dir: Path | None, stop: asyncio.Event) -> None:
    await _until_the_database_answers(run_dir, stop)
    if stop.is_set():
        return
    # The pool waits longer after each failure to connect. Ours gives up soon instead, and the next try begins with a fresh one.
    app = django_app.with_connector(PsycopgConnector(kwargs=connector_params(), timeout=5.0, reconnect_timeout=2.0))
    async with app.open_async():
        await _bury_predecessor(app, run_dir)
        worker = Worker(
            app=app,
            concurrency=concurrency,
            delete_jobs="successful",
            install_signal_handlers=False,
            shutdown_graceful_timeout=PATIENCE,
            update_heartbeat_interval=HEARTBEAT,
            task_middleware=app.worker_defaults.get("task_middleware"),
        )
        run = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
        watch = asyncio.create_task(_show_life(app, worker, run_dir))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({run, stopping}, return_when=asyncio.FIRST_COMPLETED)
        watch.cancel()
        stopping.cancel()
        if not run.done():
            worker.stop()  # type: ignore[no-untyped-call]
        await run


async def _until_the_database_answers(run_dir: Path | None, stop: asyncio.Event) -> None:
    while not stop.is_set():
        with suppress(psycopg.Error, OSError):
            await (await psycopg.AsyncConnection.connect(**connector_params())).close()
            return
        _touch(run_dir)  # waiting is not hanging
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 0.3)


async def _bury_predecessor(app: procrastinate.App, run_dir: Path | None) -> None:
    """Say that the last worker of this folder is gone, so that what it was doing is done again at once, not when it is missed."""
    if run_dir is None:
        return
    with suppress(FileNotFoundError, ValueError):
        number = int((run_dir / "worker.id").read_text())
        await app.connector.execute_query_async(BEGIN_AGAIN + "j.worker_id = %(number)s", number=number)
        await app.connector.execute_query_async("DELETE FROM procrastinate_workers WHERE id = %(number)s", number=number)


async def _show_life(app: procrastinate.App, worker: Worker, run_dir: Path | None) -> None:
    """While the worker's heartbeat arrives in the database, touch `worker.alive`."""
    if run_dir is None:
        return
    kept = None
    while True:
        if worker.worker_id is not None:
            if kept != worker.worker_id:
                kept = worker.worker_id
                (run_dir / "worker.id").write_text(str(kept))
            with suppress(procrastinate.exceptions.ConnectorException):
                row = await app.connector.execute_query_one_async(
                    "SELECT count(*) AS fresh FROM procrastinate_workers"
                    " WHERE id = %(number)s AND last_heartbeat > now() - '30 s'::interval",
                    number=kept,
                )
                if row["fresh"]:
                    _touch(run_dir)
        await asyncio.sleep(SIGN_OF_LIFE_EVERY if kept else 0.2)


def _touch(run_dir: Path | None) -> None:
    if run_dir is not None:
        (run_dir / "worker.alive").write_text(str(os.getpid()))
