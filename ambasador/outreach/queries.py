from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db.models import QuerySet

from ambasador.channels.models import Mailbox
from ambasador.lib.business_time import WorkingTime
from ambasador.outreach import policy
from ambasador.outreach.models import Contact, Verdict


@cache
def writing_hours() -> WorkingTime:
    """The hours outside which a customer is not written to unasked, by the organisation's own time zone."""
    return WorkingTime(zone=settings.TIME_ZONE, week=policy.WRITING_WEEK)


def own_addresses() -> frozenset[str]:
    """Addresses of all mailboxes, also closed ones: mail to them may still come back to us."""
    return frozenset(Mailbox.objects.values_list("address", flat=True))


def automatic_to(recipient_key: str, *, since: datetime) -> QuerySet[Contact]:
    """Automatic contacts let through to one address since a moment."""
    return Contact.objects.filter(recipient_key=recipient_key, is_automatic=True, verdict=Verdict.ALLOW, at__gt=since)


def was_answered_elsewhere(recipient_key: str, *, matter: int | None, at: datetime, pause: timedelta) -> bool:
    """Whether the address got an automatic answer about another matter within the pause."""
    return automatic_to(recipient_key, since=at - pause).filter(is_answer=True).exclude(matter=matter).exists()


def was_acknowledged(recipient_key: str, *, purpose: str, at: datetime, pause: timedelta) -> bool:
    return automatic_to(recipient_key, since=at - pause).filter(purpose=purpose).exists()
