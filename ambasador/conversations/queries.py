"""Finding the conversation a message belongs to, and reading conversations. Lists are bounded and take a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, IntegerField, Max, Min, Q, QuerySet, When

from ambasador.channels.chats import address_of, emails_of
from ambasador.channels.email import ParsedMessage
from ambasador.channels.interface import is_reachable
from ambasador.channels.models import Chat, Line, Mailbox, OutboxMessage, OutboxState, RawInput
from ambasador.channels.registry import channel_of, channels
from ambasador.conversations.data_said import data_in
from ambasador.conversations.digest import COLLECTED_FOR
from ambasador.conversations.models import Direction, Message, PhoneCall, TaskMessage, ThreadReference
from ambasador.conversations.threading import Place
from ambasador.customers.models import ContactKind, ContactPoint
from ambasador.customers.queries import by_contact_point
from ambasador.directory.models import Unit
from ambasador.directory.queries import unit_of_address
from ambasador.journal import edition
from ambasador.journal.actors import Actor
from ambasador.lib import clock, tokens
from ambasador.procedures.fields import Stored
from ambasador.tickets.data import asked_by
from ambasador.tickets.models import Notice, Step, Ticket


def place_by_reference(references: Sequence[str]) -> Place | None:
    """The conversation of the nearest known reference; ours before others of the same message. One query."""
    cut = [ref[:255] for ref in references if ref]
    if not cut:
        return None
    order = Case(*[When(reference=ref, then=index) for index, ref in enumerate(cut)], output_field=IntegerField())
    found = ThreadReference.objects.filter(reference__in=cut).order_by(order, "-is_ours", "id").first()
    return Place(found.ticket_id, found.step_id, "references") if found else None


def data_of_letter(step: Step, text: str) -> dict[str, Stored]:
    """The data that a letter in plain words brings of what its step gives and nobody knows yet; no query when it gives nothing."""
    wanted = asked_by(step)
    return data_in(text, wanted, at=clock.now(), zone=settings.TIME_ZONE) if wanted else {}


def place_by_token(kind: str, token: str) -> Place | None:
    """The conversation of a signed reply address, or None when the signature is not ours."""
    if kind == "ticket":
        number = tokens.read_signed("reply", token, key=settings.SECRET_KEY)
        return Place(number, None, "address") if number and Ticket.objects.filter(pk=number).exists() else None
    number = tokens.read_signed("task-reply", token, key=settings.SECRET_KEY)
    step = Step.objects.filter(pk=number).first() if number else None
    return Place(step.ticket_id, step.id, "address") if step else None


def place_by_number(number: int, *, sender: str) -> Place | None:
    """The ticket with this number if the sender belongs to it; the number alone opens nothing."""
    ticket = Ticket.objects.filter(number=number).first()
    return Place(ticket.id, None, "subject") if ticket and is_known_sender(ticket, sender) else None


def is_known_sender(ticket: Ticket, address: str) -> bool:
    """
    Whether the address is the customer's. What a message claims as its sender is weighed elsewhere; here only who belongs to the case.
    """
    value = address.strip().lower()
    points = ContactPoint.objects.filter(customer_id=ticket.customer_id)
    if not value or points.filter(kind=ContactKind.EMAIL, value=value).exists():
        return bool(value)
    return value in emails_of(points.filter(kind=ContactKind.MESSENGER).values_list("value", flat=True))


def strangers_among(ticket: Ticket, addresses: Sequence[str]) -> bool:
    """Whether any of these addresses (in lower case) is neither the customer's nor one of ours. At most two queries."""
    domain = f"@{settings.MAIL_DOMAIN.lower()}"
    others = {address for address in addresses if not address.endswith(domain)}
    if not others:
        return False
    others -= {address.lower() for address in Mailbox.objects.filter(is_active=True).values_list("address", flat=True)}
    return bool(others - set(ContactPoint.objects.filter(customer_id=ticket.customer_id, value__in=others).values_list("value", flat=True)))


def was_written_to_by_a_person(customer: int) -> bool:
    """Whether somebody of ours ever wrote to the customer: then their name is one we know."""
    return Message.objects.filter(ticket__customer_id=customer, direction=Direction.OUT, author__isnull=False).exists()


def sender_in_unit(unit: Unit, address: str) -> Actor | None:
    """Who of this unit writes from the address: a person, the unit itself, or nobody of it."""
    found = unit_of_address(address)
    if found is None or found[0].id != unit.id:
        return None
    person = found[1]
    return Actor("person", person.id) if person else Actor("unit", unit.id)


def is_own_address(address: str) -> bool:
    """Whether it is one of our mailboxes or reply addresses: mail from there is our own coming back."""
    value = address.strip().lower()
    if value.rpartition("@")[2] == settings.MAIL_DOMAIN.lower():
        return True
    return bool(value) and Mailbox.objects.filter(address__iexact=value, is_active=True).exists()


