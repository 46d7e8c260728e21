"""The route: laid from a procedure, changed by the owner with a reason."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from ambasador.directory.deciding import deciders
from ambasador.directory.models import Competence, Unit
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.procedures import consent
from ambasador.procedures.models import Performer, ProcedureStep, ProcedureVersion
from ambasador.tickets import access
from ambasador.tickets.choice_events import StepLeftOut
from ambasador.tickets.events import ProcedureLeft, RouteLaid, StepAdded, StepSkipped
from ambasador.tickets.models import Deviation, Step, StepState, Ticket
from ambasador.tickets.models.route import ACTIVE, DeviationKind, DeviationReason
from ambasador.tickets.verbs.links import close_task_links
from ambasador.tickets.verbs.refusals import NoReasonGiven, NothingAsked, OwnRequest, StepNotActive, TicketIsClosed
from ambasador.tickets.verbs.settling import begin_ready_steps, note, save_step, settle, steps_of


@transaction.atomic
def lay_route(ticket: Ticket, version: ProcedureVersion, *, by: Actor) -> Ticket:
    """
    Give a ticket its procedure. Planned steps of the default route are skipped; what is in work goes on. Records RouteLaid.

    Repeating it with the version the ticket has changes nothing. Raises TicketIsClosed; NoReasonGiven when another procedure would be
    left for it, which leave_procedure does with a reason.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.is_closed:
        raise TicketIsClosed
    if ticket.version_id == version.id:
        return ticket
    if ticket.version is not None and not ticket.version.procedure.is_default and ticket.version.procedure_id != version.procedure_id:
        raise NoReasonGiven
    return _relay(ticket, version, by=by)


def _relay(ticket: Ticket, version: ProcedureVersion, *, by: Actor) -> Ticket:
    at = clock.now()
    planned = [step for step in steps_of(ticket) if step.state == StepState.PLANNED]
    for step in planned:
        step.state, step.finished_at = StepState.SKIPPED, at
        save_step(step, "state", "finished_at")
    ticket.version = version
    lay_steps(ticket, version, replaced=[step.id for step in planned], by=by, at=at)
    steps = steps_of(ticket)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return ticket


