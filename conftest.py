"""Fixtures for every test. The surroundings (database server, data folder) are made by tests/environment.py."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests.emptying import empty_tables

pytest_plugins = ["tests.cast"]
Runner = Callable[..., int]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules with slow tests first, so that no process of `-n 2` begins a long one when the other is about to end."""
    slow = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("e2e")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, removed at the end although somebody is still connected to it: a request cut short, a killed process."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")


@pytest.fixture(autouse=True, scope="session")
def _emptying_reaches_journal_and_jobs() -> Iterator[None]:
    with mock.patch.object(TransactionTestCase, "_fixture_teardown", empty_tables):
        yield


@pytest.fixture
def run_jobs(request: pytest.FixtureRequest) -> Runner:
    """
    `run_jobs()` does every job that is due, and the jobs these defer, here and now; returns how many.

    `run_jobs(at=moment)` takes jobs due until `moment`. A job that raises fails the test; so does a failing reaction, with
    the traceback kept in its mark.
    """
    if not {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("db")
    return _run_jobs


def _run_jobs(*, at: Any = None) -> int:
    from procrastinate.contrib.django import app

    from ambasador.journal.models import Pending
    from ambasador.journal.verbs import ReactionsFailed
    from ambasador.lib import clock

    done = 0
    while (job := _take_due_job(at or clock.now())) is not None:
        name, arguments = job
        task = app.tasks[name]
        try:
            task.func(**arguments)
        except ReactionsFailed as failed:
            errors = "\n".join(Pending.objects.filter(tries__gt=0).values_list("error", flat=True))
            raise AssertionError(f"{failed}\n{errors}") from failed
        done += 1
        assert done < 20_000, f"jobs keep deferring jobs, the last one was {name}"
    return done


def _take_due_job(at: Any) -> tuple[str, dict[str, Any]] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM procrastinate_jobs WHERE id = (
                   SELECT id FROM procrastinate_jobs WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s)
                   ORDER BY priority DESC, id LIMIT 1)
               RETURNING task_name, args::text""",
            [at],
        )
        row = cursor.fetchone()
    return (row[0], json.loads(row[1])) if row else None
