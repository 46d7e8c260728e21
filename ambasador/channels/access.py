"""Who may see what arrives and what leaves: the contact centre reads, leads and administrators manage."""

from typing import Any

from django.db.models import QuerySet

from ambasador.accounts import door
from ambasador.channels.models import Mailbox, OutboxMessage, RawInput
from ambasador.journal.actors import Actor


@door.rule(Mailbox)
@door.rule(RawInput)
@door.rule(OutboxMessage)
def visible_to_the_centre(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """Departments, partners and customers see messages only where a task or a case shows them."""
    return queryset if by.is_staff_of_centre() or by.is_own_machinery() else queryset.none()
