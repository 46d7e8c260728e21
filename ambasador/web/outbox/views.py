"""Messages on their way out, and those the gate holds back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.channels.models import OutboxMessage, OutboxState
from ambasador.channels.queries import attached_file
from ambasador.channels.verbs import send_again, send_failed_again, withdraw_message
from ambasador.outreach.models import Contact, Verdict
from ambasador.outreach.verbs import release_contact
from ambasador.tickets.models import Ticket
from ambasador.web import nav
from ambasador.web.access import roles_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.customers.purposes import purpose
from ambasador.web.files.views import download
from ambasador.web.nav import Count as NavCount
from ambasador.web.paging import page_of
from ambasador.web.shapes import Dialog, Empty, State

leads_only = roles_only("lead", "admin")
TROUBLED = (OutboxState.FAILED, OutboxState.UNDECIDED)
STATES = {
    OutboxState.WAITING: ("wait", "clock"),
    OutboxState.SENDING: ("wait", "send"),
    OutboxState.SENT: ("ok", "check"),
    OutboxState.FAILED: ("bad", "warn"),
    OutboxState.UNDECIDED: ("risk", "warn"),
    OutboxState.WITHDRAWN: ("", "undo"),
}


def state_of(message: OutboxMessage) -> State:
    tone, icon = STATES[OutboxState(message.state)]
    return State(str(OutboxState(message.state).label), tone, icon)


@leads_only
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Newest first, 50 a page, all or of one state; four queries beside the frame's."""
    by = user_of(request).actor
    state = request.GET.get("state", "")
    found = door.visible(OutboxMessage.objects.select_related("contact"), by)
    page = page_of(found.filter(state=state) if state in OutboxState.values else found, request)
    context = {
        "rows": [(message, state_of(message), _purpose_of(message)) for message in page.rows],
        "pager": page.pager,
        "state": state,
        "can_repeat_all": state == OutboxState.FAILED and bool(page.rows),
        "nothing": Empty(_("There are no such messages"), _("What leaves will stand here, with what became of it."), "send"),
        **_frame_of(request),
    }
    return render(request, "web/outbox/page.html", context)


def _frame_of(request: HttpRequest) -> dict[str, Any]:
    """The states with how many wait or are in trouble (sent ones are not counted), and how many are held; two queries."""
    by = user_of(request).actor
    standing = door.visible(OutboxMessage.objects.filter(state__in=[OutboxState.WAITING, OutboxState.SENDING, *TROUBLED]), by)
    counts = dict(standing.order_by().values_list("state").annotate(n=Count("id")))
    return {
        "states": [(state.value, state.label, counts.get(state.value, 0)) for state in OutboxState],
        "held_count": door.visible(Contact.objects.filter(verdict=Verdict.HOLD), by).count(),
        "is_built_in": not settings.SMTP_URL,
    }


def _purpose_of(message: OutboxMessage) -> str:
    contact = getattr(message, "contact", None)
    return purpose(contact.purpose) if contact else ""


def get_message(request: HttpRequest, pk: int) -> OutboxMessage:
    """Raises Http404."""
    return door.get_visible(OutboxMessage.objects.select_related("contact"), user_of(request).actor, pk=pk)


