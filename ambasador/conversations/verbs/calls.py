"""Telephone calls: what an exchange tells of them, who called, what became of them. [I1, C3]"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambasador.accounts.models import User
from ambasador.accounts.queries import may_receive
from ambasador.channels.interface import CallTold
from ambasador.channels.models import Line
from ambasador.conversations.events import CallerNamed, CallLogged, CallMissed, CallPutAway, CallWasTold, MessageReceived
from ambasador.conversations.models import CallOutcome, Direction, Message, PhoneCall
from ambasador.conversations.verbs.writing import topics_of
from ambasador.customers.models import ContactKind, Customer
from ambasador.customers.queries import by_contact_point
from ambasador.customers.verbs import add_contact_point, recognise
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock, phones
from ambasador.lib.refusal import Refused
from ambasador.procedures.queries import default_version
from ambasador.tickets import access
from ambasador.tickets.models import Attention, Ticket
from ambasador.tickets.verbs import call_attention, finish_callbacks, open_ticket, settle_attention
from ambasador.tickets.verbs.settling import for_owner

CHANNEL = "phone"
# an exchange that never tells the end, and answers that come later than the end
RINGS_AT_MOST, LATE_ANSWERS = timedelta(minutes=5), timedelta(seconds=10)
INSIDE = 5  # digits: calls between desks are nobody's case
LONGEST = timedelta(hours=12)


class CallIsLogged(Refused):
    """It stands in a case already."""

    code = "call_is_logged"
    sentence = gettext_lazy("This call is in a case already.")


class CallInFuture(Refused):
    """It cannot have begun yet, nor have lasted longer than half a day."""

    code = "call_in_future"
    sentence = gettext_lazy("Check when the call began and how long it took.")


@transaction.atomic
def note_call(line: Line, told: CallTold, *, by: Actor) -> PhoneCall | None:
    """
    Write down what an exchange tells of a call; the screens of whose extension it is hear of it. Records CallWasTold.

    Events may come in any order and any number of times: the earliest beginning, answer and end stay, and the extension of the latest
    answer has the call. What says nothing new records nothing. None for a call between two desks.
    """
    if told.number.isdigit() and len(told.number) <= INSIDE:
        return None
    at = clock.now()
    PhoneCall.objects.bulk_create([PhoneCall(line=line, carrier_id=told.call_id[:200], noted_at=at)], ignore_conflicts=True)
    call = PhoneCall.objects.select_for_update(no_key=True).get(line=line, carrier_id=told.call_id[:200])
    before, heard_before = _facts_of(call), _extensions_of(call)
    if told.number and not call.number:
        call.number = phones.normalise(told.number) or told.number[:40]
        call.direction = Direction.OUT if told.is_outgoing else Direction.IN
        call.customer = by_contact_point(ContactKind.PHONE, call.number)
    _apply(call, told, min(told.at or at, at), at)
    if _facts_of(call) == before:
        return call
    call.save()
    fact = CallWasTold(phone_call=call.id, what=told.what, extension=told.extension, number=call.number)
    record(fact, by=by, at=at, topics=_topics(heard_before | _extensions_of(call)))
    return call


def _apply(call: PhoneCall, told: CallTold, moment: datetime, at: datetime) -> None:
    if told.what == "ended":
        call.ended_at = min(call.ended_at or moment, moment)
        if call.missed_after is not None:
            call.missed_after = min(call.missed_after, at + LATE_ANSWERS)
        return
    call.begun_at = min(call.begun_at or moment, moment)
    if told.extension and told.extension not in call.rang_at:
        call.rang_at = [*call.rang_at, told.extension]
    if told.what == "answered":
        call.answered_at, call.missed_after = min(call.answered_at or moment, moment), None
        if told.extension and moment >= (call.with_since or moment):
            call.extension, call.with_since = told.extension, moment
    elif not call.is_incoming:
        call.extension = call.extension or told.extension
    elif call.answered_at is None and call.missed_after is None and not call.outcome:
        call.missed_after = at + (LATE_ANSWERS if call.ended_at else RINGS_AT_MOST)


def _facts_of(call: PhoneCall) -> tuple[object, ...]:
    return call.number, call.direction, tuple(call.rang_at), call.extension, call.with_since, call.begun_at, call.answered_at, call.ended_at


def _extensions_of(call: PhoneCall) -> set[str]:
    return {*call.rang_at, call.extension} - {""}


def _topics(extensions: Iterable[str]) -> tuple[str, ...]:
    """The live screens of those whose extensions these are; one query."""
    people = User.objects.filter(phone_extension__in=list(extensions), is_active=True).order_by("id").values_list("id", flat=True)
    return tuple(f"call:{person}" for person in people[:20])


@transaction.atomic
def miss_call(call: PhoneCall, *, by: Actor) -> PhoneCall:
    """
    Nobody answered: somebody has to call back. Records CallMissed and MessageReceived, or AttentionCalled. [I3]

    It joins the newest open case of whoever has the number and calls its owner; otherwise it opens one, which stands in the queue with its
    clock. From a withheld number nobody can be called back: it is only noted. Nothing when somebody answered meanwhile.
    """
    call = _lock(call)
    at = clock.now()
    if call.missed_after is None or call.missed_after > at or call.outcome:
        return call
    ticket = _case_of_missed(call, by=by) if call.number else None
    call.outcome, call.missed_after, call.ended_at = CallOutcome.MISSED, None, call.ended_at or at
    if ticket is not None:
        call.customer = ticket.customer
        call.message = Message.objects.create(
            ticket=ticket, direction=Direction.IN, channel=CHANNEL, from_name=ticket.customer.name[:200], from_address=call.number,
            to_address=call.line.name if call.line else "", at=call.begun_at or at,
        )  # fmt: skip
        Ticket.objects.filter(pk=ticket.pk).update(last_message_at=at)
    call.save()
    record(CallMissed(phone_call=call.id, ticket=ticket.id if ticket else None), by=by, at=at, topics=_topics(_extensions_of(call)))
    if ticket is not None and call.message is not None:
        fact = MessageReceived(
            ticket=ticket.id, message=call.message.id, channel=CHANNEL, basis="phone", is_verified=True, is_automatic=True
        )
        record(fact, by=Actor("customer", ticket.customer_id), at=at, topics=topics_of(ticket))
        call_attention(ticket, reason=Attention.CALL_MISSED, by=by, message_at=at)
    return call


def _case_of_missed(call: PhoneCall, *, by: Actor) -> Ticket:
    customer = recognise(phone=call.number, by=by) if phones.normalise(call.number) else recognise(name=call.number, by=by)
    open_cases = Ticket.objects.open().filter(customer=customer).select_related("customer")
    found = open_cases.order_by("-id").first()
    if found is not None:
        return Ticket.objects.lock(found)
    with translation.override(customer.language):
        subject = _("Missed call: %(number)s") % {"number": phones.shown(call.number)}
    return open_ticket(
        customer=customer, subject=subject, channel=CHANNEL, language=customer.language, version=default_version(), by=by
    )


@transaction.atomic
def log_call(
    ticket: Ticket, *, number: str, direction: str, begun_at: datetime, minutes: int | None, outcome: str, note: str, by: Actor,
    call: PhoneCall | None = None,
) -> Message:  # fmt: skip
    """
    Write down a call with or about the customer as a message of the case; `call` is the one an exchange told of. Records CallLogged.

    Having talked settles what called for attention and does the promise to call back. Raises CallIsLogged, CallInFuture, NotAllowed.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_own(by)
    at = clock.now()
    if call is not None:
        call = _lock(call)
        if call.message_id is not None and call.outcome != CallOutcome.MISSED:
            raise CallIsLogged
        begun_at = call.begun_at or begun_at
    length = timedelta(minutes=minutes) if minutes is not None else None
    if begun_at > at or (length or timedelta()) > LONGEST:
        raise CallInFuture
    seen = call if call is not None and call.message_id is None else PhoneCall(noted_at=at, begun_at=begun_at)
    seen.direction, seen.number = direction, phones.normalise(number) or number.strip()[:40]
    seen.customer, seen.outcome = ticket.customer, outcome
    if outcome == CallOutcome.TALKED:
        seen.answered_at, seen.missed_after = seen.answered_at or begun_at, None
    if length is not None:
        seen.ended_at = seen.ended_at or (seen.answered_at or begun_at) + length
    author = User.objects.get(pk=by.number)
    seen.message = Message.objects.create(
        ticket=ticket, direction=direction, channel=CHANNEL, author=author, from_name=author.name if direction == Direction.OUT else "",
        from_address=seen.number if direction == Direction.IN else "", to_address=seen.number if direction == Direction.OUT else "",
        text=note.replace("\0", "").strip(), at=begun_at,
    )  # fmt: skip
    seen.missed_after = None
    seen.save()
    ticket.last_message_at = at
    ticket.save(update_fields=["last_message_at"])
    fact = CallLogged(
        ticket=ticket.id, phone_call=seen.id, message=seen.message.id, direction=direction, outcome=outcome, seconds=seconds_of(seen)
    )
    record(fact, by=for_owner(ticket, by, at=at), at=at, topics=(*topics_of(ticket), *_topics(_extensions_of(seen))))
    if outcome == CallOutcome.TALKED:
        finish_callbacks(ticket, by=by)
        settle_attention(ticket, by=by)
    return seen.message


