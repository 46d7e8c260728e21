"""Who answers for the ticket. The only ways: a first assignment, taking it from the queue, an accepted hand-over, a recorded take-over."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from ambasador.accounts.models import User
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.lib.refusal import NotAllowed
from ambasador.tickets import access, timing
from ambasador.tickets.agents import Board
from ambasador.tickets.events import HandoverDeclined, HandoverExpired, HandoverOffered, HandoverWithdrawn, OwnerAssigned, OwnerChanged
from ambasador.tickets.models import Attention, Handover, Ownership, Ticket
from ambasador.tickets.models.ownership import HandoverState, OwnershipBasis
from ambasador.tickets.verbs.refusals import HandoverDecided, IsLeaving, NoReasonGiven, NotAPersonOfTheCentre, TicketIsClosed
from ambasador.tickets.verbs.settling import attract, note, settle

ASSIGNMENT_LOCK = 0x0A5519


@transaction.atomic
def take_ticket(ticket: Ticket, *, by: Actor) -> Ticket:
    """
    Take a ticket from the intake queue and become its owner. Records OwnerAssigned.

    Repeating it changes nothing. When somebody took it first, Raises NotAllowed with nothing changed; use take_over_ticket with a reason.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_own(by)
    if ticket.owner_id == by.id:
        return ticket
    if ticket.owner_id is not None:
        raise NotAllowed
    if ticket.is_closed:
        raise TicketIsClosed
    return _first_owner(ticket, User.objects.get(pk=by.number), basis=OwnershipBasis.TAKEN, reason="taken", by=by)


@transaction.atomic
def assign_owner(ticket: Ticket, *, to: User, reason: str, by: Actor, detail: int | None = None) -> Ticket:
    """Give a ticket that stands in the queue its first owner. Records OwnerAssigned. Nothing happens when it has one or is closed."""
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.owner_id is not None or ticket.is_closed:
        return ticket
    return _first_owner(ticket, to, basis=OwnershipBasis.FIRST, reason=reason, detail=detail, by=by)


@transaction.atomic
def assign_automatically(ticket: Ticket, *, by: Actor, board: Board | None = None) -> Ticket:
    """
    Give a queued ticket to whoever of the agents knows its kind, is or comes on shift and has the least work; see `assigning.choose`.

    It stays in the queue, with its clock, when there is nobody. Assignments are made one after another (an advisory lock), so a burst of
    mail spreads evenly; `board` is that of the tickets given out before. Records OwnerAssigned with the reasons. [O1]
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ASSIGNMENT_LOCK])
    ticket = Ticket.objects.lock(ticket)
    if ticket.owner_id is not None or ticket.is_closed or ticket.queue is None or not ticket.queue.assigns_automatically:
        return ticket
    board = board or Board(clock.now())
    wanted = ticket.version.procedure.owner_competence_id if ticket.version else None
    choice = board.choose_for(wanted, due_at=ticket.queue_due_at or board.at)
    if choice is None:
        return ticket
    agent = choice.agent
    reasons = {
        "detail": agent.open_tickets, "competence": choice.competence, "wanted": choice.wanted if choice.competence is None else None,
        "work_minutes": agent.load_minutes, "shift_from_at": agent.from_at, "shift_until_at": agent.until_at,
    }  # fmt: skip
    board.gave(agent.user, ticket.work_minutes)
    owner = User.objects.get(pk=agent.user)
    return _first_owner(ticket, owner, basis=OwnershipBasis.FIRST, reason="least_loaded", by=by, **reasons)


@transaction.atomic
def take_over_ticket(ticket: Ticket, *, reason: str, by: Actor) -> Ticket:
    """
    Make the actor, a lead, the owner of an open ticket that has another owner. Records OwnerChanged. [O1]

    Repeating it changes nothing. Raises NoReasonGiven, TicketIsClosed; NotAllowed for anybody but a lead.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_own(by)
    if ticket.owner_id == by.id:
        return ticket
    if not access.may_lead(by) or ticket.owner_id is None:
        raise NotAllowed
    if ticket.is_closed:
        raise TicketIsClosed
    if not reason.strip():
        raise NoReasonGiven
    return _next_owner(ticket, User.objects.get(pk=by.number), basis=OwnershipBasis.TAKEOVER, handover=None, reason=reason.strip(), by=by)


