"""Departments, partner firms and the contact centre, with their people."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambasador.accounts import door
from ambasador.directory import access, verbs
from ambasador.directory.models import Absence, Unit, UnitKind
from ambasador.directory.queries import absences_from
from ambasador.search.queries import pl_sort
from ambasador.tickets.models import Ticket
from ambasador.web import wording
from ambasador.web.access import roles_only, staff_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.codes import code_from
from ambasador.web.directory import shaping
from ambasador.web.directory.forms import HeadForm, UnitForm
from ambasador.web.shapes import Dialog, Empty, Fact, Link

leads_only = roles_only("lead", "admin")
AT_MOST, PEOPLE_AT_MOST = 500, 500
FIELDS = (
    "name", "kind", "name_in", "name_to", "short_name", "name_en", "calendar", "works_by", "email", "phone", "email_domains",
    "language", "escalates_to", "is_active",
)  # fmt: skip


@staff_only
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """At most 500 units, those in use first; three queries beside the frame's."""
    by = user_of(request).actor
    people = Count("people", filter=Q(people__is_active=True))
    found = door.visible(Unit.objects.select_related("calendar", "head").prefetch_related("calendar__hours"), by)
    rows = list(found.annotate(people_count=people).order_by("-is_active", "kind", pl_sort("name"))[:AT_MOST])
    counts = _open_tickets_at(request)
    may_edit = access.may_edit(by)
    context = {
        "rows": [(unit, shaping.UNIT_ICONS[UnitKind(unit.kind)], shaping.hours_of(unit.calendar), counts.get(unit.pk, 0)) for unit in rows],
        "may_edit": may_edit,
        "sees_tickets": user_of(request).is_centre,
        "tab": "units",
        "nothing": Empty(
            _("There are no departments yet"), _("Begin with working hours, then add the first department."), "dept",
            Link(_("Add a department or partner"), reverse("web:unit_new")) if may_edit else None,
        ),
    }  # fmt: skip
    return render(request, "web/directory/units.html", context)


def _open_tickets_at(request: HttpRequest) -> dict[int, int]:
    """Open tickets that wait on each unit; one query."""
    waiting = door.visible(Ticket.objects.open().exclude(party_unit=None), user_of(request).actor)
    return dict(waiting.order_by().values_list("party_unit").annotate(n=Count("id")))


def get_unit(request: HttpRequest, code: str) -> Unit:
    """Raises Http404."""
    return door.get_visible(Unit.objects.select_related("calendar", "head", "escalates_to"), user_of(request).actor, code=code)


def page_of(unit: Unit) -> str:
    return reverse("web:unit", args=[unit.code])


@staff_only
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """A unit with at most 500 people and their absences from today on; eight queries beside the frame's."""
    found = get_unit(request, code)
    today = wording.today()
    people = list(found.people.select_related("user").order_by("-is_active", pl_sort("name"))[:PEOPLE_AT_MOST])
    absences: dict[int, list[tuple[Absence, bool]]] = {}
    for absence in absences_from(found, today):
        absences.setdefault(absence.person_id, []).append((absence, absence.covers(today)))
    context = {
        "unit": found,
        "facts": _facts(found),
        "people": [(person, absences.get(person.pk, [])) for person in people],
        "week": shaping.week_of(found.calendar, today=today),
        "may_edit": access.may_edit(user_of(request).actor),
        "tab": "units",
        "nothing": Empty(_("Nobody is written down here yet"), _("Tasks come to the unit’s common address until then."), "users"),
    }
    return render(request, "web/directory/unit.html", context)


def _facts(unit: Unit) -> list[Fact]:
    told = [
        Fact(_("“In the department…”"), unit.name_in),
        Fact(_("“To the department…”"), unit.name_to),
        Fact(_("In English"), unit.name_en),
        Fact(_("How it works"), str(unit.get_works_by_display())),
        Fact(_("Language of our letters"), str(unit.get_language_display())),
        Fact(_("E-mail"), unit.email, icon="mail"),
        Fact(_("Phone"), unit.phone, icon="phone"),
        Fact(_("Its domains"), ", ".join(unit.email_domains)),
        Fact(_("Head"), unit.head.name if unit.head else _("nobody")),
        Fact(
            _("Above it"),
            unit.escalates_to.shown_name if unit.escalates_to else "",
            url=page_of(unit.escalates_to) if unit.escalates_to else "",
        ),
        Fact(_("Working hours"), unit.calendar.name, url=reverse("web:calendar", args=[unit.calendar_id])),
    ]
    return [fact for fact in told if fact.value]


@leads_only
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    by = user_of(request).actor
    form = bound(UnitForm, request, by=by, initial={"kind": "department"})
    dialog = Dialog(_("New department or partner"), request.path, _("Add"), back_url=reverse("web:units"))

    def act(answered: UnitForm) -> str:
        code = code_from(answered.cleaned_data["name"], is_taken=lambda code: door.visible(Unit.objects.filter(code=code), by).exists())
        return page_of(verbs.add_unit(code=code, by=by, **answered.cleaned_data))

    return answer_form(request, dialog, form, act)


@leads_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    by, found = user_of(request).actor, get_unit(request, code)
    form = bound(UnitForm, request, by=by, unit=found, initial={name: getattr(found, name) for name in FIELDS})
    dialog = Dialog(found.name, request.path, _("Save"), str(found.get_kind_display()), back_url=page_of(found))

    def act(answered: UnitForm) -> str:
        verbs.change_unit(found, by=by, **answered.cleaned_data)
        messages.success(request, _("Saved."))
        return page_of(found)

    return answer_form(request, dialog, form, act)


@leads_only
@require_http_methods(["GET", "POST"])
def head(request: HttpRequest, code: str) -> HttpResponse:
    found = get_unit(request, code)
    form = bound(HeadForm, request, unit=found, initial={"head": found.head_id})
    text = _("Late tasks go to the head. The former head stays as a lead.")
    dialog = Dialog(_("Head: %(unit)s") % {"unit": found.shown_name}, request.path, _("Save"), text, back_url=page_of(found))

    def act(answered: HeadForm) -> str:
        verbs.set_head(found, head=answered.cleaned_data["head"], by=user_of(request).actor)
        return page_of(found)

    return answer_form(request, dialog, form, act, template="web/dialog_page.html")
