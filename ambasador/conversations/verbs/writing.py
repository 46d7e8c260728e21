"""What the owner writes to the customer and to colleagues, and what the customer writes on the page of the case."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ambasador.accounts.models import User
from ambasador.channels.verbs import withdraw_message
from ambasador.conversations import queries
from ambasador.conversations.events import MessageReceived, MessageSent, MessageWithdrawn, NoteWritten
from ambasador.conversations.models import Direction, Message, Note
from ambasador.conversations.uploads import Upload
from ambasador.conversations.verbs.keeping import (
    attach,
    email_of,
    known_references,
    last_received,
    remember_references,
    ticket_address,
)
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.lib.refusal import Refused
from ambasador.outreach.models import Contact
from ambasador.outreach.verbs import send_contact
from ambasador.tickets import access
from ambasador.tickets.models import Attention, Step, StepState, Ticket
from ambasador.tickets.verbs import answer_step, call_attention, close_ticket, continue_case, reopen_ticket, set_data, settle_attention
from ambasador.tickets.verbs.settling import for_owner

UNDO = timedelta(seconds=10)


class NothingWritten(Refused):
    code = "nothing_written"
    sentence = _("Write the message first.")


class NoAddress(Refused):
    """The customer has no address for this channel."""

    code = "no_address"
    sentence = _("We do not know an e-mail address of this customer. Add one first.")


@transaction.atomic
def reply_to_customer(ticket: Ticket, *, text: str, by: Actor, uploads: Sequence[Upload] = (), purpose: str = "reply") -> Message:
    """
    Write to the customer by e-mail, in their thread; it leaves after ten seconds, until then it can be taken back.

    Settles what called for attention. Records MessageSent with the gate's verdict. Raises NothingWritten, NoAddress, NotAllowed.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if not text.strip() and not uploads:
        raise NothingWritten
    address = email_of(ticket.customer)
    if not address:
        raise NoAddress
    at = clock.now()
    author = User.objects.filter(pk=by.number).first() if by.kind == "user" else None
    message = Message.objects.create(
        ticket=ticket, direction=Direction.OUT, channel="email", author=author, to_address=address, subject=subject_for(ticket), text=text.strip(),
        from_name=author.name if author else "", is_automatic=author is None, at=at,
    )  # fmt: skip
    files = attach(message, uploads)
    contact = send_contact(
        to=address,
        to_name=ticket.customer.name,
        purpose=purpose,
        matter=ticket.id,
        recipient_kind="customer",
        recipient_id=ticket.customer_id,
        subject=message.subject,
        text=text.strip(),
        by=by,
        automatic=author is None,
        from_name=author.name if author else "",
        reply_to=ticket_address(ticket),
        in_reply_to=getattr(last_received(ticket), "message_id", ""),
        references=known_references(ticket),
        attachments=[(file.file_id, file.name) for file in files],
        not_before=at + UNDO,
        topics=(f"ticket:{ticket.id}",),
    )
    settle_sent(message, contact)
    ticket.last_message_at = at
    ticket.save(update_fields=["last_message_at"])
    fact = MessageSent(ticket=ticket.id, message=message.id, channel="email", purpose=purpose, verdict=contact.verdict)
    record(fact, by=for_owner(ticket, by, at=at), at=at, topics=topics_of(ticket))
    if author is not None:
        settle_attention(ticket, by=by)
    return message


@transaction.atomic
def close_with_message(
    ticket: Ticket, *, text: str, reason: str, sentence: str, by: Actor, uploads: Sequence[Upload] = (), data: Mapping[str, object] | None = None
) -> Ticket:
    """
    Tell the customer the solution and close the ticket in one go; without words it is only closed. `data` is written down first. [O7]

    Records DataKnown, MessageSent and TicketClosed, or nothing of all. A closed ticket is left alone. Raises what replying and closing raise.
    """
    ticket = Ticket.objects.lock(ticket)
    if data and not ticket.is_closed:
        ticket = set_data(ticket, data, by=by)
    if (text.strip() or uploads) and not ticket.is_closed:
        reply_to_customer(ticket, text=text, by=by, uploads=uploads, purpose="closing")
    return close_ticket(ticket, reason=reason, sentence=sentence, by=by)


