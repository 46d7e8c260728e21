"""Changes of a procedure and its versions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ambasador.accounts import door
from ambasador.procedures import verbs
from ambasador.procedures.models import Procedure, ProcedureVersion, VersionState
from ambasador.tickets import verbs as tickets
from ambasador.web.access import roles_only, user_of
from ambasador.web.asking import answer_form, gone_to
from ambasador.web.codes import code_from
from ambasador.web.procedures.forms import ProcedureForm, ProcedureSettingsForm, VersionForm
from ambasador.web.procedures.views import get_procedure, name_of
from ambasador.web.shapes import Dialog

leads_only = roles_only("lead", "admin")


def page_of(procedure: Procedure, *, key: str = "") -> str:
    url = reverse("web:procedure", args=[procedure.code])
    return f"{url}?step={key}#step-{key}" if key else url


@leads_only
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = ProcedureForm(request.POST or None)
    dialog = Dialog(
        _("New procedure"),
        request.path,
        _("Add the procedure"),
        _("It begins with an empty draft. It comes into force when you publish it."),
        back_url=reverse("web:procedures"),
    )

    def act(answered: ProcedureForm) -> str:
        by = user_of(request).actor
        code = code_from(
            answered.cleaned_data["name"], is_taken=lambda code: door.visible(Procedure.objects, by).filter(code=code).exists()
        )
        return page_of(verbs.add_procedure(code=code, by=by, **answered.cleaned_data))

    return answer_form(request, dialog, form, act)


@leads_only
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, code: str) -> HttpResponse:
    procedure = get_procedure(request, code)
    initial = {name: getattr(procedure, name) for name in ("name", "name_en", "keywords", "owner_competence", "is_active")}
    form = ProcedureSettingsForm(request.POST or None, by=user_of(request).actor, initial=initial)
    dialog = Dialog(_("Settings of the procedure"), request.path, _("Save"), name_of(procedure), back_url=page_of(procedure))

    def act(answered: ProcedureSettingsForm) -> str:
        verbs.change_procedure(procedure, by=user_of(request).actor, **answered.cleaned_data)
        messages.success(request, _("Saved."))
        return page_of(procedure)

    return answer_form(request, dialog, form, act)


@leads_only
@require_POST
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """The last change of the draft, whoever made it."""
    procedure = get_procedure(request, code)
    draft = procedure.versions.filter(state=VersionState.DRAFT).first()
    if draft is None:
        raise Http404
    verbs.undo_draft_change(draft, by=user_of(request).actor)
    messages.success(request, _("The last change was undone."))
    return gone_to(request, page_of(procedure))


@leads_only
@require_POST
def begin_draft(request: HttpRequest, code: str) -> HttpResponse:
    procedure = get_procedure(request, code)
    verbs.begin_draft(procedure, by=user_of(request).actor)
    return gone_to(request, page_of(procedure))


@leads_only
@require_POST
def draft_habit(request: HttpRequest, code: str) -> HttpResponse:
    """Write a repeated deviation into the next version's draft."""
    procedure = get_procedure(request, code)
    habit = {"kind": request.POST.get("kind", ""), "key": request.POST.get("key", "")}
    draft = tickets.draft_habit(procedure, by=user_of(request).actor, **habit)
    messages.success(request, _("Written into version %(number)s, which is a draft.") % {"number": draft.number})
    return gone_to(request, page_of(procedure))


def get_draft(procedure: Procedure) -> ProcedureVersion:
    """Raises NotADraft when the procedure has none, as after somebody else has published it."""
    draft = procedure.versions.filter(state=VersionState.DRAFT).first()
    if draft is None:
        raise verbs.NotADraft
    return draft


def initial_of(draft: ProcedureVersion) -> dict[str, object]:
    return {field: getattr(draft, field) for field in verbs.VERSION_FIELDS}


@leads_only
@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, code: str) -> HttpResponse:
    procedure = get_procedure(request, code)
    draft = get_draft(procedure)
    form = VersionForm(request.POST or None, fields_of=list(draft.fields.all()), initial=initial_of(draft))
    title = _("Version %(number)s") % {"number": draft.number}
    dialog = Dialog(title, request.path, _("Save"), name_of(procedure), back_url=page_of(procedure))

    def act(answered: VersionForm) -> str:
        verbs.change_version(draft, by=user_of(request).actor, **answered.cleaned_data)
        return page_of(procedure)

    return answer_form(request, dialog, form, act)
