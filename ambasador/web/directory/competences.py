"""A competence with those who provide it, on one page."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambasador.accounts import door
from ambasador.directory import verbs
from ambasador.directory.models import Competence, Person, Unit
from ambasador.directory.queries import providers_of
from ambasador.directory.verbs import ProvidedBy
from ambasador.journal.actors import Actor
from ambasador.search.queries import pl_sort
from ambasador.web.access import roles_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.codes import code_from
from ambasador.web.directory.forms import CompetenceForm, ProviderFormSet
from ambasador.web.shapes import Dialog

leads_only = roles_only("lead", "admin")
FIELDS = ("name", "name_en", "description", "keywords", "limit_amount", "steward")
STANDARD = 480


class Places:
    """Who can provide something: units, and under each its people. Two queries."""

    def __init__(self, by: Actor) -> None:
        self.units = {unit.pk: unit for unit in door.visible(Unit.objects.filter(is_active=True), by).order_by(pl_sort("name"))}
        active = Person.objects.filter(is_active=True, unit__in=list(self.units)).select_related("unit")
        self.people = {person.pk: person for person in door.visible(active, by).order_by(pl_sort("name"))[:5000]}

    @property
    def choices(self) -> list[Any]:
        made: list[Any] = [("", "–")]
        for unit in self.units.values():
            people = [(f"{unit.pk}:{person.pk}", person.name) for person in self.people.values() if person.unit_id == unit.pk]
            made.append((unit.shown_name, [(f"{unit.pk}:", _("%(unit)s (anybody)") % {"unit": unit.shown_name}), *people]))
        return made

    def provided(self, line: dict[str, Any]) -> ProvidedBy:
        unit, _colon, person = line["who"].partition(":")
        return ProvidedBy(
            unit=self.units[int(unit)],
            person=self.people[int(person)] if person else None,
            is_deputy=line["is_deputy"],
            standard_minutes=line["standard"],
            limit_amount=line["limit"],
        )


def lines_of(formset: Any) -> list[dict[str, Any]]:
    """The lines that name somebody, by their places; equal or missing places keep the order of the page."""
    lines = [form.cleaned_data for form in formset if form.cleaned_data.get("who")]
    return sorted(lines, key=lambda line: line.get("place") or 99)


@leads_only
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    by = user_of(request).actor
    places = Places(by)
    form = bound(CompetenceForm, request, by=by)
    lines = bound(ProviderFormSet, request, prefix="who", form_kwargs={"choices": places.choices})
    dialog = Dialog(_("New competence"), request.path, _("Add the competence"), back_url=reverse("web:directory"))

    def act(answered: CompetenceForm) -> str:
        name = answered.cleaned_data["name"]
        code = code_from(name, is_taken=lambda code: door.visible(Competence.objects.filter(code=code), by).exists(), longest=60)
        with transaction.atomic():
            made = verbs.add_competence(code=code, by=by, **answered.cleaned_data)
            verbs.set_providers(made, providers=[places.provided(line) for line in lines_of(lines)], by=by)
        return f"{reverse('web:directory')}?c={code}"

    return answer_form(request, dialog, form, act, parts=[lines], template="web/directory/competence.html")


@leads_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    by = user_of(request).actor
    competence = door.get_visible(Competence.objects.select_related("steward"), by, code=code)
    places = Places(by)
    form = bound(CompetenceForm, request, by=by, initial={name: getattr(competence, name) for name in FIELDS})
    initial = [
        {"place": number, "who": f"{one.unit_id}:{one.person_id or ''}", "standard": one.standard_minutes, "limit": one.limit_amount, "is_deputy": one.is_deputy}
        for number, one in enumerate(providers_of(competence), start=1)
    ]
    lines = bound(ProviderFormSet, request, prefix="who", initial=initial, form_kwargs={"choices": places.choices})
    back = f"{reverse('web:directory')}?c={code}"
    dialog = Dialog(competence.name, request.path, _("Save"), _("Competence"), back_url=back)

    def act(answered: CompetenceForm) -> str:
        with transaction.atomic():
            verbs.change_competence(competence, by=by, **answered.cleaned_data)
            verbs.set_providers(competence, providers=[places.provided(line) for line in lines_of(lines)], by=by)
        messages.success(request, _("Saved."))
        return back

    return answer_form(request, dialog, form, act, parts=[lines], template="web/directory/competence.html")
