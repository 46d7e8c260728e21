"""The end of a case, its undoing, and its return."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from ambasador.accounts.queries import leaving_users
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.procedures.models import Performer
from ambasador.tickets import access, queries, timing
from ambasador.tickets.events import ClosingUndone, TicketClosed, TicketReopened
from ambasador.tickets.models import Attention, Handover, IntakeQueue, Step, StepState, TaskLink, Ticket
from ambasador.tickets.models.ownership import HandoverState
from ambasador.tickets.models.ticket import ClosingReason
from ambasador.tickets.verbs.data import require_known
from ambasador.tickets.verbs.links import close_task_links
from ambasador.tickets.verbs.refusals import ClosedForGood, NoReasonGiven, OwnerHasLeft, TooLateToUndo
from ambasador.tickets.verbs.settling import attract, begin_ready_steps, note, save_step, settle, steps_of

UNDO_CLOSING = timedelta(minutes=10)


@transaction.atomic
def close_ticket(ticket: Ticket, *, reason: str, by: Actor, sentence: str = "") -> Ticket:
    """
    Close the ticket: the owner's steps in work are done, what is ahead or at others is not needed any more. Records TicketClosed.

    The owner stays its owner. Repeating it changes nothing. Raises NoReasonGiven for an unknown reason, DataMissing when a solved or
    answered ticket lacks what its procedure must know on closing, NotAllowed.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.is_closed:
        return ticket
    if reason not in ClosingReason.values:
        raise NoReasonGiven
    if is_success(reason) and ticket.version is not None:
        require_known(ticket, ticket.version.closing_needs)
    at = clock.now()
    steps = steps_of(ticket)
    left = [step for step in steps if not step.is_over]
    offers = list(Handover.objects.filter(ticket=ticket, state=HandoverState.OFFERED))
    before = _before(ticket, left, offers)
    finished = [step for step in left if is_success(reason) and step.performer == Performer.OWNER and step.state == StepState.ACCEPTED]
    for step in left:
        step.state, step.finished_at = StepState.DONE if step in finished else StepState.SKIPPED, at
        save_step(step, "state", "finished_at")
        close_task_links(step, at=at)
    for offer in offers:
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
        before=before,
    )
    note(ticket, fact, by=by, at=at, units=tuple(step.unit_id for step in left))
    settle(ticket, at=at, steps=steps)
    return ticket


@transaction.atomic
def undo_closing(ticket: Ticket, *, by: Actor) -> Ticket:
    """
    Take a closing back within ten minutes: steps, attention, offers and links are as they were. Records ClosingUndone. [O7]

    The minutes in between stay nobody's. Repeating it, or undoing what is open, changes nothing. Raises TooLateToUndo, OwnerHasLeft,
    NotAllowed.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.closed_at is None:
        return ticket
    at = clock.now()
    if at - ticket.closed_at > UNDO_CLOSING:
        raise TooLateToUndo
    if not queries.has_standing_owner(ticket):
        raise OwnerHasLeft
    closing = queries.events_of(ticket).filter(kind=TicketClosed.kind).last()
    before = closing.data.get("before") if closing else None
    if not before:
        raise TooLateToUndo
    steps = steps_of(ticket)
    _restore(ticket, steps, before, at)
    note(ticket, ClosingUndone(ticket=ticket.id), by=by, at=at, units=tuple(step.unit_id for step in steps if step.is_active))
    settle(ticket, at=at, steps=steps)
    return ticket


@transaction.atomic
def reopen_ticket(ticket: Ticket, *, reason: str, by: Actor) -> Ticket:
    """
    Open a closed ticket again with the same owner. Records TicketReopened. Repeating it changes nothing.

    A ticket closed without ever having an owner returns to its queue, with a fresh clock. Raises OwnerHasLeft, ClosedForGood for a
    customer after the time that the procedure gives; `continue_case` finds where the matter goes on then.
    """
    ticket = Ticket.objects.lock(ticket)
    if not (by.kind == "customer" and by.id == ticket.customer_id):
        access.require_centre(by)
    if not ticket.is_closed:
        return ticket
    at = clock.now()
    if not queries.has_standing_owner(ticket):
        raise OwnerHasLeft
    if by.kind == "customer" and not queries.reopens(ticket, at=at):
        raise ClosedForGood
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


def _before(ticket: Ticket, left: list[Step], offers: list[Handover]) -> dict[str, Any]:
    """What undoing needs to know of the moment before the closing."""
    links = TaskLink.objects.filter(step__in=left, closed_at__isnull=True).values_list("id", flat=True)
    return {
        "steps": {str(step.id): step.state for step in left},
        "attention": ticket.attention,
        "since": ticket.attention_since.isoformat() if ticket.attention_since else None,
        "links": sorted(links),
        "offers": [offer.id for offer in offers],
    }


def _restore(ticket: Ticket, steps: list[Step], before: dict[str, Any], at: datetime) -> None:
    for step in steps:
        if str(step.id) in before["steps"]:
            step.state, step.finished_at = before["steps"][str(step.id)], None
            if step.state in (StepState.OFFERED, StepState.ACCEPTED) and step.due_at is not None:
                step.next_nudge_at = at  # the sweep looks at once which reminder comes next
            save_step(step, "state", "finished_at", "next_nudge_at")
    TaskLink.objects.filter(pk__in=before["links"]).update(closed_at=None)
    offers = Handover.objects.filter(pk__in=before["offers"], state=HandoverState.WITHDRAWN)
    offers.exclude(to_user__in=leaving_users()).filter(to_user__is_active=True).update(state=HandoverState.OFFERED, decided_at=None)
    ticket.closed_at, ticket.closing_reason = None, ""
    ticket.attention = before["attention"]
    ticket.attention_since = datetime.fromisoformat(before["since"]) if before["since"] else None


def is_success(reason: str) -> bool:
    return reason in (ClosingReason.SOLVED, ClosingReason.ANSWERED)
