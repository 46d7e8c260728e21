"""
The one access door: every screen, partial, attachment and API path gets what it shows through here.

Each app says in its `access.py` what an actor may see of a model: `@door.rule(Ticket)`. What exists but is not the actor's answers 404,
so that nobody learns that it exists.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Manager, Model, QuerySet
from django.http import Http404

from ambasador.journal.actors import Actor

M = TypeVar("M", bound=Model)
Rule = Callable[[QuerySet[Any], Actor], QuerySet[Any]]
RULES: dict[type[Model], Rule] = {}


def rule(model: type[Model]) -> Callable[[Rule], Rule]:
    def declare(function: Rule) -> Rule:
        RULES[model] = function
        return function

    return declare


def visible(objects: Manager[M] | QuerySet[M], by: Actor) -> QuerySet[M]:
    """The part of `objects` that the actor may see. Raises LookupError for a model without a rule: no rule, no door."""
    queryset = objects.all()
    try:
        narrow = RULES[queryset.model]
    except KeyError:
        raise LookupError(f"{queryset.model.__name__} has no access rule") from None
    return narrow(queryset, by)


def get_visible(objects: Manager[M] | QuerySet[M], by: Actor, **lookup: Any) -> M:
    """One object that the actor may see. Raises Http404 when there is none, or none for them."""
    try:
        return visible(objects, by).get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        raise Http404 from None
