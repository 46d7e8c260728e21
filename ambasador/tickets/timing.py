"""Due times: the standard durations laid over the performers' working time, and when somebody is next reminded of them."""

from collections.abc import Sequence
from datetime import datetime

from ambasador.directory.models import Unit
from ambasador.directory.queries import centre, customer_time, working_time_of
from ambasador.lib.business_time import WorkingTime
from ambasador.outreach.queries import writing_hours
from ambasador.procedures.models import Performer
from ambasador.tickets import nudging
from ambasador.tickets.models import IntakeQueue, Step
from ambasador.tickets.nudging import Coming, Due, Told

WORKING_DAY = 480


def time_of_performer(performer: str, unit: Unit | None) -> WorkingTime:
    """
    The working time in which the performer's standard counts: the unit's, the contact centre's for the owner, every hour for the
    customer.
    """
    if unit is not None:
        return working_time_of(unit.calendar)
    if performer == Performer.OWNER:
        return working_time_of(centre().calendar)
    return customer_time()


def queue_due_at(queue: IntakeQueue, at: datetime) -> datetime:
    """When a ticket that enters the queue at `at` must have been taken."""
    return working_time_of(queue.unit.calendar).add(at, minutes=queue.target_minutes)


def coming_nudge(
    step: Step, *, told: Told, rungs: Sequence[str], reminders: int, at: datetime, hours: WorkingTime | None = None
) -> Coming | None:
    """
    What comes next for a step that is with its performer; None for a step of the program.

    A performer who has proposed another date is left in peace until then: the owner decides, or the day comes.
    """
    if step.performer == Performer.SYSTEM or step.due_at is None:
        return None
    counts = max(step.due_at, step.proposed_due_at or step.due_at)
    since = step.counted_from or step.started_at or at
    if step.performer == Performer.CUSTOMER:
        return nudging.next_to_customer(Due(counts, since, writing_hours(), 0, 0, step.escalate_after), told=told, reminders=reminders)
    minutes = nudging.policy(step.standard_minutes, remind_before=step.remind_before, escalate_after=step.escalate_after)
    hours = hours or time_of_performer(step.performer, step.unit)
    return nudging.next_nudge(Due(counts, since, hours, *minutes), told=told, rungs=rungs, at=at)


def offer_expires_at(at: datetime) -> datetime:
    """When an offered hand-over goes back to its owner: after a working day of the contact centre."""
    return working_time_of(centre().calendar).add(at, minutes=WORKING_DAY)
