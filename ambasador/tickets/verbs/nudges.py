"""Reminders and escalation: what is due now, told to whom it concerns, once. [O4]"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from ambasador.directory.escalation import Line, Lines, Recipient, lines_of
from ambasador.directory.queries import centre, organisation_day
from ambasador.journal.actors import CLOCK, Actor
from ambasador.lib import clock
from ambasador.procedures.models import Performer
from ambasador.tickets import access, nudging, timing
from ambasador.tickets.models import Attention, Notice, Nudge, PartyKind, Step, StepState, Ticket
from ambasador.tickets.models.ticket import ClosingReason
from ambasador.tickets.nudging import CLOSING, Coming
from ambasador.tickets.time_events import CustomerGaveNoAnswer, RemindersSet, StepEscalated, StepReminded
from ambasador.tickets.verbs.closing import close_ticket
from ambasador.tickets.verbs.refusals import StepNotActive, TicketIsClosed
from ambasador.tickets.verbs.settling import attract, note, save_step

BATCH, AT_MOST_SECONDS = 200, 50.0
REMINDERS_WITHOUT_PROCEDURE = 2
Told = dict[str, datetime]


def nudge_steps(*, by: Actor = CLOCK, seconds: float = AT_MOST_SECONDS) -> int:
    """
    Remind of, or escalate, every step whose moment has come, the longest waiting first; returns how many were looked at.

    Each batch is one transaction; what is left after so many seconds waits for the next time.
    1. The tickets are locked; those that somebody else holds at this moment are left to the next time, so several workers share the work.
    2. The steps are read again under the lock: what another worker has done meanwhile is not due any more.
    3. Each gets its nudge, its notices (who is told; letters go out later, collected), its event, and the moment of the next one.
    Records StepReminded, StepEscalated, CustomerGaveNoAnswer and what follows from closing. Killed in between, nothing of the batch is done.
    """
    ends_at, looked_at = time.monotonic() + seconds, 0
    while found := _nudge_batch(by):
        looked_at += found
        if time.monotonic() > ends_at:
            break
    return looked_at


@transaction.atomic
def _nudge_batch(by: Actor) -> int:
    at = clock.now()
    due = Step.objects.filter(next_nudge_at__lte=at).order_by("next_nudge_at", "id")
    held = due.select_related("ticket").select_for_update(of=("ticket",), skip_locked=True)[:BATCH]
    tickets = {step.ticket_id: step.ticket for step in held}
    steps = list(due.filter(ticket__in=tickets).select_related("unit__calendar"))
    for step in steps:
        step.ticket = tickets[step.ticket_id]
    if steps:
        _nudge_all(steps, by=by, at=at)
    return len(steps)


@transaction.atomic
def set_reminders(step: Step, *, remind_before: int | None, escalate_after: int | None, by: Actor) -> Step:
    """
    Let a step remind earlier or later than the house does, or not at all (0). Records RemindersSet; nothing when nothing differs.

    For a customer's step `escalate_after` is the pause between reminders. What was told already is not told again. Raises StepNotActive
    for a step that is over, TicketIsClosed.
    """
    ticket = Ticket.objects.lock(step.ticket)
    access.require_centre(by)
    if ticket.is_closed:
        raise TicketIsClosed
    step = Step.objects.select_related("unit__calendar").get(pk=step.pk)
    if (step.remind_before, step.escalate_after) == (remind_before, escalate_after):
        return step
    if step.is_over:
        raise StepNotActive
    at = clock.now()
    step.remind_before, step.escalate_after = remind_before, escalate_after
    if step.state in (StepState.OFFERED, StepState.ACCEPTED) and step.performer != Performer.SYSTEM:
        step.next_nudge_at = at  # the sweep works out which one comes next
    save_step(step, "remind_before", "escalate_after", "next_nudge_at")
    fact = RemindersSet(ticket=ticket.id, step=step.id, remind_before=remind_before, escalate_after=escalate_after)
    note(ticket, fact, by=by, at=at)
    return step


class _Audience:
    """Who performs each step of a batch, and who stands above; a handful of queries for all of them."""

    def __init__(self, steps: Sequence[Step], at: datetime) -> None:
        self.centre = centre()
        owners = {step.ticket.owner_id for step in steps if step.performer == Performer.OWNER and step.ticket.owner_id}
        units = {step.unit_id or self.centre.id for step in steps if step.performer != Performer.CUSTOMER}
        taken = {step.assignee_id for step in steps if step.assignee_id}
        self.lines: Lines = lines_of(units, on=organisation_day(at), users=owners, people=taken)

    def performers(self, step: Step) -> list[Recipient]:
        """Who is reminded: the customer; the owner or who acts for them; who took the task, else the front of the unit."""
        if step.performer == Performer.CUSTOMER:
            return [("customer", step.ticket.customer_id)]
        if step.performer == Performer.OWNER:
            return [self.lines.acting_for_user(step.ticket.owner_id)] if step.ticket.owner_id else list(self._line(step).leads)
        taken = self.lines.acting_for(step.assignee_id) if step.assignee_id else None
        return [taken] if taken else list(self._line(step).front)

    def rungs(self, step: Step) -> dict[str, list[Recipient]]:
        """The rungs above that tell somebody new, lowest first."""
        if step.performer == Performer.CUSTOMER:
            return {}
        line = self._line(step)
        rungs = [(nudging.LEAD, line.leads), (nudging.HEAD, line.head), *((nudging.above(unit), told) for unit, told in line.above)]
        return nudging.standing(rungs, heard=self.performers(step))

    def _line(self, step: Step) -> Line:
        return self.lines.of(step.unit_id or self.centre.id)


def _nudge_all(steps: Sequence[Step], *, by: Actor, at: datetime) -> None:
    told = told_in_round(steps)
    audience = _Audience(steps, at)
    reminders = _customer_reminders(steps)
    nudges: list[Nudge] = []
    notices: list[tuple[Nudge, Recipient]] = []
    for step in steps:
        if step.state not in (StepState.OFFERED, StepState.ACCEPTED) or step.ticket.is_closed:
            step.next_nudge_at = None
            continue
        rungs = audience.rungs(step)
        coming = _coming(step, told[step.id], rungs, reminders, at)
        if coming is not None and coming.at <= at:
            recipients = rungs[coming.level] if nudging.is_rung(coming.level) else audience.performers(step)
            assert step.due_at
            nudge = Nudge(step=step, round=step.nudge_round, level=coming.level, due_at=step.due_at, at=at)
            nudges.append(nudge)
            if coming.level != CLOSING:
                notices += [(nudge, recipient) for recipient in recipients]
                _tell(step, coming.level, recipients, by=by, at=at)
            told[step.id][coming.level] = at
            coming = _coming(step, told[step.id], rungs, reminders, at)
        step.next_nudge_at = coming.at if coming else None
    Nudge.objects.bulk_create(nudges)
    Step.objects.bulk_update(steps, ["next_nudge_at"])
    for nudge in nudges:
        if nudge.level == CLOSING:
            notices += [(nudge, recipient) for recipient in _end_waiting(nudge.step, by=by, at=at)]
    Notice.objects.bulk_create(Notice(nudge=nudge, recipient_kind=kind, recipient_id=number, at=at) for nudge, (kind, number) in notices)


def _coming(step: Step, told: Told, rungs: Mapping[str, object], reminders: Mapping[int, int], at: datetime) -> Coming | None:
    hours = timing.time_of_performer(step.performer, step.unit) if step.unit else None
    return timing.coming_nudge(step, told=told, rungs=list(rungs), reminders=reminders.get(step.id, 0), at=at, hours=hours)


def told_in_round(steps: Iterable[Step]) -> defaultdict[int, Told]:
    """By step, the levels told in its present round; one query."""
    rounds = {step.id: step.nudge_round for step in steps}
    told: defaultdict[int, Told] = defaultdict(dict)
    for step, number, level, at in Nudge.objects.filter(step__in=rounds).values_list("step_id", "round", "level", "at"):
        if number == rounds[step]:
            told[step][level] = at
    return told


def _customer_reminders(steps: Iterable[Step]) -> dict[int, int]:
    """By step of a customer, how many reminders the ticket's procedure foresees; one query when there are such steps."""
    waiting = [step.id for step in steps if step.performer == Performer.CUSTOMER]
    found = Step.objects.filter(pk__in=waiting).values_list("id", "ticket__version__customer_reminders") if waiting else ()
    return {number: REMINDERS_WITHOUT_PROCEDURE if many is None else many for number, many in found}


