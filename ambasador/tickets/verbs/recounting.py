"""Working hours changed: the due times that were counted in them are counted anew, and each ticket tells which moved. [P2]"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from ambasador.directory.models import Calendar, Unit
from ambasador.directory.queries import centre, working_time_of
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record, record_many
from ambasador.lib import clock
from ambasador.lib.business_time import WorkingTime
from ambasador.procedures.models import Performer
from ambasador.tickets import timing
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.tickets.time_events import CalendarRecounted, DueTimesRecounted
from ambasador.tickets.verbs.nudges import told_in_round

BATCH = 2000
READ = (
    "ticket_id", "performer", "unit_id", "standard_minutes", "started_at", "due_at", "proposed_due_at", "counted_from", "remind_before",
    "escalate_after", "nudge_round", "next_nudge_at", "state",
)  # fmt: skip
MOVE_STEPS = """
    UPDATE tickets_step s SET due_at = moved.due_at, next_nudge_at = moved.nudge_at, revision = s.revision + 1
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS moved (id, due_at, nudge_at) WHERE s.id = moved.id
"""
MOVE_QUEUES = """
    UPDATE tickets_ticket t SET queue_due_at = moved.due_at
    FROM unnest(%s::bigint[], %s::timestamptz[]) AS moved (id, due_at) WHERE t.id = moved.id
"""


class Moved(NamedTuple):
    steps: int
    tickets: int


def recount_due_times(calendar: Calendar, *, units: Collection[int], cause: int, by: Actor) -> Moved:
    """
    Count anew what is due in the working time of those of these units (ids) that use the calendar: steps with their performer, and tickets
    in a queue. Records DueTimesRecounted on each ticket in which something moves, and CalendarRecounted at the end, if anything did.

    1. A due time that has passed stays, and so does one that was agreed upon; none moves before the present moment.
    2. Batches of tickets, each locked and written in one transaction; a due time is always counted from the moment it was laid, so doing
       it again, after being killed too, moves nothing twice.
    3. What was reminded of is not reminded of again: the round stays, only the next moment is worked out.
    """
    at = clock.now()
    scope = _Scope(Calendar.objects.get(pk=calendar.pk), units)
    tickets = sorted({*scope.steps(at).values_list("ticket_id", flat=True), *scope.queued(at).values_list("id", flat=True)})
    steps_moved = tickets_moved = 0
    for first in range(0, len(tickets), BATCH):
        moved = _recount(scope, tickets[first : first + BATCH], at=at, by=by)
        steps_moved, tickets_moved = steps_moved + moved.steps, tickets_moved + moved.tickets
    if tickets_moved:
        with transaction.atomic():
            fact = CalendarRecounted(calendar=scope.calendar, steps=steps_moved, tickets=tickets_moved, cause=cause)
            record(fact, by=by, at=at, topics=("queue", *(f"unit:{unit}" for unit in scope.units)))
    return Moved(steps_moved, tickets_moved)


class _Scope:
    """What is counted in the working time of some units that share a calendar."""

    def __init__(self, calendar: Calendar, units: Collection[int]) -> None:
        self.calendar = calendar.id
        self.hours: WorkingTime = working_time_of(calendar)
        self.units = list(Unit.objects.filter(pk__in=units, calendar=calendar).values_list("id", flat=True))
        self._is_centre = centre().id in self.units

    def steps(self, at: datetime) -> QuerySet[Step]:
        of_these = Q(unit__in=self.units)
        if self._is_centre:
            of_these |= Q(performer=Performer.OWNER)
        counted = Step.objects.filter(of_these, state__in=[StepState.OFFERED, StepState.ACCEPTED], due_at__gt=at)
        return counted.filter(is_date_agreed=False, counted_from__isnull=False).order_by()

    def queued(self, at: datetime) -> QuerySet[Ticket]:
        waiting = Ticket.objects.open().filter(owner=None, queue__unit__in=self.units, queue_due_at__gt=at)
        return waiting.filter(queued_at__isnull=False).order_by()


@transaction.atomic
def _recount(scope: _Scope, tickets: Sequence[int], *, at: datetime, by: Actor) -> Moved:
    locked = [ticket.id for ticket in Ticket.objects.open().select_for_update().filter(pk__in=tickets).order_by("id").only("id")]
    moves: defaultdict[int, list[dict[str, object]]] = defaultdict(list)
    for step, before in _move_steps(scope, locked, at):
        assert step.due_at
        moves[step.ticket_id].append({"step": step.id, "before": before, "after": step.due_at})
    clocks = {ticket.id: (before, ticket.queue_due_at) for ticket, before in _move_queues(scope, locked, at)}
    facts = [
        DueTimesRecounted(
            ticket=ticket, calendar=scope.calendar, steps=tuple(moves.get(ticket, ())), queue_before=clocks.get(ticket, (None, None))[0],
            queue_after=clocks.get(ticket, (None, None))[1],
        )
        for ticket in sorted({*moves, *clocks})
    ]  # fmt: skip
    record_many(facts, by=by, at=at)
    return Moved(sum(len(some) for some in moves.values()), len(facts))


def _move_steps(scope: _Scope, tickets: Sequence[int], at: datetime) -> Iterable[tuple[Step, datetime]]:
    """Write the new due times; the steps that got one, each with its old one. Three queries."""
    steps = list(scope.steps(at).filter(ticket__in=tickets).only(*READ).order_by("ticket_id", "position"))
    counted = scope.hours.add_many([(step.counted_from or at, step.standard_minutes) for step in steps])
    moved = [(step, step.due_at, max(due_at, at)) for step, due_at in zip(steps, counted, strict=True) if step.due_at and max(due_at, at) != step.due_at]
    told = told_in_round([step for step, _before, _after in moved])
    for step, _before, after in moved:
        step.due_at = after
        coming = timing.coming_nudge(step, told=told[step.id], rungs=(), reminders=0, at=at, hours=scope.hours)
        step.next_nudge_at = coming.at if coming else None
    with connection.cursor() as cursor:
        rows = [(step.id, step.due_at, step.next_nudge_at) for step, _before, _after in moved]
        cursor.execute(MOVE_STEPS, [list(column) for column in zip(*rows, strict=True)] if rows else [[], [], []])
    return [(step, before) for step, before, _after in moved]


def _move_queues(scope: _Scope, tickets: Sequence[int], at: datetime) -> Iterable[tuple[Ticket, datetime]]:
    """The same for the clocks of the intake queues. Two queries."""
    waiting = list(scope.queued(at).filter(pk__in=tickets).select_related("queue").order_by("id"))
    counted = scope.hours.add_many([(ticket.queued_at or at, ticket.queue.target_minutes if ticket.queue else 0) for ticket in waiting])
    moved = []
    for ticket, due_at in zip(waiting, counted, strict=True):
        before, ticket.queue_due_at = ticket.queue_due_at, max(due_at, at)
        if before and before != ticket.queue_due_at:
            moved.append((ticket, before))
    with connection.cursor() as cursor:
        cursor.execute(MOVE_QUEUES, [[ticket.id for ticket, _before in moved], [ticket.queue_due_at for ticket, _before in moved]])
    return moved
