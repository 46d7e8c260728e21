from datetime import date

from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("directory.calendar_added", about="calendar", says=_("The calendar was made."))
class CalendarAdded(Fact):
    calendar: int
    name: str


@fact("directory.calendar_changed", about="calendar", says=_("The working hours were changed."))
class CalendarChanged(Fact):
    """`changes` holds fields with their new values, `hours` or `days`. Those who listen plan open due times again."""

    calendar: int
    version: int
    changes: dict[str, object]


@fact("directory.unit_added", about="unit", says=_("The unit was added."))
class UnitAdded(Fact):
    unit: int
    name: str
    unit_kind: str


@fact("directory.unit_changed", about="unit", says=_("The unit was changed."))
class UnitChanged(Fact):
    """Names of the changed fields with their new values."""

    unit: int
    changes: dict[str, object]


@fact("directory.person_added", about="person", says=_("The person was added."))
class PersonAdded(Fact):
    person: int
    unit: int
    name: str


@fact("directory.person_changed", about="person", says=_("The person was changed."))
class PersonChanged(Fact):
    """Names of the changed fields with their new values; `is_active` false means that the person has left."""

    person: int
    changes: dict[str, object]


@fact("directory.absence_noted", about="person", says=_("An absence was noted."))
class AbsenceNoted(Fact):
    person: int
    absence: int
    starts_on: date
    ends_on: date
    deputy: int | None


@fact("directory.absence_cancelled", about="person", says=_("An absence was cancelled."))
class AbsenceCancelled(Fact):
    person: int
    absence: int
    starts_on: date
    ends_on: date


@fact("directory.competence_added", about="competence", says=_("The competence was added."))
class CompetenceAdded(Fact):
    competence: int
    code: str


@fact("directory.competence_changed", about="competence", says=_("The competence was changed."))
class CompetenceChanged(Fact):
    """Names of the changed fields with their new values."""

    competence: int
    changes: dict[str, object]


@fact("directory.providers_changed", about="competence", says=_("It was changed who provides the competence."))
class ProvidersChanged(Fact):
    """The providers in order, each as `unit`, `person`, `is_deputy`, `standard_minutes`, `limit_amount`."""

    competence: int
    providers: list[dict[str, object]]
