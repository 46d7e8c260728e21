"""Taking in what a line brought: a text message, a chat line, a message of a messenger, a delivery report. [I1-I3]"""

from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from ambasador.channels import lines
from ambasador.channels.interface import CallTold, Channel, Incoming, Report
from ambasador.channels.models import Line, RawInput
from ambasador.channels.registry import channel_of
from ambasador.channels.verbs import mark_taken, note_delivery, set_aside
from ambasador.conversations import choosing
from ambasador.conversations.events import MessageReceived
from ambasador.conversations.models import Direction, Message, ThreadReference
from ambasador.conversations.uploads import Upload
from ambasador.conversations.verbs.calls import note_call
from ambasador.conversations.verbs.keeping import attach, remember_references
from ambasador.conversations.verbs.writing import received_from_customer, topics_of
from ambasador.customers.models import ContactKind, Customer
from ambasador.customers.queries import by_contact_point
from ambasador.customers.verbs import recognise
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.lib.language import language_of
from ambasador.lib.refusal import Refused
from ambasador.procedures.queries import version_in_force
from ambasador.tickets.models import Ticket
from ambasador.tickets.verbs import continue_case, open_ticket, set_data

INTAKE_LOCK = 0x0A5517
# what was last written over a line joins the same ticket: an open one for a month, a closed one for three days
OPEN_FOR, CLOSED_FOR = timedelta(days=30), timedelta(days=3)
LONG_ENOUGH = 40  # letters by which a language can be told
REPORT_TRIES = 2


def one_after_another() -> None:
    """Take in one message after another until the transaction ends: two of one thread must not open two tickets."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INTAKE_LOCK])


def take_in_from_line(raw_input: RawInput, line: Line, *, by: Actor) -> Ticket | None:
    """
    Make of what a carrier brought the messages and reports that it is. Part of `take_in`, which holds the row.

    A message the carrier brings again under its own id is known and left alone. A report may come before we noted what it is of: it is
    tried again, and after that set aside. Returns the ticket of the last message.
    """
    channel = channel_of(line.code)
    brought = channel.read(line, lines.kept_call(raw_input))
    if any(isinstance(item, Incoming) for item in brought):
        one_after_another()
    ticket, unknown = None, 0
    for item in brought:
        if isinstance(item, CallTold):
            note_call(line, item, by=by)
        elif isinstance(item, Report):
            unknown += note_delivery(line, item.carrier_id, state=item.state, error=item.error, by=by) is None
        else:
            ticket = _take_in_message(raw_input, line, channel, item, by=by) or ticket
    if unknown and unknown == len(brought):
        if raw_input.tries < REPORT_TRIES:
            raise LookupError("a delivery report of a message that is not known yet")
        set_aside(raw_input, reason="report_of_unknown_message", by=by)
        return None
    mark_taken(raw_input, by=by)
    return ticket


def reference_of(channel: str, line: int, carrier_id: str) -> str:
    """The name under which a message of a line is known among the references of a conversation."""
    return f"{channel}:{line}:{carrier_id}"[:255]


def _take_in_message(raw_input: RawInput, line: Line, channel: Channel, said: Incoming, *, by: Actor) -> Ticket | None:
    own = reference_of(channel.channel, line.id, said.carrier_id)
    if ThreadReference.objects.filter(reference=own).exists():
        return None
    customer = _customer(channel, said, by=by)
    ticket, basis = (None, "new") if said.is_new_matter else _place_of(line, channel, said, customer)
    writer = Actor("customer", customer.id)
    if ticket is None:
        ticket = _as_new(channel, said, customer, by=by)
    else:
        ticket = continue_case(ticket, by=writer, channel=channel.channel)
    at = clock.now()
    message = Message.objects.create(
        ticket=ticket,
        direction=Direction.IN,
        channel=channel.channel,
        from_name=customer.name[:200],
        from_address=said.sender[:320],
        to_address=line.name[:320],
        text=said.text.replace("\0", "")[:100_000],
        message_id=own,
        raw_input=raw_input,
        at=at,
    )
    attach(message, [Upload(file.name, file.media_type, file.content, was_received=True) for file in said.files])
    remember_references([own], ticket=ticket)
    fact = MessageReceived(
        ticket=ticket.id, message=message.id, channel=channel.channel, basis=basis, is_verified=True, is_automatic=False
    )
    record(fact, by=writer, at=at, topics=topics_of(ticket))
    Ticket.objects.filter(pk=ticket.pk).update(last_message_at=at)
    if basis != "new":
        received_from_customer(ticket, message, by=writer)
    return ticket


def _customer(channel: Channel, said: Incoming, *, by: Actor) -> Customer:
    points = {said.sender_kind or channel.contact_kind: said.sender}
    if said.also_phone and by_contact_point(ContactKind.EMAIL, said.sender) is None and by_contact_point(ContactKind.PHONE, said.also_phone) is None:
        points[ContactKind.PHONE] = said.also_phone  # whoever types a customer's address must not add a number of theirs to it
    language = said.language or (language_of(said.text) if len(said.text) >= LONG_ENOUGH else settings.LANGUAGE_CODE)
    return recognise(
        email=points.get(ContactKind.EMAIL), phone=points.get(ContactKind.PHONE), messenger=points.get(ContactKind.MESSENGER),
        name=said.name, language=language, by=by,
    )  # fmt: skip


def _place_of(line: Line, channel: Channel, said: Incoming, customer: Customer) -> tuple[Ticket | None, str]:
    """The ticket that the message answers, else the one of the last words over this channel with the customer; theirs only. At most four queries."""
    theirs = Ticket.objects.select_related("customer").filter(customer=customer)
    answered = [reference_of(channel.channel, line.id, one) for one in said.replies_to if one]
    if answered:
        found = ThreadReference.objects.filter(reference__in=answered, ticket__customer=customer).order_by("-id").first()
        if found is not None:
            return theirs.get(pk=found.ticket_id), "references"
        ours = Message.objects.filter(
            contact__outgoing__line=line, contact__outgoing__carrier_id__in=[one for one in said.replies_to if one], ticket__customer=customer
        )
        number = ours.order_by("-id").values_list("ticket_id", flat=True).first()
        if number is not None:
            return theirs.get(pk=number), "references"
    last = Message.objects.filter(ticket__customer=customer, channel=channel.channel).order_by("-at").values_list("ticket_id", "at").first()
    if last is None:
        return None, "new"
    ticket = theirs.get(pk=last[0])
    is_near = clock.now() - last[1] <= (CLOSED_FOR if ticket.is_closed else OPEN_FOR)
    return (ticket, "channel") if is_near else (None, "new")


def _as_new(channel: Channel, said: Incoming, customer: Customer, *, by: Actor) -> Ticket:
    language = said.language or (language_of(said.text) if len(said.text) >= LONG_ENOUGH else customer.language)
    version = version_in_force(said.procedure) if said.procedure else None
    chosen = choosing.Choice(version, ()) if version else choosing.procedure_for(said.subject, said.text)
    subject = said.subject or " ".join(said.text.split())[:80] or _("A message without words")
    ticket = open_ticket(
        customer=customer, subject=subject, channel=channel.channel, language=language, version=chosen.version, why_version=chosen.words, by=by
    )
    if said.data:
        with suppress(Refused), transaction.atomic():  # the procedure changed meanwhile: what was said stands in the words
            ticket = set_data(ticket, said.data, by=by)
    return ticket
