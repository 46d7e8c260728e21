"""Known, missing and who has it: the data of a ticket on its page. [I6, N6]"""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from ambasador.procedures.models import KnownBy
from ambasador.tickets.data import Datum, Knowledge, data_of, value_told
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.web import wording
from ambasador.web.shapes import Action, Fact, Link, Move, Section
from ambasador.web.shown import step_name


def data_section(ticket: Ticket, steps: Sequence[Step]) -> list[Section]:
    """The data of the ticket beside its conversation; nothing for a procedure without fields. One query."""
    fields = data_of(ticket, steps)
    if not fields:
        return []
    link = None if ticket.is_closed else Link(_("change…"), reverse("web:ticket_data", args=[ticket.number]), is_dialog=True)
    return [Section("side-data", _("Data"), "list", link=link, facts=[_fact(datum) for datum in fields])]


def _fact(datum: Datum) -> Fact:
    language = wording.language()
    if datum.is_known:
        return Fact(datum.field.name_for(language), value_told(datum.field, datum.value, language) or "–")
    says = _("asked, no answer yet") if datum.is_asked else _("missing")
    who = (_("who has it: %(who)s") % {"who": KnownBy(datum.field.known_by).label}).replace(" ", "\u00a0")
    return Fact(datum.field.name_for(language), says, icon="warn" if datum.is_held_for else "", source=who)


def held_move(step: Step, ticket: Ticket, steps: Sequence[Step], knowledge: Knowledge) -> Move | None:
    """What to do about a step that waits for its data; None for any other."""
    lacks = knowledge.missing(step.needs) if step.state == StepState.PLANNED and step.held_at else []
    if not lacks:
        return None
    language, place = wording.language(), [ticket.number]
    fields = [knowledge.fields[key] for key in lacks if key in knowledge.fields]
    told = ", ".join(f"{field.name_for(language)} ({KnownBy(field.known_by).label})" for field in fields)
    asked = {key for other in steps if other.is_active for key in other.gives}
    theirs = [("field", field.key) for field in fields if field.known_by == KnownBy.CUSTOMER and field.key not in asked]
    actions = [Action(_("Ask the customer"), reverse("web:ticket_data_questions", args=place), fields=theirs, is_primary=True)] if theirs else []
    of_units = [field.key for field in fields if field.known_by == KnownBy.UNIT and field.key not in asked]
    links = [
        *([_ask_unit_link(of_units, ticket)] if of_units else []),
        write_link(step, ticket),
        Link(_("Begin without it…"), reverse("web:step_without_data", args=[*place, step.id]), is_dialog=True),
    ]
    title = _("Waits for data: %(step)s") % {"step": step_name(step)}
    return Move(title, _("Missing: %(fields)s") % {"fields": told}, "risk", "warn", actions=actions, links=links)


def _ask_unit_link(keys: Sequence[str], ticket: Ticket) -> Link:
    address = reverse("web:ticket_data_tasks", args=[ticket.number])
    return Link(_("Ask a department…"), f"{address}?{urlencode({'field': keys}, doseq=True)}", is_dialog=True)


def write_link(step: Step, ticket: Ticket) -> Link:
    return Link(_("Write it down…"), f"{reverse('web:ticket_data', args=[ticket.number])}?step={step.id}", is_dialog=True)
