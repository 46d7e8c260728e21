"""Many messages through the intake again: begun with what a search names, watched, stopped."""

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambasador.accounts import door
from ambasador.channels import verbs as channels
from ambasador.channels.finding import counted
from ambasador.channels.models import Replay, ReplayedInput, ReplayOutcome
from ambasador.web.access import centre_only, user_of
from ambasador.web.asking import answer_form
from ambasador.web.intake.forms import InputSearchForm
from ambasador.web.intake.inputs import how_many
from ambasador.web.intake.views import input_counts
from ambasador.web.paging import page_of
from ambasador.web.shapes import Dialog, Empty, State

STATES = {
    ReplayOutcome.WAITING: ("wait", "clock"),
    ReplayOutcome.TAKEN: ("ok", "check"),
    ReplayOutcome.FAILED: ("bad", "warn"),
    ReplayOutcome.SET_ASIDE: ("", "pause"),
}


@centre_only
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Asks once more, with how many they are; what is looked for stands in the address."""
    by = user_of(request).actor
    search = InputSearchForm(request.GET.dict(), by=by)
    named = search.named
    back = f"{reverse('web:inputs')}?{request.GET.urlencode()}"
    if not search.is_valid():
        return redirect(back)
    title = _("Take in again: %(how_many)s") % {"how_many": how_many(counted(door.visible(named.to_replay(), by)))}
    text = _("They go through the intake in the background, oldest first. What was taken over stays as it is. It can be stopped at any time.")
    dialog = Dialog(title, request.get_full_path(), _("Take them in again"), text, back_url=back)

    def act(form: forms.Form) -> str:
        return reverse("web:replay", args=[channels.start_replay(named, by=by).pk])

    return answer_form(request, dialog, forms.Form(request.POST if request.method == "POST" else None), act, template="web/dialog_page.html")


@centre_only
@require_safe
def replays(request: HttpRequest) -> HttpResponse:
    """Newest first, 50 a page; two queries beside the frame's."""
    page = page_of(door.visible(Replay.objects.select_related("started_by"), user_of(request).actor), request)
    context = {
        "rows": [(replay, state_of(replay)) for replay in page.rows], "pager": page.pager, "tab": "inputs", "counts": input_counts(request),
        "nothing": Empty(_("Nothing was taken in again in bulk"), _("Search the messages first; then all that were found can be taken in again.")),
    }  # fmt: skip
    return render(request, "web/intake/replays.html", context)


@centre_only
@require_safe
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it has come and what became of each message, 50 a page; four queries beside the frame's. htmx gets the progress alone."""
    by = user_of(request).actor
    found = door.get_visible(Replay.objects.select_related("started_by"), by, pk=pk)
    sent = door.visible(ReplayedInput.objects.filter(replay=found), by)
    numbers = dict(sent.order_by().values_list("outcome").annotate(n=Count("id")))
    chosen = request.GET.get("outcome", "all")
    if chosen in ("waiting", *ReplayOutcome.values):
        sent = sent.filter(outcome="" if chosen == "waiting" else chosen)
    page = page_of(sent.select_related("raw_input"), request)
    context = {
        "replay": found, "state": state_of(found), "chosen": chosen,
        "outcomes": [("all", _("all"), found.done), *((one.value or "waiting", one.label, numbers.get(one.value, 0)) for one in ReplayOutcome)],
        "rows": [(row, State(row.get_outcome_display(), *STATES[ReplayOutcome(row.outcome)])) for row in page.rows], "pager": page.pager,
        "nothing": Empty(_("There is nothing here"), ""), "tab": "inputs", "counts": input_counts(request),
    }  # fmt: skip
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "web/intake/_replay.html" if is_part else "web/intake/replay.html", context)


def state_of(replay: Replay) -> State:
    if replay.is_running:
        return State(_("on its way"), "act", "clock")
    return State(_("stopped"), "risk", "pause") if replay.was_stopped else State(_("done"), "ok", "check")


@centre_only
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    by = user_of(request).actor
    if channels.stop_replay(door.get_visible(Replay.objects, by, pk=pk), by=by).was_stopped:
        messages.success(request, _("It was stopped. What went through the intake by then stays as it is."))
    else:
        messages.info(request, _("It had come to its end before."))
    return redirect("web:replay", pk)
