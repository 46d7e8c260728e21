"""Chats: opened by whoever opens the window, handed over to mail when nobody answers. [I1]"""

from django.db import connection, transaction

from ambasador.channels.chats import address_of
from ambasador.channels.events import ChatHandedOver, ChatOpened
from ambasador.channels.models import Chat, Line
from ambasador.customers.models import ContactKind
from ambasador.customers.queries import by_contact_point
from ambasador.customers.verbs import ContactPointTaken, add_contact_point
from ambasador.journal.actors import SYSTEM
from ambasador.journal.verbs import record
from ambasador.lib import clock


@transaction.atomic
def open_chat(line: Line, *, language: str, name: str = "") -> Chat:
    """Open a chat for somebody whom nobody knows yet. Records ChatOpened."""
    at = clock.now()
    chat = Chat.objects.create(line=line, language=language, name=" ".join(name.replace("\0", "").split())[:80], opened_at=at, seen_at=at)
    record(ChatOpened(chat=chat.id, line=line.id), by=SYSTEM, at=at)
    return chat


@transaction.atomic
def hand_over_to_mail(chat: Chat, *, email: str) -> Chat:
    """
    The customer leaves the window and is answered by mail from now on, until they write there again. Records ChatHandedOver.

    The address becomes theirs, unproved, unless it is another customer's: a claimed address proves nothing, so then only this
    conversation is answered there. The same address again records nothing.
    """
    chat = Chat.objects.select_for_update(no_key=True).get(pk=chat.pk)
    at = clock.now()
    if chat.email == email and chat.handed_over_at is not None and (chat.wrote_at is None or chat.wrote_at <= chat.handed_over_at):
        return chat
    chat.email, chat.handed_over_at = email, at
    chat.save(update_fields=["email", "handed_over_at"])
    customer = by_contact_point(ContactKind.MESSENGER, address_of(chat.id))
    if customer is not None:
        try:
            with transaction.atomic():
                add_contact_point(customer, kind=ContactKind.EMAIL, written=email, by=SYSTEM)
        except ContactPointTaken:
            pass
    record(ChatHandedOver(chat=chat.id), by=SYSTEM, at=at, topics=(address_of(chat.id),))
    return chat


def note_presence(chat: Chat, *, has_written: bool = False) -> None:
    """The window is open now. Like a count of knocks it is no state of the domain and no news to anybody. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channels_chat SET seen_at = %(at)s::timestamptz,"
            " wrote_at = CASE WHEN %(wrote)s::boolean THEN %(at)s::timestamptz ELSE wrote_at END WHERE id = %(id)s::bigint",
            {"at": clock.now(), "wrote": has_written, "id": chat.pk},
        )
