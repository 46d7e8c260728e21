"""A draft tried on last month's tickets, before it is published. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ambasador.lib import clock
from ambasador.procedures.models import ProcedureStep
from ambasador.promises.simulation import DAYS, Simulation, simulate
from ambasador.tickets.models import Ticket
from ambasador.web import wording
from ambasador.web.access import user_of
from ambasador.web.paging import cursor
from ambasador.web.procedures import shaping
from ambasador.web.procedures.editing import get_draft, leads_only
from ambasador.web.procedures.views import get_procedure, name_of
from ambasador.web.shapes import Pager

A_PAGE = 50


@dataclass(frozen=True)
class Effect:
    """On one step: in how many tickets it would have been new, passed over, or not there any more."""

    name: str
    notes: Sequence[str]


@dataclass(frozen=True)
class Row:
    ticket: Ticket
    before: str
    after: str
    notes: Sequence[str]


@leads_only
@require_safe
def simulation(request: HttpRequest, code: str) -> HttpResponse:
    """What would have been different, step by step and ticket by ticket; fifty tickets a page."""
    procedure = get_procedure(request, code)
    draft = get_draft(procedure)
    found = simulate(draft, by=user_of(request).actor, at=clock.now())
    names = _names(found.steps)
    changed = found.changed
    last = max(1, -(-len(changed) // A_PAGE))
    page = min(max(cursor(request, "page") or 1, 1), last)
    context = {
        "procedure": procedure, "name": name_of(procedure), "version": draft, "days": DAYS, "tickets": len(found.rows), "is_cut": found.is_cut,
        "changed": len(changed), "effects": effects_of(found, names), "usual_before": _hours(found.usual(before=True)),
        "usual": _hours(found.usual(before=False)), "range_before": [_hours(one) for one in found.range(before=True)],
        "range": [_hours(one) for one in found.range(before=False)], "back_url": reverse("web:procedure", args=[procedure.code]),
        "rows": [
            Row(one.ticket, _hours(one.minutes_before), _hours(one.minutes), _notes(one.added, one.dropped, names))
            for one in changed[(page - 1) * A_PAGE : page * A_PAGE]
        ],
        "pager": Pager(previous_url=f"?page={page - 1}" if page > 1 else "", next_url=f"?page={page + 1}" if page < last else ""),
    }  # fmt: skip
    return render(request, "web/procedures/simulation.html", context)


def effects_of(found: Simulation, names: dict[str, str]) -> list[Effect]:
    effects = []
    for key, name in names.items():
        notes = []
        if n := found.added.get(key, 0):
            notes.append(ngettext("new in %(n)s ticket", "new in %(n)s tickets", n) % {"n": n})
        if n := found.passed.get(key, 0):
            notes.append(ngettext("passed over in %(n)s ticket", "passed over in %(n)s tickets", n) % {"n": n})
        if n := found.dropped.get(key, 0):
            notes.append(ngettext("not done any more in %(n)s ticket", "not done any more in %(n)s tickets", n) % {"n": n})
        if notes:
            effects.append(Effect(name, notes))
    return effects


def _notes(added: Sequence[str], dropped: Sequence[str], names: dict[str, str]) -> list[str]:
    notes = [_("new: %(step)s") % {"step": names.get(key, key)} for key in added]
    return notes + [_("without: %(step)s") % {"step": names.get(key, key)} for key in dropped]


def _names(steps: Sequence[ProcedureStep]) -> dict[str, str]:
    return {step.key: shaping.name_of(step) for step in steps}


def _hours(minutes: int) -> str:
    return wording.duration(timedelta(minutes=minutes), hours_a_day=shaping.HOURS_A_DAY)
