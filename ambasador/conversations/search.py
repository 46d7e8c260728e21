"""What of a conversation can be found: the words between the customer and us. Notes stay among colleagues."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from ambasador.conversations.models import Message
from ambasador.journal.actors import Actor
from ambasador.search.registry import Document, Searchable, declare
from ambasador.tickets.models import Ticket

MESSAGES_AT_MOST, WORDS_AT_MOST = 100, 4_000


def load(ids: Sequence[int]) -> Mapping[int, Document]:
    """One document a ticket, of its newest hundred messages. Two queries."""
    tickets = Ticket.objects.filter(pk__in=ids).in_bulk()
    texts: dict[int, list[str]] = {}
    rows = Message.objects.filter(ticket_id__in=ids).order_by("-id").values_list("ticket_id", "text", "from_address")
    for ticket, text, address in rows.iterator():
        kept = texts.setdefault(ticket, [])
        if len(kept) < MESSAGES_AT_MOST:
            kept.append(f"{text[:WORDS_AT_MOST]} {address}")
    return {
        number: Document(
            title=tickets[number].subject, body="\n".join(kept), updated_at=tickets[number].last_message_at or tickets[number].opened_at
        )
        for number, kept in texts.items()
        if number in tickets
    }


def visible(by: Actor) -> QuerySet[Any] | None:
    """All for the contact centre, none for anybody else."""
    return None if by.is_staff_of_centre() or by.is_own_machinery() else Ticket.objects.none()


def _ids() -> QuerySet[Any, Any]:
    return Message.objects.order_by("ticket_id").values_list("ticket_id", flat=True).distinct()


declare(Searchable(kind="conversation", load=load, ids=_ids, visible=visible))