@leads_only
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message whole: headers, text, names of its files, and what became of it."""
    found = get_message(request, pk)
    contact: Contact | None = getattr(found, "contact", None)
    ticket = door.visible(Ticket.objects.filter(pk=contact.matter), user_of(request).actor).first() if contact and contact.matter else None
    payload = found.payload
    headers = [
        (_("To"), _address(payload.get("to_name", ""), found.recipient)),
        (_("Copy"), ", ".join(payload.get("cc", []))),
        (_("From"), _address(payload.get("from_name", ""), payload.get("from_address", ""))),
        (_("Answers go to"), payload.get("reply_to", "")),
        ("Message-ID", found.message_id),
        ("In-Reply-To", payload.get("in_reply_to", "")),
    ]
    context = {
        "message": found,
        "state": state_of(found),
        "purpose": _purpose_of(found),
        "contact": contact,
        "ticket": ticket,
        "headers": [(label, value) for label, value in headers if value],
        "text": payload.get("text", ""),
        "attachments": payload.get("attachments", []),
        "can_repeat": found.state in TROUBLED,
    }
    return render(request, "web/outbox/message.html", context)


def _address(name: str, address: str) -> str:
    return f"{name} <{address}>" if name and address else name or address


@leads_only
@require_safe
def file(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """An attachment of a message that the reader may see, counted from one. Raises Http404."""
    found = attached_file(get_message(request, pk), place)
    if found is None:
        raise Http404
    name, stored = found
    return download(stored, name=name)


@leads_only
@require_http_methods(["GET", "POST"])
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_message(request, pk)
    back = reverse("web:outbox_message", args=[pk])
    text = _("It leaves under the same Message-ID, so a mail server that has it already may drop the copy.")
    dialog = Dialog(_("Send again to %(recipient)s") % {"recipient": found.recipient}, request.path, _("Send again"), text, back_url=back)

    def act(_form: forms.Form) -> str:
        send_again(found, by=user_of(request).actor)
        messages.success(request, _("It will be sent again."))
        return back

    return answer_form(request, dialog, bound(forms.Form, request), act, template="web/dialog_page.html")


@leads_only
@require_http_methods(["GET", "POST"])
def repeat_failed(request: HttpRequest) -> HttpResponse:
    """Whatever was not delivered is tried again, after an outage, say: the oldest first, so many at one touch."""
    back = f"{reverse('web:outbox')}?state={OutboxState.FAILED}"
    text = _("Every message that was not delivered is tried once more, the oldest first. Those of which it is unknown whether they arrived stay.")
    dialog = Dialog(_("Send again what was not delivered"), request.path, _("Send again"), text, back_url=back)

    def act(_form: forms.Form) -> str:
        number = send_failed_again(by=user_of(request).actor)
        messages.success(request, ngettext("%(n)s message will be sent again.", "%(n)s messages will be sent again.", number) % {"n": number})
        return back

    return answer_form(request, dialog, bound(forms.Form, request), act, template="web/dialog_page.html")


@leads_only
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    withdraw_message(get_message(request, pk), by=user_of(request).actor)
    return redirect("web:outbox_message", pk)


@leads_only
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """What the gate holds back until somebody looks at it; 50 a page, four queries beside the frame's."""
    page = page_of(door.visible(Contact.objects.filter(verdict=Verdict.HOLD), user_of(request).actor), request)
    context = {
        "contacts": [(contact, purpose(contact.purpose), contact.held["letter"]) for contact in page.rows if contact.held],
        "pager": page.pager,
        "state": "held",
        "nothing": Empty(_("Nothing is held back"), _("Automatic messages that could run in a loop would wait here for a person.")),
        **_frame_of(request),
    }
    return render(request, "web/outbox/held.html", context)


@leads_only
@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, pk: int) -> HttpResponse:
    contact = door.get_visible(Contact.objects, user_of(request).actor, pk=pk)
    back = reverse("web:outbox_held")
    title = _("Let it go to %(recipient)s") % {"recipient": contact.recipient}
    dialog = Dialog(title, request.path, _("Send it"), contact.sentence, back_url=back)

    def act(_form: forms.Form) -> str:
        release_contact(contact, by=user_of(request).actor)
        messages.success(request, _("It was let through."))
        return back

    return answer_form(request, dialog, bound(forms.Form, request), act, template="web/dialog_page.html")


def _in_trouble(user: User) -> dict[str, QuerySet[Any]]:
    return {
        "failed": door.visible(OutboxMessage.objects.filter(state__in=TROUBLED), user.actor),
        "held": door.visible(Contact.objects.filter(verdict=Verdict.HOLD), user.actor),
    }


@nav.counts("outbox", _in_trouble)
def in_trouble(numbers: Mapping[str, int]) -> NavCount | None:
    """Messages that were given up or are held."""
    number = sum(numbers.values())
    return NavCount(number, "risk", ngettext("%(n)s needs a person", "%(n)s need a person", number) % {"n": number}) if number else None
