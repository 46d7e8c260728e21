"""The pop of a call, its page, the list of calls; logging one, and promising one."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambasador.accounts import door
from ambasador.conversations import verbs as conversations
from ambasador.conversations.models import CallOutcome, PhoneCall
from ambasador.customers.models import ContactKind, Customer
from ambasador.customers.queries import find_customers
from ambasador.lib import clock, phones
from ambasador.tickets.models import Ticket
from ambasador.tickets.verbs import promise_callback
from ambasador.web.access import centre_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.calls.forms import CallbackForm, CallForm, NewTicketForm
from ambasador.web.calls.shaping import pops_of, shown_call, state_of
from ambasador.web.paging import page_of
from ambasador.web.shapes import Dialog, Empty
from ambasador.web.shown import url_of
from ambasador.web.ticket.moves import dialog_of
from ambasador.web.ticket.views import get_ticket

WHICH = ("open", "missed", "all")


def get_call(request: HttpRequest, pk: int) -> PhoneCall:
    """Raises Http404."""
    loaded = PhoneCall.objects.select_related("customer__merged_into", "message__ticket")
    return door.get_visible(loaded, user_of(request).actor, pk=pk)


@centre_only
@require_safe
def pop(request: HttpRequest) -> HttpResponse:
    """What rings at the reader's extension, for the region that every page has."""
    return render(request, "web/calls/_pop.html", {"calls": pops_of(user_of(request), at=clock.now())})


@centre_only
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Those that nobody has logged, the missed ones, or all; newest first, two queries beside the frame's."""
    which = request.GET.get("which", "open") if request.GET.get("which") in WHICH else "open"
    told = door.visible(PhoneCall.objects.exclude(begun_at=None), user_of(request).actor).select_related("customer", "message__ticket", "line")
    if which == "open":
        told = told.filter(message=None, put_away_at=None, outcome="")
    elif which == "missed":
        told = told.filter(outcome=CallOutcome.MISSED)
    page = page_of(told, request)
    rows = [(call, phones.shown(call.number) if call.number else _("withheld number"), state_of(call)) for call in page.rows]
    nothing = Empty(_("There are no such calls"), _("Calls come here from the telephone exchange, or when somebody logs one on a ticket."), "phone")
    names = [("open", _("not logged")), ("missed", _("missed")), ("all", _("all"))]
    return render(request, "web/calls/list.html", {"rows": rows, "pager": page.pager, "nothing": nothing, "which": which, "names": names})


@centre_only
@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Who it is, their open cases, and the search for who is calling. At most fifteen queries beside the frame's."""
    found, by = get_call(request, pk), user_of(request).actor
    text = request.GET.get("q", "").strip()[:200]
    context = {
        "call": shown_call(found, by=by, at=clock.now()),
        "ticket": found.message.ticket if found.message else None,
        "text": text,
        "found": find_customers(text, by=by) if text else [],
        "can_remember": phones.normalise(found.number) is not None,
    }
    return render(request, "web/calls/page.html", context)


@centre_only
@require_POST
def caller(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who called."""
    found, by, chosen = get_call(request, pk), user_of(request).actor, request.POST.get("customer", "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 18):
        raise Http404
    customer = door.get_visible(Customer.objects, by, pk=int(chosen))
    conversations.name_caller(found, customer, remembers=request.POST.get("remembers") == "1", by=by)
    return redirect("web:call", pk)


@centre_only
@require_POST
def put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """htmx gets what rings now."""
    conversations.put_call_away(get_call(request, pk), by=user_of(request).actor)
    return pop(_as_get(request)) if request.headers.get("HX-Request") == "true" else redirect("web:calls")


def _as_get(request: HttpRequest) -> HttpRequest:
    request.method = "GET"
    return request


@centre_only
@require_http_methods(["GET", "POST"])
def new_ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """A ticket for a call of no case; the reader becomes its owner."""
    found, by = get_call(request, pk), user_of(request).actor
    form = bound(NewTicketForm, request, is_told=True, knows_caller=found.customer is not None, initial=_initial(found))
    dialog = Dialog(_("New ticket for this call"), request.path, _("Open the ticket"), back_url=reverse("web:call", args=[pk]))

    def act(answered: NewTicketForm) -> str:
        said, chosen = answered.said(), answered.cleaned_data
        ticket = conversations.open_ticket_for_call(subject=chosen["subject"], name=chosen.get("name", ""), call=found, by=by, **said)
        if chosen["callback_at"]:
            promise_callback(ticket, due_at=chosen["callback_at"], by=by)
        return url_of(ticket)

    return answer_form(request, dialog, form, act)


@centre_only
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest, number: int) -> HttpResponse:
    """A call on a ticket; `?call=` is one that the exchange told of."""
    ticket, by, asked = get_ticket(request, number), user_of(request).actor, request.GET.get("call", "")
    told = get_call(request, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
    form = bound(CallForm, request, is_told=told is not None, initial=_initial(told) if told else _initial_of(ticket))
    dialog = replace(dialog_of(request, ticket, _("Log a call"), _("Log the call")), url=request.get_full_path())

    def act(answered: CallForm) -> str:
        conversations.log_call(ticket, call=told, by=by, **answered.said())
        if answered.cleaned_data["callback_at"]:
            promise_callback(ticket, due_at=answered.cleaned_data["callback_at"], by=by)
        return url_of(ticket)

    return answer_form(request, dialog, form, act)


@centre_only
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, number: int) -> HttpResponse:
    """Promise the customer a call."""
    ticket, by = get_ticket(request, number), user_of(request).actor
    text = _("It becomes a step of the owner with a reminder. The customer sees it on the page of the case.")
    dialog = dialog_of(request, ticket, _("Promise a call"), _("Promise"), text)

    def act(answered: forms.Form) -> str:
        promise_callback(ticket, by=by, **answered.cleaned_data)
        return url_of(ticket)

    return answer_form(request, dialog, bound(CallbackForm, request), act)


def _initial(found: PhoneCall) -> dict[str, Any]:
    number = phones.shown(found.number) if found.number else ""
    began = found.begun_at or found.noted_at
    return {"direction": found.direction, "number": number, "begun_at": began, "outcome": CallOutcome.TALKED if found.answered_at else CallOutcome.NO_ANSWER}


def _initial_of(ticket: Ticket) -> dict[str, Any]:
    point = ticket.customer.contact_points.filter(kind=ContactKind.PHONE).order_by("-is_verified", "id").first()
    return {"direction": "out", "number": point.shown if point else "", "begun_at": clock.now(), "outcome": CallOutcome.TALKED}
