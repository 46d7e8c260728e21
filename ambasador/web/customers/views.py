"""Finding customers, and one customer's whole picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ambasador.accounts import door
from ambasador.customers.models import Customer
from ambasador.customers.queries import find_customers, picture
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.outreach.models import Contact, Verdict
from ambasador.tickets.models import Ticket
from ambasador.web import shown, wording
from ambasador.web.access import centre_only, user_of
from ambasador.web.customers.purposes import purpose
from ambasador.web.desk.shaping import seen_tickets
from ambasador.web.paging import page_of
from ambasador.web.shapes import Empty, Fact, Pager

FOUND_AT_MOST, TICKETS_AT_MOST, CONTACTS_AT_MOST = 50, 100, 50
LEDGER_DAYS = 14


@centre_only
@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """Newest first, 50 a page, or the best fifty for what was typed; at most nine queries beside the frame's."""
    by = user_of(request).actor
    text = request.GET.get("q", "").strip()[:200]
    if text:
        rows: Sequence[Customer] = find_customers(text, by=by, limit=FOUND_AT_MOST)
        pager = Pager()
    else:
        page = page_of(door.visible(Customer.objects.filter(merged_into=None).select_related("firm"), by), request)
        rows, pager = page.rows, page.pager
    nothing = (
        Empty(_("No customer was found"), _("Try a phone, an e-mail, an order number, or the beginning of a name."), "search")
        if text
        else Empty(_("There are no customers yet"), _("They come with their first message; you may also add one."), "users")
    )
    return render(request, "web/customers/list.html", {"customers": rows, "pager": pager, "text": text, "nothing": nothing})


def get_customer(request: HttpRequest, pk: int) -> Customer:
    """Raises Http404."""
    return door.get_visible(Customer.objects.select_related("firm", "merged_into"), user_of(request).actor, pk=pk)


@dataclass(frozen=True)
class Sent:
    """A line of the ledger."""

    at: datetime
    what: str
    to: str
    is_allowed: bool
    sentence: str


@centre_only
@require_safe
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one customer: thirteen queries beside the frame's; the newest hundred tickets."""
    user, at = user_of(request), clock.now()
    found = get_customer(request, pk)
    known = picture(found)
    own = door.visible(Ticket.objects.filter(customer=found), user.actor)
    tickets = list(shown.with_shown(own).order_by("-id")[:TICKETS_AT_MOST])
    seen = seen_tickets(tickets, reader=user, at=at)
    closed = [one for one in seen if one.ticket.is_closed]
    context = {
        "customer": found,
        "known": known,
        "facts": _facts(found),
        "open_rows": [shown.row(one) for one in seen if not one.ticket.is_closed],
        "closed_rows": [shown.row(one) for one in closed],
        "kept": sum(1 for one in closed if one.outlook and not one.is_late),
        "broken": sum(1 for one in closed if one.is_late),
        "ledger": _ledger(found, by=user.actor, at=at),
        "ledger_days": LEDGER_DAYS,
        "no_tickets": Empty(_("No open tickets"), _("What they write next will stand here."), "check"),
    }
    return render(request, "web/customers/page.html", context)


def _facts(customer: Customer) -> list[Fact]:
    since = wording.day(customer.customer_since) if customer.customer_since else ""
    told = [
        Fact(_("Remember"), customer.remember, icon="ear"),
        Fact(_("Prefers"), customer.prefers),
        Fact(_("Kind"), str(customer.get_kind_display())),
        Fact(_("To us"), str(customer.get_reporter_kind_display())),
        Fact(
            _("Firm"),
            customer.firm.name if customer.firm else "",
            url=reverse("web:customer", args=[customer.firm_id]) if customer.firm_id else "",
        ),
        Fact(_("Language"), {"pl": "polski", "en": "English"}.get(customer.language, customer.language)),
        Fact(_("Customer since"), since),
        Fact(_("Note among colleagues"), customer.note, icon="lock"),
    ]
    return [fact for fact in told if fact.value]


def _ledger(customer: Customer, *, by: Actor, at: datetime) -> list[Sent]:
    """What was sent or not sent to the customer lately; one query."""
    lately = Contact.objects.filter(recipient_kind="customer", recipient_id=customer.pk, at__gt=at - timedelta(days=LEDGER_DAYS))
    found = door.visible(lately, by).order_by("-at")[:CONTACTS_AT_MOST]
    return [Sent(one.at, purpose(one.purpose), one.recipient, one.verdict == Verdict.ALLOW, one.sentence) for one in found]
