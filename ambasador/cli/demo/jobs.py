"""Background work done here and now, in simulated time: what the worker would do, without waiting for it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from procrastinate.contrib.django import app

from ambasador.journal.verbs import react_at_once, silently

REACT = "ambasador.journal.tasks.react"


@contextmanager
def one_transaction() -> Iterator[None]:
    """
    All or nothing, quickly: one transaction without the savepoints of the verbs inside it, half of all statements.

    A refusal caught inside would need its savepoint, so nothing may be refused on the way; Django then refuses to go on. At the end the
    jobs whose reactions were done here are removed, so that the worker does not look for them in vain.
    """
    allowed = connection.features.uses_savepoints
    with transaction.atomic(), silently():
        connection.features.uses_savepoints = False
        try:
            yield
            _forget_done()
        finally:
            connection.features.uses_savepoints = allowed


def do_jobs(*, until: datetime) -> int:
    """Do all pending reactions and every job that is due by `until`, and what these defer, in order; returns how many."""
    done = 0
    while True:
        done += react_at_once()
        jobs = _take(until)
        if not jobs:
            return done
        for name, arguments in jobs:
            app.tasks[name].func(**arguments)
            done += 1


def _take(until: datetime) -> list[tuple[str, dict[str, object]]]:
    """The due jobs in order, taken out of the table in the caller's transaction, so that no worker ever sees them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH taken AS (DELETE FROM procrastinate_jobs WHERE status = 'todo' AND task_name <> %s
                              AND (scheduled_at IS NULL OR scheduled_at <= %s) RETURNING id, priority, task_name, args::text)
               SELECT task_name, args FROM taken ORDER BY priority DESC, id""",
            [REACT, until],
        )
        return [(name, json.loads(arguments)) for name, arguments in cursor.fetchall()]


def _forget_done() -> None:
    with connection.cursor() as cursor:
        for statement in (
            "DELETE FROM procrastinate_jobs j WHERE status = 'todo' AND task_name = %s AND NOT EXISTS (SELECT 1 FROM journal_pending p"
            " WHERE p.subject_kind = j.args->>'subject_kind' AND p.subject_id = (j.args->>'subject_id')::bigint)",
            "DELETE FROM journal_wakeup w WHERE %s <> '' AND NOT EXISTS (SELECT 1 FROM journal_pending p"
            " WHERE p.subject_kind = w.subject_kind AND p.subject_id = w.subject_id)",
        ):
            cursor.execute(statement, [REACT])
