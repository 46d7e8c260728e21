"""What tickets do when something happened to a ticket."""

from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event
from ambasador.journal.reacting import on
from ambasador.procedures.models import SystemAction
from ambasador.tickets.events import StepBegun, TicketOpened, TicketReopened
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.tickets.models.ticket import ClosingReason
from ambasador.tickets.verbs import assign_automatically, close_ticket, finish_step


@on(TicketOpened, TicketReopened)
def find_an_owner(event: Event) -> None:
    """A ticket in the queue gets an owner when somebody is at work; otherwise its clock runs where everybody sees it."""
    ticket = Ticket.objects.get(pk=event.subject_id)
    if ticket.owner_id is None and not ticket.is_closed:
        assign_automatically(ticket, by=SYSTEM)


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
