"""The data of a ticket written down, asked for, or done without. [I6]"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ambasador.procedures.models import ProcedureField
from ambasador.tickets import verbs
from ambasador.tickets.data import Knowledge
from ambasador.tickets.inputs import PREFIX, DataInputs
from ambasador.tickets.models import StepState
from ambasador.web import wording
from ambasador.web.access import centre_only, user_of
from ambasador.web.shown import step_name
from ambasador.web.ticket.forms import DeviationForm, RecipientForm
from ambasador.web.ticket.moves import answer_dialog, dialog_of, get_step, moved
from ambasador.web.ticket.recipients import STANDARD_DUE, recipient_of
from ambasador.web.ticket.views import get_ticket


class DataForm(DataInputs):
    """The fields to write down. Emptied, a field that was known is forgotten."""

    def __init__(self, data: Any, *, wanted: Sequence[ProcedureField], known: dict[str, object]) -> None:
        super().__init__(data, initial={PREFIX + key: value for key, value in known.items()})
        self.add_data(wanted, language=wording.language())

    def values(self) -> dict[str, object]:
        return {field.key: self.cleaned_data.get(name) for name, field in self.asked.items()}


@centre_only
@require_http_methods(["GET", "POST"])
def data(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what is known: all fields, or with `?step=` what that step needs or gives and nobody knows yet."""
    ticket, by = get_ticket(request, number), user_of(request).actor
    knowledge = Knowledge(ticket)
    wanted = list(knowledge.fields.values())
    asked_for = request.GET.get("step", "")
    if asked_for.isdecimal():
        step = get_step(request, number, int(asked_for))
        keys = set(knowledge.missing(step.needs if step.state == StepState.PLANNED else step.gives))
        wanted = [field for field in wanted if field.key in keys]
    form = DataForm(request.POST or None, wanted=wanted, known=ticket.data)
    text = _("Steps that wait for it begin at once.")
    dialog = replace(dialog_of(request, ticket, _("Write down what is known"), _("Save"), text), url=request.get_full_path())
    return answer_dialog(request, ticket, dialog, form, lambda answered: verbs.set_data(ticket, answered.values(), by=by))


@centre_only
@require_POST
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the customer for the fields that are sent along."""
    ticket = get_ticket(request, number)
    verbs.ask_for_data(ticket, request.POST.getlist("field"), by=user_of(request).actor)
    return moved(request, ticket)


@centre_only
@require_http_methods(["GET", "POST"])
def ask_unit(request: HttpRequest, number: int) -> HttpResponse:
    """Ask a department or a partner for the fields in `?field=`."""
    ticket, by = get_ticket(request, number), user_of(request).actor
    knowledge = Knowledge(ticket)
    keys = [key for key in request.GET.getlist("field") if key in knowledge.fields]
    text = _("Missing: %(fields)s") % {"fields": ", ".join(knowledge.names(keys, wording.language()))}
    dialog = replace(dialog_of(request, ticket, _("Ask a department or a partner"), _("Ask"), text), url=request.get_full_path())

    def act(answered: RecipientForm) -> object:
        found = recipient_of(answered.cleaned_data["to"], by)
        assert found, "the form lets only known recipients through"
        minutes = answered.minutes() or found.standard_minutes or STANDARD_DUE
        return verbs.ask_for_data(ticket, keys, unit=found.unit, competence=found.competence, standard_minutes=minutes, by=by)

    return answer_dialog(request, ticket, dialog, RecipientForm(by, request.POST or None), act)


@centre_only
@require_http_methods(["GET", "POST"])
def begin_without(request: HttpRequest, number: int, step: int) -> HttpResponse:
    chosen, by = get_step(request, number, step), user_of(request).actor
    text = _("The step begins although its data is not known. It is counted as a deviation.")
    title = _("Begin without the data: %(step)s") % {"step": step_name(chosen)}
    dialog = dialog_of(request, chosen.ticket, title, _("Begin without it"), text)
    form = DeviationForm(request.POST or None)
    return answer_dialog(request, chosen.ticket, dialog, form, lambda f: verbs.begin_without_data(chosen, by=by, **f.cleaned_data))