def _tell(step: Step, level: str, recipients: Sequence[Recipient], *, by: Actor, at: datetime) -> None:
    """Record it; the owner looks at what has reached somebody above, and at their own step once it is due."""
    assert step.due_at
    is_above = nudging.is_rung(level)
    about: dict[str, Any] = {
        "ticket": step.ticket_id, "step": step.id, "level": level, "rank": nudging.rank(level), "round": step.nudge_round, "due_at": step.due_at,
        "unit": nudging.unit_above(level) or step.unit_id, "recipients": tuple({"kind": kind, "id": number} for kind, number in recipients),
    }  # fmt: skip
    fact = StepEscalated(**about) if is_above else StepReminded(performer=step.performer, **about)
    note(step.ticket, fact, by=by, at=at, units=(step.unit_id,))
    is_own = step.performer == Performer.OWNER and level != nudging.BEFORE
    if (is_above or is_own) and not step.ticket.attention:
        _call_owner(step.ticket, Attention.LATE, by=by, at=at)


def _call_owner(ticket: Ticket, reason: str, *, by: Actor, at: datetime) -> None:
    attract(ticket, reason, by=by, at=at)
    ticket.save(update_fields=["attention", "attention_since"])


def _end_waiting(step: Step, *, by: Actor, at: datetime) -> list[Recipient]:
    """
    The last reminder has brought nothing: close the ticket when its procedure says so, otherwise call the owner. Returns who is told.

    It is closed only when nothing but the customer is waited for and a reminder has really left: nobody is dismissed unasked.
    """
    ticket = Ticket.objects.select_related("version").get(pk=step.ticket_id)
    left = Notice.objects.filter(nudge__step=step, nudge__round=step.nudge_round, recipient_kind="customer", contact__outgoing__state="sent")
    may_close = ticket.version is not None and ticket.version.closes_unanswered and ticket.party_kind == PartyKind.CUSTOMER
    closes = may_close and ticket.attention not in (Attention.UNDELIVERED, Attention.CUSTOMER_REPLIED) and left.exists()
    note(ticket, CustomerGaveNoAnswer(ticket=ticket.id, step=step.id, closes=closes), by=by, at=at)
    if not closes:
        if not ticket.attention:
            _call_owner(ticket, Attention.NO_ANSWER, by=by, at=at)
        return []
    close_ticket(ticket, reason=ClosingReason.NO_REPLY, by=by)
    owner: list[Recipient] = [("user", ticket.owner_id)] if ticket.owner_id else []
    return [("customer", ticket.customer_id), *owner]
