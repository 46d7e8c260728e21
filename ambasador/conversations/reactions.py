"""What conversations do when something happened: take in mail, send tasks, ask customers, confirm and tell times."""

from django.db import transaction

from ambasador.accounts.models import User
from ambasador.channels.bounces import code_in
from ambasador.channels.events import DeliveryReported, LineInputKept, LineInputReplayed, RawInputKept, RawInputReplayed, SendingFailed
from ambasador.channels.models import OutboxMessage, OutboxState, RawInput
from ambasador.channels.verbs import mark_failed, note_bounced
from ambasador.conversations import queries
from ambasador.conversations.events import CallLogged, MessageReceived, MessageSent
from ambasador.conversations.verbs import (
    acknowledge,
    send_question_to_customer,
    send_step_message,
    send_task,
    take_in,
    tell_closing,
    tell_handover,
    tell_new_time,
    tell_standing_in,
)
from ambasador.conversations.verbs.intake import tell_not_delivered
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event
from ambasador.journal.reacting import afterwards, on
from ambasador.procedures.models import Performer, SystemAction
from ambasador.promises.events import PromiseMade
from ambasador.promises.models import Promise
from ambasador.search.verbs import index
from ambasador.tickets.action_events import ActionRetried
from ambasador.tickets.events import OwnerChanged, StepBegun, StepOffered, TicketClosed
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.models.ticket import ClosingReason


@on(RawInputKept, RawInputReplayed, LineInputKept, LineInputReplayed)
def take_in_what_was_kept(event: Event) -> None:
    """A message that cannot be taken in is kept with its error, tried again, and then waits visibly for a person."""
    raw_input = RawInput.objects.get(pk=event.data["raw_input"])
    try:
        with transaction.atomic():
            take_in(raw_input, by=SYSTEM)
    except Exception as error:  # the outermost loop of the intake: whatever a message does, it is kept and shown [I3]
        mark_failed(raw_input, error=f"{type(error).__name__}: {error}", by=SYSTEM)


@on(StepOffered)
def pass_the_step_on(event: Event) -> None:
    step = Step.objects.select_related("ticket__owner", "ticket__customer", "unit").get(pk=event.data["step"])
    if step.state not in ("offered", "accepted"):
        return
    if step.performer == "customer":
        send_question_to_customer(step, by=SYSTEM)
    else:
        send_task(step, by=SYSTEM)


@on(StepBegun, ActionRetried)
def write_for_the_procedure(event: Event) -> None:
    """A step of the program that writes to the customer."""
    step = Step.objects.get(pk=event.data["step"])
    if step.performer == Performer.SYSTEM and step.action == SystemAction.MESSAGE:
        send_step_message(step, by=SYSTEM)


@on(OwnerChanged)
def tell_who_looks_after_it(event: Event) -> None:
    """The customer is told by name; when it changed hands again meanwhile, only the last change is told."""
    ticket = Ticket.objects.select_related("customer", "owner", "version").get(pk=event.subject_id)
    if ticket.owner_id == event.data["owner"]:
        tell_handover(ticket, User.objects.get(pk=event.data["previous"]), by=SYSTEM)


@on(MessageReceived)
def tell_who_acts_meanwhile(event: Event) -> None:
    """A customer who writes while the owner is away learns who acts, if the procedure wants it."""
    if event.data["is_verified"] and not event.data["is_automatic"]:
        tell_standing_in(Ticket.objects.select_related("customer", "owner", "version").get(pk=event.subject_id), by=SYSTEM)


@on(TicketClosed)
def tell_the_solution(event: Event) -> None:
    """A person who closes a case tells the customer in their own words; what the procedure closes is told by a letter."""
    if event.actor_kind == "system" and event.data["reason"] == ClosingReason.SOLVED:
        tell_closing(Ticket.objects.select_related("customer", "owner", "version").get(pk=event.subject_id), by=SYSTEM)


@on(PromiseMade)
def tell_the_time(event: Event) -> None:
    """The first promise goes out with the confirmation; a later, worse one is told before the old time passes."""
    ticket = Ticket.objects.select_related("customer", "owner").get(pk=event.subject_id)
    promise = Promise.objects.get(pk=event.data["promise"])
    if event.data["previous"] is None:
        acknowledge(ticket, promise, by=SYSTEM)
    elif not ticket.is_closed:
        tell_new_time(ticket, promise, Promise.objects.get(pk=event.data["previous"]), by=SYSTEM)


@on(SendingFailed, DeliveryReported)
def tell_the_owner(event: Event) -> None:
    """The carrier refused, or reported that what it had taken never arrived."""
    if event.data.get("delivery", "undelivered") != "undelivered":
        return
    outgoing = OutboxMessage.objects.get(pk=event.subject_id)
    place = queries.place_of_outgoing(outgoing)
    if place is not None:
        tell_not_delivered(Ticket.objects.get(pk=place.ticket), outgoing, raw_input=None, is_task=place.step is not None, by=SYSTEM)
    code = code_in(outgoing.error)
    if outgoing.channel == "email" and outgoing.state == OutboxState.FAILED and code.startswith("5") and not outgoing.payload.get("cc"):
        note_bounced(outgoing, is_permanent=True, code=code, diagnostic=outgoing.error, by=SYSTEM)


@afterwards(MessageReceived, MessageSent, CallLogged)
def keep_findable(event: Event) -> None:
    index("conversation", [event.subject_id])
