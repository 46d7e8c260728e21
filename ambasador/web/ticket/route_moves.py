"""Changes of the route: a step skipped, added, moved, begun early or given to somebody else, the procedure left, an obstacle named. [P4]"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambasador.accounts import door
from ambasador.conversations import verbs as conversations
from ambasador.journal.actors import Actor
from ambasador.procedures.models import Performer
from ambasador.procedures.queries import versions_in_force
from ambasador.tickets import verbs
from ambasador.tickets.models import Obstacle, Step, StepState, Ticket
from ambasador.web.access import centre_only, user_of
from ambasador.web.durations import WHOLE_DAY, WORKING_DAY
from ambasador.web.shown import step_name
from ambasador.web.ticket.forms import AddedStepForm, DeviationForm, ElsewhereForm, LeavingForm, ObstacleForm, RemindersForm, RepeatForm
from ambasador.web.ticket.moves import answer_dialog, dialog_of, get_step, moved
from ambasador.web.ticket.recipients import STANDARD_DUE, recipient_of
from ambasador.web.ticket.shaping import steps_of
from ambasador.web.ticket.views import get_ticket

CUSTOMER, OWNER = "customer", "owner"


def _actor(request: HttpRequest) -> Actor:
    return user_of(request).actor


@centre_only
@require_safe
def route_choice(request: HttpRequest, number: int) -> HttpResponse:
    """What can be changed on the route: a list of ways, each with its own form."""
    ticket = get_ticket(request, number)
    steps = [step for step in steps_of(ticket, by=_actor(request)) if not step.is_over or _may_be_repeated(step)]
    choices = _choices(steps)
    template = "web/ticket/_route_choice.html" if request.headers.get("HX-Request") == "true" else "web/ticket/route_choice.html"
    response = render(request, template, {"ticket": ticket, "choices": choices})
    patch_vary_headers(response, ["HX-Request"])
    return response


@dataclass(frozen=True)
class Choice:
    """A step that is not over, with the ways in which it can be changed: icon, words, words for screen readers, address."""

    name: str
    ways: list[tuple[str, str, str, str]]


def _choices(steps: Sequence[Step]) -> list[Choice]:
    ahead = [step.id for step in steps if step.state == StepState.PLANNED]
    return [Choice(step_name(step), list(_ways(step, ahead))) for step in steps]


def _may_be_repeated(step: Step) -> bool:
    return step.is_repeatable and step.state == StepState.DONE


def _ways(step: Step, ahead: Sequence[int]) -> Iterator[tuple[str, str, str, str]]:
    place, name = [step.ticket.number, step.id], {"step": step_name(step)}
    if step.is_over:
        yield "undo", _("Once more…"), _("Do the step once more: %(step)s") % name, reverse("web:step_runs", args=place)
        return
    if step.id in ahead:
        yield "clock", _("Now…"), _("Begin the step now: %(step)s") % name, reverse("web:step_beginning", args=place)
        url = reverse("web:step_place", args=place)
        if step.id != ahead[0]:
            yield "arrow-up", "", _("Move the step up: %(step)s") % name, f"{url}?to=up"
        if step.id != ahead[-1]:
            yield "arrow-down", "", _("Move the step down: %(step)s") % name, f"{url}?to=down"
    if step.performer not in (Performer.CUSTOMER, Performer.SYSTEM) and step.state != StepState.ANSWERED:
        yield "dept", _("To somebody else…"), _("Give the step to somebody else: %(step)s") % name, reverse("web:step_performer", args=place)
    if step.performer != Performer.SYSTEM:
        yield "clock", _("Reminders…"), _("Reminders of the step: %(step)s") % name, reverse("web:step_reminders", args=place)
    if step.is_optional:
        yield "bend", _("Leave out…"), _("Leave the optional step out: %(step)s") % name, reverse("web:step_leaving_out", args=place)
        return
    yield "bend", _("Skip…"), _("Skip the step: %(step)s") % name, reverse("web:step_skipping", args=place)


@centre_only
@require_http_methods(["GET", "POST"])
def begin_now(request: HttpRequest, number: int, step: int) -> HttpResponse:
    """A step ahead begins without waiting for those before it."""
    chosen = get_step(request, number, step)
    text = _("It does not wait for the steps before it. They stay on the route, and the promised time is worked out anew.")
    dialog = dialog_of(request, chosen.ticket, _("Begin the step now: %(step)s") % {"step": step_name(chosen)}, _("Begin now"), text)
    form = DeviationForm(request.POST or None)
    return answer_dialog(request, chosen.ticket, dialog, form, lambda f: verbs.bring_step_forward(chosen, by=_actor(request), **f.cleaned_data))


@centre_only
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, number: int, step: int) -> HttpResponse:
    """A step ahead changes places with its neighbour; `?to=up` or `?to=down`."""
    chosen, up = get_step(request, number, step), request.GET.get("to") == "up"
    title = _("Move the step up: %(step)s") if up else _("Move the step down: %(step)s")
    text = _("It changes places with its neighbour, also in the order of work.")
    dialog = dialog_of(request, chosen.ticket, title % {"step": step_name(chosen)}, _("Move the step"), text)
    dialog = replace(dialog, url=request.get_full_path())
    form = DeviationForm(request.POST or None)
    return answer_dialog(request, chosen.ticket, dialog, form, lambda f: verbs.move_step(chosen, up=up, by=_actor(request), **f.cleaned_data))


@centre_only
@require_http_methods(["GET", "POST"])
def performer(request: HttpRequest, number: int, step: int) -> HttpResponse:
    """Another department, partner or the owner does the step."""
    chosen, by = get_step(request, number, step), _actor(request)
    title = _("Give the step to somebody else: %(step)s") % {"step": step_name(chosen)}
    text = _("Whoever has it now will not see it any more. You stay responsible for the ticket.")
    dialog = dialog_of(request, chosen.ticket, title, _("Give the step"), text)
    form = ElsewhereForm(by, request.POST or None, own=OWNER, initial={"question": chosen.question})

    def act(answered: ElsewhereForm) -> object:
        data = answered.cleaned_data
        found = None if data["to"] == OWNER else recipient_of(data["to"], by)
        return verbs.send_step_elsewhere(
            chosen, unit=found.unit if found else None, standard_minutes=found.standard_minutes if found else None,
            question=data["question"], reason=data["reason"], sentence=data["sentence"], by=by,
        )  # fmt: skip

    return answer_dialog(request, chosen.ticket, dialog, form, act)


@centre_only
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, number: int) -> HttpResponse:
    """A step that the procedure did not foresee: a question to a department, a partner or the customer."""
    ticket, by = get_ticket(request, number), _actor(request)
    text = _("It starts at once. You stay responsible for the ticket.")
    dialog = dialog_of(request, ticket, _("Add a step"), _("Add the step"), text)
    form = AddedStepForm(by, request.POST or None)
    return answer_dialog(request, ticket, dialog, form, lambda f: _add(ticket, by, **f.cleaned_data))


def _add(ticket: Ticket, by: Actor, *, to: str, question: str, due: str, holds_route: bool, is_approval: bool) -> None:
    minutes = int(due) if due else None
    if to == CUSTOMER:
        conversations.ask_customer(ticket, question=question, standard_minutes=minutes or 3 * 24 * 60, by=by)
        return
    chosen = recipient_of(to, by)
    assert chosen, "the form lets only known recipients through"
    conversations.ask_unit(
        ticket,
        unit=chosen.unit,
        competence=chosen.competence,
        question=question,
        standard_minutes=minutes or chosen.standard_minutes or STANDARD_DUE,
        holds_route=holds_route,
        is_approval=is_approval,
        by=by,
    )


@centre_only
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Another procedure for the ticket: what is in work goes on, what was planned is replaced."""
    ticket, by = get_ticket(request, number), _actor(request)
    text = _("What is in work goes on, what was planned is replaced by the steps of the other procedure, and the promised time is worked out anew.")
    dialog = dialog_of(request, ticket, _("Another procedure"), _("Change the procedure"), text)
    others = [version for version in versions_in_force() if version.id != ticket.version_id]
    is_deviation = ticket.version is not None and not ticket.version.procedure.is_default
    form = LeavingForm(others, request.POST or None, asks_why=is_deviation)

    def act(answered: LeavingForm) -> object:
        chosen = answered.cleaned_data
        version = next(version for version in others if version.id == int(chosen["version"]))
        return verbs.leave_procedure(ticket, to=version, reason=chosen.get("reason", ""), sentence=chosen.get("sentence", ""), by=by)

    return answer_dialog(request, ticket, dialog, form, act)


