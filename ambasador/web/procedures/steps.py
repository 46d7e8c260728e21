"""Steps of a draft: added, changed, moved, taken out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambasador.lib.refusal import NotAllowed, Refused
from ambasador.procedures import verbs
from ambasador.procedures.conditions import LONGEST
from ambasador.procedures.models import Procedure, ProcedureStep
from ambasador.web.access import user_of
from ambasador.web.asking import answer_form, bound, gone_to
from ambasador.web.procedures import conditions, shaping
from ambasador.web.procedures.data import places_from
from ambasador.web.procedures.editing import get_draft, leads_only, page_of
from ambasador.web.procedures.forms import StepForm, key_from
from ambasador.web.procedures.views import get_procedure, procedure_page, step_form, suggesting
from ambasador.web.shapes import Dialog

NEW_STEP_MINUTES = 480


def get_step(request: HttpRequest, code: str, key: str) -> tuple[Procedure, ProcedureStep, list[ProcedureStep]]:
    """The step of the draft with all its neighbours. Raises Http404, NotADraft."""
    procedure = get_procedure(request, code)
    steps = shaping.steps_of(get_draft(procedure))
    step = next((step for step in steps if step.key == key), None)
    if step is None:
        raise Http404
    return procedure, step, steps


@leads_only
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    procedure = get_procedure(request, code)
    draft = get_draft(procedure)
    steps = shaping.steps_of(draft)
    by = user_of(request).actor
    initial = {"performer": "owner", "standard": NEW_STEP_MINUTES, "after": [steps[-1].key] if steps else []}
    fields = list(draft.fields.all())
    form = StepForm(request.POST or None, by=by, others=steps, fields_of=fields, initial=initial)
    form.fields["condition"].widget.attrs |= suggesting(procedure)
    dialog = Dialog(_("New step"), request.path, _("Add the step"), procedure.name, back_url=page_of(procedure))

    def act(answered: StepForm) -> str:
        key = key_from(answered.cleaned_data["name"], taken={step.key for step in steps})
        verbs.add_step(draft, key=key, by=by, **answered.fields_of_step())
        return page_of(procedure, key=key)

    shown: dict[str, Any] = {"condition": conditions.read(str(form["condition"].value() or ""), fields), "suggestions": conditions.suggestions(fields)}
    return answer_form(request, dialog, form, act, template="web/procedures/step_page.html", **shown)


@leads_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Save the step; what could not be saved is shown in place with the reasons."""
    if request.method == "GET":
        return gone_to(request, page_of(get_procedure(request, code), key=key))
    procedure, step, steps = get_step(request, code, key)
    form = step_form(request, step, steps, list(step.version.fields.all()))
    if form.is_valid():
        try:
            verbs.change_step(step, by=user_of(request).actor, **form.fields_of_step())
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return gone_to(request, page_of(procedure, key=key))
    return procedure_page(request, procedure, form=form, key=key, status=422)


@leads_only
@require_POST
def move(request: HttpRequest, code: str, key: str) -> HttpResponse:
    procedure, step, _steps = get_step(request, code, key)
    verbs.move_step(step, places=places_from(request), by=user_of(request).actor)
    return gone_to(request, page_of(procedure, key=key))


@leads_only
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, code: str, key: str) -> HttpResponse:
    procedure, step, _steps = get_step(request, code, key)
    text = _("Steps that waited for it will wait for what it waited for. The version in force does not change.")
    title = _("Remove the step: %(step)s") % {"step": step.name}
    dialog = Dialog(title, request.path, _("Remove the step"), text, is_danger=True, back_url=page_of(procedure, key=key))

    def act(_answered: forms.Form) -> str:
        verbs.remove_step(step, by=user_of(request).actor)
        return reverse("web:procedure", args=[procedure.code])

    return answer_form(request, dialog, bound(forms.Form, request), act, template="web/dialog_page.html")


@leads_only
@require_safe
def condition(request: HttpRequest, code: str) -> HttpResponse:
    """What is being written as a condition, in plain words or with its fault. Nothing is stored."""
    draft = get_draft(get_procedure(request, code))
    text = request.GET.get("condition", "")[: LONGEST + 1]
    return render(request, "web/procedures/_condition.html", {"condition": conditions.read(text, draft.fields.all())})
