"""The list of procedures and one procedure."""

from typing import Any

from django import forms
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ambasador.accounts import door
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.procedures import access, actions
from ambasador.procedures.models import Procedure, ProcedureField, ProcedureStep, ProcedureVersion, VersionState
from ambasador.search.queries import pl_sort
from ambasador.tickets.models import Ticket
from ambasador.web.access import centre_only, user_of
from ambasador.web.procedures import conditions, shaping
from ambasador.web.procedures.forms import StepForm, term_says
from ambasador.web.procedures.habits import shown_habits
from ambasador.web.shapes import Empty, Fact

AT_MOST = 300


@centre_only
@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """All procedures, active ones first: at most 300, three queries beside the frame's."""
    by = user_of(request).actor
    versions = Prefetch("versions", door.visible(ProcedureVersion.objects.exclude(state=VersionState.RETIRED), by), to_attr="standing")
    found = door.visible(Procedure.objects.order_by("-is_active", pl_sort("name")), by).prefetch_related(versions)[:AT_MOST]
    open_tickets = door.visible(Ticket.objects.open().exclude(version=None), by)
    counts = dict(open_tickets.order_by().values_list("version__procedure").annotate(n=Count("id")))
    rows = [_list_row(procedure, counts.get(procedure.id, 0)) for procedure in found]
    nothing = Empty(
        _("There are no procedures yet"), _("A procedure is the usual route of one kind of tickets. Add the first one."), "steps"
    )
    return render(request, "web/procedures/list.html", {"rows": rows, "may_edit": access.may_edit(by), "nothing": nothing})


def _list_row(procedure: Procedure, tickets: int) -> dict[str, Any]:
    standing: list[ProcedureVersion] = procedure.standing  # type: ignore[attr-defined]
    return {
        "procedure": procedure,
        "name": name_of(procedure),
        "in_force": next((version for version in standing if version.state == VersionState.PUBLISHED), None),
        "draft": next((version for version in standing if version.state == VersionState.DRAFT), None),
        "tickets": tickets,
    }


def name_of(procedure: Procedure) -> str:
    return procedure.name_en if get_language() == "en" and procedure.name_en else procedure.name


def get_procedure(request: HttpRequest, code: str) -> Procedure:
    """Raises Http404."""
    return door.get_visible(Procedure.objects, user_of(request).actor, code=code)


@centre_only
@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """The draft for who may edit, else the version in force; `?version=` shows another. The chosen step stands open beside the list."""
    return procedure_page(request, get_procedure(request, code))


def procedure_page(
    request: HttpRequest, found: Procedure, *, form: forms.Form | None = None, key: str = "", status: int = 200
) -> HttpResponse:
    """Fifteen queries beside the frame's, however many steps there are."""
    by = user_of(request).actor
    may_edit = access.may_edit(by)
    versions = list(found.versions.order_by("-number")[:50])
    in_force = next((version for version in versions if version.state == VersionState.PUBLISHED), None)
    draft = next((version for version in versions if version.state == VersionState.DRAFT), None)
    asked = next((version for version in versions if str(version.number) == request.GET.get("version")), None)
    shown = asked or (draft if may_edit and draft else in_force) or draft
    steps = shaping.steps_of(shown) if shown else []
    before = shaping.steps_of(in_force) if in_force and shown and shown.state == VersionState.DRAFT else []
    key = key or request.GET.get("step", "")
    current = next((step for step in steps if step.key == key), steps[0] if steps else None)
    is_editable = bool(may_edit and shown and shown.state == VersionState.DRAFT)
    fields = list(shown.fields.all()) if shown else []
    if is_editable and current and form is None:
        form = step_form(request, current, steps, fields)
    for field in fields:
        field.shown = field.name_for(get_language() or "pl")  # type: ignore[attr-defined]
    of_this = Q(version__procedure=found)
    context = {
        "procedure": found,
        "name": name_of(found),
        "versions": versions,
        "version": shown,
        "in_force": in_force,
        "draft": draft,
        "groups": shaping.groups_of(steps, current=current.key if current else "", before=before),
        "steps_count": len(steps),
        "total": shaping.total_of(steps),
        "changes": shaping.changes_between(steps, before) if before else 0,
        "current": current,
        "current_name": shaping.name_of(current) if current else "",
        "form": form,
        "fields": fields,
        "condition": conditions.read(str(form["condition"].value() or ""), fields) if form else None,
        "suggestions": conditions.suggestions(fields) if form else (),
        "has_settings": bool(current and current.action in actions.SETTINGS),
        "facts": [] if is_editable or not current else step_facts(current, steps, fields),
        "term": term_says(shown.statutory_term) if shown and shown.statutory_term else "",
        "may_edit": may_edit,
        "habits": shown_habits(found, steps, by=by, at=clock.now()),
        "is_editable": is_editable,
        "may_undo": bool(is_editable and shown and shown.earlier.exists()),
        "on_older": _on_older(found, in_force, by) if may_edit and in_force and shown == in_force else 0,
        "open_tickets": door.visible(Ticket.objects.open().filter(of_this), by).count(),
    }
    return render(request, "web/procedures/page.html", context, status=status)


