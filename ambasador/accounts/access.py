"""Who may see and keep accounts: colleagues of the contact centre see them, administrators keep them, everybody has their own settings."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ambasador.accounts import door
from ambasador.accounts.models import Leaving, Role, User
from ambasador.journal.actors import Actor
from ambasador.lib.refusal import NotAllowed, Refused

OWN_SETTINGS = frozenset({"name", "language", "theme", "phone_extension", "single_keys"})


class OwnAccount(Refused):
    """Somebody is about to close their own account."""

    code = "own_account"
    sentence = _("You cannot close your own account. Another administrator can.")


class LocksOneselfOut(Refused):
    """An administrator is about to take that role from themselves."""

    code = "locks_oneself_out"
    sentence = _("You would lock yourself out. Another administrator can take the role from you.")


class HasLeft(Refused):
    """The account is closed already."""

    code = "has_left"
    sentence = _("This account is closed already.")


@door.rule(User)
def visible_users(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    if by.is_staff_of_centre() or by.is_own_machinery():
        return queryset
    return queryset.filter(pk=by.id) if by.kind == "user" else queryset.none()


@door.rule(Leaving)
def visible_leavings(queryset: QuerySet[Any], by: Actor) -> QuerySet[Any]:
    """Who leaves is a matter of those who lead, and of the person."""
    if by.is_own_machinery() or (by.kind == "user" and by.roles & {Role.LEAD, Role.ADMIN}):
        return queryset
    return queryset.filter(user_id=by.id) if by.kind == "user" else queryset.none()


def require_lead(by: Actor) -> None:
    """Raises NotAllowed unless the actor is a team lead, an administrator or our own machinery."""
    if not (by.is_own_machinery() or (by.kind == "user" and by.roles & {Role.LEAD, Role.ADMIN})):
        raise NotAllowed


def is_self(by: Actor, user: User) -> bool:
    return by.kind == "user" and by.id is not None and by.id == user.pk


def require_admin(by: Actor) -> None:
    """Accounts are made, closed and let in by an administrator, or by the command line. Raises NotAllowed."""
    if not (by.is_own_machinery() or (by.kind == "user" and Role.ADMIN in by.roles)):
        raise NotAllowed


def require_change(by: Actor, user: User, changes: Collection[str]) -> None:
    """Everybody has their own settings; anything else is an administrator's. Raises NotAllowed."""
    if not (is_self(by, user) and OWN_SETTINGS.issuperset(changes)):
        require_admin(by)


def require_password(by: Actor, user: User) -> None:
    """A password is its owner's own: an administrator makes a sign-in link instead. Raises NotAllowed."""
    if not (by.is_own_machinery() or is_self(by, user)):
        raise NotAllowed
