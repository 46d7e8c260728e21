"""Who may see and do what with tickets, steps and links."""

from typing import Any

from django.db.models import QuerySet

from ambasador.accounts import door
from ambasador.directory.models import Person
from ambasador.directory.queries import units_of
from ambasador.journal.actors import Actor
from ambasador.lib.refusal import NotAllowed
from ambasador.procedures.models import Performer
from ambasador.tickets.models import Handover, Obstacle, Ownership, Step, StepState, Ticket


@door.rule(Ticket)
def visible_tickets(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """People of the contact centre see all tickets, a customer their own; departments and partners see tasks, never tickets."""
    if by.is_own_machinery() or by.is_staff_of_centre():
        return queryset
    if by.kind == "customer":
        return queryset.filter(customer_id=by.id)
    return queryset.none()


@door.rule(Step)
def visible_steps(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """The contact centre sees every step; a department or partner those that came to it; a customer theirs."""
    if by.is_own_machinery() or by.is_staff_of_centre():
        return queryset
    if by.kind == "customer":
        return queryset.filter(ticket__customer_id=by.id, performer=Performer.CUSTOMER).exclude(state=StepState.PLANNED)
    return queryset.filter(unit_id__in=units_of(by)).exclude(state=StepState.PLANNED).exclude(started_at=None)


@door.rule(Handover)
@door.rule(Ownership)
@door.rule(Obstacle)
def visible_to_the_centre(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """Hand-overs and obstacles are matters of the contact centre; others read of a public obstacle in a sentence."""
    return queryset if by.is_staff_of_centre() else queryset.none()


def may_own(by: Actor) -> bool:
    return by.is_staff_of_centre()


def may_lead(by: Actor) -> bool:
    return by.is_own_machinery() or (by.kind == "user" and bool(by.roles & {"lead", "admin"}))


def require_centre(by: Actor) -> None:
    """The actor works in the contact centre, or is the system's own machinery."""
    if not (by.is_own_machinery() or by.is_staff_of_centre()):
        raise NotAllowed


def require_own(by: Actor) -> None:
    if not may_own(by):
        raise NotAllowed


def require_performer(by: Actor, step: Step) -> None:
    """The actor performs the step, or notes down for the performer what was said to the contact centre."""
    if by.is_own_machinery() or by.is_staff_of_centre():
        return
    if step.performer == Performer.CUSTOMER and by.kind == "customer" and step.ticket.customer_id == by.id:
        return
    if step.unit_id is not None and step.unit_id in units_of(by):
        return
    raise NotAllowed


def person_of(by: Actor) -> int | None:
    """The directory's person behind the actor, if any."""
    if by.kind == "person":
        return by.id
    if by.kind == "user":
        return Person.objects.filter(user_id=by.number).values_list("id", flat=True).first()
    return None
