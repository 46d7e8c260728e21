"""Who of the staff may hear which live updates. The stream carries only kinds and ids; contents are fetched by ordinary requests."""

from collections.abc import Iterable, Mapping

from django.conf import settings

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.accounts.queries import users_of_sessions
from ambasador.directory.queries import units_of
from ambasador.journal.stream import Visitor, gate
from ambasador.tickets.models import Ticket

CENTRE_TOPICS = frozenset({"queue", "outbox", "intake"})


@gate
class StaffGate:
    """Lets in whoever is signed in; their session is the key."""

    def let_in(self, cookies: Mapping[str, str], topics: frozenset[str]) -> Visitor | None:
        key = cookies.get(settings.SESSION_COOKIE_NAME, "")
        user = users_of_sessions([key]).get(key)
        return Visitor(key, audible(user, topics)) if user else None

    def still_welcome(self, keys: Iterable[str]) -> set[str]:
        return set(users_of_sessions(keys))


def audible(user: User, topics: frozenset[str]) -> frozenset[str]:
    """Those topics of the asked ones that the user may hear: what they may see, their own, their department's."""
    heard = {topic for topic in topics if user.is_centre and (topic in CENTRE_TOPICS or topic.startswith(("owner:", "unit:")))}
    heard |= topics & {f"owner:{user.id}", f"call:{user.id}"}
    if not user.is_centre and any(topic.startswith("unit:") for topic in topics):
        heard |= topics & {f"unit:{unit}" for unit in units_of(user.actor)}
    tickets = _numbers(topics, "ticket:")
    if tickets:
        visible = door.visible(Ticket.objects.filter(pk__in=tickets), user.actor)
        heard |= {f"ticket:{number}" for number in visible.values_list("pk", flat=True)}
    return frozenset(heard)


def _numbers(topics: Iterable[str], prefix: str) -> list[int]:
    tails = (topic.removeprefix(prefix) for topic in topics if topic.startswith(prefix))
    return [int(tail) for tail in tails if tail.isascii() and tail.isdigit() and len(tail) < 18]

