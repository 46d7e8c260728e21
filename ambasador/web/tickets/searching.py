"""The one box: customers and tickets in one list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ambasador.accounts import door
from ambasador.customers.models import Customer
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.search.queries import Hit, find
from ambasador.search.registry import KINDS
from ambasador.tickets.models import Ticket
from ambasador.web import shown
from ambasador.web.access import centre_only, user_of
from ambasador.web.desk.shaping import seen_tickets
from ambasador.web.shapes import Empty, Row

AT_MOST = 40
TICKET_KINDS = ("ticket", "conversation")


@dataclass(frozen=True)
class Result:
    """A ticket's row, or a customer."""

    row: Row | None = None
    customer: Customer | None = None


@centre_only
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """
    What the reader may see, best first; a ticket whose number was typed stands first. At most 40 results, sixteen queries.

    Words of messages lead to their ticket.
    """
    user = user_of(request)
    text = request.GET.get("q", "").strip()[:200]
    found = (
        find(text, by=user.actor, limit=AT_MOST, kinds=[kind for kind in ("customer", *TICKET_KINDS) if kind in KINDS]) if text else None
    )
    hits = found.hits if found else []
    tickets = _tickets(text, hits, by=user.actor)
    rows = {seen.ticket.id: shown.row(seen) for seen in seen_tickets(tickets, reader=user, at=clock.now())}
    wanted = [hit.id for hit in hits if hit.kind == "customer"]
    customers = {
        customer.pk: customer for customer in door.visible(Customer.objects.filter(pk__in=wanted), user.actor).select_related("firm")
    }
    by_number = [ticket.id for ticket in tickets if str(ticket.number) == text.lstrip("#")]
    results = [Result(row=rows[number]) for number in by_number]
    used = set(by_number)
    for hit in hits:
        if hit.kind == "customer" and hit.id in customers:
            results.append(Result(customer=customers[hit.id]))
        elif hit.kind in TICKET_KINDS and hit.id in rows and hit.id not in used:
            used.add(hit.id)
            results.append(Result(row=rows[hit.id]))
    context = {"text": text, "instead": found.instead if found else "", "results": results, "nothing": _nothing(text)}
    return render(request, "web/tickets/search.html", context)


def _tickets(text: str, hits: Sequence[Hit], *, by: Actor) -> list[Ticket]:
    wanted = Q(pk__in=[hit.id for hit in hits if hit.kind in TICKET_KINDS])
    number = text.lstrip("#")
    if number.isascii() and number.isdigit() and len(number) < 19:
        wanted |= Q(number=int(number))
    return list(shown.with_shown(door.visible(Ticket.objects.filter(wanted), by)))


def _nothing(text: str) -> Empty:
    if not text:
        return Empty(_("What are you looking for?"), _("A name, phone, e-mail, ticket or order number, or words of a message."), "search")
    return Empty(_("Nothing was found"), _("Try fewer words, the beginning of a word, or a phone or order number."), "search")
