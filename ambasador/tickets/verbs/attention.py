"""What the owner should look at, and what stands in the way."""

from datetime import datetime

from django.db import transaction

from ambasador.directory.models import Unit
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.tickets import access
from ambasador.tickets.events import AttentionSettled, ObstacleNamed, ObstacleRemoved
from ambasador.tickets.models import Attention, Obstacle, Step, Ticket
from ambasador.tickets.verbs.refusals import NoReasonGiven, TicketIsClosed
from ambasador.tickets.verbs.settling import attract, note


@transaction.atomic
def call_attention(ticket: Ticket, *, reason: str, by: Actor, message_at: datetime | None = None) -> Ticket:
    """
    Tell the owner that something new is there (a code of Attention). Records AttentionCalled, also when it was called before. Closed
    tickets stay quiet.
    """
    ticket = Ticket.objects.lock(ticket)
    if message_at:
        ticket.last_message_at = message_at
        ticket.save(update_fields=["last_message_at"])
    if not ticket.is_closed:
        attract(ticket, reason, by=by, at=clock.now())
        ticket.save(update_fields=["attention", "attention_since"])
    return ticket


@transaction.atomic
def settle_attention(ticket: Ticket, *, by: Actor) -> Ticket:
    """The owner has dealt with what was new. Records AttentionSettled; nothing when nothing was."""
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.attention:
        ticket.attention, ticket.attention_since = Attention.NONE, None
        ticket.save(update_fields=["attention", "attention_since"])
        note(ticket, AttentionSettled(ticket=ticket.id), by=by, at=clock.now())
    return ticket


@transaction.atomic
def name_obstacle(
    ticket: Ticket, *, kind: str, text: str, by: Actor, step: Step | None = None, is_public: bool = False, remover: Unit | None = None
) -> Obstacle:
    """
    Write down what blocks the ticket. Records ObstacleNamed. The same open obstacle named again is returned. Raises NoReasonGiven,
    TicketIsClosed.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.is_closed:
        raise TicketIsClosed
    text = text.strip()[:300]
    if not text:
        raise NoReasonGiven
    standing = ticket.obstacles.filter(kind=kind, text=text, removed_at__isnull=True).first()
    if standing:
        return standing
    at = clock.now()
    obstacle = Obstacle.objects.create(
        ticket=ticket, step=step, kind=kind, text=text, is_public=is_public, remover_unit=remover, named_at=at
    )
    ticket.obstacles_open += 1
    ticket.save(update_fields=["obstacles_open"])
    note(ticket, ObstacleNamed(ticket=ticket.id, obstacle=obstacle.id, text=text, is_public=is_public), by=by, at=at)
    return obstacle


@transaction.atomic
def remove_obstacle(obstacle: Obstacle, *, by: Actor) -> Obstacle:
    """The obstacle is gone. Records ObstacleRemoved. Repeating it changes nothing."""
    ticket = Ticket.objects.lock(obstacle.ticket)
    access.require_centre(by)
    obstacle = Obstacle.objects.get(pk=obstacle.pk)
    if obstacle.removed_at:
        return obstacle
    at = clock.now()
    obstacle.removed_at = at
    obstacle.save(update_fields=["removed_at"])
    ticket.obstacles_open = max(0, ticket.obstacles_open - 1)
    ticket.save(update_fields=["obstacles_open"])
    note(ticket, ObstacleRemoved(ticket=ticket.id, obstacle=obstacle.id, text=obstacle.text), by=by, at=at)
    return obstacle
