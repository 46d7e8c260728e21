"""Who may see and change customers: the contact centre. Departments and partners see of a customer what stands in their task, not this."""

from typing import Any

from django.db.models import QuerySet

from ambasador.accounts import door
from ambasador.customers.models import Customer, Purchase
from ambasador.journal.actors import Actor
from ambasador.lib.refusal import NotAllowed


def sees_all(by: Actor) -> bool:
    return by.is_staff_of_centre() or by.is_own_machinery()


@door.rule(Customer)
def visible_customers(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """All for the contact centre, themselves for a customer, none for anybody else."""
    if sees_all(by):
        return queryset
    return queryset.filter(pk=by.id) if by.kind == "customer" else queryset.none()


@door.rule(Purchase)
def visible_purchases(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    if sees_all(by):
        return queryset
    return queryset.filter(customer=by.id) if by.kind == "customer" else queryset.none()


def require_edit(by: Actor) -> None:
    """Raises NotAllowed unless the actor may change customers."""
    if not sees_all(by):
        raise NotAllowed
