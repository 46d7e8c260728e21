"""Answering a customer over a line: a text message, a messenger, a chat. [I1]"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ambasador.accounts.models import User
from ambasador.channels.models import Line
from ambasador.channels.sms.text import length_of
from ambasador.conversations.events import MessageSent
from ambasador.conversations.models import Direction, Message
from ambasador.conversations.queries import ways_to_answer
from ambasador.conversations.verbs.writing import NothingWritten, settle_sent, topics_of
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.lib.refusal import Refused
from ambasador.outreach.verbs import send_contact
from ambasador.tickets import access
from ambasador.tickets.models import Ticket
from ambasador.tickets.verbs import settle_attention
from ambasador.tickets.verbs.settling import for_owner

UNDO = timedelta(seconds=10)
LIVE = "chat"  # somebody waits before the window: what is said is said
MOST_SEGMENTS, MOST_LETTERS = 6, 4000


class NoWay(Refused):
    """The customer cannot be reached over this line, or not any more."""

    code = "no_way"
    sentence = _("The customer cannot be reached this way now. Choose another one.")


class FilesByMail(Refused):
    """A line carries words only."""

    code = "files_by_mail"
    sentence = _("Files cannot be sent this way. Send them by e-mail, or write without them.")


class TextTooLong(Refused):
    """Nobody reads, and somebody pays for, more segments than this."""

    code = "text_too_long"
    sentence = _("This is too long for a text message. Shorten it, or send an e-mail.")


@transaction.atomic
def reply_over_line(ticket: Ticket, *, line: Line, text: str, by: Actor, purpose: str = "reply") -> Message:
    """
    Write to the customer over a line; it leaves after ten seconds, until then it can be taken back; in a chat at once.

    Settles what called for attention. Records MessageSent with the gate's verdict. Raises NothingWritten, NoWay, TextTooLong, NotAllowed.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    text = text.strip()
    if not text:
        raise NothingWritten
    way = next((way for way in ways_to_answer(ticket) if way.line.id == line.id), None)
    if way is None:
        raise NoWay
    segments = length_of(text).segments if way.channel == "sms" else 1
    if segments > MOST_SEGMENTS or len(text) > MOST_LETTERS:
        raise TextTooLong
    at = clock.now()
    author = User.objects.filter(pk=by.number).first() if by.kind == "user" else None
    message = Message.objects.create(
        ticket=ticket, direction=Direction.OUT, channel=way.channel, author=author, to_address=way.address, text=text,
        from_name=author.name if author else "", is_automatic=author is None, at=at,
    )  # fmt: skip
    topics = (f"ticket:{ticket.id}", way.address) if way.channel == LIVE else (f"ticket:{ticket.id}",)
    contact = send_contact(
        to=way.address,
        to_name=ticket.customer.name,
        purpose=purpose,
        matter=ticket.id,
        channel=way.channel,
        line=way.line,
        recipient_kind="customer",
        recipient_id=ticket.customer_id,
        subject="",
        text=text,
        by=by,
        automatic=author is None,
        not_before=at if way.channel == LIVE else at + UNDO,
        topics=topics,
    )
    settle_sent(message, contact)
    ticket.last_message_at = at
    ticket.save(update_fields=["last_message_at"])
    fact = MessageSent(ticket=ticket.id, message=message.id, channel=way.channel, purpose=purpose, verdict=contact.verdict)
    record(fact, by=for_owner(ticket, by, at=at), at=at, topics=topics_of(ticket))
    if author is not None:
        settle_attention(ticket, by=by)
    return message
