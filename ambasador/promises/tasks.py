"""Looking ahead by the clock: a step that is late moves the promise even when nobody does anything."""

from datetime import timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ambasador.journal.actors import CLOCK
from ambasador.journal.models import Event
from ambasador.lib import clock
from ambasador.promises.models import Promise
from ambasador.promises.verbs import revise_promise, store_risk
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.time_events import DueTimesRecounted

BATCH = 300


@app.periodic(cron="*/5 * * * *")
@app.task(name="ambasador.promises.tasks.look_at_late_steps", queueing_lock="look_at_late_steps")
def look_at_late_steps(timestamp: int) -> None:
    """
    Revise the promises of tickets with a step that became late in the last quarter of an hour, and of those late for days once an hour.
    """
    at = clock.now()
    late = Step.objects.filter(state__in=["offered", "accepted"], due_at__lte=at, ticket__closed_at__isnull=True)
    fresh = late.filter(due_at__gt=at - timedelta(minutes=15))
    old = late.filter(due_at__lte=at - timedelta(minutes=15)) if at.minute < 5 else late.none()
    for step in [*fresh.order_by("due_at")[:BATCH], *old.order_by("-due_at")[:BATCH]]:
        revise_promise(Ticket(pk=step.ticket_id), reason="step_late", by=CLOCK, step=step)


@app.periodic(cron="2-59/5 * * * *")
@app.task(name="ambasador.promises.tasks.store_missing_risks", queueing_lock="store_missing_risks")
def store_missing_risks(timestamp: int) -> None:
    """The risks of open tickets that have a promise and none stored yet, some hundreds at a time; lists look ahead for them until then."""
    without = Promise.objects.filter(replaced_at=None, ticket__closed_at=None, ticket__stored_risk=None)
    for ticket in list(without.order_by("id").values_list("ticket_id", flat=True)[:BATCH]):
        store_risk(Ticket(pk=ticket))


@app.task(name="ambasador.promises.tasks.revise_recounted", retry=RetryStrategy(max_attempts=5, wait=10))
def revise_recounted(after: int, until: int) -> None:
    """
    Revise the promises of tickets whose due times were counted anew, by the events between two others; some hundreds, the rest is another job.

    Done again after being killed it changes nothing more: a promise that is still true stays.
    """
    told = Event.objects.filter(kind=DueTimesRecounted.kind, id__gt=after, id__lt=until).order_by("id")
    events = list(told.values_list("id", "subject_id")[:BATCH])
    for _event, ticket in events:
        revise_promise(Ticket(pk=ticket), reason="hours_changed", by=CLOCK)
        store_risk(Ticket(pk=ticket))
    if len(events) == BATCH:
        revise_recounted.defer(after=events[-1][0], until=until)
