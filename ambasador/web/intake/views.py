"""Tickets that nobody has yet, and how many messages need a person."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.channels.models import Mailbox, RawInput, RawInputState, StuckMessage
from ambasador.lib import clock
from ambasador.tickets import access
from ambasador.tickets.models import Ticket
from ambasador.tickets.verbs import assign_owner
from ambasador.web import nav, shown
from ambasador.web.access import centre_only, roles_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.desk.shaping import seen_tickets
from ambasador.web.intake.forms import AssignmentForm
from ambasador.web.nav import Count as NavCount
from ambasador.web.shapes import Dialog, Empty

AT_MOST = 100
leads_only = roles_only("lead", "admin")


@centre_only
@require_safe
def intake(request: HttpRequest) -> HttpResponse:
    """The hundred tickets without an owner whose clock runs out first; eight queries beside the frame's. htmx gets the list alone."""
    user, at = user_of(request), clock.now()
    waiting = door.visible(Ticket.objects.open().filter(owner=None), user.actor)
    first = list(shown.with_shown(waiting).order_by("queue_due_at", "id")[:AT_MOST])
    rows = [(shown.row(seen), seen.ticket.number) for seen in seen_tickets(first, reader=user, at=at)]
    context = {
        "rows": rows,
        "total": waiting.count() if len(first) == AT_MOST else len(first),
        "may_lead": access.may_lead(user.actor),
        "counts": input_counts(request),
        "silent": door.visible(Mailbox.objects.filter(is_active=True).exclude(silent_since=None), user.actor)[:20],
        "nothing": Empty(_("Every ticket has its owner"), _("New tickets without one stand here with a clock.")),
        "tab": "queue",
    }
    template = "web/intake/_queue.html" if request.headers.get("HX-Request") == "true" else "web/intake/page.html"
    return render(request, template, context)


def input_counts(request: HttpRequest) -> dict[str, int]:
    """How many messages need a person or wait to be read; those taken over are not counted; and how many could not be fetched. One query."""
    waiting = [RawInputState.KEPT, RawInputState.FAILED]
    by = user_of(request).actor
    found = door.visible(RawInput.objects.filter(state__in=waiting), by).order_by().values_list("state").annotate(n=Count("id"))
    stuck = door.visible(StuckMessage.objects.unsettled(), by).order_by().values_list(Value("stuck")).annotate(n=Count("id"))
    counts = dict(found.union(stuck, all=True))
    return {**counts, "trouble": counts.get(RawInputState.FAILED, 0) + counts.get("stuck", 0)}


@leads_only
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Give a ticket of the queue to somebody."""
    user = user_of(request)
    ticket = door.get_visible(Ticket.objects.select_related("customer"), user.actor, number=number)
    back = reverse("web:intake")
    title = _("Assign #%(number)s") % {"number": ticket.number}
    text = f"{ticket.customer.name}: {ticket.subject}"
    dialog = Dialog(title, request.path, _("Assign"), text, back_url=back)

    def act(form: AssignmentForm) -> str:
        assign_owner(ticket, to=form.cleaned_data["to"], reason="assigned", by=user.actor)
        return back

    return answer_form(request, dialog, bound(AssignmentForm, request, by=user.actor), act, template="web/dialog_page.html")


def _waiting_for_an_owner(user: User) -> dict[str, QuerySet[Any]]:
    queued = door.visible(Ticket.objects.open().filter(owner=None), user.actor)
    failed = door.visible(RawInput.objects.filter(state=RawInputState.FAILED), user.actor)
    stuck = door.visible(StuckMessage.objects.unsettled(), user.actor)
    return {"queued": queued, "late": queued.filter(queue_due_at__lt=clock.now()), "failed": failed, "stuck": stuck}


@nav.counts("intake", _waiting_for_an_owner)
def waiting_for_an_owner(numbers: Mapping[str, int]) -> NavCount | None:
    """Tickets without an owner, messages that need a person and those that could not be fetched."""
    troubles = numbers["failed"] + numbers["stuck"]
    number, urgent = numbers["queued"] + troubles, numbers["late"] + troubles
    if not number:
        return None
    why = ngettext("%(n)s waits too long or needs a person", "%(n)s wait too long or need a person", urgent) % {"n": urgent}
    return NavCount(number, "risk", why) if urgent else NavCount(number)
