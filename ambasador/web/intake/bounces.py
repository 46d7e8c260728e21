"""Addresses from which our messages came back: why, since when, whose cases, and the two ways to settle it."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ambasador.accounts import door
from ambasador.channels.models import BouncedAddress, BouncedMessage
from ambasador.channels.verbs import remove_bounced, settle_bounced
from ambasador.customers.models import ContactKind, Customer
from ambasador.journal.actors import Actor
from ambasador.outreach.models import Contact
from ambasador.tickets.models import Ticket
from ambasador.web.access import centre_only, user_of
from ambasador.web.intake.views import input_counts
from ambasador.web.paging import timed_page
from ambasador.web.shapes import Empty, State

CASES_AT_MOST = 500


@centre_only
@require_safe
def bounces(request: HttpRequest) -> HttpResponse:
    """What is not settled, the last bounce first, 50 a page; six queries beside the frame's."""
    by = user_of(request).actor
    page = timed_page(door.visible(BouncedAddress.objects.filter(settled_at=None), by), request, field="last_at")
    addresses = [row.address for row in page.rows]
    customers = door.visible(Customer.objects.filter(**_having(addresses)).prefetch_related("contact_points"), by)
    owners = {point.value: customer for customer in customers for point in customer.contact_points.all()}
    cases = _cases_of([row.pk for row in page.rows], by)
    context = {
        "rows": [(row, _state_of(row), owners.get(row.address), cases[row.pk]) for row in page.rows], "pager": page.pager,
        "nothing": Empty(_("No message came back"), _("Addresses that do not take our messages would be here, with the reason."), "mail"),
        "tab": "bounces", "counts": input_counts(request),
    }  # fmt: skip
    return render(request, "web/intake/bounces.html", context)


def _having(addresses: list[str]) -> dict[str, Any]:
    return {"contact_points__kind": ContactKind.EMAIL, "contact_points__value__in": addresses}


def _state_of(row: BouncedAddress) -> State:
    return State(_("for good"), "bad", "warn") if row.is_permanent else State(_("for now"), "risk", "clock")


def _cases_of(rows: list[int], by: Actor) -> defaultdict[int, list[Ticket]]:
    """The tickets whose messages came back, the newest first; of very many messages the last five hundred count."""
    sent = door.visible(BouncedMessage.objects.filter(bounced__in=rows), by).order_by("-id").values_list("outgoing", "bounced")[:CASES_AT_MOST]
    came_back = dict(sent)
    matters = dict(door.visible(Contact.objects.filter(outgoing__in=came_back).exclude(matter=None), by).values_list("outgoing", "matter"))
    tickets = door.visible(Ticket.objects, by).in_bulk(set(matters.values()))
    found: defaultdict[int, list[Ticket]] = defaultdict(list)
    for outgoing, row in came_back.items():
        ticket = tickets.get(matters.get(outgoing, 0))
        if ticket is not None and ticket not in found[row]:
            found[row].append(ticket)
    return found


@centre_only
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    by = user_of(request).actor
    settle_bounced(door.get_visible(BouncedAddress.objects, by, pk=pk), by=by)
    messages.success(request, _("Nobody is warned of this address any more."))
    return redirect("web:bounces")


@centre_only
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer loses the address; their messages and cases stay."""
    by = user_of(request).actor
    remove_bounced(door.get_visible(BouncedAddress.objects, by, pk=pk), by=by)
    messages.success(request, _("The address was removed."))
    return redirect("web:bounces")
