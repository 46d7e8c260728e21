"""The fields of a draft: the data that the procedure needs, added, changed, put in order, taken out."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ambasador.procedures import fields as values
from ambasador.procedures import verbs
from ambasador.procedures.models import Procedure, ProcedureField
from ambasador.web.access import user_of
from ambasador.web.asking import answer_form, bound, gone_to
from ambasador.web.procedures.editing import get_draft, leads_only
from ambasador.web.procedures.forms import FieldForm
from ambasador.web.procedures.views import get_procedure, name_of
from ambasador.web.shapes import Dialog

SHOWN = ("name", "name_en", "kind", "options", "known_by", "question", "question_en")


def page_of_field(procedure: Procedure, key: str = "") -> str:
    return reverse("web:procedure", args=[procedure.code]) + (f"#field-{key}" if key else "#data")


def get_field(request: HttpRequest, code: str, key: str) -> tuple[Procedure, ProcedureField]:
    """Raises Http404, NotADraft."""
    procedure = get_procedure(request, code)
    return procedure, get_object_or_404(get_draft(procedure).fields.select_related("version"), key=key)


@leads_only
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    procedure = get_procedure(request, code)
    draft = get_draft(procedure)
    dialog = Dialog(_("New data"), request.path, _("Add the data"), name_of(procedure), back_url=page_of_field(procedure))

    def act(answered: FieldForm) -> str:
        key = values.key_from(answered.cleaned_data["name"], taken=list(draft.fields.values_list("key", flat=True)))
        verbs.add_field(draft, key=key, by=user_of(request).actor, **answered.cleaned_data)
        return page_of_field(procedure, key)

    return answer_form(request, dialog, FieldForm(request.POST or None), act)


@leads_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str, key: str) -> HttpResponse:
    procedure, field = get_field(request, code, key)
    form = FieldForm(request.POST or None, known=field.options, initial={name: getattr(field, name) for name in SHOWN})
    title = _("Data: %(name)s") % {"name": field.name_for(get_language() or "pl")}
    text = _("In conditions and letters it is called %(key)s.") % {"key": field.key}
    dialog = Dialog(title, request.path, _("Save"), text, back_url=page_of_field(procedure, key))

    def act(answered: FieldForm) -> str:
        verbs.change_field(field, by=user_of(request).actor, **answered.cleaned_data)
        return page_of_field(procedure, key)

    return answer_form(request, dialog, form, act)


@leads_only
@require_POST
def move(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """`to` is up, down, or by how many places."""
    procedure, field = get_field(request, code, key)
    verbs.move_field(field, by=user_of(request).actor, places=places_from(request))
    return gone_to(request, page_of_field(procedure, key))


@leads_only
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, code: str, key: str) -> HttpResponse:
    procedure, field = get_field(request, code, key)
    name = field.name_for(get_language() or "pl")
    dialog = Dialog(
        _("Take out “%(name)s”?") % {"name": name}, request.path, _("Take it out"),
        _("What tickets know stays with them."), back_url=page_of_field(procedure, key), is_danger=True,
    )  # fmt: skip

    def act(_answered: forms.Form) -> str:
        verbs.remove_field(field, by=user_of(request).actor)
        return page_of_field(procedure)

    return answer_form(request, dialog, bound(forms.Form, request), act, template="web/dialog_page.html")


def places_from(request: HttpRequest) -> int:
    """By how many places a row moves: -1 for up, 1 for down, or as many as it was dragged."""
    to = request.POST.get("to", "")
    try:
        return {"up": -1, "down": 1}.get(to) or max(min(int(to), 500), -500)
    except ValueError:
        return 0
