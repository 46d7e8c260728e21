"""
Who may see and do what with what arrives and what leaves: the contact centre reads and helps, leads and administrators manage.

Verbs without a rule here are steps of the product's own machinery: taking in, sending, reading mailboxes.
"""

from typing import Any

from django.db.models import QuerySet

from ambasador.accounts import door
from ambasador.channels.models import (
    BouncedAddress,
    BouncedMessage,
    InputRetention,
    Line,
    Mailbox,
    OutboxMessage,
    RawInput,
    Replay,
    ReplayedInput,
    StuckMessage,
)
from ambasador.journal.actors import Actor
from ambasador.lib.refusal import NotAllowed


@door.rule(Mailbox)
@door.rule(Line)
@door.rule(BouncedAddress)
@door.rule(BouncedMessage)
@door.rule(InputRetention)
@door.rule(RawInput)
@door.rule(Replay)
@door.rule(ReplayedInput)
@door.rule(StuckMessage)
@door.rule(OutboxMessage)
def visible_to_the_centre(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """Departments, partners and customers see messages only where a task or a case shows them."""
    return queryset if by.is_staff_of_centre() or by.is_own_machinery() else queryset.none()


def require_centre(by: Actor) -> None:
    """Raises NotAllowed unless the actor works in the contact centre or is our own machinery."""
    if not (by.is_own_machinery() or by.is_staff_of_centre()):
        raise NotAllowed


def require_manage(by: Actor) -> None:
    """Raises NotAllowed unless the actor is a team lead, an administrator or our own machinery."""
    if not (by.is_own_machinery() or (by.kind == "user" and by.roles & {"lead", "admin"})):
        raise NotAllowed
