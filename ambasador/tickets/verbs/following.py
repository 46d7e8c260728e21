"""A matter that comes back after its ticket was closed for good goes on in a new ticket that follows it, with the same owner. [O7]"""

from django.db import transaction

from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.procedures.models import ProcedureVersion
from ambasador.procedures.queries import default_version
from ambasador.tickets import access, queries
from ambasador.tickets.events import TicketLinked
from ambasador.tickets.models import LinkKind, Ticket, TicketLink
from ambasador.tickets.verbs.opening import open_ticket
from ambasador.tickets.verbs.settling import note


@transaction.atomic
def continue_case(ticket: Ticket, *, by: Actor, channel: str) -> Ticket:
    """
    Where what the customer has to say goes: this ticket while it is open or opens again, else the newest that follows it, else a new one.

    The caller opens a closed one again. Records what `follow_up` does when there is none yet.
    """
    at = clock.now()
    ticket = Ticket.objects.lock(ticket)
    seen: set[int] = set()
    while ticket.is_closed and not queries.reopens(ticket, at=at) and ticket.id not in seen:
        seen.add(ticket.id)
        follower = queries.newest_follower(ticket)
        if follower is None:
            return follow_up(ticket, by=by, channel=channel)
        ticket = follower
    return ticket


@transaction.atomic
def follow_up(ticket: Ticket, *, by: Actor, channel: str) -> Ticket:
    """
    Open a ticket that follows a closed one: the same customer, subject, procedure and, if they may still get tickets, the same owner.

    Repeating it returns the open one that follows already. Records TicketOpened with what starts, and TicketLinked. Raises NotAllowed.
    """
    ticket = Ticket.objects.lock(ticket)
    if not (by.kind == "customer" and by.id == ticket.customer_id):
        access.require_centre(by)
    if not ticket.is_closed:
        return ticket
    standing = queries.newest_follower(ticket)
    if standing is not None and not standing.is_closed:
        return standing
    owner = ticket.owner
    if owner is not None and (not queries.has_standing_owner(ticket) or owner.leavings.filter(cancelled_at=None).exists()):
        owner = None
    made = open_ticket(
        customer=ticket.customer, subject=ticket.subject, channel=channel, language=ticket.language, version=_version_for(ticket), owner=owner, by=by
    )
    at = clock.now()
    TicketLink.objects.create(ticket=made, other=ticket, kind=LinkKind.FOLLOWS, made_at=at)
    note(made, TicketLinked(ticket=made.id, other=ticket.id, number=ticket.number, link=LinkKind.FOLLOWS), by=by, at=at)
    return made


def _version_for(ticket: Ticket) -> ProcedureVersion | None:
    """The version now in force of its procedure, else the default one."""
    in_force = ProcedureVersion.objects.filter(state="published", procedure__is_active=True)
    found = in_force.filter(procedure__versions=ticket.version_id).first() if ticket.version_id else None
    return found or default_version()