def seconds_of(call: PhoneCall) -> int | None:
    """How long they talked; None when they did not, or nobody knows."""
    if call.answered_at is None or call.ended_at is None:
        return None
    return max(0, int((call.ended_at - call.answered_at).total_seconds()))


@transaction.atomic
def open_ticket_for_call(
    *, number: str, name: str, subject: str, direction: str, begun_at: datetime, minutes: int | None, outcome: str, note: str, by: Actor,
    call: PhoneCall | None = None,
) -> Ticket:  # fmt: skip
    """
    Open a case for a call of an agent, who becomes its owner unless they are leaving, and log the call on it.

    The customer is who has the number, or who was named for the call; otherwise a new one. Records what opening and logging record. Raises
    what they raise; NameMissing when there is neither number nor name.
    """
    access.require_own(by)
    customer = call.customer if call is not None and call.customer is not None else None
    if customer is None:
        customer = recognise(phone=number if phones.normalise(number) else None, name=name, by=by)
    ticket = open_ticket(
        customer=customer, subject=subject, channel=CHANNEL, language=customer.language, version=default_version(),
        owner=may_receive().filter(pk=by.number).first(), by=by,
    )  # fmt: skip
    log_call(
        ticket, number=number, direction=direction, begun_at=begun_at, minutes=minutes, outcome=outcome, note=note, by=by, call=call
    )
    return ticket


