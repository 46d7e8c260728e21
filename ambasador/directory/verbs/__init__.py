"""Every change of the directory, by noun."""

from ambasador.directory.verbs.calendars import add_calendar, change_calendar, clear_day, set_day, set_hours
from ambasador.directory.verbs.competences import ProvidedBy, add_competence, change_competence, set_providers
from ambasador.directory.verbs.people import add_person, cancel_absence, change_person, note_absence
from ambasador.directory.verbs.units import add_unit, change_unit, set_head

__all__ = [
    "ProvidedBy",
    "add_calendar",
    "add_competence",
    "add_person",
    "add_unit",
    "cancel_absence",
    "change_calendar",
    "change_competence",
    "change_person",
    "change_unit",
    "clear_day",
    "note_absence",
    "set_day",
    "set_head",
    "set_hours",
    "set_providers",
]
