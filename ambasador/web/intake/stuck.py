"""Messages that lie on a mail server and could not be fetched: what is known of them, trying again, leaving them there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ambasador.accounts import door
from ambasador.channels import verbs as channels
from ambasador.channels.models import StuckMessage, StuckState
from ambasador.web import wording
from ambasador.web.access import centre_only, user_of
from ambasador.web.intake.forms import STATES
from ambasador.web.intake.views import input_counts
from ambasador.web.paging import page_of
from ambasador.web.shapes import Empty, State


@centre_only
@require_safe
def stuck(request: HttpRequest) -> HttpResponse:
    """What could not be fetched and is not settled, newest first; 50 a page. Two queries beside the frame's."""
    found = door.visible(StuckMessage.objects.unsettled().select_related("mailbox"), user_of(request).actor)
    page = page_of(found, request)
    context = {
        "rows": [(row, state_of(row)) for row in page.rows], "pager": page.pager, "states": STATES, "state": "stuck",
        "counts": input_counts(request), "tab": "inputs",
        "nothing": Empty(_("Everything was fetched"), _("A message that a mail server does not give would be here; the others are read all the same.")),
    }  # fmt: skip
    return render(request, "web/intake/stuck.html", context)


def state_of(row: StuckMessage) -> State:
    if row.state == StuckState.STUCK or row.next_try_at is None:
        return State(_("needs a person"), "bad", "warn")
    return State(_("tried again %(moment)s") % {"moment": wording.moment(row.next_try_at)}, "risk", "clock")


@centre_only
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    channels.retry_stuck(door.get_visible(StuckMessage.objects, user_of(request).actor, pk=pk), by=user_of(request).actor)
    messages.success(request, _("It is tried again at the next reading of the mailbox."))
    return redirect("web:stuck")


@centre_only
@require_POST
def retry_all(request: HttpRequest) -> HttpResponse:
    """At most a hundred at once."""
    by = user_of(request).actor
    rows = list(door.visible(StuckMessage.objects.unsettled(), by).order_by("id")[:100])
    for row in rows:
        channels.retry_stuck(row, by=by)
    told = ngettext("%(n)s message is tried again.", "%(n)s messages are tried again.", len(rows)) % {"n": len(rows)}
    messages.success(request, told)
    return redirect("web:stuck")


@centre_only
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    channels.leave_stuck(door.get_visible(StuckMessage.objects, user_of(request).actor, pk=pk), by=user_of(request).actor)
    messages.success(request, _("It stays on the mail server and is not tried any more."))
    return redirect("web:stuck")
