"""A call as an agent sees it: who it is, their open cases with what to say, and where to go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.conversations.models import CallOutcome, PhoneCall
from ambasador.conversations.queries import calls_at
from ambasador.customers.queries import standing
from ambasador.journal.actors import Actor
from ambasador.lib import phones
from ambasador.promises.queries import say_now
from ambasador.tickets.models import Ticket
from ambasador.web.shapes import State
from ambasador.web.shown import url_of

POPPED_AT_MOST, TICKETS_AT_MOST = 3, 3


@dataclass(frozen=True)
class CallersTicket:
    number: int
    subject: str
    says: str
    url: str
    log_url: str


@dataclass(frozen=True)
class ShownCall:
    id: int
    title: str
    number: str
    who: str
    customer_url: str
    remember: str
    state: State
    tickets: Sequence[CallersTicket]
    more_tickets: bool
    is_logged: bool


def pops_of(user: User, *, at: datetime) -> list[ShownCall]:
    """The calls at the user's extension, at most three; one query, and with calls about five for each case shown. Nothing without an extension."""
    if not user.phone_extension or not user.is_centre:
        return []
    calls = door.visible(calls_at(user.phone_extension, at=at), user.actor).select_related("customer__merged_into")
    return [shown_call(call, by=user.actor, at=at) for call in calls[:POPPED_AT_MOST]]


def shown_call(call: PhoneCall, *, by: Actor, at: datetime) -> ShownCall:
    customer = standing(call.customer) if call.customer else None
    tickets = list(door.visible(Ticket.objects.open(), by).filter(customer=customer).order_by("-id")[: TICKETS_AT_MOST + 1]) if customer else []
    number = phones.shown(call.number) if call.number else _("withheld number")
    return ShownCall(
        id=call.id,
        title=_title(call, customer.name if customer else ""),
        number=number,
        who=customer.name if customer else "",
        customer_url=reverse("web:customer", args=[customer.id]) if customer else "",
        remember=customer.remember if customer else "",
        state=state_of(call),
        tickets=[_ticket(ticket, call, at) for ticket in tickets[:TICKETS_AT_MOST]],
        more_tickets=len(tickets) > TICKETS_AT_MOST,
        is_logged=call.message_id is not None,
    )


def _title(call: PhoneCall, name: str) -> str:
    who = name or (phones.shown(call.number) if call.number else _("withheld number"))
    if call.is_ringing:
        return _("A call from: %(who)s") % {"who": who} if call.is_incoming else _("You are calling: %(who)s") % {"who": who}
    return _("Call: %(who)s") % {"who": who}


def state_of(call: PhoneCall) -> State:
    if call.outcome:
        is_missed = call.outcome == CallOutcome.MISSED
        return State(str(CallOutcome(call.outcome).label), "bad" if is_missed else "ok", "flag" if is_missed else "check")
    if call.put_away_at:
        return State(_("put away"), "wait", "x")
    if call.ended_at and call.answered_at:
        return State(_("ended, not logged yet"), "risk", "clock")
    if call.ended_at:
        return State(_("nobody answered"), "risk", "clock")
    if call.answered_at:
        return State(_("in progress"), "ok", "phone")
    return State(_("rings"), "act", "phone")


def _ticket(ticket: Ticket, call: PhoneCall, at: datetime) -> CallersTicket:
    spoken = say_now(ticket, language=ticket.language, at=at)
    says = " ".join(clause.text for clause in spoken.internal)
    log_url = f"{reverse('web:ticket_calls', args=[ticket.number])}?call={call.id}"
    return CallersTicket(ticket.number, ticket.subject, says, url_of(ticket), log_url)