@transaction.atomic
def offer_handover(ticket: Ticket, *, to: User, reason: str, by: Actor) -> Handover:
    """
    Offer the ticket to somebody; nothing changes until they accept, within a working day. Records HandoverOffered.

    Repeating the same offer returns it. Only the owner or a lead may offer. Raises NoReasonGiven, TicketIsClosed, NotAPersonOfTheCentre.
    """
    ticket = Ticket.objects.lock(ticket)
    if not (ticket.owner_id and ((by.id == ticket.owner_id and by.kind == "user") or access.may_lead(by))):
        raise NotAllowed
    if ticket.is_closed:
        raise TicketIsClosed
    if not reason.strip():
        raise NoReasonGiven
    if to.id == ticket.owner_id:
        raise NotAPersonOfTheCentre
    _require_receiver(to)
    standing = ticket.handovers.filter(state=HandoverState.OFFERED).first()
    if standing and standing.to_user_id == to.id:
        return standing
    at = clock.now()
    if standing:
        _decide(standing, HandoverState.WITHDRAWN, "", at)
        note(ticket, HandoverWithdrawn(ticket=ticket.id, handover=standing.id), by=by, at=at)
    handover = Handover.objects.create(
        ticket=ticket, from_user_id=ticket.owner_id, to_user=to, reason=reason.strip()[:300], offered_at=at, expires_at=timing.offer_expires_at(at)
    )
    fact = HandoverOffered(ticket=ticket.id, handover=handover.id, to_user=to.id, reason=handover.reason)
    note(ticket, fact, by=by, at=at)
    _tell_user(to.id, "tickets.handover_offered")
    return handover


@transaction.atomic
def accept_handover(handover: Handover, *, by: Actor) -> Ticket:
    """
    Accept the ticket: the receiver becomes its owner. Records OwnerChanged. Repeating it changes nothing. Raises HandoverDecided,
    NotAllowed.
    """
    ticket = Ticket.objects.lock(handover.ticket)
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    if by.kind != "user" or by.id != handover.to_user_id:
        raise NotAllowed
    if handover.state == HandoverState.ACCEPTED and ticket.owner_id == by.id:
        return ticket
    if handover.state != HandoverState.OFFERED:
        raise HandoverDecided
    if ticket.is_closed:
        raise TicketIsClosed
    _decide(handover, HandoverState.ACCEPTED, "", clock.now())
    return _next_owner(ticket, handover.to_user, basis=OwnershipBasis.HANDOVER, handover=handover, reason=handover.reason, by=by)


@transaction.atomic
def decline_handover(handover: Handover, *, reason: str, by: Actor) -> Handover:
    """
    Decline the offered ticket with a reason; the owner stays. Records HandoverDeclined. Raises HandoverDecided, NoReasonGiven,
    NotAllowed.
    """
    ticket = Ticket.objects.lock(handover.ticket)
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    if by.kind != "user" or by.id != handover.to_user_id:
        raise NotAllowed
    if handover.state != HandoverState.OFFERED:
        raise HandoverDecided
    if not reason.strip():
        raise NoReasonGiven
    at = clock.now()
    _decide(handover, HandoverState.DECLINED, reason.strip()[:300], at)
    note(
        ticket,
        HandoverDeclined(ticket=ticket.id, handover=handover.id, to_user=handover.to_user_id, reason=handover.decided_reason),
        by=by,
        at=at,
    )
    return handover


@transaction.atomic
def withdraw_handover(handover: Handover, *, by: Actor) -> Handover:
    """Take an offer back. Records HandoverWithdrawn. Raises HandoverDecided, NotAllowed."""
    ticket = Ticket.objects.lock(handover.ticket)
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    if not ((by.kind == "user" and by.id == handover.from_user_id) or access.may_lead(by)):
        raise NotAllowed
    if handover.state == HandoverState.WITHDRAWN:
        return handover
    if handover.state != HandoverState.OFFERED:
        raise HandoverDecided
    at = clock.now()
    _decide(handover, HandoverState.WITHDRAWN, "", at)
    note(ticket, HandoverWithdrawn(ticket=ticket.id, handover=handover.id), by=by, at=at)
    return handover