def _on_older(found: Procedure, in_force: ProcedureVersion, by: Actor) -> int:
    """Open tickets that keep a version which is in force no more."""
    return door.visible(Ticket.objects.open().filter(version__procedure=found).exclude(version=in_force), by).count()


OPTIONS = ("condition", "needs", "gives", "is_optional", "is_repeatable", "is_approval", "amount_field")


def step_form(request: HttpRequest, step: ProcedureStep, steps: list[ProcedureStep], of: list[ProcedureField]) -> StepForm:
    """The form of a step of a draft, bound when it was sent."""
    fields = (
        "name",
        "name_en",
        "stage",
        "stage_en",
        "performer",
        "unit",
        "competence",
        "guidance",
        "question",
        "question_en",
        "answer_options",
    )
    initial = {name: getattr(step, name) for name in (*fields, "after", *OPTIONS, "confirms_answer", "action", "remind_before", "escalate_after")}
    others = [other for other in steps if other.key != step.key]
    form = StepForm(
        request.POST or None,
        by=user_of(request).actor,
        others=others,
        known=step.answer_options,
        fields_of=of,
        initial={**initial, "standard": step.standard_minutes},
    )
    form.fields["condition"].widget.attrs |= suggesting(step.version.procedure)
    return form


def suggesting(procedure: Procedure) -> dict[str, str]:
    """What lets the input of a condition suggest words and show itself in plain words; without a script it is a plain input."""
    return {
        "hx-get": reverse("web:procedure_condition", args=[procedure.code]), "hx-trigger": "input changed delay:250ms", "hx-target": "#condition-says",
        "hx-swap": "outerHTML", "data-words": "condition-words", "autocomplete": "off",
    }  # fmt: skip


def step_facts(step: ProcedureStep, steps: list[ProcedureStep], of: list[ProcedureField]) -> list[Fact]:
    """A step that cannot be edited, in words."""
    names = {other.key: shaping.name_of(other) for other in steps}
    data = {field.key: field.name_for(get_language() or "pl") for field in of}
    told = [
        Fact(_("Who performs it"), shaping.who_of(step), icon=shaping.ICONS[step.performer]),  # type: ignore[index]
        Fact(_("Standard duration"), shaping.standard_of(step)),
        Fact(_("Begins after"), ", ".join(names.get(key, key) for key in step.after) or _("the opening of the ticket")),
        Fact(_("When the step is needed"), conditions.read(step.condition, of).says if step.condition else ""),
        Fact(_("Data that must be known before it begins"), ", ".join(data.get(key, key) for key in step.needs)),
        Fact(_("Data that its answer gives"), ", ".join(data.get(key, key) for key in step.gives)),
        Fact(_("Stage the customer sees (PL)"), step.stage),
        Fact(_("Stage the customer sees (EN)"), step.stage_en),
        Fact(_("What exactly we ask (PL)"), step.question),
        Fact(_("What exactly we ask (EN)"), step.question_en),
        Fact(_("Answers to choose from"), ", ".join(option["pl"] for option in step.answer_options)),
        Fact(_("Guidance for the performer"), step.guidance),
        Fact(_("What the system does"), step.get_action_display() if step.action else ""),
        Fact(_("First reminder, before the due date"), shaping.pause_of(step, step.remind_before)),
        Fact(_("Up the line, after the due date"), shaping.pause_of(step, step.escalate_after)),
        Fact(_("Confirmation"), _("The owner confirms the answer") if step.confirms_answer else ""),
    ]
    return [fact for fact in told if fact.value]
