"""Bringing a draft into force: what changes, what is wrong with it, and then the question."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ambasador.accounts import door
from ambasador.procedures import verbs
from ambasador.procedures.models import Procedure, VersionState
from ambasador.procedures.queries import Fault, faults_of
from ambasador.tickets.models import Ticket
from ambasador.web.access import user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.procedures.comparing import compare
from ambasador.web.procedures.editing import get_draft, leads_only, page_of
from ambasador.web.procedures.forms import PublishForm
from ambasador.web.procedures.views import get_procedure
from ambasador.web.shapes import Dialog


@dataclass(frozen=True)
class ShownFault:
    says: str
    url: str
    is_final: bool


@leads_only
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first: new tickets begin with the version, open ones stay on theirs."""
    procedure = get_procedure(request, code)
    by = user_of(request).actor
    draft = get_draft(procedure)
    in_force = procedure.versions.filter(state=VersionState.PUBLISHED).first()
    form = bound(PublishForm, request, initial={"note": draft.note})
    open_tickets = door.visible(Ticket.objects.open().filter(version__procedure=procedure), by).count()
    text = ngettext(
        "New tickets will begin with it. %(n)s open ticket stays on its version.",
        "New tickets will begin with it. %(n)s open tickets stay on their version.",
        open_tickets,
    ) % {"n": open_tickets}
    title = _("Publish version %(number)s") % {"number": draft.number}
    page = page_of(procedure)
    dialog = Dialog(title, request.path, _("Bring it into force"), text, back_url=page)

    def act(answered: PublishForm) -> str:
        verbs.change_version(draft, by=by, **answered.cleaned_data)
        verbs.publish_version(draft, by=by)
        messages.success(request, _("Version %(number)s is in force.") % {"number": draft.number})
        return page

    shown: dict[str, Any] = {
        "faults": _shown_faults(procedure, draft_faults=faults_of(draft)), "comparison": compare(in_force, draft, by=by, page=page),
        "before": in_force, "after": draft,
    }  # fmt: skip
    return answer_form(request, dialog, form, act, template="web/procedures/publish.html", **shown)


def _shown_faults(procedure: Procedure, *, draft_faults: list[Fault]) -> list[ShownFault]:
    page = reverse("web:procedure", args=[procedure.code])
    return [
        ShownFault(fault.says, f"{page}#field-{fault.field}" if fault.field else page_of(procedure, key=fault.step), fault.is_final)
        for fault in draft_faults
    ]
