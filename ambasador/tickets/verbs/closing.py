"""The end of a case, and its return."""

from django.db import transaction

from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.procedures.models import Performer
from ambasador.tickets import access, timing
from ambasador.tickets.events import TicketClosed, TicketReopened
from ambasador.tickets.models import Attention, Handover, IntakeQueue, StepState, Ticket
from ambasador.tickets.models.ownership import HandoverState
from ambasador.tickets.models.ticket import ClosingReason
from ambasador.tickets.verbs.attention import attract
from ambasador.tickets.verbs.links import close_task_links
from ambasador.tickets.verbs.refusals import NoReasonGiven
from ambasador.tickets.verbs.settling import begin_ready_steps, note, save_step, settle, steps_of


@transaction.atomic
def close_ticket(ticket: Ticket, *, reason: str, by: Actor, sentence: str = "") -> Ticket:
    """
    Close the ticket: the owner's steps in work are done, what is ahead or at others is not needed any more. Records TicketClosed.

    The owner stays its owner. Repeating it changes nothing. Raises NoReasonGiven for an unknown reason, NotAllowed.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.is_closed:
        return ticket
    if reason not in ClosingReason.values:
        raise NoReasonGiven
    at = clock.now()
    steps = steps_of(ticket)
    left = [step for step in steps if not step.is_over]
    finished = [step for step in left if is_success(reason) and step.performer == Performer.OWNER and step.state == StepState.ACCEPTED]
    for step in left:
        step.state, step.finished_at = StepState.DONE if step in finished else StepState.SKIPPED, at
        save_step(step, "state", "finished_at")
        close_task_links(step, at=at)
    for offer in Handover.objects.filter(ticket=ticket, state=HandoverState.OFFERED):
        offer.state, offer.decided_at = HandoverState.WITHDRAWN, at
        offer.save(update_fields=["state", "decided_at"])
    ticket.closed_at, ticket.closing_reason = at, reason
    ticket.attention, ticket.attention_since = Attention.NONE, None
    fact = TicketClosed(
        ticket=ticket.id,
        reason=reason,
        sentence=sentence.strip()[:500],
        finished=[step.id for step in finished],
        skipped=[step.id for step in left if step not in finished],
    )
    note(ticket, fact, by=by, at=at, units=tuple(step.unit_id for step in left))
    settle(ticket, at=at, steps=steps)
    return ticket


@transaction.atomic
def reopen_ticket(ticket: Ticket, *, reason: str, by: Actor) -> Ticket:
    """
    Open a closed ticket again with the same owner. Records TicketReopened. Repeating it changes nothing.

    An owner who has left meanwhile cannot get it back: the database refuses; such a ticket is reopened by a lead who takes it over first.
    A ticket closed without ever having an owner returns to its queue, with a fresh clock.
    """
    ticket = Ticket.objects.lock(ticket)
    if not (by.kind == "customer" and by.id == ticket.customer_id):
        access.require_centre(by)
    if not ticket.is_closed:
        return ticket
    at = clock.now()
    if ticket.owner_id is None:
        queue = ticket.queue or IntakeQueue.objects.select_related("unit__calendar").get(is_default=True)
        ticket.queue, ticket.queued_at, ticket.queue_due_at = queue, at, timing.queue_due_at(queue, at)
    ticket.closed_at, ticket.closing_reason = None, ""
    ticket.reopened_count += 1
    note(ticket, TicketReopened(ticket=ticket.id, reason=reason), by=by, at=at)
    if by.kind == "customer":
        attract(ticket, Attention.CUSTOMER_REPLIED, by=by, at=at)
    steps = steps_of(ticket)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return ticket


def is_success(reason: str) -> bool:
    return reason in (ClosingReason.SOLVED, ClosingReason.ANSWERED)
