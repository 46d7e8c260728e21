"""Who may read the ledger of contacts and write to people outside: the contact centre. What is held, leads and administrators release."""

from typing import Any

from django.db.models import QuerySet

from ambasador.accounts import door
from ambasador.journal.actors import Actor
from ambasador.lib.refusal import NotAllowed
from ambasador.outreach.models import Contact


@door.rule(Contact)
def visible_contacts(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    return queryset if by.is_staff_of_centre() or by.is_own_machinery() else queryset.none()


def require_send(by: Actor) -> None:
    """Raises NotAllowed unless the actor works in the contact centre or is our own machinery."""
    if not (by.is_own_machinery() or by.is_staff_of_centre()):
        raise NotAllowed


def require_release(by: Actor) -> None:
    """Raises NotAllowed unless the actor is a team lead, an administrator or our own machinery."""
    if not (by.is_own_machinery() or (by.kind == "user" and by.roles & {"lead", "admin"})):
        raise NotAllowed
