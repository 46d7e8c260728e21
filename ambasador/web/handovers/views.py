"""Offering many tickets at once, and accepting many: a result for each."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.accounts.queries import may_receive
from ambasador.tickets.access import may_lead
from ambasador.tickets.verbs import accept_handovers, offer_handovers
from ambasador.web.access import centre_only, user_of
from ambasador.web.handovers import shaping
from ambasador.web.handovers.forms import OffersForm
from ambasador.web.shapes import Empty

AT_ONCE = 200


def owner_of(request: HttpRequest, number: str) -> User:
    """Whose tickets: mine, or somebody's of the centre for who leads. Raises Http404."""
    user = user_of(request)
    if not number or number == str(user.pk):
        return user
    if not may_lead(user.actor) or not (number.isascii() and number.isdigit()):
        raise Http404
    return door.get_visible(User.objects, user.actor, pk=int(number))


def chosen_ids(request: HttpRequest, name: str) -> list[int]:
    """The rows that were ticked, at most 200."""
    return [int(value) for value in request.POST.getlist(name) if value.isascii() and value.isdigit() and len(value) < 19][:AT_ONCE]


@centre_only
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    owner = owner_of(request, request.GET.get("of", ""))
    return handing_over_page(request, owner)


def handing_over_page(request: HttpRequest, owner: User, *, form: OffersForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
    """The open tickets of one person, 50 a page, with a receiver for each; and what the reader was offered. Twelve queries beside the frame's."""
    user = user_of(request)
    rows, pager = shaping.rows_of(owner, request, by=user.actor)
    context = {
        "owner": owner,
        "is_mine": owner.pk == user.pk,
        "rows": rows,
        "pager": pager,
        "form": form or OffersForm(by=user.actor, owner=owner),
        "offers": shaping.offers_to(user) if owner.pk == user.pk else [],
        "nothing": Empty(_("There are no open tickets to hand over"), "", "check"),
        **context,
    }
    return render(request, "web/handovers/page.html", context, status=status)


@centre_only
@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    """Offer what was ticked to one person, or each to the one suggested beside it; nothing changes hands until it is accepted."""
    user = user_of(request)
    owner = owner_of(request, request.POST.get("of", ""))
    form, ids = OffersForm(request.POST, by=user.actor, owner=owner), chosen_ids(request, "ticket")
    if form.is_valid() and not ids:
        form.add_error(None, _("Tick at least one ticket."))
    if not form.is_valid():
        return handing_over_page(request, owner, form=form, status=422)
    tickets = list(shaping.open_tickets_of(owner, by=user.actor).filter(pk__in=ids).order_by("-pk"))
    suggested = {ticket.pk: request.POST.get(f"to-{ticket.pk}", "") for ticket in tickets}
    people = {str(one.pk): one for one in door.visible(may_receive(), user.actor)}
    to = form.cleaned_data["to"]
    offers = [(ticket, receiver) for ticket in tickets if (receiver := to or people.get(suggested[ticket.pk]))]
    outcomes = offer_handovers(offers, reason=form.cleaned_data["reason"], by=user.actor)
    left = [ticket for ticket in tickets if ticket.pk not in {outcome.ticket.pk for outcome in outcomes}]
    context = {
        "title": _("Offered hand-overs"),
        "results": shaping.results_of(outcomes, done=_("offered: %(name)s")),
        "left": left,
        "back_url": request.POST.get("back") if request.POST.get("back") == reverse("web:leaving", args=[owner.pk]) else _back(owner),
    }
    return render(request, "web/handovers/results.html", context)


@centre_only
@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Accept what was ticked of what I was offered."""
    user, ids = user_of(request), set(chosen_ids(request, "handover"))
    outcomes = accept_handovers([offer for offer in shaping.offers_to(user) if offer.pk in ids], by=user.actor)
    context = {
        "title": _("Accepted hand-overs"),
        "results": shaping.results_of(outcomes, done=_("looked after by: %(name)s")),
        "back_url": reverse("web:handing_over"),
    }
    return render(request, "web/handovers/results.html", context)


def _back(owner: User) -> str:
    return f"{reverse('web:handing_over')}?of={owner.pk}"
