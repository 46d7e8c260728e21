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
