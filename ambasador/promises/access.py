from typing import Any

from django.db.models import QuerySet

from ambasador.accounts import door
from ambasador.journal.actors import Actor
from ambasador.promises.models import Promise
from ambasador.tickets.models import Ticket


@door.rule(Promise)
def visible_promises(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """Who may see the ticket may see what was promised."""
    return queryset.filter(ticket__in=door.visible(Ticket.objects, by))
