"""Questions about accounts and their sessions."""

from collections.abc import Iterable

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from ambasador.accounts.models import Leaving, User
from ambasador.lib import clock


def people_of_the_centre() -> QuerySet[User]:
    """Everybody who may own a ticket, by name."""
    return User.objects.filter(is_active=True, roles__overlap=["agent", "lead", "admin"]).order_by("name")


def leaving_users() -> QuerySet[Leaving, int]:
    """Ids of those who are about to leave, to be asked within another query: they get no new tickets."""
    return Leaving.objects.filter(cancelled_at=None, user__is_active=True).values_list("user_id", flat=True)


def may_receive() -> QuerySet[User]:
    """Everybody who may become the owner of a ticket now, by name: people of the centre who are not about to leave."""
    return people_of_the_centre().exclude(leavings__in=Leaving.objects.filter(cancelled_at=None))


def users_of_sessions(keys: Iterable[str]) -> dict[str, User]:
    """Session keys with their active users, in two queries however many there are; ended or foreign sessions are left out."""
    standing = Session.objects.filter(session_key__in=list(keys), expire_date__gt=clock.now())
    sessions = {row.session_key: row.get_decoded() for row in standing}
    users = User.objects.filter(is_active=True).in_bulk([int(data[SESSION_KEY]) for data in sessions.values() if SESSION_KEY in data])
    found = {}
    for key, data in sessions.items():
        user = users.get(int(data.get(SESSION_KEY, 0)))
        if user and constant_time_compare(str(data.get(HASH_SESSION_KEY, "")), user.get_session_auth_hash()):
            found[key] = user
    return found
