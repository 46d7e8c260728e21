"""Who may see accounts: colleagues of the contact centre, and everybody their own."""

from typing import Any

from django.db.models import QuerySet

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.journal.actors import Actor


@door.rule(User)
def visible_users(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    if by.is_staff_of_centre() or by.is_own_machinery():
        return queryset
    return queryset.filter(pk=by.id) if by.kind == "user" else queryset.none()
