"""What is known of a ticket: written down, asked for, or done without. [I6, N6]"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from ambasador.directory.models import Competence, Unit
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.procedures.fields import NoSuchValue, cleaned
from ambasador.procedures.models import KnownBy, Performer, ProcedureField
from ambasador.procedures.telling import value_says
from ambasador.tickets import access
from ambasador.tickets.data import Knowledge
from ambasador.tickets.data_events import DataAsked, DataKnown, StepBegunWithoutData
from ambasador.tickets.deciding import decider_of
from ambasador.tickets.events import StepDone
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.tickets.models.route import DeviationKind, DeviationReason
from ambasador.tickets.verbs.links import close_task_links
from ambasador.tickets.verbs.refusals import DataMissing, DataWrong, NoReasonGiven, NothingAsked, StepNotActive, TicketIsClosed, UnknownData
from ambasador.tickets.verbs.routing import deviate, place_of_next
from ambasador.tickets.verbs.settling import begin_ready_steps, note, place_decision, save_step, settle, start_step, steps_of

ASKED_MINUTES = 3 * 24 * 60
NAME, NAME_EN = "Dane od klienta", "Data from the customer"
OF_UNIT, OF_UNIT_EN = "Brakujące dane", "Missing data"


@transaction.atomic
def set_data(ticket: Ticket, values: Mapping[str, object], *, by: Actor) -> Ticket:
    """
    Write down what is known, by the keys of the procedure's fields; None forgets. Steps that were held for it begin, and an answer that
    only lacked it is accepted. Records DataKnown and what follows; nothing when nothing differs.

    Raises UnknownData for a key that the procedure does not have, DataWrong, TicketIsClosed.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.is_closed:
        raise TicketIsClosed
    at = clock.now()
    if not learn(ticket, values, by=by, at=at):
        return ticket
    steps = steps_of(ticket)
    knowledge = Knowledge(ticket)
    pass_on_decisions(ticket, steps, values, by=by, at=at)
    for step in steps:
        if step.state == StepState.ANSWERED and not step.is_rejected and step.gives and not step.confirms_answer and not knowledge.missing(step.gives):
            _accept(ticket, step, by=by, at=at)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return ticket


def _accept(ticket: Ticket, step: Step, *, by: Actor, at: datetime) -> None:
    step.state, step.finished_at = StepState.DONE, at
    save_step(step, "state", "finished_at")
    close_task_links(step, at=at, keep_reading=True)
    note(ticket, StepDone(ticket=ticket.id, step=step.id), by=by, at=at, units=(step.unit_id,))