@centre_only
@require_http_methods(["GET", "POST"])
def skip(request: HttpRequest, number: int, step: int) -> HttpResponse:
    chosen = get_step(request, number, step)
    text = _("The step stays on the route as skipped, and the promised time is worked out anew.")
    dialog = dialog_of(request, chosen.ticket, _("Skip the step: %(step)s") % {"step": step_name(chosen)}, _("Skip the step"), text)
    form = DeviationForm(request.POST or None)
    return answer_dialog(request, chosen.ticket, dialog, form, lambda f: verbs.skip_step(chosen, by=_actor(request), **f.cleaned_data))


@centre_only
@require_http_methods(["GET", "POST"])
def leave_out(request: HttpRequest, number: int, step: int) -> HttpResponse:
    """An optional step is not done in this ticket; no reason is asked for."""
    chosen = get_step(request, number, step)
    text = _("The procedure leaves it to you: it is no deviation.")
    dialog = dialog_of(request, chosen.ticket, _("Leave the optional step out: %(step)s") % {"step": step_name(chosen)}, _("Leave it out"), text)
    form = forms.Form(request.POST if request.method == "POST" else None)
    return answer_dialog(request, chosen.ticket, dialog, form, lambda f: verbs.leave_out_step(chosen, by=_actor(request)))


