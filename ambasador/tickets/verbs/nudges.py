"""Late answers: reminders before and after the due time, then up the department's line. The owner never has to remember. [O4]"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from ambasador.directory.models import Person, Unit
from ambasador.directory.queries import acting_person, escalation_line, organisation_day
from ambasador.journal.actors import CLOCK, Actor
from ambasador.lib import clock
from ambasador.outreach.models import Contact
from ambasador.procedures.models import Performer
from ambasador.tickets import nudging, timing
from ambasador.tickets.events import CustomerGaveNoAnswer, StepEscalated, StepReminded
from ambasador.tickets.models import Notice, Nudge, Step, StepState, Ticket
from ambasador.tickets.nudging import Planned
from ambasador.tickets.verbs.settling import note

BATCH = 100
WITH_PERFORMER = (StepState.OFFERED, StepState.ACCEPTED)


def nudge_steps(*, at: datetime | None = None, by: Actor = CLOCK) -> int:
    """
    Remind of, or escalate, every step whose moment has come; returns how many steps were looked at.

    1. The steps are found by their `next_nudge_at`, the earliest first, so many at a time.
    2. Each batch is one transaction: the tickets are locked in their order, those that somebody else holds are left for the next time.
    3. A level happens once for a due time, also with several workers and after one was killed: what is there is not made again, and the
       database refuses a second. Records StepReminded, StepEscalated or CustomerGaveNoAnswer.
    """
    at = at or clock.now()
    looked, tried = 0, set[int]()
    while found := list(_waiting(at).exclude(id__in=tried).values_list("id", "ticket_id")[:BATCH]):
        tried |= {step for step, _ticket in found}
        looked += _nudge_batch([step for step, _ticket in found], sorted({ticket for _step, ticket in found}), at=at, by=by)
    return looked


@transaction.atomic
def _nudge_batch(step_ids: Sequence[int], ticket_ids: Sequence[int], *, at: datetime, by: Actor) -> int:
    locked = {ticket.id: ticket for ticket in Ticket.objects.select_for_update(skip_locked=True).filter(id__in=ticket_ids).order_by("id")}
    loaded = Step.objects.select_related("unit__calendar", "unit__head", "assignee", "ticket__version")
    steps = list(loaded.filter(id__in=step_ids, ticket_id__in=locked, next_nudge_at__lte=at).order_by("id"))
    done: dict[int, set[tuple[str, int]]] = {}
    due = {step.id: step.due_at for step in steps}
    for step_id, due_at, level, rank in Nudge.objects.filter(step__in=steps).values_list("step_id", "due_at", "level", "rank"):
        if due_at == due[step_id]:
            done.setdefault(step_id, set()).add((level, rank))
    lines = Lines(at)
    for step in steps:
        planned = plan_of(step, lines)
        is_waited_for = step.state in WITH_PERFORMER and not locked[step.ticket_id].is_closed
        for one in nudging.due_now(planned, done.get(step.id, set()), at=at) if is_waited_for else ():
            _nudge(locked[step.ticket_id], step, one, lines, at=at, by=by)
        step.next_nudge_at = nudging.following(planned, at=at) if is_waited_for else None
    Step.objects.bulk_update(steps, ["next_nudge_at"])
    return len(steps)


class Lines:
    """Who answers for a unit, and who stands above it; asked once a unit for a batch."""

    def __init__(self, at: datetime) -> None:
        self._day = organisation_day(at)
        self._above: dict[int, list[Unit]] = {}
        self._leads: dict[int, list[Person]] = {}
        self._acting: dict[int, Person | None] = {}

    def above(self, unit: Unit) -> list[Unit]:
        if unit.id not in self._above:
            self._above[unit.id] = escalation_line(unit)
        return self._above[unit.id]

    def recipients(self, step: Step, planned: Planned) -> list[tuple[str, Person | None]]:
        """Addresses, with the person behind them; nobody twice. A level that has nobody is told to the unit's own address."""
        unit = step.unit
        if unit is None:
            return []
        people: Iterable[Person | None] = [step.assignee]
        if planned.level == nudging.LEAD:
            people = self._of_rank_lead(unit)
        elif planned.level == nudging.HEAD:
            people = [unit.head]
        elif planned.level == nudging.ABOVE:
            unit = self.above(unit)[planned.rank]
            people = [unit.head]
        acting = [self._now_acting(person) for person in people if person is not None]
        found = {person.email.lower(): (person.email, person) for person in acting if person is not None and person.email}
        if found:
            return list(found.values())
        return [(unit.email, None)] if unit.email else []

    def _of_rank_lead(self, unit: Unit) -> list[Person]:
        if unit.id not in self._leads:
            self._leads[unit.id] = list(unit.people.filter(is_active=True, rank="lead").order_by("id")[:20])
        return self._leads[unit.id]

    def _now_acting(self, person: Person) -> Person | None:
        if person.id not in self._acting:
            self._acting[person.id] = acting_person(person, self._day)
        return self._acting[person.id]


