"""Calling a customer back: promised for a moment, reminded of, done by the call. [O4]"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.lib.refusal import Refused
from ambasador.procedures.models import Performer
from ambasador.tickets import access
from ambasador.tickets.callback_events import CallbackMoved, CallbackPromised
from ambasador.tickets.events import StepBegun
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.tickets.verbs.handshake import finish_step
from ambasador.tickets.verbs.refusals import TicketIsClosed
from ambasador.tickets.verbs.routing import place_of_next
from ambasador.tickets.verbs.settling import DUE_FIELDS, lay_due, note, save_step, settle, steps_of

PREFIX = "callback-"
# what it is called here and on the page of the case
NAME, NAME_EN, STAGE, STAGE_EN = "Telefon do klienta", "Call the customer back", "Zadzwonimy do Ciebie", "We call you back"
MINUTES, REMIND_BEFORE, FARTHEST = 15, 15, timedelta(days=60)


class NoSuchMoment(Refused):
    """A call can only be promised for a moment ahead, and not for next year."""

    code = "no_such_moment"
    sentence = _("Choose a time ahead, within the next sixty days.")


@transaction.atomic
def promise_callback(ticket: Ticket, *, due_at: datetime, by: Actor, about: str = "") -> Step:
    """
    Promise the customer a call at a moment: a step of the owner beside the route, with a reminder, shown on the page of the case.

    Records CallbackPromised and StepBegun; while one is open, another moment moves it (CallbackMoved). The same moment again changes
    nothing. Raises NoSuchMoment, TicketIsClosed, NotAllowed.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.is_closed:
        raise TicketIsClosed
    at = clock.now()
    if not at < due_at <= at + FARTHEST:
        raise NoSuchMoment
    steps = steps_of(ticket)
    step = next((step for step in steps if is_callback(step) and step.is_active), None)
    if step is not None:
        return _move(ticket, step, due_at, by=by, at=at)
    position, after = place_of_next(steps)
    key = f"{PREFIX}{max((step.id for step in steps), default=0) + 1}"
    Step.objects.filter(ticket=ticket, position__gte=position).update(position=F("position") + 1)
    step = Step.objects.create(
        ticket=ticket, key=key, position=position, after=after, name=NAME, name_en=NAME_EN, stage=STAGE, stage_en=STAGE_EN,
        performer=Performer.OWNER, standard_minutes=MINUTES, question=about.strip()[:1000], is_from_procedure=False,
    )  # fmt: skip
    fact = CallbackPromised(
        ticket=ticket.id, step=step.id, key=key, position=position, after=after, performer=step.performer, unit=None, followers=[],
        due_at=due_at,
    )  # fmt: skip
    note(ticket, fact, by=by, at=at)
    step.state, step.started_at = StepState.ACCEPTED, at
    _lay(step, due_at, at)
    save_step(step, "state", "started_at", "remind_before", *DUE_FIELDS)
    note(ticket, StepBegun(ticket=ticket.id, step=step.id, due_at=due_at), by=by, at=at)
    settle(ticket, at=at)
    return step


def _move(ticket: Ticket, step: Step, due_at: datetime, *, by: Actor, at: datetime) -> Step:
    if step.due_at == due_at:
        return step
    _lay(step, due_at, at)
    save_step(step, "remind_before", *DUE_FIELDS)
    note(ticket, CallbackMoved(ticket=ticket.id, step=step.id, due_at=due_at), by=by, at=at)
    settle(ticket, at=at)
    return step


def _lay(step: Step, due_at: datetime, at: datetime) -> None:
    """The promise is a moment, whatever the working hours; what is promised for the next half an hour needs no reminder ahead."""
    step.remind_before = REMIND_BEFORE if due_at - at > timedelta(minutes=2 * REMIND_BEFORE) else 0
    lay_due(step, at, agreed=due_at)


def is_callback(step: Step) -> bool:
    return step.key.startswith(PREFIX)


def finish_callbacks(ticket: Ticket, *, by: Actor) -> None:
    """The customer was reached: the promised call is done. Records StepDone; nothing when none was promised."""
    for step in Step.objects.filter(ticket=ticket, key__startswith=PREFIX, state=StepState.ACCEPTED).select_related("ticket"):
        finish_step(step, by=by)