@transaction.atomic
def leave_procedure(ticket: Ticket, *, to: ProcedureVersion, reason: str, by: Actor, sentence: str = "") -> Ticket:
    """
    Go over to another procedure, with the reason: a deviation from the one that is left. [P4] Records ProcedureLeft and RouteLaid.

    From no procedure, or the default one, it only gets its route: nothing was deviated from. Repeating it changes nothing. Raises
    NoReasonGiven, TicketIsClosed.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.is_closed:
        raise TicketIsClosed
    if ticket.version_id == to.id:
        return ticket
    left = ticket.version
    if left is not None and not left.procedure.is_default:
        if reason not in DeviationReason.values:
            raise NoReasonGiven
        at, words = clock.now(), sentence.strip()[:300]
        fact = ProcedureLeft(ticket=ticket.id, version=left.id, procedure=left.procedure.name, reason=reason, sentence=words)
        note(ticket, fact, by=by, at=at)
        Deviation.objects.create(ticket=ticket, version=left, kind=DeviationKind.LEFT, reason=reason, sentence=words, at=at)
    return _relay(ticket, to, by=by)


@transaction.atomic
def add_step(
    ticket: Ticket,
    *,
    name: str,
    performer: str,
    question: str,
    standard_minutes: int,
    by: Actor,
    unit: Unit | None = None,
    competence: Competence | None = None,
    answer_options: list[dict[str, str]] | None = None,
    stage: str = "",
    stage_en: str = "",
    holds_route: bool = False,
    is_approval: bool = False,
    reason: str = DeviationReason.OTHER,
    sentence: str = "",
) -> Step:
    """
    Ask a department, a partner or the customer something that the procedure did not foresee; it starts at once. [O2, P4]

    With `holds_route` the steps ahead wait for it; otherwise it runs beside them. The responsibility stays with the owner.
    An approval asks for consent. Records StepAdded and StepOffered, and a deviation. Raises OwnRequest for consent asked of nobody else, TicketIsClosed, NothingAsked.
    """
    ticket = Ticket.objects.lock(ticket)
    access.require_centre(by)
    if ticket.is_closed:
        raise TicketIsClosed
    if not question.strip():
        raise NothingAsked
    if is_approval and unit is None:
        raise OwnRequest
    at = clock.now()
    steps = steps_of(ticket)
    position, after = place_of_next(steps)
    key = f"added-{max((step.id for step in steps), default=0) + 1}"
    followers = [step for step in steps if holds_route and step.state == StepState.PLANNED and _waits_directly(step, steps, after)]
    Step.objects.filter(ticket=ticket, position__gte=position).update(position=F("position") + 1)
    step = Step.objects.create(
        ticket=ticket, key=key, position=position, after=after, name=name.strip()[:80], name_en=name.strip()[:80], performer=performer,
        unit=unit, competence=competence, question=question.strip(), answer_options=consent.OPTIONS if is_approval else answer_options or [],
        standard_minutes=standard_minutes,
        stage=stage, stage_en=stage_en, is_from_procedure=False, is_approval=is_approval, asked_by_id=by.id if by.kind == "user" else None,
    )  # fmt: skip
    for follower in followers:
        follower.after = [other for other in follower.after if other not in after] + [key]
        save_step(follower, "after")
    fact = StepAdded(
        ticket=ticket.id, step=step.id, key=key, position=position, after=after, performer=performer, unit=step.unit_id,
        followers=[follower.key for follower in followers],
    )  # fmt: skip
    note(ticket, fact, by=by, at=at)
    deviate(ticket, step, DeviationKind.ADDED, reason, sentence, at)
    steps = steps_of(ticket)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return next(other for other in steps if other.id == step.id)


@transaction.atomic
def skip_step(step: Step, *, reason: str, by: Actor, sentence: str = "") -> Step:
    """
    Skip a step that is ahead or in work; the route goes on without it. [P4] Records StepSkipped and a deviation.

    An optional one is left out instead. Repeating it changes nothing. Raises NoReasonGiven, StepNotActive when it is done, TicketIsClosed.
    """
    if step.is_optional:
        return leave_out_step(step, by=by)
    ticket = Ticket.objects.lock(step.ticket)
    access.require_centre(by)
    step = Step.objects.select_related("unit__calendar").get(pk=step.pk)
    if step.state == StepState.SKIPPED:
        return step
    if ticket.is_closed:
        raise TicketIsClosed
    if step.state not in (StepState.PLANNED, *ACTIVE):
        raise StepNotActive
    if reason not in DeviationReason.values:
        raise NoReasonGiven
    at = clock.now()
    step.state, step.finished_at = StepState.SKIPPED, at
    save_step(step, "state", "finished_at")
    close_task_links(step, at=at)
    fact = StepSkipped(ticket=ticket.id, step=step.id, reason=reason, sentence=sentence.strip()[:300])
    note(ticket, fact, by=by, at=at, units=(step.unit_id,))
    deviate(ticket, step, DeviationKind.SKIPPED, reason, sentence, at)
    steps = steps_of(ticket)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return step


@transaction.atomic
def leave_out_step(step: Step, *, by: Actor) -> Step:
    """
    Leave an optional step out, ahead or in work: the procedure lets the owner decide. Records StepLeftOut, no deviation.

    Repeating it changes nothing. Raises StepNotActive for one that is done or not optional, TicketIsClosed.
    """
    ticket = Ticket.objects.lock(step.ticket)
    access.require_centre(by)
    steps = steps_of(ticket)
    step = next(other for other in steps if other.id == step.id)
    if step.state == StepState.SKIPPED:
        return step
    if ticket.is_closed:
        raise TicketIsClosed
    if not step.is_optional or step.is_over:
        raise StepNotActive
    at = clock.now()
    step.state, step.finished_at = StepState.SKIPPED, at
    save_step(step, "state", "finished_at")
    close_task_links(step, at=at)
    note(ticket, StepLeftOut(ticket=ticket.id, step=step.id), by=by, at=at, units=(step.unit_id,))
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return step


def lay_steps(ticket: Ticket, version: ProcedureVersion, *, replaced: list[int], by: Actor, at: datetime) -> None:
    """Copy the template's steps onto the ticket with RouteLaid; the caller starts and settles."""
    template = list(ProcedureStep.objects.filter(version=version).select_related("unit", "competence").order_by("position"))
    start = Step.objects.filter(ticket=ticket).count()
    suffix = f"@{version.id}" if start else ""
    steps = [from_template(ticket, step, start, suffix) for step in template]
    Step.objects.bulk_create(steps)
    fact = RouteLaid(
        ticket=ticket.id,
        version=version.id,
        replaced=replaced,
        steps=[as_told(step) for step in steps],
    )
    note(ticket, fact, by=by, at=at)