@transaction.atomic
def take_back_message(message: Message, *, by: Actor) -> Message:
    """Take a message back before it left. Records MessageWithdrawn. Raises channels' MessageIsGone when it is too late."""
    ticket = Ticket.objects.lock(message.ticket)
    access.require_centre(by)
    message = Message.objects.select_related("contact__outgoing").get(pk=message.pk)
    if message.contact is None or message.contact.outgoing is None:
        return message
    withdraw_message(message.contact.outgoing, by=by)
    record(MessageWithdrawn(ticket=ticket.id, message=message.id), by=by, topics=topics_of(ticket))
    return message


@transaction.atomic
def write_note(ticket: Ticket, *, text: str, by: Actor, uploads: Sequence[Upload] = ()) -> Note:
    """Write a note among colleagues; it can never leave. Records NoteWritten. Raises NothingWritten, NotAllowed."""
    ticket = Ticket.objects.lock(ticket)
    access.require_own(by)
    if not text.strip():
        raise NothingWritten
    note = Note.objects.create(ticket=ticket, author_id=by.number, text=text.strip(), at=clock.now())
    attach(note, uploads)
    record(NoteWritten(ticket=ticket.id, note=note.id), by=for_owner(ticket, by, at=note.at), topics=topics_of(ticket))
    return note


@transaction.atomic
def add_from_page(
    ticket: Ticket, *, text: str, by: Actor, uploads: Sequence[Upload] = (), step: Step | None = None, code: str = "",
    data: Mapping[str, object] | None = None,
) -> Message:  # fmt: skip
    """
    The customer adds words or files on the page of the case; with `step` they answer what we asked for, `code` being their choice and
    `data` what the step gives.

    Opens a closed case again, with the same owner; of a case that is closed for good the message belongs to the one that follows it.
    Records MessageReceived. The same words twice within a minute are one message. Raises NothingWritten, NotAllowed.
    """
    ticket = Ticket.objects.lock(ticket)
    if by.kind != "customer" or by.id != ticket.customer_id:
        access.require_centre(by)
    if not text.strip() and not uploads:
        raise NothingWritten
    goes_on = continue_case(ticket, by=by, channel="page")
    if goes_on.id != ticket.id:
        ticket, step, code, data = goes_on, None, "", None
    at = clock.now()
    twin = ticket.messages.filter(direction=Direction.IN, channel="page", text=text.strip(), at__gt=at - timedelta(minutes=1)).first()
    if twin and not uploads:
        return twin
    message = Message.objects.create(
        ticket=ticket, direction=Direction.IN, channel="page", from_name=ticket.customer.name, text=text.strip(), at=at
    )
    attach(message, uploads)
    fact = MessageReceived(ticket=ticket.id, message=message.id, channel="page", basis="page", is_verified=True, is_automatic=False)
    record(fact, by=by, at=at, topics=topics_of(ticket))
    received_from_customer(ticket, message, by=by, step=step, code=code, data=data)
    return message


def received_from_customer(
    ticket: Ticket, message: Message, *, by: Actor, step: Step | None = None, code: str = "", data: Mapping[str, object] | None = None
) -> None:
    """What follows from words of the customer: a closed case opens, a step that waits for them is answered, the owner is told."""
    if ticket.is_closed:
        ticket = reopen_ticket(ticket, reason="customer_replied", by=by)
    waiting = (
        step
        or Step.objects.filter(ticket=ticket, performer="customer", state__in=[StepState.OFFERED, StepState.ACCEPTED])
        .order_by("position")
        .first()
    )
    if waiting is not None and waiting.state in (StepState.OFFERED, StepState.ACCEPTED):
        said = data or queries.data_of_letter(waiting, message.text)
        answer_step(waiting, by=by, code=code, text=message.text or _files_sent(message), data=said)
    call_attention(ticket, reason=Attention.CUSTOMER_REPLIED, by=by, message_at=message.at)


def settle_sent(message: Message, contact: Contact) -> None:
    """Tie a message to what the gate made of it, and remember its Message-ID so that answers find the way."""
    message.contact = contact
    if contact.outgoing is not None:
        message.message_id = contact.outgoing.message_id
        remember_references([message.message_id], ticket=message.ticket, ours=True)
    message.save(update_fields=["contact", "message_id"])


def subject_for(ticket: Ticket) -> str:
    """The subject of what we send about the case: its own, with the number that tells people which case it is."""
    return f"Re: {ticket.subject} [#{ticket.number}]"


def topics_of(ticket: Ticket) -> tuple[str, ...]:
    return (f"ticket:{ticket.id}", f"owner:{ticket.owner_id}" if ticket.owner_id else "queue")


def _files_sent(message: Message) -> str:
    return ", ".join(message.attachments.values_list("name", flat=True))
