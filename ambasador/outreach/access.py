"""Who may read the ledger of contacts: the contact centre."""

from typing import Any

from django.db.models import QuerySet

from ambasador.accounts import door
from ambasador.journal.actors import Actor
from ambasador.outreach.models import Contact


@door.rule(Contact)
def visible_contacts(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    return queryset if by.is_staff_of_centre() or by.is_own_machinery() else queryset.none()