@centre_only
@require_http_methods(["GET", "POST"])
def repeat(request: HttpRequest, number: int, step: int) -> HttpResponse:
    """A further run of a step that may be repeated."""
    chosen = get_step(request, number, step)
    text = _("It starts at once at whoever did it, and is no deviation.")
    dialog = dialog_of(request, chosen.ticket, _("Do the step once more: %(step)s") % {"step": step_name(chosen)}, _("Once more"), text)
    form = RepeatForm(request.POST or None, initial={"question": chosen.question})
    return answer_dialog(request, chosen.ticket, dialog, form, lambda f: verbs.repeat_step(chosen, by=_actor(request), **f.cleaned_data))


@centre_only
@require_http_methods(["GET", "POST"])
def reminders(request: HttpRequest, number: int, step: int) -> HttpResponse:
    """When the performer of one step is reminded, and when the line above them hears that it is late."""
    chosen = get_step(request, number, step)
    text = _("Only for this step. What was told already is not told again.")
    dialog = dialog_of(request, chosen.ticket, _("Reminders of the step: %(step)s") % {"step": step_name(chosen)}, _("Save"), text)
    day = WHOLE_DAY if chosen.performer == Performer.CUSTOMER else WORKING_DAY
    initial = {"remind_before": chosen.remind_before, "escalate_after": chosen.escalate_after}
    form = RemindersForm(request.POST or None, initial=initial, day_minutes=day)
    return answer_dialog(request, chosen.ticket, dialog, form, lambda f: verbs.set_reminders(chosen, by=_actor(request), **f.cleaned_data))


@centre_only
@require_http_methods(["GET", "POST"])
def obstacle(request: HttpRequest, number: int) -> HttpResponse:
    ticket = get_ticket(request, number)
    dialog = dialog_of(request, ticket, _("Name an obstacle"), _("Write it down"))
    form = ObstacleForm(request.POST or None)
    return answer_dialog(request, ticket, dialog, form, lambda f: verbs.name_obstacle(ticket, by=_actor(request), **f.cleaned_data))


@centre_only
@require_POST
def remove_obstacle(request: HttpRequest, number: int, obstacle: int) -> HttpResponse:
    ticket, by = get_ticket(request, number), _actor(request)
    standing = door.get_visible(Obstacle.objects.select_related("ticket"), by, ticket=ticket, pk=obstacle)
    verbs.remove_obstacle(standing, by=by)
    return moved(request, ticket)
