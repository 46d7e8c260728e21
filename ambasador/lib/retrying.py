"""How a job that failed is tried again."""

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job


class Patiently(BaseRetryStrategy):
    """
    After growing pauses of at most `longest` seconds, at most `tries` times for exceptions of these kinds, and without end for any other:
    those are outages, in which nobody looks at the job but whatever waits behind its lock waits too, so the pauses stay short.
    """

    def __init__(self, *kinds: type[Exception], tries: int = 6, longest: int = 30) -> None:
        self._kinds, self._tries, self._longest = kinds, tries, longest

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, self._kinds) and job.attempts >= self._tries:
            return None
        is_ours = isinstance(exception, self._kinds)
        return RetryDecision(retry_in={"seconds": min(3**job.attempts, self._longest) if is_ours else min(1 + job.attempts, 5)})


BEGIN_AGAIN = """
    SELECT CASE WHEN j.queueing_lock IS NOT NULL AND EXISTS (
            SELECT 1 FROM procrastinate_jobs k WHERE k.queueing_lock = j.queueing_lock AND (k.status = 'todo' OR (k.status = 'doing' AND k.id > j.id)))
        THEN procrastinate_finish_job_v1(j.id, 'failed', true)
        ELSE procrastinate_retry_job_v1(j.id, now(), NULL, NULL, NULL) END
    FROM procrastinate_jobs j WHERE j.status = 'doing' AND """
"""
The start of a statement that hands jobs of a dead worker to a living one; what follows says which. Of those that may wait only once
(`queueing_lock`) one is enough: where another waits already, or two were being done, the others are dropped, as they would break the rule.
"""