@transaction.atomic
def name_caller(call: PhoneCall, customer: Customer, *, by: Actor, remembers: bool = False) -> PhoneCall:
    """
    Say who called; with `remembers` the number is theirs from now on. Records CallerNamed; nothing on repetition.

    Raises CallIsLogged, ContactPointTaken, NotAllowed.
    """
    access.require_own(by)
    call = _lock(call)
    if call.message_id is not None:
        raise CallIsLogged
    if remembers and phones.normalise(call.number):
        add_contact_point(customer, kind=ContactKind.PHONE, written=call.number, by=by)
    if call.customer_id == customer.id:
        return call
    call.customer = customer
    call.save(update_fields=["customer"])
    record(CallerNamed(phone_call=call.id, customer=customer.id), by=by, topics=_topics(_extensions_of(call)))
    return call


@transaction.atomic
def put_call_away(call: PhoneCall, *, by: Actor) -> PhoneCall:
    """Let a call go without a case: a wrong number, a seller. Records CallPutAway; nothing on repetition or once it is logged."""
    access.require_own(by)
    call = _lock(call)
    if call.put_away_at is None and call.message_id is None:
        call.put_away_at = clock.now()
        call.save(update_fields=["put_away_at"])
        record(CallPutAway(phone_call=call.id), by=by, topics=_topics(_extensions_of(call)))
    return call


def _lock(call: PhoneCall) -> PhoneCall:
    return PhoneCall.objects.select_for_update(of=("self",), no_key=True).select_related("line", "customer").get(pk=call.pk)
