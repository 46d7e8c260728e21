"""Messages as they arrived: found, looked at, sent through the intake again, set aside, fetched."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambasador.accounts import door
from ambasador.channels import verbs as channels
from ambasador.channels.finding import COUNTED_AT_MOST, counted
from ambasador.channels.models import RawInput, RawInputState, Replay, ReplayedInput
from ambasador.web.access import centre_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.files.views import download
from ambasador.web.intake.forms import STATES, AsideForm, InputSearchForm
from ambasador.web.intake.source import source_of
from ambasador.web.intake.views import input_counts
from ambasador.web.paging import timed_page
from ambasador.web.shapes import Dialog, Empty

REPLAYED_AT_MOST = 20


@centre_only
@require_safe
def inputs(request: HttpRequest) -> HttpResponse:
    """What the search names, of those that need a person when no state is said; 50 a page, newest first. Six queries beside the frame's."""
    by = user_of(request).actor
    form = InputSearchForm(request.GET.dict(), by=by)
    named = form.named
    found = door.visible(named.find(), by)
    page = timed_page(found.select_related("mailbox", "line").defer("error"), request, field="received_at")
    number = counted(found)
    context = {
        "inputs": page.rows, "pager": page.pager, "form": form, "states": STATES, "state": named.state or "all",
        "says": how_many(number), "can_replay": bool(number) and named.state != RawInputState.TAKEN and form.is_valid(),
        "running": door.visible(Replay.objects.filter(ended_at__isnull=True), by).first(),
        "nothing": _nothing(form, named.state), "counts": input_counts(request), "tab": "inputs", "may_manage": user_of(request).has_role("lead", "admin"),
    }  # fmt: skip
    return render(request, "web/intake/inputs.html", context)


def how_many(number: int) -> str:
    if number > COUNTED_AT_MOST:
        return ngettext("more than %(n)s message", "more than %(n)s messages", COUNTED_AT_MOST) % {"n": COUNTED_AT_MOST}
    return ngettext("%(n)s message", "%(n)s messages", number) % {"n": number}


def _nothing(form: InputSearchForm, state: str) -> Empty:
    if form.is_narrowed:
        return Empty(_("No message is like this"), _("Take a filter away, or look among all states."))
    if state == RawInputState.FAILED:
        return Empty(_("No message needs a person"), _("What cannot be taken in would be kept and shown here."))
    if state == RawInputState.SET_ASIDE:
        return Empty(_("Nothing was set aside"), _("Loops, copies and handled bounces would be here."))
    return Empty(_("There is nothing here"), "")


def get_input(request: HttpRequest, pk: int) -> RawInput:
    """Raises Http404."""
    return door.get_visible(RawInput.objects.select_related("mailbox", "line", "file"), user_of(request).actor, pk=pk)


@centre_only
@require_safe
def raw_input(request: HttpRequest, pk: int) -> HttpResponse:
    """One message with the last twenty times that somebody sent it through the intake again; five queries beside the frame's."""
    found = get_input(request, pk)
    if not found.was_seen:
        channels.note_seen(found, by=user_of(request).actor)
    replayed = door.visible(ReplayedInput.objects.filter(raw_input=found).select_related("by"), user_of(request).actor)
    context = {
        "input": found, "source": source_of(found), "replayed": replayed.order_by("-id")[:REPLAYED_AT_MOST],
        "tab": "inputs", "counts": input_counts(request),
    }  # fmt: skip
    return render(request, "web/intake/input.html", context)


@centre_only
@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes exactly as they arrived, as a download of plain text: no program may take them for a letter or a page."""
    found = get_input(request, pk)
    if found.file is None:
        raise Http404
    answer = download(found.file, name=f"wiadomosc-{found.pk}.txt")
    if answer.status_code == 200:
        answer.headers["Content-Type"] = "text/plain"
    return answer


@centre_only
@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    channels.replay_raw_input(get_input(request, pk), by=user_of(request).actor)
    messages.success(request, _("The message goes through the intake again."))
    return redirect("web:input", pk)


@centre_only
@require_http_methods(["GET", "POST"])
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_input(request, pk)
    back = reverse("web:input", args=[pk])
    text = _("It stays kept and can be replayed later; nobody is told.")
    dialog = Dialog(_("Set the message aside"), request.path, _("Set aside"), text, back_url=back)

    def act(form: AsideForm) -> str:
        channels.set_aside(found, reason=form.cleaned_data["reason"], by=user_of(request).actor)
        return back

    return answer_form(request, dialog, bound(AsideForm, request), act, template="web/dialog_page.html")
