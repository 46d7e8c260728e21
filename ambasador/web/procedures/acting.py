"""What exactly a step of the program does: the page where a lead says it."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambasador.lib.calling import BadAddress, target_of
from ambasador.lib.signing import secret_for
from ambasador.procedures import verbs
from ambasador.procedures.models import ProcedureStep, SystemAction
from ambasador.web.access import user_of
from ambasador.web.asking import answer_form
from ambasador.web.procedures import shaping
from ambasador.web.procedures.action_forms import FORMS, ActionForm
from ambasador.web.procedures.editing import leads_only, page_of
from ambasador.web.procedures.steps import get_step
from ambasador.web.shapes import Dialog


@leads_only
@require_http_methods(["GET", "POST"])
def action(request: HttpRequest, code: str, key: str) -> HttpResponse:
    procedure, step, _steps = get_step(request, code, key)
    if step.action not in FORMS:
        raise Http404
    by = user_of(request).actor
    fields = list(step.version.fields.all())
    form = FORMS[step.action](request.POST or None, step=step, fields_of=fields, by=by)
    title = f"{shaping.name_of(step)}: {SystemAction(step.action).label}"
    dialog = Dialog(title, request.path, _("Save"), _signing(step), back_url=page_of(procedure, key=key))

    def act(answered: ActionForm) -> str:
        said: dict[str, Any] = answered.said()
        verbs.change_step(step, action_settings=said, by=by)
        return page_of(procedure, key=key)

    return answer_form(request, dialog, form, act)


def _signing(step: ProcedureStep) -> str:
    """The secret that the other program needs, once there is an address; for leads alone, and kept nowhere."""
    kept = step.action_settings
    if step.action != SystemAction.WEBHOOK or not kept:
        return ""
    try:
        host = target_of(kept["url"], allows_http=True).host
    except BadAddress:
        return ""
    secret = secret_for(host, key=settings.SECRET_KEY, edition=kept["edition"])
    return _("Messages to %(host)s are signed with the secret %(secret)s") % {"host": host, "secret": secret}
