"""Running tickets go over to the version in force: the list with the boxes, what would happen to one, and what happened to each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambasador.accounts import door
from ambasador.journal.actors import Actor
from ambasador.procedures.models import Procedure, ProcedureVersion, VersionState
from ambasador.tickets import verbs
from ambasador.tickets.models import Step, Ticket
from ambasador.web.access import user_of
from ambasador.web.asking import gone_to
from ambasador.web.paging import page_of
from ambasador.web.procedures import shaping
from ambasador.web.procedures.editing import leads_only
from ambasador.web.procedures.views import get_procedure, name_of

AT_ONCE = 50


@dataclass(frozen=True)
class Preview:
    """What the move would do to the steps of one ticket, by their names."""

    stays: Sequence[str]
    changes: Sequence[str]
    comes: Sequence[str]
    goes: Sequence[str]


@leads_only
@require_http_methods(["GET", "POST"])
def moves(request: HttpRequest, code: str) -> HttpResponse:
    """Open tickets on older versions, fifty a page; a POST moves the chosen ones and says what became of each."""
    procedure = get_procedure(request, code)
    version = _in_force(procedure)
    by = user_of(request).actor
    older = door.visible(Ticket.objects.open().filter(version__procedure=procedure).exclude(version=version), by)
    results: Sequence[verbs.Moved] = ()
    if request.method == "POST":
        chosen = [int(number) for number in request.POST.getlist("ticket")[:AT_ONCE] if number.isdecimal()]
        results = verbs.move_tickets(older.filter(number__in=chosen).order_by("id"), version, by=by)
    page = page_of(older.select_related("version", "customer", "owner"), request, size=AT_ONCE)
    context = {
        "procedure": procedure, "name": name_of(procedure), "version": version, "tickets": page.rows, "pager": page.pager, "results": results,
        "back_url": reverse("web:procedure", args=[procedure.code]),
    }  # fmt: skip
    return render(request, "web/procedures/moves.html", context)


@leads_only
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What would stay, change, come and go in one ticket; a POST moves it."""
    procedure = get_procedure(request, code)
    version = _in_force(procedure)
    by = user_of(request).actor
    ticket = door.get_visible(Ticket.objects.filter(version__procedure=procedure), by, number=number)
    if request.method == "POST":
        verbs.move_to_version(ticket, version, by=by)
        return gone_to(request, reverse("web:ticket", args=[ticket.number]))
    context = {
        "procedure": procedure, "name": name_of(procedure), "version": version, "ticket": ticket, "preview": preview_of(ticket, version, by),
        "back_url": reverse("web:procedure_moves", args=[procedure.code]),
    }  # fmt: skip
    return render(request, "web/procedures/move.html", context)


def preview_of(ticket: Ticket, version: ProcedureVersion, by: Actor) -> Preview:
    """Four queries."""
    steps = {step.id: step for step in door.visible(Step.objects.filter(ticket=ticket), by).select_related("unit__calendar").order_by("position", "id")}
    plan = verbs.plan_of_move(ticket, version, list(steps.values()))
    language = get_language() or "pl"
    template = {step.key: shaping.name_of(step) for step in version.steps.all()}
    own = [number for number in steps if number in plan.kept]
    return Preview(
        [f"{steps[number].name_for(language)} · {steps[number].get_state_display()}" for number in own],
        [template[one.template] for one in plan.planned if one.step is not None],
        [template[one.template] for one in plan.planned if one.step is None],
        [steps[number].name_for(language) for number in plan.dropped],
    )


def _in_force(procedure: Procedure) -> ProcedureVersion:
    version = procedure.versions.filter(state=VersionState.PUBLISHED).select_related("procedure").first()
    if version is None:
        raise Http404(_("No version is in force."))
    return version
