"""The desk and its preview."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.directory.queries import users_stood_in_for
from ambasador.lib import clock
from ambasador.tickets.models import Handover, Ticket
from ambasador.tickets.models.ownership import HandoverState
from ambasador.web import nav, wording
from ambasador.web.access import centre_only, user_of
from ambasador.web.desk.shaping import desk_of, open_tickets, seen_tickets
from ambasador.web.nav import Count
from ambasador.web.shapes import Empty
from ambasador.web.ticket.shaping import preview_of

WHOSE = ("mine", "standing_in", "team")


@centre_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Mine, those of people I stand in for, or the whole team's. htmx gets the list alone."""
    user, at = user_of(request), clock.now()
    whose = request.GET.get("whose", "mine") if request.GET.get("whose") in WHOSE else "mine"
    stands_in_for = users_stood_in_for(user.id, at=at)
    tickets = open_tickets(user)
    if whose != "team":
        tickets = tickets.filter(owner__in=stands_in_for if whose == "standing_in" else [user.id])
    chosen = request.GET.get("ticket", "")
    all_at = reverse("web:tickets") + (f"?owner={user.id}" if whose == "mine" else "")
    made = desk_of(tickets, reader=user, at=at, all_at=all_at, chosen=int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else None)
    context = {
        "desk": made,
        "whose": whose,
        "standing_in": len(stands_in_for),
        "today": wording.day(wording.today()),
        "nothing": _nothing(),
    }
    context["reader_topic"] = f"owner:{user.id}"
    if request.headers.get("HX-Request") == "true":
        response = render(request, "web/desk/_list.html", context)
    else:
        offers = door.visible(Handover.objects, user.actor).filter(to_user=user, state=HandoverState.OFFERED)
        context["offers"] = offers.select_related("ticket__customer", "from_user").order_by("id")[:20]
        context["preview"] = preview_of(made.first, at=at) if made.first else None
        response = render(request, "web/desk/page.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@centre_only
@require_safe
def preview(request: HttpRequest, number: int) -> HttpResponse:
    user, at = user_of(request), clock.now()
    ticket = door.get_visible(open_tickets(user), user.actor, number=number)
    [seen] = seen_tickets([ticket], reader=user, at=at)
    return render(request, "web/desk/_preview.html", {"preview": preview_of(seen, at=at)})


def _waiting_for_me(user: User) -> dict[str, QuerySet[Ticket]]:
    return {"mine": door.visible(Ticket.objects.open(), user.actor).filter(owner=user).exclude(attention="")}


@nav.counts("desk", _waiting_for_me)
def waiting_for_me(numbers: Mapping[str, int]) -> Count | None:
    return Count(numbers["mine"]) if numbers["mine"] else None


def _nothing() -> Empty:
    """Nothing at all is on this desk; what waits at others would be listed."""
    return Empty(_("Nothing waits for your move"), _("New tickets come here by themselves."))

