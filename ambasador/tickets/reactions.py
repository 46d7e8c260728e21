"""What tickets do when something happened to a ticket, or to those who look after them."""

from contextlib import suppress

from ambasador.accounts.events import LeavingBegun
from ambasador.customers.events import CustomerChanged
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event
from ambasador.journal.reacting import afterwards, on
from ambasador.procedures.models import SystemAction
from ambasador.search.verbs import index
from ambasador.tickets.events import StepBegun, TicketChanged, TicketOpened, TicketReopened
from ambasador.tickets.models import Handover, Step, StepState, Ticket
from ambasador.tickets.models.ownership import HandoverState
from ambasador.tickets.models.ticket import ClosingReason
from ambasador.tickets.verbs import HandoverDecided, assign_automatically, close_ticket, finish_step, withdraw_handover


@on(TicketOpened, TicketReopened)
def find_an_owner(event: Event) -> None:
    """A ticket in the queue gets an owner when somebody is at work; otherwise its clock runs where everybody sees it."""
    ticket = Ticket.objects.get(pk=event.subject_id)
    if ticket.owner_id is None and not ticket.is_closed:
        assign_automatically(ticket, by=SYSTEM)


@on(LeavingBegun)
def withdraw_offers_to_who_leaves(event: Event) -> None:
    """What they were offered and have not accepted stays with its owner."""
    for offer in Handover.objects.filter(to_user=event.subject_id, state=HandoverState.OFFERED).order_by("id"):
        with suppress(HandoverDecided):  # decided at this very moment
            withdraw_handover(offer, by=SYSTEM)


@on(StepBegun)
def close_by_itself(event: Event) -> None:
    """A step of the system that closes the ticket does so; one without an action is simply done."""
    step = Step.objects.select_related("ticket").get(pk=event.data["step"])
    if step.performer != "system" or step.state != StepState.ACCEPTED or step.ticket.is_closed:
        return
    if step.action == SystemAction.CLOSE:
        finish_step(step, by=SYSTEM)
        close_ticket(step.ticket, reason=ClosingReason.SOLVED, by=SYSTEM)
    elif step.action == SystemAction.NONE:
        finish_step(step, by=SYSTEM)


@afterwards(TicketOpened, TicketChanged)
def keep_findable(event: Event) -> None:
    index("ticket", [event.subject_id])


@on(CustomerChanged)
def keep_findable_by_name(event: Event) -> None:
    """A customer's tickets are found by the new name too; the newest 500 of them."""
    if "name" in event.data["changes"]:
        index("ticket", Ticket.objects.filter(customer_id=event.subject_id).order_by("-id").values_list("pk", flat=True)[:500])
