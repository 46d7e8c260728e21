"""The owner goes another way than the procedure says: a step earlier, in another place, at somebody else's. [P4]"""

from django.db import transaction

from ambasador.directory.models import Unit
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.procedures import template
from ambasador.procedures.models import Performer
from ambasador.tickets import access
from ambasador.tickets.events import StepBroughtForward, StepMoved, StepSentElsewhere
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.tickets.models.route import DeviationKind, DeviationReason
from ambasador.tickets.verbs.data import require_known
from ambasador.tickets.verbs.links import close_task_links
from ambasador.tickets.verbs.refusals import NoReasonGiven, NothingAsked, NowhereToMove, OwnRequest, StepNotActive, TicketIsClosed
from ambasador.tickets.verbs.routing import deviate
from ambasador.tickets.verbs.settling import begin_ready_steps, note, save_step, settle, start_step, steps_of

WORDS = 300


@transaction.atomic
def bring_step_forward(step: Step, *, reason: str, by: Actor, sentence: str = "") -> Step:
    """
    Begin a step that is still ahead now, without waiting for the steps before it. Records StepBroughtForward and what begins, and a deviation.

    Nothing happens to a step that has begun. Raises StepNotActive when it is over, DataMissing when it waits for nothing but its data,
    NoReasonGiven, TicketIsClosed.
    """
    ticket, steps = _open_route(step, by)
    step = _of(steps, step)
    if step.is_active:
        return step
    if step.state != StepState.PLANNED:
        raise StepNotActive
    _require_reason(reason)
    at = clock.now()
    over = {other.key for other in steps if other.is_over}
    if set(step.after) <= over:  # it waits for no other step, so it can only be held
        require_known(ticket, step.needs)
        raise StepNotActive
    step.after = [key for key in step.after if key in over]
    save_step(step, "after")
    fact = StepBroughtForward(ticket=ticket.id, step=step.id, after=step.after, reason=reason, sentence=sentence.strip()[:WORDS])
    note(ticket, fact, by=by, at=at)
    deviate(ticket, step, DeviationKind.EARLIER, reason, sentence, at)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return step


@transaction.atomic
def move_step(step: Step, *, up: bool, reason: str, by: Actor, sentence: str = "") -> Step:
    """
    Let a step that is still ahead change places with the one ahead before it (`up`) or after it. Records StepMoved and a deviation.

    Raises NowhereToMove when there is none, StepNotActive when the step is not ahead any more, NoReasonGiven, TicketIsClosed.
    """
    ticket, steps = _open_route(step, by)
    step = _of(steps, step)
    if step.state != StepState.PLANNED:
        raise StepNotActive
    _require_reason(reason)
    ahead = [other for other in steps if other.state == StepState.PLANNED]
    place = ahead.index(step) + (-1 if up else 1)
    if not 0 <= place < len(ahead):
        raise NowhereToMove
    at = clock.now()
    first, second = (ahead[place], step) if up else (step, ahead[place])
    first.position, second.position = second.position, first.position
    after = template.swapped({other.key: other.after for other in steps}, first.key, second.key)
    changed = [other for other in steps if other in (first, second) or other.after != after[other.key]]
    for other in changed:
        other.after = after[other.key]
        save_step(other, "position", "after")
    fact = StepMoved(
        ticket=ticket.id, step=step.id, reason=reason, sentence=sentence.strip()[:WORDS],
        steps=[{"id": other.id, "position": other.position, "after": other.after} for other in changed],
    )  # fmt: skip
    note(ticket, fact, by=by, at=at)
    deviate(ticket, step, DeviationKind.MOVED, reason, sentence, at)
    steps = steps_of(ticket)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return _of(steps, step)


@transaction.atomic
def send_step_elsewhere(
    step: Step, *, unit: Unit | None, reason: str, by: Actor, sentence: str = "", question: str = "", standard_minutes: int | None = None
) -> Step:
    """
    Give a step to another department or partner, or take it to the owner (`unit` None). The standard time counts anew for one in work.

    Who had it sees it no more. Records StepSentElsewhere, what begins anew, and a deviation. Repeating it changes nothing. Raises
    NothingAsked when another unit gets it and no question was ever put, StepNotActive for a step that is over, answered, or the
    customer's or the program's; OwnRequest for an approval that the owner would take, NoReasonGiven, TicketIsClosed.
    """
    ticket, steps = _open_route(step, by)
    step = _of(steps, step)
    performer = unit.kind if unit else Performer.OWNER
    if (step.performer, step.unit_id) == (performer, unit.id if unit else None):
        return step
    is_movable = step.is_at_unit or step.performer == Performer.OWNER
    if not is_movable or step.state not in (StepState.PLANNED, StepState.OFFERED, StepState.ACCEPTED, StepState.RETURNED):
        raise StepNotActive
    _require_reason(reason)
    if unit is None and step.is_approval:
        raise OwnRequest
    step.question = question.strip() or step.question
    if unit is not None and not step.question:
        raise NothingAsked
    at = clock.now()
    previous, had_begun = step.unit_id, step.is_active
    step.unit, step.performer, step.missing = unit, performer, ""
    step.standard_minutes = standard_minutes or step.standard_minutes
    if had_begun:
        step.state, step.started_at, step.due_at, step.assignee, step.accepted_at = StepState.PLANNED, None, None, None, None
    save_step(
        step, "unit", "performer", "question", "standard_minutes", "missing", "state", "started_at", "due_at", "assignee", "accepted_at"
    )  # fmt: skip
    close_task_links(step, at=at)
    fact = StepSentElsewhere(
        ticket=ticket.id, step=step.id, previous_unit=previous, unit=step.unit_id, performer=performer, had_begun=had_begun, reason=reason,
        sentence=sentence.strip()[:WORDS],
    )  # fmt: skip
    note(ticket, fact, by=by, at=at, units=(previous, step.unit_id))
    deviate(ticket, step, DeviationKind.ELSEWHERE, reason, sentence, at)
    if had_begun:
        start_step(ticket, step, by=by, at=at)
    settle(ticket, at=at)
    return step


def _open_route(step: Step, by: Actor) -> tuple[Ticket, list[Step]]:
    ticket = Ticket.objects.lock(step.ticket)
    access.require_centre(by)
    if ticket.is_closed:
        raise TicketIsClosed
    return ticket, steps_of(ticket)


def _of(steps: list[Step], step: Step) -> Step:
    return next(other for other in steps if other.id == step.id)


def _require_reason(reason: str) -> None:
    if reason not in DeviationReason.values:
        raise NoReasonGiven
