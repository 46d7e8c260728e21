from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("promises.promise_made", about="ticket", says=_("The customer was promised: %(range)s."), public=True)
class PromiseMade(Fact):
    """
    The first promise, or with `previous` the one that replaces another; `reason` is a code of `REASONS`, `step` what it lies with.
    The sentence tells the range from `from_at` to `to_at`.
    """

    ticket: int
    promise: int
    number: int
    from_at: datetime
    likely_at: datetime
    to_at: datetime
    basis: str
    reason: str
    step: int | None = None
    previous: int | None = None


@fact("promises.statutory_clock_started", about="ticket", says=_("A statutory deadline runs: %(due_on)s."), public=True)
class StatutoryClockStarted(Fact):
    ticket: int
    term: str
    due_on: date
