from typing import Any

from django.db.models import QuerySet

from ambasador.accounts import door
from ambasador.journal.actors import Actor
from ambasador.lib.refusal import NotAllowed
from ambasador.procedures.models import Procedure, ProcedureVersion


@door.rule(Procedure)
@door.rule(ProcedureVersion)
def visible_procedures(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """Everybody with an account may read procedures."""
    return queryset if by.kind == "user" else queryset.none()


def may_edit(by: Actor) -> bool:
    return by.is_own_machinery() or (by.kind == "user" and bool(by.roles & {"lead", "admin"}))


def require_edit(by: Actor) -> None:
    if not may_edit(by):
        raise NotAllowed