def as_told(step: Step) -> dict[str, Any]:
    """A step as the events of a laid route tell it, and the fold reads it. Part of the verbs."""
    return {
        "id": step.id, "key": step.key, "position": step.position, "after": step.after, "performer": step.performer, "unit": step.unit_id,
        "needs": step.needs,
    }  # fmt: skip


def from_template(ticket: Ticket, step: ProcedureStep, start: int, suffix: str) -> Step:
    """The step as this ticket gets it, unsaved: at `start` further down, its keys with the suffix. Part of the verbs."""
    performer, unit = step.performer, step.unit
    if performer in (Performer.DEPARTMENT, Performer.PARTNER) and unit is None:
        first = next(iter(deciders(step.competence, at=clock.now())), None) if step.competence else None
        unit = first.unit if first else None
        performer = unit.kind if unit else Performer.OWNER  # nobody provides it now: the owner has it, and finds somebody
    reads = ticket.language if performer == Performer.CUSTOMER else unit.language if unit else "pl"
    return Step(
        ticket=ticket, key=step.key + suffix, position=start + step.position, after=[key + suffix for key in step.after], name=step.name,
        name_en=step.name_en, stage=step.stage, stage_en=step.stage_en, performer=performer, unit=unit, competence=step.competence,
        question=(step.question_en or step.question) if reads == "en" else step.question,
        guidance=step.guidance, answer_options=step.answer_options, standard_minutes=step.standard_minutes, is_optional=step.is_optional,
        is_repeatable=step.is_repeatable, is_approval=step.is_approval, amount_field=step.amount_field,
        confirms_answer=step.confirms_answer, action=step.action, action_settings=step.action_settings, condition=step.condition, needs=step.needs, gives=step.gives,
        remind_before=step.remind_before, escalate_after=step.escalate_after,
    )  # fmt: skip


def place_of_next(steps: list[Step]) -> tuple[int, list[str]]:
    """A new step stands behind the last one that has begun, and starts at once: it waits for nothing that is not over."""
    begun = [step for step in steps if step.state != StepState.PLANNED]
    position = max((step.position for step in begun), default=0) + 1
    return position, []


def _waits_directly(step: Step, steps: list[Step], after: list[str]) -> bool:
    """Whether every predecessor of a planned step has begun: such a step is next in line and would wait for the new one."""
    planned = {other.key for other in steps if other.state == StepState.PLANNED}
    return not planned & set(step.after)


def deviate(ticket: Ticket, step: Step, kind: str, reason: str, sentence: str, at: datetime) -> None:
    """Count a step away from the procedure; part of the verbs that take it. Raises NoReasonGiven for a reason that is none."""
    if reason not in DeviationReason.values:
        raise NoReasonGiven
    Deviation.objects.create(
        ticket=ticket, step=step, version_id=ticket.version_id, kind=kind, reason=reason, sentence=sentence.strip()[:300], at=at
    )
