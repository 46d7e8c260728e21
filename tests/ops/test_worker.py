"""The background worker in this process: what its jobs defer belongs to their transaction, and outages do not end it."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from ambasador.config import worker
from tests import aside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def try_task(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Run a function as a job of a real worker."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)  # the threads of the worker end with it
    made = []

    def run(function: Callable[[], None], run_dir: Path, *, until: Callable[[], bool]) -> None:
        name = f"tests.outer_{time.monotonic_ns()}"
        app.task(name=name)(function)
        made.append(name)
        app.configure_task(name).defer()
        aside.play(_work(run_dir, until))

    yield run
    for name in made:
        app.tasks.pop(name)
    _wait_for_other_connections()


def _wait_for_other_connections() -> None:
    """Those of the worker's threads end a little after it, and the test database cannot be removed while they live."""
    with connection.cursor() as cursor:
        for _attempt in range(200):
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("a connection of the worker stays open")


async def _work(run_dir: Path, until: Callable[[], bool]) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(worker._work_until_lost(2, run_dir, stop))
    ends_at = time.monotonic() + 15
    while not await asyncio.to_thread(_with_connection, until):
        assert time.monotonic() < ends_at
        assert not task.done(), task.exception()
        await asyncio.sleep(0.1)
    stop.set()
    await task


def _with_connection(until: Callable[[], bool]) -> bool:
    try:
        return until()
    finally:
        connection.close()


def jobs(where: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM procrastinate_jobs WHERE {where}")
        return cursor.fetchone()[0]


def test_what_a_job_defers_is_lost_with_its_transaction(try_task: Callable[..., None], tmp_path: Path) -> None:
    def fail_late() -> None:
        with transaction.atomic():
            app.configure_task("tests.unknown", allow_unknown=True).defer(lost=True)
            raise ZeroDivisionError

    try_task(fail_late, tmp_path, until=lambda: jobs("status = 'failed'") == 1)
    assert jobs("task_name = 'tests.unknown'") == 0


def test_what_a_job_defers_is_there_after_its_commit(try_task: Callable[..., None], tmp_path: Path) -> None:
    def succeed() -> None:
        with transaction.atomic():
            app.configure_task("tests.unknown", allow_unknown=True, schedule_in={"hours": 1}).defer(kept=True)

    try_task(succeed, tmp_path, until=lambda: jobs("task_name LIKE 'tests.outer%'") == 0 and (tmp_path / "worker.alive").exists())
    assert jobs("task_name = 'tests.unknown'") == 1
    assert (tmp_path / "worker.id").exists()


def test_a_predecessor_is_buried_at_once(try_task: Callable[..., None], tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        (tmp_path / "worker.id").write_text(str(cursor.fetchone()[0]))
    old = int((tmp_path / "worker.id").read_text())
    try_task(lambda: None, tmp_path, until=lambda: jobs("task_name LIKE 'tests.outer%'") == 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers WHERE id = %s", [old])
        assert cursor.fetchone()[0] == 0


def test_what_a_killed_predecessor_was_doing_is_begun_again_at_once(try_task: Callable[..., None], tmp_path: Path) -> None:
    def react_for_nobody() -> int:
        return app.configure_task("ambasador.journal.tasks.react", lock="held").defer(subject_kind="nobody", subject_id=0)

    begun, waiting = react_for_nobody(), react_for_nobody()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        (tmp_path / "worker.id").write_text(str(number := cursor.fetchone()[0]))
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [number, begun])
    try_task(lambda: None, tmp_path, until=lambda: jobs(f"id IN ({begun}, {waiting})") == 0)
    assert jobs("status = 'doing'") == 0


def test_a_predecessor_that_did_what_waits_again_already_does_not_stop_the_worker(try_task: Callable[..., None], tmp_path: Path) -> None:
    """Of jobs that may wait only once one is begun again, or none when another waits: two would break the rule, and the start."""
    waits_once = app.configure_task("ambasador.journal.tasks.react", queueing_lock="tests.once")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        (tmp_path / "worker.id").write_text(str(number := cursor.fetchone()[0]))
        for _each in range(2):
            begun = waits_once.defer(subject_kind="nobody", subject_id=0)
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [number, begun])
    waits_once.defer(subject_kind="nobody", subject_id=0)
    try_task(lambda: None, tmp_path, until=lambda: jobs("task_name LIKE 'tests.outer%'") == 0)
    assert jobs("queueing_lock = 'tests.once' AND status <> 'todo'") == 0
