"""Who knows and who decides: the table of competences with the chosen one beside it."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ambasador.accounts import door
from ambasador.directory import access
from ambasador.directory.deciding import acting_people, among
from ambasador.directory.models import Calendar, Competence, Unit, UnitKind
from ambasador.directory.queries import absences_on, competences, deputies_on, find_competences, organisation_day
from ambasador.lib import clock
from ambasador.web import wording
from ambasador.web.access import staff_only, user_of
from ambasador.web.directory import shaping
from ambasador.web.directory.forms import DecidingForm
from ambasador.web.directory.load import loads
from ambasador.web.shapes import Empty, Fact, Link

AT_MOST = 500


@staff_only
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """At most 500 competences, or those found by a word. Twelve queries beside the frame's, once the calendars are known to the process."""
    by, at = user_of(request).actor, clock.now()
    text = request.GET.get("q", "").strip()[:100]
    deciding = DecidingForm(request.GET)
    deciding.is_valid()
    found = _able(_found(text, door.visible(competences(), by)), deciding, at=at)
    prefetch_related_objects(_calendars(found), "hours", "days")
    current = next((one for one in found if one.code == request.GET.get("c")), found[0] if found else None)
    absences = {absence.person_id: absence for absence in absences_on(wording.today())}
    without_deputy = [one for one in found if len(one.providers.all()) < 2]
    units = list(door.visible(Unit.objects.filter(is_active=True), by).order_by().values_list("kind", flat=True))
    context = {
        "text": text,
        "deciding": deciding,
        "rows": shaping.rows_of(found, loads(found, by=by, at=at), current=current),
        "current": current,
        "current_name": shaping.competence_name(current) if current else "",
        "providers": shaping.providers_of(list(current.providers.all()), absences, at=at) if current else [],
        "week": _week(current),
        "facts": _facts(current) if current else [],
        "departments": units.count(UnitKind.DEPARTMENT),
        "partners": units.count(UnitKind.PARTNER),
        "without_deputy": len(without_deputy),
        "absent": len(absences),
        "may_edit": access.may_edit(by),
        "sees_tickets": user_of(request).is_centre,
        "nothing": _nothing(text, may_edit=access.may_edit(by)),
        "tab": "competences",
    }
    return render(request, "web/directory/page.html", context)


def _found(text: str, all_of_them: QuerySet[Competence]) -> list[Competence]:
    if not text:
        return list(all_of_them[:AT_MOST])
    wanted = {one.pk for one in find_competences(text, limit=AT_MOST)}
    people = text.casefold()
    return [one for one in all_of_them[:AT_MOST] if one.pk in wanted or _is_provided_by(one, people)]


def _able(found: list[Competence], deciding: DecidingForm, *, at: datetime) -> list[Competence]:
    """Those that somebody can decide up to the asked amount, now if that is asked; two queries when anything is."""
    amount, now = deciding.cleaned_data.get("amount"), deciding.cleaned_data.get("now")
    if amount is None and not now:
        return found
    away = deputies_on(organisation_day(at))
    acting = acting_people([provider for one in found for provider in one.providers.all()], away)
    able = []
    for one in found:
        providers = list(one.providers.all())
        for provider in providers:
            provider.competence = one
        if any(decider.is_open or not now for decider in among(providers, away=away, acting=acting, at=at, amount=amount)):
            able.append(one)
    return able


def _is_provided_by(competence: Competence, text: str) -> bool:
    """A person or unit among its providers has the text in the name."""
    return any(
        text in f"{provider.unit.name} {provider.person.name if provider.person else ''}".casefold()
        for provider in competence.providers.all()
    )


def _calendars(found: Sequence[Competence]) -> list[Calendar]:
    return [provider.unit.calendar for one in found for provider in one.providers.all()]


def _week(competence: Competence | None) -> shaping.WeekShown | None:
    first = next(iter(competence.providers.all()), None) if competence else None
    return shaping.week_of(first.unit.calendar, today=wording.today()) if first else None


def _facts(competence: Competence) -> list[Fact]:
    first = next(iter(competence.providers.all()), None)
    limit = wording.saying().money(competence.limit_amount) if competence.limit_amount is not None else ""
    told = [
        Fact(_("Up to"), limit),
        Fact(_("Keeps the entry"), competence.steward.name if competence.steward else ""),
        Fact(_("“In the department…”"), first.unit.name_in if first else ""),
        Fact(_("“To the department…”"), first.unit.name_to if first else ""),
    ]
    return [fact for fact in told if fact.value]


def _nothing(text: str, *, may_edit: bool) -> Empty:
    if text:
        return Empty(_("Nobody was found for this"), _("Try another word, or the name of a person or a department."), "who")
    link = Link(_("Add a competence"), reverse("web:competence_new")) if may_edit else None
    return Empty(_("The directory is empty"), _("A competence says who can decide or knows something, and who stands in."), "who", link)
