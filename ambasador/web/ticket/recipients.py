"""Whom a task can be asked of: a competence, which finds its place by itself, or a department or partner chosen by name. [O2]"""

from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ambasador.accounts import door
from ambasador.directory.models import Competence, CompetenceProvider, Unit, UnitKind
from ambasador.directory.queries import competences, providers_of
from ambasador.journal import edition
from ambasador.journal.actors import Actor
from ambasador.web.ticket.composer_shapes import Option, OptionGroup
from ambasador.web.ticket.route_shaping import WORKING_DAY

DUES = (60, 120, 240, 480, 960, 1440, 2400)  # minutes of the performer's working time
STANDARD_DUE = 240


@dataclass(frozen=True)
class Recipient:
    """Who gets the task. `standard_minutes` is how long a competence takes there, None when only a unit was chosen."""

    unit: Unit
    competence: Competence | None = None
    standard_minutes: int | None = None


def recipients(by: Actor, *, chosen: str = "") -> list[OptionGroup]:
    """Competences that somebody provides, then departments and partners; three queries in each edition, however many there are."""
    known = edition.kept("directory.competences", lambda: list(competences()))
    asked_first = [(competence, first) for competence in known if (first := _first(list(competence.providers.all())))]
    skills = [_option(f"competence:{c.id}", f"{_name_of(c)} – {first.unit.label}", chosen) for c, first in asked_first]
    units = door.visible(Unit.objects, by).filter(is_active=True, kind__in=[UnitKind.DEPARTMENT, UnitKind.PARTNER]).order_by("kind", "name")
    all_units = edition.kept(f"directory.performers {by.kind}", lambda: list(units))
    places = [_option(f"unit:{unit.id}", unit.shown_name, chosen) for unit in all_units]
    groups = [OptionGroup(_("Departments and partners"), places), OptionGroup(_("Competences"), skills)]
    return [group for group in groups if group.options]


def recipient_of(value: str, by: Actor) -> Recipient | None:
    """The recipient behind the value of an option; None for an empty one. Raises Http404 for what is not there, or nobody provides."""
    kind, _colon, number = value.partition(":")
    if kind == "competence":
        competence = door.get_visible(Competence.objects, by, pk=number)
        first = _first(providers_of(competence))
        return Recipient(first.unit, competence, first.standard_minutes) if first else None
    if kind == "unit":
        performers = Unit.objects.filter(is_active=True, kind__in=[UnitKind.DEPARTMENT, UnitKind.PARTNER]).select_related("calendar")
        return Recipient(door.get_visible(performers, by, pk=number))
    return None


def dues(*, chosen: int | None = STANDARD_DUE) -> list[Option]:
    return [Option(str(minutes), due_says(minutes), minutes == chosen) for minutes in DUES]


def due_says(minutes: int) -> str:
    hours, days = minutes // 60, minutes // (60 * WORKING_DAY)
    if days > 1:
        return ngettext("in one working day", "in %(n)s working days", days) % {"n": days}
    return ngettext("in one working hour", "in %(n)s working hours", hours) % {"n": hours}


def _option(value: str, text: str, chosen: str) -> Option:
    return Option(value, text, value == chosen)


def _name_of(competence: Competence) -> str:
    return competence.name_for(get_language() or "pl")


def _first(providers: list[CompetenceProvider]) -> CompetenceProvider | None:
    """Who is asked first, as the route does it; the contact centre does not ask itself."""
    return next((one for one in providers if one.unit.kind != UnitKind.CENTRE), None)
