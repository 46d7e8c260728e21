"""Who of the staff may hear which live updates. The stream carries only kinds and ids; contents are fetched by ordinary requests."""

from collections.abc import Iterable, Mapping

from django.apps import apps
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.journal.stream import Visitor, gate
from ambasador.lib import clock

CENTRE_TOPICS = frozenset({"queue", "outbox", "intake"})


@gate
class StaffGate:
    """Lets in whoever is signed in; their session is the key."""

    def let_in(self, cookies: Mapping[str, str], topics: frozenset[str]) -> Visitor | None:
        key = cookies.get(settings.SESSION_COOKIE_NAME, "")
        user = _users_of([key]).get(key)
        return Visitor(key, audible(user, topics)) if user else None

    def still_welcome(self, keys: Iterable[str]) -> set[str]:
        return set(_users_of(list(keys)))


def audible(user: User, topics: frozenset[str]) -> frozenset[str]:
    """Those topics of the asked ones that the user may hear: what they may see, their own, their department's."""
    heard = {topic for topic in topics if user.is_centre and (topic in CENTRE_TOPICS or topic.startswith(("owner:", "unit:")))}
    heard |= topics & {f"owner:{user.id}"}
    units = _numbers(topics, "unit:") if not user.is_centre else []
    if units:
        people = apps.get_model("directory", "Person").objects.filter(user=user, is_active=True, unit_id__in=units)
        heard |= {f"unit:{unit}" for unit in people.values_list("unit_id", flat=True)}
    tickets = _numbers(topics, "ticket:")
    if tickets:
        visible = door.visible(apps.get_model("tickets", "Ticket").objects, user.actor)
        heard |= {f"ticket:{number}" for number in visible.filter(pk__in=tickets).values_list("pk", flat=True)}
    return frozenset(heard)


def _numbers(topics: Iterable[str], prefix: str) -> list[int]:
    tails = (topic.removeprefix(prefix) for topic in topics if topic.startswith(prefix))
    return [int(tail) for tail in tails if tail.isascii() and tail.isdigit() and len(tail) < 18]


def _users_of(keys: list[str]) -> dict[str, User]:
    """Session keys with their active users, in two queries however many there are; ended or foreign sessions are left out."""
    sessions = {row.session_key: row.get_decoded() for row in Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now())}
    users = User.objects.filter(is_active=True).in_bulk([int(data[SESSION_KEY]) for data in sessions.values() if SESSION_KEY in data])
    found = {}
    for key, data in sessions.items():
        user = users.get(int(data.get(SESSION_KEY, 0)))
        if user and constant_time_compare(str(data.get(HASH_SESSION_KEY, "")), user.get_session_auth_hash()):
            found[key] = user
    return found
