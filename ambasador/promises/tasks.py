"""Looking ahead by the clock: a step that is late moves the promise even when nobody does anything."""

from datetime import timedelta

from procrastinate.contrib.django import app

from ambasador.journal.actors import CLOCK
from ambasador.lib import clock
from ambasador.promises.verbs import revise_promise
from ambasador.tickets.models import Step, Ticket

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
