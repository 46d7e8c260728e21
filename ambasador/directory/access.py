"""Who may read and change the directory. Everybody with an account may look up who knows what; leads and administrators keep it true."""

from typing import Any

from django.db.models import QuerySet

from ambasador.accounts import door
from ambasador.directory.models import Calendar, Competence, Person, Unit
from ambasador.journal.actors import Actor
from ambasador.lib.refusal import NotAllowed


@door.rule(Unit)
@door.rule(Person)
@door.rule(Competence)
@door.rule(Calendar)
def visible_to_colleagues(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """Partners and customers, who come by signed links, see nothing of it."""
    return queryset if by.kind == "user" or by.is_own_machinery() else queryset.none()


def may_edit(by: Actor) -> bool:
    return by.is_own_machinery() or (by.kind == "user" and bool(by.roles & {"lead", "admin"}))


def require_edit(by: Actor) -> None:
    """Raises NotAllowed unless the actor may change the directory."""
    if not may_edit(by):
        raise NotAllowed


def require_note_absence(by: Actor, person: Person) -> None:
    """An absence is noted by the person, by the head or a lead of their unit, or by who may edit. Raises NotAllowed."""
    if may_edit(by):
        return
    if by.kind == "person" and by.id == person.id:
        return
    if by.kind == "user" and by.id is not None:
        own = Person.objects.filter(user_id=by.id, is_active=True).first()
        if own and (own.id == person.id or (own.unit_id == person.unit_id and own.rank in ("lead", "head"))):
            return
    raise NotAllowed
