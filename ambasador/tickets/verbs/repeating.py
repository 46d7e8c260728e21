"""A further run of a step that the procedure lets repeat. [P1]"""

from django.db import transaction
from django.db.models import F

from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.procedures.models import Performer
from ambasador.tickets import access
from ambasador.tickets.choice_events import StepRepeated
from ambasador.tickets.data import Knowledge
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.tickets.verbs.refusals import NotRepeatable, StepNotActive, TicketIsClosed
from ambasador.tickets.verbs.routing import place_of_next
from ambasador.tickets.verbs.settling import begin_ready_steps, note, save_step, settle, steps_of

KEPT = (
    "stage", "stage_en", "performer", "unit", "competence", "guidance", "answer_options", "standard_minutes", "is_optional", "is_repeatable",
    "is_approval", "amount_field", "confirms_answer", "action", "action_settings", "needs", "remind_before", "escalate_after",
)  # fmt: skip


@transaction.atomic
def repeat_step(step: Step, *, by: Actor, question: str = "") -> Step:
    """
    Let a repeatable step that is done be done once more, by whoever did it; it starts at once, and what is ahead and waited for the first
    run waits for this one. No deviation. Records StepRepeated and what begins.

    `question` replaces what was asked. Its condition is not looked at: the owner wants it. While a run of it is ahead or in work, that one
    is returned. Raises NotRepeatable, StepNotActive for one that was never done, TicketIsClosed.
    """
    ticket = Ticket.objects.lock(step.ticket)
    access.require_centre(by)
    if ticket.is_closed:
        raise TicketIsClosed
    steps = steps_of(ticket)
    step = next(other for other in steps if other.id == step.id)
    if not step.is_repeatable:
        raise NotRepeatable
    first = step.key.partition("~")[0]
    runs = [other for other in steps if other.key.partition("~")[0] == first]
    going = next((other for other in runs if not other.is_over), None)
    if going is not None:
        return going
    if step.state != StepState.DONE:
        raise StepNotActive
    at = clock.now()
    position, after = place_of_next(steps)
    number, waited_for = len(runs) + 1, {other.key for other in runs}
    key = f"{first}~{number}"
    followers = [other for other in steps if other.state == StepState.PLANNED and waited_for & set(other.after)]
    Step.objects.filter(ticket=ticket, position__gte=position).update(position=F("position") + 1)
    made = Step.objects.create(
        ticket=ticket, key=key, position=position, after=after, name=_numbered(step.name, number), name_en=_numbered(step.name_en, number),
        question=question.strip() or step.question, gives=_gives(ticket, step), **{field: getattr(step, field) for field in KEPT},
    )  # fmt: skip
    for follower in followers:
        follower.after = [*follower.after, key]
        save_step(follower, "after")
    fact = StepRepeated(
        ticket=ticket.id, step=made.id, key=key, position=position, after=after, performer=made.performer, unit=made.unit_id,
        followers=[follower.key for follower in followers], needs=made.needs, of=step.id,
    )  # fmt: skip
    note(ticket, fact, by=by, at=at, units=(made.unit_id,))
    steps = steps_of(ticket)
    begin_ready_steps(ticket, steps, by=by, at=at)
    settle(ticket, at=at, steps=steps)
    return next(other for other in steps if other.id == made.id)


def _numbered(name: str, number: int) -> str:
    plain = name.rsplit(" (", 1)[0] if name.endswith(")") and number > 2 else name
    return f"{plain[:72]} ({number})" if name else ""


def _gives(ticket: Ticket, step: Step) -> list[str]:
    """The customer is never asked again for what is known; who else gives data may correct it."""
    return Knowledge(ticket).missing(step.gives) if step.performer == Performer.CUSTOMER else step.gives