@transaction.atomic
def ask_for_data(
    ticket: Ticket, keys: Iterable[str], *, by: Actor, standard_minutes: int = ASKED_MINUTES, unit: Unit | None = None, competence: Competence | None = None
) -> Step:
    """
    Ask the customer, or the department or partner `unit`, for these fields, no others and none that is known: a step of theirs that starts
    at once. No deviation, for the procedure itself needs them. Records DataAsked and StepOffered.

    What they have been asked for and not answered yet is not asked again; when nothing is left the step that asks is returned. Raises
    NothingAsked when none of them is missing and theirs to know, TicketIsClosed.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.is_closed:
        raise TicketIsClosed
    steps, knowledge = steps_of(ticket), Knowledge(ticket)
    wanted = set(knowledge.missing(keys))
    performer, knows = (unit.kind, KnownBy.UNIT) if unit else (Performer.CUSTOMER, KnownBy.CUSTOMER)
    asked = [step for step in steps if step.is_active and step.performer == performer and wanted & set(step.gives)]
    fields = [field for key, field in knowledge.fields.items() if key in wanted and field.known_by == knows]
    left = [field for field in fields if not any(field.key in step.gives for step in asked)]
    if not left:
        if asked:
            return asked[0]
        raise NothingAsked
    at = clock.now()
    position, after = place_of_next(steps)
    key = f"data-{max((step.id for step in steps), default=0) + 1}"
    Step.objects.filter(ticket=ticket, position__gte=position).update(position=F("position") + 1)
    step = Step.objects.create(
        ticket=ticket, key=key, position=position, after=after, name=OF_UNIT if unit else NAME, name_en=OF_UNIT_EN if unit else NAME_EN,
        performer=performer, unit=unit, competence=competence, standard_minutes=standard_minutes, gives=[field.key for field in left],
        is_from_procedure=False, question="\n".join(_asks(field, ticket, unit) for field in left),
    )  # fmt: skip
    fact = DataAsked(
        ticket=ticket.id, step=step.id, key=key, position=position, after=after, performer=step.performer, unit=step.unit_id, followers=[],
        gives=step.gives, named=", ".join(field.name for field in left),
    )  # fmt: skip
    note(ticket, fact, by=by, at=at)
    steps = steps_of(ticket)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return next(other for other in steps if other.id == step.id)


def _asks(field: ProcedureField, ticket: Ticket, unit: Unit | None) -> str:
    return field.name_for(unit.language) if unit else field.question_for(ticket.language)


@transaction.atomic
def begin_without_data(step: Step, *, reason: str, by: Actor, sentence: str = "") -> Step:
    """
    Begin a step that is held for missing data all the same. Records StepBegunWithoutData, what begins, and a deviation. [P4]

    Nothing happens to a step that has begun. Raises StepNotActive for one that is not held, NoReasonGiven, TicketIsClosed.
    """
    ticket = Ticket.objects.lock(step.ticket)
    access.require_centre(by)
    if ticket.is_closed:
        raise TicketIsClosed
    steps = steps_of(ticket)
    step = next(other for other in steps if other.id == step.id)
    if step.is_active:
        return step
    lacks = Knowledge(ticket).missing(step.needs)
    if step.state != StepState.PLANNED or step.held_at is None or not lacks:
        raise StepNotActive
    if reason not in DeviationReason.values:
        raise NoReasonGiven
    at = clock.now()
    step.waives_needs = True
    save_step(step, "waives_needs")
    fact = StepBegunWithoutData(ticket=ticket.id, step=step.id, missing=lacks, reason=reason, sentence=sentence.strip()[:300])
    note(ticket, fact, by=by, at=at)
    deviate(ticket, step, DeviationKind.WITHOUT_DATA, reason, sentence, at)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return step


def pass_on_decisions(ticket: Ticket, steps: Sequence[Step], keys: Iterable[str], *, by: Actor, at: datetime) -> None:
    """The amounts in these fields are others now: approvals about them that are not answered go on to who may decide. Part of the verbs."""
    changed = set(keys)
    for step in steps:
        if step.amount_field not in changed or not step.is_at_unit or step.state not in (StepState.OFFERED, StepState.ACCEPTED, StepState.RETURNED):
            continue
        decider = decider_of(ticket, step, at=at)
        if decider is not None and decider.unit.id == step.unit_id and (decider.person is None or decider.person.id == step.assignee_id):
            continue
        step.state, step.missing = StepState.PLANNED, ""
        person = place_decision(ticket, step, by=by, at=at)
        close_task_links(step, at=at)
        start_step(ticket, step, by=by, at=at, person=person)


def learn(ticket: Ticket, values: Mapping[str, object], *, by: Actor, at: datetime, step: Step | None = None) -> bool:
    """
    Merge values into the data of a locked ticket, with their event; whether anything differs. Part of the verbs that come to know
    something. Raises UnknownData, DataWrong.
    """
    if not values:
        return False
    knowledge = Knowledge(ticket)
    changes = {key: _cleaned(knowledge, key, value) for key, value in values.items()}
    changes = {key: value for key, value in changes.items() if ticket.data.get(key) != value}
    if not changes:
        return False
    ticket.data = {key: value for key, value in {**ticket.data, **changes}.items() if value is not None}
    ticket.save(update_fields=["data"])
    named = ", ".join(knowledge.names(changes))
    note(ticket, DataKnown(ticket=ticket.id, values=changes, step=step.id if step else None, named=named), by=by, at=at)
    return True


def _cleaned(knowledge: Knowledge, key: str, value: object) -> object:
    if key not in knowledge.fields:
        raise UnknownData(key=key)
    if value is None or value == "":
        return None
    try:
        return cleaned(knowledge.fields[key].described, value)
    except NoSuchValue as error:
        raise DataWrong(name=knowledge.fields[key].name, reason=value_says(error)) from None


def require_known(ticket: Ticket, keys: Sequence[str]) -> None:
    """Part of the verbs that end something. Raises DataMissing with the names of what is not known; no query when nothing is."""
    knowledge = Knowledge(ticket)
    lacks = knowledge.missing(keys)
    if lacks:
        raise DataMissing(names=", ".join(knowledge.names(lacks)))
