"""Pauses before a job is tried again."""

from datetime import UTC, datetime

from procrastinate.jobs import Job

from ambasador.lib.retrying import Patiently

PATIENTLY = Patiently(ZeroDivisionError, tries=6, longest=30)


def pause(exception: Exception, attempts: int) -> float | None:
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="any", attempts=attempts)
    decision = PATIENTLY.get_retry_decision(exception=exception, job=job)
    return decision and round((decision.retry_at - datetime.now(UTC)).total_seconds())


def test_its_own_failures_end_after_growing_pauses():
    assert [pause(ZeroDivisionError(), attempts) for attempts in range(8)] == [1, 3, 9, 27, 30, 30, None, None]


def test_outages_are_waited_out_in_short_pauses_however_many():
    assert [pause(OSError(), attempts) for attempts in (0, 1, 2, 6, 40)] == [1, 2, 3, 5, 5]