@transaction.atomic
def expire_handover(handover: Handover, *, by: Actor) -> Handover:
    """
    An offer that nobody answered in a working day goes back to its owner, who is told. Records HandoverExpired. [O1]

    Nothing happens before its time, or when it was decided meanwhile.
    """
    ticket = Ticket.objects.lock(handover.ticket)
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    at = clock.now()
    if handover.state != HandoverState.OFFERED or handover.expires_at is None or handover.expires_at > at:
        return handover
    _decide(handover, HandoverState.EXPIRED, "", at)
    note(ticket, HandoverExpired(ticket=ticket.id, handover=handover.id, to_user=handover.to_user_id), by=by, at=at)
    if not ticket.is_closed and not ticket.attention:
        attract(ticket, Attention.OFFER_EXPIRED, by=by, at=at)
        ticket.save(update_fields=["attention", "attention_since"])
    return handover


def begin_ownership(ticket: Ticket, owner: User, *, basis: str, reason: str, by: Actor, at: datetime, **reasons: Any) -> None:
    """Write the first ownership with its event, `reasons` being further fields of it; part of opening and of the first assignment."""
    _require_receiver(owner)
    Ownership.objects.create(ticket=ticket, owner=owner, from_at=at, basis=basis, reason=reason)
    note(ticket, OwnerAssigned(ticket=ticket.id, owner=owner.id, basis=basis, reason=reason, **reasons), by=by, at=at)


def _require_receiver(user: User) -> None:
    """Raises NotAPersonOfTheCentre, IsLeaving unless this person may become the owner of a ticket now."""
    if not (user.is_active and user.is_centre):
        raise NotAPersonOfTheCentre
    if user.leavings.filter(cancelled_at=None).exists():
        raise IsLeaving(name=user.name)


def _first_owner(ticket: Ticket, owner: User, *, basis: str, reason: str, by: Actor, **reasons: Any) -> Ticket:
    at = clock.now()
    _tell_user(0, "queue")
    ticket.owner, ticket.queue, ticket.queued_at, ticket.queue_due_at = owner, None, None, None
    begin_ownership(ticket, owner, basis=basis, reason=reason, by=by, at=at, **reasons)
    settle(ticket, at=at)
    return ticket


def _next_owner(ticket: Ticket, owner: User, *, basis: str, handover: Handover | None, reason: str, by: Actor) -> Ticket:
    _require_receiver(owner)
    at = clock.now()
    previous = ticket.owner_id
    assert previous
    for standing in ticket.handovers.filter(state=HandoverState.OFFERED):
        _decide(standing, HandoverState.WITHDRAWN, "", at)
        note(ticket, HandoverWithdrawn(ticket=ticket.id, handover=standing.id), by=by, at=at)
    Ownership.objects.filter(ticket=ticket, to_at__isnull=True).update(to_at=at)
    Ownership.objects.create(ticket=ticket, owner=owner, from_at=at, basis=basis, handover=handover, reason=reason)
    _tell_user(previous, "tickets.owner_changed")
    ticket.owner = owner
    note(
        ticket,
        OwnerChanged(
            ticket=ticket.id, previous=previous, owner=owner.id, basis=basis, handover=handover.id if handover else None, reason=reason
        ),
        by=by,
        at=at,
    )
    settle(ticket, at=at)
    return ticket


def _decide(handover: Handover, state: str, reason: str, at: datetime) -> None:
    handover.state, handover.decided_at, handover.decided_reason = state, at, reason
    handover.save(update_fields=["state", "decided_at", "decided_reason"])


def _tell_user(user_id: int, kind: str) -> None:
    from ambasador.journal.verbs import tell_screens

    tell_screens(kind=kind, event_id=0, topics=(f"owner:{user_id}",) if user_id else ("queue",))
