"""The end of a ticket: closing with a word to the customer, undoing it, opening it again, and a ticket that follows."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ambasador.conversations import verbs as conversations
from ambasador.conversations.verbs.keeping import email_of
from ambasador.tickets import verbs
from ambasador.tickets.data import asked_on_closing
from ambasador.web.access import centre_only, user_of
from ambasador.web.ticket.forms import ClosingForm
from ambasador.web.ticket.moves import answer_dialog, dialog_of, moved
from ambasador.web.ticket.views import get_ticket


@centre_only
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Without an address of the customer's there is nothing to write into."""
    ticket, by = get_ticket(request, number), user_of(request).actor
    dialog = dialog_of(request, ticket, _("Resolved"), _("Close the ticket"), _("The closing can be undone for ten minutes."))
    form = ClosingForm(request.POST or None, wanted=asked_on_closing(ticket))
    if not email_of(ticket.customer):
        del form.fields["text"]

    def act(answered: ClosingForm) -> object:
        return conversations.close_with_message(ticket, by=by, **answered.said())

    return answer_dialog(request, ticket, dialog, form, act)


@centre_only
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Within ten minutes everything is as it was; a message to the customer that has left stays sent."""
    return moved(request, verbs.undo_closing(get_ticket(request, number), by=user_of(request).actor))


@centre_only
@require_POST
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    return moved(request, verbs.reopen_ticket(get_ticket(request, number), reason="agent", by=user_of(request).actor))


@centre_only
@require_POST
def follow(request: HttpRequest, number: int) -> HttpResponse:
    """A new ticket for the same matter, when the old one is closed for good."""
    ticket = get_ticket(request, number)
    made = verbs.follow_up(ticket, by=user_of(request).actor, channel="phone")
    messages.success(request, _("This ticket follows #%(number)s.") % {"number": ticket.number})
    return moved(request, made)
