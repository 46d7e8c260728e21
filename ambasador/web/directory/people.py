"""People of units and their absences."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ambasador.accounts import door
from ambasador.directory import verbs
from ambasador.directory.models import Person
from ambasador.web.access import roles_only, staff_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.directory.forms import AbsenceForm, PersonForm
from ambasador.web.directory.units import get_unit, page_of
from ambasador.web.shapes import Dialog

leads_only = roles_only("lead", "admin")


def get_person(request: HttpRequest, pk: int) -> Person:
    """Raises Http404."""
    return door.get_visible(Person.objects.select_related("unit", "user"), user_of(request).actor, pk=pk)


@leads_only
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    unit = get_unit(request, code)
    dialog = Dialog(_("New person: %(unit)s") % {"unit": unit.shown_name}, request.path, _("Add the person"), back_url=page_of(unit))

    def act(form: PersonForm) -> str:
        verbs.add_person(unit=unit, by=user_of(request).actor, **form.cleaned_data)
        return page_of(unit)

    return answer_form(request, dialog, bound(PersonForm, request, by=user_of(request).actor), act)


@leads_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_person(request, pk)
    initial = {name: getattr(person, name) for name in ("name", "email", "phone", "rank", "calendar", "is_active")}
    dialog = Dialog(person.name, request.path, _("Save"), person.unit.shown_name, back_url=page_of(person.unit))

    def act(form: PersonForm) -> str:
        verbs.change_person(person, by=user_of(request).actor, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return page_of(person.unit)

    return answer_form(request, dialog, bound(PersonForm, request, by=user_of(request).actor, person=person, initial=initial), act)


@staff_only
@require_http_methods(["GET", "POST"])
def note_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """For oneself, for a colleague one leads, or by who keeps the directory; the verb decides."""
    person, by = get_person(request, pk), user_of(request).actor
    dialog = Dialog(_("Absence: %(name)s") % {"name": person.name}, request.path, _("Write it down"), back_url=page_of(person.unit))

    def act(form: AbsenceForm) -> str:
        verbs.note_absence(person, by=by, **form.cleaned_data)
        return page_of(person.unit)

    return answer_form(request, dialog, bound(AbsenceForm, request, person=person, by=by), act, template="web/dialog_page.html")


@staff_only
@require_POST
def cancel_absence(request: HttpRequest, pk: int, absence: int) -> HttpResponse:
    person = get_person(request, pk)
    verbs.cancel_absence(get_object_or_404(person.absences, pk=absence), by=user_of(request).actor)
    return redirect(reverse("web:unit", args=[person.unit.code]))