def plan_of(step: Step, lines: Lines) -> list[Planned]:
    """All nudges of a step that was loaded with its unit, calendar and the version of its ticket."""
    if step.due_at is None or step.started_at is None or step.performer == Performer.SYSTEM:
        return []
    if step.unit is not None:
        hours, above = timing.time_of_performer(step.performer, step.unit), len(lines.above(step.unit))
        return nudging.plan_for_unit(
            started_at=step.started_at, due_at=step.due_at, standard_minutes=step.standard_minutes, hours=hours, above=above
        )
    if step.performer == Performer.CUSTOMER:
        version = step.ticket.version
        times = version.customer_reminders if version else 2
        waking = timing.time_of_performer(Performer.OWNER, None)
        return nudging.plan_for_customer(started_at=step.started_at, due_at=step.due_at, times=times, waking=waking)
    return nudging.plan_for_owner(due_at=step.due_at)


@transaction.atomic
def note_told(notices: Sequence[Notice], *, contact: Contact, by: Actor) -> None:
    """Write down that these notices left in one letter; the letter's own event is the ledger's."""
    at = clock.now()
    for notice in notices:
        notice.told_at, notice.contact = at, contact
    Notice.objects.bulk_update(notices, ["told_at", "contact"])


def _waiting(at: datetime):  # type: ignore[no-untyped-def]
    return Step.objects.filter(next_nudge_at__lte=at).order_by("next_nudge_at", "id")


def _nudge(ticket: Ticket, step: Step, planned: Planned, lines: Lines, *, at: datetime, by: Actor) -> None:
    assert step.due_at
    told = lines.above(step.unit)[planned.rank] if planned.level == nudging.ABOVE and step.unit else step.unit
    nudge = Nudge.objects.create(step=step, due_at=step.due_at, level=planned.level, rank=planned.rank, unit=told, at=at)
    recipients = lines.recipients(step, planned)
    Notice.objects.bulk_create([Notice(nudge=nudge, address=address, person=person, made_at=at) for address, person in recipients])
    if planned.level == nudging.LAST:
        note(ticket, CustomerGaveNoAnswer(ticket=ticket.id, step=step.id), by=by, at=at)
    elif planned.level in nudging.ESCALATIONS:
        fact = StepEscalated(ticket=ticket.id, step=step.id, level=planned.level, rank=planned.rank, unit=told.id if told else None, due_at=step.due_at)
        note(ticket, fact, by=by, at=at, units=(step.unit_id,))
    else:
        reminded = StepReminded(
            ticket=ticket.id, step=step.id, level=planned.level, rank=planned.rank, performer=step.performer, unit=step.unit_id, due_at=step.due_at
        )
        note(ticket, reminded, by=by, at=at, units=(step.unit_id,))
