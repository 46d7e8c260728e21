"""Background entry points of tickets: what the clock does by itself."""

import contextlib

from django.db.models import Q
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from ambasador.directory.models import Calendar
from ambasador.journal.actors import CLOCK
from ambasador.lib import clock
from ambasador.tickets.agents import Board
from ambasador.tickets.models import Handover, Ticket, WebhookCall, WebhookState
from ambasador.tickets.models.ownership import HandoverState
from ambasador.tickets.verbs import assign_automatically, expire_handover, gather_workloads, nudge_steps, recount_due_times
from ambasador.tickets.webhooks import defer, try_one

QUEUED_AT_ONCE, OFFERS_AT_ONCE, CALLS_AT_ONCE = 1000, 500, 200


@app.periodic(cron="* * * * *")
@app.task(name="ambasador.tickets.tasks.assign_waiting", queueing_lock="assign_waiting")
def assign_waiting(timestamp: int) -> None:
    """
    Every minute: tickets in the queues whose agents have come on shift since, or whose clock has run out, the most urgent first.

    Who could get them is read once and asked before a ticket is locked, so a queue that nobody can take costs two queries more.
    """
    waiting = Ticket.objects.open().filter(owner=None, queue__assigns_automatically=True).select_related("version__procedure")
    tickets = list(waiting.order_by("queue_due_at")[:QUEUED_AT_ONCE])
    if not tickets:
        return
    board = Board(clock.now())
    for ticket in tickets:
        wanted = ticket.version.procedure.owner_competence_id if ticket.version else None
        if board.choose_for(wanted, due_at=ticket.queue_due_at or board.at):
            assign_automatically(ticket, by=CLOCK, board=board)


@app.periodic(cron="* * * * *")
@app.task(name="ambasador.tickets.tasks.remind", queueing_lock="remind")
def remind(timestamp: int) -> None:
    """Every minute: reminders and escalations whose moment has come."""
    nudge_steps()


@app.periodic(cron="* * * * *")
@app.task(name="ambasador.tickets.tasks.gather", queueing_lock="gather")
def gather(timestamp: int) -> None:
    """Every minute: the changes of the owners' loads."""
    gather_workloads()


@app.periodic(cron="*/5 * * * *")
@app.task(name="ambasador.tickets.tasks.expire_offers", queueing_lock="expire_offers")
def expire_offers(timestamp: int) -> None:
    """Every five minutes: offered hand-overs that nobody answered in a working day."""
    due = Handover.objects.filter(state=HandoverState.OFFERED, expires_at__lte=clock.now()).select_related("ticket")
    for offer in due.order_by("expires_at")[:OFFERS_AT_ONCE]:
        expire_handover(offer, by=CLOCK)


@app.task(name="ambasador.tickets.tasks.tell", retry=RetryStrategy(max_attempts=5, wait=5))
def tell(call: int) -> None:
    """Tell another program if it is due and nobody else does; otherwise nothing."""
    try_one(call)


@app.periodic(cron="* * * * * */20")
@app.task(name="ambasador.tickets.tasks.tell_again", queueing_lock="tell_again")
def tell_again(timestamp: int) -> None:
    """Every twenty seconds: a job for each call that is due again or whose teller died."""
    at = clock.now()
    due = Q(state=WebhookState.WAITING, next_try_at__lte=at) | Q(state=WebhookState.SENDING, lease_until__lte=at)
    for call in WebhookCall.objects.filter(due).order_by("id").only("id", "url")[:CALLS_AT_ONCE]:
        with contextlib.suppress(AlreadyEnqueued):
            defer(call, queueing_lock=f"tell:{call.id}")


@app.task(name="ambasador.tickets.tasks.recount", retry=RetryStrategy(max_attempts=5, wait=10))
def recount(calendar: int, units: list[int], cause: int) -> None:
    """Count due times anew after the event `cause` changed the hours of a calendar, or the calendar of a unit."""
    recount_due_times(Calendar(pk=calendar), units=units, cause=cause, by=CLOCK)
