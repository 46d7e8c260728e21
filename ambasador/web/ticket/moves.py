"""Moves on a ticket: hand-overs, answers of a step. A question opens as a dialog, or as a page without a script."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ambasador.accounts import door
from ambasador.conversations import verbs as conversations
from ambasador.journal.actors import Actor
from ambasador.lib.refusal import Refused
from ambasador.tickets import verbs
from ambasador.tickets.models import Handover, Step, Ticket
from ambasador.web.access import centre_only, user_of
from ambasador.web.shapes import Dialog
from ambasador.web.shown import step_name, url_of
from ambasador.web.ticket.forms import HandoverForm, ReasonForm, TextForm
from ambasador.web.ticket.views import get_ticket

Act = Callable[[Any], object]


def moved(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Back to the ticket; htmx is told to load it."""
    url = url_of(ticket)
    if request.headers.get("HX-Request") != "true":
        return redirect(url)
    response = HttpResponse(status=204)
    response.headers["HX-Redirect"] = url
    return response


def answer_dialog(request: HttpRequest, ticket: Ticket, dialog: Dialog, form: forms.Form, act: Act) -> HttpResponse:
    """Show the question, or do what was answered; a refusal is told at the head of the form, with what was typed."""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                act(form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return moved(request, ticket)
        status = 422
    template = "web/_dialog.html" if request.headers.get("HX-Request") == "true" else "web/dialog_page.html"
    response = render(request, template, {"dialog": dialog, "form": form}, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def dialog_of(request: HttpRequest, ticket: Ticket, title: str, effect: str, text: str = "", *, is_danger: bool = False) -> Dialog:
    return Dialog(title, request.path, effect, text, is_danger=is_danger, back_url=url_of(ticket))


def get_step(request: HttpRequest, number: int, step: int) -> Step:
    ticket = get_ticket(request, number)
    return door.get_visible(Step.objects.select_related("ticket", "unit__calendar"), _actor(request), ticket=ticket, pk=step)


def _actor(request: HttpRequest) -> Actor:
    return user_of(request).actor


@centre_only
@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Become the first owner of a ticket that stands in a queue."""
    ticket = verbs.take_ticket(get_ticket(request, number), by=_actor(request))
    return moved(request, ticket)


@centre_only
@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request, number)
    text = _("You will look after this ticket from now on. The customer is told your name.")
    dialog = dialog_of(request, ticket, _("Take over the ticket"), _("Take over"), text)
    form = ReasonForm(request.POST or None)
    return answer_dialog(
        request, ticket, dialog, form, lambda f: verbs.take_over_ticket(ticket, reason=f.cleaned_data["reason"], by=_actor(request))
    )


@centre_only
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request, number)
    text = _("You stay the owner until the other person accepts. The customer is told the new name then.")
    dialog = dialog_of(request, ticket, _("Hand over ownership"), _("Offer the ticket"), text)
    form = HandoverForm(ticket, request.POST or None)

    def offer(answered: forms.Form) -> object:
        chosen = answered.cleaned_data
        return verbs.offer_handover(ticket, to=chosen["to"], reason=chosen["reason"], by=_actor(request))

    return answer_dialog(request, ticket, dialog, form, offer)


def _get_handover(request: HttpRequest, number: int, handover: int) -> Handover:
    ticket = get_ticket(request, number)
    return door.get_visible(Handover.objects.select_related("ticket", "to_user"), _actor(request), ticket=ticket, pk=handover)


@centre_only
@require_POST
def accept(request: HttpRequest, number: int, handover: int) -> HttpResponse:
    return moved(request, verbs.accept_handover(_get_handover(request, number, handover), by=_actor(request)))


@centre_only
@require_POST
def withdraw_offer(request: HttpRequest, number: int, handover: int) -> HttpResponse:
    offer = verbs.withdraw_handover(_get_handover(request, number, handover), by=_actor(request))
    return moved(request, offer.ticket)


@centre_only
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, number: int, handover: int) -> HttpResponse:
    offer = _get_handover(request, number, handover)
    dialog = dialog_of(request, offer.ticket, _("Decline the hand-over"), _("Decline"), _("The present owner stays responsible."))
    form = ReasonForm(request.POST or None)
    return answer_dialog(
        request, offer.ticket, dialog, form, lambda f: verbs.decline_handover(offer, reason=f.cleaned_data["reason"], by=_actor(request))
    )


@centre_only
@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """The owner has seen what was new."""
    return moved(request, verbs.settle_attention(get_ticket(request, number), by=_actor(request)))


@centre_only
@require_POST
def finish(request: HttpRequest, number: int, step: int) -> HttpResponse:
    chosen = get_step(request, number, step)
    verbs.finish_step(chosen, by=_actor(request))
    return moved(request, chosen.ticket)


@centre_only
@require_POST
def retry(request: HttpRequest, number: int, step: int) -> HttpResponse:
    """The program tries a step again that it could not do."""
    chosen = get_step(request, number, step)
    verbs.retry_action(chosen, by=_actor(request))
    return moved(request, chosen.ticket)


@centre_only
@require_POST
def confirm(request: HttpRequest, number: int, step: int) -> HttpResponse:
    chosen = get_step(request, number, step)
    verbs.confirm_answer(chosen, by=_actor(request))
    return moved(request, chosen.ticket)


@centre_only
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, number: int, step: int) -> HttpResponse:
    chosen = get_step(request, number, step)
    dialog = dialog_of(request, chosen.ticket, _("Send the answer back"), _("Send back"), step_name(chosen))
    form = ReasonForm(request.POST or None)
    return answer_dialog(
        request,
        chosen.ticket,
        dialog,
        form,
        lambda f: conversations.send_answer_back(chosen, reason=f.cleaned_data["reason"], by=_actor(request)),
    )


@centre_only
@require_http_methods(["GET", "POST"])
def supply(request: HttpRequest, number: int, step: int) -> HttpResponse:
    chosen = get_step(request, number, step)
    dialog = dialog_of(request, chosen.ticket, _("Answer the department"), _("Send to the department"), chosen.missing)
    form = TextForm(request.POST or None)
    return answer_dialog(
        request,
        chosen.ticket,
        dialog,
        form,
        lambda f: conversations.supply_missing(chosen, text=f.cleaned_data["text"], by=_actor(request)),
    )


@centre_only
@require_POST
def decide_date(request: HttpRequest, number: int, step: int) -> HttpResponse:
    chosen = get_step(request, number, step)
    verbs.decide_other_date(chosen, agreed=request.POST.get("agreed") == "1", by=_actor(request))
    return moved(request, chosen.ticket)
