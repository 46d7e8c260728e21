"""The department's desk and what its people do with a task. Every form works as a page of its own."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.conversations import verbs as conversations
from ambasador.conversations.uploads import uploads_of
from ambasador.directory.models import Unit
from ambasador.directory.queries import units_of
from ambasador.lib import clock
from ambasador.lib.refusal import Refused
from ambasador.tickets.models import Step, StepState
from ambasador.tickets.verbs import accept_step
from ambasador.web import nav
from ambasador.web.access import staff_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.department import shaping
from ambasador.web.department.forms import AnswerForm, DateForm, QuestionForm, RefusalForm
from ambasador.web.nav import Count
from ambasador.web.paging import cursor, numbered_page, page_of
from ambasador.web.shapes import Dialog
from ambasador.web.shown import step_name

CHANNEL, COUNTED_IN_NAV = "app", 100


def get_task(request: HttpRequest, step: int) -> Step:
    """A task of a unit, if the reader may see it. Raises Http404."""
    tasks = Step.objects.filter(unit__isnull=False).select_related(*shaping.LOADED, "unit__calendar")
    return door.get_visible(tasks, user_of(request).actor, pk=step)


@staff_only
@require_safe
def department(request: HttpRequest) -> HttpResponse:
    return show(request, None)


@staff_only
@require_safe
def task(request: HttpRequest, step: int) -> HttpResponse:
    return show(request, get_task(request, step))


def show(request: HttpRequest, chosen: Step | None, *, form: AnswerForm | None = None, status: int = 200) -> HttpResponse:
    """A page of the list with one task open: the chosen one, or the most urgent. htmx gets the list alone. At most 26 queries."""
    reader, at = user_of(request), clock.now()
    units = shaping.units_for(reader)
    unit = _unit(request, units)
    tasks = shaping.open_tasks(reader, unit)
    counts = listed = shaping.waiting(tasks, reader, at)
    whose = "mine" if request.GET.get("whose") == "mine" else "unit"
    if whose == "mine":
        tasks = tasks.filter(assignee__user=reader.id)
        listed = shaping.waiting(tasks, reader, at)
    page = numbered_page(tasks, request, size=shaping.PAGE, of=listed.all)
    current = chosen or (get_task(request, page.rows[0].id) if page.rows else None)
    query = query_of(request)
    context: dict[str, Any] = {
        "groups": shaping.groups_of(page.rows, listed, current=current, at=at, query=query),
        "pager": page.pager,
        "units": units,
        "unit": unit,
        "whose": whose,
        "counts": counts,
        "is_centre": reader.is_centre,
        "topics": " ".join(f"unit:{one.id}" for one in ([unit] if unit else units[:40])),
        "list_url": reverse("web:department") + query,
        "query": query,
    }
    if request.headers.get("HX-Request") == "true":
        response = render(request, "web/department/_list.html", context)
    else:
        context["pane"] = shaping.pane_of(current, reader) if current else None
        context["form"] = form or (AnswerForm(step=current) if current else None)
        response = render(request, "web/department/page.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _unit(request: HttpRequest, units: list[Unit]) -> Unit | None:
    """The unit asked for; somebody of one unit needs not ask."""
    asked = cursor(request, "unit")
    found = next((unit for unit in units if unit.id == asked), None)
    return found or (units[0] if len(units) == 1 else None)


def query_of(request: HttpRequest) -> str:
    """Which list the reader came from, and where in it, to come back to it."""
    kept = {"whose": "mine"} if request.GET.get("whose") == "mine" else {}
    page = cursor(request, "page")
    kept |= {"page": str(page)} if page else {}
    asked = cursor(request, "unit")
    kept |= {"unit": str(asked)} if asked else {}
    return f"?{urlencode(kept)}" if kept else ""


@staff_only
@require_safe
def pane(request: HttpRequest, step: int) -> HttpResponse:
    chosen = get_task(request, step)
    made = shaping.pane_of(chosen, user_of(request))
    return render(request, "web/department/_pane.html", {"pane": made, "form": AnswerForm(step=chosen), "query": query_of(request)})


@staff_only
@require_safe
def head(request: HttpRequest, step: int) -> HttpResponse:
    made = shaping.head_of(get_task(request, step), user_of(request))
    return render(request, "web/department/_head.html", {"head": made, "query": query_of(request)})


@staff_only
@require_POST
def accept(request: HttpRequest, step: int) -> HttpResponse:
    """ "I take it": the task is done by the reader."""
    chosen = get_task(request, step)
    accept_step(chosen, by=user_of(request).actor)
    return redirect(_url(request, "web:task", chosen))


@staff_only
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, step: int) -> HttpResponse:
    """Answer, then on to the next task. What was typed comes back with whatever was not enough."""
    chosen = get_task(request, step)
    if request.method != "POST":
        return redirect(_url(request, "web:task", chosen))
    form = AnswerForm(request.POST, step=chosen)
    if form.is_valid():
        try:
            conversations.answer_task(chosen, by=user_of(request).actor, channel=CHANNEL, uploads=uploads_of(request), **form.said())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The answer is with the owner."))
            return redirect(reverse("web:department") + query_of(request))
    return show(request, get_task(request, step), form=form, status=422)


def _url(request: HttpRequest, name: str, step: Step) -> str:
    return reverse(name, args=[step.id]) + query_of(request)


def _asked(request: HttpRequest, step: Step, title: str, effect: str, form: type[forms.Form], act: Callable[[Any], object]) -> HttpResponse:
    back = _url(request, "web:task", step)
    dialog = Dialog(title, request.get_full_path(), effect, f"#{step.ticket.number} {step_name(step)}", back_url=back)

    def done(filled: Any) -> str:
        act(filled)
        still_here = door.visible(Step.objects, user_of(request).actor).filter(pk=step.pk).exists()
        return back if still_here else reverse("web:department") + query_of(request)

    return answer_form(request, dialog, bound(form, request), done)


@staff_only
@require_http_methods(["GET", "POST"])
def ask_back(request: HttpRequest, step: int) -> HttpResponse:
    chosen, by = get_task(request, step), user_of(request).actor

    def act(form: forms.Form) -> object:
        return conversations.ask_back(chosen, missing=form.cleaned_data["missing"], by=by, channel=CHANNEL)

    return _asked(request, chosen, _("Ask back"), _("Ask the owner"), QuestionForm, act)


@staff_only
@require_http_methods(["GET", "POST"])
def more_time(request: HttpRequest, step: int) -> HttpResponse:
    chosen, by = get_task(request, step), user_of(request).actor

    def act(form: forms.Form) -> object:
        wish = form.cleaned_data
        return conversations.propose_date(chosen, due_at=wish["due_at"], reason=wish["reason"], by=by, channel=CHANNEL)

    return _asked(request, chosen, _("More time"), _("Propose this date"), DateForm, act)


@staff_only
@require_http_methods(["GET", "POST"])
def not_ours(request: HttpRequest, step: int) -> HttpResponse:
    chosen, by = get_task(request, step), user_of(request).actor

    def act(form: forms.Form) -> object:
        return conversations.refuse_task(chosen, reason=form.cleaned_data["reason"], by=by, channel=CHANNEL)

    return _asked(request, chosen, _("Not ours"), _("Give the task back"), RefusalForm, act)


@staff_only
@require_safe
def answered(request: HttpRequest) -> HttpResponse:
    """What the unit has answered, newest first, fifty a page."""
    reader = user_of(request)
    units = shaping.units_for(reader)
    unit = _unit(request, units)
    found = door.visible(Step.objects.select_related(*shaping.LOADED), reader.actor)
    found = found.filter(unit__isnull=False, state__in=[StepState.ANSWERED, StepState.DONE])
    page = page_of(found.filter(unit=unit) if unit else found, request)
    context = {"page": page, "pager": page.pager, "unit": unit, "units": units, "query": query_of(request), "is_centre": reader.is_centre}
    return render(request, "web/department/answered.html", context)


def _waiting_for_us(user: User) -> dict[str, QuerySet[Step]]:
    if user.is_centre or not units_of(user.actor):
        return {}
    return shaping.counted(shaping.open_tasks(user, None), at=clock.now(), at_most=COUNTED_IN_NAV)


@nav.counts("department", _waiting_for_us)
def waiting_for_us(numbers: Mapping[str, int]) -> Count | None:
    """How many tasks are in work at the reader's own units, and whether any is late; nothing for the contact centre."""
    is_late = bool(numbers["late"])
    return Count(numbers["all"], "risk" if is_late else "", _("some are late") if is_late else "") if numbers["all"] else None
