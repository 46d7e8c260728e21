"""What of a ticket can be found: number, subject, and whose it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from ambasador.journal.actors import Actor
from ambasador.search.registry import Document, Searchable, declare
from ambasador.tickets.models import Ticket


def load(ids: Sequence[int]) -> Mapping[int, Document]:
    """One query. A ticket is as new as its last message."""
    found = Ticket.objects.filter(pk__in=ids).select_related("customer")
    return {ticket.pk: _document(ticket) for ticket in found}


def visible(by: Actor) -> QuerySet[Any] | None:
    """All for the contact centre, none for anybody else: a word found would tell that it is there."""
    return None if by.is_staff_of_centre() or by.is_own_machinery() else Ticket.objects.none()


def _document(ticket: Ticket) -> Document:
    return Document(
        title=f"#{ticket.number} {ticket.subject}",
        body=ticket.customer.name,
        numbers=(str(ticket.number),),
        updated_at=ticket.last_message_at or ticket.opened_at,
    )


declare(Searchable(kind="ticket", load=load, ids=lambda: Ticket.objects.order_by("pk").values_list("pk", flat=True), visible=visible))