def bounced_message(parsed: ParsedMessage) -> OutboxMessage | None:
    """The message of ours that a bounce tells of: by its Message-ID, never by guess."""
    ids = [parsed.bounce.original_id if parsed.bounce else "", *parsed.ancestors]
    return OutboxMessage.objects.filter(message_id__in=[one for one in ids if one]).order_by("-id").first()


def place_of_outgoing(outgoing: OutboxMessage) -> Place | None:
    """The conversation a message of ours belongs to."""
    message = Message.objects.filter(contact__outgoing=outgoing).first()
    if message:
        return Place(message.ticket_id, None, "outgoing")
    task = TaskMessage.objects.filter(contact__outgoing=outgoing).first()
    return Place(task.ticket_id, task.step_id, "outgoing") if task else None


@dataclass(frozen=True)
class Way:
    """One way to write to a customer beside mail: over which line, to which address, and how people read it."""

    line: Line
    channel: str
    address: str
    shown: str


def ways_to_answer(ticket: Ticket) -> list[Way]:
    """
    The lines over which the customer can be written to now, by name; the verified address first, then the oldest.

    At most three queries, one more for each chat: lines, in each edition, contact points, and when the customer last wrote where we may
    only answer.
    """
    at = clock.now()
    lines = edition.kept("channels.lines", lambda: list(Line.objects.filter(is_active=True).order_by("name", "id")))
    usable = [(line, channel_of(line.code)) for line in lines if line.code in channels()]
    if not usable:
        return []
    points = sorted(ticket.customer.contact_points.all(), key=lambda point: (not point.is_verified, point.id))
    heard: dict[str, datetime] = {}
    if any(channel.answers_within for _line, channel in usable):
        received = Message.objects.filter(ticket__customer_id=ticket.customer_id, direction="in", at__gt=at - timedelta(days=7))
        heard = dict(received.values_list("channel").annotate(last=Max("at")).order_by())
    ways = []
    for line, channel in usable:
        if channel.answers_within and (channel.channel not in heard or at - heard[channel.channel] > channel.answers_within):
            continue
        for point in points:
            address = channel.address(point.value) if point.kind == channel.contact_kind else None
            if address and is_reachable(channel, line, address):
                ways.append(Way(line, channel.channel, address, point.shown))
                break
    return ways


def ticket_of_input(raw_input: RawInput) -> Ticket | None:
    """The ticket that what came in has become part of."""
    message = Message.objects.filter(raw_input=raw_input).select_related("ticket").order_by("id").first()
    return message.ticket if message else None


def customers_to_remind() -> QuerySet[Notice]:
    """Notices to customers that have not gone out, the oldest first."""
    return Notice.objects.filter(recipient_kind="customer", told_at=None).select_related("nudge__step").order_by("id")


def recipients_to_tell(at: datetime) -> QuerySet[Notice, tuple[str, int]]:
    """(kind, id) of those for whom something was collected, the longest waiting first. What began just now is collected a little longer."""
    waiting = Notice.objects.filter(told_at=None).exclude(recipient_kind="customer").values("recipient_kind", "recipient_id")
    ripe = waiting.annotate(since=Min("at")).filter(since__lte=at - COLLECTED_FOR).order_by("since")
    return ripe.values_list("recipient_kind", "recipient_id")


SHOWN_FOR = timedelta(hours=2)


def missed_calls(at: datetime) -> QuerySet[PhoneCall]:
    """Calls of which it is certain by now that nobody answered, the longest waiting first."""
    return PhoneCall.objects.filter(missed_after__lte=at).order_by("missed_after")


def calls_at(extension: str, *, at: datetime) -> QuerySet[PhoneCall]:
    """
    The calls that ring at an extension or that it had within the last two hours, the newest first: those in no case yet, and not put away.
    """
    waiting = PhoneCall.objects.filter(message__isnull=True, put_away_at__isnull=True, outcome="", noted_at__gt=at - SHOWN_FOR)
    rings = Q(missed_after__isnull=False, ended_at__isnull=True, rang_at__contains=[extension])
    return waiting.filter(rings | Q(extension=extension)).select_related("customer").order_by("-noted_at", "-id")


CHAT_AT_MOST = 200


def said_in_chat(chat: Chat) -> list[Message]:
    """What was said in the window of a chat, the oldest first: theirs, and ours as far as it was let through. At most three queries."""
    address = address_of(chat.id)
    customer = by_contact_point(ContactKind.MESSENGER, address)
    if customer is None:
        return []
    theirs = Q(direction=Direction.IN, from_address=address)
    left = ~Q(contact__outgoing__state__in=[OutboxState.WITHDRAWN, OutboxState.FAILED])
    ours = Q(direction=Direction.OUT, to_address=address, contact__outgoing__isnull=False) & left
    found = Message.objects.filter(theirs | ours, ticket__customer=customer, channel="chat").select_related("author", "contact__outgoing")
    return list(found.order_by("-id")[:CHAT_AT_MOST])[::-1]
