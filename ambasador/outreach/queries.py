from datetime import datetime, timedelta

from django.db.models import QuerySet

from ambasador.channels.models import Mailbox
from ambasador.outreach.models import Contact, Verdict


def own_addresses() -> frozenset[str]:
    """Addresses of all mailboxes, also closed ones: mail to them may still come back to us."""
    return frozenset(Mailbox.objects.values_list("address", flat=True))


def automatic_to(recipient_key: str, *, since: datetime) -> QuerySet[Contact]:
    """Automatic contacts let through to one address since a moment."""
    return Contact.objects.filter(recipient_key=recipient_key, is_automatic=True, verdict=Verdict.ALLOW, at__gt=since)


def was_acknowledged(recipient_key: str, *, purpose: str, at: datetime, pause: timedelta) -> bool:
    return automatic_to(recipient_key, since=at - pause).filter(purpose=purpose).exists()
