"""Due times: the standard durations laid over the performers' working time."""

from datetime import datetime

from ambasador.directory.models import Unit
from ambasador.directory.queries import centre, customer_time, working_time_of
from ambasador.lib.business_time import WorkingTime
from ambasador.procedures.models import Performer
from ambasador.tickets.models import IntakeQueue, Step

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


def due_at(step: Step, at: datetime) -> datetime:
    """When the step is due if it starts at `at`."""
    return time_of_performer(step.performer, step.unit).add(at, minutes=step.standard_minutes)


def queue_due_at(queue: IntakeQueue, at: datetime) -> datetime:
    """When a ticket that enters the queue at `at` must have been taken."""
    return working_time_of(queue.unit.calendar).add(at, minutes=queue.target_minutes)


def first_nudge_at(step: Step, at: datetime) -> datetime | None:
    """When the sweep must look at a step whose due time was laid at `at`; it plans the rest itself. None for a step of the program."""
    if step.due_at is None or step.performer == Performer.SYSTEM:
        return None
    return min(step.due_at, at + (step.due_at - at) / 4) if step.due_at > at else at


def offer_expires_at(at: datetime) -> datetime:
    """When an offered hand-over goes back to its owner: after a working day of the contact centre."""
    return working_time_of(centre().calendar).add(at, minutes=WORKING_DAY)
